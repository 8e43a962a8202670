//! Where a count will end: the days gone, carried on over the days left (`DEFINITIONS.md` §7).

use crate::calendar::Calendar;
use crate::calendar::periods::Period;
use crate::model::moment::Horizon;

use super::card::Range;

/// Fewest complete working days for a forecast.
const FEWEST_DAYS: usize = 3;
/// Standard normal quantile of an 80 % interval.
const Z80: f64 = 1.281_6;

/// The 80 % forecast of a count from the instants of its events; nothing before three complete days or when none is left.
pub fn forecast(
    calendar: &Calendar,
    period: &Period,
    cut_off: Horizon,
    events: &[i64],
) -> Option<Range> {
    let complete = calendar.complete_days(period, cut_off);
    let last = complete.last().copied()?;
    let left: f64 = calendar
        .days(period)
        .into_iter()
        .filter(|day| *day > last)
        .map(|day| calendar.day_share(day))
        .sum();
    if complete.len() < FEWEST_DAYS || left <= 0.0 {
        return None;
    }
    let closings: Vec<i64> = complete.iter().filter_map(|day| calendar.closing(*day)).collect();
    let counts = daily(&closings, events);
    let days = counts.len() as f64;
    let done: f64 = counts.iter().sum();
    let mean = done / days;
    let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (days - 1.0);
    let middle = done + left * mean;
    let half = Z80 * (left * variance * (1.0 + left / days)).sqrt();
    let actual = events.len() as f64;
    Some(Range {
        low: (middle - half).max(actual),
        mid: Some(middle.max(actual)),
        high: (middle + half).max(actual),
    })
}

/// Events up to each closing and after the one before: what happens on other days adds to the next working day.
fn daily(closings: &[i64], events: &[i64]) -> Vec<f64> {
    let mut counts = vec![0.0; closings.len()];
    for event in events {
        let day = closings.partition_point(|closing| closing < event);
        if let Some(count) = counts.get_mut(day) {
            *count += 1.0;
        }
    }
    counts
}
