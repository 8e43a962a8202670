//! The difference between what was before and what came after, with its 95 % interval: of shares, and of daily numbers.
//!
//! *Shares*: Newcombe's hybrid score interval, made of the two Wilson intervals (method 10 of his paper of 1998).
//! *Daily numbers*: Welch's interval for two means whose days spread differently. Days of a count are taken to spread at least as chance alone
//! spreads them (the variance of rare events is their mean), so that a row of even days promises no more than it knows.

use crate::metrics::measure::{Range, Z, wilson};

/// After − before of two shares, each as hits and cases; nothing without cases on both sides.
pub fn of_shares(before: (f64, f64), after: (f64, f64)) -> Option<Range> {
    let (own, other) = (wilson(before.0, before.1)?, wilson(after.0, after.1)?);
    let (was, is) = (before.0 / before.1, after.0 / after.1);
    let middle = is - was;
    let low = middle - (is - other.low).hypot(own.high - was);
    let high = middle + (other.high - is).hypot(was - own.low);
    Some(Range { low, mid: Some(middle), high })
}

/// After − before of two daily means; nothing with fewer than two days on a side, or where no day differs from another.
pub fn of_days(before: &[f64], after: &[f64], is_count: bool) -> Option<Range> {
    let (was, is) = (mean(before)?, mean(after)?);
    let chance = if is_count { f64::midpoint(was, is) } else { 0.0 };
    let (own, days) =
        (variance(before)?.max(chance) / before.len() as f64, (before.len() - 1) as f64);
    let (other, more) =
        (variance(after)?.max(chance) / after.len() as f64, (after.len() - 1) as f64);
    let both = own + other;
    let freedom = both * both / (own * own / days + other * other / more);
    let half = quantile(freedom) * both.sqrt();
    (both > 0.0).then_some(Range {
        low: is - was - half,
        mid: Some(is - was),
        high: is - was + half,
    })
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn variance(values: &[f64]) -> Option<f64> {
    let mean = mean(values).filter(|_| values.len() > 1)?;
    Some(values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64)
}

/// The 97.5 % point of Student's distribution, by the expansion of Cornish and Fisher: right to three digits from four degrees of freedom on.
fn quantile(freedom: f64) -> f64 {
    let terms = [
        (4.0, [1.0, 1.0, 0.0, 0.0, 0.0]),
        (96.0, [3.0, 16.0, 5.0, 0.0, 0.0]),
        (384.0, [-15.0, 17.0, 19.0, 3.0, 0.0]),
        (92_160.0, [-945.0, -1_920.0, 1_482.0, 776.0, 79.0]),
    ];
    let odd = |factors: [f64; 5]| {
        factors.into_iter().rev().fold(0.0, |sum, factor| sum * Z * Z + factor) * Z
    };
    let mut power = 1.0;
    let of = |(divisor, factors): (f64, [f64; 5])| {
        power *= freedom;
        odd(factors) / (divisor * power)
    };
    Z + terms.into_iter().map(of).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(range: Option<Range>, wanted: [f64; 3]) {
        let range = range.unwrap();
        let found = [range.low, range.mid.unwrap(), range.high];
        assert!(
            found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 2e-4),
            "{found:?} instead of {wanted:?}"
        );
    }

    /// The examples that Newcombe's paper prints for its method 10.
    #[test]
    fn shares_as_published() {
        near(of_shares((48.0, 80.0), (56.0, 70.0)), [0.0524, 0.2, 0.3339]);
        near(of_shares((3.0, 10.0), (9.0, 10.0)), [0.1705, 0.6, 0.8090]);
        near(of_shares((0.0, 10.0), (10.0, 10.0)), [0.6075, 1.0, 1.0]);
        assert_eq!(of_shares((0.0, 0.0), (1.0, 2.0)), None);
    }

    /// Both sides: variance 2.5 over 5 days, so 0.5 + 0.5 = 1; 8 degrees of freedom, of which the table says 2.306.
    /// As counts the variance is the mean of both, 5.5: √2.2 · 2.306 = 3.4204.
    #[test]
    fn days_by_hand() {
        let (before, after) = ([1.0, 2.0, 3.0, 4.0, 5.0], [6.0, 7.0, 8.0, 9.0, 10.0]);
        near(of_days(&before, &after, false), [5.0 - 2.3060, 5.0, 5.0 + 2.3060]);
        near(of_days(&before, &after, true), [5.0 - 3.4204, 5.0, 5.0 + 3.4204]);
        assert_eq!(of_days(&[2.0; 5], &[2.0; 5], false), None);
        assert_eq!(of_days(&[1.0], &after, false), None);
    }

    #[test]
    fn students_table() {
        for (freedom, wanted) in
            [(4.0, 2.776), (8.0, 2.306), (20.0, 2.086), (38.0, 2.024), (1e9, 1.960)]
        {
            assert!((quantile(freedom) - wanted).abs() < 1e-3, "{freedom}: {}", quantile(freedom));
        }
    }
}
