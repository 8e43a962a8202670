//! What the CRM knows: the deal that a lead became, and how it ended.

use chrono::{NaiveDateTime, TimeDelta, Timelike};

use super::dice::Dice;
use super::tries::{Course, Outcome};
use super::world::Recipe;

/// Why a deal was lost, as the agreement groups reasons.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    WrongNumber,
    WrongProfile,
    Duplicate,
    Unreached,
    NotNow,
    NotInterested,
    Competitor,
    Closed,
}

/// How a deal stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Open,
    Won(NaiveDateTime),
    Lost(NaiveDateTime, Reason),
}

/// One deal, to the minute.
#[derive(Clone)]
pub struct Deal {
    pub id: String,
    pub opened: NaiveDateTime,
    pub standing: Standing,
    pub cents: i64,
    /// Steps taken in the funnel, 0 to 4.
    pub step: usize,
}

/// The deal of a delivered lead, if it became one by the end of the sample.
pub fn deal(
    recipe: &Recipe,
    dice: &mut Dice,
    delivered: NaiveDateTime,
    course: &Course,
) -> Option<Deal> {
    let (opened, standing) = fate(recipe, dice, delivered, course)?;
    let known = |at: NaiveDateTime| at <= recipe.until;
    let standing = match standing {
        Standing::Won(at) | Standing::Lost(at, _) if !known(at) => Standing::Open,
        other => other,
    };
    let step = match standing {
        Standing::Won(_) => 4,
        Standing::Lost(
            _,
            Reason::WrongNumber | Reason::WrongProfile | Reason::Duplicate | Reason::Unreached,
        ) => 0,
        _ => 1 + dice.below(4),
    };
    let deal = Deal {
        id: id(dice),
        opened,
        standing,
        cents: dice.between(900, 18_000) * 100 + dice.pick(&[0, 0, 50, 90]),
        step,
    };
    known(opened).then_some(deal)
}

fn fate(
    recipe: &Recipe,
    dice: &mut Dice,
    delivered: NaiveDateTime,
    course: &Course,
) -> Option<(NaiveDateTime, Standing)> {
    if course.useless {
        return Some(given_back(recipe, dice, delivered, course));
    }
    let Some(connected) = course.connected else { return unreached(recipe, dice, course) };
    let opened = to_minute(connected) + TimeDelta::minutes(dice.between(2, 25));
    let after =
        |dice: &mut Dice, low, high| recipe.clock.after(connected, dice.between(low, high) * 480);
    let standing = match course.answer {
        Outcome::NotInterested => {
            Standing::Lost(opened + TimeDelta::minutes(3), Reason::NotInterested)
        }
        Outcome::NotNow => Standing::Lost(opened + TimeDelta::minutes(4), Reason::NotNow),
        _ => match dice.below(1000) {
            0..215 => Standing::Won(won_at(recipe, dice, delivered, opened)),
            215..470 => Standing::Lost(
                after(dice, 2, 28),
                dice.pick(&[
                    Reason::Competitor,
                    Reason::Competitor,
                    Reason::NotNow,
                    Reason::Closed,
                ]),
            ),
            470..760 => Standing::Open,
            _ => return None,
        },
    };
    Some((opened, to_the_minute(standing)))
}

/// A lead that was none: lost for marketing's reasons, some at once, most within the window, a few too late for it.
fn given_back(
    recipe: &Recipe,
    dice: &mut Dice,
    delivered: NaiveDateTime,
    course: &Course,
) -> (NaiveDateTime, Standing) {
    let reason = dice.pick(&[
        Reason::WrongNumber,
        Reason::WrongNumber,
        Reason::WrongProfile,
        Reason::WrongProfile,
        Reason::Duplicate,
    ]);
    let opened = course
        .touches
        .first()
        .map_or_else(|| recipe.clock.after(delivered, dice.between(3, 40)), |touch| touch.at);
    let wait = dice.weighted(&[((2, 9), 50), ((60, 800), 40), ((2_000, 3_600), 10)]);
    let closed = if course.touches.is_empty() {
        opened + TimeDelta::minutes(1)
    } else {
        recipe.clock.after(opened, dice.between(wait.0, wait.1))
    };
    (to_minute(opened), Standing::Lost(to_minute(closed), reason))
}

fn unreached(
    recipe: &Recipe,
    dice: &mut Dice,
    course: &Course,
) -> Option<(NaiveDateTime, Standing)> {
    let (first, last) = (course.touches.first()?, course.touches.last()?);
    let closed = to_minute(recipe.clock.after(last.at, dice.between(200, 1_500)));
    let given_up = dice.chance(560).then_some(Standing::Lost(closed, Reason::Unreached));
    given_up.map(|standing| (to_minute(first.at) + TimeDelta::minutes(1), standing))
}

fn won_at(
    recipe: &Recipe,
    dice: &mut Dice,
    delivered: NaiveDateTime,
    opened: NaiveDateTime,
) -> NaiveDateTime {
    let days = dice.weighted(&[((3, 12), 20), ((13, 30), 40), ((31, 56), 32), ((61, 84), 8)]);
    let day = delivered + TimeDelta::days(dice.between(days.0, days.1));
    recipe.clock.after(day.max(opened), dice.between(10, 300))
}

fn to_the_minute(standing: Standing) -> Standing {
    match standing {
        Standing::Won(at) => Standing::Won(to_minute(at)),
        Standing::Lost(at, reason) => Standing::Lost(to_minute(at), reason),
        Standing::Open => Standing::Open,
    }
}

/// The CRM keeps minutes.
fn to_minute(at: NaiveDateTime) -> NaiveDateTime {
    at.with_second(0).unwrap()
}

/// Twenty-four hexadecimal digits, as document stores number their rows.
fn id(dice: &mut Dice) -> String {
    format!("66{:016x}{:06x}", dice.bits(), dice.bits() % (1 << 24))
}
