//! Stage memory: when each row was first seen in a stage. Rows, and what tells whose they are, are kept as hashes.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{Connection, Transaction, params};

use super::{Ledger, LedgerError, store};
use crate::model::agreement::DateOrder;
use crate::model::memory::{Cell, DateReading, FIELDS, Looked, Said, Sightings, StageMemory, Stay};
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
    let (readings, ended) = (readings(connection, agreement)?, ended(connection, agreement)?);
    if looked.is_empty() {
        return Ok(StageMemory { readings, ended, ..StageMemory::default() });
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
    let (said, whose) = (said(connection)?, whose(connection)?);
    Ok(StageMemory { clock: None, looked, stays, said, whose, readings, ended })
}

/// Whose rows were; nothing in a ledger that is only looked into and of a version that did not keep it.
fn whose(connection: &Connection) -> Result<HashMap<i64, Vec<(i64, i64)>>, LedgerError> {
    let mut whose: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
    if !keeps(connection, "rows_seen")? {
        return Ok(whose);
    }
    let mut rows = connection.prepare("SELECT row, kind, said FROM rows_seen")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        whose.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
    }
    Ok(whose)
}

/// What each cell said last; nothing in a ledger that is only looked into and of a version that did not keep it.
fn said(connection: &Connection) -> Result<HashMap<Cell, Said>, LedgerError> {
    if !keeps(connection, "cells_seen")? {
        return Ok(HashMap::new());
    }
    let mut said = HashMap::new();
    let mut rows = connection.prepare("SELECT row, field, word, since FROM cells_seen")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let field = row.get_ref(1)?.as_str().unwrap_or_default();
        if let Some(field) = FIELDS.into_iter().find(|own| *own == field) {
            let own = Said { word: row.get(2)?, since: Day(row.get(3)?) };
            said.insert(Cell { row: row.get(0)?, field }, own);
        }
    }
    Ok(said)
}

fn keeps(connection: &Connection, table: &str) -> Result<bool, LedgerError> {
    let sql = "SELECT COUNT(*) > 0 FROM sqlite_master WHERE name = ?1";
    Ok(connection.query_row(sql, [table], |row| row.get(0))?)
}

/// How the dates of each source were read; nothing in a ledger that is only looked into and of a version that did not keep it.
fn readings(
    connection: &Connection,
    agreement: &str,
) -> Result<HashMap<String, DateReading>, LedgerError> {
    if !keeps(connection, "sources_read")? {
        return Ok(HashMap::new());
    }
    let mut rows = connection
        .prepare("SELECT source, dates, is_sure FROM sources_read WHERE agreement_name = ?1")?;
    let reading = |row: &rusqlite::Row<'_>| {
        let order = DateOrder::of(row.get_ref(1)?.as_str().unwrap_or_default());
        Ok((row.get(0)?, order.zip(Some(row.get::<_, bool>(2)?))))
    };
    let found: Vec<(String, Option<(DateOrder, bool)>)> =
        rows.query_map([agreement], reading)?.collect::<Result<_, _>>()?;
    let known = |(source, reading): (String, Option<(DateOrder, bool)>)| {
        reading.map(|(order, is_sure)| (source, DateReading { order, is_sure }))
    };
    Ok(found.into_iter().filter_map(known).collect())
}

fn ended(connection: &Connection, agreement: &str) -> Result<HashMap<String, bool>, LedgerError> {
    if !keeps(connection, "sources_ended")? {
        return Ok(HashMap::new());
    }
    let mut rows = connection
        .prepare("SELECT source, is_ended FROM sources_ended WHERE agreement_name = ?1")?;
    let all = rows.query_map([agreement], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(all.collect::<Result<_, _>>()?)
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
    let read = "INSERT INTO sources_read (agreement_name, source, dates, is_sure) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET dates = excluded.dates, is_sure = MAX(is_sure * (dates = excluded.dates), excluded.is_sure)";
    for (source, reading) in &seen.readings {
        transaction
            .execute(read, params![agreement, source, reading.order.word(), reading.is_sure])?;
    }
    let end = "INSERT INTO sources_ended (agreement_name, source, is_ended) VALUES (?1, ?2, ?3)
               ON CONFLICT DO UPDATE SET is_ended = MIN(is_ended, excluded.is_ended)";
    for (source, is_ended) in &seen.ended {
        transaction.execute(end, params![agreement, source, is_ended])?;
    }
    let mut stay = transaction.prepare(
        "INSERT INTO stages_seen (row, milestone, day) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET day = excluded.day",
    )?;
    for (own, day) in &seen.stays {
        stay.execute(params![own.row, own.milestone.word(), day.map(|day| day.0)])?;
    }
    let mut cell = transaction.prepare(
        "INSERT INTO cells_seen (row, field, word, since) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET word = excluded.word, since = excluded.since",
    )?;
    for (own, said) in &seen.said {
        cell.execute(params![own.row, own.field, said.word, said.since.0])?;
    }
    let mut forget = transaction.prepare("DELETE FROM rows_seen WHERE row = ?1")?;
    let mut whose = transaction.prepare(
        "INSERT INTO rows_seen (row, kind, said) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?;
    for (row, signs) in &seen.whose {
        forget.execute([row])?;
        signs.iter().try_for_each(|(kind, said)| whose.execute([row, kind, said]).map(drop))?;
    }
    Ok(())
}
