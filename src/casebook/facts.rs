//! What is known of every lead beside its exported words, as columns over all of them.
//!
//! Each fact is known up to one instant, its horizon: a report that tells a first attempt made after the
//! export of leads beside a verdict that is still pending contradicts itself.

use crate::metrics::cohort::Cohort;
use crate::metrics::column::{Column, Mask, Moments};
use crate::metrics::leads_delivered::{deducted, in_window};
use crate::metrics::spec::Need;
use crate::metrics::world::{Reads, World};
use crate::model::agreement::Clock;
use crate::model::dataset::Contact;
use crate::model::evidence::Trace;
use crate::model::moment::Horizon;
use crate::model::words::{Milestone, Standing, State};

/// The last instant up to which each kind of fact is known: the earliest cut-off of the tables it comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Horizons {
    /// Of what marketing does: created, mql, delivered.
    pub deliveries: Horizon,
    /// Of attempts, connections and tries.
    pub contacts: Horizon,
    /// Of what sales decides and how a lead ends.
    pub decisions: Horizon,
}

impl Horizons {
    fn of(world: World) -> Self {
        Self {
            deliveries: world.cut_off(Reads::Delivery),
            contacts: world.cut_off(Reads::Cadence),
            decisions: world.cut_off(Reads::Sales),
        }
    }

    /// Up to when dates of a milestone are known: those up to the delivery by the
    /// files of leads, later ones by those of decisions, too.
    pub fn of_milestone(self, milestone: Milestone) -> Horizon {
        match milestone {
            Milestone::Created | Milestone::Mql | Milestone::Delivered => self.deliveries,
            _ => self.decisions,
        }
    }
}

/// The facts of all leads, one row each.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Up to when each kind of fact is known.
    pub horizons: Horizons,
    /// First attempt, through whatever channel.
    pub attempt: Moments,
    /// First two-way contact, through whatever channel.
    pub connection: Moments,
    /// Tries made, through whatever channel; nothing where no activities tell of each, nor of a lead of which none is known and one may have been made.
    pub tries: Column<Option<u32>>,
    /// Working seconds from the delivery to the first attempt, where both have a time of day.
    pub seconds: Column<Option<i64>>,
    /// Delivered in the period.
    pub is_in_period: Mask,
    /// Rejected so that net counting takes it off.
    pub is_deducted: Mask,
    /// What stands decided.
    pub standing: Column<Standing>,
    /// When it was first accepted or rejected.
    pub decided_at: Moments,
    /// How far it got; nothing where nothing shows whether it was tried.
    pub state: Column<Option<State>>,
    /// Delivered, and neither won, lost, rejected nor recycled.
    pub is_open: Mask,
}

impl Facts {
    /// The facts of a world.
    pub fn of(world: World) -> Self {
        let horizons = Horizons::of(world);
        let ((worked, delivery), decided) = rayon::join(
            || rayon::join(|| worked(world, horizons), || delivery(world, horizons)),
            || decided(world, horizons),
        );
        let Worked { attempt, connection, tries, seconds, is_shown } = worked;
        let (is_delivered, is_in_period, is_deducted) = delivery;
        let Decided { standing, first: decided_at, reached, is_closed } = decided;
        let untried = is_shown.map(|is_shown| is_shown.then_some(State::Untried));
        let tried = attempt.map(|attempt| attempt.map(|_| State::Attempted));
        let connected = connection.map(|connection| connection.map(|_| State::Connected));
        let furthest = [connected, tried, untried]
            .iter()
            .fold(reached, |state, next| state.with(next, Option::or));
        let is_open = is_delivered.and(&is_closed.not());
        Self {
            horizons,
            attempt,
            connection,
            tries,
            seconds,
            is_in_period,
            is_deducted,
            standing,
            decided_at,
            state: furthest,
            is_open,
        }
    }
}

/// What the contacts of a lead after its delivery come to, through all channels.
struct Worked {
    attempt: Moments,
    connection: Moments,
    tries: Column<Option<u32>>,
    seconds: Column<Option<i64>>,
    /// The files would show a try: where none is known, none was made.
    is_shown: Mask,
}

fn worked(world: World, horizons: Horizons) -> Worked {
    let all = Cohort::everyone(world, horizons.contacts);
    let (attempt, delivered) = (all.first(Contact::is_attempt), all.date(Milestone::Delivered));
    let from = world.activities_from();
    let handed_over =
        (0..all.lead.len()).map(|lead| world.data.leads.date(lead, Milestone::Delivered));
    let is_early: Mask = handed_over.map(|at| at.is_some_and(|at| at.at() < from)).collect();
    let sees = world.sees(Need::FirstTry);
    let is_shown = all.unseen().or(&is_early).map(|is_unseen| sees && !is_unseen);
    let is_told = world.data.sight.trace == Trace::Activities;
    Worked {
        seconds: delivered.with(&attempt, |delivered, attempt| {
            world.waited(delivered?, attempt?, Clock::Working)
        }),
        connection: all.first(Contact::is_connection),
        tries: all.tries().with(&is_shown, |made, is_shown| {
            Some(made).filter(|made| is_told && (is_shown || *made > 0))
        }),
        attempt,
        is_shown,
    }
}

/// Leads delivered, those of the period, and those that net counting takes off, of whatever period.
fn delivery(world: World, horizons: Horizons) -> (Mask, Mask, Mask) {
    let cut_off = horizons.deliveries;
    let all = Cohort::everyone(world, cut_off);
    let dates = all.date(Milestone::Delivered);
    let delivered = Cohort::reached(world, Milestone::Delivered, cut_off, |_| true);
    let rejected = delivered.filter(&delivered.rejection().is_some());
    let taken_off = rejected.lead.filter(&deducted(&in_window(&rejected)));
    let is_deducted = Column::repeat(true, taken_off.len()).spread(&taken_off, all.lead.len());
    let is_deducted = Column::from(is_deducted).is(true);
    (dates.is_some(), world.in_period(&dates, cut_off), is_deducted)
}

/// What sales decided, and how far leads got by it.
struct Decided {
    standing: Column<Standing>,
    /// When it was first accepted or rejected.
    first: Moments,
    /// The furthest that dates and inference tell; nothing of leads on which nothing was decided.
    reached: Column<Option<State>>,
    is_closed: Mask,
}

fn decided(world: World, horizons: Horizons) -> Decided {
    let all = Cohort::everyone(world, horizons.decisions);
    let (is_accepted, is_rejected) = (all.accepted(), all.rejected());
    let standing = is_rejected.with(&is_accepted, |is_rejected, is_accepted| {
        match (is_rejected, is_accepted) {
            (true, _) => Standing::Rejected,
            (false, true) => Standing::Accepted,
            (false, false) => Standing::Undecided,
        }
    });
    let passed = |milestone| all.date(milestone).is_some().or(&all.inferred(milestone));
    let ways = [
        (passed(Milestone::Won), State::Won),
        (passed(Milestone::Lost), State::Lost),
        (passed(Milestone::Recycled), State::Recycled),
        (is_rejected, State::Rejected),
        (passed(Milestone::Opportunity), State::Opportunity),
        (passed(Milestone::Sql), State::Sql),
        (is_accepted, State::Accepted),
    ];
    let none: Column<Option<State>> = Column::repeat(None, all.lead.len());
    let reached = ways.iter().fold(none, |found, (is, state)| {
        found.with(is, |found, is| found.or(is.then_some(*state)))
    });
    Decided { standing, first: all.decision(), reached, is_closed: all.closed() }
}
