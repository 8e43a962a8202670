//! A promise's verdict on a lead: its due, what answered it, and the rule that gave it.

use crate::casebook::{Finding, Findings, Outside, Why};
use crate::model::agreement::{Commitment, InForce};
use crate::model::words::{Metric, Milestone, Verdict};
use crate::scorecard::card::{Ground, Judged};
use crate::texts::format;
use crate::texts::names::{milestone_key, scope};
use crate::texts::story::Story;

use super::moment;

/// A promise's verdict on the lead, or why it does not speak of it; nothing for promises without verdicts.
pub fn line(story: &Story, lead: usize, judged: &Judged, findings: &Findings) -> Option<String> {
    if !findings.has_verdicts() {
        return None;
    }
    let name = story.commitment(judged);
    let Some(found) = findings.get(lead) else {
        return Some(format!("  {name}: {}", outside(story, judged, findings.outside(lead))));
    };
    let due = found.due.map_or_else(
        || "–".to_owned(),
        |due| format::instant(story.texts.language, &story.agreement.zone, due),
    );
    let verdict = story.texts.word(&format!("lead-verdict.{}", found.verdict.word())).to_owned();
    let answer = found.answer.filter(|_| {
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
fn notes(story: &Story, lead: usize, judged: &Judged, found: &Finding) -> Vec<String> {
    let is_decided = matches!(found.verdict, Verdict::Met | Verdict::Breached);
    let is_ahead = found.due.is_some_and(|due| !judged.cut_off.is_past(due));
    let own = version(story, judged, found);
    let waits =
        (is_decided && is_ahead).then(|| story.texts.word("explain.not-in-rate").to_owned());
    let tries = own.and_then(|own| tries(story, own, found));
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

/// Why nobody can tell whether a promise was kept.
pub fn undecidable(story: &Story, why: Why) -> String {
    story.texts.word(&format!("explain.why-{}", why.word())).to_owned()
}

fn ground(story: &Story, lead: usize, judged: &Judged, found: &Finding) -> Option<String> {
    let texts = story.texts;
    let key = match found.ground {
        _ if found.is_freed() => return Some(by_register(story, lead, judged, found)),
        Some(Ground::Reached(milestone)) => {
            let at = story
                .book
                .date_by(lead, milestone, judged.cut_off)
                .map_or_else(|| "–".to_owned(), |at| moment(story, at));
            let name = texts.word(milestone_key(milestone));
            return Some(texts.phrase("explain.by-milestone", &[("milestone", name), ("at", &at)]));
        }
        _ if Why::OPEN.contains(&found.why()) => {
            return Some(undecidable(story, found.why()));
        }
        Some(Ground::Connection) => "explain.by-connection",
        Some(Ground::Tries) => "explain.by-tries",
        Some(Ground::FewTries) => "explain.by-few-tries",
        Some(Ground::ManyTries) => "explain.by-many-tries",
        Some(Ground::EarlyQuit) => "explain.by-early-quit",
        None if found.verdict == Verdict::Breached => "explain.by-nothing",
        Some(Ground::Contact) if is_of_the_lead(story, lead, judged, found) => "explain.by-lead",
        _ => return None,
    };
    Some(texts.word(key).to_owned())
}

/// What kept the promise of a first attempt is a contact that the lead began, and no attempt.
fn is_of_the_lead(story: &Story, lead: usize, judged: &Judged, found: &Finding) -> bool {
    let mut own = story.book.activities(lead).filter(|own| own.at == found.answer);
    let is_answered = judged.metric == Metric::FirstAttempt && found.verdict == Verdict::Met;
    is_answered && !own.any(|own| own.contact.is_attempt())
}

/// The entry of the register that frees the lead: of whom, for which days, and why.
fn by_register(story: &Story, lead: usize, judged: &Judged, found: &Finding) -> String {
    let entry = found.freed_on.and_then(|day| story.book.freed_by(lead, day, &judged.id));
    let Some(entry) = entry else { return story.texts.word("explain.by-register").to_owned() };
    let (from, until) = (
        format::date(story.texts.language, entry.from),
        entry.until.map(|day| format::date(story.texts.language, day)),
    );
    let key =
        if until.is_some() { "explain.by-register-days" } else { "explain.by-register-since" };
    let who = entry.lead.as_deref().or(entry.owner.as_deref()).unwrap_or("–");
    let values = [("who", who), ("from", &from), ("until", until.as_deref().unwrap_or_default())];
    let told = story.texts.phrase(key, &values);
    entry.why.as_deref().map_or_else(|| told.clone(), |why| format!("{told}: {why}"))
}

/// The version that the lead belongs to: the one in force when its clock started.
fn version<'a>(story: &Story<'a>, judged: &Judged, found: &Finding) -> Option<&'a Commitment> {
    story.agreement.commitments.iter().filter(|own| own.id == judged.id).nth(found.version)
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
fn tries(story: &Story, own: &Commitment, found: &Finding) -> Option<String> {
    let is_told = match own.metric {
        Metric::Attempts => matches!(found.verdict, Verdict::Breached | Verdict::Pending),
        Metric::GiveUp => matches!(found.verdict, Verdict::Met | Verdict::Breached),
        _ => false,
    };
    let (promised, made) = (own.attempts.filter(|_| is_told)?.to_string(), found.made?);
    let (tries, days) = (made.tries.to_string(), made.days.to_string());
    let values = [("made", tries.as_str()), ("promised", &promised)];
    Some(match own.days.filter(|_| own.metric == Metric::GiveUp) {
        Some(wanted) => {
            let wanted = wanted.to_string();
            let on_days = [values[0], values[1], ("days", &days), ("wanted", &wanted)];
            story.texts.phrase("explain.tries-on-days", &on_days)
        }
        None => story.texts.phrase("explain.tries-made", &values),
    })
}

/// A lead of whose dates one cannot be read may have been handed over: nobody knows when.
pub fn undatable(story: &Story, judged: &Judged) -> String {
    let why = story.texts.word("explain.undatable-delivery");
    format!("  {}: {why}", story.commitment(judged))
}

/// What stays open of how a lead counts where a deal of it was closed without a word: for sales and what comes of them, and for what a loss takes off.
pub fn perhaps_ended(story: &Story, lead: usize, judged: &Judged) -> Option<String> {
    let is_of_sales = match judged.metric {
        Metric::SalesWon | Metric::RevenueWon | Metric::LeadsPerSale => true,
        Metric::Conversion | Metric::PeriodRatio => judged.to_stage == Some(Milestone::Won),
        _ => false,
    };
    let is_of_losses = judged.net || judged.metric == Metric::Acceptance;
    let is_known = story.book.origin(lead, Milestone::Won).is_some();
    let is_open = (is_of_sales || is_of_losses) && !is_known && judged.possible.is_some();
    story.book.closed_without_word(lead).next().filter(|_| is_open)?;
    Some(format!(" ({})", story.texts.word("explain.perhaps-ended")))
}

/// Some version of a promise has no target: its leads are in no number that is judged.
fn has_open(story: &Story, judged: &Judged) -> bool {
    let mut all = story.agreement.commitments.iter();
    all.any(|version| version.id == judged.id && !version.is_asked())
}

/// Why a promise does not speak of a lead.
pub fn outside(story: &Story, judged: &Judged, why: Option<Outside>) -> String {
    let texts = story.texts;
    let of = |key: &str, milestone: Milestone| {
        texts.phrase(key, &[("milestone", texts.word(milestone_key(milestone)))])
    };
    let at = format::instant(story.texts.language, &story.agreement.zone, judged.cut_off.at());
    match why {
        Some(Outside::NotReached(Milestone::Delivered)) => {
            texts.word("explain.never-delivered").to_owned()
        }
        Some(Outside::NotReached(milestone)) => of("explain.outside-not-reached", milestone),
        Some(Outside::NotYet(_)) => texts.phrase("explain.beyond", &[("at", &at)]),
        Some(Outside::OtherDays) => texts.word("explain.outside-days").to_owned(),
        Some(Outside::NoVersion) if !judged.is_measured && has_open(story, judged) => {
            texts.word("explain.outside-measured").to_owned()
        }
        Some(Outside::NoVersion) => texts.word("explain.outside-versions").to_owned(),
        Some(Outside::OutOfScope) => texts.phrase(
            "explain.outside-scope",
            &[("scope", &scope(story.agreement.report.personal_data, &judged.conditions))],
        ),
        None => texts.word("explain.outside-cohort").to_owned(),
    }
}

/// `até antes de 05/11/2026`
pub fn span(story: &Story, in_force: InForce) -> String {
    let (from, until) = (
        in_force.from.map(|day| format::date(story.texts.language, day)),
        in_force.until.map(|day| format::date(story.texts.language, day)),
    );
    let key = match (&from, &until) {
        (Some(_), Some(_)) => "explain.span-both",
        (None, _) => "explain.span-until",
        (Some(_), None) => "explain.span-from",
    };
    story
        .texts
        .phrase(key, &[("from", &from.unwrap_or_default()), ("until", &until.unwrap_or_default())])
}
