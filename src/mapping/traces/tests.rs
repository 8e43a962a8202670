//! Persons found in texts however they are written, and nobody else.

use super::*;

fn ana() -> Traces {
    let mut traces = Traces::default();
    traces.add_id("4711", "F-1");
    traces.add_id("ana@x.com", "F-1");
    traces.add_key("11987654321", "F-1");
    traces.add_name("Ana Conceição", "F-1");
    traces.add_name("Zuleica", "F-1");
    traces
}

#[test]
fn a_person_is_found_however_she_is_written() {
    for (text, left) in [
        ("falei com ANA@X.COM.", "falei com F-1."),
        ("+55 11 98765-4321 / 11987654321", "F-1 / F-1"),
        ("ANA CONCEICAO, Ana  Conceição; Conceição, Ana", "F-1, F-1; F-1"),
        ("ana conceic\u{327}a\u{303}o!", "F-1!"),
        ("<ana@x.com>", "<F-1>"),
        ("leads_Ana Conceicao.csv", "leads_F-1.csv"),
        ("falei com ana(at)x.com.", "falei com F-1."),
        ("ana [arroba] x ponto com, hoje", "F-1, hoje"),
        ("ana arroba x.com ligou", "F-1 ligou"),
        ("ａｎａ＠ｘ．ｃｏｍ", "F-1"),
        ("ana%40x.com / (１１) ９８７６５-４３２１", "F-1 / F-1"),
        ("tel11987654321", "telF-1"),
        ("1 1 9 8 7 6 5 4 3 2 1", "F-1"),
        ("11_98765_4321", "F-1"),
    ] {
        assert_eq!(ana().taken_out(text).map(|(text, _)| text).as_deref(), Some(left));
        assert!(ana().are_in([text].into_iter()), "{text}");
    }
    for (cell, left) in [("4711", "F-1"), ("'4711", "F-1")] {
        assert_eq!(ana().taken_out_of_cell(cell).map(|(text, _)| text).as_deref(), Some(left));
    }
}

#[test]
fn what_is_known_is_found_in_a_text() {
    let known = |text: &str| {
        let is = ["ana@x.com", "ana souza", "b2"].contains(&text);
        (is || text.ends_with("11987654321")).then(|| "F-9".to_owned())
    };
    let text = "Falei com Souza, Ana (ANA@x.com), (11) 98765-4321, lead B2. Rui Souza não.";
    let left = Traces::in_text(text, &known).taken_out(text).unwrap().0;
    assert_eq!(left, "Falei com F-9 (F-9), F-9, lead F-9. Rui Souza não.");
}

/// Whoever counts from 9 to 11 does not speak of lead 11.
#[test]
fn a_short_number_of_a_sentence_is_nobodys() {
    let code = |word: &str| ["11", "9", "4711x"].contains(&word).then(|| "F-1".to_owned());
    let left = |text| Traces::in_text(text, &code).taken_out_of_prose(text).map(|(text, _)| text);
    assert_eq!(left("each lead 11 times, from 9 to 11"), None);
    assert_eq!(left("lead 4711x, 11 times").as_deref(), Some("lead F-1, 11 times"));
}

#[test]
fn a_short_number_is_theirs_beside_their_name_only() {
    let mut traces = ana();
    traces.add_id("12", "F-1");
    let are_in = |traces: &Traces, cells: &[&str]| traces.are_in(cells.iter().copied());
    assert!(are_in(&traces, &["12"]), "where nothing stands beside it");
    traces.add_beside("Ana C.");
    assert!(!are_in(&traces, &["12", "Rui S."]) && !are_in(&traces, &["Ana C."]));
    assert!(are_in(&traces, &["12", "ana c."]) && are_in(&traces, &["Ana C.", "12"]));
}

#[test]
fn others_stay() {
    for text in [
        "ana@x.com.br",
        "Ana.Conceicao@x.com",
        "Maria-Ana Conceição",
        "mariana@x.com",
        "x.ana@x.com",
        "(11) 98765-4322",
        "Mariana Conceição",
        "Ana Conceiçãos",
        "Ana, que é da Conceição",
        "Ana",
        "4711 leads",
        "147110",
        "a zuleica, Zuleica",
    ] {
        assert_eq!(ana().taken_out(text), None, "{text}");
    }
}

/// A name of one word may be a month or a colour: it is theirs where something else of theirs stands, or where whoever asks says so.
#[test]
fn a_single_word_is_theirs_beside_something_of_theirs() {
    let mut traces = ana();
    traces.add_id("12", "F-2");
    let prose = |traces: &Traces, text: &str| {
        traces.taken_out_of_prose(text).map(|(text, _)| text).unwrap_or_default()
    };
    for (text, left) in [
        ("Zuleica ligou", ""),
        ("zuleica, Zuleica, 12 vezes", ""),
        ("lead 12, lead 12", ""),
        ("Zuleica ligou do 98765-4321", "F-1 ligou do F-1"),
        ("Zuleica, ana@x.com, 12 vezes", "F-1, F-1, 12 vezes"),
        ("Zuleica é o lead 12, zuleica não", "F-1 é o lead F-2, zuleica não"),
    ] {
        assert_eq!(prose(&traces, text), left, "{text}");
        assert_eq!(traces.may_be_in(text), left.is_empty() && text.contains('Z'), "{text}");
    }
    traces.trust_single_names();
    assert_eq!(
        prose(&traces, "Zuleica, zuleica, Zuleicas, z@Zuleica.com"),
        "F-1, zuleica, Zuleicas, z@Zuleica.com"
    );
    assert_eq!(prose(&traces, "Ana ligou"), "");
    let said = "Ana Conceição ligou. Ana volta; a Conceição paga, diz Rui Conceição.";
    assert_eq!(prose(&traces, said), "F-1 ligou. F-1 volta; a F-1 paga, diz Rui Conceição.");
    let own = traces.taken_out_of_own("Ana ligou da Conceição, id 12");
    assert_eq!(own.map(|(text, _)| text).as_deref(), Some("F-1 ligou da F-1, id F-2"));
    assert!(!traces.are_in(["Zuleica", "October"].into_iter()));
}

#[test]
fn a_phone_is_found_however_it_is_written() {
    for text in [
        "11987654321",
        "5511987654321",
        "+55 (11) 98765-4321",
        "011 98765 4321",
        "0055 11 9 8765 4321",
        "98765-4321",
        "987654321",
        "8765.4321",
        "(11)98765-4321",
        "0 15 11 98765-4321",
    ] {
        let said = format!("ligou do {text}, 3 vezes");
        let left = ana().taken_out(&said).map(|(text, _)| text);
        assert_eq!(left.as_deref(), Some("ligou do F-1, 3 vezes"), "{text}");
        let known = |key: &str| {
            let own = ["11987654321".to_owned()].into_iter().chain(locals("11987654321"));
            own.into_iter().any(|own| own == key).then(|| "F-1".to_owned())
        };
        let left = Traces::in_text(&said, &known).taken_out(&said).map(|(text, _)| text);
        assert_eq!(left.as_deref(), Some("ligou do F-1, 3 vezes"), "known: {text}");
    }
    for text in ["4321", "765-4321", "1198765432", "119876543210", "x11987654321", "21987654321"] {
        assert_eq!(ana().taken_out(text), None, "{text}");
    }
}
