//! Where each team should begin: its promise furthest from being kept, and the part of the cases that explains most of it.
//! Among promises of the same status those come first in which a part stands out: there is where to begin.
//!
//! A part is named when it has at least 20 cases and its share of the breaches is at least 1.5 × its share of the cases; of several the one with
//! most breaches beyond the rate of all. A hand-off is not the owners' to mend: of marketing's promises no owner is named.

use crate::model::words::{Status, Team};
use crate::scorecard::card::Judged;
use crate::scorecard::order::{severity, worse_first};

use super::{Breaches, Lever, Slice};

const FEWEST_CASES: f64 = 20.0;
const CONCENTRATION: f64 = 1.5;
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
        let slice = found.and_then(|found| {
            found.slices.iter().find(|slice| may_name(team, slice) && stands_out(found, slice))
        });
        let lever = Lever {
            team,
            commitment,
            without: found.zip(slice).map(|(found, slice)| without(found, slice)),
            slice: slice.cloned(),
            missing: found.and_then(|found| missing(found, judged.target?)),
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
    slice.value.is_some() && (team != Team::Marketing || slice.by != "owner")
}

fn stands_out(all: &Breaches, slice: &Slice) -> bool {
    slice.cases >= FEWEST_CASES
        && slice.breaches * all.cases >= CONCENTRATION * slice.cases * all.broken
}

/// The rate of all if a part had the rate of the others.
fn without(all: &Breaches, slice: &Slice) -> f64 {
    1.0 - (all.broken - slice.breaches) / (all.cases - slice.cases)
}

/// Cases that would have to be kept besides.
fn missing(all: &Breaches, target: f64) -> Option<f64> {
    let missing = (target * all.cases - (all.cases - all.broken) - TRACE).ceil();
    (missing > 0.0).then_some(missing)
}
