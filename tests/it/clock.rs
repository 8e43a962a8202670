//! Dates that cannot be right: clocks that jump, instants far from everything known or before the data, periods to come.

use std::fs;

use crate::kept::job;
use crate::room::{Room, Told};
use crate::run::Sample;

const MONDAY: &str = "2026-11-23T08:00:00-03:00";
const LANGUAGES: [(&str, &str); 2] = [("pt-BR", "relógio"), ("en", "clock")];

/// A day as a language writes it.
fn day<'a>(language: &str, portuguese: &'a str, english: &'a str) -> &'a str {
    if language == "en" { english } else { portuguese }
}

fn done(room: &Room, now: &str, arguments: &str) -> Told {
    let told = room.acordo_at(now, arguments);
    assert_eq!(told.exit, 0, "{now} {arguments}: {}", told.stderr);
    told
}

/// Everything that a person gets of the job.
fn files(room: &Room) -> Vec<(String, Vec<u8>)> {
    let of = |folder: &str| {
        let path = |name: &String| format!("{folder}/{name}");
        room.names(folder)
            .iter()
            .map(|name| (path(name), room.bytes(&path(name))))
            .collect::<Vec<_>>()
    };
    ["outbox", "relatorios"].map(of).concat()
}

#[test]
fn a_clock_that_jumped_back_writes_nothing_of_a_day_that_is_closed() {
    for (language, said) in LANGUAGES {
        let room = job(language);
        done(&room, "2026-11-20T08:00:00-03:00", "run");
        done(&room, "2026-11-24T00:30:00-03:00", "run");
        let before = files(&room);
        // The day before, some days before, years, one hour over midnight, and the beginning of the computer's own time.
        let back =
            ["2026-11-23T08", "2026-11-21T08", "2021-11-24T08", "2026-11-23T23", "1970-01-01T08"];
        for now in back.map(|now| format!("{now}:00:00-03:00")) {
            for command in ["run", "run --scheduled", "run --resend", "-q run"] {
                let told = room.acordo_at(&now, command);
                assert_eq!(told.exit, 1, "{now} {command}: {}", told.stderr);
                let words = [
                    said,
                    "--confirm-date",
                    day(language, "24/11/2026 00:30", "24 Nov 2026 00:30"),
                ];
                assert!(words.iter().all(|word| told.stderr.contains(word)), "{}", told.stderr);
            }
        }
        assert!(files(&room) == before, "{language}: not a byte");
        let told = room.acordo_at("2026-11-21T08:00:00-03:00", "run --as-of 2026-11-20T08:00");
        assert_eq!(told.exit, 0, "a look at another instant stays: {}", told.stderr);
        let slot = done(&room, "2026-11-24T00:00:30-03:00", "run").stderr;
        assert!(!slot.contains("--confirm-date"), "some minutes are no other clock: {slot}");
        done(&room, "2026-11-23T08:00:00-03:00", "run --confirm-date");
        done(&room, "2026-11-23T09:00:00-03:00", "run");
        done(&room, "2026-11-24T08:00:00-03:00", "run");
    }
}

#[test]
fn a_clock_years_ahead_touches_nothing_until_it_is_confirmed() {
    for (language, said) in LANGUAGES {
        let room = job(language);
        done(&room, MONDAY, "run");
        done(&room, "2026-11-24T08:00:00-03:00", "run");
        let before = (files(&room), room.bytes("acordo.db"));
        for command in
            ["run", "run --scheduled", "run --resend", "send", "log agreed", "close --yes"]
        {
            for year in ["2028", "2040"] {
                let told = room.acordo_at(&format!("{year}-01-05T08:00:00-03:00"), command);
                assert_eq!(told.exit, 1, "{command}: {told:?}");
                let words = [
                    said,
                    "run --confirm-date",
                    day(language, "24/11/2026 08:00", "24 Nov 2026 08:00"),
                ];
                assert!(words.iter().all(|word| told.stderr.contains(word)), "{}", told.stderr);
            }
        }
        assert!((files(&room), room.bytes("acordo.db")) == before, "{language}: not a byte");
        done(&room, "2027-11-20T08:00:00-03:00", "run");
        done(&room, "2029-01-05T08:00:00-03:00", "run --confirm-date");
        done(&room, "2029-01-06T08:00:00-03:00", "log agreed");
        done(&room, "2029-01-07T08:00:00-03:00", "run");
    }
}

/// Without a report before, the newest row of the files is what a clock is held against.
#[test]
fn an_instant_far_after_the_files_is_confirmed_first() {
    let cases = [
        ("run", "2040-01-05T08:00:00-03:00", 1),
        ("run --scheduled", "2029-01-05T08:00:00-03:00", 1),
        ("run --as-of 2062-11-23T08:00", MONDAY, 2),
        ("run --as-of 2028-11-23", MONDAY, 2),
        ("run --as-of 2062-11-23T08:00 --period 2026-11", MONDAY, 2),
    ];
    for (language, _) in LANGUAGES {
        for (command, now, exit) in cases {
            let room = job(language);
            let told = room.acordo_at(now, command);
            assert_eq!(told.exit, exit, "{command} at {now}: {told:?}");
            assert!(told.stderr.contains("--confirm-date"), "{command}: {}", told.stderr);
            assert!(room.names("relatorios").is_empty(), "{command}");
            let letters = room.names("outbox");
            assert!(letters.iter().all(|name| name.contains("operator")), "{letters:?}");
            done(&room, now, &format!("{command} --confirm-date"));
        }
        let room = job(language);
        done(&room, "2027-10-05T08:00:00-03:00", "run");
    }
}

#[test]
fn an_instant_before_the_data_says_so() {
    for language in ["pt-BR", "en"] {
        let sample = if language == "en" { Sample::en() } else { Sample::pt() };
        let said = if language == "en" { "the files begin on" } else { "os arquivos começam em" };
        let commands = [
            "run --as-of 2020-01-01 --no-mail",
            "run --as-of 2025-12-31T10:00",
            "preview --as-of 2020-01-01",
            "explain first-attempt --as-of 2020-01-01",
            "history --as-of 2019-02-03",
        ];
        for command in commands {
            let told = sample.room.acordo_at(MONDAY, command);
            assert_eq!(told.exit, 2, "{command}: {told:?}");
            assert!(told.stderr.contains(said), "{command}: {}", told.stderr);
        }
        let told = sample.room.acordo_at("1999-06-30T22:00:00-03:00", "run");
        assert!(
            told.exit == 4 && told.stderr.contains(day(language, "30/06/1999", "30 Jun 1999")),
            "{}",
            told.stderr
        );
    }
}

#[test]
fn a_period_that_has_not_begun_is_not_judged() {
    for (language, said) in [("pt-BR", "ainda não começou"), ("en", "has not begun")] {
        let room = job(language);
        let commands = [
            "run --period 2026-12",
            "run --period 2031-01 --no-mail",
            "run --period 2026-11-24..2026-11-30",
            "run --period 2027-Q1 --send",
            "run --as-of 2026-11-10 --period 2026-12",
            "preview --period 2027-02",
            "explain leads-delivered --period 2027-02",
        ];
        for command in commands {
            let told = room.acordo_at(MONDAY, command);
            assert_eq!(told.exit, 2, "{command}: {told:?}");
            assert!(told.stderr.contains(said), "{command}: {}", told.stderr);
            assert!(room.names("relatorios").is_empty(), "{command}");
        }
        done(&room, MONDAY, "run --period 2026-11-23..2026-11-30");
        done(&room, MONDAY, "plan --sales 10 --leads-per-sale 6 --period 2027-02");
    }
}

#[test]
fn a_clock_some_hours_back_writes_no_second_letter_of_the_day() {
    for (language, said) in LANGUAGES {
        let room = job(language);
        done(&room, "2026-11-24T14:05:00-03:00", "run");
        let before = files(&room);
        for hour in ["05:30", "08:00", "11:05", "13:05", "13:34"] {
            let told = room.acordo_at(&format!("2026-11-24T{hour}:00-03:00"), "run");
            assert!(told.exit == 1 && told.stderr.contains(said), "{hour}: {}", told.stderr);
        }
        assert!(files(&room) == before, "{language}: not a byte");
    }
}

/// A run that was refused for its clock is no witness of the time; what a person confirmed ends a jump; and what is named is the instant itself.
#[test]
fn a_clock_that_was_set_right_is_not_called_wrong_for_ever() {
    let dated = |language: &str, at: &str| {
        let room = job(language);
        let at = chrono::DateTime::parse_from_rfc3339(at).unwrap();
        let file = fs::File::options().write(true).open(room.path("leads.csv")).unwrap();
        file.set_modified(at.into()).unwrap();
        room
    };
    let sentence = |language: &str| day(language, "deste computador diz", "of this computer says");
    for (language, _) in LANGUAGES {
        let right = |room: &Room, now: &str, command: &str| {
            let told = done(room, &format!("{now}T08:05:00-03:00"), command);
            assert!(!told.stderr.contains(sentence(language)), "{now}: {}", told.stderr);
        };
        for refused in ["run", "run --scheduled", "run --resend"] {
            let room = dated(language, "2026-11-20T08:00:00-03:00");
            let told = room.acordo_at("2029-11-23T08:05:00-03:00", refused);
            assert_eq!(told.exit, 1, "{refused}: {}", told.stderr);
            right(&room, "2026-11-24", "run");
            right(&room, "2026-11-28", "run");
        }
        let room = dated(language, "2026-11-20T08:00:00-03:00");
        right(&room, "2026-11-23", "run");
        right(&room, "2027-10-20", "run");
        right(&room, "2026-11-24", "run --confirm-date");
        right(&room, "2026-11-25", "run");
        // A file of tomorrow is named with its own time.
        let room = dated(language, "2026-11-25T10:00:00-03:00");
        let told = done(&room, "2026-11-24T08:05:00-03:00", "run").stderr;
        let named = day(language, "25/11/2026 10:00", "25 Nov 2026 10:00");
        assert!(told.contains(sentence(language)) && told.contains(named), "{told}");
    }
}
