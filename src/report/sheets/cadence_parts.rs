//! First attempts by owner on one scale, and tries until the connection.

use crate::metrics::measure::wilson;
use crate::report::blocks::{
    Listing, RIGHT, SUPPORT, bars, number, ratio, section, sum, support, support_head, text,
};
use crate::report::book::{Area, Cell, Rule, Sheet, Value, at, index, row_fixed};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::detail::Field;
use crate::report::recount::Test;
use crate::report::style::{Colour, Face, Number, Style};
use crate::scorecard::card::{OwnerCadence, Tally, TryRow};
use crate::texts::names::shortened;

use super::cadence::promise;

/// Owners a chart can show.
const MOST_BARS: usize = 8;
/// Letters of a name that fit beside a bar.
const LONGEST_NAME: usize = 22;
/// Owners listed.
const MOST_OWNERS: usize = 40;
/// Tries below which a rate is only context.
pub const FEW: u64 = 20;
/// Rows the chart beside the tries takes.
const TRY_ROWS: u32 = 12;

/// Lays the owners from a row on; gives the first row of the next block.
pub fn owners(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let owners = &desk.card().cadence.owners;
    if owners.is_empty() {
        return row;
    }
    section(sheet, row, 1, &desk.word("cadence-owners"));
    let head = row + 1;
    let mut listing =
        Listing::new(desk.word("table-owner-cadence"), (head, 1), owner_columns(desk));
    for owner in owners.iter().take(MOST_OWNERS) {
        let cells = owner_cells(desk, owner, listing.next_row());
        listing.rows.push(cells);
    }
    listing.rows.extend(
        owners
            .get(MOST_OWNERS..)
            .filter(|rest| !rest.is_empty())
            .map(|rest| rest_cells(desk, rest)),
    );
    listing.total = Some(team_cells(desk, &listing, owners));
    bars(sheet, listing.area(1), Colour::Bar, 1.0);
    if let Some(bound) =
        promise(desk).and_then(|judged| Some(judged.target? - desk.commitment(judged)?.tolerance))
    {
        sheet.rules.push(Rule::Below { area: listing.area(1), bound: (bound * 1e6).round() / 1e6 });
    }
    let bars = owners.iter().take(MOST_BARS).filter(|owner| owner.p90.is_some()).count();
    if bars > 0 {
        owner_chart(desk, sheet, row, owners);
    }
    let chart_rows = 2 + (30 + 24 * index(owners.len().min(MOST_BARS)) + 20) / 20;
    listing.lay(sheet).max(row + chart_rows) + 1
}

fn owner_columns(desk: &Desk) -> Vec<(String, Style)> {
    let rate = promise(desk).and_then(|judged| Some(desk.story.within(judged, judged.within?)));
    let rate = rate.map_or_else(
        || desk.word("head-rate"),
        |within| desk.phrase("head-rate-within", &[("within", &within)]),
    );
    vec![
        (desk.word("head-owner"), text()),
        (rate, number(Number::Share).strong()),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-met"), number(Number::Dotted)),
        (desk.word("head-breached"), number(Number::Dotted)),
        (desk.word("head-pending"), number(Number::Dotted)),
        (desk.word("head-median"), number(Number::Count)),
        (desk.word("head-p90"), number(Number::Count)),
        (desk.word("head-connection-rate"), number(Number::Share)),
        (desk.word("head-tries-per-lead"), number(Number::One)),
    ]
}

fn owner_cells(desk: &Desk, owner: &OwnerCadence, row: u32) -> Vec<Cell> {
    let name = owner.owner.clone().unwrap_or_else(|| desk.word("no-owner"));
    let whose = [Test::Flag(Field::InPeriod), Test::IsAt(Field::Owner, &name, at(row, 1))];
    let leads = desk.detail.counted().counted(owner.leads, &whose);
    let [met, breached, pending] = tally(desk, owner, row, &name);
    vec![
        Value::text(&name).into(),
        Value::maybe(owner.rate).into(),
        leads.into(),
        met.into(),
        breached.into(),
        pending.into(),
        minutes(owner.median).into(),
        minutes(owner.p90).into(),
        per_lead(owner, owner.connected).into(),
        per_lead(owner, owner.tries).into(),
    ]
}

/// Leads of an owner that met, breached and still wait for the first attempt, as live formulas over
/// the list of leads where the workbook lists them all, else as plain numbers.
fn tally(desk: &Desk, owner: &OwnerCadence, row: u32, name: &str) -> [Value; 3] {
    let Some(tally) = owner.tally else { return [Value::Empty, Value::Empty, Value::Empty] };
    let place = desk
        .card()
        .verdicts
        .iter()
        .position(|column| Some(column.commitment) == desk.card().cadence.commitment);
    let counted = |verdict: &str, shown: u64| {
        let word = desk.said(&format!("lead-verdict.{verdict}"));
        match place {
            Some(place) => desk.detail.counted().counted(
                shown,
                &[
                    Test::IsAt(Field::Owner, name, at(row, 1)),
                    Test::Is(Field::Verdict(place), &word),
                ],
            ),
            None => Value::count(shown),
        }
    };
    [
        counted("met", tally.met),
        counted("breached", tally.breached),
        counted("pending", tally.pending),
    ]
}

/// Several owners as one row. Counts are added up; rates, medians and percentiles cannot be added
/// and stay empty.
fn merged(owners: &[OwnerCadence]) -> OwnerCadence {
    let sum = |part: fn(&OwnerCadence) -> u64| owners.iter().map(part).sum::<u64>();
    let of = |part: fn(Tally) -> u64| {
        owners.iter().filter_map(|owner| owner.tally).map(part).sum::<u64>()
    };
    let (met, breached, pending) =
        (of(|tally| tally.met), of(|tally| tally.breached), of(|tally| tally.pending));
    OwnerCadence {
        owner: None,
        leads: sum(|owner| owner.leads),
        tally: owners.iter().any(|owner| owner.tally.is_some()).then_some(Tally {
            met,
            breached,
            pending,
            ..Tally::default()
        }),
        rate: None,
        median: None,
        p90: None,
        connected: sum(|owner| owner.connected),
        tries: sum(|owner| owner.tries),
    }
}

/// A count for each lead; nothing without leads.
fn per_lead(owner: &OwnerCadence, count: u64) -> Value {
    Value::maybe((owner.leads > 0).then(|| count as f64 / owner.leads as f64))
}

fn minutes(seconds: Option<i64>) -> Value {
    Value::maybe(seconds.map(|seconds| seconds as f64 / 60.0))
}

/// The owners that are not listed, as one row of counts.
fn rest_cells(desk: &Desk, rest: &[OwnerCadence]) -> Vec<Cell> {
    let all = merged(rest);
    let [met, breached, pending] =
        all.tally.map_or([None; 3], |tally| [tally.met, tally.breached, tally.pending].map(Some));
    vec![
        Value::text(desk.word("other-owners")).into(),
        Value::Empty.into(),
        Value::count(all.leads).into(),
        Value::maybe_count(met).into(),
        Value::maybe_count(breached).into(),
        Value::maybe_count(pending).into(),
        Value::Empty.into(),
        Value::Empty.into(),
        per_lead(&all, all.connected).into(),
        per_lead(&all, all.tries).into(),
    ]
}

fn team_cells(desk: &Desk, listing: &Listing, owners: &[OwnerCadence]) -> Vec<Cell> {
    let (cadence, all) = (&desk.card().cadence, merged(owners));
    let summed = |column: u16, value: u64| sum(listing.area(column), value as f64);
    let verdicts = |column: u16, part: fn(Tally) -> u64| {
        all.tally.map_or(Value::Empty, |tally| summed(column, part(tally)))
    };
    vec![
        Value::text(desk.word("cadence-team")).into(),
        Value::maybe(promise(desk).and_then(|judged| judged.numbers.actual)).into(),
        summed(2, all.leads).into(),
        verdicts(3, |tally| tally.met).into(),
        verdicts(4, |tally| tally.breached).into(),
        verdicts(5, |tally| tally.pending).into(),
        minutes(cadence.median).into(),
        minutes(cadence.p90).into(),
        per_lead(&all, all.connected).into(),
        per_lead(&all, all.tries).into(),
    ]
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
    let slowest = owners
        .iter()
        .take(bars)
        .filter_map(|owner| Some((owner.p90?, owner.owner.as_deref())))
        .max();
    let Some((p90, name)) = slowest else { return };
    let name = name.map_or_else(
        || desk.word("no-owner"),
        |name| shortened(name.split_whitespace().next().unwrap_or(name), LONGEST_NAME),
    );
    let minutes = desk.whole(u64::try_from((p90 + 30) / 60).unwrap_or(0));
    let title = desk.phrase("chart-owners", &[("name", &name), ("minutes", &minutes)]);
    let nine =
        Series::new(desk.word("head-p90"), area(SUPPORT), area(8), Stroke::Solid(Colour::Act2))
            .labelled(Labels::Values(LabelPlace::Outside, "#,##0\" min\""));
    let median =
        Series::new(desk.word("head-median"), area(SUPPORT), area(7), Stroke::Solid(Colour::Act));
    let size = (404, 30 + 24 * index(bars) + 20);
    let top = 30.0 / f64::from(size.1);
    let mut chart = Chart::new(ChartKind::Bars, (row, RIGHT), size, (0.31, top, 0.57, 0.98 - top));
    chart.gap = 60;
    sheet.charts.push(chart.with(nine).with(median).saying(title, desk.word("chart-owners-alt")));
}

/// Lays the tries from a row on; gives the first row of the next block.
pub fn tries(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let tries = &desk.card().cadence.tries;
    if tries.is_empty() {
        return row;
    }
    section(sheet, row, 1, &desk.word("cadence-tries"));
    let head = row + 1;
    let columns = vec![
        (desk.word("head-try"), text()),
        (desk.word("head-connection-rate"), number(Number::Share)),
        (desk.word("head-made"), number(Number::Count)),
        (desk.word("head-connections"), number(Number::Count)),
        (desk.word("head-interval-from"), number(Number::Share).ink(Colour::Faint)),
        (desk.word("head-interval-to"), number(Number::Share).ink(Colour::Faint)),
        (desk.word("head-connections-cumulated"), number(Number::Count)),
        (desk.word("head-of-tried"), number(Number::Share)),
    ];
    let mut listing = Listing::new(desk.word("table-tries"), (head, 1), columns);
    let first = tries.first().map_or(0, |each| each.made) as f64;
    let mut so_far = 0_u64;
    for each in tries {
        so_far += each.connected;
        let cells = try_cells(desk, each, (head + 1, listing.next_row()), (so_far as f64, first));
        listing.rows.push(cells);
    }
    bars(sheet, listing.area(1), Colour::Bar, listing.most(1));
    try_chart(desk, sheet, row, tries);
    listing.lay(sheet).max(row + TRY_ROWS) + 1
}

/// `3ª`, `7ª ou mais`.
fn try_name(desk: &Desk, each: &TryRow) -> String {
    let key = match (each.or_more, each.number) {
        (true, _) => "try-or-more",
        (_, 1) => "try-1",
        (_, 2) => "try-2",
        (_, 3) => "try-3",
        _ => "try",
    };
    desk.phrase(key, &[("n", &each.number.to_string())])
}

fn try_cells(
    desk: &Desk,
    each: &TryRow,
    (top, row): (u32, u32),
    (so_far, first): (f64, f64),
) -> Vec<Cell> {
    let rate = ratio(&at(row, 4), &at(row, 3), (each.connected as f64, each.made as f64));
    let cumulated = format!("=SUM({}:{})", row_fixed(top, 4), at(row, 4));
    let young = Style::number(Number::Share).face(Face::Young).ink(Colour::Faint);
    let [low, high] = ends(each.connected, each.made);
    vec![
        Value::text(try_name(desk, each)).into(),
        if each.made < FEW { Cell::styled(rate, young) } else { rate.into() },
        Value::count(each.made).into(),
        Value::count(each.connected).into(),
        low,
        high,
        Value::formula(cumulated, Some(so_far)).into(),
        ratio(&at(row, 7), &row_fixed(top, 3), (so_far, first)).into(),
    ]
}

/// The ends of the 95 % interval of a share.
pub fn ends(hits: u64, cases: u64) -> [Cell; 2] {
    let range = wilson(hits as f64, cases as f64);
    [range.map(|range| range.low), range.map(|range| range.high)]
        .map(|end| Value::maybe(end).into())
}

fn try_chart(desk: &Desk, sheet: &mut Sheet, row: u32, tries: &[TryRow]) {
    let area = |column| Area::column(column, row + 2, row + 1 + index(tries.len()));
    let points =
        tries.iter().map(|each| if each.made < FEW { Colour::Act2 } else { Colour::Act }).collect();
    let rate =
        |each: &TryRow| if each.made > 0 { each.connected as f64 / each.made as f64 } else { 0.0 };
    let most = tries.iter().map(rate).fold(0.0, f64::max);
    let series = Series::new(
        desk.word("head-connection-rate"),
        area(1),
        area(2),
        Stroke::Solid(Colour::Act),
    )
    .coloured(points)
    .labelled(Labels::Values(LabelPlace::Outside, "0%"));
    let mut chart =
        Chart::new(ChartKind::Columns, (row, RIGHT), (404, 226), (0.02, 0.15, 0.96, 0.70));
    chart.gap = 45;
    chart.most = (most > 0.0).then(|| (most * 1.25 * 100.0).ceil() / 100.0);
    sheet
        .charts
        .push(chart.with(series).saying(try_message(desk, tries), desk.word("chart-tries-alt")));
}

/// Whether going on after the second try pays.
fn try_message(desk: &Desk, tries: &[TryRow]) -> String {
    let all: u64 = tries.iter().map(|each| each.connected).sum();
    let late: u64 = tries.iter().filter(|each| each.number >= 3).map(|each| each.connected).sum();
    if all == 0 {
        return desk.word("chart-tries-none");
    }
    let share = late as f64 / all as f64;
    let key = if share >= 0.15 { "chart-tries-pay" } else { "chart-tries-early" };
    desk.phrase(key, &[("share", &desk.share(if share >= 0.15 { share } else { 1.0 - share }, 0))])
}
