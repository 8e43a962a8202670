//! How moments stand to the allowances of a cohort (`DEFINITIONS.md` §1, *Date-only values*, and §4).

use crate::calendar::due::Due;
use crate::model::agreement::Clock;
use crate::model::dataset::Reach;
use crate::model::moment::{Instant, Moment, Precision};

use super::cohort::Cohort;
use super::column::{Column, Mask, Moments};
use super::world::World;

/// How an answer stands to an allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// In time, whatever its exact moment.
    InTime,
    /// Too late, whatever its exact moment.
    Late,
    /// The dates are too coarse to tell.
    Unclear,
}

impl Answer {
    /// Orders answers by how much they say for the promise, 0 first: where several could have
    /// answered, the one with the lowest rank decides.
    pub fn rank(self) -> u8 {
        match self {
            Self::InTime => 0,
            Self::Unclear => 1,
            Self::Late => 2,
        }
    }
}

/// How the answer of each row stands, where there is one.
pub type Answers = Column<Option<Answer>>;

impl Cohort<'_> {
    /// For each lead whether a moment came within its allowance, after it, or on a day too coarse
    /// to tell; nothing where there is no moment.
    pub fn stands(&self, moments: &Moments) -> Answers {
        let allowances = self.start.with(&self.due, |start, due| (start, due));
        allowances.with(moments, |(start, due), at| at.map(|at| self.world.answer(start, due, at)))
    }

    /// Of two moments in each row the one that stands better, of those that stand alike the earlier.
    pub fn better(&self, one: &Moments, two: &Moments) -> Moments {
        let allowances = self.start.with(&self.due, |start, due| (start, due));
        let pairs = one.with(two, |one, two| (one, two));
        allowances.with(&pairs, |(start, due), (one, two)| {
            let rank = |at: Moment| self.world.answer(start, due, at).rank();
            std::iter::once(one)
                .chain([two])
                .flatten()
                .min_by_key(|at| (rank(*at), at.at(), at.precision()))
        })
    }

    /// Leads whose allowance is over at the cut-off: no answer can be in time any more.
    pub fn is_over(&self) -> Mask {
        self.due.map(|due| self.cut_off.is_past(due.latest))
    }

    /// Leads whose clock starts before the activities sources begin.
    pub fn uncovered(&self) -> Mask {
        let from = self.world.activities_from();
        self.start.map(|start| start.at() < from)
    }

    /// Leads that nothing which tells of tries can name.
    pub fn without_key(&self) -> Mask {
        self.read(&self.world.data.leads.reach).is(Reach::NoKey)
    }

    /// Leads whose answer, by their due, may be among the contacts of which nobody knows whose or when they were.
    pub fn doubtful(&self) -> Mask {
        self.doubtful_by(&self.due.map(|due| due.latest.min(self.cut_off.at())))
    }

    /// Leads of which nobody can tell at the cut-off whether they were tried, beyond what was seen.
    pub fn unseen(&self) -> Mask {
        self.without_key().or(&self.doubtful_by(&self.lead.map(|_| self.cut_off.at())))
    }

    fn doubtful_by(&self, end: &Column<Instant>) -> Mask {
        let reach = self.read(&self.world.data.leads.reach);
        reach.with(end, |reach, end| matches!(reach, Reach::Doubtful(at) if at <= end))
    }

    /// Seconds from the clock's start to moments, by the clock of each lead's version, where both have a time of day.
    pub fn elapsed(&self, moments: &Moments) -> Column<Option<i64>> {
        let is_wall = self.agreed(|version| version.clock == Clock::Elapsed);
        self.start.with(&is_wall, |start, is_wall| (start, is_wall)).with(
            moments,
            |(start, is_wall), at| {
                let clock = if is_wall { Clock::Elapsed } else { Clock::Working };
                at.and_then(|at| self.world.waited(start, at, clock))
            },
        )
    }

    /// Seconds from each lead's start to a moment, all on the clock given, not on that of each
    /// lead's version.
    pub fn waited(&self, moments: &Moments, clock: Clock) -> Column<Option<i64>> {
        self.start.with(moments, |start, at| at.and_then(|at| self.world.waited(start, at, clock)))
    }
}

impl World<'_> {
    /// Where an answer stands to an allowance that began at `start`.
    pub fn answer(self, start: Moment, due: Due, answer: Moment) -> Answer {
        let zone = self.zone();
        if due.by_day {
            let in_time = if answer.is_date_only() {
                zone.day(answer) <= zone.day_of(due.latest)
            } else {
                self.is_by(answer, due.latest, start)
            };
            return if in_time { Answer::InTime } else { Answer::Late };
        }
        if !start.is_date_only() && !answer.is_date_only() {
            return if self.is_by(answer, due.latest, start) {
                Answer::InTime
            } else {
                Answer::Late
            };
        }
        if zone.latest(answer) <= due.earliest {
            Answer::InTime
        } else if answer.at() > due.latest {
            Answer::Late
        } else {
            Answer::Unclear
        }
    }

    /// The same of a contact, which counts only from the start on: where the two are of one day and one has no time, the other may have come first.
    pub fn contacted(self, start: Moment, due: Due, at: Moment) -> Answer {
        let has_day_alone = start.is_date_only() || at.is_date_only();
        let may_be_before = has_day_alone && self.zone().day(start) == self.zone().day(at);
        match self.answer(start, due, at) {
            Answer::InTime if may_be_before && !due.by_day => Answer::Unclear,
            found => found,
        }
    }

    /// At or before an instant that is as exact as the start it was counted from.
    fn is_by(self, answer: Moment, due: Instant, start: Moment) -> bool {
        let precision = if start.is_date_only() { Precision::Second } else { start.precision() };
        !self.zone().before(Moment::new(due, precision), answer)
    }
}
