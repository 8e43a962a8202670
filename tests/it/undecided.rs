//! While something of the agreement is to be decided, nothing leaves: no letter to a team, no statement; the report, and whoever runs it, is told what.

use std::fs;

use crate::room::Room;

/// How an agreement asks, each in the sample's own text: what stands there, and what stands in its place.
const ASKED: [(&str, &str, &str); 6] = [
    ("a comment", "\n[reasons]", "\n# DECIDA: os motivos\n[reasons]"),
    ("one in English", "\n[reasons]", "\n# DECIDE: the reasons\n[reasons]"),
    (
        "a word",
        "\"Sem contato\"                = \"opportunity\"",
        "\"Sem contato\" = \"DECIDA: o que é?\"",
    ),
    (
        "a word alone",
        "\"Sem contato\"                = \"opportunity\"",
        "\"Sem contato\" = \"DECIDA\"",
    ),
    ("recipients", "operator  = [", "operator = \"DECIDA: quem?\"\n# x = ["),
    ("an option", "re-entry  = \"90d\"", "re-entry = \"DECIDE\""),
];

/// The sample with one value or comment in another's place.
fn sample(from: &str, to: &str) -> (Room, String) {
    let room = Room::copy_of("sample-data");
    let decided = room.text("acordo.toml");
    assert!(decided.contains(from), "{from}");
    fs::write(room.path("acordo.toml"), decided.replacen(from, to, 1)).unwrap();
    (room, decided)
}

fn letters(room: &Room) -> Vec<String> {
    let is_team =
        |name: &String| ["marketing", "sales", "both"].iter().any(|team| name.contains(team));
    let all = if room.path("outbox").exists() { room.names("outbox") } else { Vec::new() };
    all.into_iter().filter(is_team).collect()
}

const RUN: &str = "run --as-of 2026-11-23T08:00 --send";

#[test]
fn nothing_leaves_while_something_is_to_be_decided() {
    for (what, from, to) in ASKED {
        let (room, decided) = sample(from, to);
        let check = room.acordo("check");
        assert!(check.stdout.contains("Por decidir: 1 ponto"), "{what}: {}", check.stdout);
        assert!(check.stdout.contains("\n  linha "), "{what}: {}", check.stdout);
        let run = room.acordo(RUN);
        assert_eq!(run.exit, 0, "{what}: {}", run.stderr);
        assert!(run.stderr.contains("! 1 ponto do acordo por decidir"), "{what}: {}", run.stderr);
        assert_eq!(letters(&room), Vec::<String>::new(), "{what}");
        assert!(room.text("relatorios/resumo.txt").contains("por decidir"), "{what}");
        let warnings = &room.json("relatorios/acordo.json")["warnings"];
        assert!(warnings.to_string().contains("\"undecided\""), "{what}: {warnings}");
        let close = room.acordo("close --period 2026-09 --yes");
        assert_eq!(close.exit, 1, "{what}: {}", close.stderr);
        assert!(close.stderr.contains("por decidir"), "{what}: {}", close.stderr);
        // Decided, the same hour's letters go out.
        fs::write(room.path("acordo.toml"), decided).unwrap();
        let run = room.acordo(RUN);
        assert_eq!((run.exit, letters(&room).len()), (0, 3), "{what}: {}", run.stderr);
    }
}

/// Sentences that only begin with the same word ask nothing.
#[test]
fn a_sentence_is_no_question() {
    let others = ["Decide: vendas aceita o lead", "decida", "Decida:", "decide: 3 dias"];
    let sentences = ["Decide em três dias", "decida você", "Decidem juntos", "indecida: não"];
    for said in sentences.into_iter().chain(others) {
        let (room, _) = sample("Tem orçamento, prazo e quem decide", said);
        let check = room.acordo("check");
        assert!(check.stdout.contains("Por decidir: nada."), "{said}: {}", check.stdout);
    }
}

/// An id or a name that is the same word in small letters asks nothing, wherever it stands.
#[test]
fn a_name_is_no_question() {
    for (from, to) in [
        ("id = \"handoff-complete\"", "id = \"decide\""),
        ("id = \"handoff-complete\"", "id = \"Decida\""),
        ("name      = ", "name = \"Decide: vendas\" # "),
        ("name = \"Pré-vendas", "name = \"Decida\" # "),
        ("does = ", "does = \"Decide: aceita ou recusa\" # "),
        ("does = ", "does = \"decida: aceita ou recusa\" # "),
    ] {
        let (room, _) = sample(from, to);
        let check = room.acordo("check");
        assert!(
            check.stdout.contains("Por decidir: nada."),
            "{to}: {}{}",
            check.stdout,
            check.stderr
        );
    }
}

/// A value that the agreement cannot do without is refused while it is to be decided.
#[test]
fn what_is_needed_must_be_decided() {
    for (from, to) in [
        ("timezone  = \"America/Sao_Paulo\"", "timezone = \"DECIDA\""),
        ("metric = \"handoff-complete\"", "metric = \"DECIDA: qual?\""),
        ("name      = ", "name = \"DECIDA\" # "),
    ] {
        let (room, _) = sample(from, to);
        let check = room.acordo("check");
        assert_eq!(check.exit, 3, "{to}: {}", check.stdout);
        assert!(check.stderr.contains("ainda por decidir (DECIDA"), "{to}: {}", check.stderr);
    }
}

/// In a workbook the cell says it, in the words of the workbook, and the sheet of what is beside the cells counts as much.
#[test]
fn a_workbook_names_its_cells() {
    for (language, cell, beside) in [
        ("pt-BR", "Palavras!D5: o que é “", "Por decidir!A5: "),
        ("en", "Words!D5: what is “", "To decide!A5: "),
    ] {
        let room = Room::copy_of("sample-data/presets/rd-station-crm");
        room.done(&format!("init . --language {language} --from negociacoes.csv"));
        let check = room.acordo("check");
        for told in [cell, beside] {
            assert!(check.stdout.contains(&format!("\n  {told}")), "{told}: {}", check.stdout);
        }
        let run = room.acordo("run --as-of 2026-11-30T08:00 --send");
        assert_eq!((run.exit, letters(&room)), (0, Vec::new()), "{}", run.stderr);
        assert!(run.stderr.contains(cell), "{}", run.stderr);
    }
}

/// A list asks as a text does, whole or in part, wherever lists may stand; each neighbour in the sample's own text.
#[test]
fn an_item_of_a_list_asks() {
    for (from, to, told) in [
        (
            "marketing      = [\"Número inválido\", \"Fora do perfil\", \"Duplicado\"]",
            "marketing = [\"DECIDA\"]",
            "reasons.marketing",
        ),
        ("marketing      = [", "marketing = [\"DECIDA: qual motivo?\", ", "qual motivo?"),
        ("ignore    = [", "ignore = [\"DECIDA: quem?\", ", "quem?"),
        (
            "match     = [\"email\", \"phone\"]",
            "match = [\"email\", \"DECIDE\"]",
            "agreement.match[2]",
        ),
        ("required = [", "required = [\"DECIDA que campos?\", ", "que campos?"),
        ("operator  = [", "operator = [\"DECIDA: de quem?\"]\n# x = [", "de quem?"),
        ("source = [\"Google Ads\"]", "source = [\"Google Ads\", \"DECIDE: which?\"]", "which?"),
        ("phone     = \"Telefone\"", "phone = [\"DECIDA\"]", "columns.phone"),
    ] {
        let (room, _) = sample(from, to);
        let check = room.acordo("check");
        let asked = "Por decidir: 1 ponto";
        assert!(check.stdout.contains(asked), "{to}: {}{}", check.stdout, check.stderr);
        assert!(check.stdout.contains(told), "{to}: {}", check.stdout);
        assert_eq!(check.stdout.matches(told).count(), 1, "{to}: once: {}", check.stdout);
        let run = room.acordo(RUN);
        assert_eq!((run.exit, letters(&room)), (0, Vec::new()), "{to}: {}", run.stderr);
    }
}

/// What people call a promise, and the words of the exports, may happen to be the mark: there only a question asks.
#[test]
fn a_name_that_is_the_mark_asks_nothing() {
    let id = "id = \"leads-per-hour\"";
    let (scope, word) =
        ("source = [\"Google Ads\"]", "\"Sem contato\"                = \"opportunity\"");
    for (asks, from, to) in [
        (0, id, "id = \"DECIDA\""),
        (0, id, "id = \"DECIDE\""),
        (1, id, "id = \"DECIDA: qual?\""),
        (0, scope, "source = [\"DECIDE\"]"),
        (0, scope, "source = \"DECIDA\""),
        (0, scope, "source = [\"Google Ads\", \"DECIDA\"]"),
        (1, scope, "source = [\"DECIDA: quais?\"]"),
        (0, word, "\"DECIDA\" = \"opportunity\""),
        (0, word, "\"DECIDE\" = \"opportunity\""),
        (1, word, "\"Sem contato\" = \"DECIDA\""),
    ] {
        let (room, _) = sample(from, to);
        let check = room.acordo("check --json");
        let said: serde_json::Value = serde_json::from_str(&check.stdout)
            .unwrap_or_else(|error| panic!("{to}: {error}: {}", check.stderr));
        assert_eq!(said["undecided"].as_array().unwrap().len(), asks, "{to}: {said}");
    }
}

/// One rule for comments and values; a sign within a text begins no comment.
#[test]
fn every_comment_asks_and_no_text_does() {
    for (asks, comment) in [
        (1, "# DECIDA: quem?"),
        (1, "#DECIDA: quem?"),
        (1, "   # DECIDA: quem?"),
        (1, "\t## DECIDA: quem?"),
        (1, "x-y-z = 1 # DECIDA: quem?"),
        (1, "x-y-z = \"a # b\" # DECIDE: who?"),
        (1, "x-y-z = 'a\\' # DECIDE: who?"),
        (1, "x-y-z = \"\"\"\na\"\"\" # DECIDA quem?"),
        (2, "# DECIDA: quem?\n#   e quando?\n# DECIDA"),
        (0, "# Decida em três dias"),
        (0, "# decida: quem?"),
        (0, "x-y-z = 1 # Decide: who?"),
        (0, "x-y-z = \"a # DECIDA: quem?\""),
        (0, "x-y-z = \"a\\\" # DECIDA: quem?\""),
        (0, "x-y-z = \"\"\"\n# DECIDA: quem?\n\"\"\""),
        (0, "x-y-z = '''\n# DECIDA: \" quem?\n'''"),
    ] {
        // The key is one of the teams' own words.
        let key = comment.replace("x-y-z = ", "\"x-y-z\" = ").replace("= 1 #", "= \"a\" #");
        let (room, _) = sample("[definitions]\n", &format!("[definitions]\n{key}\n"));
        let check = room.acordo("check --json");
        let said: serde_json::Value = serde_json::from_str(&check.stdout)
            .unwrap_or_else(|error| panic!("{comment}: {error}: {}", check.stderr));
        assert_eq!(said["undecided"].as_array().unwrap().len(), asks, "{comment}: {said}");
    }
}
