//! What the ledger keeps of a run.

use crate::ledger::{InputRecord, Ledger, LedgerError, Measurement, RunRecord, States};
use crate::model::memory::Sightings;
use crate::scorecard::card::Judged;
use crate::texts::story::Story;

use super::super::open::Opened;
use super::output::Report;
use super::{Order, since};

/// The record of a run that made a report.
pub fn run(story: &Story, order: &Order, report: &Report) -> RunRecord {
    let agreement = story.agreement;
    let inputs = story.data.intake.iter().flat_map(|source| {
        let record = |file: &crate::model::dataset::FileAccount| InputRecord {
            source: source.source.clone(),
            path: file.path.clone(),
            sha256: file.sha256.clone(),
            rows: file.rows,
        };
        source.files.iter().map(record).collect::<Vec<_>>()
    });
    RunRecord {
        cut_off: story.card.cut_off,
        revision: report.revision,
        kind: kind(order).to_owned(),
        summary_sha256: report.summary_hash(),
        inputs: inputs.collect(),
        measurements: story.card.commitments.iter().map(measurement).collect(),
        states: since::states(story.card, story.data),
        seen: report.seen.clone(),
        ..empty(order, &agreement.name, &agreement.hash, &agreement.text)
    }
}

/// Records a run that made no report: `holiday` when a timer called on a free day, `failed` when it could not.
pub fn without_report(ledger: &mut Ledger, opened: &Opened, order: &Order, kind: &str) -> Result<i64, LedgerError> {
    let agreement = &opened.agreement;
    let record = RunRecord { kind: kind.to_owned(), ..empty(order, &agreement.name, &agreement.hash, &agreement.text) };
    ledger.record(&record, &[])
}

fn kind(order: &Order) -> &'static str {
    match (order.wish.scheduled, order.wish.as_of.is_some()) {
        (true, _) => "scheduled",
        (false, true) => "as-of",
        (false, false) => "run",
    }
}

fn empty(order: &Order, name: &str, hash: &str, text: &str) -> RunRecord {
    RunRecord {
        started_at: order.now,
        as_of: order.as_of,
        cut_off: order.as_of,
        period_from: order.period.first,
        period_to: order.period.last,
        slot: order.slot,
        revision: 0,
        kind: String::new(),
        agreement_name: name.to_owned(),
        agreement_hash: hash.to_owned(),
        agreement_text: text.to_owned(),
        summary_sha256: String::new(),
        inputs: Vec::new(),
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
