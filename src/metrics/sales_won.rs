//! `sales-won`.
//!
//! *What it says*: how many leads became sales in the period, also those never handed over.
//! *Formula*: leads with `won` in the period up to the cut-off.
//! *Absent when* no source gives `won`.

use crate::model::agreement::{Commitment, Condition};
use crate::model::moment::Horizon;
use crate::model::words::{Metric, Milestone};

use super::cohort::Cohort;
use super::column::Column;
use super::entries::Entries;
use super::measure::{Kind, Leeway, Measurement};
use super::scope::conditions;
use super::spec::{Begins, Need, Spec, TargetKind, Unit};
use super::world::World;

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Dates(Milestone::Won)],
    target: TargetKind::NumberOrPlan,
    begins: Begins::Milestone(Milestone::Won),
    ..Spec::of(Metric::SalesWon, Kind::Count, Unit::Sales, measure)
};

/// One for each lead won in the period, handed over or not.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let cohort = Cohort::of_period(world, Milestone::Won, cut_off).under(versions);
    let (adds, day) = (Column::repeat(1.0, cohort.lead.len()), cohort.day(&cohort.at));
    let entries = Entries { adds, day, ..Entries::of(&cohort) };
    let leeway = leeway(world, conditions(versions), cut_off);
    Measurement { leeway, ..Measurement::of_period(world, cut_off, entries) }
}

/// What the files leave open of the sales of a scope.
pub fn leeway(world: World, conditions: &[Condition], cut_off: Horizon) -> Leeway {
    Leeway::more(world.perhaps_more(Milestone::Won, conditions, cut_off))
}

/// Leads won on an unknown day, which may be one of the period's: not where a look before the period saw them won.
pub fn perhaps_won(world: World, conditions: &[Condition]) -> Column<u32> {
    let undated = world.undated_wins(conditions);
    let by = |lead: u32| world.data.leads.seen_by.get(&(lead, Milestone::Won)).copied();
    undated.filter(&undated.map(|lead| world.may_be_own(by(lead))))
}
