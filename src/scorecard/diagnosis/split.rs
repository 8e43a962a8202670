//! The gap in sales split exactly over volume and steps by the logarithmic mean, LMDI-I (`DEFINITIONS.md` §7).
//!
//! *Expected*: the leads that the plan asks for by now (net: needed, gross: to deliver, each stretch of the period by its own time gone; without a plan
//! what `leads-delivered` promises × the share of the working time gone), then the agreed chain; its last step
//! comes to the sales that are expected by now everywhere. A stage that no source gives is
//! joined to the next one. An agreed acceptance is of the leads decided on: the step from delivered to decided stands apart from it. *Actual*: events of the period in the objective's `where`, all up to the earliest cut-off of leads and deals; deliveries
//! net where the promise is net. Their product is the sales that the summary shows.
//! *Absent when* the files leave the sales or the deliveries open so far that the order of the factors, or the sign of one, would be another; nothing is agreed, or a chain and leads per sale that contradict each other, delivered or won is given by no source, the period has not begun, or a factor is zero: the first one is named.

use crate::casebook::Facts;
use crate::metrics::cohort::Cohort;
use crate::metrics::column::Mask;
use crate::metrics::measure::Leeway;
use crate::metrics::spec::Need;
use crate::metrics::world::{Reads, World};
use crate::metrics::{leads_delivered, sales_won};
use crate::model::agreement::{Counting, Objective};
use crate::model::moment::Horizon;
use crate::model::words::{Category, Metric, Milestone};
use crate::scorecard::plan;
use crate::scorecard::spans::Span;
use crate::scorecard::tables::Plan;

use super::{Factor, NoSplit, OpenEnds, Split, Stage, Unsplit};

/// A chain that differs by more than this part from the leads per sale is no rounding of it.
const CONTRADICTION: f64 = 0.05;

/// A step of the chain and the share of the step before that should reach it.
type Step = (Stage, f64);

const WON: Stage = Stage::Reached(Milestone::Won);
const ACCEPTED: Stage = Stage::Reached(Milestone::Accepted);

/// Splits the gap between agreed and actual sales of the period into the volume and each step of
/// the ladder; else why it cannot be.
pub fn split(world: World, facts: &Facts, plan: Option<&Plan>) -> Result<Split, NoSplit> {
    let none = |why| NoSplit { why, zero: None };
    let objective = plan::objective(world.agreement, world.period).ok_or(none(Unsplit::NoPlan))?;
    let cut_off = facts.horizons.decisions;
    let (volume, agreed) = plan
        .and_then(|plan| agreed(world, objective, plan, cut_off))
        .ok_or(none(Unsplit::NoPlan))?;
    let steps = recorded(world, &agreed).ok_or(none(Unsplit::FewStages))?;
    let volume = Some(volume).filter(|volume| *volume > 0.0).ok_or(none(Unsplit::NotBegun))?;
    let sales =
        plan.and_then(|plan| by_now(world, plan, (Metric::SalesWon, Counting::Net), cut_off));
    let is_chained = objective.chain.iter().any(|step| step.to == Milestone::Won);
    let steps = sales.map_or(Some(steps.clone()), |sales| closed(steps, volume, sales, is_chained));
    let steps = steps.ok_or(none(Unsplit::Contradicted))?;
    let events = events(world, facts, objective, &steps);
    let open = open(world, facts, objective, &events);
    let zero = stages(&steps).zip(&events).find(|(_, events)| **events == 0);
    if let Some((stage, _)) = zero.filter(|_| open.is_none()) {
        return Err(NoSplit { why: Unsplit::Zero, zero: Some(stage) });
    }
    let expected: Vec<f64> =
        std::iter::once(volume).chain(steps.iter().map(|(_, rate)| *rate)).collect();
    if open.is_some_and(|open| !is_certain(&expected, &events, open)) {
        return Err(none(Unsplit::Open));
    }
    let stages: Vec<Stage> = stages(&steps).collect();
    Ok(Split {
        expected: expected.iter().product(),
        actual: events.last().copied().unwrap_or(0) as f64,
        factors: factors(&stages, &expected, &events),
        open,
    })
}

/// The share of the stage before that reached each stage; first the volume itself.
fn shares(events: &[u64]) -> Vec<f64> {
    let before = std::iter::once(1.0).chain(events.iter().map(|events| *events as f64));
    events.iter().zip(before).map(|(events, before)| *events as f64 / before).collect()
}

fn factors(stages: &[Stage], expected: &[f64], events: &[u64]) -> Vec<Factor> {
    let actual = shares(events);
    let effects = effects(expected, &actual);
    let before = std::iter::once(None).chain(stages.iter().copied().map(Some));
    let values = expected.iter().zip(&actual).zip(effects);
    let told = stages.iter().zip(before).zip(events).zip(values);
    told.map(|(((to, from), events), ((expected, actual), effect))| Factor {
        from,
        to: *to,
        expected: *expected,
        actual: *actual,
        events: *events,
        effect,
    })
    .collect()
}

/// At every end of what the files leave open the factors stand in the same order, each takes or adds as it does by what is known, and the
/// sales are short, or are not, as they are by that.
fn is_certain(expected: &[f64], events: &[u64], open: OpenEnds) -> bool {
    let order = |events: &[u64]| {
        let effects = effects(expected, &shares(events));
        let mut places: Vec<usize> = (0..effects.len()).collect();
        places.sort_by(|a, b| match (effects.get(*a), effects.get(*b)) {
            (Some(a), Some(b)) => a.total_cmp(b),
            _ => a.cmp(b),
        });
        let signs: Vec<bool> = effects.iter().map(|effect| *effect < 0.0).collect();
        let sales = events.last().copied().unwrap_or(0) as f64;
        (places, signs, sales < expected.iter().product())
    };
    let known = order(events);
    let corners = open.delivered.into_iter().flat_map(|first| open.sales.map(|last| (first, last)));
    corners.into_iter().all(|(first, last)| {
        let mut ends = events.to_vec();
        ends.first_mut().into_iter().for_each(|own| *own = first);
        ends.last_mut().into_iter().for_each(|own| *own = last);
        ends.iter().all(|events| *events > 0) && order(&ends) == known
    })
}

/// Between which ends the files leave the sales and the deliveries; nothing where they leave neither open.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "leads are whole and never fewer than none"
)]
fn open(world: World, facts: &Facts, objective: &Objective, events: &[u64]) -> Option<OpenEnds> {
    let (scope, cut_off) = (objective.conditions.as_slice(), facts.horizons.decisions);
    let delivered = Cohort::of_period(world, Milestone::Delivered, cut_off).among(scope);
    let delivered = leads_delivered::in_window(&delivered);
    let is_net = Mask::repeat(!plan::is_gross(world.agreement), delivered.lead.len());
    let deliveries = leads_delivered::leeway(&delivered, &is_net, scope);
    let sales = sales_won::leeway(world, scope, cut_off);
    let ends = |events: Option<&u64>, of: Leeway| {
        let known = events.copied().unwrap_or(0) as f64;
        [of.low.0, of.high.0].map(|more| (known + more).max(0.0).round() as u64)
    };
    let is_open = deliveries.and(sales) != Leeway::default();
    let (delivered, sales) = (ends(events.first(), deliveries), ends(events.last(), sales));
    is_open.then_some(OpenEnds { delivered, sales })
}

/// What each factor adds to the product's change: `L(A, E) · ln(a ÷ e)`. All factors are above zero.
pub fn effects(expected: &[f64], actual: &[f64]) -> Vec<f64> {
    let mean = logarithmic_mean(actual.iter().product(), expected.iter().product());
    actual.iter().zip(expected).map(|(actual, expected)| mean * (actual / expected).ln()).collect()
}

/// `(a − b) ÷ ln(a ÷ b)`, and `a` where both are the same.
fn logarithmic_mean(a: f64, b: f64) -> f64 {
    let relative = ((a - b) / b).ln_1p();
    if relative.abs() < f64::EPSILON { a } else { (a - b) / relative }
}

/// The leads wanted by now and the steps that make sales of them; nothing where the agreement leaves one of the two open.
fn agreed(
    world: World,
    objective: &Objective,
    plan: &Plan,
    cut_off: Horizon,
) -> Option<(f64, Vec<Step>)> {
    let is_gross = plan::is_gross(world.agreement) && plan.to_deliver.is_some();
    let planned = if is_gross { plan.to_deliver } else { plan.leads_needed };
    let volume = if planned.is_some() {
        let counting = if is_gross { Counting::Gross } else { Counting::Net };
        by_now(world, plan, (Metric::LeadsDelivered, counting), cut_off)?
    } else {
        let promised = world.promised(&objective.conditions).filter(|volume| *volume > 0.0)?;
        promised * world.calendar.share(&world.covered(Reads::Sales), cut_off.at()).unwrap_or(0.0)
    };
    let mut steps: Vec<Step> =
        objective.chain.iter().map(|step| (Stage::Reached(step.to), step.rate)).collect();
    let has = |steps: &[Step], stage| steps.iter().any(|(to, _)| *to == stage);
    if !has(&steps, WON) {
        let chain: f64 = steps.iter().map(|(_, rate)| rate).product();
        steps.push((WON, 1.0 / plan.leads_per_sale? / chain));
    }
    if let Some(acceptance) = objective.acceptance.filter(|_| is_gross && !has(&steps, ACCEPTED)) {
        // The agreed acceptance is of the leads decided on, as its promise counts it: the plan has all decided.
        steps.splice(0..0, [(Stage::Decided, 1.0), (ACCEPTED, acceptance)]);
    }
    Some((volume, steps))
}

/// What the stretches of the plan ask of a metric up to an instant; nothing where they ask nothing of it.
fn by_now(world: World, plan: &Plan, of: (Metric, Counting), cut_off: Horizon) -> Option<f64> {
    let asked = plan::asked_of(plan, of.0, of.1);
    let begin = world.covered(Reads::Sales).start;
    let part = |(span, target): &(Span, f64)| {
        target * span.share(world.calendar, begin, cut_off.at()).unwrap_or(0.0)
    };
    (!asked.is_empty()).then(|| asked.iter().map(part).sum())
}

/// The steps with a last one that comes to the sales asked for by now, as every other place expects them: leads are rounded up, and of several
/// stretches each has its own ratio. Nothing where an agreed chain up to the sale comes to other sales than the agreed leads per sale.
fn closed(steps: Vec<Step>, volume: f64, sales: f64, is_chained: bool) -> Option<Vec<Step>> {
    let chain: f64 = steps.iter().map(|(_, rate)| rate).product();
    let off = sales / (volume * chain);
    let mut steps = steps;
    let last = steps.last_mut().filter(|_| !is_chained || (off - 1.0).abs() <= CONTRADICTION)?;
    last.1 *= off;
    Some(steps)
}

/// The steps that some source gives, others joined to the next one; nothing unless deliveries and sales are given.
fn recorded(world: World, agreed: &[Step]) -> Option<Vec<Step>> {
    let has = |own| world.sees(Need::Dates(own)) && !world.data.stand_ins.contains(&own);
    let is_given = |stage| match stage {
        Stage::Decided => has(Milestone::Accepted) && has(Milestone::Rejected),
        Stage::Reached(own) => has(own),
    };
    let (mut steps, mut rate) = (Vec::new(), 1.0);
    for (stage, own) in agreed {
        rate *= own;
        if is_given(*stage) {
            steps.push((*stage, rate));
            rate = 1.0;
        }
    }
    let ends_in_sales = steps.last().is_some_and(|(stage, _)| *stage == WON);
    (ends_in_sales && world.sees(Need::Dates(Milestone::Delivered))).then_some(steps)
}

/// The stages of a ladder whose first is the delivery.
fn stages(steps: &[Step]) -> impl Iterator<Item = Stage> {
    std::iter::once(Stage::Reached(Milestone::Delivered))
        .chain(steps.iter().map(|(stage, _)| *stage))
}

/// Leads of the objective that reached each stage in the period.
fn events(world: World, facts: &Facts, objective: &Objective, steps: &[Step]) -> Vec<u64> {
    let is_net = !plan::is_gross(world.agreement);
    let of = |milestone| {
        Cohort::of_period(world, milestone, facts.horizons.decisions).among(&objective.conditions)
    };
    let count = |stage: Stage| match stage {
        Stage::Decided => of(Milestone::Accepted).lead.len() + rejected(&of(Milestone::Rejected)),
        Stage::Reached(Milestone::Delivered) if is_net => {
            of(Milestone::Delivered).read(&facts.is_deducted).not().count()
        }
        Stage::Reached(milestone) => of(milestone).lead.len(),
    };
    stages(steps).map(|stage| count(stage) as u64).collect()
}

/// Of leads rejected in the period those that count against the acceptance, and were never accepted.
fn rejected(cohort: &Cohort) -> usize {
    let takes_all = cohort.world.counts_all_rejections();
    let counts = cohort.reason().map(|reason| takes_all || reason == Some(Category::Marketing));
    counts.and(&cohort.date(Milestone::Accepted).is(None)).count()
}
