//! Whether a letter names a person: in its words however they are written for the way, or in what is attached.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::mapping::traces::Traces;

use super::workbook;

/// True when a letter names the person.
pub fn names(bytes: &[u8], traces: &Traces) -> bool {
    let text = String::from_utf8_lossy(bytes);
    parts(&text).into_iter().any(|part| {
        if part.starts_with(b"PK") {
            workbook::taken_out(&part, traces).is_some()
        } else {
            traces.are_in(&String::from_utf8_lossy(&part))
        }
    })
}

/// The head and each part of a message, as they were before they were written for the way.
fn parts(text: &str) -> Vec<Vec<u8>> {
    let text = text.replace("\r\n", "\n");
    let mut parts = Vec::new();
    for piece in text.split("\n--") {
        let (head, body) = piece.split_once("\n\n").unwrap_or((piece, ""));
        let head = head.to_ascii_lowercase();
        let is = |how: &str| head.contains(&format!("content-transfer-encoding: {how}"));
        parts.push(if is("base64") {
            let packed: String = body.split_whitespace().collect();
            STANDARD.decode(packed).unwrap_or_else(|_| body.as_bytes().to_vec())
        } else if is("quoted-printable") {
            printable(body)
        } else {
            piece.as_bytes().to_vec()
        });
    }
    parts
}

/// A text of `=C3=A9` and lines that end in `=`.
fn printable(text: &str) -> Vec<u8> {
    let text = text.replace("=\n", "");
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('=') {
        out.extend(before.bytes());
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(byte.unwrap_or(b'='));
        rest = byte.and_then(|_| after.get(2..)).unwrap_or(after);
    }
    out.extend(rest.bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_read_as_its_reader_reads_it() {
        let mut ana = Traces::default();
        ana.add_id("ana@x.com");
        ana.add_name("Ana Conceição");
        let head = "To: t@x.com\r\nContent-Transfer-Encoding: ";
        for (how, body, is) in [
            ("7bit", "a ana@x.com b", true),
            ("quoted-printable", "Ana Concei=C3=A7=C3=A3o", true),
            ("quoted-printable", "Ana Con=\r\ncei=C3=A7=C3=A3o", true),
            ("base64", "QW5hIENvbmNl\r\naefDo28=", false),
            ("base64", &STANDARD.encode("Ana Conceição"), true),
            ("7bit", "mariana@x.com", false),
        ] {
            let letter = format!("{head}{how}\r\n\r\n{body}\r\n");
            assert_eq!(names(letter.as_bytes(), &ana), is, "{how} {body}");
        }
    }
}
