//! `acordo history --agreement`: the texts of the agreement by which reports were made, and what each changed.

use serde_json::{Value, json};

use crate::model::moment::Instant;
use crate::report::document::amended;
use crate::scorecard::amendments::{Amended, Amendment, stated};
use crate::texts::format;
use crate::texts::story::Story;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::judgement::judgement;
use super::open::Opened;
use super::terms::Terms;

/// Prints the versions; nothing is written.
pub fn list(
    console: Console,
    opened: &Opened,
    is_json: bool,
    now: Instant,
) -> Result<Exit, Failure> {
    let terms = Terms::of(opened, now, now)?;
    // Promises are named as the report names them; what is written now is spoken of.
    let found = judgement(opened, None, (now, Instant::EARLIEST))?;
    let story = found.story(opened);
    let listed = Listed {
        first: terms.first(),
        followed: terms.all(now),
        is_pending: terms.is_pending(),
        stated: stated(&opened.agreement),
    };
    if is_json {
        console.answer(&format!("{:#}", listed.document(&story)));
    } else {
        listed.lines(&story).iter().for_each(|line| console.answer(line));
    }
    Ok(Exit::Done)
}

/// What is listed.
struct Listed {
    /// When the first report was made.
    first: Option<Instant>,
    /// The texts after the first.
    followed: Vec<Amended>,
    /// The last of them has no report yet.
    is_pending: bool,
    /// Changes that the agreement states as versions of its own.
    stated: Vec<Amendment>,
}

impl Listed {
    fn lines(&self, story: &Story) -> Vec<String> {
        let texts = story.texts;
        let day = |at: Instant| format::date(texts.language, story.agreement.zone.day_of(at));
        let first =
            |at: Instant| texts.phrase("amended.list-first", &[("n", "1"), ("since", &day(at))]);
        let none = || texts.word("amended.list-none").to_owned();
        let mut lines = vec![self.first.map_or_else(none, first)];
        for (number, one) in (2..).zip(&self.followed) {
            let is_pending = self.is_pending && number == self.followed.len() + 1;
            let key = if is_pending { "amended.list-pending" } else { "amended.list-version" };
            let (n, (before, since)) = (number.to_string(), story.amended_when(one));
            let values = [("n", &*n), ("since", &since), ("before", &before)];
            lines.push(texts.phrase(key, &values));
            lines.extend(changes(story, one));
        }
        if !self.stated.is_empty() {
            lines.push(texts.word("amended.list-stated").to_owned());
            lines.extend(self.stated.iter().map(|one| format!("   {}", story.amendment(one))));
        }
        lines
    }

    fn document(&self, story: &Story) -> Value {
        let day = |at: Instant| format::iso_date(story.agreement.zone.day_of(at));
        let stated = self.stated.iter().map(|one| amended::change_of(story, one, true));
        let first = self.first.map(|at| json!({ "since": day(at), "changes": [] }));
        let followed = self.followed.iter().map(|one| amended::of(story, one));
        json!({
            "schema": 1,
            "agreement": story.agreement.name,
            "versions": first.into_iter().chain(followed).collect::<Vec<_>>(),
            "pending": self.is_pending,
            "stated": stated.collect::<Vec<_>>(),
        })
    }
}

fn changes(story: &Story, one: &Amended) -> Vec<String> {
    if one.changes.is_empty() {
        return vec![format!("   {}", story.texts.word("amended.list-same"))];
    }
    let told = |change: &Amendment| format!("   {}", story.amendment_listed(one, change));
    one.changes.iter().map(told).collect()
}
