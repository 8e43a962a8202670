//! The agreement as a workbook: the same as its TOML wherever a command reads it, and told by its cells.

use std::fs;
use std::process::Command;

use crate::agreements::{agreement, exports};
use crate::room::Room;
use crate::second;
use crate::support::dice::Dice;
use crate::support::skip::skip;

/// Agreements of the usual run; `ACORDO_WORLDS` asks for more, `ACORDO_SEED` for others.
const USUAL: u64 = 12;

/// TOML to workbook to TOML: `convert` itself compares both meanings and refuses what differs.
#[test]
fn made_agreements_go_both_ways() {
    let (first, count) = (second::asked("ACORDO_SEED", 0), second::asked("ACORDO_WORLDS", USUAL));
    let (mut accepted, mut failed) = (0, Vec::new());
    for seed in first..first + count {
        let (room, mut dice) = (Room::empty(), Dice::new(seed));
        let text = agreement(&mut dice);
        fs::write(room.path("um.toml"), &text).unwrap();
        exports(&room, &mut dice);
        let there = room.acordo("convert um.toml dois.xlsx");
        if there.exit == 3 {
            continue;
        }
        accepted += 1;
        let back = room.acordo("convert dois.xlsx tres.toml");
        let again = room.acordo("convert tres.toml quatro.xlsx");
        let onward = room.acordo("convert quatro.xlsx cinco.toml");
        let exits = [there.exit, back.exit, again.exit, onward.exit];
        if exits != [0; 4] || room.text("tres.toml") != room.text("cinco.toml") {
            failed.push(format!("seed {seed}: {exits:?} {} {}\n{text}", there.stderr, back.stderr));
        }
    }
    println!("{accepted} of {count} agreements from seed {first} accepted");
    assert!(accepted * 3 > count, "only {accepted} of {count} are accepted");
    assert!(failed.is_empty(), "{} fail\n{}", failed.len(), failed.join("\n"));
}

/// A run by the workbook measures what a run by the TOML does, save for the agreement's own text.
#[test]
fn a_run_by_the_workbook_is_the_same() {
    let document = |name: &str| {
        let room = Room::copy_of("sample-data");
        room.done("convert acordo.toml planilha.xlsx");
        if name == "acordo.xlsx" {
            fs::remove_file(room.path("acordo.toml")).unwrap();
            fs::rename(room.path("planilha.xlsx"), room.path(name)).unwrap();
        }
        let now = "2026-11-23T08:00:00-03:00";
        let run = room.acordo_at(now, "run --as-of 2026-11-23T08:00 --no-mail");
        assert_eq!(run.exit, 0, "{}", run.stderr);
        for command in ["check", "plan", "explain first-attempt --as-of 2026-11-23T08:00"] {
            assert_eq!(room.acordo_at(now, command).exit, 0, "{name}: {command}");
        }
        room.json("relatorios/acordo.json")
    };
    let (text, workbook) = (document("acordo.toml"), document("acordo.xlsx"));
    let measured = |json: &serde_json::Value| {
        let mut json = json.clone();
        let keys = ["run", "agreement", "intake"];
        keys.iter().for_each(|key| drop(json.as_object_mut().unwrap().remove(*key)));
        // Two copies of the exports have two file times, which this warning tells to the minute.
        let warnings = json["warnings"].as_array_mut().unwrap();
        warnings.retain(|warning| warning["code"] != "clock-behind");
        // Each form is told of its own places.
        warnings.iter_mut().for_each(|own| drop(own.as_object_mut().unwrap().remove("text")));
        json
    };
    assert_eq!(measured(&text), measured(&workbook));
}

#[test]
fn one_folder_has_one_agreement() {
    let room = Room::copy_of("sample-data");
    room.done("convert acordo.toml planilha.xlsx");
    fs::rename(room.path("planilha.xlsx"), room.path("acordo.xlsx")).unwrap();
    let told = room.acordo("check");
    assert_eq!(told.exit, 3);
    assert!(told.stderr.contains("acordo.toml e acordo.xlsx"), "{}", told.stderr);
    assert!(told.stderr.contains("-c acordo.xlsx"), "{}", told.stderr);
    assert_eq!(room.acordo("check -c acordo.xlsx").exit, 0);
    // Never over a file that is there.
    let again = room.acordo("convert acordo.toml acordo.xlsx");
    assert_eq!(again.exit, 8, "{}", again.stderr);
    let odd = room.acordo("convert acordo.toml acordo.pdf");
    assert_eq!(odd.exit, 2, "{}", odd.stderr);
}

/// What was converted is set aside where both names would be found: the next command reads the new one.
#[test]
fn converting_in_place_leaves_one_agreement() {
    let room = Room::copy_of("sample-data");
    let told = room.done("convert acordo.toml acordo.xlsx");
    assert!(
        told.stderr.contains("acordo.toml agora se chama acordo-anterior.toml"),
        "{}",
        told.stderr
    );
    let check = room.acordo_at("2026-11-23T08:00:00-03:00", "check");
    assert_eq!(check.exit, 0, "{}", check.stderr);
    room.done("convert acordo.xlsx acordo.toml");
    room.done("convert acordo.toml acordo.xlsx");
    let left = ["acordo-anterior-2.toml", "acordo-anterior.toml", "acordo-anterior.xlsx"];
    let names = room.names(".");
    assert!(left.iter().all(|left| names.iter().any(|name| name == left)), "{names:?}");
    assert!(!room.path("acordo.toml").exists());
}

/// What a draft leaves open goes along both ways.
#[test]
fn what_is_to_be_decided_is_converted() {
    let room = Room::copy_of("sample-data/presets/rd-station-crm");
    let exports = room.names(".");
    let export = exports.iter().find(|name| !name.contains("acordo")).unwrap();
    fs::create_dir(room.path("novo")).unwrap();
    room.done(&format!("init --toml novo --from {export}"));
    let asks = |name: &str| room.text(name).matches("# DECIDA: ").count();
    assert!(asks("novo/acordo.toml") > 0);
    room.done("convert novo/acordo.toml novo/a.xlsx");
    room.done("convert novo/a.xlsx novo/b.toml");
    assert_eq!(asks("novo/acordo.toml"), asks("novo/b.toml"));
}

/// A beginning is a workbook, and says what the text would.
#[test]
fn a_beginning_is_a_workbook() {
    for language in ["pt-BR", "en"] {
        let room = Room::copy_of("sample-data/presets");
        let export = "hubspot-contacts/contacts.csv hubspot-calls/calls.csv";
        room.done(&format!("init livro --language {language} --from {export}"));
        room.done(&format!("init --toml texto --language {language} --from {export}"));
        assert_eq!(room.names("livro"), ["acordo.xlsx"]);
        assert_eq!(room.names("texto"), ["acordo.toml"]);
        room.done("convert livro/acordo.xlsx livro/do-livro.toml");
        room.done("convert texto/acordo.toml texto/b.xlsx");
        room.done("convert texto/b.xlsx texto/do-texto.toml");
        // What is asked names sheets in the one and keys in the other.
        let said = |name: &str| {
            let text = room.text(name);
            let own = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
            own.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(said("livro/do-livro.toml"), said("texto/do-texto.toml"));
    }
}

/// Another clock than the one asked for would make another report.
#[test]
fn an_unreadable_instant_is_refused() {
    let room = Room::copy_of("sample-data");
    for now in ["2026-11-23", "", "ontem"] {
        let told = room.acordo_at(now, "check");
        assert_eq!((told.exit, told.stdout.as_str()), (2, ""), "{now}");
        assert!(told.stderr.contains("ACORDO_NOW"), "{}", told.stderr);
    }
}

/// A workbook cut in the middle is waited for, then told; it is not taken for an agreement that says nothing.
#[test]
fn a_half_synced_workbook_is_told() {
    let room = Room::copy_of("sample-data");
    room.done("convert acordo.toml a.xlsx");
    let bytes = room.bytes("a.xlsx");
    fs::write(room.path("a.xlsx"), &bytes[..bytes.len() / 2]).unwrap();
    let told = room.acordo("check -c a.xlsx");
    assert_eq!(told.exit, 3);
    assert!(told.stderr.contains("a.xlsx está cortado no meio"), "{}", told.stderr);
}

const EDIT: &str = "
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book['Promessas']
for row in sheet.iter_rows(min_row=5):
    if row[0].value == 'primeira-tentativa':
        row[3].value = sys.argv[3]
book.save(sys.argv[2])
";

/// The workbook after openpyxl has written a target into it; false where there is no openpyxl.
fn edited(room: &Room, from: &str, to: &str, target: &str) -> bool {
    let mut python = Command::new("python3");
    python.args(["-c", EDIT, from, to, target]).current_dir(room.path("."));
    python.output().is_ok_and(|output| output.status.success())
}

/// A starter as a workbook in a room of its own.
fn started() -> Room {
    let room = Room::empty();
    room.done("init --example --language pt-BR .");
    room
}

#[test]
fn what_other_programs_save_means_the_same() {
    let room = started();
    room.done("convert acordo.xlsx antes.toml");
    fs::create_dir(room.path("salvo")).unwrap();
    let office = Command::new("soffice")
        .args(["--headless", "--convert-to", "xlsx", "--outdir", "salvo", "acordo.xlsx"])
        .arg(format!("-env:UserInstallation=file://{}", room.path("perfil").display()))
        .current_dir(room.path("."))
        .output();
    if office.is_ok_and(|office| office.status.success())
        && room.path("salvo/acordo.xlsx").is_file()
    {
        room.done("convert salvo/acordo.xlsx salvo/depois.toml");
        assert_eq!(room.text("antes.toml"), room.text("salvo/depois.toml"));
    } else {
        skip("LibreOffice");
    }
    if !edited(&room, "acordo.xlsx", "editado.xlsx", "80%") {
        return skip("openpyxl");
    }
    room.done("convert editado.xlsx depois.toml");
    let (before, after) = (room.text("antes.toml"), room.text("depois.toml"));
    let changed: Vec<(&str, &str)> =
        before.lines().zip(after.lines()).filter(|(before, after)| before != after).collect();
    assert_eq!(changed, [("target = \"90%\"", "target = \"80%\"")]);
}

#[test]
fn problems_are_marked_in_a_copy() {
    let room = started();
    let told = room.acordo("check --mark -c acordo.xlsx");
    assert!(told.stderr.contains("nada a marcar"), "{}", told.stderr);
    fs::write(room.path("outro.toml"), "[agreement]\n").unwrap();
    let told = room.acordo("check --mark -c outro.toml");
    assert_eq!(told.exit, 2, "{}", told.stderr);
    if !edited(&room, "acordo.xlsx", "errado.xlsx", "1.000") {
        return skip("openpyxl");
    }
    for copy in ["errado-marcado.xlsx", "errado-marcado-2.xlsx"] {
        let told = room.acordo("check --mark -c errado.xlsx");
        assert_eq!(told.exit, 3);
        assert!(told.stderr.contains("Promessas!D8: Meta: "), "{}", told.stderr);
        assert!(told.stderr.contains(copy), "{}", told.stderr);
    }
    // The copy is the same agreement: set right, it can take the place of the other.
    assert!(edited(&room, "errado-marcado.xlsx", "certo.xlsx", "90%"));
    room.done("convert acordo.xlsx antes.toml");
    room.done("convert certo.xlsx depois.toml");
    assert_eq!(room.text("antes.toml"), room.text("depois.toml"));
}
