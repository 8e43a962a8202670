//! Whoever keeps the agreement as a workbook is told of sheets and headings, whoever keeps it as text of keys: of every phrase that names a place.

use std::fs;

use acordo::model::agreement::Language;
use acordo::texts::Texts;

use crate::room::Room;

/// The sections whose phrases tell where something is to be changed.
const SECTIONS: [&str; 7] = ["issue", "evidence", "app", "close", "forget", "inspect", "why"];

#[test]
fn every_phrase_names_places_as_the_form_has_them() {
    for (language, word) in [(Language::PtBr, "aba “"), (Language::En, "sheet “")] {
        let (text, book) = (Texts::of(language), Texts::of_book(language));
        let mut count = 0;
        for section in SECTIONS {
            for key in text.keys(section) {
                let key = format!("{section}.{key}");
                let (own, other) = (text.word(&key), book.word(&key));
                let places = [
                    "[source",
                    "[[source",
                    "[reasons",
                    "[mail",
                    "[report",
                    "[handoff",
                    "[agreement",
                ];
                assert!(places.iter().all(|place| !other.contains(place)), "{key}: {other}");
                assert!(!other.contains("neutral.") || language == Language::En, "{key}: {other}");
                if places.iter().any(|place| own.contains(place)) {
                    assert!(other.contains(word), "{key}: {other}");
                    count += 1;
                } else if !own.contains('[') {
                    assert_eq!(own, other, "{key}");
                }
            }
        }
        assert!(count > 30, "{count}");
    }
}

#[test]
fn a_warning_speaks_of_the_workbook_that_somebody_keeps() {
    for (language, of_text, of_book) in [
        ("pt-BR", "[source.values.stage]", "na aba “Palavras”"),
        ("en", "[source.values.stage]", "on the sheet “Words”"),
    ] {
        let room = Room::empty();
        let text = format!(
            "[agreement]\nname = 'A'\nlanguage = '{language}'\ntimezone = 'America/Sao_Paulo'\n\
             [objective]\nperiod = 'month'\nsales = 2\n[working-time]\nweekdays = ['09:00-18:00']\n\
             [[commitment]]\nteam = 'both'\nmetric = 'sales-won'\ntarget = 2\n\
             [[source]]\nname = 'l'\ntable = 'leads'\nfiles = ['leads.csv']\n\
             [source.columns]\nid = 'id'\ndelivered = 'entrega'\nstage = 'etapa'\n"
        );
        fs::write(room.path("acordo.toml"), text).unwrap();
        fs::write(
            room.path("leads.csv"),
            "id;entrega;etapa\nA-1;03/11/2026 10:00;Zzz\nA-2;04/11/2026 10:00;Zzz\n",
        )
        .unwrap();
        let said = |room: &Room| {
            let told = room.acordo_at("2026-11-23T08:00:00-03:00", "check");
            told.stdout + &told.stderr
        };
        let told = said(&room);
        assert!(told.contains(of_text) && !told.contains(of_book), "{told}");
        room.acordo("convert acordo.toml acordo.xlsx");
        let told = said(&room);
        assert!(told.contains(of_book) && !told.contains(of_text), "{told}");
    }
}
