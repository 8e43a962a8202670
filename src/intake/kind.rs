//! What a file is, by its content and never by its ending.

use memchr::memmem;

use super::trouble::{Fault, Trouble};
use super::{archive, objects};

const OLE2: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const HEAD: usize = 4096;
/// Control characters that no text of any length has.
const LEAST_ODD: usize = 4;
const GZIP: &[u8] = &[0x1F, 0x8B];
const PARQUET: &[u8] = b"PAR1";
const OTHER_KINDS: [(&[u8], &str); 14] = [
    (b"%PDF", "pdf"),
    (b"7z\xBC\xAF\x27\x1C", "7z"),
    (b"Rar!", "rar"),
    (&[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz"),
    (&[0x28, 0xB5, 0x2F, 0xFD], "zstd"),
    (b"BZh91AY", "bzip2"),
    (&[0x89, b'P', b'N', b'G'], "png"),
    (&[0xFF, 0xD8, 0xFF], "jpeg"),
    (b"GIF8", "gif"),
    (b"{\\rtf", "rtf"),
    (b"SQLite format 3", "sqlite"),
    (&[0x09, 0x08, 0x10, 0x00], "old-xls"),
    (&[0x09, 0x04, 0x06, 0x00], "old-xls"),
    (b"bplist", "plist"),
];

/// The format of a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

impl Format {
    /// The format of a name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        [Self::Xlsx, Self::Xlsb, Self::Xls, Self::Ods]
            .into_iter()
            .find(|format| format.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Xls => "xls",
            Self::Ods => "ods",
        }
    }
}

/// What a file is to be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Gzip,
    Workbook(Format),
    Parquet,
}

/// Recognises a file; what is neither text nor a workbook is refused by its true name.
pub(super) fn of(bytes: &[u8]) -> Result<Kind, Fault> {
    if bytes.starts_with(b"PK") && bytes.get(2).is_some_and(|third| *third < 9) {
        return zipped(bytes);
    }
    if bytes.starts_with(OLE2) {
        return compound(bytes);
    }
    if bytes.starts_with(PARQUET) {
        let is_whole = bytes.len() > 2 * PARQUET.len() && bytes.ends_with(PARQUET);
        return is_whole.then_some(Kind::Parquet).ok_or_else(|| Trouble::Truncated.into());
    }
    if bytes.starts_with(GZIP) {
        return Ok(Kind::Gzip);
    }
    if let Some((_, kind)) = OTHER_KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(Fault::new(Trouble::NotATable, kind));
    }
    if bytes.iter().take(512).all(|byte| *byte == 0) {
        // A download that reserved its room and never filled it.
        return Err(Trouble::Truncated.into());
    }
    Ok(Kind::Text)
}

fn zipped(bytes: &[u8]) -> Result<Kind, Fault> {
    let names = archive::names(bytes)?;
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    let within =
        |folder: &str| names.iter().any(|name| name.to_ascii_lowercase().starts_with(folder));
    let ending = |end: &str| names.iter().any(|name| name.to_ascii_lowercase().ends_with(end));
    let format = if has("encrypted-package") {
        return Err(Trouble::Encrypted.into());
    } else if within("word/") || within("ppt/") {
        return Err(Fault::new(Trouble::NotATable, if within("word/") { "docx" } else { "pptx" }));
    } else if has("content.xml") {
        Format::Ods
    } else if ending("workbook.bin") {
        Format::Xlsb
    } else if has("[content_types].xml") {
        Format::Xlsx
    } else {
        return Err(Fault::new(Trouble::NotATable, if ending(".iwa") { "numbers" } else { "zip" }));
    };
    if format != Format::Xlsx {
        archive::check(bytes, &|_| false)?;
    }
    Ok(Kind::Workbook(format))
}

fn compound(bytes: &[u8]) -> Result<Kind, Fault> {
    let has = |name: &str| {
        let stored: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memmem::find(bytes, &stored).is_some()
    };
    if has("EncryptedPackage") {
        return Err(Trouble::Encrypted.into());
    }
    match [("WordDocument", "doc"), ("PowerPoint Document", "ppt")]
        .into_iter()
        .find(|(stream, _)| has(stream))
    {
        Some((_, kind)) => Err(Fault::new(Trouble::NotATable, kind)),
        None => Ok(Kind::Workbook(Format::Xls)),
    }
}

/// How a text writes its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Fields parted by a delimiter.
    Delimited,
    /// A page of HTML.
    Page,
    /// Objects of JSON.
    Objects,
}

/// How a text writes its table; what has none is refused: other markup, JSON, SYLK, or bytes that were never text.
pub(super) fn written(text: &str) -> Result<Written, Fault> {
    let head: String =
        text.trim_start().chars().take(HEAD).collect::<String>().to_ascii_lowercase();
    let kind = if head.starts_with('<') {
        match markup(&head, text) {
            Some(Written::Page) => return Ok(Written::Page),
            Some(_) => None,
            None => Some(if head.contains("office:spreadsheet") {
                "xml-2003"
            } else if head.starts_with("<?xml") {
                "xml"
            } else {
                "html"
            }),
        }
    } else if head.starts_with(['[', '{']) && objects::is_written(text) {
        return Ok(Written::Objects);
    } else if head.starts_with("[{") || head.starts_with("{\"") {
        Some("json")
    } else if head.starts_with("mime-version:") {
        Some("mhtml")
    } else if head.starts_with("id;p") && text.trim_end().ends_with("\nE") {
        Some("sylk")
    } else {
        let odd = head
            .chars()
            .filter(|c| {
                let is_of_text =
                    matches!(c, '\t' | '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{1a}' | '\0');
                c.is_control() && !is_of_text
            })
            .count();
        // In a short text a sign or two weigh much and prove nothing.
        (odd >= LEAST_ODD && odd * 20 > head.chars().count()).then_some("binary")
    };
    kind.map_or(Ok(Written::Delimited), |kind| Err(Fault::new(Trouble::NotATable, kind)))
}

/// A page with a table, a text that only begins with a bracket, or markup without a table.
fn markup(head: &str, text: &str) -> Option<Written> {
    if head.contains("<workbook") {
        return None;
    }
    if ["<table", "<TABLE", "<Table"]
        .iter()
        .any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
    {
        return Some(Written::Page);
    }
    let is_markup = ["<html", "<?xml", "<!doctype", "<head", "<body", "<div"]
        .iter()
        .any(|mark| head.contains(mark));
    (!is_markup).then_some(Written::Delimited)
}
