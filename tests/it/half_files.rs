//! Files that another program is still writing: waited for, not for long, then refused by name.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use polars::prelude::{DataFrame, NamedFrom, ParquetCompression, ParquetWriter, Series};

use crate::made::text::{gzipped, wide};
use crate::made::xlsx::{self, Book};
use crate::made::{Made, leads, ods, xls, xlsb};
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
        crate::room::program()
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
    let book = Book::of(&xlsx::rows(&leads(), 1, true)).bytes();
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

/// Numbers of a Parquet file lie side by side without marks: a block that no sync has written yet would be read as zeros.
#[test]
fn a_block_of_zero_bytes_refuses_a_parquet_file() {
    let rows = 3_000_u32;
    let numbers: Vec<i64> = (0..rows).map(|row| i64::from(row) * 7_919 + 1).collect();
    let amounts: Vec<f64> = numbers.iter().map(|number| *number as f64 / 8.0).collect();
    let texts: Vec<String> = numbers.iter().map(|number| format!("N-{number}")).collect();
    for compression in [
        ParquetCompression::Uncompressed,
        ParquetCompression::Snappy,
        ParquetCompression::Zstd(None),
    ] {
        let columns = vec![
            Series::new("id".into(), &numbers).into(),
            Series::new("origem".into(), &texts).into(),
            Series::new("valor".into(), &amounts).into(),
        ];
        let mut frame = DataFrame::new(numbers.len(), columns).unwrap();
        let mut whole = Vec::new();
        let writer = ParquetWriter::new(&mut whole).with_compression(compression);
        writer.finish(&mut frame).unwrap();
        let room = Room::empty();
        let exit = |bytes: &[u8]| {
            fs::write(room.path("a.parquet"), bytes).unwrap();
            room.acordo("inspect a.parquet --language en").exit
        };
        assert_eq!(exit(&whole), 0, "{compression:?}");
        for block in 1..whole.len() / 4_096 {
            let mut holed = whole.clone();
            holed[block * 4_096..][..4_096].fill(0);
            assert_eq!(
                exit(&holed),
                4,
                "{compression:?}: block {block} of {}",
                whole.len() / 4_096
            );
        }
    }
}

/// Cut inside its last cell, a row still has as many fields as the others.
#[test]
fn a_row_cut_inside_its_last_cell_refuses_the_file() {
    let rows = |mark: &str, last: [&str; 2]| {
        let row = |n: usize| format!("N-{n}{mark}Feira{mark}{}\n", last[n % 2]);
        format!("id{mark}origem{mark}criado\n{}", (1..26).map(row).collect::<String>())
    };
    let days = rows(";", ["2026-11-03", "2026-11-14"]);
    let files: [(&str, Vec<u8>, usize); 7] = [
        ("a.csv", days.clone().into(), 2),
        ("b.csv", days.clone().into(), 9),
        ("c.tsv", rows("\t", ["03/11/2026 09:30", "4/11/2026 17:00"]).into(), 3),
        ("d.csv", wide(&rows(",", ["03/11/2026", "14/11/2026"])), 8),
        ("e.csv", rows(";", ["03/11/2026", "14/11/2026"]).replace('\n', "\r\n").into(), 3),
        ("f.csv.gz", gzipped(&days.as_bytes()[..days.len() - 4]), 0),
        ("g.csv", [days.as_bytes(), b"N-30;Site;2026-1\0\0"].concat(), 0),
    ];
    for (file, mut bytes, cut) in files {
        bytes.truncate(bytes.len() - cut);
        let room = room(file, &bytes);
        let told = patient(&room, "0");
        assert_eq!(told.exit, 4, "{file}: {}", told.stderr);
        assert!(told.stderr.contains(file), "{}", told.stderr);
    }
    // Without a line end but whole: many tools write so.
    let room = room("a.csv", days.trim_end().as_bytes());
    assert_eq!(patient(&room, "0").exit, 0);
    assert_eq!(read(&room), 25);
}

/// Nothing tells a last cell that is empty from one that was cut off: a daily export that ends so is read, and it is said.
#[test]
fn an_empty_last_cell_without_a_line_end_is_said_and_not_refused() {
    let rows = |mark: &str, end: &str| {
        let row = |n: usize| format!("N-{n}{mark}2026-11-03{mark}Feira{end}");
        let body: String = (1..26).map(row).collect();
        format!("id{mark}criado{mark}origem{end}{body}N-26{mark}2026-11-03{mark}")
    };
    let files: [(&str, Vec<u8>, bool); 7] = [
        ("a.csv", rows(";", "\n").into(), true),
        ("b.csv", rows(",", "\r\n").into(), true),
        ("c.tsv", rows("\t", "\n").into(), true),
        ("d.csv", wide(&rows(";", "\n")), true),
        ("e.csv.gz", gzipped(rows("|", "\n").as_bytes()), true),
        ("f.csv", (rows(";", "\n") + "\"\"").into(), false),
        ("g.csv", (rows(";", "\n") + "\n").into(), false),
    ];
    for (file, bytes, is_said) in files {
        let room = room(file, &bytes);
        let told = patient(&room, "0");
        assert_eq!((told.exit, read(&room)), (0, 26), "{file}: {}", told.stderr);
        let summary = room.json("relatorios/acordo.json");
        let warnings = summary["warnings"].as_array().unwrap();
        let said = warnings.iter().find(|warning| warning["code"] == "last-cell-empty");
        assert_eq!(said.is_some(), is_said, "{file}: {}", told.stderr);
        assert!(said.is_none_or(|said| said["row"] == "27"), "{file}: {said:?}");
    }
}

/// Half a number is a number: only the files before it tell. A source whose files always ended with a line end has one without refused while it may
/// still be written, and said where it lies there so, edited by hand; of a first file it is said.
#[test]
fn a_last_line_that_lost_its_end_is_refused_where_there_always_was_one() {
    let rows = |mark: &str, end: &str| {
        let row = |n: usize| format!("N-{n}{mark}2026-11-03{mark}{}00{end}", n * 1_000);
        format!("id{mark}criado{mark}origem{end}") + &(1..26).map(row).collect::<String>()
    };
    let cut = |text: &str| text.trim_end().strip_suffix("00").unwrap().to_owned();
    let lines = rows(";", "\n");
    let objects: String = (1..26)
        .map(|n| format!("{{\"id\":\"N-{n}\",\"criado\":\"2026-11-03\",\"origem\":{n}}}\n"))
        .collect();
    let files: [(&str, Vec<u8>, Vec<u8>); 6] = [
        ("a.csv", lines.clone().into(), cut(&lines).into()),
        ("b.csv", rows(",", "\r\n").into(), cut(&rows(",", "\r\n")).into()),
        ("c.tsv", rows("\t", "\r").into(), cut(&rows("\t", "\r")).into()),
        ("d.csv", wide(&lines), wide(&cut(&lines))),
        ("e.csv.gz", gzipped(lines.as_bytes()), gzipped(cut(&lines).as_bytes())),
        ("f.json", objects.clone().into(), objects.trim_end().into()),
    ];
    for (file, whole, half) in files {
        let room = room(file, &whole);
        let run = || {
            let mut command = crate::room::program();
            command.args(["run", "--as-of", "2026-11-23T08:00", "--no-mail"]);
            room.tell(command.current_dir(room.path(".")).env(FILE_PATIENCE, "0"))
        };
        assert_eq!(run().exit, 0, "{file}");
        fs::write(room.path(file), &half).unwrap();
        let told = run();
        assert_eq!(told.exit, 4, "{file}: {}", told.stderr);
        assert!(
            told.stderr.contains(file) && told.stderr.contains("quebra de linha"),
            "{}",
            told.stderr
        );
        // Left alone for a while it is read, and that is said once.
        let aged = SystemTime::now() - Duration::from_mins(2);
        let leave = || File::options().append(true).open(room.path(file)).unwrap();
        leave().set_modified(aged).unwrap();
        for is_said in [true, false] {
            let told = run();
            assert_eq!(told.exit, 0, "{file}: {}", told.stderr);
            assert_eq!(told.stderr.contains("editou o arquivo"), is_said, "{file}");
        }
        // Of a first file it is said where the last cell is a number, and not again.
        let room = self::room(file, &half);
        let codes = |told: &Told| {
            assert_eq!(told.exit, 0, "{file}: {}", told.stderr);
            let warnings = room.json("relatorios/acordo.json")["warnings"].clone();
            let mut all = warnings.as_array().unwrap().iter();
            all.any(|own| own["code"] == "last-cell-bare" && own["row"] == "26")
        };
        assert_eq!(codes(&patient(&room, "0")), file != "f.json", "{file}");
        assert!(!codes(&patient(&room, "0")), "{file}");
    }
    // As long as blocks are that a copy stopped behind, it is refused whenever it was written.
    let line = "N-30;2026-11-03;";
    let room = room("a.csv", lines.as_bytes());
    assert_eq!(patient(&room, "0").exit, 0);
    for (more, exit) in [(0, 4), (1, 0)] {
        let rest = "9".repeat(4_096 - lines.len() - line.len() + more);
        fs::write(room.path("a.csv"), [&lines, line, &rest].concat()).unwrap();
        let file = File::options().append(true).open(room.path("a.csv")).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_hours(1)).unwrap();
        assert_eq!(patient(&room, "0").exit, exit, "{more}");
    }
    // In quotes, or no number: nothing is odd.
    for end in ["\"10\"", "Site", "R1"] {
        let text = rows(";", "\n") + "N-30;2026-11-03;" + end;
        let room = self::room("a.csv", text.as_bytes());
        let told = patient(&room, "0");
        assert!(
            told.exit == 0 && !told.stderr.contains("número ou um dia"),
            "{end}: {}",
            told.stderr
        );
    }
}

/// A workbook over which a sync wrote the end of a newer one: the directory tells of other parts than stand before it.
#[test]
fn a_directory_newer_than_its_parts_refuses_the_workbook() {
    let (old, new) = (leads(), many());
    let books: [(&str, Vec<u8>, Vec<u8>); 5] = [
        (
            "a.xlsx",
            Book::of(&xlsx::rows(&old, 1, true)).bytes(),
            Book::of(&xlsx::rows(&new, 1, true)).bytes(),
        ),
        (
            "b.xlsx",
            Book::of(&xlsx::rows(&new, 1, true)).bytes(),
            Book::of(&xlsx::rows(&old, 1, true)).bytes(),
        ),
        ("c.xlsb", xlsb::shaped(&old, &[], &[]), xlsb::shaped(&new, &[], &[])),
        ("d.ods", ods::book(&ods::rows(&old)), ods::book(&ods::rows(&new))),
        ("e.ods", ods::book(&ods::rows(&new)), ods::book(&ods::rows(&old))),
    ];
    for (name, old, new) in books {
        let at = directory(&new);
        // The newer end where it belongs, over the older beginning; and right behind the older parts.
        let mut over = old.clone();
        over.resize(over.len().max(at), 0);
        over.truncate(at);
        let behind = [&old[..directory(&old)], &new[at..]].concat();
        for bytes in [[&over, &new[at..]].concat(), behind] {
            let room = room(name, &bytes);
            let began = Instant::now();
            let told = patient(&room, "0");
            assert_eq!(told.exit, 4, "{name}: {}", told.stderr);
            assert!(told.stderr.contains(name), "{}", told.stderr);
            assert!(began.elapsed() < Duration::from_mins(1));
        }
        let whole = room(name, &new);
        assert_eq!(patient(&whole, "0").exit, 0, "{name}");
    }
}

/// Where the central directory of a ZIP begins, as its end says.
fn directory(zip: &[u8]) -> usize {
    let end = zip.windows(4).rposition(|four| four == b"PK\x05\x06").unwrap();
    let at: [u8; 4] = zip[end + 16..end + 20].try_into().unwrap();
    usize::try_from(u32::from_le_bytes(at)).unwrap()
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

/// Leads enough for their file to have a middle.
fn many() -> Vec<Vec<Made>> {
    let row = |n: usize| {
        let origins = ["Google", "Indicação", "Site", "Feira"];
        let id: &'static str = format!("N-{n}-{}", n * 7_919 % 10_007).leak();
        vec![Made::Text(id), Made::Text(origins[n * 31 % 4]), Made::Day(46_320.0 + (n % 20) as f64)]
    };
    leads().into_iter().take(1).chain((1..600).map(row)).collect()
}

fn texts(table: &[Vec<Made>]) -> Vec<[String; 3]> {
    let text = |made: &Made| match made {
        Made::Text(text) => (*text).to_owned(),
        Made::Day(day) => format!("2026-11-{:02}", day - 46_320.0 + 1.0),
        _ => String::new(),
    };
    table.iter().map(|row| [0, 1, 2].map(|at| text(&row[at]))).collect()
}

fn parquet(rows: &[[String; 3]], compression: ParquetCompression) -> Vec<u8> {
    let column = |at: usize| {
        let texts: Vec<&str> = rows[1..].iter().map(|row| row[at].as_str()).collect();
        Series::new(rows[0][at].as_str().into(), texts).into()
    };
    let mut frame = DataFrame::new(rows.len() - 1, vec![column(0), column(1), column(2)]).unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).with_compression(compression).finish(&mut frame).unwrap();
    bytes
}

/// What a sync has not written yet is zero bytes: the file is refused, or nothing of what is read differs.
#[test]
fn a_hole_in_a_file_of_any_format_costs_no_row() {
    let table = many();
    let rows = texts(&table);
    let joined = |mark: &str| rows.iter().map(|row| row.join(mark) + "\n").collect::<String>();
    let object = |row: &[String; 3]| {
        format!("{{\"id\":\"{}\",\"origem\":\"{}\",\"criado\":\"{}\"}}\n", row[0], row[1], row[2])
    };
    let cells = |row: &[String; 3]| format!("<tr><td>{}</td></tr>\n", row.join("</td><td>"));
    let page = |rows: String| format!("<html><table>{rows}</table></html>");
    let files: [(&str, Vec<u8>); 11] = [
        ("a.csv", joined(";").into()),
        ("b.tsv", joined("\t").into()),
        ("c.csv", wide(&joined(";"))),
        ("d.html", page(rows.iter().map(cells).collect()).into()),
        ("e.ndjson", rows[1..].iter().map(object).collect::<String>().into()),
        ("f.xlsx", Book::of(&xlsx::rows(&table, 1, true)).bytes()),
        ("g.xlsb", xlsb::shaped(&table, &[], &[])),
        ("h.ods", ods::book(&ods::rows(&table))),
        ("i.xls", xls::book("Workbook", &table)),
        ("j.xls", xls::with_shared_strings(&table)),
        ("k.parquet", parquet(&rows, ParquetCompression::Uncompressed)),
    ];
    let room = Room::empty();
    let look = |name: &str| {
        room.tell(
            crate::room::program()
                .args(["inspect", name, "--json", "--full", "--rows", "600", "--language", "en"])
                .current_dir(room.path(".")),
        )
    };
    let hold = |(name, whole): (&str, Vec<u8>)| {
        fs::write(room.path(name), &whole).unwrap();
        let sound = look(name);
        assert_eq!(sound.exit, 0, "{name}: {}", sound.stderr);
        let mut refused = 0;
        for (place, size) in (1..16).map(|part| (part * whole.len() / 16, 48 + 37 * part)) {
            let mut holed = whole.clone();
            holed.iter_mut().skip(place).take(size).for_each(|byte| *byte = 0);
            fs::write(room.path(name), &holed).unwrap();
            let told = look(name);
            let is_same = told.exit == 0 && told.stdout == sound.stdout;
            assert!(told.exit == 4 || is_same, "{name}: {size} bytes at {place}: {}", told.stderr);
            refused += usize::from(told.exit == 4);
        }
        assert!(refused >= 10, "{name}: {refused} of 15");
    };
    let hold = &hold;
    std::thread::scope(|scope| {
        let all = files.map(|file| scope.spawn(move || hold(file)));
        all.into_iter().for_each(|one| one.join().unwrap());
    });
}

/// A program that goes on writing, a line at a time: what is there at any moment looks whole.
#[test]
fn a_file_that_is_written_line_by_line_is_not_read_in_part() {
    let row = |n: usize| format!("N-{n};Site;2026-11-{:02}\n", n % 20 + 1);
    let lines = || (1..60).map(row);
    let whole = format!("id;origem;criado\n{}", lines().collect::<String>());
    let room = room("a.csv", b"id;origem;criado\n");
    let mut file = File::options().append(true).open(room.path("a.csv")).unwrap();
    let told = std::thread::scope(|scope| {
        scope.spawn(move || {
            for line in lines() {
                file.write_all(line.as_bytes()).unwrap();
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        std::thread::sleep(Duration::from_millis(300));
        patient(&room, "20")
    });
    assert_eq!(told.exit, 0, "waited for: {}", told.stderr);
    assert_eq!(read(&room), 59);
    assert_eq!(room.text("a.csv"), whole);
}

/// A zero byte that fills no cell up stands for a sign that is lost: without it a date or an id would be another one.
#[test]
fn a_zero_byte_within_a_row_is_never_taken_away_without_a_word() {
    let row = |n: usize| format!("N-{n};Feira;2026-11-{:02}\n", n % 20 + 1);
    let whole = format!("id;origem;criado\n{}", (1..26).map(row).collect::<String>());
    for (sign, spoilt) in [
        ("2026-11-14", "2026-1\0-14"),
        ("2026-11-14", "2026-11-\x004"),
        ("2026-11-14", "2026-11-1\0"),
        ("N-12;", "N-\x002;"),
        ("N-12;", "N-1\0;"),
        ("N-12;", "N\0\0\0;"),
        ("N-12;Feira", "N-12;Fe\0\0a"),
    ] {
        for bytes in [whole.replace(sign, spoilt).into_bytes(), wide(&whole.replace(sign, spoilt))]
        {
            let room = room("a.csv", &bytes);
            let told = patient(&room, "0");
            let says = |words: &str| told.stderr.contains(words);
            // Three in a row are six bytes of UTF-16: a hole.
            let is_said = says("a.csv") && (says("“�”") || says("bytes vazios"));
            assert!(is_said, "{spoilt:?}: {}", told.stderr);
        }
    }
    // Cells that are filled up to a width are as they were.
    for padded in [whole.replace(';', "\0;"), whole.replace('\n', "\0\0\n")] {
        let room = room("a.csv", padded.as_bytes());
        let told = patient(&room, "0");
        assert!(told.exit == 0 && !told.stderr.contains('�'), "{}", told.stderr);
        assert_eq!(read(&room), 25);
    }
}
