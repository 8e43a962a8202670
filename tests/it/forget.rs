//! A person is forgotten: nothing that is kept names them, the chain of statements holds, and later reports do not name them either.

use std::fs;
use std::path::Path;

use crate::letters::parts;
use crate::made::mutate::unpacked;
use crate::room::{Room, Told};

/// A moment at which everything of October is decided, the day after, and the Monday after that.
const NOW: &str = "2026-11-06T09:00:00-03:00";
const NEXT: &str = "2026-11-07T09:00:00-03:00";
const LATER: &str = "2026-11-09T09:00:00-03:00";
/// Whatever calls the lead B2 by her own.
const HERS: [&str; 5] = ["Zuleica", "bia@dois", "97777", "Secretissima", "\"B2\""];

/// The world of statements, in which the lead `B2` has a phone, a name and a company of her own, and the teams wrote of her.
fn world(language: &str, level: &str) -> Room {
    let room = Room::copy_of("tests/it/close");
    let with = |row: &str| {
        let own = match row.split(';').next() {
            Some("Código") => "Telefone;Nome;Empresa".to_owned(),
            Some("B2") => "(11) 97777-0001;Bia Zuleica;Secretissima Ltda".to_owned(),
            id => format!("(11) 96666-0002;Rui {};Empresa", id.unwrap_or_default()),
        };
        format!("{row};{own}\n")
    };
    let leads: String = room.text("leads.csv").lines().map(with).collect();
    fs::write(room.path("leads.csv"), leads).unwrap();
    let log = room.text("diario.csv")
        + "09/10/2026 09:00;Decisão;Falei com Bia Zuleica, bia@dois.com.br, (11) 97777-0001;Rita;first-attempt;\n";
    fs::write(room.path("diario.csv"), log).unwrap();
    let columns = "\"E-mail\"\nphone = \"Telefone\"\nname = \"Nome\"\ncompany = \"Empresa\"";
    let agreement = room.text("acordo.toml").replace("\"E-mail\"", columns);
    let agreement = agreement.replace("\"pt-BR\"", &format!("\"{language}\""))
        + &format!("\n[report]\nfolder = \"rel\"\npersonal-data = \"{level}\"\n");
    fs::write(room.path("acordo.toml"), agreement).unwrap();
    done(&room, NOW, "run");
    done(&room, NOW, "log combinado:bia@dois.com.br --by Rita");
    done(&room, NOW, "log contesto --lead B2 --about first-attempt");
    done(&room, NOW, "close --yes --send --period 2026-10");
    done(&room, NOW, "run --resend");
    done(&room, NOW, "preview");
    done(&room, NEXT, "run");
    room
}

fn done(room: &Room, now: &str, command: &str) -> Told {
    let told = room.acordo_at(now, command);
    assert_eq!(told.exit, 0, "{command}\n{}\n{}", told.stdout, told.stderr);
    told
}

fn opened(name: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![(name.to_owned(), bytes.to_vec())];
    if bytes.starts_with(b"PK") {
        all.extend(
            unpacked(bytes).into_iter().map(|(part, text)| (format!("{name}: {part}"), text)),
        );
    }
    if Path::new(name).extension().is_some_and(|end| end == "eml") {
        all.extend(
            parts(bytes).iter().flat_map(|part| opened(&format!("{name}: part"), &part.body)),
        );
    }
    all
}

/// Everything that is kept: record, copies, letters, reports, previews.
fn kept(room: &Room) -> Vec<(String, Vec<u8>)> {
    let folders = ["rel", "outbox", "previa", "preview", "acordo.db.copies"];
    let in_folders = folders.iter().flat_map(|folder| {
        room.names(folder).into_iter().map(move |name| format!("{folder}/{name}"))
    });
    let files = in_folders.chain(["acordo.db".to_owned(), "acordo.db.sent".to_owned()]);
    files.flat_map(|name| opened(&name, &room.bytes(&name))).collect()
}

fn found(room: &Room, hers: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, bytes) in kept(room) {
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        // Cells are called so too.
        if name.contains("worksheets/") {
            text = text.replace("r=\"B2\"", "");
        }
        found.extend(
            hers.iter().filter(|own| text.contains(**own)).map(|own| format!("{name}: {own}")),
        );
    }
    found
}

fn bytes_of(room: &Room) -> Vec<(String, Vec<u8>)> {
    kept(room).into_iter().filter(|(name, _)| !name.starts_with("acordo.db")).collect()
}

#[test]
fn nothing_kept_names_her_and_the_chain_holds() {
    std::thread::scope(|scope| {
        for (language, level, called) in [
            ("pt-BR", "full", "bia@dois.com.br"),
            ("en", "full", "+5511977770001"),
            ("pt-BR", "masked", "B2"),
            ("en", "none", "BIA@dois.com.br"),
        ] {
            scope.spawn(move || {
                let room = world(language, level);
                assert!(!found(&room, &["\"B2\"", "B2<"]).is_empty(), "she was named");
                done(&room, NEXT, &format!("forget {called} --yes"));
                let left = found(&room, &[&HERS[..], &["<t>B2<", ">B2</t>", "\nB2,"]].concat());
                assert!(left.is_empty(), "{language} {level}\n{}", left.join("\n"));
                // The others stay.
                assert!(!found(&room, &["D4"]).is_empty());
                let told = done(&room, NEXT, "ledger check").stdout;
                assert!(told.contains("sha256"), "what was taken out is told: {told}");
                done(&room, NEXT, "close --verify");
                done(&room, NEXT, "history");
                done(&room, LATER, "run");
                done(&room, LATER, "preview");
                let left = found(&room, &HERS);
                assert!(left.is_empty(), "later {language} {level}\n{}", left.join("\n"));
                // She counts on.
                let rows = room.text("rel/acordo-leads.csv");
                assert_eq!(rows.lines().count(), 7, "{rows}");
                let again = done(&room, LATER, &format!("forget {called} --yes")).stdout;
                assert!(again.contains("07/11/2026"), "{again}");
                room.acordo_at(LATER, "ledger restore 2026-11-07");
                let left = found(&room, &HERS);
                assert!(left.is_empty(), "restored\n{}", left.join("\n"));
            });
        }
    });
}

#[test]
fn a_statement_says_what_is_left_of_it() {
    let room = world("pt-BR", "full");
    let sealed = room.json("rel/acordo_2026-10_termo.json");
    done(&room, NEXT, "forget B2 --yes");
    let text = room.text("rel/acordo_2026-10_termo.json");
    let left: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(left["sha256"], sealed["sha256"], "the seal stays");
    assert_ne!(left["content"], sealed["content"]);
    assert_eq!(left["content"]["result"], sealed["content"]["result"]);
    assert_eq!(left["content"]["commitments"], sealed["content"]["commitments"]);
    // What is left may not be changed either.
    let path = room.path("acordo.db");
    let record = rusqlite::Connection::open(&path).unwrap();
    record.execute("UPDATE statements SET content = replace(content, '•••', 'Rui')", []).unwrap();
    drop(record);
    assert_eq!(room.acordo_at(NEXT, "close --verify").exit, 1);
    // One that was changed gets no new seal by forgetting somebody.
    room.acordo_at(NEXT, "forget D4 --yes");
    assert_eq!(room.acordo_at(NEXT, "close --verify").exit, 1);
}

#[test]
fn it_asks_and_says_before_it_does() {
    let room = world("pt-BR", "full");
    let before = bytes_of(&room);
    let told = done(&room, NEXT, "forget bia@dois.com.br --dry-run").stdout;
    assert!(told.contains("leads.csv 4") && told.contains("xlsx"), "{told}");
    let asked = room.acordo_at(NEXT, "forget bia@dois.com.br");
    assert_eq!(asked.exit, 2, "nobody can be asked: {}", asked.stderr);
    assert_eq!(bytes_of(&room), before, "nothing was done");
    let nobody = done(&room, NEXT, "forget ninguem@x.test --yes").stdout;
    assert_eq!(bytes_of(&room), before, "nobody was meant: {nobody}");
}

/// Whatever breaks off on the way, the same command completes it.
#[cfg(unix)]
#[test]
fn what_broke_off_is_completed() {
    use std::os::unix::fs::PermissionsExt;
    let room = world("pt-BR", "full");
    let folder = room.path("rel");
    let may = |mode: u32| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    may(0o500);
    let stopped = room.acordo_at(NEXT, "forget B2 --yes");
    may(0o700);
    // Who may do everything is stopped by no right.
    if stopped.exit != 0 {
        assert_eq!(stopped.exit, 8, "{}", stopped.stderr);
        assert!(!found(&room, &HERS).is_empty());
    }
    done(&room, NEXT, "forget B2 --yes");
    let left = found(&room, &HERS);
    assert!(left.is_empty(), "{}", left.join("\n"));
    done(&room, NEXT, "close --verify");
}
