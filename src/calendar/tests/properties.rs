//! What must hold for every instant: `W` is monotone and flat outside hours, `due` is its inverse, shares run from 0 to 1.

use std::sync::OnceLock;

use proptest::prelude::*;

use super::super::periods::{self, Period};
use super::*;
use crate::model::agreement::PeriodKind;
use crate::model::moment::{Horizon, Instant};

/// Clock changes of the zones below, in UTC seconds; the last would have been São Paulo's of 2019, had it not given them up.
const CHANGES: [(&str, i64, bool); 7] = [
    ("Europe/Berlin", 1_774_746_000, true),
    ("Europe/Berlin", 1_792_890_000, true),
    ("America/New_York", 1_772_953_200, true),
    ("America/New_York", 1_793_512_800, true),
    ("America/Sao_Paulo", 1_541_300_400, true),
    ("America/Sao_Paulo", 1_550_368_800, true),
    ("America/Sao_Paulo", 1_572_750_000, false),
];

/// Every year: a short Christmas Eve, a closed New Year's Eve, and a holiday on which all work short hours.
fn short_days() -> BTreeMap<Day, Hours> {
    let year = |year| {
        let own = [
            ((12, 24), vec![(9 * HOUR, 12 * HOUR)]),
            ((12, 31), Hours::new()),
            ((11, 20), vec![(10 * HOUR, 14 * HOUR)]),
        ];
        own.map(|((month, day), hours)| (Day::ymd(year, month, day).unwrap(), hours))
    };
    (2000..2060).flat_map(year).collect()
}

/// Calendars of several zones and weeks, built once.
fn calendars() -> &'static [Calendar] {
    static BUILT: OnceLock<Vec<Calendar>> = OnceLock::new();
    BUILT.get_or_init(|| {
        let split = [(9, 12), (13, 18)];
        let shifts = WorkingTime {
            week: std::array::from_fn(|_| {
                vec![(0, 2 * HOUR), (9_000, 5 * HOUR), (22 * HOUR, 24 * HOUR)]
            }),
            ..WorkingTime::default()
        };
        vec![
            built("America/Sao_Paulo", &[version(&split, &["br", "br-rj"])]),
            built("Europe/Berlin", std::slice::from_ref(&shifts)),
            built("America/New_York", std::slice::from_ref(&shifts)),
            built("America/Sao_Paulo", &[shifts]),
            built("Asia/Kathmandu", &[version(&[(10, 17)], &[])]),
            built(
                "America/Sao_Paulo",
                &[WorkingTime { special: short_days(), ..version(&split, &["br", "br-sp"]) }],
            ),
        ]
    })
}

fn kinds() -> impl Strategy<Value = PeriodKind> {
    prop::sample::select(vec![
        PeriodKind::Week,
        PeriodKind::Month,
        PeriodKind::Quarter,
        PeriodKind::HalfYear,
        PeriodKind::Year,
    ])
}

/// One of the calendars.
fn which() -> std::ops::Range<usize> {
    0..calendars().len()
}

/// Instants within four days of a clock change.
fn near_changes() -> impl Strategy<Value = Instant> {
    (prop::sample::select(CHANGES.to_vec()), -350_000..350_000_i64)
        .prop_map(|((_, change, _), after)| Instant::of(change + after))
}

/// Instants from 1996 to 2063, half of them near clock changes.
fn instants() -> impl Strategy<Value = Instant> {
    prop_oneof![(820_000_000_i64..2_950_000_000).prop_map(Instant::of), near_changes()]
}

/// Instants from which every allowance ends within the table.
fn starts() -> impl Strategy<Value = Instant> {
    prop_oneof![(950_000_000_i64..2_800_000_000).prop_map(Instant::of), near_changes()]
}

fn follows_itself(zone: &Zone, kind: PeriodKind, period: &Period) -> bool {
    periods::previous(zone, kind, period)
        .is_some_and(|before| before.end == period.start && before.kind == period.kind)
}

#[test]
fn the_clocks_change_where_the_properties_look() {
    for (zone, at, changes) in CHANGES {
        let at = Instant::of(at);
        let zone = Zone::named(zone).unwrap();
        let ahead = |at: Instant| zone.local(at).and_utc().timestamp() - at.unix();
        assert_eq!(ahead(at) != ahead(at - 1), changes, "{} {at:?}", zone.name());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn working_time_never_goes_back_nor_faster_than_the_clock(which in which(), a in instants(), step in 0..4_000_000_i64) {
        let calendar = &calendars()[which];
        let worked = calendar.elapsed(a, a + step);
        prop_assert!(0 <= worked && worked <= step);
    }

    #[test]
    fn working_times_add_up_and_run_backwards(which in which(), a in instants(), b in instants(), c in instants()) {
        let calendar = &calendars()[which];
        prop_assert_eq!(calendar.elapsed(a, b) + calendar.elapsed(b, c), calendar.elapsed(a, c));
        prop_assert_eq!(calendar.elapsed(a, b), -calendar.elapsed(b, a));
    }

    #[test]
    fn a_day_has_its_hours_whatever_the_clocks_do(which in which(), at in instants()) {
        let calendar = &calendars()[which];
        let day = calendar.zone().day_of(at);
        let hours = calendar.hours(day);
        let open: i64 = hours.iter().map(|(open, close)| *close - *open).sum();
        prop_assert_eq!(calendar.elapsed(calendar.zone().start_of(day), calendar.zone().start_of(day.plus(1))), open);
        prop_assert!(hours.iter().all(|(open, close)| open < close) && hours.windows(2).all(|pair| pair[0].1 <= pair[1].0));
        prop_assert_eq!(calendar.closing(day), hours.last().map(|(_, close)| *close));
        prop_assert_eq!(calendar.day_share(day) > 0.0, open > 0);
    }

    #[test]
    fn holidays_close_and_short_days_beat_them(number in 0..21_900_i32) {
        let (day, closed, short) = (FIRST.plus(number), &calendars()[0], &calendars()[5]);
        let open = |calendar: &Calendar| calendar.hours(day).iter().map(|(open, close)| *close - *open).sum::<i64>();
        prop_assert!(closed.holiday(day).is_none() || open(closed) == 0);
        let usual = if short.holiday(day).is_some() || weekday(day) > 4 { 0 } else { 8 * 3_600 };
        let agreed = short_days().get(&day).map_or(usual, |own| own.iter().map(|(open, close)| i64::from(close - open)).sum::<i64>());
        prop_assert_eq!(open(short), agreed);
    }

    #[test]
    fn an_answer_is_in_time_as_long_as_no_more_than_the_allowance_is_worked(which in which(), at in starts(), count in 0..3_000_u32, after in 0..2_000_000_i64) {
        let calendar = &calendars()[which];
        let due = |count| calendar.due(Moment::new(at, Precision::Second), Allowance { count, unit: DurationUnit::Minutes }, Clock::Working).latest;
        let worked = calendar.elapsed(at, at + after);
        prop_assert!(at + after > due(count) || worked <= i64::from(count) * 60);
        prop_assert!(at + after <= due(count) || worked >= i64::from(count) * 60);
        prop_assert!(due(count) <= due(count + 1));
    }

    #[test]
    fn it_runs_inside_hours_only(which in which(), at in instants()) {
        let calendar = &calendars()[which];
        let open = calendar.hours(calendar.zone().day_of(at)).iter().any(|(open, close)| *open <= at && at < *close);
        prop_assert_eq!(calendar.elapsed(at, at + 1), i64::from(open));
    }

    #[test]
    fn due_is_its_inverse(which in which(), at in starts(), count in 1..20_000_u32) {
        let calendar = &calendars()[which];
        let within = Allowance { count, unit: DurationUnit::Minutes };
        let due = calendar.due(Moment::new(at, Precision::Second), within, Clock::Working).earliest;
        prop_assert_eq!(calendar.elapsed(at, due), i64::from(count) * 60);
        prop_assert_eq!(calendar.elapsed(at, due - 1), i64::from(count) * 60 - 1);
    }

    #[test]
    fn due_in_days_is_a_closing_and_never_earlier_for_a_later_start(which in which(), at in starts(), later in 0..900_000_i64, count in 0..60_u32) {
        let calendar = &calendars()[which];
        let due = |at| calendar.due(Moment::new(at, Precision::Second), Allowance { count, unit: DurationUnit::Days }, Clock::Working).latest;
        let day = calendar.zone().day_of(due(at) - 1);
        prop_assert_eq!(calendar.closing(day), Some(due(at)));
        prop_assert!(at < due(at) && due(at) <= due(at + later));
        let first = calendar.zone().day_of(at);
        let open = calendar.days_between(first, day).len();
        let started = calendar.closing(first).is_none_or(|closing| at < closing);
        prop_assert_eq!(open, usize::try_from(count).unwrap() + if started { 1 } else { 2 });
    }

    #[test]
    fn share_grows_from_0_to_1(which in which(), kind in kinds(), at in instants(), near in -9_000_000_i64..9_000_000) {
        let calendar = &calendars()[which];
        let zone = calendar.zone();
        let period = periods::containing(zone, kind, at);
        prop_assert!(period.start <= at && at < period.end && follows_itself(zone, kind, &period));
        if let (Some(now), Some(then)) = (calendar.share(&period, at), calendar.share(&period, at + near.abs())) {
            prop_assert!((0.0..=1.0).contains(&now) && now <= then && then <= 1.0);
            prop_assert_eq!(calendar.is_over(&period, Horizon::new(at + near)), calendar.share(&period, at + near) == Some(1.0));
        }
        let complete = calendar.complete_days(&period, Horizon::new(at + near));
        prop_assert!(calendar.days(&period).starts_with(&complete));
        prop_assert_eq!(complete.len() == calendar.days(&period).len(), calendar.is_over(&period, Horizon::new(at + near)) || calendar.days(&period).is_empty());
    }
}
