//! Content read to its end within limits that its first bytes tell, and refused before there is room made for more.

use std::io::{self, Read};

use memchr::{memchr_iter, memchr2, memrchr, memrchr2};

use super::dialect;
use super::header::Wanted;
use super::record::{QUOTE, Records};
use super::trouble::{Fault, Limit, Trouble, megabytes};

/// Bytes read at a time.
const PIECE: u64 = 8 << 20;
/// Most bytes between two line ends that stand outside quotes: no export has rows of that length.
const LINE: usize = 64 << 20;
/// Most bytes of a page or of a list of objects, which are read as one.
const WHOLE: u64 = 256 << 20;
/// Bytes that room is made for before they are read, where there is none for all.
pub(super) const FIRST_ROOM: u64 = LINE as u64 + PIECE;
/// How content begins that has no lines: zips, compound files, gzip, Parquet.
const PACKED: [&[u8]; 4] = [b"PK", &[0xD0, 0xCF, 0x11, 0xE0], &[0x1F, 0x8B], b"PAR1"];
const MARKS: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"];

/// Reads at most one byte more than `most`; `size` is what the content is said to have.
pub(super) fn read(
    reader: &mut impl Read,
    size: u64,
    most: u64,
    fault: fn(io::Error) -> Fault,
) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let mut row = Row::default();
    // Room that is never written to costs no memory; content that outgrows its room is moved.
    make_room(&mut bytes, size.min(most))
        .or_else(|_| make_room(&mut bytes, size.min(FIRST_ROOM)))?;
    while bytes.len() as u64 <= most {
        let before = bytes.len();
        let left = most.saturating_add(1).saturating_sub(before as u64);
        reader.by_ref().take(PIECE.min(left)).read_to_end(&mut bytes).map_err(fault)?;
        if bytes.len() == before {
            break;
        }
        row.check(&bytes, before)?;
        let known = size.max(bytes.len() as u64);
        if known > WHOLE && is_whole(&bytes) {
            return Err(Fault::new(Trouble::Beyond(Limit::Size), megabytes(known)));
        }
        if bytes.len() as u64 >= FIRST_ROOM {
            make_room(&mut bytes, size)?;
        }
    }
    Ok(bytes)
}

fn make_room(bytes: &mut Vec<u8>, size: u64) -> Result<(), Fault> {
    let more = usize::try_from(size).unwrap_or(usize::MAX).saturating_add(1);
    let more = more.saturating_sub(bytes.len());
    let too_large = |_| Fault::new(Trouble::Beyond(Limit::Size), megabytes(size));
    bytes.try_reserve_exact(more).map_err(too_large)
}

/// The row that is being read: a line end within quotes does not end it.
#[derive(Default)]
struct Row {
    length: usize,
    /// An odd number of quotes stands before what is read next.
    is_open: bool,
    has_none: bool,
}

impl Row {
    /// Refuses a row that has grown too long; the bytes from `from` on are new.
    fn check(&mut self, bytes: &[u8], from: usize) -> Result<(), Fault> {
        let piece = bytes.get(from..).unwrap_or_default();
        if from == 0 {
            self.has_none = PACKED.iter().any(|start| bytes.starts_with(start)) || is_whole(bytes);
        }
        if self.has_none {
            return Ok(());
        }
        self.take(piece);
        if self.length <= LINE {
            return Ok(());
        }
        let start = bytes.len().saturating_sub(self.length);
        let (above, row) = bytes.split_at(start);
        if memchr2(b'\n', b'\r', row).is_some() {
            // A quote that only stands in a text opens nothing: whether this one does is told as the rows are read later.
            *self = Self::default();
            return unclosed(bytes).map_or(Ok(()), Err);
        }
        let is_empty = super::decode::hole(piece).is_some();
        let trouble = if is_empty { Trouble::Hole } else { Trouble::Beyond(Limit::Row) };
        Err(Fault::new(trouble, memchr_iter(b'\n', above).count() + 1))
    }

    /// Adds what was read: the row's length is what stands behind the last line end outside quotes.
    fn take(&mut self, piece: &[u8]) {
        self.is_open ^= memchr_iter(QUOTE, piece).count() % 2 == 1;
        let (mut stretch, mut is_open) = (piece, self.is_open);
        loop {
            let quote = memrchr(QUOTE, stretch);
            let begin = quote.map_or(0, |quote| quote + 1);
            let (before, behind) = stretch.split_at(begin);
            let end = memrchr2(b'\n', b'\r', behind).filter(|_| !is_open);
            if let Some(end) = end {
                self.length = piece.len() - before.len() - end - 1;
                return;
            }
            if quote.is_none() {
                self.length += piece.len();
                return;
            }
            stretch = before.get(..begin - 1).unwrap_or_default();
            is_open = !is_open;
        }
    }
}

/// What is wrong with a row that begins too far back and does not end.
fn unclosed(bytes: &[u8]) -> Option<Fault> {
    let guessed = dialect::guess(bytes, 0, &Wanted::new(&[]));
    let delimiters = guessed.as_ref().map_or(&dialect::CANDIDATES[..], std::slice::from_ref);
    delimiters.iter().find_map(|delimiter| {
        let mut records = Records::from(bytes, *delimiter, 0, 1);
        let last = records.by_ref().last().map_or(0, |span| span.next);
        records.fault.filter(|_| bytes.len() - last > LINE)
    })
}

/// A page of HTML or a list of objects: its lines part nothing.
fn is_whole(bytes: &[u8]) -> bool {
    let mark = MARKS.iter().find(|mark| bytes.starts_with(mark)).map_or(0, |mark| mark.len());
    let text = bytes.get(mark..).unwrap_or_default();
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    matches!(first, Some(b'<' | b'['))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(head: &str, repeated: u8, length: u64) -> Result<usize, Fault> {
        let mut content = head.as_bytes().chain(io::repeat(repeated).take(length));
        read(&mut content, head.len() as u64 + length, 2 << 30, Fault::from).map(|all| all.len())
    }

    #[test]
    fn a_line_that_does_not_end_is_refused_while_it_is_read() {
        let endless = |line: u32| Err(Fault::new(Trouble::Beyond(Limit::Row), line));
        assert_eq!(told("a;b\n1;2\n", b';', 100 << 20), endless(3));
        assert_eq!(told("", b'x', 100 << 20), endless(1));
        assert_eq!(told("a;b\n", 0, 100 << 20), Err(Fault::new(Trouble::Hole, 2)));
        assert_eq!(told("{\"a\":\"", b'x', 100 << 20), endless(1));
        let too_large = |all: u64| Err(Fault::new(Trouble::Beyond(Limit::Size), megabytes(all)));
        assert_eq!(told("[{\"a\":\"", b'x', 600 << 20), too_large(600 << 20));
        assert_eq!(told("\u{feff} <table>", b'x', 600 << 20), too_large(600 << 20));
    }

    /// A row in quotes goes over lines: it is refused as soon, whatever stands in it, and a quote within a text opens none.
    #[test]
    fn a_quote_that_is_not_closed_is_refused_while_it_is_read() {
        let open = |line: u32| Err(Fault::new(Trouble::UnbalancedQuote, line));
        assert_eq!(told("a;b\n1;2\n3;\"x", b'\n', 100 << 20), open(3));
        assert_eq!(told("a,b\n1,2\n\"", b'\n', 100 << 20), open(3));
        assert_eq!(told("a;b\n1;\"two \"\" and\n", b'\n', 100 << 20), open(2));
        assert_eq!(told("id;\"email", b'\n', 100 << 20), open(1));
        assert_eq!(told("a\tb\n\"1\n2\"\t\"x", b'\n', 100 << 20), open(3));
        for whole in [
            "a;b\n1;TV 42\"\n",
            "a;b\n\"1\n2\";3\n",
            "a;b\n\"1;\"\"2\"\"\";3\n",
            "a;b\n1;2 \"x\ny\n",
        ] {
            let length = whole.len() + (80 << 20);
            assert_eq!(told(whole, b'\n', 80 << 20), Ok(length), "{whole}");
        }
    }

    #[test]
    fn many_lines_a_page_and_what_is_packed_are_read() {
        assert_eq!(told("", b'\n', 100 << 20), Ok(100 << 20));
        assert_eq!(told("<", b'x', 80 << 20), Ok((80 << 20) + 1));
        assert_eq!(told("PK", 0, 80 << 20), Ok((80 << 20) + 2));
        assert_eq!(told("a\n", b';', 60 << 20), Ok((60 << 20) + 2));
    }
}
