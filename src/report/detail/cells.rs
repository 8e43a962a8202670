//! What is written of each lead.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::columns::{DetailColumn, Field};
use crate::model::moment::{Instant, Moment};
use crate::model::words::{Milestone, Standing, State, Verdict};
use crate::report::book::{Cell, MOST_LINKS, Value};
use crate::report::style::{Number, Style};
use crate::report::written::{
    company, contact, day_serial, lead_cell, moment_serial, serial, word,
};
use crate::texts::story::Story;

/// The rows of the leads given.
pub fn rows(story: &Story, columns: &[DetailColumn], leads: &[usize]) -> Vec<Vec<Cell>> {
    let writer = Writer::new(story);
    let row = |(place, lead): (usize, &usize)| {
        columns.iter().map(|column| writer.cell(column, *lead, place < MOST_LINKS)).collect()
    };
    leads.par_iter().enumerate().map(row).collect()
}

type Words = Vec<Arc<str>>;

/// Words shared by many cells, made once.
struct Writer<'a> {
    story: &'a Story<'a>,
    verdicts: Words,
    states: Words,
    standings: Words,
    coded: BTreeMap<&'static str, Words>,
}

const CODED: [(&str, &str); 5] = [
    ("source", "no-source"),
    ("campaign", "no-campaign"),
    ("owner", "no-owner"),
    ("rejection-reason", "no-reason"),
    ("lost-reason", "no-reason"),
];

impl<'a> Writer<'a> {
    fn new(story: &'a Story<'a>) -> Self {
        let coded = CODED
            .into_iter()
            .map(|(field, none)| (field, shown_words(story, field, none)))
            .collect();
        Self {
            story,
            verdicts: said(story, "lead-verdict.", Verdict::ALL, Verdict::word),
            states: said(story, "workbook.state-", State::ALL, State::word),
            standings: said(story, "workbook.decision-", Standing::ALL, Standing::word),
            coded,
        }
    }

    fn cell(&self, column: &DetailColumn, lead: usize, may_link: bool) -> Cell {
        let (story, book) = (self.story, self.story.book);
        let flag = |is: bool| Value::count(u64::from(is)).into();
        let delivered = || book.date(lead, Milestone::Delivered);
        match column.field {
            Field::Id => lead_cell(story, lead, may_link).into(),
            Field::Contact => contact(story, lead).map_or(Value::Empty, Value::text).into(),
            Field::Company => company(story, lead).map_or(Value::Empty, Value::text).into(),
            Field::Source => self.coded("source", lead).into(),
            Field::Campaign => self.coded("campaign", lead).into(),
            Field::Owner => self.coded("owner", lead).into(),
            Field::Reason if book.standing(lead) == Standing::Rejected => {
                self.coded(book.rejection_field(), lead).into()
            }
            Field::Reason => Value::Empty.into(),
            Field::InPeriod => flag(book.is_in_period(lead)),
            Field::Day => {
                let day = |at| day_serial(story.calendar.zone().day(at));
                Value::maybe(delivered().map(day)).into()
            }
            Field::Complete => flag(book.lacking(lead) == 0),
            Field::Deducted => flag(book.is_deducted(lead)),
            Field::Delivered => self.moment(column.style, delivered()),
            Field::FirstAttempt => self.moment(column.style, book.first_attempt(lead)),
            Field::FirstConnection => self.moment(column.style, book.first_connection(lead)),
            Field::DecidedAt => self.moment(column.style, book.decided_at(lead)),
            Field::Date(milestone) => self.moment(column.style, book.date(lead, milestone)),
            Field::Hours => {
                let hours = |seconds| seconds as f64 / 3_600.0;
                Value::maybe(book.seconds_to_attempt(lead).map(hours)).into()
            }
            Field::Tries => book.tries(lead).map_or(Value::Empty, Value::number).into(),
            Field::Decision => known(&self.standings, book.standing(lead).index()).into(),
            Field::State => {
                let state = book.state(lead);
                state.map_or(Value::Empty, |state| known(&self.states, state.index())).into()
            }
            Field::Verdict(place) => self
                .verdict(place, lead)
                .map_or(Value::Empty, |verdict| known(&self.verdicts, verdict.0.index()))
                .into(),
            Field::Due(place) => {
                let due = self.verdict(place, lead).and_then(|verdict| verdict.1);
                Value::maybe(due.map(|at| serial(story, at))).into()
            }
        }
    }

    fn verdict(&self, place: usize, lead: usize) -> Option<(Verdict, Option<Instant>)> {
        let verdict = self.story.card.verdicts_of(place)?.get(lead)?;
        Some((verdict.verdict, verdict.due))
    }

    fn coded(&self, field: &'static str, lead: usize) -> Value {
        let code = self
            .story
            .book
            .words(field)
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
}

/// The words of a closed list, by [`Verdict::index`] and the like.
fn said<T: Copy>(story: &Story, section: &str, all: &[T], word: fn(T) -> &'static str) -> Words {
    let word = |member: &T| Arc::from(story.texts.word(&format!("{section}{}", word(*member))));
    all.iter().map(word).collect()
}

fn known(words: &Words, index: usize) -> Value {
    words.get(index).map_or(Value::Empty, |word| Value::Text(Arc::clone(word)))
}

/// The words of a coded column as they are shown; *none* has a word of its own.
fn shown_words(story: &Story, field: &str, none: &str) -> Vec<Arc<str>> {
    let nothing: Arc<str> = Arc::from(word(story, none));
    let words = story.book.words(field).map_or(&[][..], |column| column.words.as_slice());
    if words.is_empty() {
        return vec![nothing];
    }
    words
        .iter()
        .map(|word| if word.is_empty() { Arc::clone(&nothing) } else { Arc::from(word.as_str()) })
        .collect()
}
