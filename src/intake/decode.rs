//! From bytes to text: the encoding, and the few marks that no table needs (byte order, NUL that fills cells, bare carriage returns).

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::{memchr, memchr2, memmem};

use super::mend::{self, end_lines};
use super::trouble::{Fault, Trouble};
use crate::model::table::{Lines, OddLines};

const PROBE: usize = 4096;
const CHARSET: &[u8] = b"charset=";

/// The bytes of a text file, looked at once whether they are UTF-8.
pub(super) enum Content {
    Utf8(String),
    Other(Vec<u8>),
}

impl Content {
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes).map_or_else(|error| Self::Other(error.into_bytes()), Self::Utf8)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Utf8(text) => text.as_bytes(),
            Self::Other(bytes) => bytes,
        }
    }

    /// What stands from a byte on, where the whole is UTF-8.
    fn text_from(&self, start: usize) -> Option<&str> {
        if let Self::Utf8(text) = self { text.get(start..) } else { None }
    }

    /// The text that others were borrowed from.
    pub(super) fn into_text(self) -> String {
        if let Self::Utf8(text) = self { text } else { String::new() }
    }
}

/// A file as text, borrowed where it already was UTF-8.
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) encoding: &'static str,
    /// Zero bytes stood in it, too few to be a hole by themselves: they are out, or stand for a sign that is lost.
    pub(super) had_zeros: bool,
    /// Where a borrowed text starts in the file.
    pub(super) start: usize,
    pub(super) odd: OddLines,
}

/// In no encoding do four zero bytes stand together in a text, nor four with every bit set.
const HOLES: [&[u8]; 2] = [&[0; 4], &[0xFF; 4]];

/// The line on which such bytes stand in a row, or a few at the very end of an open line: room that a sync or a download has not filled, or erased memory. Rows may be lost there.
pub(super) fn hole(bytes: &[u8]) -> Option<usize> {
    let at = HOLES.iter().filter_map(|hole| memmem::find(bytes, hole)).min();
    let at = at.or_else(|| end_unwritten(bytes))?;
    Some(memchr::memchr_iter(b'\n', bytes.get(..at)?).count() + 1)
}

/// A room that was not filled may reach one to three bytes beyond the last block; one sign of two bytes ends with a zero, or a line.
fn end_unwritten(bytes: &[u8]) -> Option<usize> {
    let last = bytes.iter().rposition(|byte| *byte != 0)?;
    let is_wide = bytes.get(..last).is_some_and(|before| memchr(0, before).is_some());
    let is_open = !matches!(bytes.get(last), Some(b'\n' | b'\r'));
    (last + 1 < bytes.len() && is_open && !is_wide).then_some(last)
}

/// Decodes by the declared label, else by byte order mark, else by what the whole file is.
pub(super) fn decode<'a>(content: &'a Content, label: Option<&str>) -> Result<Decoded<'a>, Fault> {
    let (encoding, mark) = match label {
        Some(label) => (
            Encoding::for_label(label.as_bytes())
                .ok_or_else(|| Fault::new(Trouble::BadEncoding, label))?,
            0,
        ),
        None => guess(content)?,
    };
    let bytes = content.bytes().get(mark..).unwrap_or_default();
    let mut odd = OddLines::default();
    let mut encoding = encoding;
    let text = match content.text_from(mark) {
        Some(text) if encoding == UTF_8 => {
            Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text))
        }
        None if encoding == UTF_8 || (label.is_none() && encoding == WINDOWS_1252) => {
            match mend::by_line(bytes, mark > 0) {
                Some((text, own, foreign)) => {
                    (encoding, odd.foreign) = (own, foreign);
                    Cow::Owned(text)
                }
                None => convert(bytes, encoding)?,
            }
        }
        _ => convert(bytes, encoding)?,
    };
    let start = mark + bytes.len() - text.len().min(bytes.len());
    if matches!(text, Cow::Owned(_)) {
        check_lines(bytes, encoding, &text)?;
    }
    let had_zeros = memchr(0, text.as_bytes()).is_some();
    let text = normalise(text);
    // Another encoding than UTF-8 that somebody names is taken at its word.
    let (text, doubled, lost) = if label.is_some() && encoding != UTF_8 {
        (text, Lines::default(), Lines::default())
    } else {
        mend::doubled(text)
    };
    let odd = OddLines { doubled, lost, is_ended: Some(text.ends_with('\n')), ..odd };
    Ok(Decoded { text, encoding: encoding.name(), had_zeros, start, odd })
}

/// The text must have the line ends of the bytes it was made of.
fn check_lines(bytes: &[u8], encoding: &'static Encoding, text: &str) -> Result<(), Fault> {
    let is_end = |unit: u16| matches!(unit, 0x0A | 0x0D);
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit);
        units.filter(|unit| is_end(*unit)).count()
    };
    let ends = |bytes: &[u8]| memchr::memchr2_iter(b'\n', b'\r', bytes).count();
    let there = match encoding {
        _ if encoding == UTF_16LE => wide(u16::from_le_bytes),
        _ if encoding == UTF_16BE => wide(u16::from_be_bytes),
        _ => ends(bytes),
    };
    let read = ends(text.as_bytes());
    if there == read {
        Ok(())
    } else {
        Err(Fault::new(Trouble::Corrupt, format!("{read} ≠ {there}")))
    }
}

fn convert<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Result<Cow<'a, str>, Fault> {
    let (text, failed) = encoding.decode_with_bom_removal(bytes);
    let is_wide = encoding == UTF_16LE || encoding == UTF_16BE;
    match () {
        () if is_wide && bytes.len() % 2 == 1 => Err(Trouble::Truncated.into()),
        () if failed => Err(Fault::new(Trouble::BadEncoding, encoding.name())),
        () => Ok(text),
    }
}

fn guess(content: &Content) -> Result<(&'static Encoding, usize), Fault> {
    let bytes = content.bytes();
    if let Some(marked) = Encoding::for_bom(bytes) {
        return Ok(marked);
    }
    if let Some(wide) = wide_without_mark(bytes) {
        return Ok((wide, 0));
    }
    if let Some(own) = of_page(bytes) {
        return Ok((own, 0));
    }
    if matches!(content, Content::Utf8(_)) {
        return Ok((UTF_8, 0));
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => Ok((UTF_8, 0)),
        // Accents as in UTF-8 up to a last character cut in two: the end is missing.
        Err(error)
            if error.error_len().is_none()
                && !bytes.get(..error.valid_up_to()).unwrap_or_default().is_ascii() =>
        {
            Err(Trouble::Truncated.into())
        }
        Err(_) => Ok((WINDOWS_1252, 0)),
    }
}

/// What a page of HTML says of itself, where its bytes bear it out.
fn of_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(PROBE))?.trim_ascii_start().to_ascii_lowercase();
    let said = memmem::find(&head, CHARSET).filter(|_| head.starts_with(b"<"))? + CHARSET.len();
    let label = head.get(said..)?.iter().skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '));
    let label: Vec<u8> = label
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':'))
        .copied()
        .collect();
    let encoding = Encoding::for_label(&label).filter(|encoding| encoding.is_ascii_compatible())?;
    (!encoding.decode_without_bom_handling(bytes).1).then_some(encoding)
}

/// Western text in UTF-16 has a zero in nearly every other byte.
fn wide_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let probe = bytes.get(..bytes.len().min(PROBE))?;
    let zeros =
        |offset: usize| probe.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), probe.len() / 2);
    match () {
        () if half > 1 && odd * 10 > half * 7 && even * 20 < half => Some(UTF_16LE),
        () if half > 1 && even * 10 > half * 7 && odd * 20 < half => Some(UTF_16BE),
        () => None,
    }
}

/// Zero bytes at the end of cells, in at least every second line, fill cells up to a width. Any other stands for a sign that is lost: without it a
/// date or an id would be another one.
fn is_padding(text: &str) -> bool {
    let ends_cell = |byte: &u8| b";,\t|\"\r\n\0".contains(byte);
    let is_at_end = |at: usize| text.as_bytes().get(at + 1).is_none_or(ends_cell);
    let padded = text.lines().filter(|line| line.contains('\0')).count();
    padded * 2 >= text.lines().count() && memchr::memchr_iter(0, text.as_bytes()).all(is_at_end)
}

fn normalise(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = match memchr(0, text.as_bytes()) {
        Some(_) if is_padding(&text) => Cow::Owned(text.replace('\0', "")),
        Some(_) => Cow::Owned(text.replace('\0', "\u{fffd}")),
        None => text,
    };
    if !ends_lines_with_bare_returns(text.as_bytes()) {
        return text;
    }
    let mut bytes = text.into_owned().into_bytes();
    end_lines(&mut bytes);
    Cow::Owned(String::from_utf8(bytes).unwrap_or_default())
}

/// Old Macintosh text, alone or with newer text behind it: the first line end is a carriage return alone, outside quotes or the most of all.
fn ends_lines_with_bare_returns(text: &[u8]) -> bool {
    let head = text.get(..text.len().min(1 << 16)).unwrap_or_default();
    let first = memchr2(b'\r', b'\n', head).and_then(|at| Some((head.get(at)?, head.get(at + 1))));
    if !matches!(first, Some((b'\r', after)) if after != Some(&b'\n')) {
        return false;
    }
    let before = memchr(b'\r', head).and_then(|at| head.get(..at)).unwrap_or_default();
    let is_outside = memchr::memchr_iter(b'"', before).count().is_multiple_of(2);
    let bare = memchr::memchr_iter(b'\r', head).filter(|at| head.get(at + 1) != Some(&b'\n'));
    if is_outside && bare.take(2).count() > 1 {
        return true;
    }
    let feeds = memchr::memchr_iter(b'\n', head).count();
    memchr::memchr_iter(b'\r', head).count() > 2 * feeds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, &'static str) {
        let content = Content::of(bytes.to_vec());
        let decoded = decode(&content, None).unwrap();
        (decoded.text.into_owned(), decoded.encoding)
    }

    #[test]
    fn the_encoding_is_what_the_whole_file_is() {
        assert_eq!(decoded("ação".as_bytes()), ("ação".into(), "UTF-8"));
        assert_eq!(decoded(b"\xEF\xBB\xBFa;b\n"), ("a;b\n".into(), "UTF-8"));
        assert_eq!(decoded(b"a\xE7\xE3o \x80"), ("ação €".into(), "windows-1252"));
        let wide: Vec<u8> = "nome\tação\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&wide), ("nome\tação\n".into(), "UTF-16LE"));
        let marked: Vec<u8> = "\u{feff}nome".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&marked), ("nome".into(), "UTF-16BE"));
    }

    #[test]
    fn a_character_cut_in_two_is_a_truncated_file() {
        let trouble = |bytes: &[u8], label: Option<&str>| {
            decode(&Content::of(bytes.to_vec()), label).err().map(|fault| fault.trouble)
        };
        assert_eq!(trouble(b"a\xC3\xA7\xC3", None), Some(Trouble::Truncated));
        assert_eq!(decoded(b"caf\xE9"), ("café".into(), "windows-1252"));
        assert_eq!(trouble(b"a", Some("klingon")), Some(Trouble::BadEncoding));
        assert_eq!(trouble(b"a\xC3", Some("utf-8")), Some(Trouble::BadEncoding));
    }

    #[test]
    fn a_line_in_another_encoding_does_not_spoil_the_file() {
        let mixed = ["João\n".as_bytes(), b"Concei\xE7\xE3o\n"].concat();
        assert_eq!(decoded(&mixed), ("João\nConceição\n".into(), "UTF-8"));
        let marked = [b"\xEF\xBB\xBF", mixed.as_slice()].concat();
        assert_eq!(decoded(&marked), ("João\nConceição\n".into(), "UTF-8"));
        let odd = decode(&Content::of(marked), None).unwrap().odd;
        assert_eq!((odd.foreign.count, odd.foreign.first), (1, 2));
        assert_eq!(decoded("aÃ§Ã£o;São\n".as_bytes()).0, "ação;São\n");
    }

    #[test]
    fn zero_bytes_behind_an_open_line_are_a_hole() {
        assert_eq!(hole(b"a;b\n1;2026-11-0\0\0\0"), Some(2));
        assert_eq!(hole(b"a;b\n1;2\0"), Some(2));
        assert_eq!(hole(b"a;b\n1;2\n\0"), None);
        let wide: Vec<u8> = "a;b\n1;2".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(hole(&wide), None);
        assert_eq!(hole(b"a;b\n1;2"), None);
    }

    #[test]
    fn bare_returns_and_nul_go() {
        assert_eq!(decoded(b"a;b\r1;2\r").0, "a;b\n1;2\n");
        assert_eq!(decoded(b"a;b\r1;2\r3;4\r\n5;6\n7;8\n9;0\n").0.lines().count(), 6);
        assert_eq!(decoded(b"a;b\r\n1;\"x\ry\"\r\n").0, "a;b\r\n1;\"x\ry\"\r\n");
        assert_eq!(decoded(b"a;b\n1\0;2\n").0, "a;b\n1;2\n");
        assert_eq!(decoded(b"a\0\0;b\0\r\n1\0;2\0\r\n").0, "a;b\r\n1;2\r\n");
        for (lost, shown) in [
            ("a;b\n1;1\0/11/2026\n2;3\n", "a;b\n1;1\u{fffd}/11/2026\n2;3\n"),
            ("a;b\n1;\x002/11/2026\n", "a;b\n1;\u{fffd}2/11/2026\n"),
            ("a;b\n1\0\0\0;x\n2;y\n3;z\n", "a;b\n1\u{fffd}\u{fffd}\u{fffd};x\n2;y\n3;z\n"),
            ("a\0;b\n1\0;l\0@x\n", "a\u{fffd};b\n1\u{fffd};l\u{fffd}@x\n"),
            ("a,b\n1,Goo\0\0e\n", "a,b\n1,Goo\u{fffd}\u{fffd}e\n"),
        ] {
            assert_eq!(decoded(lost.as_bytes()).0, shown);
        }
    }
}
