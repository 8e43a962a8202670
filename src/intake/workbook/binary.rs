//! What the library does not tell of an `.xlsb` sheet, from its records: merged cells and hidden rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::feed::Stop;
use super::formats::{self, Formats};
use super::looked::part_of;
use crate::intake::archive::{self, Part};
use crate::intake::shape::Shape;
use crate::intake::trouble::Fault;

/// Kinds of records: a sheet in the list of sheets, the head of a row, a merged cell.
const SHEET: u16 = 0x9C;
const ROW: u16 = 0x00;
const MERGED: u16 = 0xB0;
/// A number: packed, whole, or what a formula gave.
const NUMBERS: [u16; 3] = [0x02, 0x05, 0x09];
/// A number format, the begin and the end of the styles of cells, and one of them.
const FORMAT: u16 = 0x2C;
const STYLES: u16 = 0x269;
const STYLES_END: u16 = 0x26A;
const STYLE: u16 = 0x2F;
/// The bit of a row's head that hides it, in its twelfth byte.
const HIDDEN: u8 = 0x10;
/// Bytes read at a time, and most bytes of a record that is looked at.
const PIECE: usize = 256 << 10;
const LONGEST: usize = 4096;

/// A sheet by its name; nothing is said where the workbook is put together in a way of its own.
pub(super) fn of_xlsb(bytes: &[u8], sheet: &str) -> Shape {
    let formats = formats::part(bytes, "styles.bin", |part| styles(part).ok());
    let formats = formats.unwrap_or_default();
    let relation = |part: &mut Part| relation(part, sheet).map_err(Stop::Fault);
    part_of(bytes, "workbook.bin", relation)
        .and_then(|part| archive::with_part(bytes, part, |part| shape(part, &formats)).ok()?.ok())
        .unwrap_or_default()
}

fn styles(part: &mut Part) -> Result<Formats, Fault> {
    let (mut records, mut formats) = (Records::new(part), Formats::new());
    let (mut codes, mut is_inside) = (BTreeMap::<u16, Arc<str>>::new(), false);
    while let Some((kind, data)) = records.next()? {
        match kind {
            STYLES | STYLES_END => is_inside = kind == STYLES,
            FORMAT => {
                let code = wide(data, 2).map(|(code, _)| code.into());
                codes.extend(u16_at(data, 0).zip(code));
            }
            STYLE if is_inside => {
                formats.push(u16_at(data, 2).and_then(|id| codes.get(&id)).cloned());
            }
            _ => {}
        }
    }
    Ok(formats)
}

/// Column and format of a cell with a number, from the head of its record.
fn dressed<'f>(data: &[u8], formats: &'f Formats) -> Option<(u32, &'f Arc<str>)> {
    let style = u32_at(data, 4)? & 0x00FF_FFFF;
    Some((u32_at(data, 0)?, formats.get(style as usize)?.as_ref()?))
}

fn shape(part: &mut Part, formats: &Formats) -> Result<Shape, Fault> {
    let (mut records, mut shape, mut row) = (Records::new(part), Shape::default(), 0_u32);
    while let Some((kind, data)) = records.next()? {
        let number = |at: usize| u32_at(data, at);
        match kind {
            ROW => {
                row = number(0).unwrap_or(row).saturating_add(1);
                if data.get(11).is_some_and(|bits| bits & HIDDEN != 0) {
                    shape.hide(row, row);
                }
            }
            kind if NUMBERS.contains(&kind) => {
                if let Some((column, format)) = dressed(data, formats) {
                    shape.dress((row, row), column, format);
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

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
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
