//! Deals that found no lead where these are more than a few: what they would add to the leads' numbers if they were theirs.

use chrono::Days;

use super::calendar::{Allowance, Stamp};
use super::deals::{Deal, deals};
use super::episodes::{all_dates, category};
use super::evidence::sales_are_of_deals;
use super::metrics::Asked;
use super::world::cell;

/// What deals won brought that found no lead, of the period or of an unknown day.
pub fn orphans(asked: &Asked<'_>) -> Vec<Option<i64>> {
    let own =
        strays(asked, "won").into_iter().filter(|(at, _)| at.is_none_or(|at| asked.within(&at)));
    own.map(|(_, deal)| deal.cents).collect()
}

/// Where more than a few deals found no lead, those of them that ended so, and when.
fn strays(asked: &Asked<'_>, end: &str) -> Vec<(Option<Stamp>, Deal)> {
    let Some(export) = &asked.world.deals else { return Vec::new() };
    let written = all_dates(asked.world, export, end);
    let every = deals(asked.world, asked.world.as_of);
    let lost = every.keys().filter(|deal| !asked.state.deal_of.contains_key(deal)).count();
    if lost * 20 <= every.len() {
        return Vec::new();
    }
    let all = deals(asked.world, asked.state.until);
    let told = |(index, deal): (usize, Deal)| {
        let has_no_day = cell(&deal.row, "status") == end && written[index].is_none();
        let at = if end == "won" { deal.won } else { deal.lost };
        let is_stray = !asked.state.deal_of.contains_key(&index);
        (is_stray && (has_no_day || at.is_some())).then_some((at, deal))
    };
    all.into_iter().filter_map(told).collect()
}

/// How many more leads were perhaps won in the period.
pub fn perhaps_won(asked: &Asked<'_>) -> usize {
    let undated = asked.leads().iter().filter(|it| it.inferred.contains(&"won")).count();
    let is_told = sales_are_of_deals(asked.world, asked.state);
    undated + if is_told { orphans(asked).len() } else { 0 }
}

/// Deals of nobody known that were lost while a delivery of the period could be taken off, for a reason that does so or for none.
pub fn strays_back(asked: &Asked<'_>) -> usize {
    let calendar = &asked.world.terms.calendar;
    let window = Allowance(asked.world.terms.window, 'd');
    let dues = asked.delivered();
    let dues = dues.iter().map(|it| calendar.due(&it.delivered().unwrap(), window, false).latest);
    let has_own = asked.state.leads.columns.iter().any(|column| column == "rejected");
    let Some(last) = dues.max().filter(|_| !has_own) else { return 0 };
    let first = calendar.midnight(asked.world.terms.period.0);
    let is_near = |at: Stamp| at.at >= first && at.at <= last;
    let takes = |reason: &str| matches!(category(asked.world, reason), None | Some("marketing"));
    let ended = strays(asked, "lost");
    ended.iter().filter(|(at, deal)| at.is_none_or(is_near) && takes(&deal.reason)).count()
}

/// Deals of nobody known that were won while a lead of the cohort could be.
pub fn perhaps_converted(asked: &Asked<'_>) -> usize {
    let is_won = asked.promise().stages.is_some_and(|(_, to)| to == "won");
    if !is_won || !sales_are_of_deals(asked.world, asked.state) {
        return 0;
    }
    let (first, last) = asked.world.terms.period;
    let is_near = |at: Stamp| {
        asked.versions.iter().any(|version| {
            let days = version.within.map_or(0, |within| within.0.unsigned_abs());
            (first - Days::new(days)..=last).contains(&at.day())
        })
    };
    strays(asked, "won").iter().filter(|(at, _)| at.is_none_or(is_near)).count()
}
