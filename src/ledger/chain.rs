//! Checking the chain: each statement's content against its hash, each against the one before, all against what the runs knew.

use chrono::DateTime;
use serde_json::Value;

use crate::model::hash::sha256;
use crate::model::moment::Instant;

use super::statements::{Chain, Statement};

/// Where the chain of an agreement is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// There is no statement of this number, and a later one.
    Missing(u32),
    /// The content of this one is not the one that was hashed, or does not say what the record says of it.
    Changed(u32),
    /// This one was sealed after another one than that which stands before it.
    Unlinked(u32),
    /// A run at this instant knew a statement of this hash, which is gone.
    Removed(Instant, String),
}

/// Missing statements named one by one.
const MOST_MISSING: usize = 12;

/// Everything that is wrong with a chain, in order; nothing when it is whole.
pub fn breaks(agreement: &str, chain: &Chain) -> Vec<Break> {
    let mut found = Vec::new();
    let mut before: Option<&Statement> = None;
    for statement in &chain.statements {
        let expected = before.map_or(1, |before| before.number.saturating_add(1));
        found.extend((expected..statement.number).take(MOST_MISSING).map(Break::Missing));
        if !is_as_sealed(agreement, statement) {
            found.push(Break::Changed(statement.number));
        }
        let follows = statement.number == expected;
        if follows && statement.previous.as_ref() != before.map(|before| &before.sha256) {
            found.push(Break::Unlinked(statement.number));
        }
        before = Some(statement);
    }
    let is_gone =
        |hash: &String| !chain.statements.iter().any(|statement| statement.sha256 == *hash);
    // The hash of one that is missing or was changed is gone too: that is told already.
    let told =
        found.iter().filter(|one| matches!(one, Break::Missing(_) | Break::Changed(_))).count();
    let gone = chain.heads.iter().filter(|(_, hash)| is_gone(hash)).skip(told);
    found.extend(gone.map(|(at, hash)| Break::Removed(*at, hash.clone())));
    found
}

/// True when the content is what was hashed, or what was left of it when a person was forgotten, and says of itself what the record says of it.
pub fn is_as_sealed(agreement: &str, statement: &Statement) -> bool {
    let said = statement.says();
    let text = |pointer: &str| said.pointer(pointer).and_then(Value::as_str);
    let sealed_at = text("/sealed_at").and_then(|at| DateTime::parse_from_rfc3339(at).ok());
    let (first, last) = statement.period;
    sha256(statement.content.as_bytes()) == statement.content_sha256()
        && text("/agreement/name") == Some(agreement)
        && said.pointer("/number").and_then(Value::as_u64) == Some(u64::from(statement.number))
        && sealed_at.map(|at| Instant::of(at.timestamp())) == Some(statement.sealed_at)
        && text("/previous") == statement.previous.as_deref()
        && text("/period/from") == Some(first.date().to_string().as_str())
        && text("/period/to") == Some(last.date().to_string().as_str())
}
