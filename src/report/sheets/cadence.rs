//! Cadência / Cadence: how long the first attempt takes, by owner, by try, by channel, and when people answer.

use crate::model::agreement::Clock;
use crate::model::words::Metric;
use crate::report::blocks::{
    ANALYSIS, Listing, RIGHT, bars, head, nothing, number, ratio, section, sum, text,
};
use crate::report::book::{Area, Cell, Sheet, Value, at, index, row_fixed};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::style::{Colour, Face, Number, Style};
use crate::scorecard::card::{Band, Cadence, Judged};

use super::{cadence_parts, cadence_speed};

const BANDS: u32 = 4;
/// Rows the chart beside the bands takes.
const CHART_ROWS: u32 = 13;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let cadence = &desk.card().cadence;
    let mut sheet = desk.sheet("cadence", Colour::Plan, &ANALYSIS);
    head(desk, &mut sheet, &desk.word("sheet-cadence"), &message(desk));
    section(&mut sheet, 3, 1, &desk.word("cadence-bands"));
    if tried(cadence) == 0 {
        nothing(&mut sheet, BANDS, 1, &desk.word("cadence-none"));
        sheet.print.last_row = BANDS + 1;
        return sheet;
    }
    let end = bands(desk, &mut sheet);
    let end = cadence_parts::owners(desk, &mut sheet, end.max(BANDS + CHART_ROWS));
    let end = cadence_parts::tries(desk, &mut sheet, end);
    let end = cadence_speed::lay(desk, &mut sheet, end);
    let end = super::cadence_hours::lay(desk, &mut sheet, end);
    sheet.print.last_row = end;
    sheet
}

/// Leads with a first attempt, as in the funnel.
fn tried(cadence: &Cadence) -> u64 {
    timed(cadence) + cadence.untimed
}

/// Those whose dates have a time of day.
fn timed(cadence: &Cadence) -> u64 {
    cadence.bands.iter().map(|band| band.leads).sum()
}

/// The commitment on the first attempt the tables speak of.
pub fn promise<'a>(desk: &Desk<'a>) -> Option<&'a Judged> {
    let named = desk.judged(desk.card().cadence.commitment);
    named.or_else(|| {
        desk.card().commitments.iter().find(|judged| judged.metric == Metric::FirstAttempt)
    })
}

fn message(desk: &Desk) -> String {
    let cadence = &desk.card().cadence;
    match promise(desk).filter(|judged| judged.numbers.actual.is_some()) {
        Some(judged) => desk.phrase(
            "cadence-message",
            &[
                ("name", &desk.story.commitment(judged)),
                ("actual", &desk.story.actual(judged)),
                ("target", &desk.story.target(judged)),
            ],
        ),
        None if tried(cadence) > 0 => desk.count("cadence-message-tried", tried(cadence), &[]),
        None => desk.word("cadence-none"),
    }
}

/// `até 15 min`, `15–30 min`, `1–2 h`, `> 8 h`.
pub fn span_name(desk: &Desk, from: i64, to: Option<i64>) -> String {
    let (size, unit) = if to.unwrap_or(from) <= 3_600 {
        (60.0, "unit.short-minutes")
    } else {
        (3_600.0, "unit.short-hours")
    };
    let shown = |seconds: i64| desk.short(seconds as f64 / size);
    let timed = |number: String| desk.story.texts.phrase(unit, &[("n", &number)]);
    match to {
        Some(to) if from == 0 => desk.phrase("band-up-to", &[("time", &timed(shown(to)))]),
        Some(to) => timed(format!("{}–{}", shown(from), shown(to))),
        None => format!("> {}", timed(shown(from))),
    }
}

/// `Tempo útil até a 1ª`, `Tempo corrido até a 1ª`: whose seconds the bands count.
pub fn band_head(desk: &Desk, clock: Clock) -> String {
    desk.word(match clock {
        Clock::Working => "head-band",
        Clock::Elapsed => "head-band-elapsed",
    })
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
        let [low, high] = cadence_parts::ends(band.connected, band.leads);
        listing.rows.push(vec![
            Value::text(span_name(desk, band.from, band.to)).into(),
            ratio(&at(row, 3), &row_fixed(end, 3), (band.leads as f64, all)).into(),
            Value::count(band.leads).into(),
            ratio(&upto, &row_fixed(end, 3), (so_far as f64, all)).into(),
            Value::count(band.connected).into(),
            connection_rate(band, row),
            low,
            high,
        ]);
    }
    let connected = cadence.bands.iter().map(|band| band.connected).sum::<u64>() as f64;
    let total = |column, value| Cell::from(sum(listing.area(column), value));
    listing.total = Some(vec![
        Value::text(desk.word("cadence-timed")).into(),
        total(1, if all > 0.0 { 1.0 } else { 0.0 }),
        total(2, all),
        Value::Empty.into(),
        total(4, connected),
        ratio(&at(end, 5), &at(end, 3), (connected, all)).into(),
        Value::Empty.into(),
        Value::Empty.into(),
    ]);
    bars(sheet, listing.area(1), Colour::Bar, listing.most(1));
    chart(desk, sheet, end - 1);
    let end = listing.lay(sheet);
    sheet.say(end, 1, times(desk), Style::NOTE);
    end + 1
}

/// Of the band's leads those connected; of few leads it is only context.
fn connection_rate(band: &Band, row: u32) -> Cell {
    let rate = ratio(&at(row, 5), &at(row, 3), (band.connected as f64, band.leads as f64));
    let young = Style::number(Number::Share).face(Face::Young).ink(Colour::Faint);
    if band.leads < cadence_parts::FEW { Cell::styled(rate, young) } else { rate.into() }
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
    if cadence.untimed > 0 {
        parts.push(desk.count("cadence-untimed", cadence.untimed, &[]));
    }
    parts.push(desk.count("cadence-untried", cadence.untried, &[]));
    parts.join(" · ")
}

/// How many leads waited longer than was agreed; nothing without an allowance, or with too few leads for a title.
fn bands_title(desk: &Desk) -> String {
    let cadence = &desk.card().cadence;
    let promise = promise(desk).zip(cadence.late).filter(|_| timed(cadence) >= cadence_parts::FEW);
    let Some((judged, late)) = promise else { return desk.word("chart-bands") };
    let within = judged.within.map(|within| desk.story.within(judged, within)).unwrap_or_default();
    let key = if late > 0 { "chart-bands-late" } else { "chart-bands-good" };
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
        Chart::new(ChartKind::Columns, (BANDS, RIGHT), (404, 228), (0.02, 0.15, 0.96, 0.68));
    chart.most = bands
        .iter()
        .map(|band| band.leads)
        .max()
        .filter(|most| *most > 0)
        .map(|most| most as f64 * 1.15);
    let said = (bands_title(desk), desk.word("chart-bands-alt"));
    sheet.charts.push(chart.with(series).saying(said.0, said.1));
}
