//! What is still to be decided, while which nothing leaves: no letter to a team, no word to a channel, no statement.

use crate::issue::{Code, Issue};
use crate::mapping::Mapped;
use crate::model::agreement::{Agreement, Undecided};

use super::failure::{Exit, Failure};
use super::open::Opened;

/// Points that a warning names, and how long each may be.
const MOST: usize = 3;
const LONGEST: usize = 60;

/// Sections that are today's whatever a period is judged by: where exports lie, and where reports go.
const OF_TODAY: [&str; 7] = ["source", "report", "mail", "notify", "ledger", "links", "brand"];

/// True while something is to be decided: only the operator is written to.
pub fn is_pending(opened: &Opened) -> bool {
    !opened.agreement.undecided.is_empty()
}

/// Adds the warning that every output carries.
pub fn tell(opened: &Opened, mapped: &mut Mapped) {
    let undecided = &opened.agreement.undecided;
    if !undecided.is_empty() {
        let what = first(undecided.iter().map(|own| opened.texts.undecided(own)));
        let values = vec![("n", undecided.len().to_string()), ("what", what)];
        mapped.issues.push(Issue::warning(Code::Undecided, values));
    }
}

/// Nothing is sealed of an agreement that still asks.
pub fn refuse(opened: &Opened) -> Result<(), Failure> {
    let undecided = &opened.agreement.undecided;
    let what = undecided.iter().map(|own| opened.texts.undecided(own)).collect();
    refused(opened, "close.undecided", what)
}

/// Nor of a period whose own text left a promise open: what was decided later was not promised then. A comment changes no promise.
pub fn refuse_earlier(opened: &Opened, then: &Agreement) -> Result<(), Failure> {
    let is_promise = |own: &&Undecided| {
        let section = own.path.split(['.', '[', ' ']).next().unwrap_or_default();
        own.file.is_empty() && !section.is_empty() && !OF_TODAY.contains(&section)
    };
    let open = then.undecided.iter().filter(is_promise);
    refused(opened, "close.undecided-then", open.map(|own| own.path.clone()).collect())
}

fn refused(opened: &Opened, key: &str, what: Vec<String>) -> Result<(), Failure> {
    let n = what.len() as u64;
    let values = [("what", first(what.into_iter()))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let failure = || Failure::new(Exit::Other, opened.texts.count(key, n, &values));
    if n == 0 { Ok(()) } else { Err(failure()) }
}

/// The first of what is to be decided: `check` tells all.
fn first(all: impl Iterator<Item = String>) -> String {
    let mut what: Vec<String> = all.take(MOST + 1).map(|text| shortened(&text)).collect();
    if what.len() > MOST {
        what.truncate(MOST);
        what.push("…".to_owned());
    }
    what.join("; ")
}

fn shortened(text: &str) -> String {
    let short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() { format!("{}…", short.trim_end()) } else { short }
}
