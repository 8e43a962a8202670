//! §8.6: a headline of the workbook = its formula worked out again = a recount of the rows it speaks of.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use acordo::casebook::Casebook;
use acordo::mapping::Mapped;
use acordo::model::agreement::Language;
use acordo::model::moment::Instant;
use acordo::model::words::Metric;
use acordo::model::zone::Zone;
use acordo::report;
use acordo::report::book::{Book, Cell, Table, Value};
use acordo::scorecard::card::{Judged, Scorecard};
use acordo::texts::Texts;
use acordo::texts::story::Story;

use super::Setting;
use super::formulas::{Got, Grid, Place};

type Checked = Result<(), TestCaseError>;

/// Place of the first column of verdicts in the list of leads; each has the one of its due beside it.
const FIRST_VERDICT: usize = 18;
/// 1970-01-01 as spreadsheets count.
const EPOCH: f64 = 25_569.0;
/// Tables of counts: their name, what their rows are of, and the same column in the list of leads.
const LISTS: [(&str, &str, &str); 3] = [
    ("table-days", "working-day", "day"),
    ("table-sources", "source", "source"),
    ("table-campaigns", "campaign", "campaign"),
];

static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::of(Language::PtBr));

/// The workbook of a run: every formula gives what is written beside it, and the list of leads gives the numbers of the board and of the
/// tables by day, source and campaign, each of them a formula.
pub fn as_written(setting: &Setting, (mapped, card): &(Mapped, Scorecard)) -> Checked {
    let story = Story {
        card,
        book: Casebook::new(&mapped.dataset, &card.facts),
        agreement: &setting.agreement,
        calendar: &setting.calendar,
        texts: &TEXTS,
        issues: &mapped.issues,
    };
    let book = report::build(&story);
    prop_assert_eq!(book.unproven(), [""; 0], "counts that the rows do not give");
    let grid = Grid::of(&book);
    for (place, formula, written) in grid.formulas() {
        let got = grid.got(place);
        prop_assert!(
            is_same(&got, written),
            "{}: {} is written {:?} and comes to {:?}",
            at(&book, place),
            formula,
            written,
            got
        );
    }
    let Some(leads) = table(&book, "table-leads") else { return Ok(()) };
    let detail = Detail::of(&book, &grid, leads.1, setting.calendar.zone());
    detail.board(card)?;
    // Events beyond deliveries may be of leads that are not listed.
    let factors = word("table-factors");
    book.sheets
        .iter()
        .flat_map(|sheet| &sheet.tables)
        .filter(|table| table.name != factors)
        .try_for_each(live_or_not)?;
    LISTS.iter().try_for_each(|list| detail.listed(*list))
}

/// A column of counts over rows elsewhere is live in every row or in none: a number among formulas is one the rows do not give.
fn live_or_not(table: &Table) -> Checked {
    let is_counted = |value: &Value| matches!(value, Value::Formula(formula) if formula.text.starts_with("=COUNTIFS("));
    // What gross counting takes off is nothing, whatever the list says of net counting.
    let off = word("head-deducted");
    for (offset, column) in
        table.columns.iter().enumerate().filter(|(_, column)| column.head != off)
    {
        // A name with a wildcard cannot be counted by.
        let is_plain = |row: &&Vec<Cell>| !matches!(&row[0].value, Value::Text(text) if text.contains(['?', '*', '~']));
        let cells = || table.rows.iter().filter(is_plain).map(|row| &row[offset].value);
        let odd = cells()
            .find(|value| matches!(value, Value::Number(_)))
            .filter(|_| cells().any(is_counted));
        prop_assert!(odd.is_none(), "{} of {}: {odd:?} is no count", column.head, table.name);
    }
    Ok(())
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
    let all = book
        .sheets
        .iter()
        .enumerate()
        .flat_map(|(sheet, own)| own.tables.iter().map(move |table| (sheet, table)));
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
    /// Place of each column by the key of its head.
    columns: BTreeMap<&'static str, usize>,
    /// What the list says of a decision, by its key.
    decisions: BTreeMap<&'static str, Value>,
    zone: &'a Zone,
}

impl<'a> Detail<'a> {
    fn of(book: &'a Book, grid: &'a Grid<'a>, leads: &'a Table, zone: &'a Zone) -> Self {
        let columns = [
            "in-period",
            "complete",
            "discounted",
            "decision",
            "day",
            "delivered-at",
            "source",
            "campaign",
            "owner",
        ];
        let decisions = ["accepted", "rejected", "undecided"];
        Self {
            columns: columns.into_iter().map(|key| (key, column(leads, key).unwrap())).collect(),
            decisions: decisions
                .into_iter()
                .map(|key| (key, Value::text(word(&format!("decision-{key}")))))
                .collect(),
            book,
            grid,
            leads,
            zone,
        }
    }

    fn count(&self, passes: impl Fn(&[Cell]) -> bool) -> f64 {
        self.leads.rows.iter().filter(|row| passes(row)).count() as f64
    }

    fn is(&self, row: &[Cell], key: &str, value: &Value) -> bool {
        row[self.columns[key]].value == *value
    }

    fn flag(&self, row: &[Cell], key: &str) -> bool {
        self.is(row, key, &Value::Number(1.0))
    }

    fn decided(&self, row: &[Cell], how: &str) -> bool {
        self.is(row, "decision", &self.decisions[how])
    }

    /// An instant as the cells hold it.
    fn serial(&self, at: Instant) -> f64 {
        self.zone.local(at).and_utc().timestamp() as f64 / 86_400.0 + EPOCH
    }

    /// Leads of the period that pass.
    fn of_period(&self, passes: impl Fn(&[Cell]) -> bool) -> f64 {
        self.count(|row| self.flag(row, "in-period") && passes(row))
    }

    /// The number of a cell is that of the rows, and a formula.
    fn agrees(&self, place: Place, what: &str, rows: f64) -> Checked {
        let cell = self.grid.value(place);
        let is_live = matches!(cell, Some(Value::Formula(_)));
        prop_assert!(
            is_live && self.grid.got(place) == Got::Number(rows),
            "{what} at {}: {cell:?}, rows {rows}",
            at(self.book, place)
        );
        Ok(())
    }

    /// Of each row of the board its number, those that keep the promise, those judged and those still waiting, where the list gives them.
    fn board(&self, card: &Scorecard) -> Checked {
        let sheet = &self.book.sheets[0];
        let is_head =
            |value: &Value, words: &str| matches!(value, Value::Text(text) if **text == *words);
        let first = word("head-commitment");
        let head = sheet.cells.iter().find(|cell| is_head(&cell.value, &first)).unwrap().row;
        let cells: Vec<_> = sheet.cells.iter().filter(|cell| cell.row == head).collect();
        for (number, key) in
            ["actual", "numerator", "denominator", "waiting"].into_iter().enumerate()
        {
            let words = word(&format!("head-{key}"));
            let column = cells.iter().find(|cell| is_head(&cell.value, &words)).unwrap().column;
            for (row, (offset, judged)) in (head + 1..).zip(card.commitments.iter().enumerate()) {
                let place = (0, row, column);
                let is_told =
                    !matches!(self.grid.value(place), None | Some(Value::Empty | Value::Text(_)));
                let verdicts = card.verdicts().position(|(commitment, _)| commitment == offset);
                if let Some(count) = self.recounted(judged, verdicts)[number].filter(|_| is_told) {
                    self.agrees(place, &format!("{key} of {}", judged.id), count)?;
                }
            }
        }
        Ok(())
    }

    fn recounted(&self, judged: &Judged, verdicts: Option<usize>) -> [Option<f64>; 4] {
        match (verdicts, judged.metric) {
            (Some(place), _) => self.of_verdicts(judged, FIRST_VERDICT + 2 * place),
            _ if !judged.conditions.is_empty() => [None; 4],
            (_, Metric::LeadsDelivered) => [
                Some(self.of_period(|row| !judged.net || !self.flag(row, "discounted"))),
                None,
                None,
                None,
            ],
            (_, Metric::HandoffComplete) => [
                None,
                Some(self.of_period(|row| self.flag(row, "complete"))),
                Some(self.of_period(|_| true)),
                None,
            ],
            // The list does not tell the category of a reason: acceptance where any counts.
            (_, Metric::Acceptance) if judged.id == "accepted" => {
                // Of leads delivered after the deals were exported nothing was decided yet.
                let cut_off = self.serial(judged.cut_off.at());
                let is_known = |row: &[Cell]| matches!(row[self.columns["delivered-at"]].value, Value::Number(at) if at <= cut_off);
                let [yes, no, open] = ["accepted", "rejected", "undecided"]
                    .map(|how| self.of_period(|row| is_known(row) && self.decided(row, how)));
                [None, Some(yes), Some(yes + no), Some(open)]
            }
            _ => [None; 4],
        }
    }

    /// A rate counts those whose allowance is over; what has none is decided at once.
    fn of_verdicts(&self, judged: &Judged, column: usize) -> [Option<f64>; 4] {
        let cut_off = self.serial(judged.cut_off.at());
        let is_over = |row: &[Cell]| match &row[column + 1].value {
            Value::Number(due) => *due < cut_off - 0.5 / 86_400.0,
            _ => true,
        };
        let [met, breached, pending] = ["met", "breached", "pending"]
            .map(|verdict| Value::text(TEXTS.word(&format!("lead-verdict.{verdict}"))));
        let over =
            |verdict: &Value| self.count(|row| is_over(row) && row[column].value == *verdict);
        let waiting = self.count(|row| row[column].value == pending);
        [None, Some(over(&met)), Some(over(&met) + over(&breached)), Some(waiting)]
    }

    /// The counts of a table's rows: deliveries of the same day, source or campaign.
    fn listed(&self, (key, of, field): (&str, &str, &str)) -> Checked {
        let Some((sheet, table)) = table(self.book, key) else { return Ok(()) };
        let of = column(table, of).unwrap();
        // Gross counting, of which these tables speak, takes nothing off, whatever the list says of net counting.
        for head in &["delivered", "accepted", "rejected"] {
            let offset = column(table, head).unwrap();
            for (row, cells) in (table.row + 1..)
                .zip(table.rows.iter())
                .filter(|(_, cells)| cells[offset].value != Value::Empty)
            {
                let is_meant = |lead: &[Cell]| {
                    !matches!(*head, "accepted" | "rejected") || self.decided(lead, head)
                };
                let count =
                    self.of_period(|lead| is_meant(lead) && self.is(lead, field, &cells[of].value));
                let place = (sheet, row, table.column + u16::try_from(offset).unwrap());
                self.agrees(place, &format!("{key}: {head}"), count)?;
            }
        }
        Ok(())
    }
}
