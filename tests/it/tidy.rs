//! The house keeps its order: layers, doors, sizes, names, reasons and both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// From the top of the house to its ground; a module may use only what stands further down, never its neighbours.
const LAYERS: [&[&str]; 15] = [
    &["main", "build"],
    &["lib"],
    &["cli"],
    &["app"],
    &["config"],
    &["report", "mail", "ledger"],
    &["texts"],
    &["scorecard"],
    &["casebook"],
    &["metrics"],
    &["calendar"],
    &["mapping"],
    &["intake"],
    &["issue"],
    &["model"],
];

/// A library and the only places that may know it.
const DOORS: [(&str, &[&str]); 25] = [
    ("iana_time_zone", &["src/app/home"]),
    ("rustix", &["src/app/fetch/bring"]),
    ("open_with", &["src/app/show"]),
    ("sys_locale", &["src/app/open"]),
    ("calamine", &["src/intake/workbook"]),
    ("flate2", &["src/intake/gzip"]),
    ("html5gum", &["src/intake/html"]),
    ("rlimit", &["src/intake/child", "src/app/process"]),
    ("polars", &["src/intake/", "src/mapping/", "src/model/table.rs", "src/report/tidy/parquet"]),
    ("rust_xlsxwriter", &["src/report/xlsx"]),
    ("lettre", &["src/mail/"]),
    ("base64", &["src/mail/transport/veil", "src/app/forget/reads"]),
    ("keyring", &["src/config/secret"]),
    ("signal_hook", &["src/app/process"]),
    ("ureq", &["src/mail/hook"]),
    ("plotters", &["src/mail/picture"]),
    ("png", &["src/mail/picture", "src/config/looks"]),
    ("percent_encoding", &["src/model/links"]),
    ("rusqlite", &["src/ledger/"]),
    ("sha2", &["src/model/hash"]),
    ("hmac", &["src/model/hash"]),
    ("chrono_tz", &["src/model/zone"]),
    ("cpu_time", &["src/model/stopwatch"]),
    ("minijinja", &["src/mail/", "src/texts/"]),
    ("clap", &["src/cli", "src/app/command.rs"]),
];

/// Rooms of what people read.
const OUTPUTS: [&str; 5] =
    ["src/report/", "src/mail/", "src/texts/", "src/ledger/", "src/app/explain/"];

/// What a room may give or take as a bare `i64`, by what it counts, as file and name. A point in time is an `Instant`, what a date cell
/// shows a `WallTime`.
const BARE: [(&str, &str); 6] = [
    (
        "seconds",
        "agreement.burst agreement.re_entry answers.elapsed answers.waited \
         cadence.BANDS cadence.allowed_seconds cadence_speed.from cadence_speed.to card.overdue_seconds \
         casebook.seconds_to_attempt entries.seconds facts.seconds findings.seconds \
         general.burst general.re_entry measure.p50 measure.p90 periods.working_seconds \
         promise.elapsed_seconds stage_times.median stage_times.p90 stopwatch.gone_on tables.allowed \
         tables.from tables.median tables.p90 tables.to tables.within exports.REMEMBERED working.elapsed working.seconds \
         working.working world.waited zone.WallTime zone.seconds zone.time",
    ),
    ("days", "card.median_days card.p90_days order.epoch stamp.SERIAL_EPOCH"),
    (
        "a number of a row, a run or a step of the ledger",
        "deliver.record inputs.run outbox.run record.insert record.record record.run record.run_of \
         remember.without_report schema.newest statements.seal states.run",
    ),
    (
        "a hash",
        "forget.renamed forget.rows memory.hash_of_action memory.id_hash memory.lead memory.renamed memory.row memory.whose memory.word \
         since.still_to_tell since.told states.actions states.actions_told states.leads states.leads_reported states.soon_told whom.renamed \
         whom.rows",
    ),
    ("cents", "money.Money"),
    ("any number", "measure.percentile measure.sorted"),
];

const PRINTERS: [&str; 5] = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];
const TOP_LEVEL: [&str; 8] = [
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "templates",
    "sample-data",
    "tests",
    "README.md",
    "LICENSE",
];
const EMPTY_NAMES: [&str; 4] = ["utils", "util", "common", "helpers"];
const LANGUAGES: [&str; 2] = ["pt-BR", "en"];
const LONGEST_FILE: usize = 600;

/// A source file as the checks see it.
pub struct Source {
    /// From the project's folder, with `/`.
    pub path: String,
    text: String,
    /// Without comments and without its tests.
    pub code: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below a folder of the project, sorted.
fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    let relative = |path: &PathBuf| {
        path.strip_prefix(root())
            .unwrap()
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/")
    };
    let mut paths: Vec<String> = found.iter().map(relative).collect();
    paths.sort_unstable();
    paths
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, found) } else { found.push(path) }
    }
}

fn rust_files(folder: &str) -> Vec<Source> {
    let paths = files(folder)
        .into_iter()
        .filter(|path| Path::new(path).extension().is_some_and(|ending| ending == "rs"));
    let source = |path: String| {
        let text = read(&path);
        Source { code: code_of(&text), path, text }
    };
    paths.map(source).collect()
}

/// The program's files: those that hold only tests are left out.
pub fn program() -> Vec<Source> {
    let is_test =
        |source: &Source| source.path.ends_with("/tests.rs") || source.path.contains("/tests/");
    rust_files("src").into_iter().filter(|source| !is_test(source)).collect()
}

/// The text without whole-line comments, up to its module of tests.
fn code_of(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let lines = text[..end].lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| line.split(" // ").next().unwrap().to_owned() + "\n").collect()
}

/// Modules from the crate's root: `src/report/xlsx/safe.rs` → report, xlsx, safe.
pub fn module_of(path: &str) -> Vec<&str> {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    inner.split('/').filter(|part| *part != "mod").collect()
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|names| names.contains(&layer))
}

/// Names that follow each occurrence of `prefix`, those of a `{…}` list included.
pub fn names_after<'a>(code: &'a str, prefix: &str) -> Vec<&'a str> {
    let starts = code
        .match_indices(prefix)
        .filter(|(at, _)| !code[..*at].ends_with(is_name) && !code[..*at].ends_with("super::"));
    starts.flat_map(|(at, _)| heads(&code[at + prefix.len()..])).collect()
}

fn heads(rest: &str) -> Vec<&str> {
    let Some(list) = rest.strip_prefix('{') else { return vec![name_at(rest)] };
    let (mut depth, mut names, mut expected) = (0_usize, Vec::new(), true);
    for (at, sign) in list.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expected = true,
            _ if expected && is_name(sign) => {
                names.push(name_at(&list[at..]));
                expected = false;
            }
            _ => {}
        }
    }
    names
}

fn is_name(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

fn name_at(text: &str) -> &str {
    &text[..text.find(|sign| !is_name(sign)).unwrap_or(text.len())]
}

/// The top modules a file names, through `crate::` or as many `super::` as lead there.
fn used_layers(source: &Source) -> BTreeSet<&str> {
    let up = "super::".repeat(module_of(&source.path).len());
    let mut used: BTreeSet<&str> = names_after(&source.code, "crate::").into_iter().collect();
    used.extend(names_after(&source.code, &up));
    used.into_iter().filter(|name| name.starts_with(char::is_lowercase)).collect()
}

#[test]
fn imports_point_down() {
    let mut wrong = Vec::new();
    for source in program() {
        let module = module_of(&source.path)[0].to_owned();
        let own = rank(&module)
            .unwrap_or_else(|| panic!("{}: `{module}` is no layer of the house", source.path));
        for name in used_layers(&source).into_iter().filter(|name| *name != module) {
            match rank(name) {
                Some(other) if other > own => {}
                Some(_) => wrong.push(format!(
                    "{} uses {name}, which does not stand below {module}",
                    source.path
                )),
                None => {
                    wrong.push(format!("{} uses crate::{name}, which is no layer", source.path))
                }
            }
        }
    }
    assert_none(&wrong);
}

/// What speaks to people sees neither metrics nor columns of data: it reads the casebook and the scorecard.
#[test]
fn outputs_measure_nothing() {
    let is_output = |source: &Source| OUTPUTS.iter().any(|room| source.path.starts_with(room));
    let measures = |source: &Source| {
        used_layers(source).contains("metrics")
            || source.code.contains("dataset::")
            || names_after(&source.code, "model::").contains(&"dataset")
    };
    let wrong = program().into_iter().filter(|source| is_output(source) && measures(source));
    assert_none(&wrong.map(|source| source.path).collect::<Vec<_>>());
}

#[test]
fn every_library_has_one_door() {
    let mut wrong = Vec::new();
    for source in program() {
        for (library, doors) in DOORS {
            if names(&source.code, library)
                && !doors.iter().any(|door| source.path.starts_with(door))
            {
                wrong.push(format!(
                    "{} knows {library}: its door is {}",
                    source.path,
                    doors.join(", ")
                ));
            }
        }
    }
    assert_none(&wrong);
}

/// True when the code names a library: `x::`, `use x;`, `use x as`.
fn names(code: &str, library: &str) -> bool {
    code.match_indices(library).any(|(at, _)| {
        let after = &code[at + library.len()..];
        !code[..at].ends_with(is_name)
            && (after.starts_with("::")
                || code[..at].ends_with("use ") && !after.starts_with(is_name))
    })
}

#[test]
fn only_the_console_prints() {
    let mut wrong = Vec::new();
    // Cargo reads what the one before a build prints.
    let printing = ["src/app/console.rs", "src/build.rs"];
    for source in program().iter().filter(|source| !printing.contains(&source.path.as_str())) {
        let prints = |word: &&str| {
            source.code.match_indices(*word).any(|(at, _)| !source.code[..at].ends_with(is_name))
        };
        wrong.extend(
            PRINTERS
                .iter()
                .filter(|word| prints(word))
                .map(|word| format!("{} has {word}", source.path)),
        );
    }
    assert_none(&wrong);
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    let mut wrong = Vec::new();
    for source in rust_files("src").into_iter().chain(rust_files("tests")) {
        if !source.text.starts_with("//! ") {
            wrong.push(format!("{} does not open with its sentence (//!)", source.path));
        }
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE {
            wrong.push(format!("{} has {lines} lines, more than {LONGEST_FILE}", source.path));
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_folder_has_a_name_that_says_something() {
    let paths = files("src").into_iter().chain(files("tests"));
    let empty = |path: &String| {
        path.trim_end_matches(".rs").split('/').any(|part| EMPTY_NAMES.contains(&part))
    };
    assert_none(&paths.filter(empty).collect::<Vec<_>>());
}

#[test]
fn every_dependency_has_its_reason() {
    let (mut inside, mut above, mut wrong) = (false, "", Vec::new());
    let manifest = read("Cargo.toml");
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line.contains("dependencies");
        } else if inside
            && line.contains('=')
            && !line.starts_with('#')
            && !line.contains(" # ")
            && !above.starts_with('#')
        {
            wrong.push(format!("Cargo.toml: no `# reason` at {line}"));
        }
        above = line;
    }
    assert_none(&wrong);
}

#[test]
fn the_top_level_is_as_agreed() {
    let names = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let agreed = |name: &String| {
        name.starts_with('.') || name == "target" || TOP_LEVEL.contains(&name.as_str())
    };
    assert_none(&names.filter(|name| !agreed(name)).collect::<Vec<_>>());
}

#[test]
fn both_languages_say_the_same() {
    let [first, second] =
        LANGUAGES.map(|language| phrases(&read(&format!("templates/texts/{language}.toml"))));
    assert!(!first.is_empty(), "the catalogues are empty");
    let mut wrong = Vec::new();
    for key in first.keys().chain(second.keys()).collect::<BTreeSet<_>>() {
        match (first.get(key), second.get(key)) {
            (Some(left), Some(right)) if left == right => {}
            (Some(left), Some(right)) => {
                wrong.push(format!("texts: {key} has the placeholders {left:?} and {right:?}"))
            }
            (left, _) => wrong.push(format!(
                "texts: {key} is missing in {}",
                LANGUAGES[usize::from(left.is_some())]
            )),
        }
    }
    assert_none(&wrong);
}

/// Key path of each phrase with the placeholders it holds.
fn phrases(catalogue: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    gather(&toml::Value::Table(catalogue.parse().unwrap()), "", &mut found);
    found
}

fn gather(value: &toml::Value, path: &str, found: &mut BTreeMap<String, BTreeSet<String>>) {
    match value {
        toml::Value::Table(table) => {
            table.iter().for_each(|(key, inner)| gather(inner, &format!("{path}.{key}"), found))
        }
        toml::Value::Array(list) => (0..).zip(list).for_each(|(index, inner): (usize, _)| {
            gather(inner, &format!("{path}[{index}]"), found)
        }),
        other => {
            found.insert(
                path.trim_start_matches('.').to_owned(),
                other.as_str().map(placeholders).unwrap_or_default(),
            );
        }
    }
}

fn placeholders(phrase: &str) -> BTreeSet<String> {
    let inner = phrase.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    // `{n:sale/sales}` is a form that agrees with `n`.
    inner.map(|(hole, _)| hole.split(':').next().unwrap_or(hole).trim().to_owned()).collect()
}

#[test]
fn every_language_has_every_template() {
    let [first, second] = LANGUAGES.map(|language| {
        let marked = files("templates")
            .into_iter()
            .filter(|path| path.split(['/', '.']).any(|part| part == language));
        marked.map(|path| path.replacen(language, "*", 1)).collect::<BTreeSet<_>>()
    });
    assert_none(&first.symmetric_difference(&second).collect::<Vec<_>>());
}

/// What a run of the sample writes: README and CI speak of it, a fresh clone has none of it.
const WRITTEN: [&str; 3] =
    ["sample-data/relatorios", "sample-data/outbox", "sample-data/acordo.db"];

/// Words of a file that may name another file: of Rust files the comments only.
fn mentions(path: &str) -> Vec<String> {
    let is_code = path.ends_with(".rs");
    let text = read(path);
    let lines = text.lines().filter(|line| !is_code || line.contains("//"));
    let belongs = |sign: char| sign.is_alphanumeric() || "._-/*<>".contains(sign);
    let words = lines.flat_map(|line| line.split(move |sign| !belongs(sign)));
    words.map(|word| word.trim_end_matches(['.', '/']).to_owned()).collect()
}

/// Every text of the project that people read.
fn readable() -> Vec<String> {
    let endings = ["rs", "md", "toml"];
    let is_text =
        |path: &String| endings.iter().any(|ending| path.ends_with(&format!(".{ending}")));
    let folders = ["src", "tests", "templates"].into_iter().flat_map(files).filter(is_text);
    folders.chain(files(".ci")).chain(["README.md".to_owned(), "Cargo.toml".to_owned()]).collect()
}

#[test]
fn every_file_that_is_named_is_there() {
    let all: Vec<String> =
        ["src", "tests", "templates", "sample-data"].into_iter().flat_map(files).collect();
    let is_there = |word: &str| {
        let start = word.split(['*', '<']).next().unwrap();
        all.iter().any(|path| {
            path.starts_with(start)
                && (word != start
                    || matches!(path.as_bytes().get(start.len()), None | Some(b'/' | b'.')))
        })
    };
    let mut wrong = Vec::new();
    for path in readable() {
        for word in mentions(&path) {
            let is_path = ["src/", "tests/", "templates/", "sample-data/"]
                .iter()
                .any(|folder| word.starts_with(folder));
            let is_document = word.ends_with(".md") && word != "README.md";
            let is_found = if is_path {
                is_there(&word) || WRITTEN.iter().any(|written| word.starts_with(written))
            } else {
                !is_document || all.iter().any(|path| path.ends_with(&format!("/{word}")))
            };
            if !is_found {
                wrong.push(format!("{path} names {word}, which is not there"));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_section_that_is_cited_is_there() {
    let documents = [
        ("`DEFINITIONS.md`", read("src/metrics/DEFINITIONS.md")),
        ("`RELIABILITY.md`", read("src/ledger/RELIABILITY.md")),
    ];
    let mut wrong = Vec::new();
    for path in readable() {
        let text = read(&path);
        for (mark, document) in &documents {
            for cited in text.split(mark).skip(1).filter_map(|rest| rest.strip_prefix(" §")) {
                let number = name_at(cited);
                if !document.contains(&format!("\n## {number}. ")) {
                    wrong.push(format!("{path} cites {mark} §{number}, which is not there"));
                }
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_key_of_an_agreement_is_described() {
    let described = read("src/config/AGREEMENT.md");
    let example = read("src/config/fixtures/every-key.toml");
    let of_line = |line: &str| line.split_once('=').map(|(key, _)| key.trim().to_owned());
    let is_key = |key: &String| key.chars().all(|sign| sign.is_ascii_lowercase() || sign == '-');
    let mut in_words = false;
    let mut keys = BTreeSet::new();
    for line in example.lines() {
        if line.starts_with('[') {
            // What stands there are the teams' own words.
            in_words = ["[source.columns", "[source.values", "[reasons", "[lead-values"]
                .iter()
                .any(|start| line.starts_with(start));
        } else if !in_words {
            keys.extend(of_line(line).filter(is_key));
        }
    }
    assert!(keys.len() > 80, "{keys:?}");
    let days = ["friday", "mql", "sql"];
    let is_told = |key: &String| {
        described.contains(&format!("`{key}`"))
            || described.contains(&format!("`{key} ="))
            || days.contains(&key.as_str())
    };
    let missing: Vec<String> = keys.into_iter().filter(|key| !is_told(key)).collect();
    assert_none(&missing);
}

/// The names that are a bare `i64` in a file's public fields and functions: an answer has its function's name.
fn bare_names(code: &str) -> BTreeSet<&str> {
    let is_bare = |text: &str| text.split(|sign| !is_name(sign)).any(|word| word == "i64");
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("pub").filter(|(at, _)| !code[..*at].ends_with(is_name)) {
        let rest = &code[at + 3..];
        let rest = rest
            .strip_prefix('(')
            .and_then(|room| room.split_once(')'))
            .map_or(rest, |(_, rest)| rest);
        let item = &rest[..rest.find(['{', ';', '=']).unwrap_or(rest.len())];
        let head = &item[..item.find(['(', ':']).unwrap_or(item.len())];
        if !head.contains("fn ") {
            let kind = item[head.len()..].lines().next().unwrap_or_default();
            names.extend(is_bare(kind).then(|| head.rsplit(' ').next().unwrap()));
            continue;
        }
        let (taken, answer) =
            item[head.len()..].split_once("->").unwrap_or((&item[head.len()..], ""));
        names.extend(is_bare(answer).then(|| head.rsplit("fn ").next().unwrap()));
        names.extend(
            taken.split([',', '(']).filter(|own| is_bare(own)).map(|own| name_at(own.trim())),
        );
    }
    names
}

#[test]
fn no_point_in_time_is_a_bare_number() {
    let known: BTreeSet<String> =
        BARE.iter().flat_map(|(_, names)| names.split(' ')).map(str::to_owned).collect();
    let files = program().into_iter().filter(|source| source.path != "src/model/moment.rs");
    let used: BTreeSet<String> = files
        .flat_map(|source| {
            let file = module_of(&source.path).last().unwrap().to_string();
            let names: Vec<String> =
                bare_names(&source.code).iter().map(|name| format!("{file}.{name}")).collect();
            names
        })
        .collect();
    let wrong =
        used.difference(&known).map(|name| format!("{name} is an i64: what does it count?"));
    assert_none(
        &wrong
            .chain(known.difference(&used).map(|name| format!("{name} is an i64 no more")))
            .collect::<Vec<_>>(),
    );
    for (code, name) in [
        ("pub at: i64,\n", "at"),
        ("pub(super) fn due(&self) -> Option<i64> {", "due"),
        ("pub fn keep(\n    &self,\n    since: i64,\n) {", "since"),
        ("pub fn all(of: &[i64]) {", "of"),
        ("pub ends: Vec<(Day, i64)>,\n", "ends"),
    ] {
        assert_eq!(bare_names(code), BTreeSet::from([name]), "{code}");
    }
}

/// Fails with the whole list.
fn assert_none<T: std::fmt::Display>(wrong: &[T]) {
    let list: Vec<String> = wrong.iter().map(|line| format!("  {line}")).collect();
    assert!(wrong.is_empty(), "\n{}\n", list.join("\n"));
}
