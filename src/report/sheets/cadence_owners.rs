//! How the leads of each owner stand to the promise, how long they wait and how often they are tried.

use super::cases::delivered;
use crate::model::words::Metric;
use crate::report::blocks::{
    FEW, Listing, RIGHT, SUPPORT, bars, number, section, sum, support, support_head, text,
};
use crate::report::book::{Area, Cell, ROW_PX, Sheet, Value, at, index};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::detail::Field;
use crate::report::recount::Test;
use crate::report::style::{Colour, Number, Style};
use crate::scorecard::card::{Judged, OwnerCadence, Tally};
use crate::texts::names::shortened;

/// Owners a chart can show.
const MOST_BARS: usize = 8;
/// Letters of a name that fit beside a bar.
const LONGEST_NAME: usize = 22;
/// Owners listed.
const MOST_OWNERS: usize = 40;

/// Lays the owners from a row on: how each keeps the promise, then how each works; gives the first row of the next block.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    if desk.card().cadence.owners.is_empty() {
        return row;
    }
    let row = owner_verdicts(desk, sheet, row);
    owner_work(desk, sheet, row)
}

/// Where the leads of each owner stand to the promise; each row adds up to its cases.
fn owner_verdicts(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let owners: Vec<&OwnerCadence> =
        desk.card().cadence.owners.iter().filter(|owner| owner.tally.is_some()).collect();
    if owners.is_empty() {
        return row;
    }
    sheet.print.parts.push(row);
    section(sheet, row, 1, &desk.word("cadence-owners"));
    let mut listing =
        Listing::new(desk.word("table-owner-cadence"), (row + 1, 1), verdict_columns(desk));
    for owner in owners.iter().take(MOST_OWNERS) {
        let cells = verdict_cells(desk, owner, listing.next_row());
        listing.rows.push(cells);
    }
    let rest = owners.get(MOST_OWNERS..).unwrap_or_default();
    if !rest.is_empty() {
        let all = tallied(&merged(rest)).map(Value::count);
        let named = [Value::text(desk.word("other-owners")), Value::Empty];
        listing.rows.push(named.into_iter().chain(all).map(Cell::from).collect());
    }
    let all = (2..).zip(tallied(&merged(&owners)));
    let sums = all.map(|(column, value)| sum(listing.area(column), value as f64));
    let rate = Value::maybe(promise(desk).and_then(|judged| judged.numbers.actual));
    let named = [Value::text(desk.word("cadence-team")), rate];
    listing.total = Some(named.into_iter().chain(sums).map(Cell::from).collect());
    bars(sheet, listing.area(1), Colour::Bar, 1.0);
    if let Some(bound) =
        promise(desk).and_then(|judged| Some(judged.target? - desk.commitment(judged)?.tolerance))
    {
        listing.below(sheet, (1, 2), bound);
    }
    let end = listing.lay(sheet);
    sheet.say(end, 1, desk.word("cadence-owners-note"), Style::NOTE);
    end + 2
}

fn verdict_columns(desk: &Desk) -> Vec<(String, Style)> {
    let rate = promise(desk).and_then(|judged| Some(desk.story.within(judged, judged.within?)));
    let rate = rate.map_or_else(
        || desk.word("head-rate"),
        |within| desk.phrase("head-rate-within", &[("within", &within)]),
    );
    let counts = [
        "head-met",
        "head-early",
        "head-breached",
        "head-pending",
        "head-indeterminate",
        "head-tally-exempt",
        "head-not-assessable",
    ];
    let named = [
        (desk.word("head-owner"), text()),
        (rate, number(Number::Share).strong()),
        (desk.word("head-cases"), number(Number::Count)),
    ];
    named.into_iter().chain(counts.map(|key| (desk.word(key), number(Number::Dotted)))).collect()
}

/// Cases, then what they are parted into: met with those met before their due, breached, and those not in the rate.
fn tallied(owner: &OwnerCadence) -> [u64; 8] {
    let tally = owner.tally.unwrap_or_default();
    [
        tally.size(),
        tally.met,
        tally.early,
        tally.breached,
        tally.pending,
        tally.indeterminate,
        tally.exempt,
        tally.not_assessable,
    ]
}

fn verdict_cells(desk: &Desk, owner: &OwnerCadence, row: u32) -> Vec<Cell> {
    let name = owner.owner.clone().unwrap_or_else(|| desk.word("no-owner"));
    let place = desk.card().cadence.commitment;
    let place = place.filter(|place| desk.card().verdicts_of(*place).is_some());
    let recounted = |verdict: &str, shown: u64| {
        let word = desk.said(&format!("lead-verdict.{verdict}"));
        let Some(place) = place else { return Value::count(shown) };
        let whose = Test::IsAt(Field::Owner, name.as_str().into(), at(row, 1));
        desk.detail.counted().counted(shown, &[whose, Test::Is(Field::Verdict(place), word.into())])
    };
    let [cases, met, early, breached, pending, indeterminate, exempt, not_assessable] =
        tallied(owner);
    let parts = [at(row, 4), at(row, 6), at(row, 7), at(row, 8), at(row, 9), at(row, 10)];
    let cells = [
        Value::text(&name),
        Value::maybe(owner.rate),
        Value::formula(format!("={}", parts.join("+")), Some(cases as f64)),
        recounted("met", met),
        Value::count(early),
        recounted("breached", breached),
        recounted("pending", pending),
        recounted("indeterminate", indeterminate),
        recounted("exempt", exempt),
        recounted("not-assessable", not_assessable),
    ];
    cells.into_iter().map(Cell::from).collect()
}

/// How long the leads of each owner wait, and how often they are tried, with a chart beside.
fn owner_work(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let owners = &desk.card().cadence.owners;
    sheet.print.parts.push(row);
    section(sheet, row, 1, &desk.word("cadence-owner-work"));
    let mut listing = Listing::new(desk.word("table-owner-work"), (row + 1, 1), work_columns(desk));
    for owner in owners.iter().take(MOST_OWNERS) {
        let cells = work_cells(desk, owner, listing.next_row());
        listing.rows.push(cells);
    }
    let rest = owners.get(MOST_OWNERS..).unwrap_or_default();
    if !rest.is_empty() {
        let all = merged(&rest.iter().collect::<Vec<_>>());
        listing.rows.push(summed_cells(desk.word("other-owners"), &all, Value::count(all.leads)));
    }
    let all = merged(&owners.iter().collect::<Vec<_>>());
    let cadence = &desk.card().cadence;
    let team = OwnerCadence { median: cadence.median, p90: cadence.p90, ..all };
    let leads = sum(listing.area(1), team.leads as f64);
    listing.total = Some(summed_cells(desk.word("cadence-team"), &team, leads));
    let bars = owners.iter().take(MOST_BARS).filter(|owner| owner.p90.is_some()).count();
    if bars > 0 {
        owner_chart(desk, sheet, row, owners);
    }
    let chart_rows = 1 + owner_chart_px(index(owners.len().min(MOST_BARS))).div_ceil(ROW_PX);
    listing.lay(sheet).max(row + chart_rows) + 1
}

fn work_columns(desk: &Desk) -> Vec<(String, Style)> {
    vec![
        (desk.word("head-owner"), text()),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-median"), number(Number::Count)),
        (desk.word("head-p90"), number(Number::Count)),
        (desk.word("head-connected-of-leads"), number(Number::Share)),
        (desk.word("head-tries-made"), number(Number::Count)),
    ]
}

fn work_cells(desk: &Desk, owner: &OwnerCadence, row: u32) -> Vec<Cell> {
    let name = owner.owner.clone().unwrap_or_else(|| desk.word("no-owner"));
    let known = delivered(desk, desk.story.book.horizons().contacts);
    let whose = [known, vec![Test::IsAt(Field::Owner, name.as_str().into(), at(row, 1))]].concat();
    let leads = desk.detail.counted().counted(owner.leads, &whose);
    summed_cells(name, owner, leads)
}

fn summed_cells(name: String, owner: &OwnerCadence, leads: Value) -> Vec<Cell> {
    vec![
        Value::text(name).into(),
        leads.into(),
        minutes(owner.median).into(),
        minutes(owner.p90).into(),
        connected_share(owner).into(),
        Value::maybe(owner.tries.map(|tries| tries as f64)).into(),
    ]
}

/// Several owners as one row. Counts are added up; rates, medians and percentiles cannot be added
/// and stay empty.
fn merged(owners: &[&OwnerCadence]) -> OwnerCadence {
    let sum = |part: fn(&OwnerCadence) -> u64| owners.iter().map(|owner| part(owner)).sum::<u64>();
    let tallies = owners.iter().filter_map(|owner| owner.tally);
    OwnerCadence {
        owner: None,
        leads: sum(|owner| owner.leads),
        tally: tallies.reduce(Tally::and),
        rate: None,
        median: None,
        p90: None,
        connected: owners.iter().filter_map(|owner| owner.connected).reduce(|a, b| a + b),
        told: sum(|owner| owner.told),
        tries: owners.iter().filter_map(|owner| owner.tries).reduce(|a, b| a + b),
    }
}

/// The share of an owner's leads somebody spoke with, of those that tell it; empty without any. Tries are no such share: who made them need not own the lead.
fn connected_share(owner: &OwnerCadence) -> Value {
    let connected = owner.connected.filter(|_| owner.told > 0);
    Value::maybe(connected.map(|connected| connected as f64 / owner.told as f64))
}

fn minutes(seconds: Option<i64>) -> Value {
    Value::maybe(seconds.map(|seconds| seconds as f64 / 60.0))
}

/// Pixels down of the chart of so many owners.
fn owner_chart_px(bars: u32) -> u32 {
    30 + 20 * bars + 12
}

fn owner_chart(desk: &Desk, sheet: &mut Sheet, row: u32, owners: &[OwnerCadence]) {
    let bars = owners.len().min(MOST_BARS);
    let area = |column| Area::column(column, row + 2, row + 1 + index(bars));
    let word = |owner: &OwnerCadence| {
        owner
            .owner
            .as_deref()
            .map_or_else(|| desk.word("no-owner"), |name| shortened(name, LONGEST_NAME))
    };
    support_head(sheet, row + 1, SUPPORT, &[&desk.word("support-axis")]);
    support(
        sheet,
        row + 2,
        SUPPORT,
        owners.iter().take(bars).map(|owner| Value::text(word(owner))),
    );
    let is_enough = |owner: &&OwnerCadence| owner.leads >= FEW;
    let slowest = owners
        .iter()
        .take(bars)
        .filter(is_enough)
        .filter_map(|owner| Some((owner.p90?, owner.owner.as_deref())))
        .max();
    let title = slowest.map_or_else(
        || desk.word("chart-owners-plain"),
        |(p90, name)| {
            let first = |name: &str| {
                shortened(name.split_whitespace().next().unwrap_or(name), LONGEST_NAME)
            };
            let name = name.map_or_else(|| desk.word("no-owner"), first);
            let time = desk.story.duration(p90 as f64, desk.card().cadence.clock);
            desk.phrase("chart-owners", &[("name", &name), ("time", &time)])
        },
    );
    // Of few leads both are pale.
    let inks = |enough: Colour, few: Colour| {
        owners.iter().take(bars).map(|own| if is_enough(&own) { enough } else { few }).collect()
    };
    let nine =
        Series::new(desk.word("head-p90"), area(SUPPORT), area(4), Stroke::Solid(Colour::Act2))
            .coloured(inks(Colour::Act2, Colour::Bar))
            .labelled(Labels::Values(LabelPlace::Outside, "#,##0\" min\""));
    let median =
        Series::new(desk.word("head-median"), area(SUPPORT), area(3), Stroke::Solid(Colour::Act))
            .coloured(inks(Colour::Act, Colour::Act2));
    let size = (404, owner_chart_px(index(bars)));
    let top = 30.0 / f64::from(size.1);
    let mut chart = Chart::new(ChartKind::Bars, (row, RIGHT), size, (0.31, top, 0.57, 0.98 - top));
    chart.gap = 60;
    let told = owners.iter().take(bars).filter_map(|owner| {
        let [median, nine] =
            [owner.median?, owner.p90?].map(|seconds| desk.short(seconds as f64 / 60.0));
        let nine = desk.story.texts.phrase("unit.short-minutes", &[("n", &nine)]);
        Some(format!("{} {median} · {nine}", word(owner)))
    });
    let told = desk.alt("chart-owners-alt", told);
    sheet.charts.push(chart.with(nine).with(median).saying(title, told));
}

/// The commitment on the first attempt the tables speak of.
pub fn promise<'a>(desk: &Desk<'a>) -> Option<&'a Judged> {
    let named = desk.judged(desk.card().cadence.commitment);
    named.or_else(|| {
        desk.card().commitments.iter().find(|judged| judged.metric == Metric::FirstAttempt)
    })
}
