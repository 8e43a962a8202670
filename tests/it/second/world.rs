//! A small world: rows as the teams export them, and the agreement they are judged by.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::calendar::{Allowance, Calendar};

/// One row: field → cell.
pub type Row = BTreeMap<String, String>;

/// One export.
#[derive(Clone, Debug, Default)]
pub struct Export {
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    /// Nothing when its history is no longer exported.
    pub cut_off: Option<i64>,
    /// `file-time`, `newest-row` or `none`.
    pub cut_off_rule: &'static str,
    pub zone: Option<Tz>,
    pub covers_from: Option<NaiveDate>,
}

/// The canonical tables that carry leads' histories.
#[derive(Clone, Debug)]
pub struct World {
    pub leads: Export,
    pub deals: Option<Export>,
    pub activities: Option<Export>,
    pub terms: Terms,
    /// What a run is told, as text for the command line.
    pub as_of_text: String,
    pub as_of: i64,
    /// The period is told on the command line.
    pub names_period: bool,
}

/// What the agreement says besides its commitments.
#[derive(Clone, Debug)]
pub struct Terms {
    pub calendar: Calendar,
    pub matched: Vec<String>,
    /// Days; nothing is `forever`.
    pub re_entry: Option<u64>,
    pub ignore: Vec<String>,
    pub shared: Vec<String>,
    pub delivered_by: &'static str,
    pub burst: i64,
    pub period: (NaiveDate, NaiveDate),
    pub period_kind: &'static str,
    pub window: i64,
    pub required: Vec<String>,
    /// Folded reason → category.
    pub reasons: BTreeMap<String, &'static str>,
    pub creates_leads: bool,
    /// Folded type → cents.
    pub values: BTreeMap<String, i64>,
    pub require: Vec<(String, Vec<String>)>,
    pub conversion_within: u64,
    pub promises: Vec<Promise>,
}

/// One version of one commitment.
#[derive(Clone, Debug)]
pub struct Promise {
    pub id: String,
    pub team: &'static str,
    pub metric: &'static str,
    pub target: String,
    pub within: Option<Allowance>,
    pub elapsed: bool,
    pub channels: Vec<&'static str>,
    pub place: Vec<(String, Vec<String>)>,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub attempts: usize,
    pub days: usize,
    pub most: Option<usize>,
    pub gross: bool,
    pub all_reasons: bool,
    pub stages: Option<(&'static str, &'static str)>,
    pub percentile: i64,
    pub per_person: bool,
}

impl Promise {
    /// Without a target it is only measured.
    pub fn is_asked(&self) -> bool {
        !self.target.is_empty()
    }
}

impl World {
    /// The instant a metric is judged at: the earliest cut-off of the tables it reads.
    pub fn cut_off(&self, tables: &[&str]) -> i64 {
        tables.iter().filter_map(|name| self.export(name)?.cut_off).fold(self.as_of, i64::min)
    }

    /// The first day that all files of these tables show: as agreed, else that of the first row.
    pub fn begin(&self, tables: &[&str]) -> Option<NaiveDate> {
        let first = |name: &&str| {
            // An export without a row is no source in use.
            let own = self.export(name).filter(|export| !export.rows.is_empty())?.covers_from;
            own.or_else(|| super::dicing::first_day(self, name))
        };
        tables.iter().filter_map(first).max()
    }

    fn export(&self, name: &str) -> Option<&Export> {
        match name {
            "leads" => Some(&self.leads),
            "deals" => self.deals.as_ref(),
            _ => self.activities.as_ref(),
        }
    }
}

/// Without case, accents and blanks at the ends or doubled.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = text.nfd().filter(|sign| !('\u{300}'..='\u{36f}').contains(sign)).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn cell<'a>(row: &'a Row, field: &str) -> &'a str {
    row.get(field).map_or("", |text| text.trim())
}

/// The items of a list in a cell, whatever parts them in these worlds.
pub fn items(row: &Row, field: &str) -> Vec<String> {
    cell(row, field)
        .replace(" / ", ";")
        .replace(" e ", ";")
        .split(';')
        .map(|item| item.trim().to_owned())
        .filter(|item| !item.is_empty())
        .collect()
}
