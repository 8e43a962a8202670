//! Killed, or refused by the system, at any call it makes: nothing is lost, nothing is silent, nothing is sent twice but what is in doubt.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use super::pki::Shown;
use super::server::{Server, USUAL};
use super::{Job, REPORT};

/// Calls of the phase that sends: each one of them is a point.
const SENDING: [&str; 5] = ["sendto", "recvfrom", "fdatasync", "pwrite64", "connect"];
/// Calls before it: every tenth is.
const BEFORE: [&str; 7] = ["openat", "write", "fsync", "rename", "read", "unlink", "ftruncate"];
/// What the system may answer instead of doing it.
const ERRORS: [(&str, &str); 8] = [
    ("fdatasync", "EIO"),
    ("fdatasync", "ENOSPC"),
    ("pwrite64", "ENOSPC"),
    ("fsync", "EIO"),
    ("rename", "EACCES"),
    ("sendto", "ECONNRESET"),
    ("recvfrom", "ECONNRESET"),
    ("connect", "ENETUNREACH"),
];
const RUN: &str = "run --as-of 2026-11-23T08:00 --send";

/// A point: which call, the how-manieth, and what happens there.
#[derive(Clone, Debug)]
struct Point {
    call: &'static str,
    nth: usize,
    what: String,
}

/// The program under a tracer that does as told.
fn traced(job: &Job, arguments: &[String]) -> Command {
    let plain = job.command(RUN);
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq"]).args(arguments).arg(plain.get_program()).args(plain.get_args());
    traced.current_dir(plain.get_current_dir().unwrap()).envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    traced
}

/// How often a run of this job makes each call on any one thread.
fn counts() -> BTreeMap<String, usize> {
    let server = Server::start(Shown::Good, USUAL, false);
    let job = Job::to(server.port);
    let calls = [SENDING.as_slice(), &BEFORE].concat().join(",");
    let log = job.room.path("calls.txt");
    let asked = [format!("-etrace={calls}"), format!("-o{}", log.display())];
    assert!(traced(&job, &asked).output().unwrap().status.success());
    let mut by_thread: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in fs::read_to_string(log).unwrap().lines().filter(|line| !line.contains("resumed>")) {
        let mut words = line.split_whitespace();
        let (process, call) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        *by_thread.entry((process.to_owned(), call.split('(').next().unwrap().to_owned())).or_default() += 1;
    }
    let mut most: BTreeMap<String, usize> = BTreeMap::new();
    for ((_, call), count) in by_thread {
        let known = most.entry(call).or_default();
        *known = count.max(*known);
    }
    most
}

fn points() -> Vec<Point> {
    let counts = counts();
    let up_to = |call: &str| counts.get(call).copied().unwrap_or_default();
    let kill = |call, nth| Point { call, nth, what: "signal=KILL".to_owned() };
    let sending = SENDING.iter().flat_map(|call| (1..=up_to(call)).map(move |nth| kill(*call, nth)));
    let before = BEFORE.iter().flat_map(|call| (1..=up_to(call)).step_by(10).map(move |nth| kill(*call, nth)));
    let refused =
        ERRORS.iter().flat_map(|(call, error)| (1..=up_to(call)).map(move |nth| Point { call, nth, what: format!("error={error}") }));
    sending.chain(before).chain(refused).collect()
}

/// What a point came to.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    SentOnce,
    TwiceAndSaid,
}

fn hold(point: &Point) -> Came {
    let server = Server::start(Shown::Good, USUAL, false);
    let job = Job::to(server.port);
    let Point { call, nth, what } = point;
    let mut injected = traced(&job, &[format!("-etrace={call}"), format!("-einject={call}:{what}:when={nth}"), "-o/dev/null".to_owned()]);
    let first = job.room.tell_or_killed(&mut injected);
    let before = REPORT.map(|address| server.copies(address));
    if let Some(first) = first.filter(|first| first.exit == 0) {
        assert_eq!(before, [1; 3], "it said that all went well\n{}", first.stderr);
    }
    let books = job.room.names("relatorios").into_iter().filter(|name| name.ends_with(".xlsx"));
    for book in books {
        calamine::open_workbook::<calamine::Xlsx<_>, _>(job.room.path(&format!("relatorios/{book}"))).unwrap();
    }
    let second = job.run();
    assert_eq!(second.exit, 0, "{}", second.stderr);
    assert!(job.states().values().all(|state| state == "sent") && job.states().len() == 3, "{:?}", job.states());
    let parts = job.room.names("relatorios").into_iter().chain(job.room.names("outbox"));
    assert_eq!(parts.filter(|name| name.contains(".part")).count(), 0, "nothing half-written stays");
    let mut came = Came::SentOnce;
    for (address, copies) in REPORT.map(|address| (address, server.copies(address))) {
        let resends = job.resends(address);
        assert_eq!(copies, 1.max(copies.min(1 + resends)), "{address}: {copies} copies, {resends} resends");
        if copies == 2 {
            came = Came::TwiceAndSaid;
            let texts: BTreeSet<_> =
                server.kept().into_iter().filter(|kept| kept.to.contains(&address.to_owned())).map(|kept| kept.text).collect();
            assert_eq!(texts.len(), 1, "a second copy is the same, byte for byte");
        }
    }
    came
}

#[test]
fn nothing_is_lost_or_doubled_wherever_it_is_killed() {
    if !cfg!(target_os = "linux") || Command::new("strace").arg("-V").output().is_err() {
        println!("skipped: no strace here to kill the program at a chosen call");
        return;
    }
    let all = points();
    // The whole sweep takes minutes: ACORDO_SWEEP=full. Otherwise twenty points, spread over it.
    let is_full = std::env::var("ACORDO_SWEEP").is_ok_and(|asked| asked == "full");
    let step = if is_full { 1 } else { all.len() / 20 };
    let chosen: Vec<Point> = all.iter().step_by(step.max(1)).cloned().collect();
    let (queue, results, broken) = (Mutex::new(chosen.clone()), Mutex::new(BTreeMap::new()), Mutex::new(Vec::new()));
    let next = || queue.lock().unwrap().pop();
    let work = || {
        while let Some(point) = next() {
            match catch_unwind(AssertUnwindSafe(|| hold(&point))) {
                Ok(came) => *results.lock().unwrap().entry(came).or_insert(0) += 1,
                Err(_) => broken.lock().unwrap().push(point),
            }
        }
    };
    thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(work))));
    println!("{} of {} points: {:?}", chosen.len(), all.len(), results.lock().unwrap());
    assert!(all.len() >= 300, "{} points", all.len());
    assert!(broken.lock().unwrap().is_empty(), "{:?}", broken.lock().unwrap());
}
