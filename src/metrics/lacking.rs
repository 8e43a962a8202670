//! Columns that one sheet or file of a source lacks and others have: what reads them would be told of the rest alone.

use crate::model::agreement::Commitment;
use crate::model::evidence::{Join, Part, Unseen};
use crate::model::words::{Milestone, Table};

use super::spec::{Need, Spec};
use super::world::World;

/// The first field read, of which more than a few rows stand in files without its column: not seen where such a file reaches into the period,
/// else in part.
pub fn lacking(
    world: World,
    spec: &Spec,
    versions: &[&Commitment],
) -> Result<Option<Part>, Unseen> {
    let fields = spec.needs.iter().flat_map(|need| fields(world, *need, versions));
    let mut part = None;
    for (table, field) in fields.filter(|(table, _)| world.tables(spec.reads).contains(table)) {
        let (join, reaches) = rows(world, table, field);
        if join.leaks() && reaches {
            return Err(Unseen::Lacking(field, join));
        }
        part = part.or_else(|| join.leaks().then_some(Part::Lacking(field, join)));
    }
    Ok(part)
}

/// The rows of a table's files, as lost ones those of files that lack a field, and whether any of these has a row of the period or of no day.
fn rows(world: World, table: Table, field: &str) -> (Join, bool) {
    let sources = world.data.intake.iter().filter(|source| source.table == table);
    let (mut join, mut reaches) = (Join::default(), false);
    for file in sources.flat_map(|source| &source.files) {
        join.rows += file.rows;
        if file.lacking.iter().any(|own| own == field) {
            join.lost += file.rows;
            reaches |= file.newest_row.is_none_or(|newest| newest >= world.period.start);
        }
    }
    (join, reaches)
}

/// The columns that a need is read from.
fn fields(world: World, need: Need, versions: &[&Commitment]) -> Vec<(Table, &'static str)> {
    let all = |milestones: &[Milestone]| {
        milestones.iter().flat_map(|milestone| of_milestone(world, *milestone)).collect()
    };
    let of_leads =
        |fields: &[&'static str]| fields.iter().map(|own| (Table::Leads, *own)).collect();
    match need {
        Need::Milestone(own) | Need::Dates(own) => all(&[own]),
        Need::Apart(one, other) => all(&[one, other]),
        Need::OneOf(milestones) => all(milestones),
        Need::Stages | Need::Times => {
            let stages = versions.iter().flat_map(|own| [own.from_stage, own.to_stage]).flatten();
            all(&stages.collect::<Vec<_>>())
        }
        Need::Decisions | Need::DatedDecisions => all(&[Milestone::Accepted, Milestone::Rejected]),
        Need::Rejections => all(&[Milestone::Rejected]),
        Need::Conversations => vec![(Table::Activities, "outcome")],
        Need::Types => of_leads(&["type"]),
        Need::Values => vec![(Table::Leads, "value"), (Table::Deals, "value")],
        Need::Reasons | Need::LossReasons | Need::Closes | Need::Refusals => {
            let reasons = ["lost-reason", "rejection-reason"].into_iter();
            reasons.flat_map(|own| [(Table::Leads, own), (Table::Deals, own)]).collect()
        }
        Need::FirstTry | Need::Tries | Need::Required | Need::Requirements => Vec::new(),
    }
}

/// A milestone as leads and deals tell it; the delivery as the column that stands for it.
fn of_milestone(world: World, milestone: Milestone) -> [(Table, &'static str); 2] {
    let own = match milestone {
        Milestone::Delivered => world.data.delivered_by.unwrap_or(milestone),
        other => other,
    };
    let of_deals = if own == Milestone::Opportunity { "created" } else { own.word() };
    [(Table::Leads, own.word()), (Table::Deals, of_deals)]
}
