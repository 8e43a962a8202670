//! What must hold of every interval: it lies within 0 and 1, holds its share, mirrors itself and narrows with the sample.

use proptest::prelude::*;

use super::wilson;

/// Slack for shares of exactly nothing or all, whose bound is a difference of two roundings.
const TRACE: f64 = 1e-9;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn wilson_holds_its_share_within_0_and_1(all in prop_oneof![1..50_u32, 1..2_000_000_u32], part in 0.0..=1.0_f64) {
        let all = f64::from(all);
        let hits = (all * part).round();
        let of = |hits: f64, all: f64| wilson(hits, all).unwrap();
        let (range, misses, fourfold) = (of(hits, all), of(all - hits, all), of(4.0 * hits, 4.0 * all));
        prop_assert!(0.0 <= range.low && range.low <= hits / all + TRACE);
        prop_assert!(hits / all <= range.high + TRACE && range.high <= 1.0);
        prop_assert!((range.low + misses.high - 1.0).abs() < TRACE && (range.high + misses.low - 1.0).abs() < TRACE);
        prop_assert!(fourfold.high - fourfold.low < range.high - range.low);
    }
}
