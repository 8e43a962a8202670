//! Rows of deals and activities about a world's leads, and about nobody.

use chrono::{NaiveDateTime, TimeDelta};

use super::people::{OWNERS, Pen, REASONS, SOURCES, Span};
use super::world::{Row, cell};
use crate::support::dice::Dice;

/// The moment a lead row speaks of: its delivery, else its creation.
fn moment_of(row: &Row, span: Span, dice: &mut Dice) -> NaiveDateTime {
    let text = [cell(row, "delivered"), cell(row, "created")]
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or("")
        .to_owned();
    let padded =
        format!("{text}{}", " 11:00:00".get(text.len().saturating_sub(10).min(9)..).unwrap_or(""));
    NaiveDateTime::parse_from_str(padded.get(..19).unwrap_or(""), "%Y-%m-%d %H:%M:%S")
        .unwrap_or_else(|_| span.moment(dice))
}

/// Keys of a lead row, one of the kinds, or of nobody.
fn name(dice: &mut Dice, target: &Row, row: &mut Row, deals: &[Row]) {
    let mut put = |field: &str, text: &str| drop(row.insert(field.to_owned(), text.to_owned()));
    match dice.below(12) {
        0..3 => put("lead", cell(target, "id")),
        3..6 => put("email", cell(target, "email")),
        6..8 => put("phone", cell(target, "phone")),
        8 => put("person", cell(target, "person")),
        9 if !deals.is_empty() => put("deal", cell(&deals[dice.below(deals.len())], "id")),
        10 if dice.chance(400) => put("email", "ninguem@z.com"),
        _ => {
            put("lead", if dice.chance(900) { cell(target, "id") } else { "L999" });
            put("email", cell(target, "email"));
        }
    }
}

pub fn deal_rows(
    dice: &mut Dice,
    columns: &[String],
    leads: &[Row],
    span: Span,
    pen: &Pen,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    // Some tools open the deal themselves, at the hand-off.
    let (from, to) = dice.weighted(&[((-100_000, 900_000), 5), ((1, 900), 1), ((400, 90_000), 1)]);
    for n in 0..dice.below(14) {
        let target = leads[dice.below(leads.len())].clone();
        let mut row = Row::new();
        name(dice, &target, &mut row, &[]);
        let created = moment_of(&target, span, dice) + TimeDelta::seconds(dice.between(from, to));
        let mut put = |field: &str, text: String| drop(row.insert(field.to_owned(), text));
        put("id", format!("N{n:02}"));
        put("created", pen.write(dice, created));
        put("owner", dice.pick(&OWNERS).to_owned());
        put("stage", dice.pick(&["", "delivered", "accepted", "sql", "opportunity"]).to_owned());
        put("source", dice.pick(&SOURCES).to_owned());
        put("value", dice.pick(&["", "1000", "2500.50", "99.9"]).to_owned());
        let end = created + TimeDelta::seconds(dice.between(-2_000, 2_500_000));
        if dice.chance(300) {
            let at = created + TimeDelta::seconds(dice.between(-50_000, 200_000));
            put("first-contact", pen.write(dice, at));
        }
        match dice.below(3) {
            0 => put("status", "open".to_owned()),
            1 => {
                put("status", "won".to_owned());
                put("won", pen.write(dice, end));
            }
            _ => {
                put("status", "lost".to_owned());
                put("lost", pen.write(dice, end));
                put("lost-reason", dice.pick(&REASONS).0.to_owned());
            }
        }
        row.retain(|field, text| columns.contains(field) && !text.is_empty());
        if dice.chance(80) {
            // The same deal once more, for its second contact.
            let mut again = row.clone();
            again.insert("email".to_owned(), "ninguem2@z.com".to_owned());
            again.retain(|field, _| columns.contains(field));
            rows.push(again);
        }
        rows.push(row);
    }
    rows
}

pub fn activity_rows(
    dice: &mut Dice,
    columns: &[String],
    leads: &[Row],
    deals: &[Row],
    span: Span,
    pen: &Pen,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..dice.below(60) {
        let target = &leads[dice.below(leads.len())];
        let from = moment_of(target, span, dice);
        let (low, high) = dice.weighted(&[
            ((0, 0), 1),
            ((-400_000, -1), 1),
            ((1, 4_000), 3),
            ((1, 200_000), 3),
            ((1, 1_500_000), 2),
        ]);
        let mut at = from + TimeDelta::seconds(dice.between(low, high));
        let mut row = Row::new();
        name(dice, target, &mut row, deals);
        for repeat in 0..=dice.weighted(&[(0_usize, 8), (1, 3), (3, 1)]) {
            let mut row = row.clone();
            let written = pen.write(dice, at);
            touch(dice, &mut row, &written, repeat > 0);
            row.retain(|field, text| columns.contains(field) && !text.is_empty());
            rows.push(row);
            at += TimeDelta::seconds(dice.pick(&[0, 60, 600, 899, 900, 4_000, 90_000]));
        }
    }
    // In every third export the column only ticks what is done.
    if rows.len().is_multiple_of(3) {
        rows.iter_mut().for_each(|row| row.retain(|field, text| field != "done" || text != "no"));
    }
    rows
}

fn touch(dice: &mut Dice, row: &mut Row, at: &str, is_again: bool) {
    let mut put = |field: &str, text: &str| drop(row.insert(field.to_owned(), text.to_owned()));
    put("at", at);
    put(
        "channel",
        dice.pick(&[
            "call", "call", "call", "email", "whatsapp", "WhatsApp", "sms", "social", "meeting",
            "task", "other", "pombo", "",
        ]),
    );
    put(
        "direction",
        dice.weighted(&[("", 5), ("outbound", 5), ("inbound", if is_again { 1 } else { 3 })]),
    );
    let outcomes = [
        ("", 6),
        ("no-answer", 6),
        ("connected", 3),
        ("not-interested", 1),
        ("not-now", 1),
        ("meeting-held", 1),
        ("not-done", 1),
        ("automatic", 1),
        ("talvez", 1),
    ];
    put("outcome", dice.weighted(&outcomes));
    put("owner", dice.pick(&OWNERS));
    put("done", dice.weighted(&[("", 4), ("yes", 8), ("no", 1)]));
    put("automatic", dice.weighted(&[("", 6), ("no", 6), ("yes", 1)]));
    put("duration", dice.weighted(&[("", 4), ("0", 2), ("35", 2)]));
}
