//! The head of the summary document, its plan and its account of the files.

use serde_json::{Map, Value, json};

use crate::model::dataset::{FileAccount, SourceAccount};
use crate::texts::format::iso_date;
use crate::texts::story::Story;

use super::{RunFacts, number};

/// Everything before the plan.
pub fn head(story: &Story, run: &RunFacts, document: &mut Map<String, Value>) {
    let agreement = story.agreement;
    let at = |at: i64| json!(agreement.zone.rfc3339(at));
    let period = &story.card.period;
    let cut_off_by = story.data.cut_off_by.as_ref().map(|by| json!({ "source": by.source, "file": by.file }));
    let fields = [
        ("schema", json!(1)),
        ("tool", json!({ "version": env!("CARGO_PKG_VERSION") })),
        ("generated_at", at(run.now)),
        ("run", json!({ "kind": run.kind, "slot": run.slot, "revision": run.revision })),
        ("agreement", json!({ "name": agreement.name, "hash": agreement.hash })),
        ("language", json!(agreement.language.tag())),
        ("timezone", json!(agreement.zone.name())),
        ("currency", json!(agreement.currency)),
        (
            "period",
            json!({
                "kind": period.kind, "from": iso_date(period.first), "to": iso_date(period.last),
                "over": story.card.is_over, "share": number(story.card.share),
            }),
        ),
        ("previous", Value::Null),
        ("as_of", at(run.as_of)),
        ("cut_off", at(story.card.cut_off)),
        ("cut_off_by", cut_off_by.unwrap_or(Value::Null)),
    ];
    document.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
}

/// The plan; null without an objective.
pub fn plan(story: &Story) -> Value {
    let Some(plan) = &story.card.plan else { return Value::Null };
    json!({
        "sales": number(plan.sales),
        "leads_per_sale": number(plan.leads_per_sale),
        "ratio_source": plan.ratio_source,
        "leads_needed": number(plan.leads_needed),
        "to_deliver": number(plan.to_deliver),
        "working_days": number(Some(plan.working_days)),
        "working_hours": number(Some(plan.working_hours)),
        "per_day": number(plan.per_day),
        "per_hour": number(plan.per_hour),
        "per_hour_rounded": number(plan.per_hour_rounded),
        "tries_per_hour": number(plan.tries_per_hour),
        "people": number(plan.people),
    })
}

/// Every source with its files.
pub fn intake(story: &Story) -> Value {
    let source = |account: &SourceAccount| {
        json!({
            "source": account.source,
            "table": account.table.word(),
            "cut_off": account.cut_off.map(|at| story.agreement.zone.rfc3339(at)),
            "files": account.files.iter().map(|one| file(story, one)).collect::<Vec<_>>(),
        })
    };
    story.data.intake.iter().map(source).collect()
}

fn file(story: &Story, file: &FileAccount) -> Value {
    let at = |at: i64| story.agreement.zone.rfc3339(at);
    json!({
        "path": file.path,
        "sha256": file.sha256,
        "bytes": file.bytes,
        "modified": at(file.modified),
        "newest_row": file.newest_row.map(at),
        "rows": file.rows,
        "used": file.used,
        "merged": file.merged,
        "superseded": file.superseded,
        "future": file.future,
        "orphans": file.orphans,
        "set_aside": file.set_aside,
    })
}
