//! `acordo schedule`: the definition of a daily run for the scheduler people have; it is printed, nothing is installed.

mod airflow;
mod cron;
mod kubernetes;
mod launchd;
mod slurm;
mod systemd;
mod windows;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{Datelike, Local, TimeZone, Timelike};

use crate::config;
use crate::model::agreement::SecretSource;
use crate::model::moment::Instant;
use crate::model::zone::Day;

use super::command::{ScheduleArgs, Scheduler};
use super::console::Console;
use super::failure::{Exit, Failure};
use super::fleet;
use super::open::{self, Opened};

/// Weeks looked ahead for a weekday that is worked on.
const WEEKS: i32 = 8;

/// What a person must mend: another try would end the same way.
const NOT_AGAIN: [Exit; 5] = [Exit::Usage, Exit::Agreement, Exit::NoInput, Exit::Data, Exit::Write];

/// How often a task of an engine is tried again, and minutes until then.
const TRIES: u32 = 3;
const PAUSE: u32 = 10;

/// Hours after which a run of many agreements, or a task of an engine, is taken for one that hangs.
const LONGEST: u32 = 4;

/// When runs begin: hour, minute, and the weekdays (Monday is 1).
type Times = BTreeMap<(u32, u32), Vec<u32>>;

/// Which agreements a definition is for.
struct Work {
    /// One at least.
    opened: Vec<Opened>,
    /// What people call them.
    name: String,
    /// What tells a run of them.
    arguments: Vec<String>,
    /// The folder that a run begins in.
    folder: String,
}

impl Work {
    /// Whether an engine may part it into tasks.
    fn is_of_many(&self) -> bool {
        self.arguments.iter().any(|word| word == "--all")
    }
}

/// What a definition is made of.
struct Timer {
    work: Work,
    /// A name for files and units.
    unit: String,
    /// The program.
    binary: String,
    /// How many tasks an engine makes of it.
    tasks: u32,
    /// By zone, on its clock.
    agreed: BTreeMap<String, Times>,
    /// On this computer's clock.
    local: Times,
}

/// Prints the definition for a scheduler.
pub fn schedule(
    console: Console,
    config: Option<&Path>,
    asked: &ScheduleArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    let timer = timer(config, asked, now)?;
    let text = match asked.scheduler {
        Scheduler::Systemd => systemd::text(&timer),
        Scheduler::Cron => cron::text(&timer),
        Scheduler::Windows => windows::text(&timer),
        Scheduler::Launchd => launchd::text(&timer),
        Scheduler::Kubernetes => kubernetes::text(&timer),
        Scheduler::Airflow => airflow::text(&timer),
        Scheduler::Slurm => slurm::text(&timer),
    };
    console.answer(text.trim_end());
    Ok(Exit::Done)
}

fn timer(config: Option<&Path>, asked: &ScheduleArgs, now: Instant) -> Result<Timer, Failure> {
    let work = if asked.all.is_empty() { of_one(config)? } else { of_many(&asked.all)? };
    let (mut agreed, mut here) = (BTreeMap::<String, Times>::new(), Times::new());
    for opened in &work.opened {
        let slots = times(opened, &asked.at)?;
        let days = weekdays(opened, now);
        let there = agreed.entry(opened.agreement.zone.name().to_owned()).or_default();
        for slot in &slots {
            let at = there.entry((slot / 3_600, slot / 60 % 60)).or_default();
            at.extend(days.iter().map(|(weekday, _)| *weekday));
        }
        local(opened, &slots, &days, &mut here);
    }
    for days in agreed.values_mut().flat_map(Times::values_mut).chain(here.values_mut()) {
        days.sort_unstable();
        days.dedup();
    }
    let binary = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("acordo"));
    Ok(Timer {
        unit: unit(&work.name),
        binary: words(&binary),
        tasks: asked.tasks.get(),
        work,
        agreed,
        local: here,
    })
}

fn of_one(config: Option<&Path>) -> Result<Work, Failure> {
    let opened = open::agreement(config)?;
    let path = absolute(&config.map_or_else(open::nearest, |path| Ok(path.to_path_buf()))?);
    Ok(Work {
        name: opened.agreement.name.clone(),
        opened: vec![opened],
        arguments: vec!["--config".to_owned(), words(&path), "run".to_owned()],
        folder: words(path.parent().unwrap_or(Path::new("."))),
    })
}

/// A run that begins in this folder, for the agreements that patterns name.
fn of_many(patterns: &[String]) -> Result<Work, Failure> {
    let configs = fleet::configs(patterns)?;
    let opened = configs.iter().map(|path| open::agreement(Some(path)));
    let folder = words(&std::env::current_dir().unwrap_or_default());
    let whole = patterns.iter().map(|pattern| words(&absolute(Path::new(pattern))));
    let before = ["run", "--all"].map(str::to_owned).into_iter();
    Ok(Work {
        opened: opened.collect::<Result<_, _>>()?,
        name: patterns.join(" "),
        arguments: before.chain(whole).chain(["--to".to_owned(), folder.clone()]).collect(),
        folder,
    })
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

fn words(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Times asked for, else the agreement's slots; seconds after midnight.
fn times(opened: &Opened, at: &[String]) -> Result<Vec<u32>, Failure> {
    if at.is_empty() {
        let agreement = &opened.agreement;
        return Ok([agreement.mail.slots.as_slice(), &agreement.notify.due_soon].concat());
    }
    let read = |text: &String| {
        config::time_of_day(text).filter(|seconds| *seconds < 86_400).ok_or_else(|| {
            let values =
                [("option", "--at"), ("found", text.as_str()), ("allowed", "08:00 · 08:00,14:00")];
            Failure::new(Exit::Usage, opened.texts.phrase("app.bad-option", &values))
        })
    };
    at.iter().map(read).collect()
}

/// Weekdays on which letters go out (Monday is 1), each with the next such day.
fn weekdays(opened: &Opened, now: Instant) -> Vec<(u32, Day)> {
    let today = opened.agreement.zone.day_of(now);
    let is_wanted =
        |day: &Day| opened.agreement.mail.all_days || opened.calendar.is_working_day(*day);
    let mut found: BTreeMap<u32, Day> = BTreeMap::new();
    for day in (0..WEEKS * 7).map(|ahead| today.plus(ahead)).filter(is_wanted) {
        found.entry(day.date().weekday().number_from_monday()).or_insert(day);
    }
    found.into_iter().collect()
}

/// The same instants on this computer's clock.
fn local(opened: &Opened, slots: &[u32], days: &[(u32, Day)], times: &mut Times) {
    for slot in slots {
        for (_, day) in days {
            if let Some(there) =
                Local.timestamp_opt(opened.agreement.zone.instant(*day, *slot).unix(), 0).single()
            {
                times
                    .entry((there.hour(), there.minute()))
                    .or_default()
                    .push(there.weekday().number_from_monday());
            }
        }
    }
}

/// `acordo-` and the agreement's name in letters that every system takes for a name.
fn unit(name: &str) -> String {
    let folded = crate::model::fold::fold(name);
    let plain: String =
        folded.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' }).collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    format!("acordo-{}", parts.join("-"))
}

impl Timer {
    /// A phrase about this timer, each line behind a mark.
    fn comment(&self, key: &str, mark: &str) -> String {
        let of_zone = |(zone, times): (&String, &Times)| {
            let names = times.keys().map(|(hour, minute)| format!("{hour:02}:{minute:02}"));
            format!("{} ({zone})", names.collect::<Vec<_>>().join(", "))
        };
        let times: Vec<String> = self.agreed.iter().map(of_zone).collect();
        let values = [
            ("name", self.work.name.as_str()),
            ("times", &times.join("; ")),
            ("unit", &self.unit),
            ("folder", &self.work.folder),
        ];
        let Some(opened) = self.work.opened.first() else { return String::new() };
        let words = opened.texts.phrase(&format!("app.schedule-{key}"), &values);
        words.lines().map(|line| format!("{mark}{line}\n")).collect::<Vec<_>>().concat()
    }

    /// The program and its arguments, said to be a timer's; `options` are for the program, whatever it does.
    fn command(&self, options: &[&str]) -> Vec<String> {
        let arguments = &self.work.arguments;
        let at = arguments.iter().position(|word| word == "run").unwrap_or(0);
        let (which, run) = arguments.split_at(at);
        let options = options.iter().map(|option| (*option).to_owned());
        let words = std::iter::once(self.binary.clone()).chain(which.iter().cloned());
        words.chain(options).chain(run.iter().cloned()).chain(["--scheduled".to_owned()]).collect()
    }

    /// The credentials that systemd hands over, where a password is one.
    fn credentials(&self) -> BTreeSet<&str> {
        self.work.opened.iter().filter_map(credential).collect()
    }
}

fn credential(opened: &Opened) -> Option<&str> {
    match &opened.agreement.mail.server.as_ref()?.account.as_ref()?.secret {
        SecretSource::Credential(name) => Some(name),
        _ => None,
    }
}

/// Text in quotes, as YAML and Python read it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The exit codes after which nothing is tried again.
fn not_again(between: &str) -> String {
    NOT_AGAIN.map(|exit| (exit as u8).to_string()).join(between)
}

/// Text between tags: every sign that is not plain as a number, so that no encoding can spoil it.
fn xml(text: &str) -> String {
    let sign = |sign: char| match sign {
        '&' | '<' | '>' | '"' | '\'' => format!("&#{};", u32::from(sign)),
        plain if plain.is_ascii() && !plain.is_control() => plain.to_string(),
        other => format!("&#{};", u32::from(other)),
    };
    text.chars().map(sign).collect()
}

/// A word of a POSIX shell.
fn shell(word: &str) -> String {
    if is_plain(word) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Whether a word means itself to every shell.
fn is_plain(word: &str) -> bool {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-_./:".contains(sign);
    !word.is_empty() && word.chars().all(is_plain)
}
