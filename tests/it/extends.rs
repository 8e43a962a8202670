//! `extends`: what clients share stands in a base; each value's place is known, and a changed base is a changed agreement.

use std::fs;

use crate::room::{Room, Told};

const NOW: &str = "2026-11-23T08:00:00-03:00";
const LEADS: &str =
    "Id;E-mail;Entrega\n1;ana@x.com;01/11/2026 10:00\n2;bia@x.com;04/11/2026 11:00\n";
const BASE: &str = r#"# What all clients share.
[agreement]
language = "pt-BR"
timezone = "America/Sao_Paulo"
[objective]
period = "month"
[working-time]
weekdays = ["09:00-12:00",
    "13:00-18:00"]
[[commitment]]
team = "marketing"
metric = "leads-delivered"
target = 10
[[commitment]]
id = "rapido"
team = "sales"
metric = "1ª tentativa"
target = "90%"
within = "15m"
[[source]]
name = "crm"
table = "leads"
cut-off = "none"
files = ["leads.csv"]
[source.columns]
id = "Id"
email = "E-mail"
delivered = "Entrega"
[report]
folder = "relatorios"
leads = "all"
[mail]
from = "a@b.com"
[mail.deliver]
folder = "outbox"
"#;
const OWN: &str = r#"extends = "../base.toml"
[agreement]
name = "Cliente A"
[[commitment]]
metric = "leads-delivered"
target = 2
[[commitment]]
id = "aceite"
team = "sales"
metric = "acceptance"
target = "80%"
[[source]]
name = "CRM"
[source.columns]
delivered = "Entrega"
[report]
leads = "period"
[[commitment]]
id = "Rápido"
within = "20m"
"#;

fn room(base: &str, own: &str) -> Room {
    let room = Room::empty();
    fs::create_dir(room.path("a")).unwrap();
    fs::write(room.path("base.toml"), base).unwrap();
    fs::write(room.path("a/acordo.toml"), own).unwrap();
    fs::write(room.path("a/leads.csv"), LEADS).unwrap();
    room
}

fn acordo(room: &Room, arguments: &str) -> Told {
    room.acordo_at(NOW, &format!("{arguments} -c a/acordo.toml"))
}

#[test]
fn a_client_says_only_what_is_its_own() {
    let room = room(BASE, OWN);
    let told = acordo(&room, "run --no-mail");
    assert_eq!(told.exit, 0, "{told:?}");
    let summary = room.json("a/relatorios/acordo.json");
    let promises: Vec<String> = summary["commitments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| format!("{} {}", own["id"].as_str().unwrap(), own["target"]))
        .collect();
    assert_eq!(promises, ["leads-delivered 2", "rapido 0.9", "aceite 0.8"]);
    assert_eq!(summary["agreement"]["name"], "Cliente A");
    // The place of each value, its own and the base's.
    let told = acordo(&room, "check --origins");
    let line = |key: &str| {
        let start = format!("{key} ← ");
        told.stdout.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or("").to_owned()
    };
    for (key, place) in [
        ("agreement.name", "acordo.toml:3"),
        ("agreement.language", "../base.toml:3"),
        ("commitment[1].team", "../base.toml:11"),
        ("commitment[1].target", "acordo.toml:6"),
        // Its promise, in whatever spelling: the record knows it by the base's.
        ("commitment \"rapido\".within", "acordo.toml:20"),
        ("commitment \"rapido\".metric", "../base.toml:17"),
        ("commitment \"aceite\".target", "acordo.toml:11"),
        ("source \"CRM\".files", "../base.toml:24"),
        ("source \"CRM\".columns.delivered", "acordo.toml:15"),
        ("source \"CRM\".columns.email", "../base.toml:27"),
        ("report.folder", "../base.toml:30"),
        ("report.leads", "acordo.toml:17"),
        ("mail.deliver.folder", "../base.toml:35"),
    ] {
        assert_eq!(line(key), place, "{key}\n{}", told.stdout);
    }
    // A changed base is a changed agreement, and is told as one.
    let before = summary["agreement"]["hash"].clone();
    fs::write(room.path("base.toml"), BASE.replace("\"90%\"", "\"95%\"")).unwrap();
    assert_eq!(acordo(&room, "run --no-mail --resend").exit, 0);
    let summary = room.json("a/relatorios/acordo.json");
    assert_ne!(summary["agreement"]["hash"], before);
    let history = acordo(&room, "history --agreement");
    assert!(history.stdout.contains("90%") && history.stdout.contains("95%"), "{}", history.stdout);
    // What is converted says all by itself.
    let told = room.acordo_at(NOW, "convert a/acordo.toml inteiro.xlsx");
    assert_eq!(told.exit, 0, "{told:?}");
    let told = room.acordo_at(NOW, "check --origins -c inteiro.xlsx");
    assert!(told.exit == 0 && !told.stdout.contains("base.toml"), "{told:?}");
    assert!(told.stdout.contains("agreement.name ← inteiro.xlsx: "), "{}", told.stdout);
}

#[test]
fn a_workbook_may_be_the_base_and_may_extend() {
    let room = room(BASE, OWN);
    let whole = BASE.replace("[agreement]\n", "[agreement]\nname = \"Base\"\n");
    fs::write(room.path("whole.toml"), whole).unwrap();
    assert_eq!(room.acordo_at(NOW, "convert whole.toml base.xlsx").exit, 0);
    let own = OWN.replace("base.toml", "base.xlsx");
    fs::write(room.path("a/acordo.toml"), own).unwrap();
    let told = acordo(&room, "run --no-mail");
    assert_eq!(told.exit, 0, "{told:?}");
    let summary = room.json("a/relatorios/acordo.json");
    assert_eq!(
        (&summary["commitments"][0]["target"], &summary["commitments"][1]["target"]),
        (&2.into(), &0.9.into())
    );
    let told = acordo(&room, "check --origins");
    assert!(told.stdout.contains("← ../base.xlsx: "), "{}", told.stdout);
    // A problem of the base names it and its cell.
    let own = own_with(OWN, "target = 2", "target = 2\nalvo = 3").replace("base.toml", "base.xlsx");
    fs::write(room.path("a/acordo.toml"), own).unwrap();
    let told = acordo(&room, "check");
    assert!(told.exit == 3 && told.stderr.contains("linha 7"), "{told:?}");
}

fn own_with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old}");
    text.replace(old, new)
}

#[test]
fn what_is_wrong_names_its_file_and_line() {
    let with = |old: &str, new: &str| own_with(BASE, old, new);
    for (base, own, said) in [
        (with("\"90%\"", "\"190%\""), OWN.to_owned(), "../base.toml, linha 18"),
        (with("within", "dentro"), OWN.to_owned(), "../base.toml, linha 19"),
        (with("[mail]\n", "[mail\n"), OWN.to_owned(), "../base.toml, linha 32"),
        (BASE.to_owned(), own_with(OWN, "\"80%\"", "\"180%\""), "linha 11"),
        (BASE.to_owned(), own_with(OWN, "base.toml", "nenhum.toml"), "nenhum.toml"),
        (BASE.to_owned(), own_with(OWN, "\"../base.toml\"", "3"), "extends"),
        (BASE.to_owned(), own_with(OWN, "../base.toml", "acordo.toml"), "base de si mesmo"),
        (format!("extends = \"a/acordo.toml\"\n{BASE}"), OWN.to_owned(), "base de si mesmo"),
        (BASE.to_owned(), own_with(OWN, "../base.toml", "leads.csv"), "leads.csv"),
    ] {
        let room = room(&base, &own);
        let told = acordo(&room, "check");
        assert!(told.exit == 3 && told.stderr.contains(said), "{said}: {}", told.stderr);
    }
    // Base upon base, up to a bound.
    let room = room(BASE, OWN);
    for number in 0..12 {
        let text = format!("extends = \"b{}.toml\"\n", number + 1);
        fs::write(room.path(&format!("b{number}.toml")), text).unwrap();
    }
    fs::write(room.path("a/acordo.toml"), OWN.replace("base.toml", "b6.toml")).unwrap();
    fs::write(room.path("b12.toml"), BASE).unwrap();
    assert_eq!(acordo(&room, "check").exit, 6, "read whole: two promises have no file");
    fs::write(room.path("a/acordo.toml"), OWN.replace("base.toml", "b0.toml")).unwrap();
    let told = acordo(&room, "check");
    assert!(told.exit == 3 && told.stderr.contains("mais de 8"), "{told:?}");
}

/// A question in a base asks in each that extends it, and says where it stands.
#[test]
fn what_a_base_leaves_open_is_asked() {
    let base = BASE.replace("target = 10", "target = 10 # DECIDA: quantos?");
    let base = base.replace("folder = \"outbox\"", "folder = \"DECIDA: qual pasta?\"");
    let room = room(&base, OWN);
    let told = acordo(&room, "check");
    for said in ["../base.toml, linha 13", "quantos?", "../base.toml, linha 35", "qual pasta?"] {
        assert!(told.stdout.contains(said), "{said}\n{}", told.stdout);
    }
}
