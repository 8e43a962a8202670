//! How a text file parts its fields: the `sep=` line, or the delimiter that gives one steady width.

use std::collections::BTreeMap;

use super::header::{LOOK, Wanted};
use super::limits::COLUMNS;
use super::record::Records;
use super::seen::Seen;

pub(super) const CANDIDATES: [u8; 4] = [b';', b',', b'\t', b'|'];
const SAMPLE_BYTES: usize = 1 << 20;
const SAMPLE_RECORDS: usize = 200;
/// Beyond this many columns a wider table proves no more.
const WIDE_ENOUGH: usize = 12;

/// The delimiter of a `sep=` first line and where the text goes on.
pub(super) fn declared(text: &[u8]) -> Option<(u8, usize)> {
    let end = memchr::memchr(b'\n', text).map_or(text.len(), |at| at + 1);
    let line = text.get(..end)?;
    let bare = line.strip_suffix(b"\n").unwrap_or(line);
    let bare = bare.strip_suffix(b"\r").unwrap_or(bare);
    let bare = bare.strip_prefix(b"\"").and_then(|inner| inner.strip_suffix(b"\"")).unwrap_or(bare);
    match bare.split_at_checked(4) {
        Some((mark, &[delimiter]))
            if mark.eq_ignore_ascii_case(b"sep=") && delimiter.is_ascii() =>
        {
            Some((delimiter, end))
        }
        _ => None,
    }
}

/// The likeliest delimiter of the text from `at` on; `None` for a file of one column.
pub(super) fn guess(text: &[u8], at: usize, wanted: &Wanted) -> Option<u8> {
    let rest = text.get(at..)?;
    let head = rest.get(..SAMPLE_BYTES).unwrap_or(rest);
    let first = head.get(..memchr::memchr(b'\n', head).unwrap_or(head.len()))?;
    if let Some(delimiter) = too_wide(first) {
        return Some(delimiter);
    }
    let sample = match rest.get(..SAMPLE_BYTES) {
        Some(head) => head.get(..memchr::memrchr(b'\n', head)? + 1)?,
        None => rest,
    };
    let mut best: Option<((usize, usize), u8)> = None;
    for delimiter in CANDIDATES {
        if let Some(score) = score(sample, delimiter, wanted)
            && best.is_none_or(|(other, _)| score > other)
        {
            best = Some((score, delimiter));
        }
    }
    best.map(|(_, delimiter)| delimiter)
}

/// What parts a line into more fields than a table may have: such a line has no width that a score could be made of.
fn too_wide(line: &[u8]) -> Option<u8> {
    let times = |delimiter: u8| memchr::memchr_iter(delimiter, line).count();
    let most = CANDIDATES.into_iter().max_by_key(|delimiter| times(*delimiter))?;
    (times(most) > COLUMNS as usize).then_some(most)
}

/// Wanted headers seen, then steadiness (share of records of the commonest width, squared) times width. One header alone says nothing:
/// `Se não, por quê` has a comma and ends like a header that is known.
fn score(sample: &[u8], delimiter: u8, wanted: &Wanted) -> Option<(usize, usize)> {
    let records: Vec<_> = Records::from(sample, delimiter, 0, 1).take(SAMPLE_RECORDS).collect();
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for record in &records {
        *widths.entry(usize::try_from(record.fields).unwrap_or(usize::MAX)).or_default() += 1;
    }
    let (width, steady) = widths
        .into_iter()
        .filter(|(width, _)| *width > 1)
        .max_by_key(|(width, number)| (*number, *width))?;
    if steady * 4 < records.len() {
        return None;
    }
    let rows: Vec<Vec<Seen>> = records
        .iter()
        .take(LOOK)
        .map(|record| record.cells(sample, delimiter).into_iter().map(Seen::field).collect())
        .collect();
    let share = steady * 1000 / records.len().max(1);
    let matches = Some(wanted.best(&rows)).filter(|matches| *matches > 1);
    Some((matches.unwrap_or(0), share * share * width.min(WIDE_ENOUGH)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(text: &str) -> Option<char> {
        guess(text.as_bytes(), 0, &Wanted::new(&[])).map(char::from)
    }

    #[test]
    fn one_steady_width_decides() {
        assert_eq!(guessed("a;b;c\n1,5;2,5;x\n1,5;3,5;y, z\n"), Some(';'));
        assert_eq!(guessed("a,b\n\"x;y\",2\n\"p;q;r\",3\n"), Some(','));
        assert_eq!(guessed("a\tb\n1\t2\n"), Some('\t'));
        assert_eq!(guessed("a|b|c\n1|2,5|3\n"), Some('|'));
        assert_eq!(guessed("email\na@x.com\nb@x.com\n"), None);
        let amounts =
            "Nº;Data;Valor;Se não, por quê\n1;03/11/2026;1100,00;Preço\n2;04/11/2026;90,00;\n";
        let wanted = Wanted::new(&["Por quê".to_owned()]);
        assert_eq!(guess(amounts.as_bytes(), 0, &wanted), Some(b';'));
    }

    #[test]
    fn a_sep_line_is_read() {
        assert_eq!(declared(b"sep=;\r\na;b\r\n"), Some((b';', 7)));
        assert_eq!(declared(b"\"SEP=|\"\na|b"), Some((b'|', 8)));
        assert_eq!(declared(b"sep=\t\na\tb"), Some((b'\t', 6)));
        assert_eq!(declared(b"separa;b\n"), None);
    }
}
