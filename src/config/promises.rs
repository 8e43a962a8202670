//! What each metric can promise: the kind of its target and the keys it needs and takes. One line a metric.

use crate::model::words::Metric;

/// What a target may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// A share from nothing to all.
    Share,
    /// A number above zero.
    Number,
    /// A number above zero, or `"plan"`.
    NumberOrPlan,
    /// A ratio that may exceed one.
    Ratio,
    /// Leads a sale: `6` or `"6:1"`.
    LeadsPerSale,
    /// A duration.
    Time,
}

/// What one metric can promise.
#[derive(Clone, Copy, Debug)]
pub struct Promise {
    /// The metric.
    pub metric: Metric,
    /// The kind of its target.
    pub target: TargetKind,
    /// Keys it cannot do without.
    pub needs: &'static [&'static str],
    /// Further keys it takes.
    pub takes: &'static [&'static str],
}

/// Keys that only some metrics take.
pub const PARAMETERS: [&str; 13] = [
    "within",
    "clock",
    "channels",
    "attempts",
    "days",
    "max-attempts",
    "counting",
    "reasons",
    "per",
    "from-stage",
    "to-stage",
    "percentile",
    "destination",
];

const STAGES: &[&str] = &["from-stage", "to-stage"];

const fn promise(
    metric: Metric,
    target: TargetKind,
    needs: &'static [&'static str],
    takes: &'static [&'static str],
) -> Promise {
    Promise { metric, target, needs, takes }
}

/// Every metric's promise.
pub const PROMISES: &[Promise] = &[
    promise(Metric::LeadsDelivered, TargetKind::NumberOrPlan, &[], &["counting"]),
    promise(Metric::ValueDelivered, TargetKind::Number, &[], &[]),
    promise(Metric::HandoffComplete, TargetKind::Share, &[], &[]),
    promise(Metric::Qualified, TargetKind::Share, &[], &[]),
    promise(Metric::HandoffTime, TargetKind::Share, &["within"], &["clock"]),
    promise(Metric::Acceptance, TargetKind::Share, &[], &["reasons"]),
    promise(Metric::SteadyDelivery, TargetKind::Share, &[], &[]),
    promise(Metric::FirstAttempt, TargetKind::Share, &["within"], &["clock", "channels"]),
    promise(Metric::FirstConnection, TargetKind::Share, &["within"], &["clock", "channels"]),
    promise(Metric::Attempts, TargetKind::Share, &["within", "attempts"], &["clock", "channels"]),
    promise(Metric::AttemptsPerDay, TargetKind::Share, &["within", "attempts"], &["channels"]),
    promise(Metric::Decision, TargetKind::Share, &["within"], &["clock"]),
    promise(
        Metric::GiveUp,
        TargetKind::Share,
        &["attempts", "days"],
        &["max-attempts", "channels"],
    ),
    promise(Metric::Routing, TargetKind::Share, &["within"], &["clock", "destination"]),
    promise(Metric::LeadsPerHour, TargetKind::NumberOrPlan, &[], &["per", "channels"]),
    promise(Metric::SalesWon, TargetKind::NumberOrPlan, &[], &[]),
    promise(Metric::RevenueWon, TargetKind::NumberOrPlan, &[], &[]),
    promise(Metric::Conversion, TargetKind::Share, &["from-stage", "to-stage", "within"], &[]),
    promise(Metric::PeriodRatio, TargetKind::Ratio, STAGES, &[]),
    promise(Metric::LeadsPerSale, TargetKind::LeadsPerSale, &[], &[]),
    promise(Metric::StageTime, TargetKind::Time, STAGES, &["percentile", "clock"]),
];

/// Fewest judged for a verdict where the commitment does not say.
pub fn min_sample(metric: Metric) -> u32 {
    if matches!(metric, Metric::Conversion | Metric::Acceptance) { 20 } else { 10 }
}

/// What a metric can promise.
pub fn of(metric: Metric) -> Option<&'static Promise> {
    PROMISES.iter().find(|promise| promise.metric == metric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_its_promise_and_only_known_keys() {
        for metric in Metric::ALL {
            let promise = of(*metric).unwrap();
            assert!(
                promise.needs.iter().chain(promise.takes).all(|key| PARAMETERS.contains(key)),
                "{}",
                metric.word()
            );
        }
    }
}
