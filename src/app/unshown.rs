//! What an agreement tells of the time before it was first seen: a promise, or a goal, of which each version says since when it holds tells
//! all, any other nothing. A version that begins later dates the change, not what held before.

use crate::model::agreement::{Agreement, Commitment, Objective, Target};

/// Some promise asks for a result, or the goal wants one, and does not say since when.
pub fn is_in(agreement: &Agreement) -> bool {
    let asks = |own: &Commitment| own.is_asked() && !is_dated(agreement, &own.id);
    let is_wanted = || agreement.objectives.iter().any(wants) && !is_goal_dated(agreement);
    agreement.commitments.iter().any(asks) || is_wanted()
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

/// Every version of a promise says since when it holds, or the goal that is its target does.
pub fn is_dated(agreement: &Agreement, id: &str) -> bool {
    let mut versions = agreement.commitments.iter().filter(|own| own.id == id);
    let is_goal_told = || agreement.objectives.iter().all(says_since);
    versions.all(|own| own.in_force.from.is_some() || own.target == Target::Plan && is_goal_told())
}

/// Every version of the goal says since when it holds, or every promise of which it is the target does.
fn is_goal_dated(agreement: &Agreement) -> bool {
    let mut of_plan =
        agreement.commitments.iter().filter(|own| own.target == Target::Plan).peekable();
    agreement.objectives.iter().all(says_since)
        || of_plan.peek().is_some() && of_plan.all(|own| own.in_force.from.is_some())
}

fn wants(objective: &Objective) -> bool {
    objective.sales.or(objective.revenue).or(objective.acceptance).is_some()
        || objective.leads_per_sale.is_some()
        || !objective.chain.is_empty()
}

fn says_since(objective: &Objective) -> bool {
    objective.in_force.from.is_some()
}
