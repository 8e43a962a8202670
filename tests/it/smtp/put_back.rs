//! Killed while letters go, then the record is put back to the copy from before: what went out, or may have, is not sent again without a word.

use std::process::Command;

use super::crash::{calls_of, sweep, traced};
use super::pki::Shown;
use super::server::{Act, At, Fault, Server, USUAL};
use super::{Job, REPORT};
use crate::support::skip::skip;

/// Calls by which letters go and records are kept: each is a point, or every so many.
const CALLS: [(&str, usize); 10] = [
    ("connect", 1),
    ("sendto", 1),
    ("writev", 1),
    ("recvfrom", 1),
    ("pwrite64", 4),
    ("write", 10),
    ("fsync", 1),
    ("fdatasync", 1),
    ("rename", 1),
    ("openat", 20),
];
const TUESDAY: &str = "run --as-of 2026-11-24T08:00 --send";

/// What the copy knows of the letters that go when the run is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scene {
    /// Nothing: they are written after it was made.
    Written,
    /// They are in it, and wait.
    Waiting,
    /// Nothing, and the record itself is lost with all its copies: it begins anew.
    Anew,
}

impl Scene {
    const ALL: [Self; 3] = [Self::Written, Self::Waiting, Self::Anew];

    fn command(self) -> &'static str {
        if self == Self::Waiting { "send" } else { TUESDAY }
    }

    /// A job up to the command.
    fn job(self, server: &Server) -> Job {
        let job = Job::to(server.port);
        if self == Self::Waiting {
            server.fail(&[Fault::new(At::Mail, Act::Say("451 later\r\n"))]);
            assert_eq!(job.acordo(TUESDAY).exit, 5);
            server.fail(&[]);
        } else {
            assert_eq!(job.run().exit, 0);
        }
        job
    }

    /// Loses what was recorded since.
    fn put_back(self, job: &Job) -> String {
        if self == Self::Anew {
            std::fs::remove_file(job.room.path("acordo.db")).unwrap();
            let _ = std::fs::remove_file(job.room.path("acordo.db-journal"));
            let _ = std::fs::remove_dir_all(job.room.path("acordo.db.copies"));
            return String::new();
        }
        let told = job.acordo("ledger restore");
        // Killed before its copy had a name, nothing was sent.
        let has_copy = job.room.names("acordo.db.copies").iter().any(|name| name.ends_with(".db"));
        assert_eq!(told.exit, i32::from(!has_copy), "{told:?}");
        told.stdout
    }
}

fn points() -> Vec<(Scene, &'static str, usize)> {
    let each = |scene: Scene| {
        let server = Server::start(Shown::Good, USUAL, false);
        let counts = calls_of(&scene.job(&server), scene.command(), &CALLS.map(|(call, _)| call));
        CALLS.into_iter().flat_map(move |(call, step)| {
            let most = counts.get(call).copied().unwrap_or_default();
            (1..=most).step_by(step).map(move |nth| (scene, call, nth))
        })
    };
    Scene::ALL.into_iter().flat_map(each).collect()
}

/// What a point came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    Once,
    HeldAndSaid,
    TwiceAndSaid,
}

fn hold(scene: Scene, call: &str, nth: usize) -> Came {
    let server = Server::start(Shown::Good, USUAL, false);
    let job = scene.job(&server);
    let before = REPORT.map(|address| server.copies(address));
    let asked = [
        format!("-etrace={call}"),
        format!("-einject={call}:signal=KILL:when={nth}"),
        "-o/dev/null".to_owned(),
    ];
    let _killed = job.room.tell_or_killed(&mut traced(&job, scene.command(), &asked));
    let gone = REPORT.map(|address| server.copies(address));
    let restored = scene.put_back(&job);
    let told = job.acordo(scene.command());
    let states = job.states_of("|2026-11-24|");
    let came = REPORT.iter().enumerate().map(|(place, address)| {
        let copies = server.copies(address) - before[place];
        let in_doubt = restored.contains("não se sabe se a carta para");
        match (copies, states.get(*address).map(String::as_str)) {
            (1, Some("sent")) => Came::Once,
            (0 | 1, Some("held")) => {
                assert!(told.stderr.contains("não se sabe se chegou"), "{}", told.stderr);
                assert!(in_doubt || scene == Scene::Anew, "{restored}");
                Came::HeldAndSaid
            }
            (2, Some("sent")) if scene == Scene::Waiting => {
                assert!(told.stderr.contains("Pode haver duas iguais"), "{}", told.stderr);
                assert!(in_doubt, "{restored}");
                assert_eq!(gone[place] - before[place], 1);
                Came::TwiceAndSaid
            }
            other => panic!("{address}: {other:?}\n{restored}\n{}", told.stderr),
        }
    });
    let came = came.max().unwrap();
    assert_eq!(told.exit, if came == Came::HeldAndSaid { 5 } else { 0 }, "{}", told.stderr);
    // Nothing more goes by itself.
    let all = REPORT.map(|address| server.copies(address));
    job.acordo("send");
    assert_eq!(REPORT.map(|address| server.copies(address)), all);
    came
}

#[test]
fn what_may_have_gone_out_is_not_sent_again_after_the_record_is_put_back() {
    if Command::new("strace").arg("-V").output().is_err() {
        skip("no strace here to kill the program at a chosen call");
        return;
    }
    let all = points();
    assert!(all.len() >= 300, "{} points", all.len());
    sweep(&all, 24, |(scene, call, nth)| (*scene, hold(*scene, call, *nth)));
}

/// A letter is in doubt when no answer came, and held by a person's decision; the record is put back, or begins anew, in both languages.
#[test]
fn what_was_held_stays_held_when_the_record_is_put_back() {
    for (row, language) in ["pt-BR", "en", "pt-BR", "en", "en"].into_iter().enumerate() {
        let server = Server::start(Shown::Good, USUAL, false);
        let job =
            Job::to(server.port).with("language = \"pt-BR\"", &format!("language = {language:?}"));
        let job = if row < 3 { job.with("# on-unknown", "on-unknown = \"hold\"") } else { job };
        assert_eq!(job.run().exit, 0);
        let monday = job.room.bytes("acordo.db");
        server.fail(&[Fault { keeps: true, ..Fault::new(At::Dot, Act::Cut) }]);
        let unknown = job.acordo(TUESDAY);
        assert_eq!(unknown.exit, 5, "{}", unknown.stderr);
        // Sent again once where that is agreed, of which nobody knows any more either, then held.
        (0..3).for_each(|_| drop(job.acordo("send")));
        assert!(job.states_of("|2026-11-24|").values().all(|state| state == "held"));
        let copies = REPORT.map(|address| server.copies(address));
        assert_eq!(copies, [if row < 3 { 2 } else { 3 }; 3]);
        let lose = |job: &Job| {
            if row % 2 == 0 {
                std::fs::write(job.room.path("acordo.db"), &monday).unwrap();
            } else {
                let told = job.acordo("ledger restore");
                let words = [
                    "não se sabe se a carta para marketing (24/11/2026, ",
                    "whether the letter to marketing (24 Nov 2026, ",
                ];
                assert!(words.iter().any(|one| told.stdout.contains(one)), "{}", told.stdout);
                assert!(!told.stdout.contains('@'), "{}", told.stdout);
            }
        };
        server.fail(&[]);
        for again in [TUESDAY, "send"] {
            lose(&job);
            let told = job.acordo(TUESDAY);
            assert_eq!(told.exit, 5, "{again}: {}", told.stderr);
            job.acordo(again);
            assert_eq!(REPORT.map(|address| server.copies(address)), copies, "{}", told.stderr);
            assert!(job.states_of("|2026-11-24|").values().all(|state| state == "held"));
        }
        assert_eq!(job.acordo(&format!("{TUESDAY} --resend")).exit, 0, "a revision goes");
        assert_eq!(REPORT.map(|address| server.copies(address)), copies.map(|count| count + 1));
    }
}

/// A server that refused the text lifts the doubt: the letter waits, and goes when the record is put back.
#[test]
fn a_refusal_of_the_text_lifts_the_doubt() {
    for (row, answer) in ["451 later\r\n", "452 full\r\n", "421 bye\r\n", "432 x\r\n", "450 x\r\n"]
        .into_iter()
        .enumerate()
    {
        let server = Server::start(Shown::Good, USUAL, false);
        let job = Job::to(server.port);
        assert_eq!(job.run().exit, 0);
        let monday = job.room.bytes("acordo.db");
        server.fail(&[Fault::new(At::Dot, Act::Say(answer))]);
        assert_eq!(job.acordo(TUESDAY).exit, 5);
        assert!(job.room.text("acordo.db.sent").contains(":deferred:0 "), "{row}");
        server.fail(&[]);
        std::fs::write(job.room.path("acordo.db"), &monday).unwrap();
        let told = job.acordo(TUESDAY);
        assert_eq!(told.exit, 0, "{answer}: {}", told.stderr);
        assert_eq!(REPORT.map(|address| server.copies(address)), [2; 3]);
    }
}

/// The letters of a statement, sealed once more by a record begun anew.
#[test]
fn a_statements_letters_in_doubt_are_not_sent_with_other_bytes() {
    let close = |job: &Job, now: &str| {
        let asked = "close --yes --confirm-exports --send --period 2026-11";
        job.room.tell(job.command(asked).env("ACORDO_NOW", now))
    };
    let (now, later) = ("2026-12-07T09:00:00-03:00", "2026-12-07T10:00:00-03:00");
    for (row, is_cut) in [true, false, true, false, true].into_iter().enumerate() {
        let server = Server::start(Shown::Good, USUAL, false);
        // What held before the first report says so.
        let since = |of: &str| format!("{of}\nfrom = 2026-01-01");
        let job = Job::to(server.port)
            .with("target = \"95%\"", &since("target = \"95%\""))
            .with("sales  = 50", &since("sales  = 50"));
        let fault = Fault { keeps: true, ..Fault::new(At::Dot, Act::Cut) };
        server.fail(if is_cut { std::slice::from_ref(&fault) } else { &[] });
        let told = close(&job, now);
        assert_eq!(told.exit, i32::from(is_cut) * 5, "{}", told.stderr);
        server.fail(&[]);
        let copies = REPORT.map(|address| server.copies(address));
        assert_eq!(copies, [1; 3], "{row}: {}", told.stderr);
        std::fs::remove_file(job.room.path("acordo.db")).unwrap();
        for folder in ["acordo.db.copies", "relatorios"] {
            let _ = std::fs::remove_dir_all(job.room.path(folder));
        }
        let again = close(&job, later);
        assert_eq!(again.exit, i32::from(is_cut) * 5, "{}", again.stderr);
        assert_eq!(REPORT.map(|address| server.copies(address)), copies, "{row}: {}", again.stderr);
    }
}
