//! Columns that one sheet or file of a source lacks and others have: what reads them would be told of the rest alone.

use crate::model::agreement::{Commitment, Counting};
use crate::model::evidence::{Asked, Join, Part, Unseen};
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
        let (join, reaches) = rows(world, table, field.name(world.agreement));
        if join.leaks() && reaches {
            return Err(Unseen::Lacking(field, join));
        }
        part = part.or_else(|| join.leaks().then_some(Part::Lacking(field, join)));
    }
    Ok(part)
}

/// The rows of a table's files that count, as lost ones those of files that lack a field, and whether one of these has a row of the period or none with
/// a day. A file all of whose rows a newer one replaced has none that count.
fn rows(world: World, table: Table, field: &str) -> (Join, bool) {
    let sources = world.data.intake.iter().filter(|source| source.table == table);
    let (mut join, mut reaches) = (Join::default(), false);
    for file in sources.flat_map(|source| &source.files).filter(|file| file.live() > 0) {
        join.rows += file.live();
        if file.lacking.iter().any(|own| own == field) {
            join.lost += file.live();
            reaches |= file.newest_row.is_none_or(|newest| newest >= world.period.start);
        }
    }
    (join, reaches)
}

/// The columns that a need is read from.
fn fields(world: World, need: Need, versions: &[&Commitment]) -> Vec<(Table, Asked)> {
    let both = |asked: Asked| [Table::Leads, Table::Deals].map(|table| (table, asked));
    let count = match need {
        Need::Required => world.agreement.required.len(),
        Need::Requirements => world.agreement.requirements().len(),
        _ => 0,
    };
    let asked = if need == Need::Required { Asked::Required } else { Asked::Defined };
    let known = known(world, need, versions).into_iter();
    known
        .map(|(table, field)| (table, Asked::Field(field)))
        .chain((0..count).flat_map(|at| both(asked(at))))
        .collect()
}

/// Those of them that every agreement knows.
fn known(world: World, need: Need, versions: &[&Commitment]) -> Vec<(Table, &'static str)> {
    let all = |milestones: &[Milestone]| {
        milestones.iter().flat_map(|milestone| of_milestone(world, *milestone)).collect()
    };
    match need {
        Need::Milestone(own) | Need::Dates(own) => all(&[own]),
        Need::Apart(one, other) => all(&[one, other]),
        Need::OneOf(milestones) => all(milestones),
        Need::Stages | Need::Times => {
            let stages = versions.iter().flat_map(|own| [own.from_stage, own.to_stage]).flatten();
            all(&stages.collect::<Vec<_>>())
        }
        Need::Decisions | Need::DatedDecisions => all(&[Milestone::Accepted, Milestone::Rejected]),
        Need::Rejections if versions.iter().any(|own| own.counting == Counting::Net) => {
            all(&[Milestone::Rejected])
        }
        Need::Conversations => vec![(Table::Activities, "outcome")],
        Need::Types => vec![(Table::Leads, "type")],
        Need::Values => vec![(Table::Leads, "value"), (Table::Deals, "value")],
        Need::Reasons | Need::LossReasons | Need::Closes | Need::Refusals => {
            let reasons = ["lost-reason", "rejection-reason"].into_iter();
            reasons.flat_map(|own| [(Table::Leads, own), (Table::Deals, own)]).collect()
        }
        Need::Rejections | Need::FirstTry | Need::Tries | Need::Required | Need::Requirements => {
            Vec::new()
        }
    }
}

/// A milestone as leads and deals tell it, by its date and by words; the delivery as the column that stands for it.
fn of_milestone(world: World, milestone: Milestone) -> Vec<(Table, &'static str)> {
    let own = match milestone {
        Milestone::Delivered => world.data.delivered_by.unwrap_or(milestone),
        other => other,
    };
    let of_deals = if own == Milestone::Opportunity { "created" } else { own.word() };
    let dates = [(Table::Leads, own.word()), (Table::Deals, of_deals)];
    let worded = dates.into_iter().filter(|(table, date)| is_worded(world, own, *table, date));
    let words = worded.flat_map(|(table, _)| WORDS.map(|field| (table, field)));
    dates.into_iter().chain(words).collect()
}

/// The columns whose words say how far a lead or deal came.
const WORDS: [&str; 3] = ["status", "stage", "lead-status"];

/// Words of a table tell a milestone: how a deal ended, whatever its dates; other steps where no file of the table that tells them has a column of their date.
fn is_worded(world: World, milestone: Milestone, table: Table, date: &str) -> bool {
    let is_end = matches!(milestone, Milestone::Won | Milestone::Lost);
    let is_dated_only =
        matches!(milestone, Milestone::Created | Milestone::Mql | Milestone::Delivered);
    let is_told = world.data.mapped.contains(&milestone);
    let is_of_table = (table == Table::Deals) == world.data.sight.is_of_deals(milestone);
    let files =
        world.data.intake.iter().filter(|own| own.table == table).flat_map(|own| &own.files);
    let has_date = || files.flat_map(|file| &file.columns).any(|column| column.field == date);
    (table == Table::Deals && is_end) || (!is_dated_only && is_told && is_of_table && !has_date())
}
