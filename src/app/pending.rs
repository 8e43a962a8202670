//! What is still to be decided, while which nothing leaves: no letter to a team, no word to a channel, no statement.

use crate::issue::Issue;
use crate::mapping::Mapped;

use super::failure::{Exit, Failure};
use super::open::Opened;

/// Points that a warning names, and how long each may be.
const MOST: usize = 3;
const LONGEST: usize = 60;

/// True while something is to be decided: only the operator is written to.
pub fn is_pending(opened: &Opened) -> bool {
    !opened.agreement.undecided.is_empty()
}

/// Adds the warning that every output carries.
pub fn tell(opened: &Opened, mapped: &mut Mapped) {
    if is_pending(opened) {
        let (n, what) = said(opened);
        let values = vec![("n", n.to_string()), ("what", what)];
        mapped.issues.push(Issue::warning("undecided", values));
    }
}

/// Nothing is sealed of an agreement that still asks.
pub fn refuse(opened: &Opened) -> Result<(), Failure> {
    if !is_pending(opened) {
        return Ok(());
    }
    let (n, what) = said(opened);
    Err(Failure::new(Exit::Other, opened.texts.count("close.undecided", n, &[("what", &what)])))
}

/// How much is to be decided, and the first of it: `check` tells all.
fn said(opened: &Opened) -> (u64, String) {
    let undecided = &opened.agreement.undecided;
    let first = undecided.iter().take(MOST).map(|own| shortened(&opened.texts.undecided(own)));
    let more = (undecided.len() > MOST).then(|| "…".to_owned());
    let what: Vec<String> = first.chain(more).collect();
    (undecided.len() as u64, what.join("; "))
}

fn shortened(text: &str) -> String {
    let short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() { format!("{}…", short.trim_end()) } else { short }
}
