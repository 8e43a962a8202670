//! Who explains the breaches of each team: parts of the cases with their share of the breaches.

use crate::model::words::Team;
use crate::report::blocks::{Listing, RIGHT, aside, nothing, number, ratio, section, text};
use crate::report::book::{Cell, Rule, Sheet, Value, at, index, row_fixed};
use crate::report::desk::Desk;
use crate::report::detail::Field;
use crate::report::recount::Test;
use crate::report::style::{Colour, Number, Style};
use crate::scorecard::card::{Breaches, Slice};
use crate::scorecard::order::worse_first;

use super::cases::{Cases, counted};

/// Parts listed.
const MOST_PARTS: usize = 10;
/// Cases below which a part only shows chance.
const FEWEST_CASES: f64 = 5.0;
/// Breaches beyond the rate of all from which a part is trouble.
const TROUBLE: f64 = 5.0;

/// Lays both tables from a row on; gives the first free row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let (sales, marketing) = (of_team(desk, Team::Sales), of_team(desk, Team::Marketing));
    if sales.is_none() && marketing.is_none() {
        section(sheet, row, 1, &desk.word("diagnosis-breaches"));
        nothing(sheet, row + 1, 1, &desk.word("diagnosis-no-breaches"));
        return row + 3;
    }
    let left = sales.map_or(row, |breaches| all_parts(desk, sheet, row, breaches));
    let column = if sales.is_some() { RIGHT } else { 1 };
    let right = marketing.map_or(row, |breaches| by_source(desk, sheet, (row, column), breaches));
    left.max(right) + 1
}

/// The breaches behind a team's lever, else those of its worst commitment that has any.
fn of_team<'a>(desk: &Desk<'a>, team: Team) -> Option<&'a Breaches> {
    let diagnosis = &desk.card().diagnosis;
    let lever =
        diagnosis.levers.iter().find(|lever| lever.team == team).map(|lever| lever.commitment);
    let found =
        diagnosis.breaches.iter().filter_map(|own| Some((own, desk.judged(Some(own.commitment))?)));
    let own = found.filter(|(_, judged)| judged.team == team);
    own.min_by(|(a, one), (b, other)| {
        let is_other = |breaches: &Breaches| Some(breaches.commitment) != lever;
        is_other(a).cmp(&is_other(b)).then(worse_first(one, other))
    })
    .map(|(own, _)| own)
}

fn heading(desk: &Desk, breaches: &Breaches) -> String {
    let name = desk
        .judged(Some(breaches.commitment))
        .map_or_else(String::new, |judged| desk.story.commitment(judged));
    desk.phrase("diagnosis-breaches-of", &[("commitment", &name)])
}

/// Enough cases to be more than chance, and not all of them.
fn may_explain(all: &Breaches, slice: &Slice) -> bool {
    slice.cases >= FEWEST_CASES && slice.cases < all.cases
}

fn all_parts(desk: &Desk, sheet: &mut Sheet, row: u32, breaches: &Breaches) -> u32 {
    section(sheet, row, 1, &heading(desk, breaches));
    let columns = vec![
        (desk.word("head-part"), text()),
        (desk.word("head-kind"), aside().ink(Colour::Sub)),
        (desk.word("head-cases"), number(Number::Count)),
        (desk.word("head-breaches"), number(Number::Count)),
        (desk.word("head-breach-rate"), number(Number::Share)),
        (desk.word("head-of-breaches"), number(Number::Share)),
        (desk.word("head-of-cases"), number(Number::Share)),
        (desk.word("head-beyond"), number(Number::Gap).strong()),
    ];
    let mut listing = Listing::new(desk.word("table-parts"), (row + 1, 1), columns);
    let shown: Vec<&Slice> = breaches
        .slices
        .iter()
        .filter(|slice| may_explain(breaches, slice))
        .take(MOST_PARTS)
        .collect();
    if shown.is_empty() {
        nothing(sheet, row + 1, 1, &desk.word("diagnosis-few-cases"));
        return row + 3;
    }
    let total = row + 2 + index(shown.len());
    for slice in shown {
        let own = listing.next_row();
        let [cases, broken] = counts(desk, breaches, slice, at(own, 1));
        listing.rows.push(vec![
            Value::text(desk.story.part(slice)).into(),
            Value::text(desk.said(&format!("lever.part-kind-{}", slice.by))).into(),
            cases.into(),
            broken.into(),
            ratio(&at(own, 4), &at(own, 3), (slice.breaches, slice.cases)).into(),
            ratio(&at(own, 4), &row_fixed(total, 4), (slice.breaches, breaches.broken)).into(),
            ratio(&at(own, 3), &row_fixed(total, 3), (slice.cases, breaches.cases)).into(),
            beyond(slice, (&at(own, 4), &at(own, 3)), (&row_fixed(total, 4), &row_fixed(total, 3)))
                .into(),
        ]);
    }
    listing.total = Some(total_cells(desk, breaches, (total, 3), 8));
    sheet.rules.push(Rule::Above { area: listing.area(7), bound: TROUBLE });
    let end = listing.lay(sheet);
    sheet.say(end, 1, desk.word("diagnosis-beyond-note"), Style::NOTE);
    end + 1
}

fn by_source(
    desk: &Desk,
    sheet: &mut Sheet,
    (row, column): (u32, u16),
    breaches: &Breaches,
) -> u32 {
    sheet.height(row, 26);
    sheet.say(row, column, heading(desk, breaches), Style::SECTION);
    let columns = vec![
        (desk.word("head-source"), text()),
        (desk.word("head-cases"), number(Number::Count)),
        (desk.word("head-breaches"), number(Number::Count)),
        (desk.word("head-breach-rate"), number(Number::Share)),
        (desk.word("head-beyond"), number(Number::Gap).strong()),
    ];
    let mut listing = Listing::new(desk.word("table-source-parts"), (row + 1, column), columns);
    let shown: Vec<&Slice> =
        breaches.slices.iter().filter(|slice| slice.by == "source").take(MOST_PARTS).collect();
    let total = row + 2 + index(shown.len());
    for slice in shown {
        let own = listing.next_row();
        let [cases, broken] = counts(desk, breaches, slice, at(own, column));
        let (all, part) = (column + 1, column + 2);
        listing.rows.push(vec![
            Value::text(desk.story.part(slice)).into(),
            cases.into(),
            broken.into(),
            ratio(&at(own, part), &at(own, all), (slice.breaches, slice.cases)).into(),
            beyond(
                slice,
                (&at(own, part), &at(own, all)),
                (&row_fixed(total, part), &row_fixed(total, all)),
            )
            .into(),
        ]);
    }
    if listing.rows.is_empty() {
        nothing(sheet, row + 1, column, &desk.word("diagnosis-no-sources"));
        return row + 2;
    }
    listing.total = Some(total_cells(desk, breaches, (total, column + 1), 5));
    sheet.rules.push(Rule::Above { area: listing.area(4), bound: TROUBLE });
    listing.lay(sheet)
}

/// Cases and breaches of a part, recounted by owner and by source.
fn counts(desk: &Desk, breaches: &Breaches, slice: &Slice, cell: String) -> [Value; 2] {
    let Some(judged) = desk.judged(Some(breaches.commitment)) else {
        return [Value::Empty, Value::Empty];
    };
    let name = desk.story.part(slice);
    let whose = match slice.by {
        "owner" => vec![Test::IsAt(Field::Owner, name.into(), cell)],
        "source" => vec![Test::IsAt(Field::Source, name.into(), cell)],
        _ => return [Value::Number(slice.cases), Value::Number(slice.breaches)],
    };
    let own = Cases::of(desk, judged, breaches.commitment);
    [
        counted(Some(slice.cases), |n| own.judged(n, &whose)),
        counted(Some(slice.breaches), |n| own.breached(n, &whose)),
    ]
}

/// Breaches beyond those at the rate of all: breaches − cases × all breaches ÷ all cases.
fn beyond(slice: &Slice, (part, cases): (&str, &str), (all_broken, all): (&str, &str)) -> Value {
    Value::formula(format!("={part}-{cases}*{all_broken}/{all}"), Some(slice.beyond))
}

/// All cases and breaches from a column on, their rate, and nothing beyond; `width` cells in all.
fn total_cells(
    desk: &Desk,
    breaches: &Breaches,
    (row, column): (u32, u16),
    width: usize,
) -> Vec<Cell> {
    let judged = desk.judged(Some(breaches.commitment));
    let own = judged.map(|judged| Cases::of(desk, judged, breaches.commitment));
    let all = counted(Some(breaches.cases), |n| {
        own.as_ref().map_or(Value::count(n), |own| own.judged(n, &[]))
    });
    let broken = counted(Some(breaches.broken), |n| {
        own.as_ref().map_or(Value::count(n), |own| own.breached(n, &[]))
    });
    let rate = ratio(&at(row, column + 1), &at(row, column), (breaches.broken, breaches.cases));
    let mut cells: Vec<Cell> = vec![Value::text(desk.word("total")).into()];
    if width > 5 {
        cells.push(Value::Empty.into());
    }
    cells.extend([all, broken, rate].map(Cell::from));
    cells.resize(width, Value::Empty.into());
    cells
}
