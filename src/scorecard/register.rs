//! The register of quantities: every headline number of a report under one id, derived here and nowhere else.
//!
//! Workbook, letters, `resumo.txt`, `acordo.json` and `explain` read a headline from here, so that the same quantity
//! cannot stand with two values in two places. *Totals*: actions = overdue + coming + without a due, overdue = recent + old, coming = of
//! today + later; a team's add up to all. The parts of a promise are those of [`Judged`], which was computed once.

use super::actions::asked_by;
use super::card::{Action, ActionKind, Scorecard};
use super::judged::Judged;
use crate::metrics::measure::Range;
use crate::metrics::spec::Unit;
use crate::model::words::{Team, words};
use crate::model::zone::Day;

/// Where the due of an action lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// Wherever: all of them.
    Any,
    /// Before the cut-off.
    Overdue,
    /// Of these, ten working days ago at most.
    Recent,
    /// Of these, longer ago: old debt.
    Old,
    /// Still ahead.
    Coming,
    /// Of these, on the day the actions are read.
    Today,
    /// Of these, after it: most of the time for them is gone.
    Later,
    /// Nobody agreed on one.
    None,
}

impl Due {
    /// Each, the sum first.
    pub const ALL: [Self; 8] = [
        Self::Any,
        Self::Overdue,
        Self::Recent,
        Self::Old,
        Self::Coming,
        Self::Today,
        Self::Later,
        Self::None,
    ];

    /// The end of an id, after the kind of action, that says which dues are counted.
    fn word(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Overdue => ".overdue",
            Self::Recent => ".overdue-recent",
            Self::Old => ".overdue-old",
            Self::Coming => ".coming",
            Self::Today => ".coming-today",
            Self::Later => ".coming-later",
            Self::None => ".undated",
        }
    }

    /// True of an action whose due lies there.
    pub fn is_of(self, action: &Action) -> bool {
        match self {
            Self::Any => true,
            Self::Overdue => action.is_overdue,
            Self::Recent => action.is_overdue && !action.is_old(),
            Self::Old => action.is_old(),
            Self::Coming => !action.is_overdue && action.due.is_some(),
            Self::Today => action.is_due_today,
            Self::Later => Self::Coming.is_of(action) && !action.is_due_today,
            Self::None => !action.is_overdue && action.due.is_none(),
        }
    }
}

/// Which actions are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// Of both teams.
    All(Due),
    /// Of one team.
    Of(Team, Due),
    /// First attempts to make, or made and to be written down.
    FirstAttempts(Due),
    /// Of these, contacts to write down: of leads that were worked on.
    Unlogged(Due),
    /// Tries and connections still owed.
    Cadences,
    /// Leads to accept or reject.
    Decisions,
    /// Hand-offs to complete.
    Handoffs,
    /// Owners to name, leads to send on, missed calls to answer.
    Others,
}

impl Asked {
    /// All that is asked of those who read: of one team, or of both.
    pub fn of(team: Team) -> Self {
        if team == Team::Both { Self::All(Due::Any) } else { Self::Of(team, Due::Any) }
    }

    /// The kinds of action this quantity counts together.
    pub fn kinds(self) -> &'static [ActionKind] {
        use ActionKind as Kind;
        match self {
            Self::All(_) | Self::Of(..) => &[
                Kind::FirstAttempt,
                Kind::LogContact,
                Kind::FirstConnection,
                Kind::Cadence,
                Kind::Decision,
                Kind::MissedCall,
                Kind::NoOwner,
                Kind::Handoff,
                Kind::Routing,
            ],
            Self::FirstAttempts(_) => &[Kind::FirstAttempt, Kind::LogContact],
            Self::Unlogged(_) => &[Kind::LogContact],
            Self::Cadences => &[Kind::Cadence, Kind::FirstConnection],
            Self::Decisions => &[Kind::Decision],
            Self::Handoffs => &[Kind::Handoff],
            Self::Others => &[Kind::NoOwner, Kind::Routing, Kind::MissedCall],
        }
    }

    /// Which of them count by their due: all, overdue, coming or undated.
    pub fn due(self) -> Due {
        match self {
            Self::All(due) | Self::Of(_, due) | Self::FirstAttempts(due) | Self::Unlogged(due) => {
                due
            }
            _ => Due::Any,
        }
    }

    /// True when this quantity counts the action.
    pub fn counts(self, action: &Action) -> bool {
        let is_theirs = !matches!(self, Self::Of(team, _) if team != action.team);
        is_theirs && self.kinds().contains(&action.kind) && self.due().is_of(action)
    }
}

words! {
    /// A part of a promise.
    Part {
        /// What was agreed.
        Target = "target", Agreed = "agreed",
        /// What was due to date.
        Expected = "expected",
        /// What happened.
        Actual = "actual",
        /// The lower end of a number that is told by both.
        PossibleLow = "possible-low",
        /// Its upper end.
        PossibleHigh = "possible-high",
        /// Actual − expected.
        Gap = "gap",
        /// Cases judged.
        Cases = "cases",
        /// Of them kept.
        Kept = "kept",
        /// What each remaining working day must bring.
        NeededPerDay = "needed-per-day",
        /// Of a count: what is still missing.
        Left = "left",
        /// Actual ÷ expected.
        Pace = "pace",
        /// Where the period will end.
        Forecast = "forecast",
        /// The lower end of that, of 80 %.
        ForecastLow = "forecast-low",
        /// Its upper end.
        ForecastHigh = "forecast-high",
    }
}

impl Part {
    /// The value of this part of a judged promise; nothing where it has none, as a number of leads
    /// has no cases. Forecasts are the report's ([`Scorecard::forecast`]).
    fn value(self, judged: &Judged) -> Option<f64> {
        match self {
            Self::Target => judged.target,
            Self::Agreed => judged.agreed,
            Self::Expected => judged.expected,
            Self::Actual => judged.numbers.actual,
            Self::PossibleLow => judged.ends().map(|ends| ends.low),
            Self::PossibleHigh => judged.ends().map(|ends| ends.high),
            Self::Gap => judged.gap,
            Self::Cases => judged.numbers.denominator.filter(|_| judged.kind.is_share()),
            Self::Kept => judged.numbers.numerator.filter(|_| judged.kind.is_share()),
            Self::NeededPerDay => judged.needed_per_day,
            Self::Pace => judged.pace.filter(|_| judged.kind.is_paced()),
            Self::Left => judged.left(),
            Self::Forecast | Self::ForecastLow | Self::ForecastHigh => None,
        }
    }
}

/// Which quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Id {
    /// Actions that somebody must take.
    Actions(Asked),
    /// A part of a promise, by its place in [`Scorecard::commitments`].
    Promise(usize, Part),
    /// Leads of the period at a place of the funnel.
    Step(usize),
    /// Sales wanted.
    PlanSales,
    /// Revenue wanted.
    PlanRevenue,
    /// Leads needed for them.
    PlanLeads,
    /// Working days gone, the running one by the share of it that is gone.
    DaysGone,
    /// Working days of the period.
    DaysTotal,
    /// Those of them that are complete.
    DaysComplete,
    /// Working days still ahead.
    DaysLeft,
    /// A part of a promise in an earlier period, by the places of both in the history.
    Then(usize, usize, Part),
}

/// A quantity as every output tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Its id, as in the summary document: `actions.sales.overdue`, `first-attempt.actual`.
    pub id: String,
    /// Its value.
    pub value: f64,
    /// What it counts.
    pub unit: Unit,
}

impl Scorecard {
    /// Whether the report can tell these actions at all: some are there, or a promise that asks for them is assessed.
    /// Where neither is so, none listed does not mean that none is due.
    pub fn tells(&self, asked: Asked) -> bool {
        asked == Asked::Others || self.asked(asked) > 0 || self.promises(asked, false)
    }

    /// Whether none of these actions can be there, since the promises that would ask for them have no target.
    pub fn asks_nothing(&self, asked: Asked) -> bool {
        !self.tells(asked) && self.promises(asked, true)
    }

    /// Some promise that the files show asks for these actions: one with a target, or one that is only measured.
    fn promises(&self, asked: Asked, is_measured: bool) -> bool {
        let asks = |judged: &Judged| {
            let is_theirs = match asked {
                Asked::Of(team, _) => [team, Team::Both].contains(&judged.team),
                _ => true,
            };
            let tells = judged.is_measured == is_measured && judged.evidence.unseen.is_none();
            let kind = asked_by(judged.metric).filter(|_| tells);
            is_theirs && kind.is_some_and(|kind| asked.kinds().contains(&kind))
        };
        self.commitments.iter().any(asks)
    }

    /// How many actions are asked for, of the team, kind and due that `asked` names.
    pub fn asked(&self, asked: Asked) -> u64 {
        self.actions.iter().filter(|action| asked.counts(action)).count() as u64
    }

    /// Where the period will end for a promise, by its place: its own forecast, else that of the deliveries it counts. A number that
    /// nobody saw, or that lies between two ends, has none.
    pub fn forecast(&self, place: usize) -> Option<Range> {
        let judged = self.commitments.get(place)?;
        if judged.evidence.unseen.is_some() || judged.ends().is_some() {
            return None;
        }
        judged
            .forecast
            .or(self.delivery.forecast.filter(|_| self.delivery.commitment == Some(place)))
    }

    /// A part of a promise, by its place; nothing where it has none.
    fn part(&self, place: usize, part: Part) -> Option<f64> {
        let forecast = || self.forecast(place);
        match part {
            Part::Forecast => forecast()?.mid,
            Part::ForecastLow => Some(forecast()?.low),
            Part::ForecastHigh => Some(forecast()?.high),
            _ => part.value(self.commitments.get(place)?),
        }
    }

    /// The value of an id, with name and unit; nothing where the period has none.
    pub fn quantity(&self, id: Id) -> Option<Quantity> {
        let plan = |part: fn(&super::card::Plan) -> Option<f64>| part(self.plan.as_ref()?);
        let (name, value, unit) = match id {
            Id::Actions(asked) if !self.tells(asked) => return None,
            Id::Actions(asked) => (asked_id(asked), self.asked(asked) as f64, Unit::Actions),
            Id::Promise(place, part) => {
                let judged = self.commitments.get(place)?;
                let is_count = matches!(part, Part::Cases | Part::Kept);
                let unit = if is_count { Unit::Cases } else { judged.unit };
                let unit = if part == Part::Pace { Unit::Share } else { unit };
                (format!("{}.{}", judged.id, part.word()), self.part(place, part)?, unit)
            }
            Id::Step(place) => {
                let step = self.funnel.get(place)?;
                (format!("funnel.{}", step.step.word()), step.leads as f64, Unit::Leads)
            }
            Id::PlanSales => ("plan.sales".to_owned(), plan(|plan| plan.sales)?, Unit::Sales),
            Id::PlanRevenue => ("plan.revenue".to_owned(), plan(|plan| plan.revenue)?, Unit::Money),
            Id::PlanLeads => ("plan.leads".to_owned(), plan(|plan| plan.deliveries)?, Unit::Leads),
            Id::DaysGone => ("days.gone".to_owned(), self.progress.passed(), Unit::WorkingDays),
            Id::DaysComplete => ("days.complete".to_owned(), self.progress.gone, Unit::WorkingDays),
            Id::DaysLeft => ("days.left".to_owned(), self.progress.left, Unit::WorkingDays),
            Id::DaysTotal => ("days.total".to_owned(), self.progress.total, Unit::WorkingDays),
            Id::Then(period, place, part) => {
                let earlier = self.history.periods.get(period)?;
                let judged = earlier.now.get(place)?;
                let name = format!("history/{}/{}", iso(earlier.period.first), judged.id);
                let is_count = matches!(part, Part::Cases | Part::Kept);
                let unit = if is_count { Unit::Cases } else { judged.unit };
                (format!("{name}.{}", part.word()), part.value(judged)?, unit)
            }
        };
        Some(Quantity { id: name, value, unit })
    }

    /// What is told of the periods before the one judged, which is the last of the history.
    fn then(&self) -> impl Iterator<Item = Id> {
        let before = self.history.periods.split_last().map_or(&[][..], |(_, before)| before);
        let promises = before
            .iter()
            .enumerate()
            .flat_map(|(period, past)| (0..past.now.len()).map(move |place| (period, place)));
        promises.flat_map(|(period, place)| {
            let told = [
                Part::Target,
                Part::Agreed,
                Part::Actual,
                Part::PossibleLow,
                Part::PossibleHigh,
                Part::Kept,
                Part::Cases,
            ];
            told.map(|part| Id::Then(period, place, part))
        })
    }

    /// All that the report has, in one order.
    pub fn quantities(&self) -> Vec<Quantity> {
        let of_team = [Team::Marketing, Team::Sales]
            .into_iter()
            .flat_map(|team| Due::ALL.map(|due| Asked::Of(team, due)));
        let kinds = [Asked::Cadences, Asked::Decisions, Asked::Handoffs, Asked::Others];
        let firsts = [Due::Overdue, Due::Coming, Due::None].map(Asked::FirstAttempts);
        let firsts = firsts.into_iter().chain([Asked::Unlogged(Due::Overdue)]);
        let asked = Due::ALL.map(Asked::All).into_iter().chain(of_team).chain(firsts).chain(kinds);
        let promises = (0..self.commitments.len())
            .flat_map(|place| Part::ALL.iter().map(move |part| Id::Promise(place, *part)));
        let plan = [Id::PlanSales, Id::PlanRevenue, Id::PlanLeads];
        let days = [Id::DaysGone, Id::DaysTotal, Id::DaysComplete, Id::DaysLeft];
        let plan = plan.into_iter().chain(days);
        let all = asked.map(Id::Actions).chain(promises);
        let all = all.chain((0..self.funnel.len()).map(Id::Step)).chain(plan).chain(self.then());
        all.filter_map(|id| self.quantity(id)).collect()
    }
}

/// `2026-07-01`: a period is called by its first day.
fn iso(day: Day) -> String {
    day.date().format("%Y-%m-%d").to_string()
}

fn asked_id(asked: Asked) -> String {
    let named = match asked {
        Asked::All(_) => "actions",
        Asked::Of(Team::Marketing, _) => "actions.marketing",
        Asked::Of(Team::Sales, _) => "actions.sales",
        Asked::Of(Team::Both, _) => "actions.both",
        Asked::FirstAttempts(_) => "first-attempts",
        Asked::Unlogged(_) => "contacts-to-log",
        Asked::Cadences => "cadences",
        Asked::Decisions => "decisions",
        Asked::Handoffs => "hand-offs",
        Asked::Others => "other-actions",
    };
    format!("{named}{}", asked.due().word())
}
