//! `acordo help`: the manual, a page a topic, a metric and a code, made of the texts, the starter and
//! the catalogues that everything else is made of.

use crate::calendar::lists;
use crate::config;
use crate::mapping::fields;
use crate::metrics::CATALOGUE;
use crate::metrics::spec::{Spec, TargetKind};
use crate::model::agreement::Language;
use crate::model::fold::fold;
use crate::model::words::{Milestone, Table};
use crate::texts::names::milestone_key;
use crate::texts::{Texts, format};

/// Columns of a terminal that a paragraph takes at most.
const WIDTH: usize = 100;
/// The pages that are no metric and no code.
const TOPICS: [&str; 11] = [
    "first-report",
    "sources",
    "columns",
    "promises",
    "hours",
    "mail",
    "schedule",
    "many-agreements",
    "export",
    "privacy",
    "errors",
];
/// Exit codes, from 0.
const EXITS: usize = 9;
/// Keys of `[config]` that are parts of sentences and no problem of their own.
const PARTS: [&str; 4] = ["place-", "kind-", "did-you-mean", "allowed"];

/// The page that a word asks for, in whichever language it is said.
pub fn page(texts: &Texts, asked: &str) -> Option<String> {
    let all = Language::ALL.map(Texts::of);
    let topic = TOPICS.iter().find(|topic| {
        let name = format!("help.name-{topic}");
        fold(topic) == fold(asked) || all.iter().any(|texts| fold(texts.word(&name)) == fold(asked))
    });
    let metric = || metric(&all, asked).map(|spec| of_metric(texts, spec));
    topic.map(|topic| of_topic(texts, topic)).or_else(metric).or_else(|| of_code(texts, asked))
}

/// The words that [`page`] knows, for a list and for a guess.
pub fn words(texts: &Texts) -> Vec<String> {
    let topics = TOPICS.iter().map(|topic| texts.word(&format!("help.name-{topic}")).to_owned());
    topics.chain(CATALOGUE.iter().map(|spec| spec.metric.word().to_owned())).collect()
}

/// What there is to read: the topics, then the metrics.
pub fn contents(texts: &Texts) -> String {
    let mut lines = vec![format!("{}:", texts.word("help.topics"))];
    lines.extend(TOPICS.iter().map(|topic| {
        let name = texts.word(&format!("help.name-{topic}")).to_owned();
        format!("  {name:<20}{}", texts.word(&format!("help.title-{topic}")))
    }));
    lines.extend([String::new(), format!("{}:", texts.word("help.metrics"))]);
    lines.extend(metrics(texts));
    lines.join("\n")
}

fn metrics(texts: &Texts) -> impl Iterator<Item = String> {
    CATALOGUE.iter().map(|spec| format!("  {:<20}{}", spec.metric.word(), noun(texts, spec)))
}

fn noun(texts: &Texts, spec: &Spec) -> String {
    format::capitalised(texts.word(&format!("noun.{}", spec.metric.word())))
}

/// The metric of a word: its own, one that the agreement understands, or its name in a report.
fn metric(all: &[Texts], asked: &str) -> Option<&'static Spec> {
    let is_named = |spec: &&&Spec| {
        config::means(asked, spec.metric.word())
            || all.iter().any(|texts| fold(&noun(texts, spec)) == fold(asked))
    };
    CATALOGUE.iter().find(is_named).copied()
}

fn of_topic(texts: &Texts, topic: &str) -> String {
    let of_country = |country: &str| {
        let own = lists::known_lists().into_iter().filter(|name| name.starts_with(country));
        own.collect::<Vec<_>>().join(", ")
    };
    let lists = lists::countries().map(of_country).collect::<Vec<_>>().join("|");
    let prose = texts.phrase(&format!("help.{topic}"), &[("lists", &lists)]);
    let mut parts = vec![texts.word(&format!("help.title-{topic}")).to_owned(), String::new()];
    parts.extend(prose.split('|').flat_map(wrapped));
    let starter = config::starter(texts.language);
    let (more, excerpt) = match topic {
        "sources" => (sources(texts), paragraphs(starter, &["[[source]]"])),
        "columns" => (columns(texts), paragraphs(starter, &["[source."])),
        "promises" => (metrics(texts).collect(), promises(starter)),
        "hours" => (Vec::new(), paragraphs(starter, &["[working-time"])),
        "mail" => (Vec::new(), paragraphs(starter, &["[mail", "[notify]"])),
        "privacy" => (Vec::new(), paragraphs(starter, &["[report]"])),
        "errors" => (errors(texts), String::new()),
        _ => (Vec::new(), String::new()),
    };
    if !more.is_empty() {
        parts.push(String::new());
        parts.extend(more);
    }
    if !excerpt.is_empty() {
        parts.extend([String::new(), texts.word("help.in-agreement").to_owned(), excerpt]);
    }
    parts.join("\n")
}

/// The paragraphs of the starter that hold one of these tables, in use or not.
fn paragraphs(starter: &str, tables: &[&str]) -> String {
    let holds = |line: &str| {
        let line = line.trim_start_matches(['#', ' ']);
        tables.iter().any(|table| line.starts_with(table))
    };
    let found = starter.split("\n\n").filter(|paragraph| paragraph.lines().any(holds));
    found.collect::<Vec<_>>().join("\n\n")
}

/// The starter's third part, without its heading.
fn promises(starter: &str) -> String {
    let part = starter.split("\n# ── ").nth(3).and_then(|part| part.split_once('\n'));
    part.map_or("", |(_, part)| part).trim_end().to_owned()
}

fn sources(texts: &Texts) -> Vec<String> {
    let names = config::preset_names().collect::<Vec<_>>().join(", ");
    wrapped(&texts.phrase("help.presets", &[("names", &names)]))
}

/// The fields of each table, each with its name in words.
fn columns(texts: &Texts) -> Vec<String> {
    let said = |field: &str| match Milestone::of(field) {
        Some(stage) => texts.word(milestone_key(stage)).to_owned(),
        None => texts.word(&format!("field.{field}")).to_owned(),
    };
    let one = |table: &Table| {
        let (own, other) = ("table-name.", "help.table-");
        let key = format!("{own}{}", table.word());
        let key = if texts.has(&key) { key } else { format!("{other}{}", table.word()) };
        let name = format!("{} (table = \"{}\"):", texts.word(&key), table.word());
        let all = fields::of(*table).iter();
        let fields = all.map(|(field, _)| format!("{field} = {}", said(field)));
        wrapped(&format!(
            "{} {}",
            format::capitalised(&name),
            fields.collect::<Vec<_>>().join("; ")
        ))
    };
    Table::ALL.iter().flat_map(one).collect()
}

fn of_metric(texts: &Texts, spec: &Spec) -> String {
    let word = spec.metric.word();
    let mut parts = vec![format!("{} · {word}", noun(texts, spec)), String::new()];
    parts.extend(wrapped(texts.word(&format!("explain.means-{word}"))));
    parts.push(String::new());
    let kind = texts.word(target_key(spec.target));
    parts.extend(wrapped(&texts.phrase("help.target", &[("kind", kind)])));
    let keys = [("help.requires", spec.requires), ("help.takes", spec.takes)];
    for (key, keys) in keys.into_iter().filter(|(_, keys)| !keys.is_empty()) {
        parts.push(texts.phrase(key, &[("keys", &keys.join(", "))]));
    }
    let spoken = config::spoken(word).join(", ");
    if !spoken.is_empty() {
        parts.push(texts.phrase("help.written", &[("words", &spoken)]));
    }
    parts.push(texts.phrase("help.today", &[("metric", word)]));
    let starter = promises(config::starter(texts.language));
    let is_of_it = |paragraph: &&str| {
        paragraph.lines().any(|line| {
            line.strip_prefix("metric").is_some_and(|rest| rest.contains(&format!("\"{word}\"")))
        })
    };
    if let Some(example) = starter.split("\n\n").find(is_of_it) {
        parts.extend([String::new(), texts.word("help.in-agreement").to_owned()]);
        parts.push(example.to_owned());
    }
    parts.join("\n")
}

fn target_key(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Share => "config.kind-share",
        TargetKind::Number => "config.kind-positive",
        TargetKind::NumberOrPlan => "config.kind-number-or-plan",
        TargetKind::Ratio => "config.kind-ratio",
        TargetKind::LeadsPerSale => "config.kind-leads-per-sale",
        TargetKind::Time => "config.kind-duration",
    }
}

fn errors(texts: &Texts) -> Vec<String> {
    let mut lines = vec![texts.word("help.exits").to_owned()];
    lines.extend(
        (0..EXITS).map(|code| format!("  {code}  {}", texts.word(&format!("help.exit-{code}")))),
    );
    for (heading, section) in [("help.warnings", "issue"), ("help.problems", "config")] {
        lines.extend([String::new(), texts.word(heading).to_owned()]);
        let codes = texts.keys(section).filter(|code| is_code(texts, section, code));
        lines.extend(codes.flat_map(|code| {
            wrapped(&format!("{code}: {}", outline(texts.word(&format!("{section}.{code}")))))
        }));
    }
    lines
}

/// A sentence of its own, and not the singular of another or a part of many.
fn is_code(texts: &Texts, section: &str, key: &str) -> bool {
    let is_singular =
        key.strip_suffix("-one").is_some_and(|many| texts.has(&format!("{section}.{many}")));
    let is_part = section == "config" && PARTS.iter().any(|part| key.starts_with(part));
    !is_singular && !is_part
}

fn of_code(texts: &Texts, asked: &str) -> Option<String> {
    let keys = ["issue", "config"].map(|section| (section, format!("{section}.{asked}")));
    let (_, key) =
        keys.iter().find(|(section, key)| texts.has(key) && is_code(texts, section, asked))?;
    Some(
        [vec![asked.to_owned(), String::new()], wrapped(&outline(texts.word(key)))]
            .concat()
            .join("\n"),
    )
}

/// A phrase without values: what each case brings is an ellipsis, and a noun is in the plural.
fn outline(phrase: &str) -> String {
    let mut parts = phrase.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (hole, rest) = part.split_once('}').unwrap_or((part, ""));
        out.push_str(hole.rsplit_once('/').map_or("…", |(_, many)| many));
        out.push_str(rest);
    }
    out
}

/// A paragraph in lines of a terminal, the later ones set in by two.
fn wrapped(text: &str) -> Vec<String> {
    format::wrapped(text, 2, WIDTH).split('\n').map(str::to_owned).collect()
}
