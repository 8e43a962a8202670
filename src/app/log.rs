//! `acordo log`: writes a decision, an incident or a conversation into the record.

use std::collections::HashSet;
use std::path::Path;

use crate::mapping::cover::cover_entry;
use crate::model::agreement::PersonalData;
use crate::model::dataset::Dataset;
use crate::model::moment::{Instant, Moment, Precision};
use crate::model::records::LogEntry;
use crate::model::words::{LogKind, Metric};
use crate::texts::person;

use super::command::LogArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::notify::{self, Event, News};
use super::open::{self, Opened};
use super::pending;

/// Adds the entry, as of now.
pub fn log(
    console: Console,
    config: Option<&Path>,
    asked: &LogArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let entry = entry(&opened, asked, now)?;
    if asked.post && !notify::has_channels(&opened.agreement.notify) {
        return Err(Failure::new(Exit::Usage, opened.texts.word("app.no-channels").to_owned()));
    }
    let mut ledger = opened.ledger(console, now)?;
    opened.recorded(ledger.write_down(&opened.agreement.name, &entry))?;
    console.note(opened.texts.word(if entry.contests() {
        "app.logged-contest"
    } else {
        "app.logged"
    }));
    Ok(if asked.post && !post(console, &opened, &entry, now) { Exit::Mail } else { Exit::Done })
}

/// Tells the channels what was written down, as it is covered there; false where one did not hear, or nothing may leave yet.
fn post(console: Console, opened: &Opened, entry: &LogEntry, now: Instant) -> bool {
    if pending::is_pending(opened) {
        console.note(opened.texts.word("app.letters-withheld"));
        return false;
    }
    let key = format!("workbook.log-{}", entry.kind.word());
    let by = entry.by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
    let values = [
        ("name", opened.agreement.name.as_str()),
        ("kind", opened.texts.word(&key)),
        ("text", &entry.text),
        ("by", &by),
    ];
    let text = opened.texts.phrase("app.log-posted", &values);
    let news = News { event: Event::Logged(entry.kind), text: &text, summary: None, at: now };
    notify::channels(console, opened, &news).is_empty()
}

fn entry(opened: &Opened, asked: &LogArgs, now: Instant) -> Result<LogEntry, Failure> {
    let bad = |option: &str, found: &str, allowed: &str| {
        let values = [("option", option), ("found", found), ("allowed", allowed)];
        Failure::new(Exit::Usage, opened.texts.phrase("app.bad-option", &values))
    };
    let kinds: Vec<&str> = LogKind::ALL.iter().map(|kind| kind.word()).collect();
    let usual = if asked.lead.is_some() { LogKind::Conversation } else { LogKind::Decision };
    let named =
        |word: &String| LogKind::of(word).ok_or_else(|| bad("--kind", word, &kinds.join(" · ")));
    let kind = asked.kind.as_ref().map_or(Ok(usual), named)?;
    let ids: Vec<&str> =
        opened.agreement.commitments.iter().map(|commitment| commitment.id.as_str()).collect();
    if let Some(about) =
        asked.about.as_deref().filter(|about| Metric::of(about).is_none() && !ids.contains(about))
    {
        return Err(bad("--about", about, &ids.join(" · ")));
    }
    if asked.text.trim().is_empty() {
        return Err(bad("TEXT", "", "…"));
    }
    let at = Moment::new(now, Precision::Second);
    let LogArgs { by, about, lead, .. } = asked;
    let level = opened.agreement.report.personal_data;
    let mut entry = LogEntry {
        at,
        kind,
        text: asked.text.trim().to_owned(),
        by: by.clone(),
        about: about.clone(),
        lead: lead.as_deref().map(|lead| person::lead_code(level, lead, &HashSet::new())),
    };
    cover_entry(level, &mut entry);
    Ok(entry)
}

/// Puts the record's entries up to the cut-off among those of the exports, covered at a level: they may have been written down at another.
pub fn join(data: &mut Dataset, own: Vec<LogEntry>, level: PersonalData, now: Instant) {
    let mut own: Vec<LogEntry> = own.into_iter().filter(|entry| entry.at.at() <= now).collect();
    own.iter_mut().for_each(|entry| cover_entry(level, entry));
    data.log.extend(own);
    data.log.sort_by_key(|entry| entry.at.at());
}
