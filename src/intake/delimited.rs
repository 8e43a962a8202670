//! The table within a text: its header, its rows, and the records that are none.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::cut::{self, End};
use super::dialect;
use super::footer::{self, TAIL, TAIL_LOOK};
use super::header::{self, LOOK, Wanted};
use super::limits::{TEXT_CELLS, TEXT_ROWS};
use super::record::{Records, Span};
use super::seen::Seen;
use super::split::{self, Body, Left, Table};
use super::strays::{self, Head};
use super::trouble::{Fault, Limit, Trouble};
use crate::model::account::Reason;
use crate::model::agreement::ReadOptions;
use crate::model::grid::Piece;
use crate::model::table::Lines;

/// Parts nothing in real text: the delimiter of a file of one column.
const NO_DELIMITER: u8 = 0x1F;
const SAMPLE: usize = 200;
const FIRST_CELL: usize = 120;
/// Bytes of a record where there is none to tell.
const TYPICAL: usize = 64;

/// Where a text's table stands in it.
pub(super) struct Layout {
    /// `None`: one column.
    pub(super) delimiter: Option<char>,
    pub(super) header_row: u32,
    pub(super) headers: Vec<String>,
    pub(super) rows: Vec<u32>,
    pub(super) left_out: Vec<(u32, Reason, String)>,
    /// Where the cells of the rows stand in the text.
    pub(super) pieces: Vec<Piece>,
    /// The line of a last row that may have been cut before its last cell.
    pub(super) open: Option<u32>,
    /// The line of a last row that may have been cut within its last cell, and looks whole.
    pub(super) bare: Option<u32>,
    /// Rows with more cells than the others.
    pub(super) wide: Lines,
}

impl Layout {
    /// The lines of rows with fewer or more fields than there are columns.
    pub(super) fn misfits(&self) -> impl Iterator<Item = u32> {
        let is_misfit = |why: Reason| matches!(why, Reason::ShortRow | Reason::LongRow);
        self.left_out.iter().filter(move |row| is_misfit(row.1)).map(|row| row.0)
    }
}

/// Finds the table.
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
    let line = line_after(text, &head);
    let first: Vec<Span> = Records::from(text, separator, head.next, line).take(SAMPLE).collect();
    let mut cells = head.cells(text, separator);
    let width = width(text, separator, &cells, &first);
    if let Some(above) = above.filter(|above| above.next == head.start) {
        take_names(&mut cells, above.cells(text, separator), |at| {
            let first = first.iter().take(LOOK).map(|span| seen(span, text, separator));
            first.into_iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()))
        });
    }
    let names = Head::of(cells.iter().take(width).map(AsRef::as_ref));
    let most = most_records(&head);
    let table = Table { text, separator, width, typical: typical(&first), most, head: names };
    let mut body = split::body(&table, head.next, line);
    if body.has_fault {
        return Err(first_fault(Records::from(text, separator, head.next, line)));
    }
    if !body.is_beyond {
        check_lines(text, body.line)?;
        table.sift(&mut body);
    }
    if body.is_beyond {
        return Err(Fault::new(Trouble::Beyond(Limit::Cells), body.records));
    }
    let last = body.records.checked_sub(1).and_then(|last| body.span(&table, last));
    let rows = body.last_rows(&table, cut::ABOVE + 1);
    let is_open = |last: &Span| !last.bytes(text).ends_with(b"\n") && rows.last() == Some(last);
    let (open, bare) = match last.filter(is_open).map(|last| (table.end(&rows), last.line)) {
        Some((End::Cut, line)) => return Err(Fault::new(Trouble::RowCut, line)),
        Some((End::Open, line)) => (Some(line), None),
        Some((End::Bare, line)) => (None, Some(line)),
        _ => (None, None),
    };
    let wide = body.wide();
    let (rows, left_out, pieces) = body.parts();
    if let (Some(last), Some((line, Reason::ShortRow, _))) = (last, left_out.last())
        && table.is_cut(&last)
        && last.line == *line
    {
        return Err(Fault::new(Trouble::RowCut, *line));
    }
    if rows.is_empty() && left_out.iter().all(|row| row.1 == Reason::TotalRow) {
        return Err(Trouble::NoData.into());
    }
    Ok(Layout {
        delimiter: delimiter.map(char::from),
        header_row: head.line,
        headers: header::names(cells.iter().take(width).map(AsRef::as_ref), 1),
        rows,
        left_out,
        pieces,
        open,
        bare,
        wide,
    })
}

/// Bytes of a record, were all as long as the first ones.
fn typical(first: &[Span]) -> usize {
    let (Some(one), Some(last)) = (first.first(), first.last()) else { return TYPICAL };
    ((last.next - one.start) / first.len()).max(1)
}

/// What is wrong with the first record that cannot be read.
fn first_fault(mut records: Records) -> Fault {
    records.by_ref().for_each(drop);
    records.fault.unwrap_or_else(|| Fault::new(Trouble::Corrupt, "record"))
}

/// Most records below a header: a table that would not fit in memory is refused.
fn most_records(head: &Span) -> usize {
    let cells = TEXT_CELLS / u64::from(head.fields.max(1));
    usize::try_from(cells).unwrap_or(usize::MAX).min(TEXT_ROWS)
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

impl Table<'_> {
    /// Takes records out that only the others around them tell to be no rows: the tail of the table, and further tables below it.
    fn sift(&self, body: &mut Body) {
        let tail = body.records.saturating_sub(TAIL_LOOK);
        let spans: Vec<Span> =
            (tail..body.records).filter_map(|record| body.span(self, record)).collect();
        let mut left: BTreeMap<usize, Left> = BTreeMap::new();
        let mut leave = |record: usize, span: &Span, why: Reason| {
            left.insert(record, (span.line, why, self.first_cell(span, why)));
        };
        for (record, (span, footer)) in (tail..).zip(spans.iter().zip(self.footers_of_tail(&spans)))
        {
            if footer {
                leave(record, span, Reason::TotalRow);
            }
        }
        let cells = |record: usize| {
            body.span(self, record).map(|span| self.cells(&span)).unwrap_or_default()
        };
        let others = strays::other_tables(&body.gaps, body.records, cells);
        let rows = others.iter().map(|(from, to)| to - from).sum();
        for (from, to) in others.into_iter().filter(|_| body.has_room(self, rows)) {
            (from..to).for_each(|record| {
                body.span(self, record)
                    .into_iter()
                    .for_each(|span| leave(record, &span, Reason::OtherTable));
            });
        }
        body.is_beyond = !body.has_room(self, rows);
        body.leave(self.width, left);
    }

    /// Why a record is no row, as far as it tells by itself: a total, the header once more, the head of a group, or of another width.
    pub(super) fn stray(&self, span: &Span) -> Option<Reason> {
        let record = span.bytes(self.text);
        let worded = strays::from_letter(record);
        if footer::may_start(worded) && self.is_footer(span, false) {
            return Some(Reason::TotalRow);
        }
        if self.head.may_be(worded) && self.head.is_again(&self.cells(span)) {
            return Some(Reason::HeaderRow);
        }
        if self.is_alone(record) {
            let cells = self.cells(span);
            if strays::is_group_head(&cells) {
                return Some(Reason::GroupRow);
            }
            if footer::is_whole_row(&cells) {
                return Some(Reason::OneCell);
            }
        }
        self.misfit(span)
    }

    /// True of a record with one filled cell, as far as its bytes tell.
    fn is_alone(&self, record: &[u8]) -> bool {
        let is_frame =
            |byte: &u8| *byte == self.separator || *byte == b'"' || byte.is_ascii_whitespace();
        let ends = record
            .iter()
            .position(|byte| !is_frame(byte))
            .zip(record.iter().rposition(|byte| !is_frame(byte)));
        let inner = ends.and_then(|(start, end)| record.get(start..=end));
        self.width > 1 && inner.is_some_and(|inner| memchr::memchr(self.separator, inner).is_none())
    }

    /// True of a record that is beyond a limit.
    pub(super) fn is_beyond(&self, span: &Span) -> bool {
        let text = self.text.get(..span.next).unwrap_or_default();
        let mut records = Records::from(text, self.separator, span.start, span.line);
        records.next().is_none()
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

    /// How the last of these rows ends, which no line end closes: its last cell by what stands there in the rows above. An empty cell in
    /// quotes is whole.
    fn end(&self, kept: &[Span]) -> End {
        let last_cell =
            |span: &Span| span.cells(self.text, self.separator).pop().unwrap_or_default();
        let Some((last, above)) = kept.split_last() else { return End::Whole };
        let above = above.get(above.len().saturating_sub(cut::ABOVE)..).unwrap_or_default();
        let is_alike = |span: &&Span| span.fields == last.fields;
        let cells: Vec<Cow<str>> = above.iter().filter(is_alike).map(last_cell).collect();
        match cut::end(&last_cell(last), &cells) {
            End::Open | End::Bare if last.bytes(self.text).ends_with(b"\"") => End::Whole,
            end => end,
        }
    }

    fn misfit(&self, span: &Span) -> Option<Reason> {
        let fields = usize::try_from(span.fields).unwrap_or(usize::MAX);
        match fields.cmp(&self.width) {
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Less if fields == 1 && footer::is_whole_row(&self.cells(span)) => {
                Some(Reason::OneCell)
            }
            std::cmp::Ordering::Less => Some(Reason::ShortRow),
            std::cmp::Ordering::Greater => self.has_extra(span).then_some(Reason::LongRow),
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
    pub(super) fn first_cell(&self, span: &Span, why: Reason) -> String {
        let cells = span.cells(self.text, self.separator);
        let mut filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let is_worded = |cell: &&str| cell.bytes().any(|byte| byte.is_ascii_alphabetic());
        let words = filled.clone().find(is_worded).filter(|_| why == Reason::TotalRow);
        let first = words.or_else(|| filled.next()).unwrap_or_default();
        first.chars().take(FIRST_CELL).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records read of a text of one column, for a table of so many columns, when so many may be held; nothing where all were.
    fn stopped(text: &str, width: usize, most: usize) -> Option<usize> {
        let head = Head::of(["a"].into_iter());
        let text = text.as_bytes();
        let table = Table { text, separator: b';', width, typical: 2, most, head };
        let body = split::body(&table, 0, 2);
        body.is_beyond.then_some(body.records)
    }

    #[test]
    fn reading_stops_where_more_than_may_be_held_was_read() {
        let rows = "1\n".repeat(4000);
        assert_eq!(stopped(&rows, 1, 4000), None);
        for text in [rows.clone(), rows.replace('1', "\"1\""), rows.replace('\n', "\r\n")] {
            let read = stopped(&text, 1, 100).unwrap();
            assert!((101..140).contains(&read), "{read}");
            // A row left out takes the room of sixteen.
            let read = stopped(&text, 2, 800).unwrap();
            assert!((51..90).contains(&read), "{read}");
        }
        assert_eq!(stopped(&rows, 2, 64_000), None);
        assert!(stopped(&rows, 2, 63_999).is_some());
        // One quoted cell over all lines is one record, wherever the blocks begin.
        let cell = format!("\"{}\"\n", "x\n".repeat(4000));
        assert_eq!(stopped(&cell, 1, 1), None);
    }
}
