//! Counts over a table of the book as formulas: where the recount gives another number than the one shown, the cell says so.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::book::{Cell, Value};

/// One condition of a count.
#[derive(Clone, Debug, PartialEq)]
pub enum Test<F> {
    /// The flag column holds 1.
    Flag(F),
    /// The flag column holds 0.
    NoFlag(F),
    /// The column holds this word.
    Is(F, Arc<str>),
    /// The column holds the word of the cell named.
    IsAt(F, Arc<str>, String),
    /// The column holds the number of the cell named.
    NumberAt(F, f64, String),
    /// The column holds a number up to that of the name; half a second above, because a formula compares written numbers.
    UpTo(F, f64, String),
    /// The column holds a number below that of the name, by half a second at least.
    Before(F, f64, String),
}

/// Half a second in days.
const HALF_SECOND: f64 = 0.5 / 86_400.0;
/// Longest word a formula may compare.
const LONGEST_WORD: usize = 200;

impl<F: Copy> Test<F> {
    fn field(&self) -> F {
        match self {
            Self::Flag(field)
            | Self::NoFlag(field)
            | Self::Is(field, _)
            | Self::IsAt(field, _, _)
            | Self::NumberAt(field, _, _)
            | Self::UpTo(field, _, _)
            | Self::Before(field, _, _) => *field,
        }
    }

    fn criterion(&self) -> String {
        match self {
            Self::Flag(_) => "1".to_owned(),
            Self::NoFlag(_) => "0".to_owned(),
            Self::Is(_, word) => format!("\"{}\"", word.replace('"', "\"\"")),
            Self::IsAt(_, _, cell) | Self::NumberAt(_, _, cell) => cell.clone(),
            Self::UpTo(_, _, name) => format!("\"<=\"&({name}+1/172800)"),
            Self::Before(_, _, name) => format!("\"<\"&({name}-1/172800)"),
        }
    }

    fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Is(_, word) | Self::IsAt(_, word, _), Value::Text(text)) => {
                same_word(word, text)
            }
            (Self::Flag(_), Value::Number(number)) => (number - 1.0).abs() < f64::EPSILON,
            (Self::NoFlag(_), Value::Number(number)) => number.abs() < f64::EPSILON,
            (Self::NumberAt(_, wanted, _), Value::Number(number)) => {
                (number - wanted).abs() < HALF_SECOND
            }
            (Self::UpTo(_, bound, _), Value::Number(number)) => *number <= bound + HALF_SECOND,
            (Self::Before(_, bound, _), Value::Number(number)) => *number < bound - HALF_SECOND,
            _ => false,
        }
    }

    /// A spreadsheet would compare the word as it is: no wildcard, comparison or number.
    fn is_plain(&self) -> bool {
        match self {
            Self::Is(_, word) | Self::IsAt(_, word, _) => {
                word.len() <= LONGEST_WORD
                    && !word.contains(['*', '?', '~'])
                    && !word.starts_with(['<', '>', '='])
                    && word.contains(char::is_alphabetic)
            }
            _ => true,
        }
    }
}

fn same_word(left: &str, right: &str) -> bool {
    left == right || (left.len() == right.len() && left.to_lowercase() == right.to_lowercase())
}

/// The rows of a table made ready for counting: a hundred thousand rows are asked hundreds of times.
pub struct Tallied {
    rows: Arc<Vec<Vec<Cell>>>,
    columns: Vec<OnceLock<Coded>>,
}

/// A column as its different values, and the place of each row's among them.
#[derive(Default)]
struct Coded {
    values: Vec<Value>,
    codes: Vec<u32>,
}

impl Tallied {
    /// A list to be counted on; a column is coded when a formula first asks for it.
    pub fn of(rows: &Arc<Vec<Vec<Cell>>>) -> Self {
        Self {
            rows: Arc::clone(rows),
            columns: rows
                .first()
                .map_or(Vec::new(), |row| row.iter().map(|_| OnceLock::new()).collect()),
        }
    }

    /// How many rows pass every test, each beside the place of its column; nothing where a column
    /// is not there.
    fn count<F: Copy>(&self, tests: &[(&Test<F>, usize)]) -> Option<u64> {
        let columns: Vec<(&[u32], Vec<bool>)> =
            tests.iter().map(|(test, place)| self.passing(test, *place)).collect::<Option<_>>()?;
        let passes = |row: &usize| {
            columns.iter().all(|(codes, holds)| {
                codes.get(*row).is_some_and(|code| holds.get(*code as usize) == Some(&true))
            })
        };
        u64::try_from((0..self.rows.len()).filter(passes).count()).ok()
    }

    /// The codes of a column, and of which the test holds; nothing where it would take two different words for one.
    fn passing<F: Copy>(&self, test: &Test<F>, place: usize) -> Option<(&[u32], Vec<bool>)> {
        let coded = self.columns.get(place)?.get_or_init(|| Coded::of(&self.rows, place));
        let holds: Vec<bool> = coded.values.iter().map(|value| test.holds(value)).collect();
        let is_of_words = matches!(test, Test::Is(..) | Test::IsAt(..));
        let is_clear = !is_of_words || holds.iter().filter(|holds| **holds).count() < 2;
        is_clear.then_some((&coded.codes, holds))
    }
}

impl Coded {
    fn of(rows: &[Vec<Cell>], place: usize) -> Self {
        let mut known: HashMap<Key, u32> = HashMap::new();
        let mut coded = Self::default();
        for value in rows.iter().map(|row| row.get(place).map_or(&Value::Empty, |cell| &cell.value))
        {
            let code = *known.entry(Key::of(value)).or_insert_with(|| {
                coded.values.push(value.clone());
                super::book::index(coded.values.len() - 1)
            });
            coded.codes.push(code);
        }
        coded
    }
}

/// What makes two values the same for every test.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Text(&'a str),
    Number(u64),
    Other,
}

impl<'a> Key<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text),
            Value::Number(number) => Self::Number(number.to_bits()),
            _ => Self::Other,
        }
    }
}

/// A table of the book whose rows can be counted; `F` names its columns.
pub struct Rows<'a, F> {
    /// Its name.
    pub table: &'a str,
    /// What each column holds, and its head.
    pub columns: Vec<(F, &'a str)>,
    /// Its rows; none when they are not all there.
    pub listed: Option<&'a Tallied>,
}

impl<F: Copy + PartialEq> Rows<'_, F> {
    /// A count that is shown, as the formula that counts it.
    pub fn counted(&self, shown: u64, tests: &[Test<F>]) -> Value {
        self.summed(shown, &[tests])
    }

    /// A sum of counts that is shown, as the formula that counts it: only the number where the rows are not all there or a
    /// word cannot be counted by, and one that is told as trouble where the rows give another.
    pub fn summed(&self, shown: u64, parts: &[&[Test<F>]]) -> Value {
        let counts: Option<Vec<(String, u64)>> =
            parts.iter().map(|tests| self.formula(tests)).collect();
        match counts {
            None => Value::count(shown),
            Some(counts) if counts.iter().map(|(_, count)| count).sum::<u64>() == shown => {
                let formulas: Vec<String> =
                    counts.into_iter().map(|(formula, _)| formula).collect();
                Value::formula(format!("={}", formulas.join("+")), Some(shown as f64))
            }
            Some(_) => Value::Unproven(shown as f64),
        }
    }

    /// The formula of a count and its result; nothing when it cannot be written safely.
    fn formula(&self, tests: &[Test<F>]) -> Option<(String, u64)> {
        let rows =
            self.listed.filter(|rows| !rows.rows.is_empty() && tests.iter().all(Test::is_plain))?;
        let placed: Vec<(&Test<F>, usize)> = tests
            .iter()
            .map(|test| Some((test, self.place(test.field())?)))
            .collect::<Option<_>>()?;
        let arguments: Vec<String> = placed
            .iter()
            .map(|(test, place)| self.argument(test, *place))
            .collect::<Option<_>>()?;
        Some((format!("COUNTIFS({})", arguments.join(",")), rows.count(&placed)?))
    }

    fn place(&self, field: F) -> Option<usize> {
        self.columns.iter().position(|(known, _)| *known == field)
    }

    fn argument(&self, test: &Test<F>, place: usize) -> Option<String> {
        let (_, head) = self.columns.get(place)?;
        Some(format!("{}[{head}],{}", self.table, test.criterion()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_a_formula_would_read_otherwise_stay_numbers() {
        for word in ["*", "a?c", "=1+1", "<b", "123", "7/2", ""] {
            assert!(!Test::Is(0_u8, word.into()).is_plain(), "{word}");
        }
        assert!(Test::Is(0_u8, "Google Ads".into()).is_plain());
        assert!(Test::Is(0_u8, "GOOGLE ADS".into()).holds(&Value::text("Google Ads")));
        assert!(!Test::Is(0_u8, "Google".into()).holds(&Value::text("Google Ads")));
    }

    #[test]
    fn a_due_at_the_cut_off_is_not_over() {
        let cut_off = 46_349.0 + 1.0 / 3.0;
        let test = Test::Before(0_u8, cut_off, "Corte".to_owned());
        assert!(test.holds(&Value::Number(cut_off - 1.0 / 86_400.0)));
        assert!(!test.holds(&Value::Number(cut_off)));
        assert_eq!(test.criterion(), "\"<\"&(Corte-1/172800)");
        let test = Test::UpTo(0_u8, cut_off, "Corte".to_owned());
        assert!(test.holds(&Value::Number(cut_off)));
        assert!(!test.holds(&Value::Number(cut_off + 1.0 / 86_400.0)));
        assert_eq!(test.criterion(), "\"<=\"&(Corte+1/172800)");
    }

    #[test]
    fn a_count_that_disagrees_says_so() {
        let row = |word: &str| vec![Cell::from(Value::text(word))];
        let counted = |words: [&str; 3], shown, parts: &[&str]| {
            let rows = Tallied::of(&Arc::new(words.map(row).to_vec()));
            let rows = Rows { table: "T", columns: vec![(0_u8, "Equipe")], listed: Some(&rows) };
            let tests: Vec<_> = parts.iter().map(|word| [Test::Is(0, (*word).into())]).collect();
            rows.summed(shown, &tests.iter().map(<[_; 1]>::as_slice).collect::<Vec<_>>())
        };
        let words = ["vendas", "vendas", "mkt"];
        let formula = Value::formula("=COUNTIFS(T[Equipe],\"vendas\")".to_owned(), Some(2.0));
        assert_eq!(counted(words, 2, &["vendas"]), formula);
        assert_eq!(counted(words, 3, &["vendas"]), Value::Unproven(3.0));
        let both = Value::formula(
            "=COUNTIFS(T[Equipe],\"vendas\")+COUNTIFS(T[Equipe],\"mkt\")".to_owned(),
            Some(3.0),
        );
        assert_eq!(counted(words, 3, &["vendas", "mkt"]), both);
        // A spreadsheet takes both words for one.
        assert_eq!(counted(["vendas", "Vendas", "mkt"], 1, &["vendas"]), Value::Number(1.0));
        assert_eq!(counted(words, 7, &["ven*"]), Value::Number(7.0));
    }
}
