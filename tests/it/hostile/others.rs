//! Odd `.xls`, `.xlsb` and `.ods` files.

use super::Shape;
use crate::made::{Made, leads, ods, xls, xlsb};

/// The shapes.
pub fn shapes() -> Vec<Shape> {
    [xls_shapes(), xlsb_shapes(), ods_shapes()].into_iter().flatten().collect()
}

fn xls_shapes() -> Vec<Shape> {
    let whole = xls::book("Workbook", &leads());
    let folder = 512 * 2;
    let mut endless = whole.clone();
    // The stream claims to be as long as can be.
    endless[folder + 128 + 120..folder + 128 + 124].fill(0xFF);
    // The last cell stands far from all others: a parser makes room for what is between.
    let mut far = whole.clone();
    let last = far.windows(8).rposition(|bytes| bytes == [0x03, 0x02, 14, 0, 2, 0, 2, 0]).unwrap();
    far[last + 4..last + 8].copy_from_slice(&[0xFF, 0xFF, 0xF0, 0x02]);
    let mut cut = whole.clone();
    cut.truncate(3_000);
    vec![
        Shape::of("xls", "forma.xls", whole),
        Shape::of(
            "calamine__capitalized_wbook_stream",
            "forma.xls",
            xls::book("WORKBOOK", &leads()),
        ),
        Shape::of(
            "calamine__capitalized_wbook_stream, empty",
            "forma.xls",
            xls::book("WORKBOOK", &[]),
        )
        .refused("file-no-data"),
        Shape::of("calamine__sst_continue", "forma.xls", xls::with_shared_strings(&leads())),
        Shape::of("poi__password", "forma.xls", xls::locked(&leads())).refused("file-encrypted"),
        Shape::of(
            "poi__crash-9bf3cd4bd6f50a8a9339d363c2c7af14b536865c",
            "forma.xlsx",
            xls::compound("EncryptedPackage", &[1; 64]),
        )
        .refused("file-encrypted"),
        Shape::of("a stream that lies about its length", "forma.xls", endless),
        Shape::of("a cell far away", "forma.xls", far)
            .refused("file-too-heavy or file-too-many-cells"),
        Shape::of("xls cut off", "forma.xls", cut).refused("file-truncated"),
    ]
}

fn xlsb_shapes() -> Vec<Shape> {
    let table = leads();
    let other = vec![vec![Made::Text("x"), Made::Number(1.0)]; 3];
    let sheets: [xlsb::Sheet; 4] = [
        ("Visible", 0, "worksheets", &table),
        ("Hidden", 1, "worksheets", &other),
        ("VeryHidden", 2, "worksheets", &other),
        ("Chart", 0, "chartsheets", &[]),
    ];
    vec![Shape::of("calamine__any_sheets", "forma.xlsb", xlsb::book(&sheets))]
}

fn ods_shapes() -> Vec<Shape> {
    let table = leads();
    let [header, first, second] = [0, 1, 2].map(|row| ods::rows(&table[row..=row]));
    let blank = ods::row(&["<table:table-cell table:number-columns-repeated=\"3\"/>".to_owned()]);
    let repeated = |n: u32, row: &str| {
        row.replace(
            "<table:table-row>",
            &format!("<table:table-row table:number-rows-repeated=\"{n}\">"),
        )
    };
    let endless = repeated(
        1_048_576,
        &ods::row(&[
            "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell>"
                .to_owned(),
        ]),
    );
    let timed =
        ods::row(&[ods::text("N-1"), ods::time("PT36H05M01S"), ods::date("2026-11-03T10:00:00")]);
    vec![
        Shape::of(
            "calamine__date.ods",
            "forma.ods",
            ods::book(&format!("{header}{timed}{second}")),
        )
        .leads(&[["N-1", "1970-01-02 12:05:01", "2026-11-03"], ["N-2", "Indicação", "2026-11-04"]]),
        Shape::of(
            "messytables__blank_line",
            "forma.ods",
            ods::book(&format!("{header}{first}{blank}{second}")),
        ),
        Shape::of(
            "calamine__number_rows_repeated",
            "forma.ods",
            ods::book(&format!(
                "{header}{}{}{}",
                repeated(3, &first),
                repeated(20_000, &blank),
                second + &repeated(1_020_000, &blank)
            )),
        ),
        Shape::of(
            "rows and columns repeated beyond measure",
            "forma.ods",
            ods::book(&format!("{header}{first}{endless}")),
        )
        .refused("file-corrupt or file-too-heavy or file-too-many-cells or file-too-large"),
        Shape::of("calamine__pass_protected", "forma.ods", ods::locked()).refused("file-encrypted"),
    ]
}
