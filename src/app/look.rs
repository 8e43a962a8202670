//! A look at exports nobody has described yet, shared by `inspect` and `init --from`.

use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::config::{self, Open, recognise};
use crate::intake::{self, IntakeError};
use crate::issue::{Code, Issue};
use crate::mapping::fields::FieldKind;
use crate::mapping::preview::{self, Preview, Profile};
use crate::model::agreement::{Agreement, Language, NumberLocale, ReadOptions, Source};
use crate::model::table::{Cell, RawTable};
use crate::model::words::Table;

/// A file with all that can be said of it.
pub struct Look {
    /// The table as read.
    pub table: RawTable,
    /// What each column looks like.
    pub profiles: Vec<Profile>,
    /// How it would be read; nothing when nothing fits.
    pub source: Option<Source>,
    /// The canonical fields of each column.
    pub fields: Vec<Vec<String>>,
    /// Columns that a person must decide.
    pub open: Vec<Open>,
    /// What that gives, or why a run would refuse it.
    pub preview: Option<Result<Preview, Vec<Issue>>>,
    /// The column in which the ids of other files' leads were found.
    pub lead: Option<String>,
    /// The activities that the same file tells of in columns of tries, and what that gives.
    pub wide: Option<(Source, Preview)>,
}

impl Look {
    /// Columns that no field reads and that hold formulas without a stored result, and how many of them.
    pub fn uncached(&self) -> Vec<(&str, u64)> {
        let columns = self.table.headers.iter().zip(&self.table.columns).zip(&self.fields);
        let unread = columns.filter(|(_, fields)| fields.is_empty());
        let counted = unread.map(|((header, column), _)| {
            let cells = column.iter().filter(|cell| *cell == Cell::Error("="));
            (header.as_str(), cells.count() as u64)
        });
        counted.filter(|(_, count)| *count > 0).collect()
    }

    /// Takes away the id of a sheet that no preset knows where it numbers the rows and something else tells whose they are: with the next
    /// row on top each number is another's. Gives its header. Not where `is_named`: another file names its rows by it.
    pub fn drop_counts(&mut self, agreement: &Agreement, is_named: bool) -> Option<String> {
        let source = self.source.as_mut().filter(|source| source.preset.is_none() && !is_named)?;
        let has = |source: &Source, keys: &[&str]| {
            keys.iter().any(|key| source.columns.contains_key(*key))
        };
        let header = source.columns.get("id")?.headers().first().copied()?.to_owned();
        let mut columns = self.table.headers.iter().zip(&self.profiles);
        let counts = columns.any(|(own, profile)| *own == header && profile.counts_rows);
        let has_keys = match source.table {
            Table::Leads => has(source, &["email", "phone"]),
            Table::Deals => has(source, &["lead", "person", "email", "phone"]),
            // Nothing names an activity by its id.
            Table::Activities => true,
            _ => false,
        };
        let wide_needs_it = self.wide.as_ref().is_some_and(|(own, _)| {
            own.columns.contains_key("lead") && !has(own, &["email", "phone"])
        });
        if !counts || !has_keys || wide_needs_it {
            return None;
        }
        source.columns.remove("id");
        self.preview = Some(preview::preview(agreement, source, &self.table, 0));
        if let Some((wide, _)) = &mut self.wide {
            wide.columns.remove("lead");
        }
        Some(header)
    }

    /// True where the row taken for the header reads as those below it: an address over addresses, a day over days, or nothing but numbers over
    /// numbers that are no years.
    pub fn has_data_for_headers(&self) -> bool {
        let columns = || self.table.headers.iter().zip(&self.profiles);
        let is_alike = |(header, profile): (&String, &Profile)| match profile.kind {
            Some(FieldKind::Emails) => header.contains('@'),
            Some(FieldKind::Date) => header.bytes().filter(u8::is_ascii_digit).count() >= 6,
            _ => false,
        };
        let is_count = |header: &str| {
            // A number that stands over two columns has another behind it.
            let own = header.split(" (").next().unwrap_or_default();
            let is_year = own.len() == 4 && (own.starts_with("19") || own.starts_with("20"));
            own.starts_with(|c: char| c.is_ascii_digit())
                && own.bytes().all(|byte| byte.is_ascii_digit() || b".,".contains(&byte))
                && !is_year
        };
        let is_number = |(header, profile): (&String, &Profile)| {
            profile.kind == Some(FieldKind::Number) && is_count(header)
        };
        columns().any(is_alike) || columns().len() > 1 && columns().all(is_number)
    }
}

/// An agreement to look with where there is none: the starter's zone and ways of writing, and nothing ignored or asked.
pub fn nobodys(language: Language) -> Option<Agreement> {
    let mut agreement =
        config::understand(config::starter(language), Path::new("/acordo.toml")).ok()?;
    agreement.ignore.clear();
    agreement.definitions.clear();
    Some(agreement)
}

/// How exports write, whatever language is asked for: as a number that shows its decimals or a date that shows its day proves. A point
/// before decimals proves nothing of the language: tools everywhere write so. Nothing where no file tells, or two contradict.
pub fn locale<'a>(looks: &(impl Iterator<Item = &'a Look> + Clone)) -> Option<NumberLocale> {
    let columns = || looks.clone().flat_map(|look| &look.profiles);
    let is_dated = |order: &str| {
        let mut dated = columns().filter(|profile| profile.kind == Some(FieldKind::Date));
        dated.any(|profile| !profile.is_ambiguous && profile.style.starts_with(order))
    };
    let has_comma = columns().any(|profile| profile.decimal == Some(','));
    match (has_comma || is_dated("dmy"), is_dated("mdy")) {
        (true, false) => Some(NumberLocale::PtBr),
        (false, true) => Some(NumberLocale::En),
        _ => None,
    }
}

/// Reads a file and understands it as well as its headers allow; `values` and `rows` are how many of each are kept.
pub fn look(
    agreement: &Agreement,
    path: &Path,
    values: usize,
    rows: usize,
) -> Result<Look, IntakeError> {
    intake::refuse_misnamed(path)?;
    let tables = intake::read(path, &ReadOptions::default(), &recognise::known_headers())?;
    let table = tables.into_iter().next().ok_or_else(|| IntakeError::no_data(path))?;
    let (locale, zone) = (agreement.numbers, &agreement.zone);
    let profile = |column| preview::profile(column, locale, zone, values);
    let profiles: Vec<Profile> = table.columns.par_iter().map(profile).collect();
    let (source, open, wide) = recognise::recognise(&undated(&stem(path)), &table, &profiles)
        .map_or((None, Vec::new(), None), |known| (Some(known.source), known.open, known.wide));
    let mut preview =
        source.as_ref().map(|source| preview::preview(agreement, source, &table, rows));
    if let (Some(source), Some(Ok(preview))) = (&source, &mut preview) {
        preview.issues.extend(undated_tries(source, &table, &profiles));
    }
    let wide = wide.and_then(|source| {
        let preview = preview::preview(agreement, &source, &table, rows).ok()?;
        Some((source, preview))
    });
    let mut fields = vec![Vec::new(); table.headers.len()];
    for source in source.iter().chain(wide.iter().map(|(source, _)| source)) {
        let own = preview::fields_of(source, &table);
        fields.iter_mut().zip(own).for_each(|(all, own)| all.extend(own));
        fields.iter_mut().for_each(Vec::dedup);
    }
    Ok(Look { table, profiles, source, fields, open, preview, lead: None, wide })
}

/// Names columns that tell of tries by words alone.
fn undated_tries(source: &Source, table: &RawTable, profiles: &[Profile]) -> Option<Issue> {
    let columns = recognise::undated_tries(table, profiles);
    let values = || {
        let names = columns.iter().map(|column| format!("“{column}”")).collect::<Vec<_>>();
        vec![("source", source.name.clone()), ("file", table.name()), ("columns", names.join(", "))]
    };
    (!columns.is_empty()).then(|| Issue::warning(Code::TriesUndated, values()))
}

/// A file's stem without the date it carries, to name the source after (`leads_2026-11-27` → `leads`): the next export has another
/// date. As it is where it carries none, or nothing else.
fn undated(stem: &str) -> String {
    let Some(pattern) = intake::dated_pattern(stem) else { return stem.to_owned() };
    let parts = pattern.split(['*', '-', '_', ' ', '.']).filter(|part| !part.is_empty());
    let name = parts.collect::<Vec<_>>().join("-");
    if name.is_empty() { stem.to_owned() } else { name }
}

/// A file's name without its ending.
pub fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A file's name.
pub fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| PathBuf::from(path), PathBuf::from)
        .to_string_lossy()
        .into_owned()
}
