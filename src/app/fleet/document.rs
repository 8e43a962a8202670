//! `fleet.json` (schema 1): what became of a command for each of many agreements.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::{Map, Value, json};

use crate::app::show;
use crate::mapping::personal;
use crate::model::agreement::PersonalData;

use super::child::{End, Ended};
use super::member::{Known, Member};
use super::share::Share;

/// How many of the last lines that an agreement's run said are kept of one that was not done.
const MOST_LINES: usize = 20;

/// What the command for all of them was.
pub struct Facts<'a> {
    /// Its name.
    pub command: &'a str,
    /// When it began and ended, RFC 3339.
    pub span: (&'a str, &'a str),
    /// Which share of the agreements it was for.
    pub share: Share,
    /// How many ran at once.
    pub jobs: usize,
    /// When it began: older reports are none of this command's.
    pub since: SystemTime,
    /// The exit code of all.
    pub exit: u8,
}

/// The document; paths below the folder it lies in are told from there, so that both can move together.
pub fn of(facts: &Facts, members: &[Member], folder: &Path) -> Value {
    let mut counts: Map<String, Value> = Map::new();
    for code in 0..=u8::MAX {
        let count = ended(members).filter(|(_, ended)| ended.exit == code).count();
        if count > 0 {
            counts.insert(code.to_string(), count.into());
        }
    }
    let home = folder.canonicalize().unwrap_or_default();
    let agreements: Vec<Value> =
        ended(members).map(|(member, ended)| entry(member, ended, &home, facts.since)).collect();
    json!({
        "schema": 1,
        "tool": { "version": env!("CARGO_PKG_VERSION") },
        "command": facts.command,
        "started_at": facts.span.0,
        "ended_at": facts.span.1,
        "task": { "number": facts.share.number, "of": facts.share.of },
        "jobs": facts.jobs,
        "exit": facts.exit,
        "counts": counts,
        "agreements": agreements,
    })
}

fn ended(members: &[Member]) -> impl Iterator<Item = (&Member, &Ended)> {
    members.iter().filter_map(|member| Some((member, member.ended.as_ref()?)))
}

fn entry(member: &Member, ended: &Ended, home: &Path, since: SystemTime) -> Value {
    let known = member.known.as_ref();
    let path = |path: PathBuf| {
        let elsewhere = || std::path::absolute(&path).unwrap_or(path.clone());
        let real = path.canonicalize().or_else(|error| {
            // What leads nowhere still stands in a folder.
            let (named, name) = (elsewhere(), path.file_name().ok_or(error)?);
            Ok::<_, std::io::Error>(named.parent().unwrap_or(&named).canonicalize()?.join(name))
        });
        let real = real.unwrap_or_else(|_| path.clone());
        let own = real.strip_prefix(home).map_or_else(|_| elsewhere(), Path::to_path_buf);
        own.to_string_lossy().into_owned()
    };
    let is_new = |path: &PathBuf| {
        let made = path.metadata().and_then(|file| file.modified());
        ended.end != End::NotStarted && made.is_ok_and(|made| made >= since)
    };
    let newest = |ending: &str| show::newest_of(&known?.reports, ending).filter(is_new).map(path);
    json!({
        "config": path(member.config.clone()),
        "name": known.map(|known| &known.name),
        "end": word(ended.end),
        "exit": ended.exit,
        "seconds": (ended.seconds * 1000.0).round() / 1000.0,
        "peak_bytes": ended.peak,
        "told": if ended.exit == 0 { Vec::new() } else { covered(known, &last_lines(&ended.told)) },
        "answer": answer(known, &ended.answer),
        "summary": newest("json"),
        "workbook": newest("xlsx"),
    })
}

/// How an end is called.
fn word(end: End) -> &'static str {
    match end {
        End::Exited => "exited",
        End::OutOfTime => "out-of-time",
        End::OutOfMemory => "out-of-memory",
        End::Killed => "killed",
        End::NotStarted => "not-started",
    }
}

/// What the last lines said.
pub fn last_lines(told: &str) -> Vec<&str> {
    let lines: Vec<&str> = told.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.into_iter().rev().take(MOST_LINES).rev().collect()
}

/// Lines as they may stay in a file among others': addresses, phones and documents in the cells that they quote are masked where
/// the agreement shows persons, and gone where it shows none or cannot be read.
fn covered(known: Option<&Known>, lines: &[&str]) -> Vec<String> {
    let level = match known.map(|known| known.personal_data) {
        Some(PersonalData::Full | PersonalData::Masked) => PersonalData::Masked,
        Some(PersonalData::None) | None => PersonalData::None,
    };
    lines.iter().map(|line| personal::quoted(level, line)).collect()
}

/// A document as it is, words as lines, nothing as nothing.
fn answer(known: Option<&Known>, text: &str) -> Value {
    let text = text.trim_end();
    if text.is_empty() {
        return Value::Null;
    }
    serde_json::from_str(text)
        .unwrap_or_else(|_| covered(known, &text.lines().collect::<Vec<_>>()).into())
}
