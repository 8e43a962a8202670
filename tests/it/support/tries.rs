//! How sales follows a delivered lead up: when the first try comes, how many follow, which one is answered.

use chrono::{NaiveDateTime, TimeDelta, Timelike};

use super::dice::Dice;
use super::world::Recipe;

/// How somebody was contacted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    Call,
    Email,
    Whatsapp,
    Meeting,
}

/// What came of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was written down.
    Blank,
    Connected,
    NoAnswer,
    NotInterested,
    NotNow,
    MeetingHeld,
    NotDone,
    Automatic,
    /// A word that the agreement does not know.
    Unknown,
}

/// One contact in the export.
#[derive(Clone, Copy)]
pub struct Touch {
    pub at: NaiveDateTime,
    /// Written down without a time of day.
    pub day_only: bool,
    pub channel: Channel,
    pub inbound: bool,
    pub outcome: Outcome,
}

/// How following one lead up went.
pub struct Course {
    pub touches: Vec<Touch>,
    pub connected: Option<NaiveDateTime>,
    /// What the connection brought.
    pub answer: Outcome,
    /// Marketing's lead is no lead: sales gives it back.
    pub useless: bool,
}

const ORDER: [Channel; 6] = [
    Channel::Call,
    Channel::Whatsapp,
    Channel::Call,
    Channel::Email,
    Channel::Call,
    Channel::Whatsapp,
];

/// Follows one lead up; `hot` leads are answered first, a `slow` owner answers late.
pub fn course(
    recipe: &Recipe,
    dice: &mut Dice,
    delivered: NaiveDateTime,
    hot: bool,
    slow: bool,
) -> Course {
    let mut course = Course {
        touches: Vec::new(),
        connected: None,
        answer: Outcome::Blank,
        useless: dice.chance(58),
    };
    if course.useless && dice.chance(300) || dice.chance(if slow { 70 } else { 8 }) {
        return course;
    }
    let patience = if course.useless { 1 } else { patience(dice, slow) };
    let mut at = recipe.clock.after(delivered, response(dice, hot, slow));
    let mut order = ORDER;
    if dice.chance(140) {
        order.swap(0, 3);
    }
    for (place, channel) in order.into_iter().take(patience).enumerate() {
        let moment = late_hours(dice, at, delivered);
        try_once(dice, &mut course, (moment, channel), recipe.answers.get(place).copied());
        if course.connected.is_some() {
            break;
        }
        at = recipe.clock.after(at, dice.between(160, 820));
    }
    stay_in_touch(recipe, dice, &mut course);
    course
}

fn patience(dice: &mut Dice, slow: bool) -> usize {
    if dice.chance(if slow { 450 } else { 130 }) { 2 + dice.below(3) } else { 6 }
}

/// Working minutes from the hand-off to the first try.
fn response(dice: &mut Dice, hot: bool, slow: bool) -> i64 {
    let bands: &[((i64, i64), usize)] = match (slow, hot) {
        (true, _) => &[((3, 13), 14), ((16, 57), 32), ((64, 420), 38), ((480, 1_400), 16)],
        (false, true) => &[((1, 13), 90), ((16, 56), 6), ((63, 240), 3), ((300, 900), 1)],
        (false, false) => &[((2, 14), 42), ((16, 56), 53), ((63, 240), 4), ((300, 1_100), 1)],
    };
    let (low, high) = dice.weighted(bands);
    dice.between(low, high)
}

/// A few tries are made in the evening instead.
fn late_hours(dice: &mut Dice, at: NaiveDateTime, delivered: NaiveDateTime) -> NaiveDateTime {
    let evening = at.with_hour(18).unwrap().with_minute(at.minute()).unwrap()
        + TimeDelta::minutes(dice.between(5, 90));
    if dice.chance(25) && evening > delivered { evening } else { at }
}

/// One try; where answers come by tries and not by channels, a message that was answered is written down as one.
fn try_once(
    dice: &mut Dice,
    course: &mut Course,
    (at, channel): (NaiveDateTime, Channel),
    chance: Option<usize>,
) {
    let by_channel = match channel {
        Channel::Call => 330,
        Channel::Whatsapp => 290,
        _ => 140,
    };
    let answered = dice.chance(chance.unwrap_or(by_channel));
    if channel == Channel::Call {
        call(dice, course, at, answered);
    } else {
        let first = course.touches.len();
        write(dice, course, at, channel, answered);
        let touch = course.touches.get_mut(first).filter(|_| answered && chance.is_some());
        touch.into_iter().for_each(|touch| touch.outcome = Outcome::Connected);
    }
}

fn call(dice: &mut Dice, course: &mut Course, at: NaiveDateTime, answered: bool) {
    let repeated = !answered && dice.chance(180);
    let answer = dice.weighted(&[
        (Outcome::Connected, 74),
        (Outcome::NotInterested, 11),
        (Outcome::NotNow, 11),
        (Outcome::MeetingHeld, 3),
    ]);
    let missed = if dice.chance(12) { Outcome::Unknown } else { Outcome::NoAnswer };
    course.touches.push(outbound(at, Channel::Call, if answered { answer } else { missed }));
    if repeated {
        // A second ring within the burst: the same try.
        course.touches.push(outbound(
            at + TimeDelta::seconds(dice.between(90, 700)),
            Channel::Call,
            Outcome::NoAnswer,
        ));
    }
    if answered {
        (course.connected, course.answer) = (Some(at), answer);
    } else if dice.chance(25) {
        let back = at + TimeDelta::minutes(dice.between(20, 150));
        course
            .touches
            .push(Touch { inbound: true, ..outbound(back, Channel::Call, Outcome::NoAnswer) });
    }
}

fn write(
    dice: &mut Dice,
    course: &mut Course,
    at: NaiveDateTime,
    channel: Channel,
    answered: bool,
) {
    let day_only = channel == Channel::Email && dice.chance(260);
    course.touches.push(Touch { day_only, ..outbound(at, channel, Outcome::Blank) });
    if answered {
        let back = at + TimeDelta::seconds(dice.between(150, 14_000));
        course.touches.push(Touch { inbound: true, ..outbound(back, channel, Outcome::Blank) });
        (course.connected, course.answer) = (Some(back), Outcome::Connected);
    } else if channel == Channel::Email && dice.chance(100) {
        let echo = at + TimeDelta::seconds(dice.between(5, 50));
        course.touches.push(outbound(echo, Channel::Email, Outcome::Automatic));
    }
}

/// After a connection: a message the next day, a meeting held or missed.
fn stay_in_touch(recipe: &Recipe, dice: &mut Dice, course: &mut Course) {
    let Some(connected) = course
        .connected
        .filter(|_| matches!(course.answer, Outcome::Connected | Outcome::MeetingHeld))
    else {
        return;
    };
    if dice.chance(350) {
        let at = recipe.clock.after(connected, dice.between(300, 1_500));
        course.touches.push(outbound(
            at,
            dice.pick(&[Channel::Whatsapp, Channel::Email]),
            Outcome::Blank,
        ));
    }
    if dice.chance(420) {
        let at = recipe.clock.after(connected, dice.between(480, 2_900));
        let outcome = if dice.chance(860) { Outcome::MeetingHeld } else { Outcome::NotDone };
        course.touches.push(outbound(at, Channel::Meeting, outcome));
    }
}

/// A touch that we made.
pub fn outbound(at: NaiveDateTime, channel: Channel, outcome: Outcome) -> Touch {
    Touch { at, day_only: false, channel, inbound: false, outcome }
}
