//! What the library does not tell of an `.xlsb` sheet, from its records: merged cells and hidden rows.

use super::plain::Stop;
use super::tags::part_of;
use crate::intake::archive::{self, Part};
use crate::intake::shape::Shape;
use crate::intake::trouble::Fault;

/// Kinds of records: a sheet in the list of sheets, the head of a row, a merged cell.
const SHEET: u16 = 0x9C;
const ROW: u16 = 0x00;
const MERGED: u16 = 0xB0;
/// The bit of a row's head that hides it, in its twelfth byte.
const HIDDEN: u8 = 0x10;
/// Bytes read at a time, and most bytes of a record that is looked at.
const PIECE: usize = 256 << 10;
const LONGEST: usize = 4096;

/// A sheet by its name; nothing is said where the workbook is put together in a way of its own.
pub(super) fn of_xlsb(bytes: &[u8], sheet: &str) -> Shape {
    let relation = |part: &mut Part| relation(part, sheet).map_err(Stop::Fault);
    part_of(bytes, "workbook.bin", relation)
        .and_then(|part| archive::with_part(bytes, part, shape).ok()?.ok())
        .unwrap_or_default()
}

fn shape(part: &mut Part) -> Result<Shape, Fault> {
    let (mut records, mut shape) = (Records::new(part), Shape::default());
    while let Some((kind, data)) = records.next()? {
        let number = |at: usize| u32_at(data, at);
        match kind {
            ROW if data.get(11).is_some_and(|bits| bits & HIDDEN != 0) => {
                if let Some(row) = number(0) {
                    shape.hide(row.saturating_add(1), row.saturating_add(1));
                }
            }
            MERGED => {
                if let [Some(first), Some(last), Some(column)] = [number(0), number(4), number(8)] {
                    shape.merge((first, column), (last, column));
                }
            }
            _ => {}
        }
    }
    Ok(shape)
}

fn relation(part: &mut Part, sheet: &str) -> Result<Option<String>, Fault> {
    let mut records = Records::new(part);
    while let Some((kind, data)) = records.next()? {
        let Some((relation, name)) = Some(data).filter(|_| kind == SHEET).and_then(named) else {
            continue;
        };
        if name == sheet {
            return Ok(Some(relation));
        }
    }
    Ok(None)
}

/// Relation and name of a sheet.
fn named(data: &[u8]) -> Option<(String, String)> {
    let (relation, next) = wide(data, 8)?;
    let (name, _) = wide(data, next)?;
    Some((relation, name))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// A text of two bytes a sign behind its length, and where it ends.
fn wide(data: &[u8], at: usize) -> Option<(String, usize)> {
    let length = usize::try_from(u32_at(data, at)?).ok()?.checked_mul(2)?;
    let end = (at + 4).checked_add(length)?;
    let units: Vec<u16> = data
        .get(at + 4..end)?
        .chunks_exact(2)
        .filter_map(|pair| pair.try_into().ok().map(u16::from_le_bytes))
        .collect();
    Some((String::from_utf16_lossy(&units), end))
}

/// The records of a part, one after the other; of a long one only the beginning.
struct Records<'p, 'z> {
    part: &'p mut Part<'z>,
    bytes: Vec<u8>,
    at: usize,
    /// Bytes of the record before that are still to be passed.
    left: usize,
}

impl<'p, 'z> Records<'p, 'z> {
    fn new(part: &'p mut Part<'z>) -> Self {
        Self { part, bytes: Vec::new(), at: 0, left: 0 }
    }

    /// Kind and content of the next record; nothing at the end.
    fn next(&mut self) -> Result<Option<(u16, &[u8])>, Fault> {
        while self.left > 0 {
            let there = self.left.min(PIECE);
            if !self.has(there)? {
                return Ok(None);
            }
            self.at += there;
            self.left -= there;
        }
        let (Some(kind), Some(length)) = (self.number(2)?, self.number(4)?) else {
            return Ok(None);
        };
        let length = length as usize;
        let kept = length.min(LONGEST);
        if !self.has(kept)? {
            return Ok(None);
        }
        let start = self.at;
        (self.at, self.left) = (start + kept, length - kept);
        let data = self.bytes.get(start..self.at).unwrap_or_default();
        Ok(Some((u16::try_from(kind).unwrap_or(u16::MAX), data)))
    }

    /// Reads on until so many bytes are there; false where the part ends before.
    fn has(&mut self, bytes: usize) -> Result<bool, Fault> {
        while self.bytes.len() - self.at < bytes {
            self.bytes.drain(..self.at);
            self.at = 0;
            let before = self.bytes.len();
            self.part.read_more(PIECE, &mut self.bytes)?;
            if self.bytes.len() == before {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A number of seven bits a byte, the lowest first.
    fn number(&mut self, most_bytes: usize) -> Result<Option<u32>, Fault> {
        let mut number = 0;
        for place in 0..most_bytes {
            if !self.has(1)? {
                return Ok(None);
            }
            let byte = self.bytes.get(self.at).copied().unwrap_or_default();
            self.at += 1;
            number |= u32::from(byte & 0x7F) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Ok(Some(number))
    }
}
