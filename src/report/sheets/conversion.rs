//! Conversão / Conversion: how far the leads of the mature cohort got, where they become sales, months side by side, losses.

use std::collections::BTreeMap;

use super::conversion_chart::{self, group_name};
use super::{conversion_traffic, ladder_chart};
use crate::model::words::{Grouping, Metric, Milestone, Rung, Status};
use crate::report::blocks::{
    ANALYSIS, FEW, Listing, RIGHT, SUPPORT, aside, bars, head, nothing, number, ratio, section,
    sum, text,
};
use crate::report::book::{Cell, Rule, Sheet, Value, at, index16, row_fixed};
use crate::report::desk::{Desk, day_serial};
use crate::report::style::{Align, Colour, Face, Number, Style};
use crate::scorecard::card::{Conversion, Group, Judged, LadderStep, MonthCohort, Range, wilson};
use crate::scorecard::conversion::AFTER;
use crate::texts::format;
use crate::texts::names::symbol;

const LADDER: u32 = 4;
/// Rows the chart beside the ladder takes.
const CHART_ROWS: u32 = 14;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let mut sheet = desk.sheet("conversion", Colour::Plan, &ANALYSIS);
    let found = desk
        .card()
        .conversion
        .as_ref()
        .filter(|found| found.leads + found.maturing > 0 || !found.months.is_empty());
    let message = found.map_or_else(
        || desk.absent(desk.card().blind.delivered, "conversion-none"),
        |found| message(desk, found),
    );
    head(desk, &mut sheet, &desk.word("sheet-conversion"), &message);
    let Some(found) = found else {
        nothing(
            &mut sheet,
            LADDER,
            1,
            &desk.absent(desk.card().blind.delivered, "conversion-none"),
        );
        sheet.print.last_row = LADDER;
        return sheet;
    };
    let (from, to) = (
        format::date(desk.story.texts.language, found.first),
        format::date(desk.story.texts.language, found.last),
    );
    let days = found.days.to_string();
    let cohort = [
        ("n", desk.whole(found.leads)),
        ("all", desk.whole(found.delivered())),
        ("from", from),
        ("to", to),
        ("days", days),
    ];
    let given: Vec<(&str, &str)> =
        cohort.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let key = if found.maturing > 0 { "conversion-ladder-part" } else { "conversion-ladder" };
    section(&mut sheet, 3, 1, &desk.phrase(key, &given));
    let end = if found.leads > 0 {
        ladder(desk, &mut sheet, found)
    } else {
        young(desk, &mut sheet, found)
    };
    let end = groups(desk, &mut sheet, end);
    let end = past(desk, &mut sheet, found, end);
    sheet.print.last_row = conversion_traffic::lay(desk, &mut sheet, end + 1);
    sheet
}

/// `De 417 leads maduros saíram 55 vendas em 60 dias: 7,6 leads por venda`.
fn message(desk: &Desk, found: &Conversion) -> String {
    let (sales, undated) = found.sales().unwrap_or_default();
    let days = found.days.to_string();
    if found.delivered() == 0 {
        return desk.word("conversion-none");
    }
    if found.leads == 0 {
        return desk.count("conversion-message-young", found.maturing, &[("days", &days)]);
    }
    if let (None, Some(unseen)) = (found.sales(), desk.card().blind.won) {
        return desk.absent(Some(unseen), "conversion-none");
    }
    let leads = desk.whole(found.leads);
    if undated > 0 {
        let (low, high) = (desk.whole(sales), desk.whole(sales + undated));
        let values = [("leads", &*leads), ("days", &days), ("low", &low), ("high", &high)];
        return desk.phrase("conversion-message-open", &values);
    }
    let Some(per_sale) = found.leads_per_sale() else {
        return desk.phrase("conversion-message-no-sale", &[("leads", &leads), ("days", &days)]);
    };
    if found.leads < FEW {
        let values = [("leads", leads.as_str()), ("days", days.as_str())];
        return desk.count("conversion-message-few", sales, &values);
    }
    let per_sale = desk.short(per_sale);
    desk.count(
        "conversion-message",
        sales,
        &[("leads", &leads), ("days", &days), ("ratio", &per_sale)],
    )
}

fn young(desk: &Desk, sheet: &mut Sheet, found: &Conversion) -> u32 {
    let key = if found.maturing == 0 { "conversion-none" } else { "conversion-all-young" };
    nothing(sheet, LADDER, 1, &desk.word(key));
    LADDER + 2
}

fn ladder(desk: &Desk, sheet: &mut Sheet, found: &Conversion) -> u32 {
    let faint = Style::number(Number::ExactShare).ink(Colour::Faint);
    let columns = vec![
        (desk.word("head-step"), text().strong()),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-since-delivery"), number(Number::ExactShare).strong()),
        (desk.word("head-interval-from"), faint),
        (desk.word("head-interval-to"), faint),
        (desk.word("head-of-step-before"), number(Number::ExactShare)),
        (desk.word("head-agreed-since"), number(Number::ExactShare).ink(Colour::Sub)),
        (desk.word("head-maturing"), number(Number::Count).face(Face::Young).ink(Colour::Faint)),
        (desk.word("head-median-days"), number(Number::Count)),
        (desk.word("head-p90-days"), number(Number::Count)),
    ];
    let mut listing = Listing::new(desk.word("table-ladder"), (LADDER, 1), columns);
    let steps = found.ladder();
    let plan = desk.card().plan.as_ref();
    for (place, step) in steps.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| steps.get(before));
        let cells = step_cells(
            desk,
            step,
            before,
            found.leads,
            listing.next_row(),
            plan.and_then(|plan| plan.agreed_share(step.step)),
        );
        listing.rows.push(cells);
    }
    let place = ladder_chart::Place {
        at: (3, RIGHT),
        shift: 0,
        size: (404, 256),
        support: (LADDER, SUPPORT),
    };
    ladder_chart::lay(desk, sheet, found, &place);
    let end = listing.lay(sheet);
    let note = desk.count("conversion-note", found.maturing, &[("days", &found.days.to_string())]);
    let notes: Vec<String> = std::iter::once(note).chain(undated(desk, &steps)).collect();
    sheet.say(end, 1, notes.join(" "), Style::NOTE);
    let below = (end + 2).max(LADDER + CHART_ROWS + 1);
    let Some(windows) = windows(desk, found) else { return below };
    sheet.say(below - 1, 1, windows, Style::NOTE);
    below + 1
}

/// The steps of which some leads got there on an unknown day, with how many: they are in no number of the ladder.
fn undated(desk: &Desk, steps: &[LadderStep]) -> Option<String> {
    let named = steps.iter().filter(|step| step.undated > 0).map(|step| {
        let name = desk.word(&format!("step-{}", step.step.word()));
        format!("{name} {}", desk.whole(step.undated))
    });
    let named: Vec<String> = named.collect();
    let said = || desk.phrase("conversion-undated", &[("steps", &named.join(", "))]);
    (!named.is_empty()).then(said)
}

/// What is told without its cases of an unknown day.
fn marked(name: String, is_open: bool) -> String {
    if is_open { format!("{name} *") } else { name }
}

/// The plan looks at other deliveries than the ladder, and so sees another ratio: both are said side by side, each with its leads.
fn windows(desk: &Desk, found: &Conversion) -> Option<String> {
    let plan = desk.card().plan.as_ref().filter(|plan| plan.leads_per_sale.is_some())?;
    let seen = plan.drift?;
    let (own, other) = (desk.short(found.leads_per_sale()?), desk.short(seen.value()?));
    let cohort = desk.story.cohort_words(&seen);
    let values = [("own", &*own), ("other", &other), ("cohort", &cohort)];
    let is_one = (seen.first, seen.last) == (found.first, found.last);
    (!is_one).then(|| desk.phrase("conversion-windows", &values))
}

fn step_cells(
    desk: &Desk,
    step: &LadderStep,
    before: Option<&LadderStep>,
    all: u64,
    row: u32,
    agreed: Option<f64>,
) -> Vec<Cell> {
    let (leads, whole) = (step.leads as f64, all as f64);
    let interval = before.and_then(|_| wilson(leads, whole));
    let of_before = before.map_or(Value::Empty, |before| {
        if before.leads < step.leads {
            Value::Empty
        } else {
            ratio(&at(row, 2), &at(row - 1, 2), (leads, before.leads as f64))
        }
    });
    vec![
        Value::text(marked(desk.word(&format!("step-{}", step.step.word())), step.undated > 0))
            .into(),
        Value::count(step.leads).into(),
        ratio(&at(row, 2), &row_fixed(LADDER + 1, 2), (leads, whole)).into(),
        Value::maybe(interval.map(|range| range.low)).into(),
        Value::maybe(interval.map(|range| range.high)).into(),
        of_before.into(),
        Value::maybe(agreed).into(),
        Value::count(step.maturing).into(),
        Value::maybe(step.median_days.map(|days| days as f64)).into(),
        Value::maybe(step.p90_days.map(|days| days as f64)).into(),
    ]
}

/// Groups of one kind beyond which a table helps nobody.
const MOST_GROUPS: usize = 15;

/// Where leads become sales, by the groups of the conversion agreed; gives the first free row.
pub fn groups(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    section(sheet, row, 1, &desk.word("conversion-groups"));
    let Some((place, judged)) = promise(desk) else {
        nothing(sheet, row + 1, 1, &desk.word("conversion-no-promise"));
        return row + 3;
    };
    let faint = Style::number(Number::ExactShare).ink(Colour::Faint);
    let columns = vec![
        (desk.word("head-group"), text()),
        (desk.word("head-part-kind"), Style::NOTE),
        (desk.word("head-mature"), number(Number::Count)),
        (desk.word("head-reached"), number(Number::Count)),
        (desk.word("head-conversion"), number(Number::ExactShare).strong()),
        (desk.word("head-interval-from"), faint),
        (desk.word("head-interval-to"), faint),
        (desk.word("head-leads-per-sale"), number(Number::One)),
        (desk.word("head-maturing"), number(Number::Count).face(Face::Young).ink(Colour::Faint)),
        (desk.word("head-status"), aside()),
    ];
    let mut listing = Listing::new(desk.word("table-conversion-groups"), (row + 1, 1), columns);
    let mut drawn: Vec<&Group> = Vec::new();
    for by in [Grouping::Source, Grouping::Campaign, Grouping::Team, Grouping::Owner] {
        let mut own: Vec<&Group> = desk
            .card()
            .groups
            .iter()
            .filter(|group| group.commitment == place && group.by == by && mature(group) > 0.0)
            .collect();
        own.sort_by(|a, b| mature(b).total_cmp(&mature(a)).then(a.value.cmp(&b.value)));
        // One group without a name is no comparison.
        let is_empty = own.len() == 1 && own.first().is_some_and(|group| group.value.is_none());
        for group in own.into_iter().take(MOST_GROUPS).filter(|_| !is_empty) {
            let cells = cells(desk, judged, group, listing.next_row());
            listing.rows.push(cells);
            drawn.push(group);
        }
    }
    if listing.rows.is_empty() {
        nothing(sheet, row + 1, 1, &desk.word("conversion-all-young"));
        return row + 3;
    }
    for status in [Status::OffTrack, Status::AtRisk] {
        sheet.rules.push(Rule::Word {
            area: listing.area(9),
            word: short_status(desk, status),
            is_trouble: true,
        });
    }
    let room = conversion_chart::lay(desk, sheet, row, (judged, &drawn));
    let end = listing.lay(sheet);
    if drawn.iter().any(|group| undated_of(judged, group) > 0.0) {
        sheet.say(end, 1, desk.word("conversion-groups-undated"), Style::NOTE);
        return (end + 1).max(row + room) + 1;
    }
    end.max(row + room) + 1
}

/// Sales of a group on a day that nothing tells, perhaps too late, which its numbers leave out.
fn undated_of(judged: &Judged, group: &Group) -> f64 {
    let is_sale = judged.to_stage == Some(Milestone::Won);
    if is_sale { group.numbers.inferred.unwrap_or(0) as f64 } else { 0.0 }
}

/// The conversion from delivery to sale, else the first conversion agreed.
fn promise<'a>(desk: &Desk<'a>) -> Option<(usize, &'a Judged)> {
    let all = || {
        desk.card()
            .commitments
            .iter()
            .enumerate()
            .filter(|(_, judged)| judged.metric == Metric::Conversion)
    };
    let is_sale = |judged: &Judged| {
        (judged.from_stage, judged.to_stage) == (Some(Milestone::Delivered), Some(Milestone::Won))
    };
    all().find(|(_, judged)| is_sale(judged)).or_else(|| all().next())
}

fn mature(group: &Group) -> f64 {
    group.numbers.denominator.unwrap_or(0.0)
}

fn cells(desk: &Desk, judged: &Judged, group: &Group, row: u32) -> Vec<Cell> {
    let (leads, reached) = (mature(group), group.numbers.numerator.unwrap_or(0.0));
    let name = marked(group_name(desk, group), undated_of(judged, group) > 0.0);
    let interval = group.numbers.interval;
    let per_sale = if reached > 0.0 {
        ratio(&at(row, 3), &at(row, 4), (leads, reached))
    } else {
        Value::Empty
    };
    vec![
        Value::text(name).into(),
        Value::text(desk.word(&format!("part-kind-{}", group.by.word()))).into(),
        Value::Number(leads).into(),
        Value::Number(reached).into(),
        ratio(&at(row, 4), &at(row, 3), (reached, leads)).into(),
        Value::maybe(interval.map(|range| range.low)).into(),
        Value::maybe(interval.map(|range| range.high)).into(),
        per_sale.into(),
        Value::maybe_count(group.numbers.maturing).into(),
        Value::text(status(desk, judged, group)).into(),
    ]
}

/// A group by the rule of a running conversion (`DEFINITIONS.md` §7); none where its sales of an unknown day would turn it.
fn status(desk: &Desk, judged: &Judged, group: &Group) -> String {
    let (leads, most) = (mature(group), undated_of(judged, group));
    let reached = |sales: f64| (Some(sales / leads), wilson(sales, leads));
    let sales = group.numbers.numerator.unwrap_or(0.0);
    let [low, high] =
        [sales, sales + most].map(|sales| standing(desk, judged, leads, reached(sales)));
    if low == high {
        return short_status(desk, low);
    }
    format!("{} {}", symbol(Status::NotAssessed), desk.said("status.open"))
}

fn standing(
    desk: &Desk,
    judged: &Judged,
    leads: f64,
    (actual, interval): (Option<f64>, Option<Range>),
) -> Status {
    let sample = desk.commitment(judged).map_or(0, |commitment| commitment.min_sample);
    let high = interval.map(|range| range.high);
    match (actual, judged.target) {
        (Some(_), Some(_)) if leads < sample as f64 => Status::NotAssessed,
        (Some(actual), Some(target)) if actual >= target => Status::OnTrack,
        (Some(_), Some(target)) if high.is_some_and(|high| high >= target) => Status::AtRisk,
        (Some(_), Some(_)) => Status::OffTrack,
        _ => Status::NotAssessed,
    }
}

fn short_status(desk: &Desk, status: Status) -> String {
    format!("{} {}", symbol(status), desk.said(&format!("status.short-{}", status.word())))
}

/// Months side by side and losses by category; gives the last row.
pub fn past(desk: &Desk, sheet: &mut Sheet, found: &Conversion, row: u32) -> u32 {
    sheet.print.parts.push(row);
    section(sheet, row, 1, &desk.word("conversion-months"));
    let left = months(desk, sheet, found, row + 1);
    sheet.say(row, RIGHT, desk.word("conversion-losses"), Style::SECTION);
    let right = losses(desk, sheet, found, row + 1);
    let right =
        if found.losses.is_empty() { right } else { categories(desk, sheet, right + 2, found) };
    section(sheet, left + 2, 1, &desk.word("conversion-times"));
    let left = times(desk, sheet, found, left + 3);
    left.max(right)
}

fn months(desk: &Desk, sheet: &mut Sheet, found: &Conversion, row: u32) -> u32 {
    if found.months.is_empty() {
        nothing(sheet, row, 1, &desk.absent(desk.card().blind.won, "conversion-no-months"));
        return row;
    }
    let mut columns = vec![
        (desk.word("head-month"), Style::date(Number::Month).align(Align::Left)),
        (desk.word("head-delivered"), number(Number::Count)),
    ];
    for days in AFTER {
        columns.push((
            desk.phrase("head-won-in", &[("days", &days.to_string())]),
            number(Number::Count),
        ));
        columns.push((
            desk.phrase("head-share-in", &[("days", &days.to_string())]),
            number(Number::ExactShare),
        ));
    }
    let mut listing = Listing::new(desk.word("table-months"), (row, 1), columns);
    for month in &found.months {
        let cells = month_cells(month, listing.next_row());
        listing.rows.push(cells);
    }
    let most = (0..AFTER.len()).map(|place| listing.most(3 + 2 * place)).fold(0.05, f64::max) * 1.2;
    for place in 0..AFTER.len() {
        let column = 3 + 2 * index16(place);
        let area = listing.area(column);
        sheet.rules.push(Rule::Heat { area, least: 0.0, most, colour: Colour::Heat });
    }
    let end = listing.lay(sheet);
    let undated = found.has_undated_wins.then(|| desk.word("conversion-months-undated"));
    let note = std::iter::once(desk.word("conversion-months-note")).chain(undated);
    sheet.say(end, 1, note.collect::<Vec<_>>().join(" "), Style::NOTE);
    end
}

/// Losses by category, the commonest first; gives the last row.
fn categories(desk: &Desk, sheet: &mut Sheet, row: u32, found: &Conversion) -> u32 {
    sheet.say(row, RIGHT, desk.word("conversion-loss-categories"), Style::SECTION);
    let mut by_category: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    found
        .losses
        .iter()
        .for_each(|loss| *by_category.entry(loss.category).or_default() += loss.leads);
    let mut rows: Vec<(Option<&str>, u64)> = by_category.into_iter().collect();
    rows.sort_by_key(|(_, leads)| std::cmp::Reverse(*leads));
    let all: u64 = rows.iter().map(|(_, leads)| leads).sum();
    let columns = vec![
        (desk.word("head-category"), text()),
        (desk.word("head-share"), number(Number::Share)),
        (desk.word("head-leads"), number(Number::Count)),
    ];
    let mut listing = Listing {
        head_px: None,
        ..Listing::new(desk.word("table-loss-categories"), (row + 1, RIGHT), columns)
    };
    for (category, leads) in rows {
        let name = category.map_or_else(
            || desk.word("no-category"),
            |category| desk.said(&format!("category.{category}")),
        );
        let share = leads as f64 / all.max(1) as f64;
        listing.rows.push(vec![
            Value::text(name).into(),
            Value::Number(share).into(),
            Value::count(leads).into(),
        ]);
    }
    listing.lay(sheet) - 1
}

/// From each step to the next, in days by the clock.
fn times(desk: &Desk, sheet: &mut Sheet, found: &Conversion, row: u32) -> u32 {
    if found.times.is_empty() {
        nothing(sheet, row, 1, &desk.absent(desk.card().blind.won, "conversion-no-times"));
        return row;
    }
    let columns = vec![
        (desk.word("head-from-to"), text()),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-median-plain"), number(Number::One)),
        (desk.word("head-nine-in-ten"), number(Number::One)),
    ];
    let mut listing = Listing {
        head_px: Some(22),
        ..Listing::new(desk.word("table-stage-times"), (row, 1), columns)
    };
    let step = |step: Rung| desk.word(&format!("step-{}", step.word())).to_lowercase();
    for time in &found.times {
        listing.rows.push(vec![
            Value::text(format!("{} → {}", step(time.from), step(time.to))).into(),
            Value::count(time.leads).into(),
            Value::Number(time.median as f64 / 86_400.0).into(),
            Value::Number(time.p90 as f64 / 86_400.0).into(),
        ]);
    }
    listing.lay(sheet) - 1
}

fn month_cells(month: &MonthCohort, row: u32) -> Vec<Cell> {
    let mut cells: Vec<Cell> =
        vec![Value::Number(day_serial(month.month)).into(), Value::count(month.leads).into()];
    for (place, won) in month.won.iter().enumerate() {
        let column = 3 + 2 * index16(place);
        cells.push(Value::maybe_count(*won).into());
        let share =
            won.map(|won| ratio(&at(row, column), &at(row, 2), (won as f64, month.leads as f64)));
        cells.push(share.unwrap_or(Value::Empty).into());
    }
    cells
}

/// Why no loss is listed: of some nobody knows the day, or there was none.
fn no_losses(desk: &Desk) -> String {
    let blind = &desk.card().blind;
    match blind.lost {
        None if blind.lost_someday > 0 => {
            desk.count("conversion-no-dated-losses", blind.lost_someday, &[])
        }
        unseen => desk.absent(unseen, "conversion-no-losses"),
    }
}

fn losses(desk: &Desk, sheet: &mut Sheet, found: &Conversion, row: u32) -> u32 {
    if found.losses.is_empty() {
        nothing(sheet, row, RIGHT, &no_losses(desk));
        return row;
    }
    let columns = vec![
        (desk.word("head-reason"), text()),
        (desk.word("head-share"), number(Number::Share)),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-category"), aside()),
    ];
    let mut listing =
        Listing { head_px: None, ..Listing::new(desk.word("table-losses"), (row, RIGHT), columns) };
    let all: u64 = found.losses.iter().map(|loss| loss.leads).sum();
    for loss in found.losses.iter().take(MOST_GROUPS) {
        let share = loss.leads as f64 / all.max(1) as f64;
        listing.rows.push(vec![
            Value::text(loss.reason.clone().unwrap_or_else(|| desk.word("no-reason"))).into(),
            Value::Number(share).into(),
            Value::count(loss.leads).into(),
            loss.category
                .map_or(Value::Empty, |category| {
                    Value::text(desk.said(&format!("category.{category}")))
                })
                .into(),
        ]);
    }
    bars(sheet, listing.area(1), Colour::Bar, listing.most(1));
    let listed: u64 = found.losses.iter().take(MOST_GROUPS).map(|loss| loss.leads).sum();
    let other =
        (all > listed).then(|| desk.phrase("losses-more", &[("n", &desk.whole(all - listed))]));
    let whole = if other.is_some() { Value::count(all) } else { sum(listing.area(2), all as f64) };
    listing.total = Some(vec![
        Value::text(desk.word("total")).into(),
        Value::Empty.into(),
        whole.into(),
        Value::maybe_text(other.as_deref()).into(),
    ]);
    listing.lay(sheet) - 1
}
