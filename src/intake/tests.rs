//! Files as people have them: made here, read back, or refused by name.

use std::io::Write;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::trouble::Trouble;
use super::*;
use crate::model::account::Reason;
use crate::model::moment::Instant;
use crate::model::table::Cell;
use crate::model::zone::WallTime;

mod torn;

fn options() -> ReadOptions {
    ReadOptions::default()
}

fn written(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn read_with(
    bytes: &[u8],
    options: &ReadOptions,
    wanted: &[&str],
) -> Result<RawTable, IntakeError> {
    let (_kept, path) = written("file.any", bytes);
    let wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
    read(&path, options, &wanted).map(|mut tables| tables.swap_remove(0))
}

fn table(bytes: &[u8]) -> RawTable {
    read_with(bytes, &options(), &[]).unwrap()
}

fn trouble(bytes: &[u8]) -> (&'static str, String) {
    let error = read_with(bytes, &options(), &[]).unwrap_err();
    (error.trouble.code().word(), error.found)
}

fn texts(table: &RawTable, column: usize) -> Vec<String> {
    let text =
        |cell: Cell| if let Cell::Text(text) = cell { text.to_owned() } else { String::new() };
    let cells: Vec<String> = table.columns[column].iter().map(text).collect();
    let again: Vec<String> =
        (0..table.rows.len()).map(|row| text(table.columns[column].cell(row))).collect();
    assert_eq!(cells, again);
    cells
}

fn left(table: &RawTable) -> Vec<(u32, &'static str)> {
    table.left_out.iter().map(|row| (row.0, row.1.word())).collect()
}

#[test]
fn a_text_file_keeps_its_words_and_line_numbers() {
    let table = table("\u{feff}id;nome;obs\r\n007;Ana;\"duas\r\nlinhas\"\r\n\r\n008;\"Beto \"\"B\"\"\";\r\n;;\r\n009;Célia;fim".as_bytes());
    assert_eq!((table.format, table.encoding, table.delimiter), ("csv", Some("UTF-8"), Some(';')));
    assert_eq!(table.headers, ["id", "nome", "obs"]);
    assert_eq!(texts(&table, 0), ["007", "008", "009"]);
    assert_eq!(texts(&table, 1), ["Ana", "Beto \"B\"", "Célia"]);
    assert_eq!(texts(&table, 2), ["duas\r\nlinhas", "", "fim"]);
    assert_eq!(table.rows, [2, 5, 7]);
    assert_eq!(table.header_row, 1);
    assert!(table.left_out.is_empty());
    assert_eq!(table.sha256.len(), 64);
    assert!(table.bytes > 40 && table.modified > Instant::of(1_700_000_000));
}

#[test]
fn encodings() {
    assert_eq!(texts(&table(b"nome,v\nJo\xE3o,1\n"), 0), ["João"]);
    let wide: Vec<u8> =
        "\u{feff}nome\tv\r\nJoão\t1\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let table = table(&wide);
    assert_eq!((table.encoding, table.delimiter), (Some("UTF-16LE"), Some('\t')));
    assert_eq!(texts(&table, 0), ["João"]);
    let forced = ReadOptions { encoding: Some("windows-1252".into()), ..options() };
    assert_eq!(
        texts(&read_with("nome,v\nJoão,1\n".as_bytes(), &forced, &[]).unwrap(), 0),
        ["JoÃ£o"]
    );
}

#[test]
fn delimiters_and_the_sep_line() {
    let declared = table(b"sep=|\na|b;c\n1|2;3\n");
    assert_eq!(
        (declared.delimiter, declared.header_row, declared.rows.as_slice()),
        (Some('|'), 2, [3].as_slice())
    );
    let forced = ReadOptions { delimiter: Some(','), ..options() };
    assert_eq!(read_with(b"a;b,c\n1;2,3\n", &forced, &[]).unwrap().headers, ["a;b", "c"]);
    let one = table(b"email\na@x.com\n\nb@x.com\n");
    assert_eq!((one.delimiter, one.rows.as_slice()), (None, [2, 4].as_slice()));
    assert_eq!(texts(&table(b"a;b\r1;x\r2;y\r"), 1), ["x", "y"]);
}

#[test]
fn rows_that_do_not_fit_are_listed() {
    let table = table(b"a;b;c\n1;2;3\n4;5\n6;7;8;\n9;10;11;x\n\n12;y;13\n");
    assert_eq!(texts(&table, 0), ["1", "6", "12"]);
    assert_eq!(texts(&table, 1), ["2", "7", "y"]);
    assert_eq!(left(&table), [(3, "short-row"), (5, "long-row")]);
}

#[test]
fn stray_quotes_are_text() {
    let table = table(b"a;b;c\n1;TV 42\";x\n2;\"A\" B;y\n3;\"c;\"\"d\"; \"e;f\"\n");
    assert_eq!(texts(&table, 1), ["TV 42\"", "A B", "c;\"d"]);
    assert_eq!(texts(&table, 2), ["x", "y", "e;f"]);
    assert_eq!(trouble(b"a;b\n1;2\n3;\"4\n5;6\n"), ("quote-unbalanced", "3".to_owned()));
}

#[test]
fn totals_end_the_table_and_companies_do_not() {
    let text = "empresa;email;valor;data;etapa\nTotal Energia;t@x.com;10;2026-01-01;Novo\nB;b@x.com;5;2026-01-02;Novo\nTotal;;15;;\n\nCopyright (c) 2026 x\n";
    let table = table(text.as_bytes());
    assert_eq!(texts(&table, 0), ["Total Energia", "B"]);
    assert_eq!(left(&table), [(4, "total-row"), (6, "total-row")]);
    assert_eq!(table.left_out[1].2, "Copyright (c) 2026 x");
}

#[test]
fn the_header_is_found() {
    let text = b"Leads de novembro;;;\n\nNome;E-mail;;Nome\nAna;a@x.com;z;N\nBeto;b@x.com;y;M\n";
    let found = table(text);
    assert_eq!(
        (found.header_row, found.headers.join("|")),
        (3, "Nome|E-mail|#3|Nome (2)".to_owned())
    );
    let wanted =
        read_with(b"Nome;Tipo;x\nId;E-mail;Fone\n1;a@x.com;5\n", &options(), &["email", "fone"])
            .unwrap();
    assert_eq!(wanted.header_row, 2);
    let forced = ReadOptions { header_row: Some(2), ..options() };
    assert_eq!(read_with(b"a;b\nc;d\ne;f\n", &forced, &[]).unwrap().headers, ["c", "d"]);
    let beyond = ReadOptions { header_row: Some(9), ..options() };
    assert_eq!(read_with(b"a;b\nc;d\n", &beyond, &[]).unwrap_err().trouble, Trouble::HeaderMissing);
    assert_eq!(table(b"a;b;;\n1;2\n3;4;;\n").headers, ["a", "b"]);
}

#[test]
fn a_few_control_characters_make_no_binary() {
    for text in [
        "\u{c}id;nome\n1;Ana\n",
        "id;nome\n1;An\u{b}a\n",
        "id\u{1};b\n1;2\n",
        "id;b\n\u{c}\u{c}1;2\u{1e}\n",
    ] {
        assert_eq!(table(text.as_bytes()).headers.len(), 2, "{text:?}");
    }
    assert_eq!(trouble(b"\x01\x02\x03\x04\x05\x06ab").1, "binary");
}

#[test]
fn what_is_no_table_is_named() {
    assert_eq!(trouble(b"").0, "file-empty");
    assert_eq!(trouble(b"a;b;c\n").0, "file-no-data");
    assert_eq!(trouble(b"a;b;c\nTotal;;\n").0, "file-no-data");
    assert_eq!(trouble(b"\n\n"), ("file-no-data", String::new()));
    assert_eq!(trouble(&[0; 4096]).0, "file-truncated");
    assert_eq!(trouble(b"<html><body>Entrar</body>"), ("file-not-a-table", "html".to_owned()));
    assert_eq!(trouble(b"<html><body><table></table>").0, "file-no-data");
    assert_eq!(trouble(b"MIME-Version: 1.0\nX: y\n"), ("file-not-a-table", "mhtml".to_owned()));
    assert_eq!(trouble(b"%PDF-1.7 ...").1, "pdf");
    assert_eq!(trouble(&[0x1F, 0x8B, 8, 0]).0, "file-truncated");
    assert_eq!(trouble(b"PK\x03\x04 and then nothing").0, "file-truncated");
    let mut locked = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(trouble(&locked).0, "file-encrypted");
    assert_eq!(trouble(&locked[..20]).0, "file-corrupt");
    let error = read(Path::new("/no/such/file.csv"), &options(), &[]).unwrap_err();
    assert_eq!(error.trouble, Trouble::Unreadable(std::io::ErrorKind::NotFound));
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn gzip_of_a_text_is_that_text() {
    let packed = gzipped("id;nome\r\n1;João\r\n".as_bytes());
    let found = table(&packed);
    assert_eq!((found.format, found.encoding, found.delimiter), ("gzip", Some("UTF-8"), Some(';')));
    assert_eq!((texts(&found, 1).join("|"), found.bytes), ("João".to_owned(), packed.len() as u64));
    assert_eq!(table(&gzipped(b"<table><tr><td>a<td>b<tr><td>1<td>2</table>")).headers, ["a", "b"]);
    assert_eq!(trouble(&packed[..packed.len() - 9]).0, "file-truncated");
    assert_eq!(trouble(&gzipped(&packed)), ("file-not-a-table", "gzip: gzip".to_owned()));
    assert_eq!(trouble(&gzipped(&saved(workbook()))).1, "gzip: xlsx");
    assert_eq!(trouble(&gzipped(&vec![b' '; 8 << 20])), ("file-over-packed", "4 MB".to_owned()));
    // What ends small enough for its size is still never much larger than what it was unpacked from so far.
    let mut dice = 1_u32;
    let noise = std::iter::repeat_with(|| {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        dice.to_be_bytes()[0]
    });
    let late: Vec<u8> = std::iter::repeat_n(b'\n', 65 << 20).chain(noise.take(1 << 20)).collect();
    assert_eq!(trouble(&gzipped(&late)).0, "file-over-packed");
    let mut wrong = packed;
    wrong[14] ^= 0xFF;
    assert_eq!(trouble(&wrong).0, "file-torn");
}

/// What Salesforce calls a workbook.
const REPORT: &str = "<html><head><META http-equiv=\"Content-Type\" content=\"text/html; charset=ISO-8859-1\"></head><body>\
    <table><tr><td colspan=4>Vendas</td></tr></table>\
    <table border=1><tr><th>Opportunity ID</th><th>Conta</th><th>Valor</th><th>Criado</th></tr>\
    <tr><td>006A</td><td>Jo\u{e3}o &amp; Cia</td><td>R$&nbsp;1.234,56</td><td>23/11/2026</td></tr>\
    <tr><td>006B</td><td>Maria</td><td>10,00</td><td>24/11/2026</td></tr>\
    <tr><td colspan=2>Grand Totals (2 records)</td><td>1.244,56</td><td></td></tr></table>\
    <table><tr><td>Copyright (c) 2000-2026</td></tr></table></body></html>";

#[test]
fn a_page_named_xls_gives_its_table() {
    let western: Vec<u8> = REPORT.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let table = table(&western);
    assert_eq!((table.format, table.encoding, table.header_row), ("html", Some("windows-1252"), 2));
    assert_eq!(table.headers, ["Opportunity ID", "Conta", "Valor", "Criado"]);
    assert_eq!(texts(&table, 1), ["João & Cia", "Maria"]);
    assert_eq!(texts(&table, 2), ["R$ 1.234,56", "10,00"]);
    assert_eq!((table.rows.as_slice(), left(&table)), ([3, 4].as_slice(), vec![(5, "total-row")]));
    let wide: Vec<u8> = REPORT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(texts(&self::table(&wide), 1), ["João & Cia", "Maria"]);
    let liar = REPORT.replace("ISO-8859-1", "utf-8");
    assert_eq!(texts(&self::table(liar.as_bytes()), 1), ["João & Cia", "Maria"]);
    let lying: Vec<u8> = liar.chars().map(|c| u8::try_from(c).unwrap()).collect();
    assert_eq!(texts(&self::table(&lying), 1), ["João & Cia", "Maria"]);
}

#[test]
fn what_is_too_much_is_refused() {
    let long = format!("a;b\n1;{}\n", "x".repeat(300_000));
    assert_eq!(trouble(long.as_bytes()), ("cell-too-long", "R2C2".to_owned()));
    assert_eq!(
        trouble(format!("<table><tr><td>a<td>b<tr><td>{}</table>", "x".repeat(300_000)).as_bytes())
            .0,
        "cell-too-long"
    );
    assert_eq!(
        trouble(format!("{}\n1\n", "a;".repeat(17_000)).as_bytes()),
        ("file-too-wide", "17001".to_owned())
    );
}

fn workbook() -> Workbook {
    let mut book = Workbook::new();
    let (notes, leads, hidden) = (0, 1, 2);
    for _ in 0..3 {
        book.add_worksheet();
    }
    book.worksheet_from_index(notes)
        .unwrap()
        .set_name("Notas")
        .unwrap()
        .write(0, 0, "Leia")
        .unwrap()
        .write(1, 0, "isto")
        .unwrap();
    book.worksheet_from_index(hidden)
        .unwrap()
        .set_name("Oculta")
        .unwrap()
        .set_hidden(true)
        .write(0, 0, "E-mail")
        .unwrap();
    let sheet = book.worksheet_from_index(leads).unwrap().set_name("Leads").unwrap();
    sheet.write(0, 1, "Relatório").unwrap();
    for (column, name) in
        ["Nome", "E-mail", "Criado", "Valor", "Ok", "Conta", "Hora"].iter().enumerate()
    {
        sheet.write(2, 1 + u16::try_from(column).unwrap(), *name).unwrap();
    }
    let (dated, timed) = (
        Format::new().set_num_format("dd/mm/yyyy hh:mm:ss"),
        Format::new().set_num_format("hh:mm"),
    );
    for row in [3_u32, 4, 6] {
        sheet.write(row, 1, format!("Ana {row}")).unwrap().write(row, 2, "a@x.com").unwrap();
        let at = ExcelDateTime::from_ymd(2026, 11, 23).unwrap().and_hms(10, 30, 5).unwrap();
        sheet
            .write_with_format(row, 3, at, &dated)
            .unwrap()
            .write(row, 4, 12.5)
            .unwrap()
            .write(row, 5, true)
            .unwrap();
        sheet.write_with_format(row, 7, 0.5, &timed).unwrap();
    }
    sheet.write_formula(3, 6, Formula::new("1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(7, 1, "Total").unwrap().write(7, 4, 37.5).unwrap();
    sheet.write(9, 12, "ao lado").unwrap();
    book
}

fn saved(mut book: Workbook) -> Vec<u8> {
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_keeps_numbers_dates_and_rows() {
    let table = read_with(&saved(workbook()), &options(), &["email", "criado"]).unwrap();
    assert_eq!(
        (table.format, table.sheet.as_deref(), table.other_sheets.as_slice()),
        ("xlsx", Some("Leads"), ["Notas".to_owned()].as_slice())
    );
    assert_eq!((table.header_row, table.rows.as_slice()), (3, [4, 5, 7].as_slice()));
    assert_eq!(table.headers, ["Nome", "E-mail", "Criado", "Valor", "Ok", "Conta", "Hora"]);
    let row: Vec<Cell> = table.columns.iter().map(|column| column.cell(0)).collect();
    let at = chrono::NaiveDate::from_ymd_opt(2026, 11, 23)
        .unwrap()
        .and_hms_opt(10, 30, 5)
        .unwrap()
        .and_utc()
        .timestamp();
    let expected = [
        Cell::Text("Ana 3"),
        Cell::Text("a@x.com"),
        Cell::Date(WallTime::of(at)),
        Cell::Number(12.5),
        Cell::Bool(true),
    ];
    assert_eq!(row[..5], expected);
    assert!(matches!(row[5], Cell::Error("#DIV/0!") | Cell::Text("#DIV/0!")));
    assert_eq!(row[6], Cell::Date(WallTime::of(43_200)));
    assert_eq!(
        table.left_out,
        [(8, Reason::TotalRow, "Total".to_owned()), (10, Reason::TotalRow, "ao lado".to_owned())]
    );
    assert!(table.columns.iter().all(|column| column.len() == 3));
}

#[test]
fn sheets_by_name_even_hidden_ones() {
    let named = |name: &str| ReadOptions { sheets: vec![name.into()], ..options() };
    let bytes = saved(workbook());
    assert_eq!(read_with(&bytes, &named("OCULTA"), &[]).unwrap_err().trouble, Trouble::NoData);
    assert_eq!(read_with(&bytes, &named("notas"), &[]).unwrap().headers, ["Leia"]);
    let missing = read_with(&bytes, &named("Vendas"), &[]).unwrap_err();
    assert_eq!(
        (missing.trouble, missing.found.as_str()),
        (Trouble::SheetMissing, "Notas, Leads, Oculta")
    );
}

#[test]
fn every_cut_of_a_workbook_is_an_error() {
    let bytes = saved(workbook());
    for end in (4..bytes.len() - 1).step_by(97) {
        assert_eq!(trouble(&bytes[..end]).0, "file-truncated", "{end}");
    }
}

/// The parts of a minimal workbook, one sheet.
fn minimal(sheet: &str, strings: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let relations = |kind: &str, targets: &[(&str, &str)]| {
        let one = |(id, target): &(&str, &str)| {
            let end = if target.contains("Strings") { "sharedStrings" } else { kind };
            format!(
                r#"<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{end}" Target="{target}"/>"#
            )
        };
        let all: String = targets.iter().map(one).collect();
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{all}</Relationships>"#
        )
    };
    let book = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", relations("officeDocument", &[("rId1", "xl/workbook.xml")])),
        ("xl/workbook.xml", book.to_owned()),
        (
            "xl/_rels/workbook.xml.rels",
            relations(
                "worksheet",
                &[("rId1", "worksheets/sheet1.xml"), ("rId2", "sharedStrings.xml")],
            ),
        ),
        ("xl/sharedStrings.xml", strings.to_owned()),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ];
    for (name, content) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn cell(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

#[test]
fn far_cells_and_wild_counts_cost_nothing() {
    let head = format!("<row r=\"1\">{}{}</row>", cell("A1", "a"), cell("B1", "b"));
    let far = format!(
        "{head}<row r=\"2\">{}</row><row r=\"1048576\">{}</row>",
        cell("A2", "x"),
        cell("XFD1048576", "far")
    );
    let table = table(&minimal(&far, "<sst/>"));
    assert_eq!(
        (table.rows.as_slice(), left(&table)),
        ([2].as_slice(), vec![(1_048_576, "total-row")])
    );
    let wild = r#"<sst uniqueCount="20000000000"></sst>"#;
    assert_eq!(
        self::table(&minimal(&far, wild)).rows,
        [2],
        "what a list says of itself is not asked"
    );
    // A comment leaves the sheet to the library, which would make room for them all.
    assert_eq!(
        trouble(&minimal(&format!("{far}<!-- -->"), wild)),
        ("file-corrupt", "uniqueCount=20000000000".to_owned())
    );
    let bomb = format!("{head}{}", " ".repeat(8 << 20));
    assert_eq!(trouble(&minimal(&bomb, "<sst/>")).0, "file-over-packed");
}

#[test]
fn a_formula_never_computed_is_said_and_order_does_not_matter() {
    let rows = format!(
        "<row r=\"1\">{}{}</row><row r=\"3\">{}</row><row r=\"2\"><c r=\"B2\"><f>1+1</f><v></v></c>{}</row>",
        cell("A1", "a"),
        cell("B1", "b"),
        cell("A3", "third"),
        cell("A2", "second")
    );
    let table = table(&minimal(&rows, "<sst/>"));
    assert_eq!(table.rows, [2, 3]);
    assert_eq!(texts(&table, 0), ["second", "third"]);
    assert_eq!(table.columns[1].cell(0), Cell::Error("="));
}

#[test]
fn objects_of_json_are_rows_a_line_each_or_in_a_list() {
    let lines = "\u{feff}{\"id\":12345678901234567,\"lead\":{\"email\":\"a@x.com\"},\"v\":1.5}\n\n\
                 {\"id\":7,\"tags\":[\"a\",2,null],\"feito\":true,\"v\":null}\n";
    let read = table(lines.as_bytes());
    assert_eq!((read.format, read.header_row), ("json", 0));
    assert_eq!(read.headers, ["id", "lead.email", "v", "tags", "feito"]);
    assert_eq!(read.rows, [1, 3], "a row is named by its line");
    assert_eq!(texts(&read, 0), ["12345678901234567", "7"]);
    assert_eq!(texts(&read, 1), ["a@x.com", ""]);
    assert_eq!(texts(&read, 3), ["", "a; 2;"]);
    let numbers: Vec<Cell> = read.columns[2].iter().collect();
    assert_eq!(numbers, [Cell::Number(1.5), Cell::Empty]);
    assert_eq!(read.columns[4].cell(1), Cell::Bool(true));
    let list = table(b"[{\"id\": 1}, {\"id\": 2}]");
    assert_eq!((texts(&list, 0), list.rows), (vec!["1".to_owned(), "2".to_owned()], vec![1, 2]));
    let quoted = table(b" [ {\"id\": \"}{\\\"\", \"b\": {\"c\": \"\\\\\"}} ,\n{\"id\": \"]\"} ]\n");
    assert_eq!(texts(&quoted, 0), ["}{\"", "]"]);
    assert_eq!(quoted.headers, ["id", "b.c"]);
}

#[test]
fn an_object_of_json_beyond_measure_is_refused_before_it_is_read() {
    let many = ",\"k1234567\":1".repeat(400_000);
    let row = format!("{{\"id\":1{many}}}");
    let good = "{\"id\":1}";
    assert_eq!(trouble(format!("{good}\n{row}\n").as_bytes()), ("row-too-long", "2".to_owned()));
    assert_eq!(trouble(format!("[{good},{row}]").as_bytes()), ("row-too-long", "2".to_owned()));
    let list = format!("[{good},{{\"id\":[{}1]}}]", "1,".repeat(3_000_000));
    assert_eq!(trouble(list.as_bytes()), ("row-too-long", "2".to_owned()));
}

#[test]
fn json_that_is_no_table_is_refused_with_its_line() {
    assert_eq!(trouble(b"{\"a\":1}\n{\"a\":2}}\n"), ("file-corrupt", "JSON: 2:8".to_owned()));
    assert_eq!(trouble(b"{\"a\":1}\n{\"a\":\n"), ("file-truncated", "JSON: 2:5".to_owned()));
    assert_eq!(trouble(b"[{\"a\":1},"), ("file-truncated", "JSON: 1:9".to_owned()));
    assert_eq!(
        trouble(b"[{\"a\":\"{\\\"\"}\n, {\"a\":"),
        ("file-truncated", "JSON: 2:7".to_owned())
    );
    assert_eq!(trouble(b"[{\"a\":1}]\n]"), ("file-corrupt", "JSON: 1:8".to_owned()));
    assert_eq!(trouble(b"[{\"a\":1},]"), ("file-corrupt", "JSON: 1:9".to_owned()));
    assert_eq!(trouble(b"[{\"a\":1},\n{\"a\" 2}]"), ("file-corrupt", "JSON: 2:0".to_owned()));
    assert_eq!(trouble(b"{}\n{}\n").0, "file-no-data");
    assert_eq!(trouble(b"{\"a\":\n1}").0, "file-not-a-table");
}

mod columnar {
    use polars::prelude::{
        Column, DataFrame, DataType, IntoSeries, ListChunked, NamedFrom, ParquetWriter, PlSmallStr,
        Series, TimeUnit, TimeZone,
    };

    use super::*;

    fn written(columns: Vec<Column>) -> Vec<u8> {
        let rows = columns[0].len();
        let mut bytes = Vec::new();
        let mut frame = DataFrame::new(rows, columns).unwrap();
        ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
        bytes
    }

    /// 3 November 2026, 10:00.
    const AT: i64 = 1_793_700_000;

    fn typed() -> Vec<u8> {
        let day = i32::try_from(AT / 86_400).unwrap();
        let at = Series::new("em".into(), [Some(AT * 1_000_000), None]);
        let utc = TimeZone::opt_try_new(Some("UTC")).unwrap().unwrap();
        let dates = |dtype: &DataType, name: &str| {
            let mut dated = at.cast(dtype).unwrap();
            dated.rename(PlSmallStr::from_str(name));
            dated.into()
        };
        let lists: ListChunked =
            [Some(Series::new("".into(), ["a@x.com", "b@x.com"])), None].into_iter().collect();
        let days = Series::new("dia".into(), [Some(day), None]).cast(&DataType::Date).unwrap();
        let named = lists.with_name("emails".into()).into_series();
        written(vec![
            Series::new("id".into(), [12_345_678_901_234_567_i64, 7]).into(),
            Series::new("nome".into(), [Some("Ana"), None]).into(),
            Series::new("valor".into(), [Some(1.5), None]).into(),
            days.into(),
            dates(&DataType::Datetime(TimeUnit::Microseconds, None), "quando"),
            dates(&DataType::Datetime(TimeUnit::Microseconds, Some(utc)), "instante"),
            Series::new("feito".into(), [Some(true), None]).into(),
            named.into(),
        ])
    }

    #[test]
    fn a_parquet_file_keeps_its_types() {
        let read = table(&typed());
        assert_eq!((read.format, read.header_row, &read.rows[..]), ("parquet", 0, &[1, 2][..]));
        assert_eq!(texts(&read, 0), ["12345678901234567", "7"]);
        assert_eq!(texts(&read, 1), ["Ana", ""]);
        let first: Vec<Cell> = read.columns.iter().map(|column| column.cell(0)).collect();
        assert_eq!(
            first[2..5],
            [
                Cell::Number(1.5),
                Cell::Date(WallTime::of(AT - AT.rem_euclid(86_400))),
                Cell::Date(WallTime::of(AT))
            ]
        );
        assert_eq!(first[5], Cell::Text("2026-11-03T10:00:00Z"));
        assert_eq!(first[6..], [Cell::Bool(true), Cell::Text("a@x.com; b@x.com")]);
        assert!(read.columns.iter().skip(1).all(|column| column.cell(1) == Cell::Empty));
    }

    #[test]
    fn half_a_parquet_file_is_named_and_no_cut_makes_a_panic() {
        let whole = typed();
        assert_eq!(trouble(&whole[..whole.len() / 2]).0, "file-truncated");
        for at in (0..whole.len()).step_by(7) {
            let mut broken = whole.clone();
            broken[at] ^= 0x5A;
            let _ = read_with(&broken, &options(), &[]);
        }
        assert_eq!(
            trouble(&written(vec![Series::new("id".into(), [0_i64; 0]).into()])).0,
            "file-no-data"
        );
    }
}
