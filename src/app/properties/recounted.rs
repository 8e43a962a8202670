//! §8.6: a headline of the workbook = its formula worked out again = a recount of the rows it speaks of.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::mapping::Mapped;
use crate::model::agreement::Language;
use crate::model::words::Metric;
use crate::report;
use crate::report::book::{Book, Cell, Table, Value};
use crate::scorecard::card::{Judged, Scorecard};
use crate::texts::Texts;
use crate::texts::story::Story;

use super::Setting;
use super::formulas::{Got, Grid, Place};

type Checked = Result<(), TestCaseError>;

/// Place of the first column of verdicts in the list of leads; each has the one of its due beside it.
const FIRST_VERDICT: usize = 18;
/// 1970-01-01 as spreadsheets count.
const EPOCH: f64 = 25_569.0;
/// Tables of counts: their name, what their rows are of, and the same column in the list of leads.
const LISTS: [(&str, &str, &str); 4] = [
    ("table-days", "working-day", "day"),
    ("table-sources", "source", "source"),
    ("table-campaigns", "campaign", "campaign"),
    ("table-owner-cadence", "owner", "owner"),
];

static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::of(Language::PtBr));

/// The workbook of a run: every formula gives what is written beside it, and the list of leads gives the numbers of the board and of the
/// tables by day, source, campaign and owner, each of them a formula.
pub fn as_written(setting: &Setting, (mapped, card): &(Mapped, Scorecard)) -> Checked {
    let story = Story {
        card,
        data: &mapped.dataset,
        agreement: &setting.agreement,
        calendar: &setting.calendar,
        texts: &TEXTS,
        issues: &mapped.issues,
    };
    let book = report::build(&story);
    let grid = Grid::of(&book);
    for (place, formula, written) in grid.formulas() {
        let got = grid.got(place);
        prop_assert!(is_same(&got, written), "{}: {} is written {:?} and comes to {:?}", at(&book, place), formula, written, got);
    }
    let cut_off = setting.calendar.zone().local(card.cut_off).and_utc().timestamp() as f64 / 86_400.0 + EPOCH;
    let Some(leads) = table(&book, "table-leads") else { return Ok(()) };
    let detail = Detail { book: &book, grid: &grid, leads: leads.1, cut_off };
    card.commitments.iter().enumerate().try_for_each(|(offset, judged)| {
        let place = card.verdicts.iter().position(|column| column.commitment == offset);
        board_row(&detail, offset, judged, place)
    })?;
    LISTS.iter().try_for_each(|list| listed(&detail, *list))
}

/// Without a result a formula gives an empty text.
fn is_same(got: &Got, written: Option<f64>) -> bool {
    match (got, written) {
        (Got::Number(got), Some(written)) => (got - written).abs() <= 1e-9 * written.abs().max(1.0),
        (Got::Text(got), None) => got.is_empty(),
        _ => false,
    }
}

fn at(book: &Book, (sheet, row, column): Place) -> String {
    format!("{} {}:{}", book.sheets[sheet].name, row + 1, column + 1)
}

fn word(key: &str) -> String {
    TEXTS.word(&format!("workbook.{key}")).to_owned()
}

fn table<'a>(book: &'a Book, key: &str) -> Option<(usize, &'a Table)> {
    let name = word(key);
    let all = book.sheets.iter().enumerate().flat_map(|(sheet, own)| own.tables.iter().map(move |table| (sheet, table)));
    all.into_iter().find(|(_, table)| table.name == name)
}

fn column(table: &Table, key: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.head == word(&format!("head-{key}")))
}

/// The list of leads as a reader sees it.
struct Detail<'a> {
    book: &'a Book,
    grid: &'a Grid<'a>,
    leads: &'a Table,
    /// As the cells hold instants.
    cut_off: f64,
}

impl Detail<'_> {
    fn count(&self, passes: impl Fn(&[Cell]) -> bool) -> f64 {
        self.leads.rows.iter().filter(|row| passes(row)).count() as f64
    }

    fn is(&self, row: &[Cell], key: &str, value: &Value) -> bool {
        row[column(self.leads, key).unwrap()].value == *value
    }

    fn flag(&self, row: &[Cell], key: &str) -> bool {
        self.is(row, key, &Value::Number(1.0))
    }

    fn decided(&self, row: &[Cell], how: &str) -> bool {
        self.is(row, "decision", &Value::text(word(&format!("decision-{how}"))))
    }

    /// Leads of the period that pass.
    fn of_period(&self, passes: impl Fn(&[Cell]) -> bool) -> f64 {
        self.count(|row| self.flag(row, "in-period") && passes(row))
    }

    /// The number of a cell is that of the rows, and a formula.
    fn agrees(&self, place: Place, what: &str, rows: f64) -> Checked {
        let cell = self.grid.value(place);
        let is_live = matches!(cell, Some(Value::Formula(_)));
        prop_assert!(is_live && self.grid.got(place) == Got::Number(rows), "{what} at {}: {cell:?}, rows {rows}", at(self.book, place));
        Ok(())
    }
}

/// The number of a row of the board, those that keep the promise, those judged and those still waiting, where the list gives them.
fn board_row(detail: &Detail, offset: usize, judged: &Judged, verdicts: Option<usize>) -> Checked {
    let counts = verdicts.map(|place| of_verdicts(detail, FIRST_VERDICT + 2 * place)).or_else(|| of_others(detail, judged));
    for (key, count) in ["actual", "numerator", "denominator", "waiting"].into_iter().zip(counts.unwrap_or_default()) {
        let place = on_board(detail.book, key, offset).unwrap();
        let is_told = !matches!(detail.grid.value(place), None | Some(Value::Empty | Value::Text(_)));
        if let Some(count) = count.filter(|_| is_told) {
            detail.agrees(place, &format!("{} of {}", key, judged.id), count)?;
        }
    }
    Ok(())
}

/// The cell of a commitment's row under a head of the board.
fn on_board(book: &Book, key: &str, offset: usize) -> Option<Place> {
    let head = |key: &str, row: Option<u32>| {
        let is_it = |value: &Value| *value == Value::text(word(&format!("head-{key}")));
        book.sheets[0].cells.iter().find(|cell| row.is_none_or(|row| cell.row == row) && is_it(&cell.value))
    };
    let head = head(key, Some(head("commitment", None)?.row))?;
    Some((0, head.row + 1 + u32::try_from(offset).unwrap(), head.column))
}

/// A rate counts those whose allowance is over; what has none is decided at once.
fn of_verdicts(detail: &Detail, column: usize) -> [Option<f64>; 4] {
    let is_over = |row: &[Cell]| match &row[column + 1].value {
        Value::Number(due) => *due <= detail.cut_off,
        _ => true,
    };
    let says = |row: &[Cell], verdict: &str| row[column].value == Value::text(TEXTS.word(&format!("lead-verdict.{verdict}")));
    let over = |verdict: &str| detail.count(|row| is_over(row) && says(row, verdict));
    let waiting = detail.count(|row| says(row, "pending"));
    [None, Some(over("met")), Some(over("met") + over("breached")), Some(waiting)]
}

fn of_others(detail: &Detail, judged: &Judged) -> Option<[Option<f64>; 4]> {
    if !judged.conditions.is_empty() {
        return None;
    }
    match judged.metric {
        Metric::LeadsDelivered => Some([Some(detail.of_period(|row| !judged.net || !detail.flag(row, "discounted"))), None, None, None]),
        Metric::HandoffComplete => {
            let complete = detail.of_period(|row| detail.flag(row, "complete"));
            Some([None, Some(complete), Some(detail.of_period(|_| true)), None])
        }
        // The list does not tell the category of a reason.
        Metric::Acceptance if judged.id == "accepted" => {
            let [yes, no, open] = ["accepted", "rejected", "undecided"].map(|how| detail.of_period(|row| detail.decided(row, how)));
            Some([None, Some(yes), Some(yes + no), Some(open)])
        }
        _ => None,
    }
}

/// The counts of a table's rows: deliveries of the same day, source, campaign or owner.
fn listed(detail: &Detail, (key, of, field): (&str, &str, &str)) -> Checked {
    let Some((sheet, table)) = table(detail.book, key) else { return Ok(()) };
    let of = column(table, of).unwrap();
    // Gross counting, of which these tables speak, takes nothing off, whatever the list says of net counting.
    let heads = if key == "table-owner-cadence" { &["leads"][..] } else { &["delivered", "accepted", "rejected"] };
    for (row, cells) in (table.row + 1..).zip(table.rows.iter()) {
        let count = |head: &str| {
            detail.of_period(|lead| {
                let is_meant = !matches!(head, "accepted" | "rejected") || detail.decided(lead, head);
                is_meant && detail.is(lead, field, &cells[of].value)
            })
        };
        for head in heads {
            let offset = column(table, head).unwrap();
            let place = (sheet, row, table.column + u16::try_from(offset).unwrap());
            if cells[offset].value != Value::Empty {
                detail.agrees(place, &format!("{key}: {head}"), count(head))?;
            }
        }
    }
    Ok(())
}
