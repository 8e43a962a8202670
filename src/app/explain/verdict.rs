//! A promise's verdict on a lead: its due, what answered it, and the rule that gave it.

use std::collections::BTreeSet;

use crate::model::agreement::Commitment;
use crate::model::dataset::Contact;
use crate::model::fold::fold_words;
use crate::model::moment::Moment;
use crate::model::words::{Metric, Milestone, Verdict};
use crate::model::zone::Day;
use crate::scorecard::card::{Ground, Judged, LeadVerdict, VerdictColumn};
use crate::texts::format;
use crate::texts::names::{milestone_key, scope};
use crate::texts::story::Story;

use super::lead::moment;
use super::metric::span;

/// A promise's verdict on the lead, or why it does not speak of it; nothing for promises without verdicts.
pub fn line(story: &Story, lead: usize, number: usize, judged: &Judged) -> Option<String> {
    let column: Option<&VerdictColumn> =
        story.card.verdicts.iter().find(|column| column.commitment == number);
    let found = column?.leads.get(lead).copied().flatten();
    let name = story.commitment(judged);
    let Some(found) = found else {
        return Some(format!("  {name}: {}", outside(story, lead, judged)));
    };
    let due =
        found.due.map_or_else(|| "–".to_owned(), |due| format::instant(&story.agreement.zone, due));
    let verdict = story.texts.word(&format!("lead-verdict.{}", found.verdict.word())).to_owned();
    let answer = answer(story, lead, judged).filter(|_| {
        matches!(found.verdict, Verdict::Met | Verdict::Breached | Verdict::Indeterminate)
    });
    let told = match answer {
        _ if judged.metric == Metric::GiveUp => {
            story.texts.phrase("explain.given-up", &[("at", &due), ("verdict", &verdict)])
        }
        Some(at) => story.texts.phrase(
            "explain.answered",
            &[("answer", &moment(story, at)), ("due", &due), ("verdict", &verdict)],
        ),
        None => story.texts.phrase("explain.due", &[("due", &due), ("verdict", &verdict)]),
    };
    let notes = notes(story, lead, judged, &found);
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    Some(format!("  {name}: {told}{notes}"))
}

/// What decided a verdict besides the clock, the tries behind it, another version's terms, and whether it is in the rate yet.
fn notes(story: &Story, lead: usize, judged: &Judged, found: &LeadVerdict) -> Vec<String> {
    let is_decided = matches!(found.verdict, Verdict::Met | Verdict::Breached);
    let is_ahead = found.due.is_some_and(|due| due > judged.cut_off);
    let own = version(story, lead, judged);
    let waits =
        (is_decided && is_ahead).then(|| story.texts.word("explain.not-in-rate").to_owned());
    let tries = own.and_then(|own| tries(story, lead, own, found));
    [
        ground(story, lead, judged, found),
        tries,
        own.and_then(|own| other_terms(story, judged, own)),
        waits,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn ground(story: &Story, lead: usize, judged: &Judged, found: &LeadVerdict) -> Option<String> {
    let texts = story.texts;
    let key = match found.ground {
        _ if found.is_freed => return Some(by_register(story, lead, judged, found)),
        Some(Ground::Reached(milestone)) => {
            let at = story
                .data
                .leads
                .date(lead, milestone)
                .map_or_else(|| "–".to_owned(), |at| moment(story, at));
            let name = texts.word(milestone_key(milestone));
            return Some(texts.phrase("explain.by-milestone", &[("milestone", name), ("at", &at)]));
        }
        _ if found.verdict == Verdict::Indeterminate => "explain.by-coarse-dates",
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

/// The entry of the register that frees the lead: of whom, for which days, and why.
fn by_register(story: &Story, lead: usize, judged: &Judged, found: &LeadVerdict) -> String {
    let (data, zone) = (story.data, &story.agreement.zone);
    let owner = data
        .leads
        .words
        .get("owner")
        .and_then(|owners| owners.codes.get(lead))
        .copied()
        .unwrap_or(0);
    let day = match judged.metric {
        Metric::GiveUp => found.due.map(|due| zone.day_of(due)),
        _ => data.leads.date(lead, Milestone::Delivered).map(|at| zone.day(at)),
    };
    let entry = day.and_then(|day| {
        data.exemptions
            .naming(lead, owner, day)
            .map(|(_, entry)| entry)
            .find(|entry| entry.is_for(&judged.id))
    });
    let Some(entry) = entry else { return story.texts.word("explain.by-register").to_owned() };
    let (from, until) = (format::date(entry.from), entry.until.map(format::date));
    let key =
        if until.is_some() { "explain.by-register-days" } else { "explain.by-register-since" };
    let who = entry.lead.as_deref().or(entry.owner.as_deref()).unwrap_or("–");
    let values = [("who", who), ("from", &from), ("until", until.as_deref().unwrap_or_default())];
    let told = story.texts.phrase(key, &values);
    entry.why.as_deref().map_or_else(|| told.clone(), |why| format!("{told}: {why}"))
}

/// The version that the lead belongs to: the one in force when its clock started.
fn version<'a>(story: &Story<'a>, lead: usize, judged: &Judged) -> Option<&'a Commitment> {
    let start =
        if judged.metric == Metric::HandoffTime { Milestone::Mql } else { Milestone::Delivered };
    let day = story.agreement.zone.day(story.data.leads.date(lead, start)?);
    story
        .agreement
        .commitments
        .iter()
        .find(|version| version.id == judged.id && version.in_force.contains(day))
}

/// Its terms, where the commitment's name tells those of another version.
fn other_terms(story: &Story, judged: &Judged, own: &Commitment) -> Option<String> {
    if own.in_force == judged.version {
        return None;
    }
    let within = own.within.map_or_else(|| "–".to_owned(), |within| story.within(judged, within));
    Some(story.texts.phrase(
        "explain.other-version",
        &[("span", &span(story, own.in_force)), ("within", &within)],
    ))
}

/// How many of the tries promised were made by the due, where that is what counts.
fn tries(story: &Story, lead: usize, own: &Commitment, found: &LeadVerdict) -> Option<String> {
    let is_told = match own.metric {
        Metric::Attempts => matches!(found.verdict, Verdict::Breached | Verdict::Pending),
        Metric::GiveUp => matches!(found.verdict, Verdict::Met | Verdict::Breached),
        _ => false,
    };
    let (promised, until) = (own.attempts.filter(|_| is_told)?.to_string(), found.due?);
    let activities = &story.data.activities;
    let mut days: BTreeSet<Day> = BTreeSet::new();
    let mut made: BTreeSet<u32> = BTreeSet::new();
    for row in
        story.data.leads.activities(lead).filter(|row| is_through(story, &own.channels, *row))
    {
        let number = activities.try_number.get(row).copied().unwrap_or(0);
        let at = activities.at.get(row).copied().flatten().filter(|at| at.at() <= until);
        if let Some(at) = at.filter(|_| number > 0 && made.insert(number)) {
            days.insert(story.agreement.zone.day(at));
        }
    }
    let made = made.len().to_string();
    Some(match own.days.filter(|_| own.metric == Metric::GiveUp) {
        Some(wanted) => {
            let (days, wanted) = (days.len().to_string(), wanted.to_string());
            let values = [
                ("made", made.as_str()),
                ("promised", &promised),
                ("days", &days),
                ("wanted", &wanted),
            ];
            story.texts.phrase("explain.tries-on-days", &values)
        }
        None => {
            story.texts.phrase("explain.tries-made", &[("made", &made), ("promised", &promised)])
        }
    })
}

fn is_through(story: &Story, channels: &[crate::model::words::Channel], row: usize) -> bool {
    channels.is_empty()
        || story.data.activities.channel.get(row).is_some_and(|channel| channels.contains(channel))
}

/// The one answer that decides, where a single one does.
fn answer(story: &Story, lead: usize, judged: &Judged) -> Option<Moment> {
    let activities = &story.data.activities;
    let first = |is: &dyn Fn(Contact) -> bool| {
        let counts = |row: &usize| {
            is_through(story, &judged.channels, *row)
                && activities.before_delivery.get(*row) == Some(&false)
                && activities.contact.get(*row).is_some_and(|contact| is(*contact))
        };
        story
            .data
            .leads
            .activities(lead)
            .filter(counts)
            .find_map(|row| activities.at.get(row).copied().flatten())
    };
    match judged.metric {
        Metric::FirstAttempt => first(&Contact::is_answer),
        Metric::FirstConnection => first(&Contact::is_connection),
        Metric::HandoffTime => story.data.leads.date(lead, Milestone::Delivered),
        _ => None,
    }
}

/// Why a promise does not speak of a lead.
pub fn outside(story: &Story, lead: usize, judged: &Judged) -> String {
    let holds = |field: &str, any_of: &[String]| {
        let word = story.data.leads.word(field, lead).map(fold_words).unwrap_or_default();
        any_of.iter().any(|value| fold_words(value) == word)
    };
    let is_delivery = !matches!(
        judged.metric,
        Metric::SalesWon | Metric::RevenueWon | Metric::PeriodRatio | Metric::StageTime
    );
    if is_delivery && story.data.leads.date(lead, Milestone::Delivered).is_none() {
        return story.texts.word("explain.never-delivered").to_owned();
    }
    if judged.conditions.iter().all(|condition| holds(&condition.field, &condition.any_of)) {
        return story.texts.word("explain.outside-cohort").to_owned();
    }
    story.texts.phrase("explain.outside-scope", &[("scope", &scope(&judged.conditions))])
}
