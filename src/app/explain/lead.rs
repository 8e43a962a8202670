//! A lead's whole story: milestones, activities and each promise's verdict, episode by episode.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::dataset::{Contact, Leads};
use crate::model::fold::fold;
use crate::model::moment::Moment;
use crate::model::places::{Place, Places};
use crate::model::words::{Category, Milestone, Outcome};
use crate::scorecard::part::Added;
use crate::texts::names::milestone_key;
use crate::texts::story::{Story, file_name};
use crate::texts::{format, person};

use super::{Exit, Failure, adds, verdict};

const NEAREST_SHOWN: usize = 3;

/// What is known of the leads asked for beside the story.
pub struct Found {
    /// Where their dates and activities stand in the files.
    pub places: BTreeMap<usize, Places>,
    /// What they add to commitments without verdicts.
    pub added: Vec<Added>,
}

/// The episodes of everyone who is called so, else of those of whom some row of an export is.
pub fn called(leads: &Leads, asked: &str, of_rows: &[usize]) -> Vec<usize> {
    let own = person::leads_called(leads, asked);
    let found = if own.is_empty() { of_rows } else { &own };
    let persons: BTreeSet<u32> =
        found.iter().filter_map(|lead| leads.person.get(*lead).copied()).collect();
    leads
        .person
        .iter()
        .enumerate()
        .filter(|(_, person)| persons.contains(person))
        .map(|(lead, _)| lead)
        .collect()
}

/// Every episode of the person asked for, in order of delivery.
pub fn lines(story: &Story, found: &Found, asked: &str) -> Result<Vec<String>, Failure> {
    let leads = &story.data.leads;
    let mut episodes: Vec<usize> = found.places.keys().copied().collect();
    if episodes.is_empty() {
        let aside = aside(story, asked);
        if !aside.is_empty() {
            return Ok(aside);
        }
        let values = [("found", asked), ("nearest", &nearest(story, asked))];
        return Err(Failure::new(Exit::Usage, story.texts.phrase("explain.unknown", &values)));
    }
    episodes.sort_by_key(|lead| {
        (leads.date(*lead, Milestone::Delivered).map_or(i64::MAX, Moment::at), leads.id.get(*lead))
    });
    let parts: Vec<String> =
        episodes.iter().map(|lead| episode(story, found, *lead, asked).join("\n")).collect();
    Ok(vec![parts.join("\n\n")])
}

/// The rows of this address, name or company that were set aside, and why.
fn aside(story: &Story, asked: &str) -> Vec<String> {
    let own = story
        .data
        .set_aside
        .iter()
        .filter(|row| !asked.is_empty() && fold(&row.value) == fold(asked));
    let told = own.map(|row| {
        let place = Place { file: row.file.clone(), row: row.row, column: row.column.clone() };
        let key = format!("workbook.reason-{}", row.reason);
        let why = if story.texts.has(&key) {
            story.texts.word(&key).to_owned()
        } else {
            row.reason.clone()
        };
        story.texts.phrase("explain.set-aside", &[("place", &cell(story, &place)), ("why", &why)])
    });
    told.collect()
}

/// The ids that begin most like the one asked for, as a report shows them.
fn nearest(story: &Story, asked: &str) -> String {
    let (leads, wanted) = (&story.data.leads, fold(asked));
    let shared =
        |id: &str| fold(id).chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
    let mut ids: Vec<&str> = (0..leads.len()).filter_map(|lead| leads.id.get(lead)).collect();
    ids.sort_by_key(|id| (std::cmp::Reverse(shared(id)), *id));
    ids.dedup();
    let level = story.agreement.report.personal_data;
    ids.iter()
        .take(NEAREST_SHOWN)
        .map(|id| person::lead_code(level, id))
        .collect::<Vec<_>>()
        .join(", ")
}

fn episode(story: &Story, found: &Found, lead: usize, asked: &str) -> Vec<String> {
    let (leads, level) = (&story.data.leads, story.agreement.report.personal_data);
    let id = leads.id.get(lead).unwrap_or_default();
    let shown = if id == asked { id.to_owned() } else { person::lead_code(level, id) };
    let words = ["source", "campaign", "owner"]
        .iter()
        .filter_map(|field| leads.word(field, lead))
        .map(str::to_owned);
    let name = leads
        .name
        .get(lead)
        .map(|name| person::contact(level, name))
        .filter(|name| !name.is_empty());
    let head: Vec<String> = [shown].into_iter().chain(name).chain(words).collect();
    let places = found.places.get(&lead);
    let mut lines = vec![story.texts.phrase("explain.lead", &[("lead", &head.join(" · "))])];
    lines.extend(places.and_then(|places| merged(story, places)));
    lines.extend(milestones(story, lead, places));
    let rows = leads.activities(lead);
    let first = rows.start;
    lines.extend(rows.enumerate().filter_map(|(n, row)| {
        activity(
            story,
            row,
            &(first..row),
            places.and_then(|places| places.activities.get(n)?.as_ref()),
        )
    }));
    lines.extend(story.card.commitments.iter().enumerate().filter_map(|(number, judged)| {
        verdict::line(story, lead, number, judged)
            .or_else(|| adds::line(story, lead, judged, &found.added))
    }));
    lines
}

/// The rows that were put together, where there are several.
fn merged(story: &Story, places: &Places) -> Option<String> {
    let rows: Vec<String> = places.rows.iter().map(|place| cell(story, place)).collect();
    (rows.len() > 1).then(|| {
        story
            .texts
            .phrase("explain.merged", &[("n", &rows.len().to_string()), ("rows", &rows.join("; "))])
    })
}

/// `leads.csv, linha 12, “Data da conversão”`
fn cell(story: &Story, place: &Place) -> String {
    let (file, row) = (file_name(&place.file), place.row.to_string());
    match &place.column {
        Some(column) => {
            story.texts.phrase("explain.cell", &[("file", file), ("row", &row), ("column", column)])
        }
        None => story.texts.phrase("explain.row", &[("file", file), ("row", &row)]),
    }
}

fn milestones(story: &Story, lead: usize, places: Option<&Places>) -> Vec<String> {
    let (leads, texts) = (&story.data.leads, story.texts);
    let mut lines = Vec::new();
    for milestone in Milestone::ALL {
        let name = texts.word(milestone_key(*milestone));
        match leads.date(lead, *milestone) {
            Some(at) => {
                let place = places.and_then(|places| places.milestones.get(milestone));
                let reason = reason(story, lead, *milestone).unwrap_or_default();
                lines.push(format!(
                    "  {name}: {}{reason} · {}",
                    moment(story, at),
                    origin(story, lead, *milestone, place)
                ));
            }
            None if leads.has_passed(lead, *milestone) => {
                lines.push(format!("  {name}: {}", texts.word("explain.origin-inferred")));
            }
            None => {}
        }
    }
    if leads.out_of_order.get(lead) == Some(&true) {
        lines.push(format!("  {}", texts.word("explain.disordered")));
    }
    lines
}

/// Why a lead was rejected or lost, and whose matter that is.
fn reason(story: &Story, lead: usize, milestone: Milestone) -> Option<String> {
    let leads = &story.data.leads;
    let (field, categories) = match milestone {
        Milestone::Lost => ("lost-reason", &leads.loss),
        Milestone::Rejected if !story.data.stand_ins.contains(&milestone) => {
            ("rejection-reason", &leads.rejection)
        }
        _ => return None,
    };
    let reason = leads.word(field, lead)?;
    Some(match categories.get(lead).copied().flatten() {
        Some(category) => story.texts.phrase(
            "explain.reason",
            &[("reason", reason), ("category", &category_word(story, category))],
        ),
        None => story.texts.phrase("explain.reason-unlisted", &[("reason", reason)]),
    })
}

fn category_word(story: &Story, category: Category) -> String {
    story.texts.word(&format!("category.{}", category.word())).to_owned()
}

/// Where a date comes from.
fn origin(story: &Story, lead: usize, milestone: Milestone, place: Option<&Place>) -> String {
    let (texts, data) = (story.texts, story.data);
    if data.leads.is_observed(lead, milestone) {
        return texts.word("explain.origin-observed").to_owned();
    }
    if data.stand_ins.contains(&milestone) {
        return stand_in(story, lead, milestone);
    }
    let by = data.delivered_by.filter(|by| milestone == Milestone::Delivered && *by != milestone);
    let told = by.map(|by| match by {
        Milestone::Opportunity => texts.word("explain.origin-deal").to_owned(),
        by => texts.phrase("explain.origin-by", &[("milestone", texts.word(milestone_key(by)))]),
    });
    let parts: Vec<String> =
        told.into_iter().chain(place.map(|place| cell(story, place))).collect();
    if parts.is_empty() {
        texts.word("explain.origin-exported").to_owned()
    } else {
        parts.join(", ")
    }
}

/// Which other date stands for one that no source gives.
fn stand_in(story: &Story, lead: usize, milestone: Milestone) -> String {
    let (texts, leads) = (story.texts, &story.data.leads);
    if milestone == Milestone::Rejected {
        return texts.word("explain.origin-stand-in-rejected").to_owned();
    }
    let date = leads.date(lead, milestone);
    let stands = [Milestone::Sql, Milestone::Opportunity, Milestone::Won]
        .into_iter()
        .find(|other| leads.date(lead, *other) == date);
    texts.phrase(
        "explain.origin-stand-in",
        &[("milestone", stands.map_or("–", |other| texts.word(milestone_key(other))))],
    )
}

/// A moment with its time of day, where it has one.
pub fn moment(story: &Story, at: Moment) -> String {
    let zone = &story.agreement.zone;
    if at.is_date_only() {
        format::date(zone.day_of(at.at()))
    } else {
        format::instant(zone, at.at())
    }
}

fn activity(
    story: &Story,
    row: usize,
    earlier: &std::ops::Range<usize>,
    place: Option<&Place>,
) -> Option<String> {
    let (activities, texts) = (&story.data.activities, story.texts);
    let contact = *activities.contact.get(row)?;
    let at = activities
        .at
        .get(row)
        .copied()
        .flatten()
        .map_or_else(|| "–".to_owned(), |at| moment(story, at));
    let outcome = activities.outcome.get(row).copied().flatten();
    let number = activities.try_number.get(row).copied().unwrap_or(0);
    let is_again = number > 0
        && earlier.clone().any(|before| activities.try_number.get(before) == Some(&number));
    let counts = match (activities.before_delivery.get(row), contact, outcome) {
        (Some(true), ..) => "explain.counts-before",
        (_, Contact::Attempt, _) if is_again => "explain.counts-again",
        (_, Contact::Attempt, _) => "explain.counts-attempt",
        (_, Contact::ConnectedAttempt, _) => "explain.counts-connected",
        (_, Contact::InboundConnection, _) => "explain.counts-inbound",
        (_, Contact::MissedCall, _) => "explain.counts-missed",
        (_, Contact::Neither, Some(Outcome::Automatic)) => "explain.counts-automatic",
        (_, Contact::Neither, Some(Outcome::NotDone)) => "explain.counts-not-done",
        (_, Contact::Neither, _) => "explain.counts-neither",
    };
    let said = match outcome.filter(|_| contact.is_connection()) {
        Some(Outcome::NotNow) => format!(": {}", category_word(story, Category::NotNow)),
        Some(Outcome::NotInterested) => {
            format!(": {}", category_word(story, Category::NotInterested))
        }
        _ => String::new(),
    };
    let how = texts.word(&format!("channel.{}", activities.channel.get(row)?.word())).to_owned();
    let who = activities.owner.word(row).map(|owner| format!(", {owner}")).unwrap_or_default();
    let place = place.map(|place| format!(" · {}", cell(story, place))).unwrap_or_default();
    Some(format!(
        "  {at} {how}{who} → {}{said}{place}",
        texts.phrase(counts, &[("n", &number.to_string())])
    ))
}
