//! Under which name a ledger knows an agreement: the same name in other capitals, in other blanks, or with its accents written apart (as a
//! Mac does) is no other agreement.

use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use super::{LedgerError, store};

/// The name as the ledger has it, read without a lock or a new file; where it knows none that is the same, the name itself.
pub fn known(path: &Path, name: &str) -> Result<String, LedgerError> {
    let composed: String = name.nfc().collect();
    let Some(connection) = store::peek(path, "recipients")? else { return Ok(composed) };
    let mut rows = connection.prepare(
        "SELECT agreement_name, MAX(started_at) FROM runs GROUP BY agreement_name ORDER BY 2 DESC",
    )?;
    let names = rows.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    if names.iter().any(|own| own == name) {
        return Ok(name.to_owned());
    }
    let same = names.into_iter().find(|own| identity(own) == identity(name));
    Ok(same.unwrap_or(composed))
}

fn identity(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").nfc().collect()
}
