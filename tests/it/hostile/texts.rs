//! Odd text files.

use super::Shape;
use crate::made::text::{gzipped, leads, page, western, wide};

/// The shapes.
pub fn shapes() -> Vec<Shape> {
    [encodings(), records(), values(), no_tables(), wrapped(), half()]
        .into_iter()
        .flatten()
        .collect()
}

fn encodings() -> Vec<Shape> {
    let titles = "Relatório de leads\r\rGerado em;23/11/2026\r";
    vec![
        Shape::of("tabulator__bom", "forma.csv", format!("\u{feff}{}", leads(",", "\n"))),
        Shape::of("csvkit__test_utf16_little", "forma.csv", wide(&leads("\t", "\r\n"))),
        Shape::of("utf-16 without a mark", "forma.txt", wide(&leads("\t", "\r\n"))[2..].to_vec()),
        Shape::of("messytables__mixedGLB", "forma.csv", format!("{titles}{}", leads(";", "\r"))),
        Shape::of("windows-1252", "forma.csv", western(&leads(";", "\r\n"))),
        Shape::of("messytables__sparse_with_column_errors", "forma.csv", western(&sparse()))
            .leads(&[["N-1", "Größe", "2026-11-03"], ["N-2", "", "2026-11-04"]])
            .aside(&[("long-row", 1), ("short-row", 1)]),
        Shape::of(
            "csvkit__null_byte",
            "forma.csv",
            leads(",", "\n").replace("N-1", "N\0-1").into_bytes(),
        )
        .leads(&[["N\u{fffd}-1", "Google", "2026-11-03"], ["N-2", "Indicação", "2026-11-04"]]),
        Shape::of(
            "cells filled up with zero bytes",
            "forma.csv",
            leads(",", "\n").replace(',', "\0\0,").into_bytes(),
        ),
    ]
}

fn sparse() -> String {
    "id,origem,criado\nN-1,Größe,2026-11-03\nN-2,,2026-11-04\nN-3,x,2026-11-05,y,z\nN-4\n"
        .to_owned()
}

fn records() -> Vec<Shape> {
    let body = leads(";", "\n");
    let long = "palavra ".repeat(700);
    let wide: String = (0..9_071).map(|column| format!(",{column}")).collect();
    let filled = ",TRUE".repeat(9_071);
    vec![
        Shape::of("sep= line", "forma.csv", format!("sep=;\r\n{body}")),
        Shape::of("pipe", "forma.txt", leads("|", "\n")),
        Shape::of("messytables__skip_initials", "forma.csv", leads(", ", "\n")),
        Shape::of("messytables__complex", "forma.csv", complex())
            .leads(&[["N-1", "Galway and more", "2026-11-03"], ["N-2", "6,000,000", "2026-11-04"]]),
        Shape::of("csv-spectrum__json", "forma.csv", json())
            .leads(&[["N-1", "{\"type\": \"Point\", \"coordinates\": [102.0, 0.5]}", "2026-11-03"], ["N-2", "Indicação", "2026-11-04"]]),
        Shape::of(
            "duckdb__backslash_escape",
            "forma.csv",
            "id|origem|criado\nN-1|\"text\\\"2\\\"\"|2026-11-03\n\"N-2\"|Google|2026-11-04\n",
        )
        .leads(&[["N-1", "text\"2\"", "2026-11-03"], ["N-2", "Google", "2026-11-04"]]),
        Shape::of("frictionless__issue-1066-largecellsize", "forma.csv", long_field(&long)).aside(&[]),
        Shape::of(
            "frictionless__blank-headers",
            "forma.csv",
            "id,,origem,criado,\nN-1,x,Google,2026-11-03,\nN-2,y,Indicação,2026-11-04,\n",
        ),
        Shape::of(
            "frictionless__wide",
            "forma.csv",
            format!("id,origem,criado{wide}\nN-1,Google,2026-11-03{filled}\nN-2,Indicação,2026-11-04{filled}\n"),
        ),
        Shape::of(
            "footers of a report",
            "forma.csv",
            format!("{body}Total;;\n\nConfidential Information - Do Not Distribute\nCopyright (c) 2026\n"),
        )
        .aside(&[("total-row", 3)]),
    ]
}

fn complex() -> &'static str {
    "id, origem, criado\nN-1, \"Galway and more\", 3 November 2026\nN-2, \"6,000,000\", 4 November 2026"
}

fn json() -> &'static str {
    "id,origem,criado\nN-1,\"{\"\"type\"\": \"\"Point\"\", \"\"coordinates\"\": [102.0, 0.5]}\",2026-11-03\nN-2,Indicação,2026-11-04\n"
}

fn long_field(text: &str) -> String {
    format!(
        "id,origem,criado,notas\nN-1,Google,2026-11-03,\"{text}\n{text}\"\nN-2,Indicação,2026-11-04,{text}\n"
    )
}

fn values() -> Vec<Shape> {
    vec![
        Shape::of("csvkit__test_locale", "forma.csv", "id,origem,criado\nN-1,\"1,7\",2026-11-03\nN-2,200.000.000,2026-11-04\n")
            .leads(&[["N-1", "1,7", "2026-11-03"], ["N-2", "200.000.000", "2026-11-04"]]),
        Shape::of(
            "frictionless__issue-1105-timezone",
            "forma.csv",
            "id;origem;criado\nN-1;Google;2026-11-03T15:00:00Z\nN-2;Indicação;2026-11-04T15:00:00+03:00\n",
        ),
        Shape::of(
            "duckdb__time_date_timestamp_mm-dd-yyyy",
            "forma.csv",
            "id,origem,criado\nN-1,Google,11-13-2026 12:12:00 AM\nN-2,Indicação,11-04-2026 02:15:00 PM\n",
        )
        .leads(&[["N-1", "Google", "2026-11-13"], ["N-2", "Indicação", "2026-11-04"]]),
        Shape::of("dates that contradict", "forma.csv", "id;origem;criado\nN-1;x;13/11/2026\nN-2;y;11/14/2026\n")
            .refused("dates-contradictory"),
        Shape::of("dates that could be either", "forma.csv", "id;origem;criado\nN-1;Google;03/11/2026\nN-2;Indicação;04/11/2026\n")
            .warns("ambiguous-dates"),
        Shape::of("ids in scientific form", "forma.csv", "id;origem;criado\n5,8E+18;Google;2026-11-03\nN-2;Indicação;2026-11-04\n")
            .leads(&[["5,8E+18 (2)", "Google", "2026-11-03"], ["N-2", "Indicação", "2026-11-04"]])
            .warns("long-id"),
    ]
}

fn no_tables() -> Vec<Shape> {
    let workbook = "<?xml version=\"1.0\"?>\r\n<?mso-application progid=\"Excel.Sheet\"?>\r\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table/></Worksheet></Workbook>";
    vec![
        Shape::of(
            "calamine__too_small",
            "forma.xls",
            "Attachment f:\\exports\\leads.xls not found!",
        )
        .refused("file-no-data"),
        Shape::of("poi__SampleSS.xml", "forma.xls", workbook).refused("file-not-a-table"),
        Shape::of("test_files__write.slk", "forma.csv", "ID;PSheetJS;N;E\r\nC;Y1;X1;K\"id\"\r\nE")
            .refused("file-not-a-table"),
        Shape::of("zero bytes", "forma.csv", "").refused("file-empty"),
        Shape::of("zero-filled", "forma.xlsx", vec![0; 4096]).refused("file-truncated"),
        Shape::of("header only", "forma.csv", "id;origem;criado\n").refused("file-no-data"),
        Shape::of(
            "a quote that never closes",
            "forma.csv",
            "id;origem;criado\nN-1;\"x;2026-11-03\n",
        )
        .refused("quote-unbalanced"),
        Shape::of(
            "a page to log in",
            "forma.xls",
            "<!DOCTYPE html><html><body><form>Entrar</form></body></html>",
        )
        .refused("file-not-a-table"),
        Shape::of(
            "an endless cell",
            "forma.csv",
            format!("id;origem;criado\nN-1;{};2026-11-03\n", "x".repeat(300_000)),
        )
        .refused("cell-too-long"),
        Shape::of(
            "more columns than a sheet can have",
            "forma.csv",
            format!("id;origem;criado{}\nN-1;x;2026-11-03\n", ";x".repeat(17_000)),
        )
        .refused("file-too-wide"),
        Shape::of("tables within tables", "forma.xls", "<table><tr><td>".repeat(40))
            .refused("file-too-nested"),
    ]
}

/// Files of which a part is not written yet, or will never be.
fn half() -> Vec<Shape> {
    let body = leads(";", "\n");
    let hole = |before: &str, bytes: usize, after: &str| {
        [before.as_bytes(), &vec![0; bytes], after.as_bytes()].concat()
    };
    let between = hole(&body, 50, "N-9;Site;2026-11-05\n");
    let mut wide_hole = wide(&leads("\t", "\r\n"));
    let middle = wide_hole.len() / 2;
    wide_hole.splice(middle..middle, [0; 513]);
    let list = "[{\"id\":\"N-1\",\"origem\":\"x\",\"criado\":\"2026-11-03\"},\n";
    let page = page();
    let packed = gzipped(body.repeat(9).as_bytes());
    let mut torn = packed.clone();
    let inside = torn.len() / 2;
    torn[inside..inside + 9].fill(0);
    vec![
        Shape::of("a hole between rows", "forma.csv", between.clone()).refused("file-hole"),
        Shape::of("a hole in the header", "forma.csv", hole("id;ori", 4, &body[6..]))
            .refused("file-hole"),
        Shape::of("a hole in a cell", "forma.csv", hole(&body[..25], 4096, &body[25..]))
            .refused("file-hole"),
        Shape::of("a hole at the end", "forma.csv", hole(&body, 512, "")).refused("file-hole"),
        Shape::of("a hole in utf-16", "forma.csv", wide_hole).refused("file-hole"),
        Shape::of("a hole in what gzip holds", "forma.csv.gz", gzipped(&between))
            .refused("file-hole"),
        Shape::of("a hole in gzip", "forma.csv.gz", torn).refused("file-torn"),
        Shape::of("a hole in json", "forma.json", hole(list, 64, "]")).refused("file-hole"),
        Shape::of("a hole in a page", "forma.xls", hole(&page[..200], 64, &page[200..]))
            .refused("file-hole"),
        Shape::of("half a page", "forma.xls", page[..page.len() / 2].to_owned())
            .refused("file-truncated"),
        Shape::of("half of utf-16", "forma.csv", wide(&body)[..61].to_vec())
            .refused("file-truncated"),
        Shape::of("a last row cut", "forma.csv", body.trim_end()[..body.len() - 12].to_owned())
            .refused("row-cut"),
        Shape::of("a last row cut in a quote", "forma.csv", format!("{body}N-3;\"Si"))
            .refused("row-cut"),
        Shape::of("a last row cut, lines of macintosh", "forma.csv", leads(";", "\r") + "N-3;S")
            .refused("row-cut"),
        Shape::of("a whole last row without a line end", "forma.csv", body.trim_end().to_owned()),
        Shape::of("a total without a line end", "forma.csv", format!("{body}Total;2"))
            .aside(&[("total-row", 1)]),
        Shape::of("a short row in the middle", "forma.csv", format!("{body}N-3;Site\nTotal;;\n"))
            .aside(&[("short-row", 1), ("total-row", 1)]),
    ]
}

fn wrapped() -> Vec<Shape> {
    let text = leads(";", "\r\n").into_bytes();
    vec![
        Shape::of("gzip", "forma.csv.gz", gzipped(&text)),
        Shape::of("gzip cut off", "forma.csv.gz", gzipped(&text)[..30].to_vec())
            .refused("file-truncated"),
        Shape::of("gzip bomb", "forma.csv.gz", gzipped(&vec![b'\n'; 32 << 20]))
            .refused("file-over-packed"),
        Shape::of("html named xls", "forma.xls", page())
            .aside(&[("total-row", 1)])
            .warns("ambiguous-dates"),
        Shape::of("html in utf-16", "forma.xls", wide(&page())).aside(&[("total-row", 1)]),
    ]
}
