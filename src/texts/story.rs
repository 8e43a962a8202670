//! The sentences a workbook, a letter and a chat message share, so that both teams read the same words.

use chrono::{Datelike, Weekday};

use super::person;
use super::{Texts, format};
use crate::calendar::periods::Period;
use crate::calendar::{Calendar, Late};
use crate::casebook::Casebook;
use crate::issue::{Code, Issue};
use crate::mapping::personal;
use crate::model::account::FileAccount;
use crate::model::agreement::{Agreement, Language, OwnerNames, PeriodKind};
use crate::model::links::Address;
use crate::model::words::{Audience, Status, Team};
use crate::model::zone::Day;
use crate::scorecard::card::{Action, ActionKind, Scorecard, Stale};

const MOST_FILES_NAMED: usize = 4;

/// Everything there is to tell about a run.
#[derive(Clone, Copy)]
pub struct Story<'a> {
    /// The numbers.
    pub card: &'a Scorecard,
    /// What is known of each lead, and what was read.
    pub book: Casebook<'a>,
    /// The contract.
    pub agreement: &'a Agreement,
    /// Its working time.
    pub calendar: &'a Calendar,
    /// The words.
    pub texts: &'a Texts,
    /// Trouble found on the way.
    pub issues: &'a [Issue],
}

impl Story<'_> {
    /// The period's activities that are no attempts, by reason; nothing when all are.
    pub fn no_attempts(&self) -> Option<String> {
        let said = |(reason, n): (&str, u64)| {
            (n > 0).then(|| {
                format!(
                    "{} {}",
                    self.texts.word(&format!("apart.{reason}")),
                    format::whole(self.texts.language, n)
                )
            })
        };
        let reasons: Vec<String> =
            self.card.cadence.apart.each().into_iter().filter_map(said).collect();
        (!reasons.is_empty())
            .then(|| self.texts.phrase("apart.said", &[("reasons", &reasons.join(", "))]))
    }

    /// The agreement's name, behind that of the company where it names one.
    pub fn brand(&self) -> String {
        let own = self.agreement.report.brand.name.iter().map(String::as_str);
        own.chain([self.agreement.name.as_str()]).collect::<Vec<_>>().join(" · ")
    }

    /// A lead's id at the level of personal data agreed.
    pub fn lead(&self, id: &str) -> String {
        person::lead_code(self.agreement.report.personal_data, id, self.book.telling())
    }

    /// Where a lead stands in the company's tool, else its newest deal: nothing where the agreement has no address for it, the files have no ids, or
    /// the id itself may not be shown.
    pub fn lead_link(&self, lead: usize) -> Option<String> {
        let links = &self.agreement.report.links;
        let to = |address: &Option<Address>, id: Option<&str>| {
            let shown = id.filter(|id| self.lead(id) == *id)?;
            address.as_ref()?.to(shown)
        };
        let own = to(&links.lead, self.book.own_id(lead));
        own.or_else(|| to(&links.deal, self.book.deal_id(lead)))
    }

    /// The same as the one who must correct it finds it again.
    pub fn lead_hint(&self, id: &str) -> String {
        person::hint(self.agreement.report.personal_data, id, self.book.telling())
    }

    /// What an action asks for: `Completar cadência (4 de 6)`.
    pub fn action(&self, action: &Action) -> String {
        let key = format!("action.{}", action.kind.word());
        let missing: Vec<String> = action.missing.iter().map(|field| self.field(field)).collect();
        match (action.kind, action.tries) {
            (ActionKind::Cadence, Some((made, promised))) => self.texts.phrase(
                "action.cadence-tries",
                &[("made", &made.to_string()), ("promised", &promised.to_string())],
            ),
            (ActionKind::Handoff, _) if !missing.is_empty() => {
                self.texts.phrase("action.handoff-fields", &[("fields", &self.list(&missing))])
            }
            _ => self.texts.word(&key).to_owned(),
        }
    }

    /// How long past its due something is, as people say it: `2 dias úteis e 3 h`, `25 min`; from ten days on the days alone.
    pub fn delay(&self, late: Late) -> String {
        let (hours, minutes) = (late.seconds / 3_600, late.seconds / 60 % 60);
        let rest = match (hours, minutes) {
            (0, minutes) => self.texts.phrase("unit.short-minutes", &[("n", &minutes.to_string())]),
            (hours, _) => self.texts.phrase("unit.short-hours", &[("n", &hours.to_string())]),
        };
        let plural = if late.days == 1 { "one" } else { "other" };
        let days = || {
            let n = format::whole(self.texts.language, u64::from(late.days));
            self.texts.phrase(&format!("unit.working-days-{plural}"), &[("n", &n)])
        };
        match (late.days, late.seconds / 60) {
            (0, _) => rest,
            (1..10, 1..) => self.texts.phrase("unit.delay", &[("days", &days()), ("rest", &rest)]),
            _ => days(),
        }
    }

    /// What a drawing of the period's deliveries shows: those so far, those expected, the target and the forecast. Nothing without deliveries.
    pub fn deliveries_in_words(&self) -> Option<String> {
        let days = &self.card.delivery.days;
        let now = days.iter().rev().find(|day| day.cumulated.is_some())?;
        let last = days.last()?;
        let whole = |value: f64| format::number(self.texts.language, value, 0);
        let key = match (last.expected, last.forecast) {
            (None, _) => "mail.picture-alt-bare",
            (Some(_), None) => "mail.picture-alt-past",
            (Some(_), Some(_)) => "mail.picture-alt",
        };
        let shown = |value: Option<f64>| value.map(whole).unwrap_or_default();
        let values = [
            ("done", format::whole(self.texts.language, now.cumulated?)),
            ("expected", shown(now.expected)),
            ("target", shown(last.expected)),
            ("forecast", shown(last.forecast)),
        ];
        let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
        Some(self.texts.phrase(key, &values))
    }

    /// How owners of `team` appear in what an audience reads: by name in their own.
    pub fn owners_for(&self, audience: Audience, team: Team) -> OwnerNames {
        if audience != Audience::Both && audience.owns(team) {
            OwnerNames::Names
        } else {
            self.agreement.report.owners
        }
    }

    /// The workbook names who owns each lead: an audience that may not see them by name does not get it.
    pub fn may_have_workbook(&self, audience: Audience) -> bool {
        self.owners_for(audience, Team::Sales) == OwnerNames::Names
    }

    /// A sentence for an issue.
    pub fn issue(&self, issue: &Issue) -> String {
        self.texts.issue(issue, |name, value| self.issue_value(name, value))
    }

    /// A value of an issue as people read it: counts and shares written out, milestones and commitments by their names.
    pub fn issue_value(&self, name: &str, value: &str) -> String {
        let language = self.texts.language;
        let in_words = |section: &str, word: &str| {
            let key = format!("{section}.{word}");
            if self.texts.has(&key) { self.texts.word(&key).to_owned() } else { word.to_owned() }
        };
        match name {
            "n" | "of" => value
                .parse::<u64>()
                .map_or_else(|_| value.to_owned(), |n| format::whole(language, n)),
            "share" => value
                .parse::<f64>()
                .map_or_else(|_| value.to_owned(), |share| format::short_share(language, share)),
            "milestone" => in_words("event", value),
            "since" => value
                .parse()
                .map_or_else(|_| value.to_owned(), |day| format::date(language, Day::of(day))),
            "found" => self.texts.file_kind(value),
            "table" => in_words("table-name", value),
            "by" => {
                value.split(", ").map(|word| in_words("event", word)).collect::<Vec<_>>().join(", ")
            }
            "sum" => value
                .parse::<f64>()
                .map_or_else(|_| value.to_owned(), |sum| format::number(language, sum, 2)),
            "value" | "other-value" => person::cell(self.agreement.report.personal_data, value),
            "fields" => {
                self.list(&value.split(", ").map(|field| self.field(field)).collect::<Vec<_>>())
            }
            "names" => {
                value.split(", ").map(|name| self.lead_hint(name)).collect::<Vec<_>>().join(", ")
            }
            // One, or two that may be one.
            "owners" => {
                let level = self.agreement.report.personal_data;
                let one = |pair: &str| {
                    let names = pair.split(" = ").map(|name| person::owner(level, name));
                    names.collect::<Vec<_>>().join(" = ")
                };
                value.split(", ").map(one).collect::<Vec<_>>().join(", ")
            }
            "commitment" => self
                .card
                .commitments
                .iter()
                .find(|judged| judged.id == value)
                .map_or_else(|| value.to_owned(), |judged| self.commitment(judged)),
            _ => value.to_owned(),
        }
    }

    /// The files with when each was last changed, then how many more, and the rows read, set aside and merged:
    /// `Dados: leads.csv (23/11 08:00) · 14.953 linhas lidas, 93 separadas (0,6%), 26 mescladas`.
    pub fn data_line(&self) -> String {
        let files: Vec<&FileAccount> = self.files_read().collect();
        let values = [("files", self.files(&files)), ("rows", self.rows_read())];
        self.said("story.data", &values)
    }

    fn files_read(&self) -> impl Iterator<Item = &FileAccount> {
        self.book.sources().iter().flat_map(|source| &source.files)
    }

    /// `14.953 linhas lidas, 93 separadas (0,6%), 26 mescladas`
    pub fn rows_read(&self) -> String {
        let files: Vec<&FileAccount> = self.files_read().collect();
        let rows: u64 = files.iter().map(|file| file.rows).sum();
        let aside: u64 = files.iter().flat_map(|file| file.set_aside.values()).sum();
        let merged: u64 = files.iter().map(|file| file.merged).sum();
        let mut line = self.texts.count("story.rows", rows, &[]);
        if rows > 0 {
            let share = format::share(self.texts.language, aside as f64 / rows as f64, 1);
            line.push_str(", ");
            line.push_str(&self.texts.count("story.set-aside", aside, &[("share", &share)]));
        }
        if merged > 0 {
            line.push_str(", ");
            line.push_str(&self.texts.count("story.merged", merged, &[]));
        }
        line
    }

    /// A file by its name, at the level of personal data agreed.
    pub fn file(&self, path: &str) -> String {
        personal::quoted(self.agreement.report.personal_data, file_name(path))
    }

    /// `leads.csv (23/11 08:00), negocios.xlsx (08:02)`: the day is said when it changes.
    fn files(&self, files: &[&FileAccount]) -> String {
        let zone = &self.agreement.zone;
        let mut last_day = None;
        let mut named: Vec<String> = Vec::new();
        for file in files.iter().take(MOST_FILES_NAMED) {
            let day = zone.day_of(file.modified);
            let time = format::time(zone, file.modified);
            let when = if last_day == Some(day) {
                time
            } else {
                format!("{} {time}", format::short_date(self.texts.language, day))
            };
            last_day = Some(day);
            named.push(format!("{} ({when})", self.file(&file.path)));
        }
        let more = u64::try_from(files.len().saturating_sub(MOST_FILES_NAMED)).unwrap_or(u64::MAX);
        if more > 0 {
            named.push(self.texts.count("story.more-files", more, &[]));
        }
        if named.is_empty() {
            self.texts.word("story.no-files").to_owned()
        } else {
            named.join(", ")
        }
    }

    /// `dados só até 20/11`: the oldest of what the numbers rest on; nothing while all is young enough.
    pub fn age(&self) -> Option<String> {
        let oldest = self.card.stale.first()?;
        let day =
            format::short_date(self.texts.language, self.agreement.zone.day_of(oldest.newest));
        Some(self.texts.phrase("story.age", &[("date", &day)]))
    }

    /// The sources that are too old, each with the day of its newest row, and what to do; nothing while all is young enough.
    pub fn stale(&self) -> Option<String> {
        let one = |old: &Stale| {
            let day = format::date(self.texts.language, self.agreement.zone.day_of(old.newest));
            let values = [("source", old.source.as_str()), ("date", &day)];
            self.texts.phrase("story.stale-source", &values)
        };
        let sources: Vec<String> = self.card.stale.iter().map(one).collect();
        (!sources.is_empty())
            .then(|| self.texts.phrase("story.stale", &[("sources", &self.list(&sources))]))
    }

    /// `novembro de 2026`, `semana 47 de 2026`, `3º trimestre de 2026`, `01/11–30/11/2026`.
    pub fn period(&self) -> String {
        self.period_name(&self.card.period)
    }

    /// `Outubro de 2026, conta final: 3 de 5 compromissos cumpridos`; nothing but on the first report of a new period.
    pub fn ended(&self) -> Option<String> {
        let ended = self.card.ended.as_ref()?;
        let count = |is: &[Status]| {
            ended.commitments.iter().filter(|judged| is.contains(&judged.status)).count()
        };
        let (kept, judged) = (count(&[Status::Met]), count(&[Status::Met, Status::Missed]));
        // Of a period in which nothing was asked there is no account.
        if ended.commitments.iter().all(|judged| judged.is_measured) {
            let first = format::date(self.texts.language, ended.unshown?);
            let values = [("period", &*self.period_name(&ended.period)), ("day", &*first)];
            return Some(self.texts.phrase("story.ended-unshown", &values));
        }
        let all = u64::try_from(judged).unwrap_or(u64::MAX);
        Some(self.texts.count(
            "story.ended",
            all,
            &[("period", &self.period_name(&ended.period)), ("kept", &kept.to_string())],
        ))
    }

    /// Nothing shows that the agreement, or some of it, was agreed on in the period.
    pub fn is_unshown(&self) -> bool {
        self.issues.iter().any(|issue| issue.code == Code::Unshown)
    }

    /// `novembro de 2026`.
    pub fn period_name(&self, period: &Period) -> String {
        self.texts.period_name(period)
    }

    /// A month's name, 1 = January.
    pub fn month(&self, month: u32) -> &str {
        self.texts.word(month_key(month))
    }

    /// `seg 23/11/2026 08:00`
    pub fn cut_off(&self) -> String {
        let zone = &self.agreement.zone;
        format!(
            "{} {}",
            self.texts.word(weekday_key(zone.day_of(self.card.cut_off.at()))),
            format::instant(self.texts.language, zone, self.card.cut_off.at())
        )
    }

    /// `segunda, 23/11`
    pub fn day(&self, day: Day) -> String {
        format!(
            "{}, {}",
            self.texts.word(long_weekday_key(day)),
            format::short_date(self.texts.language, day)
        )
    }

    /// `Acordo em vigor desde 01/11/2026.`: the newest version of any part in force at the cut-off.
    pub fn in_force(&self) -> String {
        self.in_force_since().map_or_else(
            || self.texts.word("story.in-force").to_owned(),
            |day| {
                self.said(
                    "story.in-force-since",
                    &[("date", format::date(self.texts.language, day))],
                )
            },
        )
    }

    /// The day the newest version of any part in force at the cut-off began; nothing where none has one.
    pub fn in_force_since(&self) -> Option<Day> {
        let today = self.agreement.zone.day_of(self.card.cut_off.at());
        let objectives = self.agreement.objectives.iter().map(|objective| objective.in_force);
        let commitments = self.agreement.commitments.iter().map(|commitment| commitment.in_force);
        let hours = self.agreement.working_time.iter().map(|hours| hours.in_force);
        objectives
            .chain(commitments)
            .chain(hours)
            .filter(|version| version.contains(today))
            .filter_map(|version| version.from)
            .max()
    }
}

impl Texts {
    /// `novembro de 2026`.
    pub fn period_name(&self, period: &Period) -> String {
        let first = period.first.date();
        let (key, n) = match period.kind {
            PeriodKind::Week => ("period.week", first.iso_week().week()),
            PeriodKind::Month => ("period.month", first.month()),
            PeriodKind::Quarter => ("period.quarter", first.month().div_ceil(3)),
            PeriodKind::HalfYear => ("period.half-year", first.month().div_ceil(6)),
            PeriodKind::Year => ("period.year", 1),
            PeriodKind::Fixed(..) => return span(self.language, period.first, period.last),
        };
        let year = if key == "period.week" { first.iso_week().year() } else { first.year() };
        let month = self.word(month_key(first.month()));
        self.phrase(key, &[("n", &n.to_string()), ("month", month), ("year", &year.to_string())])
    }
}

/// The last part of a path, whichever way its slashes lean.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// `01/11–30/11/2026`, with both years where they differ.
fn span(language: Language, first: Day, last: Day) -> String {
    let same_year = first.date().year() == last.date().year();
    let start =
        if same_year { format::short_date(language, first) } else { format::date(language, first) };
    format!("{start}–{}", format::date(language, last))
}

fn month_key(month: u32) -> &'static str {
    const KEYS: [&str; 12] = [
        "month.jan",
        "month.feb",
        "month.mar",
        "month.apr",
        "month.may",
        "month.jun",
        "month.jul",
        "month.aug",
        "month.sep",
        "month.oct",
        "month.nov",
        "month.dec",
    ];
    usize::try_from(month)
        .ok()
        .and_then(|n| KEYS.get(n.checked_sub(1)?))
        .copied()
        .unwrap_or("month.jan")
}

/// The key of a weekday's short word: `seg`.
pub fn weekday_key(day: Day) -> &'static str {
    weekday_keys(day).0
}

/// The key of a weekday's long word: `segunda`.
pub fn long_weekday_key(day: Day) -> &'static str {
    weekday_keys(day).1
}

fn weekday_keys(day: Day) -> (&'static str, &'static str) {
    match day.date().weekday() {
        Weekday::Mon => ("weekday.mon", "weekday.monday"),
        Weekday::Tue => ("weekday.tue", "weekday.tuesday"),
        Weekday::Wed => ("weekday.wed", "weekday.wednesday"),
        Weekday::Thu => ("weekday.thu", "weekday.thursday"),
        Weekday::Fri => ("weekday.fri", "weekday.friday"),
        Weekday::Sat => ("weekday.sat", "weekday.saturday"),
        Weekday::Sun => ("weekday.sun", "weekday.sunday"),
    }
}
