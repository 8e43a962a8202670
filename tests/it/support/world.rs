//! A small seeded market: who came, when marketing handed over, what sales did about it.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};

use super::clock::WorkClock;
use super::deals::{self, Deal};
use super::dice::Dice;
use super::people::{Census, Person};
use super::places::Country;
use super::tries::{self, Touch};

/// What a market is made from.
pub struct Recipe {
    pub seed: u64,
    pub country: &'static Country,
    pub clock: WorkClock,
    /// Nothing is known after this instant.
    pub until: NaiveDateTime,
    /// Month of 2026 and leads delivered in it.
    pub deliveries: &'static [(u32, usize)],
    /// People who came and were never delivered.
    pub undelivered: usize,
    /// Source and its weight; the first is the one that sales answers at once.
    pub sources: &'static [(&'static str, usize)],
    /// Owner and weight; the first is the slow one.
    pub owners: &'static [(&'static str, usize)],
    /// In how many of 1,000 cases each try is answered, whatever its channel; empty: by its channel.
    pub answers: &'static [usize],
}

/// One hand-off episode, or someone who has not been handed over.
#[derive(Clone)]
pub struct Lead {
    pub person: Person,
    pub source: &'static str,
    pub owner: &'static str,
    pub created: NaiveDateTime,
    pub delivered: Option<NaiveDateTime>,
    pub touches: Vec<Touch>,
    pub deal: Option<Deal>,
    /// Profile A to D.
    pub profile: char,
    pub score: i64,
}

/// The leads of a recipe, by creation.
pub fn leads(recipe: &Recipe) -> Vec<Lead> {
    let mut dice = Dice::new(recipe.seed);
    let mut census = Census::of(recipe.country);
    let mut leads: Vec<Lead> = deliveries(recipe, &mut dice)
        .into_iter()
        .map(|at| delivered(recipe, &mut dice, &mut census, at))
        .collect();
    come_back(&mut leads);
    leads.extend((0..recipe.undelivered).map(|_| undelivered(recipe, &mut dice, &mut census)));
    leads.sort_by_key(|lead| lead.created);
    leads
}

fn deliveries(recipe: &Recipe, dice: &mut Dice) -> Vec<NaiveDateTime> {
    let mut moments = Vec::new();
    for &(month, count) in recipe.deliveries {
        let days = days_of(recipe, month);
        moments.extend((0..count).map(|_| moment_on(recipe, dice, &days)));
    }
    let last = recipe.until - TimeDelta::seconds(18 * 60 + 48);
    *moments.iter_mut().max().unwrap() = last;
    moments.sort_unstable();
    moments
}

/// The days of a month up to the end of the sample: leads come on any day, most on working days.
fn days_of(recipe: &Recipe, month: u32) -> Vec<(NaiveDate, usize)> {
    let first = NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
    let month_days = first
        .iter_days()
        .take_while(|day| day.format("%m").to_string() == first.format("%m").to_string());
    let known = month_days.take_while(|day| *day < recipe.until.date());
    known.map(|day| (day, if recipe.clock.works_on(day) { 16 } else { 2 })).collect()
}

fn moment_on(recipe: &Recipe, dice: &mut Dice, days: &[(NaiveDate, usize)]) -> NaiveDateTime {
    let day = dice.weighted(days);
    let busy = recipe.clock.works_on(day) && dice.chance(880);
    let second = if busy {
        dice.between(8 * 3600, 17 * 3600 + 2400)
    } else {
        dice.between(600, 23 * 3600 + 3000)
    };
    day.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::seconds(second)
}

fn delivered(recipe: &Recipe, dice: &mut Dice, census: &mut Census, at: NaiveDateTime) -> Lead {
    let ripening = dice.weighted(&[
        ((4, 50), 45),
        ((60, 1_400), 20),
        ((1_500, 9_000), 25),
        ((9_000, 26_000), 10),
    ]);
    let created =
        (at - TimeDelta::minutes(dice.between(ripening.0, ripening.1))).max(first_day(recipe));
    let mut lead = visitor(recipe, dice, census, created);
    lead.delivered = Some(at);
    let hot = lead.source == recipe.sources[0].0;
    let slow = lead.owner == recipe.owners[0].0;
    let course = tries::course(recipe, dice, at, hot, slow);
    lead.deal = deals::deal(recipe, dice, at, &course);
    lead.touches = course.touches.into_iter().filter(|touch| touch.at <= recipe.until).collect();
    lead
}

fn undelivered(recipe: &Recipe, dice: &mut Dice, census: &mut Census) -> Lead {
    let minutes = (recipe.until - first_day(recipe)).num_minutes();
    let created =
        first_day(recipe) + TimeDelta::seconds(dice.between(1, minutes) * 60 - dice.between(1, 59));
    visitor(recipe, dice, census, created)
}

fn visitor(recipe: &Recipe, dice: &mut Dice, census: &mut Census, created: NaiveDateTime) -> Lead {
    Lead {
        person: census.person(dice),
        source: dice.weighted(recipe.sources),
        owner: dice.weighted(recipe.owners),
        created,
        delivered: None,
        touches: Vec::new(),
        deal: None,
        profile: dice.weighted(&[('A', 25), ('B', 40), ('C', 25), ('D', 10)]),
        score: dice.between(4, 100),
    }
}

fn first_day(recipe: &Recipe) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, recipe.deliveries[0].0, 1).unwrap().and_hms_opt(0, 10, 0).unwrap()
}

/// Four of the earliest people are delivered again more than ninety days later: new episodes.
fn come_back(leads: &mut [Lead]) {
    let first: BTreeMap<usize, Person> =
        (0..4).map(|index| (index, leads[index * 3].person.clone())).collect();
    let count = leads.len();
    let long_after = leads[9].delivered.unwrap() + Days::new(100);
    for (index, person) in first {
        let again = &mut leads[count - 30 + index * 7];
        assert!(again.delivered.unwrap() > long_after);
        again.person = person;
        again.created = again.delivered.unwrap() - TimeDelta::minutes(9);
    }
}
