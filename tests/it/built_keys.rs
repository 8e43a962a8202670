//! Keys of texts that are put together from a beginning and a word: each beginning has a phrase for every
//! word that may follow it, in both languages. Keys written out are looked at by `catalogue`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use acordo::casebook::Why;
use acordo::model::account::Reason;
use acordo::model::stopwatch::Stage;
use acordo::model::words::{
    Category, Channel, LogKind, Metric, Milestone, Rung, Status, Table, Verdict,
};
use acordo::scorecard::card::{ActionKind, Incomparable, Unplanned};
use acordo::scorecard::diagnosis::Unsplit;
use acordo::texts::disputes::Outcome;

/// Where texts are asked for.
const SPEAKERS: [&str; 5] = ["src/app", "src/cli", "src/mail", "src/report", "src/texts"];
/// Beginnings whose words are no enum of the model but stand where they are asked for: here it is only known
/// that phrases begin so.
const OPEN: [&str; 36] = [
    "file-kind.",
    "cli.",
    "cli.any-",
    "cli.value-",
    "cli.wrong-",
    "help.",
    "help.name-",
    "help.title-",
    "amended.key-",
    "evidence.",
    "agreement-",
    "apart.",
    "app.calendar-",
    "app.schedule-",
    "app.smtp-",
    "app.status-",
    "colour-",
    "currency.",
    "decision-",
    "definition-",
    "draft.",
    "field.",
    "head-",
    "inspect.",
    "issue.",
    "metric.",
    "name-",
    "name-target-",
    "plan-row-",
    "plan.",
    "sheet-",
    "style.",
    "term-",
    "unit.working-",
    "unit.working-days-",
    "workbook.plain-",
];
/// Beginnings of what is no key, or of a key whose rest a caller writes out.
const NO_KEYS: [&str; 7] =
    ["acordo-", "columns.", "operator.acordo.", "special.", "workbook.", "why.", "read."];

/// What is told of a person who was forgotten.
const FORGOTTEN: [&str; 13] = [
    "removed",
    "record",
    "letters",
    "withdrawn",
    "statements",
    "books",
    "copies",
    "left",
    "exports",
    "unread",
    "theirs",
    "unseen",
    "gone",
];

fn words_of<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| word(*one)).collect()
}

/// Meanings of a stage's or an outcome's word that a first run explains.
const MEANT: [&str; 11] = [
    "created",
    "mql",
    "delivered",
    "accepted",
    "sql",
    "opportunity",
    "recycled",
    "contacted",
    "ignore",
    "not-now",
    "automatic",
];

/// The words that may follow a beginning; nothing when it is none of these.
fn words(beginning: &str) -> Option<Vec<&'static str>> {
    Some(match beginning {
        "lead-verdict." | "verdict-" => words_of(Verdict::ALL, Verdict::word),
        "reason-" | "workbook.reason-" => words_of(Reason::ALL, Reason::word),
        "amended.said-by-" => vec!["delivered", "mql", "created", "opportunity"],
        "explain.why-" => words_of(&Why::OPEN, Why::word),
        "category." => words_of(Category::ALL, Category::word),
        "channel." => words_of(Channel::ALL, Channel::word),
        "noun." | "subject." | "explain.means-" => words_of(Metric::ALL, Metric::word),
        "workbook.statement-" | "statement-" | "status.short-" => {
            words_of(Status::ALL, Status::word)
        }
        // Of what is not assessed another sentence speaks.
        "verdict.objective-" | "verdict.joint-" | "verdict.rate-" | "verdict.paced-" => {
            let told = |one: &&Status| **one != Status::NotAssessed;
            Status::ALL.iter().filter(told).map(|one| one.word()).collect()
        }
        "milestone." | "event." => words_of(Milestone::ALL, Milestone::word),
        "app.ledger-" => vec!["not-copied", "moved", "is-copy", "behind", "sent-unread"],
        "draft.ask-" => vec!["sales", "letters", "allowance", "hours"],
        "draft.means-" => MEANT.to_vec(),
        "draft.expects-" => {
            vec!["dates", "year", "sales", "letters", "allowance", "hours"]
        }
        "check.next-" => vec!["files", "decide", "run"],
        "check.promise-" => vec!["assessable", "partly", "not"],
        "verdict.not-assessed-" => vec!["no-target", "measured", "too-few", "too-early", "open"],
        "verdict.to-go-" => {
            vec!["leads", "sales", "money", "leads-last", "sales-last", "money-last"]
        }
        "verdict.forecast-" => vec!["leads", "sales", "money"],
        "evidence.part-" => vec![
            "required-fields",
            "undated-wins",
            "unread-deliveries",
            "undated-deliveries",
            "sales-without-value",
            "sales-in-several-rows",
            "unsettled-ends",
            "silent-attempts",
            "scope-unfed",
            "before-handoff",
            "orphan-deals",
            "orphan-activities",
            "leads-without-deal",
            "leads-without-column",
            "leads-without-key",
            "outcomes",
            "reasons",
            "loss-reasons",
            "rejections",
        ],
        "forget." => FORGOTTEN.to_vec(),
        "help.exit-" => vec!["0", "1", "2", "3", "4", "5", "6", "7", "8"],
        "canonical-" => words_of(Table::ALL, Table::word),
        "timing." => {
            let mut words = vec!["stage", "wall", "cpu", "peak", "whole"];
            words.extend(Stage::ALL.iter().map(|stage| stage.word()));
            words
        }
        "log-" | "workbook.log-" => words_of(LogKind::ALL, LogKind::word),
        "step-" => words_of(Rung::ALL, Rung::word),
        "action." | "kind-" => words_of(ActionKind::ALL, ActionKind::word),
        "decision.reading-" | "decision.says-" => {
            let mut words = vec!["rose", "fell", "chance"];
            words.extend(words_of(Incomparable::ALL, Incomparable::word));
            words
        }
        // Of a promise that ended nobody asks how it stands.
        "symbol-" => vec!["on-track", "at-risk", "off-track", "not-assessed"],
        "inspect.kind-" => {
            vec!["text", "email", "phone", "word", "date", "number", "duration"]
        }
        "diagnosis-why-" => words_of(Unsplit::ALL, Unsplit::word),
        "dispute-" => words_of(Outcome::ALL, Outcome::word),
        // Breaches have no slices by campaign or team, groups none by time.
        "lever." | "lever.part-kind-" => vec!["owner", "source", "weekday", "hour"],
        "part-kind-" => vec!["source", "campaign", "team", "owner"],
        "plan.why-" => words_of(Unplanned::ALL, Unplanned::word),
        _ => return None,
    })
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, found);
        } else if name.ends_with(".rs") && name != "tests.rs" && name != "fixture.rs" {
            found.push(path);
        }
    }
}

/// Beginning and end of each literal that is filled in once: `"verdict-{}-means"` → `verdict-`, `-means`.
fn built(code: &str) -> BTreeSet<(String, String)> {
    let literals = code.split("format!(").skip(1).filter_map(|rest| {
        rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next())
    });
    let parts = literals.filter_map(|literal| {
        let (before, rest) = literal.split_once('{')?;
        let (_, after) = rest.split_once('}')?;
        Some((before.to_owned(), after.to_owned()))
    });
    parts.filter(|(before, after)| is_key(before) && after.chars().all(is_of_key)).collect()
}

fn is_of_key(sign: char) -> bool {
    sign.is_ascii_lowercase() || sign == '-'
}

/// `section.`, `section.part-` or, in a report, `part-`.
fn is_key(before: &str) -> bool {
    let begins = before.chars().next().is_some_and(|sign| sign.is_ascii_lowercase());
    begins
        && before.ends_with(['.', '-'])
        && before.chars().all(|sign| is_of_key(sign) || sign == '.')
}

#[test]
fn every_key_that_is_put_together_has_words() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    SPEAKERS.iter().for_each(|folder| collect(&root.join(folder), &mut files));
    let mut asked: BTreeMap<(String, String), String> = BTreeMap::new();
    for path in files {
        let code = fs::read_to_string(&path).unwrap();
        let shown = path.strip_prefix(&root).unwrap().display().to_string();
        asked.extend(built(&code).into_iter().map(|key| (key, shown.clone())));
    }
    assert!(asked.len() > 30, "{asked:?}");
    let mut wrong = Vec::new();
    for language in ["pt-BR", "en"] {
        let text =
            fs::read_to_string(root.join(format!("templates/texts/{language}.toml"))).unwrap();
        let texts: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).unwrap();
        let has = |key: &str| {
            let (section, rest) = key.split_once('.').unwrap_or(("workbook", key));
            let has = |key: &str| texts.get(section).is_some_and(|own| own.contains_key(key));
            has(rest) || has(&format!("{rest}-one")) && has(&format!("{rest}-other"))
        };
        let begins = |before: &str| {
            let (section, rest) = before.split_once('.').unwrap_or(("workbook", before));
            texts.get(section).is_some_and(|own| own.keys().any(|key| key.starts_with(rest)))
        };
        for ((before, after), path) in &asked {
            match words(before) {
                Some(words) => wrong.extend(
                    words
                        .iter()
                        .map(|word| format!("{before}{word}{after}"))
                        .filter(|key| !has(key))
                        .map(|key| format!("{language}: no {key}, asked for in {path}")),
                ),
                None if NO_KEYS.contains(&before.as_str()) => {}
                None if !OPEN.contains(&before.as_str()) => wrong.push(format!(
                    "{path} begins keys with {before}: say in this test which words follow"
                )),
                None if !begins(before) => {
                    wrong.push(format!("{language}: nothing begins with {before}"))
                }
                None => {}
            }
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}
