//! The head of the summary document, its plan and its account of the files.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::mapping::personal;
use crate::model::account::{FileAccount, SourceAccount};
use crate::model::moment::Instant;
use crate::model::stopwatch::{self, Lap};
use crate::scorecard::card::Ended;
use crate::texts::format::iso_date;
use crate::texts::story::Story;

use super::{RunFacts, SCHEMA, amended, number, numbers};

/// The run itself; where it was timed, the stages it has behind it (the document is written before the letters go).
fn of_run(run: &RunFacts) -> Value {
    let mut facts = json!({ "kind": run.kind, "slot": run.slot, "revision": run.revision });
    let laps = stopwatch::laps();
    if let (false, Some(facts)) = (laps.is_empty(), facts.as_object_mut()) {
        facts.insert("timings".into(), laps.iter().map(timing).collect());
    }
    facts
}

fn timing(lap: &Lap) -> Value {
    json!({
        "stage": lap.stage.word(), "wall": lap.wall.as_secs_f64(),
        "cpu": lap.cpu.map(|cpu| cpu.as_secs_f64()), "peak": lap.peak,
    })
}

/// Everything before the plan.
pub fn head(story: &Story, run: &RunFacts, document: &mut Map<String, Value>) {
    let agreement = story.agreement;
    let at = |at: Instant| json!(agreement.zone.rfc3339(at));
    let period = &story.card.period;
    let cut_off_by =
        story.book.cut_off_by().map(|by| json!({ "source": by.source, "file": by.file }));
    let fields = [
        ("schema", json!(SCHEMA)),
        ("tool", json!({ "version": env!("CARGO_PKG_VERSION") })),
        ("generated_at", at(run.now)),
        ("run", of_run(run)),
        ("agreement", json!({ "name": agreement.name, "hash": agreement.hash })),
        (
            "amended",
            story.card.amended.as_ref().map_or(Value::Null, |amended| amended::of(story, amended)),
        ),
        ("language", json!(agreement.language.tag())),
        ("timezone", json!(agreement.zone.name())),
        ("currency", json!(agreement.currency)),
        (
            "period",
            json!({
                "kind": period.kind.word(), "from": iso_date(period.first), "to": iso_date(period.last),
                "over": story.card.progress.is_over, "share": number(story.card.progress.share),
            }),
        ),
        (
            "previous",
            story.card.ended.as_ref().map_or(Value::Null, |ended| previous(story, run, ended)),
        ),
        ("as_of", at(run.as_of)),
        ("cut_off", at(story.card.cut_off.at())),
        ("cut_off_by", cut_off_by.unwrap_or(Value::Null)),
    ];
    document.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
}

/// The ended period with its commitments as they stand today.
fn previous(story: &Story, run: &RunFacts, ended: &Ended) -> Value {
    let period = &ended.period;
    // What the report before said is of the present period.
    let run = RunFacts { previous: BTreeMap::new(), ..run.clone() };
    json!({
        "period": {
            "kind": period.kind.word(), "from": iso_date(period.first), "to": iso_date(period.last),
            "over": ended.progress.is_over, "share": number(ended.progress.share),
        },
        "commitments": numbers::of(story, &run, &ended.commitments),
    })
}

/// Every source with its files.
pub fn intake(story: &Story) -> Value {
    let source = |account: &SourceAccount| {
        json!({
            "source": account.source,
            "table": account.table.word(),
            "cut_off": account.cut_off.map(|at| story.agreement.zone.rfc3339(at.at())),
            "files": account.files.iter().map(|one| file(story, one)).collect::<Vec<_>>(),
        })
    };
    story.book.sources().iter().map(source).collect()
}

fn file(story: &Story, file: &FileAccount) -> Value {
    let at = |at: Instant| story.agreement.zone.rfc3339(at);
    json!({
        "path": personal::quoted(story.agreement.report.personal_data, &file.path),
        "sha256": file.sha256,
        "bytes": file.bytes,
        "modified": at(file.modified),
        "newest_row": file.newest_row.map(at),
        "rows": file.rows,
        "used": file.used,
        "merged": file.merged,
        "superseded": file.superseded,
        "future": file.future,
        "planned": file.planned,
        "orphans": file.orphans,
        "set_aside": file.set_aside,
    })
}
