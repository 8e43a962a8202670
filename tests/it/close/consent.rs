//! What cannot be sealed at all, and that nothing is sealed before somebody has seen it and said so.

use std::fs;

use super::{CLOSE, LATER, world};
use crate::room::Room;

const ASKED: &str = "close --period 2026-10";

fn refused(room: &Room, arguments: &str, exit: i32, piece: &str) {
    let told = room.acordo_at(LATER, arguments);
    assert!(
        told.exit == exit && told.stderr.contains(piece),
        "{arguments}: {} {}",
        told.exit,
        told.stderr
    );
    assert!(room.names("relatorios").is_empty(), "{arguments}: nothing is written");
}

#[test]
fn what_would_be_sealed_is_shown_clause_by_clause() {
    let room = world();
    refused(&room, ASKED, 2, "repita com --yes");
    let told = room.acordo_at(LATER, ASKED).stdout;
    let pieces = [
        "A selar: outubro de 2026, acordo Termo à prova",
        "Objetivo do período: Vendas ",
        "Objetivo do período: Receita ",
        "cumprido: ",
        "não cumprido: 1ª tentativa em 1 h útil: 50,0%, acordado 75%",
        "não avaliado (há poucos casos): Decisão em 3 dias úteis",
        "Registro de isenções: 2 entradas",
        "Contestações em aberto: 2",
        "Decisões do período: 1",
    ];
    for piece in pieces {
        assert!(told.contains(piece), "no {piece} in\n{told}");
    }
    let agreement = room.text("acordo.toml").replace("\"pt-BR\"", "\"en\"");
    fs::write(room.path("acordo.toml"), agreement).unwrap();
    refused(&room, ASKED, 2, "repeat with --yes");
    assert_eq!(room.acordo_at(LATER, CLOSE).exit, 0);
    let again = room.acordo_at(LATER, ASKED);
    assert!(again.exit == 1 && again.stdout.is_empty(), "nobody is asked for what is sealed");
}

/// F6 of 29/09/2026 is the first the files tell of.
#[test]
fn what_no_file_tells_of_is_not_sealed() {
    for period in ["2020-01", "2026-08", "2026-W30", "2025", "2026-09-01..2026-09-28"] {
        let room = world();
        refused(
            &room,
            &format!("close --yes --period {period}"),
            1,
            "os arquivos começam em 29/09/2026",
        );
    }
    let room = world();
    let told = room.acordo_at(LATER, "close --yes --period 2026-09");
    assert_eq!(told.exit, 0, "September has its F6: {}", told.stderr);
}

/// Of the month's 21 working days the files cover from the 19th on: of two sales and 1,000 agreed that much is asked.
#[test]
fn the_objective_is_sealed_by_the_time_that_the_files_cover() {
    for (language, piece) in
        [("pt-BR", "contra 0,9 no tempo que os arquivos cobrem"), ("en", "of 0.9 in the time")]
    {
        let room = world();
        let text = room.text("acordo.toml").replace("\"pt-BR\"", &format!("\"{language}\""));
        let late =
            text.replace("cut-off = \"none\"", "cut-off = \"none\"\ncovers-from = 2026-10-19");
        fs::write(room.path("acordo.toml"), late).unwrap();
        let shown = room.acordo_at(LATER, ASKED).stdout;
        assert!(shown.contains(piece), "{shown}");
        assert_eq!(room.acordo_at(LATER, CLOSE).exit, 0);
        let name = if language == "en" { "statement" } else { "termo" };
        let content = &room.json(&format!("relatorios/acordo_2026-10_{name}.json"))["content"];
        let (goal, sales) = (&content["objective"], &content["commitments"]);
        assert!((goal["covered"].as_f64().unwrap() - 9.0 / 20.0).abs() < 0.05, "{goal}");
        assert_eq!(goal["sales"]["reached"], true, "{goal} {sales}");
    }
}

#[test]
fn what_was_not_in_force_or_nobody_agreed_on_is_not_sealed() {
    let later = world();
    let text = later.text("acordo.toml");
    let from_november = text
        .replace("until      = 2026-10-15\n", "until      = 2026-11-15\n")
        .replace("from       = 2026-10-15", "from       = 2026-11-15")
        .replace("= 2026-01-01", "= 2026-11-01");
    fs::write(later.path("acordo.toml"), from_november).unwrap();
    refused(&later, CLOSE, 1, "Nenhum compromisso deste acordo valia em outubro de 2026");
    let some = world();
    let without = text.replace("from     = 2026-01-01", "from     = 2026-11-01");
    fs::write(some.path("acordo.toml"), without).unwrap();
    let told = some.acordo_at(LATER, ASKED).stdout;
    assert!(told.contains("ficam de fora: leads-delivered (01/11/2026)"), "{told}");
}

/// A starter's promises are an example: sealed only once something of them is changed, or somebody says since when they hold.
#[test]
fn a_starter_is_sealed_by_nobody() {
    for language in ["pt-BR", "en"] {
        let room = Room::empty();
        fs::write(room.path("leads.csv"), "ID,Entregue\n1,2026-09-01\n2,2026-10-05\n").unwrap();
        room.done(&format!("init --example --toml . --language {language}"));
        let text = room.text("acordo.toml");
        let start = text.find("[[source]]").unwrap();
        let end = start + text[start..].find("# ── ").unwrap();
        let source = "[[source]]\nname = \"leads\"\ntable = \"leads\"\nfiles = [\"leads.csv\"]\ncut-off = \"none\"\nmax-age = \"30d\"\n\
            [source.columns]\nid = \"ID\"\ndelivered = \"Entregue\"\n\n";
        let own = format!("{}{source}{}", &text[..start], &text[end..]);
        fs::write(room.path("acordo.toml"), &own).unwrap();
        let told = room.acordo_at("2027-03-01T09:00:00-03:00", CLOSE);
        let piece = if language == "en" { "acordo init wrote" } else { "acordo init escreveu" };
        assert!(told.exit == 1 && told.stderr.contains(piece), "{} {}", told.exit, told.stderr);
        let agreed = own.replacen("\"95%\"", "\"94%\"", 1);
        assert_ne!(agreed, own);
        fs::write(room.path("acordo.toml"), agreed).unwrap();
        // Agreed on in October: that a report of it shows.
        room.acordo_at("2026-10-20T09:00:00-03:00", "run --no-mail");
        let told = room.acordo_at("2027-03-01T09:00:00-03:00", CLOSE);
        assert_eq!(told.exit, 0, "{}", told.stderr);
    }
}

/// The first text that anything shows is that of the closing itself, in November: of October nothing shows what was agreed, unless each promise says
/// since when it holds, or a report was made before the period ended.
#[test]
fn a_period_before_the_agreement_was_seen_is_not_sealed() {
    for (language, piece) in [
        ("pt-BR", "em 06/11/2026, depois de outubro de 2026: nada mostra"),
        ("en", "on 6 Nov 2026, after October 2026: nothing shows"),
    ] {
        let text = world().text("acordo.toml").replace("\"pt-BR\"", &format!("\"{language}\""));
        let whole = text.clone();
        let unsaid = text.replace("from     = 2026-01-01\n", "");
        let half = text.replacen("from     = 2026-01-01\n", "", 1);
        let versions = unsaid.replace("from       = 2026-01-01\n", "");
        // That its second version begins in October dates the change, not the promise.
        let second = text.replace("from       = 2026-01-01\n", "");
        let goal = text.replace("from           = 2026-01-01\n", "");
        let asked = [&unsaid, &half, &versions, &second, &goal];
        for (text, is_refused) in asked.into_iter().map(|text| (text, true)).chain([(&text, false)])
        {
            assert_eq!(is_refused, text.len() < whole.len());
            let room = world();
            fs::write(room.path("acordo.toml"), text).unwrap();
            if is_refused {
                refused(&room, CLOSE, 1, piece);
                refused(&room, ASKED, 1, piece);
            } else {
                let told = room.acordo_at(LATER, CLOSE);
                assert_eq!(told.exit, 0, "{}", told.stderr);
            }
        }
        // What says since when it holds is believed after the first report, too.
        let late = world();
        fs::write(late.path("acordo.toml"), &unsaid).unwrap();
        assert_eq!(late.acordo_at(LATER, "run --no-mail").exit, 0);
        assert_eq!(late.acordo_at(LATER, CLOSE).exit, 1);
        fs::write(late.path("acordo.toml"), &whole).unwrap();
        let told = late.acordo_at(LATER, CLOSE);
        assert_eq!(told.exit, 0, "{}", told.stderr);
        let reported = world();
        fs::write(reported.path("acordo.toml"), &unsaid).unwrap();
        let run = reported.acordo_at("2026-10-30T19:00:00-03:00", "run --no-mail");
        assert_eq!(run.exit, 0, "{}", run.stderr);
        let told = reported.acordo_at(LATER, CLOSE);
        assert_eq!(told.exit, 0, "{}", told.stderr);
    }
}
