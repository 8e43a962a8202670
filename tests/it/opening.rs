//! `acordo open`, `run --open`, and what every command says where there is no agreement or no report yet.

use crate::room::{Room, Told};
use crate::run::Sample;

/// Every command that needs an agreement.
const NEEDY: [&str; 13] = [
    "check",
    "run",
    "open",
    "history",
    "log lembrete",
    "close",
    "preview",
    "send",
    "status",
    "ledger check",
    "schedule cron",
    "plan",
    "explain first-attempt",
];

/// Runs a command with `LANG` as given.
fn speaking(room: &Room, lang: &str, arguments: &str) -> Told {
    let mut command = crate::room::program();
    let arguments = arguments.split_whitespace();
    room.tell(command.args(arguments).current_dir(room.path("")).env("LANG", lang))
}

#[test]
fn without_an_agreement_every_command_says_how_to_begin() {
    let room = Room::empty();
    let languages = [
        ("", "Aqui não há acordo"),
        ("C.UTF-8", "Aqui não há acordo"),
        ("pt_BR.UTF-8", "Aqui não há acordo"),
        ("pt_PT", "Aqui não há acordo"),
        ("en_US.UTF-8", "There is no agreement here"),
        ("de_DE", "There is no agreement here"),
    ];
    for (lang, says) in languages {
        for command in NEEDY {
            let told = speaking(&room, lang, command);
            assert_eq!(told.exit, 3, "{lang} {command}: {}", told.stderr);
            assert!(told.stderr.starts_with(says), "{lang} {command}: {}", told.stderr);
            assert!(told.stderr.contains("acordo init"), "{}", told.stderr);
        }
    }
}

#[test]
fn a_starter_is_in_the_language_of_the_system_unless_one_is_named() {
    let cases = [
        ("en_GB.UTF-8", "init --toml", "en"),
        ("pt_BR.UTF-8", "init --toml", "pt-BR"),
        ("C", "init --toml", "pt-BR"),
        ("en_US", "init --toml --language pt-BR", "pt-BR"),
        ("pt_BR", "init --toml --language en", "en"),
    ];
    for (lang, command, tag) in cases {
        let room = Room::empty();
        assert_eq!(speaking(&room, lang, command).exit, 0);
        let text = room.text("acordo.toml");
        let own = text.lines().find(|line| line.starts_with("language")).unwrap();
        assert!(own.contains(&format!("\"{tag}\"")), "{lang} {command}: {own}");
    }
}

#[test]
fn a_folder_that_has_an_agreement_of_either_form_gets_no_second_one() {
    for (first, second, kept) in [
        ("init --toml", "init", "acordo.toml"),
        ("init", "init --toml", "acordo.xlsx"),
        ("init --language en", "init --language en", "acordo.xlsx"),
    ] {
        let room = Room::empty();
        assert_eq!(room.acordo(first).exit, 0, "{first}");
        let told = room.acordo(second);
        assert!(told.exit == 8 && told.stderr.contains(kept), "{second}: {}", told.stderr);
        assert_eq!(room.names(""), [kept]);
    }
}

#[cfg(unix)]
mod with_a_program {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::time::{Duration, SystemTime};

    use super::{Room, Sample, Told};

    /// A run that finds one program to open files with: a script.
    fn with_opener(room: &Room, script: &str, arguments: &str) -> Told {
        fs::create_dir_all(room.path("bin")).unwrap();
        let path = room.path("bin/xdg-open");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = crate::room::program();
        let arguments = arguments.split_whitespace();
        room.tell(command.args(arguments).current_dir(room.path("")).env("PATH", room.path("bin")))
    }

    const NOTES: &str = "echo \"$1\" >> opened.txt";
    const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";

    #[test]
    fn a_run_opens_its_workbook_and_open_the_newest_one() {
        for (sample, none) in [(Sample::pt(), "Ainda não há"), (Sample::en(), "There is no report")]
        {
            let (room, reports) = (&sample.room, sample.reports);
            let told = with_opener(room, NOTES, "open");
            assert_eq!(told.exit, 1, "{}", told.stderr);
            assert!(told.stderr.starts_with(none), "{}", told.stderr);
            assert!(told.stderr.contains("acordo run"), "{}", told.stderr);
            let told = with_opener(room, NOTES, &format!("{RUN} --open"));
            assert_eq!(told.exit, 0, "{}", told.stderr);
            assert!(room.text("opened.txt").trim_end().ends_with("acordo_2026-11-23.xlsx"));
            // Neither a statement nor the lock of a spreadsheet, however new, is the report; an older one is not the newest.
            let later = SystemTime::now() + Duration::from_mins(1);
            let others = ["acordo_2026-10_termo.xlsx", "acordo_2026-10_statement.xlsx"];
            for name in others.into_iter().chain(["~$acordo_2026-11-23.xlsx", "acordo_old.xlsx"]) {
                let file = fs::File::create(room.path(&format!("{reports}/{name}"))).unwrap();
                let is_old = name == "acordo_old.xlsx";
                file.set_modified(if is_old { SystemTime::UNIX_EPOCH } else { later }).unwrap();
            }
            assert_eq!(with_opener(room, NOTES, "open").exit, 0);
            let opened = room.text("opened.txt");
            let files: Vec<&str> = opened.lines().collect();
            assert_eq!(files.len(), 2);
            assert_eq!(files[0], files[1]);
        }
    }

    #[test]
    fn a_report_that_nothing_opens_is_named_and_the_run_is_done_all_the_same() {
        let Sample { room, .. } = Sample::pt();
        let told = with_opener(&room, "exit 4", &format!("{RUN} --open"));
        assert_eq!(told.exit, 0, "{}", told.stderr);
        assert!(told.stderr.contains("nenhum programa a abriu"), "{}", told.stderr);
        let told = with_opener(&room, "exit 4", "open");
        assert_eq!(told.exit, 1);
        assert!(told.stderr.contains("…/relatorios/acordo_2026-11-23.xlsx"), "{}", told.stderr);
    }
}
