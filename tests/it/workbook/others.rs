//! Other people's readers: openpyxl takes every sheet without a word of warning.

use std::fs;
use std::process::Command;

use crate::run::Sample;
use crate::support::skip::skip;

/// Warnings are errors; every cell is read, values and formulas, and every chart and table.
const READ: &str = r#"
import sys, warnings
warnings.simplefilter("error")
warnings.simplefilter("default", ResourceWarning)
import openpyxl
cells = charts = tables = 0
for only_values in (False, True):
    book = openpyxl.load_workbook(sys.argv[1], data_only=only_values)
    for sheet in book.worksheets:
        cells += sum(cell.value is not None for row in sheet.iter_rows() for cell in row)
        charts += len(sheet._charts)
        tables += len(sheet.tables)
print(cells, charts, tables)
"#;

#[test]
fn openpyxl_reads_every_sheet_without_a_warning() {
    let has = Command::new("python3")
        .args(["-c", "import openpyxl"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !has {
        skip("no python3 with openpyxl here");
        return;
    }
    for sample in Sample::all().map(Sample::run) {
        let path = sample.room.path("read.xlsx");
        fs::write(&path, sample.report("acordo_2026-11-23.xlsx")).unwrap();
        let read = Command::new("python3").args(["-c", READ]).arg(&path).output().unwrap();
        let (said, wrong) = (
            String::from_utf8_lossy(&read.stdout).into_owned(),
            String::from_utf8_lossy(&read.stderr).into_owned(),
        );
        assert!(read.status.success() && wrong.is_empty(), "{wrong}");
        let counts: Vec<u32> =
            said.split_whitespace().map(|count| count.parse().unwrap()).collect();
        println!("openpyxl read {} cells, {} charts, {} tables", counts[0], counts[1], counts[2]);
        assert!(counts[0] > 3_000 && counts[1] > 20 && counts[2] > 20, "{said}");
    }
}
