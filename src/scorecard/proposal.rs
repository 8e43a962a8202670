//! What a promise without a target came to before, and the target that its own past would carry (`DEFINITIONS.md` §7).

use super::card::Scorecard;
use super::history::History;
use super::judged::{Judged, Proposal};
use crate::calendar::Calendar;
use crate::calendar::periods::Period;

/// Ended periods that a proposal needs: fewer say nothing of what is usual.
const FEWEST: usize = 3;
/// Less than this is the trace of a division: 0.82 of which 820 thousandths are 819.9999 is 820 of them.
const TRACE: f64 = 1e-6;

impl Scorecard {
    /// Takes the history in. With it each promise without a target has what it came to before, and the target that this would carry.
    pub fn remember(&mut self, history: History, calendar: &Calendar) {
        for judged in self.commitments.iter_mut().filter(|judged| judged.is_measured) {
            judged.past = past(judged, &history, &self.period, calendar);
            judged.proposal = proposal(judged);
        }
        self.history = history;
    }
}

/// The number of each period before this one that is over, that the files and one version cover whole, of which nothing is open and that
/// rests on no fewer cases than the agreement judges, oldest first.
fn past(judged: &Judged, history: &History, period: &Period, calendar: &Calendar) -> Vec<f64> {
    let periods = history.periods.iter();
    let earlier = periods.filter(|past| past.is_over && past.period.end <= period.start);
    let own = earlier.filter_map(|past| {
        let own = past.now.iter().find(|own| own.id == judged.id)?;
        own.is_of_all(&past.period, calendar).then_some(own)
    });
    own.filter(|own| own.evidence.unseen.is_none() && !own.is_open() && !own.is_few)
        .filter_map(|own| own.numbers.actual)
        .collect()
}

/// The proposal of a promise whose past is known; nothing where that is too short, or where half of it reached nothing at all.
fn proposal(judged: &Judged) -> Option<Proposal> {
    let mut past = judged.past.clone();
    let all = past.len();
    past.sort_by(|a, b| if judged.lower_is_better { a.total_cmp(b) } else { b.total_cmp(a) });
    let middle = past.get(all.div_ceil(2).checked_sub(1)?).filter(|_| all >= FEWEST)?;
    let target = easier(judged, *middle);
    let lead = |value: f64| if judged.lower_is_better { target - value } else { value - target };
    let reached = past.iter().filter(|value| lead(**value) >= -TRACE).count();
    (target > 0.0).then_some(Proposal { target, reached, all })
}

/// A value rounded to what is shown of it, down where more is better and up where less is.
fn easier(judged: &Judged, value: f64) -> f64 {
    let parts = judged.parts(value);
    let shown = value * parts;
    let rounded =
        if judged.lower_is_better { (shown - TRACE).ceil() } else { (shown + TRACE).floor() };
    rounded / parts
}
