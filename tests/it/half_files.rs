//! Files that another program is still writing: waited for, not for long, then refused by name.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::made::leads;
use crate::made::text::{gzipped, wide};
use crate::made::xlsx::{Book, rows};
use crate::room::{FILE_PATIENCE, Room, Told};
use crate::support::agreement::head;

const SOURCE: &str = r#"
[[source]]
name = "crm"
table = "leads"
cut-off = "none"
[source.columns]
id = "id"
source = "origem"
created = "criado"
"#;

const BODY: &str = "id;origem;criado\nN-1;Google;2026-11-03\nN-2;Site;2026-11-04\n";

fn room(file: &str, bytes: &[u8]) -> Room {
    let room = Room::empty();
    let files = format!("table = \"leads\"\nfiles = [\"{file}\"]");
    let source = SOURCE.replace("table = \"leads\"", &files);
    fs::write(room.path("acordo.toml"), head("pt-BR", "relatorios") + &source).unwrap();
    fs::write(room.path(file), bytes).unwrap();
    room
}

fn patient(room: &Room, seconds: &str) -> Told {
    room.tell(
        Command::new(env!("CARGO_BIN_EXE_acordo"))
            .args(["run", "--as-of", "2026-11-23T08:00", "--no-mail"])
            .current_dir(room.path("."))
            .env(FILE_PATIENCE, seconds),
    )
}

fn read(room: &Room) -> u64 {
    room.json("relatorios/acordo.json")["intake"][0]["files"][0]["rows"].as_u64().unwrap()
}

/// Each is half written when the run starts and whole before its patience ends.
#[test]
fn a_file_that_is_finished_meanwhile_is_read() {
    let book = Book::of(&rows(&leads(), 1, true)).bytes();
    let whole: [(&str, Vec<u8>, usize); 6] = [
        ("a.csv", BODY.into(), BODY.len() - 5),
        ("b.csv", BODY.into(), BODY.len() - 12),
        ("c.csv", BODY.into(), 0),
        ("d.csv.gz", gzipped(BODY.as_bytes()), 40),
        ("e.csv", wide(BODY), 61),
        ("f.xlsx", book.clone(), book.len() / 2),
    ];
    std::thread::scope(|scope| {
        for (file, bytes, half) in whole {
            scope.spawn(move || {
                let room = room(file, &bytes[..half]);
                let path = room.path(file);
                let told = std::thread::scope(|inner| {
                    inner.spawn(|| finish(path, &bytes[half..]));
                    patient(&room, "20")
                });
                // A row cut inside its last field looks whole: what makes it grow is noticed at the end.
                if file != "a.csv" {
                    assert_eq!(told.exit, 0, "{file}: {}", told.stderr);
                    assert_eq!(read(&room), 2, "{file}");
                }
            });
        }
    });
}

fn finish(path: PathBuf, rest: &[u8]) {
    std::thread::sleep(Duration::from_millis(2_500));
    File::options().append(true).open(path).unwrap().write_all(rest).unwrap();
}

#[test]
fn a_file_that_stays_half_written_is_refused_by_name_after_a_short_wait() {
    let hole = [BODY.as_bytes(), &[0; 50], b"N-9;Site;2026-11-05\n"].concat();
    let room = room("leads.csv", &hole);
    let began = Instant::now();
    let told = patient(&room, "2");
    assert!(began.elapsed() >= Duration::from_secs(2));
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!(told.exit, 4, "{}", told.stderr);
    assert!(told.stderr.contains("leads.csv"), "{}", told.stderr);
    assert!(told.stderr.contains("bytes vazios na linha 4"), "{}", told.stderr);
    assert!(told.stderr.contains("exporte de novo"), "{}", told.stderr);
    let looked = room.acordo("inspect leads.csv");
    assert_eq!(looked.exit, 4, "{}", looked.stdout);
}

/// What is wrong for good is not waited for.
#[test]
fn a_file_that_no_wait_can_mend_costs_none() {
    let room = room("leads.csv", b"%PDF-1.7");
    let began = Instant::now();
    assert_eq!(patient(&room, "60").exit, 4);
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}
