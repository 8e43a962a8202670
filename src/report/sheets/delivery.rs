//! Entrega / Delivery: day by day, by source and campaign, rejections, fields of the hand-off, weekdays.

use chrono::Datelike;

use crate::model::words::Status;
use crate::model::zone::Day;
use crate::report::blocks::{
    ANALYSIS, Listing, RIGHT, SUPPORT, bars, head, nothing, number, ratio, section, sum, support,
    support_head, text, washed,
};
use crate::report::book::{Area, Cell, Sheet, TableColumn, Value, at, index, row_fixed};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Series, Stroke};
use crate::report::desk::{Desk, day_serial};
use crate::report::detail::Field;
use crate::report::recount::Test;
use crate::report::style::{Colour, Number, Style};
use crate::scorecard::card::DeliveryDay;
use crate::texts::names;

use super::cases::{deliveries, taken_off};
use super::delivery_groups;

const DAYS: u32 = 4;
const WEEKDAYS: u32 = 17;
/// Rows the right panel takes beside the days.
const RIGHT_END: u32 = 26;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let delivery = &desk.card().delivery;
    let mut sheet = desk.sheet("delivery", Colour::Plan, &ANALYSIS);
    head(desk, &mut sheet, &desk.word("sheet-delivery"), &message(desk));
    section(&mut sheet, 3, 1, &desk.word("delivery-days"));
    if delivery.days.is_empty() {
        nothing(&mut sheet, DAYS, 1, &desk.absent(desk.card().blind.delivered, "delivery-none"));
        sheet.print.last_row = DAYS + 1;
        return sheet;
    }
    let end = days(desk, &mut sheet);
    if delivery.delivered() > 0 {
        chart(desk, &mut sheet);
    } else {
        nothing(
            &mut sheet,
            DAYS + 1,
            RIGHT,
            &desk.absent(desk.card().blind.delivered, "delivery-none"),
        );
    }
    weekdays(desk, &mut sheet);
    delivery_groups::lay(desk, &mut sheet, end.max(RIGHT_END) + 1);
    sheet
}

fn message(desk: &Desk) -> String {
    let delivery = &desk.card().delivery;
    let sum =
        |part: fn(&DeliveryDay) -> Option<u64>| delivery.days.iter().filter_map(part).sum::<u64>();
    let (all, off) = (sum(|day| day.delivered), sum(|day| day.deducted));
    let mut parts = vec![desk.count(
        if off > 0 { "delivery-message-net" } else { "delivery-message" },
        all - off.min(all),
        &[],
    )];
    // Too early to judge, a share of what was due says nothing.
    let is_early =
        desk.judged(delivery.commitment).is_some_and(|own| own.status == Status::NotAssessed);
    let known = delivery.days.iter().rev().find(|day| day.cumulated.is_some() && !is_early);
    if let Some((done, due)) = known
        .and_then(|day| Some((day.cumulated? as f64, day.expected?)))
        .filter(|(_, due)| *due > 0.0)
    {
        parts.push(desk.phrase("delivery-message-pace", &[("share", &desk.share(done / due, 0))]));
    }
    let rejected = sum(|day| day.rejected);
    if rejected > 0 {
        parts.push(desk.count("delivery-message-rejected", rejected, &[]));
    }
    format!("{}{}.", of_scope(desk), parts.join(", "))
}

/// `Google Ads: ` where the sheet speaks of those leads alone that the promised delivery is about.
fn of_scope(desk: &Desk) -> String {
    let conditions =
        desk.judged(desk.card().delivery.commitment).map_or(&[][..], |own| &own.conditions);
    let scope = names::scope(desk.story.agreement.report.personal_data, conditions);
    if scope.is_empty() { scope } else { format!("{scope}: ") }
}

fn days(desk: &Desk, sheet: &mut Sheet) -> u32 {
    let days = &desk.card().delivery.days;
    let columns = vec![
        (desk.word("head-working-day"), Style::date(Number::Weekday)),
        (desk.word("head-day-target"), number(Number::OneDotted)),
        (desk.word("head-delivered"), number(Number::Count)),
        (desk.word("head-accepted"), number(Number::Dotted)),
        (desk.word("head-rejected"), number(Number::Dotted)),
        (desk.word("head-undecided"), number(Number::Dotted)),
        (desk.word("head-deducted"), number(Number::Dotted)),
        (desk.word("head-cumulated"), number(Number::Count).strong()),
        (desk.word("head-expected-cumulated"), number(Number::One)),
    ];
    let mut listing = Listing::new(desk.word("table-days"), (DAYS, 1), columns);
    let forecast = (desk.word("head-forecast-cumulated"), number(Number::Count));
    let has_forecast = desk.card().delivery.forecast.is_some();
    listing
        .columns
        .extend(has_forecast.then_some(TableColumn { head: forecast.0, style: forecast.1 }));
    for row in rows(desk) {
        let mut cells = day_cells(desk, &row, listing.next_row());
        cells.extend(has_forecast.then(|| Value::maybe(row.forecast)));
        let styled = cells
            .into_iter()
            .zip(&listing.columns)
            .map(|(value, column)| dressed(value, column.style, &row))
            .collect();
        listing.rows.push(styled);
    }
    listing.total = Some(total(desk, &listing, days));
    listing.lay(sheet)
}

/// The days, the one of the cut-off in two: what was until then, and what is left of it.
fn rows(desk: &Desk) -> Vec<DeliveryDay> {
    let split = |day: &DeliveryDay| {
        let rest = day
            .expected_by_end
            .zip(day.expected)
            .map(|(end, now)| end - now)
            .filter(|rest| day.is_today && *rest > 1e-9);
        let Some(rest) = rest else { return vec![*day] };
        let until =
            DeliveryDay { target: day.target.map(|target| target - rest), forecast: None, ..*day };
        let left = DeliveryDay {
            target: Some(rest),
            expected: day.expected_by_end,
            delivered: None,
            accepted: None,
            rejected: None,
            deducted: None,
            cumulated: None,
            ..*day
        };
        vec![until, left]
    };
    desk.card().delivery.days.iter().flat_map(split).collect()
}

/// Today stands out; days to come are quiet.
fn dressed(value: Value, style: Style, day: &DeliveryDay) -> Cell {
    let day_as =
        |number| if style.number == Number::Weekday { Style { number, ..style } } else { style };
    if day.is_today && day.delivered.is_some() {
        Cell::styled(value, washed(day_as(Number::WeekdayUntil)))
    } else if day.is_today {
        Cell::styled(value, day_as(Number::WeekdayRest).ink(Colour::Sub))
    } else if day.delivered.is_none() {
        Cell::styled(value, style.ink(Colour::Sub))
    } else {
        value.into()
    }
}

fn day_cells(desk: &Desk, day: &DeliveryDay, row: u32) -> Vec<Value> {
    let serial = day_serial(day.day);
    let on_day =
        || vec![Test::Flag(Field::InPeriod), Test::NumberAt(Field::Day, serial, at(row, 1))];
    let rows = deliveries(desk);
    let decided = |word: &str, shown: Option<u64>| {
        let tests = [on_day(), vec![Test::Is(Field::Decision, word.into())]].concat();
        shown.map_or(Value::Empty, |shown| rows.counted(shown, &tests))
    };
    let (accepted, rejected) = (desk.word("decision-accepted"), desk.word("decision-rejected"));
    let open = day.delivered.map(|all| {
        all as f64 - day.accepted.unwrap_or(0) as f64 - day.rejected.unwrap_or(0) as f64
    });
    let open_formula = format!("={}-{}-{}", at(row, 3), at(row, 4), at(row, 5));
    vec![
        Value::Number(serial),
        Value::maybe(day.target),
        day.delivered.map_or(Value::Empty, |all| rows.counted(all, &on_day())),
        decided(&accepted, day.accepted),
        decided(&rejected, day.rejected),
        open.map_or(Value::Empty, |open| Value::formula(open_formula, Some(open))),
        day.deducted.map_or(Value::Empty, |off| taken_off(desk, &rows, off, on_day())),
        cumulated(day, row),
        Value::maybe(day.expected),
    ]
}

/// Delivered less deducted up to the day: what the days above come to.
fn cumulated(day: &DeliveryDay, row: u32) -> Value {
    let Some(shown) = day.cumulated else { return Value::Empty };
    let span = |column| format!("SUM({}:{})", row_fixed(DAYS + 1, column), at(row, column));
    Value::formula(format!("={}-{}", span(3), span(7)), Some(shown as f64))
}

fn total(desk: &Desk, listing: &Listing, days: &[DeliveryDay]) -> Vec<Cell> {
    let row = listing.next_row();
    let counted = |column, part: fn(&DeliveryDay) -> Option<u64>| {
        Cell::from(sum(listing.area(column), days.iter().filter_map(part).sum::<u64>() as f64))
    };
    let target: f64 = days.iter().filter_map(|day| day.target).sum();
    let has_target = days.iter().any(|day| day.target.is_some());
    let of =
        |part: fn(&DeliveryDay) -> Option<u64>| days.iter().filter_map(part).sum::<u64>() as f64;
    let open = of(|day| day.delivered) - of(|day| day.accepted) - of(|day| day.rejected);
    let net = of(|day| day.delivered) - of(|day| day.deducted);
    vec![
        Cell::styled(Value::text(desk.word("head-period")), text()),
        if has_target { sum(listing.area(1), target) } else { Value::Empty }.into(),
        counted(2, |day| day.delivered),
        counted(3, |day| day.accepted),
        counted(4, |day| day.rejected),
        sum(listing.area(5), open).into(),
        counted(6, |day| day.deducted),
        Value::formula(format!("={}-{}", at(row, 3), at(row, 7)), Some(net)).into(),
        Value::Empty.into(),
    ]
}

/// Words that fit along an axis.
const MOST_WORDS: usize = 28;

/// Words along an axis beside which a longer one, today's, still has room.
const ROOMY: usize = 12;

/// The words of days along an axis: as many as fit; today's always, and then none beside it where it is tight.
fn axis_words(desk: &Desk, days: &[DeliveryDay]) -> Vec<Value> {
    let today = days.iter().position(|day| day.is_today && day.delivered.is_some());
    let words = days.iter().enumerate().map(|(place, day)| match today {
        Some(today) if place == today => desk.word("today"),
        _ => axis_word(place, days.len(), today, day.day),
    });
    words.map(Value::text).collect()
}

/// The word of a day at a place of an axis; a blank where there is no room for it.
pub fn axis_word(place: usize, places: usize, today: Option<usize>, day: Day) -> String {
    let is_beside = places > ROOMY && today.is_some_and(|today| today.abs_diff(place) == 1);
    let has_room = place.is_multiple_of(places.div_ceil(MOST_WORDS).max(1)) && !is_beside;
    if has_room { day_of_month(day) } else { " ".to_owned() }
}

/// `23`.
fn day_of_month(day: Day) -> String {
    day.date().day().to_string()
}

/// Share of the tallest bar from which a number has room within one.
const TALL_ENOUGH: f64 = 0.15;

fn chart(desk: &Desk, sheet: &mut Sheet) {
    let days = rows(desk);
    support_head(
        sheet,
        DAYS,
        SUPPORT,
        &[&desk.word("support-axis"), &desk.word("head-forecast-day")],
    );
    support(sheet, DAYS + 1, SUPPORT, axis_words(desk, &days).into_iter());
    support(sheet, DAYS + 1, SUPPORT + 1, carried_a_day(&days).map(Value::maybe));
    let last = DAYS + index(days.len());
    let area = |column| Area::column(column, DAYS + 1, last);
    let inside = if days.len() > MOST_WORDS { Labels::None } else { within_bars(desk, &days) };
    let mut chart =
        Chart::new(ChartKind::Columns, (DAYS, RIGHT), (404, 232), (0.02, 0.16, 0.96, 0.70));
    chart.word_size = 8.0;
    if days.iter().any(|day| day.target.is_some()) {
        chart = chart.with(Series::new(
            desk.word("head-day-target"),
            area(SUPPORT),
            area(2),
            Stroke::Outline,
        ));
    }
    if days.iter().any(|day| day.forecast.is_some()) {
        chart = chart.with(Series::new(
            desk.word("head-forecast-day"),
            area(SUPPORT),
            area(SUPPORT + 1),
            Stroke::Hatched,
        ));
    }
    let delivered = Series::new(
        desk.word("head-delivered"),
        area(SUPPORT),
        area(3),
        Stroke::Solid(Colour::Act),
    )
    .labelled(inside);
    sheet.charts.push(chart.with(delivered).saying(chart_message(desk), alt(desk, &days)));
}

/// The number of each day within the end of its bar, where the bar is tall enough for it.
fn within_bars(desk: &Desk, days: &[DeliveryDay]) -> Labels {
    let tallest = days.iter().map(|day| {
        let delivered = day.delivered.map_or(0.0, |leads| leads as f64);
        day.target.unwrap_or(0.0).max(delivered)
    });
    let least = TALL_ENOUGH * tallest.fold(0.0, f64::max);
    let word = |day: &DeliveryDay| {
        let leads = day.delivered.filter(|leads| *leads > 0 && *leads as f64 >= least)?;
        Some(desk.whole(leads))
    };
    Labels::Words(LabelPlace::Inside, days.iter().map(word).collect())
}

/// What is drawn, the newest day first.
fn alt(desk: &Desk, days: &[DeliveryDay]) -> String {
    let told = days.iter().rev().filter_map(|day| {
        Some(format!("{} {}", desk.story.day(day.day), desk.whole(day.delivered?)))
    });
    desk.alt("chart-days-alt", told)
}

/// What each day to come would bring on the way to the forecast.
fn carried_a_day(days: &[DeliveryDay]) -> impl Iterator<Item = Option<f64>> + '_ {
    let mut before = days.iter().rev().find_map(|day| day.cumulated).map(|done| done as f64);
    days.iter().map(move |day| {
        let own = day.forecast?;
        let brought = own - before?;
        before = Some(own);
        Some(brought)
    })
}

fn chart_message(desk: &Desk) -> String {
    let done: Vec<&DeliveryDay> = desk
        .card()
        .delivery
        .days
        .iter()
        .filter(|day| day.delivered.is_some() && !day.is_today)
        .collect();
    let working = done
        .iter()
        .filter(|day| desk.story.calendar.is_working_day(day.day))
        .filter_map(|day| day.delivered);
    let (Some(least), Some(most)) = (working.clone().min(), working.max()) else {
        return desk.word("chart-days-none");
    };
    let (least, most) = (desk.whole(least), desk.whole(most));
    let target = done.iter().rev().filter_map(|day| day.target).find(|target| *target > 0.0);
    let values = [("low", least.as_str()), ("high", most.as_str())];
    match target {
        Some(target) => desk.phrase(
            "chart-days-target",
            &[values.as_slice(), &[("target", &desk.short(target))]].concat(),
        ),
        None => desk.phrase("chart-days", &values),
    }
}

fn weekdays(desk: &Desk, sheet: &mut Sheet) {
    let weekdays = &desk.card().delivery.weekdays;
    sheet.say(WEEKDAYS, RIGHT, desk.word("delivery-weekdays"), Style::SECTION);
    if weekdays.is_empty() {
        nothing(sheet, WEEKDAYS + 1, RIGHT, &desk.word("delivery-weekdays-none"));
        return;
    }
    let columns = vec![
        (desk.word("head-weekday"), text()),
        (desk.word("head-share"), number(Number::Share)),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-days"), number(Number::Count)),
        (desk.word("head-per-day"), number(Number::One)),
    ];
    let mut listing = Listing {
        head_px: None,
        ..Listing::new(desk.word("table-weekdays"), (WEEKDAYS + 1, RIGHT), columns)
    };
    let all: u64 = weekdays.iter().map(|day| day.leads).sum();
    let end = WEEKDAYS + 2 + index(weekdays.len());
    let whole = row_fixed(end, RIGHT + 2);
    for day in weekdays {
        let row = listing.next_row();
        let (leads, days) = (day.leads as f64, day.days as f64);
        listing.rows.push(vec![
            Value::text(desk.weekday(day.number)).into(),
            ratio(&at(row, RIGHT + 2), &whole, (leads, all as f64)).into(),
            Value::Number(leads).into(),
            Value::Number(days).into(),
            ratio(&at(row, RIGHT + 2), &at(row, RIGHT + 3), (leads, days)).into(),
        ]);
    }
    let days = weekdays.iter().map(|day| day.days).sum::<u64>() as f64;
    listing.total = Some(vec![
        Value::text(desk.word("total")).into(),
        Value::Empty.into(),
        sum(listing.area(2), all as f64).into(),
        sum(listing.area(3), days).into(),
        ratio(&at(end, RIGHT + 2), &at(end, RIGHT + 3), (all as f64, days)).into(),
    ]);
    bars(sheet, listing.area(1), Colour::Bar, listing.most(1));
    let end = listing.lay(sheet);
    sheet.say(end, RIGHT, desk.word("delivery-weekdays-note"), Style::NOTE);
}
