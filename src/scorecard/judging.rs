//! How much of what the teams promised is judged: what a report says of breaches and levers that it does not show rests on it.

use crate::model::words::{Status, Team};

use super::card::Scorecard;
use super::judged::Judged;

/// How many of the promises of one team that have a target are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judging {
    /// Each.
    All,
    /// Some of them.
    Some,
    /// Not one.
    None,
    /// There is none: nothing has a target.
    Measured,
}

impl Scorecard {
    /// How many have a status.
    pub fn promises_judged(&self) -> Judging {
        self.judging(|judged| judged.status != Status::NotAssessed)
    }

    /// How many are shares of cases, and had one by the cut-off.
    pub fn cases_judged(&self) -> Judging {
        self.judging(|judged| {
            judged.kind.is_share() && judged.numbers.denominator.is_some_and(|all| all > 0.0)
        })
    }

    fn judging(&self, is_judged: impl Fn(&Judged) -> bool) -> Judging {
        let of_a_team = self.commitments.iter().filter(|judged| judged.team != Team::Both);
        let asked: Vec<&Judged> = of_a_team.filter(|judged| !judged.is_measured).collect();
        match asked.iter().filter(|judged| is_judged(judged)).count() {
            _ if asked.is_empty() => Judging::Measured,
            0 => Judging::None,
            n if n == asked.len() => Judging::All,
            _ => Judging::Some,
        }
    }
}
