//! By which text of the agreement a time is judged: a period that is over by the one in force at its end, as the record kept it. Promises,
//! working time, definitions and reasons are that text's; where the exports lie and what their columns mean is today's, for today's files
//! are read. What lies before the agreement is only measured, but for promises that say themselves since when they hold.

use std::sync::OnceLock;

use crate::calendar::Calendar;
use crate::calendar::periods::Period;
use crate::config;
use crate::issue::{Code, Issue};
use crate::ledger::versions::{self, Version};
use crate::ledger::{forget, log};
use crate::mapping::places::{Asked, Called};
use crate::mapping::{self, Mapped};
use crate::model::agreement::Agreement;
use crate::model::dataset::Dataset;
use crate::model::moment::Instant;
use crate::model::zone::Day;
use crate::scorecard::amendments::{amendments, unreadable};
use crate::scorecard::card::{Amended, Amendment, Scorecard};
use crate::scorecard::diagnosis::Review;
use crate::texts::format;

use super::failure::Failure;
use super::forget::hide::{hide, is_of};
use super::open::Opened;
use super::{asked, log as own_log, memory, unshown};

/// The versions of an agreement, and what each promised.
pub struct Terms<'a> {
    opened: &'a Opened,
    /// The present.
    now: Instant,
    versions: Vec<Earlier>,
    /// When the agreement was first seen: by the oldest report on record, else by the one that is made.
    seen: Instant,
    /// The start of the period in which that was: what ended by then nobody is known to have agreed on.
    begins: Instant,
    /// The first text with what is only measured before that: it is the text of every time that ended by then.
    before: OnceLock<Agreement>,
}

/// A text of the record.
struct Earlier {
    version: Version,
    /// The agreement it is, sources and all; nothing where this program cannot read it any more.
    text: Option<Agreement>,
    /// What it promised, for today's sources; nothing where it is the present text or cannot be read.
    promised: Option<(Agreement, Calendar)>,
    /// Today's files by its rules, read when they are asked for.
    data: OnceLock<Dataset>,
}

/// What a time is judged by.
#[derive(Clone, Copy)]
pub struct InForce<'t> {
    /// The agreement that was in force.
    pub agreement: &'t Agreement,
    /// Its working time.
    pub calendar: &'t Calendar,
    /// Position among the record's texts; nothing for the present one.
    place: Option<usize>,
}

impl<'a> Terms<'a> {
    /// Reads from the ledger every text of the agreement that an earlier report used; `as_of` is the instant that the report speaks of.
    pub fn of(opened: &'a Opened, now: Instant, as_of: Instant) -> Result<Self, Failure> {
        let agreement = &opened.agreement;
        let known = opened.recorded(versions::peek(&agreement.ledger.file, &agreement.name))?;
        let versions: Vec<Earlier> =
            known.into_iter().map(|version| earlier(opened, version)).collect();
        let seen = versions.first().map_or(now, |known| known.version.first).min(as_of);
        let begins = asked::period(opened, None, seen)?.start;
        Ok(Self { opened, now, versions, seen, begins, before: OnceLock::new() })
    }

    /// What a time is judged by that ends at an instant: while it runs by the present text, else by the one then in force. What ended before
    /// the period of the first report is measured as its text has it, and judged only where a promise says that it held then.
    pub fn at(&self, end: Instant, now: Instant) -> InForce<'_> {
        let own = self.text_at(end, now);
        if self.unshown(end, now).is_none() {
            return own;
        }
        InForce { agreement: self.before.get_or_init(|| unshown::measured(own.agreement)), ..own }
    }

    /// The day on which the agreement was first seen, where that is after a time, and something of it does not say since when it holds: nothing
    /// shows that this was agreed on then.
    pub fn unshown(&self, end: Instant, now: Instant) -> Option<Day> {
        let is_before = end <= now && end <= self.begins;
        let is_open = || unshown::is_in(self.text_at(end, now).agreement);
        (is_before && is_open()).then(|| self.first_day())
    }

    /// The warning of it, for a report about such a period.
    pub fn unshown_issue(&self, period: &Period, now: Instant) -> Option<Issue> {
        let first = self.unshown(period.end, now)?;
        let day = |day: Day| format::date(self.opened.texts.language, day);
        let values = vec![("day", day(first)), ("until", day(period.last))];
        Some(Issue::warning(Code::Unshown, values))
    }

    /// Takes out of a scorecard the streaks that begin before the agreement was first seen, but for those of promises that say since when they
    /// hold.
    pub fn curb(&self, terms: InForce<'_>, card: &mut Scorecard) {
        let first = self.first_day();
        let (commitments, reviews) = (&card.commitments, &mut card.diagnosis.reviews);
        reviews.retain(|review| match review {
            Review::OffTrack { commitment, since, .. } => {
                let own = commitments.get(*commitment);
                *since >= first
                    || own.is_some_and(|own| unshown::is_dated(terms.agreement, &own.id))
            }
            Review::Ratio { .. } => true,
        });
    }

    fn first_day(&self) -> Day {
        self.opened.agreement.zone.day_of(self.seen)
    }

    /// The text of the end of a time: the last one seen by then. What nobody had seen by then is of the first text that says since when it
    /// holds, else of the first.
    fn text_at(&self, end: Instant, now: Instant) -> InForce<'_> {
        if end > now || self.versions.is_empty() {
            return self.text(None);
        }
        if end > self.begins {
            let last = self.versions.iter().rposition(|known| known.version.first < end);
            return self.text(Some(last.unwrap_or(0)));
        }
        let all = (0..self.versions.len()).map(Some).chain([None]);
        let mut dated =
            all.map(|place| self.text(place)).filter(|own| !unshown::is_in(own.agreement));
        dated.next().unwrap_or_else(|| self.text(Some(0)))
    }

    /// A text of the record; nothing is the present one.
    fn text(&self, place: Option<usize>) -> InForce<'_> {
        let promised = |place: usize| Some((place, self.versions.get(place)?.promised.as_ref()?));
        match place.and_then(promised) {
            Some((place, (agreement, calendar))) => {
                InForce { agreement, calendar, place: Some(place) }
            }
            None => InForce {
                agreement: &self.opened.agreement,
                calendar: &self.opened.calendar,
                place: None,
            },
        }
    }

    /// Whether a text is another one than the present.
    pub fn is_other(&self, terms: InForce<'_>) -> bool {
        !std::ptr::eq(terms.agreement, &raw const self.opened.agreement)
    }

    /// Whether a text makes other leads, episodes, categories or tries of the same files than the present one.
    pub fn reads_anew(&self, terms: InForce<'_>) -> bool {
        !reads_alike(terms.agreement, &self.opened.agreement)
    }

    /// Today's files as a text has them read; nothing where that is as the present one does.
    pub fn reread(&self, terms: InForce<'_>, at: Instant) -> Result<Option<&Dataset>, Failure> {
        let known = terms.place.and_then(|place| self.versions.get(place));
        let Some(known) = known.filter(|_| self.reads_anew(terms)) else { return Ok(None) };
        if let Some(data) = known.data.get() {
            return Ok(Some(data));
        }
        let mapped = self.map(terms.agreement, at, &Asked::NOBODY)?;
        Ok(Some(known.data.get_or_init(|| mapped.dataset)))
    }

    /// Today's files by the rules of a text, with the teams' log.
    pub fn map(
        &self,
        agreement: &Agreement,
        at: Instant,
        asked: &Asked,
    ) -> Result<Mapped, Failure> {
        let own = &self.opened.agreement;
        let forgotten = self.opened.recorded(forget::peek(&own.ledger.file))?;
        let is_theirs = |row: &Called| is_of(&forgotten, row);
        let rows: Option<&dyn Fn(&Called) -> bool> =
            if forgotten.is_empty() { None } else { Some(&is_theirs) };
        let asked = Asked { rows, ..*asked };
        let memory = memory::peek(self.opened, self.now)?;
        let mut mapped = mapping::map_and_trace(agreement, &memory, at, &asked);
        let entries = self.opened.recorded(log::peek(&own.ledger.file, &own.name))?;
        own_log::join(&mut mapped.dataset, entries, own.report.personal_data, at);
        hide(&mut mapped, &forgotten);
        Ok(mapped)
    }

    /// What a report says of the agreement's own changes: of a period judged by an earlier text what changed since, else what the present text
    /// changes beside that of the last report before an instant.
    pub fn told(&self, terms: InForce<'_>, before: Instant, now: Instant) -> Option<Amended> {
        self.beside(terms, now, |version| version.first < before)
    }

    /// The same for letters, beside the last letters before an instant: a change that only a report without letters told is news to their
    /// readers. Where no letter went out yet, the last report counts.
    pub fn told_in_letters(
        &self,
        terms: InForce<'_>,
        before: Instant,
        now: Instant,
    ) -> Option<Amended> {
        let is_told = |version: &Version| version.told.is_some_and(|told| told < before);
        if self.versions.iter().any(|known| is_told(&known.version)) {
            self.beside(terms, now, is_told)
        } else {
            self.told(terms, before, now)
        }
    }

    fn beside(
        &self,
        terms: InForce<'_>,
        now: Instant,
        was_read: impl Fn(&Version) -> bool,
    ) -> Option<Amended> {
        let last = || self.versions.iter().rposition(|known| was_read(&known.version));
        self.since(terms.place.or_else(last)?, now)
    }

    fn since(&self, place: usize, now: Instant) -> Option<Amended> {
        let known = self.versions.get(place)?;
        let own = self.versions.last().filter(|last| self.is_present(last));
        let since = own.map_or(now, |own| own.version.first);
        let changes = self.changes(known, None);
        let before = known.version.last.min(since);
        (!changes.is_empty()).then_some(Amended { before, since, changes })
    }

    fn is_present(&self, known: &Earlier) -> bool {
        known.version.hash == self.opened.agreement.hash
    }

    /// No report was made by the present text yet, and some by another.
    pub fn is_pending(&self) -> bool {
        self.versions.last().is_some_and(|last| !self.is_present(last))
    }

    /// Every text with what it changed, oldest first, and the present one where no report was made by it yet.
    pub fn all(&self, now: Instant) -> Vec<Amended> {
        let pending = self.is_pending().then_some(None);
        let next = self.versions.iter().skip(1).map(Some).chain(pending);
        let between = |(old, new): (&Earlier, Option<&Earlier>)| Amended {
            before: old.version.last,
            since: new.map_or(now, |new| new.version.first),
            changes: self.changes(old, new),
        };
        self.versions.iter().zip(next).map(between).collect()
    }

    /// When the oldest report on record was made; nothing without one.
    pub fn first(&self) -> Option<Instant> {
        self.versions.first().map(|known| known.version.first)
    }

    /// What one text changes beside another; `None` is the present one.
    fn changes(&self, old: &Earlier, new: Option<&Earlier>) -> Vec<Amendment> {
        let new = new.map_or(Some(&self.opened.agreement), |new| new.text.as_ref());
        old.text
            .as_ref()
            .zip(new)
            .map_or_else(|| vec![unreadable()], |(old, new)| amendments(old, new))
    }
}

fn earlier(opened: &Opened, version: Version) -> Earlier {
    let present = &opened.agreement;
    let text = config::understand(&version.text, &present.folder.join("acordo.toml")).ok();
    let promised = text.as_ref().filter(|_| version.hash != present.hash);
    let promised = promised.and_then(|text| promised_by(opened, text));
    Earlier { version, text, promised, data: OnceLock::new() }
}

/// Promises of an earlier text, with today's reading of the exports and today's look of the report.
fn promised_by(opened: &Opened, text: &Agreement) -> Option<(Agreement, Calendar)> {
    let present = opened.agreement.clone();
    let agreement = Agreement {
        folder: present.folder,
        language: present.language,
        zone: present.zone,
        currency: present.currency,
        numbers: present.numbers,
        sources: present.sources,
        report: present.report,
        mail: present.mail,
        notify: present.notify,
        ledger: present.ledger,
        ..text.clone()
    };
    let calendar =
        Calendar::build(&agreement.zone, &agreement.working_time, &agreement.folder).ok()?;
    Some((agreement, calendar))
}

/// Whether two texts make the same leads, episodes, categories and tries of the same files.
fn reads_alike(one: &Agreement, other: &Agreement) -> bool {
    let rules = |of: &Agreement| {
        (
            (of.match_keys.clone(), of.re_entry, of.ignore.clone(), of.shared_addresses.clone()),
            ((of.delivered_by, of.own_handoffs), of.burst, of.reasons.clone(), of.required.clone()),
        )
    };
    rules(one) == rules(other) && one.definitions == other.definitions
}
