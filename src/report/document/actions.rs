//! The actions in the summary document.

use serde_json::{Value, json};

use crate::scorecard::card::Action;
use crate::texts::story::Story;

/// Every action; `new` is unknown until an earlier report can be compared.
pub fn actions(story: &Story) -> Value {
    let one = |action: &Action| {
        json!({
            "team": action.team.word(),
            "kind": action.kind.word(),
            "lead": story.book.id(action.lead).map(|id| story.lead(id)),
            "link": story.lead_link(action.lead),
            "owner": action.owner,
            "earlier": action.is_earlier,
            "due": action.due.map(|due| story.agreement.zone.rfc3339(due)),
            "overdue_seconds": action.overdue_seconds,
            "new": action.is_new,
        })
    };
    story.card.actions.iter().map(one).collect()
}
