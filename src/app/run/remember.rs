//! What the ledger keeps of a run.

use crate::app::order::Order;
use crate::ledger::inputs::mark;
use crate::ledger::{
    ColumnRecord, InputRecord, Ledger, LedgerError, Measurement, RunRecord, States,
};
use crate::mapping::personal;
use crate::model::account::{ColumnAccount, FileAccount, SourceAccount};
use crate::model::agreement::Agreement;
use crate::model::memory::Sightings;
use crate::model::moment::Instant;
use crate::model::zone::Day;
use crate::scorecard::card::Judged;
use crate::texts::story::Story;

use super::super::open::Opened;
use super::output::Report;

/// The record of a run that made a report. What is due puts the agreement as it is written now in force, whatever period the data speak of.
pub fn run(opened: &Opened, story: &Story, order: &Order, report: &Report) -> RunRecord {
    let agreement = if order.is_of_now() { &opened.agreement } else { story.agreement };
    RunRecord {
        cut_off: story.card.cut_off.at(),
        revision: report.revision,
        kind: kind(order).to_owned(),
        summary_sha256: report.summary_hash(),
        inputs: inputs(story),
        columns: columns(story),
        measurements: story.card.commitments.iter().map(measurement).collect(),
        states: report.states.clone(),
        seen: report.seen.clone(),
        ..empty(order, agreement)
    }
}

/// For the ledger: each file this run read, with its hash, rows and encoding.
pub fn inputs(story: &Story) -> Vec<InputRecord> {
    let of_source = |source: &SourceAccount| {
        let record = |file: &FileAccount| InputRecord {
            source: source.source.clone(),
            path: personal::quoted(story.agreement.report.personal_data, &file.path),
            sha256: file.sha256.clone(),
            rows: file.rows,
            encoding: file.encoding.clone().unwrap_or_default(),
        };
        source.files.iter().map(record).collect::<Vec<_>>()
    };
    story.book.sources().iter().flat_map(of_source).collect()
}

/// Columns that nothing reads, of a source, that are remembered: hardly a tool exports more.
const MOST_UNREAD: usize = 400;

/// The columns of each source's newest file, those that fed a field and those that nothing read: what the next report looks for, and what it does not
/// take for a new name.
fn columns(story: &Story) -> Vec<ColumnRecord> {
    let of_source = |source: &SourceAccount| {
        let record = |column: &ColumnAccount| ColumnRecord {
            source: source.source.clone(),
            field: column.field.clone(),
            header: column.header.clone(),
            style: column.style.clone(),
        };
        let newest = source.files.last();
        let fed = newest.map_or(&[][..], |file| file.columns.as_slice());
        let unread = newest.map_or(&[][..], |file| file.unread.as_slice());
        let unread = unread.iter().take(MOST_UNREAD).map(|header| ColumnRecord {
            source: source.source.clone(),
            field: mark(header),
            ..ColumnRecord::default()
        });
        let fed = fed.iter().filter(|column| column.filled > 0).map(record);
        fed.chain(unread).collect::<Vec<_>>()
    };
    story.book.sources().iter().flat_map(of_source).collect()
}

/// Records a run that made no report: `holiday` when a timer called on a free day, `failed` when it could not. A failed look at another
/// day or period is none of a run that is due.
pub fn without_report(
    ledger: &mut Ledger,
    opened: &Opened,
    order: &Order,
    kind: &str,
) -> Result<i64, LedgerError> {
    let kind = if kind == "failed" && !order.is_of_now() { self::kind(order) } else { kind };
    let record = RunRecord { kind: kind.to_owned(), ..empty(order, &opened.agreement) };
    ledger.record(&record, &[])
}

fn kind(order: &Order) -> &'static str {
    match (order.is_of_now(), order.wish.as_of.is_some(), order.wish.scheduled) {
        (false, true, _) => "as-of",
        (false, false, _) => "period",
        (true, _, true) => "scheduled",
        (true, _, false) => "run",
    }
}

fn empty(order: &Order, agreement: &Agreement) -> RunRecord {
    let period = (order.period.first, order.period.last);
    RunRecord {
        as_of: order.as_of,
        cut_off: order.as_of,
        slot: order.slot,
        ..bare(agreement, period, order.now)
    }
}

/// A record of nothing yet: an agreement, a period, a moment.
pub fn bare(agreement: &Agreement, period: (Day, Day), now: Instant) -> RunRecord {
    RunRecord {
        started_at: now,
        as_of: now,
        cut_off: now,
        period_from: period.0,
        period_to: period.1,
        slot: None,
        revision: 0,
        kind: String::new(),
        agreement_name: agreement.name.clone(),
        agreement_hash: agreement.hash.clone(),
        agreement_text: agreement.text.clone(),
        summary_sha256: String::new(),
        inputs: Vec::new(),
        columns: Vec::new(),
        measurements: Vec::new(),
        states: States::default(),
        seen: Sightings::default(),
    }
}

fn measurement(judged: &Judged) -> Measurement {
    Measurement {
        commitment: judged.id.clone(),
        actual: judged.numbers.actual,
        expected: judged.expected,
        target: judged.target,
        status: judged.status,
        numerator: judged.numbers.numerator,
        denominator: judged.numbers.denominator,
    }
}
