//! What is scanned is what the library reads: of whatever is put together, the scan gives the same table or declines.

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};

use super::*;
use crate::intake::header::Wanted;
use crate::intake::kind::Format as Kind;
use crate::intake::wire::Answer;
use crate::intake::workbook::{read_book, read_here};
use crate::model::agreement::ReadOptions;
use crate::model::table::{RawColumn, RawTable};

const CELLS: [&str; 36] = [
    "<c r=\"A{r}\" t=\"s\"><v>0</v></c>",
    "<c r=\"B{r}\" t=\"s\"><v>2</v></c>",
    "<c t=\"s\" x=\"y\"><v>1</v></c>",
    "<c r=\"C{r}\" s=\"1\"><v>45000.5</v></c>",
    "<c s=\"2\"><v>1.25</v></c>",
    "<c s=\"3\"><v>0.5</v></c>",
    "<c s=\"99\"><v>7</v></c>",
    "<c r=\"D{r}\"><v>-12.5e3</v></c>",
    "<c r=\"B{r}\"><v>3</v></c>",
    "<c t=\"n\"><v>12345678901234567890</v></c>",
    "<c><v>1e999</v></c>",
    "<c t=\"inlineStr\"><is><t xml:space=\"preserve\"> a &amp; b </t></is></c>",
    "<c t=\"inlineStr\"><is><t> ação &lt;1&gt; </t></is></c>",
    "<c t=\"inlineStr\"><is><t/></is></c>",
    "<c t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r></is></c>",
    "<c t=\"str\"><f>A1</f><v>x&lt;y</v></c>",
    "<c t=\"str\"><v>promo_xmas a_x0041_b</v></c>",
    "<c t=\"str\"><v>promo_xmas _x00 a_b</v></c>",
    "<c><f>1+1</f><v></v></c>",
    "<c><f>1+1</f><v/></c>",
    "<c><f>1+1</f></c>",
    "<c><f t=\"shared\" si=\"0\"/><v>2</v></c>",
    "<c t=\"b\"><v>1</v></c>",
    "<c t=\"b\"><v>TRUE</v></c>",
    "<c t=\"e\"><v>#N/A</v></c>",
    "<c t=\"d\"><v>2026-11-03T10:00:00</v></c>",
    "<c/>",
    "<c r=\"E{r}\" s=\"1\"/>",
    "\n    ",
    "<c\n r=\"F{r}\" ><v>8</v>\n</c >",
    "<c r=\"F{r}\"\n><v>8</v>\n</c>",
    "<!-- <c><v>1</v></c> -->",
    "<c r='G{r}'><v>1</v></c>",
    "<c><v>abc</v></c>",
    "<c><v>+5</v></c>",
    "<c t=\"s\"><v>77</v></c>",
];
const ROWS: [(&str, &str); 6] = [
    ("<row r=\"{r}\">", "</row>"),
    ("<row r=\"{r}\" spans=\"1:7\" x14ac:dyDescent=\"0.25\">", "</row>\n"),
    ("<row>", "</row>"),
    ("<row r=\"{r}\"/>", ""),
    ("<row />", ""),
    ("<x:row>", "</x:row>"),
];
const STRINGS: [&str; 8] = [
    "<si><t>Ana &amp; Cia</t></si>",
    "<si><t xml:space=\"preserve\"> dois  </t></si>",
    "<si><t>ação\nde</t></si>",
    "<si/>",
    "<si></si>",
    "<si><t/></si>",
    "<si><r><rPr><b/></rPr><t>rico</t></r></si>",
    "<si><t>a_x000D_b &#233;</t></si>",
];

/// A workbook whose sheet and list of strings are these.
fn book(rows: &str, strings: &str) -> Vec<u8> {
    let mut base = Workbook::new();
    let (dated, timed, long) = (
        Format::new().set_num_format("dd/mm/yyyy"),
        Format::new().set_num_format("[h]:mm"),
        Format::new().set_num_format("hh:mm"),
    );
    let sheet = base.add_worksheet();
    sheet.write(0, 0, "x").unwrap().write_with_format(1, 0, 1.0, &dated).unwrap();
    sheet
        .write_with_format(2, 0, 1.0, &timed)
        .unwrap()
        .write_with_format(3, 0, 1.0, &long)
        .unwrap();
    let head = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c><c r=\"G1\" t=\"inlineStr\"><is><t>fim</t></is></c></row>";
    let instead = |_: usize, name: &str| match name {
        "xl/worksheets/sheet1.xml" => Some(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:G9\"/><sheetData>{head}{rows}</sheetData></worksheet>"
        )),
        "xl/sharedStrings.xml" => Some(format!(
            "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{strings}</sst>"
        )),
        _ => None,
    };
    archive::copy(&base.save_to_buffer().unwrap(), &instead).unwrap()
}

fn options() -> ReadOptions {
    ReadOptions { header_row: Some(1), ..ReadOptions::default() }
}

/// What the scan gives; nothing when it declines.
fn scanned(bytes: &[u8]) -> Option<Answer> {
    let mut plain = Plain::open(bytes).unwrap()?;
    let answer = read_book(&mut plain, Kind::Xlsx, &options(), &Wanted::new(&[]));
    (!plain.has_declined()).then_some(answer)
}

fn written(answer: Answer) -> String {
    match answer {
        Ok(tables) => tables.iter().map(shown).collect(),
        Err(fault) => format!("{:?}", fault.trouble),
    }
}

fn shown(table: &RawTable) -> String {
    let columns: Vec<Vec<_>> =
        table.columns.iter().map(RawColumn::iter).map(Iterator::collect).collect();
    format!("{:?} {:?} {:?} {columns:?}", table.headers, table.rows, table.left_out)
}

fn read(bytes: &[u8]) -> String {
    written(read_here(bytes, Kind::Xlsx, &options(), &Wanted::new(&[])))
}

#[test]
fn what_programs_usually_write_is_scanned() {
    let strings = STRINGS[..6].concat();
    let row = |number: u32| {
        format!(
            "<row r=\"{number}\">{}{}</row>",
            CELLS[..14].concat().replace("{r}", &number.to_string()),
            CELLS[18..21].concat()
        )
    };
    let rows = (2..40).map(row).collect::<Vec<_>>().concat();
    let bytes = book(&rows, &strings);
    assert_eq!(scanned(&bytes).map(written), Some(read(&bytes)));
    for cell in &CELLS[29..] {
        let bytes = book(&format!("<row r=\"2\">{}</row>", cell.replace("{r}", "2")), &strings);
        let scan = scanned(&bytes).map(written);
        assert!(scan.is_none() || scan == Some(read(&bytes)), "{cell}: {scan:?}");
    }
}

#[test]
fn a_part_that_ends_early_is_no_table() {
    let bytes = book(&"<row><c><v>1</v></c></row>".repeat(4), "");
    for at in 1..bytes.len() {
        let cut = bytes.get(..at).unwrap_or_default();
        assert!(!matches!(Plain::open(cut), Ok(Some(_))), "{at}");
    }
}

proptest! {
    #[test]
    fn the_scan_gives_what_the_library_gives_or_declines(
        rows in prop::collection::vec((0..ROWS.len(), prop::collection::vec(0..CELLS.len(), 0..7)), 1..9),
        strings in prop::collection::vec(0..STRINGS.len(), 2..6),
        gap in 2..5_u32,
    ) {
        let row = |(at, (kind, cells)): (u32, &(usize, Vec<usize>))| {
            let (open, close) = ROWS[*kind];
            let inner: String = if close.is_empty() { String::new() } else { cells.iter().map(|cell| CELLS[*cell]).collect() };
            format!("{open}{inner}{close}").replace("{r}", &(gap + at).to_string())
        };
        let rows: String = (0..).zip(&rows).map(row).collect();
        let strings: String = strings.iter().map(|at| STRINGS[*at]).collect();
        let bytes = book(&rows, &strings);
        if let Some(scan) = scanned(&bytes) {
            prop_assert_eq!(written(scan), read(&bytes), "{}", rows);
        }
    }
}
