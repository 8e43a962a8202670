//! Whatever the program may say has words in both languages: metrics, text keys, and codes of trouble with their values.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const LANGUAGES: [&str; 2] = ["pt-BR", "en"];
/// Where texts are asked for; the layers below give codes.
const SPEAKERS: [&str; 5] = ["src/app", "src/cli", "src/mail", "src/report", "src/texts"];
/// Sections with a phrase a metric.
const OF_METRICS: [&str; 7] =
    ["metric.", "noun.", "subject.", "kept.", "measure.", "workbook.plain-", "explain.means-"];
/// Codes of trouble that are chosen by a function, with the file and what stands before them there.
const CHOSEN: [(&str, &str); 6] = [
    ("src/mapping/registers.rs", "entry(\""),
    ("src/intake/trouble.rs", "=> \""),
    ("src/mapping/read.rs", "note_bad(\""),
    ("src/mapping/read.rs", "date_issue(\""),
    ("src/mapping/sources.rs", "for (code, paths) in [(\""),
    ("src/mapping/assemble.rs", "{ \""),
];
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
const VALUES: [(&str, &[&str]); 101] = [
    ("undecided", &["n", "what"]),
    ("unknown-words-more", &["source", "field", "n"]),
    ("ambiguous-dates", &DATE),
    ("dates-contradictory", &DATE),
    ("dates-half-converted", &DATE),
    ("dates-turned", &DATE),
    ("dates-unreadable", &DATE),
    ("bad-dates", &DATE),
    ("dates-no-year", &DATE),
    ("bad-times", &DATE),
    ("old-dates", &DATE),
    ("relative-dates", &DATE),
    ("mixed-encodings", &LINES),
    ("doubled-text", &LINES),
    ("lost-letters", &LINES),
    ("last-cell-empty", &LINES),
    ("last-cell-bare", &LINES),
    ("rows-in-one-cell", &LINES),
    ("wide-rows", &LINES),
    ("other-tables", &LINES),
    ("bad-numbers", &NUMBERS),
    ("ambiguous-numbers", &NUMBERS),
    ("numbers-by-agreement", &BY_AGREEMENT),
    ("other-currency", &MONEY),
    ("unclear-currency", &MONEY),
    ("recurring-value", &MONEY),
    ("unmeasured", &["commitment", "sources"]),
    ("judged-without", &["sources"]),
    ("bad-durations", &CELLS),
    ("error-cells", &CELLS),
    ("uncached-formulas", &CELLS),
    (
        "column-doubled",
        &["source", "file", "field", "column", "other-column", "row", "value", "other-value"],
    ),
    ("header-twice", &["source", "file", "field", "column", "other-column"]),
    ("column-missing", &["source", "file", "field", "looked-for", "there", "nearest"]),
    ("encoding-bad", &FILE),
    ("file-locked", &["source", "file"]),
    ("exempt-commitments-unknown", &["n", "names"]),
    ("exempt-leads-unknown", &["n", "names"]),
    ("exempt-owners-unknown", &["n", "owners"]),
    ("files-left", &["source", "file"]),
    ("forgotten", &["n"]),
    ("future-rows", &["n", "rows"]),
    ("later-rows", &["n", "rows"]),
    ("orphans-without-leads", &["n"]),
    ("sales-in-several-rows", &["n", "rows"]),
    ("one-phone-two-names", &["n", "rows"]),
    ("glob-bad", &FILE),
    ("leads-without-key", &["n", "all", "fields", "rows"]),
    ("leads-without-deal", &["n", "all", "rows"]),
    ("key-filler", &KEYS),
    ("key-lost-digits", &KEYS),
    ("key-partial", &KEYS),
    ("key-none", &KEYS),
    ("key-of-many", &KEYS),
    ("long-id", &KEYS),
    ("id-filler", &KEYS),
    ("id-of-many", &KEYS),
    ("id-running", &KEYS),
    ("no-lead-value", &["types", "n"]),
    ("no-sale-value", &["n"]),
    ("sales-undelivered", &["n"]),
    ("period-uncovered", &["table", "day", "n"]),
    ("owners-alike", &["n", "owners"]),
    ("orphans", &["n", "share", "rows"]),
    ("orphans-many", &["n", "share", "rows"]),
    ("orphan-deals", &["n", "share", "rows"]),
    ("orphan-deals-many", &["n", "share", "rows"]),
    ("unjoined-activities", &["n", "share", "rows"]),
    ("unjoined-deals", &["n", "share", "rows"]),
    ("before-handoff", &["n", "share"]),
    ("untold-outcomes", &["n", "rows"]),
    ("unticked", &["n", "rows"]),
    ("no-handoffs", &["n"]),
    ("undated-wins", &["n"]),
    ("won-but-deals-lost", &["n"]),
    ("required-unfed", &["fields"]),
    ("out-of-order", &["n", "rows"]),
    ("hidden-rows", &["source", "file", "n", "row"]),
    ("merged-amounts", &["source", "file", "n", "row", "column"]),
    ("sheets-alike", &["source", "file", "sheet", "others"]),
    ("tries-undated", &["source", "file", "columns"]),
    ("one-column", &["source", "file", "delimiter"]),
    ("sheet-lacks", &["source", "file", "column", "field"]),
    ("sheet-unread", &["source", "file", "sheet", "there"]),
    ("several-sheets", &["source", "file", "sheet", "others"]),
    ("source-refused", &["source", "share", "n"]),
    ("clock-behind", &["now", "known"]),
    ("column-gone", &["source", "file", "column", "fields", "date", "field"]),
    (
        "column-renamed",
        &["source", "file", "column", "fields", "date", "nearest", "value", "field"],
    ),
    ("encoding-changed", &["source", "file", "found", "before", "date"]),
    ("groups-many", &["n", "of", "fields"]),
    ("newer-file", &["source", "file", "newer", "pattern"]),
    ("preset-lacks", &["source", "file", "column", "field"]),
    ("preset-renamed", &["source", "file", "column", "field", "nearest", "written"]),
    ("rows-fallen", &["source", "file", "n", "before", "date"]),
    ("stale", &["source", "age"]),
    ("stand-in", &["milestone", "by"]),
    ("traffic-unmatched", &["n", "words"]),
    ("unknown-reason", &["word", "n"]),
    ("unknown-rejection-reason", &["word", "n"]),
    ("unknown-word", &["source", "field", "word", "n"]),
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

/// Every code of trouble in the program.
fn codes() -> BTreeSet<String> {
    let mut codes: BTreeSet<String> = BTreeSet::new();
    for (path, code) in program("src") {
        let flat = code.split_whitespace().collect::<Vec<_>>().join(" ").replace("( \"", "(\"");
        for before in ["Issue::warning(\"", "Issue::serious(\""] {
            codes.extend(quoted_after(&flat, before).map(str::to_owned));
        }
        for (_, before) in CHOSEN.iter().filter(|(file, _)| *file == path) {
            codes.extend(quoted_after(&flat, before).map(str::to_owned));
        }
    }
    codes.insert("file-locked".to_owned());
    codes
}

#[test]
fn every_code_of_trouble_has_a_sentence_made_of_its_values() {
    let (codes, mut wrong) = (codes(), Vec::new());
    assert!(codes.len() >= 30, "{codes:?}");
    for language in LANGUAGES {
        let texts = texts(language);
        for code in &codes {
            let known = VALUES.iter().find(|(known, _)| known == code).map(|(_, values)| *values);
            let Some(values) = known.or_else(|| is_of_a_file(code).then_some(&FILE)) else {
                wrong.push(format!("{code} is not listed in this test with its values"));
                continue;
            };
            for key in [format!("issue.{code}"), format!("issue.{code}-one")] {
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
            if !texts.contains_key(&format!("issue.{code}")) {
                wrong.push(format!("{language}: no issue.{code}"));
            }
        }
    }
    assert_none(&wrong);
}

/// The codes of `Trouble`.
fn is_of_a_file(code: &str) -> bool {
    quoted_after(&read("src/intake/trouble.rs"), "=> \"").any(|known| known == code)
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
