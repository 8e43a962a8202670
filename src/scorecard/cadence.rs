//! How the period's deliveries were worked: time to the first attempt, tries before connection, channels, hours.

use std::collections::BTreeMap;

use chrono::{Datelike, Timelike};

use crate::casebook::Facts;
use crate::metrics::cohort::Cohort;
use crate::metrics::column::{Column, Keys, Mask};
use crate::metrics::contacts::Contacts;
use crate::metrics::measure::{Kind, percentile};
use crate::metrics::spec::Need;
use crate::metrics::totals;
use crate::metrics::world::World;
use crate::model::agreement::{Allowance, Clock, DurationUnit};
use crate::model::dataset::Contact;
use crate::model::fold::fold_words;
use crate::model::words::{Channel, Metric, Milestone};

use super::apart::apart;
use super::judge::Case;
use super::judged::Judged;
use super::tables::{Band, Cadence, ChannelRow, HourRow, OwnerCadence, TryRow};

/// Upper bounds of the bands, in seconds.
pub const BANDS: [i64; 6] = [900, 1_800, 3_600, 7_200, 14_400, 28_800];
/// Tries listed one by one; the last row is *that many or more*.
const TRY_ROWS: u32 = 7;

/// The period's deliveries and how each was worked.
struct Worked<'a> {
    cohort: Cohort<'a>,
    /// Seconds to the first attempt by the promise's clock.
    seconds: Column<Option<i64>>,
    is_tried: Mask,
    is_connected: Mask,
    /// Connected, or without a contact that may have been it: nobody wrote what came of that one.
    is_told: Mask,
    /// Some file tells who was reached: else nobody is counted as never reached.
    tells: bool,
    tries: Column<Option<u32>>,
}

/// The cadence of the period's deliveries.
pub fn cadence(world: World, facts: &Facts, commitments: &[Judged], cases: &[Case]) -> Cadence {
    let own = first_attempt(commitments);
    let promise = own.and_then(|own| commitments.get(own));
    let clock = promise.map_or(Clock::Working, |judged| judged.clock);
    let allowed = promise.and_then(allowed_seconds);
    let cohort = Cohort::of_period(world, Milestone::Delivered, facts.horizons.contacts);
    let worked = work(facts, cohort, clock);
    let id = promise.map(|judged| judged.id.as_str());
    let case =
        cases.iter().find(|case| case.versions.first().map(|version| version.id.as_str()) == id);
    let seconds = sorted(&worked.seconds);
    if let Some(unseen) = world.unseen(Need::FirstTry) {
        let unseen = Some(unseen);
        return Cadence { unseen, apart: apart(world), commitment: own, ..Cadence::default() };
    }
    let first = Cadence {
        unseen: None,
        bands: bands(&worked),
        untried: worked.is_tried.not().count() as u64,
        untimed: worked.is_tried.and(&worked.seconds.is(None)).count() as u64,
        spoke_first: spoke_first(&worked.cohort).count() as u64,
        clock,
        allowed,
        late: allowed.map(|most| seconds.iter().filter(|own| **own > most).count() as u64),
        median: percentile(&seconds, 50),
        p90: percentile(&seconds, 90),
        owners: owners(&worked, case),
        tries: Vec::new(),
        channels: Vec::new(),
        hours: Vec::new(),
        apart: apart(world),
        commitment: own,
    };
    // A date of first contact tells of the first attempt alone: not how many there were, nor through which channel.
    if world.sees(Need::Tries) { each_try(&worked, first) } else { first }
}

/// The same with what only a record of every attempt tells.
fn each_try(worked: &Worked, first: Cadence) -> Cadence {
    Cadence {
        owners: with_tries(first.owners, tries_by_person(&worked.cohort)),
        tries: tries(&worked.cohort, worked.tells),
        channels: channels(&worked.cohort),
        hours: hours(&worked.cohort, worked.tells),
        ..first
    }
}

/// The promise on the first attempt that the tables speak of: one for all leads before one for some.
fn first_attempt(commitments: &[Judged]) -> Option<usize> {
    let of = |is_whole: bool| {
        commitments.iter().position(|judged| {
            judged.metric == Metric::FirstAttempt && judged.conditions.is_empty() == is_whole
        })
    };
    of(true).or_else(|| of(false))
}

/// What a promise allows, in seconds of its clock; nothing for days of working time, which are not all of one length.
pub fn allowed_seconds(judged: &Judged) -> Option<i64> {
    let is_timed =
        |within: &Allowance| within.unit != DurationUnit::Days || judged.clock == Clock::Elapsed;
    judged.within.filter(is_timed).map(Allowance::elapsed_seconds)
}

fn work<'a>(facts: &Facts, cohort: Cohort<'a>, clock: Clock) -> Worked<'a> {
    let first = cohort.known(&facts.attempt);
    let is_connected = cohort.known(&facts.connection).is_some();
    Worked {
        is_told: is_connected.or(&cohort.first(Contact::is_untold).is(None)),
        seconds: cohort.waited(&first, clock),
        is_tried: first.is_some(),
        is_connected,
        tells: cohort.world.sees(Need::Conversations),
        tries: cohort.read(&facts.tries),
        cohort,
    }
}

/// Leads with a conversation that they began before anybody tried.
fn spoke_first(cohort: &Cohort) -> Mask {
    let (answer, attempt) = (cohort.first(Contact::is_answer), cohort.first(Contact::is_attempt));
    answer.before(&attempt, cohort.world.zone()).or(&answer.is_some().and(&attempt.is(None)))
}

fn sorted(values: &Column<Option<i64>>) -> Vec<i64> {
    let mut values: Vec<i64> = values.values().into_iter().collect();
    values.sort_unstable();
    values
}

fn bands(worked: &Worked) -> Vec<Band> {
    let lower = std::iter::once(0).chain(BANDS);
    let upper = BANDS.into_iter().map(Some).chain([None]);
    let band = |(number, (from, to)): (usize, (i64, Option<i64>))| {
        let is_in =
            |seconds: i64| (number == 0 || seconds > from) && to.is_none_or(|to| seconds <= to);
        let own = worked.seconds.map(|seconds| seconds.is_some_and(is_in));
        Band {
            from,
            to,
            leads: own.count() as u64,
            connected: worked.tells.then(|| own.and(&worked.is_connected).count() as u64),
            told: own.and(&worked.is_told).count() as u64,
        }
    };
    lower.zip(upper).enumerate().map(band).collect()
}

fn owners(worked: &Worked, case: Option<&Case>) -> Vec<OwnerCadence> {
    let Some(words) = worked.cohort.world.data.leads.words.get("owner") else { return Vec::new() };
    let keys = Keys::by(words, &worked.cohort.lead);
    let mut rows: Vec<OwnerCadence> = (0..)
        .zip(&words.words)
        .map(|(code, _)| nothing_yet(words.name(code).map(str::to_owned)))
        .collect();
    let mut seconds: Vec<Vec<i64>> = vec![Vec::new(); rows.len()];
    keys.reduce(&worked.cohort.lead, &mut rows, |row, _| row.leads += 1);
    keys.reduce(&worked.is_connected, &mut rows, |row, is| {
        row.connected = worked.tells.then(|| row.connected.unwrap_or(0) + u64::from(is));
    });
    keys.reduce(&worked.is_told, &mut rows, |row, is| row.told += u64::from(is));
    if worked.cohort.world.sees(Need::Tries) {
        rows.iter_mut().for_each(|row| row.tries = Some(0));
        keys.reduce(&worked.tries, &mut rows, |row, tries| {
            row.tries = row.tries.map(|all| all + u64::from(tries.unwrap_or(0)));
        });
    }
    keys.reduce(&worked.seconds, &mut seconds, Vec::extend);
    for (row, mut seconds) in rows.iter_mut().zip(seconds) {
        seconds.sort_unstable();
        (row.median, row.p90) = (percentile(&seconds, 50), percentile(&seconds, 90));
    }
    let keys = |case: &Case| Keys::by(words, &case.measurement.entries.lead);
    let judged = case
        .map(|case| totals::sums(Kind::Verdict, &case.measurement, &keys(case)))
        .unwrap_or_default();
    for (row, (_, numbers)) in rows.iter_mut().zip(judged) {
        (row.rate, row.tally) = (numbers.actual, numbers.tally);
    }
    rows.retain(|row| row.leads > 0);
    rows.sort_by(|a, b| {
        a.rate.unwrap_or(f64::INFINITY).total_cmp(&b.rate.unwrap_or(f64::INFINITY))
    });
    rows
}

fn nothing_yet(owner: Option<String>) -> OwnerCadence {
    OwnerCadence {
        owner,
        leads: 0,
        tally: None,
        rate: None,
        median: None,
        p90: None,
        connected: None,
        told: 0,
        tries: None,
    }
}

/// Tries by who made them (§5: tables of tries by person use the activity's owner): folded name, name as written, tries.
/// Nothing where no activity says who made it: the tries of a lead then stand with its owner.
fn tries_by_person(cohort: &Cohort) -> Option<BTreeMap<String, (Option<String>, u64)>> {
    let people = &cohort.world.data.activities.owner;
    people.codes.iter().any(|code| *code > 0).then_some(())?;
    let of = cohort
        .touches(|own| own.tries().map(|touch| people.codes.get(touch.row).copied().unwrap_or(0)));
    let made = Keys { of, groups: people.words.len() }.sizes();
    let named = (0..).zip(made).filter(|(_, made)| *made > 0);
    let row = |(code, made)| {
        (
            fold_words(people.name(code).unwrap_or_default()),
            (people.name(code).map(str::to_owned), made),
        )
    };
    Some(named.map(row).collect())
}

/// The owners with the tries they made; who made tries and owns no lead follows them.
fn with_tries(
    mut owners: Vec<OwnerCadence>,
    made: Option<BTreeMap<String, (Option<String>, u64)>>,
) -> Vec<OwnerCadence> {
    let Some(mut made) = made else { return owners };
    for owner in &mut owners {
        let own = made.remove(&fold_words(owner.owner.as_deref().unwrap_or_default()));
        owner.tries = Some(own.map_or(0, |(_, tries)| tries));
    }
    owners.extend(
        made.into_values()
            .map(|(owner, tries)| OwnerCadence { tries: Some(tries), ..nothing_yet(owner) }),
    );
    owners
}

fn tries(cohort: &Cohort, tells: bool) -> Vec<TryRow> {
    let connected = tells.then_some(0);
    let mut rows: Vec<TryRow> = (1..=TRY_ROWS)
        .map(|number| TryRow { number, or_more: number == TRY_ROWS, made: 0, connected, told: 0 })
        .collect();
    let steps = cohort.touches(try_steps);
    let keys = Keys { of: steps.map(|step| step.number.min(TRY_ROWS) - 1), groups: rows.len() };
    keys.reduce(&steps, &mut rows, |row, step| {
        row.made += 1;
        row.told += u64::from(step.connects || !step.is_untold);
        row.connected = row.connected.map(|all| all + u64::from(step.connects));
    });
    rows
}

/// One try of a lead.
#[derive(Clone, Copy)]
struct Step {
    /// From 1.
    number: u32,
    /// It made the lead's first connection.
    connects: bool,
    /// It may have: nobody wrote what came of an attempt of it.
    is_untold: bool,
}

/// The tries of a lead. Where the lead got through first, by an inbound connection, no try makes the first one.
fn try_steps(own: Contacts<'_>) -> std::vec::IntoIter<Step> {
    let (mut steps, mut is_connected): (Vec<Step>, bool) = (Vec::new(), false);
    for touch in own.filter(|touch| touch.contact != Contact::Neither) {
        let connects = touch.contact.is_connection() && !is_connected;
        let is_untold = touch.contact.is_untold() && !is_connected;
        is_connected |= connects;
        match steps.iter_mut().rev().find(|step| step.number == touch.number) {
            _ if touch.number == 0 => {}
            Some(step) => {
                step.connects |= connects;
                step.is_untold |= is_untold;
            }
            None => steps.push(Step { number: touch.number, connects, is_untold }),
        }
    }
    steps.into_iter()
}

fn channels(cohort: &Cohort) -> Vec<ChannelRow> {
    let mut rows: Vec<ChannelRow> = Channel::ALL
        .iter()
        .map(|channel| ChannelRow {
            channel: *channel,
            attempts: 0,
            told: 0,
            connected: cohort.world.data.sight.tells(&[*channel]).then_some(0),
        })
        .collect();
    let attempts = cohort.touches(|own| own.filter(|touch| touch.contact.is_attempt()));
    let channel = &cohort.world.data.activities.channel;
    let of = attempts.map(|touch| {
        channel
            .get(touch.row)
            .and_then(|channel| u32::try_from(channel.index()).ok())
            .unwrap_or(u32::MAX)
    });
    Keys { of, groups: rows.len() }.reduce(&attempts, &mut rows, |row, touch| {
        row.attempts += 1;
        row.told += u64::from(!touch.contact.is_untold());
        let connects = u64::from(touch.contact.is_connection());
        row.connected = row.connected.map(|all| all + connects);
    });
    rows.retain(|row| row.attempts > 0);
    rows.sort_by_key(|row| std::cmp::Reverse(row.attempts));
    rows
}

fn hours(cohort: &Cohort, tells: bool) -> Vec<HourRow> {
    let connected = tells.then_some(0);
    let nothing = |weekday, hour| HourRow { weekday, hour, attempts: 0, connected, told: 0 };
    let mut rows: Vec<HourRow> = (0..7)
        .flat_map(|weekday| (0..24).map(move |hour| (weekday, hour)))
        .map(|(weekday, hour)| nothing(weekday, hour))
        .collect();
    let attempts = cohort
        .touches(|own| own.filter(|touch| touch.contact.is_attempt() && !touch.at.is_date_only()));
    let of = attempts.map(|touch| {
        let local = cohort.world.zone().local(touch.at.at());
        local.weekday().num_days_from_monday() * 24 + local.hour()
    });
    Keys { of, groups: rows.len() }.reduce(&attempts, &mut rows, |row, touch| {
        row.attempts += 1;
        row.told += u64::from(!touch.contact.is_untold());
        row.connected = row.connected.map(|all| all + u64::from(touch.contact.is_connection()));
    });
    rows.retain(|row| row.attempts > 0);
    rows
}
