//! The agreement once validated: what both teams promised and how their exports are read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::words::{Category, Channel, Metric, Milestone, Table, Team};
use super::zone::{Day, Zone};

/// The language of everything a reader sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// Brazilian Portuguese, the default.
    PtBr,
    /// English.
    En,
}

impl Language {
    /// Every language shipped.
    pub const ALL: [Self; 2] = [Self::PtBr, Self::En];

    /// The tag written in the agreement.
    pub fn tag(self) -> &'static str {
        match self {
            Self::PtBr => "pt-BR",
            Self::En => "en",
        }
    }

    /// The language of a tag.
    pub fn of(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.tag() == tag)
    }
}

/// The unit of a duration as written: what a day is depends on where it stands (`metrics.md` §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationUnit {
    /// `m`
    Minutes,
    /// `h`
    Hours,
    /// `d`
    Days,
}

/// A duration as written: `"15m"`, `"1h"`, `"3d"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: DurationUnit,
}

impl Allowance {
    /// Wall-clock seconds: a day is 24 h.
    pub fn elapsed_seconds(self) -> i64 {
        let unit = match self.unit {
            DurationUnit::Minutes => 60,
            DurationUnit::Hours => 3_600,
            DurationUnit::Days => 86_400,
        };
        i64::from(self.count) * unit
    }
}

impl std::fmt::Display for Allowance {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = match self.unit {
            DurationUnit::Minutes => 'm',
            DurationUnit::Hours => 'h',
            DurationUnit::Days => 'd',
        };
        write!(out, "{}{unit}", self.count)
    }
}

/// Which clock an allowance runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Only working time counts.
    Working,
    /// Wall-clock time.
    Elapsed,
}

/// Interval in which a version is in force: `[from, until)`, open where absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct InForce {
    /// First day in force.
    pub from: Option<Day>,
    /// First day no longer in force.
    pub until: Option<Day>,
}

impl InForce {
    /// True when the version is in force on `day`.
    pub fn contains(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// True when two versions share a day.
    pub fn overlaps(self, other: Self) -> bool {
        let starts_before = |a: Option<Day>, b: Option<Day>| a.is_none() || b.is_none() || a < b;
        starts_before(self.from, other.until) && starts_before(other.from, self.until)
    }
}

/// What a commitment promises to reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// A count, an amount of money or a level.
    Number(f64),
    /// A share, as a fraction.
    Share(f64),
    /// A duration (`stage-time`).
    Time(Allowance),
    /// What the plan asks for (`metrics.md` §6).
    Plan,
}

/// One field of a `where` and the values it may have (any of them, compared folded).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Canonical field or one of a source's `extra`.
    pub field: String,
    /// Any of these.
    pub any_of: Vec<String>,
}

/// How `leads-delivered` treats rejections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Takes off leads rejected within the window for a marketing reason.
    Net,
    /// Takes nothing off.
    Gross,
}

/// One version of one commitment.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    /// The same id twice = versions.
    pub id: String,
    /// Who promised it.
    pub team: Team,
    /// What is measured.
    pub metric: Metric,
    /// What is promised.
    pub target: Target,
    /// The allowance.
    pub within: Option<Allowance>,
    /// The clock the allowance runs on.
    pub clock: Clock,
    /// The leads it speaks of: all conditions hold.
    pub conditions: Vec<Condition>,
    /// The channels that count; empty: all.
    pub channels: Vec<Channel>,
    /// When this version is in force.
    pub in_force: InForce,
    /// Of pace; points for shares. 0.05 by default.
    pub tolerance: f64,
    /// Fewest judged for a verdict.
    pub min_sample: u64,
    /// Tries promised.
    pub attempts: Option<u32>,
    /// Distinct days of tries (`give-up`).
    pub days: Option<u32>,
    /// Most tries allowed (`give-up`).
    pub max_attempts: Option<u32>,
    /// Net or gross.
    pub counting: Counting,
    /// `acceptance`: rejections for any reason count.
    pub all_reasons: bool,
    /// `leads-per-hour`: by person instead of by team.
    pub per_person: bool,
    /// Start of a conversion, ratio or stage time.
    pub from_stage: Option<Milestone>,
    /// End of a conversion, ratio or stage time.
    pub to_stage: Option<Milestone>,
    /// Percentile judged, 1–100.
    pub percentile: u8,
    /// Where uninterested leads go; printed.
    pub destination: Option<String>,
}

/// How long the objective's period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodKind {
    /// ISO week.
    Week,
    /// Calendar month.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    HalfYear,
    /// Calendar year.
    Year,
    /// First and last day.
    Fixed(Day, Day),
}

/// The agreed number of leads that make a sale, kept as an exact ratio.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LeadsPerSale {
    /// `leads` leads for `sales` sales.
    Ratio(f64, f64),
    /// Measured on mature cohorts.
    Observed,
}

/// One step of the agreed chain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChainStep {
    /// The milestone reached.
    pub to: Milestone,
    /// Share of those of the step before.
    pub rate: f64,
}

/// One version of what both teams want.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// The period all paced promises run over.
    pub period: PeriodKind,
    /// Sales wanted in a period.
    pub sales: Option<f64>,
    /// Revenue wanted in a period.
    pub revenue: Option<f64>,
    /// Scope inherited by commitments with a plan target.
    pub conditions: Vec<Condition>,
    /// Leads that make a sale.
    pub leads_per_sale: Option<LeadsPerSale>,
    /// Calendar days over which ratios are observed.
    pub observed_over: u32,
    /// Days of delivered → won.
    pub conversion_within: u32,
    /// Agreed share of accepted leads.
    pub acceptance: Option<f64>,
    /// Agreed rates from delivered on.
    pub chain: Vec<ChainStep>,
    /// People who make attempts.
    pub people: Option<f64>,
    /// Tries one person makes in an hour.
    pub tries_per_person_hour: Option<f64>,
    /// When this version is in force.
    pub in_force: InForce,
}

/// Opening hours of a day: seconds after local midnight, ascending, not overlapping.
pub type Hours = Vec<(u32, u32)>;

/// One version of the working week.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct WorkingTime {
    /// Monday first.
    pub week: [Hours; 7],
    /// Named calendars (`br`, `br-sp`) and files.
    pub holidays: Vec<String>,
    /// Optional holidays chosen.
    pub optional_holidays: Vec<String>,
    /// Days with hours of their own; beats holidays.
    pub special: BTreeMap<Day, Hours>,
    /// When this version is in force.
    pub in_force: InForce,
}

/// A definition of a stage in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The stage defined.
    pub stage: String,
    /// In the teams' words.
    pub text: String,
}

/// Who does what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Team.
    pub team: Team,
    /// Name of the role.
    pub name: String,
    /// What it does.
    pub does: String,
}

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

/// The locale numbers and undecided dates are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberLocale {
    /// `1.234,56`, day first.
    PtBr,
    /// `1,234.56`, month first.
    En,
}

/// The order of day, month and year in a text date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

/// How a file is read where its content must not decide.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ReadOptions {
    /// Sheet by name.
    pub sheet: Option<String>,
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
    /// Fields of `columns` that come from a preset: absent headers are no error.
    pub preset_fields: Vec<String>,
    /// Field (`stage`, `status`, `channel` …) → file's word → canonical word.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Reading overrides.
    pub read: ReadOptions,
}

/// How much of a person's data a report shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalData {
    /// All.
    Full,
    /// First name and masked keys.
    Masked,
    /// Nothing.
    None,
}

/// How owners appear in letters to the other team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerNames {
    /// Full names.
    Names,
    /// Initials.
    Initials,
    /// Not at all.
    None,
}

/// Where the report goes and what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSettings {
    /// Absolute folder.
    pub folder: PathBuf,
    /// Personal data shown.
    pub personal_data: PersonalData,
    /// Owners in other teams' letters.
    pub owners: OwnerNames,
    /// Leads above which the detail is cut.
    pub detail_limit: usize,
}

/// Who receives which letter and how it is delivered.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct MailSettings {
    /// Sender, `Name <address>`.
    pub from: Option<String>,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// Recipients by audience: marketing, sales, both.
    pub audiences: BTreeMap<Team, Vec<String>>,
    /// Who keeps the tool running.
    pub operator: Vec<String>,
    /// Domains a recipient may have; empty: any.
    pub allowed_domains: Vec<String>,
    /// Largest attachment, bytes.
    pub max_size: u64,
    /// Letters refer to the month's first one.
    pub thread_by_month: bool,
    /// Times of day that may each send once, seconds after midnight.
    pub slots: Vec<u32>,
    /// A scheduled run on any day sends.
    pub all_days: bool,
    /// Absolute folder the letters are written to.
    pub folder: PathBuf,
}

/// The whole validated agreement file.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The key of "sent once" and of the ledger.
    pub name: String,
    /// Language of everything a reader sees.
    pub language: Language,
    /// The zone of every instant.
    pub zone: Zone,
    /// ISO currency code.
    pub currency: String,
    /// How exports write numbers.
    pub numbers: NumberLocale,
    /// Keys that make rows one person: subset of id, email, phone.
    pub match_keys: Vec<String>,
    /// Wall-clock seconds; `None` = forever.
    pub re_entry: Option<i64>,
    /// Globs of test rows.
    pub ignore: Vec<String>,
    /// Globs of addresses that never join rows.
    pub shared_addresses: Vec<String>,
    /// Whose date is the hand-off: delivered, mql, created, or `Opportunity` for `deal`; `None`: first mapped.
    pub delivered_by: Option<Milestone>,
    /// Seconds within which attempts are one try.
    pub burst: i64,
    /// Versions of the objective.
    pub objectives: Vec<Objective>,
    /// Versions of the working time.
    pub working_time: Vec<WorkingTime>,
    /// MQL, SQL … in words.
    pub definitions: Vec<Definition>,
    /// Fields a hand-off must carry.
    pub required: Vec<String>,
    /// Working days in which a rejection takes a lead off.
    pub rejection_window: Allowance,
    /// Reason (as written) → category.
    pub reasons: Vec<(String, Category)>,
    /// Who does what.
    pub roles: Vec<Role>,
    /// Every version of every commitment, in the file's order.
    pub commitments: Vec<Commitment>,
    /// The exports.
    pub sources: Vec<Source>,
    /// The report's settings.
    pub report: ReportSettings,
    /// The mail's settings.
    pub mail: MailSettings,
    /// Absolute path of the ledger.
    pub ledger: PathBuf,
    /// The file itself.
    pub path: PathBuf,
    /// Its text, kept with every run.
    pub text: String,
    /// SHA-256 of the text, hex.
    pub hash: String,
}
