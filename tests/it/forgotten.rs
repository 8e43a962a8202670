//! What forgetting a person may not touch, what it must say, and that it is completed wherever it is killed.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use crate::forget::{
    HERS, LATER, NEXT, NOW, done, found, found_in, kept, restore, snapshot, world, world_made,
    world_with,
};
use crate::room::Room;
use crate::support::skip::skip;

fn replace(room: &Room, file: &str, from: &str, to: &str) {
    let text = room.text(file);
    assert!(text.contains(from), "{file}: {from}");
    fs::write(room.path(file), text.replace(from, to)).unwrap();
}

fn add(room: &Room, file: &str, rows: &str) {
    fs::write(room.path(file), room.text(file) + rows).unwrap();
}

/// The texts of the record's log.
fn log(room: &Room) -> String {
    let record = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
    let mut rows = record.prepare("SELECT text FROM log").unwrap();
    let all = rows.query_map([], |row| row.get::<_, String>(0)).unwrap();
    all.map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

/// The world in which her id is a short number and her name any word, and the teams wrote both elsewhere too.
fn short(level: &str, name: &str) -> Room {
    let own = format!("(11) 97777-0001;{name};Secretissima Ltda");
    world_made(
        "pt-BR",
        level,
        |id| if id == "E5" { own.clone() } else { format!("(11) 96666-0002;Rui {id};Empresa") },
        |room| {
            replace(room, "leads.csv", "E5;", "12;");
            add(
                room,
                "diario.csv",
                &format!(
                    "09/10/2026 10:00;Decisão;Campanha de {name}, 12 vezes, lead 120;Rita;first-attempt;\n\
                     09/10/2026 11:00;Decisão;{name} é o lead 12;Rita;first-attempt;\n"
                ),
            );
            let visits = format!(
                "Data;Origem;Campanha;Visitas\n05/10/2026;Google;{name};12\n06/10/2026;Google;12;9\n"
            );
            fs::write(room.path("vis.csv"), visits).unwrap();
            add(
                room,
                "acordo.toml",
                "[[source]]\nname = \"vis\"\ntable = \"traffic\"\nfiles = [\"vis.csv\"]\ncut-off = \"none\"\n",
            );
            replace(room, "acordo.toml", "\"E-mail\"", "\"E-mail\"\nsource = \"E-mail\"");
        },
    )
}

/// A copy under a name of one's own, and whatever was changed since, is its owner's.
#[test]
fn what_somebody_changed_is_said_and_stays() {
    let room = world("pt-BR", "full");
    fs::write(room.path("rel/resumo.txt"), "Bia Zuleica Avila: ligar").unwrap();
    let letters = room.names("outbox");
    let (changed, copied) = (format!("outbox/{}", letters[0]), format!("outbox/{}", letters[1]));
    let appended = |name: &str| [room.bytes(name), b"\n".to_vec()].concat();
    let theirs: Vec<(String, Vec<u8>)> = [
        (changed.clone(), appended(&changed)),
        ("outbox/minha copia.eml".to_owned(), room.bytes(&copied)),
        ("rel/acordo.json".to_owned(), appended("rel/acordo.json")),
        (
            "rel/acordo-leads.csv".to_owned(),
            room.text("rel/acordo-leads.csv").replace("Rita", "Rita!").into_bytes(),
        ),
        ("rel/acordo_2026-10-30.xlsx".to_owned(), room.bytes("rel/acordo_2026-11-06.xlsx")),
        ("previa/marketing.txt".to_owned(), b"bia@dois.com.br: ligar".to_vec()),
        ("rel/resumo.txt".to_owned(), room.bytes("rel/resumo.txt")),
    ]
    .into();
    let preview = room.names("previa");
    assert!(preview.contains(&"marketing.txt".to_owned()), "{preview:?}");
    for (name, bytes) in &theirs {
        fs::write(room.path(name), bytes).unwrap();
    }
    let told = done(&room, NEXT, "forget B2 --yes").stdout;
    let said = told.split("não foram escritos").nth(1).unwrap();
    for (name, bytes) in &theirs {
        assert_eq!(&room.bytes(name), bytes, "{name}");
        assert!(said.contains(name.rsplit('/').next().unwrap()), "{name}: {told}");
    }
    assert!(!room.path(&copied).exists() && !room.path("rel/acordo_2026-11-06.xlsx").exists());
    assert_eq!(room.names("outbox").len(), 2);
}

#[test]
fn a_short_id_and_a_name_like_any_word_are_hers_where_they_must_be() {
    for (level, name) in [("full", "Rosa"), ("masked", "October"), ("none", "May")] {
        let room = short(level, name);
        done(&room, NOW, &format!("log {name}:abriu,11977770001 --by Rita"));
        done(&room, NOW, &format!("log {name}:vendeu --by Rita"));
        let preview = room.names("previa").into_iter().map(|name| format!("previa/{name}"));
        let reports = ["acordo.json", "acordo-leads.csv", "acordo_2026-11-06.xlsx"];
        let reports = reports.map(|name| format!("rel/{name}"));
        assert!(room.text("rel/acordo.json").contains("\"lead\": \"12\""), "{level}");
        let has_id = |name: &String| String::from_utf8_lossy(&room.bytes(name)).contains("· 12");
        let named: Vec<String> = preview.filter(has_id).chain(reports).collect();
        let told = done(&room, NEXT, "forget 12 --yes").stdout;
        // Of numbers that are no ids and words that are no names nothing is said.
        for (place, is) in
            [("leads.csv 7", true), ("diario.csv 8, 9, 11", true), ("vis.csv", false)]
        {
            assert_eq!(told.contains(place), is, "{level} {place}: {told}");
        }
        for file in named {
            assert!(!room.path(&file).exists(), "{level} {file}");
        }
        let doubtful = told.split("--single-name:").nth(1).unwrap();
        assert!(doubtful.contains(&format!("{name}:vendeu")), "{level}: {told}");
        // Written down at `masked` the phone says no longer whose it is.
        let is_known = level == "full";
        assert_ne!(doubtful.contains("abriu"), is_known, "{level}: {told}");
        let left = log(&room);
        assert!(left.contains(&format!("{name}:vendeu")) && !left.contains("97777"), "{left}");
        assert_ne!(left.contains(&format!("{name}:abriu")), is_known, "{left}");
        done(&room, LATER, "run");
        assert!(!room.text("rel/acordo.json").contains("\"12\""), "{level}");
        let table = room.text("rel/acordo-leads.csv");
        assert!(
            table.contains("\nF-") && !table.contains("\n12,") && table.lines().count() == 7,
            "{table}"
        );
        let words = kept(&room);
        let words = words.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes));
        let words: String = words.collect();
        let campaign = format!("Campanha de {name}, 12 vezes, lead 120");
        // At `none` nothing that people wrote is shown.
        assert_eq!(words.contains(&campaign), level != "none", "{level}");
        done(&room, LATER, "forget 12 --single-name --yes");
        assert!(!log(&room).contains(name), "{level}: {}", log(&room));
    }
}

#[test]
fn a_phone_leaves_the_log_however_it_was_written() {
    let room = world("en", "full");
    let written =
        ["97777-0001", "977770001", "5511977770001", "+55-11-97777.0001", "01197777-0001"];
    for phone in written {
        done(&room, NOW, &format!("log ligou:{phone};e --by Rita"));
    }
    done(&room, NOW, "log outro:97777-0002,11977770012 --by Rita");
    done(&room, NEXT, "forget B2 --yes");
    let left = log(&room);
    assert!(!left.contains("97777-0001") && !left.contains("977770001"), "{left}");
    assert!(!left.contains("97777.0001"), "{left}");
    assert!(left.contains("outro:97777-0002,11977770012"), "{left}");
}

/// Rows of one lead may be two people's: who goes along is named before anything is done.
#[test]
fn who_goes_along_is_said() {
    let own = |id: &str| match id {
        "B2" => "(11) 97777-0001;Bia Zuleica Ávila;Secretissima Ltda".to_owned(),
        id => format!("(11) 96666-0002;Rui {id};Empresa"),
    };
    let second = "B2;bia@dois.com.br;Rita;06/10/2026 10:00;07/10/2026 10:00;;;;;(11) 97777-0001;Teodoro Prado;Secretissima Ltda\n";
    for (language, level, shown) in
        [("pt-BR", "full", "Teodoro Prado"), ("en", "masked", "Teodoro P."), ("en", "none", "•••")]
    {
        let room = world_made(language, level, own, |room| add(room, "leads.csv", second));
        let told = done(&room, NEXT, "forget bia@dois.com.br --dry-run").stdout;
        assert!(told.contains(&format!("{shown} (B2, leads.csv 8)")), "{language} {level}: {told}");
        done(&room, NEXT, "forget bia@dois.com.br --yes");
        let left = found(&room, &["Teodoro", "Zuleica", "bia@dois"]);
        assert!(left.is_empty(), "{left:?}");
    }
}

/// A phone of an office has two people and a row without a name: none of them is taken for the other.
#[test]
fn a_phone_of_two_people_is_nobodys_alone() {
    let own = |id: &str| match id {
        "B2" => "(11) 97777-0001;Bia Zuleica Ávila;Dois".to_owned(),
        "C3" => "(11) 97777-0001;;Dois".to_owned(),
        "D4" => "(11) 97777-0001;Caio Prado;Dois".to_owned(),
        id => format!(";Rui {id};Empresa"),
    };
    let room =
        world_made("en", "full", own, |room| replace(room, "leads.csv", "caio@tres.com.br", ""));
    let told = room.acordo_at(NEXT, "forget 11977770001 --yes");
    assert_eq!(told.exit, 2, "{}{}", told.stdout, told.stderr);
    assert!(told.stderr.contains("Zuleica") && told.stderr.contains("Caio Prado"));
    for id in ["C3", "B2", "D4"] {
        let told = done(&room, NEXT, &format!("forget {id} --dry-run")).stdout;
        let own = told.lines().next().unwrap_or_default();
        assert!(!(own.contains("Zuleica") && own.contains("Caio")), "{id}: {own}");
        let left = told.split("Left alone").nth(1).unwrap_or_default();
        let left = left.lines().next().unwrap_or_default();
        assert!(left.contains("Zuleica") || left.contains("Caio"), "{id}: {told}");
    }
}

#[test]
fn the_teams_own_people_are_no_leads() {
    for level in ["full", "masked", "none"] {
        let room = world_made(
            "pt-BR",
            level,
            |id| format!(";Rui {id};Um"),
            |room| {
                let rows = room.text("leads.csv").replace(";Davi;", ";davi@exemplo.com.br;");
                fs::write(room.path("leads.csv"), rows).unwrap();
            },
        );
        let before = snapshot(&room.path("rel"));
        for (called, says) in [
            ("Rita", "responsável"),
            ("rita", "responsável"),
            ("davi@exemplo.com.br", "responsável"),
            ("DAVI@exemplo.com.br", "responsável"),
            ("vendas@exemplo.com.br", "[mail]"),
            ("acordo@exemplo.com.br", "[mail]"),
            ("ninguem@exemplo.com.br", "acordo explain"),
        ] {
            let told = room.acordo_at(NEXT, &format!("forget {called} --yes"));
            assert_eq!(told.exit, 2, "{level} {called}: {}", told.stdout);
            assert!(told.stderr.contains(says), "{level} {called}: {}", told.stderr);
        }
        assert_eq!(snapshot(&room.path("rel")), before, "nothing was done");
    }
}

/// A lead that is also of the teams goes by its id, and an address that both have stays with the team.
#[test]
fn a_lead_among_the_recipients_goes_by_its_id() {
    let room = world_made(
        "pt-BR",
        "full",
        |id| format!(";Rui {id};Um"),
        |room| replace(room, "leads.csv", "bia@dois.com.br", "vendas@exemplo.com.br"),
    );
    done(&room, NEXT, "forget B2 --yes");
    let left = found(&room, &["\"B2\"", "\nB2,"]);
    assert!(left.is_empty(), "{left:?}");
    done(&room, LATER, "run");
    assert!(room.text("rel/acordo-leads.csv").contains("\nF-"));
}

/// Rows that the Data sheet lists by their id, merged ones with an id of their own, are hers too; tomorrow's export that has her again says so.
#[test]
fn the_next_report_lists_no_row_of_hers_by_its_id() {
    for (id, other) in [("B2", "Z77"), ("12", "9")] {
        let room = world_made(
            "pt-BR",
            "full",
            |lead| match lead {
                "B2" => "(11) 97777-0001;Bia Zuleica Ávila;Secretissima Ltda".to_owned(),
                lead => format!("(11) 96666-0002;Rui {lead};Empresa"),
            },
            |room| {
                for file in ["leads.csv", "atividades.csv", "isencoes.csv", "diario.csv"] {
                    let text = room.text(file).replace("B2", id);
                    fs::write(room.path(file), text).unwrap();
                }
                let own = "(11) 97777-0001;Bia Zuleica Ávila;Secretissima Ltda";
                add(
                    room,
                    "leads.csv",
                    &format!(
                        "{other};bia@dois.com.br;Rita;06/10/2026 10:00;07/10/2026 10:00;;;;;{own}\n\
                              {id};bia@dois.com.br;Rita;06/10/2026 10:00;07/10/2026 10:00;;;;;{own}\n"
                    ),
                );
            },
        );
        done(&room, NEXT, &format!("forget {id} --yes"));
        let told = done(&room, LATER, "run").stderr;
        assert!(told.contains("F-") && told.contains("esquecida"), "{told}");
        let all = kept(&room);
        for own in [id, other] {
            for (name, bytes) in &all {
                let text = String::from_utf8_lossy(bytes);
                for form in [format!("<t>{own}</t>"), format!("\"{own}\""), format!("\n{own},")] {
                    let is_part = name.contains(".xml") && !name.contains("sharedStrings");
                    assert!(is_part || !text.contains(&form), "{name}: {form}");
                }
            }
        }
    }
}

/// How often `forget` makes each call that changes a file.
fn calls(room: &Room) -> BTreeMap<&'static str, usize> {
    let log = room.path("calls.txt");
    let asked = format!("-etrace={}", CALLS.join(","));
    traced(room, &[&asked, "-o", &log.to_string_lossy()]);
    let text = fs::read_to_string(log).unwrap();
    let count =
        |call: &&str| text.lines().filter(|line| line.contains(&format!(" {call}("))).count();
    CALLS.iter().map(|call| (*call, count(call))).collect()
}

const CALLS: [&str; 6] = ["unlink", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename"];

fn traced(room: &Room, arguments: &[&str]) {
    let program = [env!("CARGO_BIN_EXE_acordo"), "forget", "B2", "--yes", "-q"];
    let mut command = Command::new("strace");
    command.args(["-f", "-qq"]).args(arguments).args(program).current_dir(room.path(""));
    drop(room.tell_or_killed(command.env("ACORDO_NOW", NEXT)));
}

/// Killed at any call that changes a file, a second one completes it: nothing names her, and the chain of statements holds.
#[test]
fn nothing_is_left_wherever_it_is_killed() {
    if !cfg!(target_os = "linux") || Command::new("strace").arg("-V").output().is_err() {
        skip("no strace here to kill the program at a chosen call");
        return;
    }
    let room = world("pt-BR", "full");
    let before = snapshot(&room.path(""));
    let counts = calls(&room);
    assert!(counts["unlink"] > 5 && counts["pwrite64"] > 20, "{counts:?}");
    let is_full = std::env::var("ACORDO_SWEEP").is_ok_and(|how| how == "full");
    for (call, count) in counts {
        // The whole sweep takes minutes; otherwise two points of each call, apart.
        let all: Vec<usize> = (1..=count).collect();
        let some = [count.div_ceil(3), count.div_ceil(3) * 2];
        for nth in all.into_iter().filter(|nth| is_full || some.contains(nth)) {
            restore(&room.path(""), &before);
            let inject = format!("-einject={call}:signal=KILL:when={nth}");
            traced(&room, &["-e", &format!("trace={call}"), &inject, "-o", "/dev/null"]);
            done(&room, NEXT, "forget B2 --yes");
            let left = found(&room, &HERS);
            assert!(left.is_empty(), "{call} {nth}: {}", left.join("\n"));
            done(&room, NEXT, "close --verify");
            let parts = room.names("rel").into_iter().chain(room.names("outbox"));
            let parts: Vec<String> = parts.filter(|name| name.ends_with(".part")).collect();
            assert!(parts.is_empty(), "{call} {nth}: {parts:?}");
        }
    }
}

#[test]
fn nobody_else_is_hers_by_a_name_of_one_word() {
    let room = world_with("en", "full", |id| match id {
        "B2" => "(11) 97777-0001;May;Secretissima Ltda".to_owned(),
        id => format!("(11) 96666-0002;Rui {id};May"),
    });
    let before = room.text("rel/acordo-leads.csv");
    done(&room, NEXT, "forget B2 --yes");
    done(&room, LATER, "run");
    let after = room.text("rel/acordo-leads.csv");
    let others = |text: &str| {
        let rows = text.lines().filter(|row| !row.starts_with("B2,") && !row.starts_with("F-"));
        rows.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(others(&after), others(&before));
    let words = kept(&room);
    let book = words.iter().filter(|(name, _)| name.contains("sharedStrings"));
    let book: String = book.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
    assert!(book.contains(">May</t>"), "the others' company is called so");
}

#[test]
fn a_half_made_copy_of_the_record_goes_with_her() {
    for draft in ["acordo.db.part", "acordo.db.copies/new.part"] {
        for is_whole in [true, false] {
            let room = world("pt-BR", "full");
            let bytes = room.bytes("acordo.db");
            let end = if is_whole { bytes.len() } else { bytes.len() / 2 };
            fs::write(room.path(draft), &bytes[..end]).unwrap();
            done(&room, LATER, "forget bia@dois.com.br --dry-run");
            // The copy that is kept before each use of the record is made under the second name.
            let is_kept = room.path(draft).exists() || draft.ends_with("new.part");
            assert!(is_kept, "{draft}: a look removes nothing");
            done(&room, LATER, "forget bia@dois.com.br --yes");
            assert!(!room.path(draft).exists(), "{draft}");
        }
    }
}

/// A record in which a forgetting of hers was begun and not ended: what it noted, and nothing done.
fn broken_off(room: &Room) {
    let before = room.bytes("acordo.db");
    done(room, LATER, "forget bia@dois.com.br --yes");
    fs::write(room.path("after.db"), room.bytes("acordo.db")).unwrap();
    fs::write(room.path("acordo.db"), before).unwrap();
    let record = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
    let after = room.path("after.db").display().to_string();
    record.execute("ATTACH ?1 AS after", [after]).unwrap();
    record
        .execute_batch(
            "INSERT INTO forgettings SELECT * FROM after.forgettings;
             UPDATE forgettings SET done_at = NULL, told = '';
             INSERT INTO forgotten SELECT * FROM after.forgotten;
             DETACH after;",
        )
        .unwrap();
    fs::remove_file(room.path("after.db")).unwrap();
}

fn open_forgettings(room: &Room) -> i64 {
    let record = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
    let sql = "SELECT count(*) FROM forgettings WHERE done_at IS NULL";
    record.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn what_was_broken_off_is_not_done_while_she_cannot_be_found() {
    for language in ["pt-BR", "en"] {
        let room = world(language, "full");
        broken_off(&room);
        let exports = ["leads.csv", "atividades.csv", "isencoes.csv"];
        let kept = exports.map(|file| room.text(file));
        for (file, text) in exports.iter().zip(&kept) {
            let is_hers = |row: &&str| row.contains("B2") || row.contains("bia@dois");
            let rest: Vec<&str> = text.split_inclusive('\n').filter(|row| !is_hers(row)).collect();
            fs::write(room.path(file), rest.concat()).unwrap();
        }
        for _ in 0..2 {
            let told = room.acordo_at(LATER, "forget bia@dois.com.br --yes");
            assert_ne!(told.exit, 0, "{}", told.stdout);
            assert_eq!(open_forgettings(&room), 1, "it stays open");
        }
        // Another person is forgotten meanwhile: hers is not closed with theirs.
        done(&room, LATER, "forget A1 --yes");
        assert_eq!(open_forgettings(&room), 1, "hers stays open");
        for (file, text) in exports.iter().zip(&kept) {
            fs::write(room.path(file), text).unwrap();
        }
        done(&room, LATER, "forget bia@dois.com.br --yes");
        assert_eq!(open_forgettings(&room), 0, "{language}");
    }
}

#[test]
fn reports_in_folders_of_before_go_too() {
    let report = ("folder = \"rel\"", "folder = \"rel de hoje\"", "rel");
    let mail = ("[mail]\n", "[mail]\ndeliver = { folder = \"cartas\" }\n", "outbox");
    for (language, level, (from, to, folder)) in [
        ("pt-BR", "full", report),
        ("en", "full", report),
        ("pt-BR", "masked", report),
        ("pt-BR", "full", mail),
        ("en", "full", mail),
    ] {
        let room = world(language, level);
        done(&room, NEXT, "preview --to mostra");
        let is_shown = level == "full";
        assert!(!is_shown || !found_in(&room, folder).is_empty(), "{language} {folder}");
        assert!(!is_shown || !found_in(&room, "mostra").is_empty(), "{language} {folder}");
        replace(&room, "acordo.toml", from, to);
        let theirs = format!("{folder}/lista.txt");
        fs::write(room.path(&theirs), "Bia Zuleica Ávila").unwrap();
        done(&room, LATER, "run");
        let told = done(&room, LATER, "forget bia@dois.com.br --yes").stdout;
        assert!(told.contains("lista.txt"), "somebody else's is named: {told}");
        assert_eq!(room.text(&theirs), "Bia Zuleica Ávila", "and stays");
        fs::remove_file(room.path(&theirs)).unwrap();
        for folder in [folder, "mostra"] {
            assert_eq!(found_in(&room, folder), Vec::<String>::new(), "{language} {folder}");
        }
        done(&room, LATER, "close --verify");
    }
}

#[test]
fn a_folder_that_is_gone_is_named() {
    for (language, words) in [("pt-BR", "não estão mais lá"), ("en", "are not there any more")] {
        let room = world(language, "full");
        assert!(!done(&room, LATER, "forget A1 --dry-run").stdout.contains(words));
        replace(&room, "acordo.toml", "folder = \"rel\"", "folder = \"rel2\"");
        fs::rename(room.path("rel"), room.path("rel de antes")).unwrap();
        let told = done(&room, LATER, "forget bia@dois.com.br --dry-run").stdout;
        let said = told.split(words).nth(1).unwrap_or_else(|| panic!("{told}"));
        assert!(said.contains("rel\n"), "{said}");
        fs::rename(room.path("rel de antes"), room.path("rel")).unwrap();
        let told = done(&room, LATER, "forget bia@dois.com.br --dry-run").stdout;
        assert!(!told.contains(words), "{told}");
    }
}

/// Two agreements with one record: their leads may be called alike, so each has its own folders gone through, and the other's named.
#[test]
fn folders_of_another_agreement_in_the_record_are_named_and_stay() {
    let room = world("pt-BR", "full");
    let other = room.text("acordo.toml").replace("Termo à prova", "Outro termo");
    let other = other.replace("\"rel\"", "\"rel de outra\"");
    fs::write(room.path("outra.toml"), other).unwrap();
    done(&room, LATER, "run --config outra.toml");
    let before = snapshot(&room.path("rel de outra"));
    let told = done(&room, LATER, "forget bia@dois.com.br --yes").stdout;
    assert_eq!(snapshot(&room.path("rel de outra")), before);
    let said = told.split("ninguém olhou por dentro").nth(1).unwrap_or_else(|| panic!("{told}"));
    assert!(said.contains("rel de outra"), "{said}");
    assert_eq!(found_in(&room, "rel"), Vec::<String>::new());
}
