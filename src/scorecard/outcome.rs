//! What became of the objective: sales and revenue of a period in its scope, whether or not a commitment names them.

use crate::metrics::cohort::Cohort;
use crate::metrics::measure::Leeway;
use crate::metrics::spec::Need;
use crate::metrics::world::{Reads, World};
use crate::metrics::{revenue_won, sales_won};
use crate::model::money::Money;
use crate::model::words::Milestone;

use super::plan::objective;
use super::tables::Plan;

/// Sales and revenue of a period; absent where no source gives `won`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Leads won in the period; nothing when no source dates wins.
    pub sales: Option<u64>,
    /// Value of the deals won, in the agreement's currency.
    pub revenue: Option<f64>,
    /// Share of the period's working time that the files of sales cover: of the rest nothing is asked.
    pub covered: f64,
    /// What the files leave open of both, at the low and at the high end: sales without a date, and of leads that nobody found.
    pub open: [Leeway; 2],
}

/// Whether what was wanted came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// Whatever the files leave open.
    Yes,
    /// Whatever the files leave open.
    No,
    /// It depends on what the files leave open.
    Perhaps,
}

impl Outcome {
    /// Whether as many sales were made as wanted; nothing when nobody can tell how many were, or none are wanted.
    pub fn sales_reach(&self, plan: &Plan) -> Option<Reached> {
        Some(reach(self.sales? as f64, self.open[0], plan.sales? * self.covered))
    }

    /// The same of revenue.
    pub fn revenue_reaches(&self, plan: &Plan) -> Option<Reached> {
        Some(reach(self.revenue?, self.open[1], plan.revenue? * self.covered))
    }
}

fn reach(found: f64, open: Leeway, wanted: f64) -> Reached {
    match (found + open.low.0 >= wanted, found + open.high.0 >= wanted) {
        (true, _) => Reached::Yes,
        (false, true) => Reached::Perhaps,
        (false, false) => Reached::No,
    }
}

/// What the period judged brought of what its objective speaks of, as `sales-won` and `revenue-won` count it.
pub fn outcome(world: World) -> Outcome {
    if !world.sees(Need::Dates(Milestone::Won)) || world.begins_late(Reads::Sales).is_some() {
        return Outcome { covered: 1.0, ..Outcome::default() };
    }
    let scope = objective(world.agreement, world.period)
        .map_or(&[][..], |objective| objective.conditions.as_slice());
    let cut_off = world.cut_off(Reads::Sales);
    let sales = Cohort::of_period(world, Milestone::Won, cut_off).among(scope).lead.len() as u64;
    let (sold, values) = revenue_won::sales(world, cut_off);
    let revenue = values.filter(&sold.passing(scope)).values().into_iter().map(Money::units).sum();
    Outcome {
        sales: Some(sales),
        covered: 1.0
            - world
                .calendar
                .share(world.period, world.covered(Reads::Sales).start)
                .unwrap_or_default(),
        revenue: world.sees(Need::Values).then_some(revenue),
        open: [
            sales_won::leeway(world, scope, cut_off),
            revenue_won::leeway(world, scope, cut_off),
        ],
    }
}
