//! What must hold for every instant: `W` is monotone and flat outside hours, `due` is its inverse, shares run from 0 to 1.

use std::sync::OnceLock;

use proptest::prelude::*;

use super::super::periods::{self, Period};
use super::*;

/// Calendars of several zones and weeks, built once.
fn calendars() -> &'static [Calendar] {
    static BUILT: OnceLock<Vec<Calendar>> = OnceLock::new();
    BUILT.get_or_init(|| {
        let split = [(9, 12), (13, 18)];
        let shifts = WorkingTime {
            week: std::array::from_fn(|_| vec![(0, 2 * HOUR), (9_000, 5 * HOUR), (22 * HOUR, 24 * HOUR)]),
            ..WorkingTime::default()
        };
        vec![
            built("America/Sao_Paulo", &[version(&split, &["br", "br-rj"])]),
            built("Europe/Berlin", std::slice::from_ref(&shifts)),
            built("America/New_York", std::slice::from_ref(&shifts)),
            built("America/Sao_Paulo", &[shifts]),
            built("Asia/Kathmandu", &[version(&[(10, 17)], &[])]),
        ]
    })
}

fn kinds() -> impl Strategy<Value = PeriodKind> {
    prop::sample::select(vec![PeriodKind::Week, PeriodKind::Month, PeriodKind::Quarter, PeriodKind::HalfYear, PeriodKind::Year])
}

/// Instants from 1996 to 2063, near clock changes as well.
fn instants() -> impl Strategy<Value = i64> {
    prop_oneof![820_000_000_i64..2_950_000_000, 1_774_700_000_i64..1_774_800_000, 1_541_280_000_i64..1_541_320_000]
}

fn follows_itself(zone: &Zone, kind: PeriodKind, period: &Period) -> bool {
    periods::previous(zone, kind, period).is_some_and(|before| before.end == period.start && before.kind == period.kind)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn working_time_never_goes_back_nor_faster_than_the_clock(which in 0..5_usize, a in instants(), step in 0..4_000_000_i64) {
        let calendar = &calendars()[which];
        let worked = calendar.elapsed(a, a + step);
        prop_assert!(0 <= worked && worked <= step);
    }

    #[test]
    fn it_runs_inside_hours_only(which in 0..5_usize, at in instants()) {
        let calendar = &calendars()[which];
        let open = calendar.hours(calendar.zone().day_of(at)).iter().any(|(open, close)| *open <= at && at < *close);
        prop_assert_eq!(calendar.elapsed(at, at + 1), i64::from(open));
    }

    #[test]
    fn due_is_its_inverse(which in 0..5_usize, at in 950_000_000_i64..2_800_000_000, count in 1..20_000_u32) {
        let calendar = &calendars()[which];
        let within = Allowance { count, unit: DurationUnit::Minutes };
        let due = calendar.due(Moment::new(at, Precision::Second), within, Clock::Working).earliest;
        prop_assert_eq!(calendar.elapsed(at, due), i64::from(count) * 60);
        prop_assert_eq!(calendar.elapsed(at, due - 1), i64::from(count) * 60 - 1);
    }

    #[test]
    fn due_in_days_is_a_closing_and_never_earlier_for_a_later_start(which in 0..5_usize, at in 950_000_000_i64..2_800_000_000, later in 0..900_000_i64, count in 0..60_u32) {
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
    fn share_grows_from_0_to_1(which in 0..5_usize, kind in kinds(), at in instants(), near in -9_000_000_i64..9_000_000) {
        let calendar = &calendars()[which];
        let zone = calendar.zone();
        let period = periods::containing(zone, kind, at);
        prop_assert!(period.start <= at && at < period.end && follows_itself(zone, kind, &period));
        if let (Some(now), Some(then)) = (calendar.share(&period, at), calendar.share(&period, at + near.abs())) {
            prop_assert!((0.0..=1.0).contains(&now) && now <= then && then <= 1.0);
            prop_assert_eq!(calendar.is_over(&period, at + near), calendar.share(&period, at + near) == Some(1.0));
        }
        let complete = calendar.complete_days(&period, at + near);
        prop_assert!(calendar.days(&period).starts_with(&complete));
        prop_assert_eq!(complete.len() == calendar.days(&period).len(), calendar.is_over(&period, at + near) || calendar.days(&period).is_empty());
    }
}
