//! The split by hand and in general.

use proptest::prelude::*;

use super::split::effects;

fn near(found: &[f64], wanted: &[f64]) {
    assert!(
        found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 5e-4),
        "{found:?} instead of {wanted:?}"
    );
}

/// Expected and actual factors, and what each adds, worked by hand as `(A − E) ÷ ln(A ÷ E) · ln(a ÷ e)`.
#[test]
fn the_split_by_hand() {
    // One factor moves: it explains all. A = 50, E = 100: 50 ÷ ln 2 · ln(300/600) = −50.
    near(&effects(&[600.0, 1.0 / 6.0], &[300.0, 1.0 / 6.0]), &[-50.0, 0.0]);
    // Both halve: A = 25, E = 100; L = 75 ÷ ln 4 = 54.1011; each −L · ln 2 = −37.5.
    near(&effects(&[600.0, 1.0 / 6.0], &[300.0, 1.0 / 12.0]), &[-37.5, -37.5]);
    // One doubles, one halves: A = E = 100 = L; +100 · ln 2 and −100 · ln 2.
    near(&effects(&[600.0, 1.0 / 6.0], &[1200.0, 1.0 / 12.0]), &[69.3147, -69.3147]);
    // Nothing moves.
    near(&effects(&[410.5, 0.85, 0.49, 0.4], &[410.5, 0.85, 0.49, 0.4]), &[0.0, 0.0, 0.0, 0.0]);
    // The look's month: E = 410.5263 · 0.85 · 0.49 · 0.4 = 68.3937, A = 61, L = −7.3937 ÷ ln(61 ÷ 68.3937) = 64.6263;
    // ln(398 ÷ 410.5263) = −0.030988, ln(283 ÷ 398 ÷ 0.85) = −0.178486, ln(182 ÷ 283 ÷ 0.49) = 0.271910, ln(61 ÷ 182 ÷ 0.4) = −0.176842.
    let expected = [600.0 * 13.0 / 19.0, 0.85, 0.49, 0.4];
    let actual = [398.0, 283.0 / 398.0, 182.0 / 283.0, 61.0 / 182.0];
    near(&effects(&expected, &actual), &[-2.0026, -11.5349, 17.5725, -11.4287]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn the_parts_add_up_to_the_gap(factors in prop::collection::vec((1e-4..1e4_f64, 1e-4..1e4_f64), 2..6), nearly in any::<bool>()) {
        let expected: Vec<f64> = factors.iter().map(|(expected, _)| *expected).collect();
        let actual: Vec<f64> =
            factors.iter().map(|(expected, actual)| if nearly { expected * (1.0 + actual * 1e-14) } else { *actual }).collect();
        let gap = actual.iter().product::<f64>() - expected.iter().product::<f64>();
        let parts = effects(&expected, &actual);
        let size = parts.iter().map(|part| part.abs()).fold(expected.iter().product::<f64>(), f64::max);
        prop_assert!((parts.iter().sum::<f64>() - gap).abs() <= 1e-9 * size.max(gap.abs()), "{parts:?} for {gap}");
        for (part, (expected, actual)) in parts.iter().zip(expected.iter().zip(&actual)) {
            prop_assert!(part.is_finite() && (*part > 0.0) == (actual > expected) , "{part} of {actual} against {expected}");
        }
    }
}
