//! Deals: one row a deal, whose lead each belongs to, and leads made from deals nobody announced.

use std::collections::{BTreeMap, HashMap};

use crate::model::agreement::Agreement;
use crate::model::column::{TextColumn, WordColumn};
use crate::model::moment::{Instant, Moment};
use crate::model::words::{DealStatus, Milestone, Table};

use super::frame::{self, Fate, Frame};
use super::items;
use super::people::People;
use super::tables::{Tables, is_opened};

/// Rows that repeat a deal (once per contact) are merged into its first row, which gets all their keys: a deal carries whatever
/// field any of its contacts has, in whichever order these stand. Answers the deals whose rows differ in value or date of sale, with those rows.
pub fn merge_repeated(deals: &mut Frame) -> BTreeMap<usize, Vec<usize>> {
    let mut first: HashMap<(u16, String), usize> = HashMap::new();
    let mut added: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for row in (0..deals.len()).filter(|row| deals.is_live(*row)) {
        let (Some(origin), Some(id)) = (deals.origin.get(row), deals.text("id", row)) else {
            continue;
        };
        let seen = *first.entry((origin.source, id.to_owned())).or_insert(row);
        if seen != row {
            added.entry(seen).or_default().push(row);
        }
    }
    let put = |deals: &mut Frame, field: &str, join: Join| {
        if let Some(joined) = deals.texts.get(field).map(|column| join(column, &added)) {
            deals.texts.insert(field.to_owned(), joined);
        }
    };
    ["email", "phone"].into_iter().for_each(|field| put(deals, field, join_keys));
    ["lead", "person"].into_iter().for_each(|field| put(deals, field, first_named));
    for (first, row) in
        added.iter().flat_map(|(first, more)| more.iter().map(move |row| (*first, *row)))
    {
        deals.mark(row, Fate::Merged);
        let lacks = deals.incomplete.get(row).copied().unwrap_or(u32::MAX);
        if let Some(own) = deals.incomplete.get_mut(first) {
            *own &= lacks;
        }
    }
    let mut differing = BTreeMap::new();
    for (first, more) in added {
        let rows = items::of_sale(deals, &[&[first], more.as_slice()].concat());
        if !rows.is_empty() {
            differing.insert(first, items::let_first_count(deals, first, rows));
        }
    }
    differing
}

/// One column of a deal's rows as that of its first.
type Join = fn(&TextColumn, &BTreeMap<usize, Vec<usize>>) -> TextColumn;

/// The lead or person that the first of the rows names which names any.
fn first_named(column: &TextColumn, added: &BTreeMap<usize, Vec<usize>>) -> TextColumn {
    let mut out = TextColumn::default();
    for row in 0..column.len() {
        let more = || added.get(&row)?.iter().find_map(|row| column.get(*row));
        out.push(column.get(row).or_else(more));
    }
    out
}

fn join_keys(column: &TextColumn, added: &BTreeMap<usize, Vec<usize>>) -> TextColumn {
    let mut out = TextColumn::default();
    for row in 0..column.len() {
        match added.get(&row) {
            None => out.push(column.get(row)),
            Some(more) => {
                let mut keys: Vec<&str> = std::iter::once(&row)
                    .chain(more)
                    .filter_map(|row| column.get(*row))
                    .flat_map(|keys| keys.split(' '))
                    .collect();
                keys.sort_unstable();
                keys.dedup();
                out.push(Some(&keys.join(" ")));
            }
        }
    }
    out
}

/// Deals of which a lead's row says that it became them (`deal`) name that lead, unless they name one themselves. Of several leads of one deal
/// it is the first's that reached it, else the first row's.
pub fn name_leads(tables: &mut Tables) {
    let (leads, deals) = (&tables.leads, &tables.deals);
    let mut first: HashMap<&str, (Option<Instant>, usize)> = HashMap::new();
    for row in (0..leads.len()).filter(|row| leads.is_live(*row)) {
        let Some(deal) = leads.text("deal", row) else { continue };
        let at = ["opportunity", "sql"].iter().find_map(|field| leads.date(field, row));
        let own = (at.map(Moment::at), row);
        let known = first.entry(deal).or_insert(own);
        // A day that is known comes before none.
        if (own.0.is_none(), own) < (known.0.is_none(), *known) {
            *known = own;
        }
    }
    if first.is_empty() || !deals.texts.contains_key("id") {
        return;
    }
    let named = |row: usize| {
        let (_, lead) = first.get(deals.text("id", row)?)?;
        leads.text("id", *lead)
    };
    let mut own = TextColumn::default();
    (0..deals.len()).for_each(|row| own.push(deals.text("lead", row).or_else(|| named(row))));
    tables.deals.texts.insert("lead".to_owned(), own);
    for known in [&mut tables.mapped, &mut tables.filled] {
        known.insert((Table::Deals, "lead".to_owned()));
    }
}

/// The rows of deals that count: not set aside, and no repetition of another row.
pub fn own_rows(deals: &Frame) -> Vec<usize> {
    (0..deals.len()).filter(|row| deals.fate.get(*row) == Some(&Fate::Used)).collect()
}

/// What the deals say of their standing: how each ended by its word, and the step that it stands in.
pub struct Standings {
    status: Vec<Option<DealStatus>>,
    stage: Vec<Option<Milestone>>,
}

impl Standings {
    /// Reads what stage and status say of each deal.
    pub fn of(deals: &Frame) -> Self {
        Self {
            stage: frame::members(deals, "stage", Milestone::of),
            status: frame::members(deals, "status", DealStatus::of),
        }
    }

    /// Which deals are open by their own word: the end that such a deal names is what its owner expects.
    pub fn said_open(&self) -> Vec<bool> {
        self.status.iter().map(|said| *said == Some(DealStatus::Open)).collect()
    }

    /// The standing that a word of the deal gives, as its file was read.
    fn said(&self, row: usize) -> Option<DealStatus> {
        self.status.get(row).copied().flatten()
    }

    /// The step that a deal's stage means; one that is still to be opened stands nowhere.
    pub fn stage(&self, deals: &Frame, row: usize) -> Option<Milestone> {
        self.stage.get(row).copied().flatten().filter(|_| is_opened(deals, row))
    }

    /// How a deal stands: by its word, and where it has none by its dates. A date still ahead leaves
    /// it open.
    pub fn at(&self, deals: &Frame, row: usize) -> DealStatus {
        let said = self.said(row).unwrap_or_else(|| by_dates(deals, row));
        if is_yet_to_come(deals, said, row) { DealStatus::Open } else { said }
    }
}

impl Standings {
    /// The end of a deal that its word tells and that is dated after the run's time.
    pub fn to_come(&self, deals: &Frame, row: usize) -> Option<Milestone> {
        let said = self.said(row).filter(|said| is_yet_to_come(deals, *said, row))?;
        Some(if said == DealStatus::Won { Milestone::Won } else { Milestone::Lost })
    }
}

/// How the dates say a deal stands: the later of won and lost is the last word, a win of a day that
/// nobody can read is one all the same; without either it is open.
fn by_dates(deals: &Frame, row: usize) -> DealStatus {
    let at = |field: &str| deals.date(field, row).map(Moment::at);
    match (at("won"), at("lost")) {
        (None, None) if deals.is_unread(row, Milestone::Won) => DealStatus::Won,
        (None, None) => DealStatus::Open,
        (won, lost) if lost > won => DealStatus::Lost,
        _ => DealStatus::Won,
    }
}

/// The win or loss that the row tells of is dated after the run's time: its date was dropped, its word has not happened either.
fn is_yet_to_come(deals: &Frame, said: DealStatus, row: usize) -> bool {
    let end = match said {
        DealStatus::Won => "won",
        DealStatus::Lost => "lost",
        DealStatus::Open => return false,
    };
    deals.is_future.get(row) == Some(&true) && deals.date(end, row).is_none()
}

/// The person of a deal: its lead's, else the one its keys name, else the lead that was made from it.
pub fn person(agreement: &Agreement, people: &People, deals: &Frame, row: usize) -> Option<u32> {
    let of_own_id = || deals.text("id", row).and_then(|id| people.of_lead(id));
    people
        .named(deals, row)
        .map(|(named, _)| named.person)
        .or_else(|| people.of_keys(deals, row))
        .or_else(|| {
            of_own_id().filter(|_| creates(agreement, deals, row)).map(|named| named.person)
        })
}

fn creates(agreement: &Agreement, deals: &Frame, row: usize) -> bool {
    let source =
        deals.origin.get(row).and_then(|origin| agreement.sources.get(usize::from(origin.source)));
    source.is_some_and(|source| source.creates_leads)
}

/// Lead rows made from deals of nobody known, of sources that create leads: created = delivered = the deal's creation.
/// A deal whose creation is dated after the run's time has made none yet, whatever else it says; one that names a lead has one, and makes no second where
/// that is not found among the leads of the files.
pub fn make_leads(agreement: &Agreement, deals: &Frame, people: &People, has_leads: bool) -> Frame {
    let names_lead = |row: usize| has_leads && deals.text("lead", row).is_some();
    let may_make = |row: &usize| {
        creates(agreement, deals, *row)
            && is_opened(deals, *row)
            && !names_lead(*row)
            && !people.knows_keys(deals, *row)
    };
    let rows: Vec<usize> = own_rows(deals).into_iter().filter(may_make).collect();
    lead_rows(deals, &rows, true)
}

/// A row of `leads` for each deal: with its words and keys, or with its date alone where it only delivers.
pub fn lead_rows(deals: &Frame, rows: &[usize], is_lead: bool) -> Frame {
    let mut made = Frame {
        origin: rows.iter().filter_map(|row| deals.origin.get(*row)).copied().collect(),
        fate: vec![Fate::Used; rows.len()],
        is_future: vec![false; rows.len()],
        is_orphan: vec![false; rows.len()],
        has_made_id: rows
            .iter()
            .map(|row| deals.has_made_id.get(*row).copied().unwrap_or(false))
            .collect(),
        incomplete: rows
            .iter()
            .map(|row| deals.incomplete.get(*row).copied().unwrap_or(0))
            .collect(),
        qualified: rows.iter().map(|row| deals.qualified.get(*row).copied().flatten()).collect(),
        ..Frame::default()
    };
    let created: Vec<Option<Moment>> = rows.iter().map(|row| deals.date("created", *row)).collect();
    made.dates.insert("delivered".to_owned(), created.clone());
    for (field, column) in &deals.texts {
        if !matches!(field.as_str(), "lead" | "title") && (is_lead || field == "id") {
            made.texts.insert(field.clone(), column.take(rows.iter().copied()));
        }
    }
    if is_lead {
        made.dates.insert("created".to_owned(), created);
        // Why a lead is lost, if it is, all its deals tell together.
        for (field, column) in deals.words.iter().filter(|(field, _)| *field != "lost-reason") {
            let mut words = WordColumn::default();
            rows.iter().for_each(|row| words.push_from(column, *row));
            made.words.insert(field.clone(), words);
        }
    }
    made
}
