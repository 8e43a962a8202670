//! `leads-delivered`.
//!
//! *What it says*: how many leads marketing handed over in the period.
//! *Formula*: leads delivered in the period up to the cut-off; net counting takes off those whose standing rejection is of category marketing and within `rejection-window` of delivery, also when it comes after the period's end.
//! Deliveries whose window is open are provisional. *Absent when* nothing gives the delivery.

use crate::model::agreement::{Clock, Commitment, Counting};
use crate::model::moment::Moment;
use crate::model::words::{Category, Milestone};

use super::measure::{Entry, Measurement};
use super::world::{Answer, Scope, World, version_at};

/// `leads-delivered`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&world.delivery_tables());
    if !world.maps(Milestone::Delivered) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let entries = world.in_period(Milestone::Delivered, cut_off).filter_map(|(lead, at)| {
        let version = version_at(&scopes, lead, world.zone().day(at))?;
        let is_net = scopes.get(usize::from(version))?.commitment.counting == Counting::Net;
        let window = world.calendar.due(at, world.agreement.rejection_window, Clock::Working);
        let is_off = is_net && is_deducted(world, lead, at, cut_off);
        Some(Entry {
            lead: u32::try_from(lead).ok()?,
            version,
            adds: f64::from(u8::from(!is_off)),
            is_provisional: is_net && !is_off && window.latest > cut_off,
            is_disordered: world.data.leads.out_of_order.get(lead).copied().unwrap_or(false),
            ..Entry::default()
        })
    });
    Measurement::of_period(world, cut_off, entries.collect())
}

/// Rejected for a marketing reason within the window after its delivery.
pub fn is_deducted(world: World, lead: usize, delivered: Moment, cut_off: i64) -> bool {
    let Some((rejected, Some(Category::Marketing))) = world.rejection(lead, cut_off) else { return false };
    let due = world.calendar.due(delivered, world.agreement.rejection_window, Clock::Working);
    world.answer(delivered, due, rejected) == Answer::InTime
}
