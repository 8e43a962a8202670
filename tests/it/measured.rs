//! A promise without a target is measured and compared with its own past; it is neither kept nor broken, and nobody is accused by it.

use std::fs;

use serde_json::Value;

use crate::room::Room;
use crate::workbook::sheets;

const RUN: &str = "run --as-of 2026-11-23T08:00 --send";

/// The sample without the targets of some promises.
fn without(is_out: impl Fn(usize) -> bool) -> Room {
    let mut at = 0;
    let keep = |line: &&str| {
        let is_target = line.starts_with("target ") || line.starts_with("target=");
        at += usize::from(is_target);
        !is_target || !is_out(at - 1)
    };
    edited(|text| text.lines().filter(keep).collect::<Vec<_>>().join("\n") + "\n")
}

/// The sample with its agreement changed.
fn edited(edit: impl FnOnce(&str) -> String) -> Room {
    let room = Room::copy_of("sample-data");
    let text = edit(&room.text("acordo.toml"));
    fs::write(room.path("acordo.toml"), text).unwrap();
    room
}

/// The agreement with each of its promises (its id and the lines under it) written anew.
fn promises(text: &str, mut written: impl FnMut(&str, &str) -> String) -> String {
    let (head, rest) = text.split_once("[[commitment]]\n").unwrap();
    let (all, tail) = rest.split_once("# --- De onde").unwrap();
    let one = |own: &str| {
        let id = own.split('"').nth(1).unwrap();
        written(id, own).trim_end().to_owned() + "\n"
    };
    let all: Vec<String> = all.split("[[commitment]]\n").map(one).collect();
    format!("{head}[[commitment]]\n{}# --- De onde{tail}", all.join("[[commitment]]\n"))
}

fn is_target(line: &str) -> bool {
    line.starts_with("target ")
}

fn open(promise: &str) -> String {
    promise.lines().filter(|line| !is_target(line)).map(|line| format!("{line}\n")).collect()
}

/// A promise that is in force from a day on, or until one.
fn dated(promise: &str, key: &str, day: &str) -> String {
    let is_other = |line: &&str| !line.starts_with(&format!("{key} "));
    let lines: Vec<&str> = promise.trim_end().lines().filter(is_other).collect();
    format!("{}\n{key} = {day}\n", lines.join("\n"))
}

fn commitments(room: &Room) -> Vec<Value> {
    room.json("relatorios/acordo.json")["commitments"].as_array().unwrap().clone()
}

#[test]
fn one_without_a_target_is_measured_and_the_others_are_judged_as_before() {
    let whole = without(|_| false);
    whole.done(RUN);
    let judged = commitments(&whole);
    for out in [0, 1, 3, 7, 8, 9] {
        let room = without(|at| at == out);
        room.done(RUN);
        let mut count = 0;
        for (own, before) in commitments(&room).iter().zip(&judged) {
            let id = &own["id"];
            assert_eq!((id, &own["actual"]), (&before["id"], &before["actual"]), "{out}");
            if own["why_not"] != "measured" {
                assert_eq!(own["status"], before["status"], "{id}");
                continue;
            }
            count += 1;
            for absent in ["target", "expected", "gap", "pace", "needed_per_day"] {
                assert!(own[absent].is_null(), "{id} has {absent}");
            }
            assert_eq!(own["status"], "not-assessed", "{id}");
        }
        assert_eq!(count, 1, "{out}");
    }
}

/// The proposal is the value that half of the periods before reached, each judged by itself.
#[test]
fn a_target_is_proposed_from_the_past() {
    let room = without(|_| true);
    room.done(RUN);
    let texts = room.text("relatorios/resumo.txt");
    let all = commitments(&room);
    let actual = |id: &str, month: u32| {
        let told =
            room.done(&format!("run --no-mail --period 2026-{month:02} --as-of 2026-11-23T08:00"));
        assert!(told.stderr.contains("Relatório"), "{}", told.stderr);
        let own =
            room.json(&format!("relatorios/acordo_2026-11-23_2026-{month:02}_refeito-0800.json"));
        let own =
            own["commitments"].as_array().unwrap().iter().find(|own| own["id"] == id).cloned();
        own.unwrap()["actual"].as_f64().unwrap()
    };
    for id in ["leads-delivered", "handoff-complete", "sales-won", "first-connection"] {
        let own = all.iter().find(|own| own["id"] == id).unwrap();
        let mut past: Vec<f64> = [7, 8, 9, 10].map(|month| actual(id, month)).to_vec();
        past.sort_by(|a, b| b.total_cmp(a));
        assert_eq!(own["proposed"]["periods"], 4, "{id}: {own}");
        let parts = if own["unit"] == "share" { 1_000.0 } else { 1.0 };
        let easier = (past[1] * parts).floor() / parts;
        assert_eq!(own["proposed"]["target"].as_f64(), Some(easier), "{id}: {past:?}");
        // What is shown is what was reached: nobody is proposed a figure that fewer reached than it says.
        let reached = past.iter().filter(|value| **value >= easier).count() as u64;
        assert_eq!(own["proposed"]["reached"].as_u64(), Some(reached), "{id}: {past:?}");
    }
    for piece in [
        "Leads entregues, líquidos: 199, antes 231 ao todo; 2 de 4 períodos encerrados chegaram a 220: uma meta possível.",
        "1ª tentativa em 1 h útil: 84,5%, antes 85,3%; 2 de 4 períodos encerrados chegaram a 85,2%",
        "1ª tentativa em 1 h útil: 84,5%, antes ",
    ] {
        assert!(texts.contains(piece), "{piece}\n{texts}");
    }
    assert!(!texts.contains("para uma meta"), "{texts}");
    assert!(!texts.contains("0 de 0"), "{texts}");
}

/// Nothing that is only measured counts among what was kept, missed or left without a verdict.
#[test]
fn a_statement_counts_only_what_was_asked() {
    for out in [0, 2, 10] {
        let room = without(|at| at == out || out == 10);
        room.done("close --period 2026-08 --yes");
        let name =
            room.names("relatorios").into_iter().find(|name| name.ends_with(".json")).unwrap();
        let sealed = &room.json(&format!("relatorios/{name}"))["content"];
        let result = &sealed["result"];
        let all = ["kept", "missed", "undecided", "not_assessed"]
            .map(|own| result[own].as_u64().unwrap());
        let asked = if out == 10 { 0 } else { commitments_of(sealed) - 1 };
        assert_eq!(all.iter().sum::<u64>(), asked, "{out}: {result}");
    }
}

/// A period that is over is not its own past: it is compared with those before it alone.
#[test]
fn the_judged_period_is_none_of_its_past() {
    let room = without(|_| true);
    room.done(RUN);
    for (month, earlier) in [(8, 1), (9, 2), (10, 3)] {
        room.done(&format!("run --no-mail --period 2026-{month:02} --as-of 2026-11-23T08:00"));
        let stem = format!("2026-11-23_2026-{month:02}_refeito-0800");
        let all = room.json(&format!("relatorios/acordo_{stem}.json"))["commitments"].clone();
        let own = &all.as_array().unwrap()[0];
        let periods = own["proposed"]["periods"].as_u64();
        assert_eq!(periods, (earlier >= 3).then_some(earlier), "{month}");
        let texts = room.text(&format!("relatorios/resumo_{stem}.txt"));
        let told = texts.lines().find(|line| line.starts_with("Leads entregues")).unwrap();
        let (actual, before) = told.split_once(": ").unwrap().1.split_once(", antes ").unwrap();
        assert!(!before.starts_with(actual), "{month}: {told}");
    }
}

/// What one version only measures is in no number that another is judged by: the promise stands as though that version were not there.
#[test]
fn a_version_without_a_target_is_in_no_judged_number() {
    let open_first = |promise: &str, day: &str| {
        let first = dated(&open(promise), "until", day);
        format!("{first}[[commitment]]\n{}", dated(promise, "from", day))
    };
    let open_last = |promise: &str, day: &str| {
        let last = dated(&open(promise), "from", day);
        format!("{}[[commitment]]\n{last}", dated(promise, "until", day))
    };
    let told = |written: &dyn Fn(&str) -> String| {
        let room = edited(|text| promises(text, |_, own| written(own)));
        room.done(RUN);
        let document = room.json("relatorios/acordo.json");
        let own = ["commitments", "actions"].map(|part| document[part].clone());
        let judged = own[0].as_array().unwrap().iter().filter(|own| !own["target"].is_null());
        assert!(judged.count() >= 9);
        own
    };
    let day = "2026-11-15";
    let both = told(&|own| open_first(own, day));
    assert_eq!(both, told(&|own| dated(own, "from", day)), "open until {day}");
    let both = told(&|own| open_last(own, day));
    assert_eq!(both, told(&|own| dated(own, "until", day)), "open from {day}");
    // A target that is still to come judges nothing yet.
    let room = edited(|text| promises(text, |_, own| open_first(own, "2026-11-26")));
    room.done(RUN);
    let whole = without(|_| true);
    whole.done(RUN);
    for (own, wanted) in commitments(&room).iter().zip(commitments(&whole)) {
        for part in ["actual", "target", "why_not", "measured"] {
            assert_eq!(own[part], wanted[part], "{}", own["id"]);
        }
    }
}

/// That no target was agreed is a fact of the agreement, whatever the files show.
#[test]
fn a_measured_promise_that_no_file_shows_is_in_no_count() {
    for id in
        ["first-attempt", "first-connection", "attempts", "leads-per-hour", "first-attempt-hot"]
    {
        let room = edited(|text| {
            let (head, rest) = text.split_once("[[source]]\nname    = \"atividades\"").unwrap();
            let text = format!("{head}{}", &rest[rest.find("# Visitas").unwrap()..]);
            promises(&text, |own, lines| if own == id { open(lines) } else { lines.to_owned() })
        });
        let explained = room.done(&format!("explain {id} --as-of 2026-11-23T08:00")).stdout;
        assert!(explained.contains("–; sem meta"), "{id}: {explained}");
        room.done("close --period 2026-08 --yes");
        let name =
            room.names("relatorios").into_iter().find(|name| name.ends_with(".json")).unwrap();
        let sealed = &room.json(&format!("relatorios/{name}"))["content"];
        let all = ["kept", "missed", "undecided", "not_assessed"]
            .map(|own| sealed["result"][own].as_u64().unwrap());
        assert_eq!(all.iter().sum::<u64>(), commitments_of(sealed) - 1, "{id}");
        let clauses = sealed["commitments"].as_array().unwrap();
        let own = clauses.iter().find(|own| own["id"] == id).unwrap();
        assert_eq!(own["measured"], true, "{own}");
        assert_ne!(own["why_not"], "measured", "{own}");
    }
}

/// A statement calls what is only measured so, and where nothing was asked it gives no account.
#[test]
fn a_statement_says_what_is_only_measured() {
    for (is_all, language) in [(false, "pt-BR"), (true, "pt-BR"), (false, "en"), (true, "en")] {
        let room = without(|at| is_all || at == 2);
        let text = room.text("acordo.toml");
        let text = text.replacen("\"pt-BR\"", &format!("\"{language}\""), 1);
        fs::write(room.path("acordo.toml"), text).unwrap();
        let told = room.done("close --period 2026-08 --yes --send");
        let book =
            room.names("relatorios").into_iter().find(|name| name.ends_with(".xlsx")).unwrap();
        let (_, sheet) = sheets(&room.bytes(&format!("relatorios/{book}"))).swap_remove(0);
        let cells: Vec<String> = sheet.used_cells().map(|(.., cell)| cell.to_string()).collect();
        let [measured, unassessed, none, account] = if language == "en" {
            ["○ only measured", "○ not assessed", "No commitment has a target", "Kept: "]
        } else {
            ["○ só medido", "○ não avaliado", "Nenhum compromisso tem meta", "Cumpridos: "]
        };
        let count = |word: &str| cells.iter().filter(|cell| cell.starts_with(word)).count();
        assert_eq!(count(measured), if is_all { 10 } else { 1 }, "{cells:?}");
        assert_eq!(count(unassessed) == 0, is_all, "{cells:?}");
        assert_eq!((count(none), count(account)), if is_all { (1, 0) } else { (0, 1) });
        assert!(told.stderr.contains(&format!("{measured}: ")), "{}", told.stderr);
        for phrase in ["acordado sem meta", "agreed no target"] {
            assert!(!told.stderr.contains(phrase), "{}", told.stderr);
        }
        for name in room.names("outbox") {
            let letter = room.text(&format!("outbox/{name}"));
            assert!(!letter.contains("0 de 0") && !letter.contains("0 of 0"), "{letter}");
        }
    }
}

/// A team without a verdict says why of a promise that has a target.
#[test]
fn the_reason_of_a_team_is_of_a_promise_with_a_target() {
    for (few, wanted) in [
        (true, "Marketing: ainda há poucos casos para avaliar."),
        (false, "Marketing: só se mede, sem meta combinada."),
    ] {
        let room = edited(|text| {
            promises(text, |id, own| match id {
                "handoff-complete" if few => own.trim_end().to_owned() + "\nmin-sample = 9999\n",
                "leads-delivered" | "handoff-complete" => open(own),
                _ => own.to_owned(),
            })
        });
        room.done(RUN);
        let texts = room.text("relatorios/resumo.txt");
        assert!(texts.contains(wanted), "{few}: {texts}");
    }
}

/// What is only measured asks nothing of anybody: no list, no name, nothing late.
#[test]
fn a_measured_promise_has_no_actions() {
    let room = without(|_| true);
    room.done(RUN);
    let actions = room.json("relatorios/acordo.json")["actions"].clone();
    let kinds = actions.as_array().unwrap().iter().map(|action| action["kind"].as_str().unwrap());
    let asked: Vec<&str> =
        kinds.filter(|kind| !["missed-call", "no-owner"].contains(kind)).collect();
    assert!(asked.is_empty(), "{asked:?}");
    let texts = room.text("relatorios/resumo.txt");
    for word in ["atrasad", "1ª tentativa atrasada", "sem tentativa"] {
        assert!(!texts.contains(word), "{texts}");
    }
    // The others go on asking for theirs.
    let first_attempts = |open: &[usize]| {
        let room = without(|at| open.contains(&at));
        room.done(RUN);
        let document = room.json("relatorios/acordo.json");
        let all = document["actions"].as_array().unwrap().clone();
        all.iter().filter(|action| action["kind"] == "first-attempt").count()
    };
    let [all, some, none] = [&[][..], &[2], &[2, 3, 4]].map(first_attempts);
    assert!(all > some && some > 0 && none == 0, "{all} {some} {none}");
}

/// No output calls the lack of a target a target that was agreed.
#[test]
fn no_output_says_that_no_target_was_agreed_to() {
    let room = without(|_| true);
    room.done(RUN);
    let history = room.done("history --as-of 2026-11-23T08:00").stdout;
    assert!(history.contains("1ª tentativa em 1 h útil (sem meta)"), "{history}");
    let book = room.bytes("relatorios/acordo_2026-11-23.xlsx");
    let cells: Vec<String> = sheets(&book)
        .iter()
        .flat_map(|(_, sheet)| {
            sheet.used_cells().map(|(.., cell)| cell.to_string()).collect::<Vec<_>>()
        })
        .collect();
    assert!(cells.iter().any(|cell| cell.ends_with("84,5% dos leads (sem meta).")), "{cells:?}");
    let texts = room.text("relatorios/resumo.txt");
    for text in cells.iter().chain([&history, &texts]) {
        let text = text.to_lowercase();
        for phrase in ["acordo sem meta", "acordado sem meta", "meta sem meta", "0 de 0"] {
            assert!(!text.contains(phrase), "{text}");
        }
    }
}

/// A period that the files or a version cover only in part is no whole one to compare with.
#[test]
fn a_period_in_part_is_no_past() {
    let periods = |edit: &dyn Fn(&str) -> String| {
        let room = edited(|text| edit(&promises(text, |_, own| open(own))));
        room.done(RUN);
        commitments(&room)[0]["proposed"]["periods"].as_u64()
    };
    let since = |day: &str| {
        let own = |text: &str| {
            promises(text, |id, own| match id {
                "leads-delivered" => dated(own, "from", day),
                _ => own.to_owned(),
            })
        };
        periods(&own)
    };
    let covers = |day: &str| {
        let head = "preset  = \"rd-station-marketing\"\n";
        periods(&|text| text.replace(head, &format!("{head}covers-from = {day}\n")))
    };
    for (day, whole) in [("2026-07-01", Some(4)), ("2026-07-02", Some(3)), ("2026-08-10", None)] {
        assert_eq!(since(day), whole, "in force from {day}");
        assert_eq!(covers(day), whole, "files from {day}");
    }
}

/// A past period of a few cases says nothing: neither what was before nor a target is made of it.
#[test]
fn a_past_of_few_cases_proposes_nothing() {
    let room = |sample: &dyn Fn(&str) -> Option<u32>| {
        edited(|text| {
            promises(text, |id, own| {
                let few = sample(id).map_or(String::new(), |n| format!("min-sample = {n}\n"));
                open(own).trim_end().to_owned() + "\n" + &few
            })
        })
    };
    let told = |sample: &dyn Fn(&str) -> Option<u32>| {
        let room = room(sample);
        room.done(RUN);
        let document = room.json("relatorios/acordo.json");
        (commitments(&room), room.text("relatorios/resumo.txt"), document)
    };
    let (whole, _, document) = told(&|_| None);
    let (few, words, _) = told(&|_| Some(5_000));
    let mut silenced = 0;
    for (own, before) in few.iter().zip(&whole) {
        assert_eq!(own["actual"], before["actual"], "{own}");
        // A sum, and what is divided by hours, rests on no cases.
        let is_sum = ["count", "amount", "level"].contains(&own["kind"].as_str().unwrap());
        if is_sum {
            assert_eq!((&own["past"], &own["proposed"]), (&before["past"], &before["proposed"]));
            continue;
        }
        silenced += u64::from(!before["past"].is_null());
        assert!(own["past"].is_null() && own["proposed"].is_null(), "{own}");
        assert!(!words.contains(&format!("{}: antes", own["name"])), "{words}");
    }
    assert!(silenced >= 5, "{silenced}");
    // Period by period: those with as many cases as the smallest sample count, the others do not.
    let hot = |all: &[Value]| all.iter().find(|own| own["id"] == "first-attempt-hot").cloned();
    let cases: Vec<u32> = (7..=10).map(|month| cases_of(&document, month)).collect();
    assert_eq!(hot(&whole).unwrap()["past"].as_array().unwrap().len(), cases.len());
    let mut sorted = cases.clone();
    sorted.sort_unstable();
    for sample in [sorted[1], sorted[3] + 1] {
        let own = hot(&told(&|_| Some(sample)).0).unwrap();
        let wanted = cases.iter().filter(|cases| **cases >= sample).count();
        assert_eq!(own["past"].as_array().map_or(0, Vec::len), wanted, "{sample}: {own}");
        assert_eq!(own["proposed"].is_null(), wanted < 3, "{sample}: {own}");
    }
}

/// Cases of the promise on hot leads in a month of the sample.
fn cases_of(document: &Value, month: u32) -> u32 {
    let id = format!("history/2026-{month:02}-01/first-attempt-hot.cases");
    let all = document["quantities"].as_array().unwrap();
    all.iter().find(|own| own["id"] == id).unwrap()["value"]
        .to_string()
        .trim_end_matches(".0")
        .parse()
        .unwrap()
}

/// `explain`, `plan` and their documents tell the past that the report tells.
#[test]
fn explain_and_plan_tell_the_past_of_the_report() {
    for language in ["pt-BR", "en"] {
        let room = without(|_| true);
        let text = room.text("acordo.toml");
        let text = text.replacen("\"pt-BR\"", &format!("\"{language}\""), 1);
        fs::write(room.path("acordo.toml"), text).unwrap();
        room.done(RUN);
        let words = room.text("relatorios/resumo.txt");
        let plan = room.done("plan --as-of 2026-11-23T08:00").stdout;
        let document = room.done("plan --json --as-of 2026-11-23T08:00").stdout;
        let document: Value = serde_json::from_str(&document).unwrap();
        let all = commitments(&room);
        let mut told = 0;
        for own in all.iter().filter(|own| !own["actual"].is_null()) {
            let (id, name) = (own["id"].as_str().unwrap(), own["name"].as_str().unwrap());
            let line = words.lines().find(|line| line.starts_with(&format!("{name}: "))).unwrap();
            assert!(plan.contains(line), "{line}\n{plan}");
            let own_words = line.strip_prefix(&format!("{name}: ")).unwrap();
            let past = own_words.split_once(", ").unwrap().1.trim_end_matches('.');
            let explained = room.done(&format!("explain {id} --as-of 2026-11-23T08:00")).stdout;
            assert!(explained.contains(past), "{past}\n{explained}");
            let listed = document["measured"].as_array().unwrap();
            let listed = listed.iter().find(|listed| listed["id"] == id).unwrap();
            for part in ["actual", "past", "proposed"] {
                assert_eq!(listed[part], own[part], "{id}");
            }
            told += u32::from(!own["proposed"].is_null());
        }
        assert!(told >= 5, "{told}");
    }
    // A promise with a target has no past, and costs no look at it.
    let room = without(|_| false);
    let document = room.done("plan --json --as-of 2026-11-23T08:00").stdout;
    assert!(!document.contains("measured"), "{document}");
}

fn commitments_of(sealed: &Value) -> u64 {
    sealed["commitments"].as_array().unwrap().len() as u64
}

/// An empty cell says the same as a key that is not there.
#[test]
fn a_workbook_says_it_with_an_empty_cell() {
    let room = without(|at| at < 4);
    let text = room.text("acordo.toml");
    room.done("convert acordo.toml livro.xlsx");
    room.done("convert livro.xlsx de-volta.toml");
    let targets = |text: &str| text.lines().filter(|line| line.starts_with("target ")).count();
    assert_eq!(targets(&room.text("de-volta.toml")), targets(&text));
}

/// Of promises without a target nothing is due: the panel says so, where a dash would read as none.
#[test]
fn the_panel_of_today_says_that_nothing_was_agreed() {
    for (id, language, said) in [
        ("", "pt-BR", 0),
        ("", "en", 0),
        ("first-attempt", "pt-BR", 2),
        ("first-attempt", "en", 2),
        ("first-", "pt-BR", 2),
        ("first-", "en", 2),
        ("handoff-complete", "en", 1),
    ] {
        let room = edited(|text| {
            let text = text.replacen("\"pt-BR\"", &format!("\"{language}\""), 1);
            let is_out = |own: &str| !id.is_empty() && own.starts_with(id);
            promises(&text, |own, lines| if is_out(own) { open(lines) } else { lines.to_owned() })
        });
        room.done(RUN);
        let book =
            room.names("relatorios").into_iter().find(|name| name.ends_with(".xlsx")).unwrap();
        let (_, sheet) = sheets(&room.bytes(&format!("relatorios/{book}"))).swap_remove(0);
        let words = if language == "en" { "no target" } else { "sem meta" };
        let first = sheet.start().unwrap();
        let found = sheet.used_cells().filter(|(row, column, cell)| {
            let (row, column) = (row + first.0 as usize, column + first.1 as usize);
            (3..12).contains(&row) && column == 11 && *cell == words
        });
        assert_eq!(found.count(), said, "{id} {language}");
    }
}
