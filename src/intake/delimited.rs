//! The table within a text: its header, its records, the rows that are none, and the bytes that are left to be split.

use std::borrow::Cow;

use super::cut;
use super::dialect;
use super::footer::{self, TAIL, TAIL_LOOK};
use super::header::{self, LOOK, Wanted};
use super::limits::{TEXT_CELLS, TEXT_ROWS};
use super::record::{Fields, Records, Span};
use super::seen::Seen;
use super::strays::{self, Head};
use super::trouble::{Fault, Limit, Trouble};
use crate::model::agreement::ReadOptions;
use crate::model::table::LeftOut;

/// Parts nothing in real text: the delimiter of a file of one column.
const NO_DELIMITER: u8 = 0x1F;
const SAMPLE: usize = 200;
const FIRST_CELL: usize = 120;
/// Least bytes of the body split at a time.
const PIECE: usize = if cfg!(test) { 64 } else { 4 << 20 };
/// Most pieces, since each becomes a chunk of every column.
const PIECES: usize = 16;

/// A run of whole records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its first byte.
    pub(super) start: usize,
    /// Its first row, from 0.
    pub(super) row: usize,
}

/// A text's table, not yet split into columns.
pub(super) struct Layout {
    /// `None`: one column.
    pub(super) delimiter: Option<char>,
    pub(super) header_row: u32,
    pub(super) headers: Vec<String>,
    pub(super) rows: Vec<u32>,
    pub(super) left_out: Vec<(u32, LeftOut, String)>,
    /// The kept records written anew; `None` where they stand together in the text.
    pub(super) copy: Option<Vec<u8>>,
    /// Where the pieces of the body start, in the copy or in the text.
    pub(super) pieces: Vec<Piece>,
    /// One past the body's last byte.
    pub(super) end: usize,
    pub(super) quoted: bool,
    pub(super) separator: u8,
}

impl Layout {
    /// The lines of rows with fewer or more fields than there are columns.
    pub(super) fn misfits(&self) -> impl Iterator<Item = u32> {
        let is_misfit = |why: LeftOut| matches!(why, LeftOut::ShortRow | LeftOut::LongRow);
        self.left_out.iter().filter(move |row| is_misfit(row.1)).map(|row| row.0)
    }
}

/// Finds the table.
///
/// Each record of the body has at least as many fields as there are headers; those beyond are empty.
pub(super) fn layout(text: &[u8], options: &ReadOptions, wanted: &Wanted) -> Result<Layout, Fault> {
    let (delimiter, start) = delimiter(text, options, wanted);
    let separator = delimiter.unwrap_or(NO_DELIMITER);
    let first_line = if start == 0 { 1 } else { 2 };
    let (above, head) = find_header(
        Records::from(text, separator, start, first_line),
        text,
        separator,
        options,
        wanted,
    )?;
    let mut records = Records::from(text, separator, head.next, line_after(text, &head));
    let quoted = records.quoted();
    let mut spans: Vec<Span> = records.by_ref().take(SAMPLE).collect();
    spans.reserve(rows_to_come(text, &spans));
    spans.extend(records.by_ref().take((TEXT_ROWS + 1).saturating_sub(spans.len())));
    check_size(&head, &spans)?;
    if let Some(fault) = records.fault {
        return Err(fault);
    }
    check_lines(text, records.line)?;
    let mut cells = head.cells(text, separator);
    let width = width(text, separator, &cells, &spans);
    if let Some(above) = above.filter(|above| above.next == head.start) {
        take_names(&mut cells, above.cells(text, separator), |at| {
            let first = spans.iter().take(LOOK).map(|span| seen(span, text, separator));
            first.into_iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()))
        });
    }
    let names = Head::of(cells.iter().take(width).map(AsRef::as_ref));
    let table = Table { text, separator, width, head: names };
    let cut = spans.last().filter(|span| table.is_cut(span)).map(|span| span.line);
    let open = spans.last().filter(|span| !span.bytes(text).ends_with(b"\n")).copied();
    let (kept, left_out) = table.sift(spans);
    if let Some(open) = open.filter(|open| kept.last() == Some(open) && table.ends_inside(&kept)) {
        return Err(Fault::new(Trouble::RowCut, open.line));
    }
    if let (Some(cut), Some((line, LeftOut::ShortRow, _))) = (cut, left_out.last())
        && cut == *line
    {
        return Err(Fault::new(Trouble::RowCut, cut));
    }
    if kept.is_empty() && left_out.iter().all(|row| row.1 == LeftOut::Total) {
        return Err(Trouble::NoData.into());
    }
    let (copy, pieces) = table.body(&kept);
    let end = copy.as_ref().map_or(kept.last().map_or(0, |span| span.next), Vec::len);
    Ok(Layout {
        delimiter: delimiter.map(char::from),
        header_row: head.line,
        headers: header::names(cells.iter().take(table.width).map(AsRef::as_ref), 1),
        rows: kept.iter().map(|span| span.line).collect(),
        left_out,
        copy,
        pieces,
        end,
        quoted,
        separator,
    })
}

/// How many records follow the first ones, were all as long as they; a list that grows is moved each time.
fn rows_to_come(text: &[u8], first: &[Span]) -> usize {
    let (Some(one), Some(last)) = (first.first(), first.last()) else { return 0 };
    let rest = text.len().saturating_sub(last.next);
    (rest.saturating_mul(first.len()) / (last.next - one.start).max(1)).min(TEXT_ROWS)
}

/// A table that would not fit in memory is refused before it is split.
fn check_size(head: &Span, spans: &[Span]) -> Result<(), Fault> {
    let cells = u64::from(head.fields).saturating_mul(spans.len() as u64);
    match () {
        () if spans.len() > TEXT_ROWS => {
            Err(Fault::new(Trouble::Beyond(Limit::Cells), spans.len()))
        }
        () if cells > TEXT_CELLS => Err(Fault::new(Trouble::Beyond(Limit::Cells), cells)),
        () => Ok(()),
    }
}

/// The scanner must have come past every line end of the text, counted here without it: a row that it loses is noticed.
fn check_lines(text: &[u8], reached: u32) -> Result<(), Fault> {
    let is_open = text.last().is_some_and(|byte| *byte != b'\n');
    let lines = memchr::memchr_iter(b'\n', text).count() + usize::from(is_open);
    let passed = usize::try_from(reached.saturating_sub(1)).unwrap_or(usize::MAX);
    if passed == lines {
        Ok(())
    } else {
        Err(Fault::new(Trouble::Corrupt, format!("{passed} ≠ {lines}")))
    }
}

fn delimiter(text: &[u8], options: &ReadOptions, wanted: &Wanted) -> (Option<u8>, usize) {
    let declared = dialect::declared(text);
    let start = declared.map_or(0, |(_, start)| start);
    let named = options.delimiter.and_then(|named| u8::try_from(named).ok()).filter(u8::is_ascii);
    (
        named.or(declared.map(|(byte, _)| byte)).or_else(|| dialect::guess(text, start, wanted)),
        start,
    )
}

fn line_after(text: &[u8], head: &Span) -> u32 {
    let lines = memchr::memchr_iter(b'\n', head.bytes(text)).count().max(1);
    head.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX))
}

/// The row above the header, if any, and the header.
fn find_header(
    mut records: Records,
    text: &[u8],
    separator: u8,
    options: &ReadOptions,
    wanted: &Wanted,
) -> Result<(Option<Span>, Span), Fault> {
    if let Some(row) = options.header_row {
        let found = records.find(|span| span.line >= row || line_after(text, span) > row);
        let missing = records.fault.unwrap_or_else(|| Fault::new(Trouble::HeaderMissing, row));
        return found.filter(|span| span.line <= row).map(|span| (None, span)).ok_or(missing);
    }
    let spans: Vec<Span> = records.by_ref().take(LOOK).collect();
    let rows: Vec<Vec<Seen>> = spans.iter().map(|span| seen(span, text, separator)).collect();
    let found = header::find(&rows, wanted).and_then(|index| {
        let above = index.checked_sub(1).and_then(|above| spans.get(above)).copied();
        spans.get(index).map(|span| (above, *span))
    });
    found.ok_or_else(|| records.fault.unwrap_or_else(|| Trouble::NoData.into()))
}

/// Of two rows of a head, the upper one names what the lower one leaves empty: a column with cells below and a text above.
fn take_names<'a>(
    head: &mut [Cow<'a, str>],
    above: Vec<Cow<'a, str>>,
    has_rows: impl Fn(usize) -> bool,
) {
    for (at, (name, upper)) in head.iter_mut().zip(above).enumerate() {
        let is_text = Seen::text(&upper).as_text().is_some();
        if name.trim().is_empty() && is_text && has_rows(at) {
            *name = upper;
        }
    }
}

fn seen<'a>(span: &Span, text: &'a [u8], separator: u8) -> Vec<Seen<'a>> {
    span.cells(text, separator).into_iter().map(Seen::field).collect()
}

/// Columns of the table: trailing headers without a name count only when the data fills them.
fn width(text: &[u8], separator: u8, header: &[Cow<str>], spans: &[Span]) -> usize {
    let named = header
        .iter()
        .rposition(|cell| !cell.trim().is_empty())
        .map_or(header.len(), |last| last + 1);
    let filled = |span: &Span| {
        seen(span, text, separator).iter().take(header.len()).rposition(|cell| !cell.is_empty())
    };
    if named == header.len() {
        return named;
    }
    spans.iter().take(SAMPLE).filter_map(filled).map(|last| last + 1).fold(named, usize::max)
}

struct Table<'a> {
    text: &'a [u8],
    separator: u8,
    width: usize,
    head: Head,
}

type Sifted = (Vec<Span>, Vec<(u32, LeftOut, String)>);

impl Table<'_> {
    /// Parts the records that fit from those left out.
    fn sift(&self, mut spans: Vec<Span>) -> Sifted {
        let tail = spans.len().saturating_sub(TAIL_LOOK);
        let last = self.footers_of_tail(spans.get(tail..).unwrap_or_default());
        let others = self.other_tables(&spans);
        let mut left_out = Vec::new();
        let mut index = 0_usize;
        spans.retain(|span| {
            let next = others.partition_point(|(_, to)| *to <= index);
            let is_other = others.get(next).is_some_and(|(from, _)| *from <= index);
            let total = match index.checked_sub(tail) {
                Some(place) => last.get(place).copied().unwrap_or(false),
                None => footer::may_start(span.bytes(self.text)) && self.is_footer(span, false),
            };
            index += 1;
            let why = match () {
                () if is_other => Some(LeftOut::OtherTable),
                () if total => Some(LeftOut::Total),
                () => self.stray(span).or_else(|| self.misfit(span)),
            };
            if let Some(why) = why {
                left_out.push((span.line, why, self.first_cell(span, why)));
            }
            why.is_none()
        });
        (spans, left_out)
    }

    /// Further tables in the file, each below a blank line: its first row and the row after its
    /// last.
    fn other_tables(&self, spans: &[Span]) -> Vec<(usize, usize)> {
        let pairs = spans.iter().zip(spans.iter().skip(1));
        let gaps: Vec<usize> = (1..)
            .zip(pairs)
            .filter(|(_, (above, below))| below.start > above.next)
            .map(|(at, _)| at)
            .collect();
        let cells = |at: usize| spans.get(at).map(|span| self.cells(span)).unwrap_or_default();
        strays::other_tables(&gaps, spans.len(), cells)
    }

    /// The header once more, or the head of a group.
    fn stray(&self, span: &Span) -> Option<LeftOut> {
        let record = span.bytes(self.text);
        if self.head.may_be(record) && self.head.is_again(&self.cells(span)) {
            return Some(LeftOut::Header);
        }
        let is_frame =
            |byte: &u8| *byte == self.separator || *byte == b'"' || byte.is_ascii_whitespace();
        let end = record.iter().rposition(|byte| !is_frame(byte))?;
        let start = record.iter().position(|byte| !is_frame(byte))?;
        let is_alone = memchr::memchr(self.separator, record.get(start..=end)?).is_none();
        (is_alone && self.width > 1 && strays::is_group_head(&self.cells(span)))
            .then_some(LeftOut::Group)
    }

    fn footers_of_tail(&self, tail: &[Span]) -> Vec<bool> {
        let mut below = 0;
        let mut verdicts: Vec<bool> = tail
            .iter()
            .rev()
            .map(|span| {
                let footer = self.is_footer(span, below < TAIL);
                below += usize::from(!footer);
                footer
            })
            .collect();
        verdicts.reverse();
        footer::end_table(&mut verdicts, |at| {
            tail.get(at).is_some_and(|span| footer::is_alone(&self.cells(span)))
        });
        verdicts
    }

    fn is_footer(&self, span: &Span, near_end: bool) -> bool {
        footer::is_footer(&self.cells(span), near_end)
    }

    /// The cells of a record, at least one a column.
    fn cells(&self, span: &Span) -> Vec<Seen<'_>> {
        let mut cells = seen(span, self.text, self.separator);
        if cells.len() < self.width {
            cells.resize(self.width, Seen::Empty);
        }
        cells
    }

    /// True of a record that no line end closes and that lacks fields. A sentence without a delimiter, or a mark that ends a file, was never a row.
    fn is_cut(&self, span: &Span) -> bool {
        let bytes = span.bytes(self.text);
        let text = String::from_utf8_lossy(bytes);
        let is_note = span.fields == 1
            && (text.trim().contains(' ') || !text.contains(char::is_alphanumeric));
        let is_open = bytes.last() != Some(&b'\n') && !is_note;
        is_open && usize::try_from(span.fields).is_ok_and(|fields| fields < self.width)
    }

    /// True where the last of these rows ends inside its last cell, by what stands there in the rows above.
    fn ends_inside(&self, kept: &[Span]) -> bool {
        let last_cell =
            |span: &Span| span.cells(self.text, self.separator).pop().unwrap_or_default();
        let Some((last, above)) = kept.split_last() else { return false };
        let above = above.get(above.len().saturating_sub(cut::ABOVE)..).unwrap_or_default();
        let is_alike = |span: &&Span| span.fields == last.fields;
        let cells: Vec<Cow<str>> = above.iter().filter(is_alike).map(last_cell).collect();
        cut::is_cut(&last_cell(last), &cells)
    }

    fn misfit(&self, span: &Span) -> Option<LeftOut> {
        let fields = usize::try_from(span.fields).unwrap_or(usize::MAX);
        match fields.cmp(&self.width) {
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Less => Some(LeftOut::ShortRow),
            std::cmp::Ordering::Greater => self.has_extra(span).then_some(LeftOut::LongRow),
        }
    }

    fn has_extra(&self, span: &Span) -> bool {
        let record = span.bytes(self.text);
        let fields = usize::try_from(span.fields).unwrap_or(usize::MAX);
        let empty = |byte: &&u8| **byte == self.separator || byte.is_ascii_whitespace();
        let trailing =
            record.iter().rev().take_while(empty).filter(|byte| **byte == self.separator).count();
        if fields.saturating_sub(trailing) <= self.width {
            return false;
        }
        seen(span, self.text, self.separator).iter().skip(self.width).any(|cell| !cell.is_empty())
    }

    /// What a row left out is named by: its first cell, of a total its words.
    fn first_cell(&self, span: &Span, why: LeftOut) -> String {
        let cells = span.cells(self.text, self.separator);
        let mut filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let is_worded = |cell: &&str| cell.bytes().any(|byte| byte.is_ascii_alphabetic());
        let words = filled.clone().find(is_worded).filter(|_| why == LeftOut::Total);
        let first = words.or_else(|| filled.next()).unwrap_or_default();
        first.chars().take(FIRST_CELL).collect()
    }

    /// The kept records: as they stand where nothing parts them, else a copy.
    fn body(&self, kept: &[Span]) -> (Option<Vec<u8>>, Vec<Piece>) {
        let together =
            kept.windows(2).all(|pair| matches!(pair, [left, right] if left.next == right.start));
        let mut pieces = Vec::new();
        let least = PIECE.max(self.text.len() / PIECES);
        if together && !kept.iter().any(|span| span.odd) {
            kept.iter()
                .enumerate()
                .for_each(|(row, span)| begin_piece(&mut pieces, least, span.start, row));
            return (None, pieces);
        }
        let mut body = Vec::with_capacity(kept.iter().map(|span| span.next - span.start + 1).sum());
        for (row, span) in kept.iter().enumerate() {
            begin_piece(&mut pieces, least, body.len(), row);
            if span.odd {
                self.rewrite(span, &mut body);
            } else {
                body.extend_from_slice(span.bytes(self.text));
            }
        }
        (Some(body), pieces)
    }

    /// A record with quotes where strict readers do not expect them, written the strict way.
    fn rewrite(&self, span: &Span, body: &mut Vec<u8>) {
        for (index, field) in
            Fields::new(span.bytes(self.text), self.separator).take(self.width).enumerate()
        {
            if index > 0 {
                body.push(self.separator);
            }
            let text = field.text();
            if !text.is_empty() {
                body.push(b'"');
                body.extend_from_slice(text.replace('"', "\"\"").as_bytes());
                body.push(b'"');
            }
        }
        body.push(b'\n');
    }
}

fn begin_piece(pieces: &mut Vec<Piece>, least: usize, start: usize, row: usize) {
    if pieces.last().is_none_or(|last| start - last.start >= least) {
        pieces.push(Piece { start, row });
    }
}
