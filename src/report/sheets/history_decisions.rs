//! The decisions of the log, and each commitment before and after them.

use crate::model::agreement::PersonalData;
use crate::report::blocks::{Listing, nothing, number, section, text};
use crate::report::book::{Cell, Sheet, Value, index};
use crate::report::desk::{Desk, capitalised, moment_serial};
use crate::report::style::{Align, Colour, Number, Style};
use crate::scorecard::card::{About, Comparison, Decision, Measure};
use crate::texts::decisions::is_clear;
use crate::texts::names::shortened;

/// Decisions beyond which a list helps nobody.
const MOST_DECISIONS: usize = 24;
/// Comparisons listed.
const MOST_ROWS: usize = 60;
/// Letters of what a decision is about, where it is no commitment.
const LONGEST_ABOUT: usize = 20;
/// Letters of the names of commitments that fit before the day.
const LONGEST_NAMES: usize = 46;

/// Lists the decisions, newest first, and compares; gives the last row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    section(sheet, row, 1, &desk.word("history-decisions"));
    let all: Vec<&Decision> = desk.card().decisions.iter().rev().take(MOST_DECISIONS).collect();
    if all.is_empty() {
        nothing(sheet, row + 1, 1, &desk.word("history-no-decision"));
        return row + 1;
    }
    sheet.print.parts.push(row);
    for (offset, decision) in all.iter().enumerate() {
        listed(desk, sheet, row + 1 + index(offset), decision);
    }
    let row = row + 2 + index(all.len());
    let rows: Vec<(&Decision, &Comparison)> = all
        .iter()
        .flat_map(|decision| decision.comparisons.iter().map(move |own| (*decision, own)))
        .collect();
    if rows.is_empty() { row - 1 } else { compared(desk, sheet, row, &rows) }
}

/// `D3 · 1ª tentativa`, its day, its words and whose they are.
fn listed(desk: &Desk, sheet: &mut Sheet, row: u32, decision: &Decision) {
    let Some(entry) = desk.story.entry(decision) else { return };
    let is_shown = desk.story.agreement.report.personal_data != PersonalData::None;
    let about = match &decision.about {
        About::All => desk.word("decision-about-all"),
        About::Commitments(places) => {
            let names: Vec<String> = places
                .iter()
                .filter_map(|place| Some(desk.story.commitment(desk.judged(Some(*place))?)))
                .collect();
            names.join(", ")
        }
        About::Unknown => {
            let about = entry.about.as_deref().filter(|_| is_shown).unwrap_or_default();
            desk.phrase("decision-about-unknown", &[("about", &shortened(about, LONGEST_ABOUT))])
        }
    };
    let mark = desk.phrase("decision-mark", &[("n", &decision.number.to_string())]);
    let by = entry.by.as_deref().filter(|_| is_shown).map(str::to_owned);
    let said = std::iter::once(capitalised(desk.story.decided(decision).unwrap_or_default()))
        .chain(by)
        .collect::<Vec<_>>()
        .join(" · ");
    sheet.say(
        row,
        1,
        format!("{mark} · {}", shortened(&about, LONGEST_NAMES)),
        Style::TEXT.ink(Colour::Sub).hair(),
    );
    sheet.put(
        row,
        2,
        Value::Number(moment_serial(desk.story, entry.at)),
        Style::date(Number::Date).hair(),
    );
    sheet.paint(row, 3..=10, Style::TEXT.hair());
    sheet.say(row, 3, said, Style::TEXT.hair());
}

fn compared(desk: &Desk, sheet: &mut Sheet, row: u32, rows: &[(&Decision, &Comparison)]) -> u32 {
    section(sheet, row, 1, &desk.word("history-before-after"));
    let faint = Style::number(Number::General).ink(Colour::Faint);
    let columns = vec![
        (desk.word("head-decision-commitment"), text()),
        (desk.word("head-windows"), number(Number::Count).ink(Colour::Sub)),
        (desk.word("head-before"), number(Number::General)),
        (desk.word("head-before-cases"), number(Number::Count).ink(Colour::Sub)),
        (desk.word("head-after"), number(Number::General)),
        (desk.word("head-after-cases"), number(Number::Count).ink(Colour::Sub)),
        (desk.word("head-difference"), number(Number::General).strong()),
        (desk.word("head-interval-from"), faint),
        (desk.word("head-interval-to"), faint),
        (desk.word("head-reading"), text().align(Align::Indented)),
    ];
    let mut listing = Listing::new(desk.word("table-history-decisions"), (row + 1, 1), columns);
    listing.rows =
        rows.iter().take(MOST_ROWS).map(|(decision, own)| cells(desk, decision, own)).collect();
    let end = listing.lay(sheet);
    let mut notes: Vec<String> =
        desk.word("history-before-after-note").split('|').map(str::to_owned).collect();
    let left = u64::try_from(rows.len().saturating_sub(MOST_ROWS)).unwrap_or(0);
    notes.extend((left > 0).then(|| desk.count("history-before-after-left", left, &[])));
    for (offset, note) in notes.iter().enumerate() {
        sheet.say(end + index(offset), 1, note, Style::NOTE);
    }
    end + index(notes.len()) - 1
}

fn cells(desk: &Desk, decision: &Decision, own: &Comparison) -> Vec<Cell> {
    let name = desk
        .judged(Some(own.commitment))
        .map_or_else(String::new, |judged| desk.story.commitment(judged));
    let mark = desk.phrase("decision-mark", &[("n", &decision.number.to_string())]);
    let (value, gap) = formats(own.measure);
    let shown = |number: Option<f64>, style: Style| Cell::styled(Value::maybe(number), style);
    let end = |end: Option<f64>| {
        shown(end.map(|end| in_points(own.measure, end)), Style::number(gap).ink(Colour::Faint))
    };
    let reading = if is_clear(own) { text().strong() } else { text().ink(Colour::Sub) };
    let cases =
        |cases: Option<f64>| Value::maybe(cases.filter(|_| own.measure != Measure::AmountPerDay));
    vec![
        Value::text(format!("{mark} · {name}")).into(),
        Value::maybe_count(own.after.map(|side| side.days as u64)).into(),
        shown(own.before.and_then(|side| side.value), Style::number(value)),
        cases(own.before.map(|side| side.cases)).into(),
        shown(own.after.and_then(|side| side.value), Style::number(value)),
        cases(own.after.map(|side| side.cases)).into(),
        shown(
            own.difference.and_then(|range| range.mid).map(|middle| in_points(own.measure, middle)),
            Style::number(gap).strong(),
        ),
        end(own.difference.map(|range| range.low)),
        end(own.difference.map(|range| range.high)),
        Cell::styled(Value::text(desk.story.reading(own)), reading.align(Align::Indented)),
    ]
}

/// How a value and a difference are written.
fn formats(measure: Measure) -> (Number, Number) {
    match measure {
        Measure::Share => (Number::ExactShare, Number::Points),
        Measure::PerDay | Measure::PerHour => (Number::One, Number::Gap),
        Measure::AmountPerDay => (Number::Money, Number::MoneyGap),
    }
}

/// Differences of shares are shown in points.
fn in_points(measure: Measure, difference: f64) -> f64 {
    if measure == Measure::Share { difference * 100.0 } else { difference }
}
