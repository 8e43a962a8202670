//! What changed since the last report: values that moved, statuses that turned, actions that are new.

use super::names::Exactness;
use super::story::Story;
use crate::model::words::{Audience, Status};
use crate::scorecard::card::{Judged, Previous};

impl Story<'_> {
    /// At most so many lines: turned statuses first, then own values, then the others'; new actions last. None without a last report.
    pub fn since_last(&self, audience: Audience, most: usize) -> Vec<String> {
        self.card
            .previous
            .as_ref()
            .map(|previous| since(self, previous, audience, most))
            .unwrap_or_default()
    }
}

fn since(story: &Story<'_>, previous: &Previous, audience: Audience, most: usize) -> Vec<String> {
    let mut moved: Vec<(bool, bool, String)> = Vec::new();
    for judged in &story.card.commitments {
        let Some((before, status)) = previous.actuals.get(&judged.id) else { continue };
        if let Some(line) = moved_line(story, judged, *before, *status) {
            moved.push((*status == judged.status, !audience.owns(judged.team), line));
        }
    }
    moved.sort_by_key(|(same_status, other_team, _)| (*same_status, *other_team));
    let fresh = story
        .card
        .actions
        .iter()
        .filter(|action| action.is_new == Some(true) && audience.owns(action.team))
        .count();
    let fresh = u64::try_from(fresh).unwrap_or(u64::MAX);
    let fresh = (fresh > 0).then(|| story.texts.count("story.new-actions", fresh, &[]));
    let room = most.saturating_sub(usize::from(fresh.is_some()));
    // A list that stops without a word would say that nothing else changed.
    let shown = if moved.len() > room { room.saturating_sub(1) } else { moved.len() };
    let left = (moved.len() > shown).then(|| story.texts.word("story.more-changes").to_owned());
    moved.into_iter().map(|(.., line)| line).take(shown).chain(left).chain(fresh).collect()
}

fn moved_line(
    story: &Story<'_>,
    judged: &Judged,
    before: Option<f64>,
    status: Status,
) -> Option<String> {
    let before = story.value(judged, before?, Exactness::Counted);
    // Few cases are shown as `8 of 8`, whatever was said before: compared is what was counted.
    let counted =
        judged.numbers.actual.map(|actual| story.value(judged, actual, Exactness::Counted));
    let turned = status != judged.status;
    if counted.as_ref() == Some(&before) && !turned {
        return None;
    }
    let now = story.actual(judged);
    let key = if turned { "story.was-status" } else { "story.was" };
    let values = [
        ("name", story.commitment(judged)),
        ("now", now),
        ("before", before),
        ("status", story.standing(judged).to_owned()),
    ];
    let values: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Some(story.texts.phrase(key, &values))
}
