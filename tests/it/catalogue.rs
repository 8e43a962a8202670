//! Whatever the program may say has words in both languages: metrics, text keys, and codes of trouble with their values.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use acordo::issue::Code;

const LANGUAGES: [&str; 2] = ["pt-BR", "en"];
/// Where texts are asked for; the layers below give codes.
const SPEAKERS: [&str; 5] = ["src/app", "src/cli", "src/mail", "src/report", "src/texts"];
/// Sections with a phrase a metric.
const OF_METRICS: [&str; 7] =
    ["metric.", "noun.", "subject.", "kept.", "measure.", "workbook.plain-", "explain.means-"];
/// Placeholders a code's sentence may use.
const FILE: [&str; 3] = ["source", "file", "found"];
const DATE: [&str; 14] = [
    "source",
    "file",
    "sheet",
    "field",
    "column",
    "row",
    "value",
    "setting",
    "style",
    "n",
    "of",
    "other-column",
    "other-row",
    "other-value",
];
const KEYS: [&str; 5] = ["source", "file", "column", "row", "n"];
const CELLS: [&str; 6] = ["source", "file", "field", "column", "n", "value"];
const NUMBERS: [&str; 8] = ["source", "file", "field", "column", "n", "of", "row", "value"];
const BY_AGREEMENT: [&str; 9] =
    ["source", "file", "field", "column", "n", "of", "row", "value", "locale"];
const LINES: [&str; 5] = ["source", "file", "n", "row", "encoding"];
const MONEY: [&str; 8] = ["source", "file", "field", "column", "n", "currency", "sum", "own"];
const VALUES: [(Code, &[&str]); 123] = [
    (Code::FetchFailed, &["source", "command", "found", "place"]),
    (Code::Undecided, &["n", "what"]),
    (Code::UnknownWordsMore, &["source", "field", "n"]),
    (Code::AmbiguousDates, &DATE),
    (Code::DatesContradictory, &DATE),
    (Code::DatesHalfConverted, &DATE),
    (Code::DatesTurned, &DATE),
    (Code::DatesUnreadable, &DATE),
    (Code::BadDates, &DATE),
    (Code::DatesNoYear, &DATE),
    (Code::BadTimes, &DATE),
    (Code::OldDates, &DATE),
    (Code::DatesUntimed, &["source", "file", "field", "column", "n", "of"]),
    (Code::DatesUntimedBeside, &["source", "file", "field", "column", "n", "of", "other-column"]),
    (Code::RelativeDates, &DATE),
    (Code::MixedEncodings, &LINES),
    (Code::DoubledText, &LINES),
    (Code::LostLetters, &LINES),
    (Code::LastCellEmpty, &LINES),
    (Code::LastCellBare, &LINES),
    (Code::RowsInOneCell, &LINES),
    (Code::WideRows, &LINES),
    (Code::OtherTables, &LINES),
    (Code::BadNumbers, &NUMBERS),
    (Code::AmbiguousNumbers, &NUMBERS),
    (Code::NumbersByAgreement, &BY_AGREEMENT),
    (Code::OtherCurrency, &MONEY),
    (Code::UnclearCurrency, &MONEY),
    (Code::RecurringValue, &MONEY),
    (Code::Unmeasured, &["commitment", "sources"]),
    (Code::JudgedWithout, &["sources"]),
    (Code::BadDurations, &CELLS),
    (Code::ErrorCells, &CELLS),
    (Code::UncachedFormulas, &CELLS),
    (
        Code::ColumnDoubled,
        &["source", "file", "field", "column", "other-column", "row", "value", "other-value"],
    ),
    (
        Code::PresetDoubled,
        &["source", "file", "field", "column", "other-column", "row", "value", "other-value"],
    ),
    (Code::HeaderTwice, &["source", "file", "field", "column", "other-column"]),
    (Code::KeyMissing, &["source", "file", "there"]),
    (Code::ColumnMissing, &["source", "file", "field", "looked-for", "there", "nearest"]),
    (Code::EncodingBad, &FILE),
    (Code::FileLocked, &["source", "file"]),
    (Code::FileOwn, &["source", "file"]),
    (Code::ExemptCommitmentsUnknown, &["n", "names"]),
    (Code::ExemptLeadsUnknown, &["n", "names"]),
    (Code::ExemptOwnersUnknown, &["n", "owners"]),
    (Code::FilesLeft, &["source", "file"]),
    (Code::Forgotten, &["n"]),
    (Code::FutureRows, &["n", "rows"]),
    (Code::LaterRows, &["n", "rows"]),
    (Code::OrphansWithoutLeads, &["n"]),
    (Code::SalesInSeveralRows, &["n", "rows"]),
    (Code::OnePhoneTwoNames, &["n", "rows"]),
    (Code::GlobBad, &FILE),
    (Code::LeadsWithoutKey, &["n", "all", "fields", "rows"]),
    (Code::LeadsWithoutDeal, &["n", "all", "rows"]),
    (Code::LeadsWithoutColumn, &["n", "all", "rows"]),
    (Code::KeyFiller, &KEYS),
    (Code::KeyLostDigits, &KEYS),
    (Code::KeyPartial, &KEYS),
    (Code::KeyNone, &KEYS),
    (Code::KeyOfMany, &KEYS),
    (Code::LongId, &KEYS),
    (Code::IdFiller, &KEYS),
    (Code::IdOfMany, &KEYS),
    (Code::DoneTasks, &["n"]),
    (Code::IdRunning, &KEYS),
    (Code::NoLeadValue, &["types", "n"]),
    (Code::NoSaleValue, &["n"]),
    (Code::SalesUndelivered, &["n"]),
    (Code::PeriodUncovered, &["table", "since", "n"]),
    (Code::OwnersAlike, &["n", "owners"]),
    (Code::Orphans, &["n", "share", "rows"]),
    (Code::OrphansMany, &["n", "share", "rows"]),
    (Code::OrphanDeals, &["n", "share", "rows"]),
    (Code::OrphanDealsMany, &["n", "share", "rows"]),
    (Code::UnjoinedActivities, &["n", "share", "rows"]),
    (Code::UnjoinedDeals, &["n", "share", "rows"]),
    (Code::BeforeHandoff, &["n", "share"]),
    (Code::Unshown, &["day", "until"]),
    (Code::HandoffUnused, &["n", "by", "rows", "file", "column"]),
    (Code::NoHandoffs, &["n", "share"]),
    (Code::UndatedWins, &["n"]),
    (Code::WonButDealsLost, &["n"]),
    (Code::RequiredUnfed, &["fields"]),
    (Code::OutOfOrder, &["n", "rows"]),
    (Code::HiddenRows, &["source", "file", "n", "row"]),
    (Code::MergedAmounts, &["source", "file", "n", "row", "column"]),
    (Code::SheetsAlike, &["source", "file", "sheet", "others"]),
    (Code::TriesUndated, &["source", "file", "columns"]),
    (Code::OfSeveralDeals, &["n", "rows"]),
    (Code::ThroughDeals, &["n", "rows"]),
    (Code::OneColumn, &["source", "file", "delimiter"]),
    (Code::SheetLacks, &["source", "file", "column", "field", "n"]),
    (Code::SheetsHidden, &["source", "file", "sheets", "n"]),
    (Code::SheetUnread, &["source", "file", "sheet", "there"]),
    (Code::SeveralSheets, &["source", "file", "sheet", "others"]),
    (Code::SourceRefused, &["source", "share", "n"]),
    (Code::ClockBehind, &["now", "known"]),
    (Code::ColumnGone, &["source", "file", "column", "fields", "date", "field"]),
    (
        Code::ColumnRenamed,
        &["source", "file", "column", "fields", "date", "nearest", "written", "value", "field"],
    ),
    (Code::EncodingChanged, &["source", "file", "found", "before", "date"]),
    (Code::GroupsMany, &["n", "of", "fields"]),
    (Code::NewerFile, &["source", "file", "newer", "pattern"]),
    (Code::PresetLacks, &["source", "file", "n", "column", "field"]),
    (Code::PresetRenamed, &["source", "file", "column", "field", "nearest", "written"]),
    (Code::RowsFallen, &["source", "file", "n", "before", "date"]),
    (Code::Stale, &["source", "age"]),
    (Code::StandIn, &["milestone", "by"]),
    (Code::TrafficUnmatched, &["n", "words"]),
    (Code::UnknownReason, &["word", "n"]),
    (Code::UnknownRejectionReason, &["word", "n"]),
    (Code::UnknownWord, &["source", "field", "word", "n"]),
    (Code::AcceptedByStages, &[]),
    (Code::OpenedAtHandoff, &[]),
    (Code::ClosedOpen, &KEYS),
    (Code::WonAndLost, &KEYS),
    (Code::RefusedByReason, &KEYS),
    (Code::LineEndLost, &FILE),
    (Code::Vanished, &["n"]),
    (Code::Restated, &["n"]),
    (Code::Unproven, &["n", "cell"]),
    (Code::UntoldOutcomes, &["n", "rows"]),
    (Code::Unticked, &["n", "rows"]),
];

fn read(path: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn sections(language: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    toml::from_str(&read(&format!("templates/texts/{language}.toml"))).unwrap()
}

/// `section.key` → phrase.
fn texts(language: &str) -> BTreeMap<String, String> {
    let flat = |(section, words): (String, BTreeMap<String, String>)| {
        words.into_iter().map(move |(key, text)| (format!("{section}.{key}"), text))
    };
    sections(language).into_iter().flat_map(flat).collect()
}

/// Path and code (without tests) of every program file below a folder.
fn program(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder), folder, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, shown: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            collect(&path, &format!("{shown}/{name}"), found);
        } else if name.ends_with(".rs") && !["tests.rs", "fixture.rs"].contains(&name.as_str()) {
            let text = fs::read_to_string(&path).unwrap();
            let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
            let code: String = text[..end]
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .map(|line| format!("{line}\n"))
                .collect();
            found.push((format!("{shown}/{name}"), code));
        }
    }
}

/// Kebab-case words in quotes that follow each occurrence of `before` (which ends with the quote).
fn quoted_after<'a>(code: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    let words = code
        .match_indices(before)
        .filter_map(|(at, _)| code[at + before.len()..].split('"').next());
    words.filter(|word| {
        !word.is_empty()
            && word.chars().all(|sign| {
                sign.is_ascii_lowercase() || sign.is_ascii_digit() || "-.".contains(sign)
            })
    })
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}

#[test]
fn every_metric_has_its_words() {
    let metrics: BTreeSet<String> =
        acordo::metrics::CATALOGUE.iter().map(|spec| spec.metric.word().to_owned()).collect();
    assert_eq!(metrics.len(), acordo::model::words::Metric::ALL.len());
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        let texts = texts(language);
        let keys = metrics
            .iter()
            .flat_map(|metric| OF_METRICS.iter().map(move |section| format!("{section}{metric}")));
        wrong.extend(
            keys.filter(|key| !texts.contains_key(key)).map(|key| format!("{language}: no {key}")),
        );
    }
    assert_none(&wrong);
}

#[test]
fn every_key_used_has_words() {
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        let (texts, sections) = (texts(language), sections(language));
        let has = |key: &str| {
            texts.contains_key(key)
                || texts.contains_key(&format!("{key}-one"))
                    && texts.contains_key(&format!("{key}-other"))
        };
        for (path, code) in SPEAKERS.into_iter().flat_map(program) {
            let dotted = quoted_after(&code, "\"").filter(|word| {
                word.split_once('.').is_some_and(|(section, _)| sections.contains_key(section))
            });
            wrong.extend(
                dotted
                    .filter(|key| !has(key) && !is_file(key) && !key.ends_with(['.', '-']))
                    .map(|key| format!("{language}: no {key}, used in {path}")),
            );
            let calls = ["word(\"", "phrase(\"", "count(\"", "word(desk, \"", "word(story, \""];
            let asked = calls
                .iter()
                .flat_map(|call| quoted_after(&code, call))
                .filter(|_| path.starts_with("src/report"));
            let keys = asked
                .filter(|key| !key.contains('.') && !key.ends_with('-'))
                .map(|key| format!("workbook.{key}"));
            wrong.extend(
                keys.filter(|key| !has(key) && !is_column(key))
                    .map(|key| format!("{language}: no {key}, used in {path}")),
            );
        }
    }
    wrong.dedup();
    assert_none(&wrong);
}

fn is_file(key: &str) -> bool {
    Path::new(key).extension().is_some_and(|ending| {
        ["csv", "json", "txt", "html", "text"].iter().any(|known| ending == *known)
    })
}

/// Leads' own columns are asked for with `word` too.
fn is_column(key: &str) -> bool {
    [
        "workbook.owner",
        "workbook.source",
        "workbook.campaign",
        "workbook.rejection-reason",
        "workbook.lost-reason",
    ]
    .contains(&key)
}

#[test]
fn every_code_of_trouble_has_a_sentence_made_of_its_values() {
    let mut wrong = Vec::new();
    assert!(
        Code::ALL.is_sorted_by_key(|code| code.word()),
        "the order of codes is that of their words"
    );
    for language in LANGUAGES {
        let texts = texts(language);
        for code in Code::ALL {
            let known = VALUES.iter().find(|(known, _)| known == code).map(|(_, values)| *values);
            let Some(values) = known.or_else(|| is_of_a_file(*code).then_some(&FILE)) else {
                wrong.push(format!("{code:?} is not listed in this test with its values"));
                continue;
            };
            if !texts.contains_key(&code.key()) {
                wrong.push(format!("{language}: no {}", code.key()));
            }
            for key in [code.key(), format!("{}-one", code.key())] {
                let holes = texts
                    .get(&key)
                    .into_iter()
                    .flat_map(|phrase| phrase.split('{').skip(1))
                    .filter_map(|rest| rest.split(['}', ':']).next());
                wrong.extend(
                    holes.filter(|hole| !values.contains(hole)).map(|hole| {
                        format!("{language}: {key} asks for {hole}, which nobody gives")
                    }),
                );
            }
        }
        let is_said = |key: &str| Code::of(key.strip_suffix("-one").unwrap_or(key)).is_some();
        let issues = &sections(language)["issue"];
        let idle = issues.keys().filter(|key| !is_said(key));
        wrong.extend(idle.map(|key| format!("{language}: issue.{key} is the sentence of no code")));
    }
    assert_none(&wrong);
}

#[test]
fn every_code_of_trouble_is_given_by_somebody() {
    let code: String = program("src")
        .into_iter()
        .filter(|(path, _)| path != "src/issue.rs")
        .map(|(_, code)| code)
        .collect();
    let is_idle = |own: &&Code| !code.contains(&format!("Code::{own:?}"));
    assert_none(
        &Code::ALL.iter().filter(is_idle).map(|code| format!("{code:?}")).collect::<Vec<_>>(),
    );
}

/// The codes of `Trouble`.
fn is_of_a_file(code: Code) -> bool {
    read("src/intake/trouble.rs").contains(&format!("=> Code::{code:?},"))
}

#[test]
fn every_problem_of_an_agreement_has_its_words() {
    let mut wrong = Vec::new();
    for (path, code) in program("src/config") {
        let codes = ["refuse(\"", "code: \"", "Kind::new(\"", "Kind::spelt(\"", "Kind::word(\""]
            .into_iter()
            .flat_map(|before| quoted_after(&code, before));
        let kinds = code
            .match_indices("\"@")
            .map(|(at, found)| code[at + found.len()..].split('"').next().unwrap());
        let keys = codes
            .map(|code| format!("config.{code}"))
            .chain(kinds.map(|kind| format!("config.kind-{kind}")));
        let keys: BTreeSet<String> = keys.collect();
        for language in LANGUAGES {
            let texts = texts(language);
            wrong.extend(
                keys.iter()
                    .filter(|key| !texts.contains_key(*key))
                    .map(|key| format!("{language}: no {key}, used in {path}")),
            );
        }
    }
    assert_none(&wrong);
}
