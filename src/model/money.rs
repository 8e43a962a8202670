//! Money in cents of the agreement's currency, so that sums are exact.

use std::iter::Sum;

/// An amount of money in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Money(pub i64);

impl Money {
    /// The nearest cent of an amount in whole units; `None` when it is not a finite amount within range.
    pub fn of(units: f64) -> Option<Self> {
        let cents = (units * 100.0).round();
        #[allow(clippy::cast_possible_truncation)] // bounded beside it
        (cents.abs() < 9e15).then_some(Self(cents as i64))
    }

    /// The amount in whole units.
    pub fn units(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.fold(0, |total, amount| total.saturating_add(amount.0)))
    }
}
