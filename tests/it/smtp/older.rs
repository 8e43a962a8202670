//! A record that was put back together with what was noted beside it: the newest report shows that it is old, and that is said before letters go.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use super::pki::Shown;
use super::server::{Act, At, Fault, Server, USUAL};
use super::{DELIVER, Job, REPORT, taken};

const RUN: &str = "run --as-of 2026-11-23T08:00 --send";

/// The record and all that lies beside it, by name.
fn record(job: &Job) -> Vec<(String, Vec<u8>)> {
    let names = job.room.names("").into_iter().filter(|name| name.starts_with("acordo.db"));
    let files = names.filter(|name| job.room.path(name).is_file());
    files.map(|name| (name.clone(), job.room.bytes(&name))).collect()
}

fn put_back(job: &Job, files: &[(String, Vec<u8>)], without: &str) {
    for (name, bytes) in
        files.iter().filter(|(name, _)| without.is_empty() || !name.ends_with(without))
    {
        fs::write(job.room.path(name), bytes).unwrap();
    }
}

#[test]
fn a_record_older_than_the_newest_report_says_so() {
    // What is done after two days of reports, whether it is said, and how often the teams have the letter of the second day.
    let cases: [(&str, &str, bool, usize); 6] = [
        ("pt-BR", "put back", true, 2),
        ("en", "put back", true, 2),
        ("pt-BR", "put back without .sent", false, 1),
        ("pt-BR", "nothing", false, 1),
        ("pt-BR", "put back, no numbers", false, 2),
        ("pt-BR", "put back, numbers of another", false, 2),
    ];
    for (language, what, is_said, copies) in cases {
        let server = Server::start(Shown::Good, USUAL, false);
        let job = Job::to(server.port).with("pt-BR", language);
        let at = |now: &str, call: &str| {
            let now = format!("2026-11-{now}:00-03:00");
            job.room.tell(job.command(call).env("ACORDO_NOW", now))
        };
        assert_eq!(at("23T08:05", "run").exit, 0);
        let before = record(&job);
        assert_eq!((at("24T08:05", "run").exit, taken(&server)), (0, vec![2; 3]));
        let without = if what.ends_with(".sent") { ".sent" } else { "" };
        if what.starts_with("put back") {
            put_back(&job, &before, without);
        }
        let numbers = job.room.path("relatorios/acordo.json");
        match what.rsplit(' ').next().unwrap() {
            "numbers" => fs::remove_file(&numbers).unwrap(),
            "another" => {
                let text = fs::read_to_string(&numbers).unwrap();
                fs::write(&numbers, text.replace("2026-11-24T08:05", "2026-11-23T08:05")).unwrap();
            }
            _ => {}
        }
        let words = ["não conhece a execução", "does not know the run"];
        let says = |told: &crate::room::Told| {
            let text = told.stdout.clone() + &told.stderr;
            words.iter().any(|words| text.contains(words))
        };
        for look in ["status", "status --json", "ledger check"] {
            let told = at("24T09:00", look);
            assert_eq!(
                (says(&told), told.exit),
                (is_said, i32::from(is_said)),
                "{what} {look}: {told:?}"
            );
        }
        let told = at("24T09:05", "-q run");
        assert_eq!(says(&told), is_said, "{what}: {told:?}");
        let mine = taken(&server);
        assert_eq!(mine, vec![copies + 1; 3], "{what}: {told:?}");
        let again = at("24T10:05", "run");
        assert!(!says(&again) && taken(&server) == mine, "{what}: it is said once: {again:?}");
        assert!(!says(&at("24T10:06", "status")), "{what}");
    }
}

/// Letters that only lie in a folder have reached nobody: who enters a server afterwards is told so.
#[test]
fn letters_in_a_folder_are_not_said_to_have_gone_out() {
    for (language, in_folder, none) in [
        ("pt-BR", "estão na caixa de saída", "receberam"),
        ("en", "have been in the outbox", "recipients have it"),
    ] {
        let server = Server::start(Shown::Good, USUAL, false);
        let deliver = DELIVER.replace("PORT", &server.port.to_string());
        let folder = "\n[mail.deliver]\nfolder = \"outbox\"\n";
        let job = Job::to(server.port).with("pt-BR", language).with(&deliver, folder);
        let at = |job: &Job, now: &str, call: &str| {
            let now = format!("2026-11-23T{now}:00-03:00");
            job.room.tell(job.command(call).env("ACORDO_NOW", now))
        };
        assert_eq!(at(&job, "08:05", "run").exit, 0);
        let written = at(&job, "08:06", "status").stdout;
        let job = job.with(folder, &deliver);
        let status = at(&job, "08:07", "status").stdout;
        assert_eq!(status.lines().nth(1), written.lines().nth(1), "{status}");
        for call in ["run", "run --scheduled", "send"] {
            let told = at(&job, "09:05", call);
            assert_eq!((told.exit, taken(&server)), (0, vec![0; 3]), "{call}: {told:?}");
            assert!(call != "run" || told.stderr.contains(in_folder), "{call}: {}", told.stderr);
        }
        let told = at(&job, "09:06", "run --resend");
        assert_eq!((told.exit, taken(&server)), (0, vec![1; 3]), "{told:?}");
        let status = at(&job, "09:07", "status").stdout;
        assert!(!status.contains("caixa de saída para") && status.contains(none), "{status}");
        let told = at(&job, "09:08", "run").stderr;
        assert!(!told.contains(in_folder), "{told}");
    }
}

/// Whoever deletes the file of the lock while letters go starts a second run: nobody gets a letter twice without a word.
#[cfg(unix)]
#[test]
fn a_lock_that_is_deleted_doubles_no_letter_without_a_word() {
    let calls = [RUN, "send", RUN, "send", "run --as-of 2026-11-23T08:00 --send --scheduled"];
    let twice = |(number, call): (usize, &str)| {
        let server = Server::start(Shown::Good, USUAL, false);
        let late = Duration::from_millis(1_200);
        server.fail(&[Fault { keeps: true, ..Fault::new(At::Dot, Act::Late(late)) }]);
        let job = Job::to(server.port);
        let mut first = job.command(RUN);
        first.stdout(Stdio::null()).stderr(Stdio::piped());
        let first = first.spawn().unwrap();
        // While the first letter goes, or the second.
        while server.heard("DATA") < 1 + number % 2 {
            thread::sleep(Duration::from_millis(20));
        }
        fs::remove_file(job.room.path("acordo.db.lock")).unwrap();
        let second = job.acordo(call);
        let first = first.wait_with_output().unwrap();
        let said = String::from_utf8(first.stderr).unwrap() + &second.stderr;
        for address in REPORT {
            let copies = server.copies(address);
            let lines = said.lines().filter(|line| line.contains(address));
            let is_said = lines.into_iter().any(|line| line.contains("Pode haver duas iguais"));
            assert!(copies == 1 || copies == 2 && is_said, "{call} {address} {copies}: {said}");
        }
    };
    thread::scope(|scope| {
        let calls = calls.into_iter().enumerate();
        calls.for_each(|one| drop(scope.spawn(move || twice(one))));
    });
}
