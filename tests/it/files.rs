//! Files of a report: which names they have, that none takes another's place, and where the record may lie.

use std::fs;

use crate::letters::{part_of, parts};
use crate::room::Room;

const NOW: &str = "2026-11-06T09:00:00-03:00";

fn world() -> Room {
    Room::copy_of("tests/it/close")
}

fn run(room: &Room, arguments: &str) {
    let told = room.acordo_at(NOW, arguments);
    assert_eq!(told.exit, 0, "{arguments}: {}", told.stderr);
}

/// Every file of a folder with its content.
fn all(room: &Room, folder: &str) -> Vec<(String, Vec<u8>)> {
    let of = |name: String| {
        let bytes = room.bytes(&format!("{folder}/{name}"));
        (name, bytes)
    };
    room.names(folder).into_iter().map(of).collect()
}

/// Each look at another subject leaves all that was there before as it was, and its own four files and three letters.
#[test]
fn no_report_takes_anothers_place() {
    let looks = [
        ("run --period last-month", "_2026-10"),
        ("run --period 2026-W43", "_2026-10-19_2026-10-25"),
        ("run --period 2026-10-10..2026-10-20", "_2026-10-10_2026-10-20"),
        ("run --as-of 2026-11-05T10:00", "_refeito-1000"),
        ("run --as-of 2026-11-04", "_refeito-2359"),
        ("run --period 2026-10 --as-of 2026-11-03T09:00", "_2026-10_refeito-0900"),
    ];
    let room = world();
    run(&room, "run");
    let today = [
        "acordo-leads.csv",
        "acordo.json",
        "acordo_2026-11-06.xlsx",
        "resumo-marketing.txt",
        "resumo-vendas.txt",
        "resumo.txt",
    ];
    assert_eq!(room.names("relatorios"), today);
    for (look, word) in looks {
        let (files, letters) = (all(&room, "relatorios"), all(&room, "outbox"));
        run(&room, look);
        for (folder, before) in [("relatorios", &files), ("outbox", &letters)] {
            let now = all(&room, folder);
            assert!(before.iter().all(|own| now.contains(own)), "{look}: {folder} was overwritten");
            let fresh: Vec<&String> =
                now.iter().filter(|own| !before.contains(own)).map(|(name, _)| name).collect();
            assert!(fresh.iter().all(|name| name.contains(word)), "{look}: {fresh:?}");
            assert_eq!(fresh.len(), if folder == "outbox" { 3 } else { 6 }, "{look}: {fresh:?}");
        }
    }
    let october = room.json("relatorios/acordo_2026-10.json");
    assert_eq!(october["period"]["to"], "2026-10-31");
    let (files, letters) = (room.names("relatorios"), room.names("outbox"));
    run(&room, "run --period 2026-11");
    assert_eq!(
        (room.names("relatorios").len(), room.names("outbox")),
        (files.len() + 1, letters),
        "the period that runs is today's report, already sent"
    );
}

#[test]
fn previews_of_two_periods_stand_side_by_side() {
    let room = world();
    run(&room, "preview");
    let before = all(&room, "previa");
    run(&room, "preview --period last-month");
    let now = all(&room, "previa");
    assert!(before.iter().all(|own| now.contains(own)));
    let mut fresh = now.iter().filter(|own| !before.contains(own)).map(|(name, _)| name);
    assert!(fresh.all(|name| name.contains("_2026-10.")), "{:?}", room.names("previa"));
    assert!(room.names("previa").contains(&"marketing_2026-10.html".to_owned()));
}

/// A look at another day or period, whatever came of it, says nothing about today's report.
#[test]
fn status_speaks_of_live_runs() {
    let room = world();
    for look in
        ["run --as-of 2026-11-05T10:00", "run --period 2026-10", "run --period 2026-10 --no-mail"]
    {
        run(&room, look);
        let told = room.acordo_at(NOW, "status");
        assert!(
            told.exit == 1 && told.stdout.contains("Só há relatórios"),
            "{look}: {}",
            told.stdout
        );
    }
    run(&room, "run");
    let live = room.acordo_at(NOW, "status --max-age 2h");
    assert_eq!(live.exit, 0, "{}", live.stdout);
    assert_eq!(room.acordo_at("2026-11-06T12:00:00-03:00", "run --period 2020-01").exit, 2);
    assert_eq!(room.acordo_at("2026-11-06T12:00:00-03:00", "close --yes --period 2026-10").exit, 0);
    let later = room.acordo_at("2026-11-06T12:30:00-03:00", "status");
    let without_sizes = |told: &str| -> Vec<String> {
        told.lines().filter(|line| !line.starts_with("No disco")).map(str::to_owned).collect()
    };
    assert_eq!((later.exit, without_sizes(&later.stdout)), (0, without_sizes(&live.stdout)));
    let old = room.acordo_at("2026-11-06T12:30:00-03:00", "status --max-age 2h");
    assert_eq!(old.exit, 1, "a look makes it no younger");
}

/// F6 of 29/09/2026 is the first the files tell of: a period before it has no numbers, and zero would be one.
#[test]
fn a_period_that_no_file_tells_of_is_refused() {
    let room = world();
    for command in ["run", "preview", "explain first-attempt"] {
        for period in ["2020-01", "2026-W30", "2026-09-01..2026-09-28"] {
            let told = room.acordo_at(NOW, &format!("{command} --period {period}"));
            assert!(
                told.exit == 2 && told.stderr.contains("os arquivos começam em 29/09/2026"),
                "{command} {period}: {} {}",
                told.exit,
                told.stderr
            );
        }
        let told = room.acordo_at(NOW, &format!("{command} --period 2026-09"));
        assert_eq!(told.exit, 0, "{command}: {}", told.stderr);
    }
    assert_eq!(room.acordo_at(NOW, "plan --period 2020-01").exit, 0, "a plan needs no data");
}

#[test]
fn addresses_are_no_paths() {
    let keys = [("[ledger]\nfile", "ledger.file"), ("[report]\nfolder", "report.folder")];
    let addresses = [
        "postgres://localhost/x",
        "s3://balde/acordo.db",
        "https://empresa.com.br/acordo.db",
        "ana@servidor:/dados/acordo.db",
        "servidor:/dados",
        "sqlite://acordo.db",
    ];
    for (key, path) in keys {
        for address in addresses {
            let room = world();
            let text = format!("{}\n{key} = \"{address}\"\n", room.text("acordo.toml"));
            fs::write(room.path("acordo.toml"), text).unwrap();
            let before = room.names(".");
            for command in ["check", "run", "status"] {
                let told = room.acordo_at(NOW, command);
                assert!(
                    told.exit == 3
                        && told.stderr.contains(path)
                        && told.stderr.contains(address)
                        && told.stderr.contains("um caminho deste computador"),
                    "{command} {address}: {} {}",
                    told.exit,
                    told.stderr
                );
            }
            assert_eq!(room.names("."), before, "{address}: nothing is made");
        }
    }
    let room = world();
    let text = room.text("acordo.toml");
    for (old, new) in [
        ("\"leads.csv\"", "\"https://docs.google.com/leads.csv\""),
        ("[mail]\n", "[mail]\ndeliver = { folder = \"ftp://servidor/outbox\" }\n"),
    ] {
        let changed = text.replacen(old, new, 1);
        assert_ne!(changed, text);
        fs::write(room.path("acordo.toml"), changed).unwrap();
        let told = room.acordo_at(NOW, "run");
        assert!(told.exit == 3 && told.stderr.contains("://"), "{} {}", told.exit, told.stderr);
    }
    let fine = text.clone() + "\n[ledger]\nfile = \"estado/2026:11/acordo.db\"\n";
    fs::write(room.path("acordo.toml"), fine).unwrap();
    run(&room, "run --no-mail");
}

/// Whatever gives the cut-off, data that are too old are said first, with the days of the newest rows: 30/10 of the leads, 21/10 of the
/// activities, though the files are of 09/11.
#[test]
fn old_data_are_said_first() {
    for rule in ["none", "newest-row", "file-time"] {
        for (language, age, old) in [
            (
                "pt-BR",
                "Dados só até 21/10 · ",
                "Dados velhos: atividades só até 21/10/2026 e leads só até 30/10/2026",
            ),
            (
                "en",
                "Data only up to 21 Oct · ",
                "Old data: atividades only up to 21 Oct 2026 and leads only up to 30 Oct 2026",
            ),
        ] {
            let room = world();
            let text = room
                .text("acordo.toml")
                .replacen("cut-off = \"none\"", &format!("cut-off = \"{rule}\""), 1)
                .replace("\"pt-BR\"", &format!("\"{language}\""));
            fs::write(room.path("acordo.toml"), text).unwrap();
            let day = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_794_225_601);
            for name in ["leads.csv", "atividades.csv", "isencoes.csv", "diario.csv"] {
                let file = fs::File::options().write(true).open(room.path(name)).unwrap();
                file.set_modified(day).unwrap();
            }
            let told = room.acordo_at("2026-11-12T09:00:00-03:00", "run");
            assert_eq!(told.exit, 0, "{}", told.stderr);
            let words = room.text("relatorios/resumo.txt");
            assert!(words.starts_with(old), "{rule}: {words}");
            let letter = room.names("outbox").into_iter().find(|n| n.contains("sales")).unwrap();
            let parts = parts(&room.bytes(&format!("outbox/{letter}")));
            let text = String::from_utf8(part_of(&parts, "text/plain")).unwrap();
            let text = text.replace("\r\n", "\n").replace('\n', " ");
            assert!(text.contains(old), "{rule}: {text}");
            let book = room.bytes("relatorios/acordo_2026-11-12.xlsx");
            let grid = crate::support::grid::of(&book).join("\n");
            assert!(grid.contains(&format!("{age}Termo à prova")), "{rule}: {grid}");
            let first = room.json("relatorios/acordo.json")["warnings"][0]["code"].clone();
            assert_eq!(first, "stale", "{rule}");
        }
    }
}
