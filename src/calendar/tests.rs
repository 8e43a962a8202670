//! The check values of `DEFINITIONS.md` §1, clock changes, and what must hold for every instant.

use std::collections::BTreeMap;
use std::path::Path;

use super::due::{Due, NEVER};
use super::periods;
use super::*;
use crate::model::agreement::{Allowance, Clock, DurationUnit, Hours, InForce, PeriodKind};
use crate::model::moment::{Horizon, Instant, Moment, Precision};

mod properties;

const HOUR: u32 = 3_600;

fn week(weekdays: &[(u32, u32)]) -> [Hours; 7] {
    let hours: Hours = weekdays.iter().map(|(open, close)| (open * HOUR, close * HOUR)).collect();
    std::array::from_fn(|index| if index < 5 { hours.clone() } else { Hours::new() })
}

fn version(weekdays: &[(u32, u32)], holidays: &[&str]) -> WorkingTime {
    WorkingTime {
        week: week(weekdays),
        holidays: holidays.iter().map(ToString::to_string).collect(),
        ..WorkingTime::default()
    }
}

fn built(zone: &str, versions: &[WorkingTime]) -> Calendar {
    Calendar::build(&Zone::named(zone).unwrap(), versions, Path::new(".")).unwrap()
}

fn sao_paulo() -> Calendar {
    built("America/Sao_Paulo", &[version(&[(9, 18)], &["br"])])
}

fn day(text: &str) -> Day {
    Day::of(text.parse().unwrap())
}

/// The instant of a local `2026-11-19 17:55`.
fn at(calendar: &Calendar, text: &str) -> Instant {
    let (date, time) = text.split_once(' ').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    let seconds = hour.parse::<u32>().unwrap() * HOUR + minute.parse::<u32>().unwrap() * 60;
    calendar.zone().instant(day(date), seconds)
}

fn moment(calendar: &Calendar, text: &str) -> Moment {
    if text.contains(' ') {
        return Moment::new(at(calendar, text), Precision::Minute);
    }
    Moment::new(calendar.zone().start_of(day(text)), Precision::Day)
}

fn allowance(text: &str) -> Allowance {
    let (count, unit) = text.split_at(text.len() - 1);
    let unit = match unit {
        "m" => DurationUnit::Minutes,
        "h" => DurationUnit::Hours,
        _ => DurationUnit::Days,
    };
    Allowance { count: count.parse().unwrap(), unit }
}

fn local(calendar: &Calendar, instant: Instant) -> String {
    let text = calendar.zone().local(instant).format("%Y-%m-%d %H:%M:%S").to_string();
    text.strip_suffix(":00").map_or(text.clone(), str::to_owned)
}

fn due_with(calendar: &Calendar, start: &str, within: &str, clock: Clock) -> (String, String) {
    let due = calendar.due(moment(calendar, start), allowance(within), clock);
    assert_eq!(due.by_day, within.ends_with('d'));
    (local(calendar, due.earliest), local(calendar, due.latest))
}

fn due(calendar: &Calendar, start: &str, within: &str) -> String {
    let (earliest, latest) = due_with(calendar, start, within, Clock::Working);
    assert_eq!(earliest, latest);
    earliest
}

#[test]
fn the_table_spans_its_years() {
    assert_eq!((FIRST, END), (day("2000-01-01"), day("2060-01-01")));
    assert_eq!((weekday(day("2026-11-16")), weekday(day("1969-12-28"))), (0, 6));
}

#[test]
fn check_values_of_the_definition() {
    let calendar = sao_paulo();
    assert_eq!(due(&calendar, "2026-11-19 17:55", "1h"), "2026-11-23 09:55");
    assert_eq!(due(&calendar, "2026-11-17 08:30", "15m"), "2026-11-17 09:15");
    assert_eq!(due(&calendar, "2026-11-13 17:55", "1d"), "2026-11-16 18:00");
    assert_eq!(due(&calendar, "2026-11-14 10:00", "1h"), "2026-11-16 10:00");
    assert_eq!(
        calendar.elapsed(at(&calendar, "2026-11-17 08:30"), at(&calendar, "2026-11-17 08:45")),
        0
    );
    assert_eq!(
        calendar.elapsed(at(&calendar, "2026-11-13 16:30"), at(&calendar, "2026-11-16 09:30")),
        7_200
    );
    assert_eq!(
        calendar.elapsed(at(&calendar, "2026-11-16 09:30"), at(&calendar, "2026-11-13 16:30")),
        -7_200
    );
}

#[test]
fn edges_of_due() {
    let calendar = sao_paulo();
    assert_eq!(due(&calendar, "2026-11-14 10:00", "0m"), "2026-11-14 10:00");
    assert_eq!(due(&calendar, "2026-11-13 17:00", "1h"), "2026-11-13 18:00");
    assert_eq!(due(&calendar, "2026-11-13 18:00", "1d"), "2026-11-17 18:00");
    assert_eq!(due(&calendar, "2026-11-13 07:00", "1d"), "2026-11-16 18:00");
    assert_eq!(due(&calendar, "2026-11-14 10:00", "1d"), "2026-11-17 18:00");
    assert_eq!(due(&calendar, "2026-11-18 10:00", "2d"), "2026-11-23 18:00");
    assert_eq!(due(&calendar, "2026-11-14 10:00", "0d"), "2026-11-16 18:00");
}

#[test]
fn a_date_only_start_has_two_readings_in_hours_and_one_in_days() {
    let calendar = sao_paulo();
    let expected = ("2026-11-17 11:00".to_owned(), "2026-11-18 11:00".to_owned());
    assert_eq!(due_with(&calendar, "2026-11-17", "2h", Clock::Working), expected);
    assert_eq!(due(&calendar, "2026-11-13", "1d"), "2026-11-16 18:00");
    assert_eq!(due(&calendar, "2026-11-14", "1d"), "2026-11-17 18:00");
}

#[test]
fn the_elapsed_clock_ignores_opening_hours() {
    let calendar = sao_paulo();
    let both = |start: &str, within: &str| due_with(&calendar, start, within, Clock::Elapsed);
    assert_eq!(both("2026-11-13 17:55", "1h").0, "2026-11-13 18:55");
    assert_eq!(both("2026-11-13 17:55", "2d").1, "2026-11-15 17:55");
    assert_eq!(
        both("2026-11-13", "1h"),
        ("2026-11-13 01:00".to_owned(), "2026-11-14 00:59:59".to_owned())
    );
    assert_eq!(
        both("2026-11-13", "2d"),
        ("2026-11-15 00:00".to_owned(), "2026-11-15 23:59:59".to_owned())
    );
}

#[test]
fn beyond_the_table_due_never_comes() {
    let calendar = sao_paulo();
    let never = |text: &str, within: &str, clock| {
        calendar.due(moment(&calendar, text), allowance(within), clock)
    };
    for within in ["4294967295m", "4294967295h", "4294967295d"] {
        let expected = Due { earliest: NEVER, latest: NEVER, by_day: within.ends_with('d') };
        assert_eq!(never("2026-11-13 10:00", within, Clock::Working), expected);
    }
    assert_eq!(never("2026-11-13", "4294967295d", Clock::Elapsed).latest, NEVER);
    assert_eq!(never("2061-11-13", "1d", Clock::Working).latest, NEVER);
    assert_eq!(never("1999-11-13", "1d", Clock::Working).latest, at(&calendar, "2000-01-04 18:00"));
    let empty = built("America/Sao_Paulo", &[]);
    assert_eq!(
        empty.due(moment(&empty, "2026-11-13 10:00"), allowance("1h"), Clock::Working).earliest,
        NEVER
    );
}

#[test]
fn november_2026_has_nineteen_days_and_152_hours() {
    let calendar = built("America/Sao_Paulo", &[version(&[(9, 12), (13, 18)], &["br"])]);
    let month =
        periods::parse(calendar.zone(), PeriodKind::Month, "2026-11", Instant::of(0)).unwrap();
    assert_eq!(calendar.days(&month).len(), 19);
    assert!((calendar.working_days(month.first, month.last) - 19.0).abs() < 1e-12);
    assert_eq!(calendar.working_seconds(&month), 152 * 3_600);
    assert_eq!(calendar.holiday(day("2026-11-20")), Some("Consciência Negra"));
    assert_eq!(calendar.holiday(day("2026-11-15")), Some("Proclamação da República"));
    assert_eq!(calendar.holiday(day("2026-11-16")), None);
    let share = |text: &str| calendar.share(&month, at(&calendar, text));
    assert_eq!(share("2026-10-31 12:00"), Some(0.0));
    assert_eq!(share("2026-11-03 13:30"), Some(3.5 / 152.0));
    assert_eq!((share("2026-11-30 18:00"), share("2027-01-01 12:00")), (Some(1.0), Some(1.0)));
    assert!(
        !calendar.is_over(&month, Horizon::new(at(&calendar, "2026-11-30 17:59")))
            && calendar.is_over(&month, Horizon::new(at(&calendar, "2026-11-30 18:00")))
    );
    assert_eq!(
        calendar.complete_days(&month, Horizon::new(at(&calendar, "2026-11-05 17:59"))),
        [day("2026-11-03"), day("2026-11-04")]
    );
    assert_eq!(
        calendar.complete_days(&month, Horizon::new(at(&calendar, "2026-11-05 18:00"))).len(),
        3
    );
}

#[test]
fn special_beats_holiday_beats_weekday() {
    let special = [
        ("2026-11-20", vec![(9, 18)]),
        ("2026-12-24", vec![(9, 13)]),
        ("2026-11-21", vec![(9, 12)]),
        ("2026-11-17", vec![]),
    ];
    let hours = |hours: &Vec<(u32, u32)>| {
        hours.iter().map(|(open, close)| (open * HOUR, close * HOUR)).collect::<Hours>()
    };
    let special: BTreeMap<Day, Hours> =
        special.iter().map(|(date, open)| (day(date), hours(open))).collect();
    let optional_holidays = vec!["vespera-natal".to_owned(), "carnaval".to_owned()];
    let calendar = built(
        "America/Sao_Paulo",
        &[WorkingTime { optional_holidays, special, ..version(&[(9, 17)], &["br", "br-sp"]) }],
    );
    let of = |date: &str| (calendar.day_share(day(date)), calendar.holiday(day(date)));
    assert_eq!(of("2026-11-20"), (9.0 / 8.0, None));
    assert_eq!(of("2026-12-24"), (0.5, Some("Véspera de Natal")));
    assert_eq!(of("2026-11-21"), (1.0, None));
    assert_eq!(of("2026-11-17"), (0.0, Some("")));
    assert_eq!(of("2026-07-09"), (0.0, Some("Revolução Constitucionalista")));
    assert_eq!(
        (of("2026-02-16").1, of("2026-02-17").1, of("2026-02-18").1),
        (Some("Carnaval"), Some("Carnaval"), None)
    );
    assert_eq!(calendar.closing(day("2026-12-24")), Some(at(&calendar, "2026-12-24 13:00")));
    assert_eq!(calendar.next_working_day(day("2026-11-16")), Some(day("2026-11-18")));
}

#[test]
fn a_holiday_file_gives_half_days() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("feriados.csv"),
        "25/01/2027;Aniversário\n20/11/2026;Plantão;09:00-13:30\n18/11/2026;Longo;06:00-22:00\n",
    )
    .unwrap();
    let versions = [version(&[(9, 18)], &["br", "feriados.csv"])];
    let calendar =
        Calendar::build(&Zone::named("America/Sao_Paulo").unwrap(), &versions, folder.path())
            .unwrap();
    assert_eq!(
        (calendar.day_share(day("2026-11-20")), calendar.holiday(day("2026-11-20"))),
        (0.5, Some("Plantão"))
    );
    assert!(!calendar.is_working_day(day("2027-01-25")));
    assert_eq!(
        (calendar.day_share(day("2026-11-18")), calendar.holiday(day("2026-11-18"))),
        (1.0, Some("Longo"))
    );
    let errors = Calendar::build(calendar.zone(), &versions, Path::new("/nowhere")).unwrap_err();
    assert_eq!(
        errors,
        [CalendarError {
            code: "holiday-file-missing",
            values: vec![("file", "feriados.csv".into())]
        }]
    );
}

#[test]
fn versions_by_day_and_the_days_between_them() {
    let in_force = |from: Option<&str>, until: Option<&str>| InForce {
        from: from.map(day),
        until: until.map(day),
    };
    let summer =
        WorkingTime { in_force: in_force(Some("2026-12-01"), None), ..version(&[(8, 14)], &[]) };
    let winter = WorkingTime {
        in_force: in_force(Some("2026-06-01"), Some("2026-11-01")),
        ..version(&[(9, 18)], &["br"])
    };
    let calendar = built("America/Sao_Paulo", &[summer, winter]);
    let hours = |date: &str| {
        calendar.hours(day(date)).iter().map(|(open, close)| *close - *open).sum::<i64>() / 3_600
    };
    assert_eq!((hours("2026-10-30"), hours("2026-11-03"), hours("2026-12-01")), (9, 9, 6));
    assert_eq!((hours("2026-01-02"), hours("2026-11-20"), hours("2026-12-25")), (9, 0, 6));
}

#[test]
fn clock_changes_in_berlin_and_new_york() {
    let nights = WorkingTime {
        week: std::array::from_fn(|_| vec![(HOUR, 4 * HOUR)]),
        ..WorkingTime::default()
    };
    for (zone, gap, overlap) in [
        ("Europe/Berlin", "2026-03-29", "2026-10-25"),
        ("America/New_York", "2026-03-08", "2026-11-01"),
    ] {
        let calendar = built(zone, std::slice::from_ref(&nights));
        let worked = |date: &str| {
            calendar.elapsed(
                calendar.zone().start_of(day(date)),
                calendar.zone().start_of(day(date).plus(1)),
            )
        };
        assert_eq!(
            (worked(gap), worked(overlap), worked("2026-06-01")),
            (7_200, 14_400, 10_800),
            "{zone}"
        );
        assert!((calendar.day_share(day(gap)) - 1.0).abs() < 1e-12);
    }
    let berlin = built("Europe/Berlin", &[nights]);
    assert_eq!(due(&berlin, "2026-03-29 01:30", "1h"), "2026-03-29 03:30");
    assert_eq!(due(&berlin, "2026-03-29 02:30", "30m"), "2026-03-29 03:30");
    let second_two_thirty = at(&berlin, "2026-10-25 02:30") + 3_600;
    assert_eq!(berlin.elapsed(second_two_thirty, at(&berlin, "2026-10-25 03:00")), 1_800);
}

#[test]
fn an_interval_inside_the_gap_is_no_working_time() {
    let gone = WorkingTime {
        week: std::array::from_fn(|_| vec![(2 * HOUR, 3 * HOUR)]),
        ..WorkingTime::default()
    };
    let calendar = built("Europe/Berlin", &[gone]);
    assert!(
        !calendar.is_working_day(day("2026-03-29")) && calendar.is_working_day(day("2026-03-30"))
    );
    assert!(calendar.day_share(day("2026-03-29")).abs() < 1e-12);
}

#[test]
fn sao_paulo_changes_at_midnight_until_2019() {
    let whole = WorkingTime {
        week: std::array::from_fn(|_| vec![(0, 24 * HOUR)]),
        ..WorkingTime::default()
    };
    let calendar = built("America/Sao_Paulo", &[whole]);
    let hours = |date: &str| {
        calendar.hours(day(date)).iter().map(|(open, close)| *close - *open).sum::<i64>() / 3_600
    };
    assert_eq!((hours("2018-11-04"), hours("2019-02-16"), hours("2019-02-17")), (23, 25, 24));
    assert_eq!((hours("2019-11-03"), hours("2026-11-01")), (24, 24));
    let every = |days: std::ops::Range<i32>| {
        days.map(|day| calendar.hours(Day(day)).to_vec()).collect::<Vec<_>>().concat()
    };
    assert!(
        every(FIRST.0..END.0).windows(2).all(|pair| pair[0].1 == pair[1].0),
        "whole days leave no gap and no overlap"
    );
    let office = sao_paulo();
    assert_eq!(
        office.elapsed(at(&office, "2018-11-02 16:30"), at(&office, "2018-11-05 09:30")),
        1_800
    );
    assert_eq!(due(&office, "2018-11-01 17:55", "1h"), "2018-11-05 09:55");
}

#[test]
fn periods_and_their_names() {
    let zone = Zone::named("America/Sao_Paulo").unwrap();
    let now = zone.instant(day("2026-11-23"), 12 * HOUR);
    let span = |kind, text: &str| {
        periods::parse(&zone, kind, text, now)
            .map(|p| (p.kind.word(), p.first.date().to_string(), p.last.date().to_string()))
    };
    let expect = |text: &str, kind, first: &str, last: &str| {
        assert_eq!(
            span(PeriodKind::Month, text),
            Some((kind, first.to_owned(), last.to_owned())),
            "{text}"
        );
    };
    expect("last-month", "month", "2026-10-01", "2026-10-31");
    expect("last", "month", "2026-10-01", "2026-10-31");
    expect("last-week", "week", "2026-11-16", "2026-11-22");
    expect("last-quarter", "quarter", "2026-07-01", "2026-09-30");
    expect("last-half-year", "half-year", "2026-01-01", "2026-06-30");
    expect("last-year", "year", "2025-01-01", "2025-12-31");
    expect("2026-10", "month", "2026-10-01", "2026-10-31");
    expect("2026-Q3", "quarter", "2026-07-01", "2026-09-30");
    expect("2026-W47", "week", "2026-11-16", "2026-11-22");
    expect("2026-w53", "week", "2026-12-28", "2027-01-03");
    expect("2026-H1", "half-year", "2026-01-01", "2026-06-30");
    expect("2026-S2", "half-year", "2026-07-01", "2026-12-31");
    expect("2026", "year", "2026-01-01", "2026-12-31");
    expect("2026-11-01..2026-11-30", "fixed", "2026-11-01", "2026-11-30");
    expect("2026-12-31", "month", "2026-12-01", "2026-12-31");
    for text in [
        "",
        "26",
        "2026-13",
        "2026-0",
        "2026-Q5",
        "2026-Q0",
        "2026-H3",
        "2025-W53",
        "2026-11-30..2026-11-01",
        "last-day",
        "2026-é",
        "+026",
    ] {
        assert_eq!(span(PeriodKind::Month, text), None, "{text}");
    }
    let fixed = PeriodKind::Fixed(day("2026-11-05"), day("2026-11-10"));
    assert_eq!(span(fixed, "last"), None);
    assert_eq!(periods::containing(&zone, fixed, now).first, day("2026-11-05"));
}

#[test]
fn a_period_without_working_time_has_no_share() {
    let calendar = sao_paulo();
    let weekend = periods::parse(
        calendar.zone(),
        PeriodKind::Month,
        "2026-11-14..2026-11-15",
        Instant::of(0),
    )
    .unwrap();
    assert_eq!(calendar.share(&weekend, weekend.end), None);
    assert!(
        !calendar.is_over(&weekend, Horizon::new(weekend.end - 1))
            && calendar.is_over(&weekend, Horizon::new(weekend.end))
    );
}

#[test]
fn lateness_is_whole_working_days_and_the_time_after_them() {
    let calendar = sao_paulo();
    let late = |due: &str, now: &str| {
        let Late { days, seconds } = calendar.late(at(&calendar, due), at(&calendar, now));
        (days, seconds / 60)
    };
    // Within the day; over a night; a whole day is over at the hour of the due.
    assert_eq!(late("2026-11-23 10:00", "2026-11-23 10:25"), (0, 25));
    assert_eq!(late("2026-11-18 17:00", "2026-11-19 10:00"), (0, 120));
    assert_eq!(late("2026-11-18 10:00", "2026-11-19 10:00"), (1, 0));
    // Due at closing: the next closing is a day later, and a night adds nothing.
    assert_eq!(late("2026-11-18 18:00", "2026-11-19 18:00"), (1, 0));
    assert_eq!(late("2026-11-18 18:00", "2026-11-20 08:00"), (1, 0));
    // A weekend has no working days; a due on a free day is late from the next opening on.
    assert_eq!(late("2026-11-13 16:00", "2026-11-17 11:00"), (1, 240));
    assert_eq!(late("2026-11-14 10:00", "2026-11-16 10:00"), (0, 60));
    assert_eq!(late("2026-11-14 10:00", "2026-11-17 10:00"), (1, 60));
    assert_eq!(late("2026-11-13 18:00", "2026-11-16 10:00"), (0, 60));
    // Of two days of different length the shorter is over at its closing.
    let half = built(
        "America/Sao_Paulo",
        &[WorkingTime {
            special: BTreeMap::from([(day("2026-11-19"), vec![(9 * HOUR, 12 * HOUR)])]),
            ..version(&[(9, 18)], &[])
        }],
    );
    let Late { days, seconds } =
        half.late(at(&half, "2026-11-18 16:00"), at(&half, "2026-11-20 10:00"));
    assert_eq!((days, seconds / 60), (1, 60));
}
