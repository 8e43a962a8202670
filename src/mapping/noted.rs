//! What a reader must know of the rows once they are put together: how many they are, and where each stands.

use std::collections::BTreeMap;

use crate::issue::{Code, Issue};
use crate::model::account::{Reason, SetAside};
use crate::model::dataset::{Contact, Dataset, Reach};
use crate::model::evidence::{Join, Trace};
use crate::model::words::{Milestone, Table};

use super::activities::Words;
use super::episodes::Episodes;
use super::frame::{Fate, Frame, Origin};
use super::items::{self, Sale};
use super::people::People;
use super::reach;
use super::tables::Tables;

/// Rows that a warning names; the Data sheet lists them all.
const NAMED: usize = 3;

/// Rows of one kind, with what is said of them.
pub struct Noted {
    /// The warning about all of them; nothing where the list says enough.
    pub issue: Option<Issue>,
    /// Where they stand, and what tells each from the others.
    pub rows: Vec<(Origin, String)>,
    /// Why they stand on the Data sheet, where they do.
    pub reason: Option<Reason>,
}

/// The sentences about rows of nobody known: few, more than 5 %, most.
type Orphans = [Code; 3];
const ACTIVITIES: Orphans = [Code::Orphans, Code::OrphansMany, Code::UnjoinedActivities];
const DEALS: Orphans = [Code::OrphanDeals, Code::OrphanDealsMany, Code::UnjoinedDeals];

/// Everything to be said of the rows, and where it stands: rows of nobody, of the future, merged, out of order, of leads that nothing can name.
pub fn of(
    dataset: &Dataset,
    tables: &Tables,
    (episodes, people): (&Episodes, &People),
    sales: &[Sale],
    (activity_rows, unticked): (&[u32], &[usize]),
    file_rows: usize,
) -> Vec<Noted> {
    let sight = &dataset.sight;
    let early = sight.attempts;
    let early = early.fails().then(|| counted(Code::BeforeHandoff, early.lost, early.share()));
    let first_row = |lead: usize| episodes.rows_of(lead).first().map(|row| *row as usize);
    let leads_that = |is: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..episodes.len()).filter(|lead| is(*lead)).filter_map(first_row).collect()
    };
    let is_disordered = |lead: usize| dataset.leads.out_of_order.get(lead) == Some(&true);
    let is_unnamed = |lead: usize| {
        dataset.leads.reach.get(lead) == Some(&Reach::NoKey)
            && dataset.leads.date(lead, Milestone::Delivered).is_some()
    };
    let disordered = leads_that(&is_disordered);
    let out_of_order = Issue::of(Code::OutOfOrder, disordered.len());
    let unnamed = leads_that(&is_unnamed);
    let merged = (0..file_rows).filter(|row| tables.leads.fate.get(*row) == Some(&Fate::Merged));
    let of_two_names: Vec<usize> = people.of_two_names.iter().map(|row| *row as usize).collect();
    let deal_rows: Vec<usize> = orphan_rows(&tables.deals);
    let untold = untold(dataset, activity_rows);
    let no_lead = |frame, rows: Vec<usize>, issue| Noted {
        issue,
        rows: places(frame, &rows),
        reason: Some(Reason::OfNobody),
    };
    let leads = |rows: &[usize], issue, reason| Noted {
        issue,
        rows: places(&tables.leads, rows),
        reason: Some(reason),
    };
    let mut noted = vec![
        no_lead(
            &tables.activities,
            orphan_rows(&tables.activities),
            orphans(&tables.activities, sight.activities, ACTIVITIES),
        ),
        through_deals(tables),
        of_several_deals(tables, people),
        Noted { issue: done_tasks(&tables.activities), rows: Vec::new(), reason: None },
        no_lead(&tables.deals, deal_rows, orphans(&tables.deals, sight.deals, DEALS)),
        leads(&unnamed, without_key(dataset, tables), Reason::NoKeyOfTries),
        Noted { issue: early, rows: Vec::new(), reason: None },
        Noted { issue: unhanded(dataset), rows: Vec::new(), reason: None },
        Noted {
            issue: Issue::of(Code::UntoldOutcomes, untold.len()),
            rows: places(&tables.activities, &untold),
            reason: Some(Reason::UntoldOutcome),
        },
        leads(&disordered, out_of_order, Reason::OutOfOrder),
        leads(
            &of_two_names,
            Issue::of(Code::OnePhoneTwoNames, of_two_names.len()),
            Reason::OnePhoneTwoNames,
        ),
        several_rows(tables, sales),
        future(tables, file_rows, true),
        future(tables, file_rows, false),
        leads(&merged.collect::<Vec<_>>(), None, Reason::Merged),
        unticked_rows(&tables.activities, unticked),
        Noted { issue: None, rows: planned(&tables.activities), reason: Some(Reason::Planned) },
    ];
    noted.extend(unused_handoffs(dataset, tables));
    noted
}

/// The rows of attempts after the hand-off of which nobody wrote what came of them, where they are a larger part of all attempts than a few that
/// somebody forgot.
fn untold(dataset: &Dataset, activity_rows: &[u32]) -> Vec<usize> {
    if !dataset.sight.untold().leaks() {
        return Vec::new();
    }
    let own = &dataset.activities;
    let rows = own.contact.iter().zip(&own.before_delivery).zip(activity_rows);
    rows.filter(|((contact, before), _)| **contact == Contact::UntoldAttempt && !**before)
        .map(|(_, row)| *row as usize)
        .collect()
}

/// Activities whose phone or address stands on a deal alone: they are that deal's lead's.
fn through_deals(tables: &Tables) -> Noted {
    let rows: Vec<usize> = tables.through_deals.keys().map(|row| *row as usize).collect();
    Noted {
        issue: Issue::of(Code::ThroughDeals, rows.len()),
        rows: places(&tables.activities, &rows),
        reason: None,
    }
}

/// Activities of nobody known whose phone or address stands on deals of several leads.
fn of_several_deals(tables: &Tables, people: &People) -> Noted {
    let frame = &tables.activities;
    let mut rows = orphan_rows(frame);
    rows.retain(|row| people.is_of_several_deals(frame, *row));
    Noted {
        issue: Issue::of(Code::OfSeveralDeals, rows.len()),
        rows: places(frame, &rows),
        reason: None,
    }
}

/// Sales of which one row counts though others of the same id differ from it.
fn several_rows(tables: &Tables, sales: &[Sale]) -> Noted {
    let is_of_deals = tables.mapped.iter().any(|(table, _)| *table == Table::Deals);
    let frame = if is_of_deals { &tables.deals } else { &tables.leads };
    let issue = Issue::of(Code::SalesInSeveralRows, sales.len());
    Noted {
        issue,
        rows: places(frame, &items::rows(sales)),
        reason: Some(Reason::SaleInSeveralRows),
    }
}

/// Where leads could not be read, or there are none, rows of nobody are no fault of the keys: one sentence says so instead of those about the join.
pub fn told_of(mut noted: Vec<Noted>, dataset: &Dataset) -> Vec<Noted> {
    if !dataset.lacks_leads() {
        return noted;
    }
    let mut lost = 0;
    for own in noted.iter_mut().filter(|own| own.reason == Some(Reason::OfNobody)) {
        own.issue = None;
        lost += own.rows.len();
    }
    let issue = Issue::of(Code::OrphansWithoutLeads, lost);
    noted.insert(0, Noted { issue, rows: Vec::new(), reason: None });
    noted
}

/// Delivered leads that nothing which tells of tries can name, with what could.
fn without_key(dataset: &Dataset, tables: &Tables) -> Option<Issue> {
    let reach = dataset.sight.reach;
    let code = match dataset.sight.trace {
        Trace::Nothing => return None,
        Trace::FirstContact(Table::Leads) => Code::LeadsWithoutColumn,
        Trace::FirstContact(_) => Code::LeadsWithoutDeal,
        Trace::Activities => Code::LeadsWithoutKey,
    };
    let mut values = vec![("n", reach.lost.to_string()), ("all", reach.rows.to_string())];
    if dataset.sight.trace == Trace::Activities {
        values.push(("fields", reach::kinds(tables).join(", ")));
    }
    (reach.lost > 0).then(|| Issue::warning(code, values))
}

fn orphan_rows(frame: &Frame) -> Vec<usize> {
    (0..frame.len()).filter(|row| frame.is_orphan.get(*row) == Some(&true)).collect()
}

/// Where rows stand, in the order of the files, with the id of each.
fn places(frame: &Frame, rows: &[usize]) -> Vec<(Origin, String)> {
    let place = |row: &usize| {
        let id = frame.text("id", *row).filter(|_| frame.has_made_id.get(*row) != Some(&true));
        Some((*frame.origin.get(*row)?, id.unwrap_or_default().to_owned()))
    };
    let mut places: Vec<(Origin, String)> = rows.iter().filter_map(place).collect();
    places.sort();
    places
}

/// That rows of a table are of nobody known, as far as the join has been harmed by it.
fn orphans(frame: &Frame, join: Join, [few, many, most]: Orphans) -> Option<Issue> {
    let lost = orphan_rows(frame).len() as u64;
    // Where only rows that count for no promise found no lead, tasks say, all rows are what they are a part of.
    let all = Join { rows: frame.len() as u64, lost };
    let told = if join.lost > 0 { join } else { all };
    let code = match join {
        _ if join.fails() => most,
        _ if join.leaks() => many,
        _ => few,
    };
    (lost > 0).then(|| counted(code, told.lost, told.share()))
}

/// Dates of hand-off that count for nothing, each file's by themselves.
fn unused_handoffs(dataset: &Dataset, tables: &Tables) -> Vec<Noted> {
    let mut files: BTreeMap<(u16, u16), Vec<usize>> = BTreeMap::new();
    for row in tables.unused_handoffs.keys().map(|row| *row as usize) {
        let place = tables.leads.origin.get(row).map(|own| (own.source, own.file));
        place.into_iter().for_each(|place| files.entry(place).or_default().push(row));
    }
    let by = match dataset.delivered_by {
        Some(Milestone::Opportunity) | None => "deal",
        Some(by) => by.word(),
    };
    let of_file = |rows: Vec<usize>| {
        let values = vec![("n", rows.len().to_string()), ("by", by.to_owned())];
        let issue = Some(Issue::warning(Code::HandoffUnused, values));
        Noted { issue, rows: places(&tables.leads, &rows), reason: None }
    };
    files.into_values().map(of_file).collect()
}

/// Most attempts are on leads without a date of hand-off.
fn unhanded(dataset: &Dataset) -> Option<Issue> {
    let all = dataset.sight.handed();
    all.fails().then(|| counted(Code::NoHandoffs, all.lost, all.share()))
}

fn counted(code: Code, n: u64, share: f64) -> Issue {
    Issue::warning(code, vec![("n", n.to_string()), ("share", format!("{share:.4}"))])
}

/// Activities that are not ticked as done, in a column that only has ticks; what is dated after the run's time is planned, and no matter.
fn unticked_rows(activities: &Frame, unticked: &[usize]) -> Noted {
    let is_used = |row: &usize| activities.fate.get(*row) == Some(&Fate::Used);
    let rows: Vec<usize> = unticked.iter().copied().filter(is_used).collect();
    Noted {
        issue: Issue::of(Code::Unticked, rows.len()),
        rows: places(activities, &rows),
        reason: Some(Reason::Unticked),
    }
}

/// Tasks that were done, where they are more than a few of the activities: whoever logs calls as tasks would look for them among the attempts.
fn done_tasks(activities: &Frame) -> Option<Issue> {
    let words = Words::of(activities);
    let is_used = |row: &usize| activities.fate.get(*row) == Some(&Fate::Used);
    let rows = (0..activities.len()).filter(is_used);
    let done = rows.filter(|row| words.is_done_task(*row)).count();
    Issue::of(Code::DoneTasks, done).filter(|_| done * 20 > activities.len())
}

/// Activities that are still to be done.
fn planned(activities: &Frame) -> Vec<(Origin, String)> {
    let is_planned = |row: &usize| activities.fate.get(*row) == Some(&Fate::Planned);
    places(activities, &(0..activities.len()).filter(is_planned).collect::<Vec<_>>())
}

/// Rows dated after the run's time: after their file was written, which cannot be right, or before, which a report about an earlier day finds in
/// every export.
fn future(tables: &Tables, file_rows: usize, is_misdated: bool) -> Noted {
    let frames = [
        (&tables.leads, file_rows),
        (&tables.deals, usize::MAX),
        (&tables.activities, usize::MAX),
        (&tables.log, usize::MAX),
        (&tables.traffic, usize::MAX),
    ];
    let future = |(frame, rows): (&Frame, usize)| {
        let is_future = frame.is_future.iter().take(rows).enumerate();
        let own = is_future.filter(|(_, is)| **is).map(|(row, _)| row);
        let is_asked = |row: &usize| frame.is_misdated.contains(row) == is_misdated;
        places(frame, &own.filter(is_asked).collect::<Vec<_>>())
    };
    let rows: Vec<_> = frames.into_iter().flat_map(future).collect();
    let code = if is_misdated { Code::FutureRows } else { Code::LaterRows };
    Noted { issue: Issue::of(code, rows.len()), rows, reason: Some(Reason::Future) }
}

impl Noted {
    /// The warning with its first rows, and as many of them for the Data sheet as it has room for; `named` gives source, file and sheet of a place.
    pub fn told(
        self,
        room: usize,
        named: impl Fn(Origin) -> Option<(String, String, Option<String>)>,
    ) -> (Option<Issue>, Vec<SetAside>) {
        let Self { issue, rows, reason } = self;
        let first = rows.iter().take(NAMED).filter_map(|(at, _)| Some((named(*at)?.1, at.row)));
        let first = listed(first, rows.len() > NAMED);
        let issue = issue.map(|mut issue| {
            if !rows.is_empty() {
                issue.values.push(("rows", first));
            }
            issue
        });
        let aside = |(at, value): (Origin, String)| {
            let (source, file, sheet) = named(at)?;
            let reason = reason?;
            Some(SetAside { source, file, sheet, row: at.row, column: None, value, reason })
        };
        (issue, rows.into_iter().take(room).filter_map(aside).collect())
    }
}

/// `leads.csv 162, 163; outra.csv 7 …`
fn listed(rows: impl Iterator<Item = (String, u32)>, has_more: bool) -> String {
    let mut said = String::new();
    let mut last = String::new();
    for (file, row) in rows {
        let separator = if said.is_empty() {
            ""
        } else if file == last {
            ", "
        } else {
            "; "
        };
        said.push_str(separator);
        if file != last {
            said.push_str(&file);
            said.push(' ');
        }
        said.push_str(&row.to_string());
        last = file;
    }
    if has_more {
        said.push_str(" …");
    }
    said
}
