//! How the period's deliveries were worked: time to the first attempt, tries before connection, channels, hours.

use std::collections::BTreeMap;

use crate::metrics::first_contact::cadence_cut_off;
use crate::metrics::measure::{Rule, percentile, sum};
use crate::metrics::world::World;
use crate::model::dataset::Contact;
use crate::model::fold::fold_words;
use crate::model::moment::Moment;
use crate::model::words::{Channel, Metric, Milestone};

use super::card::{Band, Cadence, ChannelRow, Judged, Kind, OwnerCadence, TryRow};
use super::judge::Case;

/// Upper bounds of the bands, working seconds.
const BANDS: [i64; 6] = [900, 1_800, 3_600, 7_200, 14_400, 28_800];
/// Tries listed one by one; the last row is *that many or more*.
const TRY_ROWS: u32 = 7;

/// One delivered lead and how it was worked.
struct Worked {
    lead: usize,
    seconds: Option<i64>,
    is_tried: bool,
    is_connected: bool,
    tries: u64,
}

/// The cadence of the period's deliveries.
pub fn cadence(world: World, commitments: &[Judged], cases: &[Case]) -> Cadence {
    let cut_off = cadence_cut_off(world);
    let worked: Vec<Worked> = world.in_period(Milestone::Delivered, cut_off).map(|(lead, at)| work(world, lead, at, cut_off)).collect();
    let own = commitments.iter().position(|judged| judged.metric == Metric::FirstAttempt && judged.conditions.is_empty());
    let own = own.or_else(|| commitments.iter().position(|judged| judged.metric == Metric::FirstAttempt));
    let id = own.and_then(|own| commitments.get(own)).map(|judged| judged.id.as_str());
    let case = cases.iter().find(|case| case.versions.first().map(|version| version.id.as_str()) == id);
    let seconds = sorted(worked.iter().filter_map(|lead| lead.seconds));
    Cadence {
        bands: bands(&worked),
        untried: worked.iter().filter(|lead| !lead.is_tried).count() as u64,
        median: percentile(&seconds, 50),
        p90: percentile(&seconds, 90),
        owners: with_tries(owners(world, &worked, case), tries_by_person(world, &worked, cut_off)),
        tries: tries(world, &worked, cut_off),
        channels: channels(world, &worked, cut_off),
        hours: hours(world, &worked, cut_off),
        commitment: own,
    }
}

fn work(world: World, lead: usize, delivered: Moment, cut_off: i64) -> Worked {
    let first = world.first_attempt(lead, &[], cut_off);
    Worked {
        lead,
        seconds: first.and_then(|first| world.elapsed(delivered, first)),
        is_tried: first.is_some(),
        is_connected: world.first_connection(lead, &[], cut_off).is_some(),
        tries: world.tries(lead, &[], cut_off).count() as u64,
    }
}

fn sorted(values: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut values: Vec<i64> = values.collect();
    values.sort_unstable();
    values
}

fn bands(worked: &[Worked]) -> Vec<Band> {
    let lower = std::iter::once(0).chain(BANDS);
    let upper = BANDS.into_iter().map(Some).chain([None]);
    let band = |(number, (from, to)): (usize, (i64, Option<i64>))| {
        let is_in = |lead: &&Worked| lead.seconds.is_some_and(|s| (number == 0 || s > from) && to.is_none_or(|to| s <= to));
        let own: Vec<&Worked> = worked.iter().filter(is_in).collect();
        Band { from, to, leads: own.len() as u64, connected: own.iter().filter(|lead| lead.is_connected).count() as u64 }
    };
    lower.zip(upper).enumerate().map(band).collect()
}

fn owners(world: World, worked: &[Worked], case: Option<&Case>) -> Vec<OwnerCadence> {
    let Some(words) = world.data.leads.words.get("owner") else { return Vec::new() };
    let code = |lead: usize| words.codes.get(lead).copied().unwrap_or(0);
    let mut by_owner: BTreeMap<u32, Vec<&Worked>> = BTreeMap::new();
    worked.iter().for_each(|lead| by_owner.entry(code(lead.lead)).or_default().push(lead));
    let row = |(owner, leads): (u32, Vec<&Worked>)| {
        let entries = case.map(|case| case.measurement.entries.iter().filter(move |entry| code(entry.lead as usize) == owner));
        let numbers = entries.map(|entries| sum(Kind::Verdict, Rule::Sum, entries));
        let seconds = sorted(leads.iter().filter_map(|lead| lead.seconds));
        OwnerCadence {
            owner: words.name(owner).map(str::to_owned),
            leads: leads.len() as u64,
            rate: numbers.as_ref().and_then(|numbers| numbers.actual),
            tally: numbers.and_then(|numbers| numbers.tally),
            median: percentile(&seconds, 50),
            p90: percentile(&seconds, 90),
            connected: leads.iter().filter(|lead| lead.is_connected).count() as u64,
            tries: leads.iter().map(|lead| lead.tries).sum(),
        }
    };
    let mut rows: Vec<OwnerCadence> = by_owner.into_iter().map(row).collect();
    rows.sort_by(|a, b| a.rate.unwrap_or(f64::INFINITY).total_cmp(&b.rate.unwrap_or(f64::INFINITY)));
    rows
}

/// Tries by who made them (§5: tables of tries by person use the activity's owner): folded name, name as written, tries.
/// Nothing where no activity says who made it: the tries of a lead then stand with its owner.
fn tries_by_person(world: World, worked: &[Worked], cut_off: i64) -> Option<BTreeMap<String, (Option<String>, u64)>> {
    let people = &world.data.activities.owner;
    people.codes.iter().any(|code| *code > 0).then_some(())?;
    let mut made = vec![0_u64; people.words.len()];
    for lead in worked {
        let mut last = 0;
        for (row, number) in world.try_rows(lead.lead, cut_off) {
            let code = people.codes.get(row).copied().unwrap_or(0);
            made.get_mut(code as usize).filter(|_| number > last).into_iter().for_each(|made| *made += 1);
            last = last.max(number);
        }
    }
    let named = (0..).zip(made).filter(|(_, made)| *made > 0);
    Some(
        named
            .map(|(code, made)| (fold_words(people.name(code).unwrap_or_default()), (people.name(code).map(str::to_owned), made)))
            .collect(),
    )
}

/// The owners with the tries they made; who made tries and owns no lead follows them.
fn with_tries(mut owners: Vec<OwnerCadence>, made: Option<BTreeMap<String, (Option<String>, u64)>>) -> Vec<OwnerCadence> {
    let Some(mut made) = made else { return owners };
    for owner in &mut owners {
        owner.tries = made.remove(&fold_words(owner.owner.as_deref().unwrap_or_default())).map_or(0, |(_, tries)| tries);
    }
    let others = made.into_values().map(|(owner, tries)| OwnerCadence {
        owner,
        tries,
        leads: 0,
        tally: None,
        rate: None,
        median: None,
        p90: None,
        connected: 0,
    });
    owners.extend(others);
    owners
}

fn tries(world: World, worked: &[Worked], cut_off: i64) -> Vec<TryRow> {
    let mut rows: Vec<TryRow> =
        (1..=TRY_ROWS).map(|number| TryRow { number, or_more: number == TRY_ROWS, made: 0, connected: 0 }).collect();
    for lead in worked {
        let mut last = 0;
        let mut is_connected = false;
        for (_, contact, number) in world.contacts(lead.lead, &[], cut_off).filter(|(_, contact, _)| *contact != Contact::Neither) {
            let Some(row) = number.checked_sub(1).and_then(|at| rows.get_mut(at.min(TRY_ROWS - 1) as usize)) else {
                is_connected |= contact.is_connection();
                continue;
            };
            row.made += u64::from(number > last);
            row.connected += u64::from(contact.is_connection() && !is_connected);
            is_connected |= contact.is_connection();
            last = last.max(number);
        }
    }
    rows
}

fn channels(world: World, worked: &[Worked], cut_off: i64) -> Vec<ChannelRow> {
    let mut rows: Vec<ChannelRow> =
        Channel::ALL.iter().map(|channel| ChannelRow { channel: *channel, attempts: 0, connected: 0 }).collect();
    for lead in worked {
        for (channel, contact) in world.channels(lead.lead, cut_off).filter(|(_, contact)| contact.is_attempt()) {
            if let Some(row) = rows.get_mut(channel.index()) {
                row.attempts += 1;
                row.connected += u64::from(contact.is_connection());
            }
        }
    }
    rows.retain(|row| row.attempts > 0);
    rows.sort_by_key(|row| std::cmp::Reverse(row.attempts));
    rows
}

fn hours(world: World, worked: &[Worked], cut_off: i64) -> Vec<(u8, u8, u64, u64)> {
    let mut cells: BTreeMap<(u8, u8), (u64, u64)> = BTreeMap::new();
    for lead in worked {
        for (at, contact, _) in
            world.contacts(lead.lead, &[], cut_off).filter(|(at, contact, _)| contact.is_attempt() && !at.is_date_only())
        {
            let local = world.zone().local(at.at());
            let weekday = u8::try_from(chrono::Datelike::weekday(&local).num_days_from_monday()).unwrap_or(0);
            let hour = u8::try_from(chrono::Timelike::hour(&local)).unwrap_or(0);
            let cell = cells.entry((weekday, hour)).or_default();
            cell.0 += 1;
            cell.1 += u64::from(contact.is_connection());
        }
    }
    cells.into_iter().map(|((weekday, hour), (made, connected))| (weekday, hour, made, connected)).collect()
}
