//! The agreement's own changes: told in every output, kept with the record, and no past is judged by a later text.

use std::fs;

use serde_json::Value;

use crate::letters::{part_of, parts};
use crate::room::Room;
use crate::support::grid;

const LATER: &str = "2026-11-10T09:00:00-03:00";

fn run(room: &Room, now: &str, arguments: &str) {
    let told = room.acordo_at(now, arguments);
    assert_eq!(told.exit, 0, "{arguments}: {}", told.stderr);
}

fn change(room: &Room, old: &str, new: &str) {
    let text = room.text("acordo.toml");
    let changed = text.replacen(old, new, 1);
    assert_ne!(changed, text, "{old}");
    fs::write(room.path("acordo.toml"), changed).unwrap();
}

/// A report on 06/11, a change of the agreement, a report on 09/11.
fn changed(old: &str, new: &str) -> Room {
    let room = Room::copy_of("tests/it/close");
    run(&room, "2026-11-06T09:00:00-03:00", "run");
    change(&room, old, new);
    run(&room, "2026-11-09T09:00:00-03:00", "run");
    room
}

fn told(room: &Room) -> Vec<String> {
    let changes = room.json("relatorios/acordo.json")["amended"]["changes"].clone();
    let all = changes.as_array().cloned().unwrap_or_default();
    all.iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect()
}

fn own<'a>(all: &'a Value, id: &str) -> &'a Value {
    all.as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()
}

#[test]
fn a_lowered_target_is_told_in_every_output() {
    let room = changed("\"80%\"", "\"40%\"");
    let what = "promessa “1ª tentativa em 1 h útil”: meta de 80% para 40%, a partir de 15/10/2026";
    let sentence = format!(
        "O acordo mudou em 09/11/2026: {what}; o relatório de 06/11/2026 ainda usou o texto anterior."
    );
    assert!(room.text("relatorios/resumo.txt").contains(&sentence));
    for audience in ["marketing", "sales", "both"] {
        let is_own = |name: &String| name.starts_with("2026-11-09") && name.contains(audience);
        let letter = room.names("outbox").into_iter().find(is_own).unwrap();
        let parts = parts(&room.bytes(&format!("outbox/{letter}")));
        let text = String::from_utf8(part_of(&parts, "text/plain")).unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&sentence), "{audience}: {text}");
    }
    let amended = &room.json("relatorios/acordo.json")["amended"];
    assert_eq!(
        (&amended["before"], &amended["since"]),
        (&"2026-11-06".into(), &"2026-11-09".into())
    );
    assert_eq!(
        (&amended["changes"][0]["was"], &amended["changes"][0]["now"]),
        (&0.8.into(), &0.4.into())
    );
    let sheets = grid::of(&room.bytes("relatorios/acordo_2026-11-09.xlsx")).join("\n");
    for piece in ["O acordo mudou em 09/11/2026", "O que mudou no acordo", what] {
        assert!(sheets.contains(piece), "no {piece}");
    }
    let listed = room.acordo_at(LATER, "history --agreement").stdout;
    assert!(listed.contains("o texto anterior valeu até o relatório de 06/11/2026"), "{listed}");
    assert!(listed.contains(what) && listed.contains("Versões declaradas"), "{listed}");
    run(&room, LATER, "run");
    assert_eq!(told(&room), Vec::<String>::new(), "told once");
    let sheets = grid::of(&room.bytes("relatorios/acordo_2026-11-10.xlsx")).join("\n");
    assert!(sheets.contains("O que mudou no acordo"), "the history keeps it");
}

/// What was promised in October was another allowance: its number stands under the name of then.
#[test]
fn past_months_name_the_promise_of_then() {
    let room = changed("within     = \"3d\"", "within     = \"5d\"");
    let history = room.acordo_at(LATER, "history decision").stdout;
    assert!(history.contains("Decisão em 5 dias úteis (meta 90%)"), "{history}");
    assert!(history.contains("(meta 90% · Decisão em 3 dias úteis)"), "{history}");
    let sheets = grid::of(&room.bytes("relatorios/acordo_2026-11-09.xlsx")).join("\n");
    assert!(sheets.contains("90% · Decisão em 3 dias úteis"), "{sheets}");
}

/// October: 2 of 4 first attempts; by the text in force at its end the target is (60 % + 3 × 80 %) ÷ 4 = 75 %: missed. By the new one it would
/// be (60 % + 3 × 40 %) ÷ 4 = 45 %: met.
#[test]
fn the_past_is_judged_by_the_text_then_in_force() {
    let room = changed("\"80%\"", "\"40%\"");
    // The record begins in November: the first text counts for October too.
    let history = room.acordo_at(LATER, "history first-attempt --json").stdout;
    let history: Value = serde_json::from_str(&history).unwrap();
    let periods = history["periods"].as_array().unwrap();
    let october = periods.iter().find(|period| period["from"] == "2026-10-01").unwrap();
    assert_eq!(october["commitments"][0]["status"], "missed");
    run(&room, LATER, "run --period 2026-10 --no-mail");
    let summary = room.json("relatorios/acordo_2026-10.json");
    let judged = own(&summary["commitments"], "first-attempt");
    assert_eq!(judged["status"], "missed");
    assert!((judged["target"].as_f64().unwrap() - 0.75).abs() < 1e-9);
    run(&room, LATER, "close --yes --period 2026-10");
    let content = room.json("relatorios/acordo_2026-10_termo.json")["content"].clone();
    assert_eq!(own(&content["commitments"], "first-attempt")["status"], "missed");
    assert_eq!(content["amended"][0]["changes"][0]["now"], 0.4);
    let sheet = grid::of(&room.bytes("relatorios/acordo_2026-10_termo.xlsx")).join("\n");
    assert!(sheet.contains("meta de 80% para 40%"), "{sheet}");
    let fresh = Room::copy_of("tests/it/close");
    change(&fresh, "\"80%\"", "\"40%\"");
    run(&fresh, LATER, "run --period 2026-10 --no-mail");
    let summary = fresh.json("relatorios/acordo_2026-10.json");
    assert_eq!(own(&summary["commitments"], "first-attempt")["status"], "met");
}

/// The meaning is compared: remarks, recipients and another spelling of a value change nothing.
#[test]
fn each_kind_of_change_is_told_and_no_other() {
    let cases: [(&str, &str, &str); 13] = [
        (
            "within     = \"3d\"",
            "within     = \"5d\"",
            "prazo de 3 dias úteis para 5 dias úteis, a partir de 01/01/2026",
        ),
        (
            "\"09:00-18:00\"",
            "\"10:00-18:00\"",
            "expediente: horário de seg–sex 09:00–18:00 para seg–sex 10:00–18:00",
        ),
        (
            "\"2026-11-02\" = []",
            "\"2026-11-02\" = []\n\"2026-11-20\" = []",
            "expediente: 20/11/2026 de nada para fechado",
        ),
        (
            "[\"Fora do perfil\"]",
            "[\"Fora do perfil\", \"Duplicado\"]",
            "motivo “Duplicado”: novo no acordo: marketing",
        ),
        (
            "[\"leads.csv\"]",
            "[\"leads*.csv\"]",
            "fonte “leads”: arquivos de leads.csv para leads*.csv",
        ),
        (
            "sales          = 2",
            "sales          = 3",
            "objetivo: vendas de 2 para 3, a partir de 01/01/2026",
        ),
        (
            "from           = 2026-01-01\n",
            "",
            "objetivo: já não diz desde quando vale (antes: 01/01/2026)",
        ),
        (
            "from     = 2026-01-01",
            "from     = 2026-10-01",
            "líquidos”: vale desde 01/10/2026 (antes: 01/01/2026)",
        ),
        (
            "from     = 2026-01-01",
            "from     = 2026-01-01\nuntil    = 2026-12-01",
            "líquidos”: vale até a véspera de 01/12/2026 (antes: nenhum dia dito)",
        ),
        (
            "from           = 2026-01-01",
            "until          = 2027-01-01\nfrom           = 2026-01-01",
            "objetivo: vale até a véspera de 01/01/2027 (antes: nenhum dia dito)",
        ),
        ("mkt@exemplo", "marketing@exemplo", ""),
        ("[objective]", "# uma observação\n[objective]", ""),
        ("\"80%\"", "0.8", ""),
    ];
    for (old, new, wanted) in cases {
        let room = changed(old, new);
        let said = told(&room);
        if wanted.is_empty() {
            assert!(said.is_empty(), "{new}: {said:?}");
        } else {
            assert!(said.len() == 1 && said[0].ends_with(wanted), "{new}: {said:?}");
        }
    }
}

/// A look puts no text in force; back to the text of the last report nothing changed.
#[test]
fn a_look_is_no_report_and_a_change_back_is_none() {
    let room = Room::copy_of("tests/it/close");
    run(&room, "2026-11-06T09:00:00-03:00", "run");
    let text = room.text("acordo.toml");
    change(&room, "\"80%\"", "\"40%\"");
    run(&room, LATER, "run --as-of 2026-11-05T09:00 --no-mail");
    fs::write(room.path("acordo.toml"), &text).unwrap();
    run(&room, "2026-11-11T09:00:00-03:00", "run");
    assert_eq!(told(&room), Vec::<String>::new());
    change(&room, "\"80%\"", "\"70%\"");
    run(&room, "2026-11-12T09:00:00-03:00", "run");
    change(&room, "\"70%\"", "\"60%\"");
    run(&room, "2026-11-12T11:00:00-03:00", "run");
    assert!(told(&room)[0].contains("meta de 80% para 60%"), "{:?}", told(&room));
    fs::write(room.path("acordo.toml"), &text).unwrap();
    run(&room, "2026-11-13T09:00:00-03:00", "run");
    // The letters of that day were made at nine, by 70 %.
    assert!(told(&room)[0].contains("meta de 70% para 80%"), "{:?}", told(&room));
    let listed = room.acordo_at("2026-11-13T10:00:00-03:00", "history --agreement --json").stdout;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed["versions"].as_array().unwrap().len(), 4);
}

/// A version with a day to come is told as one that was stated; addresses are masked.
#[test]
fn a_stated_version_is_told_as_one_and_addresses_are_masked() {
    let version = "until      = 2026-12-01\n[[commitment]]\nid         = \"decision\"\nteam       = \"sales\"\n\
                   metric     = \"decision\"\ntarget     = \"80%\"\nwithin     = \"3d\"\nfrom       = 2026-12-01\n\
                   \n[[source]]\nname    = \"leads\"";
    let room = changed("[[source]]\nname    = \"leads\"", version);
    let said = room.text("relatorios/resumo.txt");
    assert!(said.contains("Nova versão no acordo: promessa “Decisão em 3 dias úteis”: meta de 90% para 80%, a partir de 01/12/2026."), "{said}");
    let room = changed("[objective]", "ignore = [\"fulano.teste@exemplo.com.br\"]\n[objective]");
    assert_eq!(
        told(&room),
        ["regras de leitura: linhas de teste de nada para f•••@exemplo.com.br"]
    );
    let sheets = grid::of(&room.bytes("relatorios/acordo_2026-11-09.xlsx")).join("\n");
    assert!(
        !sheets.contains("fulano.teste")
            && !room.text("relatorios/acordo.json").contains("fulano.teste")
    );
}

/// What the last period's commitments came to, by the history: id, actual, target and status.
fn october(room: &Room) -> Vec<Told> {
    let told = room.acordo_at(LATER, "history --json").stdout;
    let told: Value = serde_json::from_str(&told).unwrap();
    let periods = told["periods"].as_array().unwrap();
    let own = periods.iter().find(|period| period["from"] == "2026-10-01").unwrap();
    let all = own["commitments"].as_array().unwrap().iter();
    all.map(said).collect()
}

/// A promise by its id, with actual, target and status.
type Told = (String, Option<f64>, Option<f64>, String);

fn said(one: &Value) -> Told {
    let word = |part: &str| one[part].as_str().unwrap().to_owned();
    (word("id"), one["actual"].as_f64(), one["target"].as_f64(), word("status"))
}

/// A room of the agreement with a definition that a promise counts by.
fn defined(old: &str, new: &str) -> Room {
    let room = Room::copy_of("tests/it/close");
    let text = room.text("acordo.toml").replace(
        "[reasons]",
        "[definitions]\nmql = { text = \"x\", require = { owner = [\"Rita\", \"Davi\"] } }\n\
         [[commitment]]\nid = \"qualified\"\nteam = \"marketing\"\nmetric = \"qualified\"\ntarget = \"90%\"\nmin-sample = 1\n\
         [reasons]",
    );
    let changed = text.replace(old, new);
    assert!(old.is_empty() || changed != text, "{old}");
    fs::write(room.path("acordo.toml"), if old.is_empty() { text } else { changed }).unwrap();
    room
}

/// Each kind of change by itself: October is what the first text made of it. Where exports lie and what their columns mean is today's.
#[test]
fn each_kind_of_change_leaves_the_past_as_its_text_judged_it() {
    let changes = [
        ("target", "\"80%\"", "\"40%\""),
        ("allowance", "within     = \"1h\"", "within     = \"9h\""),
        ("definition", "[\"Rita\", \"Davi\"]", "[\"Rita\"]"),
        ("working time", "\"09:00-18:00\"", "\"09:00-10:15\""),
        ("reason", "[\"Fora do perfil\"]", "[\"Outro motivo\"]"),
        ("source", "accepted  = \"Aceito\"\n", ""),
    ];
    for (kind, old, new) in changes {
        let [before, after] = [defined("", ""), defined(old, new)].map(|room| {
            run(&room, "2026-11-06T09:00:00-03:00", "run --no-mail");
            october(&room)
        });
        assert_ne!(before, after, "{kind} changes nothing");
        let room = defined("", "");
        run(&room, "2026-11-06T09:00:00-03:00", "run --no-mail");
        fs::write(room.path("acordo.toml"), defined(old, new).text("acordo.toml")).unwrap();
        run(&room, "2026-11-09T09:00:00-03:00", "run --no-mail");
        let wanted = if kind == "source" { &after } else { &before };
        assert_eq!(&october(&room), wanted, "{kind}");
        run(&room, LATER, "run --period 2026-10 --no-mail");
        let summary = room.json("relatorios/acordo_2026-10.json");
        for one in wanted {
            let judged = said(own(&summary["commitments"], &one.0));
            assert_eq!(&judged, one, "{kind}: the report and the history");
        }
    }
}

/// The text of the last report of a day is the one in force for it, and so for the period that ends with it.
#[test]
fn of_several_texts_of_a_day_the_last_is_in_force() {
    let target = |room: &Room| {
        let all = october(room);
        all.iter().find(|one| one.0 == "first-attempt").unwrap().2.unwrap()
    };
    let room = Room::copy_of("tests/it/close");
    let mut last = "\"80%\"";
    for (now, new) in [
        ("2026-10-31T09:00:00-03:00", "\"80%\""),
        ("2026-10-31T11:00:00-03:00", "\"40%\""),
        ("2026-10-31T23:50:00-03:00", "\"70%\""),
        ("2026-11-01T00:10:00-03:00", "\"50%\""),
        ("2026-11-09T09:00:00-03:00", "\"20%\""),
    ] {
        if new != last {
            change(&room, last, new);
        }
        last = new;
        run(&room, now, "run --no-mail");
    }
    // One of four leads by 60 %, three by the version that follows it.
    assert!((target(&room) - 0.675).abs() < 1e-9, "{}", target(&room));
}

/// Letters tell what is new to their readers: what changed beside the text of the last letters, with the times of a day that had both.
#[test]
fn two_changes_of_one_day_are_told_beside_the_text_of_the_last_letters() {
    let friday = |hour: &str| format!("2026-11-06T{hour}:00-03:00");
    let monday = "2026-11-09T09:00:00-03:00";
    let thursday = "2026-11-05T09:00:00-03:00";
    let room = Room::copy_of("tests/it/close");
    run(&room, thursday, "run");
    run(&room, &friday("09:00"), "run");
    change(&room, "\"80%\"", "\"40%\"");
    run(&room, &friday("11:00"), "run");
    change(&room, "\"40%\"", "\"70%\"");
    run(&room, &friday("14:00"), "run");
    let what = "promessa “1ª tentativa em 1 h útil”: meta de 80% para 70%";
    assert!(told(&room)[0].starts_with(what), "{:?}", told(&room));
    run(&room, monday, "run");
    assert!(told(&room)[0].starts_with(what), "{:?}", told(&room));
    let sentence = format!(
        "O acordo mudou em 06/11/2026 14:00: {what}, a partir de 15/10/2026; o relatório de 06/11/2026 09:00 ainda usou o texto anterior."
    );
    assert!(room.text("relatorios/resumo.txt").contains(&sentence));
    let is_own = |name: &String| name.starts_with("2026-11-09") && name.contains("sales");
    let letter = room.names("outbox").into_iter().find(is_own).unwrap();
    let letter =
        String::from_utf8(part_of(&parts(&room.bytes(&format!("outbox/{letter}"))), "text/plain"))
            .unwrap();
    assert!(
        letter.split_whitespace().collect::<Vec<_>>().join(" ").contains(&sentence),
        "{letter}"
    );
    // The history keeps each change by itself.
    let sheets = grid::of(&room.bytes("relatorios/acordo_2026-11-09.xlsx")).join("\n");
    let listed = room.acordo_at(LATER, "history --agreement").stdout;
    for piece in
        ["meta de 80% para 40%", "meta de 40% para 70%", "06/11/2026 11:00", "06/11/2026 14:00"]
    {
        assert!(sheets.contains(piece) && listed.contains(piece), "{piece}: {listed}");
    }
    run(&room, LATER, "run");
    assert_eq!(told(&room), Vec::<String>::new(), "told once");
    let english = Room::copy_of("tests/it/close");
    change(&english, "\"pt-BR\"", "\"en\"");
    run(&english, &friday("09:00"), "run");
    change(&english, "\"80%\"", "\"40%\"");
    run(&english, &friday("11:00"), "run");
    run(&english, monday, "run");
    let said = english.text("relatorios/resumo.txt");
    assert!(said.contains("The agreement changed on 6 Nov 2026 11:00"), "{said}");
}

/// Back to what the last letters said nothing is new; a change that a letter told is told once; without letters the last report counts.
#[test]
fn what_letters_told_or_never_will_is_not_told_again() {
    let friday = |hour: &str| format!("2026-11-06T{hour}:00-03:00");
    let monday = "2026-11-09T09:00:00-03:00";
    for (second, third, last, wanted) in [
        ("run", "run", "run", 0),
        ("run --resend", "", "run", 0),
        ("run --no-mail", "", "run", 1),
        ("run --no-mail", "", "run --no-mail", 0),
    ] {
        let room = Room::copy_of("tests/it/close");
        let text = room.text("acordo.toml");
        run(&room, "2026-11-05T09:00:00-03:00", "run");
        run(&room, &friday("09:00"), "run");
        change(&room, "\"80%\"", "\"40%\"");
        run(&room, &friday("11:00"), second);
        assert_eq!(told(&room).len(), 1, "{second}");
        if !third.is_empty() {
            fs::write(room.path("acordo.toml"), &text).unwrap();
            run(&room, &friday("14:00"), third);
        }
        run(&room, monday, last);
        assert_eq!(told(&room).len(), wanted, "{second}, {third}, {last}: {:?}", told(&room));
    }
    let room = Room::copy_of("tests/it/close");
    run(&room, &friday("09:00"), "run --no-mail");
    change(&room, "\"80%\"", "\"40%\"");
    run(&room, &friday("11:00"), "run --no-mail");
    run(&room, monday, "run --no-mail");
    assert_eq!(told(&room), Vec::<String>::new());
}
