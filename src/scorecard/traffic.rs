//! From the visit to the lead: visits and cost by source and campaign beside the leads, MQLs and sales of the same days.
//!
//! *Days*: from the first to the last day with visits in the period, up to the cut-off of the leads; both sides are counted on them.
//! *Leads*: by the first of created, mql, delivered that a source gives. Names are compared folded (case, accents, blanks); a campaign's leads are
//! also of its source, where the file names one.
//! *Rates and costs* are quotients of the same days, not a cohort: a lead of today may have come by a visit of last week, a sale mostly did.
//! *Absent is not zero*: a source of leads without visits has no visits, one of visits that no lead ever had has no leads (and is listed); a cost is
//! absent unless every row of the group with visits has one. The total is of the groups that have both.

use std::collections::{BTreeMap, BTreeSet};

use super::groups;
use crate::issue::{Code, Issue};
use crate::metrics::spec::Need;
use crate::metrics::world::{Reads, World};
use crate::model::fold::fold_words;
use crate::model::moment::Moment;
use crate::model::records::Visit;
use crate::model::words::Milestone;
use crate::model::zone::Day;

/// Unknown names that the warning lists.
const MOST_NAMES: usize = 10;

/// Visits of the period and what came of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Traffic {
    /// First local day with visits.
    pub first: Day,
    /// Last one.
    pub last: Day,
    /// The milestone whose dates count the leads.
    pub leads_by: Milestone,
    /// By source, most visits first; sources of leads without visits follow.
    pub sources: Vec<TrafficRow>,
    /// By campaign, most visits first.
    pub campaigns: Vec<TrafficRow>,
    /// The sources that have visits and leads, as one.
    pub total: TrafficRow,
    /// Sources and campaigns with visits that no lead ever had, as written.
    pub unmatched: Vec<String>,
}

/// One source or campaign.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrafficRow {
    /// The source; nothing where the file names none.
    pub source: Option<String>,
    /// Nothing in the rows of sources, which hold all campaigns.
    pub campaign: Option<String>,
    /// Visits of the period; nothing when the file has none under this name.
    pub visits: Option<f64>,
    /// What they cost, where every row with visits says it.
    pub cost: Option<f64>,
    /// Leads of the same days.
    pub leads: Option<u64>,
    /// Of the same days, leads that became MQL, where a source tells.
    pub mqls: Option<u64>,
    /// Of the same days, sales, where a source tells.
    pub sales: Option<u64>,
}

impl TrafficRow {
    /// Leads ÷ visits; may exceed one.
    pub fn rate(&self) -> Option<f64> {
        self.leads
            .zip(self.visits.filter(|visits| *visits > 0.0))
            .map(|(leads, visits)| leads as f64 / visits)
    }

    /// Cost ÷ this many; nothing without cost or with none of them.
    pub fn cost_per(&self, many: Option<u64>) -> Option<f64> {
        self.cost.zip(many.filter(|many| *many > 0)).map(|(cost, many)| cost / many as f64)
    }
}

/// A source and a campaign, folded; nothing where the file names none.
type Key = (Option<String>, Option<String>);

/// Visits, leads and sales of the period side by side; nothing where no file tells of visits.
pub fn traffic(world: World) -> Option<Traffic> {
    let today = world.zone().day_of(world.cut_off(Reads::Sales).at());
    let end = world.period.last.min(today);
    let visits: Vec<&Visit> = world
        .data
        .traffic
        .iter()
        .filter(|visit| world.period.first <= visit.day && visit.day <= end)
        .collect();
    let (first, last) = (visits.first()?.day, visits.last()?.day);
    let leads_by = [Milestone::Created, Milestone::Mql, Milestone::Delivered]
        .into_iter()
        .find(|milestone| is_given(world, *milestone))?;
    let counted = Counted::of(world, leads_by, (first, last));
    let has_sources = visits.iter().any(|visit| visit.source.is_some());
    let mut sources = rows(&visits, |visit| (folded(visit.source.as_ref()), None));
    sources
        .iter_mut()
        .filter(|row| row.source.is_some() || !has_sources)
        .for_each(|row| counted.fill(row));
    let campaigned: Vec<&Visit> =
        visits.iter().copied().filter(|visit| visit.campaign.is_some()).collect();
    let mut campaigns =
        rows(&campaigned, |visit| (folded(visit.source.as_ref()), folded(visit.campaign.as_ref())));
    campaigns.iter_mut().for_each(|row| counted.fill(row));
    let unmatched: BTreeSet<String> =
        sources.iter().chain(&campaigns).flat_map(|row| counted.unknown(row)).collect();
    let total = total(&sources);
    if has_sources {
        sources.extend(counted.without_visits(&sources));
    }
    Some(Traffic {
        first,
        last,
        leads_by,
        sources,
        campaigns,
        total,
        unmatched: unmatched.into_iter().collect(),
    })
}

/// A warning that some visits name a source or campaign which no lead has.
pub fn issue(traffic: &Traffic) -> Option<Issue> {
    let mut names: Vec<&str> =
        traffic.unmatched.iter().map(String::as_str).take(MOST_NAMES).collect();
    if traffic.unmatched.len() > MOST_NAMES {
        names.push("…");
    }
    let values = vec![("n", traffic.unmatched.len().to_string()), ("words", names.join(", "))];
    (!traffic.unmatched.is_empty()).then(|| Issue::warning(Code::TrafficUnmatched, values))
}

/// Some lead has a date of its own: a stage word alone gives the milestone without telling when.
fn is_given(world: World, milestone: Milestone) -> bool {
    let has_dates = || world.data.leads.dates(milestone).iter().any(Option::is_some);
    world.sees(Need::Dates(milestone)) && !world.data.stand_ins.contains(&milestone) && has_dates()
}

fn folded(name: Option<&String>) -> Option<String> {
    name.map(|name| fold_words(name)).filter(|name| !name.is_empty())
}

/// Visits and cost by key, most visits first; names as first written.
fn rows(visits: &[&Visit], key: impl Fn(&Visit) -> Key) -> Vec<TrafficRow> {
    let mut by_key: BTreeMap<Key, (TrafficRow, bool)> = BTreeMap::new();
    for visit in visits {
        let own = key(visit);
        let campaign = visit.campaign.clone().filter(|_| own.1.is_some());
        let empty = || TrafficRow {
            source: visit.source.clone(),
            campaign,
            visits: Some(0.0),
            ..TrafficRow::default()
        };
        let (row, is_costed) = by_key.entry(own).or_insert_with(|| (empty(), true));
        row.visits = row.visits.map(|all| all + visit.visits);
        row.cost = visit.cost.map_or(row.cost, |cost| Some(row.cost.unwrap_or(0.0) + cost.units()));
        *is_costed &= visit.cost.is_some() || visit.visits <= 0.0;
    }
    let row = |(row, is_costed): (TrafficRow, bool)| TrafficRow {
        cost: row.cost.filter(|_| is_costed),
        ..row
    };
    let mut rows: Vec<TrafficRow> = by_key.into_values().map(row).collect();
    rows.sort_by(|a, b| b.visits.unwrap_or(0.0).total_cmp(&a.visits.unwrap_or(0.0)));
    rows
}

/// Leads, MQLs and sales of one group.
type Counts = [u64; 3];

/// Leads, MQLs and sales of the days, by source and campaign of the lead.
struct Counted {
    /// Names that leads have, folded.
    sources: BTreeSet<String>,
    campaigns: BTreeSet<String>,
    /// Sources as written, by code.
    written: Vec<String>,
    /// By source and campaign, by each alone (the other is nothing), and all.
    by_key: BTreeMap<Key, Counts>,
    has: [bool; 3],
}

impl Counted {
    fn of(world: World, leads_by: Milestone, days: (Day, Day)) -> Self {
        let words = |field: &str| {
            world.data.leads.words.get(field).map(|words| words.words.clone()).unwrap_or_default()
        };
        let fold_all = |words: &[String]| -> Vec<Option<String>> {
            words.iter().map(|word| folded(Some(word))).collect()
        };
        let (written, campaigns) = (words("source"), fold_all(&words("campaign")));
        let sources = fold_all(&written);
        let milestones = [leads_by, Milestone::Mql, Milestone::Won];
        let has = milestones.map(|milestone| is_given(world, milestone));
        let given = milestones.into_iter().zip(has).map(|(own, has)| has.then_some(own));
        let mut by_key: BTreeMap<Key, Counts> = BTreeMap::new();
        for ((source, campaign), own) in by_code(world, given, days) {
            let name = |names: &[Option<String>], code| names.get(code as usize).cloned().flatten();
            for key in keys(name(&sources, source), name(&campaigns, campaign)) {
                by_key.entry(key).or_default().iter_mut().zip(own).for_each(|(sum, n)| *sum += n);
            }
        }
        Self {
            sources: sources.into_iter().flatten().collect(),
            campaigns: campaigns.into_iter().flatten().collect(),
            written,
            by_key,
            has,
        }
    }

    /// Puts a group's leads beside its visits; they stay absent where no lead ever had its source or campaign.
    fn fill(&self, row: &mut TrafficRow) {
        let key = (folded(row.source.as_ref()), folded(row.campaign.as_ref()));
        let is_known = |(name, known): (&Option<String>, &BTreeSet<String>)| {
            name.as_ref().is_none_or(|name| known.contains(name))
        };
        if [(&key.0, &self.sources), (&key.1, &self.campaigns)].into_iter().all(is_known) {
            self.set(row, self.by_key.get(&key).copied().unwrap_or_default());
        }
    }

    /// Names of a group that no lead has, where leads have such names at all.
    fn unknown(&self, row: &TrafficRow) -> Vec<String> {
        let is_unknown = |name: &String, known: &BTreeSet<String>| {
            !known.is_empty() && folded(Some(name)).is_some_and(|name| !known.contains(&name))
        };
        let source = row.source.clone().filter(|name| is_unknown(name, &self.sources));
        let campaign = row.campaign.clone().filter(|name| is_unknown(name, &self.campaigns));
        source.into_iter().chain(campaign).collect()
    }

    fn set(&self, row: &mut TrafficRow, [leads, mqls, sales]: [u64; 3]) {
        let [has_leads, has_mqls, has_sales] = self.has;
        (row.leads, row.mqls, row.sales) =
            (has_leads.then_some(leads), has_mqls.then_some(mqls), has_sales.then_some(sales));
    }

    /// Sources of leads of those days that the file says nothing of, most leads first; no more than are kept of any kind of groups.
    fn without_visits(&self, known: &[TrafficRow]) -> Vec<TrafficRow> {
        let known: BTreeSet<Option<String>> =
            known.iter().map(|row| folded(row.source.as_ref())).collect();
        let names = self
            .written
            .iter()
            .filter(|name| !name.is_empty() && !known.contains(&folded(Some(name))));
        let row = |name: &String| {
            let mut row = TrafficRow { source: Some(name.clone()), ..TrafficRow::default() };
            self.fill(&mut row);
            row
        };
        let mut rows: Vec<TrafficRow> =
            names.map(row).filter(|row| row.leads.is_some_and(|leads| leads > 0)).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.leads));
        rows.truncate(groups::MOST);
        rows
    }
}

/// The groups a lead of this source and campaign counts in: its own, each name alone, and all.
fn keys(source: Option<String>, campaign: Option<String>) -> BTreeSet<Key> {
    [(source.clone(), campaign.clone()), (source, None), (None, campaign), (None, None)].into()
}

/// Leads of the days by the codes of their source and campaign; a milestone that is not given counts nobody.
fn by_code(
    world: World,
    milestones: impl Iterator<Item = Option<Milestone>>,
    (first, last): (Day, Day),
) -> BTreeMap<(u32, u32), Counts> {
    let leads = &world.data.leads;
    let code = |field: &str, lead: usize| {
        let words = leads.words.get(field);
        words.and_then(|words| words.codes.get(lead)).copied().unwrap_or(0)
    };
    let (start, end) = (world.zone().start_of(first), world.zone().start_of(last.plus(1)));
    let is_within = |at: &Option<Moment>| at.is_some_and(|at| start <= at.at() && at.at() < end);
    let mut by_code: BTreeMap<(u32, u32), Counts> = BTreeMap::new();
    for (place, milestone) in milestones.enumerate() {
        let dates = milestone.map(|milestone| leads.dates(milestone)).into_iter().flatten();
        for (lead, _) in dates.enumerate().filter(|(_, at)| is_within(at)) {
            let own = by_code.entry((code("source", lead), code("campaign", lead))).or_default();
            own.get_mut(place).into_iter().for_each(|count| *count += 1);
        }
    }
    by_code
}

/// The groups with visits and leads as one; its cost only where each of them has one.
fn total(rows: &[TrafficRow]) -> TrafficRow {
    let both = || rows.iter().filter(|row| row.leads.is_some() && row.visits.is_some());
    let sum = |of: fn(&TrafficRow) -> Option<u64>| {
        both().map(of).sum::<Option<u64>>().filter(|_| both().next().is_some())
    };
    TrafficRow {
        source: None,
        campaign: None,
        visits: both()
            .map(|row| row.visits)
            .sum::<Option<f64>>()
            .filter(|_| both().next().is_some()),
        cost: both().map(|row| row.cost).sum::<Option<f64>>().filter(|_| both().next().is_some()),
        leads: sum(|row| row.leads),
        mqls: sum(|row| row.mqls),
        sales: sum(|row| row.sales),
    }
}
