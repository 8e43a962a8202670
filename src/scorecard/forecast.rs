//! Where a count will end: the days gone, carried on over the days left (`DEFINITIONS.md` §7).

use crate::calendar::Calendar;
use crate::calendar::periods::Period;
use crate::metrics::measure::Range;
use crate::model::moment::{Horizon, Instant};

/// Fewest complete working days for a forecast.
const FEWEST_DAYS: usize = 3;
/// Standard normal quantile of an 80 % interval.
const Z80: f64 = 1.281_6;

/// The 80 % forecast of a count from the instants of its events: what has happened, and the mean of the complete working days on each day left, today by
/// what is left of it. Nothing before three complete days, when no time is left, or while all days were alike: such days tell nothing of how
/// far others may differ, and a band without width would.
pub fn forecast(
    calendar: &Calendar,
    period: &Period,
    cut_off: Horizon,
    events: &[Instant],
) -> Option<Range> {
    let complete = calendar.complete_days(period, cut_off);
    let left = calendar.progress(period, cut_off).left;
    if complete.len() < FEWEST_DAYS || left <= 0.0 {
        return None;
    }
    let closings: Vec<Instant> = complete.iter().filter_map(|day| calendar.closing(*day)).collect();
    let counts = daily(&closings, events);
    let days = counts.len() as f64;
    let mean = counts.iter().sum::<f64>() / days;
    let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (days - 1.0);
    let actual = events.len() as f64;
    let middle = actual + left * mean;
    let half = Z80 * (left * variance * (1.0 + left / days)).sqrt();
    (half > 0.0).then(|| Range {
        low: (middle - half).max(actual),
        mid: Some(middle),
        high: middle + half,
    })
}

/// Events up to each closing and after the one before: what happens on other days adds to the next working day. Those after the last closing are of a
/// day that is not over, and in no mean.
fn daily(closings: &[Instant], events: &[Instant]) -> Vec<f64> {
    let mut counts = vec![0.0; closings.len()];
    for event in events {
        let day = closings.partition_point(|closing| closing < event);
        if let Some(count) = counts.get_mut(day) {
            *count += 1.0;
        }
    }
    counts
}
