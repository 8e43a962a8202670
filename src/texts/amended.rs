//! The agreement's own changes in words: what, from what, to what, since when.

use super::names::{scope, shortened};
use super::story::{Story, weekday_key};
use super::{format, person};
use crate::mapping::personal;
use crate::model::agreement::{
    Allowance, Condition, DurationUnit, Hours, PersonalData, Requirement, Test,
};
use crate::model::moment::Instant;
use crate::model::zone::Day;
use crate::scorecard::amendments::{Amended, Amendment, Key, Said, Thing};

/// Letters of one value.
const LONGEST: usize = 90;
const HOUR: u32 = 3_600;

impl Story<'_> {
    /// What the agreement's text changes beside that of the last report, at most so many changes; nothing where it changes none. Of a period
    /// that is judged by an earlier text: that it is, and what changed since.
    pub fn amended(&self, most: usize) -> Vec<String> {
        let Some(amended) = &self.card.amended else { return Vec::new() };
        let (before, since) = self.amended_when(amended);
        let is_past = self.card.period.end <= amended.since;
        let said = |change: &Amendment| {
            let key = match (is_past, self.is_stated(amended, change)) {
                (true, _) => "amended.past",
                (false, true) => "amended.stated",
                (false, false) => "amended.told",
            };
            let what = self.amendment(change);
            self.texts.phrase(key, &[("what", &what), ("since", &since), ("before", &before)])
        };
        let more = u64::try_from(amended.changes.len().saturating_sub(most)).unwrap_or(u64::MAX);
        let more = (more > 0).then(|| self.texts.count("amended.more", more, &[]));
        amended.changes.iter().take(most).map(said).chain(more).collect()
    }

    /// When the last report by the text before was made, and the first by the new one; with the time of day where both are of one day.
    pub fn amended_when(&self, amended: &Amended) -> (String, String) {
        let (language, zone) = (self.texts.language, &self.agreement.zone);
        let is_one_day = zone.day_of(amended.before) == zone.day_of(amended.since);
        let said = |at: Instant| {
            if is_one_day {
                format::instant(language, zone, at)
            } else {
                format::date(language, zone.day_of(at))
            }
        };
        (said(amended.before), said(amended.since))
    }

    /// A change that holds for days to come, said in the agreement by a version of its own.
    pub fn is_stated(&self, amended: &Amended, change: &Amendment) -> bool {
        change.from.is_some_and(|from| from > self.agreement.zone.day_of(amended.before))
    }

    /// A change in a list of changes: one that the agreement states as a version of its own says so.
    pub fn amendment_listed(&self, amended: &Amended, change: &Amendment) -> String {
        let what = self.amendment(change);
        if self.is_stated(amended, change) {
            return self.texts.phrase("amended.line-stated", &[("what", &what)]);
        }
        what
    }

    /// `promessa «1ª tentativa em 1 h útil»: meta de 90% para 80%`
    pub fn amendment(&self, change: &Amendment) -> String {
        let thing = self.thing(&change.of);
        let said = |said: &Option<Said>| said.as_ref().map(|said| self.value_of(said));
        let (was, now) = (said(&change.was), said(&change.now));
        let is_whole = change.key == Key::Whole;
        let phrase = match (is_whole, &was, &now) {
            (true, None, None) => return thing,
            (true, None, Some(now)) if now.is_empty() => "amended.came-bare",
            (true, Some(was), None) if was.is_empty() => "amended.went-bare",
            (true, None, _) => "amended.came",
            (true, ..) => "amended.went",
            (false, ..) => "amended.turned",
        };
        let (phrase, nothing) = match (&change.key, &now) {
            (Key::Term("from"), Some(_)) => ("amended.begins", "amended.said-no-day"),
            (Key::Term("from"), None) => ("amended.begins-unsaid", "amended.said-no-day"),
            (Key::Term("until"), Some(_)) => ("amended.ends", "amended.said-no-day"),
            (Key::Term("until"), None) => ("amended.ends-unsaid", "amended.said-no-day"),
            _ => (phrase, "amended.said-nothing"),
        };
        let nothing = || self.texts.word(nothing).to_owned();
        let (was, now) = (was.unwrap_or_else(nothing), now.unwrap_or_else(nothing));
        let key = if phrase == "amended.turned" { self.key(&change.key) } else { String::new() };
        let values = [("thing", &*thing), ("key", &*key), ("was", &*was), ("now", &*now)];
        let told = self.texts.phrase(phrase, &values);
        match change.from {
            Some(from) => self.texts.phrase(
                "amended.from",
                &[("what", &told), ("date", &format::date(self.texts.language, from))],
            ),
            None => told,
        }
    }

    fn thing(&self, thing: &Thing) -> String {
        let named = |key: &str, name: &str| self.texts.phrase(key, &[("name", name)]);
        match thing {
            Thing::Promise(id, metric) => {
                let judged = self.card.commitments.iter().find(|judged| judged.id == *id);
                let noun = || {
                    let noun = self.texts.word(&format!("noun.{}", metric.word())).to_owned();
                    if id == metric.word() { noun } else { format!("{noun} · {id}") }
                };
                let name = judged.map_or_else(noun, |judged| self.commitment(judged));
                named("amended.thing-promise", &name)
            }
            Thing::Objective => self.texts.word("amended.thing-objective").to_owned(),
            Thing::WorkingTime => self.texts.word("amended.thing-working-time").to_owned(),
            Thing::Definition(stage) => named("amended.thing-definition", &self.written(stage)),
            Thing::Handoff => self.texts.word("amended.thing-handoff").to_owned(),
            Thing::Reason(reason) => named("amended.thing-reason", &self.written(reason)),
            Thing::LeadValue(kind) => named("amended.thing-lead-value", &self.written(kind)),
            Thing::Rules => self.texts.word("amended.thing-rules").to_owned(),
            Thing::Source(name) => named("amended.thing-source", &self.written(name)),
            Thing::Text => self.texts.word("amended.thing-text").to_owned(),
        }
    }

    fn key(&self, key: &Key) -> String {
        match key {
            Key::Whole => String::new(),
            Key::Term(term) => self.texts.word(&format!("amended.key-{term}")).to_owned(),
            Key::Special(day) => format::date(self.texts.language, *day),
            Key::Column(field) => {
                self.texts.phrase("amended.key-column", &[("field", &self.field(field))])
            }
            Key::Value(field, word) => {
                let values = [("field", &*self.field(field)), ("word", &*self.written(word))];
                self.texts.phrase("amended.key-meaning", &values)
            }
        }
    }

    /// A value in words.
    pub fn value_of(&self, said: &Said) -> String {
        let language = self.texts.language;
        let words = match said {
            Said::Text(text) => self.written(text),
            Said::Texts(all) => {
                all.iter().map(|text| self.written(text)).collect::<Vec<_>>().join(", ")
            }
            Said::Word(key) => self.known(key),
            Said::Words(keys) => {
                keys.iter().map(|key| self.known(key)).collect::<Vec<_>>().join(", ")
            }
            Said::Number(value) => format::short(language, *value),
            Said::Share(share) => format::short_share(language, *share),
            Said::Amount(units) => self.money(*units),
            Said::Time(time, clock) => self.time(*time, clock),
            Said::Day(day) => format::date(self.texts.language, *day),
            Said::Hours(hours) => self.opening(hours),
            Said::Week(week) => self.week(week),
            Said::Where(conditions) => self.leads_of(conditions),
            Said::Require(require) => {
                require.iter().map(|one| self.requirement(one)).collect::<Vec<_>>().join("; ")
            }
            Said::Chain(steps) => {
                let step = |(key, rate): &(String, f64)| {
                    format!("{} {}", self.known(key), format::short_share(language, *rate))
                };
                steps.iter().map(step).collect::<Vec<_>>().join(" → ")
            }
        };
        if words.is_empty() {
            return self.texts.word("amended.said-nothing").to_owned();
        }
        shortened(&words, LONGEST)
    }

    /// A text of the agreement; addresses, phones and documents in it are masked as everywhere.
    pub fn written(&self, text: &str) -> String {
        let level = self.agreement.report.personal_data;
        let text = personal::quoted(level, text);
        let word = |word: &str| match (word.contains('@'), level) {
            (false, _) | (_, PersonalData::Full) => word.to_owned(),
            (true, PersonalData::Masked) => person::beginning(word),
            (true, PersonalData::None) => "•••".to_owned(),
        };
        text.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }

    /// The words of a key; a field of the teams' own has none but its name.
    fn known(&self, key: &str) -> String {
        let name = key.split_once('.').map_or(key, |(_, name)| name);
        if self.texts.has(key) { self.texts.word(key).to_owned() } else { name.to_owned() }
    }

    fn time(&self, time: Allowance, clock: &str) -> String {
        let unit = match time.unit {
            DurationUnit::Minutes => "minutes",
            DurationUnit::Hours => "hours",
            DurationUnit::Days => "days",
        };
        self.texts.count(&format!("unit.{clock}-{unit}"), u64::from(time.count), &[])
    }

    /// `09:00–12:00, 13:00–18:00`
    fn opening(&self, hours: &Hours) -> String {
        let clock = |second: u32| format!("{:02}:{:02}", second / HOUR, second / 60 % 60);
        let spans: Vec<String> =
            hours.iter().map(|(from, to)| format!("{}–{}", clock(*from), clock(*to))).collect();
        if spans.is_empty() {
            self.texts.word("amended.said-closed").to_owned()
        } else {
            spans.join(", ")
        }
    }

    /// `seg–qui 09:00–18:00; sex 09:00–17:00`: days of the same hours together, closed ones left out.
    fn week(&self, week: &[Hours; 7]) -> String {
        // Any Monday: only the names of the days that follow it are asked for.
        let monday = Day::ymd(2026, 11, 2).unwrap_or_default();
        let name = |day: usize| {
            let day = monday.plus(i32::try_from(day).unwrap_or(0));
            self.texts.word(weekday_key(day)).to_owned()
        };
        let mut runs: Vec<(usize, usize, &Hours)> = Vec::new();
        for (day, hours) in week.iter().enumerate().filter(|(_, hours)| !hours.is_empty()) {
            match runs.last_mut() {
                Some((_, last, same)) if *same == hours && *last + 1 == day => *last = day,
                _ => runs.push((day, day, hours)),
            }
        }
        let run = |(first, last, hours): (usize, usize, &Hours)| {
            let days = if first == last {
                name(first)
            } else {
                format!("{}–{}", name(first), name(last))
            };
            format!("{days} {}", self.opening(hours))
        };
        runs.into_iter().map(run).collect::<Vec<_>>().join("; ")
    }

    fn leads_of(&self, conditions: &[Condition]) -> String {
        if conditions.is_empty() {
            return self.texts.word("amended.said-all-leads").to_owned();
        }
        let one = |condition: &Condition| {
            let words = scope(self.agreement.report.personal_data, std::slice::from_ref(condition));
            format!("{} {}", self.field(&condition.field), self.written(&words))
        };
        conditions.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    fn requirement(&self, one: &Requirement) -> String {
        let field = self.field(&one.field);
        match &one.test {
            Test::AnyOf(words) => format!("{field} {}", self.written(&words.join(", "))),
            Test::Number(sign, bound) => {
                format!("{field} {sign} {}", format::short(self.texts.language, *bound))
            }
        }
    }
}
