//! Cadência / Cadence: how long the first attempt takes, by owner, by try, by channel, and when people answer.

use super::cadence_owners::{self, promise};
use super::cadence_speed::{self, band_head, span_name};
use crate::model::agreement::Clock;
use crate::model::evidence::Unseen;
use crate::report::blocks::{
    ANALYSIS, FEW, GAP_PX, Listing, RIGHT, bars, ends, head, nothing, number, ratio, section,
    share_of_told, sum, text,
};
use crate::report::book::{Area, Cell, Sheet, Value, at, index, row_fixed};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Series, Stroke};
use crate::report::desk::{Desk, capitalised};
use crate::report::style::{Colour, Face, Number, Style};
use crate::scorecard::card::{Band, Cadence, TryRow};

const BANDS: u32 = 4;
/// Rows the chart beside the bands takes.
const CHART_ROWS: u32 = 11;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let cadence = &desk.card().cadence;
    let mut sheet = desk.sheet("cadence", Colour::Plan, &ANALYSIS);
    head(desk, &mut sheet, &desk.word("sheet-cadence"), &message(desk));
    section(&mut sheet, 3, 1, &desk.word("cadence-bands"));
    if tried(cadence) == 0 {
        nothing(&mut sheet, BANDS, 1, &none(desk));
        sheet.print.last_row = BANDS + 1;
        return sheet;
    }
    let end = bands(desk, &mut sheet);
    let end = cadence_owners::lay(desk, &mut sheet, end.max(BANDS + CHART_ROWS));
    let end = tries(desk, &mut sheet, end);
    let end = cadence_speed::lay(desk, &mut sheet, end);
    let end = super::cadence_hours::lay(desk, &mut sheet, end);
    sheet.print.last_row = end;
    sheet
}

/// Leads with a first attempt, as in the funnel.
fn tried(cadence: &Cadence) -> u64 {
    timed(cadence) + cadence.untimed
}

/// Leads whose delivery and first attempt have a time of day: only they can be put into bands of
/// minutes.
fn timed(cadence: &Cadence) -> u64 {
    cadence.bands.iter().map(|band| band.leads).sum()
}

fn message(desk: &Desk) -> String {
    let cadence = &desk.card().cadence;
    if let Some((judged, why)) = promise(desk).and_then(|own| Some((own, desk.story.open(own)?))) {
        let (name, target) = (desk.story.commitment(judged), desk.story.target(judged));
        let values = [("name", name.as_str()), ("why", &why), ("target", &target)];
        return desk.phrase("cadence-message-open", &values);
    }
    match promise(desk).filter(|judged| judged.numbers.actual.is_some()) {
        Some(judged) => {
            let few = desk.story.few(judged);
            let key = match (judged.is_measured, few.is_some()) {
                (true, true) => "cadence-message-measured-few",
                (true, false) => "cadence-message-measured",
                (false, true) => "cadence-message-few",
                (false, false) => "cadence-message",
            };
            let actual = few.unwrap_or_else(|| desk.story.actual(judged));
            let values = [
                ("name", desk.story.commitment(judged)),
                ("actual", actual),
                ("target", desk.story.target(judged)),
            ];
            desk.phrase(key, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
        }
        None if tried(cadence) > 0 => desk.count("cadence-message-tried", tried(cadence), &[]),
        None => none(desk),
    }
}

/// Why no first attempt is told: the files do not show any, or nobody made one.
fn none(desk: &Desk) -> String {
    let unseen = desk.card().cadence.unseen.map(|unseen| desk.story.unseen(unseen));
    let told = |why: String| desk.phrase("cadence-unseen", &[("why", &why)]);
    unseen.map_or_else(|| desk.word("cadence-none"), told)
}

fn bands(desk: &Desk, sheet: &mut Sheet) -> u32 {
    let cadence = &desk.card().cadence;
    let columns = vec![
        (band_head(desk, cadence.clock), text()),
        (desk.word("head-of-leads"), number(Number::Share)),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-cumulated-share"), number(Number::Share)),
        (desk.word("head-connected"), number(Number::Count)),
        (desk.word("head-connected-of-tried"), number(Number::Share)),
        (desk.word("head-interval-from"), number(Number::Share).ink(Colour::Faint)),
        (desk.word("head-interval-to"), number(Number::Share).ink(Colour::Faint)),
    ];
    let mut listing = Listing::new(desk.word("table-bands"), (BANDS, 1), columns);
    let all = timed(cadence) as f64;
    let end = BANDS + 1 + index(cadence.bands.len());
    let mut so_far = 0_u64;
    for band in &cadence.bands {
        let row = listing.next_row();
        so_far += band.leads;
        let upto = format!("SUM({}:{})", row_fixed(BANDS + 1, 3), at(row, 3));
        let [low, high] = ends(band.connected, band.told);
        listing.rows.push(vec![
            Value::text(span_name(desk, band.from, band.to)).into(),
            ratio(&at(row, 3), &row_fixed(end, 3), (band.leads as f64, all)).into(),
            Value::count(band.leads).into(),
            ratio(&upto, &row_fixed(end, 3), (so_far as f64, all)).into(),
            Value::maybe_count(band.connected).into(),
            of_few(rate(band.connected, (band.leads, band.told), row), band.told),
            low,
            high,
        ]);
    }
    let connected: Option<u64> = cadence.bands.iter().map(|band| band.connected).sum();
    let told = cadence.bands.iter().map(|band| band.told).sum();
    let total = |column, value| Cell::from(sum(listing.area(column), value));
    listing.total = Some(vec![
        Value::text(desk.word("cadence-timed")).into(),
        total(1, if all > 0.0 { 1.0 } else { 0.0 }),
        total(2, all),
        Value::Empty.into(),
        connected.map_or(Value::Empty.into(), |own| total(4, own as f64)),
        rate(connected, (timed(cadence), told), end).into(),
        Value::Empty.into(),
        Value::Empty.into(),
    ]);
    bars(sheet, listing.area(1), Colour::Bar, listing.most(1));
    chart(desk, sheet, end - 1);
    let end = listing.lay(sheet);
    sheet.say(end, 1, times(desk), Style::NOTE);
    end + 1
}

/// A share, which is only context where few cases tell.
fn of_few(share: Value, told: u64) -> Cell {
    let young = Style::number(Number::Share).face(Face::Young).ink(Colour::Faint);
    if told < FEW { Cell::styled(share, young) } else { share.into() }
}

/// A row's connected of its leads that tell it; nothing where no file tells who was reached.
fn rate(connected: Option<u64>, (leads, told): (u64, u64), row: u32) -> Value {
    let cells = [at(row, 5), at(row, 3)];
    let of =
        |own: u64| share_of_told(&cells[0], &cells[1], leads - told, (own as f64, told as f64));
    connected.map_or(Value::Empty, of)
}

/// Median, nine in ten, and who is in no band: tried without a time of day, or not tried.
fn times(desk: &Desk) -> String {
    let cadence = &desk.card().cadence;
    let mut parts = Vec::new();
    if let (Some(median), Some(p90)) = (cadence.median, cadence.p90) {
        let shown = |seconds: i64| desk.story.duration(seconds as f64, cadence.clock);
        let key = match cadence.clock {
            Clock::Working => "cadence-times",
            Clock::Elapsed => "cadence-times-elapsed",
        };
        parts.push(desk.phrase(key, &[("median", &shown(median)), ("p90", &shown(p90))]));
    }
    let apart =
        [("cadence-untimed", cadence.untimed), ("cadence-spoke-first", cadence.spoke_first)];
    parts.extend(apart.iter().filter(|own| own.1 > 0).map(|own| desk.count(own.0, own.1, &[])));
    parts.push(desk.count("cadence-untried", cadence.untried, &[]));
    let untold: u64 = cadence.bands.iter().map(|band| band.leads - band.told).sum();
    parts.extend((untold > 0).then(|| desk.count("cadence-untold-leads", untold, &[])));
    parts.join(" · ")
}

/// How many leads waited longer than was agreed; nothing without an allowance, or with too few leads for a title.
fn bands_title(desk: &Desk) -> String {
    let cadence = &desk.card().cadence;
    let promise = promise(desk).zip(cadence.late).filter(|_| timed(cadence) >= FEW);
    let Some((judged, late)) = promise else { return desk.word("chart-bands") };
    let within = judged.within.map(|within| desk.story.within(judged, within)).unwrap_or_default();
    // An attempt without time of day may have been as late as any.
    let key = match (late, cadence.untimed) {
        (1.., _) => "chart-bands-late",
        (_, 0) => "chart-bands-good",
        _ => return desk.word("chart-bands"),
    };
    desk.count(key, late, &[("within", &within)])
}

fn chart(desk: &Desk, sheet: &mut Sheet, last: u32) {
    let bands = &desk.card().cadence.bands;
    let is_late = |band: &Band| desk.card().cadence.allowed.is_some_and(|most| band.from >= most);
    let points =
        bands.iter().map(|band| if is_late(band) { Colour::Bad } else { Colour::Act }).collect();
    let area = |column| Area::column(column, BANDS + 1, last);
    let series = Series::new(desk.word("head-leads"), area(1), area(3), Stroke::Solid(Colour::Act))
        .coloured(points)
        .labelled(Labels::Values(LabelPlace::Outside, "#,##0"));
    let mut chart =
        Chart::new(ChartKind::Columns, (BANDS, RIGHT), (404, 200), (0.02, 0.17, 0.96, 0.64));
    chart.most = bands
        .iter()
        .map(|band| band.leads)
        .max()
        .filter(|most| *most > 0)
        .map(|most| most as f64 * 1.15);
    let told = bands
        .iter()
        .map(|band| format!("{} {}", span_name(desk, band.from, band.to), desk.whole(band.leads)));
    let said = (bands_title(desk), desk.alt("chart-bands-alt", told));
    sheet.charts.push(chart.with(series).saying(said.0, said.1));
}

/// Rows the chart beside the tries takes.
const TRY_ROWS: u32 = 9;

/// Lays the tries from a row on; gives the first row of the next block.
pub fn tries(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let tries = &desk.card().cadence.tries;
    let unseen = desk.card().blind.tries;
    if tries.is_empty() && unseen.is_none() {
        return row;
    }
    sheet.print.parts.push(row);
    section(sheet, row, 1, &desk.word("cadence-tries"));
    if tries.is_empty() {
        nothing(sheet, row + 1, 1, &desk.absent(unseen, "cadence-none"));
        return row + 3;
    }
    let head = row + 1;
    let columns = vec![
        (desk.word("head-try"), text()),
        (desk.word("head-first-connections-a-try"), number(Number::Share)),
        (desk.word("head-made"), number(Number::Count)),
        (desk.word("head-first-connections"), number(Number::Count)),
        (desk.word("head-interval-from"), number(Number::Share).ink(Colour::Faint)),
        (desk.word("head-interval-to"), number(Number::Share).ink(Colour::Faint)),
        (desk.word("head-connections-cumulated"), number(Number::Count)),
        (desk.word("head-of-tried"), number(Number::Share)),
    ];
    let mut listing =
        Listing { head_px: Some(40), ..Listing::new(desk.word("table-tries"), (head, 1), columns) };
    let first = tries.first().map_or(0, |each| each.made) as f64;
    let mut so_far = 0_u64;
    for each in tries {
        so_far += each.connected.unwrap_or(0);
        let cells = try_cells(desk, each, (head + 1, listing.next_row()), (so_far as f64, first));
        listing.rows.push(cells);
    }
    if tries.iter().any(|each| each.connected.is_none()) {
        let end = listing.lay(sheet);
        sheet.say(
            end,
            1,
            capitalised(
                &desk.story.unseen(desk.card().blind.reached.unwrap_or(Unseen::Conversations)),
            ),
            Style::NOTE,
        );
        return end + 2;
    }
    bars(sheet, listing.area(1), Colour::Bar, listing.most(1));
    try_chart(desk, sheet, row, tries);
    let end = listing.lay(sheet).max(row + TRY_ROWS);
    sheet.height(end, GAP_PX);
    end + 1
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
    let untold = each.made - each.told;
    let rate =
        |own: u64| share_of_told(&at(row, 4), &at(row, 3), untold, (own as f64, each.told as f64));
    let rate = each.connected.map_or(Value::Empty, rate);
    let cumulated = format!("=SUM({}:{})", row_fixed(top, 4), at(row, 4));
    let [low, high] = ends(each.connected, each.told);
    let told = |value: Value| each.connected.map_or(Value::Empty, |_| value).into();
    vec![
        Value::text(try_name(desk, each)).into(),
        of_few(rate, each.told),
        Value::count(each.made).into(),
        Value::maybe_count(each.connected).into(),
        low,
        high,
        told(Value::formula(cumulated, Some(so_far))),
        told(ratio(&at(row, 7), &row_fixed(top, 3), (so_far, first))),
    ]
}

fn try_chart(desk: &Desk, sheet: &mut Sheet, row: u32, tries: &[TryRow]) {
    let area = |column| Area::column(column, row + 2, row + 1 + index(tries.len()));
    let points =
        tries.iter().map(|each| if each.told < FEW { Colour::Act2 } else { Colour::Act }).collect();
    let rate = |each: &TryRow| each.connected.unwrap_or(0) as f64 / each.told.max(1) as f64;
    let most = tries.iter().map(rate).fold(0.0, f64::max);
    let series = Series::new(
        desk.word("head-first-connections-a-try"),
        area(1),
        area(2),
        Stroke::Solid(Colour::Act),
    )
    .coloured(points)
    .labelled(Labels::Values(LabelPlace::Outside, "0%"));
    let mut chart =
        Chart::new(ChartKind::Columns, (row, RIGHT), (404, 176), (0.02, 0.18, 0.96, 0.62));
    let told = tries
        .iter()
        .filter(|each| each.told > 0)
        .map(|each| format!("{} {}", try_name(desk, each), desk.share(rate(each), 0)));
    chart.gap = 45;
    chart.most = (most > 0.0).then(|| (most * 1.25 * 100.0).ceil() / 100.0);
    sheet.charts.push(
        chart.with(series).saying(try_message(desk, tries), desk.alt("chart-tries-alt", told)),
    );
}

/// How many of the first connections came after the second try; no title of fewer than 20.
fn try_message(desk: &Desk, tries: &[TryRow]) -> String {
    let reached = |each: &TryRow| each.connected.unwrap_or(0);
    let all: u64 = tries.iter().map(reached).sum();
    let late: u64 = tries.iter().filter(|each| each.number >= 3).map(reached).sum();
    match all {
        0 => desk.word("chart-tries-none"),
        all if all < FEW => desk.count("chart-tries-few", all, &[]),
        all => {
            let share = desk.share(late as f64 / all as f64, 0);
            desk.phrase("chart-tries-late", &[("share", &share), ("all", &desk.whole(all))])
        }
    }
}
