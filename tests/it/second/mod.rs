//! A slow, plain second implementation, written from the definitions and not from the code, beside the program on random small worlds.

mod activities;
mod calendar;
mod compare;
mod deals;
mod dicing;
mod dirt;
mod doings;
mod episodes;
mod evidence;
mod files;
mod levels;
mod metrics;
mod openings;
mod people;
mod persons;
mod promising;
mod reach;
mod sample;
mod standing;
mod strays;
mod taken;
mod verdicts;
mod world;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::room::{FILE_PATIENCE, newest_of};
use compare::{Written, differences};
use world::World;

/// Runs the program in a folder and reads what it wrote.
fn run(
    folder: &Path,
    as_of: &str,
    period: Option<String>,
    reports: &str,
) -> Result<Written, String> {
    // A long sweep names a copy of the program, so that a build beside it changes nothing.
    let named = std::env::var("ACORDO_BIN").unwrap_or(env!("CARGO_BIN_EXE_acordo").to_owned());
    let mut command = Command::new(named);
    command
        .env(FILE_PATIENCE, "0")
        .args(["run", "--json", "--no-mail", "--as-of", as_of, "-c"])
        .arg(folder.join("acordo.toml"))
        .current_dir(folder);
    if let Some(period) = period {
        command.args(["--period", &period]);
    }
    let told = command.output().unwrap();
    let summary = serde_json::from_slice(&told.stdout)
        .map_err(|_| String::from_utf8_lossy(&told.stderr).into_owned())?;
    let mut table = csv::Reader::from_path(newest_of(&folder.join(reports), "acordo-leads"))
        .map_err(|error| error.to_string())?;
    let leads = table.deserialize::<BTreeMap<String, String>>().map(Result::unwrap).collect();
    Ok(Written { summary, leads })
}

/// Runs the program on a world whose files stand in a folder.
fn run_world(world: &World, folder: &Path) -> Result<Written, String> {
    let period =
        world.names_period.then(|| format!("{}..{}", world.terms.period.0, world.terms.period.1));
    run(folder, &world.as_of_text, period, "reports")
}

/// Runs the program on a seed's world, its agreement changed; the reports stand in `reports`.
pub fn run_as(seed: u64, folder: &Path, agreed: impl Fn(String) -> String) -> Result<(), String> {
    let (world, path) = (dicing::world(seed), folder.join("acordo.toml"));
    files::write(&world, folder);
    fs::write(&path, agreed(fs::read_to_string(&path).unwrap())).unwrap();
    run_world(&world, folder).map(drop)
}

/// The differences of one seed's world.
fn try_world(seed: u64) -> (World, Vec<String>) {
    // From every other world fields are taken away: of what is no longer seen nothing may be said.
    let whole = dicing::world(seed);
    let world = if (seed / 2).is_multiple_of(2) { whole } else { taken::away(seed, whole) };
    let folder = tempfile::tempdir().unwrap();
    files::write(&world, folder.path());
    let mut lines = match run_world(&world, folder.path()) {
        Ok(written) => differences(&world, &written),
        // What lies before the data is refused; these worlds ask for few such periods.
        Err(error) if error.contains("There is no data of") => Vec::new(),
        Err(error) => vec![error],
    };
    if !lines.is_empty() && std::env::var("ACORDO_KEEP").is_ok() {
        lines.push(format!("world {seed} is kept in {}", folder.keep().display()));
    }
    (world, lines)
}

/// A number that the environment may ask for.
pub fn asked(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn second_implementation_agrees_on_made_worlds() {
    let (first, count) = (asked("ACORDO_SEED", 0), asked("ACORDO_WORLDS", 250));
    let half = |odd: u64| {
        (first..first + count)
            .filter(move |seed| seed % 2 == odd)
            .map(|seed| (seed, try_world(seed)))
            .collect::<Vec<_>>()
    };
    let (even, odd) = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        (half(0), other.join().unwrap())
    });
    let all: Vec<_> = even.into_iter().chain(odd).collect();
    let kinds = dirt::kinds(all.iter().map(|(_, (world, _))| world));
    println!("{count} worlds from seed {first}: {kinds:?}");
    if count >= 250 {
        let rare: Vec<_> = kinds.iter().filter(|(_, worlds)| **worlds < 2).collect();
        assert!(rare.is_empty(), "too few worlds have {rare:?}");
    }
    let wrong: Vec<String> = all
        .iter()
        .filter(|(_, (_, lines))| !lines.is_empty())
        .map(|(seed, (_, lines))| format!("seed {seed}:\n  {}", lines.join("\n  ")))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {count} worlds from seed {first} differ\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn second_implementation_agrees_on_the_sample() {
    let room = tempfile::tempdir().unwrap();
    for name in ["leads.csv", "negocios.xlsx", "atividades.xlsx"] {
        fs::copy(sample::folder().join(name), room.path().join(name)).unwrap();
    }
    let agreement = fs::read_to_string(sample::folder().join("acordo.toml")).unwrap();
    let whole = agreement.replace(
        "folder = \"relatorios\"",
        "folder = \"reports\"\npersonal-data = \"full\"\nleads = \"all\"",
    );
    fs::write(room.path().join("acordo.toml"), whole).unwrap();
    let world = sample::world();
    let written = run(room.path(), &world.as_of_text, None, "reports").unwrap();
    assert!(written.leads.len() > 1000, "{} leads", written.leads.len());
    // A stage without a date is no business of the second implementation: what a lead passed by its stage alone is left out.
    let lines: Vec<String> = differences(&world, &written)
        .into_iter()
        .filter(|line| !line.contains(": mql is \"inferred\""))
        .collect();
    assert!(lines.is_empty(), "{} differences\n{}", lines.len(), lines.join("\n"));
}
