//! Workbooks as `.ods`.

use super::{FORMATS, Made, zipped};

/// A workbook of one sheet; `rows` is the XML of its rows.
pub fn book(rows: &str) -> Vec<u8> {
    packed(rows, PLAIN)
}

const PLAIN: &str = "<manifest:file-entry manifest:full-path=\"content.xml\"/>";

/// One whose days are counted from another one than usual.
pub fn counted_from(day: &str, rows: &str) -> Vec<u8> {
    let settings = format!(
        "<table:calculation-settings><table:null-date table:date-value=\"{day}\"/></table:calculation-settings>"
    );
    packed_with(&settings, rows, PLAIN)
}

/// The same behind a password.
pub fn locked() -> Vec<u8> {
    let entry = "<manifest:file-entry manifest:full-path=\"content.xml\"><manifest:encryption-data><manifest:algorithm/></manifest:encryption-data></manifest:file-entry>";
    packed("", entry)
}

fn packed(rows: &str, entry: &str) -> Vec<u8> {
    packed_with("", rows, entry)
}

fn packed_with(settings: &str, rows: &str, entry: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:automatic-styles>{}</office:automatic-styles><office:body><office:spreadsheet>{settings}<table:table table:name=\"Plan1\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>",
        styles()
    );
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">{entry}</manifest:manifest>"
    );
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("content.xml", content.into_bytes()),
        ("META-INF/manifest.xml", manifest.into_bytes()),
    ])
}

/// The number formats of `FORMATS`, each with a style of cells.
fn styles() -> String {
    let number = "<number:number number:min-integer-digits=\"1\"/>";
    let symbol = |place: &str, sign: &str| {
        format!("<number:currency-symbol{place}>{sign}</number:currency-symbol>{number}")
    };
    let german = " number:language=\"de\" number:country=\"DE\"";
    let parts = [
        symbol("", "USD"),
        format!("<number:text>US$ </number:text>{number}"),
        symbol(german, "€"),
        symbol(" number:language=\"pt\" number:country=\"BR\"", "R$"),
        symbol("", "$"),
        format!("{number}<number:text> un</number:text>"),
    ];
    let one = |(at, part): (usize, &String)| {
        format!(
            "<number:currency-style style:name=\"N{at}\">{part}</number:currency-style><style:style style:name=\"ce{at}\" style:family=\"table-cell\" style:parent-style-name=\"Default\" style:data-style-name=\"N{at}\"/>"
        )
    };
    parts.iter().enumerate().map(one).collect()
}

/// A row of cells.
pub fn row(cells: &[String]) -> String {
    format!("<table:table-row>{}</table:table-row>", cells.concat())
}

/// A text cell.
pub fn text(text: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
    )
}

/// A date cell.
pub fn date(iso: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"date\" office:date-value=\"{iso}\"><text:p>x</text:p></table:table-cell>"
    )
}

/// A cell with a length of time, as `PT36H05M01S`.
pub fn time(iso: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"time\" office:time-value=\"{iso}\"><text:p>x</text:p></table:table-cell>"
    )
}

/// The rows of a table.
pub fn rows(table: &[Vec<Made>]) -> String {
    let cell = |made: &Made| match made {
        Made::Text(words) => text(words),
        Made::Number(value) => {
            format!("<table:table-cell office:value-type=\"float\" office:value=\"{value}\"/>")
        }
        Made::Shown(value, format) => {
            let own = FORMATS[usize::from(*format)].1;
            let kind = match own {
                Some(code) => format!("currency\" office:currency=\"{code}"),
                None => format!("float\" table:style-name=\"ce{format}"),
            };
            format!("<table:table-cell office:value-type=\"{kind}\" office:value=\"{value}\"/>")
        }
        Made::Day(day) => {
            let days = std::time::Duration::from_secs_f64((day - 25_569.0) * 86_400.0);
            date(
                &chrono::DateTime::UNIX_EPOCH
                    .checked_add_signed(chrono::Duration::from_std(days).unwrap())
                    .unwrap()
                    .date_naive()
                    .to_string(),
            )
        }
    };
    table.iter().map(|cells| row(&cells.iter().map(cell).collect::<Vec<_>>())).collect()
}
