//! A lead's whole story: milestones, activities and each promise's verdict, episode by episode.

use std::collections::{BTreeMap, BTreeSet};

use crate::casebook::{Activity, Contact, Origin};
use crate::config;
use crate::model::account::{Reason, SetAside};
use crate::model::fold::fold;
use crate::model::moment::{Horizon, Instant, Moment};
use crate::model::places::{Place, Places};
use crate::model::words::{Category, Metric, Milestone, Outcome};
use crate::texts::names::milestone_key;
use crate::texts::story::Story;
use crate::texts::{format, person};

use super::{Exit, Failure, adds, moment, verdict};

const NEAREST_SHOWN: usize = 3;
/// Leads of one name whose stories are told; of more their codes are listed.
const MOST_TOLD: usize = 10;
/// Codes that are listed.
const MOST_LISTED: usize = 30;

/// Where dates and activities of the leads asked for stand in the files.
pub type Traced = BTreeMap<usize, Places>;

/// Every episode of the person asked for, in order of delivery.
pub fn lines(story: &Story, traced: &Traced, asked: &str) -> Result<Vec<String>, Failure> {
    let book = story.book;
    let mut episodes: Vec<usize> = traced.keys().copied().collect();
    if episodes.is_empty() {
        let aside = aside(story, asked);
        if !aside.is_empty() {
            return Ok(aside);
        }
        return Err(Failure::new(Exit::Usage, unknown(story, asked)));
    }
    if episodes.len() > MOST_TOLD {
        let shown = episodes.iter().filter_map(|lead| book.id(*lead)).take(MOST_LISTED);
        let codes: Vec<String> = shown.map(|id| story.lead(id)).collect();
        let n = format::whole(story.texts.language, episodes.len() as u64);
        let values = [("found", asked), ("n", &*n), ("leads", &codes.join(", "))];
        return Err(Failure::new(Exit::Usage, story.texts.phrase("explain.many", &values)));
    }
    episodes.sort_by_key(|lead| {
        (book.date(*lead, Milestone::Delivered).map_or(Instant::LATEST, Moment::at), book.id(*lead))
    });
    let parts: Vec<String> =
        episodes.iter().map(|lead| episode(story, traced, *lead, asked).join("\n")).collect();
    Ok(vec![parts.join("\n\n")])
}

/// A word that is nobody's and nothing's: the nearest that is one, what there is, and how leads are asked for.
fn unknown(story: &Story, asked: &str) -> String {
    let all = story.agreement.commitments.iter();
    let ids: BTreeSet<&str> = all.map(|promise| promise.id.as_str()).collect();
    let known = Metric::ALL.iter().map(|metric| metric.word());
    let hint = config::nearest(asked, ids.iter().copied().chain(known));
    let promises = ids.into_iter().collect::<Vec<_>>().join(", ");
    let nearest = nearest(story, asked);
    let values = [("found", asked), ("nearest", &*nearest), ("promises", &promises)];
    let mut told = story.texts.phrase("explain.unknown", &values);
    if let Some(hint) = hint {
        let meant = story.texts.phrase("help.meant", &[("hint", &hint)]);
        told = format!("{meant} {told}");
    }
    told
}

/// The rows of this address, name or company that were set aside, and why.
fn aside(story: &Story, asked: &str) -> Vec<String> {
    let own = story
        .book
        .set_aside()
        .iter()
        .filter(|row| !asked.is_empty() && fold(&row.value) == fold(asked));
    let told = own.map(|row| {
        let place = Place { file: row.file.clone(), row: row.row, column: row.column.clone() };
        let key = format!("workbook.reason-{}", row.reason.word());
        let why = story.texts.word(&key);
        story.texts.phrase("explain.set-aside", &[("place", &cell(story, &place)), ("why", why)])
    });
    told.collect()
}

/// The ids that begin most like the one asked for, as a report shows them.
fn nearest(story: &Story, asked: &str) -> String {
    let (book, wanted) = (story.book, fold(asked));
    let shared =
        |id: &str| fold(id).chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
    let mut ids: Vec<&str> = (0..book.len()).filter_map(|lead| book.id(lead)).collect();
    ids.sort_by_key(|id| (std::cmp::Reverse(shared(id)), *id));
    ids.dedup();
    ids.iter().take(NEAREST_SHOWN).map(|id| story.lead(id)).collect::<Vec<_>>().join(", ")
}

fn episode(story: &Story, traced: &Traced, lead: usize, asked: &str) -> Vec<String> {
    let (book, level) = (story.book, story.agreement.report.personal_data);
    let id = book.id(lead).unwrap_or_default();
    let shown = if id == asked { id.to_owned() } else { story.lead(id) };
    let words = ["source", "campaign", "owner"]
        .iter()
        .filter_map(|field| book.word(field, lead))
        .map(str::to_owned);
    let name =
        book.name(lead).map(|name| person::contact(level, name)).filter(|name| !name.is_empty());
    let head: Vec<String> = [shown].into_iter().chain(name).chain(words).collect();
    let places = traced.get(&lead);
    let mut lines = vec![story.texts.phrase("explain.lead", &[("lead", &head.join(" · "))])];
    let link = story.lead_link(lead);
    lines.extend(link.map(|link| story.texts.phrase("explain.link", &[("link", &link)])));
    lines.extend(places.and_then(|places| merged(story, places)));
    lines.extend(milestones(story, lead, places));
    lines.extend(places.map(|places| unused_handoffs(story, places)).unwrap_or_default());
    lines.extend(closed_without_word(story, lead));
    let unread = places.map(|places| unread(story, places)).unwrap_or_default();
    let has_unread = !unread.is_empty();
    lines.extend(unread);
    let mut tries = BTreeSet::new();
    lines.extend(book.activities(lead).enumerate().map(|(n, own)| {
        let is_again = own.number > 0 && !tries.insert(own.number);
        let place = places.and_then(|places| places.activities.get(n)?.as_ref());
        let told = activity(story, own, is_again, place);
        match places.and_then(|places| places.through.get(&n)) {
            Some(deal) => {
                let values = [("place", &*cell(story, deal))];
                format!("{told} · {}", story.texts.phrase("explain.through-deal", &values))
            }
            None => told,
        }
    }));
    let findings = story.card.commitments.iter().zip(&story.card.findings);
    lines.extend(findings.filter_map(|(judged, found)| {
        let told = verdict::line(story, lead, judged, found)
            .or_else(|| adds::line(story, lead, judged, found))?;
        let is_lost = has_unread && book.date(lead, Milestone::Delivered).is_none();
        let open = verdict::perhaps_ended(story, lead, judged).unwrap_or_default();
        Some(if is_lost { verdict::undatable(story, judged) } else { told + &open })
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

/// A line for each listed cell of the lead's rows that should hold a date and holds none, with its place, quoted as the level of
/// personal data allows: of when that was nothing tells.
fn unread(story: &Story, places: &Places) -> Vec<String> {
    let level = story.agreement.report.personal_data;
    let is_own = |row: &&SetAside| {
        let mut rows = places.rows.iter();
        row.reason == Reason::UnreadDate
            && rows.any(|place| {
                place.row == row.row && story.file(&place.file) == story.file(&row.file)
            })
    };
    let told = story.book.unkeyed().iter().filter(is_own).map(|row| {
        let place = Place { file: row.file.clone(), row: row.row, column: row.column.clone() };
        let values =
            [("value", &*person::cell(level, &row.value)), ("place", &*cell(story, &place))];
        format!("  {}", story.texts.phrase("explain.unread-date", &values))
    });
    told.collect()
}

/// A line for each date of hand-off in the lead's rows that counts for nothing.
fn unused_handoffs(story: &Story, places: &Places) -> Vec<String> {
    let told = |(at, place): &(Moment, Place)| {
        let values = [("at", &*moment(story, *at)), ("place", &*cell(story, place))];
        format!("  {}", story.texts.phrase("explain.handoff-unused", &values))
    };
    places.unused_handoffs.iter().map(told).collect()
}

/// `leads.csv, linha 12, “Data da conversão”`
fn cell(story: &Story, place: &Place) -> String {
    let (file, row) = (story.file(&place.file), place.row.to_string());
    let file = file.as_str();
    match &place.column {
        Some(column) => {
            story.texts.phrase("explain.cell", &[("file", file), ("row", &row), ("column", column)])
        }
        None => story.texts.phrase("explain.row", &[("file", file), ("row", &row)]),
    }
}

fn milestones(story: &Story, lead: usize, places: Option<&Places>) -> Vec<String> {
    let (book, texts) = (story.book, story.texts);
    let mut lines = Vec::new();
    for milestone in Milestone::ALL {
        let name = texts.word(milestone_key(*milestone));
        let place = places.and_then(|places| places.milestones.get(milestone));
        let reason = || reason(story, lead, *milestone).unwrap_or_default();
        match (book.date(lead, *milestone), book.origin(lead, *milestone)) {
            (Some(at), Some(by)) => lines.push(format!(
                "  {name}: {}{} · {}",
                moment(story, at),
                reason(),
                origin(story, lead, (*milestone, by), place)
            )),
            (_, Some(_)) => {
                let key = if is_by_later(story, lead, *milestone) {
                    "explain.origin-inferred"
                } else {
                    "explain.origin-word"
                };
                lines.push(format!("  {name}: {}", texts.word(key)));
            }
            _ => {}
        }
        lines.extend(book.date_beyond(lead, *milestone).map(|at| {
            let horizon = book.horizons().of_milestone(*milestone);
            format!("  {name}: {} → {}", moment(story, at), beyond(story, horizon))
        }));
    }
    if book.is_disordered(lead) {
        lines.push(format!("  {}", texts.word("explain.disordered")));
    }
    lines
}

/// A line for each deal that was closed without a word of how it ended: it may be a sale or a loss.
fn closed_without_word(story: &Story, lead: usize) -> Vec<String> {
    let told = |at: Option<Moment>| {
        let at = at.map_or_else(|| "–".to_owned(), |at| moment(story, at));
        format!("  {}", story.texts.phrase("explain.closed-without-word", &[("at", &at)]))
    };
    story.book.closed_without_word(lead).map(told).collect()
}

/// A later step tells that this one was passed. Of the last that a lead reached, and of its exits, only a word of the files does.
fn is_by_later(story: &Story, lead: usize, milestone: Milestone) -> bool {
    let mut later = Milestone::LADDER.iter().skip_while(|step| **step != milestone).skip(1);
    later.any(|step| story.book.origin(lead, *step).is_some())
}

/// Why something that the exports tell does not count yet.
fn beyond(story: &Story, horizon: Horizon) -> String {
    let at = format::instant(story.texts.language, &story.agreement.zone, horizon.at());
    story.texts.phrase("explain.beyond", &[("at", &at)])
}

/// Why a lead was rejected or lost, and whose matter that is.
fn reason(story: &Story, lead: usize, milestone: Milestone) -> Option<String> {
    let (reason, category) = story.book.reason(lead, milestone)?;
    Some(match category {
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
fn origin(
    story: &Story,
    lead: usize,
    (milestone, origin): (Milestone, Origin),
    place: Option<&Place>,
) -> String {
    let (texts, book) = (story.texts, story.book);
    if origin == Origin::Observed {
        return texts.word("explain.origin-observed").to_owned();
    }
    if book.is_stand_in(milestone) {
        return stand_in(story, lead, milestone);
    }
    // Where each source goes by its own, the cell says which.
    let by = book.delivered_by().filter(|by| {
        milestone == Milestone::Delivered && *by != milestone && !story.agreement.own_handoffs
    });
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
    let (texts, book) = (story.texts, story.book);
    if milestone == Milestone::Rejected {
        return texts.word("explain.origin-stand-in-rejected").to_owned();
    }
    let date = book.date(lead, milestone);
    let stands = [Milestone::Sql, Milestone::Opportunity, Milestone::Won]
        .into_iter()
        .find(|other| book.date(lead, *other) == date);
    texts.phrase(
        "explain.origin-stand-in",
        &[("milestone", stands.map_or("–", |other| texts.word(milestone_key(other))))],
    )
}

fn activity(story: &Story, own: Activity, is_again: bool, place: Option<&Place>) -> String {
    let texts = story.texts;
    let at = own.at.map_or_else(|| "–".to_owned(), |at| moment(story, at));
    let counts = match (own.contact, own.outcome) {
        _ if own.is_before => "explain.counts-before",
        (Contact::Attempt | Contact::UntoldAttempt, _) if is_again => "explain.counts-again",
        (Contact::Attempt, _) => "explain.counts-attempt",
        (Contact::UntoldAttempt, _) => "explain.counts-untold",
        (Contact::ConnectedAttempt, _) => "explain.counts-connected",
        (Contact::InboundConnection, _) => "explain.counts-inbound",
        (Contact::MissedCall, _) => "explain.counts-missed",
        (Contact::UntoldCall, _) => "explain.counts-untold-call",
        (Contact::Neither, Some(Outcome::Automatic)) => "explain.counts-automatic",
        (Contact::Neither, Some(Outcome::NotDone)) => "explain.counts-not-done",
        (Contact::Neither, _) => "explain.counts-neither",
    };
    let counts = if own.is_beyond {
        beyond(story, story.book.horizons().contacts)
    } else {
        texts.phrase(counts, &[("n", &own.number.to_string())])
    };
    let said = match own.outcome.filter(|_| own.contact.is_connection()) {
        Some(Outcome::NotNow) => format!(": {}", category_word(story, Category::NotNow)),
        Some(Outcome::NotInterested) => {
            format!(": {}", category_word(story, Category::NotInterested))
        }
        _ => String::new(),
    };
    let how = texts.word(&format!("channel.{}", own.channel.word())).to_owned();
    let who = own.owner.map(|owner| format!(", {owner}")).unwrap_or_default();
    let place = place.map(|place| format!(" · {}", cell(story, place))).unwrap_or_default();
    format!("  {at} {how}{who} → {counts}{said}{place}")
}
