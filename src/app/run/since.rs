//! What is different from the last report: actions that are new, leads that are gone, deliveries with another date.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::issue::Issue;
use crate::ledger::{Ledger, LedgerError, States};
use crate::mapping::Mapped;
use crate::model::dataset::{Dataset, Leads};
use crate::model::moment::Moment;
use crate::model::words::Milestone;
use crate::scorecard::card::{Action, Scorecard};

use super::super::open::Opened;

/// Marks the actions that the last report did not tell; without a report before, whether they are new is not known.
pub fn mark_new(opened: &Opened, card: &mut Scorecard, data: &Dataset, ledger: &Ledger) -> Result<(), LedgerError> {
    let Some(told) = ledger.actions_told(&opened.agreement.name, card.cut_off)? else { return Ok(()) };
    card.actions.iter_mut().for_each(|action| action.is_new = Some(!told.contains(&action_hash(data, action))));
    Ok(())
}

/// Leads of the period that the last report had and the exports no longer have, and deliveries whose date has changed.
pub fn restated(opened: &Opened, card: &Scorecard, mapped: &Mapped, ledger: &Ledger) -> Result<Vec<Issue>, LedgerError> {
    let period = (card.period.first, card.period.last);
    let before = ledger.leads_reported(&opened.agreement.name, period, card.cut_off)?;
    let Some(before) = before.filter(|_| mapped.refused.is_empty()) else { return Ok(Vec::new()) };
    let leads = &mapped.dataset.leads;
    let now: HashMap<i64, Option<i64>> =
        (0..leads.len()).map(|lead| (lead_hash(leads, lead), leads.date(lead, Milestone::Delivered).map(Moment::at))).collect();
    let gone = before.keys().filter(|lead| !now.contains_key(*lead)).count();
    let moved = before.iter().filter(|(lead, at)| now.get(*lead).is_some_and(|now| *now != Some(**at))).count();
    let issue = |code, count: usize| (count > 0).then(|| Issue::warning(code, vec![("n", count.to_string())]));
    Ok(issue("vanished", gone).into_iter().chain(issue("restated", moved)).collect())
}

/// What the next report is compared with.
pub fn states(card: &Scorecard, data: &Dataset) -> States {
    let delivered = data.leads.dates(Milestone::Delivered).iter().enumerate();
    let own = delivered.filter_map(|(lead, at)| at.map(|at| (lead, at.at())));
    let in_period = own.filter(|(_, at)| (card.period.start..card.period.end).contains(at) && *at <= card.cut_off);
    let mut leads: Vec<(i64, i64)> = in_period.map(|(lead, at)| (lead_hash(&data.leads, lead), at)).collect();
    leads.sort_unstable();
    let mut actions: Vec<i64> = card.actions.iter().map(|action| action_hash(data, action)).collect();
    actions.sort_unstable();
    States { leads, actions }
}

fn action_hash(data: &Dataset, action: &Action) -> i64 {
    let lead = lead_hash(&data.leads, action.lead);
    xxh3_64(format!("{}|{}|{lead}", action.team.word(), action.kind.word()).as_bytes()).cast_signed()
}

/// A lead by its id, else by whom it is.
fn lead_hash(leads: &Leads, lead: usize) -> i64 {
    let known = [&leads.id, &leads.email, &leads.phone, &leads.name].into_iter().find_map(|column| column.get(lead));
    xxh3_64(known.unwrap_or_default().as_bytes()).cast_signed()
}
