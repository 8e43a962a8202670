//! The final account of the period that ended before the one judged: the first report of a new period carries it (`DEFINITIONS.md` §1).

use super::card::{Ended, Judged};
use super::{by_id_measured, judge, plan, promised};
use crate::calendar::Calendar;
use crate::calendar::periods::Period;
use crate::metrics::observed::SaleRatio;
use crate::metrics::world::World;
use crate::model::agreement::Agreement;
use crate::model::dataset::Dataset;
use crate::model::moment::Instant;
use crate::model::words::Milestone;

/// Judges an ended period by the data of today; nothing when no lead was delivered or won in it.
pub fn ended(
    agreement: &Agreement,
    calendar: &Calendar,
    data: &Dataset,
    period: &Period,
    now: Instant,
    frozen: Option<&SaleRatio>,
) -> Option<Ended> {
    let world = World { agreement, calendar, data, period, now, promised: &[] };
    let has = |milestone: Milestone| {
        data.leads.dates(milestone).iter().flatten().any(|at| world.is_in_period(*at, data.cut_off))
    };
    if !has(Milestone::Delivered) && !has(Milestone::Won) {
        return None;
    }
    let plan = plan::plan(world, frozen);
    let promised = promised(world, plan.as_ref());
    let world = World { promised: &promised, ..world };
    let commitments: Vec<Judged> = by_id_measured(world)
        .iter()
        .filter_map(|case| judge::judge(world, plan.as_ref(), case))
        .collect();
    let progress = calendar.progress(period, data.cut_off);
    (!commitments.is_empty()).then_some(Ended { period: *period, progress, commitments })
}
