//! What an agreement tells of the time before it was first seen: a promise that says since when a version of it holds tells all, any other nothing.

use crate::model::agreement::{Agreement, Commitment, Objective, Target};

/// Some promise asks for a result and does not say since when.
pub fn is_in(agreement: &Agreement) -> bool {
    let asks = |own: &Commitment| own.is_asked() && !is_dated(agreement, &own.id);
    agreement.commitments.iter().any(asks)
}

/// The agreement without the targets, and without the wants of a goal, that do not say since when they hold.
pub fn measured(agreement: &Agreement) -> Agreement {
    let mut measured = agreement.clone();
    let open = measured.commitments.iter_mut().filter(|own| !is_dated(agreement, &own.id));
    open.for_each(|own| own.target = Target::Open);
    if !is_goal_dated(agreement) {
        for objective in &mut measured.objectives {
            (objective.sales, objective.revenue, objective.leads_per_sale) = (None, None, None);
            (objective.acceptance, objective.chain) = (None, Vec::new());
        }
    }
    measured
}

/// Some version of a promise says since when it holds, or the goal that is its target does.
pub fn is_dated(agreement: &Agreement, id: &str) -> bool {
    let mut versions = agreement.commitments.iter().filter(|own| own.id == id);
    let is_goal_told = || agreement.objectives.iter().any(says_since);
    versions.any(|own| own.in_force.from.is_some() || own.target == Target::Plan && is_goal_told())
}

/// Some version of the goal says since when it holds, or a promise of which it is the target does.
fn is_goal_dated(agreement: &Agreement) -> bool {
    let of_plan = |own: &&Commitment| own.target == Target::Plan;
    agreement.objectives.iter().any(says_since)
        || agreement.commitments.iter().filter(of_plan).any(|own| own.in_force.from.is_some())
}

fn says_since(objective: &Objective) -> bool {
    objective.in_force.from.is_some()
}
