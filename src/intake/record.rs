//! Records and fields of delimited text, found by memchr: where each one starts, on which line, and how many fields it has.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2};

use super::limits::{CELL, COLUMNS, check_cell};
use super::trouble::{Fault, Limit, Trouble};

pub(super) const QUOTE: u8 = b'"';

/// Columns from which a text within quotes with as many delimiters as its lines would have as rows holds rows.
const WIDE: usize = 6;
/// Columns from which whole lines with as many delimiters as a row has are rows, and how many of them it takes.
const NARROW: usize = 4;
const FEWEST_ROWS: usize = 2;

/// Where one record stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Its first byte.
    pub(super) start: usize,
    /// One past its line end.
    pub(super) next: usize,
    /// The line it starts on, from 1.
    pub(super) line: u32,
    /// Its fields.
    pub(super) fields: u32,
}

impl Span {
    pub(super) fn bytes<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        text.get(self.start..self.next).unwrap_or_default()
    }

    /// The texts of the record's cells, quotes undone.
    pub(super) fn cells<'a>(&self, text: &'a [u8], delimiter: u8) -> Vec<Cow<'a, str>> {
        Fields::new(self.bytes(text), delimiter).map(|field| field.text()).collect()
    }
}

/// The records of a text, blank ones skipped.
pub(super) struct Records<'a> {
    text: &'a [u8],
    delimiter: u8,
    quoted: bool,
    at: usize,
    /// The line of the next record, from 1.
    pub(super) line: u32,
    is_first: bool,
    /// Fields of the first record; 0 before it was read.
    columns: usize,
    /// Why no more records come: a quote that never closes, or a record beyond a limit.
    pub(super) fault: Option<Fault>,
}

impl<'a> Records<'a> {
    /// Reads records from a byte of the text on, whose line number is known.
    pub(super) fn from(text: &'a [u8], delimiter: u8, at: usize, line: u32) -> Self {
        let quoted = memchr(QUOTE, text.get(at..).unwrap_or_default()).is_some();
        Self { text, delimiter, quoted, at, line, is_first: true, columns: 0, fault: None }
    }

    fn plain(&mut self, line: &[u8]) -> Option<Span> {
        let fields = count(line, self.delimiter) + 1;
        let span = self.advance(line.len(), 1, fields);
        (!is_blank(line, self.delimiter)).then_some(span)
    }

    fn advance(&mut self, length: usize, lines: u32, fields: u32) -> Span {
        let span = Span { start: self.at, next: self.at + length, line: self.line, fields };
        self.at += length;
        self.line = self.line.saturating_add(lines);
        span
    }

    fn stop(&mut self, fault: Fault) -> Option<Span> {
        self.fault = Some(fault);
        self.at = self.text.len();
        None
    }

    /// The record, unless it is beyond a limit: it is refused before room is made for its cells.
    fn bounded(&mut self, span: Span) -> Option<Span> {
        if span.fields > COLUMNS {
            return self.stop(if self.is_first {
                Fault::new(Trouble::Beyond(Limit::Columns), span.fields)
            } else {
                Fault::new(Trouble::Beyond(Limit::Fields), span.line)
            });
        }
        if span.next - span.start > CELL {
            let fields = (0..).zip(Fields::new(span.bytes(self.text), self.delimiter));
            for (column, field) in fields {
                let length = field.inner.len() + field.tail.len();
                if let Err(fault) = check_cell(length, span.line.saturating_sub(1), column) {
                    return self.stop(fault);
                }
            }
        }
        if std::mem::take(&mut self.is_first) {
            self.columns = span.fields as usize;
        }
        Some(span)
    }

    fn with_quotes(&mut self, rest: &[u8]) -> Option<Span> {
        let (mut number, mut blank) = (0, true);
        let mut fields = Fields::new(rest, self.delimiter);
        for field in fields.by_ref() {
            number += 1;
            blank &= field.is_blank();
            if field.swallows(self.delimiter, self.columns) {
                return self.stop(Fault::new(Trouble::UnbalancedQuote, self.line));
            }
        }
        let record = rest.get(..fields.at).unwrap_or_default();
        if fields.unclosed {
            let line = self.line.saturating_add(count(record, b'\n'));
            // With no line end behind the quote the text may just be cut.
            let is_last = memchr(b'\n', rest.get(record.len()..).unwrap_or_default()).is_none();
            let trouble = if is_last { Trouble::RowCut } else { Trouble::UnbalancedQuote };
            return self.stop(Fault::new(trouble, line));
        }
        let span = self.advance(record.len(), count(record, b'\n').max(1), number);
        (!blank).then_some(span)
    }
}

impl Iterator for Records<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        while self.at < self.text.len() {
            let rest = self.text.get(self.at..)?;
            let line = rest.get(..memchr(b'\n', rest).map_or(rest.len(), |end| end + 1))?;
            let plain = !self.quoted || memchr(QUOTE, line).is_none();
            let span = if plain { self.plain(line) } else { self.with_quotes(rest) };
            if let Some(span) = span {
                return self.bounded(span);
            }
        }
        None
    }
}

pub(super) fn count(bytes: &[u8], wanted: u8) -> u32 {
    u32::try_from(memchr_iter(wanted, bytes).count()).unwrap_or(u32::MAX)
}

pub(super) fn is_blank(line: &[u8], delimiter: u8) -> bool {
    line.iter().all(|byte| *byte == delimiter || byte.is_ascii_whitespace())
}

/// One field: the part inside quotes and the part outside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    inner: &'a [u8],
    tail: &'a [u8],
    /// Some quote stands where strict readers do not expect one.
    odd: bool,
    /// Quotes inside stand behind backslashes.
    escaped: bool,
}

impl<'a> Field<'a> {
    /// Two quotes that were opened and never closed make one field of all between them: it goes over rows, ends where a field begins,
    /// and more text stands behind it.
    /// Or whole rows stand in it: of a table of this many columns, which is 0 where that is not known yet.
    pub(super) fn swallows(&self, delimiter: u8, columns: usize) -> bool {
        if memchr(b'\n', self.inner).is_none() {
            return false;
        }
        let ends_at_a_field =
            self.inner.last().is_some_and(|last| [delimiter, b'\n'].contains(last));
        (ends_at_a_field && !self.tail.trim_ascii().is_empty())
            || self.holds_rows(delimiter, columns)
    }

    /// Lines of an address or a list may have a row's delimiters by chance: the fewer columns, the more of them it takes.
    fn holds_rows(&self, delimiter: u8, columns: usize) -> bool {
        let in_a_row = columns.saturating_sub(1);
        let ends = count(self.inner, b'\n') as usize;
        if columns >= WIDE {
            // From a cell to the one below it there are as many delimiters as in a row.
            return count(self.inner, delimiter) as usize == ends * in_a_row;
        }
        let lines = self.inner.split(|byte| *byte == b'\n').skip(1).take(ends.saturating_sub(1));
        let rows = lines.filter(|line| count(line, delimiter) as usize == in_a_row);
        columns >= NARROW && rows.count() >= FEWEST_ROWS
    }

    /// True where the cell is what stands in the text, but for quotes around it.
    pub(super) fn is_as_written(&self) -> bool {
        !self.odd && memchr(QUOTE, self.inner).is_none()
    }

    /// Bytes of such a field in the text.
    pub(super) fn length(&self, in_quotes: bool) -> usize {
        if in_quotes { self.inner.len() + 2 } else { self.tail.len() }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.inner.trim_ascii().is_empty() && self.tail.trim_ascii().is_empty()
    }

    /// The field's text, quotes undone.
    pub(super) fn text(&self) -> Cow<'a, str> {
        let lossy = |bytes: &'a [u8]| String::from_utf8_lossy(bytes);
        match (self.inner.is_empty(), self.tail.is_empty()) {
            (true, _) => lossy(self.tail),
            (false, _) if self.escaped => Cow::Owned(
                lossy(self.inner).replace("\\\"", "\"").replace("\\\\", "\\") + &lossy(self.tail),
            ),
            (false, true) if memchr(QUOTE, self.inner).is_none() => lossy(self.inner),
            (false, _) => Cow::Owned(lossy(self.inner).replace("\"\"", "\"") + &lossy(self.tail)),
        }
    }
}

/// The fields of the record a text starts with.
pub(super) struct Fields<'a> {
    text: &'a [u8],
    delimiter: u8,
    /// How far it has read: at the end, one past the record's line end.
    pub(super) at: usize,
    done: bool,
    pub(super) unclosed: bool,
}

impl<'a> Fields<'a> {
    pub(super) fn new(text: &'a [u8], delimiter: u8) -> Self {
        Self { text, delimiter, at: 0, done: false, unclosed: false }
    }

    fn slice(&self, from: usize, to: usize) -> &'a [u8] {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Ends the field begun before `from` at the next delimiter or line end; what stands between.
    fn finish(&mut self, from: usize) -> &'a [u8] {
        let rest = self.slice(from, self.text.len());
        let length = memchr2(self.delimiter, b'\n', rest).unwrap_or(rest.len());
        let tail = rest.get(..length).unwrap_or_default();
        self.at = (from + length + 1).min(self.text.len());
        if rest.get(length) == Some(&self.delimiter) {
            return tail;
        }
        self.done = true;
        tail.strip_suffix(b"\r").unwrap_or(tail)
    }

    /// Position of the quote that closes one opened before `from`, and whether quotes before it stand behind backslashes:
    /// a backslash, a quote and more text is what some exporters write for a quote, where others double it.
    fn closing(&self, from: usize) -> Option<(usize, bool)> {
        let (mut from, mut escaped) = (from, false);
        loop {
            let close = from + memchr(QUOTE, self.text.get(from..)?)?;
            let behind_backslash =
                close.checked_sub(1).and_then(|before| self.text.get(before)) == Some(&b'\\');
            let is_doubled = self.text.get(close + 1) == Some(&QUOTE);
            match () {
                () if behind_backslash && escaped && (is_doubled || !self.ends_at(close + 1)) => {
                    from = close + 1;
                }
                () if is_doubled => from = close + 2,
                () if behind_backslash && !self.ends_at(close + 1) => {
                    (from, escaped) = (close + 1, true);
                }
                () => return Some((close, escaped)),
            }
        }
    }

    /// True where a field can end: a delimiter, a line end, or the end of the text.
    fn ends_at(&self, at: usize) -> bool {
        self.text
            .get(at)
            .is_none_or(|byte| *byte == self.delimiter || matches!(byte, b'\n' | b'\r' | b' '))
    }

    fn quoted(&mut self, open: usize) -> Option<Field<'a>> {
        let Some((close, escaped)) = self.closing(open + 1) else {
            (self.at, self.done, self.unclosed) = (open, true, true);
            return None;
        };
        let tail = self.finish(close + 1);
        let outside = if tail.trim_ascii().is_empty() { &[] } else { tail };
        Some(Field {
            inner: self.slice(open + 1, close),
            tail: outside,
            odd: escaped || !tail.is_empty(),
            escaped,
        })
    }

    /// `, "a, b"`: a quote after blanks opens the field when it closes properly on the same line.
    fn quoted_after_blanks(&self) -> Option<usize> {
        let blanks = self.text.get(self.at..)?.iter().take_while(|byte| **byte == b' ').count();
        let open = self.at + blanks;
        if blanks == 0 || self.text.get(open) != Some(&QUOTE) {
            return None;
        }
        let (close, _) = self.closing(open + 1)?;
        let after = self.text.get(close + 1..)?.iter().find(|byte| **byte != b' ');
        let ends =
            after.is_none_or(|byte| *byte == self.delimiter || *byte == b'\n' || *byte == b'\r');
        (ends && memchr(b'\n', self.slice(open, close)).is_none()).then_some(open)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        if self.done {
            return None;
        }
        if self.text.get(self.at) == Some(&QUOTE) {
            return self.quoted(self.at);
        }
        if let Some(open) = self.quoted_after_blanks() {
            return self.quoted(open).map(|field| Field { odd: true, ..field });
        }
        let tail = self.finish(self.at);
        Some(Field { inner: &[], tail, odd: memchr(QUOTE, tail).is_some(), escaped: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let bytes = text.as_bytes();
        let spans = Records::from(bytes, b';', 0, 1);
        spans
            .map(|span| {
                (span.line, span.cells(bytes, b';').into_iter().map(Cow::into_owned).collect())
            })
            .collect()
    }

    #[test]
    fn quotes_line_ends_and_blanks() {
        let text =
            "a;b\r\n\r\n\"x;\"\"y\"\"\";\"1\n2\"\n ;\n;\nTV 42\";z\n\"A\" B; \"c;d\" \nlast;";
        let found = rows(text);
        let lines: Vec<u32> = found.iter().map(|row| row.0).collect();
        assert_eq!(lines, [1, 3, 7, 8, 9]);
        let cells: Vec<Vec<&str>> =
            found.iter().map(|row| row.1.iter().map(String::as_str).collect()).collect();
        assert_eq!(
            cells,
            [
                vec!["a", "b"],
                vec!["x;\"y\"", "1\n2"],
                vec!["TV 42\"", "z"],
                vec!["A B", "c;d"],
                vec!["last", ""]
            ]
        );
    }

    #[test]
    fn quotes_behind_backslashes() {
        let text = "\"a\\\"2\\\"\";\"C:\\\";x\n\"567\";\"q\\\"r\";\"d\"\"e\"\n";
        let cells: Vec<String> = rows(text).into_iter().map(|row| row.1.join("|")).collect();
        assert_eq!(cells, ["a\"2\"|C:\\|x", "567|q\"r|d\"e"]);
    }

    #[test]
    fn counts_fit_the_cells() {
        let text = "a;b;c\n\"1;2\";3\n;;\"\";x\n";
        let bytes = text.as_bytes();
        for span in Records::from(bytes, b';', 0, 1) {
            assert_eq!(span.fields as usize, span.cells(bytes, b';').len());
        }
    }

    #[test]
    fn an_open_quote_tells_its_line() {
        let fault = |text: &str| {
            let mut records = Records::from(text.as_bytes(), b';', 0, 1);
            assert_eq!(records.by_ref().count(), 2);
            records.fault
        };
        let unclosed = |trouble: Trouble| Some(Fault::new(trouble, 3));
        assert_eq!(fault("a;b\n1;2\n3;\"x\n4;y\n5;\"z\n6;7\n"), unclosed(Trouble::UnbalancedQuote));
        assert_eq!(fault("a;b\n1;2\n3;\"x\n\"4\";y\n"), unclosed(Trouble::UnbalancedQuote));
        assert_eq!(fault("a;b\n1;2\n3;\"4\n5;6\n"), unclosed(Trouble::UnbalancedQuote));
        assert_eq!(fault("a;b\n1;2\n3;\"4"), unclosed(Trouble::RowCut));
    }

    #[test]
    fn two_stray_quotes_swallow_no_rows() {
        let faults = |text: &str, delimiter: u8| {
            let mut records = Records::from(text.as_bytes(), delimiter, 0, 1);
            while records.next().is_some() {}
            records.fault.is_some()
        };
        let six = |rows: &str| format!("a;b;c;d;e;f\n1;2;3;4;5;6\n{rows}\n7;8;9;0;1;2\n");
        let four = |rows: &str| format!("a;b;c;d\n1;2;3;4\n{rows}\n7;8;9;0\n");
        for swallowed in [
            six("1;\"x;3;4;5;6\n1;x\";3;4;5;6"),
            six("1;\"x;3;4;5;6\n1;2;3;4;5;6\n1;x\";3;4;5;6"),
            six("1;2;3;4;5;\"x\n1;2;3;4;5;y\""),
            four("1;\"x;3;4\n1;2;3;4\n1;2;3;4\n1;x\";3;4"),
            four("\"1;x;3;4\n1;2;3;4\n1;2;3;4\n1\";x;3;4"),
        ] {
            assert!(faults(&swallowed, b';'), "{swallowed}");
            assert!(faults(&swallowed.replace(';', ","), b','), "{swallowed}");
        }
        for told in [
            six("1;\"two\nlines\";3;4;5;6"),
            six("1;\"a; b\nc; d; e\nf\";3;4;5;6"),
            four("1;\"Rua A, 12\nCentro, SP\";3;4"),
            four("1;\"x\nRua A; 12; Centro; SP\ny\";3;4"),
            "a;b\n1;\"x;y\nz;w\nv;u\nt\"\n".to_owned(),
        ] {
            assert!(!faults(&told, b';'), "{told}");
        }
    }

    #[test]
    fn a_record_beyond_a_limit_ends_them_all() {
        let fault = |row: &str| {
            let text = format!("a;b\n{row}\n1;2\n");
            let mut records = Records::from(text.as_bytes(), b';', 0, 1);
            assert_eq!(records.by_ref().count(), 1, "{}", row.len());
            records.fault
        };
        let beyond = |limit: Limit, found: &str| Some(Fault::new(Trouble::Beyond(limit), found));
        let many = "x;".repeat(20_000);
        assert_eq!(fault(&many), beyond(Limit::Fields, "2"));
        assert_eq!(fault(&format!("\"x\";{many}")), beyond(Limit::Fields, "2"));
        let long = "x".repeat(300_000);
        assert_eq!(fault(&format!("1;{long}")), beyond(Limit::Cell, "R2C2"));
        assert_eq!(fault(&format!("1;2;\"{long}\"")), beyond(Limit::Cell, "R2C3"));
        let blank = format!("a;b\n{}\n1;2\n", ";".repeat(20_000));
        assert_eq!(Records::from(blank.as_bytes(), b';', 0, 1).count(), 2, "a blank row is none");
    }
}
