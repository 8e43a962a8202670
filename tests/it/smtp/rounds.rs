//! Delivered once over time: starts at once, wrong clocks, secrets, and days of random faults.

use std::fs;
use std::process::Stdio;

use super::pki::Shown;
use super::server::{Act, At, Fault, Server, USUAL};
use super::{CANARY, Job, MKT, REPORT, SALES, taken};
use crate::support::dice::Dice;

/// The long form of each test, for a release: `ACORDO_SWEEP=full`.
pub fn is_full() -> bool {
    std::env::var("ACORDO_SWEEP").is_ok_and(|asked| asked == "full")
}

fn at(job: &Job, now: &str, arguments: &str) -> crate::room::Told {
    job.room.tell(job.command(arguments).env("ACORDO_NOW", now))
}

#[test]
fn twenty_starts_at_once_send_each_letter_once() {
    let rounds = if is_full() { 50 } else { 2 };
    for round in 0..rounds {
        let server = Server::start(Shown::Good, USUAL, false);
        let job = Job::to(server.port);
        let start = || {
            let mut command = job.command("run --as-of 2026-11-23T08:00 --send");
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let mut running: Vec<_> = (0..20).map(|_| start()).collect();
        let exits: Vec<i32> =
            running.iter_mut().map(|child| child.wait().unwrap().code().unwrap()).collect();
        assert!(
            exits.contains(&0) && exits.iter().all(|exit| [0, 7].contains(exit)),
            "round {round}: {exits:?}"
        );
        assert_eq!(taken(&server), [1; 3], "round {round}");
    }
    println!("{rounds} rounds of 20 starts");
}

#[test]
fn what_is_in_doubt_is_held_where_that_is_agreed() {
    let server = Server::start(Shown::Good, USUAL, false);
    server.fail(&[Fault { keeps: true, ..Fault::new(At::Dot, Act::Cut) }]);
    let job = Job::to(server.port).with("# on-unknown", "on-unknown = \"hold\"");
    assert_eq!(job.run().exit, 5);
    server.fail(&[]);
    let second = job.run();
    assert_eq!((second.exit, taken(&server)), (5, vec![1; 3]), "{}", second.stderr);
    assert!(job.states().values().all(|state| state == "held"), "{:?}", job.states());
    assert!(second.stderr.contains("não será mandada de novo sem você"), "{}", second.stderr);
    assert_eq!(job.acordo("send").exit, 0, "nothing is pending");
    assert_eq!(job.run().exit, 5, "and it is not forgotten");
    assert_eq!(taken(&server), [1; 3]);
}

#[test]
fn a_second_doubt_is_not_sent_a_third_time() {
    let server = Server::start(Shown::Good, USUAL, false);
    server.fail(&[Fault { keeps: true, ..Fault::new(At::Dot, Act::Cut) }]);
    let job = Job::to(server.port);
    assert_eq!((job.run().exit, taken(&server)), (5, vec![1; 3]));
    assert_eq!((job.run().exit, taken(&server)), (5, vec![2; 3]));
    server.fail(&[]);
    assert_eq!((job.run().exit, taken(&server)), (5, vec![2; 3]));
    assert!(job.states().values().all(|state| state == "held"), "{:?}", job.states());
}

#[test]
fn what_was_left_goes_with_send_and_nothing_else_does() {
    let server = Server::start(Shown::Good, USUAL, false);
    server.fail(&[Fault { only: SALES, ..Fault::new(At::Rcpt, Act::Say("451 later\r\n")) }]);
    let job = Job::to(server.port);
    assert_eq!((job.run().exit, taken(&server)), (5, vec![1, 1, 0]));
    assert_eq!(job.acordo("status").exit, 5);
    server.fail(&[]);
    let sent = job.acordo("send");
    assert_eq!((sent.exit, taken(&server)), (0, vec![1; 3]), "{}", sent.stderr);
    assert_eq!(job.acordo("status").exit, 0);
}

#[test]
fn a_run_about_another_day_writes_its_letters_and_sends_none() {
    let server = Server::start(Shown::Good, USUAL, false);
    let job = Job::to(server.port);
    let told = job.acordo("run --as-of 2026-11-23T08:00");
    assert_eq!(
        (told.exit, taken(&server), job.room.names("outbox").len()),
        (0, vec![0; 3], 2),
        "{}",
        told.stderr
    );
    assert!(job.states().is_empty() && told.stderr.contains("não enviada"), "{}", told.stderr);
    assert_eq!((job.run().exit, taken(&server)), (0, vec![1; 3]));
    assert_eq!(server.heard("AUTH"), 2, "one sign-in a message");
}

#[test]
fn a_wrong_clock_sends_nothing_twice_and_is_told() {
    let server = Server::start(Shown::Good, USUAL, false);
    let job = Job::to(server.port);
    let sent = |now: &str| {
        let told = at(&job, now, "run");
        assert_eq!(told.exit, 0, "{now}: {}", told.stderr);
        (server.copies(MKT), told.stderr)
    };
    // The files are from today: the days are in the years to come.
    assert_eq!(sent("2027-03-01T08:30:00-03:00").0, 1);
    assert_eq!(sent("2027-03-03T08:30:00-03:00").0, 2);
    let refused = |now: &str| {
        let told = at(&job, now, "run");
        assert!(told.exit == 1 && told.stderr.contains("relógio"), "{now}: {}", told.stderr);
        server.copies(MKT)
    };
    assert_eq!(refused("2027-03-01T09:00:00-03:00"), 2, "back two days");
    assert_eq!(refused("2028-03-05T08:30:00-03:00"), 2, "forward a year");
    assert_eq!(sent("2027-09-04T08:30:00-03:00").0, 3, "forward half a year");
    assert_eq!(refused("2027-03-04T08:30:00-03:00"), 3, "and back");
    let told = at(&job, "2027-03-04T08:31:00-03:00", "run --confirm-date");
    assert_eq!((told.exit, server.copies(MKT)), (0, 4), "right now: {}", told.stderr);
    assert_eq!(sent("2027-03-04T23:59:59-03:00").0, 4);
    assert_eq!(sent("2027-03-05T08:30:00-03:00").0, 5, "it is confirmed once");
}

#[test]
fn an_hour_that_does_not_exist_or_comes_twice_sends_once() {
    let cases = [
        ("America/New_York", "02:30", ["2027-03-14T03:05:00-04:00", "2027-03-14T09:00:00-04:00"]),
        ("America/New_York", "01:30", ["2027-11-07T01:35:00-04:00", "2027-11-07T01:35:00-05:00"]),
        ("Europe/Berlin", "02:30", ["2027-03-28T03:01:00+02:00", "2027-03-28T12:00:00+02:00"]),
        ("Europe/Berlin", "02:30", ["2027-10-31T02:31:00+02:00", "2027-10-31T02:31:00+01:00"]),
        ("America/Sao_Paulo", "08:00", ["2028-02-29T08:00:00-03:00", "2028-02-29T23:59:59-03:00"]),
        ("America/Sao_Paulo", "08:00", ["2027-12-31T08:00:00-03:00", "2027-12-31T23:59:59-03:00"]),
    ];
    for (zone, slot, instants) in cases {
        let server = Server::start(Shown::Good, USUAL, false);
        let job = Job::to(server.port)
            .with("America/Sao_Paulo", zone)
            .with("# on-unknown", &format!("slots = [\"{slot}\"]"));
        for now in instants {
            let told = at(&job, now, "run --confirm-date");
            assert_eq!(
                (told.exit, taken(&server)),
                (0, vec![1; 3]),
                "{zone} {now}: {}",
                told.stderr
            );
        }
    }
}

#[test]
fn every_way_of_signing_in_works_and_the_password_is_nowhere() {
    for (login, verb) in
        [("plain", "AUTH PLAIN"), ("login", "AUTH LOGIN"), ("xoauth2", "AUTH XOAUTH2")]
    {
        let server = Server::start(Shown::Good, USUAL, false);
        let job = Job::to(server.port)
            .with("user = \"acordo\"", &format!("user = \"acordo\"\nlogin = \"{login}\""));
        let checked = job.acordo("check");
        assert!(
            checked.exit == 0
                && checked.stdout.contains("aceita acordo")
                && checked.stdout.contains("ACORDO_SMTP_PASSWORD"),
            "{checked:?}"
        );
        assert_eq!(
            (taken(&server), server.heard(verb)),
            (vec![0; 3], 1),
            "check signs in and sends nothing"
        );
        let told = job.acordo("-vv run --as-of 2026-11-23T08:00 --send --json");
        assert_eq!((told.exit, taken(&server)), (0, vec![1; 3]), "{login}: {}", told.stderr);
        server.fail(&[Fault::new(At::Auth, Act::Say("535 5.7.8 no\r\n"))]);
        let refused = job.acordo("check");
        assert!(refused.exit == 5 && refused.stderr.contains("535 5.7.8 no"), "{refused:?}");
        job.acordo("run --as-of 2026-11-24T08:00 --send");
        let repeats: &[Act] = if login == "xoauth2" {
            &[Act::Say("334 eyJzdGF0dXMiOiI0MDAifQ==\r\n"), Act::Repeat]
        } else {
            &[Act::Repeat]
        };
        let puzzled = repeats.iter().map(|act| {
            server.fail(&[Fault::new(At::Auth, *act)]);
            let puzzled = job.acordo("check");
            assert!(puzzled.exit == 5 && puzzled.stderr.contains("recusou o login"), "{puzzled:?}");
            puzzled.stdout + &puzzled.stderr
        });
        let puzzled: String = puzzled.collect();
        assert!(!has_canary(puzzled.as_bytes()), "a server that repeats what it heard: {puzzled}");
        let said = [checked, told, refused].map(|told| told.stdout + &told.stderr).concat();
        assert!(!said.contains(CANARY), "{login}");
        assert_eq!(with_canary(&job.room.path("")), Vec::<String>::new(), "{login}");
        assert!(server.kept().iter().all(|kept| !has_canary(&kept.text)), "{login}");
    }
}

/// Files below a folder that hold the password, in the clear or as a mail server hears it.
pub fn with_canary(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(with_canary(&path));
        } else if has_canary(&unpacked(&path)) {
            found.push(path.display().to_string());
        }
    }
    found
}

fn unpacked(path: &std::path::Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    let Ok(mut parts) = zip::ZipArchive::new(std::io::Cursor::new(&bytes)) else { return bytes };
    let mut all = Vec::new();
    for index in 0..parts.len() {
        std::io::Read::read_to_end(&mut parts.by_index(index).unwrap(), &mut all).unwrap();
    }
    all
}

fn has_canary(bytes: &[u8]) -> bool {
    // In the clear, and as base64 has it in each of its three positions.
    let forms = [CANARY, "Y2FuYXJpby05ZjNiN", "NhbmFyaW8tOWYzYj", "jYW5hcmlvLTlmM2I3"];
    forms.iter().any(|form| bytes.windows(form.len()).any(|window| window == form.as_bytes()))
}

#[test]
fn days_of_random_faults_end_in_one_state_each() {
    let days = if is_full() { 90 } else { 12 };
    let server = Server::start(Shown::Good, USUAL, false);
    let job = Job::to(server.port);
    let mut dice = Dice::new(20);
    let faults = [
        Fault::new(At::Connect, Act::Cut),
        Fault { times: 1, ..Fault::new(At::Auth, Act::Say("454 later\r\n")) },
        Fault { only: MKT, ..Fault::new(At::Rcpt, Act::Say("550 gone\r\n")) },
        Fault { only: SALES, ..Fault::new(At::Rcpt, Act::Say("451 grey\r\n")) },
        Fault { keeps: true, times: 1, ..Fault::new(At::Dot, Act::Cut) },
        Fault { times: 1, ..Fault::new(At::Dot, Act::Cut) },
        Fault { times: 1, ..Fault::new(At::Dot, Act::Say("452 full\r\n")) },
        Fault::new(At::Auth, Act::Say("535 no\r\n")),
    ];
    let first = chrono::NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
    for (day, date) in first.iter_days().take(days).enumerate() {
        for hour in [8, 14] {
            let fault = faults[dice.below(faults.len())];
            server.fail(if day + 4 < days && dice.chance(600) {
                std::slice::from_ref(&fault)
            } else {
                &[]
            });
            let told = job.room.tell(
                job.command("run")
                    .env("ACORDO_NOW", format!("{date}T{hour:02}:05:00-03:00"))
                    .env("ACORDO_MAIL_PATIENCE", "2"),
            );
            assert!([0, 5].contains(&told.exit), "{date}: {}", told.stderr);
        }
    }
    let ledger = rusqlite::Connection::open(job.room.path("acordo.db")).unwrap();
    let mut rows = ledger
        .prepare("SELECT message_id, address, state, resends FROM recipients JOIN outbox USING (key) WHERE audience <> 'operator'")
        .unwrap();
    let fates: Vec<(String, String, String, usize)> = rows
        .query_map([], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                usize::try_from(row.get::<_, i64>(3)?).unwrap(),
            ))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(fates.len(), days * REPORT.len(), "each day, each recipient");
    let kept = server.kept();
    for (id, address, state, resends) in &fates {
        assert!(
            ["sent", "failed", "held", "expired"].contains(&state.as_str()),
            "{id} {address}: {state}"
        );
        let bare = address.split(['<', '>']).nth(1).unwrap_or(address);
        let copies = kept.iter().filter(|kept| {
            String::from_utf8_lossy(&kept.text).contains(&format!("Message-ID: {id}"))
                && kept.to.iter().any(|to| to == bare)
        });
        let copies = copies.count();
        let most = if state == "failed" { 0 } else { 1 + resends };
        assert!(
            (usize::from(state == "sent")..=most).contains(&copies),
            "{id} {address}: {state}, {copies} copies, {resends} resends"
        );
    }
    let letters = kept.iter().filter(|kept| kept.to == [super::OPERATOR]).count();
    assert!(letters > 0, "the operator heard of it");
    println!("{days} days: {} letters, {} copies", fates.len(), kept.len());
}
