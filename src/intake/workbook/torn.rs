//! Stretches of zero bytes in an `.xls`, which its reader passes over, and rows with them: the chain of records is walked before it is read.

use crate::intake::trouble::{Fault, Trouble};

pub(super) const BOF: [u16; 4] = [0x0009, 0x0209, 0x0409, 0x0809];
pub(super) const EOF: u16 = 0x000A;
/// Everything behind it is encrypted, lengths too where a writer is careless.
const LOCKED: u16 = 0x002F;
/// Where a sheet's records begin.
const SHEET: u16 = 0x0085;
/// Texts, and what a record too long for one goes on in.
const TEXTS: [u16; 4] = [0x00FC, 0x003C, 0x0204, 0x00D6];
/// Records that hold a row's cells.
const CELLS: [u16; 7] = [0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x027E];
/// No text holds so many zero bytes one after the other.
const HOLE: [u8; 16] = [0; 16];

/// Bytes of a sector, of an entry of the directory, and places of the table of sectors in the head.
const ENTRY: usize = 128;
const IN_HEAD: usize = 109;
/// Shorter streams lie in sectors of their own, within the stream of the directory's first entry.
const SHORTEST: usize = 4_096;

/// Refuses a workbook with a hole in it; one that is put together in a way of its own is its reader's matter.
pub(super) fn refuse(bytes: &[u8]) -> Result<(), Fault> {
    let stream = stream(bytes).unwrap_or_default();
    let walked = walk(&stream).filter(|walked| !walked.is_locked);
    match walked.and_then(|walked| walked.hole) {
        Some(row) => Err(Fault::new(Trouble::Hole, row)),
        None => Ok(()),
    }
}

/// What a walk over the records came to.
#[derive(Default)]
struct Walked {
    is_locked: bool,
    /// The row, from 1, at which the chain breaks.
    hole: Option<u32>,
}

/// Follows the records; nothing where they do not begin as those of a workbook.
fn walk(stream: &[u8]) -> Option<Walked> {
    let (mut at, mut depth, mut row) = (0, 0_u32, 0_u32);
    let (mut walked, mut sheets, mut begun) = (Walked::default(), Vec::new(), Vec::new());
    BOF.contains(&u16_at(stream, 0)?).then_some(())?;
    while let Some((kind, data)) = record(stream, at) {
        let is_first = BOF.contains(&kind);
        let is_hole = kind == 0 && data.is_empty()
            || TEXTS.contains(&kind) && data.windows(HOLE.len()).any(|piece| piece == HOLE);
        if depth == 0 && !is_first || is_hole && depth > 0 {
            break;
        }
        match kind {
            EOF => depth -= 1,
            LOCKED => walked.is_locked = true,
            SHEET => sheets.extend(u32_at(data, 0)),
            _ if is_first => {
                begun.extend(u32::try_from(at));
                depth += 1;
            }
            _ if CELLS.contains(&kind) => row = u16_at(data, 0).map_or(row, u32::from),
            _ => {}
        }
        at += 4 + data.len();
    }
    let is_whole = depth == 0 && sheets.iter().all(|sheet| begun.contains(sheet));
    walked.hole = (!is_whole).then_some(row + 2);
    Some(walked)
}

pub(super) fn record(stream: &[u8], at: usize) -> Option<(u16, &[u8])> {
    let (kind, length) = (u16_at(stream, at)?, u16_at(stream, at + 2)?);
    Some((kind, stream.get(at + 4..at + 4 + usize::from(length))?))
}

/// The stream of a workbook's records, put together from its sectors.
pub(super) fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = 1_usize.checked_shl(u32::from(u16_at(bytes, 30)?))?;
    let sectors = Sectors { bytes, head: 1, size, next: Vec::new() };
    let sectors = Sectors { next: sectors.table()?, ..sectors };
    let directory = sectors.chain(u32_at(bytes, 48)?, usize::MAX);
    let entry = directory.chunks_exact(ENTRY).find(|entry| {
        let name = |text: &str| {
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            entry.starts_with(&wide) && entry.get(wide.len()..wide.len() + 2) == Some(&[0, 0])
        };
        name("Workbook") || name("Book")
    })?;
    let (first, length) = place(entry)?;
    let mut found = if length < SHORTEST {
        let (first_short, length_of_all) = place(&directory)?;
        let all = sectors.chain(first_short, length_of_all);
        let next = numbers(&sectors.chain(u32_at(bytes, 60)?, usize::MAX)).collect();
        let size = 1_usize.checked_shl(u32::from(u16_at(bytes, 32)?))?;
        Sectors { bytes: &all, head: 0, size, next }.chain(first, length)
    } else {
        sectors.chain(first, length)
    };
    found.truncate(length);
    Some(found)
}

/// The first sector of a directory's entry, and its bytes.
fn place(entry: &[u8]) -> Option<(u32, usize)> {
    Some((u32_at(entry, 116)?, usize::try_from(u32_at(entry, 120)?).ok()?))
}

struct Sectors<'a> {
    bytes: &'a [u8],
    /// Sectors before the first one that has a number.
    head: usize,
    size: usize,
    /// Which sector follows each one.
    next: Vec<u32>,
}

impl Sectors<'_> {
    fn sector(&self, number: u32) -> Option<&[u8]> {
        let from = usize::try_from(number).ok()?.checked_add(self.head)?.checked_mul(self.size)?;
        let until = from.checked_add(self.size)?.min(self.bytes.len());
        self.bytes.get(from..until).filter(|sector| !sector.is_empty())
    }

    /// The table that says which sector follows which: its own sectors are listed in the head, and in sectors that follow one another.
    fn table(&self) -> Option<Vec<u32>> {
        let head = self.bytes.get(76..76 + 4 * IN_HEAD)?;
        let mut listed: Vec<u32> = numbers(head).collect();
        let mut more = u32_at(self.bytes, 68)?;
        for _ in 0..self.bytes.len() / self.size {
            let Some(sector) = self.sector(more).filter(|sector| sector.len() == self.size) else {
                break;
            };
            let (numbers_of, behind) = sector.split_at(self.size - 4);
            listed.extend(numbers(numbers_of));
            more = u32_at(behind, 0)?;
        }
        let own = listed.into_iter().filter_map(|number| self.sector(number));
        Some(own.flat_map(numbers).collect())
    }

    /// Sectors from the first on, until enough of them are there or none follows.
    fn chain(&self, first: u32, enough: usize) -> Vec<u8> {
        let (mut found, mut number) = (Vec::new(), first);
        while let Some(sector) = self.sector(number) {
            found.extend_from_slice(sector);
            let is_round = found.len() > self.bytes.len();
            let following = usize::try_from(number).ok().and_then(|number| self.next.get(number));
            match following {
                Some(next) if !is_round && found.len() < enough => number = *next,
                _ => break,
            }
        }
        found
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0))
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
