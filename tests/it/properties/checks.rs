//! The sums and ranges that hold in every scorecard.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use acordo::mapping::Mapped;
use acordo::model::words::{Grouping, Metric};
use acordo::scorecard::GROUPS;
use acordo::scorecard::card::{Judged, Kind, Numbers, Scorecard, Tally};

use super::world::World;

type Checked = Result<(), TestCaseError>;

/// What a division leaves behind.
const TRACE: f64 = 1e-9;

fn by_id<'a>(card: &'a Scorecard, id: &str) -> &'a Judged {
    card.commitments.iter().find(|judged| judged.id == id).unwrap()
}

/// §8.3: rows in = used + merged + superseded + set aside, per file, and every row written is accounted for.
pub fn rows_add_up(world: &World, mapped: &Mapped) -> Checked {
    prop_assert!(mapped.unbalanced.is_empty(), "{:?}", mapped.unbalanced);
    for (table, _, rows) in &world.exports {
        let source = mapped.dataset.intake.iter().find(|source| source.source == *table).unwrap();
        for file in &source.files {
            prop_assert_eq!(
                file.rows,
                file.used + file.merged + file.superseded + file.set_aside.values().sum::<u64>(),
                "{:?}",
                file
            );
            prop_assert!(file.future <= file.rows && file.orphans <= file.rows);
        }
        // A row with nothing in it is no row, and a file without rows is refused.
        let written = rows.iter().filter(|row| row.chars().any(|sign| sign != ',')).count();
        prop_assert_eq!(
            source.files.iter().map(|file| file.rows).sum::<u64>(),
            written as u64,
            "{}",
            table
        );
        prop_assert_eq!(
            mapped.refused.iter().any(|refused| refused == table),
            written == 0,
            "{}",
            table
        );
    }
    Ok(())
}

/// §8.1: delivered (gross) = accepted + rejected + undecided, in total and per group.
pub fn deliveries_are_decided_or_not(card: &Scorecard) -> Checked {
    let (gross, decided) = (by_id(card, "gross"), by_id(card, "accepted"));
    if gross.evidence.unseen.is_some() || decided.evidence.unseen.is_some() {
        return Ok(());
    }
    prop_assert_eq!(
        card.delivery.commitment.map(|at| card.commitments[at].id.as_str()),
        Some("gross")
    );
    let days = |of: fn(&acordo::scorecard::card::DeliveryDay) -> Option<u64>| {
        card.delivery.days.iter().filter_map(of).sum::<u64>()
    };
    let (delivered, accepted, rejected) =
        (days(|day| day.delivered), days(|day| day.accepted), days(|day| day.rejected));
    let undecided = decided.numbers.undecided.unwrap_or(0);
    prop_assert_eq!(gross.numbers.actual, Some(delivered as f64));
    prop_assert!(delivered >= accepted + rejected);
    // Older deals leave deliveries undecided of which the promise on decisions does not speak yet.
    if decided.cut_off < gross.cut_off {
        return Ok(());
    }
    prop_assert_eq!(delivered, accepted + rejected + undecided);
    prop_assert_eq!(decided.numbers.numerator, Some(accepted as f64));
    prop_assert_eq!(decided.numbers.denominator, Some((accepted + rejected) as f64));
    let at = card.commitments.iter().position(|judged| judged.id == "accepted");
    for (by, rows) in
        [(Grouping::Source, &card.delivery.sources), (Grouping::Campaign, &card.delivery.campaigns)]
    {
        // Where no lead has a campaign there is nothing to group by.
        let is_grouped =
            card.groups.iter().any(|group| Some(group.commitment) == at && group.by == by);
        for row in rows.iter().filter(|_| is_grouped) {
            let own = card.groups.iter().find(|group| {
                Some(group.commitment) == at && group.by == by && group.value == row.value
            });
            let undecided = own.map_or(0, |own| own.numbers.undecided.unwrap_or(0));
            prop_assert_eq!(
                row.delivered,
                row.accepted + row.rejected + undecided,
                "{} {:?}",
                by.word(),
                &row.value
            );
            prop_assert!(row.deducted <= row.rejected && row.complete <= row.delivered);
        }
        prop_assert!(
            rows.is_empty() || rows.iter().map(|row| row.delivered).sum::<u64>() == delivered
        );
    }
    Ok(())
}

/// §8.2: the six verdicts add up to the cohort, in total, per group and lead by lead.
pub fn verdicts_add_up(card: &Scorecard) -> Checked {
    for (at, judged) in
        card.commitments.iter().enumerate().filter(|(_, judged)| judged.kind == Kind::Verdict)
    {
        let Some(tally) = judged.numbers.tally else {
            prop_assert!(judged.why_not.is_some(), "{} counts nothing", judged.id);
            continue;
        };
        prop_assert_eq!(
            Some(tally.size()),
            judged.cohort.map(|cohort| cohort.size),
            "{}",
            judged.id
        );
        prop_assert!(tally.early <= tally.met);
        let leads = card.verdicts_of(at).map_or(0, |found| found.each().count());
        prop_assert_eq!(tally.size(), leads as u64, "{}", judged.id);
        for group in card.groups.iter().filter(|group| group.commitment == at) {
            prop_assert_eq!(
                group.numbers.tally.map(|tally| tally.size()),
                Some(group.size),
                "{} {:?}",
                judged.id,
                group
            );
        }
    }
    Ok(())
}

/// §5: counts of groups add up to the whole; quotients do not.
pub fn groups_add_up(card: &Scorecard) -> Checked {
    for (at, judged) in card
        .commitments
        .iter()
        .enumerate()
        .filter(|(_, judged)| judged.metric != Metric::SteadyDelivery)
    {
        for by in GROUPS {
            let own: Vec<_> = card
                .groups
                .iter()
                .filter(|group| group.commitment == at && group.by == by)
                .collect();
            if own.is_empty() {
                continue;
            }
            let size: u64 = own.iter().map(|group| group.size).sum();
            prop_assert_eq!(
                Some(size),
                judged.cohort.map(|cohort| cohort.size),
                "{} by {}",
                judged.id,
                by.word()
            );
            for ((name, whole), parts) in counts(&judged.numbers, judged.kind)
                .into_iter()
                .zip(sums(own.iter().map(|own| &own.numbers), judged.kind))
            {
                prop_assert!(
                    (whole - parts).abs() < TRACE,
                    "{} of {} by {}: {} and {}",
                    name,
                    judged.id,
                    by.word(),
                    whole,
                    parts
                );
            }
        }
    }
    Ok(())
}

fn sums<'a>(groups: impl Iterator<Item = &'a Numbers>, kind: Kind) -> Vec<f64> {
    let all = groups.map(|numbers| counts(numbers, kind));
    let add = |sum: Vec<f64>, own: Vec<(_, f64)>| {
        own.iter().enumerate().map(|(at, (_, own))| sum.get(at).unwrap_or(&0.0) + own).collect()
    };
    all.fold(Vec::new(), add)
}

/// Everything of a commitment's numbers that is counted and not divided.
fn counts(numbers: &Numbers, kind: Kind) -> Vec<(&'static str, f64)> {
    let tally = numbers.tally.unwrap_or_default();
    let of_tally = [
        tally.met,
        tally.breached,
        tally.pending,
        tally.indeterminate,
        tally.exempt,
        tally.not_assessable,
        tally.early,
    ];
    let others = [
        numbers.maturing,
        numbers.undecided,
        numbers.provisional,
        numbers.out_of_order,
        numbers.inferred,
    ];
    let whole = |count: u64| count as f64;
    let mut all: Vec<(&str, f64)> = vec![("numerator", numbers.numerator.unwrap_or(0.0))];
    all.push(("actual", numbers.actual.filter(|_| kind.is_paced()).unwrap_or(0.0)));
    all.push(("denominator", numbers.denominator.filter(|_| kind.is_share()).unwrap_or(0.0)));
    all.extend(of_tally.map(|count| ("verdicts", whole(count))));
    all.extend(others.map(|count| ("others", whole(count.unwrap_or(0)))));
    all
}

/// Shares, intervals, forecasts and what is needed lie where they must.
pub fn numbers_lie_in_range(card: &Scorecard) -> Checked {
    prop_assert!(card.progress.share.is_none_or(|share| (0.0..=1.0).contains(&share)));
    prop_assert!(
        card.progress.gone >= 0.0
            && card.progress.left >= 0.0
            && card.progress.gone <= card.progress.total + TRACE
    );
    let groups =
        card.groups.iter().map(|group| (&card.commitments[group.commitment], &group.numbers));
    for (judged, numbers) in
        card.commitments.iter().map(|judged| (judged, &judged.numbers)).chain(groups)
    {
        prop_assert!(
            fault(judged.kind, numbers).is_none(),
            "{}: {:?} in {:?}",
            judged.id,
            fault(judged.kind, numbers),
            numbers
        );
    }
    for judged in &card.commitments {
        prop_assert!(
            judged.needed_per_day.is_none_or(|needed| needed.is_finite() && needed >= 0.0),
            "{:?}",
            judged
        );
        let Some(range) = judged.forecast else { continue };
        let (mid, actual) = (range.mid.unwrap_or(range.low), judged.numbers.actual.unwrap_or(0.0));
        prop_assert!(
            actual - TRACE <= range.low && range.low <= mid + TRACE && mid <= range.high + TRACE,
            "{:?}",
            judged
        );
    }
    Ok(())
}

fn fault(kind: Kind, numbers: &Numbers) -> Option<&'static str> {
    let is_number =
        |number: Option<f64>| number.is_none_or(|number| number.is_finite() && number >= 0.0);
    if ![numbers.actual, numbers.numerator, numbers.denominator].into_iter().all(is_number) {
        return Some("no number");
    }
    if numbers.tally.is_some_and(|Tally { met, early, .. }| early > met) {
        return Some("more early than met");
    }
    if kind.is_share() && numbers.actual.is_some_and(|share| share > 1.0) {
        return Some("a share above all");
    }
    if kind.is_share() && numbers.numerator > numbers.denominator {
        return Some("more than all");
    }
    let range = numbers.interval?;
    if kind.is_share() && (range.low < 0.0 || range.high > 1.0) {
        return Some("an interval beyond all");
    }
    let holds = numbers
        .actual
        .is_some_and(|actual| range.low <= actual + TRACE && actual <= range.high + TRACE);
    (!holds).then_some("an interval without its share")
}
