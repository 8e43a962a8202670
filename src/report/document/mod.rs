//! The summary document `acordo.json` (schema 1, frozen) and `acordo-leads.csv`, for whoever wants to recount.
//!
#![doc = include_str!("SUMMARY.md")]

mod actions;
pub mod amended;
pub mod decisions;
mod diagnosis;
pub mod leads;
mod numbers;
mod plan;
pub mod schema;
pub mod statement;
mod tables;
mod top;

use serde_json::{Map, Value, json};

use crate::issue::Issue;
use crate::model::moment::Instant;
use crate::scorecard::register::Quantity;
use crate::texts::story::Story;

pub use numbers::evidence;
pub use plan::told as plan;

/// The version of the summary: what a field says never changes within it.
pub const SCHEMA: u64 = 1;

/// What the summary says of the run itself.
#[derive(Clone, Debug)]
pub struct RunFacts {
    /// `manual` or `scheduled`.
    pub kind: &'static str,
    /// When it ran.
    pub now: Instant,
    /// The instant asked for.
    pub as_of: Instant,
    /// `08:00`, where the agreement has slots.
    pub slot: Option<String>,
    /// 0 for the first report of a slot.
    pub revision: u32,
    /// Commitment id → actual and status of the report before.
    pub previous: std::collections::BTreeMap<String, (Option<f64>, String)>,
}

/// The summary document of a run.
pub fn summary(story: &Story, run: &RunFacts) -> Value {
    let mut document = Map::new();
    top::head(story, run, &mut document);
    document.insert("quantities".into(), quantities(story));
    document.insert("plan".into(), plan::plan(story.card.plan.as_ref()));
    document.insert("commitments".into(), numbers::commitments(story, run));
    document.insert("groups".into(), numbers::groups(story));
    document.insert("other_groups".into(), numbers::other_groups(story));
    document.insert("delivery".into(), tables::delivery(story));
    document.insert("cadence".into(), tables::cadence(story));
    document.insert("conversion".into(), tables::conversion(story));
    document.insert("traffic".into(), tables::traffic(story));
    document.insert("diagnosis".into(), diagnosis::diagnosis(story));
    document.insert("decisions".into(), decisions::decisions(story));
    document.insert("actions".into(), actions::actions(story));
    document.insert(
        "leads_listed".into(),
        json!({ "rows": leads::of(story).len(), "of": story.book.len() }),
    );
    document.insert("intake".into(), top::intake(story));
    document.insert("warnings".into(), warnings(story));
    Value::Object(document)
}

/// The register of quantities: what every output tells of each.
fn quantities(story: &Story) -> Value {
    let one = |own: &Quantity| json!({ "id": own.id, "value": number(Some(own.value)), "unit": own.unit.word() });
    story.card.quantities().iter().map(one).collect()
}

fn warnings(story: &Story) -> Value {
    story.issues.iter().map(|issue| warning(story, issue)).collect()
}

/// A warning in words, with the values of its sentence beside it.
fn warning(story: &Story, issue: &Issue) -> Value {
    let mut warning = Map::new();
    warning.insert("code".into(), json!(issue.code.word()));
    warning.insert("text".into(), json!(story.issue(issue)));
    warning.insert("serious".into(), json!(issue.serious));
    // Names stand in the text alone, at the level of personal data agreed.
    let is_named = |name: &str| matches!(name, "names" | "owners" | "words");
    for (name, value) in issue.values.iter().filter(|(name, _)| !is_named(name)) {
        let is_cell = matches!(*name, "value" | "other-value");
        let shown = if is_cell { story.issue_value(name, value) } else { value.clone() };
        warning.insert((*name).into(), json!(shown));
    }
    Value::Object(warning)
}

/// A whole number as an integer, any other as it is; what is no finite number is absent.
fn number(value: Option<f64>) -> Value {
    const EXACT: f64 = 9e15;
    match value.filter(|value| value.is_finite()) {
        #[allow(clippy::cast_possible_truncation)] // whole and bounded
        Some(value) if value.fract().abs() < f64::EPSILON && value.abs() < EXACT => {
            json!(value as i64)
        }
        Some(value) => json!(value),
        None => Value::Null,
    }
}
