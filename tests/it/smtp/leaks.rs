//! A server that repeats the password in its answers, at every step and in every writing: it is shown and kept nowhere.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::pki::Shown;
use super::rounds::with_canary;
use super::server::{Act, At, Fault, Server, USUAL};
use super::{CANARY, Job, MKT, MKT_TOO};
use crate::hooks::Channel;

/// The password as a server may write it.
fn writings() -> Vec<String> {
    let base64 = |text: &str| BASE64_STANDARD.encode(text);
    let each = |form: &dyn Fn(u8) -> String| CANARY.bytes().map(form).collect::<String>();
    let plain = base64(&format!("\0acordo\0{CANARY}"));
    vec![
        CANARY.to_owned(),
        CANARY.to_uppercase(),
        base64(CANARY),
        plain.clone(),
        plain.to_lowercase(),
        plain.replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned(),
        base64(&format!("user=acordo\u{1}auth=Bearer {CANARY}\u{1}\u{1}")),
        each(&|byte| format!("{byte:02x}")),
        each(&|byte| format!("\\u{byte:04x}")),
        format!("{} {}", &CANARY[..6], &CANARY[6..]),
        each(&|byte| format!("%{byte:02x}")),
        each(&|byte| format!("={byte:02X}")),
        each(&|byte| format!("&#{byte};")),
        each(&|byte| format!("{byte} ")),
        base64(&base64(CANARY)),
        CANARY.chars().rev().collect(),
        each(&|byte| format!("{byte:02x}00")),
    ]
}

#[test]
fn an_answer_with_the_password_in_it_is_withheld_at_every_step() {
    let steps = [
        (At::Greeting, 554),
        (At::Ehlo, 554),
        (At::Ehlo, 421),
        (At::StartTls, 454),
        (At::Auth, 535),
        (At::Auth, 454),
        (At::Mail, 550),
        (At::Rcpt, 550),
        (At::Rcpt, 451),
        (At::Data, 554),
        (At::Dot, 554),
    ];
    let writings = writings();
    std::thread::scope(|scope| {
        for (place, (step, code)) in steps.into_iter().enumerate() {
            let written = &writings[place % writings.len()];
            scope.spawn(move || withheld(step, code, written));
        }
        for written in &writings {
            scope.spawn(move || withheld(At::Mail, 550, written));
        }
    });
}

/// What a server says beside an answer that is none, or when it is left, is kept nowhere either.
#[test]
fn what_is_said_at_the_end_of_a_good_day_is_kept_nowhere() {
    std::thread::scope(|scope| {
        for step in [At::Greeting, At::Ehlo, At::Auth, At::Mail, At::Rcpt, At::Dot, At::Quit] {
            scope.spawn(move || {
                let code = match step {
                    At::Greeting => 220,
                    At::Auth => 235,
                    At::Quit => 221,
                    _ => 250,
                };
                let offers = if step == At::Ehlo { USUAL } else { "" };
                let said = format!("{code}-{CANARY}\r\n{offers}");
                let last =
                    if step == At::Ehlo { String::new() } else { format!("{code} {CANARY}\r\n") };
                let server = Server::start(Shown::Good, USUAL, false);
                let said: &'static str = Box::leak((said + &last).into_boxed_str());
                server.fail(&[Fault { keeps: true, ..Fault::new(step, Act::Say(said)) }]);
                let job = Job::to(server.port);
                let told = job.acordo("-vv run --as-of 2026-11-23T08:00 --send --json");
                assert!(!(told.stdout + &told.stderr).contains(CANARY), "{step:?}");
                let status = job.acordo("status");
                assert!(!(status.stdout + &status.stderr).contains(CANARY), "{step:?}");
                assert_eq!(with_canary(&job.room.path("")), Vec::<String>::new(), "{step:?}");
            });
        }
    });
}

fn withheld(step: At, code: u16, written: &str) {
    let said: &'static str =
        Box::leak(format!("{code}-no entry\r\n{code} for {written} here\r\n").into_boxed_str());
    let server = Server::start(Shown::Good, USUAL, false);
    server.fail(&[Fault::new(step, Act::Say(said))]);
    let job = Job::to(server.port);
    let told = job.acordo("-vv run --as-of 2026-11-23T08:00 --send --json");
    let what = format!("{step:?} {code} {written}");
    let status = job.acordo("status");
    let all = told.stdout + &told.stderr + &status.stdout + &status.stderr;
    assert!(told.exit == 5 && all.contains(&format!("{code} no entry")), "{what}: {all}");
    assert!(!all.contains(written), "{what}: {all}");
    assert_eq!(with_canary(&job.room.path("")), Vec::<String>::new(), "{what}");
    let ledger = rusqlite::Connection::open(job.room.path("acordo.db")).unwrap();
    let kept: i64 = ledger
        .query_row(
            "SELECT (SELECT COUNT(*) FROM recipients WHERE instr(lower(reply), lower(?1)) > 0)
                  + (SELECT COUNT(*) FROM troubles WHERE instr(lower(text), lower(?1)) > 0)
                  + (SELECT COUNT(*) FROM outbox WHERE instr(eml, ?1) > 0)",
            [written],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(kept, 0, "{what}");
}

/// A password told in parts, each in the answer to another recipient or to another letter.
#[test]
fn the_parts_of_a_password_in_several_answers_are_not_put_together() {
    let base64 = |text: &str| BASE64_STANDARD.encode(text);
    let plain = base64(&format!("\0acordo\0{CANARY}"));
    let each = |form: &dyn Fn(u8) -> String| CANARY.bytes().map(form).collect::<String>();
    let halves = |text: &str| -> [String; 2] {
        let (start, end) = text.split_at(text.len() / 2);
        [start, end].map(str::to_owned)
    };
    let (start, end) = CANARY.split_at(6);
    let written = [
        halves(CANARY),
        halves(&CANARY.to_uppercase()),
        halves(&plain),
        halves(&base64(CANARY)),
        halves(&each(&|byte| format!("{byte:02x}"))),
        halves(&each(&|byte| format!("%{byte:02x}"))),
        [base64(start), base64(end)],
        [start.to_owned(), each(&|byte| format!("{byte:02x}"))[12..].to_owned()],
    ];
    std::thread::scope(|scope| {
        for parts in &written {
            for code in [550, 451] {
                scope.spawn(move || told_in_parts(At::Rcpt, code, parts));
            }
            scope.spawn(move || told_in_parts(At::Dot, 554, parts));
        }
    });
}

fn told_in_parts(step: At, code: u16, parts: &[String; 2]) {
    let server = Server::start(Shown::Good, USUAL, false);
    let faults = parts.iter().zip([MKT, MKT_TOO]).map(|(part, only)| {
        let said: &'static str =
            Box::leak(format!("{code} 5.9.9 {part} nobody\r\n").into_boxed_str());
        // Two recipients of one letter, or two letters one after the other.
        let (only, times) = if step == At::Rcpt { (only, usize::MAX) } else { ("", 1) };
        Fault { only, times, ..Fault::new(step, Act::Say(said)) }
    });
    server.fail(&faults.collect::<Vec<_>>());
    let channel = Channel::start("200 OK");
    let job = Job::to(server.port)
        .with("[mail.deliver]", "[notify]\nslack-env = \"ACORDO_SLACK\"\n[mail.deliver]");
    let run = |arguments: &str| {
        let told = job.room.tell(job.command(arguments).env("ACORDO_SLACK", channel.address()));
        told.stdout + &told.stderr
    };
    let mut all = run("-vv run --as-of 2026-11-23T08:00 --send --json");
    all += &run("status");
    all += &run("log");
    all += &format!("{:?}", channel.heard());
    job.frozen().iter().for_each(|letter| all += &super::words(letter));
    server.kept().iter().for_each(|letter| all += &super::words(&letter.text));
    for entry in std::fs::read_dir(job.room.path("")).unwrap() {
        all += &String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap_or_default());
    }
    let what = format!("{step:?} {code} {parts:?}");
    assert!(all.contains(&format!("{code} 5.9.9 …")), "{what}");
    for part in parts {
        assert!(!all.contains(&format!("{part} nobody")), "{what}");
    }
}
