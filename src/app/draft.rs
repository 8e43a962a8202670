//! The agreement that `init --from` proposes: the starter with its sources filled in from the exports, and what a person must decide marked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::Value;

use crate::config::{Open, mark};
use crate::intake;
use crate::issue::Issue;
use crate::mapping::fields;
use crate::mapping::preview::{Preview, Word};
use crate::model::agreement::{Column, Source};
use crate::model::fold::fold;
use crate::model::words::Table;
use crate::texts::Texts;

use super::first::{self, Answers, Question};
use super::look::Look;
use super::open::phrase;

/// Words of a field that are listed.
const MOST_WORDS: usize = 40;

/// Where comments behind a value begin.
const COMMENT_AT: usize = 38;

/// Signs of a line of comment.
const WIDTH: usize = 118;

/// Files of one kind that become one source.
pub struct Group<'a> {
    /// How they are read: the first one's proposal.
    pub source: &'a Source,
    /// What the first one gives.
    pub preview: &'a Preview,
    /// Its columns that a person must decide.
    pub open: &'a [Open],
    /// The files.
    pub files: Vec<&'a Path>,
    /// Its name in the agreement, one of a kind.
    pub name: String,
}

/// The files that can be read, those with the same columns together.
pub fn groups(looks: &[(PathBuf, Look)]) -> Vec<Group<'_>> {
    let mut groups: Vec<(Vec<&String>, Group)> = Vec::new();
    let mut names: BTreeSet<String> = BTreeSet::new();
    for (path, look) in looks {
        let (Some(source), Some(Ok(preview))) = (&look.source, &look.preview) else { continue };
        let headers: Vec<&String> = look.table.headers.iter().collect();
        let is_alike =
            |group: &Group| group.source.table == source.table || !group.source.tries.is_empty();
        let alike = groups.iter_mut().filter(|(own, group)| *own == headers && is_alike(group));
        if alike.map(|(_, group)| group.files.push(path)).count() > 0 {
            continue;
        }
        let look_wide = look.wide.as_ref();
        let alike = names.iter().filter(|name| name.starts_with(&source.name)).count();
        let name =
            if alike == 0 { source.name.clone() } else { format!("{}-{}", source.name, alike + 1) };
        names.insert(name.clone());
        let open = look.open.as_slice();
        let wide = look_wide.map(|(source, preview)| {
            let name = format!("{name}-{}", source.table.word());
            Group { source, preview, open: &[], files: vec![path], name }
        });
        groups.push((headers.clone(), Group { source, preview, open, files: vec![path], name }));
        groups.extend(wide.map(|wide| (headers, wide)));
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The starter with these sources; `folder` is where it will stand.
pub fn draft(
    (texts, answers): (&Texts, &Answers),
    starter: &str,
    groups: &[Group],
    folder: &Path,
) -> String {
    let has_leads = groups.iter().any(|group| group.source.table == Table::Leads);
    let mut sources = match answers.get("hand-off") {
        Some(_) => Vec::new(),
        None => decide(texts, "hand-off", &hand_off(texts, groups).1),
    };
    for group in groups {
        sources.push(String::new());
        let others: Vec<&Path> = groups
            .iter()
            .filter(|other| other.name != group.name)
            .flat_map(|other| other.files.iter().copied())
            .collect();
        sources.extend(source((texts, answers), group, folder, (!has_leads, &others)));
    }
    let mut out: Vec<String> = Vec::new();
    let mut place = Place::Before;
    for line in starter.lines() {
        match place {
            Place::Before if line.starts_with("[[source]]") => {
                out.append(&mut sources);
                out.push(String::new());
                place = Place::Within;
            }
            Place::Within if line.starts_with("# ── ") => place = Place::After,
            Place::Before if line == "[reasons]" || line.starts_with("[reasons] ") => {
                place = Place::Reasons;
            }
            Place::Reasons if line.is_empty() => {
                out.extend(reasons(texts, starter, groups));
                place = Place::Before;
            }
            _ => {}
        }
        let hand_off = answers.get("hand-off").filter(|_| line.starts_with("# delivered-by "));
        match hand_off {
            _ if place == Place::Within => {}
            Some(said) => out.push(format!("delivered-by = {}", quoted(said))),
            None => out.push(line.to_owned()),
        }
    }
    first::settled(texts, &(out.join("\n") + "\n"), answers)
}

/// What the draft asks, the most telling first: whose date is the hand-off, how dates are read, the usual questions, and words by their rows.
pub fn questions(texts: &Texts, groups: &[Group], sees_attempts: bool) -> Vec<Question> {
    let (milestone, mut values) = hand_off(texts, groups);
    let allowed = ["delivered", "deal", "mql", "created"];
    values.push(("allowed", said(texts, &allowed)));
    let hand_off = milestone.map(|milestone| Question {
        key: "hand-off".to_owned(),
        text: phrase(texts, "draft.ask-hand-off", &values),
        likely: first::spoken(texts, milestone),
    });
    let doubtful = groups.iter().find_map(|group| doubtful(&group.preview.issues));
    let dates = doubtful.map(|(columns, order)| Question {
        key: "dates".to_owned(),
        text: texts.phrase("draft.ask-dates", &[("columns", &columns)]),
        likely: order,
    });
    let is_yearless = |group: &&Group| group.source.read.year.is_some();
    let year = groups.iter().find(is_yearless).map(|_| Question {
        key: "year".to_owned(),
        text: texts.word("draft.ask-year").to_owned(),
        likely: first::spoken(texts, "newest"),
    });
    let usual = first::usual(texts, sees_attempts);
    hand_off
        .into_iter()
        .chain(dates)
        .chain(year)
        .chain(usual)
        .chain(of_words(texts, groups))
        .collect()
}

/// What each unknown word is, the commonest first.
fn of_words(texts: &Texts, groups: &[Group]) -> Vec<Question> {
    let mut words: Vec<(&Word, Vec<&'static str>)> = Vec::new();
    for group in groups {
        for (field, own) in &group.preview.words {
            let Some(allowed) = fields::canonical_words(field) else { continue };
            let unknown = own.iter().filter(|word| is_unknown(group, field, word));
            words.extend(unknown.map(|word| (word, allowed.clone())));
        }
    }
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.count));
    let question = |(word, allowed): (&Word, Vec<&'static str>)| {
        let rows = texts.count("inspect.row-count", word.count, &[]);
        let values =
            [("word", word.text.clone()), ("rows", rows), ("allowed", said(texts, &allowed))];
        Question {
            key: word.text.clone(),
            text: phrase(texts, "draft.ask-word", &values),
            likely: String::new(),
        }
    };
    words.into_iter().map(question).collect()
}

/// Fixed words as a person says them.
fn said(texts: &Texts, words: &[&str]) -> String {
    words.iter().map(|word| first::spoken(texts, word)).collect::<Vec<_>>().join(", ")
}

/// Where in the starter a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Reasons,
    Within,
    After,
}

/// Lines that a person must decide.
fn decide(texts: &Texts, key: &str, values: &[(&str, String)]) -> Vec<String> {
    remark(texts, &format!("# {}:", mark(texts.language)), (key, values))
}

/// A comment that fits the page.
fn note(texts: &Texts, key: &str, values: &[(&str, String)]) -> Vec<String> {
    remark(texts, "#", (key, values))
}

fn remark(texts: &Texts, head: &str, (key, values): (&str, &[(&str, String)])) -> Vec<String> {
    let phrase = phrase(texts, &format!("draft.{key}"), values);
    let mut lines: Vec<String> = Vec::new();
    let mut current = head.to_owned();
    for word in phrase.split_whitespace() {
        if current.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut current, "#  ".to_owned()));
        }
        current.push(' ');
        current.push_str(word);
    }
    lines.push(current);
    lines
}

/// Whose date would be the hand-off, in the order in which the agreement believes them.
fn hand_off(
    texts: &Texts,
    groups: &[Group],
) -> (Option<&'static str>, Vec<(&'static str, String)>) {
    let order = [
        (Table::Leads, "delivered", "delivered"),
        (Table::Deals, "created", "deal"),
        (Table::Leads, "mql", "mql"),
        (Table::Leads, "created", "created"),
    ];
    let found = order.iter().find_map(|(table, field, milestone)| {
        let group =
            groups.iter().find(|group| group.source.table == *table && has(group, field))?;
        let column = group.preview.columns.iter().find(|column| column.field == *field)?;
        let values = vec![("header", column.header.clone()), ("source", group.name.clone())];
        Some((Some(*milestone), values))
    });
    let nothing = || texts.word("draft.nothing").to_owned();
    found.unwrap_or_else(|| (None, vec![("header", nothing()), ("source", nothing())]))
}

fn has(group: &Group, field: &str) -> bool {
    group.preview.columns.iter().any(|column| column.field == field)
}

/// How the agreement names a file: one with a date in its name by a pattern, so that the next export is found, unless that would
/// take in a file of another kind.
fn pattern(file: &Path, folder: &Path, others: &[&Path]) -> String {
    let named = relative(file, folder);
    let (before, name) = named.rsplit_once('/').map_or(("", named.as_str()), |(b, n)| (b, n));
    let Some(pattern) = intake::dated_pattern(name) else { return named };
    let whole = if before.is_empty() { pattern } else { format!("{before}/{pattern}") };
    let takes = |other: &&Path| {
        glob::Pattern::new(&whole).is_ok_and(|glob| glob.matches(&relative(other, folder)))
    };
    if others.iter().any(takes) { named } else { whole }
}

fn source(
    (texts, answers): (&Texts, &Answers),
    group: &Group,
    folder: &Path,
    (makes_leads, others): (bool, &[&Path]),
) -> Vec<String> {
    let source = group.source;
    let mut files: Vec<String> =
        group.files.iter().map(|file| quoted(&pattern(file, folder, others))).collect();
    files.dedup();
    let mut lines = vec![
        "[[source]]".to_owned(),
        format!("name   = {}", quoted(&group.name)),
        format!("table  = {}", quoted(source.table.word())),
        format!("files  = [{}]", files.join(", ")),
    ];
    lines.extend((group.files.len() > 1).then(|| "take   = \"all\"".to_owned()));
    lines.extend(
        source.preset.as_ref().map(|preset| {
            noted(&format!("preset = {}", quoted(preset)), texts.word("draft.preset"))
        }),
    );
    lines.extend(channel(texts, group));
    if source.table == Table::Deals && makes_leads {
        lines.push("creates-leads = true".to_owned());
        lines.extend(note(texts, "creates-leads", &[]));
    }
    if source.preset.is_none() {
        lines.push(String::new());
        lines.push(noted("[source.columns]", texts.word("draft.columns")));
        lines.extend(note(texts, "columns-check", &[]));
        lines.extend(
            source.columns.iter().map(|(field, column)| format!("{field} = {}", value_of(column))),
        );
        for open in group.open {
            let given = [("header", open.header.clone()), ("fields", open.fields.join(", "))];
            lines.extend(decide(texts, "open", &given));
            lines.extend(
                open.fields.iter().map(|field| format!("# {field} = {}", quoted(&open.header))),
            );
        }
    }
    if !source.tries.is_empty() {
        lines.extend([String::new(), noted("[source.tries]", texts.word("draft.tries"))]);
        let headers = |named: &Vec<String>| match named.as_slice() {
            [only] => quoted(only),
            all => value_of(&Column::Several(all.to_vec())),
        };
        let own = source.tries.iter().map(|(field, named)| format!("{field} = {}", headers(named)));
        lines.extend(own);
    }
    for (field, words) in &group.preview.words {
        lines.extend(values((texts, answers), group, field, words));
    }
    let reading: Vec<String> = sheets(texts, group)
        .into_iter()
        .chain(dates((texts, answers), &group.preview.issues))
        .chain(year((texts, answers), source))
        .chain(numbers(texts, &group.preview.issues))
        .collect();
    if !reading.is_empty() {
        lines.extend([String::new(), "[source.read]".to_owned()]);
        lines.extend(reading);
    }
    lines
}

/// Through what the activities of a file went, where no column tells it: the name of the file does, or a person must.
fn channel(texts: &Texts, group: &Group) -> Vec<String> {
    let is_told = has(group, "channel") || group.source.tries.contains_key("channel");
    match group.preview.channel {
        _ if group.source.table != Table::Activities || is_told => Vec::new(),
        Some(channel) => {
            vec![format!(
                "# {}",
                texts.phrase("draft.channel-named", &[("channel", channel.word())])
            )]
        }
        None => note(texts, "channel", &[]),
    }
}

/// All sheets, where others have the columns of the one that was looked at.
fn sheets(texts: &Texts, group: &Group) -> Option<String> {
    let is_alike = |issue: &Issue| issue.code == "sheets-alike";
    let has_several = group.preview.issues.iter().any(is_alike);
    has_several.then(|| noted("sheet = \"*\"", texts.word("draft.sheets")))
}

fn value_of(column: &Column) -> String {
    match column {
        Column::One(header) => quoted(header),
        Column::Several(headers) => format!(
            "[{}]",
            headers.iter().map(|header| quoted(header)).collect::<Vec<_>>().join(", ")
        ),
        Column::DateTime(date, time) => {
            format!("{{ date = {}, time = {} }}", quoted(date), quoted(time))
        }
    }
}

/// The words of a field: those known without a preset as they would be read, those unknown as lines to be decided.
fn values(
    (texts, answers): (&Texts, &Answers),
    group: &Group,
    field: &str,
    words: &[Word],
) -> Vec<String> {
    let Some(canonical) = fields::canonical_words(field) else { return Vec::new() };
    let given = |word: &&Word| group.source.preset.is_none() && word.means.is_some();
    let known: Vec<String> = words
        .iter()
        .filter(given)
        .filter_map(|word| {
            Some(format!("{} = {}", quoted(&word.text), quoted(word.means.as_ref()?)))
        })
        .collect();
    let unknown: Vec<&Word> = words.iter().filter(|word| is_unknown(group, field, word)).collect();
    if known.is_empty() && unknown.is_empty() {
        return Vec::new();
    }
    let mut lines =
        vec![String::new(), noted(&format!("[source.values.{field}]"), &canonical.join(" "))];
    lines.extend(known);
    if !unknown.is_empty() {
        lines.extend(unknown.iter().take(MOST_WORDS).map(|word| {
            if let Some(said) = answers.get(&word.text) {
                return format!("{} = {}", quoted(&word.text), quoted(said));
            }
            let rows = texts.count("inspect.row-count", word.count, &[]);
            let asked = texts.phrase("draft.word", &[("word", &word.text), ("rows", &rows)]);
            let asked = format!("{}: {asked}", mark(texts.language));
            format!("{} = {}", quoted(&word.text), quoted(&asked))
        }));
        let more = unknown.len().saturating_sub(MOST_WORDS) as u64;
        let more = (more > 0).then(|| texts.count("inspect.more", more, &[]));
        lines.extend(more.map(|more| format!("# {}: … {more}", mark(texts.language))));
    }
    lines
}

/// The lines that ask a person which mark parts decimals, where numbers were read by the agreement's language alone.
fn numbers(texts: &Texts, issues: &[Issue]) -> Vec<String> {
    let doubtful: Vec<&Issue> = issues
        .iter()
        .filter(|issue| matches!(issue.code, "numbers-by-agreement" | "ambiguous-numbers"))
        .collect();
    let value = |issue: &Issue, name: &str| {
        issue.values.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone())
    };
    let Some(first) = doubtful.first() else { return Vec::new() };
    let names: BTreeSet<String> =
        doubtful.iter().filter_map(|issue| value(issue, "column")).collect();
    let names: Vec<String> = names.into_iter().collect();
    let shown = value(first, "value").unwrap_or_default();
    // Read as thousands by the language: its decimal mark is the other one.
    let is_comma = shown.contains('.') == (first.code == "numbers-by-agreement");
    let mark = if is_comma { "," } else { "." };
    let mut lines = decide(texts, "numbers", &[("columns", names.join(", ")), ("value", shown)]);
    lines.push(noted(&format!("decimal = {}", quoted(mark)), ", ."));
    lines
}

/// A word of the exports that no field knows.
fn is_unknown(group: &Group, field: &str, word: &Word) -> bool {
    group.preview.issues.iter().any(|issue| {
        issue.code == "unknown-word"
            && issue.values.contains(&("field", field.to_owned()))
            && issue.values.contains(&("word", word.text.clone()))
    })
}

/// The lines of the draft that ask a person how ambiguous dates are to be read; none where every
/// column proves its order.
fn dates((texts, answers): (&Texts, &Answers), issues: &[Issue]) -> Vec<String> {
    let Some((columns, order)) = doubtful(issues) else { return Vec::new() };
    let said = answers.get("dates");
    let mut lines = match said {
        Some(_) => Vec::new(),
        None => decide(texts, "dates", &[("columns", columns), ("order", order.clone())]),
    };
    lines.push(noted(&format!("dates = {}", quoted(said.unwrap_or(&order))), "dmy mdy"));
    lines
}

/// The lines of the year of dates that have none.
fn year((texts, answers): (&Texts, &Answers), source: &Source) -> Vec<String> {
    if source.read.year.is_none() {
        return Vec::new();
    }
    let said = answers.get("year");
    let mut lines = match said {
        Some(_) => Vec::new(),
        None => decide(texts, "year", &[]),
    };
    lines.push(noted(&format!("year = {}", quoted(said.unwrap_or("newest"))), "newest 2026"));
    lines
}

/// The columns whose dates fit two readings, and the order in which they were read.
fn doubtful(issues: &[Issue]) -> Option<(String, String)> {
    let doubtful = issues.iter().filter(|issue| issue.code == "ambiguous-dates");
    let value = |issue: &Issue, name: &str| {
        issue.values.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone())
    };
    let columns: Vec<(String, String)> = doubtful
        .filter_map(|issue| Some((value(issue, "column")?, value(issue, "style")?)))
        .collect();
    let (_, style) = columns.first()?;
    let order = style.split(' ').next().unwrap_or_default().to_owned();
    let names: Vec<&str> = columns.iter().map(|(column, _)| column.as_str()).collect();
    Some((names.join(", "), order))
}

/// Reasons of the exports that the starter's lists lack, with their counts, to be put into one of the categories.
fn reasons(texts: &Texts, starter: &str, groups: &[Group]) -> Vec<String> {
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    for (_, words) in groups
        .iter()
        .flat_map(|group| &group.preview.words)
        .filter(|(field, _)| field.ends_with("-reason"))
    {
        words.iter().for_each(|word| *found.entry(&word.text).or_default() += word.count);
    }
    let is_listed = |word: &str| {
        starter.contains(&quoted(word))
            || matches!(fold(word).as_str(), "" | "nada" | "none" | "na")
    };
    let mut open: Vec<(&str, u64)> =
        found.into_iter().filter(|(word, _)| !is_listed(word)).collect();
    open.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    if open.is_empty() {
        return Vec::new();
    }
    let mut lines = note(texts, "reasons", &[]);
    let line = |(word, count): &(&str, u64)| {
        noted(&format!("#   {}", quoted(word)), &texts.count("inspect.row-count", *count, &[]))
    };
    lines.extend(open.iter().take(MOST_WORDS).map(line));
    let more = open.len().saturating_sub(MOST_WORDS) as u64;
    lines.extend((more > 0).then(|| format!("#   … {}", texts.count("inspect.more", more, &[]))));
    lines
}

/// Comments out the commitments that these exports cannot feed, unless that would leave none.
pub fn without(texts: &Texts, text: &str, unmeasured: &BTreeMap<usize, String>) -> String {
    let count = text.lines().filter(|line| *line == "[[commitment]]").count();
    if unmeasured.len() >= count {
        return text.to_owned();
    }
    let mut out: Vec<String> = Vec::new();
    let (mut number, mut is_out) = (0_usize, false);
    for line in text.lines() {
        if line == "[[commitment]]" {
            let why = unmeasured.get(&number);
            is_out = why.is_some();
            number += 1;
            if let Some(why) = why {
                out.extend(note(texts, "unmeasured", &[("why", why.clone())]));
            }
        }
        is_out = is_out && !line.is_empty();
        out.push(if is_out { format!("# {line}") } else { line.to_owned() });
    }
    out.join("\n") + "\n"
}

fn noted(line: &str, comment: &str) -> String {
    format!("{line}{}  # {comment}", " ".repeat(COMMENT_AT.saturating_sub(line.chars().count())))
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// A file as the agreement names it: from its folder when below it, with `/`, signs of patterns taken literally.
fn relative(file: &Path, folder: &Path) -> String {
    let whole = |path: &Path| {
        path.canonicalize()
            .or_else(|_| std::path::absolute(path))
            .unwrap_or_else(|_| path.to_path_buf())
    };
    let (file, folder) = (whole(file), whole(folder));
    let shown = match file.strip_prefix(&folder) {
        Ok(below) => below
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect::<Vec<_>>()
            .join("/"),
        Err(_) => file.to_string_lossy().into_owned(),
    };
    shown
        .chars()
        .map(|sign| {
            if matches!(sign, '[' | ']' | '*' | '?') {
                format!("[{sign}]")
            } else {
                sign.to_string()
            }
        })
        .collect()
}
