//! JSON: one object a row, a line each (NDJSON) or all in one list, as warehouses and programs export them.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::header;
use super::limits::{CELL, COLUMNS, TEXT_CELLS, TEXT_ROWS, check_cell};
use super::trouble::{Fault, Limit, Trouble};
use super::unplaced;

use crate::model::table::{Cell, Cells, RawColumn, RawTable};

/// Cells that a table of any length may have, and those for each byte that was read of a longer one: most objects name most of the columns,
/// and one in which each names columns of its own would be a table of nothing.
const FEW: u64 = 1_000_000;
const CELLS_A_BYTE: u64 = 4;

/// Most bytes of one object: sixteen of the longest cells.
const OBJECT: usize = 16 * CELL;

type Object = Map<String, Value>;

/// True when a text is made of objects: a list of them, or a first line that is one.
pub(super) fn is_written(text: &str) -> bool {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
    let is_list = text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with('{'));
    let is_line = || {
        let first = text.lines().next().unwrap_or_default();
        // One beyond the limit is refused when it is read.
        first.starts_with('{')
            && (first.len() > OBJECT || serde_json::from_str::<Object>(first).is_ok())
    };
    is_list || is_line()
}

/// True of objects in one list.
pub(super) fn is_list(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('[')
}

/// Reads the rows. Names in objects within objects are joined with a dot; what a list holds, with `; `.
pub(super) fn read(text: &str, encoding: &'static str) -> Result<RawTable, Fault> {
    let text = text.trim_start_matches('\u{feff}');
    let mut table = Gathered::default();
    if is_list(text) {
        table.add_list(text)?;
    } else {
        for (line, written) in (1_u32..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty()) {
            if written.len() > OBJECT {
                return Err(Fault::new(Trouble::Beyond(Limit::Row), line));
            }
            let object = serde_json::from_str(written).map_err(|error| fault(&error, line - 1))?;
            table.add(line, &object, written.len())?;
        }
    }
    table.finish(encoding)
}

/// Where the object that begins here ends: one past its bracket. Looked for without reading it, so that one beyond the limit costs nothing.
fn end_of(text: &str, start: usize, row: u32) -> Result<usize, Fault> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (start, 0_usize);
    while let Some(next) = memchr::memchr3(b'"', b'{', b'}', bytes.get(at..).unwrap_or_default()) {
        let sign = bytes.get(at + next);
        at += next + 1;
        match sign {
            Some(b'"') => at = end_of_text(bytes, at).unwrap_or(bytes.len()),
            Some(b'{') => depth += 1,
            _ => depth -= 1,
        }
        if at - start > OBJECT {
            return Err(Fault::new(Trouble::Beyond(Limit::Row), row));
        }
        if depth == 0 {
            return Ok(at);
        }
    }
    Err(place(Trouble::Truncated, text, text.len()))
}

/// One past the quote that ends a text begun before `at`.
fn end_of_text(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let next = at + memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(next) == Some(&b'"') {
            return Some(next + 1);
        }
        at = next + 2;
    }
}

/// A place in the text, as its line and how far in it.
fn place(trouble: Trouble, text: &str, at: usize) -> Fault {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
    Fault::new(trouble, format!("JSON: {line}:{column}"))
}

/// Where a text is no longer JSON; `above` are the lines before the one that was read.
fn fault(error: &serde_json::Error, above: u32) -> Fault {
    let line = error.line().saturating_add(above as usize);
    let trouble = if error.is_eof() { Trouble::Truncated } else { Trouble::Corrupt };
    Fault::new(trouble, format!("JSON: {line}:{}", error.column()))
}

/// Columns in the order in which their names came up.
#[derive(Default)]
struct Gathered {
    /// Bytes of the objects so far.
    read: u64,
    names: Vec<String>,
    places: HashMap<String, usize>,
    columns: Vec<Cells>,
    rows: Vec<u32>,
}

impl Gathered {
    /// Adds the objects of a list one by one: only one at a time is whole in memory.
    fn add_list(&mut self, text: &str) -> Result<(), Fault> {
        let next = |at: usize| {
            let rest = text.get(at..).unwrap_or_default();
            (text.len() - rest.trim_start().len(), rest.trim_start().as_bytes().first().copied())
        };
        let (mut at, mut row) = (next(0).0 + 1, 0_u32);
        loop {
            let (start, sign) = next(at);
            row = row.saturating_add(1);
            match sign {
                Some(b'{') => at = self.add_object(text, start, row)?,
                Some(b']') if row == 1 => at = start,
                None => return Err(place(Trouble::Truncated, text, text.len())),
                _ => return Err(place(Trouble::Corrupt, text, start)),
            }
            let (end, sign) = next(at);
            at = end + 1;
            match sign {
                Some(b',') => {}
                Some(b']') if next(at).1.is_none() => return Ok(()),
                None => return Err(place(Trouble::Truncated, text, text.len())),
                _ => return Err(place(Trouble::Corrupt, text, end)),
            }
        }
    }

    fn add_object(&mut self, text: &str, start: usize, row: u32) -> Result<usize, Fault> {
        let end = end_of(text, start, row)?;
        let written = text.get(start..end).unwrap_or_default();
        let object =
            serde_json::from_str(written).map_err(|_| place(Trouble::Corrupt, text, start))?;
        self.add(row, &object, written.len())?;
        Ok(end)
    }

    /// Adds a JSON object of so many bytes as a row; keys not seen before become columns. A fault beyond the most rows or cells.
    fn add(&mut self, row: u32, object: &Object, bytes: usize) -> Result<(), Fault> {
        let cells = (self.rows.len() as u64).saturating_mul(self.names.len() as u64);
        let most = FEW.max(CELLS_A_BYTE * self.read).min(TEXT_CELLS);
        self.read += bytes as u64;
        if self.rows.len() >= TEXT_ROWS || cells > most {
            return Err(Fault::new(Trouble::Beyond(Limit::Cells), row));
        }
        self.fill(row, "", object)?;
        self.rows.push(row);
        Ok(())
    }

    fn fill(&mut self, row: u32, above: &str, object: &Object) -> Result<(), Fault> {
        for (name, value) in object {
            let name = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
            match value {
                Value::Object(inner) => self.fill(row, &name, inner)?,
                value => self.put(row, name, value)?,
            }
        }
        Ok(())
    }

    fn put(&mut self, row: u32, name: String, value: &Value) -> Result<(), Fault> {
        let next = self.names.len();
        let place = *self.places.entry(name.clone()).or_insert(next);
        if place == next {
            if next >= COLUMNS as usize {
                return Err(Fault::new(Trouble::Beyond(Limit::Columns), next + 1));
            }
            self.names.push(name);
            self.columns.push(Cells::default());
        }
        let above = self.rows.len();
        let Some(column) = self.columns.get_mut(place) else { return Ok(()) };
        // Rows above that lack the name are empty; a name that comes twice in a row keeps its first value.
        if column.len() <= above {
            column.resize(above);
            push(column, value, |length| {
                check_cell(length, row.saturating_sub(1), u32::try_from(place).unwrap_or(0))
            })?;
        }
        Ok(())
    }

    fn finish(mut self, encoding: &'static str) -> Result<RawTable, Fault> {
        if self.names.is_empty() {
            return Err(Trouble::NoData.into());
        }
        self.columns.iter_mut().for_each(|column| column.resize(self.rows.len()));
        Ok(RawTable {
            encoding: Some(encoding),
            headers: header::names(self.names.iter().map(String::as_str), 1),
            columns: self.columns.into_iter().map(RawColumn::Cells).collect(),
            rows: self.rows,
            ..unplaced("json")
        })
    }
}

fn push(
    column: &mut Cells,
    value: &Value,
    check: impl Fn(usize) -> Result<(), Fault>,
) -> Result<(), Fault> {
    match value {
        Value::Null => column.push(Cell::Empty),
        Value::Bool(value) => column.push(Cell::Bool(*value)),
        Value::Number(number) if number.is_f64() => {
            column.push(number.as_f64().map_or(Cell::Empty, Cell::Number));
        }
        value => {
            let text = words(value);
            check(text.len())?;
            column.push(Cell::Text(&text));
        }
    }
    Ok(())
}

/// Whole numbers stay text, since they may be ids of more digits than a decimal number holds.
fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(words).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_that_share_no_names_are_no_table() {
        let rows = |count: usize, name: &dyn Fn(usize) -> String| -> String {
            let row = |n: usize| format!("{{\"{}\":{n}}}", name(n));
            (0..count).map(row).collect::<Vec<_>>().join("\n")
        };
        let apart = rows(3_000, &|n| format!("k{n}"));
        let beyond = Fault::new(Trouble::Beyond(Limit::Cells), "1002");
        // However much follows: what is read of it so far is what tells.
        let much = rows(1_000_000, &|n| format!("k{}", n.min(2_000)));
        assert_eq!(read(&much, "UTF-8").unwrap_err(), beyond);
        assert_eq!(read(&apart, "UTF-8").unwrap_err(), beyond);
        let list = format!("[{}]", apart.trim().replace('\n', ","));
        assert_eq!(read(&list, "UTF-8").unwrap_err(), beyond);
        // What exporters leave out of an object are its empty cells.
        let sparse = rows(30_000, &|n| format!("k{}", n % 30));
        assert_eq!(read(&sparse, "UTF-8").unwrap().rows.len(), 30_000);
    }
}
