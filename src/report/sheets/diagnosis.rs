//! Diagnóstico / Diagnosis: the gap in sales split exactly, who explains the breaches, where each team should begin.

use super::cases::{Cases, counted, delivered};
use super::diagnosis_chart;
use crate::model::agreement::OwnerNames;
use crate::model::words::{Grouping, Team};
use crate::report::blocks::{
    ANALYSIS, Listing, RIGHT, aside, head, nothing, number, ratio, section, sum, text,
};
use crate::report::book::{Area, Cell, Rule, Sheet, Value, at, fixed, index, row_fixed};
use crate::report::desk::{Desk, capitalised};
use crate::report::detail::Field;
use crate::report::recount::Test;
use crate::report::style::{Align, Colour, Face, Number, Style};
use crate::scorecard::card::{Breaches, Factor, NoSplit, OpenEnds, Slice, Split, Unsplit};
use crate::scorecard::judging::Judging;
use crate::scorecard::order::worse_first;
use crate::scorecard::plan::{is_gross, objective};
use crate::texts::format;
use crate::texts::levers::ToldLever;
use crate::texts::names::stage_key;

/// Row of the factors' head.
const FACTORS: u32 = 4;
/// Rows the chart beside the factors takes.
const CHART_ROWS: u32 = 14;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let mut sheet = desk.sheet("diagnosis", Colour::Plan, &ANALYSIS);
    let split = desk.card().diagnosis.split.as_ref();
    head(desk, &mut sheet, &desk.word("sheet-diagnosis"), &message(desk, split));
    section(&mut sheet, 3, 1, &desk.word("diagnosis-split"));
    let end = match split {
        Ok(split) => factors(desk, &mut sheet, split),
        Err(none) => {
            nothing(&mut sheet, FACTORS, 1, &no_split(desk, *none));
            FACTORS + 2
        }
    };
    let end = breaches(desk, &mut sheet, end);
    sheet.print.is_one_page = true;
    sheet.print.last_row = levers(desk, &mut sheet, end);
    sheet
}

/// `7,4 vendas abaixo do esperado. O que mais pesa: entregue → aceito (−11,5 vendas).`
fn message(desk: &Desk, split: Result<&Split, &NoSplit>) -> String {
    let split = match split {
        Ok(split) => split,
        Err(none) => return no_split(desk, *none),
    };
    let gap = split.actual - split.expected;
    let shown = desk.short(gap.abs());
    let plural = if shown == "1" { "one" } else { "other" };
    let gap = match shown.as_str() {
        "0" => desk.word("diagnosis-even"),
        _ => desk.phrase(
            &format!("diagnosis-{}-{plural}", if gap < 0.0 { "below" } else { "above" }),
            &[("n", &shown)],
        ),
    };
    let weighs = split.lever().map(|factor| {
        let effect = format::signed(desk.story.texts.language, factor.effect, 1);
        desk.phrase(
            "diagnosis-weighs",
            &[("step", &desk.story.factor(factor)), ("effect", &effect)],
        )
    });
    std::iter::once(gap).chain(weighs).collect::<Vec<_>>().join(" ")
}

fn no_split(desk: &Desk, none: NoSplit) -> String {
    let why = match none.why {
        Unsplit::FewStages => desk.card().blind.sale().map(|unseen| desk.story.unseen(unseen)),
        Unsplit::NoPlan => Some(desk.story.no_plan()).filter(|why| !why.is_empty()),
        _ => None,
    };
    if let Some(why) = why {
        return desk.phrase("diagnosis-why-unseen", &[("why", &why)]);
    }
    let stage = none.zero.map_or_else(String::new, |zero| desk.said(stage_key(zero)));
    desk.phrase(&format!("diagnosis-why-{}", none.why.word()), &[("stage", &stage)])
}

fn factors(desk: &Desk, sheet: &mut Sheet, split: &Split) -> u32 {
    let columns = vec![
        (desk.word("head-factor"), text()),
        (desk.word("head-plan-to-date"), number(Number::ExactShare).ink(Colour::Sub)),
        (desk.word("head-events"), number(Number::Count)),
        (desk.word("head-actual"), number(Number::ExactShare)),
        (desk.word("head-of-plan"), number(Number::Relative)),
        (desk.word("head-effect"), number(Number::Gap).strong()),
    ];
    let mut listing = Listing::new(desk.word("table-factors"), (FACTORS, 1), columns);
    let total = FACTORS + 1 + index(split.factors.len());
    for factor in &split.factors {
        let cells = factor_cells(desk, factor, listing.next_row(), (split, total));
        listing.rows.push(cells);
    }
    listing.total = Some(total_cells(desk, &listing, split, total));
    diagnosis_chart::lay(desk, sheet, split, total);
    let end = listing.lay(sheet);
    let note = std::iter::once(desk.word("diagnosis-note"));
    let note: Vec<String> = note.chain(split.open.map(|open| left_open(desk, open))).collect();
    sheet.say(end, 1, note.join(" "), Style::NOTE);
    (end + 2).max(FACTORS + CHART_ROWS)
}

/// What the files leave open of the split, which turns nothing of it.
fn left_open(desk: &Desk, open: OpenEnds) -> String {
    let [delivered, most_delivered] = open.delivered.map(|n| desk.whole(n));
    let [sales, most_sales] = open.sales.map(|n| desk.whole(n));
    let values = [
        ("delivered", &*delivered),
        ("most-delivered", &most_delivered),
        ("sales", &sales),
        ("most-sales", &most_sales),
    ];
    desk.phrase("diagnosis-open", &values)
}

fn factor_cells(
    desk: &Desk,
    factor: &Factor,
    row: u32,
    (split, total): (&Split, u32),
) -> Vec<Cell> {
    let is_volume = factor.from.is_none();
    let (expected, actual) = if is_volume {
        let events = Value::formula(format!("={}", at(row, 3)), Some(factor.actual));
        (
            Cell::styled(
                Value::Number(factor.expected),
                Style::number(Number::One).ink(Colour::Sub),
            ),
            Cell::styled(events, number(Number::Count)),
        )
    } else {
        let share =
            Value::formula(format!("={}/{}", at(row, 3), at(row - 1, 3)), Some(factor.actual));
        (Value::Number(factor.expected).into(), share.into())
    };
    let change = Value::formula(
        format!("={}/{}-1", at(row, 4), at(row, 2)),
        Some(factor.actual / factor.expected - 1.0),
    );
    let (a, e) = (fixed(total, 4), fixed(total, 2));
    let effect = format!(
        "=IF(ABS({a}-{e})<0.000000001,{a},({a}-{e})/LN({a}/{e}))*LN({}/{})",
        at(row, 4),
        at(row, 2)
    );
    let ink = if factor.effect <= -0.5 { Colour::Bad } else { Colour::Ink };
    let mean_is_plain = (split.actual - split.expected).abs() < 1e-9;
    let effect_value = if mean_is_plain {
        Value::Number(factor.effect)
    } else {
        Value::formula(effect, Some(factor.effect))
    };
    vec![
        Value::text(capitalised(&desk.story.factor(factor))).into(),
        expected,
        events(desk, factor).into(),
        actual,
        change.into(),
        Cell::styled(effect_value, Style::number(Number::Gap).strong().ink(ink)),
    ]
}

/// Deliveries can be recounted from the list of leads; other events may be of leads that are not in it.
fn events(desk: &Desk, factor: &Factor) -> Value {
    let is_of_all = objective(desk.story.agreement, &desk.card().period)
        .is_some_and(|objective| objective.conditions.is_empty());
    if factor.from.is_some() || !is_of_all {
        return Value::count(factor.events);
    }
    let is_net = !is_gross(desk.story.agreement);
    let tests: Vec<Test<Field>> = delivered(desk, desk.story.book.horizons().decisions)
        .into_iter()
        .chain(is_net.then_some(Test::NoFlag(Field::Deducted)))
        .collect();
    desk.detail.counted().counted(factor.events, &tests)
}

fn total_cells(desk: &Desk, listing: &Listing, split: &Split, row: u32) -> Vec<Cell> {
    let product = |column: u16, result: f64| {
        let Area { row, column, last_row, .. } = listing.area(column);
        Value::formula(
            format!("=PRODUCT({}:{})", at(row, column), at(last_row, column)),
            Some(result),
        )
    };
    let styled = |value: Value, number: Number| Cell::styled(value, Style::number(number));
    vec![
        Value::text(desk.word("step-won")).into(),
        styled(product(1, split.expected), Number::One),
        styled(Value::Empty, Number::Count),
        styled(product(3, split.actual), Number::Count),
        Value::formula(
            format!("={}/{}-1", at(row, 4), at(row, 2)),
            Some(split.actual / split.expected - 1.0),
        )
        .into(),
        styled(sum(listing.area(5), split.actual - split.expected), Number::Gap),
    ]
}

/// Parts listed.
const MOST_PARTS: usize = 10;
/// Cases below which a part only shows chance.
const FEWEST_CASES: f64 = 5.0;
/// Breaches beyond the rate of all from which a part is trouble.
const TROUBLE: f64 = 5.0;

/// Lays both tables from a row on; gives the first free row.
fn breaches(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let (sales, marketing) = (of_team(desk, Team::Sales), of_team(desk, Team::Marketing));
    if sales.is_none() && marketing.is_none() {
        section(sheet, row, 1, &desk.word("diagnosis-breaches"));
        nothing(sheet, row + 1, 1, &no_breaches(desk));
        return row + 3;
    }
    let left = sales.map_or(row, |breaches| all_parts(desk, sheet, row, breaches));
    let column = if sales.is_some() { RIGHT } else { 1 };
    let right = marketing.map_or(row, |breaches| by_source(desk, sheet, (row, column), breaches));
    left.max(right) + 1
}

/// Why no breach is told: none happened, or nothing was judged by which one could.
fn no_breaches(desk: &Desk) -> String {
    desk.word(match desk.card().cases_judged() {
        Judging::All | Judging::Some => "diagnosis-no-breaches",
        Judging::None => "diagnosis-no-cases",
        Judging::Measured => "diagnosis-only-measured",
    })
}

/// Why no lever is told: nothing is at risk, or nothing was judged that could be.
fn no_levers(desk: &Desk) -> String {
    desk.word(match desk.card().promises_judged() {
        Judging::All => "diagnosis-no-levers",
        Judging::Some => "diagnosis-no-levers-part",
        Judging::None => "diagnosis-no-levers-yet",
        Judging::Measured => "diagnosis-no-levers-measured",
    })
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
            Value::text(desk.said(&format!("lever.part-kind-{}", slice.by.word()))).into(),
            cases.into(),
            broken.into(),
            ratio(&at(own, 4), &at(own, 3), (slice.breaches, slice.cases)).into(),
            ratio(&at(own, 4), &row_fixed(total, 4), (slice.breaches, breaches.broken)).into(),
            ratio(&at(own, 3), &row_fixed(total, 3), (slice.cases, breaches.cases)).into(),
            beyond(slice, (&at(own, 4), &at(own, 3)), (&row_fixed(total, 4), &row_fixed(total, 3)))
                .into(),
        ]);
    }
    listing.total = Some(parts_total(desk, breaches, (total, 3), 8));
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
    let shown: Vec<&Slice> = breaches
        .slices
        .iter()
        .filter(|slice| slice.by == Grouping::Source)
        .take(MOST_PARTS)
        .collect();
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
    listing.total = Some(parts_total(desk, breaches, (total, column + 1), 5));
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
        Grouping::Owner => vec![Test::IsAt(Field::Owner, name.into(), cell)],
        Grouping::Source => vec![Test::IsAt(Field::Source, name.into(), cell)],
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
fn parts_total(
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

/// First and last column of the two boxes.
const BOXES: [(u16, u16); 2] = [(1, 7), (9, 16)];
/// Rows of a box.
const ROWS: u32 = 4;

/// Lays the boxes and the reviews from a row on; gives the last row.
fn levers(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    section(sheet, row, 1, &desk.word("diagnosis-levers"));
    let levers = &desk.card().diagnosis.levers;
    if levers.is_empty() {
        nothing(sheet, row + 1, 1, &no_levers(desk));
        return reviews(desk, sheet, row + 3);
    }
    for (lever, columns) in
        levers.iter().filter_map(|lever| desk.story.lever(lever, OwnerNames::Names)).zip(BOXES)
    {
        boxed(desk, sheet, row + 1, columns, &lever);
    }
    reviews(desk, sheet, row + ROWS + 2)
}

fn boxed(desk: &Desk, sheet: &mut Sheet, row: u32, (first, last): (u16, u16), told: &ToldLever) {
    let team = desk.team(told.team).to_uppercase();
    let looks = [
        Style::LABEL,
        Style::TEXT.face(Face::Verdict),
        Style::TEXT.ink(Colour::Sub),
        Style::TEXT.ink(Colour::Sub),
    ];
    for ((row, look), line) in (row..).zip(looks).zip([&team, &told.begin, &told.why, &told.effect])
    {
        let look = look.fill(Colour::Wash);
        sheet.paint(row, first + 1..=last, look);
        sheet.say(row, first, line, look.align(Align::Indented).edge(Colour::Act));
    }
}

fn reviews(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let reviews = &desk.card().diagnosis.reviews;
    if reviews.is_empty() {
        return row - 1;
    }
    section(sheet, row, 1, &desk.word("diagnosis-review"));
    for (place, review) in reviews.iter().enumerate() {
        sheet.say(row + 1 + index(place), 1, desk.story.review(review), Style::TEXT);
    }
    row + index(reviews.len())
}
