//! What is written of each lead.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::columns::{DetailColumn, Field};
use super::is_in_period;
use crate::metrics::cohort::Cohort;
use crate::metrics::leads_delivered::{deducted, in_window};
use crate::metrics::world::World;
use crate::model::column::Coded;
use crate::model::moment::Moment;
use crate::model::words::{Milestone, Verdict};
use crate::report::book::{Cell, Value};
use crate::report::desk::{contact, day_serial, lead_id, moment_serial, serial, word};
use crate::report::style::{Number, Style};
use crate::texts::story::Story;

/// The rows of the leads given.
pub fn rows(story: &Story, columns: &[DetailColumn], leads: &[usize]) -> Vec<Vec<Cell>> {
    let writer = Writer::new(story, leads);
    leads
        .par_iter()
        .map(|lead| {
            let facts = Facts::of(story, *lead);
            columns.iter().map(|column| writer.cell(column, *lead, &facts)).collect()
        })
        .collect()
}

/// What is found by looking through a lead's activities.
struct Facts {
    delivered: Option<Moment>,
    first_attempt: Option<Moment>,
    first_connection: Option<Moment>,
    tries: u32,
    decision: &'static str,
}

impl Facts {
    fn of(story: &Story, lead: usize) -> Self {
        let activities = &story.data.activities;
        let mut facts = Self {
            delivered: story.data.leads.date(lead, Milestone::Delivered),
            first_attempt: None,
            first_connection: None,
            tries: 0,
            decision: decision(story, lead),
        };
        for row in story.data.leads.activities(lead) {
            let (Some(contact), Some(before)) =
                (activities.contact.get(row), activities.before_delivery.get(row))
            else {
                continue;
            };
            let at = activities.at.get(row).copied().flatten();
            if !before && contact.is_attempt() {
                facts.first_attempt = facts.first_attempt.or(at);
                facts.tries = facts.tries.max(activities.try_number.get(row).copied().unwrap_or(0));
            }
            if !before && contact.is_connection() {
                facts.first_connection = facts.first_connection.or(at);
            }
        }
        facts
    }
}

/// Key of the decision that stands: the later of accepted and rejected, of the same day the rejection, as the metrics count them.
fn decision(story: &Story, lead: usize) -> &'static str {
    let leads = &story.data.leads;
    match (leads.date(lead, Milestone::Accepted), leads.date(lead, Milestone::Rejected)) {
        (Some(accepted), Some(rejected)) if story.calendar.zone().before(rejected, accepted) => {
            "accepted"
        }
        (_, Some(_)) => "rejected",
        (Some(_), _) => "accepted",
        (None, None) if leads.has_passed(lead, Milestone::Accepted) => "accepted",
        (None, None) => "undecided",
    }
}

type Words = BTreeMap<&'static str, Arc<str>>;

/// Words shared by many cells, made once.
struct Writer<'a> {
    story: &'a Story<'a>,
    verdicts: Words,
    states: Words,
    decisions: Words,
    coded: BTreeMap<&'static str, Vec<Arc<str>>>,
    deducted: BTreeSet<usize>,
}

const STATES: [&str; 10] = [
    "won",
    "lost",
    "recycled",
    "rejected",
    "opportunity",
    "sql",
    "accepted",
    "connected",
    "attempted",
    "untried",
];

const DECISIONS: [&str; 3] = ["accepted", "rejected", "undecided"];
const CODED: [(&str, &str); 5] = [
    ("source", "no-source"),
    ("campaign", "no-campaign"),
    ("owner", "no-owner"),
    ("rejection-reason", "no-reason"),
    ("lost-reason", "no-reason"),
];

impl<'a> Writer<'a> {
    fn new(story: &'a Story<'a>, leads: &[usize]) -> Self {
        let words = |prefix: &str, keys: &[&'static str]| {
            keys.iter()
                .map(|key| (*key, Arc::from(story.texts.word(&format!("{prefix}{key}")))))
                .collect()
        };
        let verdicts: Vec<&'static str> =
            Verdict::ALL.iter().map(|verdict| verdict.word()).collect();
        let coded = CODED
            .into_iter()
            .map(|(field, none)| (field, shown_words(story, field, none)))
            .collect();
        Self {
            story,
            verdicts: words("lead-verdict.", &verdicts),
            states: words("workbook.state-", &STATES),
            decisions: words("workbook.decision-", &DECISIONS),
            coded,
            deducted: deducted_of(story, leads),
        }
    }

    fn cell(&self, column: &DetailColumn, lead: usize, facts: &Facts) -> Cell {
        let leads = &self.story.data.leads;
        match column.field {
            Field::Id => Value::Text(lead_id(self.story, lead)).into(),
            Field::Contact => contact(self.story, lead).map_or(Value::Empty, Value::text).into(),
            Field::Company => Value::maybe_text(leads.company.get(lead)).into(),
            Field::Source => self.coded("source", lead).into(),
            Field::Campaign => self.coded("campaign", lead).into(),
            Field::Owner => self.coded("owner", lead).into(),
            Field::Reason if facts.decision == "rejected" => {
                self.coded(self.story.data.rejection_field(), lead).into()
            }
            Field::Reason => Value::Empty.into(),
            Field::InPeriod => Value::count(u64::from(is_in_period(self.story, lead))).into(),
            Field::Day => Value::maybe(
                facts.delivered.map(|at| day_serial(self.story.calendar.zone().day(at))),
            )
            .into(),
            Field::Complete => {
                Value::count(u64::from(leads.incomplete.get(lead).is_none_or(|bits| *bits == 0)))
                    .into()
            }
            Field::Deducted => Value::count(u64::from(
                facts.decision == "rejected" && self.deducted.contains(&lead),
            ))
            .into(),
            Field::Delivered => self.moment(column.style, facts.delivered),
            Field::FirstAttempt => self.moment(column.style, facts.first_attempt),
            Field::FirstConnection => self.moment(column.style, facts.first_connection),
            Field::DecidedAt => {
                self.moment(column.style, leads.decision.get(lead).copied().flatten())
            }
            Field::Date(milestone) => self.moment(column.style, leads.date(lead, milestone)),
            Field::Hours => Value::maybe(self.hours(facts)).into(),
            Field::Tries => Value::number(facts.tries).into(),
            Field::Decision => known(&self.decisions, facts.decision).into(),
            Field::State => known(&self.states, self.state(lead, facts)).into(),
            Field::Verdict(place) => self
                .verdict(place, lead)
                .map_or(Value::Empty, |verdict| known(&self.verdicts, verdict.0.word()))
                .into(),
            Field::Due(place) => {
                let due = self.verdict(place, lead).and_then(|verdict| verdict.1);
                Value::maybe(due.map(|at| serial(self.story, at))).into()
            }
        }
    }

    fn verdict(&self, place: usize, lead: usize) -> Option<(Verdict, Option<i64>)> {
        let verdict = self.story.card.verdicts.get(place)?.leads.get(lead).copied().flatten()?;
        Some((verdict.verdict, verdict.due))
    }

    fn coded(&self, field: &'static str, lead: usize) -> Value {
        let code = self
            .story
            .data
            .leads
            .words
            .get(field)
            .and_then(|column| column.codes.get(lead))
            .copied()
            .unwrap_or(0);
        let word = self.coded.get(field).and_then(|words| words.get(code as usize));
        word.filter(|word| !word.is_empty())
            .map_or(Value::Empty, |word| Value::Text(Arc::clone(word)))
    }

    fn moment(&self, style: Style, moment: Option<Moment>) -> Cell {
        let Some(moment) = moment else { return Value::Empty.into() };
        let value = Value::Number(moment_serial(self.story, moment));
        if moment.is_date_only() {
            Cell::styled(value, Style { number: Number::LeadDate, ..style })
        } else {
            value.into()
        }
    }

    fn hours(&self, facts: &Facts) -> Option<f64> {
        let (from, to) = (facts.delivered?, facts.first_attempt?);
        let is_exact = !from.is_date_only() && !to.is_date_only();
        is_exact.then(|| self.story.calendar.elapsed(from.at(), to.at()) as f64 / 3_600.0)
    }

    fn state(&self, lead: usize, facts: &Facts) -> &'static str {
        let has = |milestone| self.story.data.leads.has_passed(lead, milestone);
        match () {
            () if has(Milestone::Won) => "won",
            () if has(Milestone::Lost) => "lost",
            () if has(Milestone::Recycled) => "recycled",
            () if facts.decision == "rejected" => "rejected",
            () if has(Milestone::Opportunity) => "opportunity",
            () if has(Milestone::Sql) => "sql",
            () if facts.decision == "accepted" => "accepted",
            () if facts.first_connection.is_some() => "connected",
            () if facts.first_attempt.is_some() => "attempted",
            () => "untried",
        }
    }
}

/// Of these leads those that net counting takes off.
fn deducted_of(story: &Story, leads: &[usize]) -> BTreeSet<usize> {
    let Story { card, data, agreement, calendar, .. } = *story;
    let world =
        World { agreement, calendar, data, period: &card.period, now: card.cut_off, promised: &[] };
    let dated = leads.iter().filter_map(|lead| {
        Some((u32::try_from(*lead).ok()?, data.leads.date(*lead, Milestone::Delivered)?))
    });
    let (lead, at): (Vec<u32>, Vec<Moment>) = dated.unzip();
    let delivered = Cohort::new(world, card.cut_off, lead.into(), at.into());
    delivered
        .lead
        .filter(&deducted(&in_window(&delivered)))
        .into_iter()
        .map(|lead| lead as usize)
        .collect()
}

fn known(words: &Words, key: &str) -> Value {
    words.get(key).map_or(Value::Empty, |word| Value::Text(Arc::clone(word)))
}

/// The words of a coded column as they are shown; *none* has a word of its own.
fn shown_words(story: &Story, field: &str, none: &str) -> Vec<Arc<str>> {
    let nothing: Arc<str> = Arc::from(word(story, none));
    let words =
        story.data.leads.words.get(field).map_or(&[][..], |column: &Coded| column.words.as_slice());
    if words.is_empty() {
        return vec![nothing];
    }
    words
        .iter()
        .map(|word| if word.is_empty() { Arc::clone(&nothing) } else { Arc::from(word.as_str()) })
        .collect()
}
