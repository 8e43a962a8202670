//! A spreadsheet in small, written from what spreadsheets do: works the formulas of a book out again from its cells, tables and names.

use std::cell::RefCell;
use std::collections::BTreeMap;

use acordo::report::book::{Book, Table, Value};

/// What a cell or a part of a formula comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Got {
    Empty,
    Number(f64),
    Text(String),
    /// A division by nothing, a word in a sum.
    Wrong(&'static str),
}

/// Sheet, row and column.
pub type Place = (usize, u32, u16);

/// The cells of a book.
pub struct Grid<'a> {
    cells: BTreeMap<Place, &'a Value>,
    tables: BTreeMap<&'a str, (usize, &'a Table)>,
    names: BTreeMap<&'a str, Place>,
    known: RefCell<BTreeMap<Place, Got>>,
}

impl<'a> Grid<'a> {
    /// The grid of a book.
    pub fn of(book: &'a Book) -> Self {
        let mut grid = Self {
            cells: BTreeMap::new(),
            tables: BTreeMap::new(),
            names: BTreeMap::new(),
            known: RefCell::default(),
        };
        for (sheet, own) in book.sheets.iter().enumerate() {
            grid.cells
                .extend(own.cells.iter().map(|cell| ((sheet, cell.row, cell.column), &cell.value)));
            grid.names.extend(
                own.names.iter().map(|name| (name.words.as_str(), (sheet, name.row, name.column))),
            );
            for table in &own.tables {
                grid.tables.insert(&table.name, (sheet, table));
                for (row, cells) in (table.row + 1..).zip(table.rows.iter()) {
                    grid.cells.extend(
                        (table.column..)
                            .zip(cells)
                            .map(|(column, cell)| ((sheet, row, column), &cell.value)),
                    );
                }
            }
        }
        grid
    }

    /// Every formula with its place and what is written as its result.
    pub fn formulas(&self) -> impl Iterator<Item = (Place, &'a str, Option<f64>)> {
        self.cells.iter().filter_map(|(place, value)| match value {
            Value::Formula(formula) => Some((*place, formula.text.as_str(), formula.result)),
            _ => None,
        })
    }

    /// What a cell holds.
    pub fn value(&self, place: Place) -> Option<&'a Value> {
        self.cells.get(&place).copied()
    }

    /// What a cell comes to; formulas are worked out, their written results not looked at.
    pub fn got(&self, place: Place) -> Got {
        match self.cells.get(&place) {
            None | Some(Value::Empty) => Got::Empty,
            Some(Value::Text(text) | Value::Lines(text)) => Got::Text(text.to_string()),
            Some(Value::Link(link)) => Got::Text(link.text.clone()),
            Some(Value::Number(number) | Value::Unproven(number)) => Got::Number(*number),
            Some(Value::Formula(formula)) => {
                if let Some(known) = self.known.borrow().get(&place) {
                    return known.clone();
                }
                let got = Reader {
                    grid: self,
                    sheet: place.0,
                    rest: formula.text.strip_prefix('=').unwrap(),
                }
                .whole();
                self.known.borrow_mut().insert(place, got.clone());
                got
            }
        }
    }

    fn area(&self, sheet: usize, first: (u32, u16), last: (u32, u16)) -> Vec<Got> {
        (first.0..=last.0)
            .flat_map(|row| (first.1..=last.1).map(move |column| self.got((sheet, row, column))))
            .collect()
    }

    fn column(&self, table: &str, head: &str) -> Vec<Got> {
        let (sheet, table) = self.tables.get(table).unwrap_or_else(|| panic!("no table {table}"));
        let offset = table
            .columns
            .iter()
            .position(|column| column.head == head)
            .unwrap_or_else(|| panic!("no column {head}"));
        let (first, column) = (table.row + 1, table.column + u16::try_from(offset).unwrap());
        self.area(
            *sheet,
            (first, column),
            (first + u32::try_from(table.rows.len()).unwrap() - 1, column),
        )
    }
}

/// A formula while it is read.
struct Reader<'g, 'a> {
    grid: &'g Grid<'a>,
    sheet: usize,
    rest: &'g str,
}

impl Reader<'_, '_> {
    fn whole(&mut self) -> Got {
        let got = self.joined();
        assert!(self.rest.is_empty(), "{} is left over", self.rest);
        got
    }

    fn takes(&mut self, sign: &str) -> bool {
        self.rest.strip_prefix(sign).map(|rest| self.rest = rest).is_some()
    }

    fn taken(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken.to_owned()
    }

    /// Comparisons bind less than `&`, that less than sums.
    fn joined(&mut self) -> Got {
        let left = self.linked();
        let [is_equal, is_less] = ["=", "<"].map(|sign| self.takes(sign));
        match (is_equal, is_less) {
            (true, _) => truth(self.linked(), |right| {
                left == right || (left == Got::Empty && right == Got::Number(0.0))
            }),
            (_, true) => {
                let right = self.linked();
                numbers(&left, &right, |a, b| Got::Number(f64::from(u8::from(a < b))))
            }
            _ => left,
        }
    }

    fn linked(&mut self) -> Got {
        let mut left = self.sum();
        while self.takes("&") {
            let right = self.sum();
            left = Got::Text(format!("{}{}", shown(&left), shown(&right)));
        }
        left
    }

    fn sum(&mut self) -> Got {
        let mut left = self.product();
        loop {
            if self.takes("+") {
                left = numbers(&left, &self.product(), |a, b| Got::Number(a + b));
            } else if self.takes("-") {
                left = numbers(&left, &self.product(), |a, b| Got::Number(a - b));
            } else {
                return left;
            }
        }
    }

    fn product(&mut self) -> Got {
        let mut left = self.atom();
        loop {
            if self.takes("*") {
                left = numbers(&left, &self.atom(), |a, b| Got::Number(a * b));
            } else if self.takes("/") {
                left = numbers(&left, &self.atom(), |a, b| {
                    if b == 0.0 { Got::Wrong("#DIV/0!") } else { Got::Number(a / b) }
                });
            } else {
                return left;
            }
        }
    }

    fn atom(&mut self) -> Got {
        match self.atoms().as_slice() {
            [one] => one.clone(),
            _ => panic!("an area where one value belongs, before {}", self.rest),
        }
    }

    /// A value, or all values of an area or a column of a table.
    fn atoms(&mut self) -> Vec<Got> {
        let first = self.rest.chars().next().unwrap_or(' ');
        if self.takes("-") {
            return vec![numbers(&Got::Number(0.0), &self.atom(), |a, b| Got::Number(a - b))];
        }
        if self.takes("(") {
            let got = self.joined();
            assert!(self.takes(")"), "unclosed before {}", self.rest);
            return vec![got];
        }
        if self.takes("\"") {
            return vec![Got::Text(self.quoted())];
        }
        if first.is_ascii_digit() {
            let number = self.taken(|c| c.is_ascii_digit() || c == '.');
            return vec![Got::Number(number.parse().unwrap())];
        }
        let word = self.taken(|c| c.is_alphanumeric() || matches!(c, '_' | '$'));
        if self.takes("(") {
            return vec![self.function(&word)];
        }
        if self.takes("[") {
            let head = self.taken(|c| c != ']');
            assert!(self.takes("]"));
            return self.grid.column(&word, &head);
        }
        self.reference(&word)
    }

    fn reference(&mut self, word: &str) -> Vec<Got> {
        let Some(first) = cell(word) else {
            let place = self.grid.names.get(word).unwrap_or_else(|| panic!("no name {word}"));
            return vec![self.grid.got(*place)];
        };
        let last = if self.takes(":") {
            cell(&self.taken(|c| c.is_ascii_alphanumeric() || c == '$')).unwrap()
        } else {
            first
        };
        self.grid.area(self.sheet, first, last)
    }

    fn quoted(&mut self) -> String {
        let mut text = self.taken(|c| c != '"');
        assert!(self.takes("\""));
        while self.takes("\"") {
            text.push('"');
            text += &self.taken(|c| c != '"');
            assert!(self.takes("\""));
        }
        text
    }

    fn function(&mut self, name: &str) -> Got {
        let mut arguments: Vec<Vec<Got>> = Vec::new();
        loop {
            let before = self.rest;
            let whole = self.atoms();
            arguments.push(if self.rest.starts_with([',', ')']) {
                whole
            } else {
                // More than a value: from its beginning.
                self.rest = before;
                vec![self.joined()]
            });
            if self.takes(")") {
                return called(name, &arguments);
            }
            assert!(self.takes(","), "no comma before {}", self.rest);
        }
    }
}

/// Row and column of `B6` or `$B$6`.
fn cell(word: &str) -> Option<(u32, u16)> {
    let plain = word.replace('$', "");
    let digits = plain.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = plain.split_at(digits);
    let is_column =
        (1..=3).contains(&letters.len()) && letters.chars().all(|c| c.is_ascii_uppercase());
    let column =
        letters.bytes().fold(0_u16, |column, letter| column * 26 + u16::from(letter - b'A') + 1);
    is_column.then_some((row.parse::<u32>().ok()? - 1, column - 1))
}

fn truth(right: Got, is: impl Fn(Got) -> bool) -> Got {
    Got::Number(f64::from(u8::from(is(right))))
}

fn shown(got: &Got) -> String {
    match got {
        Got::Text(text) => text.clone(),
        Got::Number(number) => number.to_string(),
        Got::Empty => String::new(),
        Got::Wrong(what) => (*what).to_owned(),
    }
}

fn numbers(left: &Got, right: &Got, work: impl Fn(f64, f64) -> Got) -> Got {
    let number = |got: &Got| match got {
        Got::Number(number) => Ok(*number),
        Got::Empty => Ok(0.0),
        Got::Text(_) => Err(Got::Wrong("#VALUE!")),
        Got::Wrong(_) => Err(got.clone()),
    };
    match (number(left), number(right)) {
        (Ok(a), Ok(b)) => work(a, b),
        (Err(wrong), _) | (_, Err(wrong)) => wrong,
    }
}

fn called(name: &str, arguments: &[Vec<Got>]) -> Got {
    let all = arguments.concat();
    if let (Some(wrong), false) =
        (all.iter().find(|got| matches!(got, Got::Wrong(_))), name == "IF")
    {
        return wrong.clone();
    }
    let of_numbers = || {
        all.iter()
            .filter_map(|got| if let Got::Number(number) = got { Some(*number) } else { None })
    };
    let first = || of_numbers().next().unwrap();
    match (name, all.as_slice()) {
        ("COUNTIFS", _) => Got::Number(count(arguments)),
        ("SUM", _) => Got::Number(of_numbers().sum()),
        ("PRODUCT", _) => Got::Number(of_numbers().product()),
        ("MAX", _) => Got::Number(of_numbers().fold(f64::NEG_INFINITY, f64::max)),
        ("ABS", _) => Got::Number(first().abs()),
        ("LN", _) => Got::Number(first().ln()),
        ("IF", [test, yes, no]) => if *test == Got::Number(0.0) { no } else { yes }.clone(),
        ("ROUND" | "ROUNDUP", [Got::Number(number), Got::Number(places)]) => {
            let scale = 10_f64.powf(*places);
            // Halves away from zero; up is away from zero, too.
            let scaled = (number * scale).abs();
            let whole = if name == "ROUND" { scaled.round() } else { scaled.ceil() };
            Got::Number(whole.copysign(*number) / scale)
        }
        _ => panic!("{name} of {arguments:?}"),
    }
}

/// Rows on which every column meets its criterion.
fn count(arguments: &[Vec<Got>]) -> f64 {
    let pairs: Vec<(&Vec<Got>, &Got)> =
        arguments.chunks(2).map(|pair| (&pair[0], pair[1].first().unwrap())).collect();
    let rows = pairs.first().map_or(0, |(column, _)| column.len());
    assert!(pairs.iter().all(|(column, _)| column.len() == rows), "columns of different length");
    (0..rows)
        .filter(|row| pairs.iter().all(|(column, criterion)| meets(&column[*row], criterion)))
        .count() as f64
}

fn meets(cell: &Got, criterion: &Got) -> bool {
    match (cell, criterion) {
        (Got::Number(cell), Got::Number(wanted)) => cell.total_cmp(wanted).is_eq(),
        (_, Got::Text(wanted)) if wanted.starts_with("<=") => {
            let bound: f64 = wanted.trim_start_matches("<=").parse().unwrap();
            matches!(cell, Got::Number(cell) if *cell <= bound)
        }
        (_, Got::Text(wanted)) if wanted.starts_with('<') => {
            let bound: f64 = wanted.trim_start_matches('<').parse().unwrap();
            matches!(cell, Got::Number(cell) if *cell < bound)
        }
        (Got::Text(cell), Got::Text(wanted)) => {
            // Wildcards, comparisons and numbers in a word would be read as such.
            assert!(
                !wanted.contains(['*', '?', '~']) && !wanted.starts_with(['<', '>', '=']),
                "criterion {wanted}"
            );
            assert!(!wanted.is_empty() && wanted.parse::<f64>().is_err(), "criterion {wanted}");
            cell.to_lowercase() == wanted.to_lowercase()
        }
        _ => false,
    }
}
