//! Promises without a target in words: what they came to, what they were before, and the target that their own past would carry.

use super::names::Exactness;
use super::story::Story;
use crate::scorecard::card::Judged;

/// Possible targets that a line holds.
const A_LINE: usize = 3;

impl Story<'_> {
    /// `antes 79%`: what a promise without a target came to in the last period that is over; nothing of any other promise, or without a past.
    /// A count of a period that runs is no match for one of a whole period, so its words say `antes 231 ao todo`.
    pub fn before(&self, judged: &Judged) -> Option<String> {
        let last = judged.past.last().copied()?;
        let grows = judged.kind.is_paced() && !judged.progress.is_over;
        let key = if grows { "story.before-whole" } else { "story.before" };
        Some(self.said(key, &[("value", self.value(judged, last, Exactness::Counted))]))
    }

    /// `antes 85,3%; 2 de 4 períodos encerrados chegaram a 85,2%: uma meta possível`; the target of a promise that has one.
    pub fn target_or_past(&self, judged: &Judged) -> String {
        let proposal = self.proposal(judged).map_or_else(String::new, |own| format!("; {own}"));
        self.before(judged).unwrap_or_else(|| self.target(judged)) + &proposal
    }

    /// What each promise without a target came to, with a target for it; nothing of what the files do not show.
    pub fn measured(&self) -> Vec<String> {
        let own = self.card.commitments.iter();
        let own = own.filter(|judged| judged.is_measured && judged.evidence.unseen.is_none());
        own.map(|judged| {
            let values = [
                ("commitment", self.commitment(judged)),
                ("actual", self.actual(judged)),
                ("before", self.target_or_past(judged)),
            ];
            self.said("story.measured", &values) + "."
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
    fn proposal(&self, judged: &Judged) -> Option<String> {
        Some(self.said("story.proposed", &self.proposal_of(judged)?))
    }

    fn proposal_of(&self, judged: &Judged) -> Option<[(&'static str, String); 3]> {
        let own = judged.proposal?;
        let target = self.limit(judged, own.target);
        Some([
            ("target", target),
            ("reached", own.reached.to_string()),
            ("all", own.all.to_string()),
        ])
    }
}
