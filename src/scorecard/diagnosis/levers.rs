//! Where each team should begin: its promise furthest from being kept, and the part of the cases that explains most of it.
//! Among promises of the same status those come first in which a part stands out: there is where to begin.
//!
//! A part is named when it has at least 20 cases, its share of the breaches is at least 1.5 × its share of the cases, and the rate of the others
//! there would close at least a quarter of the gap to the target: a part that cannot move the number is no place to begin. Of several the one with
//! most breaches beyond the rate of all. A hand-off is not the owners' to mend: of marketing's promises no owner is named.

use crate::model::words::{Grouping, Status, Team};
use crate::scorecard::judged::Judged;
use crate::scorecard::order::{severity, worse_first};

use super::{Breaches, Lever, Slice};

const FEWEST_CASES: f64 = 20.0;
const CONCENTRATION: f64 = 1.5;
/// Share of the gap to the target below which closing it changes nothing that matters.
const FEWEST_CLOSED: f64 = 0.25;
/// Less than this above a whole number is the trace of a division, not another case.
const TRACE: f64 = 1e-9;

/// One lever a team that does not keep something.
pub fn levers(commitments: &[Judged], breaches: &[Breaches]) -> Vec<Lever> {
    [Team::Marketing, Team::Sales]
        .into_iter()
        .filter_map(|team| lever(commitments, breaches, team))
        .collect()
}

fn lever(commitments: &[Judged], breaches: &[Breaches], team: Team) -> Option<Lever> {
    let troubled = commitments.iter().enumerate().filter(|(_, judged)| {
        judged.team == team && severity(judged.status) > severity(Status::Met)
    });
    let found = troubled.map(|(commitment, judged)| {
        let found = breaches.iter().find(|breaches| breaches.commitment == commitment);
        let slice = found
            .zip(judged.target)
            .and_then(|(found, target)| found.named(target, |slice| may_name(team, slice)));
        let lever = Lever {
            team,
            commitment,
            without: found.zip(slice).map(|(found, slice)| without(found, slice)),
            closes: found
                .zip(slice)
                .zip(judged.target)
                .map(|((found, slice), target)| closes(found, slice, target)),
            slice: slice.cloned(),
            missing: found.and_then(|found| missing(found, judged.target?)),
            is_of_cases: found.is_some(),
        };
        (judged, lever)
    });
    let order = |(a, own): &(&Judged, Lever), (b, other): &(&Judged, Lever)| {
        let has_part = own.slice.is_none().cmp(&other.slice.is_none());
        severity(b.status).cmp(&severity(a.status)).then(has_part).then(worse_first(a, b))
    };
    found.min_by(order).map(|(_, lever)| lever)
}

fn may_name(team: Team, slice: &Slice) -> bool {
    slice.value.is_some() && (team != Team::Marketing || slice.by != Grouping::Owner)
}

impl Breaches {
    /// The part to begin with on the way to a target, of those that may be named; nothing when no single part explains it.
    pub fn named(&self, target: f64, may: impl Fn(&Slice) -> bool) -> Option<&Slice> {
        self.slices.iter().find(|slice| may(slice) && self.stands_out(slice, target))
    }

    fn stands_out(&self, slice: &Slice, target: f64) -> bool {
        slice.cases >= FEWEST_CASES
            && slice.breaches * self.cases >= CONCENTRATION * slice.cases * self.broken
            && closes(self, slice, target) >= FEWEST_CLOSED
    }
}

/// Share of the gap to a target that would close if a part had the rate of the others, at most all of it.
fn closes(all: &Breaches, slice: &Slice, target: f64) -> f64 {
    let actual = 1.0 - all.broken / all.cases;
    let gap = target - actual;
    if gap > TRACE { ((without(all, slice) - actual) / gap).min(1.0) } else { 0.0 }
}

/// The rate of all if a part had the rate of the others.
fn without(all: &Breaches, slice: &Slice) -> f64 {
    1.0 - (all.broken - slice.breaches) / (all.cases - slice.cases).max(TRACE)
}

/// How many more cases would have had to be kept for the target; nothing when it was reached.
fn missing(all: &Breaches, target: f64) -> Option<f64> {
    let missing = (target * all.cases - (all.cases - all.broken) - TRACE).ceil();
    (missing > 0.0).then_some(missing)
}
