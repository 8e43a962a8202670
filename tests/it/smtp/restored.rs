//! Killed while a copy of the record is made, or put back: nothing that was recorded is lost, and nothing goes out twice.

use std::process::Command;

use super::crash::{calls_of, sweep, traced};
use super::pki::Shown;
use super::server::{Server, USUAL};
use super::{Job, REPORT};
use crate::support::skip::skip;

/// Calls by which files come, grow, go and get their names.
const CALLS: [&str; 10] = [
    "openat",
    "pwrite64",
    "write",
    "fsync",
    "fdatasync",
    "rename",
    "unlink",
    "mkdir",
    "ftruncate",
    "copy_file_range",
];
const TUESDAY: &str = "run --as-of 2026-11-24T08:00 --send";

/// What is being done when it is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scene {
    /// A second run of the record: its copy is made.
    Copy,
    /// The copy is put back after that run.
    Restore,
}

impl Scene {
    fn command(self) -> &'static str {
        match self {
            Self::Copy => TUESDAY,
            Self::Restore => "ledger restore",
        }
    }

    /// A job up to the command.
    fn job(self, server: &Server) -> Job {
        let job = Job::to(server.port);
        assert_eq!(job.run().exit, 0);
        if self == Self::Restore {
            assert_eq!(job.acordo(TUESDAY).exit, 0);
            assert_eq!(job.room.names("acordo.db.copies").len(), 1);
        }
        job
    }
}

fn points() -> Vec<(Scene, &'static str, usize)> {
    let each = |scene: Scene| {
        let server = Server::start(Shown::Good, USUAL, false);
        let counts = calls_of(&scene.job(&server), scene.command(), &CALLS);
        CALLS.into_iter().flat_map(move |call| {
            let most = counts.get(call).copied().unwrap_or_default();
            (1..=most).map(move |nth| (scene, call, nth))
        })
    };
    [Scene::Copy, Scene::Restore].into_iter().flat_map(each).collect()
}

/// What a point came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    Once,
    TwiceAndSaid,
}

fn hold(scene: Scene, call: &str, nth: usize) -> Came {
    let server = Server::start(Shown::Good, USUAL, false);
    let job = scene.job(&server);
    let asked = [
        format!("-etrace={call}"),
        format!("-einject={call}:signal=KILL:when={nth}"),
        "-o/dev/null".to_owned(),
    ];
    let _killed = job.room.tell_or_killed(&mut traced(&job, scene.command(), &asked));
    let mut told = job.acordo(TUESDAY);
    if scene == Scene::Restore && told.exit == 1 {
        assert!(told.stderr.contains("acordo ledger restore"), "{}", told.stderr);
        let restored = job.acordo("ledger restore");
        assert_eq!(restored.exit, 0, "{}", restored.stderr);
        told = job.acordo(TUESDAY);
    }
    assert_eq!(told.exit, 0, "{}", told.stderr);
    let checked = job.acordo("ledger check");
    assert!(
        checked.exit == 0 && !checked.stdout.contains("não serve"),
        "{}{}",
        checked.stdout,
        checked.stderr
    );
    let ledger = rusqlite::Connection::open(job.room.path("acordo.db")).unwrap();
    let number = |sql: &str| ledger.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(
        number(
            "SELECT COUNT(*) FROM recipients WHERE state = 'sent' AND key NOT LIKE '%|operator|%'"
        ),
        6,
        "nothing is lost"
    );
    assert!(number("SELECT COUNT(*) FROM runs") >= 2);
    let parts = job.room.names(".").into_iter().filter(|name| name.contains("acordo.db.part"));
    assert!(parts.count() == 0 || scene == Scene::Restore);
    let came = REPORT.map(|address| match (server.copies(address), job.resends(address)) {
        (2, _) => Came::Once,
        (3, 1) if scene == Scene::Copy => Came::TwiceAndSaid,
        other => panic!("{address}: {other:?}"),
    });
    came.into_iter().max().unwrap()
}

#[test]
fn nothing_is_lost_wherever_a_copy_or_a_restoring_is_killed() {
    if Command::new("strace").arg("-V").output().is_err() {
        skip("no strace here to kill the program at a chosen call");
        return;
    }
    let all = points();
    assert!(all.len() >= 300, "{} points", all.len());
    sweep(&all, 24, |(scene, call, nth)| (*scene, hold(*scene, call, *nth)));
}
