//! One export and how it is understood.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::promise::Allowance;
use super::words::{Table, words};
use super::zone::{Day, Zone};

/// Stands for the number of a try in its header.
pub const NUMBER: char = '#';

/// Where a field's text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// One header.
    One(String),
    /// Several headers joined with a blank (names) or all read (keys).
    Several(Vec<String>),
    /// A date header and a time header.
    DateTime(String, String),
}

impl Column {
    /// Every header it names.
    pub fn headers(&self) -> Vec<&str> {
        match self {
            Self::One(header) => vec![header],
            Self::Several(headers) => headers.iter().map(String::as_str).collect(),
            Self::DateTime(date, time) => vec![date, time],
        }
    }

    /// The same, to be called otherwise.
    pub fn headers_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::One(header) => vec![header],
            Self::Several(headers) => headers.iter_mut().collect(),
            Self::DateTime(date, time) => vec![date, time],
        }
    }
}

/// Which of several matching files is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// The newest one.
    Newest,
    /// All of them.
    All,
}

/// Where a source's cut-off comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutOffRule {
    /// The newest file's modification time.
    FileTime,
    /// The latest instant of a mapped milestone or `at`.
    NewestRow,
    /// History no longer exported.
    None,
}

words! {
    /// The locale numbers and undecided dates are written in.
    NumberLocale {
        /// `1.234,56`, day first.
        PtBr = "pt-BR",
        /// `1,234.56`, month first.
        En = "en",
    }
}

words! {
    /// The order of day, month and year in a text date.
    DateOrder {
        /// Day, month, year.
        Dmy = "dmy",
        /// Month, day, year.
        Mdy = "mdy",
        /// Year, month, day.
        Ymd = "ymd",
    }
}

/// The year of dates that have none, such as `02/11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearRule {
    /// All are of this year.
    Of(i32),
    /// Each is the newest such day up to the day the file was written.
    Newest,
}

/// How a file is read where its content must not decide.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ReadOptions {
    /// Sheets by name, or by a pattern with `*` or `?`; empty: the one that fits best.
    pub sheets: Vec<String>,
    /// Header row, counted from 1.
    pub header_row: Option<u32>,
    /// Field delimiter.
    pub delimiter: Option<char>,
    /// Encoding label.
    pub encoding: Option<String>,
    /// Decimal mark.
    pub decimal: Option<char>,
    /// Order of text dates.
    pub dates: Option<DateOrder>,
    /// The year of dates without one; where nothing is said they are not read.
    pub year: Option<YearRule>,
    /// Currency of amounts that name none.
    pub currency: Option<String>,
}

/// The command that brings an export: what it prints becomes the source's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// The program and its words, as they are: no shell reads them.
    pub command: Vec<String>,
    /// Seconds it may take.
    pub timeout: u32,
    /// The file, absolute.
    pub file: PathBuf,
}

/// One export and how it is understood, preset and own words merged.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its name in the report.
    pub name: String,
    /// The canonical table it fills.
    pub table: Table,
    /// Absolute globs.
    pub files: Vec<String>,
    /// The command that brings its file, if any.
    pub fetch: Option<Fetch>,
    /// Which of the matches are read.
    pub take: Take,
    /// Preset named, if any.
    pub preset: Option<String>,
    /// Where its cut-off comes from.
    pub cut_off: CutOffRule,
    /// The export knows nothing before this day.
    pub covers_from: Option<Day>,
    /// Working days after which it is stale.
    pub max_age: Option<Allowance>,
    /// Its own zone.
    pub timezone: Option<Zone>,
    /// A deal of nobody known becomes a lead.
    pub creates_leads: bool,
    /// Ids may be compared with other sources'.
    pub shared_ids: bool,
    /// Share of rows set aside above which it is refused.
    pub max_set_aside: f64,
    /// Further fields for `where`.
    pub extra: Vec<String>,
    /// Canonical (or extra) field → where it stands.
    pub columns: BTreeMap<String, Column>,
    /// Field of a try (`at`, `outcome` …) → its headers, one a try or one with [`NUMBER`]; empty where each row is one activity.
    pub tries: BTreeMap<String, Vec<String>>,
    /// Fields of `columns` that come from a preset: absent headers are no error.
    pub preset_fields: Vec<String>,
    /// Field (`stage`, `status`, `channel` …) → file's word → canonical word.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Reading overrides.
    pub read: ReadOptions,
}
