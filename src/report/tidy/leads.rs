//! A row a lead and promise that judges it.

use std::io;

use super::{Columns, Field, Kind, Mark, Row, Sink};
use crate::model::moment::{Moment, Precision};
use crate::model::words::Milestone;
use crate::report::document;
use crate::scorecard::card::{Finding, Judged};
use crate::texts::story::Story;

/// Leads whose rows are made at a time.
const BLOCK: usize = 8_192;

pub(super) const COLUMNS: Columns = &[
    ("lead", Kind::Text),
    ("person", Kind::Whole),
    ("run", Kind::Text),
    ("agreement", Kind::Text),
    ("report_day", Kind::Day),
    ("report_at", Kind::Instant),
    ("period_from", Kind::Day),
    ("period_to", Kind::Day),
    ("commitment", Kind::Text),
    ("metric", Kind::Text),
    ("team", Kind::Text),
    ("source", Kind::Text),
    ("campaign", Kind::Text),
    ("owner", Kind::Text),
    ("delivered", Kind::Instant),
    ("delivered_precision", Kind::Text),
    ("due", Kind::Instant),
    ("answered", Kind::Instant),
    ("answered_precision", Kind::Text),
    ("tries", Kind::Whole),
    ("verdict", Kind::Text),
    ("reason", Kind::Text),
];

/// The leads of `acordo-leads.csv`, each with the promises that judge it.
pub(super) fn fill(story: &Story, mark: &Mark, to: &mut dyn Sink) -> io::Result<()> {
    let leads = document::leads::of(story);
    for block in leads.chunks(BLOCK) {
        let rows = block.iter().flat_map(|lead| of_lead(story, mark, *lead));
        to.rows(rows.collect())?;
    }
    Ok(())
}

fn of_lead<'a>(story: &'a Story, mark: &'a Mark, lead: usize) -> impl Iterator<Item = Row> + 'a {
    let judged = story.card.verdicts().filter_map(move |(place, found)| {
        Some((story.card.commitments.get(place)?, found.get(lead)?))
    });
    judged.map(move |(judged, finding)| row(story, mark, lead, (judged, finding)))
}

fn row(story: &Story, mark: &Mark, lead: usize, (judged, found): (&Judged, Finding)) -> Row {
    let book = story.book;
    let word = |field: &str| {
        Field::maybe(book.word(field, lead).filter(|word| !word.is_empty()), Field::text)
    };
    let delivered = book.date(lead, Milestone::Delivered);
    let [at, precision] = moment(delivered);
    let [answered, answered_precision] = moment(found.answer);
    vec![
        Field::maybe(book.id(lead).map(|id| story.lead(id)), Field::Text),
        Field::maybe(book.person(lead), |person| Field::Whole(person.into())),
        Field::text(&mark.run),
        Field::text(&story.agreement.name),
        Field::Day(mark.day),
        Field::Instant(mark.at),
        Field::Day(story.card.period.first),
        Field::Day(story.card.period.last),
        Field::text(&judged.id),
        Field::text(judged.metric.word()),
        Field::text(judged.team.word()),
        word("source"),
        word("campaign"),
        word("owner"),
        at,
        precision,
        Field::maybe(found.due, Field::Instant),
        answered,
        answered_precision,
        Field::maybe(book.tries(lead), |tries| Field::Whole(tries.into())),
        Field::text(found.verdict.word()),
        Field::text(found.why().word()),
    ]
}

fn moment(at: Option<Moment>) -> [Field; 2] {
    let word = |precision| match precision {
        Precision::Second => "second",
        Precision::Minute => "minute",
        Precision::Day => "day",
    };
    let precision = at.map(|at| word(at.precision()));
    [Field::maybe(at.map(Moment::at), Field::Instant), Field::maybe(precision, Field::text)]
}
