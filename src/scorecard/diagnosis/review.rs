//! What asks for another strategy: a promise off track on five working days in a row, or a ratio that the data excludes (`DEFINITIONS.md` §7).
//!
//! The days are the last five complete working days of the period; at the closing of each the commitment is judged anew from what is dated by then.
//! The ratio is what the mature cohorts say as of the cut-off, whether the plan's is agreed or was observed before the period.

use rayon::prelude::*;

use crate::metrics::world::World;
use crate::model::words::Status;
use crate::model::zone::Day;
use crate::scorecard::judge::{Case, judge};
use crate::scorecard::judged::Judged;
use crate::scorecard::order::severity;
use crate::scorecard::tables::Plan;

use super::Review;

/// Working days off track in a row.
const DAYS: usize = 5;

/// Every reason to review the strategy, commitments first.
pub fn reviews(
    world: World,
    plan: Option<&Plan>,
    commitments: &[Judged],
    cases: &[&Case],
) -> Vec<Review> {
    let days = last_days(world);
    let is_off = |judged: &Judged| severity(judged.status) == severity(Status::OffTrack);
    let stays_off = |case: &Case| days.iter().all(|day| was_off(world, plan, case, *day));
    let numbered = commitments.par_iter().zip(cases).enumerate();
    let off = numbered.filter(|(_, (judged, case))| is_off(judged) && stays_off(case));
    let since = days.last().copied().filter(|_| days.len() == DAYS);
    let review = |(commitment, _)| Some(Review::OffTrack { commitment, days: DAYS, since: since? });
    let off: Vec<Review> = off.filter_map(review).collect();
    off.into_iter().chain(plan.and_then(ratio)).collect()
}

/// The last complete working days, newest first.
fn last_days(world: World) -> Vec<Day> {
    let days = world.calendar.complete_days(world.period, world.data.cut_off);
    days.into_iter().rev().take(DAYS).collect()
}

/// At the closing of a day, on which a version held.
fn was_off(world: World, plan: Option<&Plan>, case: &Case, day: Day) -> bool {
    let Some(at) = world.calendar.closing(day) else { return false };
    if !case.versions.iter().any(|version| version.in_force.contains(day)) {
        return false;
    }
    let then = World { now: at, ..world };
    let measurement = (case.spec.measure)(then, &case.versions);
    let case = Case { measurement, ..case.clone() };
    judge(then, plan, &case)
        .is_some_and(|judged| severity(judged.status) == severity(Status::OffTrack))
}

/// The plan's leads for a sale, where the observed interval excludes them.
fn ratio(plan: &Plan) -> Option<Review> {
    let (planned, seen) = (plan.leads_per_sale?, plan.drift?);
    let low = seen.low?;
    let is_excluded = planned < low || seen.high.is_some_and(|high| planned > high);
    is_excluded.then_some(Review::Ratio { planned, low, high: seen.high })
}
