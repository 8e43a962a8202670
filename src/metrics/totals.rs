//! What entries come to: all of them, or those of each group, reduced column by column.

use std::collections::BTreeMap;

use crate::model::words::Verdict;
use crate::model::zone::Day;

use super::column::Keys;
use super::entries::Entries;
use super::measure::{Kind, Leeway, Measurement, Numbers, Range, Rule, Tally, percentile, wilson};

/// What the entries of one group come to.
#[derive(Clone, Default)]
struct Totals {
    leads: u64,
    tally: Tally,
    adds: f64,
    counts: f64,
    maturing: u64,
    undecided: u64,
    provisional: u64,
    disordered: u64,
    inferred: u64,
    seconds: Vec<i64>,
    by_day: BTreeMap<Day, f64>,
}

/// Adds all entries up into the one set of numbers that the whole cohort has.
pub fn sum(kind: Kind, measurement: &Measurement) -> Numbers {
    let groups = sums(kind, measurement, &Keys::all(measurement.entries.len()));
    groups.into_iter().next().map(|(_, numbers)| numbers).unwrap_or_default()
}

/// Leads and numbers of each group, in the order of the keys.
pub fn sums(kind: Kind, measurement: &Measurement, keys: &Keys) -> Vec<(u64, Numbers)> {
    let totals = totals(&measurement.entries, keys);
    totals.into_iter().map(|own| (own.leads, own.numbers(kind, measurement.rule))).collect()
}

/// The numbers at both ends of what the files leave open; nothing where they leave nothing open.
pub fn ends(kind: Kind, measurement: &Measurement) -> Option<[Numbers; 2]> {
    let entries = &measurement.entries;
    let leeway = measurement.leeway.and(Leeway::either(unclear(entries)));
    if leeway == Leeway::default() {
        return None;
    }
    let all = totals(entries, &Keys::all(entries.len())).into_iter().next().unwrap_or_default();
    // Of durations the further ones took no time, or longer than any.
    let more = |seconds: i64| match measurement.rule {
        Rule::Percentile(_) => leeway.further().map(|_| seconds).collect(),
        _ => Vec::new(),
    };
    let end = |(adds, counts): (f64, f64)| {
        let further = more(if adds > 0.0 { i64::MAX } else { 0 });
        let seconds = all.seconds.iter().copied().chain(further).collect();
        let (adds, counts) = (all.adds + adds, all.counts + counts);
        let own = Totals { adds, counts, seconds, ..all.clone() };
        own.numbers(kind, measurement.rule)
    };
    Some([end(leeway.low), end(leeway.high)])
}

/// The measurement with what further leads would add, which perhaps belong to it: `all` has them, too. Of a count none or all of them belong to it, of a
/// rate those that broke the promise at one end, those that kept it at the other.
pub fn with_perhaps(kind: Kind, own: Measurement, all: &Measurement) -> Measurement {
    let sums = |of: &Measurement| {
        let (adds, counts) = of.entries.weights();
        (adds.iter().sum::<f64>(), counts.iter().sum::<f64>(), unclear(&of.entries))
    };
    let (fewer, more) = (sums(&own), sums(all));
    let (adds, counts) = (more.0 - fewer.0, more.1 - fewer.1);
    // Neither the fullest day nor a percentile is a sum.
    if matches!(own.rule, Rule::Peak(_) | Rule::Percentile(_)) {
        return own;
    }
    let further = match kind {
        Kind::Count | Kind::Amount => Leeway::amounts([adds]),
        Kind::Level => Leeway { low: (0.0, counts), high: (adds, 0.0) },
        _ => Leeway { low: (0.0, counts - adds), high: (adds, adds) },
    };
    let open = all.leeway.and(own.leeway.turned()).and(Leeway::either(more.2 - fewer.2));
    Measurement { leeway: own.leeway.and(further).and(open), ..own }
}

/// Cases over that nobody can tell.
fn unclear(entries: &Entries) -> usize {
    entries.is_over.and(&entries.verdict.is(Verdict::Indeterminate)).count()
}

fn totals(entries: &Entries, keys: &Keys) -> Vec<Totals> {
    let mut groups = vec![Totals::default(); keys.groups];
    let (adds, counts) = entries.weights();
    keys.reduce(&entries.lead, &mut groups, |own, _| own.leads += 1);
    keys.reduce(&adds, &mut groups, |own, adds| own.adds += adds);
    keys.reduce(&counts, &mut groups, |own, counts| own.counts += counts);
    keys.reduce(&entries.is_maturing, &mut groups, |own, is| own.maturing += u64::from(is));
    keys.reduce(&entries.is_undecided, &mut groups, |own, is| own.undecided += u64::from(is));
    keys.reduce(&entries.is_provisional, &mut groups, |own, is| own.provisional += u64::from(is));
    keys.reduce(&entries.is_disordered, &mut groups, |own, is| own.disordered += u64::from(is));
    keys.reduce(&entries.is_inferred, &mut groups, |own, is| own.inferred += u64::from(is));
    keys.reduce(&entries.seconds, &mut groups, |own, seconds| own.seconds.extend(seconds));
    keys.reduce(&entries.verdict, &mut groups, |own, verdict| own.tally.add(verdict));
    keys.reduce(&entries.early(), &mut groups, |own, is| own.tally.early += u64::from(is));
    let days = entries.day.with(&entries.adds, |day, adds| (day, adds));
    keys.reduce(&days, &mut groups, |own, (day, adds)| *own.by_day.entry(day).or_default() += adds);
    groups
}

impl Totals {
    /// Numerator, denominator, and the value shown. Where there is nothing to divide by there is no
    /// value: absent is not zero.
    fn quotient(&self, kind: Kind, rule: Rule) -> (Option<f64>, Option<f64>, Option<f64>) {
        let over = |above: f64, below: f64| (below > 0.0).then(|| above / below);
        match rule {
            Rule::Sum if kind.is_paced() => (Some(self.adds), Some(self.adds), None),
            Rule::Sum if kind == Kind::Level => (
                over(self.adds, self.counts),
                Some(self.adds),
                Some(self.counts).filter(|n| *n > 0.0),
            ),
            Rule::Sum => (over(self.adds, self.counts), Some(self.adds), Some(self.counts)),
            Rule::Over(divisor) => (
                over(self.adds, divisor),
                Some(self.adds),
                Some(divisor).filter(|divisor| *divisor > 0.0),
            ),
            Rule::Inverse => (over(self.counts, self.adds), Some(self.counts), Some(self.adds)),
            Rule::Percentile(percent) => {
                let at =
                    percentile(&self.seconds, usize::from(percent)).map(|seconds| seconds as f64);
                (at, None, Some(self.seconds.len() as f64))
            }
            Rule::Peak(least) => {
                let fullest = self.by_day.values().copied().fold(0.0, f64::max);
                let all = self.adds.max(least);
                (over(fullest, all), Some(fullest), Some(all))
            }
        }
    }

    fn interval(&self, kind: Kind, rule: Rule) -> Option<Range> {
        match rule {
            Rule::Sum if kind.is_share() => wilson(self.adds, self.counts),
            Rule::Inverse => {
                wilson(self.adds, self.counts).filter(|_| self.adds > 0.0).map(Range::inverse)
            }
            _ => None,
        }
    }

    fn numbers(mut self, kind: Kind, rule: Rule) -> Numbers {
        self.seconds.sort_unstable();
        let (actual, numerator, denominator) = self.quotient(kind, rule);
        let is_cohort = kind == Kind::Conversion || rule == Rule::Inverse;
        Numbers {
            actual,
            numerator,
            denominator,
            tally: (kind == Kind::Verdict).then_some(self.tally),
            maturing: is_cohort.then_some(self.maturing),
            undecided: Some(self.undecided).filter(|n| *n > 0),
            provisional: (kind == Kind::Count).then_some(self.provisional),
            out_of_order: (is_cohort || kind.is_share() || matches!(rule, Rule::Percentile(_)))
                .then_some(self.disordered),
            inferred: (kind.is_share() || is_cohort).then_some(self.inferred),
            p50: percentile(&self.seconds, 50),
            p90: percentile(&self.seconds, 90),
            interval: self.interval(kind, rule),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn early_ones_are_met_but_not_in_the_rate() {
        let entries = Entries {
            lead: vec![0, 1, 2, 3].into(),
            verdict: vec![Verdict::Met, Verdict::Met, Verdict::Breached, Verdict::Pending].into(),
            is_over: vec![true, false, true, false].into(),
            ..Entries::default()
        };
        let numbers = sum(Kind::Verdict, &Measurement { entries, ..Measurement::default() });
        assert_eq!(
            (numbers.numerator, numbers.denominator, numbers.actual),
            (Some(1.0), Some(2.0), Some(0.5))
        );
        assert_eq!(numbers.tally.map(|t| (t.met, t.early, t.size())), Some((2, 1, 4)));
    }
}
