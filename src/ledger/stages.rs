//! Stage memory: when each row was first seen in a stage. Rows are kept as hashes, without any name or address.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{Connection, Transaction, params};

use super::{Ledger, LedgerError, store};
use crate::model::memory::Stay;
use crate::model::memory::{Looked, Sightings, StageMemory};
use crate::model::words::Milestone;
use crate::model::zone::Day;

impl Ledger {
    /// What earlier runs of an agreement saw.
    pub fn stage_memory(&self, agreement: &str) -> Result<StageMemory, LedgerError> {
        read(&self.connection, agreement)
    }
}

/// The same, read without a lock, a new file or a migration.
pub fn peek(path: &Path, agreement: &str) -> Result<StageMemory, LedgerError> {
    match store::peek(path, "stages_seen")? {
        Some(connection) => read(&connection, agreement),
        None => Ok(StageMemory::default()),
    }
}

fn read(connection: &Connection, agreement: &str) -> Result<StageMemory, LedgerError> {
    let mut looked = connection
        .prepare("SELECT source, first, last FROM sources_seen WHERE agreement_name = ?1")?;
    let look = |row: &rusqlite::Row<'_>| {
        Ok((row.get(0)?, Looked { first: Day(row.get(1)?), last: Day(row.get(2)?) }))
    };
    let looked: HashMap<String, Looked> =
        looked.query_map([agreement], look)?.collect::<Result<_, _>>()?;
    if looked.is_empty() {
        return Ok(StageMemory::default());
    }
    let mut stays = HashMap::new();
    let mut rows = connection.prepare("SELECT row, milestone, day FROM stages_seen")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(milestone) = Milestone::of(row.get_ref(1)?.as_str().unwrap_or_default()) {
            stays.insert(
                Stay { row: row.get(0)?, milestone },
                row.get::<_, Option<i32>>(2)?.map(Day),
            );
        }
    }
    Ok(StageMemory { looked, stays })
}

/// Adds what a run saw for the first time.
pub(super) fn add(
    transaction: &Transaction<'_>,
    agreement: &str,
    seen: &Sightings,
) -> Result<(), LedgerError> {
    let look =
        "INSERT INTO sources_seen (agreement_name, source, first, last) VALUES (?1, ?2, ?3, ?3)
                ON CONFLICT DO UPDATE SET last = MAX(last, excluded.last)";
    for (source, day) in &seen.looked {
        transaction.execute(look, params![agreement, source, day.0])?;
    }
    let mut stay = transaction.prepare(
        "INSERT INTO stages_seen (row, milestone, day) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?;
    for (own, day) in &seen.stays {
        stay.execute(params![own.row, own.milestone.word(), day.map(|day| day.0)])?;
    }
    Ok(())
}
