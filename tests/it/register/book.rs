//! The tables of the workbook against the register: each row is one thing of the document, each total the sum of its rows.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::phrases::Catalogue;
use super::told::Known;

/// What of a column is no quantity of one row: a share of the whole or a running sum, which formulas work out again.
const WORKED_OUT: &str = "";

/// A table by the key of its name, and its numbers by column behind the first; `a ÷ b` is their quotient.
type Table = (&'static str, &'static [(usize, &'static str)]);

const TABLES: [Table; 13] = [
    (
        "table-owner-cadence",
        &[
            (1, "cadence/owners/*/rate"),
            (2, "cadence/owners/*/cases"),
            (3, "cadence/owners/*/met"),
            (4, "cadence/owners/*/early"),
            (5, "cadence/owners/*/breached"),
            (6, "cadence/owners/*/pending"),
            (7, "cadence/owners/*/indeterminate"),
            (8, "cadence/owners/*/exempt"),
            (9, "cadence/owners/*/not_assessable"),
        ],
    ),
    (
        "table-owner-work",
        &[
            (1, "cadence/owners/*/leads"),
            (2, "cadence/owners/*/p50 ÷ 60"),
            (3, "cadence/owners/*/p90 ÷ 60"),
            (4, "cadence/owners/*/connected ÷ cadence/owners/*/told"),
            (5, "cadence/owners/*/tries"),
        ],
    ),
    (
        "table-bands",
        &[
            (1, WORKED_OUT),
            (2, "cadence/bands/*/leads"),
            (3, WORKED_OUT),
            (4, "cadence/bands/*/connected"),
            (5, "cadence/bands/*/connected ÷ cadence/bands/*/told"),
            (6, "cadence/bands/*/interval/low"),
            (7, "cadence/bands/*/interval/high"),
        ],
    ),
    (
        "table-tries",
        &[
            (1, "cadence/tries/*/connected ÷ cadence/tries/*/told"),
            (2, "cadence/tries/*/made"),
            (3, "cadence/tries/*/connected"),
            (4, "cadence/tries/*/interval/low"),
            (5, "cadence/tries/*/interval/high"),
            (6, WORKED_OUT),
            (7, WORKED_OUT),
        ],
    ),
    (
        "table-channels",
        &[
            (1, "cadence/channels/*/connected ÷ cadence/channels/*/told"),
            (2, "cadence/channels/*/attempts"),
            (3, "cadence/channels/*/interval/low"),
            (4, "cadence/channels/*/interval/high"),
        ],
    ),
    ("table-rejections", &[(1, WORKED_OUT), (2, "delivery/rejections/*/leads")]),
    ("table-losses", &[(1, WORKED_OUT), (2, "conversion/losses/*/leads")]),
    (
        "table-stage-times",
        &[
            (1, "conversion/times/*/leads"),
            (2, "conversion/times/*/p50_seconds ÷ 86400"),
            (3, "conversion/times/*/p90_seconds ÷ 86400"),
        ],
    ),
    (
        "table-months",
        &[
            (1, "conversion/months/*/leads"),
            (2, "conversion/months/*/won/0/won"),
            (3, "conversion/months/*/won/0/won ÷ conversion/months/*/leads"),
            (4, "conversion/months/*/won/1/won"),
            (5, "conversion/months/*/won/1/won ÷ conversion/months/*/leads"),
            (6, "conversion/months/*/won/2/won"),
            (7, "conversion/months/*/won/2/won ÷ conversion/months/*/leads"),
            (8, "conversion/months/*/won/3/won"),
            (9, "conversion/months/*/won/3/won ÷ conversion/months/*/leads"),
        ],
    ),
    (
        "table-factors",
        &[
            (1, "diagnosis/sales/factors/*/expected"),
            (2, "diagnosis/sales/factors/*/events"),
            (3, "diagnosis/sales/factors/*/actual"),
            (4, WORKED_OUT),
            (5, "diagnosis/sales/factors/*/effect"),
        ],
    ),
    (
        "table-conversion-groups",
        &[
            (2, "group/*.denominator"),
            (3, "group/*.numerator"),
            (4, "group/*.actual"),
            (5, "group/*.interval-low"),
            (6, "group/*.interval-high"),
            (7, "group/*.denominator ÷ group/*.numerator"),
            (8, "group/*.maturing"),
        ],
    ),
    (
        "table-traffic",
        &[
            (1, "traffic/sources/*/visits"),
            (2, "traffic/sources/*/leads"),
            (3, "traffic/sources/*/rate"),
            (4, "traffic/sources/*/mqls"),
            (5, "traffic/sources/*/sales"),
            (6, "traffic/sources/*/cost"),
            (7, "traffic/sources/*/cost_per_lead"),
            (8, "traffic/sources/*/cost_per_mql"),
            (9, "traffic/sources/*/cost_per_sale"),
        ],
    ),
    (
        "table-parts",
        &[
            (2, "slice/*.cases"),
            (3, "slice/*.breaches"),
            (4, "slice/*.breaches ÷ slice/*.cases"),
            (5, "slice/*.of-breaches"),
            (6, "slice/*.of-cases"),
            (7, "slice/*.beyond"),
        ],
    ),
];

/// Rows of the tables that are not of the register, with the table's name; and how many rows are.
pub fn unexplained(language: &str, known: &Known, workbook: &[u8]) -> (Vec<String>, usize) {
    let catalogue = Catalogue::of(language);
    let mut book = Xlsx::new(Cursor::new(workbook)).unwrap();
    book.load_tables().unwrap();
    let there: Vec<String> = book.table_names().into_iter().cloned().collect();
    let (mut strange, mut explained) = (Vec::new(), 0);
    for (key, columns) in TABLES {
        let name = catalogue.text(&format!("workbook.{key}")).to_owned();
        if !there.contains(&name) {
            continue;
        }
        let table = book.table_by_name(&name).unwrap();
        let rows: Vec<Vec<Option<f64>>> =
            table.data().rows().map(|row| row.iter().map(number).collect()).collect();
        for (place, row) in rows.iter().enumerate() {
            let holes: Vec<(&str, &str)> =
                columns.iter().map(|(_, pattern)| ("", first(pattern))).collect();
            let is_of = |star: &String| {
                row.iter().enumerate().skip(1).all(|(column, shown)| {
                    shown.is_none_or(|shown| is_shown(known, columns, column, star, shown))
                })
            };
            let is_row = known.stars(&holes).iter().any(is_of);
            let is_sum = || {
                columns.iter().all(|(column, pattern)| {
                    let is_count = !pattern.is_empty() && !pattern.contains('÷');
                    let own = |row: &Vec<Option<f64>>| row.get(*column).copied().flatten();
                    let above = rows[..place].iter().filter_map(own).sum::<f64>();
                    !is_count || own(row).is_none_or(|total| (total - above).abs() < 1e-6)
                })
            };
            if is_row || (place + 1 == rows.len() && place > 0 && is_sum()) {
                explained += 1;
            } else {
                strange.push(format!("{name}, row {}: {row:?}", place + 1));
            }
        }
    }
    (strange, explained)
}

fn number(cell: &Data) -> Option<f64> {
    match cell {
        Data::Float(value) => Some(*value),
        Data::Int(value) => Some(*value as f64),
        _ => None,
    }
}

fn first(pattern: &str) -> &str {
    pattern.split(" ÷ ").next().unwrap_or_default()
}

/// True when a cell shows what its column says of the thing that the star is.
fn is_shown(
    known: &Known,
    columns: &[(usize, &str)],
    column: usize,
    star: &str,
    shown: f64,
) -> bool {
    let Some((_, pattern)) = columns.iter().find(|(own, _)| *own == column) else { return false };
    if *pattern == WORKED_OUT {
        return true;
    }
    let value = |pattern: &str| match pattern.parse::<f64>() {
        Ok(constant) => Some(constant),
        Err(_) => known.at(pattern, star).first().copied(),
    };
    let wanted = match pattern.split_once(" ÷ ") {
        Some((part, whole)) => value(part).zip(value(whole)).map(|(part, whole)| part / whole),
        None => value(pattern),
    };
    wanted.is_some_and(|wanted| (wanted - shown).abs() < 1e-6 * (1.0 + wanted.abs()))
}
