//! How a lead counts for a promise that gives no verdicts.

use crate::casebook::{Findings, Part};
use crate::model::words::Metric;
use crate::scorecard::card::{Judged, Kind};
use crate::texts::format;
use crate::texts::names::Exactness;
use crate::texts::story::Story;

use super::verdict::outside;

/// What the lead adds to the promise, or why it does not speak of it; nothing where nothing in use can show it.
pub fn line(story: &Story, lead: usize, judged: &Judged, found: &Findings) -> Option<String> {
    if judged.numbers.actual.is_none() && judged.cohort.is_none() {
        return None;
    }
    let name = story.commitment(judged);
    let Some(part) = found.part(lead) else {
        return Some(format!("  {name}: {}", outside(story, judged, found.outside(lead))));
    };
    let notes = notes(story, lead, judged, &part);
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    Some(format!("  {name}: {}{notes}", told(story, judged, &part)))
}

fn told(story: &Story, judged: &Judged, part: &Part) -> String {
    let texts = story.texts;
    let short = |value: f64| format::short(texts.language, value);
    let is_quotient = judged.kind.is_share() || judged.metric == Metric::LeadsPerSale;
    let key = match (judged.metric, judged.kind) {
        _ if part.is_maturing => "explain.part-maturing",
        _ if part.is_undecided => "explain.part-undecided",
        (Metric::StageTime, _) => {
            return part
                .seconds
                .map_or_else(|| "–".to_owned(), |s| story.duration(s as f64, judged.clock));
        }
        (Metric::PeriodRatio | Metric::AttemptsPerDay, _) if part.counts > 0 || part.adds > 0.0 => {
            let (adds, counts) = (short(part.adds), short(f64::from(part.counts)));
            return texts.phrase("explain.part-of", &[("adds", &adds), ("counts", &counts)]);
        }
        (_, Kind::Amount) if part.adds > 0.0 => {
            return texts.phrase(
                "explain.part-sum",
                &[("value", &story.value(judged, part.adds, Exactness::Counted))],
            );
        }
        (Metric::SteadyDelivery, _) => "explain.part-counts",
        _ if is_quotient && part.counts == 0 => "explain.part-apart",
        _ if is_quotient && part.adds > 0.0 => "explain.part-for",
        _ if is_quotient => "explain.part-against",
        _ if part.adds > 0.0 => "explain.part-counts",
        _ => "explain.part-adds-nothing",
    };
    texts.word(key).to_owned()
}

/// Sentences on why this lead counts as it does: taken off again, provisional, without a date of
/// its own, out of order, incomplete.
fn notes(story: &Story, lead: usize, judged: &Judged, part: &Part) -> Vec<String> {
    let texts = story.texts;
    let missing = missing(story, lead).filter(|_| judged.metric == Metric::HandoffComplete);
    let flags = [
        (judged.net && part.adds == 0.0, "explain.part-deducted"),
        (part.is_provisional, "explain.part-provisional"),
        (part.is_inferred, "explain.part-inferred"),
        (part.is_disordered, "explain.disordered-pair"),
    ];
    missing
        .into_iter()
        .chain(flags.into_iter().filter(|(is, _)| *is).map(|(_, key)| texts.word(key).to_owned()))
        .collect()
}

/// A sentence that names the required fields the lead's hand-off lacked; nothing when it had all.
fn missing(story: &Story, lead: usize) -> Option<String> {
    let bits = Some(story.book.lacking(lead)).filter(|bits| *bits > 0)?;
    let lacking = story
        .agreement
        .required
        .iter()
        .enumerate()
        .take(32)
        .filter(|(bit, _)| bits >> bit & 1 == 1);
    let fields: Vec<String> = lacking.map(|(_, field)| story.field(field)).collect();
    Some(story.texts.phrase("explain.part-missing", &[("fields", &story.list(&fields))]))
}
