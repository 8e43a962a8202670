//! Workbooks as `.xlsx`, part by part.

use super::{FORMATS, Made, zipped};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
/// Styles: 0 general, 1 a date, 2 red numbers, then `FORMATS`.
fn styles() -> String {
    let escaped = |code: &str| code.replace('"', "&quot;").replace('€', "&#8364;");
    let format = |(id, (code, _)): (u32, &(&str, Option<&str>))| {
        format!("<numFmt numFmtId=\"{id}\" formatCode=\"{}\"/>", escaped(code))
    };
    let formats: String = (166..).zip(&FORMATS).map(format).collect();
    let styles: String =
        (166..).zip(&FORMATS).map(|(id, _)| format!("<xf numFmtId=\"{id}\"/>")).collect();
    format!(
        "<styleSheet xmlns=\"{MAIN}\"><numFmts><numFmt numFmtId=\"165\" formatCode=\"[Red]0\"/>{formats}</numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"165\"/>{styles}</cellXfs></styleSheet>"
    )
}

/// A workbook before it is packed.
pub struct Book {
    /// Name, state (`visible`, `hidden`, `veryHidden`) and content of each sheet's `sheetData`, with what follows it.
    pub sheets: Vec<(&'static str, &'static str, String)>,
    /// The part with shared strings; none when empty.
    pub strings: String,
    /// The part with styles is there.
    pub has_styles: bool,
    /// Days are counted from 1904.
    pub is_1904: bool,
    /// Folder of the parts, with `/`.
    pub folder: &'static str,
    /// The strict name spaces of ISO 29500.
    pub is_strict: bool,
    /// Further parts.
    pub more: Vec<(&'static str, Vec<u8>)>,
}

impl Default for Book {
    fn default() -> Self {
        Self {
            sheets: Vec::new(),
            strings: String::new(),
            has_styles: true,
            is_1904: false,
            folder: "xl/",
            is_strict: false,
            more: Vec::new(),
        }
    }
}

impl Book {
    /// A workbook of one sheet.
    pub fn of(rows: &str) -> Self {
        Self { sheets: vec![("Plan1", "visible", rows.to_owned())], ..Self::default() }
    }

    /// The packed file.
    pub fn bytes(&self) -> Vec<u8> {
        let sheet = |(at, (name, state, _)): (usize, &(&str, &str, String))| {
            format!(
                "<sheet name=\"{name}\" sheetId=\"{0}\" state=\"{state}\" r:id=\"rId{0}\"/>",
                at + 1
            )
        };
        let sheets: String = self.sheets.iter().enumerate().map(sheet).collect();
        let late = if self.is_1904 { "<workbookPr date1904=\"1\"/>" } else { "" };
        let book = format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\">{late}<sheets>{sheets}</sheets></workbook>"
        );
        let mut targets: Vec<(String, &str, String)> = (1..=self.sheets.len())
            .map(|at| (format!("rId{at}"), "worksheet", format!("sheet{at}.xml")))
            .collect();
        targets.push(("rIdS".to_owned(), "sharedStrings", "sharedStrings.xml".to_owned()));
        targets.push(("rIdT".to_owned(), "styles", "styles.xml".to_owned()));
        let folder = self.folder;
        let mut parts = vec![
            ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
            (
                "_rels/.rels".to_owned(),
                relations(&[(
                    "rId1".to_owned(),
                    "officeDocument",
                    format!("{folder}workbook.xml"),
                )]),
            ),
            (format!("{folder}workbook.xml"), book),
            (format!("{folder}_rels/workbook.xml.rels"), relations(&targets)),
        ];
        for (at, (_, _, rows)) in self.sheets.iter().enumerate() {
            parts.push((format!("{folder}sheet{}.xml", at + 1), worksheet(rows)));
        }
        if !self.strings.is_empty() {
            parts.push((format!("{folder}sharedStrings.xml"), self.strings.clone()));
        }
        if self.has_styles {
            parts.push((format!("{folder}styles.xml"), styles()));
        }
        let parts: Vec<(String, Vec<u8>)> = parts
            .into_iter()
            .map(|(name, text)| (name, self.spelled(&text).into_bytes()))
            .collect();
        let all = parts.iter().map(|(name, text)| (name.as_str(), text.clone()));
        zipped(
            &all.chain(self.more.iter().map(|(name, bytes)| (*name, bytes.clone())))
                .collect::<Vec<_>>(),
        )
    }

    fn spelled(&self, text: &str) -> String {
        if !self.is_strict {
            return text.to_owned();
        }
        text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
            .replace(RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships")
    }
}

fn worksheet(rows: &str) -> String {
    if rows.starts_with("<worksheet") {
        rows.to_owned()
    } else {
        format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>")
    }
}

fn relations(targets: &[(String, &str, String)]) -> String {
    let one = |(id, kind, target): &(String, &str, String)| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
    };
    format!(
        "<Relationships xmlns=\"{PACKAGE}\">{}</Relationships>",
        targets.iter().map(one).collect::<String>()
    )
}

/// An inline text.
pub fn text(place: &str, text: &str) -> String {
    format!("<c{} t=\"inlineStr\"><is><t>{text}</t></is></c>", at(place))
}

/// A number with a style.
pub fn number(place: &str, style: u32, number: &str) -> String {
    format!("<c{} s=\"{style}\"><v>{number}</v></c>", at(place))
}

fn at(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!(" r=\"{place}\"") }
}

/// A row with its number.
pub fn row(number: u32, cells: &[String]) -> String {
    format!("<row r=\"{number}\">{}</row>", cells.concat())
}

/// Rows of made cells, from a row on; without places, cells stand where they come.
pub fn rows(table: &[Vec<Made>], first: u32, has_places: bool) -> String {
    let cell = |row: u32, column: usize, made: &Made| {
        let letter = char::from(b'A' + u8::try_from(column).unwrap());
        let place = if has_places { format!("{letter}{row}") } else { String::new() };
        match made {
            Made::Text(words) => text(&place, words),
            Made::Number(value) => number(&place, 0, &value.to_string()),
            Made::Day(day) => number(&place, 1, &day.to_string()),
            Made::Shown(value, format) => {
                number(&place, 3 + u32::from(*format), &value.to_string())
            }
        }
    };
    let one = |(at, cells): (u32, &Vec<Made>)| {
        let inner: String =
            cells.iter().enumerate().map(|(column, made)| cell(at, column, made)).collect();
        if has_places {
            format!("<row r=\"{at}\">{inner}</row>")
        } else {
            format!("<row>{inner}</row>")
        }
    };
    (first..).zip(table).map(one).collect()
}
