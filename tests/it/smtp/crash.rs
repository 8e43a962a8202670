//! Killed, or refused by the system, at any call it makes: nothing is lost, nothing is silent, nothing is sent twice but what is in doubt.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use super::pki::Shown;
use super::rounds::is_full;
use super::server::{Act, At, Fault, Server, USUAL};
use super::{Job, MKT_TOO, OPERATOR, REPORT, words};
use crate::support::skip::skip;

/// Calls by which letters go and records are kept: each one of them is a point. What libraries call differs from system to system.
const SENDING: [&str; 10] = [
    "connect",
    "sendto",
    "writev",
    "recvfrom",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
];
/// Other calls: every tenth is.
const BEFORE: [&str; 6] = ["openat", "write", "read", "close", "unlink", "ftruncate"];
/// What the system may answer instead of doing it (at every call, or every so many): once, and where a full or broken disk is meant,
/// from then on.
const ERRORS: [(&str, &str, usize); 13] = [
    ("pwrite64", "ENOSPC", 4),
    ("write", "ENOSPC", 1),
    ("fsync", "EIO", 1),
    ("fsync", "ENOSPC", 2),
    ("fdatasync", "EIO", 1),
    ("rename", "EACCES", 1),
    ("renameat", "EACCES", 1),
    ("renameat2", "EACCES", 1),
    ("openat", "EACCES", 10),
    ("connect", "ENETUNREACH", 1),
    ("sendto", "ECONNRESET", 1),
    ("writev", "ECONNRESET", 1),
    ("recvfrom", "ECONNRESET", 1),
];
const RUN: &str = "run --as-of 2026-11-23T08:00 --send";

/// What is agreed on for what is in doubt, and what the server is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scene {
    Resend,
    Hold,
    /// One recipient is refused for good: the operator must hear of it.
    Refused,
}

/// A point: which call, and what happens at the how-manieth.
#[derive(Clone, Debug)]
struct Point {
    scene: Scene,
    call: &'static str,
    what: String,
}

/// The program under a tracer that does as told.
pub fn traced(job: &Job, what: &str, arguments: &[String]) -> Command {
    let plain = job.command(what);
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq"]).args(arguments).arg(plain.get_program()).args(plain.get_args());
    traced
        .current_dir(plain.get_current_dir().unwrap())
        .envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    traced
}

/// How often a run of a new job makes each call on any one thread.
fn counts() -> BTreeMap<String, usize> {
    let server = Server::start(Shown::Good, USUAL, false);
    calls_of(&Job::to(server.port), RUN, &[SENDING.as_slice(), &BEFORE].concat())
}

/// How often a command of a job makes each call on any one thread.
pub fn calls_of(job: &Job, what: &str, calls: &[&str]) -> BTreeMap<String, usize> {
    let log = job.room.path("calls.txt");
    let asked = [format!("-etrace={}", calls.join(",")), format!("-o{}", log.display())];
    assert!(traced(job, what, &asked).output().unwrap().status.success());
    let mut by_thread: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in fs::read_to_string(log).unwrap().lines().filter(|line| !line.contains("resumed>")) {
        let mut words = line.split_whitespace();
        let (process, call) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        *by_thread
            .entry((process.to_owned(), call.split('(').next().unwrap().to_owned()))
            .or_default() += 1;
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
    let each = |calls: &[&'static str],
                step: usize,
                what: &str|
     -> Vec<(&'static str, usize, String)> {
        let up_to =
            |call: &'static str| (1..=counts.get(call).copied().unwrap_or_default()).step_by(step);
        calls.iter().flat_map(|call| up_to(call).map(|nth| (*call, nth, what.to_owned()))).collect()
    };
    let sending = each(&SENDING, 1, "signal=KILL:when=N");
    let mut usual = [sending.clone(), each(&BEFORE, 10, "signal=KILL:when=N")].concat();
    for (call, error, step) in ERRORS {
        usual.extend(each(&[call], step, &format!("error={error}:when=N")));
        if ["ENOSPC", "EIO"].contains(&error) {
            usual.extend(each(&[call], 2 * step, &format!("error={error}:when=N+")));
        }
    }
    let scenes = [(Scene::Resend, &usual), (Scene::Hold, &usual), (Scene::Refused, &sending)];
    let point = |scene, (call, nth, what): &(&'static str, usize, String)| Point {
        scene,
        call,
        what: what.replace('N', &nth.to_string()),
    };
    scenes
        .into_iter()
        .flat_map(|(scene, points)| points.iter().map(move |one| point(scene, one)))
        .collect()
}

/// What a point came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    SentOnce,
    TwiceAndSaid,
    Held,
}

fn hold(point: &Point) -> Came {
    let server = Server::start(Shown::Good, USUAL, false);
    let job = Job::to(server.port);
    let job = if point.scene == Scene::Hold {
        job.with("# on-unknown", "on-unknown = \"hold\"")
    } else {
        job
    };
    if point.scene == Scene::Refused {
        server.fail(&[Fault {
            only: MKT_TOO,
            ..Fault::new(At::Rcpt, Act::Say("550 no such user\r\n"))
        }]);
    }
    let Point { call, what, .. } = point;
    let first = job.room.tell_or_killed(&mut traced(
        &job,
        RUN,
        &[format!("-etrace={call}"), format!("-einject={call}:{what}"), "-o/dev/null".to_owned()],
    ));
    if let Some(first) = first {
        let before = REPORT.map(|address| server.copies(address));
        assert!(
            first.exit != 0 || before == [1; 3],
            "it said that all went well: {before:?}\n{}",
            first.stderr
        );
        assert!(first.exit == 0 || !first.stderr.is_empty(), "it failed without a word");
    }
    assert!(
        job.room
            .names("relatorios")
            .iter()
            .all(|name| !name.ends_with(".xlsx") || opens(&job, name)),
        "no half workbook has a final name"
    );
    let second = job.run();
    assert!([0, 5].contains(&second.exit), "{}", second.stderr);
    let parts = job.room.names("relatorios").into_iter().chain(job.room.names("outbox"));
    assert_eq!(
        parts.filter(|name| name.contains(".part")).count(),
        0,
        "nothing half-written stays"
    );
    let came = REPORT.iter().map(|address| fate(point, &job, &server, address)).max().unwrap();
    assert_eq!(
        second.exit,
        if came == Came::Held || point.scene == Scene::Refused { 5 } else { 0 },
        "{}",
        second.stderr
    );
    let letters: Vec<String> = server
        .kept()
        .into_iter()
        .filter(|kept| kept.to == [OPERATOR])
        .map(|kept| words(&kept.text))
        .collect();
    assert!(came == Came::SentOnce || !letters.is_empty(), "a doubt is told");
    if point.scene == Scene::Refused {
        assert!(
            letters.iter().any(|text| text.contains(MKT_TOO)),
            "a refusal is told, whenever the run broke off: {letters:?}"
        );
    }
    came
}

fn opens(job: &Job, name: &str) -> bool {
    calamine::open_workbook::<calamine::Xlsx<_>, _>(job.room.path(&format!("relatorios/{name}")))
        .is_ok()
}

/// The ledger's word for a recipient is what the server has.
fn fate(point: &Point, job: &Job, server: &Server, address: &str) -> Came {
    let (copies, resends, state) = (
        server.copies(address),
        job.resends(address),
        job.states().remove(address).unwrap_or_default(),
    );
    let texts: BTreeSet<_> = server
        .kept()
        .into_iter()
        .filter(|kept| kept.to.contains(&address.to_owned()))
        .map(|kept| kept.text)
        .collect();
    assert!(texts.len() <= 1, "{address}: a second copy is the same, byte for byte");
    match (state.as_str(), copies) {
        ("sent", 1) => Came::SentOnce,
        ("sent", 2) if resends == 1 && point.scene != Scene::Hold => Came::TwiceAndSaid,
        ("held", 0 | 1) if point.scene == Scene::Hold => Came::Held,
        ("failed", 0) if point.scene == Scene::Refused && address == MKT_TOO => Came::SentOnce,
        other => panic!("{address}: {other:?}, {resends} resends"),
    }
}

#[test]
fn nothing_is_lost_or_doubled_wherever_it_is_killed() {
    if !cfg!(target_os = "linux") || Command::new("strace").arg("-V").output().is_err() {
        skip("no strace here to kill the program at a chosen call");
        return;
    }
    let all = points();
    assert!(all.len() >= 300, "{} points", all.len());
    sweep(&all, 20, |point| (point.scene, hold(point)));
}

/// Holds at all points with `ACORDO_SWEEP=full`, which takes minutes; otherwise at a few, spread over them. Tells how often it came to what.
pub fn sweep<P: Clone + Debug + Send + Sync, C: Ord + Debug + Send>(
    all: &[P],
    few: usize,
    hold: impl Fn(&P) -> C + Sync,
) {
    let step = if is_full() { 1 } else { all.len() / few };
    let chosen: Vec<P> = all.iter().step_by(step.max(1)).cloned().collect();
    let (queue, results, broken) = (
        Mutex::new(chosen.clone()),
        Mutex::new(BTreeMap::<C, usize>::new()),
        Mutex::new(Vec::new()),
    );
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
    assert!(broken.lock().unwrap().is_empty(), "{:?}", broken.lock().unwrap());
}
