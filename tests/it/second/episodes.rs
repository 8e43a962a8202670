//! Hand-off episodes: dates read and cut, rows of one person joined, milestones inferred.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::calendar::{Precision, Stamp, instant, local};
use super::openings::{Opening, STEPS, has_stage, steps, tells_acceptance};
use super::persons::{Census, census, row_id};
use super::world::{Export, Row, World, cell};

pub const MILESTONES: [&str; 10] = [
    "created",
    "mql",
    "delivered",
    "accepted",
    "sql",
    "opportunity",
    "won",
    "rejected",
    "lost",
    "recycled",
];
/// Every date of a lead's row.
pub fn lead_dates() -> impl Iterator<Item = &'static str> {
    MILESTONES.into_iter().chain(["first-contact"])
}

/// The ladder is the first seven.
const RUNGS: usize = 7;

/// One lead.
#[derive(Clone, Debug)]
pub struct Episode {
    pub id: String,
    pub person: usize,
    /// Indexes of its rows, first to latest.
    pub rows: Vec<usize>,
    pub dates: BTreeMap<&'static str, Stamp>,
    /// Milestones passed without a date.
    pub inferred: Vec<&'static str>,
    /// Group and filter values.
    pub text: BTreeMap<String, String>,
    pub reject_reason: String,
    pub lost_reason: String,
    /// When and for how many cents further rows of its sale say that it was won, where no deals do.
    pub further: Vec<(Stamp, i64)>,
    pub deals: Vec<usize>,
    pub tries: Vec<super::activities::Touch>,
    pub connections: Vec<super::activities::Touch>,
    pub untold: Vec<super::activities::Touch>,
    /// Calls of the lead that were taken or not.
    pub calls: Vec<super::activities::Touch>,
    /// What was done before its hand-off, and whether it was an attempt and a connection.
    pub before: Vec<(super::activities::Touch, bool, bool)>,
    /// A deal of it was opened on a day that no file has, and nothing else dates its acceptance.
    pub someday: bool,
    /// Something that tells of tries can name it.
    pub has_key: bool,
    /// The first contact that may have been with it or with another.
    pub doubt: Option<i64>,
}

impl Episode {
    pub fn date(&self, milestone: &str) -> Option<Stamp> {
        self.dates.get(milestone).copied()
    }

    pub fn delivered(&self) -> Option<Stamp> {
        self.date("delivered")
    }
}

/// A date as it is written: where it stands on its clock and how exact it is.
type Written = Option<(NaiveDateTime, Precision)>;

thread_local! {
    /// Every column is read for each promise anew: what was read once is known.
    static KNOWN: RefCell<HashMap<String, Written>> = RefCell::default();
}

fn written(text: &str) -> Written {
    let known = KNOWN.with_borrow(|known| known.get(text).copied());
    known.unwrap_or_else(|| {
        let read = parsed(text);
        KNOWN.with_borrow_mut(|known| known.insert(text.to_owned(), read));
        read
    })
}

fn parsed(text: &str) -> Written {
    let text = text.trim().get(..19).unwrap_or(text.trim());
    let exact = ["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let minute = || {
        ["%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
    };
    let day = || {
        ["%Y-%m-%d", "%d/%m/%Y"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
    };
    exact
        .map(|at| (at, Precision::Second))
        .or_else(|| minute().map(|at| (at, Precision::Minute)))
        .or_else(|| day().map(|day| (day.and_hms_opt(0, 0, 0).unwrap(), Precision::Day)))
}

/// A date column of an export as stamps, row by row, whatever is later than `until` or than all that is known of the export left out.
pub fn dates(world: &World, export: &Export, field: &str, until: i64) -> Vec<Option<Stamp>> {
    let until = export.cut_off.map_or(until, |known| known.min(until));
    let all = all_dates(world, export, field).into_iter();
    all.map(|stamp| stamp.filter(|stamp| stamp.at <= until)).collect()
}

/// A date column of an export as stamps, row by row, however late.
pub fn all_dates(world: &World, export: &Export, field: &str) -> Vec<Option<Stamp>> {
    let zone = world.terms.calendar.zone;
    let values: Vec<Written> = export.rows.iter().map(|row| written(cell(row, field))).collect();
    let at_midnight = |(at, precision): &(NaiveDateTime, Precision)| {
        *precision != Precision::Day && at.time() == chrono::NaiveTime::MIN
    };
    let filled = values.iter().flatten().count();
    let midnights_are_days =
        values.iter().flatten().filter(|value| at_midnight(value)).count() * 100 > filled;
    let stamp = |value: (NaiveDateTime, Precision)| {
        let is_day = value.1 == Precision::Day || midnights_are_days && at_midnight(&value);
        let home = if is_day { zone } else { export.zone.unwrap_or(zone) };
        let at = instant(home, value.0);
        let here = if is_day { value.0 } else { local(zone, at) };
        Stamp { at, local: here, precision: if is_day { Precision::Day } else { value.1 } }
    };
    values.into_iter().map(|value| value.map(stamp)).collect()
}

/// The leads as known at one instant.
pub struct State {
    pub census: Census,
    pub episodes: Vec<Episode>,
    pub until: i64,
    /// Deal → episode.
    pub deal_of: BTreeMap<usize, usize>,
    /// Keys of deals that no lead carries, and whose; nobody known is one of them.
    pub deal_keys: BTreeMap<super::persons::Key, BTreeSet<Option<usize>>>,
    /// Lead rows, those made from deals included.
    pub leads: Export,
    /// Activity → episode, and whether it was open by then.
    pub homes: Vec<Option<(usize, bool)>>,
    /// Persons' activities before their first delivery, as (row) counts.
    pub early: usize,
    pub orphans: usize,
    /// What the opening of a deal tells.
    pub opening: Opening,
    /// More than one attempt in twenty lies before the hand-off.
    pub is_late: bool,
}

impl State {
    pub fn maps(&self, world: &World, milestone: &str) -> bool {
        let by_deals = match milestone {
            "won" | "lost" => world.deals.is_some(),
            "opportunity" if self.opening == Opening::Step => world.deals.is_some(),
            "sql" | "opportunity" => self.opening == Opening::Stages && has_stage(world, milestone),
            "accepted" => tells_acceptance(world, self.opening),
            _ => false,
        };
        milestone == "delivered"
            || by_deals
            || self.leads.columns.iter().any(|column| column == milestone)
    }
}

/// What is known of the world at an instant.
pub fn known(world: &World, until: i64) -> State {
    let (mut leads, mut columns) = happened(world);
    for (row, created) in super::deals::leads_of_deals(world, &leads) {
        let further =
            row.keys().filter(|field| !leads.columns.contains(*field)).cloned().collect::<Vec<_>>();
        leads
            .columns
            .extend(further.into_iter().filter(|field| !MILESTONES.contains(&field.as_str())));
        leads.rows.push(row);
        for (milestone, column) in MILESTONES.iter().zip(&mut columns) {
            column.push(Some(created).filter(|_| matches!(*milestone, "created" | "delivered")));
        }
    }
    let census = census(&leads, &world.terms);
    let episodes = episodes(world, &leads, &census, &columns);
    let (deal_of, deal_keys, homes) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    let opening = Opening::Step;
    let (early, orphans, is_late) = (0, 0, false);
    let mut state = State {
        census,
        episodes,
        until,
        deal_of,
        deal_keys,
        leads,
        homes,
        early,
        orphans,
        opening,
        is_late,
    };
    super::deals::attach(world, &mut state);
    state.opening = super::openings::opening(world, &state);
    super::activities::settle(world, &mut state);
    state.is_late = super::evidence::hands_over_late(world, &state);
    state
        .episodes
        .iter_mut()
        .for_each(|episode| episode.dates.retain(|_, stamp| stamp.at <= until));
    super::deals::tell(world, &mut state);
    stand_in(world, &mut state);
    super::activities::attach(world, &mut state);
    super::reach::tell(world, &mut state);
    infer(world, &mut state);
    stand(world, &mut state);
    if until < world.as_of {
        // An export does not date its owners and sources: they are those of the run.
        let run = known(world, world.as_of);
        state.episodes.iter_mut().zip(run.episodes).for_each(|(episode, latest)| {
            // A stage is of the run's day: steps of which later ones are dated after this instant only were not taken yet.
            episode.inferred.retain(|own| {
                let rung = MILESTONES.iter().position(|name| name == own).unwrap();
                let later = || MILESTONES[rung + 1..RUNGS].iter();
                later().any(|name| episode.dates.contains_key(name))
                    || (latest.date(own).is_none()
                        && later().all(|name| latest.date(name).is_none()))
            });
            (episode.has_key, episode.doubt) = (latest.has_key, latest.doubt);
            episode.someday = latest.someday;
            episode.text = latest.text;
        });
    }
    state
}

/// The rows of which something has happened at the run's time, and their dates by milestone.
pub fn happened(world: &World) -> (Export, Vec<Vec<Option<Stamp>>>) {
    // What only the leads' own export does not reach yet stays: every commitment reads leads up to there anyway.
    let of_run = |own| all_dates(world, &world.leads, own).into_iter();
    let known = |stamp: Option<Stamp>| stamp.filter(|stamp| stamp.at <= world.as_of);
    let happened = MILESTONES.map(|own| of_run(own).map(known).collect::<Vec<_>>());
    let written: Vec<_> = lead_dates().map(|own| all_dates(world, &world.leads, own)).collect();
    // A row is there once something of it has happened at the run's time, also where its own export does not reach so far.
    let has_begun = |column: &Vec<Option<Stamp>>, row: usize| {
        column[row].is_some_and(|stamp| stamp.at <= world.as_of)
    };
    let is_known = |row: &usize| {
        written.iter().any(|column| has_begun(column, *row))
            || written.iter().all(|column| column[*row].is_none())
    };
    let kept: Vec<usize> = (0..world.leads.rows.len()).filter(is_known).collect();
    let rows = kept.iter().map(|row| world.leads.rows[*row].clone()).collect();
    let columns =
        happened.iter().map(|column| kept.iter().map(|row| column[*row]).collect()).collect();
    (Export { rows, ..world.leads.clone() }, columns)
}

fn column_of(milestone: &str) -> usize {
    MILESTONES.iter().position(|name| *name == milestone).unwrap()
}

fn episodes(
    world: &World,
    leads: &Export,
    census: &Census,
    columns: &[Vec<Option<Stamp>>],
) -> Vec<Episode> {
    let mut people: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, person) in
        census.person.iter().enumerate().filter_map(|(index, person)| Some((index, (*person)?)))
    {
        people.entry(person).or_default().push(index);
    }
    let delivered = &columns[column_of(world.terms.delivered_by)];
    let created = &columns[column_of("created")];
    let age =
        |index: &usize| delivered[*index].or(created[*index]).map_or(i64::MAX, |stamp| stamp.at);
    let mut found = Vec::new();
    for (person, mut rows) in people {
        let date = |milestone: &&str, index: &usize| {
            let milestone =
                if *milestone == "delivered" { world.terms.delivered_by } else { milestone };
            columns[column_of(milestone)][*index].map(|stamp| stamp.at)
        };
        let dates = |index: &usize| {
            MILESTONES.iter().map(|milestone| date(milestone, index)).collect::<Vec<_>>()
        };
        let texts = |index: &usize| {
            let text = |field: &&str| {
                Some(cell(&leads.rows[*index], field))
                    .filter(|text| !text.is_empty())
                    .map(str::to_owned)
            };
            ["company", "email", "name", "person", "phone", "campaign"]
                .iter()
                .map(text)
                .collect::<Vec<_>>()
        };
        rows.sort_by_cached_key(|index| {
            (age(index), row_id(leads, &leads.rows[*index]), dates(index), texts(index))
        });
        for mut member in groups(world, &rows, delivered, created) {
            member.sort_by_key(|index| rows.iter().position(|row| row == index));
            found.push(episode(world, leads, person, member, columns));
        }
    }
    found
}

/// The rows of one person parted into episodes.
fn groups(
    world: &World,
    rows: &[usize],
    delivered: &[Option<Stamp>],
    created: &[Option<Stamp>],
) -> Vec<Vec<usize>> {
    let within = |first: &Stamp, other: &Stamp| match world.terms.re_entry {
        None => true,
        Some(0) => false,
        Some(days) => {
            let end = first.local + Days::new(days);
            let end = Stamp { at: instant(world.terms.calendar.zone, end), local: end, ..*first };
            !end.before(other)
        }
    };
    let mut groups: Vec<(Stamp, Vec<usize>)> = Vec::new();
    for &row in rows {
        let Some(at) = delivered[row] else { continue };
        match groups.last_mut() {
            Some((first, members)) if within(first, &at) => members.push(row),
            _ => groups.push((at, vec![row])),
        }
    }
    if world.terms.re_entry == Some(0) {
        return rows.iter().map(|row| vec![*row]).collect();
    }
    if groups.is_empty() {
        return vec![rows.to_vec()];
    }
    for &row in rows.iter().filter(|row| delivered[**row].is_none()) {
        let open = created[row].and_then(|at| {
            groups.iter().rposition(|(first, _)| at.at_or_after(first) && within(first, &at))
        });
        groups[open.unwrap_or(0)].1.push(row);
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

fn episode(
    world: &World,
    leads: &Export,
    person: usize,
    rows: Vec<usize>,
    columns: &[Vec<Option<Stamp>>],
) -> Episode {
    let mut dates = BTreeMap::new();
    for milestone in MILESTONES {
        let from = if milestone == "delivered" { world.terms.delivered_by } else { milestone };
        let all = rows.iter().filter_map(|row| columns[column_of(from)][*row]);
        if let Some(first) = all.min_by_key(|stamp| (stamp.at, stamp.precision)) {
            dates.insert(milestone, first);
        }
    }
    let newest = |field: &str| {
        rows.iter()
            .rev()
            .map(|row| cell(&leads.rows[*row], field))
            .find(|text| !text.is_empty())
            .unwrap_or("")
            .to_owned()
    };
    let oldest = |field: &str| {
        rows.iter()
            .map(|row| cell(&leads.rows[*row], field))
            .find(|text| !text.is_empty())
            .unwrap_or("")
            .to_owned()
    };
    let first: &Row = &leads.rows[rows[0]];
    let mut text: BTreeMap<String, String> = BTreeMap::new();
    for field in &leads.columns {
        let value = if matches!(field.as_str(), "owner" | "team" | "value" | "stage" | "score") {
            newest(field)
        } else {
            oldest(field)
        };
        text.insert(field.clone(), value);
    }
    // A reason explains the date it stands beside: that of the row whose date counts.
    let reason = |field: &str, milestone: &str| {
        let Some(date) = dates.get(milestone) else { return newest(field) };
        let column = &columns[column_of(milestone)];
        let is_its = |row: &&usize| {
            column[**row].is_some_and(|at| (at.at, at.precision) == (date.at, date.precision))
        };
        let texts = rows.iter().filter(is_its).map(|row| cell(&leads.rows[*row], field));
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or("").to_owned()
    };
    let reject_reason = reason("rejection-reason", "rejected");
    let lost_reason = reason("lost-reason", "lost");
    let id = row_id(leads, first).unwrap();
    let further = further(world, leads, &rows, &mut text);
    Episode {
        id,
        person,
        rows,
        dates,
        inferred: Vec::new(),
        text,
        reject_reason,
        lost_reason,
        further,
        deals: Vec::new(),
        tries: Vec::new(),
        connections: Vec::new(),
        untold: Vec::new(),
        calls: Vec::new(),
        before: Vec::new(),
        someday: false,
        has_key: true,
        doubt: None,
    }
}

/// Rows of one id that tell of the sale in different ways: puts down the value of the one that counts, and answers the others.
fn further(
    world: &World,
    leads: &Export,
    rows: &[usize],
    text: &mut BTreeMap<String, String>,
) -> Vec<(Stamp, i64)> {
    if world.deals.is_some() || rows.len() < 2 {
        return Vec::new();
    }
    let won = dates(world, leads, "won", world.as_of);
    let mut of_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in rows.iter().filter(|row| won[**row].is_some()) {
        of_id.entry(row_id(leads, &leads.rows[*row]).unwrap()).or_default().push(*row);
    }
    let written = |row: usize| cell(&leads.rows[row], "value");
    let told = |row: &usize| (won[*row].map(|at| at.at), super::metrics::cents(written(*row)));
    let mut kept: Vec<usize> = Vec::new();
    for own in of_id.into_values() {
        let said: Vec<super::deals::Told> = own.iter().map(told).collect();
        if let Some((counts, others)) = super::deals::several(&said) {
            kept.extend([counts].into_iter().chain(others).map(|at| own[at]));
        }
    }
    if kept.is_empty() {
        return Vec::new();
    }
    // What counts is the row of the episode's first sale, whatever its id.
    let order = |row: &usize| {
        let (at, cents) = told(row);
        (at, cents.map_or(i64::MAX, |cents| -cents))
    };
    let first = rows.iter().filter(|row| won[**row].is_some()).min_by_key(|row| order(row));
    let first = first.copied().filter(|row| !kept.contains(row));
    kept.extend(first);
    kept.sort_by_key(order);
    text.insert("value".to_owned(), written(kept.remove(0)).to_owned());
    kept.iter().filter_map(|row| Some((won[*row]?, told(row).1?))).collect()
}

/// Dates of milestones that no source maps.
fn stand_in(world: &World, state: &mut State) {
    let has = |milestone: &str| state.leads.columns.iter().any(|column| column == milestone);
    let (accepted, rejected) = (has("accepted"), has("rejected"));
    let steps: &[&str] = match state.opening {
        Opening::Step => &["sql", "opportunity", "won"],
        _ => &["sql", "opportunity"],
    };
    let all = super::deals::deals(world, world.as_of);
    let step = state.opening == Opening::Step;
    for episode in &mut state.episodes {
        if !rejected
            && category(world, &episode.lost_reason) == Some("marketing")
            && let Some(lost) = episode.date("lost")
        {
            episode.dates.insert("rejected", lost);
            episode.reject_reason = episode.lost_reason.clone();
        }
        if !accepted {
            // After a deal of an unknown day the sale is not the first thing that sales did.
            let own = || episode.deals.iter().filter_map(|deal| all.get(deal));
            let is_dark = |deal: &super::deals::Deal| cell(&deal.row, "created").is_empty();
            let hidden = step && own().any(is_dark) && own().all(|deal| deal.created.is_none());
            let steps = if hidden { &steps[..1] } else { steps };
            let first =
                steps.iter().filter_map(|name| episode.date(name)).min_by_key(|stamp| stamp.at);
            episode.someday = hidden && first.is_none();
            if let Some(first) = first {
                episode.dates.insert("accepted", first);
            }
        }
    }
}

fn infer(world: &World, state: &mut State) {
    let mapped: Vec<bool> =
        MILESTONES.iter().map(|milestone| state.maps(world, milestone)).collect();
    for episode in &mut state.episodes {
        let reached = |rung: usize| episode.dates.contains_key(MILESTONES[rung]);
        let passed = |rung: usize| !reached(rung) && mapped[rung] && (rung + 1..RUNGS).any(reached);
        episode.inferred =
            (0..RUNGS).filter(|rung| passed(*rung)).map(|rung| MILESTONES[rung]).collect();
    }
}

/// What was passed since a deal stands in a later stage.
fn stand(world: &World, state: &mut State) {
    let known: Vec<bool> = MILESTONES.iter().map(|name| state.maps(world, name)).collect();
    let steps = steps(world, state);
    for (episode, step) in state.episodes.iter_mut().zip(steps) {
        let Some(step) = step else { continue };
        let last = MILESTONES.iter().position(|name| *name == STEPS[step]).unwrap();
        for rung in (0..=last).filter(|rung| *rung == last || known[*rung]) {
            let name = MILESTONES[rung];
            if !episode.dates.contains_key(name) && !episode.inferred.contains(&name) {
                episode.inferred.push(name);
            }
        }
    }
}

/// The category of a reason.
pub fn category(world: &World, reason: &str) -> Option<&'static str> {
    world.terms.reasons.get(&super::world::fold(reason)).copied()
}
