//! Why a lead is not among those that a commitment speaks of, noted where a cohort is made.

use crate::model::words::Milestone;

/// What keeps a lead out of a cohort; of several the last to be passed is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outside {
    /// It never reached the milestone that starts the clock.
    NotReached(Milestone),
    /// It reached the milestone after the cut-off.
    NotYet(Milestone),
    /// It reached the milestone outside the days that are counted.
    OtherDays,
    /// No version of the commitment is in force when its clock starts.
    NoVersion,
    /// The version in force speaks of other leads.
    OutOfScope,
}
