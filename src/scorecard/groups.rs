//! A commitment's numbers by source, campaign, owner and team of its leads.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::card::Group;
use super::judge::Case;
use crate::issue::Issue;
use crate::metrics::column::Keys;
use crate::metrics::totals;
use crate::metrics::world::World;
use crate::model::column::Coded;
use crate::model::words::Grouping;

/// The words a metric is grouped by.
pub const GROUPS: [Grouping; 4] =
    [Grouping::Source, Grouping::Campaign, Grouping::Owner, Grouping::Team];
/// Groups of one kind that are kept, the largest: a column with more names than this holds ids or free text, and no reader looks through them.
pub const MOST: usize = 500;

/// Every commitment's groups, and a question about each word of which there are more than are kept.
pub fn groups(world: World, cases: &[&Case]) -> (Vec<Group>, Vec<Issue>) {
    let of = |(number, case): (usize, &&Case)| {
        let words = GROUPS.iter().filter_map(|by| {
            let words = world.data.leads.words.get(by.word())?;
            (words.words.len() > 1).then_some((*by, words))
        });
        words.map(|(by, words)| (by, by_word(number, case, by, words))).collect::<Vec<_>>()
    };
    let found: Vec<(Grouping, Vec<Group>)> =
        cases.par_iter().enumerate().flat_map_iter(of).collect();
    let issues = GROUPS.iter().filter_map(|by| {
        let sizes = found.iter().filter(|(own, _)| own == by).map(|(_, groups)| groups.len());
        let most = sizes.max().filter(|most| *most > MOST)?;
        let counts = [("n", most), ("of", MOST)].map(|(name, n)| (name, n.to_string()));
        let field = ("fields", by.word().to_owned());
        Some(Issue::warning("groups-many", counts.into_iter().chain([field]).collect()))
    });
    let issues = issues.collect();
    (found.into_iter().flat_map(|(_, groups)| largest(groups)).collect(), issues)
}

/// One commitment's numbers by one word; leads without the word are the group *none*.
fn by_word(number: usize, case: &Case, by: Grouping, words: &Coded) -> Vec<Group> {
    let keys = Keys::by(words, &case.measurement.entries.lead);
    let sums = (0..).zip(totals::sums(case.spec.kind, &case.measurement, &keys));
    let group = |(code, (size, numbers))| Group {
        commitment: number,
        by,
        value: words.name(code).map(str::to_owned),
        size,
        numbers,
    };
    sums.filter(|(_, (size, _))| *size > 0).map(group).collect()
}

/// The largest groups, in the order they came in.
fn largest(groups: Vec<Group>) -> Vec<Group> {
    if groups.len() <= MOST {
        return groups;
    }
    let mut ranked: Vec<(usize, Group)> = groups.into_iter().enumerate().collect();
    ranked.sort_by_key(|(place, group)| (Reverse(group.size), *place));
    ranked.truncate(MOST);
    ranked.sort_by_key(|(place, _)| *place);
    ranked.into_iter().map(|(_, group)| group).collect()
}
