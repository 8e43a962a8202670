//! What lies beside the exports or comes late: files of acordo's own, names with accents apart, files of one moment, owners known by id, tasks,
//! dashes for no try, letters of a statement that waited, a forgetting that broke off.

use std::fs::{self, File};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::room::Room;

const NOW: &str = "2026-11-23T08:00:00-03:00";

fn written(room: &Room, name: &str, text: &str, minute: u64) {
    fs::write(room.path(name), text).unwrap();
    // 2026-11-23 07:00 in São Paulo.
    let at = UNIX_EPOCH + Duration::from_secs(1_795_428_000 + minute * 60);
    File::options().write(true).open(room.path(name)).unwrap().set_modified(at).unwrap();
}

fn agreed(language: &str, folder: &str, sources: &str) -> String {
    format!(
        "[agreement]\nname = 'A'\nlanguage = '{language}'\ntimezone = 'America/Sao_Paulo'\n\
         [objective]\nperiod = 'month'\nsales = 8\n[working-time]\nweekdays = ['09:00-18:00']\n\
         [report]\nfolder = '{folder}'\npersonal-data = 'full'\n\
         [[commitment]]\nteam = 'both'\nmetric = 'sales-won'\ntarget = 2\n\
         [[commitment]]\nteam = 'sales'\nmetric = 'first-attempt'\ntarget = '90%'\nwithin = '4h'\nmin-sample = 1\n{sources}"
    )
}

fn leads(files: &str, more: &str) -> String {
    format!(
        "[[source]]\nname = 'l'\ntable = 'leads'\nfiles = ['{files}']\ncut-off = 'none'\n{more}\
         [source.columns]\nid = 'id'\nemail = 'email'\ndelivered = 'entrega'\nwon = 'venda'\n"
    )
}

/// Ten leads of November, the first so many of them sold.
fn rows(sold: usize) -> String {
    let row = |n: usize| {
        let won = if n <= sold { "20/11/2026" } else { "" };
        format!("N-{n};p{n}@bom.test;{:02}/11/2026 10:00;{won}\n", n + 2)
    };
    format!("id;email;entrega;venda\n{}", (1..=10).map(row).collect::<String>())
}

fn sold(room: &Room) -> Value {
    let folder = if room.path("out/acordo.json").exists() { "out/" } else { "" };
    room.json(&format!("{folder}acordo.json"))["commitments"][0]["actual"].clone()
}

#[test]
fn a_pattern_takes_no_file_of_ours() {
    for (language, pattern, folder) in [
        ("pt-BR", "*.csv", "."),
        ("en", "*leads*.csv", "."),
        ("pt-BR", "a*.csv", "."),
        ("en", "*.csv", "./"),
        ("pt-BR", "*[ls].csv", "."),
    ] {
        let room = Room::empty();
        let name = if pattern.starts_with('a') { "a-leads.csv" } else { "leads.csv" };
        fs::write(room.path("acordo.toml"), agreed(language, folder, &leads(pattern, ""))).unwrap();
        written(&room, name, &rows(3), 0);
        for day in ["2026-11-23", "2026-11-24", "2026-11-25"] {
            let told = room.acordo_at(&format!("{day}T08:00:00-03:00"), "run --no-mail");
            assert_eq!(told.exit, 0, "{pattern} {day}: {}", told.stderr);
            assert_eq!(sold(&room), 3.0, "{pattern} {day}");
        }
    }
    // A name of its own is read, and so is a list of somebody else's that begins alike.
    for name in ["acordo-leads.csv", "acordo comercial.csv"] {
        let room = Room::empty();
        let files = if name.contains('-') { name } else { "*.csv" };
        fs::write(room.path("acordo.toml"), agreed("en", "out", &leads(files, ""))).unwrap();
        written(&room, name, &rows(2), 0);
        let told = room.acordo_at(NOW, "run --no-mail");
        assert_eq!(told.exit, 0, "{name}: {}", told.stderr);
        assert_eq!(sold(&room), 2.0, "{name}");
    }
}

#[test]
fn accents_apart_are_the_same_name() {
    for (pattern, name) in [
        ("relatório*.csv", "relatório.csv"),
        ("relatório.csv", "relatório.csv"),
        ("*não*.csv", "leads não lidos.csv"),
        ("Março?.csv", "março1.csv"),
        ("exportação*.csv", "exportação 2026.csv"),
    ] {
        let room = Room::empty();
        fs::write(room.path("acordo.toml"), agreed("pt-BR", "out", &leads(pattern, ""))).unwrap();
        let apart: String = name.nfd().collect();
        written(&room, &apart, &rows(4), 5);
        let told = room.acordo_at(NOW, "run --no-mail");
        assert_eq!(told.exit, 0, "{pattern}: {}", told.stderr);
        assert_eq!(sold(&room), 4.0, "{pattern}");
        // Beside an older one of the composed name it is the newer.
        if apart != name && pattern.contains('*') {
            written(&room, name, &rows(1), 0);
            room.acordo_at(NOW, "run --no-mail");
            assert_eq!(sold(&room), 4.0, "{pattern}");
        }
    }
}

#[test]
fn of_files_of_one_moment_the_newer_counts() {
    for (older, newer) in [
        ("leads_outubro.csv", "leads_novembro.csv"),
        ("leads_v9.csv", "leads_v10.csv"),
        ("leads dez 2025.csv", "leads jan 2026.csv"),
        ("leads (2).csv", "leads (10).csv"),
        ("leads-September.csv", "leads-October.csv"),
        ("leads.csv", "leads (1).csv"),
    ] {
        for (take, order) in [("take = 'all'\n", [1, 0]), ("", [1, 0]), ("take = 'all'\n", [0, 0])]
        {
            let room = Room::empty();
            let text = agreed("en", "out", &leads("leads*.csv", take));
            fs::write(room.path("acordo.toml"), text).unwrap();
            // Seconds apart at most, as they were copied.
            written(&room, older, &rows(1), order[0]);
            written(&room, newer, &rows(6), order[1]);
            let told = room.acordo_at(NOW, "run --no-mail");
            assert_eq!(told.exit, 0, "{newer}: {}", told.stderr);
            assert_eq!(sold(&room), 6.0, "{newer} {take} {order:?}");
        }
        // Ten minutes apart the time tells.
        let room = Room::empty();
        let text = agreed("en", "out", &leads("leads*.csv", ""));
        fs::write(room.path("acordo.toml"), text).unwrap();
        written(&room, newer, &rows(1), 0);
        written(&room, older, &rows(5), 10);
        room.acordo_at(NOW, "run --no-mail");
        assert_eq!(sold(&room), 5.0, "{older}");
    }
}

/// The sales told by deals of two files of one moment, by the second of which the first deal is sold: the days on which the ninth is expected, and on
/// which it was opened, by each.
fn deals(names: [&str; 2], expected: [&str; 2], opened: [&str; 2]) -> Value {
    let room = Room::empty();
    let sources = "[[source]]\nname = 'd'\ntable = 'deals'\nfiles = ['*deals*.csv']\ncut-off = 'none'\ntake = 'all'\n                   [source.columns]\nid = 'id'\nlead = 'lead'\ncreated = 'aberto'\nwon = 'venda'\nstatus = 'status'\n                   [source.values.status]\nganho = 'won'\naberto = 'open'\n";
    let text = agreed("pt-BR", "out", &(leads("leads.csv", "") + sources));
    fs::write(room.path("acordo.toml"), text).unwrap();
    written(&room, "leads.csv", &rows(0), 0);
    for ((name, expected), (opened, first)) in names
        .into_iter()
        .zip(expected)
        .zip(opened.into_iter().zip(["30/06/2027;aberto", "10/11/2026;ganho"]))
    {
        let rows = format!("D1;N-1;03/10/2026;{first}\nD9;N-9;{opened};{expected};aberto\n");
        written(&room, name, &format!("id;lead;aberto;venda;status\n{rows}"), 0);
    }
    let told = room.acordo_at(NOW, "run --no-mail");
    assert_eq!(told.exit, 0, "{names:?}: {}", told.stderr);
    sold(&room)
}

#[test]
fn a_day_that_is_only_expected_makes_no_file_newer() {
    let (early, late) = ("31/01/2027", "31/12/2027");
    let same = ["04/10/2026", "04/10/2026"];
    for names in [
        ["deals-outubro.csv", "deals-novembro.csv"],
        ["deals (1).csv", "deals (2).csv"],
        ["deals_v9.csv", "deals_v10.csv"],
        ["deals-2026-10-31.csv", "deals-2026-11-22.csv"],
        // The names tell nothing, but the sale is of a day that has come.
        ["deals antes.csv", "deals depois.csv"],
        ["deals x.csv", "deals b.csv"],
    ] {
        for expected in [[late, early], [early, late]] {
            assert_eq!(deals(names, expected, same), 1.0, "{names:?} {expected:?}");
        }
    }
    // Names that tell which is newer are believed whatever the rows say; others are not.
    for (names, won) in [
        (["deals-outubro.csv", "deals-novembro.csv"], 1.0),
        (["deals (1).csv", "deals (2).csv"], 1.0),
        (["a deals.csv", "b deals.csv"], 0.0),
        (["deals x.csv", "deals b.csv"], 0.0),
    ] {
        let opened = ["21/11/2026", "04/10/2026"];
        assert_eq!(deals(names, [early, early], opened), won, "{names:?}");
    }
}

#[test]
fn what_acordo_wrote_is_named_where_it_is_all_there_is() {
    for (language, pattern, name) in [
        ("pt-BR", "*.csv", "acordo-leads.csv"),
        ("en", "*leads*.csv", "acordo-leads.csv"),
        ("pt-BR", "aco*", "acordo-marcado.xlsx"),
        ("en", "*.csv", "acordo-leads_2026-11-20.csv"),
        ("pt-BR", "*.toml", "acordo.toml"),
    ] {
        let room = Room::empty();
        fs::write(room.path("acordo.toml"), agreed(language, "out", &leads(pattern, ""))).unwrap();
        if !name.ends_with("toml") {
            written(&room, name, &rows(3), 0);
        }
        let told = room.acordo_at(NOW, "run --no-mail");
        let own = if language == "en" { "acordo’s own" } else { "do próprio acordo" };
        let said = told.stdout + &told.stderr;
        assert!(said.contains(name) && said.contains(own), "{pattern}: {said}");
    }
}

#[test]
fn a_dash_is_no_try() {
    for (none, count) in [("-", 7), ("–", 7), ("n/a", 7), (" - ", 7), ("nenhuma", 7), ("", 7)] {
        let room = Room::empty();
        let tries = "[[source]]\nname = 't'\ntable = 'activities'\nfiles = ['leads.csv']\ncut-off = 'none'\n\
                     [source.columns]\nlead = 'id'\n[source.tries]\nat = '#ª ligação'\noutcome = 'resultado #'\n";
        let text = agreed("pt-BR", "out", &(leads("leads.csv", "") + tries));
        fs::write(room.path("acordo.toml"), text).unwrap();
        let row = |n: usize| {
            let first =
                if n <= 7 { format!("{:02}/11/2026 11:00", n + 8) } else { none.to_owned() };
            let dash = if none.is_empty() { "" } else { "-" };
            format!(
                "N-{n};p{n}@bom.test;{:02}/11/2026 10:00;;{first};{dash};{none};{dash}\n",
                n + 8
            )
        };
        let header = "id;email;entrega;venda;1ª ligação;resultado 1;2ª ligação;resultado 2\n";
        written(
            &room,
            "leads.csv",
            &format!("{header}{}", (1..=10).map(row).collect::<String>()),
            0,
        );
        let told = room.acordo_at(NOW, "run --no-mail");
        assert_eq!(told.exit, 0, "{none}: {}", told.stderr);
        let own = &room.json("out/acordo.json")["commitments"][1];
        assert_eq!(own["numerator"], f64::from(count), "{none}: {own:#}");
    }
}

/// Leads whose owners have names and ids, and calls and tasks that know theirs by the id alone.
fn crm(language: &str, ids: [&str; 2], calls: bool) -> (Room, Value) {
    let room = Room::empty();
    let sources = "[[source]]\nname = 'l'\ntable = 'leads'\nfiles = ['leads.csv']\ncut-off = 'none'\n\
                   [source.columns]\nid = 'id'\ndelivered = 'entrega'\nowner = 'dono'\nowner-id = 'dono.id'\nwon = 'venda'\n\
                   [[source]]\nname = 'a'\ntable = 'activities'\nfiles = ['acts.csv']\ncut-off = 'none'\n\
                   [source.columns]\nlead = 'lead'\nat = 'quando'\nchannel = 'tipo'\nowner = 'quem'\n\
                   [source.values.channel]\n'Ligação' = 'call'\nTarefa = 'task'\n";
    fs::write(room.path("acordo.toml"), agreed(language, "out", sources)).unwrap();
    let names = ["Téo Barros", "Renata Cruz"];
    let lead =
        |n: usize| format!("N-{n};{:02}/11/2026 10:00;{};{};\n", n + 8, names[n % 2], ids[n % 2]);
    let leads: String = (1..=10).map(lead).collect();
    written(&room, "leads.csv", &format!("id;entrega;dono;dono.id;venda\n{leads}"), 0);
    let call = |n: usize| format!("N-{n};{:02}/11/2026 11:00;Ligação;{}\n", n + 8, ids[n % 2]);
    let task = |n: usize| format!("C-{n};{:02}/11/2026 12:00;Tarefa;{}\n", n + 8, ids[n % 2]);
    let calls = (1..=10).filter(|_| calls).map(call).collect::<String>();
    let tasks = (1..=6).map(task).collect::<String>();
    written(&room, "acts.csv", &format!("lead;quando;tipo;quem\n{calls}{tasks}"), 0);
    let told = room.acordo_at(NOW, "run --no-mail");
    assert_eq!(told.exit, 0, "{}", told.stderr);
    let summary = room.json("out/acordo.json");
    (room, summary)
}

#[test]
fn an_owner_known_by_id_is_the_one_of_that_name() {
    for (language, ids) in [
        ("pt-BR", ["zcrm_58003", "zcrm_58002"]),
        ("en", ["0055e000001AbCdAAK", "0055e000001AbCeAAK"]),
        ("pt-BR", ["7788", "7789"]),
        ("en", ["u-1", "u-2"]),
        ("en", ["teo@x.com", "renata@x.com"]),
    ] {
        let (_, summary) = crm(language, ids, true);
        let text = summary["groups"].to_string() + &summary["actions"].to_string();
        assert!(text.contains("Renata Cruz"), "{text}");
        assert!(
            ids.iter().all(|id| !summary.to_string().contains(&format!("\"{id}\""))),
            "{summary:#}"
        );
    }
    // However some rows spell it; an id of two people stays.
    for (spelled, is_one) in [
        ("téo barros", true),
        ("TÉO BARROS", true),
        ("Teo Barros", true),
        ("Téo  Barros", true),
        ("Tia Barros", false),
    ] {
        let (room, _) = crm("pt-BR", ["u-1", "u-2"], true);
        let text = room.text("leads.csv").replacen("Téo Barros", spelled, 2);
        written(&room, "leads.csv", &text, 1);
        room.acordo_at(NOW, "run --no-mail");
        let has_id = room.json("out/acordo.json").to_string().contains("\"u-1\"");
        assert_eq!(has_id, !is_one, "{spelled}");
    }
}

#[test]
fn tasks_are_said_and_their_joins_mark_nothing() {
    for (language, words) in [("pt-BR", "6 tarefas concluídas"), ("en", "6 completed tasks")] {
        let (room, summary) = crm(language, ["u-1", "u-2"], true);
        let own = &summary["commitments"][1];
        assert_eq!(own["numerator"], 10.0, "{own:#}");
        assert_eq!(own["evidence"]["state"], "assessable", "{own:#}");
        let told = summary["warnings"].to_string();
        assert_eq!(told.matches(words).count(), 1, "{told}");
        let check = room.acordo_at(NOW, "check");
        assert_eq!((check.stdout + &check.stderr).matches(words).count(), 1);
        // Tasks alone show no try.
        let (_, summary) = crm(language, ["u-1", "u-2"], false);
        assert_eq!(summary["commitments"][1]["status"], "not-assessed", "{summary:#}");
    }
}

#[test]
fn a_forgetting_that_broke_off_is_said() {
    for (language, word) in [("pt-BR", "parou no meio"), ("en", "broke off")] {
        let room = Room::empty();
        fs::write(room.path("acordo.toml"), agreed(language, "out", &leads("leads.csv", "")))
            .unwrap();
        written(&room, "leads.csv", &rows(3), 0);
        let said = |room: &Room, command: &str| {
            let told = room.acordo_at(NOW, command);
            (told.stdout + &told.stderr).contains(word)
        };
        let commands = ["run --no-mail", "status", "ledger check"];
        assert!(commands.iter().all(|command| !said(&room, command)));
        let record = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
        record
            .execute_batch(
                "INSERT INTO forgettings (id, begun_at) VALUES (7, 1795400000);
                 INSERT INTO forgotten (digest, salt, code, forgetting) VALUES ('d', 's', 'F-1a2b3c4d', 7);",
            )
            .unwrap();
        for command in commands {
            assert!(said(&room, command), "{command}");
        }
        record.execute_batch("UPDATE forgettings SET done_at = 1795400100").unwrap();
        assert!(commands.iter().all(|command| !said(&room, command)));
    }
}
