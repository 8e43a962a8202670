//! Promises without a target: what they came to, what they were before, and the target that their own past would carry.

use super::names::Exactness;
use super::story::Story;
use crate::scorecard::card::Judged;

/// Ended periods that a proposal needs: fewer say nothing of what is usual.
const FEWEST: usize = 3;
/// Possible targets that a line holds.
const A_LINE: usize = 4;

impl Story<'_> {
    /// `antes 79%`: what a promise without a target came to in the last period that is over; nothing of any other promise, or without a past.
    pub fn before(&self, judged: &Judged) -> Option<String> {
        let last = self.matured(judged).last().copied()?;
        Some(self.said("story.before", &[("value", self.usual(judged, last))]))
    }

    /// The target as shown; of a promise without one what it was before, else that there is none.
    pub fn aim(&self, judged: &Judged) -> String {
        self.before(judged).unwrap_or_else(|| self.target(judged))
    }

    /// The target that at least half of the ended periods of a promise without one reached, with how many did and how many there are.
    pub fn proposed(&self, judged: &Judged) -> Option<(f64, usize, usize)> {
        let mut past = self.matured(judged);
        let all = past.len();
        past.sort_by(|a, b| if judged.lower_is_better { a.total_cmp(b) } else { b.total_cmp(a) });
        let target =
            past.get(all.div_ceil(2).checked_sub(1)?).copied().filter(|_| all >= FEWEST)?;
        let reached = |value: &&f64| {
            if judged.lower_is_better { **value <= target } else { **value >= target }
        };
        Some((target, past.iter().filter(reached).count(), all))
            .filter(|(target, ..)| *target > 0.0)
    }

    /// What each promise without a target came to, with a target for it.
    pub fn measured(&self) -> Vec<String> {
        let own = self.card.commitments.iter().filter(|judged| judged.is_measured());
        own.map(|judged| {
            let values = [
                ("commitment", self.commitment(judged)),
                ("actual", self.actual(judged)),
                ("before", self.aim(judged)),
            ];
            let proposal = self.proposal(judged).map_or_else(String::new, |own| format!("; {own}"));
            self.said("story.measured", &values) + &proposal + "."
        })
        .collect()
    }

    /// Possible targets of all promises without one, a few a line.
    pub fn proposals(&self) -> Vec<String> {
        let own = self.card.commitments.iter().filter_map(|judged| {
            let (target, ..) = self.proposed(judged)?;
            Some(format!("{} {}", self.commitment(judged), self.usual(judged, target)))
        });
        let all: Vec<String> = own.collect();
        let line = |some: &[String]| self.said("story.proposals", &[("list", some.join(" · "))]);
        all.chunks(A_LINE).map(line).collect()
    }

    /// `metade dos períodos encerrados (4 de 7) chegou a 82%: uma meta possível`
    pub fn proposal(&self, judged: &Judged) -> Option<String> {
        let (target, reached, all) = self.proposed(judged)?;
        let values = [
            ("target", self.usual(judged, target)),
            ("reached", reached.to_string()),
            ("all", all.to_string()),
        ];
        Some(self.said("story.proposed", &values))
    }

    fn usual(&self, judged: &Judged, value: f64) -> String {
        self.value(judged, value, Exactness::Counted)
    }

    /// What a promise without a target came to in each period that is over and of which nothing is open, oldest first.
    fn matured(&self, judged: &Judged) -> Vec<f64> {
        if !judged.is_measured() {
            return Vec::new();
        }
        let ended = self.card.history.periods.iter().filter(|past| past.is_over);
        let own = ended.filter_map(|past| past.now.iter().find(|own| own.id == judged.id));
        own.filter(|own| own.evidence.unseen.is_none() && !own.is_open())
            .filter_map(|own| own.numbers.actual)
            .collect()
    }
}
