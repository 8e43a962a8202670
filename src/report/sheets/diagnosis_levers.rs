//! Where each team should begin, with the arithmetic, and what asks for another strategy.

use crate::report::blocks::{nothing, section};
use crate::report::book::{Sheet, index};
use crate::report::desk::{Desk, capitalised};
use crate::report::style::{Align, Colour, Face, Style};
use crate::scorecard::card::{Breaches, Judged, Lever, Review, Slice};
use crate::texts::format;

use super::diagnosis_parts::part_name;

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
    for (lever, columns) in levers.iter().zip(BOXES) {
        boxed(sheet, row + 1, columns, &told(desk, lever));
    }
    reviews(desk, sheet, row + ROWS + 2)
}

fn boxed(sheet: &mut Sheet, row: u32, (first, last): (u16, u16), lines: &[String; 4]) {
    let [team, what, share, effect] = lines;
    let looks = [Style::LABEL, Style::TEXT.face(Face::Verdict), Style::TEXT.ink(Colour::Sub), Style::TEXT.ink(Colour::Sub)];
    for ((row, look), line) in (row..).zip(looks).zip([team, what, share, effect]) {
        let look = look.fill(Colour::Wash);
        sheet.paint(row, first + 1..=last, look);
        sheet.say(row, first, line, look.align(Align::Indented).edge(Colour::Act));
    }
}

/// Team, where to begin, and two lines of arithmetic.
fn told(desk: &Desk, lever: &Lever) -> [String; 4] {
    let team = desk.team(lever.team).to_uppercase();
    let Some(judged) = desk.judged(Some(lever.commitment)) else { return [team, String::new(), String::new(), String::new()] };
    let found = desk.card().diagnosis.breaches.iter().find(|own| own.commitment == lever.commitment);
    let noun = capitalised(&desk.said(&format!("noun.{}", judged.metric.word())));
    if let (Some(slice), Some(found)) = (&lever.slice, found) {
        let begin = desk.phrase(&format!("lever-{}", slice.by), &[("noun", &noun), ("who", &part_name(desk, slice))]);
        return [team, begin, shares(desk, found, slice), without(desk, judged, lever)];
    }
    let key = match judged.kind.is_paced() {
        true if desk.card().is_over => "lever-over",
        true => "lever-pace",
        false => "lever-all",
    };
    [team, desk.phrase(key, &[("noun", &noun)]), stands(desk, judged), left(desk, judged, lever)]
}

/// `31 das 64 falhas: 48% das falhas com 18% dos casos.`
fn shares(desk: &Desk, all: &Breaches, slice: &Slice) -> String {
    let (part, whole) = (desk.short(slice.breaches), desk.short(all.broken));
    let (broken, cases) = (desk.share(slice.breaches / all.broken, 0), desk.share(slice.cases / all.cases, 0));
    desk.phrase("lever-shares", &[("part", &part), ("all", &whole), ("broken", &broken), ("cases", &cases)])
}

/// `Com a taxa dos demais, iria de 84,4% para 90,3% (acordo 90%).`
fn without(desk: &Desk, judged: &Judged, lever: &Lever) -> String {
    let without = lever.without.map_or_else(String::new, |share| desk.share(share, 1));
    let values = [("actual", desk.story.actual(judged)), ("without", without), ("target", desk.story.target(judged))];
    desk.phrase("lever-without", &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

fn stands(desk: &Desk, judged: &Judged) -> String {
    if judged.kind.is_paced() {
        return capitalised(&desk.phrase("lever-progress", &[("what", &desk.story.progress(judged))]));
    }
    desk.phrase("lever-stands", &[("actual", &desk.story.actual(judged)), ("target", &desk.story.target(judged))])
}

fn left(desk: &Desk, judged: &Judged, lever: &Lever) -> String {
    let missing = lever.missing.filter(|missing| *missing >= 1.0).and_then(|missing| format!("{missing:.0}").parse::<u64>().ok());
    let cases = missing.map(|n| desk.count("lever-missing", n, &[]));
    cases.or_else(|| desk.story.still_to_go(judged).filter(|_| judged.kind.is_paced())).unwrap_or_default()
}

fn reviews(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let reviews = &desk.card().diagnosis.reviews;
    if reviews.is_empty() {
        return row - 1;
    }
    section(sheet, row, 1, &desk.word("diagnosis-review"));
    for (place, review) in reviews.iter().enumerate() {
        sheet.say(row + 1 + index(place), 1, reviewed(desk, review), Style::TEXT);
    }
    row + index(reviews.len())
}

fn reviewed(desk: &Desk, review: &Review) -> String {
    match review {
        Review::OffTrack { commitment, days } => {
            let name = desk.judged(Some(*commitment)).map_or_else(String::new, |judged| desk.story.commitment(judged));
            let days = desk.story.texts.count("unit.working-days", u64::try_from(*days).unwrap_or(0), &[]);
            desk.phrase("review-off-track", &[("commitment", &name), ("days", &days)])
        }
        Review::Ratio { planned, low, high } => {
            let exact = |end: f64| format::number(desk.story.texts.language, end, 2);
            let (planned, low) = (desk.short(*planned), exact(*low));
            let high = high.map_or_else(String::new, exact);
            let key = if high.is_empty() { "review-ratio-open" } else { "review-ratio" };
            desk.phrase(key, &[("planned", &planned), ("low", &low), ("high", &high)])
        }
    }
}
