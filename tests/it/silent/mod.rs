//! No silent change: exports with one thing wrong, of every sample and of made ones, mapped and judged as a run does it.
//!
//! A **change** is a number of the report that differs from that of the sound export: what a promise came to, how many cases it was
//! judged by, deliveries by day, the funnel, the cadence of attempts, or how many leads, activities and deals there are.
//!
//! A change is **named** when the run says something that it did not say of the sound export (a warning with its file and column, row or
//! word), when the Data sheet lists a row or cell that it did not list, or when the source is refused. Everything else is **silent**, and
//! a defect.
//!
//! What is done to an export is only ever (`spoil`):
//! - something that leaves its meaning as it is: another encoding, delimiter, line end or format, quotes and blanks, a date or an amount
//!   spelt otherwise, rows that are none (totals, notes, a repeated header), columns in another order, a row twice;
//! - a cell that cannot be read, fits two readings, or holds a filler: `ontem`, `31/02/2026`, `#REF!`, `1.234,56.7`, `5.5E+12`,
//!   `naotem@`, a word nobody knows, an amount of another currency;
//! - a row that is broken: cells lacking, one too many, moved along.
//!
//! A cell that holds another *valid* value is none of these: a date that is another real date, an amount that is another amount, another
//! name of a person or an origin, a row twice in a sheet of calls without ids (two calls in one minute look so), a cell that was emptied by hand or says that there is nothing (`-`, `sem email`), a column that was
//! deleted: each says what it says, and no reader of it alone can know better. Of what a file
//! said before, the record's memory warns (`exports_changed.rs`).
//!
//! `ACORDO_SILENT=50000 cargo test --test it silent -- --nocapture` is the long run; `ACORDO_SEED` throws other dice. A case is told by its
//! seed, with the file that shows it.

mod grid;
mod spoil;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use acordo::calendar::Calendar;
use acordo::calendar::periods;
use acordo::config;
use acordo::issue::Issue;
use acordo::mapping::{self, Mapped, fields};
use acordo::model::agreement::PeriodKind;
use acordo::model::memory::StageMemory;
use acordo::model::zone::Day;
use acordo::scorecard::card::Scorecard;
use acordo::scorecard::judge_all;

use crate::room::FILE_PATIENCE;
use crate::support::dice::Dice;
use grid::{Export, exports};
use spoil::{Spoilt, spoilt};

const USUAL: usize = 250;
const SEED: u64 = 20_261_123;
const SLOW: Duration = Duration::from_secs(10);

const PROMISES: &str = r#"
[agreement]
name = "S"
language = "en"
timezone = "America/Sao_Paulo"
currency = "BRL"
numbers = "pt-BR"
[working-time]
weekdays = ["09:00-18:00"]
[objective]
period = "month"
sales = 3
[handoff]
required = ["email", "phone"]
[reasons]
marketing = ["Contato inválido"]
neutral = ["Preço"]
[[commitment]]
team = "marketing"
metric = "leads-delivered"
target = 10
[[commitment]]
team = "marketing"
metric = "handoff-complete"
target = "90%"
[[commitment]]
team = "marketing"
metric = "acceptance"
reasons = "all"
target = "90%"
[[commitment]]
team = "sales"
metric = "first-attempt"
within = "1h"
target = "90%"
[[commitment]]
team = "sales"
metric = "first-connection"
within = "2d"
target = "60%"
[[commitment]]
team = "sales"
metric = "attempts"
attempts = 2
within = "5d"
target = "80%"
[[commitment]]
team = "both"
metric = "sales-won"
target = 3
[[commitment]]
team = "both"
metric = "revenue-won"
target = 1000
"#;

/// What came of an export.
struct Outcome {
    numbers: String,
    /// What was said, by code and values, and the Data sheet's lists and counts.
    said: BTreeMap<String, u64>,
    unbalanced: Vec<String>,
    is_refused: bool,
    /// Headers of the columns in which only some words mean anything: stages, outcomes, channels.
    worded: BTreeSet<String>,
}

fn outcome(agreement: &str, calendar: &Calendar, folder: &Path) -> Outcome {
    let agreement = config::understand(agreement, &folder.join("acordo.toml"))
        .unwrap_or_else(|problems| panic!("{problems:?}"));
    let now = agreement.zone.instant(Day::ymd(2026, 11, 23).unwrap(), 8 * 3600);
    let mapped = mapping::map(&agreement, &StageMemory::default(), now);
    let period = periods::containing(&agreement.zone, PeriodKind::Month, now);
    let card = judge_all(&agreement, calendar, &mapped.dataset, &period, now, None);
    Outcome {
        numbers: numbers(&mapped, &card),
        said: said(&mapped, &card),
        unbalanced: unbalanced(&mapped),
        is_refused: !mapped.refused.is_empty(),
        worded: worded(&mapped),
    }
}

fn worded(mapped: &Mapped) -> BTreeSet<String> {
    let files = mapped.dataset.intake.iter().flat_map(|source| &source.files);
    let columns = files.flat_map(|file| &file.columns);
    columns
        .filter(|column| fields::canonical_words(&column.field).is_some())
        .map(|column| column.header.clone())
        .collect()
}

fn numbers(mapped: &Mapped, card: &Scorecard) -> String {
    let data = &mapped.dataset;
    let mut out = format!(
        "leads {} activities {} deals {}\n",
        data.leads.len(),
        data.activities.at.len(),
        data.deals.lead.len()
    );
    for judged in &card.commitments {
        writeln!(out, "{} {:?}", judged.id, judged.numbers).unwrap();
    }
    writeln!(out, "{:?}\n{:?}\n{:?}", card.delivery.days, card.funnel, card.cadence).unwrap();
    // Of a name in other letters only its spelling changes.
    out.to_lowercase()
}

/// Values that tell where a file lies, and no more.
const PLACES: [&str; 2] = ["file", "path"];

fn said(mapped: &Mapped, card: &Scorecard) -> BTreeMap<String, u64> {
    let mut said = BTreeMap::new();
    let issue = |issue: &Issue| {
        let own = issue.values.iter().filter(|(key, _)| !PLACES.contains(key));
        format!("{} {:?}", issue.code.word(), own.collect::<Vec<_>>())
    };
    for line in mapped.issues.iter().chain(&card.issues).map(issue) {
        *said.entry(line).or_default() += 1;
    }
    let data = &mapped.dataset;
    for (source, file) in data.intake.iter().flat_map(|own| own.files.iter().map(move |f| (own, f)))
    {
        for (reason, count) in &file.set_aside {
            *said.entry(format!("{}: set aside: {}", source.source, reason.word())).or_default() +=
                count;
        }
        for (what, count) in
            [("merged", file.merged), ("orphans", file.orphans), ("future", file.future)]
        {
            *said.entry(format!("{}: {what}", source.source)).or_default() += count;
        }
    }
    for aside in &data.unkeyed {
        *said.entry(format!("listed: {}", aside.reason.word())).or_default() += 1;
    }
    said
}

fn unbalanced(mapped: &Mapped) -> Vec<String> {
    let files = mapped.dataset.intake.iter().flat_map(|source| &source.files);
    let is_wrong = |file: &&acordo::model::account::FileAccount| {
        let aside: u64 = file.set_aside.values().sum();
        file.rows != file.used + file.merged + file.superseded + aside
    };
    let own = files.filter(is_wrong).map(|file| format!("rows of {} do not add up", file.path));
    own.chain(mapped.unbalanced.iter().cloned()).collect()
}

/// What is wrong with a spoilt export, if anything.
fn fault(sound: &Outcome, found: &Outcome) -> Option<String> {
    if let Some(first) = found.unbalanced.first() {
        return Some(first.clone());
    }
    let is_more =
        |(line, count): (&String, &u64)| sound.said.get(line).is_none_or(|own| own < count);
    let is_named = found.is_refused || found.said.iter().any(is_more);
    let changed: Vec<String> = sound
        .numbers
        .lines()
        .zip(found.numbers.lines())
        .filter(|(one, other)| one != other)
        .map(|(one, other)| format!("    {one}\n    {other}"))
        .collect();
    (!is_named && !changed.is_empty()).then(|| format!("a silent change:\n{}", changed.join("\n")))
}

/// One case: what was done, and what is wrong.
fn case(
    export: &Export,
    sound: &Outcome,
    calendar: &Calendar,
    seed: u64,
) -> (String, Option<String>) {
    let mut dice = Dice::new(seed);
    let Spoilt { how, bytes, ending } = spoilt(export, &sound.worded, &mut dice);
    let folder = tempfile::tempdir().unwrap();
    export.write(folder.path(), &ending, &bytes);
    let begun = Instant::now();
    let agreement = format!("{PROMISES}{}", export.sources(&ending));
    let found = catch_unwind(AssertUnwindSafe(|| outcome(&agreement, calendar, folder.path())));
    let wrong = match &found {
        Err(_) => Some("panicked".to_owned()),
        Ok(_) if begun.elapsed() > SLOW => Some(format!("{:?}", begun.elapsed())),
        Ok(found) => fault(sound, found),
    };
    let kind = how.split(':').next().unwrap_or_default().to_owned();
    let told = wrong.map(|wrong| {
        let kept = std::env::temp_dir().join(format!("silent-{seed:x}.{ending}"));
        let shown =
            std::env::var_os("ACORDO_KEEP").is_some_and(|_| fs::write(&kept, &bytes).is_ok());
        let kept = if shown { kept.display().to_string() } else { String::new() };
        format!("{} seed {seed}: {how} {kept}\n  {wrong}", export.name)
    });
    (kind, told)
}

fn asked(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Waits for no file that looks half written: the patience is the process's, so the test runs itself once more without any.
#[test]
fn no_change_of_an_export_is_silent() {
    if std::env::var(FILE_PATIENCE).is_ok_and(|seconds| seconds == "0") {
        return every_case_is_named();
    }
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "silent::no_change_of_an_export_is_silent", "--nocapture"])
        .env(FILE_PATIENCE, "0")
        .status()
        .unwrap();
    assert!(done.success());
}

fn every_case_is_named() {
    let wanted = asked("ACORDO_SILENT", USUAL as u64);
    let first = asked("ACORDO_SEED", SEED);
    let exports = exports();
    let zone = acordo::model::zone::Zone::named("America/Sao_Paulo").unwrap();
    let hours = config::understand(
        &format!("{PROMISES}{}", exports[0].sources("csv")),
        Path::new("/acordo.toml"),
    )
    .unwrap_or_else(|problems| panic!("{problems:?}"));
    let calendar = Calendar::build(&zone, &hours.working_time, Path::new(".")).unwrap();
    let sound: Vec<Outcome> = exports
        .iter()
        .map(|export| {
            let folder = tempfile::tempdir().unwrap();
            export.write(folder.path(), "csv", &export.plain());
            let found =
                outcome(&format!("{PROMISES}{}", export.sources("csv")), &calendar, folder.path());
            assert!(!found.is_refused, "{}: {:?}", export.name, found.said);
            found
        })
        .collect();
    let (mut kinds, mut wrong) = (BTreeMap::<String, (u64, u64)>::new(), Vec::new());
    for number in 0..wanted {
        let at = usize::try_from(number).unwrap() % exports.len();
        let seed = first ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let (kind, told) = case(&exports[at], &sound[at], &calendar, seed);
        let count = kinds.entry(kind).or_default();
        count.0 += 1;
        count.1 += u64::from(told.is_some());
        wrong.extend(told);
    }
    let failed: BTreeSet<String> = kinds
        .iter()
        .filter(|(_, (_, wrong))| *wrong > 0)
        .map(|(kind, (all, wrong))| format!("{kind}: {wrong} of {all}"))
        .collect();
    let said = format!("{wanted} cases of {} exports, {} kinds", exports.len(), kinds.len());
    assert!(wrong.is_empty(), "{said}: {} wrong\n{failed:#?}\n{}", wrong.len(), wrong.join("\n"));
    write_out(&said);
}

fn write_out(said: &str) {
    eprintln!("{said}");
}
