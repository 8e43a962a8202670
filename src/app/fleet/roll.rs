//! `acordo fleet`: how many agreements stand, as a workbook and a few lines, from the documents that their runs left.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate};
use serde_json::Value;

use crate::app::command::RollArgs;
use crate::app::console::Console;
use crate::app::failure::{Exit, Failure};
use crate::app::{open, show};
use crate::mail::folder::deliver_to_folder;
use crate::model::moment::Instant;
use crate::model::plain;
use crate::model::words::{Status, Team};
use crate::model::zone::Day;
use crate::report::fleet::{self, Client, Promise, Standing, Trend};
use crate::report::{document, xlsx};
use crate::texts::{Texts, format};

use super::member::{Known, Member};
use super::{EXITS, named};

/// A report that speaks of an instant longer ago is old, seconds: a weekend and a day.
const OLD: i64 = 3 * 86_400;
/// One that speaks of an instant so much later than now, seconds, was made by a clock that is wrong: the end of today is none.
const AHEAD: i64 = 86_400;
/// Clients that the lines name.
const MOST: usize = 10;
/// Endings of the workbook, and of the same in a few lines.
const ENDINGS: [&str; 2] = ["xlsx", "txt"];

/// Reads every summary and writes both files.
pub fn roll(console: Console, asked: &RollArgs, now: Instant) -> Result<Exit, Failure> {
    let texts = open::texts(None);
    let members = named(&texts, &asked.patterns)?;
    let folder = asked.to.clone().unwrap_or_else(|| PathBuf::from("."));
    // One that cannot be made is told when the files are written.
    let _not_made = std::fs::create_dir_all(&folder);
    let roll = Roll { texts: &texts, home: real(&folder), ends: ends(&folder), now };
    let mut clients: Vec<Client> = members.iter().map(|member| roll.client(member)).collect();
    tell_apart(&mut clients, &members);
    fleet::sort(&mut clients);
    let made = made(&texts, &members, now);
    let book = xlsx::bytes(&fleet::book(&texts, &clients, (now, &made)))
        .map_err(|error| Failure::new(Exit::Write, error.to_string()))?;
    let lines = lines(&texts, &clients, &made);
    for (ending, bytes) in ENDINGS.iter().zip([book.as_slice(), lines.as_bytes()]) {
        let name = Path::new("fleet").with_extension(ending);
        let (path, name) = (folder.join(&name), name.to_string_lossy());
        deliver_to_folder(&folder, &name, bytes).map_err(|error| {
            let values = [("path", &*path.to_string_lossy()), ("reason", &error.to_string())];
            Failure::new(Exit::Write, texts.phrase("app.cannot-write", &values))
        })?;
        console.note(&texts.phrase("fleet.rolled", &[("path", &path.to_string_lossy())]));
    }
    console.answer(lines.trim_end());
    Ok(Exit::Done)
}

/// When it was made, in the zone of the clients; of several zones in that of this computer, which is said.
fn made(texts: &Texts, members: &[Member], now: Instant) -> String {
    let mut zones = members.iter().filter_map(|member| Some(&member.known.as_ref()?.zone));
    let first = zones.next().filter(|first| zones.all(|zone| zone.name() == first.name()));
    let local = || {
        let utc = DateTime::from_timestamp(now.unix(), 0).unwrap_or_default();
        let local = utc.with_timezone(&chrono::Local);
        let day = format::date(texts.language, Day::of(local.date_naive()));
        format!("{day} {}", local.format("%H:%M (UTC%:z)"))
    };
    let at = first.map_or_else(local, |zone| format::instant(texts.language, zone, now));
    texts.phrase("fleet.made", &[("at", &at)])
}

/// Clients of one name are told from each other by the folders of their agreements.
fn tell_apart(clients: &mut [Client], members: &[Member]) {
    let names: Vec<String> = clients.iter().map(|client| client.name.clone()).collect();
    for (client, member) in clients.iter_mut().zip(members) {
        if names.iter().filter(|name| **name == client.name).count() > 1 {
            let folder = member.config.parent().unwrap_or(Path::new(".")).display();
            client.name = format!("{} ({folder})", client.name);
        }
    }
}

/// The sentence, and the clients on top with what is the matter.
fn lines(texts: &Texts, clients: &[Client], made: &str) -> String {
    let mut lines = vec![format!("{} · {made}", fleet::message(texts, clients))];
    let is_told = |client: &&Client| client.standing != Standing::Good || client.worst().is_some();
    let told: Vec<&Client> = clients.iter().filter(is_told).collect();
    for client in told.iter().take(MOST) {
        let standing = Some(&client.standing).filter(|own| **own != Standing::Good);
        let standing = standing.map(|own| fleet::standing(texts, own).to_owned());
        let worst = client.worst().map(|worst| fleet::told(texts, worst));
        let what: Vec<String> = standing.into_iter().chain(worst).collect();
        lines.push(format!("{}: {}", client.name, what.join(" · ")));
    }
    let more = told.len().saturating_sub(MOST);
    lines.extend((more > 0).then(|| texts.count("fleet.more", more as u64, &[])));
    lines.join("\n") + "\n"
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize()
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_path_buf())
}

/// How the last run of each agreement ended, by its file: as the documents say that `run --all` left in the folder, the newest counting.
fn ends(folder: &Path) -> BTreeMap<PathBuf, (u8, Option<Instant>)> {
    let mut documents: Vec<Value> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| is_of_fleet(&entry.file_name().to_string_lossy()))
        .filter_map(|entry| serde_json::from_slice(&plain::read(&entry.path()).ok()?).ok())
        .collect();
    documents.sort_by_key(|own: &Value| own["ended_at"].as_str().unwrap_or_default().to_owned());
    let all = documents.iter().filter(|own| own["command"] == "run");
    let entries = all.flat_map(|run| {
        let at = run["ended_at"].as_str().and_then(instant).map(|(at, _)| at);
        run["agreements"].as_array().into_iter().flatten().map(move |own| (own, at))
    });
    let end = |(own, at): (&Value, Option<Instant>)| {
        let config = real(&folder.join(own["config"].as_str()?));
        Some((config, (u8::try_from(own["exit"].as_u64()?).ok()?, at)))
    };
    entries.filter_map(end).collect()
}

/// The summary of the newest report, or why there is none.
fn summary(known: &Known) -> Result<Value, Standing> {
    let bytes = plain::read(&known.reports.join("acordo.json")).map_err(|error| {
        let is_gone = error.kind() == ErrorKind::NotFound;
        if is_gone { Standing::None } else { Standing::Unreadable }
    })?;
    let summary: Value = serde_json::from_slice(&bytes).map_err(|_| Standing::Unreadable)?;
    let name = summary.pointer("/agreement/name").and_then(Value::as_str);
    match (summary.get("schema").and_then(Value::as_u64), name) {
        (Some(document::SCHEMA), Some(name)) if name == known.name => Ok(summary),
        (Some(document::SCHEMA), Some(_)) => Err(Standing::None),
        (Some(schema), _) if schema != document::SCHEMA => Err(Standing::OtherVersion),
        _ => Err(Standing::Unreadable),
    }
}

/// `fleet.json`, `fleet-2-5.json`.
fn is_of_fleet(name: &str) -> bool {
    let stem = name.strip_prefix("fleet").and_then(|rest| rest.strip_suffix(".json"));
    stem.is_some_and(|stem| stem.chars().all(|c| c.is_ascii_digit() || c == '-'))
}

struct Roll<'a> {
    texts: &'a Texts,
    /// The folder of the workbook.
    home: PathBuf,
    ends: BTreeMap<PathBuf, (u8, Option<Instant>)>,
    now: Instant,
}

impl Roll<'_> {
    fn client(&self, member: &Member) -> Client {
        let known = member.known.as_ref();
        let (summary, amiss) = match known.map_or(Err(Standing::None), summary) {
            Ok(summary) => (Some(summary), None),
            Err(amiss) => (None, Some(amiss)),
        };
        let made = summary.as_ref().and_then(|own| own["generated_at"].as_str()).and_then(instant);
        // A report made after the run of all agreements ended says more than that run's end.
        let end = self.ends.get(&real(&member.config));
        let end = end.filter(|(_, ended)| made.map(|(at, _)| at) <= *ended);
        let exit = end.map(|(exit, _)| *exit);
        let exit = if known.is_none() { Some(Exit::Agreement as u8) } else { exit };
        let workbook = known.and_then(|known| show::newest_of(&known.reports, "xlsx"));
        let at = summary.as_ref().and_then(|own| own["as_of"].as_str()).and_then(instant);
        Client {
            name: known.map_or_else(|| once_called(&member.config), |known| known.name.clone()),
            standing: self.standing(exit, summary.as_ref().zip(at.map(|(at, _)| at)), amiss),
            day: at.map(|(_, day)| day),
            promises: summary.as_ref().map(|own| self.promises(own)).unwrap_or_default(),
            workbook: workbook.map(|path| self.seen_from_here(&path)).filter(|_| summary.is_some()),
        }
    }

    fn standing(
        &self,
        exit: Option<u8>,
        report: Option<(&Value, Instant)>,
        amiss: Option<Standing>,
    ) -> Standing {
        let failed = exit.filter(|exit| *exit != 0);
        if let Some(exit) = failed {
            let key = EXITS.get(usize::from(exit)).copied().unwrap_or("fleet.exit-1");
            return Standing::Failed(self.texts.word(key).to_owned());
        }
        let Some((summary, at)) = report else { return amiss.unwrap_or(Standing::Unreadable) };
        let warnings = summary["warnings"].as_array().into_iter().flatten();
        let is_stale = warnings.clone().any(|own| own["code"] == "stale");
        match () {
            () if at - self.now > AHEAD => Standing::Ahead,
            () if self.now - at > OLD => Standing::Old,
            () if is_stale => Standing::Stale,
            () => Standing::Good,
        }
    }

    /// A path from the folder of the workbook: both can move together.
    fn seen_from_here(&self, path: &Path) -> String {
        let path = real(path);
        let shared =
            path.components().zip(self.home.components()).take_while(|(a, b)| a == b).count();
        let up = self.home.components().skip(shared).map(|_| "..".to_owned());
        let down = path.components().skip(shared);
        let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
        up.chain(down).collect::<Vec<_>>().join("/")
    }

    fn promises(&self, summary: &Value) -> Vec<Promise> {
        let currency = summary["currency"].as_str().unwrap_or_default();
        let ends = ["/period/from", "/period/to"];
        let period = ends.map(|end| day(summary.pointer(end).and_then(Value::as_str)));
        let [Some(first), Some(last)] = period else { return Vec::new() };
        let all = summary["commitments"].as_array().into_iter().flatten();
        all.filter_map(|own| self.promise(own, currency, (first, last))).collect()
    }

    fn promise(&self, own: &Value, currency: &str, period: (Day, Day)) -> Option<Promise> {
        let number = |key: &str| own[key].as_f64();
        let unit = own["unit"].as_str()?;
        let (actual, target) = (number("actual"), number("target"));
        let shown = |value: Option<f64>, beside: Option<f64>| {
            value.map(|value| fleet::value(self.texts, unit, currency, value, beside))
        };
        // What the files leave open has two ends, here as in the client's own report.
        let ends = ["low", "high"]
            .map(|end| shown(own["possible"].get(end).and_then(Value::as_f64), target));
        let open = match ends {
            [Some(low), Some(high)] if low != high => {
                Some(self.texts.phrase("plan.range", &[("low", &low), ("high", &high)]))
            }
            _ => None,
        };
        let lower = own["better"] == "lower";
        let ahead = |one: f64, other: f64| if lower { other - one } else { one - other };
        let due = number("expected").or(target);
        let short = actual.zip(due).map(|(actual, due)| -ahead(actual, due) / due.abs().max(1e-9));
        let before = own.pointer("/previous/actual").and_then(Value::as_f64);
        let trend = actual.zip(before).map(|(now, then)| match ahead(now, then) {
            gain if gain > 1e-9 => Trend::Better,
            gain if gain < -1e-9 => Trend::Worse,
            _ => Trend::Same,
        });
        let status = own["status"].as_str().and_then(Status::of)?;
        Some(Promise {
            name: own["name"].as_str()?.to_owned(),
            team: own["team"].as_str().and_then(Team::of)?,
            status,
            actual: open.or_else(|| shown(actual, target)),
            target: shown(target, actual),
            why: own["why_not"].as_str().map(|why| self.why(why)),
            trend: trend.filter(|_| status != Status::NotAssessed),
            period,
            short: short.unwrap_or_default(),
        })
    }

    /// Why a promise is not assessed, in a word; the client's workbook says the whole.
    fn why(&self, word: &str) -> String {
        let key = match word {
            "measured" => "status.measured",
            "no-target" => "status.no-target",
            "too-few" => "status.too-few",
            "too-early" => "status.too-early",
            "open" => "status.open",
            _ => "status.unseen",
        };
        self.texts.word(key).to_owned()
    }
}

/// An instant of a document, with its day there.
fn instant(text: &str) -> Option<(Instant, Day)> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some((Instant::of(at.timestamp()), Day::of(at.date_naive())))
}

fn day(text: Option<&str>) -> Option<Day> {
    text?.parse::<NaiveDate>().ok().map(Day::of)
}

/// The file of an agreement that cannot be read, behind the name it had when the last report beside it was made.
fn once_called(config: &Path) -> String {
    let file = config.to_string_lossy().into_owned();
    let home = config.parent().unwrap_or(Path::new(""));
    let name = ["relatorios", "reports"].iter().find_map(|folder| {
        let bytes = plain::read(&home.join(folder).join("acordo.json")).ok()?;
        let summary: Value = serde_json::from_slice(&bytes).ok()?;
        summary.pointer("/agreement/name").and_then(Value::as_str).map(str::to_owned)
    });
    name.map_or(file.clone(), |name| format!("{name} ({file})"))
}
