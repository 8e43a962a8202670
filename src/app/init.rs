//! `acordo init`: an agreement to begin with, as a workbook or as commented text, with its sources filled in when exports are shown; never over an existing one.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::calendar::{Calendar, periods};
use crate::casebook::Casebook;
use crate::config;
use crate::intake::{self, IntakeError};
use crate::issue::Issue;
use crate::mapping;
use crate::model::agreement::{Agreement, Language, NumberLocale, PeriodKind};
use crate::model::memory::StageMemory;
use crate::scorecard;
use crate::texts::Texts;
use crate::texts::story::Story;

use super::command::InitArgs;
use super::conclusion::Conclusion;
use super::console::Console;
use super::draft;
use super::failure::{Exit, Failure};
use super::first::Answers;
use super::inspect::{self, refusal, sentence};
use super::language::of_system;
use super::look::{self, Look};
use super::open;

/// Writes `acordo.xlsx`, or `acordo.toml`, into a folder, its sources taken from the exports shown.
pub fn init(console: Console, asked: &InitArgs, now: i64) -> Result<Exit, Failure> {
    let InitArgs { folder, language, answer, toml, .. } = asked;
    let language = language.as_deref().map_or_else(|| Ok(of_system()), inspect::language)?;
    let texts = Texts::of(language);
    let path = folder.join(if *toml { "acordo.toml" } else { "acordo.xlsx" });
    let shown = path.to_string_lossy().into_owned();
    // Beside one of the other form it would leave a folder with two, which no command takes.
    let there = open::NAMES.map(|name| folder.join(name)).into_iter().find(|path| path.exists());
    if let Some(path) = there {
        let shown = path.to_string_lossy();
        return Err(Failure::new(Exit::Write, texts.phrase("app.exists", &[("path", &shown)])));
    }
    let answers = Answers::of(&texts, answer)?;
    let from = exports(asked);
    if from.is_empty() && (!asked.from.is_empty() || !answer.is_empty()) {
        return Err(Failure::new(Exit::NoInput, texts.word("draft.no-exports")));
    }
    let text = if from.is_empty() {
        config::starter(language).to_owned()
    } else {
        proposal((console, answers), &texts, folder, &from, now)?
    };
    let read = config::understand(&text, &absolute(folder).join("acordo.toml"))
        .map_err(|found| open::told(&path, &texts, &found))?;
    let bytes = if *toml { text.into_bytes() } else { workbook(&texts, &read)? };
    write_new(&path, &bytes).map_err(|error| {
        let key = if error.kind() == std::io::ErrorKind::AlreadyExists {
            "app.exists"
        } else {
            "app.cannot-write"
        };
        Failure::new(
            Exit::Write,
            texts.phrase(key, &[("path", &shown), ("reason", &error.to_string())]),
        )
    })?;
    let decisions = read.undecided.len() as u64;
    let form = if *toml { "" } else { "-book" };
    console.answer(&match decisions {
        0 if from.is_empty() => texts.phrase(&format!("app.started{form}"), &[("path", &shown)]),
        0 => texts.phrase("draft.started-decided", &[("path", &shown)]),
        n => texts.count(&format!("draft.started{form}"), n, &[("path", &shown)]),
    });
    Ok(Exit::Done)
}

/// The exports to look at: those named, of a folder those that lie in it. Where none is named, those beside the agreement or in its folder for them.
fn exports(asked: &InitArgs) -> Vec<PathBuf> {
    let within = |path: &PathBuf| {
        if path.is_dir() { intake::exports_in(path) } else { vec![path.clone()] }
    };
    if !asked.from.is_empty() {
        return asked.from.iter().flat_map(within).collect();
    }
    let places = ["", "exportacoes", "exports"].map(|name| asked.folder.join(name));
    let looked = places.iter().filter(|_| !asked.example);
    looked.flat_map(|folder| intake::exports_in(folder)).collect()
}

/// The agreement as a workbook, with what is to be decided beside its cells on a sheet of its own.
fn workbook(texts: &Texts, read: &Agreement) -> Result<Vec<u8>, Failure> {
    match config::workbook(read) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => {
            let values = [("from", "acordo.toml")];
            Err(Failure::new(Exit::Other, texts.phrase("app.convert-lossy", &values)))
        }
        Err(error) => Err(Failure::new(Exit::Write, error.to_string())),
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::File::create_new(path)?.write_all(bytes)
}

/// The agreement for these exports; what each is taken for is said, and a file that is of no use is named.
fn proposal(
    (console, mut answers): (Console, Answers),
    texts: &Texts,
    folder: &Path,
    from: &[PathBuf],
    now: i64,
) -> Result<String, Failure> {
    let Some(mut agreement) = look::nobodys(texts.language) else {
        return Err(Failure::new(Exit::NoInput, texts.word("draft.nothing-usable")));
    };
    let mut looks = looks(&agreement, from);
    let written = look::locale(&looks.iter().filter_map(|(_, look)| look.as_ref().ok()));
    if let Some(locale) = written.filter(|locale| *locale != agreement.numbers) {
        agreement.numbers = locale;
        looks = self::looks(&agreement, from);
    }
    let looks = usable(console, texts, looks);
    let groups = draft::groups(&looks);
    if groups.is_empty() {
        return Err(Failure::new(Exit::NoInput, texts.word("draft.nothing-usable")));
    }
    groups.iter().for_each(|group| say_taken(console, texts, group));
    let starter = starter(texts.language, agreement.numbers);
    let text = |answers: &Answers| draft::draft((texts, answers), &starter, &groups, folder);
    let begun = text(&answers);
    let (unmeasured, found) = seen(texts, &begun, folder, now);
    let begun = draft::without(texts, &begun, &unmeasured);
    let is_attempts = |line: &str| line.starts_with("metric") && line.contains("\"first-attempt\"");
    let sees_attempts = begun.lines().any(is_attempts);
    let questions = draft::questions(texts, &groups, sees_attempts);
    let refused = |answers: &Answers| {
        answers.bad_dates(texts).or_else(|| misunderstood(texts, &text(answers), folder))
    };
    answers.check(texts, &questions, &refused)?;
    found.iter().for_each(|line| console.note(line));
    answers.ask((console, texts), &questions, &refused);
    let text = text(&answers);
    let (unmeasured, _) = seen(texts, &text, folder, now);
    Ok(draft::without(texts, &text, &unmeasured))
}

/// What the files of a source are taken for.
fn say_taken(console: Console, texts: &Texts, group: &draft::Group) {
    let names: Vec<String> = group.files.iter().map(|file| look::file_name(file)).collect();
    let values = [("files", names.join(", ")), ("table", group.source.table.word().to_owned())];
    let preset = group.source.preset.clone().unwrap_or_default();
    let key = if preset.is_empty() { "draft.took-by-words" } else { "draft.took-by-preset" };
    let given: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain([("preset", preset.as_str())])
        .collect();
    console.note(&texts.phrase(key, &given));
}

/// Why a draft cannot be understood; nothing where it can. Its lines are not told: the file is not written yet.
fn misunderstood(texts: &Texts, text: &str, folder: &Path) -> Option<String> {
    let problems = config::understand(text, &absolute(folder).join("acordo.toml")).err()?;
    let words = |key: &str, values: &[(&str, &str)]| match key {
        "config.place-line" | "config.place-file" => String::new(),
        _ => texts.phrase(key, values),
    };
    problems.first().map(|problem| config::tell(problem, &words))
}

/// The starter of a language for exports that are written in this or that way.
fn starter(language: Language, numbers: NumberLocale) -> String {
    let line = |locale: NumberLocale| format!("numbers   = \"{}\"", locale.word());
    let usual = if language == Language::En { NumberLocale::En } else { NumberLocale::PtBr };
    let (from, to) = (line(usual), line(numbers));
    let room = usual.word().len().abs_diff(numbers.word().len());
    let (from, to) = match usual {
        NumberLocale::En if numbers != usual => (from + &" ".repeat(room), to),
        NumberLocale::PtBr if numbers != usual => (from, to + &" ".repeat(room)),
        _ => (from, to),
    };
    config::starter(language).replacen(&from, &to, 1)
}

/// Looks into each file of `--from`, by nobody's agreement (no mapping yet).
fn looks(agreement: &Agreement, from: &[PathBuf]) -> Vec<(PathBuf, Result<Look, IntakeError>)> {
    from.iter().map(|path| (path.clone(), look::look(agreement, path, 0, 0))).collect()
}

/// What can be read; the rest is told and left out.
fn usable(
    console: Console,
    texts: &Texts,
    looks: Vec<(PathBuf, Result<Look, IntakeError>)>,
) -> Vec<(PathBuf, Look)> {
    let told = |(path, look): (PathBuf, Result<Look, IntakeError>)| match look {
        Ok(look) => {
            say_unusable(console, texts, &path, &look);
            Some((path, look))
        }
        Err(error) => {
            console.error(&refusal(texts, &path, &error));
            None
        }
    };
    looks.into_iter().filter_map(told).collect()
}

fn say_unusable(console: Console, texts: &Texts, path: &Path, look: &Look) {
    match &look.preview {
        Some(Ok(preview)) => {
            let is_it = |issue: &&Issue| issue.code == "tries-undated";
            preview
                .issues
                .iter()
                .filter(is_it)
                .for_each(|issue| console.note(&sentence(texts, issue)));
        }
        Some(Err(issues)) => issues.iter().for_each(|issue| console.error(&sentence(texts, issue))),
        None => {
            console.error(&texts.phrase("draft.not-taken", &[("file", &look::file_name(path))]));
        }
    }
}

/// Positions of the commitments that a run on these exports could not measure, and why not; and what the exports hold, in lines.
fn seen(
    texts: &Texts,
    text: &str,
    folder: &Path,
    now: i64,
) -> (BTreeMap<usize, String>, Vec<String>) {
    let Ok(agreement) = config::understand(text, &absolute(folder).join("acordo.toml")) else {
        return Default::default();
    };
    let Ok(calendar) = Calendar::build(&agreement.zone, &agreement.working_time, folder) else {
        return Default::default();
    };
    let mapped = mapping::map(&agreement, &StageMemory::default(), now);
    let period = periods::containing(&agreement.zone, PeriodKind::Month, now);
    let card = scorecard::judge_all(&agreement, &calendar, &mapped.dataset, &period, now, None);
    let story = Story {
        card: &card,
        book: Casebook::new(&mapped.dataset, &card.facts),
        agreement: &agreement,
        calendar: &calendar,
        texts,
        issues: &[],
    };
    let why = |id: &str| {
        let own = card.commitments.iter().find(|judged| judged.id == id)?;
        own.evidence.unseen.map(|unseen| story.unseen(unseen))
    };
    let all = agreement.commitments.iter().enumerate();
    let unmeasured = all.filter_map(|(at, commitment)| Some((at, why(&commitment.id)?)));
    let found = Conclusion::of(&story, &mapped.dataset, &[], true).sight();
    (unmeasured.collect(), found)
}

fn absolute(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf())
}
