//! What is different from the last report: actions that are new, leads that are gone, deliveries with another date.

use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::app::memory::{hash_of_action, id_hash};
use crate::app::order::{self, Order};
use crate::issue::{Code, Issue};
use crate::ledger::{Ledger, LedgerError, States};
use crate::mapping::Mapped;
use crate::model::dataset::{Dataset, Leads};
use crate::model::letter::Reader;
use crate::model::moment::{Horizon, Instant, Moment};
use crate::model::words::{Audience, Milestone};
use crate::scorecard::card::{Action, Previous, Scorecard};

use super::super::open::Opened;

/// Which report of its slot this is.
pub struct Turn {
    /// 0 for the first, one more for each correction.
    pub revision: u32,
    /// This slot's letters are in the outbox already and no new revision was asked for.
    pub is_recorded: bool,
    /// Cut-off of the last report before this one, of whatever period.
    pub last_cut_off: Option<Horizon>,
}

/// This report's turn, and what the one it is compared with said: the revision it corrects, else the period's last.
pub fn turn(
    opened: &Opened,
    order: &Order,
    cut_off: Horizon,
    ledger: &Ledger,
) -> Result<(Turn, Option<Previous>), LedgerError> {
    let name = &opened.agreement.name;
    let days = (order.period.first, order.period.last);
    let last = ledger.last_revision(name, order.day, order.slot, days)?;
    let sent = ledger.last_revision_sent(name, order.day, order.slot, days);
    // What went out and is not in the record, an older copy or one begun anew, is recorded once more: who has it is known.
    let is_recorded = last.is_some() && sent <= last && !order.wish.resend;
    let revision = last.max(sent).map_or(0, |last| last + u32::from(order.wish.resend));
    let previous = match revision.checked_sub(1).filter(|_| !is_recorded) {
        Some(corrected) => ledger.revision_actuals(&order::key(
            name,
            order,
            Reader::Team(Audience::Both),
            corrected,
        ))?,
        None => ledger.previous_actuals(name, days, cut_off.at())?,
    };
    let previous = previous
        .map(|(cut_off, actuals)| Previous { day: opened.agreement.zone.day_of(cut_off), actuals });
    let last_cut_off = ledger.last_cut_off(name, cut_off.at())?.map(Horizon::new);
    Ok((Turn { revision, is_recorded, last_cut_off }, previous))
}

/// Marks the actions that the last report before this cut-off, of whatever period, did not tell (a repeated run compares with the same
/// report as the first one did); without a report before, whether they are new is not known.
pub fn mark_new(
    opened: &Opened,
    card: &mut Scorecard,
    data: &Dataset,
    ledger: &Ledger,
) -> Result<(), LedgerError> {
    let Some(told) = ledger.actions_told(&opened.agreement.name, card.cut_off.at())? else {
        return Ok(());
    };
    card.actions
        .iter_mut()
        .for_each(|action| action.is_new = Some(!told.contains(&action_hash(data, action))));
    Ok(())
}

/// Of what is nearly due that which was not told before, with this due, and its hashes for the ledger.
pub fn still_to_tell(card: &mut Scorecard, data: &Dataset, told: &HashSet<i64>) -> Vec<i64> {
    let mut fresh = Vec::new();
    for action in card.actions.iter_mut().filter(|action| action.is_near) {
        let due = action.due.map_or(0, Instant::unix);
        let hash = xxh3_64(format!("{}|{due}", action_hash(data, action)).as_bytes()).cast_signed();
        action.is_near = !told.contains(&hash);
        fresh.extend(action.is_near.then_some(hash));
    }
    fresh
}

/// Leads of the period that the last report had and the exports no longer have, and deliveries whose date has changed.
pub fn restated(
    opened: &Opened,
    card: &Scorecard,
    mapped: &Mapped,
    ledger: &Ledger,
) -> Result<Vec<Issue>, LedgerError> {
    let period = (card.period.first, card.period.last);
    let before = ledger.leads_reported(&opened.agreement.name, period, card.cut_off.at())?;
    let Some(before) = before.filter(|_| mapped.refused.is_empty()) else { return Ok(Vec::new()) };
    let leads = &mapped.dataset.leads;
    let now: HashMap<i64, Option<Instant>> = (0..leads.len())
        .map(|lead| {
            (lead_hash(leads, lead), leads.date(lead, Milestone::Delivered).map(Moment::at))
        })
        .collect();
    // Leads that went by the number of their row and go by another name now are not gone.
    let numbered: HashSet<i64> = mapped.numbered.iter().map(|id| id_hash(id)).collect();
    let is_gone = |lead: &&i64| !now.contains_key(*lead) && !numbered.contains(*lead);
    let gone = before.keys().filter(is_gone).count();
    let moved = before
        .iter()
        .filter(|(lead, at)| now.get(*lead).is_some_and(|now| *now != Some(**at)))
        .count();
    Ok(Issue::of(Code::Vanished, gone)
        .into_iter()
        .chain(Issue::of(Code::Restated, moved))
        .collect())
}

/// What the ledger keeps of this report for the next one to say what is new: hashes of the period's
/// delivered leads with their dates, and of the actions.
pub fn states(card: &Scorecard, data: &Dataset) -> States {
    let delivered = data.leads.dates(Milestone::Delivered).iter().enumerate();
    let own = delivered.filter_map(|(lead, at)| at.map(|at| (lead, at.at())));
    let in_period = own.filter(|(_, at)| {
        (card.period.start..card.period.end).contains(at) && card.cut_off.reaches(*at)
    });
    let mut leads: Vec<(i64, Instant)> =
        in_period.map(|(lead, at)| (lead_hash(&data.leads, lead), at)).collect();
    leads.sort_unstable();
    let mut actions: Vec<i64> =
        card.actions.iter().map(|action| action_hash(data, action)).collect();
    actions.sort_unstable();
    States { leads, actions }
}

fn action_hash(data: &Dataset, action: &Action) -> i64 {
    hash_of_action(action.team, action.kind, lead_hash(&data.leads, action.lead))
}

/// A lead by its id, else by whom it is.
fn lead_hash(leads: &Leads, lead: usize) -> i64 {
    let known = [&leads.id, &leads.email, &leads.phone, &leads.name]
        .into_iter()
        .find_map(|column| column.get(lead));
    id_hash(known.unwrap_or_default())
}
