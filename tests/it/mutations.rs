//! Thousands of spoiled exports, run through the program as it ships: no panic reaches anybody, nothing hangs or swells,
//! and of every file that is read each row is accounted for.
//!
//! `ACORDO_MUTATIONS=20000 cargo test --test it mutations -- --nocapture` is the long run; `ACORDO_SEED` throws other dice.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::made::mutate::mutated;
use crate::made::{Made, leads, ods, text, xls, xlsb, xlsx};
use crate::presets::{self, Sample};
use crate::room::Room;
use crate::support::agreement::head;
use crate::support::dice::Dice;

const USUAL: usize = 600;
const SEED: u64 = 20_261_123;
/// Files of one run of the program.
const BATCH: usize = 30;
const WORKERS: usize = 2;
/// What one file may take, and what the whole program may.
const SECONDS: u64 = 5;
const MEGABYTES: u64 = 1_000;
/// Lines of a sample that are enough to spoil.
const LINES: usize = 60;

const GOOD: &str = r#"
[[source]]
name = "good"
table = "leads"
files = ["good.csv"]
cut-off = "none"
[source.columns]
id = "id"
created = "criado"
"#;

/// A good export and how it is read.
struct Sound {
    ending: String,
    bytes: Vec<u8>,
    source: toml::Table,
}

/// What became of spoiled files.
#[derive(Default)]
struct Tally {
    read: AtomicUsize,
    refused: AtomicUsize,
    slowest: AtomicUsize,
    largest: AtomicUsize,
}

#[test]
fn spoiled_exports_are_read_or_refused() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let wanted = number("ACORDO_MUTATIONS").map_or(USUAL, |n| usize::try_from(n).unwrap());
    let seed = number("ACORDO_SEED").unwrap_or(SEED);
    let sounds = sounds();
    let (next, tally) = (AtomicUsize::new(0), Tally::default());
    let batches = wanted.div_ceil(BATCH);
    let work = || {
        let mut wrong = Vec::new();
        while let Some(batch) =
            Some(next.fetch_add(1, Ordering::Relaxed)).filter(|batch| *batch < batches)
        {
            let files: Vec<usize> = (batch * BATCH..wanted.min((batch + 1) * BATCH)).collect();
            wrong.extend(trouble(&sounds, seed, &files, &tally));
        }
        wrong
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let [read, refused, slowest, largest] =
        [&tally.read, &tally.refused, &tally.slowest, &tally.largest]
            .map(|count| count.load(Ordering::Relaxed));
    let said = format!(
        "{wanted} spoiled exports of {} sound ones, seed {seed}: {read} read, {refused} refused; a run of {BATCH} took {slowest} ms and {largest} MB at most",
        sounds.len()
    );
    assert!(wrong.is_empty(), "{said}\n{}", wrong.join("\n"));
    assert_eq!(read + refused, wanted, "{said}");
    assert!(read > wanted / 10 && refused > wanted / 10, "{said}");
    write_out(&said);
}

fn write_out(said: &str) {
    eprintln!("{said}");
}

/// Runs a batch; when something is wrong, its files one by one, to name those that are to blame.
fn trouble(sounds: &[Sound], seed: u64, files: &[usize], tally: &Tally) -> Vec<String> {
    let outcome = run(sounds, seed, files, tally);
    let Err(why) = outcome else { return Vec::new() };
    if let [file] = files {
        let sound = &sounds[file % sounds.len()];
        return vec![format!("file {file} ({}): {why}", sound.ending)];
    }
    let spare = Tally::default();
    let blamed: Vec<String> =
        files.iter().flat_map(|file| trouble(sounds, seed, &[*file], &spare)).collect();
    if blamed.is_empty() { vec![format!("files {files:?} together: {why}")] } else { blamed }
}

/// One run of the program over spoiled files.
fn run(sounds: &[Sound], seed: u64, files: &[usize], tally: &Tally) -> Result<(), String> {
    let room = Room::empty();
    let mut agreement = head("en", "reports") + GOOD;
    fs::write(room.path("good.csv"), "id;criado\nB-1;2026-11-02\n").unwrap();
    for file in files {
        let sound = &sounds[file % sounds.len()];
        let mut dice = Dice::new(seed ^ u64::try_from(*file).unwrap().wrapping_mul(0x9E37_79B9));
        fs::write(
            room.path(&format!("f{file}.{}", sound.ending)),
            mutated(&sound.bytes, &mut dice),
        )
        .unwrap();
        agreement.push_str(&sound.read_as(*file));
    }
    fs::write(room.path("acordo.toml"), agreement).unwrap();
    let start = Instant::now();
    let (told, exit, megabytes) = watched(&room)?;
    tally
        .slowest
        .fetch_max(usize::try_from(start.elapsed().as_millis()).unwrap(), Ordering::Relaxed);
    tally.largest.fetch_max(usize::try_from(megabytes).unwrap(), Ordering::Relaxed);
    if told.contains("panicked") || !matches!(exit, Some(0 | 6)) {
        return Err(format!("exit {exit:?}\n{told}"));
    }
    if megabytes > MEGABYTES {
        return Err(format!("{megabytes} MB"));
    }
    if start.elapsed() > Duration::from_secs(SECONDS) && files.len() == 1 {
        return Err(format!("{:?}", start.elapsed()));
    }
    let read = accounted(&room.json("reports/acordo.json"))?;
    tally.read.fetch_add(read, Ordering::Relaxed);
    tally.refused.fetch_add(files.len() - read, Ordering::Relaxed);
    // Slow together may be slow alone.
    if start.elapsed() > Duration::from_secs(4 * SECONDS) {
        Err(format!("{:?}", start.elapsed()))
    } else {
        Ok(())
    }
}

/// How many of the sources were read, each row of them accounted for.
fn accounted(summary: &serde_json::Value) -> Result<usize, String> {
    let sources = summary["intake"].as_array().unwrap();
    let mut read = BTreeSet::new();
    for (name, file) in sources.iter().flat_map(|source| {
        source["files"].as_array().unwrap().iter().map(|file| (&source["source"], file))
    }) {
        let parts = ["used", "merged", "superseded"].map(|part| file[part].as_u64().unwrap());
        let aside: u64 =
            file["set_aside"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
        if file["rows"].as_u64().unwrap() != parts.iter().sum::<u64>() + aside {
            return Err(format!("{name}: rows do not add up: {file}"));
        }
        read.insert(name.as_str().unwrap());
    }
    read.remove("good")
        .then_some(read.len())
        .ok_or_else(|| "the good source was not read".to_owned())
}

/// What the program said, its exit code, and the most memory it was seen with.
pub fn watched(room: &Room) -> Result<(String, Option<i32>, u64), String> {
    let mut child = crate::room::program()
        .args(["run", "--as-of", "2026-11-23T08:00", "--no-mail"])
        .current_dir(room.path(""))
        .stdout(Stdio::null())
        .stderr(fs::File::create(room.path("told")).unwrap())
        .spawn()
        .unwrap();
    let (start, mut most) = (Instant::now(), 0);
    let exit = loop {
        most = most.max(memory(&child));
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        if start.elapsed() > Duration::from_mins(2) {
            child.kill().unwrap();
            return Err("hangs".to_owned());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    Ok((room.text("told"), exit, most))
}

/// The most memory that the program and those it has started have had, in megabytes; 0 where the system does not tell.
fn memory(child: &Child) -> u64 {
    let id = child.id();
    let tasks = fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    let started = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let ids: String = started.collect::<Vec<_>>().join(" ");
    most_of(&id.to_string()) + ids.split_whitespace().map(most_of).sum::<u64>()
}

fn most_of(id: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

impl Sound {
    fn new(ending: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let columns = "[columns]\nid = \"id\"\nsource = \"origem\"\ncreated = \"criado\"";
        let source = toml::from_str(&format!("table = \"leads\"\n{columns}")).unwrap();
        Self { ending: ending.to_owned(), bytes: bytes.into(), source }
    }

    /// The source of a file, in the agreement.
    fn read_as(&self, file: usize) -> String {
        let mut source = self.source.clone();
        let name = format!("f{file}.{}", self.ending);
        for (key, value) in
            [("name", name.as_str()), ("cut-off", "none"), ("max-set-aside", "100%")]
        {
            source.insert(key.to_owned(), value.into());
        }
        source.insert("files".to_owned(), vec![name].into());
        let all = toml::Table::from_iter([(
            "source".to_owned(),
            toml::Value::Array(vec![source.into()]),
        )]);
        toml::to_string(&all).unwrap()
    }
}

/// An export of every format, and every sample that ships.
fn sounds() -> Vec<Sound> {
    let mut table = leads();
    table.extend((0..20).map(|n| {
        vec![
            Made::Text("N-3"),
            Made::Text("Feira de São Paulo"),
            Made::Day(46_331.0 + f64::from(n) / 7.0),
        ]
    }));
    let lines = text::leads(";", "\n") + &"N-3;Feira;05/11/2026 10:30\n".repeat(20);
    let mut sounds = vec![
        Sound::new("csv", lines.clone()),
        Sound::new("csv", lines.replace(';', "\",\"").replace('\n', "\"\r\n\"")),
        Sound::new("txt", text::wide(&lines.replace(';', "\t"))),
        Sound::new("txt", text::western(&lines.replace(';', "|"))),
        Sound::new("csv.gz", text::gzipped(lines.as_bytes())),
        Sound::new("xls", text::page()),
        Sound::new("xlsx", xlsx::Book::of(&xlsx::rows(&table, 1, true)).bytes()),
        Sound::new("xls", xls::book("Workbook", &table)),
        Sound::new("xls", xls::with_shared_strings(&table)),
        Sound::new("xlsb", xlsb::book(&[("Plan1", 0, "worksheets", &table)])),
        Sound::new("ods", ods::book(&ods::rows(&table))),
    ];
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    samples(&root.join("sample-data"), &mut sounds);
    sounds.extend(presets::samples().iter().map(|sample| of_preset(&root, sample)));
    assert!(sounds.len() >= 40, "{}", sounds.len());
    sounds
}

/// A sample of a preset, read by it.
fn of_preset(root: &Path, sample: &Sample) -> Sound {
    let file = root.join("sample-data/presets").join(&sample.preset).join(&sample.name);
    let preset: toml::Table = toml::from_str(
        &fs::read_to_string(
            root.join("templates/presets").join(&sample.preset).with_extension("toml"),
        )
        .unwrap(),
    )
    .unwrap();
    let source = toml::Table::from_iter([
        ("table".to_owned(), preset["table"].clone()),
        ("preset".to_owned(), sample.preset.as_str().into()),
    ]);
    let ending = file.extension().unwrap().to_string_lossy().into_owned();
    Sound { ending, bytes: shortened(fs::read(&file).unwrap()), source }
}

/// The sources of the agreements in a folder and below, each with its own words.
fn samples(folder: &Path, sounds: &mut Vec<Sound>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort_unstable();
    for path in entries {
        if path.is_dir() {
            samples(&path, sounds);
        } else if path.file_name().is_some_and(|name| name == "acordo.toml") {
            let agreement: toml::Table =
                toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            for source in agreement["source"].as_array().unwrap() {
                let pattern = folder.join(source["files"][0].as_str().unwrap());
                let file = glob::glob(&pattern.to_string_lossy()).unwrap().next().unwrap().unwrap();
                let ending = file.extension().unwrap().to_string_lossy().into_owned();
                sounds.push(Sound {
                    ending,
                    bytes: shortened(fs::read(&file).unwrap()),
                    source: source.as_table().unwrap().clone(),
                });
            }
        }
    }
}

/// The first lines of a text; other files are as long as they are.
fn shortened(bytes: Vec<u8>) -> Vec<u8> {
    let ends: Vec<usize> = if bytes.starts_with(b"PK") {
        Vec::new()
    } else {
        bytes
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .map(|(at, _)| at)
            .take(LINES)
            .collect()
    };
    match ends.last() {
        // The second byte of a wide line end belongs to it.
        Some(end) => bytes
            [..(*end + 1 + usize::from(bytes.starts_with(&[0xFF, 0xFE]))).min(bytes.len())]
            .to_vec(),
        None => bytes,
    }
}
