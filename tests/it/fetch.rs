//! `fetch`: a command brings a source's export once a run; what it cannot bring is told, and the file of before stays.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::room::{Room, Told};
use crate::support::agreement::head;

const NOW: &str = "2026-11-23T08:00:00-03:00";
const NEW: &str = "Id;E-mail;Entrega\n1;ana@x.com;03/11/2026 10:00\n2;bia@x.com;04/11/2026 11:00\n";
const OLD: &str = "Id;E-mail;Entrega\n1;ana@x.com;03/11/2026 10:00\n";
const SOURCE: &str = "table = 'leads'\ncut-off = 'none'\n[source.columns]\nid = 'Id'\nemail = 'E-mail'\ndelivered = 'Entrega'\n";
const OPERATOR: &str = "operator = ['ana@b.com']\n";

/// An agreement whose leads a script brings.
fn room(script: &str, fetch: &str) -> Room {
    let room = Room::empty();
    fs::write(room.path("baixar.sh"), format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(room.path("baixar.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(room.path("novo.csv"), NEW).unwrap();
    let text = head("pt-BR", "relatorios") + OPERATOR;
    let source =
        format!("[[source]]\nname = 'crm'\nfiles = ['leads.csv']\nfetch = {fetch}\n{SOURCE}");
    fs::write(room.path("acordo.toml"), text + &source).unwrap();
    room
}

fn run(room: &Room, arguments: &str) -> Told {
    let mut command = crate::room::program();
    command.args(arguments.split_whitespace()).current_dir(room.path("")).env("ACORDO_NOW", NOW);
    room.tell(command.env("CRM_TOKEN", "canario-7f3"))
}

fn leads(room: &Room) -> f64 {
    room.json("relatorios/acordo.json")["commitments"][0]["actual"].as_f64().unwrap()
}

#[test]
fn a_run_brings_the_export_once_and_a_look_does_not() {
    let script = "echo x >> quantas; cat novo.csv";
    let room = room(script, "['./baixar.sh', '; touch injected']");
    // Another source of the same file and command, and one with a file of its own.
    let text = room.text("acordo.toml");
    let more = ["leads.csv", "outros.csv"].iter().zip(["b", "c"]).map(|(file, name)| {
        format!("[[source]]\nname = '{name}'\nfiles = '{file}'\nfetch = {{ command = ['./baixar.sh', '; touch injected'], timeout = '1m' }}\n{SOURCE}")
    });
    fs::write(room.path("acordo.toml"), more.fold(text, |text, own| text + &own)).unwrap();
    let told = run(&room, "check");
    assert!(!room.path("leads.csv").exists() && !room.path("quantas").exists(), "{told:?}");
    let told = run(&room, "run");
    assert_eq!(told.exit, 0, "{told:?}");
    assert_eq!((room.text("leads.csv").as_str(), room.text("outros.csv").as_str()), (NEW, NEW));
    assert_eq!(room.text("quantas"), "x\n", "once a run, however many sources name it");
    assert!(!room.path("injected").exists(), "no shell reads its words");
    assert!((leads(&room) - 2.0).abs() < 1e-9, "the same people from each");
    // Nothing of a half-written file is ever there, and the old one's rights stay.
    fs::set_permissions(room.path("leads.csv"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::write(room.path("novo.csv"), OLD).unwrap();
    for look in ["run --no-fetch --no-mail", "preview", "plan", "explain leads-delivered"] {
        run(&room, look);
        assert_eq!(room.text("leads.csv"), NEW, "{look}");
    }
    assert_eq!(run(&room, "check --fetch").exit, 0);
    assert_eq!(room.text("leads.csv"), OLD);
    let rights = fs::metadata(room.path("leads.csv")).unwrap().permissions().mode();
    assert_eq!(rights & 0o777, 0o640);
    let beside: Vec<String> =
        room.names("").into_iter().filter(|name| name.starts_with(".acordo")).collect();
    assert_eq!(beside, [""; 0]);
}

#[test]
fn what_could_not_be_brought_is_told_and_the_old_file_speaks() {
    let script = "echo half; echo \"token $CRM_TOKEN refused for ana@x.com: 401\" >&2; exit 3";
    let room = room(script, "['./baixar.sh']");
    fs::write(room.path("leads.csv"), OLD).unwrap();
    let told = run(&room, "run");
    assert_eq!(told.exit, 6, "{told:?}");
    assert_eq!(room.text("leads.csv"), OLD);
    assert!((leads(&room) - 1.0).abs() < 1e-9, "the old file is read");
    let summary = room.json("relatorios/acordo.json");
    let warning =
        summary["warnings"].as_array().unwrap().iter().find(|own| own["code"] == "fetch-failed");
    let warning = warning.unwrap_or_else(|| panic!("{}", summary["warnings"]));
    assert_eq!((&warning["serious"], &warning["source"]), (&true.into(), &"crm".into()));
    let said = warning["text"].as_str().unwrap();
    assert!(
        said.contains("refused for") && said.contains("401") && said.contains("baixar.sh"),
        "{said}"
    );
    let operator = room.names("outbox").into_iter().find(|name| name.contains("oper"));
    let letter = room.text(&format!("outbox/{}", operator.expect("a letter to the operator")));
    let letter = letter.replace("=\r\n", "").replace("=\n", "");
    assert!(letter.contains("baixar.sh"), "{letter}");
    // Nothing of what may be a secret stands anywhere.
    for text in [&told.stderr, &said.to_owned(), &summary.to_string(), &letter] {
        assert!(!text.contains("canario") && !text.contains("ana@x.com"), "{text}");
    }
    assert_eq!(run(&room, "run --no-fetch").exit, 0, "without the command all is well");
    // Without an old file there is no input at all.
    fs::remove_file(room.path("leads.csv")).unwrap();
    let told = run(&room, "run");
    assert!(told.exit == 4 && told.stderr.contains("baixar.sh"), "{told:?}");
    let told = run(&room, "check --fetch");
    assert!(told.exit != 0 && !room.path("leads.csv").exists(), "{told:?}");
}

#[test]
fn a_command_that_cannot_be_meant_is_refused_by_its_line() {
    for (fetch, files, said) in [
        ("'baixar.sh'", "'leads.csv'", "lista"),
        ("[]", "'leads.csv'", "lista"),
        ("['', 'x']", "'leads.csv'", "lista"),
        ("['x', 3]", "'leads.csv'", "lista"),
        ("{ timeout = '5m' }", "'leads.csv'", "command"),
        ("{ command = ['x'], timeout = '0m' }", "'leads.csv'", "timeout"),
        ("{ command = ['x'], tempo = '5m' }", "'leads.csv'", "tempo"),
        ("['x']", "'leads*.csv'", "um só arquivo"),
        ("['x']", "['a.csv', 'b.csv']", "um só arquivo"),
    ] {
        let room = room("true", fetch);
        let text = room.text("acordo.toml").replace("['leads.csv']", files);
        fs::write(room.path("acordo.toml"), text).unwrap();
        let told = run(&room, "check");
        assert!(told.exit == 3 && told.stderr.contains(said), "{fetch} {files}: {told:?}");
        assert!(told.stderr.contains("linha"), "{told:?}");
    }
    // One file by two commands.
    let room = room("true", "['a']");
    let more = format!("[[source]]\nname = 'b'\nfiles = 'leads.csv'\nfetch = ['b']\n{SOURCE}");
    fs::write(room.path("acordo.toml"), room.text("acordo.toml") + &more).unwrap();
    let told = run(&room, "check");
    assert!(told.exit == 3 && told.stderr.contains("“crm”"), "{told:?}");
}

/// A workbook goes from hand to hand: it says no commands, neither by hand nor by conversion.
#[test]
fn a_workbook_says_no_commands() {
    let room = room("true", "['./baixar.sh']");
    let told = run(&room, "convert acordo.toml outro.xlsx");
    assert!(told.exit == 3 && told.stderr.contains("crm"), "{told:?}");
    assert!(!room.path("outro.xlsx").exists());
}

/// What is no table of the source takes no file's place, and a quiet run says so in its one line.
#[test]
fn what_cannot_be_read_replaces_nothing() {
    let room = room("cat novo.csv", "['./baixar.sh']");
    let form = "<!DOCTYPE html><html><body><form><input name=password></form></body></html>";
    let noise: String =
        (0_u32..4_000).map(|n| char::from(u8::try_from(n * 7_919 % 251).unwrap())).collect();
    for (bad, why) in [
        (form, "não serve"),
        (&*noise, "não serve"),
        ("Unauthorized\n", "não serve"),
        ("{\"error\": \"expired\"}", "não serve"),
        ("Nome;Valor\nana;3\n", "não serve"),
        ("Id;E-mail;Entrega\n", "linha de dados"),
        ("Id;E-mail;Entrega\n1;ana@x.com;ontem\n2;bia@x.com;hoje\n", "não serve"),
        ("", "não imprimiu nada"),
    ] {
        fs::write(room.path("leads.csv"), OLD).unwrap();
        fs::write(room.path("novo.csv"), bad).unwrap();
        let told = run(&room, "run -q --no-mail");
        assert_eq!((told.exit, &*room.text("leads.csv")), (6, OLD), "{bad:.40}: {told:?}");
        let lines: Vec<&str> = told.stderr.lines().collect();
        let [line] = lines[..] else { panic!("{bad:.40}: {told:?}") };
        assert!(line.contains("baixar.sh") && line.contains(why), "{line}");
        assert!(line.contains("acordo.toml") && !line.contains(".part"), "{line}");
    }
    let left: Vec<String> =
        room.names("").into_iter().filter(|name| name.starts_with(".acordo-")).collect();
    assert_eq!(left, [""; 0]);
    // The first export of all may have no row yet.
    fs::remove_file(room.path("leads.csv")).unwrap();
    fs::write(room.path("novo.csv"), "Id;E-mail;Entrega\n").unwrap();
    run(&room, "check --fetch");
    assert_eq!(room.text("leads.csv"), "Id;E-mail;Entrega\n");
}

/// A link stays one, and what it leads to is replaced; it opens no way to files that are no exports.
#[test]
fn a_link_stays_a_link() {
    let room = room("cat novo.csv", "['./baixar.sh']");
    fs::create_dir(room.path("longe")).unwrap();
    fs::write(room.path("longe/crm.csv"), OLD).unwrap();
    std::os::unix::fs::symlink("longe/crm.csv", room.path("leads.csv")).unwrap();
    assert_eq!(run(&room, "check --fetch").exit, 0);
    assert_eq!(room.text("longe/crm.csv"), NEW);
    assert!(room.path("leads.csv").is_symlink());
    fs::write(room.path("longe/acordo.db"), "x").unwrap();
    fs::remove_file(room.path("leads.csv")).unwrap();
    std::os::unix::fs::symlink("longe/acordo.db", room.path("leads.csv")).unwrap();
    assert_ne!(run(&room, "check --fetch").exit, 0);
    assert_eq!(room.text("longe/acordo.db"), "x");
}

/// However a run ends, the command it started ends with it, and whatever that started.
#[test]
fn a_command_ends_with_its_run() {
    let script = "echo $$ > um; sleep 50 & echo $! > dois; sleep 50";
    let room = room(script, "['./baixar.sh']");
    // The shell's own `kill`: a machine may have no program of that name.
    let kill = |signal: &str, id: &str| {
        let line = format!("kill {signal} {}", id.trim());
        std::process::Command::new("sh").args(["-c", &line]).output().unwrap().status.success()
    };
    let is_alive = |name: &str| kill("-0", &room.text(name));
    for signal in ["-TERM", "-KILL"] {
        let mut command = crate::room::program();
        let mut child =
            command.arg("check").arg("--fetch").current_dir(room.path("")).spawn().unwrap();
        let waited = |is_it: &dyn Fn() -> bool| {
            (0..200).any(|_| {
                std::thread::sleep(std::time::Duration::from_millis(50));
                is_it()
            })
        };
        let has =
            |name: &str| fs::read_to_string(room.path(name)).is_ok_and(|id| id.ends_with('\n'));
        assert!(waited(&|| has("um") && has("dois")), "it never began");
        assert!(kill(signal, &child.id().to_string()), "{signal}: no run to end");
        child.wait().unwrap();
        assert!(waited(&|| !is_alive("um") && !is_alive("dois")), "{signal}: it goes on");
        ["um", "dois"].iter().for_each(|name| fs::remove_file(room.path(name)).unwrap());
    }
}

/// A failure names the file in which the command stands.
#[test]
fn the_place_of_the_command_is_that_of_the_base() {
    let room = room("exit 3", "['./baixar.sh']");
    fs::rename(room.path("acordo.toml"), room.path("base.toml")).unwrap();
    fs::write(room.path("acordo.toml"), "extends = 'base.toml'\n").unwrap();
    let told = run(&room, "check --fetch");
    let said = told.stdout.clone() + &told.stderr;
    assert!(said.contains("está em base.toml"), "{told:?}");
}
