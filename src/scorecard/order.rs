//! Which of several judged commitments stands worst.

use std::cmp::Ordering;

use crate::model::words::{Status, Team};

use super::judged::Judged;

/// 0 not assessed, 1 kept, 2 at risk, 3 broken.
pub fn severity(status: Status) -> u8 {
    match status {
        Status::NotAssessed => 0,
        Status::OnTrack | Status::Met => 1,
        Status::AtRisk => 2,
        Status::OffTrack | Status::Missed => 3,
    }
}

/// The worst status first, then the furthest below its target. Of the objective's, what is paced comes first: the sales wanted are the objective.
pub fn worse_first(a: &Judged, b: &Judged) -> Ordering {
    let is_means = |judged: &Judged| judged.team == Team::Both && !judged.kind.is_paced();
    severity(b.status)
        .cmp(&severity(a.status))
        .then(is_means(a).cmp(&is_means(b)))
        .then(reached(a).total_cmp(&reached(b)))
}

/// How much of what was due is reached, 1 = all; inverted where lower is better.
fn reached(judged: &Judged) -> f64 {
    let ratio =
        |actual: f64, due: f64| if judged.lower_is_better { due / actual } else { actual / due };
    let due = judged.expected.or(judged.target);
    judged
        .numbers
        .actual
        .zip(due)
        .filter(|(actual, due)| *actual > 0.0 || *due > 0.0)
        .map_or(1.0, |(actual, due)| ratio(actual, due))
}
