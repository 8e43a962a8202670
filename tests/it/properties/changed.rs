//! Before and after a decision in made worlds whose truth is known: the interval covers it in at least 90 of 100, with a real change and without.

use std::fmt::Write as _;

use acordo::model::zone::Day;
use acordo::scorecard::card::{Comparison, Measure};

use super::judged;
use crate::support::dice::Dice;

const WORLDS: u64 = 200;
const THREADS: u64 = 4;
/// Of 200, for a coverage of 90 %.
const FEWEST: usize = 180;

const AGREEMENT: &str = "
[objective]
period = 'month'
[[commitment]]
id = 'leads'
team = 'marketing'
metric = 'leads-delivered'
counting = 'gross'
target = 100
[[commitment]]
id = 'tried'
team = 'sales'
metric = 'first-attempt'
target = '90%'
within = '1h'
[[source]]
name = 'leads'
table = 'leads'
files = ['leads.csv']
cut-off = 'none'
columns = { id = 'id', delivered = 'delivered' }
[[source]]
name = 'activities'
table = 'activities'
files = ['activities.csv']
cut-off = 'none'
columns = { lead = 'lead', at = 'at', outcome = 'outcome' }
[[source]]
name = 'log'
table = 'log'
files = ['log.csv']
cut-off = 'none'
columns = { at = 'at', kind = 'kind', text = 'text' }
";

/// Leads a day, and the share of them tried in time: before and after.
#[derive(Clone, Copy, Debug)]
struct Truth {
    leads: [f64; 2],
    share: [f64; 2],
}

impl Truth {
    fn of(dice: &mut Dice, changes: bool) -> Self {
        let (leads, share) = (dice.real(2.0, 9.0), dice.real(0.3, 0.95));
        let after = if changes {
            [leads * dice.real(0.5, 2.0), dice.real(0.3, 0.95)]
        } else {
            [leads, share]
        };
        Self { leads: [leads, after[0]], share: [share, after[1]] }
    }
}

/// Twenty working days before Tuesday 03/11 and after; days differ by up to 40 % from their mean, and by chance.
fn compared(seed: u64, changes: bool) -> (Truth, Vec<Comparison>) {
    let mut dice = Dice::new(seed);
    let truth = Truth::of(&mut dice, changes);
    let decided = Day::ymd(2026, 11, 3).unwrap();
    let (mut rows, mut tries) = (String::from("id,delivered\n"), String::from("lead,at,outcome\n"));
    let working =
        (-29..=29).filter(|shift: &i32| (i64::from(decided.plus(*shift).0) + 3).rem_euclid(7) < 5);
    for (shift, day) in working.map(|shift| (shift, decided.plus(shift))) {
        let side = usize::from(shift > 0);
        let mean = truth.leads[side] * dice.real(0.6, 1.4);
        for number in 0..dice.events(mean) {
            let minute = dice.real(0.0, 300.0).floor();
            let waited = if dice.share() < truth.share[side] { 20.0 } else { 90.0 };
            let at = |minutes: f64| {
                format!(
                    "{} {:02.0}:{:02.0}",
                    day.date(),
                    9.0 + (minutes / 60.0).floor(),
                    minutes % 60.0
                )
            };
            let _ = writeln!(rows, "L{}x{number},{}", day.0, at(minute));
            let _ = writeln!(tries, "L{}x{number},{},no-answer", day.0, at(minute + waited));
        }
    }
    let log = "at,kind,text\n2026-11-03,decision,A\n";
    let files = [("leads.csv", rows.as_str()), ("activities.csv", &tries), ("log.csv", log)];
    let card = judged(AGREEMENT, &files, Day::ymd(2026, 12, 8).unwrap());
    (truth, card.decisions.into_iter().flat_map(|decision| decision.comparisons).collect())
}

/// How many of the worlds' intervals hold the true difference: of counts, of shares.
fn covered(changes: bool) -> [usize; 2] {
    let holds = move |seed: u64| {
        let (truth, found) = compared(seed + 1, changes);
        let own = |measure: Measure, [before, after]: [f64; 2]| {
            let comparison = found
                .iter()
                .find(|own| own.measure == measure)
                .unwrap_or_else(|| panic!("{seed}: {found:?}"));
            assert_eq!(comparison.after.map(|side| side.days), Some(20), "{seed}: {comparison:?}");
            let range = comparison.difference.unwrap_or_else(|| panic!("{seed}: {comparison:?}"));
            usize::from(range.low <= after - before && after - before <= range.high)
        };
        [own(Measure::PerDay, truth.leads), own(Measure::Share, truth.share)]
    };
    // Threads of our own: reading the exports waits for those of the pool.
    let add = |[a, b]: [usize; 2], [c, d]: [usize; 2]| [a + c, b + d];
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..THREADS)
            .map(|part| {
                scope.spawn(move || {
                    (0..WORLDS).filter(|n| n % THREADS == part).map(holds).fold([0, 0], add)
                })
            })
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).fold([0, 0], add)
    })
}

#[test]
fn the_interval_covers_a_real_change() {
    let [counts, shares] = covered(true);
    assert!(counts >= FEWEST && shares >= FEWEST, "of {WORLDS}: counts {counts}, shares {shares}");
}

#[test]
fn the_interval_covers_that_nothing_changed() {
    let [counts, shares] = covered(false);
    assert!(counts >= FEWEST && shares >= FEWEST, "of {WORLDS}: counts {counts}, shares {shares}");
}
