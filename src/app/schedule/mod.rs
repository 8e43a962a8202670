//! `acordo schedule`: the definition of a daily run for the scheduler people have; it is printed, nothing is installed.

mod cron;
mod launchd;
mod systemd;
mod windows;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{Datelike, Local, TimeZone, Timelike};

use crate::config;
use crate::model::agreement::SecretSource;
use crate::model::moment::Instant;
use crate::model::zone::Day;

use super::command::{ScheduleArgs, Scheduler};
use super::console::Console;
use super::failure::{Exit, Failure};
use super::open::{self, Opened};

/// Weeks looked ahead for a weekday that is worked on.
const WEEKS: i32 = 8;

/// When runs begin: hour, minute, and the weekdays (Monday is 1).
type Times = BTreeMap<(u32, u32), Vec<u32>>;

/// What a definition is made of.
struct Timer<'a> {
    opened: &'a Opened,
    /// A name for files and units.
    unit: String,
    /// The program.
    binary: String,
    /// The agreement's file.
    agreement: String,
    /// Its folder.
    folder: String,
    /// In the agreement's zone.
    agreed: Times,
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
    let opened = open::agreement(config)?;
    let timer = timer(&opened, config, &asked.at, now)?;
    let text = match asked.scheduler {
        Scheduler::Systemd => systemd::text(&timer),
        Scheduler::Cron => cron::text(&timer),
        Scheduler::Windows => windows::text(&timer),
        Scheduler::Launchd => launchd::text(&timer),
    };
    console.answer(text.trim_end());
    Ok(Exit::Done)
}

fn timer<'a>(
    opened: &'a Opened,
    config: Option<&Path>,
    at: &[String],
    now: Instant,
) -> Result<Timer<'a>, Failure> {
    let path = config.map_or_else(open::nearest, |path| Ok(path.to_path_buf()))?;
    let path = std::path::absolute(&path).unwrap_or(path);
    let words = |path: &Path| path.to_string_lossy().into_owned();
    let slots = times(opened, at)?;
    let days = weekdays(opened, now);
    let binary = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("acordo"));
    let agreed = slots.iter().map(|slot| {
        ((slot / 3_600, slot / 60 % 60), days.iter().map(|(weekday, _)| *weekday).collect())
    });
    Ok(Timer {
        opened,
        unit: unit(&opened.agreement.name),
        binary: words(&binary),
        agreement: words(&path),
        folder: words(path.parent().unwrap_or(Path::new("."))),
        agreed: agreed.collect(),
        local: local(opened, &slots, &days),
    })
}

/// Times asked for, else the agreement's slots; seconds after midnight.
fn times(opened: &Opened, at: &[String]) -> Result<Vec<u32>, Failure> {
    if at.is_empty() {
        return Ok(opened.agreement.mail.slots.clone());
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
fn local(opened: &Opened, slots: &[u32], days: &[(u32, Day)]) -> Times {
    let mut times = Times::new();
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
    times.values_mut().for_each(|days| days.sort_unstable());
    times
}

/// `acordo-` and the agreement's name in letters that every system takes for a name.
fn unit(name: &str) -> String {
    let folded = crate::model::fold::fold(name);
    let plain: String =
        folded.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' }).collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    format!("acordo-{}", parts.join("-"))
}

impl Timer<'_> {
    /// A phrase about this timer, each line behind a mark.
    fn comment(&self, key: &str, mark: &str) -> String {
        let times: Vec<String> =
            self.agreed.keys().map(|(hour, minute)| format!("{hour:02}:{minute:02}")).collect();
        let values = [
            ("name", self.opened.agreement.name.as_str()),
            ("times", &times.join(", ")),
            ("zone", self.opened.agreement.zone.name()),
            ("unit", &self.unit),
        ];
        let words = self.opened.texts.phrase(&format!("app.schedule-{key}"), &values);
        words.lines().map(|line| format!("{mark}{line}\n")).collect::<Vec<_>>().concat()
    }

    /// The credential that systemd hands over, where the password is one.
    fn credential(&self) -> Option<&str> {
        match &self.opened.agreement.mail.server.as_ref()?.account.as_ref()?.secret {
            SecretSource::Credential(name) => Some(name),
            _ => None,
        }
    }
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
    format!("'{}'", word.replace('\'', "'\\''"))
}
