//! `revenue-won`.
//!
//! *What it says*: how much was sold in the period.
//! *Formula*: Σ value of the deals won in the period up to the cut-off, each on its own date; without deals, the value of the leads won. A sale without value adds nothing and is counted: where these are most of the period's sales, nothing tells what was sold.
//! Of a sale whose rows of one id differ in value or date one row counts, and the others lie between the two ends.
//! *Absent when* no source gives `won`.

use crate::model::agreement::{Commitment, Condition};
use crate::model::dataset::Perhaps;
use crate::model::evidence::Join;
use crate::model::moment::Horizon;
use crate::model::money::Money;
use crate::model::words::{Metric, Milestone, Table};

use super::cohort::Cohort;
use super::column::Column;
use super::entries::Entries;
use super::measure::{Kind, Leeway, Measurement};
use super::sales_won;
use super::scope::conditions;
use super::spec::{Begins, Need, Spec, TargetKind, Unit};
use super::world::World;

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Dates(Milestone::Won), Need::Values],
    target: TargetKind::NumberOrPlan,
    begins: Begins::Milestone(Milestone::Won),
    ..Spec::of(Metric::RevenueWon, Kind::Amount, Unit::Money, measure)
};

/// The value of each sale of the period, in whole units of money; zero for a sale without value.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let (sales, values) = sales(world, cut_off);
    let adds = values
        .filter(&sales.bound_by(versions).map(|bound| bound.is_ok()))
        .map(|value| value.map_or(0.0, Money::units));
    let own = sales.under(versions);
    let entries = Entries { adds, day: own.day(&own.at), ..Entries::of(&own) };
    let further = further_rows(world, versions).map(Money::units);
    let leeway = leeway(world, conditions(versions), cut_off).and(Leeway::amounts(further));
    Measurement { leeway, ..Measurement::of_period(world, cut_off, entries) }
}

/// What the sales of a scope that `sales-won` would perhaps count bring.
pub fn leeway(world: World, conditions: &[Condition], cut_off: Horizon) -> Leeway {
    let all = world.perhaps(Milestone::Won);
    let all = all.filter(|(_, at)| world.may_be_in_period(*at, cut_off)).map(|(own, _)| own);
    let (of_leads, nobodys): (Vec<&Perhaps>, Vec<&Perhaps>) =
        all.partition(|own| own.lead.is_some());
    let leads: Vec<u32> = of_leads.iter().filter_map(|own| own.lead).collect();
    let is_own = world.speaks_of(conditions, &leads.into());
    let of_scope = of_leads.into_iter().zip(is_own.iter()).filter(|(_, is_own)| **is_own);
    let by_deal = of_scope.map(|(own, _)| own).chain(nobodys).map(|own| own.value);
    let perhaps = undated(world, conditions).into_iter().chain(by_deal);
    Leeway::amounts(perhaps.flatten().map(Money::units))
}

/// The sales of which some commitment speaks, of the period and of an unknown day, and as lost ones those of which no value could be read.
pub fn unvalued(world: World, versions: &[&Commitment]) -> Join {
    let (sales, values) = sales(world, world.cut_off(SPEC.reads));
    let is_own = sales.bound_by(versions).map(|bound| versions.is_empty() || bound.is_ok());
    let own = values.filter(&is_own);
    let undated = undated(world, conditions(versions));
    let lost = own.is(None).count() + undated.iter().filter(|value| value.is_none()).count();
    Join { rows: (own.len() + undated.len()) as u64, lost: lost as u64 }
}

/// The values of further rows of the period's sales, which differ from those that count: nobody knows whether they add up.
pub fn further_rows(world: World, versions: &[&Commitment]) -> Column<Money> {
    let (deals, cut_off) = (&world.data.deals, world.cut_off(SPEC.reads));
    let won = Column::of(&deals.more_won);
    let is_own = world.in_period(&won, cut_off);
    let lead = Column::of(&deals.more_lead).filter(&is_own);
    let cohort = Cohort::new(world, cut_off, lead, won.filter(&is_own).values());
    let is_bound = cohort.bound_by(versions).map(|bound| versions.is_empty() || bound.is_ok());
    Column::of(&deals.more_value).filter(&is_own).filter(&is_bound)
}

/// The value of each sale of an unknown day: of each deal, or without deals each lead.
fn undated(world: World, conditions: &[Condition]) -> Vec<Option<Money>> {
    let (leads, deals) = (&world.data.leads, &world.data.deals);
    if world.data.tables.contains(&Table::Deals) {
        let is_near = Column::of(&deals.undated_by).map(|by| world.may_be_own(by));
        let is_own = world.speaks_of(conditions, &Column::of(&deals.undated_lead)).and(&is_near);
        Column::of(&deals.undated_value).filter(&is_own).to_vec()
    } else {
        let undated = sales_won::perhaps_won(world, conditions);
        undated.map(|lead| leads.value.get(lead as usize).copied().flatten()).to_vec()
    }
}

/// The period's sales with the value of each: each deal won, or without deals each lead won.
pub fn sales(world: World<'_>, cut_off: Horizon) -> (Cohort<'_>, Column<Option<Money>>) {
    let (leads, deals) = (&world.data.leads, &world.data.deals);
    if !world.data.tables.contains(&Table::Deals) {
        let won = Cohort::of_period(world, Milestone::Won, cut_off);
        let values = won.read(&leads.value);
        return (won, values);
    }
    let won = Column::of(&deals.won);
    let is_own = world.in_period(&won, cut_off);
    let (lead, value) =
        (Column::of(&deals.lead).filter(&is_own), Column::of(&deals.value).filter(&is_own));
    (Cohort::new(world, cut_off, lead, won.filter(&is_own).values()), value)
}
