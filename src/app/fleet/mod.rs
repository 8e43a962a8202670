//! `--all`: the same command for many agreements, each in a process of its own, so that one that fails fails alone.

mod child;
mod document;
mod member;
mod roll;
mod share;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::{self, Duration, SystemTime};

use crate::ledger::written::note_alone;
use crate::mail::folder::deliver_to_folder;
use crate::model::hash::sha256;
use crate::model::moment::Instant;
use crate::model::zone::Zone;
use crate::texts::{Texts, format};

use super::command::{Command, FleetArgs};
use super::console::Console;
use super::failure::{Exit, Failure};
use super::open;
use child::{End, Ended, Limits};
use member::{Member, Unnamed};
pub use roll::roll;
use share::{Share, Unclear};

/// Exit codes from the worst to none: the first of these that any agreement ended with is the exit code of all.
///
/// What stops more, and what needs a person, comes first.
const WORST: [Exit; 9] = [
    Exit::Write,
    Exit::Other,
    Exit::Agreement,
    Exit::Usage,
    Exit::NoInput,
    Exit::Data,
    Exit::Mail,
    Exit::Busy,
    Exit::Done,
];

/// Carries a command out for every agreement that `asked` names; `arguments` are the command's own, for each of them.
pub fn all(
    console: Console,
    command: &Command,
    asked: &FleetArgs,
    arguments: Vec<OsString>,
    now: Instant,
) -> Exit {
    let fleet = Fleet { console, texts: open::texts(None), command, asked };
    fleet.carry_out(arguments, now).unwrap_or_else(|failure| {
        console.error(&failure.text);
        failure.exit
    })
}

/// The files of the agreements that patterns name, sorted.
pub fn configs(patterns: &[String]) -> Result<Vec<PathBuf>, Failure> {
    let named = named(&open::texts(None), patterns)?;
    Ok(named.into_iter().map(|member| member.config).collect())
}

fn named(texts: &Texts, patterns: &[String]) -> Result<Vec<Member>, Failure> {
    member::named(patterns).map_err(|unnamed| {
        let text = match unnamed {
            Unnamed::None(pattern) => texts.phrase("fleet.none", &[("pattern", &pattern)]),
            Unnamed::Unreadable(path, reason) => {
                texts.phrase("fleet.unreadable", &[("path", &*path), ("reason", &reason)])
            }
        };
        Failure::new(Exit::Agreement, text)
    })
}

/// The words of each exit code.
const EXITS: [&str; 9] = [
    "fleet.exit-0",
    "fleet.exit-1",
    "fleet.exit-2",
    "fleet.exit-3",
    "fleet.exit-4",
    "fleet.exit-5",
    "fleet.exit-6",
    "fleet.exit-7",
    "fleet.exit-8",
];

struct Fleet<'a> {
    console: Console,
    texts: Texts,
    command: &'a Command,
    asked: &'a FleetArgs,
}

impl Fleet<'_> {
    fn carry_out(&self, mut arguments: Vec<OsString>, now: Instant) -> Result<Exit, Failure> {
        let (began, since) = (time::Instant::now(), SystemTime::now());
        let (limits, share) = (self.limits()?, self.share()?);
        let jobs = self.asked.jobs.or_else(|| std::thread::available_parallelism().ok());
        let jobs = jobs.map_or(1, NonZero::get);
        let mut members = self.members(share)?;
        if self.is_run() {
            // Its answer is ours: the documents of two thousand agreements are no answer.
            arguments.retain(|argument| argument != "--json");
        }
        self.work(&mut members, &arguments, jobs, limits);
        let exit = worst(&members);
        let took = i64::try_from(began.elapsed().as_secs()).unwrap_or_default();
        let span = [now, now + took].map(utc);
        let command = arguments.first().map_or("".into(), |name| name.to_string_lossy());
        let facts = document::Facts {
            command: &command,
            span: (&span[0], &span[1]),
            share,
            jobs,
            since,
            exit: exit as u8,
        };
        self.tell_all(&members);
        self.write(&facts, &members)?;
        Ok(exit)
    }

    /// The limits asked for; a system that does not tell of other processes' memory cannot bound it.
    fn limits(&self) -> Result<Limits, Failure> {
        let FleetArgs { time_limit, memory_limit, .. } = self.asked;
        if memory_limit.is_some() && child::held_by(std::process::id()).is_none() {
            return Err(self.usage("fleet.no-memory-limit", &[]));
        }
        let time = time_limit.map(|seconds| Duration::from_secs(seconds.get()));
        Ok(Limits { time, memory: memory_limit.map(|megabytes| megabytes.get() * 1_000_000) })
    }

    fn share(&self) -> Result<Share, Failure> {
        let variable = |name: &str| std::env::var(name).ok();
        Share::asked(self.asked.task.as_deref(), variable).map_err(|unclear| match unclear {
            Unclear::Words(found) => self.usage("fleet.task-words", &[("found", &found)]),
            Unclear::NoIndex(of) => self.usage("fleet.task-index", &[("n", &of.to_string())]),
            Unclear::NoCount(name) => self.usage("fleet.task-count", &[("name", name)]),
        })
    }

    /// This share's agreements; of two that write to one place the later one is told and not started, and so is what is no file.
    fn members(&self, share: Share) -> Result<Vec<Member>, Failure> {
        let named = named(&self.texts, &self.asked.all)?;
        let own = named.into_iter().enumerate().filter(|(place, _)| share.holds(*place));
        let told = own.map(|(_, member)| {
            let twin = member
                .twin
                .as_ref()
                .map(|(key, twin)| self.texts.phrase(key, &[("other", &*twin.to_string_lossy())]));
            let no_file = || {
                let is_none = member::is_no_file(&member.config);
                is_none.then(|| self.texts.word("fleet.no-file").to_owned())
            };
            let why = twin.or_else(no_file);
            let ended = why.map(|why| Ended::not_started(Exit::Agreement, why));
            Member { ended, ..member }
        });
        Ok(told.collect())
    }

    /// Runs what is to be started, and tells of each as it ends.
    fn work(&self, members: &mut [Member], arguments: &[OsString], jobs: usize, limits: Limits) {
        let is_waiting = |place: &usize| members.get(*place).is_some_and(|one| one.ended.is_none());
        let (waiting, apart): (Vec<usize>, Vec<usize>) =
            (0..members.len()).partition(|place| is_waiting(place));
        let configs: Vec<PathBuf> =
            waiting.iter().filter_map(|place| Some(members.get(*place)?.config.clone())).collect();
        let paths: Vec<&Path> = configs.iter().map(PathBuf::as_path).collect();
        let (mut done, total) = (0, members.len());
        let mut tell = |member: &Member| {
            done += 1;
            self.tell(member, done, total);
        };
        apart.iter().filter_map(|place| members.get(*place)).for_each(&mut tell);
        child::each(&paths, arguments, jobs, limits, |place, ended| {
            let member = waiting.get(place).and_then(|place| members.get_mut(*place));
            if let Some(member) = member {
                member.ended = Some(ended);
                tell(member);
            }
        });
    }

    /// A line of progress, what the agreement answered, and what it said where it was not done.
    fn tell(&self, member: &Member, done: usize, total: usize) {
        let Some(ended) = &member.ended else { return };
        let values = [
            ("done", &*done.to_string()),
            ("total", &total.to_string()),
            ("config", &member.config.to_string_lossy()),
            ("how", self.how(ended)),
            ("seconds", &format::number(self.texts.language, ended.seconds, 1)),
        ];
        let line = self.texts.phrase("fleet.line", &values);
        if ended.exit == 0 {
            self.console.note(&line);
            ended.told.lines().for_each(|line| self.console.detail(&format!("    {line}")));
        } else {
            // What failed is told however quiet.
            self.console.error(&line);
            let said = document::last_lines(&ended.told);
            said.iter().for_each(|line| self.console.error(&format!("    {line}")));
        }
        if !self.command.wants_json() && !ended.answer.trim().is_empty() {
            self.console.answer(&format!("{}\n{}", member.config.display(), ended.answer));
        }
    }

    /// How an agreement ended, in words.
    fn how(&self, ended: &Ended) -> &str {
        let own = match ended.end {
            End::Exited => EXITS.get(usize::from(ended.exit)).copied(),
            End::OutOfTime => Some("fleet.out-of-time"),
            End::OutOfMemory => Some("fleet.out-of-memory"),
            End::Killed => Some("fleet.killed"),
            End::NotStarted => Some("fleet.not-started"),
        };
        self.texts.word(own.unwrap_or("fleet.exit-1"))
    }

    /// The end table: how many ended in which way, and those that were not done.
    fn tell_all(&self, members: &[Member]) {
        let mut ways: BTreeMap<&str, u64> = BTreeMap::new();
        for ended in members.iter().filter_map(|member| member.ended.as_ref()) {
            *ways.entry(self.how(ended)).or_default() += 1;
        }
        let note = |line: &str| self.console.note(line);
        note("");
        note(&self.texts.count("fleet.all", members.len() as u64, &[]));
        for (how, count) in ways {
            note(&format!("{count:>8}  {how}"));
        }
    }

    /// The document: to a file for a run, for whoever reads the whole; printed where asked for.
    fn write(&self, facts: &document::Facts, members: &[Member]) -> Result<(), Failure> {
        let folder = self.asked.to.clone().unwrap_or_else(|| PathBuf::from("."));
        let text = format!("{:#}\n", document::of(facts, members, &folder));
        if self.is_run() {
            let name = match facts.share {
                Share { of: 1, .. } => "fleet.json".to_owned(),
                Share { number, of } => format!("fleet-{number}-{of}.json"),
            };
            note(members, &folder, &name, &text);
            let written = deliver_to_folder(&folder, &name, text.as_bytes());
            let path = written.map_err(|error| {
                let path = folder.join(&name);
                let values = [("path", &*path.to_string_lossy()), ("reason", &error.to_string())];
                Failure::new(Exit::Write, self.texts.phrase("app.cannot-write", &values))
            })?;
            let values = [("path", &*path.to_string_lossy())];
            self.console.note(&self.texts.phrase("fleet.written", &values));
        }
        if self.command.wants_json() {
            self.console.answer(text.trim_end());
        }
        Ok(())
    }

    fn is_run(&self) -> bool {
        matches!(self.command, Command::Run(_))
    }

    fn usage(&self, key: &str, values: &[(&str, &str)]) -> Failure {
        Failure::new(Exit::Usage, self.texts.phrase(key, values))
    }
}

/// Notes the document at the record of each agreement whose words stand in it: `forget` looks for a person there too.
fn note(members: &[Member], folder: &Path, name: &str, text: &str) {
    let hash = sha256(text.as_bytes());
    let speaks = |member: &&Member| {
        member.ended.as_ref().is_some_and(|own| !(own.told.is_empty() && own.answer.is_empty()))
    };
    for known in members.iter().filter(speaks).filter_map(|member| member.known.as_ref()) {
        note_alone(&known.ledger, (&known.name, folder), name, &hash);
    }
}

/// An instant as documents have it.
fn utc(at: Instant) -> String {
    Zone::named("UTC").map(|zone| zone.rfc3339(at)).unwrap_or_default()
}

/// The exit code of all.
fn worst(members: &[Member]) -> Exit {
    let has = |exit: &Exit| {
        members.iter().filter_map(|member| member.ended.as_ref()).any(|ended| {
            ended.exit == *exit as u8 || (*exit == Exit::Other && ended.exit > Exit::Write as u8)
        })
    };
    WORST.into_iter().find(has).unwrap_or(Exit::Done)
}
