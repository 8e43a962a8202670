//! A part of a workbook as text that arrives piece by piece, so that none is ever whole in memory.

use memchr::memmem::Finder;

use crate::intake::Fault;
use crate::intake::archive::Part;

/// Bytes read at a time.
const PIECE: usize = 256 << 10;
/// Most bytes between two places that are looked for: a row of the longest cells.
const MOST: usize = 16 << 20;

/// The text of a part from where it was read up to.
pub(super) struct Feed<'p, 'z> {
    part: &'p mut Part<'z>,
    bytes: Vec<u8>,
    at: usize,
    is_whole: bool,
}

impl<'p, 'z> Feed<'p, 'z> {
    pub(super) fn new(part: &'p mut Part<'z>) -> Self {
        Self { part, bytes: Vec::new(), at: 0, is_whole: false }
    }

    /// The text up to and with the next `end`, which is passed; nothing when there is none before `MOST` bytes or the end.
    pub(super) fn through(&mut self, end: &Finder) -> Result<&str, Stop> {
        let mut looked = 0;
        let length = loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            if let Some(found) = end.find(rest.get(looked..).unwrap_or_default()) {
                break looked + found + end.needle().len();
            }
            looked = rest.len().saturating_sub(end.needle().len());
            if self.is_whole || rest.len() > MOST {
                return Err(Stop::Declined);
            }
            self.fill()?;
        };
        let start = self.at;
        self.at += length;
        self.bytes
            .get(start..self.at)
            .filter(|bytes| memchr::memchr(0, bytes).is_none())
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .ok_or(Stop::Declined)
    }

    /// True when this text stands next.
    pub(super) fn is_next(&mut self, text: &str) -> Result<bool, Stop> {
        while !self.is_whole && self.bytes.len() - self.at < text.len() {
            self.fill()?;
        }
        Ok(self.bytes.get(self.at..).unwrap_or_default().starts_with(text.as_bytes()))
    }

    /// Passes blanks.
    pub(super) fn skip_blanks(&mut self) -> Result<(), Stop> {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let blanks = rest.len() - rest.trim_ascii_start().len();
            self.at += blanks;
            if self.at < self.bytes.len() || self.is_whole {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Reads the part to its end, which proves that it is whole.
    pub(super) fn drain(&mut self) -> Result<(), Stop> {
        while !self.is_whole {
            self.at = self.bytes.len();
            self.fill()?;
        }
        Ok(())
    }

    fn fill(&mut self) -> Result<(), Stop> {
        self.bytes.drain(..self.at);
        self.at = 0;
        let before = self.bytes.len();
        self.part.read_more(PIECE, &mut self.bytes).map_err(Stop::Fault)?;
        self.is_whole = self.bytes.len() == before;
        Ok(())
    }
}

/// Why the scan of a part stops.
#[derive(Debug)]
pub(super) enum Stop {
    /// It is written in a way that is left to the library.
    Declined,
    /// The part cannot be read at all.
    Fault(Fault),
}
