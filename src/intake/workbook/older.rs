//! What the library does not tell of an `.xls` sheet, from its records: hidden rows, and the number formats of cells.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::formats::Formats;
use super::torn::{self, BOF, EOF, record, u16_at, u32_at};
use crate::intake::shape::Shape;

/// A number format, a style of cells, and a sheet in the list of sheets.
const FORMAT: u16 = 0x041E;
const STYLE: u16 = 0x00E0;
const SHEET: u16 = 0x0085;
/// The head of a row, a number of its own kind each, and several packed ones beside each other.
const ROW: u16 = 0x0208;
const NUMBERS: [u16; 3] = [0x0006, 0x0203, 0x027E];
const PACKED: u16 = 0x00BD;
/// Bytes of a packed number with its style.
const PACKED_SIZE: usize = 6;
/// The bit of a row's head that hides it, in its thirteenth byte.
const HIDDEN: u8 = 0x20;
/// What the first record says of files since 1997; older ones write their texts otherwise and are not looked into.
const SINCE_97: u16 = 0x0600;

/// Adds to a sheet's shape what its records say; nothing where the workbook is put together in a way of its own.
pub(super) fn look(bytes: &[u8], sheet: &str, shape: &mut Shape) {
    let stream = torn::stream(bytes).unwrap_or_default();
    if record(&stream, 0).is_some_and(|(_, data)| u16_at(data, 0) == Some(SINCE_97)) {
        let (formats, start) = globals(&stream, sheet);
        start.into_iter().for_each(|start| rows(&stream, start, &formats, shape));
    }
}

/// The records from a place to the end of its part.
fn records(stream: &[u8], mut at: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut depth = 0_u32;
    std::iter::from_fn(move || {
        let (kind, data) = record(stream, at)?;
        at += 4 + data.len();
        match kind {
            EOF => depth = depth.checked_sub(1).filter(|depth| *depth > 0)?,
            _ if BOF.contains(&kind) => depth += 1,
            _ => {}
        }
        Some((kind, data))
    })
}

/// The number format of each style, and where the sheet of this name begins.
fn globals(stream: &[u8], sheet: &str) -> (Formats, Option<usize>) {
    let (mut codes, mut formats) = (BTreeMap::<u16, Arc<str>>::new(), Formats::new());
    let mut start = None;
    for (kind, data) in records(stream, 0) {
        match kind {
            FORMAT => {
                let length = u16_at(data, 2).map(usize::from);
                let code = length.and_then(|length| text(data.get(4..)?, length));
                codes.extend(u16_at(data, 0).zip(code.map(Arc::from)));
            }
            STYLE => formats.push(u16_at(data, 2).and_then(|id| codes.get(&id)).cloned()),
            SHEET => {
                let name = data.get(6).and_then(|length| text(data.get(7..)?, (*length).into()));
                if name.as_deref() == Some(sheet) {
                    start = u32_at(data, 0).and_then(|at| usize::try_from(at).ok());
                }
            }
            _ => {}
        }
    }
    (formats, start)
}

/// A text of one or two bytes a sign behind the byte that says which.
fn text(data: &[u8], signs: usize) -> Option<String> {
    let (kind, rest) = data.split_first()?;
    if kind & 1 == 0 {
        return Some(rest.get(..signs)?.iter().copied().map(char::from).collect());
    }
    let units = rest.get(..signs * 2)?.chunks_exact(2).filter_map(|unit| u16_at(unit, 0));
    String::from_utf16(&units.collect::<Vec<_>>()).ok()
}

fn rows(stream: &[u8], start: usize, formats: &Formats, shape: &mut Shape) {
    let mut dress = |row: u16, column: usize, style: u16| {
        let format = formats.get(usize::from(style)).and_then(Option::as_ref);
        let (row, column) = (u32::from(row) + 1, u32::try_from(column).unwrap_or(u32::MAX));
        format.into_iter().for_each(|format| shape.dress((row, row), column, format));
    };
    let mut hidden = Vec::new();
    for (kind, data) in records(stream, start) {
        let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
        match kind {
            ROW if data.get(12).is_some_and(|bits| bits & HIDDEN != 0) => hidden.push(row),
            PACKED => {
                let cells = data.get(4..).unwrap_or_default().chunks_exact(PACKED_SIZE);
                let styles = cells.filter_map(|cell| u16_at(cell, 0));
                (usize::from(column)..).zip(styles).for_each(|(at, style)| dress(row, at, style));
            }
            kind if NUMBERS.contains(&kind) => {
                u16_at(data, 4).into_iter().for_each(|style| dress(row, column.into(), style));
            }
            _ => {}
        }
    }
    hidden.sort_unstable();
    hidden.into_iter().map(|row| u32::from(row) + 1).for_each(|row| shape.hide(row, row));
}
