//! `--all`: many agreements, each in a process of its own; one that fails fails alone.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::room::{FILE_PATIENCE, Room, Told};
use crate::support::agreement::head;

const SOURCES: &str = r#"
[[source]]
name = "marketing"
table = "leads"
files = ["leads.csv"]
[source.columns]
id = "Id"
email = "E-mail"
delivered = "Entrega"
"#;
const LEADS: &str = "Id;E-mail;Entrega\n1;ana@x.com;03/11/2026 10:00\n2;bia@x.com;04/11/2026 11:00\n\
                     3;caio@x.com;20/11/2026 09:30\n";
const NOW: &str = "2026-11-23T08:00:00-03:00";

/// A room with agreements `clientes/c01` and so on, each with three leads.
fn clients(count: usize) -> Room {
    let room = Room::empty();
    (1..=count).for_each(|number| client(&room, &format!("c{number:02}")));
    room
}

fn client(room: &Room, name: &str) {
    let folder = room.path(&format!("clientes/{name}"));
    fs::create_dir_all(&folder).unwrap();
    let own = head("pt-BR", "relatorios").replace("Formas", &format!("Cliente {name}"));
    fs::write(folder.join("acordo.toml"), own + SOURCES).unwrap();
    fs::write(folder.join("leads.csv"), LEADS).unwrap();
}

/// Runs the binary with arguments and variables.
fn acordo(room: &Room, arguments: &str, variables: &[(&str, &str)]) -> Told {
    let mut command = crate::room::program();
    command.args(arguments.split_whitespace()).current_dir(room.path("")).env("ACORDO_NOW", NOW);
    command.envs(variables.iter().copied());
    room.tell(&mut command)
}

/// `c01 0 exited` for each agreement of a document, in its order.
fn ends(document: &Value) -> Vec<String> {
    let end = |one: &Value| {
        let config = one["config"].as_str().unwrap();
        let name = config.split('/').nth(1).unwrap();
        format!("{name} {} {}", one["exit"], one["end"].as_str().unwrap())
    };
    document["agreements"].as_array().unwrap().iter().map(end).collect()
}

#[test]
fn one_that_fails_fails_alone() {
    let room = clients(6);
    fs::write(room.path("clientes/c02/acordo.toml"), "[agreement]\nname = 3\n").unwrap();
    fs::remove_file(room.path("clientes/c03/leads.csv")).unwrap();
    // Two of one record: the later one is not started.
    let twin = fs::read_to_string(room.path("clientes/c04/acordo.toml")).unwrap();
    let twin = twin.replace("c04", "c05") + "[ledger]\nfile = \"../c05/acordo.db\"\n";
    fs::write(room.path("clientes/c06/acordo.toml"), twin).unwrap();
    let told = acordo(&room, "run --all clientes/* --jobs 3", &[]);
    assert_eq!(told.exit, 3, "the worst that matters: {}", told.stderr);
    let document = room.json("fleet.json");
    let wanted = [
        "c01 0 exited",
        "c02 3 exited",
        "c03 4 exited",
        "c04 0 exited",
        "c05 0 exited",
        "c06 3 not-started",
    ];
    assert_eq!(ends(&document), wanted, "{}", told.stderr);
    assert_eq!(document["counts"].to_string(), r#"{"0":3,"3":2,"4":1}"#);
    assert_eq!((&document["command"], &document["exit"]), (&"run".into(), &3.into()));
    let [first, second, .., last] = document["agreements"].as_array().unwrap().as_slice() else {
        panic!("six agreements")
    };
    assert_eq!(first["name"], "Cliente c01");
    assert!(room.path(first["summary"].as_str().unwrap()).is_file());
    assert!(room.path(first["workbook"].as_str().unwrap()).is_file());
    assert!(second["told"].to_string().contains("name"), "its own words: {second}");
    assert!(last["summary"].is_null(), "nothing of its own was made: {last}");
    assert!(last["told"].to_string().contains("c05"), "which one it shares a record with: {last}");
    assert!(told.stderr.contains("6/6"), "progress: {}", told.stderr);
    assert!(!room.path("clientes/c06/relatorios").exists());
    // What each reports does not depend on how many ran beside it.
    let numbers = |name: &str| {
        let report = room.json(&format!("clientes/{name}/relatorios/acordo.json"));
        report["commitments"][0]["actual"].clone()
    };
    assert!(["c01", "c04", "c05"].into_iter().all(|name| numbers(name) == 3.0));
}

/// Two agreements of one folder of reports: one would take the other's place. Each of its own, with records of their own or one for both.
#[test]
fn a_folder_of_reports_is_of_one_agreement() {
    let shared = |room: &Room, more: &str| {
        for name in ["c01", "c02"] {
            let path = room.path(&format!("clientes/{name}/acordo.toml"));
            let text = fs::read_to_string(&path).unwrap();
            let text = text.replace("\"relatorios\"", "\"../../rel\"") + more;
            fs::write(path, text).unwrap();
        }
    };
    let run = |room: &Room, name: &str| {
        acordo(room, &format!("run --no-mail -c clientes/{name}/acordo.toml"), &[])
    };
    let room = clients(2);
    shared(&room, "");
    let told = acordo(&room, "run --all clientes/* --jobs 2", &[]);
    let document = room.json("fleet.json");
    assert_eq!(ends(&document), ["c01 0 exited", "c02 3 not-started"], "{}", told.stderr);
    let second = &document["agreements"][1];
    assert!(second["summary"].is_null() && second["told"].to_string().contains("c01"), "{second}");
    assert_eq!(room.json("rel/acordo.json")["agreement"]["name"], "Cliente c01");
    // One by one: the second is refused by name, and the first goes on.
    let told = run(&room, "c02");
    assert!(told.exit == 3 && told.stderr.contains("“Cliente c01”"), "{}", told.stderr);
    assert_eq!(room.json("rel/acordo.json")["agreement"]["name"], "Cliente c01");
    assert_eq!(run(&room, "c01").exit, 0);
    // So a look before the run says, to a person and to a program.
    for (name, more, exit) in [("c02", "", 3), ("c02", " --json", 3), ("c01", "", 0)] {
        let told = acordo(&room, &format!("check -c clientes/{name}/acordo.toml{more}"), &[]);
        assert_eq!((told.exit, told.stderr.contains("“Cliente c01”")), (exit, exit == 3), "{name}");
    }
    // With one record for both the first one is refused as soon as it finds the other's.
    let room = clients(2);
    shared(&room, "[ledger]\nfile = \"../acordo.db\"\n");
    let told = ["c01", "c02", "c01"].map(|name| run(&room, name));
    assert_eq!(told.each_ref().map(|told| told.exit), [0, 0, 3], "{}", told[2].stderr);
    assert!(told[2].stderr.contains("“Cliente c02”"), "{}", told[2].stderr);
    // An agreement that was given another name is none other.
    let room = clients(1);
    assert_eq!(run(&room, "c01").exit, 0);
    let path = room.path("clientes/c01/acordo.toml");
    let text = fs::read_to_string(&path).unwrap().replace("Cliente c01", "Cliente 2027");
    fs::write(path, text).unwrap();
    assert_eq!([run(&room, "c01").exit, run(&room, "c01").exit], [0, 0]);
}

/// Exports and reports that a pattern names too are no agreements; failures are told however quiet.
#[test]
fn a_pattern_for_everything_names_the_agreements() {
    let room = clients(2);
    assert_eq!(acordo(&room, "run --all clientes/c01/* clientes/c02", &[]).exit, 0);
    let made = room.json("fleet.json");
    assert_eq!(ends(&made), ["c01 0 exited", "c02 0 exited"], "{made}");
    fs::remove_file(room.path("clientes/c02/leads.csv")).unwrap();
    let told = acordo(&room, "run -q --all clientes/*", &[]);
    assert_eq!(told.exit, 4);
    let lines: Vec<&str> =
        told.stderr.lines().filter(|line| line.contains("acordo.toml:")).collect();
    assert!(lines.len() == 1 && lines[0].contains("c02"), "{}", told.stderr);
    let failed = &room.json("fleet.json")["agreements"][1];
    assert!(
        failed["summary"].is_null() && failed["workbook"].is_null(),
        "an older report: {failed}"
    );
}

#[test]
fn what_hangs_or_grows_is_stopped_and_named() {
    for (limit, end, word) in [
        ("--time-limit 1", "out-of-time", "passou do tempo"),
        ("--memory-limit 1", "out-of-memory", "passou da memória"),
    ] {
        if cfg!(not(target_os = "linux")) && limit.starts_with("--memory") {
            continue;
        }
        let room = clients(1);
        // A file still on its way, which a run waits for.
        fs::write(room.path("clientes/c01/leads.csv"), format!("{LEADS}\0\0\0\0")).unwrap();
        let arguments = format!("run --all clientes/* {limit}");
        let told = acordo(&room, &arguments, &[(FILE_PATIENCE, "60")]);
        assert_eq!(told.exit, 1, "{limit}: {}", told.stderr);
        assert_eq!(ends(&room.json("fleet.json")), [format!("c01 1 {end}")]);
        assert!(told.stderr.contains(word), "{limit}: {}", told.stderr);
        // Nothing is in its way afterwards.
        fs::write(room.path("clientes/c01/leads.csv"), LEADS).unwrap();
        assert_eq!(acordo(&room, "run --all clientes/*", &[]).exit, 0);
    }
}

#[test]
fn shares_of_an_array_hold_each_agreement_once() {
    let room = clients(7);
    let mut seen = BTreeSet::new();
    for task in 1..=3 {
        let told = acordo(&room, &format!("run --all clientes/* --task {task}/3"), &[]);
        assert_eq!(told.exit, 0, "{}", told.stderr);
        let document = room.json(&format!("fleet-{task}-3.json"));
        assert_eq!(document["task"].to_string(), format!(r#"{{"number":{task},"of":3}}"#));
        assert!(ends(&document).into_iter().all(|end| seen.insert(end)), "none twice");
    }
    assert_eq!(seen.len(), 7);
    // An engine says which task this is.
    let slurm = [("SLURM_ARRAY_TASK_ID", "1"), ("SLURM_ARRAY_TASK_MIN", "0")];
    let slurm = [slurm[0], slurm[1], ("SLURM_ARRAY_TASK_COUNT", "3")];
    assert_eq!(acordo(&room, "check --all clientes/*", &slurm).exit, 0);
    let of_engine = acordo(&room, "check --all clientes/* --json", &slurm);
    let named: Value = serde_json::from_str(&of_engine.stdout).unwrap();
    assert_eq!(ends(&named), ["c02 0 exited", "c05 0 exited"]);
    assert!(named["agreements"][0]["answer"].is_object(), "{named}");
    let pod = acordo(&room, "check --all clientes/*", &[("JOB_COMPLETION_INDEX", "1")]);
    assert_eq!(pod.exit, 2, "of how many is not known: {}", pod.stderr);
    assert!(pod.stderr.contains("JOB_COMPLETION_INDEX"), "{}", pod.stderr);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let room = clients(1);
    let wrong = [
        ("run --all clientes/* --task 5/3", 2, "5/3"),
        ("run --all clientes/* --task 4", 2, "--task"),
        ("run --all nada/*", 3, "nada/*"),
        ("run --all clientes/* -c clientes/c01/acordo.toml", 2, "--config"),
        ("run --all clientes/* --jobs 0", 2, "--jobs"),
        ("run --jobs 2", 2, "--all"),
        ("run --all clientes/* --open", 2, "--open"),
        ("run --all clientes/* --to acordo.toml/x", 8, "fleet.json"),
    ];
    fs::write(room.path("acordo.toml"), "").unwrap();
    for (arguments, exit, says) in wrong {
        let told = acordo(&room, arguments, &[]);
        assert_eq!(told.exit, exit, "{arguments}: {}", told.stderr);
        assert!(told.stderr.contains(says), "{arguments}: {}", told.stderr);
    }
}

#[test]
fn every_command_that_watches_or_sends_takes_many() {
    let room = clients(2);
    assert_eq!(acordo(&room, "status --all clientes/*", &[]).exit, 1, "no report yet");
    assert_eq!(acordo(&room, "run --all clientes/*/acordo.toml", &[]).exit, 0);
    let status = acordo(&room, "status --all clientes/* --max-age 26h", &[]);
    assert_eq!(status.exit, 0, "{}", status.stderr);
    assert!(status.stdout.contains("Cliente c02"), "{}", status.stdout);
    assert_eq!(acordo(&room, "send --all clientes/*", &[]).exit, 0);
    let close = acordo(&room, "close --all clientes/* --yes", &[]);
    assert_eq!(close.exit, 1, "there are no data of October: {}", close.stderr);
    let english = acordo(&room, "status --all clientes/*", &[("LANG", "en_US.UTF-8")]);
    assert!(english.stderr.contains("2 agreements:"), "{}", english.stderr);
}

/// An agreement that cannot be read, a link that leads nowhere, a pipe or a folder in its place: each fails by name, the others go on, and
/// nothing waits for a pipe that nobody writes into. A folder that holds no agreement is still none.
#[cfg(unix)]
#[test]
fn what_stands_in_an_agreements_place_is_never_passed_over() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    for language in ["pt_BR.UTF-8", "en_US.UTF-8"] {
        let room = clients(2);
        let folder = |name: &str| {
            let folder = room.path(&format!("clientes/{name}"));
            fs::create_dir_all(&folder).unwrap();
            folder
        };
        symlink("gone.toml", folder("c03").join("acordo.toml")).unwrap();
        symlink("gone.xlsx", folder("c04").join("acordo.xlsx")).unwrap();
        let pipe = folder("c05").join("acordo.toml");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        fs::create_dir(folder("c06").join("acordo.toml")).unwrap();
        symlink("../gone", room.path("clientes/c07")).unwrap();
        fs::write(folder("c08").join("notas.txt"), "").unwrap();
        client(&room, "c09");
        let closed = room.path("clientes/c09/acordo.toml");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        // Whoever may read everything reads that one, too.
        let is_read = fs::read(&closed).is_ok();
        let told = acordo(&room, "run --all clientes/* --time-limit 60", &[("LANG", language)]);
        assert_eq!(told.exit, 3, "{}", told.stderr);
        let found = ends(&room.json("fleet.json"));
        let named: Vec<&str> = found.iter().map(|end| &end[..3]).collect();
        assert_eq!(named, ["c01", "c02", "c03", "c04", "c05", "c06", "c07", "c09"], "{found:?}");
        for (place, end) in found.iter().enumerate() {
            let is_well = place < 2 || (place == 7 && is_read);
            assert_eq!(end.contains(" 0 "), is_well, "{found:?}");
        }
        for name in ["c03", "c04", "c05", "c06", "c07"] {
            assert!(told.stderr.contains(&format!("clientes/{name}")), "{name}: {}", told.stderr);
        }
        assert!(!room.path("clientes/c05/relatorios").exists());
    }
}

/// Cells that a run of one client said to be no dates, as `fleet.json` keeps them; what the terminal showed of it, and the level agreed.
fn quoted(level: &str, language: &str, cell: &str) -> (String, String) {
    let room = clients(1);
    let path = room.path("clientes/c01/acordo.toml");
    let agreement = fs::read_to_string(&path).unwrap().replace("pt-BR", language);
    let report = format!("[report]\npersonal-data = \"{level}\"\n");
    fs::write(path, agreement.replace("[report]\n", &report)).unwrap();
    let leads = LEADS.replace("04/11/2026 11:00", cell);
    fs::write(room.path("clientes/c01/leads.csv"), leads).unwrap();
    let told = acordo(&room, "run --all clientes/* --strict", &[]);
    assert_eq!(told.exit, 4, "{}", told.stderr);
    let kept = room.json("fleet.json")["agreements"][0]["told"].to_string();
    (kept, told.stderr)
}

/// No `forget` goes through the file: whom a run quoted to those who see it is not kept there.
#[test]
fn what_was_said_is_kept_without_persons() {
    for (level, language, cell, shown) in [
        ("full", "pt-BR", "bia@dois.com.br", "b…@dois.com.br"),
        ("full", "en", "bia@dois.com.br", "b…@dois.com.br"),
        ("full", "en", "(11) 97777-0001", "(••) •••••-••01"),
        ("full", "pt-BR", "+55 11 97777–0001", "+•• •• •••••–••01"),
        ("full", "pt-BR", "529.982.247-25", "•••.•••.•••-25"),
        ("masked", "en", "ligar: bia@dois.com.br", "li•••"),
        ("none", "pt-BR", "bia@dois.com.br", "•••"),
        ("full", "pt-BR", "amanhã cedo", "amanhã cedo"),
    ] {
        let (kept, told) = quoted(level, language, cell);
        assert!(kept.contains(shown), "{level} {language} {cell}: {kept}");
        assert_eq!(kept.contains(cell), cell == shown, "{level} {language} {cell}: {kept}");
        // Whoever is at the terminal corrects the cell, and sees it where the agreement shows all.
        assert!(level != "full" || told.contains(cell), "{level} {language} {cell}: {told}");
    }
}

#[test]
fn an_agreement_that_cannot_be_read_has_nobody_kept() {
    for bad in ["language = \"bia@dois.com.br\"", "language = \"11 97777-0001\""] {
        let room = clients(1);
        let path = room.path("clientes/c01/acordo.toml");
        let agreement = fs::read_to_string(&path).unwrap();
        fs::write(path, agreement.replace("language = \"pt-BR\"", bad)).unwrap();
        let told = acordo(&room, "run --all clientes/*", &[]);
        assert_eq!(told.exit, 3, "{}", told.stderr);
        let kept = room.json("fleet.json")["agreements"][0]["told"].to_string();
        assert!(kept.contains("language") && kept.contains("•••"), "{bad}: {kept}");
        assert!(!kept.contains("dois.com") && !kept.contains("0001"), "{bad}: {kept}");
    }
}

/// The roll-up is made of what the runs left: who needs a person stands on top, each row leads to its workbook.
#[test]
fn the_roll_up_has_the_worst_on_top() {
    let room = clients(4);
    fs::write(room.path("clientes/c02/acordo.toml"), "[agreement]\nname = 3\n").unwrap();
    // Promised less, so it is kept.
    let path = room.path("clientes/c03/acordo.toml");
    let text = fs::read_to_string(&path).unwrap().replace("target = 10", "target = 3");
    fs::write(path, text).unwrap();
    assert_eq!(
        acordo(&room, "run --all clientes/c01 clientes/c02 clientes/c03 --no-mail", &[]).exit,
        3
    );
    let told = acordo(&room, "fleet clientes/*", &[]);
    assert_eq!(told.exit, 0, "{told:?}");
    let lines: Vec<&str> = told.stdout.lines().collect();
    let [head, rest @ ..] = lines.as_slice() else { panic!("{told:?}") };
    assert!(head.starts_with("4 clientes: 1 com promessa fora, 2 com"), "{head}");
    let [broken, none, off] = rest else { panic!("{rest:?}") };
    assert!(broken.contains("c02") && none.contains("Cliente c04: sem relatório"), "{rest:?}");
    assert!(off.starts_with("Cliente c01: ") && off.ends_with("3 de 9,5"), "{off}");
    assert_eq!(room.text("fleet.txt").trim_end(), told.stdout.trim_end());
    let texts = cells(&room.bytes("fleet.xlsx"));
    let has = |text: &str| texts.iter().any(|own| own.contains(text));
    assert!(has("Clientes e promessas") && has("Cliente c03") && has("sem relatório"), "{texts:?}");
    assert!(
        has("clientes/c01/relatorios/acordo_2026-11-23.xlsx"),
        "the way to its workbook: {texts:?}"
    );
    // In English, from another folder: the ways are seen from there.
    let told = acordo(&room, "fleet clientes/* --to direcao/novembro", &[("LANG", "en_US.UTF-8")]);
    assert!(told.exit == 0 && told.stdout.contains("no report"), "{told:?}");
    let texts = cells(&room.bytes("direcao/novembro/fleet.xlsx"));
    assert!(texts.iter().any(|own| own.contains("../../clientes/c01/relatorios/")), "{texts:?}");
    assert_eq!(acordo(&room, "fleet nada/*", &[]).exit, 3);
}

/// A report that cannot be read, of another version or of a day to come is told as what it is; clients of one name are told apart, and a path with
/// a sign that no link can hold is written out.
#[test]
fn what_a_run_left_is_told_as_it_is() {
    let room = clients(8);
    acordo(&room, "run -c clientes/c01/acordo.toml --no-mail", &[]);
    let whole = room.text("clientes/c01/relatorios/acordo.json");
    let leave = |name: &str, text: &str| {
        let folder = room.path(&format!("clientes/{name}/relatorios"));
        fs::create_dir_all(&folder).unwrap();
        let own = text.replace("Cliente c01", &format!("Cliente {name}"));
        fs::write(folder.join("acordo.json"), own).unwrap();
        fs::write(folder.join("acordo_2026-11-23.xlsx"), "x").unwrap();
    };
    leave("c02", &whole[..whole.len() / 2]);
    leave("c03", "");
    leave("c04", &format!("{{\"x\": {whole}}}"));
    leave("c05", &whole.replacen("\"schema\": 1", "\"schema\": 9", 1));
    leave("c06", &whole.replace("2026-", "2027-"));
    leave("c08", &whole);
    fs::rename(room.path("clientes/c08"), room.path("clientes/c#8")).unwrap();
    let twin = room.path("clientes/c07/acordo.toml");
    let text = fs::read_to_string(&twin).unwrap().replace("Cliente c07", "Cliente c01");
    fs::write(twin, text).unwrap();
    let told = acordo(&room, "fleet clientes/*", &[("TZ", "Asia/Tokyo")]);
    for line in [
        "Cliente c02: o acordo.json não pôde ser lido",
        "Cliente c03: o acordo.json não pôde ser lido",
        "Cliente c04: o acordo.json não pôde ser lido",
        "Cliente c05: relatório de outra versão do programa",
        "Cliente c06: relatório de um dia que ainda não veio",
        "Cliente c01 (clientes/c01): ",
        "Cliente c01 (clientes/c07): sem relatório",
        "Feito em 23/11/2026 08:00",
    ] {
        assert!(told.stdout.contains(line), "{line}: {told:?}");
    }
    let texts = cells(&room.bytes("fleet.xlsx"));
    let path = "clientes/c#8/relatorios/acordo_2026-11-23.xlsx";
    assert!(texts.iter().any(|own| own == path), "{texts:?}");
    assert!(!texts.iter().any(|own| own.contains("%23") || own.contains("%25")), "{texts:?}");
}

/// The texts of a workbook's parts: shared strings, and where its links lead.
fn cells(bytes: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let wanted = |name: &String| name.contains("sharedStrings") || name.contains("_rels/sheet");
    let mut texts = Vec::new();
    for name in names.iter().filter(|name| wanted(name)) {
        let part = std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
        texts.extend(part.split(['<', '>', '"']).map(str::to_owned));
    }
    texts
}
