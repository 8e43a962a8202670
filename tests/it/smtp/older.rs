//! A record that was put back together with what was noted beside it: the newest report shows that it is old, and that is said before letters go.

use std::fs;

use super::pki::Shown;
use super::server::{Server, USUAL};
use super::{Job, taken};

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
