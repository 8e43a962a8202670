//! The workbook of many agreements: clients with what needs a person first, promises worst first, and apart what was not assessed.
//!
//! It is made of the summaries alone: no number is measured again, and each row leads to the workbook that has the whole.

use super::blocks::{Listing, status_style, text};
use super::book::{Book, Cell, Goal, Link, Sheet, Value};
use super::style::{Align, Colour, Face, Line, Number, Style};
use super::written::day_serial;
use crate::model::agreement::Language;
use crate::model::moment::Instant;
use crate::model::words::{Status, Team};
use crate::model::zone::Day;
use crate::texts::names::symbol;
use crate::texts::{Texts, format};

/// How a client's report stands, what needs a person first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The last run failed, or left something undone: in these words.
    Failed(String),
    /// There is no report.
    None,
    /// There is one that cannot be read.
    Unreadable,
    /// There is one that another version of acordo wrote.
    OtherVersion,
    /// The report speaks of a day to come.
    Ahead,
    /// The report is old.
    Old,
    /// The report is new, and data it rests on are old.
    Stale,
    /// All is well.
    Good,
}

/// Which way a number went since the report before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// Nearer to what was promised, or further beyond it.
    Better,
    /// Further from it.
    Worse,
    /// As it was.
    Same,
}

/// One promise of a client, as its summary has it.
#[derive(Clone, Debug)]
pub struct Promise {
    /// Its name, in the client's language.
    pub name: String,
    /// Who promised.
    pub team: Team,
    /// How it stands.
    pub status: Status,
    /// What it came to, in its unit.
    pub actual: Option<String>,
    /// What was promised, in its unit.
    pub target: Option<String>,
    /// Why it is not assessed, in words.
    pub why: Option<String>,
    /// Which way it went; nothing without a report before.
    pub trend: Option<Trend>,
    /// First and last day of its period.
    pub period: (Day, Day),
    /// How far it falls short of what was due, as a part of it: to sort by, and shown nowhere.
    pub short: f64,
}

/// One client.
#[derive(Clone, Debug)]
pub struct Client {
    /// The agreement's name, or its file where it cannot be read.
    pub name: String,
    /// How its report stands.
    pub standing: Standing,
    /// The day the report speaks of.
    pub day: Option<Day>,
    /// Its promises.
    pub promises: Vec<Promise>,
    /// Its workbook, seen from the folder of this one.
    pub workbook: Option<String>,
}

impl Client {
    /// How many of its promises stand so.
    pub fn count(&self, wanted: &[Status]) -> u64 {
        self.promises.iter().filter(|promise| wanted.contains(&promise.status)).count() as u64
    }

    /// Its worst promise, where one falls short.
    pub fn worst(&self) -> Option<&Promise> {
        let short = self.promises.iter().filter(|own| rank(own.status) < rank(Status::OnTrack));
        short.min_by(|one, other| order(one, other))
    }
}

/// What is off, late or not yet.
pub const OFF: [Status; 2] = [Status::OffTrack, Status::Missed];
const GOOD: [Status; 2] = [Status::OnTrack, Status::Met];

fn rank(status: Status) -> u8 {
    match status {
        Status::OffTrack | Status::Missed => 0,
        Status::AtRisk => 1,
        Status::OnTrack | Status::Met => 2,
        Status::NotAssessed => 3,
    }
}

fn order(one: &Promise, other: &Promise) -> std::cmp::Ordering {
    rank(one.status).cmp(&rank(other.status)).then(other.short.total_cmp(&one.short))
}

/// Puts those that need a person on top, then those whose promises are worst.
pub fn sort(clients: &mut [Client]) {
    let standing = |client: &Client| match client.standing {
        Standing::Failed(_) => 0,
        Standing::None => 1,
        Standing::Unreadable => 2,
        Standing::OtherVersion => 3,
        Standing::Ahead => 4,
        Standing::Old => 5,
        Standing::Stale => 6,
        Standing::Good => 7,
    };
    clients.sort_by(|one, other| {
        let short = |client: &Client| client.worst().map_or(0.0, |worst| worst.short);
        standing(one)
            .cmp(&standing(other))
            .then(other.count(&OFF).cmp(&one.count(&OFF)))
            .then(other.count(&[Status::AtRisk]).cmp(&one.count(&[Status::AtRisk])))
            .then(short(other).total_cmp(&short(one)))
            .then_with(|| one.name.cmp(&other.name))
    });
}

/// The workbook of sorted clients, made at an instant, whose local day and words for it are given.
pub fn book(texts: &Texts, clients: &[Client], (at, made): (Instant, &str)) -> Book {
    let page = Page { texts, clients, made };
    Book {
        language: texts.language,
        title: texts.word("fleet.book-title").to_owned(),
        subject: texts.word("fleet.book-subject").to_owned(),
        comment: made.to_owned(),
        created: at,
        cut_off_time: String::new(),
        money: "{amount}".to_owned(),
        company: String::new(),
        brand: None,
        sheets: vec![page.clients(), page.promises(), page.unassessed()],
    }
}

/// How the clients stand, in one sentence.
pub fn message(texts: &Texts, clients: &[Client]) -> String {
    let whole = |n: usize| format::whole(texts.language, n as u64);
    let off = clients.iter().filter(|client| client.count(&OFF) > 0).count();
    let ill = clients.iter().filter(|client| client.standing != Standing::Good).count();
    let values = [("off", &*whole(off)), ("ill", &*whole(ill))];
    texts.count("fleet.message", clients.len() as u64, &values)
}

/// How a client's report stands, in words.
pub fn standing<'a>(texts: &'a Texts, standing: &'a Standing) -> &'a str {
    match standing {
        Standing::Failed(how) => how,
        Standing::None => texts.word("fleet.standing-none"),
        Standing::Unreadable => texts.word("fleet.standing-unreadable"),
        Standing::OtherVersion => texts.word("fleet.standing-version"),
        Standing::Ahead => texts.word("fleet.standing-ahead"),
        Standing::Old => texts.word("fleet.standing-old"),
        Standing::Stale => texts.word("fleet.standing-stale"),
        Standing::Good => texts.word("fleet.standing-good"),
    }
}

/// What the sheets share.
struct Page<'a> {
    texts: &'a Texts,
    clients: &'a [Client],
    made: &'a str,
}

/// Row of the head of each table.
const HEAD: u32 = 3;

impl Page<'_> {
    fn word(&self, key: &str) -> String {
        self.texts.word(key).to_owned()
    }

    fn clients(&self) -> Sheet {
        let number = Style::number(Number::Dotted);
        let columns = vec![
            (self.word("fleet.head-client"), text().strong()),
            (self.word("fleet.head-standing"), text()),
            (self.word("fleet.head-day"), Style::date(Number::Date)),
            (self.word("fleet.head-off"), number.strong().ink(Colour::Bad)),
            (self.word("fleet.head-risk"), number),
            (self.word("fleet.head-good"), number),
            (self.word("fleet.head-unassessed"), number.ink(Colour::Sub)),
            (self.word("fleet.head-worst"), text().align(Align::Indented)),
            (self.word("fleet.head-book"), text().ink(Colour::Good)),
        ];
        let rows = self.clients.iter().map(|client| self.client(client)).collect();
        let widths = [14, 230, 290, 84, 62, 62, 62, 76, 330, 70];
        let title = self.word("fleet.book-title");
        let message = message(self.texts, self.clients);
        self.sheet(("fleet.sheet-clients", &title, &message), &widths, columns, rows)
    }

    fn client(&self, client: &Client) -> Vec<Cell> {
        let ink = match client.standing {
            Standing::Good => Style::TEXT.ink(Colour::Good),
            Standing::Ahead | Standing::Old | Standing::Stale => Style::TEXT.ink(Colour::Bad),
            Standing::Failed(_)
            | Standing::None
            | Standing::Unreadable
            | Standing::OtherVersion => Style::TEXT.strong().ink(Colour::Bad).fill(Colour::BadTint),
        };
        let worst = client.worst().map(|worst| self.told(worst));
        let count = |wanted: &[Status]| Cell::from(Value::count(client.count(wanted)));
        vec![
            Value::text(&client.name).into(),
            Cell::styled(Value::text(standing(self.texts, &client.standing)), ink.hair()),
            Value::maybe(client.day.map(day_serial)).into(),
            count(&OFF),
            count(&[Status::AtRisk]),
            count(&GOOD),
            count(&[Status::NotAssessed]),
            Value::maybe_text(worst.as_deref()).into(),
            self.way(client),
        ]
    }

    /// `1ª tentativa: 60% de 90%`.
    fn told(&self, promise: &Promise) -> String {
        told(self.texts, promise)
    }

    fn promises(&self) -> Sheet {
        let right = Style::number(Number::General);
        let columns = vec![
            (self.word("fleet.head-client"), text()),
            (self.word("fleet.head-promise"), text().strong()),
            (self.word("fleet.head-team"), text().ink(Colour::Sub)),
            (self.word("fleet.head-result"), text()),
            (self.word("fleet.head-actual"), right.strong()),
            (self.word("fleet.head-target"), right),
            (self.word("fleet.head-trend"), text().align(Align::Indented)),
            (self.word("fleet.head-from"), Style::date(Number::Date)),
            (self.word("fleet.head-to"), Style::date(Number::Date)),
            (self.word("fleet.head-book"), text().ink(Colour::Good)),
        ];
        let mut all = self.all(|promise| promise.status != Status::NotAssessed);
        all.sort_by(|(_, one), (_, other)| order(one, other));
        let rows = all.into_iter().map(|(client, promise)| self.promise(client, promise)).collect();
        let widths = [14, 210, 270, 84, 110, 96, 96, 90, 84, 84, 70];
        let title = self.word("fleet.promises-title");
        let message = self.word("fleet.promises-message");
        self.sheet(("fleet.sheet-promises", &title, &message), &widths, columns, rows)
    }

    fn promise(&self, client: &Client, promise: &Promise) -> Vec<Cell> {
        let (status, (first, last)) = (promise.status, promise.period);
        let word = self.texts.word(status_key(status));
        let trend = promise.trend.map(|trend| match trend {
            Trend::Better => ("fleet.trend-better", Colour::Good),
            Trend::Worse => ("fleet.trend-worse", Colour::Bad),
            Trend::Same => ("fleet.trend-same", Colour::Sub),
        });
        let trend = trend.map_or(Cell::from(Value::Empty), |(key, ink)| {
            let style = text().align(Align::Indented).ink(ink).hair();
            Cell::styled(Value::text(self.texts.word(key)), style)
        });
        vec![
            Value::text(&client.name).into(),
            Value::text(&promise.name).into(),
            Value::text(self.team(promise.team)).into(),
            Cell::styled(
                Value::text(format!("{} {word}", symbol(status))),
                status_style(status).hair(),
            ),
            Value::maybe_text(promise.actual.as_deref()).into(),
            Value::maybe_text(promise.target.as_deref()).into(),
            trend,
            Value::Number(day_serial(first)).into(),
            Value::Number(day_serial(last)).into(),
            self.way(client),
        ]
    }

    fn unassessed(&self) -> Sheet {
        let columns = vec![
            (self.word("fleet.head-client"), text()),
            (self.word("fleet.head-promise"), text().strong()),
            (self.word("fleet.head-team"), text().ink(Colour::Sub)),
            (self.word("fleet.head-why"), text()),
            (self.word("fleet.head-actual"), Style::number(Number::General)),
            (self.word("fleet.head-book"), text().ink(Colour::Good).align(Align::Indented)),
        ];
        let all = self.all(|promise| promise.status == Status::NotAssessed);
        let row = |(client, promise): (&Client, &Promise)| {
            vec![
                Value::text(&client.name).into(),
                Value::text(&promise.name).into(),
                Value::text(self.team(promise.team)).into(),
                Value::maybe_text(promise.why.as_deref()).into(),
                Value::maybe_text(promise.actual.as_deref()).into(),
                self.way(client),
            ]
        };
        let rows = all.into_iter().map(row).collect();
        let widths = [14, 230, 300, 90, 240, 100, 80];
        let title = self.word("fleet.unassessed-title");
        let message = self.word("fleet.unassessed-message");
        self.sheet(("fleet.sheet-unassessed", &title, &message), &widths, columns, rows)
    }

    /// Promises with their clients, in the order of the clients.
    fn all(&self, wanted: impl Fn(&Promise) -> bool) -> Vec<(&Client, &Promise)> {
        let of = |client| std::iter::repeat(client);
        let all = self.clients.iter().flat_map(|client| of(client).zip(&client.promises));
        all.filter(|(_, promise)| wanted(promise)).collect()
    }

    fn team(&self, team: Team) -> &str {
        self.texts.word(match team {
            Team::Marketing => "team.marketing",
            Team::Sales => "team.sales",
            Team::Both => "workbook.team-both",
        })
    }

    /// The way to a client's workbook.
    fn way(&self, client: &Client) -> Cell {
        let Some(path) = &client.workbook else { return Value::Empty.into() };
        let text = self.word("fleet.open-book");
        Value::Link(Box::new(Link { to: Goal::File(path.clone()), text })).into()
    }

    /// Title, sentence, dark line, and one table with filters that runs to the end.
    fn sheet(
        &self,
        (key, title, message): (&str, &str, &str),
        widths: &[u32],
        columns: Vec<(String, Style)>,
        rows: Vec<Vec<Cell>>,
    ) -> Sheet {
        let name = self.word(key);
        let mut sheet = Sheet::new(&name, Colour::Act, widths);
        let last = sheet.print.last_column;
        for (row, px) in [(0, 36), (1, 24), (2, 10)] {
            sheet.height(row, px);
        }
        sheet.say(0, 1, title, Style::TITLE);
        sheet.say(0, last, self.made, Style::CORNER);
        sheet.say(1, 1, message, Style::MESSAGE);
        sheet.paint(2, 1..=last, Style::TEXT.line(Line::Over(Colour::Act)));
        if rows.is_empty() {
            sheet.say(
                HEAD,
                1,
                self.word("fleet.nothing"),
                Style::TEXT.face(Face::Body).ink(Colour::Sub),
            );
            sheet.print.last_row = HEAD;
        } else {
            let table: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            let listing =
                Listing { rows, has_filter: true, ..Listing::new(table, (HEAD, 1), columns) };
            sheet.print.last_row = listing.lay(&mut sheet).saturating_sub(1);
        }
        sheet.freeze = Some((HEAD + 1, 2));
        sheet.print.repeat = Some((0, HEAD));
        sheet.print.footer = [self.word("fleet.book-title"), self.made.to_owned()];
        sheet.print.page_words =
            [self.word("workbook.footer-page"), self.word("workbook.footer-of")];
        sheet
    }
}

/// `1ª tentativa: 60% de 90%`.
pub fn told(texts: &Texts, promise: &Promise) -> String {
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    let (actual, target) = (value(&promise.actual), value(&promise.target));
    let values = [("promise", &*promise.name), ("actual", &actual), ("target", &target)];
    texts.phrase("fleet.worst", &values)
}

fn status_key(status: Status) -> &'static str {
    match status {
        Status::OnTrack => "status.on-track",
        Status::AtRisk => "status.at-risk",
        Status::OffTrack => "status.off-track",
        Status::Met => "status.met",
        Status::Missed => "status.missed",
        Status::NotAssessed => "status.not-assessed",
    }
}

/// A number of a summary in its unit, with as many decimals as tell it from what it is compared with.
pub fn value(
    texts: &Texts,
    unit: &str,
    currency: &str,
    number: f64,
    beside: Option<f64>,
) -> String {
    let language = texts.language;
    let shown = |decimals: usize, value: f64| format::number(language, value * 100.0, decimals);
    let is_told = |decimals: &usize| {
        beside.is_none_or(|beside| {
            (beside - number).abs() < 1e-9 || shown(*decimals, beside) != shown(*decimals, number)
        })
    };
    match unit {
        "share" | "ratio" => format::share(language, number, (1..4).find(is_told).unwrap_or(4)),
        "money" => {
            let key = format!("currency.{}", currency.to_lowercase());
            let known = if texts.has(&key) { key.as_str() } else { "currency.other" };
            let amount = format::number(language, number, 0);
            texts.phrase(known, &[("amount", &amount), ("code", currency)])
        }
        "per-hour" => texts.phrase("unit.per-hour", &[("n", &format::short(language, number))]),
        "seconds" => duration(texts, language, number),
        _ => format::short(language, number),
    }
}

fn duration(texts: &Texts, language: Language, seconds: f64) -> String {
    let (key, size) = match seconds {
        s if s < 3_600.0 => ("unit.short-minutes", 60.0),
        s if s < 172_800.0 => ("unit.short-hours", 3_600.0),
        _ => ("unit.short-days", 86_400.0),
    };
    texts.phrase(key, &[("n", &format::short(language, seconds / size))])
}
