//! What single leads add to each commitment that gives no verdicts, for those who ask why a number is what it is.

use crate::calendar::Calendar;
use crate::calendar::periods::Period;
use crate::metrics::column::Column;
use crate::metrics::measure::Measurement;
use crate::metrics::world::World;
use crate::model::agreement::Agreement;
use crate::model::dataset::Dataset;

use super::by_id_measured;

/// What one lead adds to one commitment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Part {
    /// To the numerator, or to the count.
    pub adds: f64,
    /// What it counts for in the denominator: 1, its lead-days, or 0 where it is not in the rate.
    pub counts: u32,
    /// Working seconds from the start of its clock to the answer; nothing without an answer.
    pub seconds: Option<i64>,
    /// Its rejection window is open.
    pub is_provisional: bool,
    /// Neither accepted nor rejected.
    pub is_undecided: bool,
    /// Too young for a cohort rate.
    pub is_maturing: bool,
    /// Counted through an inferred milestone.
    pub is_inferred: bool,
    /// Its dates contradict each other.
    pub is_disordered: bool,
}

/// A lead's row, a commitment's id and what the lead adds to it; nothing of leads outside the cohort.
pub type Added = (usize, String, Part);

/// What these leads add to the commitments without verdicts, judged as of `now` over the period.
pub fn parts(
    agreement: &Agreement,
    calendar: &Calendar,
    data: &Dataset,
    period: &Period,
    now: i64,
    leads: &[usize],
) -> Vec<Added> {
    let world = World { agreement, calendar, data, period, now, promised: &[] };
    let cases = by_id_measured(world);
    let own = cases.iter().filter(|case| case.measurement.entries.verdict.is_empty());
    let of_case = |case: &super::judge::Case| {
        let id = case.versions.first().map(|version| version.id.clone()).unwrap_or_default();
        let added = leads
            .iter()
            .filter_map(|lead| Some((*lead, id.clone(), part(&case.measurement, *lead)?)));
        added.collect::<Vec<Added>>()
    };
    own.flat_map(of_case).collect()
}

/// All rows of a lead together: one that gave two kinds of events has two.
fn part(found: &Measurement, lead: usize) -> Option<Part> {
    let entries = &found.entries;
    let rows = entries
        .lead
        .iter()
        .enumerate()
        .filter(|(_, own)| **own as usize == lead)
        .map(|(row, _)| row);
    let one = |row: usize| Part {
        adds: at(&entries.adds, row),
        counts: at(&entries.counts, row),
        seconds: at(&entries.seconds, row),
        is_provisional: at(&entries.is_provisional, row),
        is_undecided: at(&entries.is_undecided, row),
        is_maturing: at(&entries.is_maturing, row),
        is_inferred: at(&entries.is_inferred, row),
        is_disordered: at(&entries.is_disordered, row),
    };
    rows.map(one).reduce(|a, b| Part {
        adds: a.adds + b.adds,
        counts: a.counts + b.counts,
        seconds: a.seconds.or(b.seconds),
        is_provisional: a.is_provisional || b.is_provisional,
        is_undecided: a.is_undecided || b.is_undecided,
        is_maturing: a.is_maturing || b.is_maturing,
        is_inferred: a.is_inferred || b.is_inferred,
        is_disordered: a.is_disordered || b.is_disordered,
    })
}

fn at<T: Copy + Default>(column: &Column<T>, row: usize) -> T {
    column.get(row).copied().unwrap_or_default()
}
