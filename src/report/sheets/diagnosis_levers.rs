//! Where each team should begin, with the arithmetic, and what asks for another strategy.

use crate::model::agreement::OwnerNames;
use crate::report::blocks::{nothing, section};
use crate::report::book::{Sheet, index};
use crate::report::desk::Desk;
use crate::report::style::{Align, Colour, Face, Style};
use crate::texts::levers::ToldLever;

/// First and last column of the two boxes.
const BOXES: [(u16, u16); 2] = [(1, 7), (9, 16)];
/// Rows of a box.
const ROWS: u32 = 4;

/// Lays the boxes and the reviews from a row on; gives the last row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    section(sheet, row, 1, &desk.word("diagnosis-levers"));
    let levers = &desk.card().diagnosis.levers;
    if levers.is_empty() {
        nothing(sheet, row + 1, 1, &desk.word("diagnosis-no-levers"));
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
