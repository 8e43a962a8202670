//! The final account of the period that ended before the one judged: the first report of a new period carries it (`DEFINITIONS.md` §1).

use super::judge::{self, Case};
use super::judged::Judged;
use super::tables::Plan;
use super::{by_id_measured, plan, promised};
use crate::calendar::Calendar;
use crate::calendar::periods::Period;
use crate::calendar::progress::Progress;
use crate::metrics::observed::SaleRatio;
use crate::metrics::world::World;
use crate::model::agreement::Agreement;
use crate::model::dataset::Dataset;
use crate::model::moment::Instant;
use crate::model::words::Milestone;
use crate::model::zone::Day;

/// Judges an ended period by the data of today; nothing when no lead was delivered or won in it.
pub fn ended(
    agreement: &Agreement,
    calendar: &Calendar,
    data: &Dataset,
    period: &Period,
    now: Instant,
    frozen: Option<&SaleRatio>,
) -> Option<Ended> {
    account(World { agreement, calendar, data, period, now, promised: &[] }, frozen, judge::told)
}

/// The account of a period by what judges each commitment.
pub(super) fn account(
    world: World,
    frozen: Option<&SaleRatio>,
    judge: fn(World, Option<&Plan>, &Case) -> Option<Judged>,
) -> Option<Ended> {
    let World { calendar, data, period, .. } = world;
    let has = |milestone: Milestone| {
        data.leads.dates(milestone).iter().flatten().any(|at| world.is_in_period(*at, data.cut_off))
    };
    if !has(Milestone::Delivered) && !has(Milestone::Won) {
        return None;
    }
    let plan = plan::plan(world, frozen);
    let promised = promised(world, plan.as_ref());
    let world = World { promised: &promised, ..world };
    let cases = by_id_measured(world);
    let commitments: Vec<Judged> =
        cases.iter().filter_map(|case| judge(world, plan.as_ref(), case)).collect();
    let progress = calendar.progress(period, data.cut_off);
    let is_any = !commitments.is_empty();
    is_any.then_some(Ended { period: *period, progress, commitments, unshown: None })
}

/// The final account of the period before.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// The period that ended.
    pub period: Period,
    /// How far it had come at the cut-off.
    pub progress: Progress,
    /// Every commitment of it, in the agreement's order.
    pub commitments: Vec<Judged>,
    /// The day on which the agreement was first seen, where that is later: what does not say since when it holds is only measured.
    pub unshown: Option<Day>,
}
