//! From the rows of all files to the dataset: ids and persons, deals into leads, stand-ins, episodes, activities, inference.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::iter::{Either, IntoParallelIterator, ParallelIterator};

use crate::issue::{Code, Issue};
use crate::mapping::tables::DealBook;
use crate::model::agreement::Agreement;
use crate::model::dataset::Dataset;
use crate::model::evidence::{Opening, Trace};
use crate::model::memory::{Look, Sightings, StageMemory};
use crate::model::moment::{Instant, Moment};
use crate::model::words::{Milestone, Table};

use super::activities::{self, Placed, Words};
use super::deals::{self, Standings};
use super::episodes::{self, Episodes};
use super::fields::FIRST_CONTACT;
use super::frame::{self, Fate, Frame};
use super::keyed::OfMany;
use super::noted::{self, Noted};
use super::people::{self, Named, People};
use super::reach::{self, Ground};
use super::registers::{self, Known};
use super::running::{Past, Whose};
use super::tables::{self, Tables};
use super::{
    closed, crowds, cut, endings, handoff, items, leads, openings, owners, sight, stages, ticks,
    unfed,
};

/// Ids that many people carry in any table, and whose they were by earlier looks.
fn take_ids(tables: &mut Tables, past: Past) -> (Vec<OfMany>, Whose) {
    let (mut crowded, mut whose) = (Vec::new(), Whose::new());
    for table in [Table::Leads, Table::Deals, Table::Activities] {
        let (own, seen) = crowds::take_ids(tables.frame_mut(table), table, past);
        crowded.extend(own);
        whose.extend(seen);
    }
    (crowded, whose)
}

/// Builds the dataset from all rows; `now` is the run's time, after which nothing has happened.
///
/// Rows of `leads` that come from no file (deals that create or deliver leads) follow those that do.
pub fn assemble(
    agreement: &Agreement,
    tables: &mut Tables,
    watch: &Watch,
    now: Instant,
) -> Assembled {
    let mut issues = Vec::new();
    let past = Past { agreement: &agreement.name, memory: watch.memory, looks: &watch.looks };
    let (crowded, whose) = take_ids(tables, past);
    merge(tables);
    deals::name_leads(tables);
    let unticked = ticks::settle(&mut tables.activities);
    issues.extend(owners::unify(tables));
    let seen = stages::apply(agreement, tables, watch.memory, &watch.looks, now);
    let seen = Sightings { whose, ..seen };
    cut_off(tables, cut::Until { now, written: &watch.written, known: &watch.known });
    let mut people = people::find(agreement, &tables.leads);
    people.index(&tables.leads, &[&tables.deals, &tables.activities]);
    let file_rows = tables.leads.len();
    add_leads_of_deals(agreement, tables, &mut people);
    let lead_rows = tables.leads.len();
    let delivered_by = hand_off(agreement, tables, &mut people, file_rows, &mut issues);
    let episodes = episodes::group(agreement, &mut tables.leads, &people, lead_rows);
    let book = place_deals(agreement, tables, &people, &episodes);
    people.learn(&tables.deals, book.persons(&episodes));
    let shared = watch.shared(delivered_by, tables);
    let ((activities, activity_rows), doubts) =
        place_activities(agreement, tables, &people, (&episodes, shared), &book);
    let (mut leads, opening) =
        leads::build(agreement, tables, &episodes, &book, file_rows..lead_rows, &mut issues);
    let (sales, mut deals) =
        (items::sales(tables, &episodes, &book), closed::deals(agreement, tables, &book));
    items::settle(tables, &sales, &mut leads, &mut deals);
    leads.first_activity = offsets(&activities.lead, episodes.len());
    // Where no stage means a hand-off, a lead without its date was perhaps never handed over.
    if !is_delivered_by_stage(agreement, tables, delivered_by) {
        leads.undated_deliveries.clear();
    }
    let ground = Ground { agreement, tables, people: &people, episodes: &episodes, book: &book };
    leads.unfed = unfed::unfed(agreement, tables, &episodes, &book);
    leads.reach = reach::reach(ground, sight::trace(agreement, tables), &doubts);
    let known = leads::mapped(agreement, tables, delivered_by, opening);
    issues.extend(openings::said(opening, &known));
    let mut sight = sight::sight(agreement, tables, &leads, &activities, &known, delivered_by);
    (sight.opening, sight.stages) = (opening, sight::stages(opening, &book));
    leads.unplaced = sight::unplaced(opening, &book);
    if delivered_by == Some(Milestone::Opportunity) {
        let delivered = agreement.own_handoffs.then(|| leads.dates(Milestone::Delivered).to_vec());
        let delivered = delivered.as_deref();
        handoff::complete_by_deals(&tables.deals, &book, delivered, &mut leads.incomplete);
    }
    leads.incomplete.iter_mut().for_each(|bits| *bits &= sight.fed);
    let dataset = Dataset {
        exemptions: registers::exemptions(
            agreement,
            tables,
            Known { people: &people, episodes: &episodes, lead_rows, leads: &leads },
            &mut issues,
        ),
        log: registers::log(&tables.log),
        traffic: registers::traffic(&agreement.zone, &tables.traffic),
        deals,
        mapped: known,
        sight,
        stand_ins: stand_ins(tables, opening),
        delivered_by,
        tables: filled_tables(tables),
        leads,
        activities,
        ..Dataset::default()
    };
    Assembled {
        noted: noted::of(
            &dataset,
            tables,
            (&episodes, &people),
            &sales,
            (&activity_rows, &unticked),
            file_rows,
        ),
        dataset,
        of_many: crowded.into_iter().chain(of_many(&tables.leads, &people)).collect(),
        file_rows,
        seen,
        issues,
        workings: Workings { lead_rows, episodes, book, activity_rows },
    }
}

/// What the rows came to.
pub struct Assembled {
    /// The dataset, without the account of its files.
    pub dataset: Dataset,
    /// Rows of `leads` that come from a file of leads.
    pub file_rows: usize,
    /// Stages seen for the first time.
    pub seen: Sightings,
    /// Rows with a key or an id that too many carry.
    pub of_many: Vec<OfMany>,
    /// What was noticed.
    pub issues: Vec<Issue>,
    /// Rows that a reader must know of.
    pub noted: Vec<Noted>,
    /// How they were put together.
    pub workings: Workings,
}

/// The rows of leads that carry a key of too many people.
fn of_many(leads: &Frame, people: &People) -> Vec<OfMany> {
    let of_key = |(field, key): &(&'static str, String)| {
        let (field, key) = (*field, key.clone());
        let carries =
            move |row: &usize| leads.is_live(*row) && leads.keys(field, *row).any(|own| own == key);
        (0..leads.len()).filter(carries).map(move |row| (field, row)).collect::<Vec<_>>()
    };
    let rows = people
        .of_many
        .iter()
        .flat_map(|key| of_key(key).into_iter().map(|(field, row)| (field, key.1.clone(), row)));
    rows.filter_map(|(field, key, row)| {
        let origin = leads.origin.get(row)?;
        Some(OfMany {
            place: (origin.source, origin.file),
            row: origin.row,
            field,
            key,
            code: Code::KeyOfMany,
        })
    })
    .collect()
}

/// How the rows of the tables were put together.
#[derive(Debug, Default)]
pub struct Workings {
    /// Rows of `leads` that say more than a date.
    pub lead_rows: usize,
    /// The rows of each lead.
    pub episodes: Episodes,
    /// The deals of each lead.
    pub book: DealBook,
    /// The row of each activity; of a first contact that a deal tells of, that deal's.
    pub activity_rows: Vec<u32>,
}

/// What earlier runs saw, and the sources as they are looked at now.
pub struct Watch<'a> {
    /// What is remembered.
    pub memory: &'a StageMemory,
    /// In the order of the agreement's sources.
    pub looks: Vec<Option<Look>>,
    /// Up to when sources are known; those that are known for good are not named.
    pub reach: Vec<(Table, Instant)>,
    /// When each file was written, by source and file.
    pub written: HashMap<(u16, u16), Instant>,
    /// Up to when each source is known; those that are known for good are not named.
    pub known: HashMap<u16, Instant>,
}

impl Watch<'_> {
    /// The instant up to which deliveries and activities are both known; nothing where both are for good.
    fn shared(&self, delivered_by: Option<Milestone>, tables: &Tables) -> Option<Instant> {
        let by_deal = delivered_by == Some(Milestone::Opportunity)
            || !tables.mapped.iter().any(|(table, _)| *table == Table::Leads);
        let is_read = |table: Table| match table {
            Table::Leads | Table::Activities => true,
            table => table == Table::Deals && by_deal,
        };
        self.reach.iter().filter(|(table, _)| is_read(*table)).map(|(_, at)| *at).min()
    }
}

/// Rows that newer files replace and rows that repeat a deal or an activity.
fn merge(tables: &mut Tables) {
    cut::supersede(&mut tables.leads, cut::by_id);
    cut::supersede(&mut tables.deals, cut::by_id);
    cut::supersede(&mut tables.activities, cut::by_id_or_content);
    tables.repeated = deals::merge_repeated(&mut tables.deals);
    cut::merge_same_id(&mut tables.activities);
}

/// What is dated after the run's time has not happened.
fn cut_off(tables: &mut Tables, until: cut::Until) {
    cut::drop_future(&mut tables.leads, until, true, |field, _| field == endings::UNSETTLED);
    let open = Standings::of(&tables.deals).said_open();
    // A deal that no word calls closed may still be expected to close on that day.
    let is_expected_end = |field: &str, row: usize| {
        field == endings::UNSETTLED
            || matches!(field, "won" | "lost") && open.get(row) == Some(&true)
    };
    cut::drop_future(&mut tables.deals, until, false, is_expected_end);
    cut::drop_planned(&mut tables.activities, until);
    cut::drop_future(&mut tables.activities, until, false, |_, _| false);
    registers::prepare(tables, until);
}

fn add_leads_of_deals(agreement: &Agreement, tables: &mut Tables, people: &mut People) {
    let has_leads = tables.mapped.iter().any(|(table, _)| *table == Table::Leads);
    let made = deals::make_leads(agreement, &tables.deals, people, has_leads);
    if made.len() > 0 {
        tables.leads.append(made);
        *people = people::find(agreement, &tables.leads);
        people.index(&tables.leads, &[&tables.deals, &tables.activities]);
    }
}

/// Whose date is the hand-off: puts it in `delivered` and returns the milestone it is (`Opportunity` = the deal's creation).
fn hand_off(
    agreement: &Agreement,
    tables: &mut Tables,
    people: &mut People,
    file_rows: usize,
    issues: &mut Vec<Issue>,
) -> Option<Milestone> {
    let is_mapped = |by: Milestone| match by {
        Milestone::Opportunity => tables.maps(Table::Deals, "created"),
        Milestone::Delivered if has_stage_of_delivery(agreement, tables) => true,
        by => tables.maps(Table::Leads, by.word()),
    };
    let order = [Milestone::Delivered, Milestone::Opportunity, Milestone::Mql, Milestone::Created];
    let keeps = handoff::own(agreement, tables, file_rows);
    // Where each source goes by its own date, those without one go by another milestone, also while nobody has filled a date in yet.
    let is_barred = agreement.own_handoffs && keeps.contains(&false);
    let may_be = |by: &Milestone| is_mapped(*by) && !(is_barred && *by == Milestone::Delivered);
    let by = agreement.delivered_by.or_else(|| order.into_iter().find(may_be));
    let by = by.or_else(|| is_barred.then_some(Milestone::Delivered))?;
    if by != Milestone::Delivered {
        tables.unused_handoffs = handoff::take(&mut tables.leads, &keeps);
    }
    match by {
        Milestone::Delivered => {}
        Milestone::Opportunity => deliver_by_deal(agreement, tables, people, &keeps),
        by => {
            let none = vec![None; tables.leads.len()];
            let dates = &mut tables.leads.dates;
            let stand_in = dates.get(by.word()).cloned().unwrap_or_else(|| none.clone());
            let own = dates.entry("delivered".to_owned()).or_insert(none);
            let rows = own.iter_mut().zip(stand_in).zip(&keeps).filter(|(_, keeps)| !**keeps);
            rows.for_each(|((own, date), _)| *own = date);
        }
    }
    // Where the agreement says whose date it is, nothing stands in for another.
    if by != Milestone::Delivered && agreement.delivered_by.is_none() && !agreement.own_handoffs {
        let word = match by {
            Milestone::Opportunity => "deal",
            by => by.word(),
        };
        issues.push(Issue::warning(
            Code::StandIn,
            vec![("milestone", Milestone::Delivered.word().to_owned()), ("by", word.to_owned())],
        ));
    }
    Some(by)
}

/// The decisions for which another milestone stands in, since no file has their own date.
fn stand_ins(tables: &Tables, opening: Opening) -> Vec<Milestone> {
    let decisions = [Milestone::Accepted, Milestone::Rejected];
    decisions.into_iter().filter(|own| leads::is_stand_in(tables, opening, *own)).collect()
}

/// The hand-off is the day on which a lead was seen to come to a stage that means it.
fn is_delivered_by_stage(agreement: &Agreement, tables: &Tables, by: Option<Milestone>) -> bool {
    by == Some(Milestone::Delivered) && has_stage_of_delivery(agreement, tables)
}

/// Some stage word of the leads means delivered: the day a lead is first seen there is its hand-off.
fn has_stage_of_delivery(agreement: &Agreement, tables: &Tables) -> bool {
    let delivered = Milestone::Delivered.word();
    let is_agreed = agreement.sources.iter().any(|source| {
        source.table == Table::Leads
            && source.columns.contains_key("stage")
            && source
                .values
                .get("stage")
                .is_some_and(|words| words.values().any(|word| word == delivered))
    });
    is_agreed
        || frame::members(&tables.leads, "stage", Milestone::of)
            .contains(&Some(Milestone::Delivered))
}

/// Each deal of a person whom a file of leads knows is a delivery on its day of creation; these rows carry nothing else. Rows that keep a date of
/// their own are not meant.
fn deliver_by_deal(
    agreement: &Agreement,
    tables: &mut Tables,
    people: &mut People,
    keeps: &[bool],
) {
    let rows = people.of_row.iter().zip(keeps).filter(|(_, keeps)| !**keeps);
    let of_files: BTreeSet<u32> = rows.map(|(person, _)| *person).collect();
    let person = |row: usize| {
        deals::person(agreement, people, &tables.deals, row)
            .filter(|person| of_files.contains(person))
    };
    let known: Vec<(usize, u32)> = deals::own_rows(&tables.deals)
        .into_iter()
        .filter_map(|row| person(row).map(|person| (row, person)))
        .collect();
    let rows: Vec<usize> = known.iter().map(|(row, _)| *row).collect();
    let persons: Vec<u32> = known.into_iter().map(|(_, person)| person).collect();
    tables.leads.append(deals::lead_rows(&tables.deals, &rows, false));
    people.of_row.extend(persons);
}

fn place_deals(
    agreement: &Agreement,
    tables: &mut Tables,
    people: &People,
    episodes: &Episodes,
) -> DealBook {
    let deals = &tables.deals;
    let standings = Standings::of(deals);
    let is_ignored = openings::ignored(agreement, deals);
    let mut book = DealBook { rows: deals::own_rows(deals), ..DealBook::default() };
    for row in book.rows.clone() {
        let standing = standings.at(deals, row);
        let created = deals.date("created", row);
        let of_made = || {
            deals::person(agreement, people, deals, row)
                .and_then(|person| of_person(agreement, episodes, person, created, |_| true))
        };
        let lead = lead_of(agreement, &tables.leads, deals, row, created, people, episodes)
            .or_else(of_made)
            .map(|(lead, _)| lead);
        if let Some(lead) = lead {
            let own = book.of_lead.entry(lead).or_default();
            own.add(deals, row, standing);
            let waits = is_ignored.get(row) == Some(&true);
            if tables::is_opened(deals, row) {
                own.stand(standings.stage(deals, row).or(waits.then_some(Milestone::Created)));
            }
        }
        book.standing.push(standing);
        book.lead.push(lead);
    }
    let is_counted = |row: &usize| matches!(deals.fate.get(*row), Some(Fate::Used | Fate::NotYet));
    for row in (0..deals.len()).filter(is_counted) {
        let Some(end) = standings.to_come(deals, row) else { continue };
        let created = deals.date("created", row);
        let lead = lead_of(agreement, &tables.leads, deals, row, created, people, episodes);
        book.to_come.extend(lead.map(|(lead, _)| (lead, end)));
    }
    let orphans: Vec<usize> = book
        .rows
        .iter()
        .zip(&book.lead)
        .filter(|(_, lead)| lead.is_none())
        .map(|(row, _)| *row)
        .collect();
    for row in orphans {
        if let Some(is_orphan) = tables.deals.is_orphan.get_mut(row) {
            *is_orphan = true;
        }
    }
    book
}

/// The episode a row belongs to, and whether it was delivered by then: the lead it names, else the person's latest.
fn lead_of(
    agreement: &Agreement,
    leads: &Frame,
    frame: &Frame,
    row: usize,
    at: Option<Moment>,
    people: &People,
    episodes: &Episodes,
) -> Option<(u32, bool)> {
    match people.named(frame, row) {
        Some(named) => of_named(agreement, leads, named, at, episodes),
        None => of_person(agreement, episodes, people.of_keys(frame, row)?, at, |_| true),
    }
}

/// The same for a row that names its lead outright.
fn of_named(
    agreement: &Agreement,
    leads: &Frame,
    (named, id): (Named, &str),
    at: Option<Moment>,
    episodes: &Episodes,
) -> Option<(u32, bool)> {
    let only_row = named
        .row
        .and_then(|row| episodes.of_row.get(row as usize))
        .filter(|episode| **episode != u32::MAX);
    if let Some(episode) = only_row {
        let delivered = episodes.delivered.get(*episode as usize).copied().flatten();
        let is_after = matches!((delivered, at), (Some(delivered), Some(at)) if !agreement.zone.before(at, delivered));
        return Some((*episode, is_after));
    }
    let is_of_id = |episode: usize| {
        episodes.rows_of(episode).iter().any(|row| leads.text("id", *row as usize) == Some(id))
    };
    of_person(agreement, episodes, named.person, at, is_of_id)
}

fn of_person(
    agreement: &Agreement,
    episodes: &Episodes,
    person: u32,
    at: Option<Moment>,
    may_be: impl Fn(usize) -> bool,
) -> Option<(u32, bool)> {
    let (episode, is_after) = episodes.at(&agreement.zone, person, at, may_be)?;
    u32::try_from(episode).ok().map(|episode| (episode, is_after))
}

/// Gives each activity to its lead; `shared` is the instant up to which deliveries and activities are both known.
fn place_activities(
    agreement: &Agreement,
    tables: &mut Tables,
    people: &People,
    (all, shared): (&Episodes, Option<Instant>),
    book: &DealBook,
) -> ((crate::model::dataset::Activities, Vec<u32>), BTreeMap<u32, Instant>) {
    let frame = &tables.activities;
    let words = Words::of(frame);
    let by_deal = deal_index(&tables.deals, book);
    let known = all.known_at(shared);
    let by = |at: Moment| if shared.is_some_and(|end| at.at() > end) { all } else { &*known };
    let (ids, dates) = (frame.texts.get("lead"), frame.dates.get("at"));
    let place = |row: usize| {
        let date = dates.and_then(|dates| dates.get(row)).copied().flatten();
        let at = date.filter(|_| frame.fate.get(row) == Some(&Fate::Used))?;
        let episodes = by(at);
        let of_deal = || frame.text("deal", row).and_then(|id| by_deal.get(id).copied().flatten());
        let named = ids.and_then(|ids| people.named_by(ids.get(row)?));
        let of_keys = || {
            let person = people.of_keys(frame, row).filter(|_| named.is_none())?;
            of_person(agreement, episodes, person, Some(at), |_| true)
        };
        let own = named
            .and_then(|named| of_named(agreement, &tables.leads, named, Some(at), episodes))
            .or_else(|| of_deal().map(|lead| (lead, is_delivered(agreement, episodes, lead, at))))
            .or_else(of_keys);
        let through_deal = || {
            let (person, deal) = people.of_deal_keys(frame, row).filter(|_| named.is_none())?;
            Some((of_person(agreement, episodes, person, Some(at), |_| true)?, deal))
        };
        let own = own.map(|own| (own, None));
        let own = own.or_else(|| through_deal().map(|(own, deal)| (own, Some(deal))));
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        let placed = |((lead, after), deal): ((u32, bool), Option<u32>)| {
            (Placed { lead, at, row: number, before_delivery: !after }, deal)
        };
        Some(own.map(placed).ok_or(row))
    };
    let (orphans, placed): (Vec<usize>, Vec<(Placed, Option<u32>)>) =
        (0..frame.len()).into_par_iter().filter_map(place).partition_map(Either::from);
    let through = placed.iter().filter_map(|(own, deal)| Some((own.row, (*deal)?))).collect();
    let mut placed: Vec<Placed> = placed.into_iter().map(|(own, _)| own).collect();
    let ground = Ground { agreement, tables, people, episodes: all, book };
    let mut owners = frame;
    if let Trace::FirstContact(table) = sight::trace(agreement, tables) {
        let contacts;
        (owners, contacts) = first_contacts(ground, table);
        placed.extend(contacts.into_iter().map(|(row, lead, at)| Placed {
            lead,
            at,
            row,
            before_delivery: !is_delivered(agreement, all, lead, at),
        }));
    }
    let mut sorted =
        activities::sorted(agreement, frame, &words, owners.words.get("owner"), placed);
    let stray = |row: &usize| {
        let is_attempt = words.contact(frame, *row).is_attempt();
        is_attempt.then_some(words.channel(*row)).zip(frame.date("at", *row))
    };
    sorted.0.strays = orphans.iter().filter_map(stray).collect();
    for row in orphans {
        if let Some(is_orphan) = tables.activities.is_orphan.get_mut(row) {
            *is_orphan = true;
        }
    }
    tables.through_deals = through;
    let ground = Ground { agreement, tables, people, episodes: all, book };
    (sorted, reach::doubts(ground, &words, &by_deal))
}

fn is_delivered(agreement: &Agreement, episodes: &Episodes, lead: u32, at: Moment) -> bool {
    let delivered = episodes.delivered.get(lead as usize).copied().flatten();
    delivered.is_some_and(|delivered| !agreement.zone.before(at, delivered))
}

/// A row, its lead, and when sales first got in touch by it: without a source of activities one attempt of unknown outcome, by the row's owner.
type FirstContact = (u32, u32, Moment);

/// What each deal tells of the first contact, or the first of what the rows of each lead tell.
fn first_contacts(ground: Ground<'_>, table: Table) -> (&Frame, Vec<FirstContact>) {
    let (frame, rows) = reach::contact_rows(ground, table);
    let told = |(row, lead): (usize, u32)| {
        Some((u32::try_from(row).ok()?, lead, frame.date(FIRST_CONTACT, row)?))
    };
    let mut contacts: Vec<FirstContact> = rows.into_iter().filter_map(told).collect();
    if table == Table::Leads {
        contacts.sort_by_key(|(row, lead, at)| (*lead, at.at(), *row));
        contacts.dedup_by_key(|(_, lead, _)| *lead);
    }
    (frame, contacts)
}

/// The episode of each deal id; an id of two deals in different leads names none.
fn deal_index<'a>(deals: &'a Frame, book: &DealBook) -> HashMap<&'a str, Option<u32>> {
    let mut index: HashMap<&str, Option<u32>> = HashMap::new();
    for (row, lead) in book.rows.iter().zip(&book.lead) {
        if let (Some(id), Some(lead)) = (deals.text("id", *row), lead) {
            index
                .entry(id)
                .and_modify(|known| *known = known.filter(|known| known == lead))
                .or_insert(Some(*lead));
        }
    }
    index
}

/// Where each lead's activities begin, with one entry more than there are leads.
fn offsets(lead_of_row: &[u32], leads: usize) -> Vec<u32> {
    let mut offsets = vec![0_u32; leads + 1];
    for lead in lead_of_row {
        if let Some(count) = offsets.get_mut(*lead as usize + 1) {
            *count += 1;
        }
    }
    let mut total = 0;
    for count in &mut offsets {
        total += *count;
        *count = total;
    }
    offsets
}

fn filled_tables(tables: &Tables) -> Vec<Table> {
    tables.mapped.iter().map(|(table, _)| *table).collect::<BTreeSet<_>>().into_iter().collect()
}
