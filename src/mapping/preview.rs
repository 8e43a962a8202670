//! How a file is understood, for people to check: what each column looks like, and the first rows as canonical ones.

use std::collections::{BTreeMap, BTreeSet};

use crate::issue::Issue;
use crate::model::account::ColumnAccount;
use crate::model::agreement::{Agreement, NumberLocale, Source};
use crate::model::fold::fold;
use crate::model::moment::{Moment, Precision};
use crate::model::table::{Cell, RawColumn, RawTable};
use crate::model::words::{Channel, Table};
use crate::model::zone::Zone;

use super::dates::{self, Year};
use super::fields::{self, FieldKind};
use super::frame::{self, Fate, Frame};
use super::headers::{self, Beside};
use super::keys::{self, Fault};
use super::numbers::{self, Marked, NumberRules};
use super::{cells, firms, named, nothing, personal, read, tries};

/// Share of a column's filled cells that must be of a kind for the column to be of it.
const MOST: f64 = 0.8;

/// What a column looks like whatever its header says.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// How its cells would be read; nothing for an empty column.
    pub kind: Option<FieldKind>,
    /// Style decided for dates (`dmy hh:mm`) and numbers (`1.234,56`); empty for the others.
    pub style: String,
    /// Cells filled.
    pub filled: u64,
    /// Cells.
    pub rows: u64,
    /// The first filled cells.
    pub first: Vec<String>,
    /// Cells that hold the error of a formula.
    pub errors: u64,
    /// The first such error.
    pub error: String,
    /// Dates that fit two readings.
    pub is_ambiguous: bool,
    /// The decimal mark that its numbers prove.
    pub decimal: Option<char>,
    /// Ids that a workbook has rounded.
    pub rounded: u64,
    /// Most cells are a time of day without a day.
    pub is_time: bool,
    /// The column's different texts, folded; empty where there are more than a list of words has.
    pub words: Vec<String>,
    /// Most are a day and a month without a year.
    pub is_yearless: bool,
    /// Dates without a time of day, or at midnight, as workbooks write days.
    pub is_day: bool,
    /// Most texts have a digit and no blank, as codes do and names of people and projects do not.
    pub is_code: bool,
    /// Most cells are what could be dialled: at least eight digits, or seven as in `555-0134`.
    pub is_long_number: bool,
    /// Its cells number the rows: 1, 2, 3 … or the other way round.
    pub counts_rows: bool,
    /// Most texts occur once: what tells persons apart, and not what groups them.
    pub is_varied: bool,
    /// Many texts name a firm and no person.
    pub is_of_firms: bool,
    /// Which of the first rows are filled: what two columns say together.
    pub present: Vec<bool>,
}

/// Fewer numbers than these may be in order by chance.
const FEWEST_COUNTED: u64 = 3;

/// Looks at one column; `first` is how many of its values are kept.
pub fn profile(column: &RawColumn, locale: NumberLocale, zone: &Zone, first: usize) -> Profile {
    let (errors, error) = errors(column);
    let holds = |cell: &Cell<'_>| *cell != Cell::Empty && error_word(cell).is_none();
    let filled = column.iter().filter(holds).count() as u64;
    let mut profile = Profile {
        kind: None,
        style: String::new(),
        filled,
        errors,
        error,
        rows: column.len() as u64,
        first: column
            .iter()
            .filter(|cell| error_word(cell).is_none())
            .filter_map(cells::text)
            .take(first)
            .map(std::borrow::Cow::into_owned)
            .collect(),
        is_ambiguous: false,
        decimal: None,
        rounded: cells::ids(&[column], true, false)
            .1
            .iter()
            .filter(|(.., fault)| *fault == Fault::LostDigits)
            .count() as u64,
        is_time: false,
        words: Vec::new(),
        is_yearless: false,
        is_day: false,
        is_code: false,
        is_long_number: false,
        counts_rows: false,
        is_varied: false,
        is_of_firms: false,
        present: column.iter().take(MOST_VARIED).map(|cell| holds(&cell)).collect(),
    };
    if filled > 0 {
        // Cells from all over a long column tell of what kind it is; its errors and its order ask for all of them.
        let step = usize::try_from(filled).unwrap_or_default() / SAMPLE;
        let sample = || RawColumn::Cells(column.iter().filter(holds).step_by(step).collect());
        let sample = (step > 1).then(sample);
        let seen = sample.as_ref().unwrap_or(column);
        let filled = sample.as_ref().map_or(filled, |own| own.len() as u64);
        profile.is_time = looks_like_times(seen, filled);
        profile.is_code = looks_coded(seen, filled);
        profile.counts_rows = profile.filled >= FEWEST_COUNTED && counts_rows(column);
        profile.is_long_number = looks_long(seen, filled);
        profile.is_of_firms = firms::is_of_firms(seen, filled);
        vary(&mut profile, column);
        decide(&mut profile, (column, sample.as_ref()), filled, (locale, zone));
    }
    profile
}

/// Filled cells that tell of what kind a column is: more tell nothing else.
const SAMPLE: usize = 20_000;

/// The error that a cell holds in place of a value.
fn error_word<'a>(cell: &Cell<'a>) -> Option<&'a str> {
    match cell {
        Cell::Error(word) => Some(*word),
        Cell::Text(text) => nothing::is_error(text).then_some(*text),
        _ => None,
    }
}

fn errors(column: &RawColumn) -> (u64, String) {
    // A formula without a result is told by itself.
    let words = column.iter().filter_map(|cell| error_word(&cell)).filter(|word| *word != "=");
    let mut all = words.peekable();
    let first = all.peek().map(|word| (*word).to_owned()).unwrap_or_default();
    (all.count() as u64, first)
}

/// Different words that a list of choices may have.
const MOST_CHOICES: usize = 40;

/// Different texts that are counted; beyond them the column is varied in any case.
const MOST_VARIED: usize = 2_000;

fn vary(profile: &mut Profile, column: &RawColumn) {
    let mut different: BTreeSet<String> = BTreeSet::new();
    for text in column.iter().filter_map(cells::text) {
        different.insert(fold(&text));
        if different.len() > MOST_VARIED {
            break;
        }
    }
    profile.is_varied =
        different.len() > MOST_VARIED || different.len() as f64 >= 0.6 * profile.filled as f64;
    if different.len() <= MOST_CHOICES {
        profile.words = different.into_iter().collect();
    }
}

/// Times of day alone: `09:30`, `9h30`, `2:15 pm`, `2:15p`, or a fraction of a day that a workbook shows as a time.
fn looks_like_times(column: &RawColumn, filled: u64) -> bool {
    let times = column.iter().filter(|cell| match cell {
        Cell::Date(local) => (0..DAY).contains(&local.seconds()),
        Cell::Text(text) => is_time(text),
        _ => false,
    });
    times.count() as f64 >= MOST * filled as f64
}

fn looks_coded(column: &RawColumn, filled: u64) -> bool {
    let is_code = |text: &std::borrow::Cow<str>| {
        // An amount of money is no code.
        text.contains(|c: char| c.is_ascii_digit())
            && !text.contains(['$', '€', '£'])
            && !text.trim().contains(char::is_whitespace)
    };
    column.iter().filter_map(cells::text).filter(is_code).count() as f64 >= MOST * filled as f64
}

/// Each filled cell is one more, or one less, than the one before, from 1 or to 1.
fn counts_rows(column: &RawColumn) -> bool {
    let number = |text: std::borrow::Cow<str>| text.trim().parse::<i64>().unwrap_or(i64::MAX);
    let numbers: Vec<i64> = column.iter().filter_map(cells::text).map(number).collect();
    let is_in_steps = |by: i64| {
        numbers
            .windows(2)
            .all(|pair| matches!(pair, [one, next] if next.checked_sub(*one) == Some(by)))
    };
    numbers.iter().min() == Some(&1) && (is_in_steps(1) || is_in_steps(-1))
}

fn looks_long(column: &RawColumn, filled: u64) -> bool {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let is_local = |text: &str| digits(text) == 7 && text.trim().get(3..4) == Some("-");
    let texts = column.iter().filter_map(cells::text);
    let long = texts.filter(|text| digits(text) >= 8 || is_local(text));
    long.count() as f64 >= MOST * filled as f64
}

/// Seconds of a day.
const DAY: i64 = 86_400;

fn is_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    // `9a` is a class of a school.
    let halves: &[&str] = if lower.contains(':') { &["a", "p"] } else { &[] };
    let bare = ["a.m.", "p.m.", "am", "pm", "hs", "hrs", "h"]
        .iter()
        .chain(halves)
        .find_map(|end| lower.strip_suffix(end))
        .unwrap_or(&lower)
        .trim();
    let mut parts = bare.split([':', 'h']);
    let hour = parts.next().unwrap_or_default();
    let is_number = |part: &str, most: u32| {
        (1..=2).contains(&part.len()) && part.parse::<u32>().is_ok_and(|number| number <= most)
    };
    let minutes: Vec<&str> = parts.collect();
    let has_sign = !minutes.is_empty() || bare.len() < lower.len();
    has_sign
        && is_number(hour, 23)
        && minutes.len() <= 2
        && minutes.iter().all(|part| part.len() == 2 && is_number(part, 59))
}

/// The kind of a column by its `filled` cells, or by those of its sample; how it is written say all of its cells.
fn decide(
    profile: &mut Profile,
    (whole, sample): (&RawColumn, Option<&RawColumn>),
    filled: u64,
    (locale, zone): (NumberLocale, &Zone),
) {
    let column = sample.unwrap_or(whole);
    let enough = |count: u64, of: u64| of > 0 && count as f64 >= MOST * of as f64;
    if profile.is_time {
        profile.kind = Some(FieldKind::Text);
        return;
    }
    let mut dates = dates::read_alone(column, zone, locale, None);
    profile.is_yearless = enough(dates.yearless, dates.filled) && !looks_decimal(column);
    // Any leap year: which one it is says whoever keeps the agreement.
    let year = profile.is_yearless.then_some(Year::Of(2000));
    if profile.is_yearless {
        dates = dates::read_alone(column, zone, locale, year);
    }
    if enough(dates.filled - dates.bad_count, dates.filled) && looks_dated(column) {
        if sample.is_some() {
            dates = dates::read_alone(whole, zone, locale, year);
        }
        profile.kind = Some(FieldKind::Date);
        profile.is_ambiguous = dates.is_ambiguous;
        let midnight = |moment: &&Moment| {
            moment.precision() == Precision::Day
                || zone.local(moment.at()).time() == chrono::NaiveTime::MIN
        };
        let moments = || dates.moments.iter().flatten();
        profile.is_day =
            enough(moments().filter(midnight).count() as u64, moments().count() as u64);
        profile.style = dates.style;
        return;
    }
    let texts = |test: &dyn Fn(&str) -> bool| {
        column.iter().filter_map(cells::text).filter(|text| test(text)).count() as u64
    };
    if enough(texts(&|text| !keys::emails(text).keys.is_empty()), filled) {
        profile.kind = Some(FieldKind::Emails);
        return;
    }
    let documents = texts(&personal::is_document);
    if !enough(documents, filled) && enough(texts(&personal::has_phone), filled) {
        profile.kind = Some(FieldKind::Phones);
        return;
    }
    let rules = NumberRules { decimal: None, shown: None, locale, is_count: false, purse: None };
    let numbers = numbers::read(column, rules);
    let is_number = enough(numbers.filled - numbers.bad.count, numbers.filled)
        && enough(texts(&|text| !has_word(text)), filled);
    profile.kind = Some(if is_number { FieldKind::Number } else { FieldKind::Text });
    if is_number {
        let style = sample.map_or(numbers.style, |_| numbers::read(whole, rules).style);
        style.clone_into(&mut profile.style);
        let proved = numbers::holds_amounts(whole).then(|| Marked::of(whole).decimal());
        profile.decimal = proved.flatten();
    }
}

/// `2.11` and `3,5` are numbers as often as days.
fn looks_decimal(column: &RawColumn) -> bool {
    let is_decimal =
        |text: &str| text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    column.iter().filter_map(cells::text).any(|text| is_decimal(&text))
}

/// Words that stand beside an amount.
const OF_AMOUNTS: [&str; 10] = ["r", "us", "brl", "usd", "eur", "mil", "mi", "k", "m", "bi"];

/// `Ana 100` is a name, `R$ 100` an amount.
fn has_word(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.into_iter().any(|word| !OF_AMOUNTS.contains(&fold(word).as_str()))
}

/// Bare numbers are serial days only in a column whose header says so: here they are numbers. `03.11.26` has a mark too many for one.
fn looks_dated(column: &RawColumn) -> bool {
    let is_number = |text: &str| {
        let is_mark = |b: &u8| matches!(b, b'.' | b',');
        text.bytes().all(|b| b.is_ascii_digit() || is_mark(&b))
            && text.bytes().filter(is_mark).count() < 2
    };
    let is_bare = |cell: &Cell| match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => is_number(text),
        _ => false,
    };
    column.iter().filter(|cell| *cell != Cell::Empty).any(|cell| !is_bare(&cell))
}

/// A word of a file with how often it occurs and what it means to us, if anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As the file writes it.
    pub text: String,
    /// Rows.
    pub count: u64,
    /// Canonical word.
    pub means: Option<String>,
}

/// A file as a source understands it.
#[derive(Debug, Default)]
pub struct Preview {
    /// How each field is read.
    pub columns: Vec<ColumnAccount>,
    /// Doubts and troubles.
    pub issues: Vec<Issue>,
    /// The first rows: row number in the file, then field and value.
    pub rows: Vec<(u32, Vec<(String, String)>)>,
    /// The words of each word field, the commonest first.
    pub words: BTreeMap<String, Vec<Word>>,
    /// The channel of all its activities, by the name of the file where no column tells it.
    pub channel: Option<Channel>,
}

/// Reads a table as a run would; `first` is how many rows are kept. `Err`: why a run would refuse it.
pub fn preview(
    agreement: &Agreement,
    source: &Source,
    table: &RawTable,
    first: usize,
) -> Result<Preview, Vec<Issue>> {
    let long = tries::unfold(source, table)?;
    let (source, table) = long.as_ref().map_or((source, table), |(source, table)| (source, table));
    let layout = headers::locate(source, table, Beside::default())?;
    let file = read::rows(agreement, source, table, Beside::default(), 0, None)?;
    let order = |field: &str| {
        fields::of(source.table).iter().position(|(name, _)| *name == field).unwrap_or(usize::MAX)
    };
    let mut names: Vec<&str> = layout.columns.keys().map(String::as_str).collect();
    names.sort_by_key(|name| (order(name), (*name).to_owned()));
    let rows = (0..file.frame.len().min(first))
        .map(|row| shown_row(agreement, &file.frame, &names, row))
        .collect();
    let words = names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), words(&file.frame, name)?)))
        .collect();
    let is_told = source.table != Table::Activities || layout.columns.contains_key("channel");
    let channel = named::channel(table, &source.name).filter(|_| !is_told);
    Ok(Preview { columns: file.account.columns, issues: file.issues, rows, words, channel })
}

/// The canonical fields of each of a file's columns as a source names them, whether or not that is enough to read it.
pub fn fields_of(source: &Source, table: &RawTable) -> Vec<Vec<String>> {
    let mut fields = vec![Vec::new(); table.headers.len()];
    for (field, column) in &source.columns {
        for header in column.headers() {
            let own = headers::position(table, header).and_then(|at| fields.get_mut(at));
            if let Some(own) = own.filter(|own| !own.contains(field)) {
                own.push(field.clone());
            }
        }
    }
    for (field, at) in tries::columns(source, table) {
        fields.get_mut(at).into_iter().for_each(|own| own.push(field.clone()));
    }
    fields
}

fn shown_row(
    agreement: &Agreement,
    frame: &Frame,
    names: &[&str],
    row: usize,
) -> (u32, Vec<(String, String)>) {
    let mut values = Vec::new();
    for name in names {
        let value = shown(agreement, frame, name, row);
        values.extend(value.map(|value| ((*name).to_owned(), value)));
        let means = frame.words.get(&frame::canonical_name(name)).and_then(|words| words.word(row));
        values.extend(means.map(|means| (frame::canonical_name(name), means.to_owned())));
    }
    if let Some(Fate::SetAside(reason)) = frame.fate.get(row) {
        values.push(("set-aside".to_owned(), reason.word().to_owned()));
    }
    (frame.origin.get(row).map_or(0, |origin| origin.row), values)
}

fn shown(agreement: &Agreement, frame: &Frame, name: &str, row: usize) -> Option<String> {
    let text = frame.text(name, row).map(str::to_owned);
    let word = || frame.words.get(name).and_then(|words| words.word(row)).map(str::to_owned);
    let date = || frame.date(name, row).map(|moment| shown_moment(&agreement.zone, moment));
    text.or_else(word)
        .or_else(date)
        .or_else(|| frame.number(name, row).map(|number| number.to_string()))
}

fn shown_moment(zone: &Zone, moment: Moment) -> String {
    let format = match moment.precision() {
        Precision::Day => "%Y-%m-%d",
        Precision::Minute => "%Y-%m-%dT%H:%M",
        Precision::Second => "%Y-%m-%dT%H:%M:%S",
    };
    zone.local(moment.at()).format(format).to_string()
}

fn words(frame: &Frame, name: &str) -> Option<Vec<Word>> {
    let own = frame.words.get(name)?;
    let canonical = frame.words.get(&frame::canonical_name(name));
    let mut found: BTreeMap<&str, (u64, Option<String>)> = BTreeMap::new();
    for row in 0..frame.len() {
        let Some(word) = own.word(row) else { continue };
        let entry = found.entry(word).or_default();
        entry.0 += 1;
        entry.1 = canonical.and_then(|words| words.word(row)).map(str::to_owned);
    }
    let mut words: Vec<Word> = found
        .into_iter()
        .map(|(word, (count, means))| Word { text: word.to_owned(), count, means })
        .collect();
    words.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A kind, and the text of each row of a column of it.
    type Texts = (FieldKind, fn(usize) -> String);

    /// A column of so many texts.
    fn column(rows: usize, text: impl Fn(usize) -> String) -> RawColumn {
        let texts: Vec<String> = (0..rows).map(text).collect();
        let cells = texts.iter().map(|text| match text.as_str() {
            "" => Cell::Empty,
            text => Cell::Text(text),
        });
        RawColumn::Cells(cells.collect())
    }

    #[test]
    fn a_long_column_is_known_as_a_short_one() {
        let zone = Zone::named("America/Sao_Paulo").unwrap();
        let look = |column: &RawColumn| profile(column, NumberLocale::PtBr, &zone, 0);
        let kinds: [Texts; 8] = [
            (FieldKind::Emails, |row| format!("ana{row}@x.com.br")),
            (FieldKind::Phones, |row| format!("+55 11 9{row:08}")),
            (FieldKind::Text, |row| format!("Ana {} Lima", ["Rita", "Rosa"][row % 2])),
            (FieldKind::Text, |row| format!("Padaria {} Ltda", ["Sol", "Lua"][row % 2])),
            (FieldKind::Text, |row| format!("{:02}:{:02}", row % 24, row % 60)),
            (FieldKind::Number, |row| format!("{},5", row % 90)),
            (FieldKind::Date, |row| format!("{:02}/{:02}/2026 10:20", row % 28 + 1, row % 12 + 1)),
            // Few cells of a long column are filled.
            (FieldKind::Emails, |row| match row % 9_000 {
                7 => format!("ana{row}@x.com.br"),
                _ => String::new(),
            }),
        ];
        for (kind, text) in kinds {
            let (short, long) = (look(&column(15_000, text)), look(&column(95_000, text)));
            assert_eq!((long.kind, short.kind), (Some(kind), Some(kind)), "{}", text(7));
            let known = |own: &Profile| {
                (own.style.clone(), own.is_time, own.is_code, own.is_long_number, own.is_of_firms)
            };
            assert_eq!(known(&long), known(&short), "{}", text(7));
        }
    }

    #[test]
    fn one_cell_of_a_long_column_proves_its_order_and_one_error_is_counted() {
        let zone = Zone::named("America/Sao_Paulo").unwrap();
        let odd = |row: usize| match row {
            54_321 => "31/03/2026".to_owned(),
            77_777 => "#N/D".to_owned(),
            _ => "03/04/2026".to_owned(),
        };
        let long = profile(&column(95_000, odd), NumberLocale::PtBr, &zone, 0);
        assert_eq!((long.kind, long.is_ambiguous, long.errors), (Some(FieldKind::Date), false, 1));
    }
}
