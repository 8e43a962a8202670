//! Promises without a target: what they came to, what they were before, and the target that their own past would carry.

use super::names::Exactness;
use super::story::Story;
use crate::scorecard::card::Judged;

/// Ended periods that a proposal needs: fewer say nothing of what is usual.
const FEWEST: usize = 3;
/// Possible targets that a line holds.
const A_LINE: usize = 3;
/// Less than this is the trace of a division: 0.82 of which 820 thousandths are 819.9999 is 820 of them.
const TRACE: f64 = 1e-6;

impl Story<'_> {
    /// `antes 79%`: what a promise without a target came to in the last period that is over; nothing of any other promise, or without a past.
    /// A count of a period that runs is no match for one of a whole period, so its words say `antes 231 ao todo`.
    pub fn before(&self, judged: &Judged) -> Option<String> {
        let last = self.past_values(judged).last().copied()?;
        let grows = judged.kind.is_paced() && !judged.progress.is_over;
        let key = if grows { "story.before-whole" } else { "story.before" };
        Some(self.said(key, &[("value", self.value(judged, last, Exactness::Counted))]))
    }

    /// The target as shown; of a promise without one what it was before, else that there is none.
    pub fn target_or_before(&self, judged: &Judged) -> String {
        self.before(judged).unwrap_or_else(|| self.target(judged))
    }

    /// A target for a promise without one, with how many of its ended periods reached it and how many there are: what at least half of them
    /// reached, rounded to the easier side, so that the figure that is shown, and may be agreed, is the one that was reached.
    pub fn proposed(&self, judged: &Judged) -> Option<(f64, usize, usize)> {
        let mut past = self.past_values(judged);
        let all = past.len();
        past.sort_by(|a, b| if judged.lower_is_better { a.total_cmp(b) } else { b.total_cmp(a) });
        let middle = past.get(all.div_ceil(2).checked_sub(1)?).filter(|_| all >= FEWEST)?;
        let target = Self::easier(judged, *middle);
        let reaches = |value: &&f64| {
            let lead = if judged.lower_is_better { target - **value } else { **value - target };
            lead >= -TRACE
        };
        Some((target, past.iter().filter(reaches).count(), all))
            .filter(|(target, ..)| *target > 0.0)
    }

    /// A value rounded to what is shown of it, down where more is better and up where less is.
    fn easier(judged: &Judged, value: f64) -> f64 {
        let parts = Self::parts(judged, value);
        let shown = value * parts;
        let rounded =
            if judged.lower_is_better { (shown - TRACE).ceil() } else { (shown + TRACE).floor() };
        rounded / parts
    }

    /// What each promise without a target came to, with a target for it; nothing of what the files do not show.
    pub fn measured(&self) -> Vec<String> {
        let own = self.card.commitments.iter();
        let own = own.filter(|judged| judged.is_measured && judged.evidence.unseen.is_none());
        own.map(|judged| {
            let values = [
                ("commitment", self.commitment(judged)),
                ("actual", self.actual(judged)),
                ("before", self.target_or_before(judged)),
            ];
            let proposal = self.proposal(judged).map_or_else(String::new, |own| format!("; {own}"));
            self.said("story.measured", &values) + &proposal + "."
        })
        .collect()
    }

    /// Possible targets of all promises without one, a few a line under a line that says what they are.
    pub fn proposals(&self) -> Vec<String> {
        let own = self.card.commitments.iter().filter_map(|judged| {
            let values = self.proposal_of(judged)?;
            Some(format!("{} {}", self.commitment(judged), self.said("story.proposed-of", &values)))
        });
        let all: Vec<String> = own.collect();
        let heading = (!all.is_empty()).then(|| self.said("story.proposals", &[]));
        heading.into_iter().chain(all.chunks(A_LINE).map(|some| some.join(" · "))).collect()
    }

    /// `4 de 7 períodos encerrados chegaram a 82%: uma meta possível`
    pub fn proposal(&self, judged: &Judged) -> Option<String> {
        Some(self.said("story.proposed", &self.proposal_of(judged)?))
    }

    fn proposal_of(&self, judged: &Judged) -> Option<[(&'static str, String); 3]> {
        let (target, reached, all) = self.proposed(judged)?;
        let target = self.limit(judged, target);
        Some([("target", target), ("reached", reached.to_string()), ("all", all.to_string())])
    }

    /// What a promise without a target came to in each period before this one that is over, that the files and one version cover whole, and of
    /// which nothing is open, oldest first.
    fn past_values(&self, judged: &Judged) -> Vec<f64> {
        if !judged.is_measured {
            return Vec::new();
        }
        let periods = self.card.history.periods.iter();
        let earlier =
            periods.filter(|past| past.is_over && past.period.end <= self.card.period.start);
        let own = earlier.filter_map(|past| {
            let own = past.now.iter().find(|own| own.id == judged.id)?;
            own.is_of_all(&past.period, self.calendar).then_some(own)
        });
        own.filter(|own| own.evidence.unseen.is_none() && !own.is_open())
            .filter_map(|own| own.numbers.actual)
            .collect()
    }
}
