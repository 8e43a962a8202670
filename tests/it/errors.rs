//! The error gallery: what people meet when something is wrong, word for word, and the exit code a timer sees.
//!
//! One folder a case under `tests/it/errors/`: its agreement and exports, `command` where it is no plain run, `now` where the moment matters,
//! `expected.txt` and `expected-exit`. `ACORDO_BLESS=1 cargo test --test it gallery` writes the two anew, to be read before they are kept.

use std::fs;
use std::path::PathBuf;

use rust_xlsxwriter::Workbook;

use crate::room::Room;

const RUN: &str = "run --as-of 2026-11-23T08:00";

fn gallery() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/errors")
}

fn cases() -> Vec<String> {
    let entries = fs::read_dir(gallery()).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}

#[test]
fn the_gallery_says_what_it_said() {
    // What one build leaves out another has.
    let is_left_out = |name: &String| name == "not-in-this-build" && cfg!(feature = "keyring");
    let wrong: Vec<String> = cases()
        .iter()
        .filter(|name| !is_left_out(name))
        .filter_map(|name| difference(name))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Runs a case; what differs from its expectation, or nothing.
fn difference(name: &str) -> Option<String> {
    let room = Room::copy_of(&format!("tests/it/errors/{name}"));
    let held = prepare(name, &room);
    let command = fs::read_to_string(room.path("command")).unwrap_or_else(|_| RUN.to_owned());
    let now = fs::read_to_string(room.path("now"));
    let told = now.map_or_else(
        |_| room.acordo(command.trim()),
        |now| room.acordo_at(now.trim(), command.trim()),
    );
    drop(held);
    let (words, exit) = (own_words(&told.stderr), told.exit.to_string());
    if std::env::var_os("ACORDO_BLESS").is_some() {
        fs::write(gallery().join(name).join("expected.txt"), &words).unwrap();
        fs::write(gallery().join(name).join("expected-exit"), format!("{exit}\n")).unwrap();
        return None;
    }
    let (expected, code) =
        (room.text("expected.txt").replace("\r\n", "\n"), room.text("expected-exit"));
    let is_same = words == expected && exit == code.trim();
    (!is_same).then(|| {
        format!(
            "{name}: exit {exit}, expected {}\n--- expected\n{expected}--- said\n{words}",
            code.trim()
        )
    })
}

/// Without the words of the operating system, which differ from one to the next.
fn own_words(words: &str) -> String {
    let line = |line: &str| match line.find(" (os error ") {
        Some(end) => {
            let start = line[..end].rfind(": ").map_or(0, |at| at + 2);
            let after = line[end..].find(')').map_or(line.len(), |at| end + at + 1);
            format!("{}<os>{}\n", &line[..start], &line[after..])
        }
        None => format!("{line}\n"),
    };
    words.lines().map(line).collect()
}

/// Makes what cannot lie in a folder of text files; what it returns is held while the case runs.
fn prepare(name: &str, room: &Room) -> Option<fs::File> {
    match name.trim_end_matches("-en") {
        "encrypted-workbook" => fs::write(room.path("negocios.xlsx"), encrypted()).unwrap(),
        "truncated-workbook" => {
            let whole = workbook();
            fs::write(room.path("negocios.xlsx"), &whole[..whole.len() / 2]).unwrap();
        }
        "wrong-sheet" => fs::write(room.path("negocios.xlsx"), workbook()).unwrap(),
        "one-column-csv-in-xlsx" => fs::write(room.path("negocios.xlsx"), one_column()).unwrap(),
        "busy-ledger" => {
            let lock = fs::File::create(room.path("acordo.db.lock")).unwrap();
            lock.lock().unwrap();
            return Some(lock);
        }
        "close-sealed-already" | "close-chain-broken" => {
            room.acordo_at("2026-11-10T09:00:00-03:00", "close --yes --period 2026-10");
        }
        _ => {}
    }
    if name == "close-chain-broken" {
        let ledger = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
        ledger
            .execute("UPDATE statements SET content = replace(content, 'missed', 'kept')", [])
            .unwrap();
    }
    None
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in (0..).zip(["Código", "E-mail", "Criado em", "Ganho em"]) {
        sheet.write(0, column, header).unwrap();
    }
    for row in 1..200 {
        sheet.write(row, 0, row).unwrap();
        sheet.write(row, 1, format!("pessoa{row}@exemplo.com.br")).unwrap();
        sheet.write(row, 2, "04/11/2026").unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// A csv that was opened by a double click and saved as a workbook.
fn one_column() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let rows = ["Código;E-mail;Criado em;Ganho em", "7;ana@exemplo.com.br;04/11/2026;05/11/2026"];
    for (row, line) in (0..).zip(rows) {
        sheet.write(row, 0, line).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// What a workbook with a password is outside: a compound file whose directory names an `EncryptedPackage`.
fn encrypted() -> Vec<u8> {
    const SECTOR: usize = 512;
    let mut bytes = vec![0_u8; SECTOR * 3];
    bytes[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    bytes[24..34].copy_from_slice(&[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    bytes[44] = 1;
    bytes[48] = 1;
    bytes[56..58].copy_from_slice(&4096_u16.to_le_bytes());
    bytes[60..64].fill(0xFE);
    bytes[61..64].fill(0xFF);
    bytes[68] = 0xFE;
    bytes[69..72].fill(0xFF);
    bytes[80..SECTOR].fill(0xFF);
    bytes[76..80].fill(0);
    bytes[SECTOR..SECTOR * 2].fill(0xFF);
    bytes[SECTOR] = 0xFD;
    bytes[SECTOR + 4] = 0xFE;
    for (at, (name, kind)) in [("Root Entry", 5), ("EncryptedPackage", 2)].into_iter().enumerate() {
        entry(&mut bytes[SECTOR * 2 + at * 128..SECTOR * 2 + (at + 1) * 128], name, kind);
    }
    bytes
}

/// One entry of a compound file's directory.
fn entry(bytes: &mut [u8], name: &str, kind: u8) {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes[..wide.len()].copy_from_slice(&wide);
    bytes[64] = u8::try_from(wide.len() + 2).unwrap();
    bytes[66] = kind;
    bytes[67] = 1;
    bytes[68..80].fill(0xFF);
    if kind == 5 {
        bytes[76..80].copy_from_slice(&[1, 0, 0, 0]);
    }
    bytes[116..120].copy_from_slice(&[0xFE, 0xFF, 0xFF, 0xFF]);
}
