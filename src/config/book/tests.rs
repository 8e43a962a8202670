//! The layout holds every key, a workbook means what its TOML means, and each problem names its cell.

mod closed;
mod commands;
mod headings;

use std::collections::BTreeSet;
use std::path::Path;

use super::layout::{Kind, Pattern, layout, of, says};
use super::*;
use crate::config::{is_same, starter, understand, understand_book, workbook};
use crate::intake::{self, Held, WholeCell};
use crate::model::agreement::Agreement;
use crate::model::fold::fold;
use crate::model::zone::WallTime;

const EVERY_KEY: &str = include_str!("../fixtures/every-key.toml");
/// Mutated workbooks of the usual run; `ACORDO_WORLDS` asks for more, `ACORDO_SEED` for others.
const USUAL: u64 = 300;

/// What a workbook never says: it goes from hand to hand, and what it asks to be run is not run.
const COMMANDS: [&str; 2] = ["source.fetch", "mail.deliver.password-command"];

fn every_key() -> Agreement {
    agreement(&EVERY_KEY.replace(", \"feriados.csv\"]", "]"))
}

fn agreement(text: &str) -> Agreement {
    understand(text, Path::new("/acordo.toml")).unwrap()
}

fn sheets(agreement: &Agreement) -> Vec<WholeSheet> {
    let bytes = workbook(agreement).unwrap().expect("nothing is lost");
    intake::whole_bytes(&bytes).unwrap()
}

/// The known keys of each table, as the config's own readers name them when a key is unknown.
fn known_keys() -> BTreeSet<String> {
    let mut text = String::new();
    for line in EVERY_KEY.lines() {
        text.push_str(line);
        text.push('\n');
        if line.starts_with('[') {
            text.push_str("zzz = 1\n");
        }
    }
    let found = understand(&text, Path::new("/acordo.toml")).unwrap_err();
    let mut known = BTreeSet::new();
    for problem in found.iter().filter(|problem| problem.code == "unknown-key") {
        // `commitment "x".zzz` and `source "crm".read.zzz` without their names.
        let mut path: Vec<&str> = problem.path.split('.').collect();
        path.pop();
        let table: Vec<&str> =
            path.iter().map(|step| step.split([' ', '[']).next().unwrap_or_default()).collect();
        known.extend(problem.allowed.split(", ").map(|key| format!("{}.{key}", table.join("."))));
    }
    known
}

/// Every path that a line of the layout stands for; `*` for a key that a row gives.
fn reachable() -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for part in &layout().parts {
        let steps: Vec<&str> = part
            .pattern()
            .into_iter()
            .filter_map(|step| match step {
                Pattern::Key(key) => Some(key),
                Pattern::Piece("source" | "version") | Pattern::Row | Pattern::Items => None,
                Pattern::Piece(_) => Some("*"),
            })
            .collect();
        let into = steps.join(".");
        paths.extend(part.lines.iter().map(|line| format!("{into}.{}", line.key)));
        paths.insert(into);
    }
    paths
}

#[test]
fn every_key_has_a_place() {
    let known = known_keys();
    for key in [
        "agreement.name",
        "commitment.from-stage",
        "source.read.sheet",
        "mail.slots",
        "notify.ping-env",
    ] {
        assert!(known.contains(key), "{key} of {known:?}");
    }
    assert!(known.len() > 110, "{}", known.len());
    let reachable = reachable();
    // Tables, whose own keys are looked at, or are the teams'.
    let tables = [
        "source.columns",
        "source.tries",
        "source.values",
        "source.read",
        "mail.deliver",
        "mail.people",
        "working-time.special",
    ];
    // A row of words says the field and the word.
    let is_words = |key: &str| {
        key.strip_prefix("source.values.")
            .is_some_and(|field| crate::config::book::WORD_FIELDS.contains(&field))
    };
    let missing: Vec<&String> = known
        .iter()
        .filter(|key| {
            let category =
                key.strip_prefix("reasons.").is_some() && reachable.contains("reasons.*");
            !reachable.contains(*key)
                && !COMMANDS.contains(&key.as_str())
                && !tables.contains(&key.as_str())
                && !is_words(key)
                && !category
        })
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_layout_says_each_thing_once() {
    assert!(layout().parts.len() > 15);
    for part in &layout().parts {
        for language in Language::ALL {
            let of_sheet = layout().of_sheet(of(&part.sheet, language));
            let mut labels = BTreeSet::new();
            for line in of_sheet.iter().flat_map(|part| &part.lines) {
                let label = of(&line.label, language);
                assert!(labels.insert(fold(label)), "{label} twice on {}", part.sheet[0]);
            }
        }
        for line in &part.lines {
            let words = layout().words(&line.kind);
            for (word, shown) in &words {
                for text in shown {
                    let said: Vec<&String> = words
                        .iter()
                        .filter(|word| says(text, word))
                        .map(|(word, _)| word)
                        .collect();
                    let is_meaning = line.key.is_empty();
                    assert!(said == [word] || is_meaning, "{text}: {said:?}");
                }
            }
        }
    }
}

#[test]
fn a_workbook_says_the_same() {
    let mut agreements: Vec<Agreement> =
        Language::ALL.iter().map(|language| agreement(starter(*language))).collect();
    agreements.push(every_key());
    for own in &agreements {
        let again = understand_book(&sheets(own), Path::new("/acordo.xlsx")).unwrap();
        assert!(is_same(own, &again));
        // TOML made of a workbook gives that workbook.
        assert_eq!(document(&sheets(&again)).text, again.text);
    }
}

fn set(sheets: &mut [WholeSheet], sheet: &str, place: (u32, u16), held: Held) {
    let own = sheets.iter_mut().find(|own| own.name == sheet).unwrap();
    own.cells.retain(|cell| (cell.row, cell.column) != place);
    own.cells.push(WholeCell { row: place.0, column: place.1, held });
    own.cells.sort_by_key(|cell| (cell.row, cell.column));
}

fn text(words: &str) -> Held {
    Held::Text(words.to_owned())
}

/// Cell, code and name of each problem.
fn told(sheets: &[WholeSheet]) -> Vec<String> {
    let problems = understand_book(sheets, Path::new("/acordo.xlsx")).err().unwrap_or_default();
    let place =
        |problem: &Problem| problem.cell.as_ref().map(ToString::to_string).unwrap_or_default();
    problems
        .iter()
        .map(|problem| {
            format!("{} {} {} {}", place(problem), problem.code, problem.path, problem.found)
        })
        .collect()
}

/// Row 5 of the promises is `handoff-complete`, row 7 `first-attempt`.
#[test]
fn each_problem_names_its_cell() {
    let book = sheets(&agreement(starter(Language::PtBr)));
    let cases: [(&str, (u32, u16), Held, &str); 16] = [
        ("Promessas", (4, 3), text("1.000"), "Promessas!D5 thousands-point Meta 1.000"),
        ("Promessas", (4, 3), text("1.000 %"), "Promessas!D5 thousands-point Meta \"1.000 %\""),
        ("Promessas", (4, 3), text("1,000%"), "Promessas!D5 thousands-point Meta \"1,000%\""),
        ("Promessas", (4, 3), text("1.000:1"), "Promessas!D5 thousands-point Meta \"1.000:1\""),
        ("Promessas", (5, 3), Held::Percent(6.0), "Promessas!D6 bad-share Meta \"600%\""),
        ("Promessas", (5, 3), Held::Number(95.0), "Promessas!D6 bad-share Meta 95"),
        ("Promessas", (5, 1), text("vendass"), "Promessas!B6 bad-value Time \"vendass\""),
        (
            "Promessas",
            (7, 4),
            Held::Clock(WallTime::of(3_600)),
            "Promessas!E8 cell-time Prazo 01:00",
        ),
        ("Promessas", (7, 4), text("uma hora"), "Promessas!E8 bad-duration Prazo \"uma hora\""),
        (
            "Promessas",
            (5, 3),
            Held::Error("#REF!".to_owned()),
            "Promessas!D6 cell-error Meta #REF!",
        ),
        ("Promessas", (5, 3), Held::Error("=".to_owned()), "Promessas!D6 cell-formula Meta ="),
        ("Promessas", (5, 30), text("perdido"), "Promessas!AE6 outside perdido perdido"),
        ("Acordo", (6, 1), text("fr"), "Acordo!B7 bad-value Idioma \"fr\""),
        ("Acordo", (7, 1), text("Sao Paulo"), "Acordo!B8 unknown-zone Fuso horário \"Sao Paulo\""),
        ("Expediente", (4, 1), text("9-25"), "Expediente!B5 bad-value Segunda a sexta \"9-25\""),
        ("Palavras", (4, 0), text("cmr"), "Palavras!A5 unknown-source cmr cmr"),
    ];
    for (sheet, place, held, expected) in cases {
        let mut changed = book.clone();
        set(&mut changed, sheet, place, held);
        assert_eq!(told(&changed), [expected]);
    }
}

#[test]
fn what_is_missing_names_the_cell_it_belongs_in() {
    let book = sheets(&agreement(starter(Language::PtBr)));
    let mut changed = book.clone();
    let promises = changed.iter_mut().find(|own| own.name == "Promessas").unwrap();
    // Without a target a promise is only measured; without a metric it is none.
    promises.cells.retain(|cell| !matches!((cell.row, cell.column), (5, 2 | 3)));
    let own = changed.iter_mut().find(|own| own.name == "Acordo").unwrap();
    own.cells.retain(|cell| (cell.row, cell.column) != (7, 1));
    let expected = ["Acordo!B8 missing Fuso horário ", "Promessas!C6 missing Métrica "];
    assert_eq!(told(&changed), expected);
}

/// Whatever stood on it would no longer hold, and nobody would know.
#[test]
fn a_sheet_that_is_gone_is_named() {
    for language in Language::ALL {
        let book = sheets(&agreement(starter(language)));
        for part in &layout().parts {
            let name = of(&part.sheet, language);
            let left: Vec<WholeSheet> =
                book.iter().filter(|own| own.name != name).cloned().collect();
            let told = told(&left);
            let own = format!(" sheet-missing {name} ");
            assert_eq!(told.iter().filter(|line| **line == own).count(), 1, "{told:?}");
            assert!(told.iter().all(|line| !line.contains(" missing ")), "{told:?}");
        }
        let mut renamed = book.clone();
        let files = of(
            &layout().parts.iter().find(|part| part.into == "source[]").unwrap().sheet,
            language,
        );
        renamed.iter_mut().find(|own| own.name == files).unwrap().name = format!("{files}s");
        let told = told(&renamed);
        assert!(told.len() == 1 && told[0].contains("unknown-sheet"), "{told:?}");
        // An empty one says nothing, and that is seen.
        let mut emptied = book.clone();
        let roles =
            of(&layout().parts.iter().find(|part| part.into == "role[]").unwrap().sheet, language);
        emptied.iter_mut().find(|own| own.name == roles).unwrap().cells.clear();
        assert!(understand_book(&emptied, Path::new("/acordo.xlsx")).is_ok());
    }
}

/// Reason, type of lead and day are told at their own cell, not at that of their value.
/// Whoever writes over the example, or above it, is told: nothing is read there.
#[test]
fn an_entry_above_the_headings_is_told() {
    for (column, words, is_told) in [
        (0, "minha", true),
        (3, "50%", true),
        (3, "90%", false),
        (0, "e.g. first-attempt", false),
        (0, "Notas da reunião", false),
    ] {
        let mut book = sheets(&every_key());
        set(&mut book, "Promessas", (2, column), text(words));
        let told = told(&book);
        let is_it = told.iter().any(|told| told.contains("above-headings"));
        assert_eq!(is_it, is_told, "{words}: {told:?}");
    }
}

#[test]
fn what_is_said_twice_is_told_where_it_is_said_again() {
    let book = sheets(&every_key());
    let rows = |sheet: &str, rows: &[[Held; 2]]| {
        let mut changed = book.clone();
        let own = changed.iter_mut().find(|own| own.name == sheet).unwrap();
        own.cells.retain(|cell| cell.row < 4);
        for (row, cells) in (4..).zip(rows) {
            for (column, held) in (0..).zip(cells) {
                own.cells.push(WholeCell { row, column, held: held.clone() });
            }
        }
        told(&changed).into_iter().filter(|line| line.starts_with(sheet)).collect::<Vec<_>>()
    };
    let reason = |word: &str, of: &str| [text(word), text(of)];
    let reasons =
        [reason("Preço", "vendas"), reason("Outro", "marketing"), reason("preço", "vendas")];
    assert_eq!(rows("Motivos", &reasons), ["Motivos!A7 duplicate-id Motivo preço"]);
    let worth = |kind: &str| [text(kind), Held::Number(3.0)];
    assert_eq!(
        rows("Valores dos leads", &[worth("Demo"), worth("Outro"), worth("demo"), worth("Demo")]),
        [
            "Valores dos leads!A7 duplicate-id Tipo de lead demo",
            "Valores dos leads!A8 said-twice Demo Demo"
        ]
    );
    let day = || [Held::Date(WallTime::of(1_798_070_400)), text("fechado")];
    let told = rows("Exceções e feriados", &[day(), day()]);
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("Exceções e feriados!A6 said-twice"), "{told:?}");
}

/// Commas part what holds none of its own; where one may be a value's own, its writer is asked.
#[test]
fn commas_part_values_or_are_asked_about() {
    let own = agreement(starter(Language::PtBr));
    let book = sheets(&own);
    let label = |sheet: &str, label: &str| {
        let sheet = book.iter().find(|own| own.name == sheet).unwrap();
        sheet.cells.iter().find(|cell| cell.held == text(label)).unwrap().row
    };
    let required = label("Acordo", "Campos obrigatórios");
    let with = |sheet: &str, place: (u32, u16), words: &str| {
        let mut changed = book.clone();
        set(&mut changed, sheet, place, text(words));
        understand_book(&changed, Path::new("/acordo.xlsx"))
    };
    for words in ["e-mail, telefone, empresa", "E-mail; Telefone\nEmpresa", "email,phone,company"] {
        let read = with("Acordo", (required, 1), words).unwrap();
        assert_eq!(read.required, ["email", "phone", "company"], "{words}");
    }
    let hours = with("Expediente", (4, 1), "09:00-12:00, 13:00-18:00").unwrap();
    assert_eq!(hours.working_time, own.working_time);
    let ignore = (label("Acordo", "Ignorar"), 1);
    let codes = |read: Result<Agreement, Vec<Problem>>| {
        read.err().unwrap_or_default().iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(with("Acordo", ignore, "a*, b*")), ["cell-comma"]);
    let quoted = with("Acordo", ignore, "\"a, b*\"; c*").unwrap();
    assert_eq!(quoted.ignore, ["a, b*", "c*"]);
    let of = ("Promessas", (5, 8));
    assert_eq!(codes(with(of.0, of.1, "origem = Google, Meta")), ["cell-comma"]);
    for words in ["origem != Google", "origem == Google", "origem ~= Google", "origem => Google"] {
        assert!(with(of.0, of.1, words).is_err(), "{words}");
    }
    let scope = with(of.0, of.1, "origem = \"Google, Meta\"; Bing").unwrap();
    assert_eq!(scope.commitments[1].conditions[0].any_of, ["Google, Meta", "Bing"]);
}

/// Words of TOML are no help to whoever has the sheet before them.
#[test]
fn what_is_allowed_is_said_in_the_sheet_s_own_words() {
    let book = sheets(&agreement(starter(Language::PtBr)));
    let of = |place: (u32, u16), words: &str| {
        let mut changed = book.clone();
        set(&mut changed, "Promessas", place, text(words));
        let problems = understand_book(&changed, Path::new("/acordo.xlsx")).unwrap_err();
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        (problem.allowed.clone(), problem.hint.clone().unwrap_or_default())
    };
    assert_eq!(of((5, 1), "vendass"), ("marketing, vendas, ambos".to_owned(), "vendas".to_owned()));
    assert_eq!(of((4, 6), "3").0, "Contagem");
    let texts = crate::texts::Texts::of(Language::PtBr);
    for kind in crate::config::problem::IN_CELL {
        let words = texts.word(&format!("config.in-cell-{kind}")).to_owned();
        // An address has its `{id}` in a cell as in text.
        let words = words.replace("{id}", "");
        assert!(!words.contains(['"', '[', '{']), "{kind}: {words}");
        assert!(texts.has(&format!("config.kind-{kind}")), "{kind}");
    }
}

/// Rows and columns in another order, a column of notes, a sheet of one's own, both languages mixed.
#[test]
fn order_and_language_do_not_count() {
    let own = agreement(starter(Language::PtBr));
    let mut book = sheets(&own);
    for sheet in book.iter_mut().filter(|sheet| sheet.name == "Promessas") {
        sheet.cells.iter_mut().for_each(|cell| cell.column = 40 - cell.column);
        sheet.cells.push(WholeCell { row: 3, column: 50, held: text("Notas") });
        sheet.cells.push(WholeCell { row: 9, column: 50, held: text("falar com a Ana") });
        sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
    }
    let english = [("vendas", "sales"), ("úteis", "working"), ("90%", "0.9"), ("Meta", "Target")];
    // Examples, above the headings, stay as they are.
    let all = book.iter_mut().flat_map(|sheet| &mut sheet.cells);
    for cell in all.filter(|cell| cell.row > 2) {
        if let Held::Text(words) = &mut cell.held
            && let Some((_, other)) = english.iter().find(|(own, _)| own == words)
        {
            *words = (*other).to_owned();
        }
    }
    let cells = vec![WholeCell { row: 0, column: 0, held: text("Pendências") }];
    book.push(WholeSheet { name: "Notas da reunião".to_owned(), is_hidden: false, cells });
    book.reverse();
    let again = understand_book(&book, Path::new("/acordo.xlsx"));
    assert!(is_same(&own, &again.unwrap_or_else(|problems| panic!("{problems:?}"))));
}

/// Pieces of what people may do to a workbook, thrown by seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

fn mutate(sheets: &mut [WholeSheet], dice: &mut Dice) {
    let words = [
        "",
        "1.000",
        "=x",
        "DECIDA",
        "90",
        "sim; não",
        "a = b",
        "[",
        "9999-99-99",
        "é\nü",
        "plano",
        "source[99].x",
        "-1",
        "\u{7}",
    ];
    let count = sheets.len();
    let sheet = &mut sheets[dice.below(count)];
    let length = sheet.cells.len();
    if length == 0 {
        return;
    }
    let at = dice.below(length);
    match dice.below(7) {
        0 => {
            sheet.cells.remove(at);
        }
        1 => sheet.cells[at].held = text(words[dice.below(words.len())]),
        2 => sheet.cells[at].held = Held::Number(dice.below(1_000) as f64 / 8.0 - 20.0),
        3 => sheet.cells[at].held = Held::Percent(dice.below(300) as f64 / 100.0),
        4 => {
            sheet.cells[at].held = [
                Held::Clock(WallTime::of(3_700)),
                Held::Date(WallTime::of(-7)),
                Held::Date(WallTime::of(1_780_000_000)),
                Held::Flag(true),
                Held::Error("#N/A".into()),
            ][dice.below(5)]
            .clone();
        }
        5 => {
            let other = sheet.cells[dice.below(length)].held.clone();
            sheet.cells[at].held = other;
        }
        _ => {
            let row = sheet.cells[at].row;
            sheet.cells.retain(|cell| cell.row != row);
        }
    }
}

#[test]
fn a_mutated_workbook_is_read_or_told_by_cell() {
    let asked = |name: &str, usual| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    let (first, count): (u64, u64) = (asked("ACORDO_SEED", 1), asked("ACORDO_WORLDS", USUAL));
    let books = [sheets(&every_key()), sheets(&agreement(starter(Language::En)))];
    let (mut refused, mut problems) = (0, 0);
    for seed in first..first + count {
        let mut dice = Dice(seed);
        let mut book = books[usize::try_from(seed % 2).unwrap()].clone();
        for _ in 0..=dice.below(4) {
            mutate(&mut book, &mut dice);
        }
        let Err(told) = understand_book(&book, Path::new("/acordo.xlsx")) else { continue };
        refused += 1;
        problems += told.len();
        assert!(!told.is_empty(), "seed {seed}: refused without a word");
        for problem in &told {
            let sheet = problem.cell.as_ref().map(|cell| cell.sheet.as_str());
            let is_there = sheet.is_some_and(|sheet| book.iter().any(|own| own.name == sheet));
            assert!(is_there, "seed {seed}: {problem:?}");
        }
    }
    println!("{count} workbooks from seed {first}: {refused} refused for {problems} problems");
    assert!(refused * 4 > count);
}

/// A kind that is spelt wrongly in the layout would count as text unseen.
#[test]
fn every_kind_of_the_layout_is_known() {
    let template: toml::Value =
        toml::from_str(include_str!("../../../templates/agreement-book.toml")).unwrap();
    let parts = template["part"].as_array().unwrap();
    let lines = parts.iter().flat_map(|part| part["lines"].as_array().unwrap());
    let kinds: Vec<&str> = lines.map(|line| line[1].as_str().unwrap()).collect();
    assert!(kinds.len() > 100, "{}", kinds.len());
    for kind in kinds {
        assert!(kind == "text" || Kind::named(kind) != Kind::Text, "{kind}");
    }
}

/// English examples are of English, and each is a value of its kind.
#[test]
fn examples_are_in_the_language_of_the_workbook() {
    let lines = || layout().parts.iter().flat_map(|part| &part.lines);
    let own = |language: Language| lines().map(move |line| of(&line.example, language));
    assert!(own(Language::PtBr).any(|example| example.contains("primeira-tentativa")));
    for words in
        ["vendas", "contato", "teste", "tentativa", "relatorios", "exportacoes", "Nutre", "Acordo"]
    {
        assert!(!own(Language::En).any(|example| example.contains(words)), "{words}");
    }
    assert!(own(Language::En).all(str::is_ascii));
}

/// The cells of a workbook on a sheet, as texts.
fn shown(sheets: &[WholeSheet], sheet: &str) -> Vec<(u32, u16, String)> {
    let own = sheets.iter().find(|own| own.name == sheet).unwrap();
    let text = |held: &Held| if let Held::Text(text) = held { text.clone() } else { String::new() };
    own.cells.iter().map(|cell| (cell.row, cell.column, text(&cell.held))).collect()
}

/// The first sheet names the cells that asked when the workbook was made.
#[test]
fn the_count_says_where() {
    for (change, wanted) in [
        (("target   = \"plan\" ", "target   = \"DECIDA\" "), "Promessas D5"),
        (
            ("\"Lead aceito\" = \"accepted\"", "\"Lead aceito\" = \"DECIDA: o que é?\""),
            "Palavras D5",
        ),
        (("[working-time]", "# DECIDA: o expediente?\n[working-time]"), "Por decidir A5"),
        (("= [\"vendas@empresa.com.br\"]", "= \"DECIDA: quem?\""), "E-mails B9"),
        (("", ""), ""),
    ] {
        let text = starter(Language::PtBr).replacen(change.0, change.1, 1);
        let cells = shown(&sheets(&agreement(&text)), "Acordo");
        let where_ = cells.iter().find(|(row, column, _)| (*row, *column) == (2, 2));
        let said = where_.map_or("", |(.., text)| text.rsplit(": ").next().unwrap_or_default());
        assert_eq!(said, wanted, "{change:?}");
    }
}

/// A row of words offers what the words of its field may mean, and no others.
#[test]
fn a_word_is_offered_the_meanings_of_its_field() {
    for (shown, words) in [
        ("etapa", "created,mql,delivered"),
        ("stage", "created,mql,delivered"),
        ("situação", "open,won,lost"),
        ("canal", "call,email,whatsapp"),
        ("direção", "outbound,inbound"),
        ("concluída", "yes,no"),
        ("outra", "$meaning"),
    ] {
        let Kind::One(all) = layout::meanings_of(shown) else { panic!("{shown}") };
        assert!(all.starts_with(words), "{shown}: {all}");
        assert!(all == "$meaning" || !all.contains("incident"), "{shown}: {all}");
    }
    let words = layout().words(&Kind::named("one:$meaning"));
    assert!(
        words
            .iter()
            .all(|(word, [pt, _])| word == "task" || pt != "incident" && pt != "conversation")
    );
}
