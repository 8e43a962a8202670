//! The period's activities that are no attempts on a delivered lead, by reason (`DEFINITIONS.md` §3); those of the future are in each file's account.

use crate::metrics::world::{Reads, World};
use crate::model::dataset::Contact;
use crate::model::words::{Channel, Outcome};

/// How many of them for each reason; of several the first counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Apart {
    /// Before the lead's first delivery.
    pub before_delivery: u64,
    /// Sent by a machine.
    pub automatic: u64,
    /// Planned, and not done.
    pub not_done: u64,
    /// Activities of channel task: planned work, not contact.
    pub tasks: u64,
    /// Calls of the lead that nobody answered.
    pub missed_calls: u64,
    /// Calls of the lead of which nobody wrote whether they were answered.
    pub untold_calls: u64,
}

impl Apart {
    /// Each reason's word and count.
    pub fn each(self) -> [(&'static str, u64); 6] {
        [
            ("before-delivery", self.before_delivery),
            ("automatic", self.automatic),
            ("not-done", self.not_done),
            ("tasks", self.tasks),
            ("missed-calls", self.missed_calls),
            ("untold-calls", self.untold_calls),
        ]
    }
}

/// Counts the period's activities that are no attempts, up to the cut-off that cadence is judged
/// by.
pub fn apart(world: World) -> Apart {
    let (own, cut_off) = (&world.data.activities, world.cut_off(Reads::Cadence));
    let kinds = own.contact.iter().zip(&own.before_delivery).zip(&own.channel).zip(&own.outcome);
    let in_period =
        kinds.zip(&own.at).filter(|(_, at)| at.is_some_and(|at| world.is_in_period(at, cut_off)));
    in_period.fold(Apart::default(), |mut apart, ((((contact, before), channel), outcome), _)| {
        let slot = match (before, contact, outcome, channel) {
            (true, ..) => &mut apart.before_delivery,
            (_, Contact::MissedCall, ..) => &mut apart.missed_calls,
            (_, Contact::UntoldCall, ..) => &mut apart.untold_calls,
            (_, Contact::Neither, Some(Outcome::Automatic), _) => &mut apart.automatic,
            (_, Contact::Neither, _, Channel::Task) => &mut apart.tasks,
            (_, Contact::Neither, ..) => &mut apart.not_done,
            _ => return apart,
        };
        *slot += 1;
        apart
    })
}
