//! The files of a run: workbook, summary document, leads and the text for the channel.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::app::order::Order;
use crate::issue::Issue;
use crate::ledger::States;
use crate::mail::channel;
use crate::model::hash::sha256;
use crate::model::memory::Sightings;
use crate::model::moment::Horizon;
use crate::model::stopwatch::{self, Stage};
use crate::model::words::Team;
use crate::report::book::Book;
use crate::report::document::{self, RunFacts};
use crate::report::{self, xlsx};
use crate::scorecard::card::Previous;
use crate::texts::format;
use crate::texts::story::Story;

use super::super::failure::{Exit, Failure};
use super::super::written::{put, put_pieces};
use super::since::Turn;
use super::subject::Subject;

/// The texts for the chats of one team: how their files begin.
const CHATS: [(&str, Team); 2] =
    [("resumo-marketing", Team::Marketing), ("resumo-vendas", Team::Sales)];

/// Everything a run produces, before any of it is on disk.
pub struct Report {
    /// The workbook.
    pub workbook: Vec<u8>,
    /// The one the letters carry, where the whole one is too large for them.
    pub brief: Option<Vec<u8>>,
    /// Its file name.
    pub workbook_name: String,
    /// The summary document.
    pub summary: String,
    /// The text for the channel.
    pub channel: String,
    /// Those for the chats of marketing and of sales: the end of a file's name, and the text.
    pub chats: [(&'static str, String); 2],
    /// What the report speaks of.
    pub subject: Subject,
    /// 0 for the first report of its slot.
    pub revision: u32,
    /// This slot's letters are in the outbox already and no new revision was asked for.
    pub is_recorded: bool,
    /// Cut-off of the last report before this one, of whatever period.
    pub last_cut_off: Option<Horizon>,
    /// Leads and actions that the next report is compared with.
    pub states: States,
    /// Stages seen for the first time.
    pub seen: Sightings,
}

impl Report {
    /// SHA-256 of the summary document, hex.
    pub fn summary_hash(&self) -> String {
        sha256(self.summary.as_bytes())
    }
}

/// Makes the workbook and writes the list of leads, side by side: both are large. Gives what the workbook's rows do not prove.
pub fn draw(
    story: &Story,
    order: &Order,
    subject: &Subject,
) -> Result<(Vec<u8>, Option<Issue>), Failure> {
    let name = subject.named(order, "acordo-leads", "csv");
    let workbook = || {
        let (book, unproven) = report::build_told(story);
        packed(story, &book).map(|workbook| (workbook, unproven))
    };
    let (workbook, leads) =
        rayon::join(workbook, || stopwatch::beside(Stage::Leads, || write_leads(story, &name)));
    stopwatch::lap(Stage::Workbook);
    leads.and(workbook)
}

fn packed(story: &Story, book: &Book) -> Result<Vec<u8>, Failure> {
    xlsx::bytes(book).map_err(|error| failed(story, &error.to_string()))
}

fn failed(story: &Story, reason: &str) -> Failure {
    Failure::new(Exit::Other, story.texts.phrase("app.report-failed", &[("reason", reason)]))
}

/// Makes every file of the run in memory: nothing is written until all of them could be made.
pub fn report(
    story: &Story,
    workbook: Vec<u8>,
    order: &Order,
    turn: &Turn,
    subject: Subject,
) -> Result<Report, Failure> {
    let Turn { revision, is_recorded, .. } = *turn;
    let summary = document::summary(story, &facts(order, revision, story.card.previous.as_ref()));
    let is_too_large = workbook.len() as u64 > story.agreement.mail.max_size;
    let has_letters = !order.wish.no_mail && !is_recorded;
    let brief = (is_too_large && has_letters)
        .then(|| packed(story, &report::build_brief(story)))
        .transpose()?;
    Ok(Report {
        workbook,
        brief,
        workbook_name: workbook_name(story, order, turn, &subject),
        summary: serde_json::to_string_pretty(&summary)
            .map_err(|error| failed(story, &error.to_string()))?,
        channel: channel::channel_text(story),
        chats: CHATS.map(|(name, team)| (name, channel::team_text(story, team))),
        subject,
        revision,
        is_recorded,
        last_cut_off: turn.last_cut_off,
        states: States::default(),
        seen: Sightings::default(),
    })
}

fn facts(order: &Order, revision: u32, previous: Option<&Previous>) -> RunFacts {
    let actuals = previous.map(|previous| {
        previous
            .actuals
            .iter()
            .map(|(id, (actual, status))| (id.clone(), (*actual, status.word().to_owned())))
    });
    RunFacts {
        kind: if order.wish.scheduled { "scheduled" } else { "manual" },
        now: order.now,
        as_of: order.as_of,
        slot: order.slot.map(|slot| format!("{:02}:{:02}", slot / 3600, slot / 60 % 60)),
        revision,
        previous: actuals.map_or_else(BTreeMap::new, Iterator::collect),
    }
}

/// `acordo_2026-11-23.xlsx`, `_r1` for a revision; what was mailed is never overwritten, so a further run of the slot gets a name of its own.
fn workbook_name(story: &Story, order: &Order, turn: &Turn, subject: &Subject) -> String {
    let day = format::iso_date(order.day);
    let has_several = story.agreement.mail.slots.len() > 1;
    let slot = order
        .slot
        .filter(|_| has_several)
        .map(|slot| format!("_{:02}{:02}", slot / 3600, slot / 60 % 60))
        .unwrap_or_default();
    let revision = if turn.revision > 0 { format!("_r{}", turn.revision) } else { String::new() };
    let unsent = if turn.is_recorded {
        format!("_{}", story.texts.word("app.file-unsent"))
    } else {
        String::new()
    };
    format!("acordo_{day}{slot}{}{revision}{unsent}.xlsx", subject.text())
}

/// Writes the files beside their final names and renames them; returns the workbook's path.
pub fn write(story: &Story, order: &Order, report: &Report) -> Result<PathBuf, Failure> {
    let put = |name: &str, bytes: &[u8]| {
        put(story.agreement, &story.agreement.report.folder, name, bytes)
            .map_err(|error| unwritten(story, name, &error))
    };
    put(&report.subject.named(order, "acordo", "json"), report.summary.as_bytes())?;
    for (name, text) in &report.chats {
        put(&report.subject.named(order, name, "txt"), text.as_bytes())?;
    }
    put(&report.subject.named(order, "resumo", "txt"), report.channel.as_bytes())?;
    put(&report.workbook_name, &report.workbook)
}

fn write_leads(story: &Story, name: &str) -> Result<(), Failure> {
    let rows = |file: &mut (dyn std::io::Write + Send)| document::leads::write(story, file);
    let written = put_pieces(story.agreement, &story.agreement.report.folder, name, rows);
    written.map(drop).map_err(|error| unwritten(story, name, &error))
}

fn unwritten(story: &Story, name: &str, error: &std::io::Error) -> Failure {
    let path = story.agreement.report.folder.join(name);
    let values = [("path", &*path.to_string_lossy()), ("reason", &error.to_string())];
    Failure::new(Exit::Write, story.texts.phrase("app.cannot-write", &values))
}
