//! A row a promise, period and group.

use super::{Columns, Field, Kind, Mark, Row};
use crate::calendar::periods::Period;
use crate::model::evidence::WhyNot;
use crate::scorecard::card::{Group, Judged, Numbers};
use crate::texts::story::Story;

pub(super) const COLUMNS: Columns = &[
    ("run", Kind::Text),
    ("agreement", Kind::Text),
    ("report_day", Kind::Day),
    ("report_at", Kind::Instant),
    ("cut_off", Kind::Instant),
    ("period_from", Kind::Day),
    ("period_to", Kind::Day),
    ("period_over", Kind::Flag),
    ("period_of_report", Kind::Flag),
    ("commitment", Kind::Text),
    ("name", Kind::Text),
    ("team", Kind::Text),
    ("metric", Kind::Text),
    ("unit", Kind::Text),
    ("better", Kind::Text),
    ("currency", Kind::Text),
    ("group_kind", Kind::Text),
    ("group", Kind::Text),
    ("groups", Kind::Whole),
    ("n", Kind::Whole),
    ("value", Kind::Real),
    ("low", Kind::Real),
    ("high", Kind::Real),
    ("possible_low", Kind::Real),
    ("possible_high", Kind::Real),
    ("target", Kind::Real),
    ("expected", Kind::Real),
    ("gap", Kind::Real),
    ("verdict", Kind::Text),
    ("not_assessed", Kind::Text),
    ("numerator", Kind::Real),
    ("denominator", Kind::Real),
    ("met", Kind::Whole),
    ("breached", Kind::Whole),
    ("pending", Kind::Whole),
    ("indeterminate", Kind::Whole),
    ("exempt", Kind::Whole),
    ("not_assessable", Kind::Whole),
];

/// A period with what is said of it in each row.
struct Span<'a> {
    period: &'a Period,
    is_over: bool,
    is_of_report: bool,
}

/// The period of the report with its groups, and before it those of the history as a whole.
pub(super) fn rows(story: &Story, mark: &Mark) -> Vec<Row> {
    let card = story.card;
    let mut rows = Vec::new();
    for past in card.history.periods.iter().filter(|past| past.period != card.period) {
        let span = Span { period: &past.period, is_over: past.is_over, is_of_report: false };
        rows.extend(past.now.iter().map(|judged| whole(story, mark, &span, judged)));
    }
    let span = Span { period: &card.period, is_over: card.progress.is_over, is_of_report: true };
    for (place, judged) in card.commitments.iter().enumerate() {
        rows.push(whole(story, mark, &span, judged));
        let own = card.groups.iter().filter(|group| group.commitment == place);
        rows.extend(own.map(|group| part(story, mark, &span, (judged, group, None))));
        let others = card.other_groups.iter().filter(|others| others.all.commitment == place);
        let other = |own: &crate::scorecard::card::Others| {
            part(story, mark, &span, (judged, &own.all, Some(own.groups as u64)))
        };
        rows.extend(others.map(other));
    }
    rows
}

fn head(story: &Story, mark: &Mark, span: &Span, judged: &Judged) -> Row {
    let better = if judged.lower_is_better { "lower" } else { "higher" };
    vec![
        Field::text(&mark.run),
        Field::text(&story.agreement.name),
        Field::Day(mark.day),
        Field::Instant(mark.at),
        Field::Instant(judged.cut_off.at()),
        Field::Day(span.period.first),
        Field::Day(span.period.last),
        Field::Flag(span.is_over),
        Field::Flag(span.is_of_report),
        Field::text(&judged.id),
        Field::text(story.commitment(judged)),
        Field::text(judged.team.word()),
        Field::text(judged.metric.word()),
        Field::text(judged.unit.word()),
        Field::text(better),
        Field::text(&story.agreement.currency),
    ]
}

/// The promise as a whole.
fn whole(story: &Story, mark: &Mark, span: &Span, judged: &Judged) -> Row {
    let mut row = head(story, mark, span, judged);
    let numbers = &judged.numbers;
    row.extend([Field::text("all"), Field::Nothing, Field::Nothing]);
    row.push(Field::maybe(judged.cohort.map(|cohort| cohort.size), Field::Whole));
    row.extend(value(numbers));
    row.push(Field::real(judged.possible.map(|ends| ends.low)));
    row.push(Field::real(judged.possible.map(|ends| ends.high)));
    row.extend([judged.target, judged.expected, judged.gap].map(Field::real));
    row.push(Field::text(judged.status.word()));
    row.push(Field::maybe(judged.why_not.map(WhyNot::word), Field::text));
    row.extend(counts(numbers));
    row
}

/// One group of it, which has numbers and no verdict; `groups` where it stands for several.
fn part(story: &Story, mark: &Mark, span: &Span, own: (&Judged, &Group, Option<u64>)) -> Row {
    let (judged, group, groups) = own;
    let mut row = head(story, mark, span, judged);
    row.push(Field::text(group.by.word()));
    row.push(Field::maybe(group.value.as_deref().filter(|_| groups.is_none()), Field::text));
    row.push(Field::maybe(groups, Field::Whole));
    row.push(Field::Whole(group.size));
    row.extend(value(&group.numbers));
    row.extend(vec![Field::Nothing; 7]);
    row.extend(counts(&group.numbers));
    row
}

fn value(numbers: &Numbers) -> [Field; 3] {
    let interval = numbers.interval;
    [numbers.actual, interval.map(|ends| ends.low), interval.map(|ends| ends.high)].map(Field::real)
}

fn counts(numbers: &Numbers) -> [Field; 8] {
    let verdicts = numbers.tally.map(|own| {
        [own.met, own.breached, own.pending, own.indeterminate, own.exempt, own.not_assessable]
    });
    let verdict =
        |place: usize| Field::maybe(verdicts.and_then(|all| all.get(place).copied()), Field::Whole);
    let [met, breached, pending, indeterminate, exempt, not_assessable] =
        [0, 1, 2, 3, 4, 5].map(verdict);
    let (above, below) = (Field::real(numbers.numerator), Field::real(numbers.denominator));
    [above, below, met, breached, pending, indeterminate, exempt, not_assessable]
}
