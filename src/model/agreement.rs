//! The agreement once validated: what both teams promised and how their exports are read.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::PathBuf;

use super::brand::Brand;
use super::fold::fold_words;
use super::letter::{Person, Reader};
use super::links::Links;
use super::money::Money;
pub use super::promise::{
    Allowance, ChainStep, Clock, Commitment, Condition, Counting, DurationUnit, InForce,
    LeadsPerSale, Objective, PeriodKind, Target,
};
pub use super::source::{
    Column, CutOffRule, DateOrder, Fetch, NUMBER, NumberLocale, ReadOptions, Source, Take, YearRule,
};
use super::words::{Audience, Category, Milestone, Team};
pub use super::working_time::{Hours, WorkingTime};
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

/// A definition of a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The stage defined.
    pub stage: String,
    /// In the teams' words.
    pub text: String,
    /// The part of it that a machine can check: all of these hold.
    pub require: Vec<Requirement>,
}

/// One field of a lead and what must be true of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// Canonical field or one of a source's `extra`.
    pub field: String,
    /// What must be true.
    pub test: Test,
}

/// What must be true of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// It is any of these words, compared folded.
    AnyOf(Vec<String>),
    /// It compares with a number: the sign as written (`>=`, `>`, `<=`, `<`, `=`) and the number.
    Number(&'static str, f64),
}

impl Test {
    /// True when a number passes; words never do.
    pub fn passes(&self, value: f64) -> bool {
        let Self::Number(sign, bound) = self else { return false };
        match value.partial_cmp(bound) {
            Some(Ordering::Greater) => matches!(*sign, ">" | ">="),
            Some(Ordering::Equal) => matches!(*sign, ">=" | "<=" | "="),
            Some(Ordering::Less) => matches!(*sign, "<" | "<="),
            None => false,
        }
    }
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

/// How much of a person's data a report shows, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonalData {
    /// All.
    Full,
    /// First name and masked keys.
    Masked,
    /// Nothing.
    None,
}

/// How owners appear in letters to the other team, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwnerNames {
    /// Full names.
    Names,
    /// Initials.
    Initials,
    /// Not at all.
    None,
}

/// Which leads `acordo-leads.csv` has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeadsListed {
    /// Those that the report speaks of: delivered or won in the period, judged, or asked for by an action.
    Period,
    /// All.
    All,
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
    /// The leads of `acordo-leads.csv`.
    pub leads: LeadsListed,
    /// Where its records stand in the company's own tools.
    pub links: Links,
    /// How the company marks it.
    pub brand: Brand,
}

/// Who receives which letter and how it is delivered.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct MailSettings {
    /// Sender, `Name <address>`.
    pub from: Option<String>,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// Recipients by audience: marketing, sales, both.
    pub audiences: BTreeMap<Audience, Vec<String>>,
    /// Owners who get a letter of their own.
    pub people: Vec<Person>,
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
    /// Absolute folder the letters are written to when they are not sent.
    pub folder: PathBuf,
    /// The server that sends them; without one they go to the folder.
    pub server: Option<Server>,
    /// A letter of unknown fate is not sent again by itself.
    pub holds_unknown: bool,
}

impl MailSettings {
    /// Everybody whom a report's letters speak to: teams with recipients, then each person.
    pub fn readers(&self) -> impl Iterator<Item = Reader> {
        let teams = self.audiences.keys().map(|own| Reader::Team(*own));
        teams.chain(self.people.iter().map(|person| Reader::Person(person.digest())))
    }

    /// The addresses of a reader; none of one whom the agreement no longer names.
    pub fn addresses(&self, reader: &Reader) -> Vec<&str> {
        match reader {
            Reader::Team(own) => {
                self.audiences.get(own).into_iter().flatten().map(String::as_str).collect()
            }
            Reader::Person(digest) | Reader::Soon(digest) => {
                let own = self.people.iter().filter(|person| person.digest() == *digest);
                own.map(|person| person.address.as_str()).collect()
            }
        }
    }
}

/// Channels told beside the letters: the variables of the environment that hold their addresses, which are secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotifySettings {
    /// An incoming web hook of Slack.
    pub slack: Option<String>,
    /// One of Teams.
    pub teams: Option<String>,
    /// One of Google Chat.
    pub google_chat: Option<String>,
    /// A web hook of the teams' own.
    pub webhook: Option<WebHook>,
    /// The address of a monitor that waits for a sign of life.
    pub ping: Option<String>,
    /// Times of day at which the channels hear what falls due within hours, seconds after midnight.
    pub due_soon: Vec<u32>,
    /// Names in `[mail.people]` of those who hear it too.
    pub due_soon_people: Vec<String>,
}

/// A web hook that takes signed messages of our form, or of a template's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebHook {
    /// The variable of the environment that holds its address.
    pub address: String,
    /// The one that holds the secret by which messages are signed.
    pub secret: String,
    /// A template of the body; without one it has our form.
    pub template: Option<PathBuf>,
}

/// A mail server and how to sign in to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// How to sign in; without it no sign-in is tried.
    pub account: Option<Account>,
    /// A certificate authority trusted besides the system's.
    pub ca_file: Option<PathBuf>,
    /// How long everything before the text may take, and then the answer to it, seconds.
    pub timeout: u32,
}

/// How a connection to a mail server is encrypted; in the clear it never is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// It begins in the clear and must be encrypted before anything is said.
    StartTls,
    /// From the first byte on.
    Tls,
}

/// Who signs in, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The user's name.
    pub user: String,
    /// The mechanism.
    pub login: SignIn,
    /// Where the password or token is.
    pub secret: SecretSource,
}

/// A mechanism of signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// `PLAIN`.
    Plain,
    /// `LOGIN`.
    Login,
    /// `XOAUTH2`, with a token in the password's place.
    Xoauth2,
}

/// Where a secret is; never the secret itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// A variable of the environment.
    Env(String),
    /// A file only its owner can read.
    File(PathBuf),
    /// A command that prints it.
    Command(String),
    /// A credential that systemd hands over.
    Credential(String),
    /// The system's keyring: service and user.
    Keyring(String, String),
}

/// Where the record lies and how long its bulk is kept; results, agreements and what became of letters stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerSettings {
    /// Absolute path.
    pub file: PathBuf,
    /// Calendar days for which inputs and states of leads are kept.
    pub keep_detail: u32,
    /// Calendar days for which the text of letters is kept.
    pub keep_mail: u32,
}

/// Something that the agreement still asks to be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The preset of the team's own that it stands in; empty where it is the agreement itself.
    pub file: String,
    /// Its line of the text, from 1.
    pub line: u32,
    /// Its cell, where the agreement is a workbook; else empty.
    pub cell: String,
    /// The value that is to be decided, by what its cell is called or by its key; empty for a question that stands beside the values.
    pub path: String,
    /// The question in the agreement's own words; may be empty for a value.
    pub text: String,
}

/// The whole validated agreement file.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The key of "sent once" and of the ledger.
    pub name: String,
    /// Folder of the agreement file: paths below it are shown from there.
    pub folder: PathBuf,
    /// The agreement file: it is none of the exports beside it.
    pub file: PathBuf,
    /// The files that it extends, the nearest first.
    pub bases: Vec<PathBuf>,
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
    /// Each source of leads goes by its own dates of hand-off; those without any by the first other that some source maps.
    pub own_handoffs: bool,
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
    /// Lead type (as written) → agreed value.
    pub lead_values: Vec<(String, Money)>,
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
    /// Who else is told.
    pub notify: NotifySettings,
    /// What is still to be decided, in the order in which it stands there.
    pub undecided: Vec<Undecided>,
    /// The record.
    pub ledger: LedgerSettings,
    /// Its text, kept with every run.
    pub text: String,
    /// SHA-256 of the text, hex.
    pub hash: String,
}

impl Agreement {
    /// The objective in force on a day, else the one that ended last before it, else the first; nothing without any.
    pub fn objective(&self, day: Day) -> Option<&Objective> {
        let in_force = self.objectives.iter().find(|objective| objective.in_force.contains(day));
        let ended = || {
            self.objectives
                .iter()
                .filter(|objective| objective.in_force.until.is_some_and(|until| until <= day))
        };
        in_force
            .or_else(|| ended().max_by_key(|objective| objective.in_force.until))
            .or_else(|| self.objectives.first())
    }

    /// What must be true of a lead by the machine-checkable part of the MQL's definition.
    pub fn requirements(&self) -> &[Requirement] {
        self.definitions
            .iter()
            .find(|definition| definition.stage == "mql")
            .map_or(&[], |definition| &definition.require)
    }

    /// The agreed value of a type of lead; types are compared folded.
    pub fn lead_value(&self, kind: &str) -> Option<Money> {
        let kind = fold_words(kind);
        self.lead_values.iter().find(|(own, _)| fold_words(own) == kind).map(|(_, value)| *value)
    }
}
