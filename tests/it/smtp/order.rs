//! What is on the disk before what: files before their names, names before letters, the journal before the text.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use super::pki::Shown;
use super::server::{Server, USUAL};
use super::{Job, taken};
use crate::support::skip::skip;

/// What the tracer saw, in the order in which it began (a sending) or was done (all else).
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Synced(String),
    Renamed(String, String),
    /// A thread sends more than any command or handshake is long.
    Text(String),
    Heard(String),
}

/// Letters of a usual run are longer than this, handshakes and commands are not.
const LONG: usize = 4_000;

fn seen(log: &str) -> Vec<Seen> {
    let (mut all, mut begun) = (Vec::new(), BTreeMap::new());
    for line in log.lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        let (thread, call) = (thread.to_owned(), call.trim_start());
        let whole = match call.strip_suffix(" <unfinished ...>") {
            Some(start) => {
                if is_text(start) {
                    all.push(Seen::Text(thread.clone()));
                }
                begun.insert(thread, start.to_owned());
                continue;
            }
            None => match call.split_once(" resumed>") {
                Some((_, end)) => {
                    begun.remove(&thread).map(|start| (format!("{start}{end}"), true))
                }
                None => Some((call.to_owned(), false)),
            },
        };
        let Some((whole, was_begun)) = whole else { continue };
        let between = |from: char, to: char| {
            whole
                .split_once(from)
                .and_then(|(_, rest)| rest.split_once(to))
                .map(|(inner, _)| inner.to_owned())
        };
        match whole.split('(').next().unwrap() {
            "fsync" | "fdatasync" => all.push(Seen::Synced(between('<', '>').unwrap())),
            "rename" | "renameat" | "renameat2" => {
                let names: Vec<String> =
                    whole.split('"').skip(1).step_by(2).map(str::to_owned).collect();
                all.push(Seen::Renamed(names[0].clone(), names[1].clone()));
            }
            "sendto" | "writev" if !was_begun && is_text(&whole) => all.push(Seen::Text(thread)),
            "recvfrom" if !whole.contains("= -1") && !whole.ends_with("= 0") => {
                all.push(Seen::Heard(thread))
            }
            _ => {}
        }
    }
    all
}

fn is_text(call: &str) -> bool {
    let lengths =
        call.split([' ', ',', '=', '}', ')']).filter_map(|part| part.parse::<usize>().ok());
    (call.starts_with("sendto(") || call.starts_with("writev(")) && lengths.max() > Some(LONG)
}

#[test]
fn everything_is_on_disk_before_what_relies_on_it() {
    if Command::new("strace").arg("-V").output().is_err() {
        skip("no strace here to see the order of calls");
        return;
    }
    let server = Server::start(Shown::Good, USUAL, false);
    let job = Job::to(server.port);
    let (log, plain) =
        (job.room.path("calls.txt"), job.command("run --as-of 2026-11-23T08:00 --send"));
    let mut traced = Command::new("strace");
    traced
        .args([
            "-f",
            "-y",
            "-s0",
            "-etrace=fsync,fdatasync,rename,renameat,renameat2,sendto,writev,recvfrom",
            "-o",
        ])
        .arg(&log);
    traced.arg(plain.get_program()).args(plain.get_args()).current_dir(job.room.path(""));
    traced.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let told = job.room.tell(&mut traced);
    assert_eq!((told.exit, taken(&server)), (0, vec![1; 3]), "{}", told.stderr);
    let all = seen(&fs::read_to_string(log).unwrap());
    names_come_after_their_files(&all);
    texts_come_after_their_record(&all);
}

fn names_come_after_their_files(all: &[Seen]) {
    let first_text = all.iter().position(|seen| matches!(seen, Seen::Text(_))).unwrap();
    let mut names = Vec::new();
    for (place, seen) in all.iter().enumerate() {
        let Seen::Renamed(draft, name) = seen else { continue };
        let folder = name.rsplit_once('/').unwrap().0;
        assert!(
            all[..place].contains(&Seen::Synced(draft.clone())),
            "{name} has its name before its bytes are on disk: {all:#?}"
        );
        let told = all[place..first_text]
            .iter()
            .any(|seen| matches!(seen, Seen::Synced(path) if path.trim_end_matches('/') == folder));
        assert!(told, "a letter goes before the name of {name} is on disk: {all:#?}");
        names.push(name.rsplit_once('.').unwrap().1.to_owned());
    }
    names.sort_unstable();
    assert_eq!(names, ["csv", "json", "txt", "txt", "txt", "xlsx"]);
}

/// For each letter: go ahead, record on disk, text, answer, record on disk.
fn texts_come_after_their_record(all: &[Seen]) {
    let is_record = |seen: &Seen| matches!(seen, Seen::Synced(path) if path.ends_with("acordo.db"));
    let mut letters = 0;
    for (place, seen) in all.iter().enumerate() {
        let Seen::Text(thread) = seen else { continue };
        let heard = Seen::Heard(thread.clone());
        let go_ahead = all[..place].iter().rposition(|earlier| *earlier == heard).unwrap();
        if all[go_ahead..place].contains(seen) {
            continue; // a further piece of the same text
        }
        assert!(
            all[go_ahead..place].iter().any(is_record),
            "the text goes before its record is on disk: {all:#?}"
        );
        let answer = place + all[place..].iter().position(|later| *later == heard).unwrap();
        let next = all[answer..]
            .iter()
            .position(|later| matches!(later, Seen::Text(_)))
            .map_or(all.len(), |next| answer + next);
        assert!(
            all[answer..next].iter().any(is_record),
            "the next letter goes before the answer is on disk: {all:#?}"
        );
        letters += 1;
    }
    assert_eq!(letters, 2, "one text an audience");
}
