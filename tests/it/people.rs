//! A letter of one's own: once, to that person alone, with nobody else's name and no workbook; none for whoever has nothing to do.

use std::fs;

use crate::letters::{part_of, parts};
use crate::room::Room;

/// Owners of the sample with an address; the last name is misspelt.
const PEOPLE: &str = r#"
[mail.people]
"Ana Beatriz Lopes" = "ana@empresa.com.br"
"BRUNO CARVALHO"    = "Bruno <bruno@empresa.com.br>"
"Diego Faria"       = "diego@empresa.com.br"
"#;
const OWNERS: [&str; 6] = [
    "Ana Beatriz Lopes",
    "Bruno Carvalho",
    "Camila Nogueira",
    "Diego Farias",
    "Patrícia Yamada",
    "Rafael Moura",
];
const MONDAY: &str = "2026-11-23T08:05:00-03:00";

fn room(changes: &[(&str, &str)]) -> Room {
    let room = Room::copy_of("sample-data");
    let mut text = room.text("acordo.toml") + PEOPLE;
    for (piece, other) in changes {
        assert!(text.contains(piece), "{piece}");
        text = text.replace(piece, other);
    }
    fs::write(room.path("acordo.toml"), text).unwrap();
    room
}

/// Each letter to a person: its bytes, and what its text says.
fn letters(room: &Room) -> Vec<(Vec<u8>, String)> {
    let names = room.names("outbox").into_iter().filter(|name| name.contains("_person-"));
    let read = |name: String| {
        let bytes = room.bytes(&format!("outbox/{name}"));
        let text = String::from_utf8(part_of(&parts(&bytes), "text/plain")).unwrap();
        (bytes, text)
    };
    names.map(read).collect()
}

fn others(text: &str, own: &str) -> Vec<&'static str> {
    let folded = text.to_lowercase();
    let is_told = |name: &&str| folded.contains(&name.to_lowercase());
    OWNERS.into_iter().filter(is_told).filter(|name| !name.eq_ignore_ascii_case(own)).collect()
}

#[test]
fn each_person_gets_theirs_once_and_no_other_name() {
    let room = room(&[]);
    let told = room.acordo_at(MONDAY, "check");
    assert!(told.stdout.contains("Diego Faria, que"), "{}", told.stdout);
    assert!(told.stdout.contains("Diego Farias"), "did you mean: {}", told.stdout);
    let told = room.acordo_at(MONDAY, "run");
    assert_eq!(told.exit, 0, "{}", told.stderr);
    assert!(told.stderr.contains("2 cartas próprias"), "{}", told.stderr);
    let own = letters(&room);
    assert_eq!(own.len(), 2, "{:?}", room.names("outbox"));
    for (name, address) in [("Ana Beatriz Lopes", "ana@"), ("Bruno Carvalho", "bruno@")] {
        let (bytes, text) =
            own.iter().find(|(bytes, _)| String::from_utf8_lossy(bytes).contains(address)).unwrap();
        let raw = String::from_utf8_lossy(bytes);
        let html = String::from_utf8(part_of(&parts(bytes), "text/html")).unwrap();
        assert!(text.to_lowercase().contains(&name.to_lowercase()), "{text}");
        assert_eq!((others(text, name), others(&html, name)), (vec![], vec![]), "{text}");
        assert!(!raw.contains("spreadsheetml") && !raw.contains("image/png"), "no workbook");
        assert!(text.contains("Equipe") && text.contains("% ("), "rates beside the team's: {text}");
        assert!(html.contains("lang=\"pt-BR\"") && html.contains("scope=\"row\""), "{html}");
    }
    let team = room.names("outbox").into_iter().find(|name| name.contains("_sales_")).unwrap();
    let team = room.bytes(&format!("outbox/{team}"));
    let team = String::from_utf8(part_of(&parts(&team), "text/plain")).unwrap();
    let team = team.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(team.contains("2 pessoas recebem carta própria (Ana"), "{team}");
    assert!(team.contains("; 1 sem nada a fazer"), "{team}");
    let status = room.acordo_at(MONDAY, "status");
    assert!(
        status.stdout.contains("2 pessoas com a sua, 0 sem ela, 1 sem nada"),
        "{}",
        status.stdout
    );
    let before = room.names("outbox");
    assert_eq!(room.acordo_at(MONDAY, "run").exit, 0);
    assert_eq!(room.names("outbox"), before, "a second run writes nothing again");
    let noted = room.text("acordo.db.sent");
    assert!(!noted.contains("ana@") && !noted.contains("Ana"), "nobody is named: {noted}");
    // A correction is a letter of its own to each.
    assert_eq!(room.acordo_at(MONDAY, "run --resend").exit, 0);
    let own = letters(&room);
    assert_eq!(own.len(), 4);
    assert_eq!(own.iter().filter(|(_, text)| text.contains("Ana Beatriz")).count(), 2);
}

#[test]
fn what_the_agreement_hides_stays_hidden() {
    const SHOWN: &str = "[brand]\nname = \"Casa & Filhos\"\ncolour = \"#7A1F5C\"\n\
                         [report]\npersonal-data = \"none\"\nowners = \"none\"";
    let room = room(&[("[report]", SHOWN)]);
    assert_eq!(room.acordo_at(MONDAY, "run").exit, 0);
    let leads = String::from_utf8_lossy(&room.bytes("leads.csv")).into_owned();
    let own = letters(&room);
    assert_eq!(own.len(), 2);
    for (bytes, text) in own {
        // The company's name and colour stand on these as on the teams' letters.
        let html = String::from_utf8(part_of(&parts(&bytes), "text/html")).unwrap();
        assert!(text.starts_with("Casa & Filhos · "), "{text}");
        assert!(html.contains("Casa &amp; Filhos · ") && html.contains("#7A1F5C"), "{html}");
        let name =
            OWNERS.into_iter().find(|name| text.to_lowercase().contains(&name.to_lowercase()));
        assert_eq!(others(&text, name.unwrap()), Vec::<&str>::new());
        let address = |word: &str| word.contains('@') && leads.contains(word);
        assert!(!text.split_whitespace().any(address), "{text}");
    }
    // Who gets no workbook is not sent to it.
    for team in ["_marketing_", "_both_"] {
        let name = room.names("outbox").into_iter().find(|name| name.contains(team)).unwrap();
        let text = part_of(&parts(&room.bytes(&format!("outbox/{name}"))), "text/plain");
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("não vai em anexo") && !text.contains("no anexo"), "{text}");
    }
}
