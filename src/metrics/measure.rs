//! What a metric finds out: an entry for each lead it speaks of, and what the entries of any group come to.

use crate::model::words::Verdict;
use crate::model::zone::Day;

/// What kind of number a metric is (`metrics.md` §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A paced count.
    Count,
    /// A paced amount of money.
    Amount,
    /// A share of leads.
    Share,
    /// A share judged with its interval.
    Conversion,
    /// A rate of verdicts.
    Verdict,
    /// A level such as leads per hour.
    Level,
}

impl Kind {
    /// The word of the summary document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Amount => "amount",
            Self::Share => "share",
            Self::Conversion => "conversion",
            Self::Verdict => "verdict",
            Self::Level => "level",
        }
    }

    /// Paced kinds grow over the period and have an expected value to date.
    pub fn is_paced(self) -> bool {
        matches!(self, Self::Count | Self::Amount)
    }

    /// Kinds whose actual is a fraction.
    pub fn is_share(self) -> bool {
        matches!(self, Self::Share | Self::Conversion | Self::Verdict)
    }
}

/// How many leads of a cohort got which verdict; together the cohort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Kept.
    pub met: u64,
    /// Not kept.
    pub breached: u64,
    /// Still within the allowance.
    pub pending: u64,
    /// Dates too coarse to tell.
    pub indeterminate: u64,
    /// Exempt by the register or the metric.
    pub exempt: u64,
    /// Nothing in use can show the answer.
    pub not_assessable: u64,
    /// Met before their due, which is after the cut-off: not in the rate yet.
    pub early: u64,
}

impl Tally {
    /// All leads of the cohort.
    #[cfg(test)]
    pub fn size(&self) -> u64 {
        self.met + self.breached + self.pending + self.indeterminate + self.exempt + self.not_assessable
    }

    fn add(&mut self, verdict: Verdict, is_early: bool) {
        match verdict {
            Verdict::Met => self.met += 1,
            Verdict::Breached => self.breached += 1,
            Verdict::Pending => self.pending += 1,
            Verdict::Indeterminate => self.indeterminate += 1,
            Verdict::Exempt => self.exempt += 1,
            Verdict::NotAssessable => self.not_assessable += 1,
        }
        self.early += u64::from(is_early);
    }
}

/// A range with its middle: a forecast or an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Lower end.
    pub low: f64,
    /// Middle, where there is one.
    pub mid: Option<f64>,
    /// Upper end.
    pub high: f64,
}

/// The leads a commitment speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// First local day.
    pub first: Day,
    /// Last local day.
    pub last: Day,
    /// Leads in it.
    pub size: u64,
}

/// One lead's verdict on one commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadVerdict {
    /// The verdict.
    pub verdict: Verdict,
    /// When the allowance ends (UTC seconds), where there is one.
    pub due: Option<i64>,
}

/// One lead in a metric.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Entry {
    /// Row of the lead.
    pub lead: u32,
    /// Position of the version it belongs to.
    pub version: u16,
    /// Its verdict (verdict metrics).
    pub verdict: Option<Verdict>,
    /// End of its allowance.
    pub due: Option<i64>,
    /// The allowance is over at the cut-off.
    pub is_over: bool,
    /// Working seconds from its clock's start to the answer.
    pub seconds: Option<i64>,
    /// What it adds to the numerator, or to the count.
    pub adds: f64,
    /// It belongs to the denominator (shares, and levels without a divisor).
    pub is_judged: bool,
    /// Too young for a cohort rate.
    pub is_maturing: bool,
    /// Neither accepted nor rejected.
    pub is_undecided: bool,
    /// Its rejection window is open.
    pub is_provisional: bool,
    /// Its dates contradict each other.
    pub is_disordered: bool,
    /// Counted through an inferred milestone.
    pub is_inferred: bool,
}

/// The numbers of one commitment, for all leads or for one group of them. Absent is not zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// What is compared with the target.
    pub actual: Option<f64>,
    /// Numerator of a share or rate.
    pub numerator: Option<f64>,
    /// Denominator of a share or rate.
    pub denominator: Option<f64>,
    /// Verdicts of the cohort (verdict metrics).
    pub tally: Option<Tally>,
    /// Leads too young for a cohort rate.
    pub maturing: Option<u64>,
    /// Leads neither accepted nor rejected.
    pub undecided: Option<u64>,
    /// Deliveries whose rejection window is open.
    pub provisional: Option<u64>,
    /// Leads whose dates contradict each other.
    pub out_of_order: Option<u64>,
    /// Leads counted through an inferred milestone.
    pub inferred: Option<u64>,
    /// Median of the time behind a verdict metric, working seconds.
    pub p50: Option<i64>,
    /// Nine in ten of it.
    pub p90: Option<i64>,
    /// 95 % interval of a share.
    pub interval: Option<Range>,
}

/// Everything a metric found out about a commitment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measurement {
    /// One entry a lead of the cohort.
    pub entries: Vec<Entry>,
    /// First and last local day of the cohort's window.
    pub window: Option<(Day, Day)>,
    /// Where it was judged.
    pub cut_off: i64,
    /// What the sum of a level is divided by (working hours, people).
    pub divisor: Option<f64>,
    /// What could have been reached at most by now (levels).
    pub ready: Option<f64>,
    /// Overdue leads of earlier periods.
    pub carried_over: Option<u64>,
    /// Nothing in use can show it: why (`no-activities`, `no-milestone`, `no-leads`).
    pub why_not: Option<&'static str>,
}

impl Measurement {
    /// A commitment that nothing in use can show.
    pub fn absent(cut_off: i64, why: &'static str) -> Self {
        Self { cut_off, why_not: Some(why), ..Self::default() }
    }
}

/// What the entries come to. `divisor` is that of the whole measurement.
pub fn sum<'a>(kind: Kind, entries: impl Iterator<Item = &'a Entry>, divisor: Option<f64>) -> Numbers {
    let mut totals = Totals::default();
    entries.for_each(|entry| totals.add(entry));
    totals.numbers(kind, divisor)
}

#[derive(Default)]
struct Totals {
    tally: Tally,
    numerator: f64,
    denominator: f64,
    maturing: u64,
    undecided: u64,
    provisional: u64,
    disordered: u64,
    inferred: u64,
    seconds: Vec<i64>,
}

impl Totals {
    fn add(&mut self, entry: &Entry) {
        self.maturing += u64::from(entry.is_maturing);
        self.undecided += u64::from(entry.is_undecided);
        self.provisional += u64::from(entry.is_provisional);
        self.disordered += u64::from(entry.is_disordered);
        self.inferred += u64::from(entry.is_inferred);
        self.seconds.extend(entry.seconds);
        if let Some(verdict) = entry.verdict {
            self.tally.add(verdict, verdict == Verdict::Met && !entry.is_over);
            let counts = entry.is_over && matches!(verdict, Verdict::Met | Verdict::Breached);
            self.denominator += f64::from(u8::from(counts));
            self.numerator += f64::from(u8::from(counts && verdict == Verdict::Met));
        } else {
            self.denominator += f64::from(u8::from(entry.is_judged));
            self.numerator += entry.adds;
        }
    }

    fn numbers(mut self, kind: Kind, divisor: Option<f64>) -> Numbers {
        let share = (self.denominator > 0.0).then(|| self.numerator / self.denominator);
        let actual = match kind {
            Kind::Count | Kind::Amount => Some(self.numerator),
            Kind::Share | Kind::Conversion | Kind::Verdict => share,
            Kind::Level => divisor.filter(|divisor| *divisor > 0.0).map(|divisor| self.numerator / divisor).or(share),
        };
        let is_share = kind.is_share();
        self.seconds.sort_unstable();
        Numbers {
            actual,
            numerator: Some(self.numerator),
            denominator: if kind == Kind::Level {
                divisor.or(Some(self.denominator).filter(|all| *all > 0.0))
            } else {
                is_share.then_some(self.denominator)
            },
            tally: (kind == Kind::Verdict).then_some(self.tally),
            maturing: (kind == Kind::Conversion).then_some(self.maturing),
            undecided: Some(self.undecided).filter(|n| *n > 0),
            provisional: (kind == Kind::Count).then_some(self.provisional),
            out_of_order: is_share.then_some(self.disordered),
            inferred: is_share.then_some(self.inferred),
            p50: percentile(&self.seconds, 50),
            p90: percentile(&self.seconds, 90),
            interval: is_share.then(|| wilson(self.numerator, self.denominator)).flatten(),
        }
    }
}

/// Nearest rank: the smallest value with at least `percent` % of the values at or below it (`metrics.md` §5). The values are sorted.
pub fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.max(1) - 1).copied()
}

/// Wilson's 95 % interval of a share; nothing without a denominator.
pub fn wilson(hits: f64, all: f64) -> Option<Range> {
    const Z: f64 = 1.959_963_984_540_054;
    if all <= 0.0 {
        return None;
    }
    let share = hits / all;
    let scale = 1.0 + Z * Z / all;
    let middle = (share + Z * Z / (2.0 * all)) / scale;
    let half = Z / scale * (share * (1.0 - share) / all + Z * Z / (4.0 * all * all)).sqrt();
    Some(Range { low: (middle - half).max(0.0), mid: None, high: (middle + half).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_rank_takes_a_value_that_is_there() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[7], 90), Some(7));
        assert_eq!(percentile(&[1, 2, 3, 4], 50), Some(2));
        assert_eq!(percentile(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90), Some(9));
    }

    #[test]
    fn wilson_for_ten_of_a_hundred() {
        let range = wilson(10.0, 100.0).unwrap();
        assert!((range.low - 0.0552).abs() < 1e-3 && (range.high - 0.1744).abs() < 1e-3);
        assert_eq!(wilson(0.0, 0.0), None);
    }

    #[test]
    fn early_ones_are_met_but_not_in_the_rate() {
        let entry = |verdict, is_over| Entry { verdict: Some(verdict), is_over, ..Entry::default() };
        let entries =
            [entry(Verdict::Met, true), entry(Verdict::Met, false), entry(Verdict::Breached, true), entry(Verdict::Pending, false)];
        let numbers = sum(Kind::Verdict, entries.iter(), None);
        assert_eq!((numbers.numerator, numbers.denominator, numbers.actual), (Some(1.0), Some(2.0), Some(0.5)));
        assert_eq!(numbers.tally.map(|t| (t.met, t.early, t.size())), Some((2, 1, 4)));
    }
}
