//! The one pass over the records of a text: where each begins, which of them are rows, and where each cell of a row ends.
//!
//! Blocks of the text are read side by side. A block is taken to begin where a line does; inside a quoted cell that is wrong, so a
//! block is believed only where the one before it ended there, and is read again from the right place where not.

use std::collections::BTreeMap;

use memchr::{memchr, memchr_iter};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::limits::{CELL, COLUMNS};
use super::record::{Fields, QUOTE, Records, Span, count, is_blank};
use super::strays::Head;
use crate::model::account::Reason;
use crate::model::grid::Piece;
use crate::model::table::Lines;

/// What is known of a text's table before its rows are read.
pub(super) struct Table<'a> {
    pub(super) text: &'a [u8],
    pub(super) separator: u8,
    /// Columns.
    pub(super) width: usize,
    /// Bytes of a record, about.
    pub(super) typical: usize,
    /// Most records that may be held.
    pub(super) most: usize,
    /// The header, to be known where it stands again.
    pub(super) head: Head,
}

/// Bytes of a block.
const BLOCK: usize = if cfg!(test) { 64 } else { 1 << 20 };

/// Blocks that each thread reads before it is looked whether there are more records than may be held.
const ROUND: usize = 2;
/// A row left out is held with its words, in the room of so many others.
const ROOM_OF_LEFT: usize = 16;

/// Of so many rows left out of a block the first cell is kept: no list shows more.
const LISTED: usize = if cfg!(test) { 16 } else { 2_000 };

/// A row left out: its line in the file, why, and its first cell.
pub(super) type Left = (u32, Reason, String);

/// The records below the header.
#[derive(Default)]
pub(super) struct Body {
    pub(super) blocks: Vec<Block>,
    /// Number of records.
    pub(super) records: usize,
    /// The room that they take, in records.
    room: usize,
    /// Records that stand below an empty line.
    pub(super) gaps: Vec<usize>,
    /// The line behind the last one.
    pub(super) line: u32,
    /// Some record cannot be read: which one and why is found by reading them one by one.
    pub(super) has_fault: bool,
    /// There are more records than may be held: the rest was not read.
    pub(super) is_beyond: bool,
}

/// The records that begin in one stretch of the text.
#[derive(Default)]
pub(super) struct Block {
    from: usize,
    /// Where the next block's first record begins.
    next: usize,
    /// Number of the first record.
    first: usize,
    /// Its first line, and how many there are.
    line: u32,
    lines: u32,
    /// Where each record begins, and on which line, counted from the block's.
    starts: Vec<u32>,
    line_of: Vec<u32>,
    /// The cells of the rows.
    piece: Piece,
    /// Rows with more cells than there are columns, the further ones empty, by their number in the block.
    wide: Vec<u32>,
    /// Records that are no rows, by their number in the block.
    left: BTreeMap<usize, Left>,
    gaps: Vec<usize>,
    /// An empty line stands above the next record.
    is_below_gap: bool,
    has_fault: bool,
}

/// Reads the records from a byte of the text on, whose line number is known.
pub(super) fn body(table: &Table, from: usize, line: u32) -> Body {
    let bounds = bounds(table.text, from);
    let stretches: Vec<(usize, usize)> =
        bounds.iter().copied().zip(bounds.iter().copied().skip(1)).collect();
    let mut body = Body { line, ..Body::default() };
    let (mut at, mut is_below_gap) = (from, false);
    for round in stretches.chunks(ROUND * rayon::current_num_threads()) {
        let blocks: Vec<Block> =
            round.par_iter().map(|(from, to)| Block::read(table, *from, *to)).collect();
        for ((_, to), block) in round.iter().zip(blocks) {
            let block = match block.from == at {
                true => block,
                false if at < *to => Block::read(table, at, *to),
                false => continue,
            };
            at = block.next;
            is_below_gap = body.add(block, is_below_gap);
            body.is_beyond = !body.has_room(table, 0);
            if body.has_fault || body.is_beyond {
                return body;
            }
        }
    }
    body
}

/// Where blocks begin, each behind a line end, and at last where the text ends.
fn bounds(text: &[u8], from: usize) -> Vec<usize> {
    let mut bounds = vec![from];
    let mut at = from + BLOCK;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(end) = memchr(b'\n', rest).map(|end| at + end + 1).filter(|end| *end < text.len())
        else {
            break;
        };
        bounds.push(end);
        at = end + BLOCK;
    }
    bounds.push(text.len());
    bounds
}

impl Body {
    /// Adds the next block; gives whether an empty line stands at its end.
    fn add(&mut self, mut block: Block, is_below_gap: bool) -> bool {
        (block.first, block.line) = (self.records, self.line);
        self.line = self.line.saturating_add(block.lines);
        self.records += block.starts.len();
        self.room += block.room();
        self.has_fault |= block.has_fault;
        let is_empty = block.starts.is_empty();
        let first = (is_below_gap && !is_empty).then_some(0);
        let own =
            first.into_iter().chain(block.gaps.iter().copied().filter(|at| Some(*at) != first));
        self.gaps.extend(own.map(|at| block.first + at).filter(|at| *at > 0));
        let ends_empty = block.is_below_gap || (is_empty && is_below_gap);
        self.blocks.push(block);
        ends_empty
    }

    /// True where no more is held than may be, with so many further rows left out.
    pub(super) fn has_room(&self, table: &Table, left: usize) -> bool {
        self.room + (ROOM_OF_LEFT - 1) * left <= table.most
    }

    /// The block of a record, and its number there.
    fn place(&self, record: usize) -> Option<(&Block, usize)> {
        let at = self.blocks.partition_point(|block| block.first + block.starts.len() <= record);
        let block = self.blocks.get(at)?;
        Some((block, record.checked_sub(block.first)?))
    }

    /// Where a record stands.
    pub(super) fn span(&self, table: &Table, record: usize) -> Option<Span> {
        let (block, own) = self.place(record)?;
        let start = |own: usize| block.starts.get(own).map(|at| block.from + *at as usize);
        let text = table.text.get(..start(own + 1).unwrap_or(block.next))?;
        let line = block.line + block.line_of.get(own)?;
        Records::from(text, table.separator, start(own)?, line).next()
    }

    /// The last records that are rows, so many at most, the first of them first.
    pub(super) fn last_rows(&self, table: &Table, most: usize) -> Vec<Span> {
        let is_row = |record: &usize| {
            self.place(*record).is_some_and(|(block, own)| !block.left.contains_key(&own))
        };
        let rows = (0..self.records).rev().filter(is_row).take(most);
        let mut spans: Vec<Span> = rows.filter_map(|record| self.span(table, record)).collect();
        spans.reverse();
        spans
    }

    /// Rows with more cells than there are columns, where no more than half have as many: in such a row cells may have moved along.
    pub(super) fn wide(&self) -> Lines {
        let count = self.blocks.iter().map(|block| block.wide.len()).sum::<usize>();
        let first = self.blocks.iter().find_map(Block::first_wide).unwrap_or_default();
        let rows = self.blocks.iter().map(|block| block.piece.len()).sum::<usize>();
        if count * 2 <= rows { Lines::of(count as u64, first) } else { Lines::default() }
    }

    /// Takes records out that are no rows after all, or for another reason.
    pub(super) fn leave(&mut self, width: usize, mut left: BTreeMap<usize, Left>) {
        for block in self.blocks.iter_mut().rev() {
            let own = left.split_off(&block.first);
            block.leave(width, own);
        }
    }

    /// The line of each row, the rows left out, and the cells.
    pub(super) fn parts(self) -> (Vec<u32>, Vec<Left>, Vec<Piece>) {
        let rows = self.blocks.iter().map(|block| block.piece.len()).sum();
        let left = self.blocks.iter().map(|block| block.left.len()).sum();
        let (mut lines, mut left) = (Vec::with_capacity(rows), Vec::with_capacity(left));
        let mut pieces = Vec::new();
        for block in self.blocks {
            let own = block.line_of.iter().enumerate();
            let rows =
                own.filter(|(own, _)| block.left.is_empty() || !block.left.contains_key(own));
            lines.extend(rows.map(|(_, line)| block.line + line));
            let of_file = |(line, why, text): Left| (block.line + line, why, text);
            left.extend(block.left.into_values().map(of_file));
            pieces.push(block.piece);
        }
        (lines, left, pieces)
    }
}

impl Block {
    /// Reads the records that begin between two bytes.
    fn read(table: &Table, from: usize, to: usize) -> Self {
        let rows = (to - from) / table.typical + 16;
        let mut block = Self {
            from,
            starts: Vec::with_capacity(rows),
            line_of: Vec::with_capacity(rows),
            // Behind every cell stands a sign: a block has no more cells than bytes, whatever the header's width.
            piece: Piece::at(from, rows, rows.saturating_mul(table.width).min(to - from)),
            ..Self::default()
        };
        let quoted = memchr(QUOTE, table.text.get(from..to).unwrap_or_default()).is_some();
        let mut at = from;
        while at < to && !block.has_fault && block.room() <= table.most {
            let rest = table.text.get(at..).unwrap_or_default();
            let line = memchr(b'\n', rest).and_then(|end| rest.get(..=end)).unwrap_or(rest);
            let is_plain = !quoted || memchr(QUOTE, line).is_none();
            at +=
                if is_plain { block.plain(table, at, line) } else { block.quoted(table, at, rest) };
        }
        block.next = at;
        block
    }

    /// Reads a record that is one line; gives its length.
    fn plain(&mut self, table: &Table, start: usize, line: &[u8]) -> usize {
        if is_blank(line, table.separator) {
            self.is_below_gap = true;
            self.lines += 1;
            return line.len();
        }
        let mut fields = 0;
        for end in memchr_iter(table.separator, line) {
            if fields < table.width {
                self.piece.end_cell(end);
            }
            fields += 1;
        }
        if fields < table.width {
            let bare = line.strip_suffix(b"\n").unwrap_or(line);
            self.piece.end_cell(bare.strip_suffix(b"\r").unwrap_or(bare).len());
        }
        let span = self.span(start, line.len(), fields + 1);
        self.record(table, span, false);
        self.lines += 1;
        line.len()
    }

    /// Reads a record with quotes, which may go over lines; gives its length.
    fn quoted(&mut self, table: &Table, start: usize, rest: &[u8]) -> usize {
        let (mut number, mut is_apart, mut blank) = (0, false, true);
        let mut fields = Fields::new(rest, table.separator);
        loop {
            let from = fields.at;
            let Some(field) = fields.next() else { break };
            number += 1;
            is_apart |= !field.is_as_written();
            blank &= field.is_blank();
            if field.swallows(table.separator, table.width) {
                self.has_fault = true;
                return 0;
            }
            if number <= table.width {
                self.piece.end_cell(from + field.length(rest.get(from) == Some(&QUOTE)));
            }
        }
        self.has_fault |= fields.unclosed;
        let record = rest.get(..fields.at).unwrap_or_default();
        if blank {
            self.piece.drop_row(table.width);
            self.is_below_gap = true;
        } else {
            let span = self.span(start, record.len(), number);
            self.record(table, span, is_apart);
        }
        self.lines += count(record, b'\n').max(1);
        record.len()
    }

    fn span(&self, start: usize, length: usize, fields: usize) -> Span {
        let fields = u32::try_from(fields).unwrap_or(u32::MAX);
        Span { start, next: start + length, line: self.lines, fields }
    }

    /// Takes a record in whose cells' ends are noted: as a row, or as none.
    fn record(&mut self, table: &Table, span: Span, is_apart: bool) {
        let own = self.starts.len();
        if std::mem::take(&mut self.is_below_gap) {
            self.gaps.push(own);
        }
        self.starts.push(u32::try_from(span.start - self.from).unwrap_or(u32::MAX));
        self.line_of.push(span.line);
        let is_large = span.fields > COLUMNS || span.next - span.start > CELL;
        if is_large && table.is_beyond(&span) {
            self.has_fault = true;
        } else if let Some(why) = table.stray(&span) {
            self.piece.drop_row(table.width);
            let is_listed = self.left.len() < LISTED;
            let first = if is_listed { table.first_cell(&span, why) } else { String::new() };
            self.left.insert(own, (span.line, why, first));
            return;
        } else if is_apart {
            self.piece.drop_row(table.width);
            self.piece
                .add_own(span.cells(table.text, table.separator).into_iter().take(table.width));
        } else {
            self.piece.end_row(span.start);
        }
        if usize::try_from(span.fields).is_ok_and(|fields| fields > table.width) {
            self.wide.extend(u32::try_from(own));
        }
    }

    /// Takes records out, by their number among all and with their line in the file.
    fn leave(&mut self, width: usize, left: BTreeMap<usize, Left>) {
        let left: BTreeMap<usize, Left> = left
            .into_iter()
            .map(|(record, (line, why, text))| (record - self.first, (line - self.line, why, text)))
            .collect();
        if left.keys().any(|own| !self.left.contains_key(own)) {
            let rows = (0..self.starts.len()).filter(|own| !self.left.contains_key(own));
            let stays: Vec<bool> = rows.map(|own| !left.contains_key(&own)).collect();
            self.piece.retain(width, &stays);
            self.wide.retain(|own| !left.contains_key(&(*own as usize)));
        }
        self.left.extend(left);
    }

    /// The room that its records take, in records.
    fn room(&self) -> usize {
        self.starts.len() + (ROOM_OF_LEFT - 1) * self.left.len()
    }

    /// The line of the first row with more cells than there are columns.
    fn first_wide(&self) -> Option<u32> {
        Some(self.line + self.line_of.get(*self.wide.first()? as usize)?)
    }
}
