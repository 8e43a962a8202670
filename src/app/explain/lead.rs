//! A lead's whole story: milestones, activities and each promise's verdict, episode by episode.

use crate::model::dataset::Contact;
use crate::model::fold::{fold, fold_words};
use crate::model::moment::Moment;
use crate::model::words::{Metric, Milestone, Outcome, Verdict};
use crate::scorecard::card::{Ground, Judged, LeadVerdict, VerdictColumn};
use crate::texts::names::{milestone_key, scope};
use crate::texts::story::Story;
use crate::texts::{format, person};

use super::{Exit, Failure};

const NEAREST_SHOWN: usize = 3;

/// Every episode of the person asked for, in order of delivery.
pub fn lines(story: &Story, asked: &str) -> Result<Vec<String>, Failure> {
    let leads = &story.data.leads;
    let persons: Vec<u32> = person::leads_called(leads, asked).iter().filter_map(|lead| leads.person.get(*lead).copied()).collect();
    if persons.is_empty() {
        let values = [("found", asked), ("nearest", &nearest(story, asked))];
        return Err(Failure::new(Exit::Usage, story.texts.phrase("explain.unknown", &values)));
    }
    let mut episodes: Vec<usize> =
        leads.person.iter().enumerate().filter(|(_, person)| persons.contains(person)).map(|(lead, _)| lead).collect();
    episodes.sort_by_key(|lead| (leads.date(*lead, Milestone::Delivered).map_or(i64::MAX, Moment::at), leads.id.get(*lead)));
    let parts: Vec<String> = episodes.iter().map(|lead| episode(story, *lead, asked).join("\n")).collect();
    Ok(vec![parts.join("\n\n")])
}

/// The ids that begin most like the one asked for, as a report shows them.
fn nearest(story: &Story, asked: &str) -> String {
    let (leads, wanted) = (&story.data.leads, fold(asked));
    let shared = |id: &str| fold(id).chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
    let mut ids: Vec<&str> = (0..leads.len()).filter_map(|lead| leads.id.get(lead)).collect();
    ids.sort_by_key(|id| (std::cmp::Reverse(shared(id)), *id));
    ids.dedup();
    let level = story.agreement.report.personal_data;
    ids.iter().take(NEAREST_SHOWN).map(|id| person::lead_code(level, id)).collect::<Vec<_>>().join(", ")
}

fn episode(story: &Story, lead: usize, asked: &str) -> Vec<String> {
    let (leads, level) = (&story.data.leads, story.agreement.report.personal_data);
    let id = leads.id.get(lead).unwrap_or_default();
    let shown = if id == asked { id.to_owned() } else { person::lead_code(level, id) };
    let words = ["source", "campaign", "owner"].iter().filter_map(|field| leads.word(field, lead)).map(str::to_owned);
    let name = leads.name.get(lead).map(|name| person::contact(level, name)).filter(|name| !name.is_empty());
    let head: Vec<String> = [shown].into_iter().chain(name).chain(words).collect();
    let mut lines = vec![story.texts.phrase("explain.lead", &[("lead", &head.join(" · "))])];
    lines.extend(milestones(story, lead));
    lines.extend(leads.activities(lead).filter_map(|row| activity(story, row)));
    lines.extend(story.card.commitments.iter().enumerate().filter_map(|(number, judged)| promise(story, lead, number, judged)));
    lines
}

fn milestones(story: &Story, lead: usize) -> Vec<String> {
    let (leads, texts) = (&story.data.leads, story.texts);
    let mut lines = Vec::new();
    for milestone in Milestone::ALL {
        let name = texts.word(milestone_key(*milestone));
        match leads.date(lead, *milestone) {
            Some(at) => lines.push(format!("  {name}: {} ({})", moment(story, at), origin(story, lead, *milestone))),
            None if leads.has_passed(lead, *milestone) => lines.push(format!("  {name}: {}", texts.word("explain.origin-inferred"))),
            None => {}
        }
    }
    if leads.out_of_order.get(lead) == Some(&true) {
        lines.push(format!("  {}", texts.word("explain.disordered")));
    }
    lines
}

/// Where a date comes from.
fn origin(story: &Story, lead: usize, milestone: Milestone) -> String {
    let texts = story.texts;
    match story.data.delivered_by {
        _ if story.data.leads.is_observed(lead, milestone) => texts.word("explain.origin-observed").to_owned(),
        _ if story.data.leads.is_by_deal(lead, milestone) => texts.word("explain.origin-deal").to_owned(),
        Some(Milestone::Opportunity) if milestone == Milestone::Delivered => texts.word("explain.origin-deal").to_owned(),
        Some(by) if milestone == Milestone::Delivered && by != milestone => {
            texts.phrase("explain.origin-by", &[("milestone", texts.word(milestone_key(by)))])
        }
        _ if story.data.stand_ins.contains(&milestone) => texts.word("explain.origin-stand-in").to_owned(),
        _ => texts.word("explain.origin-exported").to_owned(),
    }
}

fn moment(story: &Story, at: Moment) -> String {
    let zone = &story.agreement.zone;
    if at.is_date_only() { format::date(zone.day_of(at.at())) } else { format::instant(zone, at.at()) }
}

fn activity(story: &Story, row: usize) -> Option<String> {
    let (activities, texts) = (&story.data.activities, story.texts);
    let contact = *activities.contact.get(row)?;
    let at = activities.at.get(row).copied().flatten().map_or_else(|| "–".to_owned(), |at| moment(story, at));
    let channel = activities.channel.get(row)?.word();
    let outcome = activities.outcome.get(row).copied().flatten();
    let counts = match (activities.before_delivery.get(row), contact, outcome) {
        (Some(true), ..) => "explain.counts-before",
        (_, Contact::Attempt, _) => "explain.counts-attempt",
        (_, Contact::ConnectedAttempt, _) => "explain.counts-connected",
        (_, Contact::InboundConnection, _) => "explain.counts-inbound",
        (_, Contact::MissedCall, _) => "explain.counts-missed",
        (_, Contact::Neither, Some(Outcome::Automatic)) => "explain.counts-automatic",
        (_, Contact::Neither, Some(Outcome::NotDone)) => "explain.counts-not-done",
        (_, Contact::Neither, _) => "explain.counts-neither",
    };
    let tried = activities.try_number.get(row).copied().unwrap_or(0).to_string();
    let counts = texts.phrase(counts, &[("n", &tried)]);
    Some(format!("  {at} {} → {counts}", texts.word(&format!("channel.{channel}"))))
}

/// A promise's verdict on the lead, or why it does not speak of it; nothing for promises without verdicts.
fn promise(story: &Story, lead: usize, number: usize, judged: &Judged) -> Option<String> {
    let column: Option<&VerdictColumn> = story.card.verdicts.iter().find(|column| column.commitment == number);
    let found = column?.leads.get(lead).copied().flatten();
    let name = story.commitment(judged);
    let Some(found) = found else { return Some(format!("  {name}: {}", outside(story, lead, judged))) };
    let due = found.due.map_or_else(|| "–".to_owned(), |due| format::instant(&story.agreement.zone, due));
    let verdict = story.texts.word(&format!("lead-verdict.{}", found.verdict.word())).to_owned();
    let answer = answer(story, lead, judged).filter(|_| matches!(found.verdict, Verdict::Met | Verdict::Breached | Verdict::Indeterminate));
    let told = match answer {
        Some(at) => story.texts.phrase("explain.answered", &[("answer", &moment(story, at)), ("due", &due), ("verdict", &verdict)]),
        None => story.texts.phrase("explain.due", &[("due", &due), ("verdict", &verdict)]),
    };
    let ground = ground(story, lead, &found).map_or_else(String::new, |ground| format!(" ({ground})"));
    Some(format!("  {name}: {told}{ground}"))
}

/// What decided a verdict besides the clock.
fn ground(story: &Story, lead: usize, found: &LeadVerdict) -> Option<String> {
    let texts = story.texts;
    let key = match found.ground {
        _ if found.is_freed => "explain.by-register",
        Some(Ground::Reached(milestone)) => {
            let at = story.data.leads.date(lead, milestone).map_or_else(|| "–".to_owned(), |at| moment(story, at));
            let name = texts.word(milestone_key(milestone));
            return Some(texts.phrase("explain.by-milestone", &[("milestone", name), ("at", &at)]));
        }
        Some(Ground::Connection) => "explain.by-connection",
        Some(Ground::Tries) => "explain.by-tries",
        Some(Ground::FewTries) => "explain.by-few-tries",
        Some(Ground::ManyTries) => "explain.by-many-tries",
        Some(Ground::EarlyQuit) => "explain.by-early-quit",
        Some(Ground::Uncovered) => "explain.by-uncovered",
        Some(Ground::Undated) => "explain.by-undated",
        None if found.verdict == Verdict::Breached => "explain.by-nothing",
        Some(Ground::Contact) | None => return None,
    };
    Some(texts.word(key).to_owned())
}

/// The one answer that decides, where a single one does.
fn answer(story: &Story, lead: usize, judged: &Judged) -> Option<Moment> {
    let activities = &story.data.activities;
    let first = |is: &dyn Fn(Contact) -> bool| {
        let counts = |row: &usize| {
            let is_asked =
                judged.channels.is_empty() || activities.channel.get(*row).is_some_and(|channel| judged.channels.contains(channel));
            is_asked && activities.before_delivery.get(*row) == Some(&false) && activities.contact.get(*row).is_some_and(|c| is(*c))
        };
        story.data.leads.activities(lead).filter(counts).find_map(|row| activities.at.get(row).copied().flatten())
    };
    match judged.metric {
        Metric::FirstAttempt => first(&Contact::is_answer),
        Metric::FirstConnection => first(&Contact::is_connection),
        _ => None,
    }
}

fn outside(story: &Story, lead: usize, judged: &Judged) -> String {
    let holds = |field: &str, any_of: &[String]| {
        let word = story.data.leads.word(field, lead).map(fold_words).unwrap_or_default();
        any_of.iter().any(|value| fold_words(value) == word)
    };
    if story.data.leads.date(lead, Milestone::Delivered).is_none() {
        return story.texts.word("explain.never-delivered").to_owned();
    }
    if judged.conditions.iter().all(|condition| holds(&condition.field, &condition.any_of)) {
        return story.texts.word("explain.outside-cohort").to_owned();
    }
    story.texts.phrase("explain.outside-scope", &[("scope", &scope(&judged.conditions))])
}
