//! A column of numbers: which mark is the decimal one is decided for the column where a cell does not show it.

use std::collections::BTreeMap;

use crate::model::agreement::NumberLocale;
use crate::model::table::{Cell, RawColumn};

use super::cells;
use super::currency::{self, Purse};

/// A column of numbers as understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// One a row.
    pub values: Vec<Option<f64>>,
    /// Filled cells that are no number.
    pub bad: Odd,
    /// Cells such as `1,234` in a column where nothing tells a decimal mark from one between thousands.
    pub doubtful: Odd,
    /// Cells such as `1.234` that were read as thousands, since the locale has it so and nothing else tells.
    pub assumed: Odd,
    /// Cells filled.
    pub filled: u64,
    /// Style decided.
    pub style: &'static str,
    /// Amounts in other currencies than the agreement's: how many and their sum, by code.
    pub foreign: BTreeMap<String, (u64, f64)>,
}

/// Cells that gave no number: how many, and the row and text of the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Odd {
    /// How many.
    pub count: u64,
    /// The first.
    pub first: Option<(usize, String)>,
}

impl Odd {
    fn add(&mut self, row: usize, cell: Cell) {
        self.count += 1;
        self.first.get_or_insert_with(|| {
            (row, cells::text(cell).map(std::borrow::Cow::into_owned).unwrap_or_default())
        });
    }
}

/// How the numbers of a column are read.
#[derive(Clone, Copy)]
pub struct NumberRules<'a> {
    /// The source's setting.
    pub decimal: Option<char>,
    /// The decimal mark that other columns of the file show.
    pub shown: Option<char>,
    /// Decides where nothing else does.
    pub locale: NumberLocale,
    /// Whole things are counted: a mark before three digits parts thousands.
    pub is_count: bool,
    /// How amounts of money are told apart; nothing where the numbers are none.
    pub purse: Option<Purse<'a>>,
}

/// Reads a column.
pub fn read(column: &RawColumn, rules: NumberRules) -> Numbers {
    let marks = Marks::of(column, rules);
    let style = if marks.usual == ',' { "1.234,56" } else { "1,234.56" };
    let mut numbers = Numbers { style, ..Numbers::default() };
    let mut names = rules.purse.and_then(|purse| purse.column).map(RawColumn::iter);
    let worn = rules.purse.and_then(|purse| purse.worn);
    for (row, cell) in column.iter().enumerate() {
        let name = names.as_mut().and_then(Iterator::next).and_then(cells::text);
        let read = match cell {
            Cell::Number(number) => Some((number, worn.and_then(|worn| worn.at(row)))),
            Cell::Text(text) if !is_blank_word(text) => match marks.amount(text) {
                Ok(amount) => {
                    if marks.assumes(text) {
                        numbers.assumed.add(row, cell);
                    }
                    Some((amount.value, amount.sign))
                }
                Err(Unread::Doubtful) => {
                    numbers.filled += 1;
                    numbers.doubtful.add(row, cell);
                    numbers.values.push(None);
                    continue;
                }
                Err(Unread::NoNumber) => None,
            },
            // An Excel error is a missing value, told by itself.
            Cell::Empty | Cell::Text(_) | Cell::Error(_) => {
                numbers.values.push(None);
                continue;
            }
            Cell::Date(_) | Cell::Bool(_) => None,
        };
        numbers.filled += 1;
        let worth = |value: f64| rules.purse.map_or(Some(value), |purse| purse.worth(value));
        let read = read.and_then(|(value, sign)| Some((worth(value)?, sign)));
        let Some((value, sign)) = read.filter(|(value, _)| value.is_finite()) else {
            numbers.bad.add(row, cell);
            numbers.values.push(None);
            continue;
        };
        let is_own = numbers.is_own(value, sign, name.as_deref(), rules.purse);
        numbers.values.push(is_own.then_some(value));
    }
    numbers
}

impl Numbers {
    /// True for what is in the agreement's currency, and for a zero in any; what is in another is counted apart.
    fn is_own(
        &mut self,
        value: f64,
        sign: Option<&str>,
        name: Option<&str>,
        purse: Option<Purse>,
    ) -> bool {
        // A zero is nothing in every currency: there is nothing to convert, and the row has its value.
        let Some(purse) = purse.filter(|_| value != 0.0) else { return true };
        if name.is_none() && sign.unwrap_or(purse.usual) == purse.own {
            return true;
        }
        let code = purse.name(sign, name);
        if code == purse.own {
            return true;
        }
        let (count, sum) = self.foreign.entry(code).or_default();
        *count += 1;
        *sum += value;
        false
    }
}

fn is_blank_word(text: &str) -> bool {
    matches!(text, "-" | "–" | "n/a" | "N/A" | "null" | "NULL")
}

/// Why a text gives no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unread {
    NoNumber,
    /// It fits two readings.
    Doubtful,
}

/// What the numbers of a column prove of their marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// A comma is shown to part decimals.
    commas: bool,
    /// A point is.
    points: bool,
    /// Some cell has a mark that could part either.
    is_open: bool,
    /// Some cell shows that its numbers have three decimals: `0.125`, `1234,567`.
    has_three: bool,
}

impl Marked {
    /// Of a column's texts: the cells of a workbook are numbers already.
    pub fn of(column: &RawColumn) -> Self {
        let mut own = Self::default();
        column.each(|cell| {
            let Cell::Text(text) = cell else { return };
            let Some(core) = core(text).filter(|core| core.contains([',', '.'])) else { return };
            let proof = proof(core);
            match proof {
                Some(',') => own.commas = true,
                Some(_) => own.points = true,
                None => own.is_open = true,
            }
            let decimals = proof.and_then(|mark| core.rsplit_once(mark)).map(|(_, behind)| behind);
            own.has_three |= decimals.is_some_and(|behind| behind.len() == 3);
        });
        own
    }

    /// What two columns of one file prove together.
    pub fn and(self, other: Self) -> Self {
        Self {
            commas: self.commas || other.commas,
            points: self.points || other.points,
            is_open: self.is_open || other.is_open,
            has_three: self.has_three || other.has_three,
        }
    }

    /// True where cells could be read two ways and none of the column tells.
    pub fn is_open(self) -> bool {
        self.is_open && !self.commas && !self.points
    }

    /// The decimal mark; nothing where none is proved, or both are.
    pub fn decimal(self) -> Option<char> {
        match (self.commas, self.points) {
            (true, false) => Some(','),
            (false, true) => Some('.'),
            _ => None,
        }
    }
}

/// Cells by which a column is known that nobody said is one of numbers.
const LOOK: usize = 200;

/// True of a column in which every one of the first filled cells is an amount: no date, no phone, no version of anything.
pub fn holds_amounts(column: &RawColumn) -> bool {
    let mut cells = column.iter().filter_map(cells::text).take(LOOK).peekable();
    cells.peek().is_some() && cells.all(|text| is_amount(&text))
}

/// `1.234,56`, `R$ 12,5`, `900`: thousands in groups, one or two decimals.
fn is_amount(text: &str) -> bool {
    let Some(core) = core(text) else { return false };
    let (whole, decimals) = match proof(core) {
        Some(mark) => core.rsplit_once(mark).unwrap_or((core, "")),
        None => (core, ""),
    };
    let groups: Vec<&str> = whole.split([',', '.']).collect();
    decimals.len() <= 2
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit()))
        && groups.iter().skip(1).all(|group| group.len() == 3)
        && amount(text, proof(core).unwrap_or(',')).is_some()
}

/// What the cells of a column say of their marks.
#[derive(Clone, Copy)]
struct Marks {
    /// The mark that the source, the cells or the locale have for decimals.
    usual: char,
    /// Where a cell alone does not tell: nothing when the cells contradict each other.
    alone: Option<char>,
    /// The cells or the source decide, not the locale.
    is_sure: bool,
    /// Amounts of money none of which shows three decimals: `12.500` is hardly one that has them.
    has_few: bool,
    is_count: bool,
    is_money: bool,
}

impl Marks {
    fn of(column: &RawColumn, rules: NumberRules) -> Self {
        let usual = rules.decimal.unwrap_or(match rules.locale {
            NumberLocale::PtBr => ',',
            NumberLocale::En => '.',
        });
        let sure = Self {
            usual,
            alone: Some(usual),
            is_sure: true,
            has_few: false,
            is_count: rules.is_count,
            is_money: rules.purse.is_some(),
        };
        if rules.decimal.is_some() {
            return sure;
        }
        let own = Marked::of(column);
        let has_few = rules.purse.is_some() && !own.has_three;
        let is_silent = !own.commas && !own.points;
        match own.decimal().or(rules.shown.filter(|_| is_silent)) {
            Some(mark) => Self { usual: mark, alone: Some(mark), has_few, ..sure },
            None if is_silent => Self { is_sure: false, ..sure },
            None => Self { alone: None, ..sure },
        }
    }

    /// True of a text whose mark only the locale says how to read.
    fn assumes(&self, text: &str) -> bool {
        let is_alone = |core: &str| core.contains([',', '.']) && proof(core).is_none();
        !self.is_sure && !self.is_count && core(text).is_some_and(is_alone)
    }

    /// The amount of a text. One mark before three digits parts thousands by the habit of the locale; were it the decimal mark, the
    /// number would have three decimals, which hardly any number has: that is for people to say.
    fn amount(&self, text: &str) -> Result<Amount, Unread> {
        let core = core(text).ok_or(Unread::NoNumber)?;
        if self.is_money && text.contains('%') {
            // A share is no amount of money: `101,50%` is neither 101.50 nor 1.015.
            return Err(Unread::NoNumber);
        }
        let mark = match (proof(core), core.contains([',', '.'])) {
            (Some(mark), _) => mark,
            (None, false) => self.usual,
            (None, true) if self.is_count => {
                if core.contains(',') {
                    '.'
                } else {
                    ','
                }
            }
            (None, true) => {
                let mark = self.alone.ok_or(Unread::Doubtful)?;
                if (!self.is_sure || self.has_few) && core.contains(mark) {
                    return Err(Unread::Doubtful);
                }
                mark
            }
        };
        amount(text, mark).ok_or(Unread::NoNumber)
    }
}

/// The part of a text from its first to its last digit, with the comma or point directly before the first (`,50`); nothing without a digit.
fn core(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let first = bytes.iter().position(u8::is_ascii_digit)?;
    let last = bytes.iter().rposition(u8::is_ascii_digit)?;
    // `,50` and `.5` begin with their mark.
    let before = first.checked_sub(1).and_then(|before| bytes.get(before));
    let first = first - usize::from(matches!(before, Some(b',' | b'.')));
    text.get(first..=last)
}

/// The decimal mark that this number alone proves: of both marks the later; of one mark that stands once, that mark, unless 1 to 3
/// digits not beginning with 0 stand before it and exactly 3 behind (`1.234` can be either: nothing); of a mark that stands twice,
/// the other one, since it parts thousands. Nothing without a mark.
fn proof(core: &str) -> Option<char> {
    match (core.rfind(','), core.rfind('.')) {
        (Some(comma), Some(point)) => Some(if comma > point { ',' } else { '.' }),
        (Some(at), None) => alone(core, ',', at),
        (None, Some(at)) => alone(core, '.', at),
        (None, None) => None,
    }
}

fn alone(core: &str, mark: char, at: usize) -> Option<char> {
    let other = if mark == ',' { '.' } else { ',' };
    if core.matches(mark).count() > 1 {
        return Some(other);
    }
    let (before, behind) = (core.get(..at)?, core.get(at + 1..)?);
    let parts_thousands =
        behind.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0');
    (!parts_thousands).then_some(mark)
}

/// A number with the currency that stands beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Amount {
    value: f64,
    sign: Option<&'static str>,
}

/// `R$ 1.234,56`, `-R$ 3`, `3.500,00 €`, `100,00-`, `(12,5)`, `$342.09K`, `1,2 mil`, `45%` (a fraction).
fn amount(text: &str, decimal: char) -> Option<Amount> {
    let core = core(text)?;
    let start = text.find(core)?;
    let (before, behind) = (text.get(..start)?, text.get(start + core.len()..)?);
    let mut around = Around { scale: 1.0, ..Around::default() };
    around.read(before, false)?;
    around.read(behind, true)?;
    let value = digits(core, decimal)? * around.scale;
    let is_negative = around.minus || (before.contains('(') && behind.contains(')'));
    Some(Amount { value: if is_negative { -value } else { value }, sign: around.sign })
}

/// What stands around the digits.
#[derive(Default)]
struct Around {
    minus: bool,
    scale: f64,
    sign: Option<&'static str>,
}

impl Around {
    /// Takes what stands on one side; nothing when a word is not known.
    fn read(&mut self, side: &str, is_behind: bool) -> Option<()> {
        if side.is_empty() {
            return Some(());
        }
        let is_joint = |c: char| {
            c.is_whitespace()
                || matches!(c, '(' | ')' | '\'' | '"' | '=' | '+' | '-' | '−' | '\u{feff}')
        };
        self.minus |= side.contains(['-', '−']);
        for word in side.split(is_joint).filter(|word| !word.is_empty()) {
            match (is_behind, scale(word), currency::of_word(word)) {
                (true, Some(scale), _) => self.scale *= scale,
                (_, _, Some(sign)) => self.name(sign)?,
                _ => return None,
            }
        }
        Some(())
    }

    /// `USD $`: the sign says no more than the code.
    fn name(&mut self, sign: &'static str) -> Option<()> {
        match self.sign {
            Some(own) if own != sign && own != currency::DOLLAR && sign != currency::DOLLAR => None,
            Some(own) if own != currency::DOLLAR => Some(()),
            _ => {
                self.sign = Some(sign);
                Some(())
            }
        }
    }
}

fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "%" => 0.01,
        "K" | "k" | "mil" | "Mil" | "MIL" | "thousand" => 1e3,
        "M" | "MM" | "mi" | "Mi" | "MI" | "mln" | "mio" | "milhão" | "milhões" | "milhao"
        | "milhoes" | "million" | "millions" => 1e6,
        "B" | "bi" | "Bi" | "bilhão" | "bilhões" | "billion" => 1e9,
        _ => return None,
    })
}

/// The number of digits and marks; thousands stand in groups of three.
fn digits(core: &str, decimal: char) -> Option<f64> {
    let (whole, fraction) = core.rsplit_once(decimal).unwrap_or((core, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut plain = String::with_capacity(core.len() + 2);
    let (mut groups, mut run) = (0, 0);
    for c in whole.chars() {
        if c.is_ascii_digit() {
            plain.push(c);
            run += 1;
        } else if c != decimal && is_group_mark(c) && is_group(groups, run) {
            (groups, run) = (groups + 1, 0);
        } else {
            return None;
        }
    }
    plain.push('.');
    plain.push_str(fraction);
    plain.push('0');
    (groups == 0 || run == 3).then(|| plain.parse().ok())?
}

fn is_group_mark(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’') || c.is_whitespace()
}

/// The digits before a mark between thousands: one to three in front, then three each.
fn is_group(groups: u32, run: u32) -> bool {
    if groups == 0 { (1..=3).contains(&run) } else { run == 3 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(locale: NumberLocale) -> NumberRules<'static> {
        NumberRules { decimal: None, shown: None, locale, is_count: false, purse: None }
    }

    fn column(texts: &[&str]) -> RawColumn {
        RawColumn::Cells(texts.iter().copied().map(Cell::Text).collect())
    }

    fn values(texts: &[&str]) -> Vec<Option<f64>> {
        read(&column(texts), rules(NumberLocale::PtBr)).values
    }

    #[test]
    fn marks_currencies_and_scales() {
        let texts = [
            ("R$ 1.234,56", 1234.56),
            ("R$1.234,56", 1234.56),
            ("r$\u{a0}1.234,56", 1234.56),
            ("3.500,00 €", 3500.0),
            ("€ 3.500,00", 3500.0),
            ("EUR 3.500,00", 3500.0),
            ("3.500,00 BRL", 3500.0),
            ("-R$ 100,00", -100.0),
            ("R$ -100,00", -100.0),
            ("R$ - 100,00", -100.0),
            ("R$-100,00", -100.0),
            ("−100,00", -100.0),
            ("100,00-", -100.0),
            ("100,00 -", -100.0),
            ("(100,00)", -100.0),
            ("(R$ 100,00)", -100.0),
            ("R$ (100,00)", -100.0),
            ("US$ (100,00)", -100.0),
            ("$342.09K", 342_090.0),
            ("R$ 1,2 mil", 1200.0),
            ("1,2mil", 1200.0),
            ("3 mi", 3e6),
            ("R$ 2,5 milhões", 2.5e6),
            ("1.5M", 1.5e6),
            ("0,1 bi", 1e8),
            ("1,234,567", 1_234_567.0),
            ("1 234 567,89", 1_234_567.89),
            ("1'234.50", 1234.5),
            ("=\"1.234,56\"", 1234.56),
            ("'1234,5", 1234.5),
            ("45%", 0.45),
            ("+12,5", 12.5),
            (",50", 0.5),
            ("100 reais", 100.0),
            ("USD $ 10.50", 10.5),
            ("0,125", 0.125),
        ];
        for (text, value) in texts {
            let found = values(&[text])[0];
            assert!(found.is_some_and(|found| (found - value).abs() < 1e-6), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_counted_with_its_place() {
        let texts = [
            "1,0",
            "doze",
            "10 a 20",
            "até 500",
            "13.11.2026",
            "1.2.3",
            "12 de 15",
            "10/12",
            "5m",
            "R$ 10 USD",
            "-",
        ];
        let read = read(&column(&texts), rules(NumberLocale::PtBr));
        assert_eq!(read.values.iter().flatten().count(), 1);
        assert_eq!((read.bad.count, read.filled), (9, 10));
        assert_eq!(read.bad.first, Some((1, "doze".to_owned())));
    }

    #[test]
    fn a_number_that_fits_two_readings_is_none_and_said() {
        let read_as = |texts: &[&str], locale| {
            let read = read(&column(texts), rules(locale));
            (read.values, read.doubtful.count)
        };
        let (pt, en) = (NumberLocale::PtBr, NumberLocale::En);
        assert_eq!(read_as(&["1,234", "12,500", "900"], pt), (vec![None, None, Some(900.0)], 2));
        assert_eq!(read_as(&["1.234", "900"], en), (vec![None, Some(900.0)], 1));
        // The habit of the locale for thousands.
        assert_eq!(read_as(&["1.234", "900"], pt), (vec![Some(1234.0), Some(900.0)], 0));
        assert_eq!(read_as(&["1,234", "900"], en), (vec![Some(1234.0), Some(900.0)], 0));
        // Another cell tells.
        assert_eq!(read_as(&["1,234", "9.50"], pt), (vec![Some(1234.0), Some(9.5)], 0));
        assert_eq!(read_as(&["12.5", "1.500"], pt), (vec![Some(12.5), Some(1.5)], 0));
        // Other cells contradict each other.
        assert_eq!(
            read_as(&["R$ 1.234,56", "4997.0", "1.500"], pt),
            (vec![Some(1234.56), Some(4997.0), None], 1)
        );
        // Whole things have no decimals.
        for (text, locale) in [("1.840", en), ("1,840", pt), ("1.840", pt)] {
            let count = NumberRules { is_count: true, ..rules(locale) };
            assert_eq!(read(&column(&[text]), count).values, [Some(1840.0)]);
        }
        let said = NumberRules { decimal: Some('.'), ..rules(pt) };
        assert_eq!(read(&column(&["1,234"]), said).values, [Some(1234.0)]);
    }

    #[test]
    fn only_the_agreements_currency_is_taken() {
        let purse = Purse { own: "BRL", usual: "BRL", column: None, worn: None, unit: 1.0 };
        let texts = column(&["1000", "US$ 500.00", "R$ 20,00", "€ 1,50", "US$ 1.50", "$ 9.99"]);
        let money = NumberRules { purse: Some(purse), ..rules(NumberLocale::PtBr) };
        let found = read(&texts, money);
        assert_eq!(found.values, [Some(1000.0), None, Some(20.0), None, None, None]);
        let foreign: Vec<(&str, u64, f64)> =
            found.foreign.iter().map(|(code, (n, sum))| (code.as_str(), *n, *sum)).collect();
        assert_eq!(foreign, [("$", 1, 9.99), ("EUR", 1, 1.5), ("USD", 2, 501.5)]);
        let zeros = ["US$ 0.00", "€ 0", "$ 0", "0,00", "USD -0.00"];
        let found = read(&column(&zeros), money);
        assert_eq!((found.values, found.foreign.len()), (vec![Some(0.0); 5], 0));
        let dollars = column(&["USD"; 2]);
        let in_dollars = Some(Purse { column: Some(&dollars), ..purse });
        let found = read(&column(&["0", "7"]), NumberRules { purse: in_dollars, ..money });
        assert_eq!((found.values, found.foreign.len()), (vec![Some(0.0), None], 1));
        let words = column(&["BRL", "BRL", "", "USD", "EUR", ""]);
        let by_row = Purse { column: Some(&words), ..purse };
        let money = NumberRules { purse: Some(by_row), ..money };
        let bare = column(&["10", "20", "30", "40", "50", "60"]);
        assert_eq!(
            read(&bare, money).values,
            [Some(10.0), Some(20.0), Some(30.0), None, None, Some(60.0)]
        );
    }
}
