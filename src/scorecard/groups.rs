//! A commitment's numbers by source, campaign, owner and team of its leads.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::judge::Case;
use super::tables::{Group, Others};
use crate::issue::{Code, Issue};
use crate::metrics::column::Keys;
use crate::metrics::measure::{Numbers, wilson};
use crate::metrics::totals;
use crate::metrics::world::World;
use crate::model::column::Coded;
use crate::model::words::Grouping;

/// The words a metric is grouped by.
pub const GROUPS: [Grouping; 4] =
    [Grouping::Source, Grouping::Campaign, Grouping::Owner, Grouping::Team];
/// Groups of one kind that are kept, the largest: a column with more names than this holds ids or free text, and no reader looks through them.
pub const MOST: usize = 500;

/// Every commitment's groups, what the smaller ones come to where there are more than are kept, and a question about the word they are of.
pub fn groups(world: World, cases: &[&Case]) -> (Vec<Group>, Vec<Others>, Vec<Issue>) {
    let of = |(number, case): (usize, &&Case)| {
        let words = GROUPS.iter().filter_map(|by| {
            let words = world.data.leads.words.get(by.word())?;
            (words.words.len() > 1).then(|| by_word(number, case, *by, words))
        });
        words.collect::<Vec<_>>()
    };
    let found: Vec<(Vec<Group>, Option<Others>)> =
        cases.par_iter().enumerate().flat_map_iter(of).collect();
    let (groups, others): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let others: Vec<Others> = others.into_iter().flatten().collect();
    let issues = GROUPS.iter().filter_map(|by| crowd(*by, &others)).collect();
    (groups.into_iter().flatten().collect(), others, issues)
}

fn crowd(by: Grouping, others: &[Others]) -> Option<Issue> {
    let most = others.iter().filter(|own| own.all.by == by).map(|own| own.groups).max()? + MOST;
    let counts = [("n", most), ("of", MOST)].map(|(name, n)| (name, n.to_string()));
    let field = ("fields", by.word().to_owned());
    Some(Issue::warning(Code::GroupsMany, counts.into_iter().chain([field]).collect()))
}

/// One commitment's numbers by one word: the largest groups in the order of the words, and all the others as one. Leads without the word are
/// the group *none*.
fn by_word(
    commitment: usize,
    case: &Case,
    by: Grouping,
    words: &Coded,
) -> (Vec<Group>, Option<Others>) {
    let keys = Keys::by(words, &case.measurement.entries.lead);
    let (kept, groups) = largest(&keys.sizes());
    let last = u32::try_from(kept.len()).unwrap_or(u32::MAX);
    let mut places = vec![last; keys.groups];
    for (place, code) in (0..).zip(&kept) {
        places.get_mut(*code as usize).into_iter().for_each(|slot| *slot = place);
    }
    let place = |code: u32| places.get(code as usize).copied().unwrap_or(last);
    let keys = Keys { of: keys.of.map(place), groups: kept.len() + 1 };
    let group = |code: Option<u32>, (size, numbers)| Group {
        commitment,
        by,
        value: code.and_then(|code| words.name(code)).map(str::to_owned),
        size,
        numbers,
    };
    let mut sums = totals::sums(case.spec.kind, &case.measurement, &keys);
    if case.ends_in_sales() {
        sums.iter_mut().for_each(|(_, numbers)| *numbers = dated(numbers));
    }
    let others = sums.pop().filter(|_| groups > kept.len());
    let others = others.map(|sum| Others { groups: groups - kept.len(), all: group(None, sum) });
    let kept = kept.into_iter().zip(sums);
    (kept.map(|(code, sum)| group(Some(code), sum)).collect(), others)
}

/// A conversion without its sales of a day that nothing tells, which perhaps came too late: `inferred` says how many there are. Of another step a
/// later one may prove that it was in time.
fn dated(numbers: &Numbers) -> Numbers {
    let (undated, leads) = (numbers.inferred.unwrap_or(0), numbers.denominator.unwrap_or(0.0));
    if undated == 0 {
        return numbers.clone();
    }
    let reached = numbers.numerator.unwrap_or(0.0) - undated as f64;
    let actual = (leads > 0.0).then(|| reached / leads);
    let interval = wilson(reached, leads);
    Numbers { actual, numerator: Some(reached), interval, ..numbers.clone() }
}

/// The codes of the largest groups in their order, and how many groups have leads at all.
fn largest(sizes: &[u64]) -> (Vec<u32>, usize) {
    let mut codes: Vec<(u32, u64)> =
        (0..).zip(sizes.iter().copied()).filter(|(_, size)| *size > 0).collect();
    let groups = codes.len();
    codes.sort_by_key(|(code, size)| (Reverse(*size), *code));
    codes.truncate(MOST);
    codes.sort_unstable();
    (codes.into_iter().map(|(code, _)| code).collect(), groups)
}
