//! Lines that are not written as the rest of their file: in another encoding, or encoded twice.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use memchr::{memchr_iter, memmem};

use crate::model::table::Lines;

/// Times that a text is decoded again: what some programs do once, a chain of them does twice.
const ROUNDS: usize = 3;
/// What UTF-8's first bytes are in windows-1252, before a second one: the beginnings of `Ã§`, `Â°`, `â€“`.
const LEADS: [&[u8]; 3] = ["Ã".as_bytes(), "Â".as_bytes(), "â€".as_bytes()];
/// What no program could decode.
const LOST: &[u8] = "\u{fffd}".as_bytes();

/// A text some of whose lines are UTF-8 and others windows-1252: each is read by itself. Nothing when all are of one kind; `is_marked` says
/// that the file itself claims to be UTF-8.
pub(super) fn by_line(bytes: &[u8], is_marked: bool) -> Option<(String, &'static Encoding, Lines)> {
    let (mut wide, mut narrow) = (Lines::default(), Lines::default());
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
    for (number, line) in (1..).zip(bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r'))) {
        if let Ok(line) = std::str::from_utf8(line) {
            if !line.is_ascii() {
                wide.add(number);
            }
            text.push_str(line);
        } else {
            narrow.add(number);
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(line).0);
        }
    }
    let is_mixed = narrow.count > 0 && (wide.count > 0 || is_marked);
    let is_wide = is_marked || wide.count >= narrow.count;
    let (encoding, mut odd) = if is_wide { (UTF_8, narrow) } else { (WINDOWS_1252, wide) };
    odd.first = line_of(bytes, odd.first);
    is_mixed.then_some((text, encoding, odd))
}

/// The number that people count of the part with this number: a carriage return and a line feed end one line.
fn line_of(bytes: &[u8], part: u32) -> u32 {
    let before = usize::try_from(part).unwrap_or(usize::MAX).saturating_sub(1);
    let parts = bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')).take(before);
    let feeds = parts.filter(|part| *part == b"\n").count();
    part.saturating_sub(u32::try_from(feeds).unwrap_or(u32::MAX))
}

/// A text without its double encoding (`aÃ§Ã£o` → `ação`), the lines set right, and those where letters are lost or the cause is not certain.
pub(super) fn doubled(text: Cow<'_, str>) -> (Cow<'_, str>, Lines, Lines) {
    let (mut mended, mut lost) = (Lines::default(), Lines::default());
    if !is_doubled(&text) {
        if has(&text, LOST) {
            note_lost(&text, &mut lost);
        }
        return (text, mended, lost);
    }
    let mut whole = String::with_capacity(text.len());
    for (line, piece) in pieces(&text) {
        match again(piece) {
            Some(right) => {
                mended.add(line);
                whole.push_str(&right);
            }
            None => whole.push_str(piece),
        }
    }
    note_lost(&whole, &mut lost);
    (Cow::Owned(whole), mended, lost)
}

fn has(text: &str, mark: &[u8]) -> bool {
    memmem::find(text.as_bytes(), mark).is_some()
}

/// Quick test: false means that a text is neither encoded twice nor has lost letters.
pub(super) fn may_be_odd(text: &str) -> bool {
    has(text, LOST) || LEADS.iter().any(|lead| has(text, lead))
}

/// Some piece of a text proves that it was encoded twice.
pub(super) fn is_doubled(text: &str) -> bool {
    LEADS.iter().any(|lead| has(text, lead)) && pieces(text).any(|(_, piece)| proves(piece))
}

/// A text of which some piece was encoded twice, decoded once more; nothing when there is none.
pub(super) fn set_right(text: &str) -> Option<String> {
    let mut is_changed = false;
    let right = pieces(text).map(|(_, piece)| {
        let right = again(piece);
        is_changed |= right.is_some();
        right.map_or(Cow::Borrowed(piece), Cow::Owned)
    });
    let right: String = right.collect();
    is_changed.then_some(right)
}

/// Letters are lost, or look so and nothing proves what they were.
pub(super) fn is_lost(piece: &str) -> bool {
    !piece.is_ascii() && (piece.contains('\u{fffd}') || begins(piece))
}

fn note_lost(text: &str, lost: &mut Lines) {
    pieces(text).filter(|(_, piece)| is_lost(piece)).for_each(|(line, _)| lost.add(line));
}

/// The fields of a text, their marks included, each with its line: columns of one file come from different programs.
fn pieces(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let mut line = 1_u32;
    text.split_inclusive([';', ',', '\t', '|', '"', '\n']).map(move |piece| {
        let own = line;
        line += u32::from(piece.ends_with('\n'));
        (own, piece)
    })
}

/// A piece decoded once more, where all its letters say that it was encoded twice.
fn again(piece: &str) -> Option<String> {
    let mut found = None;
    for _ in 0..ROUNDS {
        match once(found.as_deref().unwrap_or(piece)) {
            Some(right) => found = Some(right),
            None => break,
        }
    }
    found
}

fn once(piece: &str) -> Option<String> {
    if piece.is_ascii() {
        return None;
    }
    let (bytes, _, has_errors) = WINDOWS_1252.encode(piece);
    let right = std::str::from_utf8(&bytes).ok().filter(|_| !has_errors)?;
    let is_letter = |c: char| {
        c.is_ascii()
            || matches!(c, '\u{a0}'..='\u{17f}' | '\u{2010}'..='\u{203a}' | '\u{20ac}' | '\u{2122}' | '\u{fffd}')
            || matches!(c, 'ƒ' | 'ˆ' | '˜')
    };
    right.chars().all(is_letter).then(|| right.to_owned())
}

/// True for a piece that nobody writes: one that decodes once more, and holds a pair such as `Ã§` whose second sign ends no word.
fn proves(piece: &str) -> bool {
    begins(piece) && once(piece).is_some()
}

/// The piece holds a pair of signs that no language has.
fn begins(piece: &str) -> bool {
    let mut before = ' ';
    piece.chars().any(|c| {
        let is_pair = matches!(before, 'Ã' | 'Â') && is_second(c) || before == 'â' && c == '€';
        before = c;
        is_pair
    })
}

/// Second signs of a pair that do not stand behind a word: quotes, dashes and the blank do (`IRMÃ”`, `MANHÃ `).
fn is_second(c: char) -> bool {
    let is_high = matches!(c, '\u{80}'..='\u{bf}' | '€' | '‚' | 'ƒ' | '„' | '†' | '‡' | 'ˆ' | '‰')
        || matches!(c, 'Š' | '‹' | 'Œ' | 'Ž' | '•' | '˜' | '™' | 'š' | '›' | 'œ' | 'ž' | 'Ÿ');
    is_high && !matches!(c, '\u{a0}' | '«' | '»')
}

/// A text whose every line stands in quotes as a whole, as a spreadsheet leaves a csv it has opened in one column; nothing when it is not so.
pub(super) fn unwrapped(text: &[u8]) -> Option<Vec<u8>> {
    const SAMPLE: usize = 200;
    let lines = || text.split_inclusive(|byte| *byte == b'\n');
    let filled = lines().filter(|line| !line.trim_ascii().is_empty()).take(SAMPLE);
    let sample: Vec<(Cow<[u8]>, bool)> = filled
        .map(|line| {
            inside(line).map_or((Cow::Borrowed(line), false), |own| (Cow::Owned(own), true))
        })
        .collect();
    let wrapped = sample.iter().filter(|(_, is_wrapped)| *is_wrapped).count();
    if wrapped < 2.min(sample.len().saturating_sub(1)).max(1) || wrapped * 2 < sample.len() {
        return None;
    }
    let width = |line: &[u8], delimiter: u8| super::record::Fields::new(line, delimiter).count();
    let head = &sample.first()?.0;
    let is_steady = |delimiter: &u8| {
        let columns = width(head, *delimiter);
        let alike = sample.iter().filter(|(line, _)| width(line, *delimiter) == columns).count();
        columns > 1 && alike * 5 >= sample.len() * 4
    };
    DELIMITERS.iter().any(is_steady).then(|| {
        lines().fold(Vec::with_capacity(text.len()), |mut whole, line| {
            match inside(line) {
                Some(own) => {
                    whole.extend(own);
                    whole.push(b'\n');
                }
                None => whole.extend_from_slice(line),
            }
            whole
        })
    })
}

/// The text with a line end for each carriage return that stands alone in one of these lines, counted from 1; nothing when there is none.
pub(super) fn parted(text: &str, lines: impl Iterator<Item = u32>) -> Option<String> {
    let mut whole = Vec::with_capacity(text.len());
    let mut lines = lines.peekable();
    lines.peek()?;
    for (number, line) in (1..).zip(text.as_bytes().split_inclusive(|byte| *byte == b'\n')) {
        let from = whole.len();
        whole.extend_from_slice(line);
        if lines.next_if_eq(&number).is_some() {
            end_lines(whole.get_mut(from..).unwrap_or_default());
        }
    }
    String::from_utf8(whole).ok().filter(|whole| whole != text)
}

const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// What a line holds that is one quoted text with delimiters in it, empty fields behind it left off.
fn inside(line: &[u8]) -> Option<Vec<u8>> {
    let line = line.trim_ascii_end();
    let end = line.iter().rposition(|byte| !DELIMITERS.contains(byte))? + 1;
    let inner = line.get(..end)?.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    let mut own = Vec::with_capacity(inner.len());
    let mut at = 0;
    for quote in memchr_iter(b'"', inner) {
        if quote < at {
            continue;
        }
        if inner.get(quote + 1) != Some(&b'"') {
            return None;
        }
        own.extend_from_slice(inner.get(at..=quote)?);
        at = quote + 2;
    }
    own.extend_from_slice(inner.get(at..)?);
    own.iter().any(|byte| DELIMITERS.contains(byte)).then_some(own)
}

/// Makes line ends of carriage returns that stand alone.
pub(super) fn end_lines(text: &mut [u8]) {
    let bare: Vec<usize> =
        memchr::memchr_iter(b'\r', text).filter(|at| text.get(at + 1) != Some(&b'\n')).collect();
    for at in bare {
        if let Some(byte) = text.get_mut(at) {
            *byte = b'\n';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set_right(text: &str) -> (String, (u64, u32), (u64, u32)) {
        let (text, mended, lost) = doubled(Cow::Borrowed(text));
        (text.into_owned(), (mended.count, mended.first), (lost.count, lost.first))
    }

    /// UTF-8 read as windows-1252, which is what encoding twice comes to.
    fn twice(text: &str) -> String {
        WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn text_encoded_twice_is_set_right() {
        for text in ["ação;São Paulo", "É;à;Ó", "João – “Ótica” °C", "€ 10;ª º", "façade;ÀÉÍÓÚ ç"]
        {
            let (found, mended, lost) = set_right(&format!("ação\n{}\n", twice(text)));
            assert_eq!((found, lost), (format!("ação\n{text}\n"), (0, 0)), "{text}");
            assert_eq!(mended.1, 2);
        }
        // One column of a file alone, and one that went through two such programs.
        let (found, mended, _) = set_right(&format!("São;{};Ação\n", twice(&twice("orgânica"))));
        assert_eq!((found.as_str(), mended), ("São;orgânica;Ação\n", (1, 1)));
    }

    #[test]
    fn right_text_stays() {
        for text in [
            "SÃO PAULO;IRMÃ\u{a0}DULCE\n",
            "“IRMÔ;AMANHû\n",
            "CAFÉ”;pâté;Â\n",
            "ÂNGELA;PATRÂNCIA;mãe\n",
            "ação,10 °C,nº 5,1ª\n",
            "plain ascii\n",
        ] {
            assert_eq!(set_right(text), (text.to_owned(), (0, 0), (0, 0)), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_set_right_is_told() {
        let (text, mended, lost) = set_right("a;b\nJo\u{fffd}o;x\nok;y\n");
        assert_eq!((text.as_str(), mended, lost), ("a;b\nJo\u{fffd}o;x\nok;y\n", (0, 0), (1, 2)));
        // A right letter within the same field: which part is wrong is not certain.
        let (text, mended, lost) = set_right("Ã§a\nSão orgÃ¢nica\n");
        assert_eq!((text.as_str(), mended, lost), ("ça\nSão orgÃ¢nica\n", (1, 1), (1, 2)));
    }

    #[test]
    fn each_line_in_its_own_encoding() {
        let bytes = "nome\r\nJoão\r\nZé\r\n".as_bytes().to_vec();
        assert!(by_line(&bytes, false).is_none());
        let mixed =
            [bytes.as_slice(), b"Concei\xE7\xE3o\r\nCe\xE7a\r\n", "Ná\r\n".as_bytes()].concat();
        let (text, encoding, odd) = by_line(&mixed, false).unwrap();
        assert_eq!(text, "nome\r\nJoão\r\nZé\r\nConceição\r\nCeça\r\nNá\r\n");
        assert_eq!((encoding.name(), odd.count, odd.first), ("UTF-8", 2, 4));
        let (_, encoding, odd) = by_line(b"Jo\xE3o\nZ\xE9\nN\xC3\xA1\n", false).unwrap();
        assert_eq!((encoding.name(), odd.count, odd.first), ("windows-1252", 1, 3));
        assert!(by_line(b"Jo\xE3o\nZ\xE9\n", false).is_none());
        assert!(by_line(b"Jo\xE3o\nZe\n", true).is_some());
    }

    #[test]
    fn lines_in_quotes_as_a_whole() {
        let cases = [
            ("\"a;b\"\n\"1;2\"\n", Some("a;b\n1;2\n")),
            ("\"a,b\"\r\n\"1,\"\"x, y\"\"\"\r\n", Some("a,b\n1,\"x, y\"\n")),
            ("a,b\n\"1,\"\"x, y\"\"\"\n\"2,z\"\n", Some("a,b\n1,\"x, y\"\n2,z\n")),
            ("\"a,b\";;\n\"1,2\";;\n", Some("a,b\n1,2\n")),
            ("\"a\";\"b\"\n\"1\";\"2\"\n", None),
            ("a;b\n\"x;y\";2\n", None),
            ("nota\n\"a, b e c\"\n\"d\"\n", None),
            ("a;b\n1;2\n", None),
        ];
        for (text, wanted) in cases {
            let found = unwrapped(text.as_bytes()).map(|text| String::from_utf8(text).unwrap());
            assert_eq!(found.as_deref(), wanted, "{text}");
        }
    }
}
