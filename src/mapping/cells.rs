//! Columns of raw cells as texts, keys, words and durations.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::{BTreeMap, HashSet};

use crate::model::column::{TextColumn, WordColumn};
use crate::model::fold::fold;
use crate::model::table::{Cell, Cells, RawColumn};

use super::keys::{self, Fault};
use super::nothing;
use super::plain_keys::Kind;

/// A number cell of this size and more lost digits when the workbook stored it.
const ROUNDED: f64 = 1e15;

/// From here on a number cell cannot hold every whole number (2⁵³).
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The text of a cell as a person sees it; nothing for empty and error cells.
pub fn text(cell: Cell<'_>) -> Option<Cow<'_, str>> {
    match cell {
        Cell::Empty | Cell::Error(_) => None,
        Cell::Text(text) => Some(Cow::Borrowed(text)),
        Cell::Number(number) => Some(Cow::Owned(format!("{number}"))),
        Cell::Date(local) => {
            local.date_time().map(|at| Cow::Owned(at.format("%Y-%m-%d %H:%M:%S").to_string()))
        }
        Cell::Bool(value) => Some(Cow::Borrowed(if value { "true" } else { "false" })),
    }
}

/// The texts of one column, or of several joined by `joint`.
pub fn texts(columns: &[&RawColumn], joint: &str) -> TextColumn {
    let mut out = empty_texts(columns);
    match columns {
        [only] => only.each(|cell| out.push(text(cell).as_deref())),
        several => each_row(several, |cells| {
            let parts: Vec<Cow<str>> = cells.iter().filter_map(|cell| text(*cell)).collect();
            out.push(Some(parts.join(joint).as_str()));
        }),
    }
    out
}

/// For each row the first column that says something: several columns may hold one field.
pub fn first_texts(columns: &[&RawColumn]) -> TextColumn {
    let mut out = empty_texts(columns);
    each_row(columns, |cells| out.push(cells.iter().find_map(|cell| text(*cell)).as_deref()));
    out
}

/// The first filled cell of each row, as a column of its own.
pub fn first_filled(columns: &[&RawColumn]) -> RawColumn {
    let mut out = Cells::default();
    each_row(columns, |cells| {
        out.push(cells.iter().find(|cell| **cell != Cell::Empty).copied().unwrap_or(Cell::Empty));
    });
    RawColumn::Cells(out)
}

/// The keys of a column, row by row, and the cells that give none.
#[derive(Default)]
pub struct Keys {
    /// The normalised keys of each row, parted by a blank.
    pub texts: TextColumn,
    /// Keys that stand for nobody, the same way; nothing where there are none.
    pub fillers: Option<TextColumn>,
    /// Row, cell and fault of each key that joins nobody.
    pub faults: Vec<(usize, String, Fault)>,
}

/// For each row every address (or number) that `kind` finds in any of the columns, with what could
/// not be read.
pub fn keys(columns: &[&RawColumn], kind: Kind) -> Keys {
    let mut out = Keys { texts: empty_texts(columns), ..Keys::default() };
    let mut fillers: Vec<(usize, String)> = Vec::new();
    let (mut row, mut plain) = (0, String::new());
    let mut slips = Slips::default();
    each_row(columns, |cells| {
        if let [Cell::Text(text)] = cells
            && (kind.plain)(text, &mut plain)
        {
            out.texts.push(Some(&plain));
            row += 1;
            return;
        }
        let find = kind.find;
        let mut own: Vec<String> = Vec::new();
        let mut odd: Vec<(usize, usize)> = Vec::new();
        for (column, cell) in cells.iter().enumerate() {
            let found = match cell {
                Cell::Text(text) => find(text),
                Cell::Number(number) if number.fract() == 0.0 => find(&format!("{number}")),
                _ => continue,
            };
            let is_odd = || found.keys.is_empty() && is_filled(*cell, columns.len());
            *slips.keyed.entry(column).or_default() += found.keys.len().min(1);
            if let Some(fault) = found.fault.or_else(|| is_odd().then_some(Fault::Other)) {
                odd.extend((fault == Fault::Other).then_some((out.faults.len(), column)));
                let value = text(*cell).unwrap_or_default().into_owned();
                out.faults.push((row, value, fault));
            }
            fillers.extend(found.fillers.into_iter().map(|filler| (row, filler)));
            own.extend(found.keys);
        }
        odd.iter().for_each(|(_, column)| *slips.odd.entry(*column).or_default() += 1);
        slips.beside.extend(odd.into_iter().filter(|_| !own.is_empty()));
        match own.as_slice() {
            [] => out.texts.push(None),
            [only] => out.texts.push(Some(only)),
            _ => {
                let mut seen = HashSet::new();
                own.retain(|key| seen.insert(key.clone()));
                out.texts.push(Some(&own.join(" ")));
            }
        }
        row += 1;
    });
    out.fillers = (!fillers.is_empty()).then(|| by_row(&fillers, row));
    slips.mark(&mut out.faults);
    out
}

/// Cells that give no key where another column of their row does: the row goes by that one, which may be another person's.
#[derive(Default)]
struct Slips {
    /// Cells with a key, and cells that are none, by column.
    keyed: BTreeMap<usize, usize>,
    odd: BTreeMap<usize, usize>,
    /// The fault and the column of each cell beside a key.
    beside: Vec<(usize, usize)>,
}

impl Slips {
    /// One cell in so many that have keys is a slip; more are what a column holds, as one of extensions.
    const RARE: usize = 4;

    fn mark(&self, faults: &mut [(usize, String, Fault)]) {
        let count = |cells: &BTreeMap<usize, usize>, at| cells.get(at).copied().unwrap_or_default();
        let is_rare = |at| count(&self.odd, at) * Self::RARE <= count(&self.keyed, at);
        for (at, _) in self.beside.iter().filter(|(_, column)| is_rare(column)) {
            faults.get_mut(*at).into_iter().for_each(|(_, _, fault)| *fault = Fault::Beside);
        }
    }
}

/// True of a cell that says something; of a number alone in its field a spreadsheet says what it is.
fn is_filled(cell: Cell, columns: usize) -> bool {
    match cell {
        Cell::Text(text) => says_something(text),
        Cell::Number(number) => columns > 1 && number != 0.0,
        _ => false,
    }
}

/// True of a text that neither stands for an empty cell nor says that there is nothing.
fn says_something(text: &str) -> bool {
    let has_number = fold(text).chars().any(|sign| ('1'..='9').contains(&sign));
    has_number || !nothing::is_cell(text)
}

/// A column of the texts given, several of one row parted by a blank.
fn by_row(texts: &[(usize, String)], rows: usize) -> TextColumn {
    let mut out = TextColumn::default();
    let mut rest = texts;
    for row in 0..rows {
        let count = rest.iter().take_while(|(of, _)| *of == row).count();
        let (own, others) = rest.split_at(count);
        let own: Vec<&str> = own.iter().map(|(_, text)| text.as_str()).collect();
        out.push(Some(own.join(" ").as_str()).filter(|text| !text.is_empty()));
        rest = others;
    }
    out
}

/// The ids of each row, and the cells that name nothing: digits lost in a spreadsheet, or a word for none. The `.0` of a column that a program
/// took for amounts is no part of an id. `is_own`: each row has one of its own, so that what several rows have may be a word for none.
pub fn ids(columns: &[&RawColumn], is_choice: bool, is_own: bool) -> (TextColumn, Vec<Unnamed>) {
    let (mut out, mut without) = (empty_texts(columns), Vec::new());
    // Each needs a look at every cell, which few columns give a reason for.
    let are_exact = LazyCell::new(|| columns.iter().any(|column| is_exact(column)));
    let have_decimals = LazyCell::new(|| columns.iter().any(|column| has_decimals(column)));
    let repeated = LazyCell::new(|| repeated(columns));
    let is_nothing = |text: &str| {
        nothing::is_id(text) || is_own && nothing::is_weak_id(text) && repeated.contains(text)
    };
    let fault = |cell: &Cell, text: &str| match cell {
        _ if is_rounded(cell, || *are_exact) => Some(Fault::LostDigits),
        _ if is_nothing(text) => Some(Fault::Filler),
        _ => None,
    };
    let (mut row, mut own) = (0, String::new());
    each_row(columns, |cells| {
        own.clear();
        for cell in cells {
            let Some(text) = text(*cell) else { continue };
            if let Some(fault) = fault(cell, &text) {
                without.push((row, text.into_owned(), fault));
            } else if own.is_empty() || !is_choice {
                own.push_str(if own.is_empty() { "" } else { " " });
                let whole = keys::without_decimals(&text);
                let is_whole = whole.len() == text.len() || !*have_decimals;
                own.push_str(if is_whole { whole } else { &text });
            }
        }
        out.push(Some(own.as_str()).filter(|text| !text.is_empty()));
        row += 1;
    });
    (out, without)
}

/// A cell of ids that names nothing: its row, what it holds, and why.
pub type Unnamed = (usize, String, Fault);

/// Texts that may be ids, and stand for none because several rows have them.
fn repeated(columns: &[&RawColumn]) -> HashSet<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let all = columns.iter().flat_map(|column| column.iter()).filter_map(text);
    all.filter(|text| nothing::is_weak_id(text))
        .for_each(|text| *seen.entry(text.into_owned()).or_default() += 1);
    seen.into_iter().filter(|(_, times)| *times > 1).map(|(text, _)| text).collect()
}

/// A number of sixteen digits whose last one is not 0 was never cut to fifteen: the column is whole.
fn is_exact(column: &RawColumn) -> bool {
    let is_whole = |cell: Cell| matches!(cell, Cell::Number(n) if (ROUNDED..EXACT).contains(&n.abs()) && n % 10.0 != 0.0);
    column.iter().any(is_whole)
}

/// Some ids have decimals that say something, as `1.2` does.
fn has_decimals(column: &RawColumn) -> bool {
    let is_decimal = |text: &str| {
        let Some((whole, rest)) = keys::around_mark(text) else { return false };
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        is_number(whole) && is_number(rest) && rest.bytes().any(|b| b != b'0')
    };
    column.iter().any(|cell| matches!(cell, Cell::Text(text) if is_decimal(text)))
}

/// The words of a column; of several, the first filled one.
pub fn words(columns: &[&RawColumn]) -> WordColumn {
    let mut out = WordColumn::default();
    out.reserve(rows(columns));
    match columns {
        [only] => only.each(|cell| out.push(text(cell).as_deref())),
        several => each_row(several, |cells| {
            out.push(cells.iter().find_map(|cell| text(*cell)).as_deref());
        }),
    }
    out
}

/// A number cell so long that the workbook has rounded it, or a text that a spreadsheet has left in scientific form (`5.8E+18`).
fn is_rounded(cell: &Cell, are_exact: impl Fn() -> bool) -> bool {
    match cell {
        Cell::Number(number) => number.abs() >= EXACT || number.abs() >= ROUNDED && !are_exact(),
        Cell::Text(text) => is_scientific(text),
        _ => false,
    }
}

fn is_scientific(text: &str) -> bool {
    if memchr::memchr(b'+', text.as_bytes()).is_none() {
        return false;
    }
    let Some((digits, power)) = text.split_once("E+").or_else(|| text.split_once("e+")) else {
        return false;
    };
    let is_number = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
    };
    is_number(digits) && power.parse::<u32>().is_ok()
}

/// Cells of a workbook that hold no value of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failed {
    /// Cells with an Excel error.
    pub errors: u64,
    /// The first of them.
    pub example: String,
    /// Formulas whose result was never stored.
    pub uncached: u64,
}

/// Counts the cells that hold no value of their own.
pub fn failed(columns: &[&RawColumn]) -> Failed {
    let mut failed = Failed::default();
    let cells = columns.iter().filter_map(|column| {
        if let RawColumn::Cells(cells) = column { Some(cells.iter()) } else { None }
    });
    let words = cells
        .flatten()
        .filter_map(|cell| if let Cell::Error(word) = cell { Some(word) } else { None });
    for word in words {
        match word {
            "=" => failed.uncached += 1,
            word => {
                failed.errors += 1;
                if failed.example.is_empty() {
                    word.clone_into(&mut failed.example);
                }
            }
        }
    }
    failed
}

fn rows(columns: &[&RawColumn]) -> usize {
    columns.iter().map(|column| column.len()).max().unwrap_or(0)
}

/// A column of texts with room for the rows of these.
fn empty_texts(columns: &[&RawColumn]) -> TextColumn {
    TextColumn::with_room(rows(columns), columns.iter().map(|column| column.text_bytes()).sum())
}

/// The cells of each row, side by side.
pub fn each_row<'a>(columns: &[&'a RawColumn], mut visit: impl FnMut(&[Cell<'a>])) {
    if let [only] = columns {
        return only.each(|cell| visit(&[cell]));
    }
    let mut readers: Vec<_> = columns.iter().map(|column| column.iter()).collect();
    let mut cells = Vec::with_capacity(columns.len());
    for _ in 0..rows(columns) {
        cells.clear();
        cells.extend(readers.iter_mut().map(|reader| reader.next().unwrap_or(Cell::Empty)));
        visit(&cells);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_lost_digits_name_nothing() {
        let texts = ["5,8E+18", "00123", "E+18", "7.0"].map(Cell::Text);
        let cells =
            [Cell::Number(1e15), Cell::Number(999_999_999_999_999.0)].into_iter().chain(texts);
        let column = RawColumn::Cells(cells.collect());
        let (ids, lost) = ids(&[&column], true, true);
        let wanted = [None, Some("999999999999999"), None, Some("00123"), Some("E+18"), Some("7")];
        assert_eq!(ids.iter().collect::<Vec<_>>(), wanted);
        assert_eq!(lost.iter().map(|(row, ..)| *row).collect::<Vec<_>>(), [0, 2]);
    }

    #[test]
    fn a_cell_without_a_key_beside_one_with_a_key_is_told_where_it_is_a_slip() {
        let good: Vec<String> = (0..8).map(|n| format!("+55 21 98800-010{n}")).collect();
        let office =
            RawColumn::Cells(good.iter().map(|_| Cell::Text("+55 11 4000-1000")).collect());
        let faults = |spoilt: &[Cell], is_alone: bool| {
            let to = spoilt
                .iter()
                .copied()
                .chain(good.iter().skip(spoilt.len()).map(|own| Cell::Text(own)));
            let to = RawColumn::Cells(to.collect());
            let columns = if is_alone { vec![&to] } else { vec![&to, &office] };
            let found = keys(&columns, crate::mapping::plain_keys::PHONES).faults;
            found.into_iter().map(|(row, _, fault)| (row, fault)).collect::<Vec<_>>()
        };
        for cell in ["xyz", "12", "ramal dele", "ask Ana", "fulano de tal"] {
            assert_eq!(faults(&[Cell::Text(cell)], false), [(0, Fault::Beside)], "{cell}");
            assert_eq!(faults(&[Cell::Text(cell)], true), [(0, Fault::Other)], "{cell}");
        }
        assert_eq!(faults(&[Cell::Number(12.0)], false), [(0, Fault::Beside)]);
        for cells in [["ramal", "ramal"], ["Ana", "Rui"]] {
            let many = if cells[0] == "Ana" { vec!["Ana", "Rui", "Eva"] } else { cells.to_vec() };
            let own: Vec<Cell> = many.into_iter().map(Cell::Text).collect();
            assert!(
                faults(&own, false).iter().all(|(_, fault)| *fault == Fault::Other),
                "{cells:?}"
            );
        }
        assert_eq!(faults(&[Cell::Empty, Cell::Text("-")], false), []);
    }

    #[test]
    fn ids_that_stand_for_none_name_nothing() {
        let texts = ["-", "n/a", "0", "0", "x", "7", "novo", "novo"].map(Cell::Text);
        let column = RawColumn::Cells(texts.into_iter().collect());
        let named = |is_own: bool| {
            let (ids, without) = ids(&[&column], true, is_own);
            assert!(without.iter().all(|(.., fault)| *fault == Fault::Filler));
            ids.iter().flatten().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(named(true), ["x", "7"], "what one row has alone may be its own");
        assert_eq!(named(false), ["0", "0", "x", "7", "novo", "novo"], "many rows name one lead");
    }

    #[test]
    fn decimals_that_say_something_stay() {
        let column = RawColumn::Cells(["1.0", "1.2"].map(Cell::Text).into_iter().collect());
        assert_eq!(
            ids(&[&column], true, true).0.iter().flatten().collect::<Vec<_>>(),
            ["1.0", "1.2"]
        );
    }

    #[test]
    fn cells_without_a_value_are_told_apart() {
        let errors = ["#REF!", "=", "#N/A"].map(Cell::Error);
        let failed = failed(&[&RawColumn::Cells(errors.into_iter().collect())]);
        assert_eq!((failed.errors, failed.example.as_str(), failed.uncached), (2, "#REF!", 1));
    }
}
