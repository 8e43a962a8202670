//! What became of the objective: sales and revenue of a period in its scope, whether or not a commitment names them.

use crate::metrics::cohort::Cohort;
use crate::metrics::evidence::Need;
use crate::metrics::revenue_won;
use crate::metrics::world::{Reads, World};
use crate::model::money::Money;
use crate::model::words::Milestone;

use super::plan::objective;

/// Sales and revenue of a period; absent where no source gives `won`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Leads won in the period; nothing when no source dates wins.
    pub sales: Option<u64>,
    /// Value of the deals won, in the agreement's currency.
    pub revenue: Option<f64>,
}

/// What the period judged brought of what its objective speaks of, as `sales-won` and `revenue-won` count it.
pub fn outcome(world: World) -> Outcome {
    if !world.sees(Need::Dates(Milestone::Won)) {
        return Outcome::default();
    }
    let scope = objective(world.agreement, world.period)
        .map_or(&[][..], |objective| objective.conditions.as_slice());
    let cut_off = world.cut_off(Reads::Sales);
    let sales = Cohort::of_period(world, Milestone::Won, cut_off).among(scope).lead.len() as u64;
    let (sold, values) = revenue_won::sales(world, cut_off);
    let revenue = values.filter(&sold.passing(scope)).values().into_iter().map(Money::units).sum();
    Outcome { sales: Some(sales), revenue: world.sees(Need::Values).then_some(revenue) }
}
