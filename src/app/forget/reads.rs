//! What a file says, cell by cell or line by line, so that a person is looked for in it. Nothing is ever written from it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::intake::archive;
use crate::model::runnable::restored;

/// Keys of documents whose value is a lead's id.
pub const LEADS: [&str; 2] = ["lead", "leads"];
/// How the tables of leads begin that acordo writes.
const HEADERS: [&str; 2] = ["id,person,", "lead,person,"];

/// What a file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Cells that are ids of leads and nothing else.
    pub ids: Vec<String>,
    /// All cells or lines.
    pub texts: Vec<String>,
}

/// What a file says, by its ending; nothing where it cannot be read so that all of it was seen.
pub fn said(ending: &str, bytes: &[u8]) -> Option<Said> {
    let of = |texts: Vec<String>| Said { texts, ..Said::default() };
    match ending {
        "xlsx" => workbook(bytes).map(of),
        "eml" => letter(bytes),
        "csv" => table(&decoded(bytes)?),
        "html" | "htm" => Some(of(without_tags(&decoded(bytes)?))),
        "txt" | "md" | "log" => Some(of(lines(&decoded(bytes)?))),
        "json" => document(&decoded(bytes)?),
        _ => None,
    }
}

fn lines(text: &str) -> Vec<String> {
    // A name may be broken over two lines: the whole text is looked at too.
    text.lines().map(str::to_owned).chain([text.to_owned()]).collect()
}

/// Text in UTF-8, or in UTF-16 that says so.
pub fn decoded(bytes: &[u8]) -> Option<String> {
    let units = |pair: fn([u8; 2]) -> u16| -> Option<String> {
        let pairs = bytes.get(2..)?.chunks(2);
        let units = pairs.map(|two| <[u8; 2]>::try_from(two).ok().map(pair));
        String::from_utf16(&units.collect::<Option<Vec<u16>>>()?).ok()
    };
    match bytes {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => {
            let text = std::str::from_utf8(bytes).ok()?;
            (!text.contains('\0')).then(|| text.trim_start_matches('\u{feff}').to_owned())
        }
    }
}

fn table(text: &str) -> Option<Said> {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: &u8| first.bytes().filter(|byte| byte == sign).count();
    let delimiter = *b",;\t".iter().max_by_key(|sign| count(sign))?;
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let is_ours = HEADERS.iter().any(|header| text.starts_with(header));
    let mut said = Said { ids: Vec::new(), texts: vec![text.to_owned()] };
    for row in rows.records() {
        let row = row.ok()?;
        said.ids.extend(row.get(0).filter(|_| is_ours).map(|id| restored(id).into_owned()));
        said.texts.extend(row.iter().map(|cell| restored(cell).into_owned()));
    }
    Some(said)
}

fn document(text: &str) -> Option<Said> {
    let mut said = Said::default();
    strings(&serde_json::from_str(text).ok()?, "", &mut said);
    Some(said)
}

fn strings(value: &serde_json::Value, key: &str, said: &mut Said) {
    match value {
        serde_json::Value::String(text) => {
            said.ids.extend(LEADS.contains(&key).then(|| text.clone()));
            said.texts.push(text.clone());
        }
        serde_json::Value::Array(all) => all.iter().for_each(|one| strings(one, key, said)),
        serde_json::Value::Object(fields) => {
            said.texts.extend(fields.keys().cloned());
            fields.iter().for_each(|(key, one)| strings(one, key, said));
        }
        _ => {}
    }
}

/// Every string of a workbook: shared and inline ones, comments, charts, titles; the addresses of links stand in tags, and are looked at too.
fn workbook(bytes: &[u8]) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for (name, text) in archive::texts(bytes)? {
        if name.contains("worksheets/sheet") {
            // Numbers and references of cells stand here, and are no ids; only inline strings are words.
            let strings =
                text.split("<is>").skip(1).filter_map(|piece| piece.split("</is>").next());
            strings.for_each(|piece| found.extend(without_tags(piece)));
        } else {
            found.extend(without_tags(&text));
        }
        let linked =
            text.split(['"', '\'']).filter(|value| value.contains('@') || value.contains("tel:"));
        found.extend(linked.map(plain));
    }
    Some(found)
}

/// Tags within a string or a line: what stands behind their end goes on with it.
const INLINE: [&str; 14] =
    ["b", "i", "u", "a", "em", "strong", "span", "small", "font", "r", "rPr", "a:r", "a:t", "t"];

/// The texts of a markup, parted where a cell or line ends: runs of one string stay together.
fn without_tags(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for piece in text.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
        let ended = tag.strip_prefix('/').map(str::trim_end);
        let is_break = tag.starts_with("br") || ended.is_some_and(|name| !INLINE.contains(&name));
        if is_break {
            found.push(String::new());
        }
        if let Some(last) = found.last_mut() {
            last.push_str(&plain(words));
        }
    }
    found.retain(|text| !text.trim().is_empty());
    found
}

fn plain(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", " "),
    ];
    let text = signs.into_iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    text.replace("&amp;", "&")
}

/// The head and each part of a message, as they were before they were written for the way, and what is attached.
fn letter(bytes: &[u8]) -> Option<Said> {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let mut said = Said::default();
    let found = &mut said.texts;
    for piece in text.split("\n--") {
        let (head, body) = piece.split_once("\n\n").unwrap_or((piece, ""));
        found.extend(lines(&head.replace("\n ", " ")));
        let head = head.to_ascii_lowercase();
        let is = |how: &str| head.contains(&format!("content-transfer-encoding: {how}"));
        let part = if is("base64") {
            let packed: String = body.split_whitespace().collect();
            STANDARD.decode(packed).ok()?
        } else if is("quoted-printable") {
            printable(body)
        } else {
            body.as_bytes().to_vec()
        };
        if part.starts_with(b"PK") {
            found.extend(workbook(&part)?);
        } else if head.contains("application/json") {
            let own = document(&decoded(&part)?)?;
            found.extend(own.texts);
            said.ids.extend(own.ids);
        } else if !head.contains("content-type: image/") {
            let text = decoded(&part)?;
            found.extend(without_tags(&text));
            found.extend(lines(&text));
        }
    }
    Some(said)
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
        let head = "To: t@x.com\r\nContent-Transfer-Encoding: ";
        for (how, body, is) in [
            ("7bit", "a Ana Conceição b", true),
            ("quoted-printable", "Ana Concei=C3=A7=C3=A3o", true),
            ("quoted-printable", "Ana Con=\r\ncei=C3=A7=C3=A3o", true),
            ("base64", &STANDARD.encode("Ana Conceição"), true),
            ("7bit", "Ana", false),
        ] {
            let letter = format!("{head}{how}\r\n\r\n{body}\r\n");
            let said = said("eml", letter.as_bytes()).unwrap().texts;
            assert_eq!(said.iter().any(|text| text.contains("Ana Conceição")), is, "{how} {body}");
        }
    }

    #[test]
    fn what_cannot_be_seen_whole_is_not_read() {
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("Ana;1".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert!(said("csv", &wide).unwrap().texts.contains(&"Ana".to_owned()));
        for (ending, bytes) in [
            ("ods", &b"PK"[..]),
            ("txt", b"Concei\xe7\xe3o"),
            ("xlsx", b"PK"),
            ("pdf", b"%PDF"),
            ("json", b"{"),
        ] {
            assert_eq!(said(ending, bytes), None, "{ending}");
        }
    }

    #[test]
    fn strings_of_a_markup_stay_apart_and_their_runs_together() {
        assert_eq!(
            without_tags(
                "<si><r><t>Ana </t></r><r><t>Souza</t></r></si><si><t>O&apos;Neil</t></si>"
            ),
            ["Ana Souza", "O'Neil"]
        );
        assert_eq!(without_tags("<tr><td>12</td><td>Rui &amp; Cia</td></tr>"), ["12", "Rui & Cia"]);
    }
}
