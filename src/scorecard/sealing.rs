//! What a period still waits for: allowances that run, and the time in which sales may give a lead back.

use crate::calendar::Calendar;
use crate::metrics::cohort::Cohort;
use crate::metrics::leads_delivered::in_window;
use crate::metrics::spec::Need;
use crate::metrics::world::World;
use crate::model::agreement::Agreement;
use crate::model::dataset::Dataset;
use crate::model::moment::Instant;
use crate::model::words::{Milestone, Verdict};

use super::card::Scorecard;

/// Something that may still change a period's numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Position of the commitment whose allowance runs; nothing for the rejection window.
    pub commitment: Option<usize>,
    /// Leads it runs for.
    pub leads: u64,
    /// When the last of them ends.
    pub until: Instant,
}

/// The first hand-off, sale or activity that the files tell of: no promise can be judged before it. When somebody was first
/// entered into a tool says nothing: a lead may be years older than the export.
pub fn first_event(data: &Dataset) -> Option<Instant> {
    let leads =
        [Milestone::Delivered, Milestone::Won].into_iter().flat_map(|m| data.leads.dates(m));
    leads.chain(&data.activities.at).flatten().map(|at| at.at()).min()
}

/// Everything a judged period waits for: a lead met before its due counts only from then on, so it waits too. An answer at the very end of
/// an allowance is in time, so the end itself still waits.
pub fn waiting(
    agreement: &Agreement,
    calendar: &Calendar,
    data: &Dataset,
    card: &Scorecard,
) -> Vec<Waiting> {
    let allowances = card.verdicts().filter_map(|(commitment, found)| {
        let judged = card.commitments.get(commitment)?;
        let is_out = |verdict: Verdict| matches!(verdict, Verdict::Exempt | Verdict::NotAssessable);
        let own =
            found.each().filter(|(_, own)| !is_out(own.verdict)).filter_map(|(_, own)| own.due);
        gathered(Some(commitment), own.filter(|due| *due >= judged.cut_off.at()))
    });
    allowances.chain(rejection_window(agreement, calendar, data, card)).collect()
}

/// Deliveries of the period that sales may still give back; none where no source tells of rejections.
fn rejection_window(
    agreement: &Agreement,
    calendar: &Calendar,
    data: &Dataset,
    card: &Scorecard,
) -> Option<Waiting> {
    let world = World {
        agreement,
        calendar,
        data,
        period: &card.period,
        now: card.cut_off.at(),
        promised: &[],
    };
    if !world.sees(Need::Milestone(Milestone::Rejected)) {
        return None;
    }
    let ends = in_window(&Cohort::of_period(world, Milestone::Delivered, card.cut_off))
        .due
        .map(|due| due.latest);
    gathered(None, ends.into_iter().filter(|end| *end >= card.cut_off.at()))
}

fn gathered(commitment: Option<usize>, ends: impl Iterator<Item = Instant>) -> Option<Waiting> {
    let (leads, until) =
        ends.fold((0, Instant::EARLIEST), |(leads, until), end| (leads + 1, until.max(end)));
    (leads > 0).then_some(Waiting { commitment, leads, until })
}
