//! The delivery of the period day by day, by source and campaign, and what was wrong with it.

use std::collections::BTreeMap;

use crate::metrics::leads_delivered::is_deducted;
use crate::metrics::world::World;
use crate::model::moment::Moment;
use crate::model::words::{Category, Metric, Milestone};
use crate::model::zone::Day;

use super::card::{Delivery, DeliveryDay, DeliveryGroup, FieldCount, Judged, Weekday};

/// One delivered lead.
#[derive(Clone, Copy)]
struct Handed {
    lead: usize,
    day: Day,
    is_accepted: bool,
    is_rejected: bool,
    is_deducted: bool,
    is_complete: bool,
}

/// The delivery that the first `leads-delivered` commitment speaks of (all leads without one).
pub fn delivery(world: World, commitments: &[Judged]) -> Delivery {
    let own = commitments.iter().position(|judged| judged.metric == Metric::LeadsDelivered);
    let judged = own.and_then(|own| commitments.get(own));
    let cut_off = judged.map_or_else(|| world.cut_off(&world.delivery_tables()), |judged| judged.cut_off);
    let handed = handed(world, judged, cut_off);
    Delivery {
        days: days(world, &handed, judged, cut_off),
        sources: groups(world, &handed, "source"),
        campaigns: groups(world, &handed, "campaign"),
        rejections: rejections(world, &handed),
        fields: fields(world, &handed),
        weekdays: weekdays(world, &handed, cut_off),
        commitment: own,
    }
}

fn handed(world: World, judged: Option<&Judged>, cut_off: i64) -> Vec<Handed> {
    let mask = judged.and_then(|judged| crate::metrics::world::mask(world.data, &judged.conditions));
    let is_net = judged.is_none_or(|judged| judged.net);
    let in_scope = |lead: &usize| mask.as_ref().is_none_or(|mask| mask.get(*lead).copied().unwrap_or(false));
    let one = |(lead, at): (usize, Moment)| {
        let rejection = world.rejection(lead, cut_off);
        Handed {
            lead,
            day: world.zone().day(at),
            is_accepted: world.is_accepted(lead, cut_off),
            is_rejected: rejection.is_some(),
            is_deducted: is_net && is_deducted(world, lead, at, cut_off),
            is_complete: world.data.leads.incomplete.get(lead) == Some(&0),
        }
    };
    world.in_period(Milestone::Delivered, cut_off).filter(|(lead, _)| in_scope(lead)).map(one).collect()
}

fn days(world: World, handed: &[Handed], judged: Option<&Judged>, cut_off: i64) -> Vec<DeliveryDay> {
    let today = world.zone().day_of(cut_off);
    let mut by_day: BTreeMap<Day, Vec<&Handed>> = world.calendar.days(world.period).into_iter().map(|day| (day, Vec::new())).collect();
    handed.iter().for_each(|lead| by_day.entry(lead.day).or_default().push(lead));
    let target = judged.and_then(|judged| judged.target);
    let expected = |at: i64| target.zip(world.calendar.share(world.period, at)).map(|(target, share)| target * share);
    let is_running = !world.calendar.is_over(world.period, cut_off);
    let mut total = 0;
    by_day
        .into_iter()
        .map(|(day, leads)| {
            let count = |is: fn(&Handed) -> bool| leads.iter().filter(|lead| is(lead)).count() as u64;
            let (start, end) = (world.zone().start_of(day), world.zone().start_of(day.plus(1)) - 1);
            let is_past = start <= cut_off;
            let is_today = day == today && is_running && end > cut_off;
            total += leads.len() as u64 - count(|lead| lead.is_deducted);
            DeliveryDay {
                day,
                target: expected(end).zip(expected(start)).map(|(end, start)| end - start),
                delivered: is_past.then_some(leads.len() as u64),
                accepted: is_past.then(|| count(|lead| lead.is_accepted)),
                rejected: is_past.then(|| count(|lead| lead.is_rejected)),
                deducted: is_past.then(|| count(|lead| lead.is_deducted)),
                cumulated: is_past.then_some(total),
                expected: expected(if is_today { cut_off } else { end }),
                forecast: None,
                is_today,
            }
        })
        .collect()
}

fn groups(world: World, handed: &[Handed], field: &str) -> Vec<DeliveryGroup> {
    let Some(words) = world.data.leads.words.get(field) else { return Vec::new() };
    let mut by_code: BTreeMap<u32, DeliveryGroup> = BTreeMap::new();
    for lead in handed {
        let code = words.codes.get(lead.lead).copied().unwrap_or(0);
        let group = by_code.entry(code).or_insert_with(|| DeliveryGroup {
            value: words.name(code).map(str::to_owned),
            delivered: 0,
            accepted: 0,
            rejected: 0,
            deducted: 0,
            complete: 0,
        });
        group.delivered += 1;
        group.accepted += u64::from(lead.is_accepted);
        group.rejected += u64::from(lead.is_rejected);
        group.deducted += u64::from(lead.is_deducted);
        group.complete += u64::from(lead.is_complete);
    }
    let mut groups: Vec<DeliveryGroup> = by_code.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.delivered));
    groups
}

fn rejections(world: World, handed: &[Handed]) -> Vec<(Option<String>, Option<&'static str>, u64)> {
    let mut counts: BTreeMap<(Option<String>, Option<&'static str>), u64> = BTreeMap::new();
    for lead in handed.iter().filter(|lead| lead.is_rejected) {
        let reason = world.data.leads.word("rejection-reason", lead.lead).or_else(|| world.data.leads.word("lost-reason", lead.lead));
        let category = world.data.leads.rejection.get(lead.lead).copied().flatten().map(Category::word);
        *counts.entry((reason.map(str::to_owned), category)).or_default() += 1;
    }
    let mut rows: Vec<_> = counts.into_iter().map(|((reason, category), count)| (reason, category, count)).collect();
    rows.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    rows
}

fn fields(world: World, handed: &[Handed]) -> Vec<FieldCount> {
    let wrong = |bit: usize| {
        let is_wrong = |lead: &&Handed| world.data.leads.incomplete.get(lead.lead).is_some_and(|bits| bits >> bit & 1 == 1);
        handed.iter().filter(is_wrong).count() as u64
    };
    let fields = world.agreement.required.iter().take(32).enumerate();
    fields.map(|(bit, field)| FieldCount { field: field.clone(), leads: handed.len() as u64, wrong: wrong(bit) }).collect()
}

fn weekdays(world: World, handed: &[Handed], cut_off: i64) -> Vec<Weekday> {
    let today = world.zone().day_of(cut_off);
    let weekday = |day: Day| u8::try_from((i64::from(day.0) + 3).rem_euclid(7)).unwrap_or(0);
    let gone: Vec<Day> = world.calendar.days(world.period).into_iter().filter(|day| *day <= today).collect();
    let rows = (0..7).map(|number| Weekday {
        number,
        leads: handed.iter().filter(|lead| weekday(lead.day) == number).count() as u64,
        days: gone.iter().filter(|day| weekday(**day) == number).count() as u64,
    });
    rows.filter(|row| row.leads > 0 || row.days > 0).collect()
}
