//! The agreement that `init --from` proposes: the starter with its sources filled in from the exports, and what a person must decide marked.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::Value;

use crate::config::{Open, field_name, mark};
use crate::intake;
use crate::issue::{Code, Issue};
use crate::mapping::preview::Preview;
use crate::model::agreement::{Column, Source};
use crate::model::fold::fold;
use crate::model::words::{Metric, Table};
use crate::texts::Texts;

use super::first::{self, Answers, Question};
use super::handoff::Choice;
use super::look::Look;
use super::open::phrase;
pub use words::of_words;

/// Words of a field that are listed.
const MOST_WORDS: usize = 40;

/// Reasons that are put before whoever keeps the agreement; of more the rest is only listed.
const MOST_REASONS: usize = 20;

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
    /// The column in which the ids of the leads were found, where its preset knows another.
    pub lead: Option<&'a str>,
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
            Group { source, preview, open: &[], lead: None, files: vec![path], name }
        });
        let lead = look.lead.as_deref();
        let files = vec![path.as_path()];
        groups.push((headers.clone(), Group { source, preview, open, lead, files, name }));
        groups.extend(wide.map(|wide| (headers, wide)));
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What a draft is written with.
#[derive(Clone, Copy)]
pub struct Pen<'a> {
    /// Words of its language.
    pub texts: &'a Texts,
    /// What was answered.
    pub answers: &'a Answers,
    /// It becomes a workbook, where a comment is a row of the sheet of what is to be decided.
    pub is_book: bool,
    /// Whose date the hand-off would be.
    pub hand_off: &'a Choice,
}

impl Pen<'_> {
    /// Lines that a person must decide.
    pub fn decide(self, key: &str, values: &[(&str, String)]) -> Vec<String> {
        remark(self.texts, &format!("# {}:", mark(self.texts.language)), (key, values))
    }

    /// Lines that a person must decide and that name the place: in a workbook another than in a text.
    fn decide_at(self, key: &str, values: &[(&str, String)]) -> Vec<String> {
        self.decide(&format!("{key}{}", if self.is_book { "-book" } else { "" }), values)
    }

    /// A comment that fits the page.
    pub fn note(self, key: &str, values: &[(&str, String)]) -> Vec<String> {
        remark(self.texts, "#", (key, values))
    }
}

/// The starter with these sources; `folder` is where it will stand.
pub fn draft(pen: Pen, starter: &str, groups: &[Group], folder: &Path) -> String {
    let has_leads = groups.iter().any(|group| group.source.table == Table::Leads);
    let mut sources = match pen.answers.get("hand-off") {
        Some(_) => Vec::new(),
        None => pen.decide_at("hand-off", &pen.hand_off.values(pen.texts)),
    };
    for group in groups {
        sources.push(String::new());
        let others: Vec<&Path> = groups
            .iter()
            .filter(|other| other.name != group.name)
            .flat_map(|other| other.files.iter().copied())
            .collect();
        sources.extend(source(pen, group, folder, (!has_leads, &others)));
    }
    let mut out: Vec<String> = Vec::new();
    let (mut place, found) = (Place::Before, found_reasons(starter, groups));
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
            Place::Reasons if line.is_empty() => place = Place::Before,
            Place::Reasons => {
                out.extend(reasons(pen, line, &found));
                continue;
            }
            _ => {}
        }
        let said = pen.answers.get("hand-off").or_else(|| pen.hand_off.unusual());
        match said.filter(|_| line.starts_with("# delivered-by ")) {
            _ if place == Place::Within => {}
            Some(said) => out.push(format!("delivered-by = {}", quoted(said))),
            None => out.push(line.to_owned()),
        }
    }
    first::settled(pen, &(out.join("\n") + "\n"))
}

/// What the draft asks, the most telling first: whose date is the hand-off, how dates are read, the usual questions, and words by their rows.
pub fn questions(
    (texts, hand_off): (&Texts, &Choice),
    groups: &[Group],
    sees_attempts: bool,
) -> Vec<Question> {
    let one = |key: &str, text: String, likely: String| Question {
        key: key.to_owned(),
        text,
        likely,
        expects: texts.word(&format!("draft.expects-{key}")).to_owned(),
    };
    let hand_off = hand_off.question(texts);
    let doubtful = groups.iter().find_map(|group| doubtful(&group.preview.issues));
    let dates = doubtful.map(|(columns, order)| {
        one("dates", texts.phrase("draft.ask-dates", &[("columns", &columns)]), order)
    });
    let is_yearless = |group: &&Group| group.source.read.year.is_some();
    let year = groups.iter().find(is_yearless).map(|_| {
        one("year", texts.word("draft.ask-year").to_owned(), first::spoken(texts, "newest"))
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

/// Fixed words as a person says them.
pub fn said(texts: &Texts, words: &[&str]) -> String {
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

/// True when a field has a column.
pub fn has(group: &Group, field: &str) -> bool {
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
    pen: Pen,
    group: &Group,
    folder: &Path,
    (makes_leads, others): (bool, &[&Path]),
) -> Vec<String> {
    let (source, texts) = (group.source, pen.texts);
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
    lines.extend(channel(pen, group));
    if source.table == Table::Deals && makes_leads {
        lines.push("creates-leads = true".to_owned());
        lines.extend(pen.note("creates-leads", &[]));
    }
    if let (Some(_), Some(lead)) = (&source.preset, group.lead) {
        let head = noted("[source.columns]", texts.word("draft.columns"));
        lines.extend([String::new(), head, format!("lead = {}", quoted(lead))]);
    }
    if source.preset.is_none() {
        lines.push(String::new());
        lines.push(noted("[source.columns]", texts.word("draft.columns")));
        lines.extend(pen.note("columns-check", &[]));
        lines.extend(
            source.columns.iter().map(|(field, column)| format!("{field} = {}", value_of(column))),
        );
        for open in group.open {
            lines.extend(undecided(pen, group, open));
        }
        lines.extend(undated_sales(pen, group));
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
    for (field, own) in &group.preview.words {
        lines.extend(words::values(pen, group, field, own));
    }
    let reading: Vec<String> = sheets(texts, group)
        .into_iter()
        .chain(dates(pen, &group.preview.issues))
        .chain(year(pen, group))
        .chain(numbers(pen, &group.preview.issues))
        .collect();
    if !reading.is_empty() {
        lines.extend([String::new(), "[source.read]".to_owned()]);
        lines.extend(reading);
    }
    lines
}

/// A column that nothing decides: the fields that it may be.
fn undecided(pen: Pen, group: &Group, open: &Open) -> Vec<String> {
    let named = |field: &String| {
        if pen.is_book { field_name(field, pen.texts.language) } else { field.clone() }
    };
    let or = if pen.is_book { pen.texts.word("draft.or") } else { ", " };
    let fields = open.fields.iter().map(named).collect::<Vec<_>>().join(or);
    let values =
        [("header", open.header.clone()), ("fields", fields), ("source", group.name.clone())];
    let mut lines = pen.decide_at("open", &values);
    if !pen.is_book {
        let line = |field| format!("# {field} = {}", quoted(&open.header));
        lines.extend(open.fields.iter().map(line));
    }
    lines
}

/// The only date of a sheet of sales that is nobody's, taken for the day on which the deal began: it may be that of the sale.
pub fn undated_sale<'a>(group: &'a Group) -> Option<&'a str> {
    let tells_end = ["won", "lost", "stage", "status"].iter().any(|field| has(group, field));
    let is_own = group.source.table == Table::Deals && group.source.preset.is_none() && !tells_end;
    let created = group.source.columns.get("created").filter(|_| is_own)?;
    created.headers().first().copied()
}

fn undated_sales(pen: Pen, group: &Group) -> Vec<String> {
    let Some(header) = undated_sale(group) else { return Vec::new() };
    let [created, won] = ["created", "won"].map(|field| field_name(field, pen.texts.language));
    let values = [
        ("header", header.to_owned()),
        ("source", group.name.clone()),
        ("created", created),
        ("won", won),
    ];
    pen.decide_at("no-sale", &values)
}

/// Through what the activities of a file went, where no column tells it: the name of the file does, or a person must.
fn channel(pen: Pen, group: &Group) -> Vec<String> {
    let is_told = has(group, "channel") || group.source.tries.contains_key("channel");
    match group.preview.channel {
        _ if group.source.table != Table::Activities || is_told => Vec::new(),
        Some(channel) => {
            vec![format!(
                "# {}",
                pen.texts.phrase("draft.channel-named", &[("channel", channel.word())])
            )]
        }
        None => pen.note("channel", &[]),
    }
}

/// All sheets, where others have the columns of the one that was looked at.
fn sheets(texts: &Texts, group: &Group) -> Option<String> {
    let is_alike = |issue: &Issue| issue.code == Code::SheetsAlike;
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

/// The lines that ask a person which mark parts decimals, where numbers were read by the agreement's language alone.
fn numbers(pen: Pen, issues: &[Issue]) -> Vec<String> {
    let doubtful: Vec<&Issue> = issues
        .iter()
        .filter(|issue| matches!(issue.code, Code::NumbersByAgreement | Code::AmbiguousNumbers))
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
    let is_comma = shown.contains('.') == (first.code == Code::NumbersByAgreement);
    let mark = if is_comma { "," } else { "." };
    let mut lines = pen.decide_at("numbers", &[("columns", names.join(", ")), ("value", shown)]);
    lines.push(noted(&format!("decimal = {}", quoted(mark)), ", ."));
    lines
}

/// The lines of the draft that ask a person how ambiguous dates are to be read; none where every
/// column proves its order.
fn dates(pen: Pen, issues: &[Issue]) -> Vec<String> {
    let Some((columns, order)) = doubtful(issues) else { return Vec::new() };
    let said = pen.answers.get("dates");
    let mut lines = match said {
        Some(_) => Vec::new(),
        None => pen.decide_at("dates", &[("columns", columns), ("order", order.clone())]),
    };
    lines.push(noted(&format!("dates = {}", quoted(said.unwrap_or(&order))), "dmy mdy"));
    lines
}

/// The lines of the year of dates that have none.
fn year(pen: Pen, group: &Group) -> Vec<String> {
    if group.source.read.year.is_none() {
        return Vec::new();
    }
    let said = pen.answers.get("year");
    let mut lines = match said {
        Some(_) => Vec::new(),
        None => pen.decide_at("year", &[("source", group.name.clone())]),
    };
    lines.push(noted(&format!("year = {}", quoted(said.unwrap_or("newest"))), "newest 2026"));
    lines
}

/// The columns whose dates fit two readings, and the order in which they were read.
fn doubtful(issues: &[Issue]) -> Option<(String, String)> {
    let doubtful = issues.iter().filter(|issue| issue.code == Code::AmbiguousDates);
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

/// Reasons that the exports have and the starter has not, the commonest first, with their rows.
fn found_reasons<'g>(starter: &str, groups: &'g [Group]) -> Vec<(&'g str, u64)> {
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    let words = groups.iter().flat_map(|group| &group.preview.words);
    for (_, words) in words.filter(|(field, _)| field.ends_with("-reason")) {
        words.iter().for_each(|word| *found.entry(&word.text).or_default() += word.count);
    }
    let is_listed = |word: &str| {
        starter.contains(&quoted(word))
            || matches!(fold(word).as_str(), "" | "nada" | "none" | "na")
    };
    let mut open: Vec<(&str, u64)> =
        found.into_iter().filter(|(word, _)| !is_listed(word)).collect();
    open.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    open
}

/// A line of the reasons. Those found in the exports stand in the last category, each to be decided: it counts for none until somebody does.
fn reasons(pen: Pen, line: &str, found: &[(&str, u64)]) -> Vec<String> {
    let list = line.strip_prefix("neutral").and_then(|rest| rest.split_once(']'));
    let Some((list, comment)) = list.filter(|_| !found.is_empty()) else {
        return vec![line.to_owned()];
    };
    let texts = pen.texts;
    let ask = |word: &str| quoted(&format!("{}: {word}", mark(texts.language)));
    let rows = |count: u64| texts.count("inspect.row-count", count, &[]);
    let item = |(word, count): &(&str, u64)| noted(&format!("  {},", ask(word)), &rows(*count));
    let mut lines = pen.decide_at("reasons", &[]);
    lines.push(format!("neutral{list},{comment}"));
    lines.extend(found.iter().take(MOST_REASONS).map(item));
    let more = found.iter().skip(MOST_REASONS).take(MOST_WORDS);
    lines.extend(more.map(|(word, count)| noted(&format!("#   {}", quoted(word)), &rows(*count))));
    let rest = found.len().saturating_sub(MOST_REASONS + MOST_WORDS) as u64;
    lines.extend((rest > 0).then(|| format!("#   … {}", texts.count("inspect.more", rest, &[]))));
    lines.push("]".to_owned());
    lines
}

/// A promise that the exports do not measure.
pub struct Unmeasured {
    /// What it is called.
    pub name: String,
    /// What it counts.
    pub metric: Metric,
    /// Why not, in words.
    pub why: String,
}

/// Comments out the commitments that these exports cannot feed, unless that would leave none.
pub fn without(pen: Pen, text: &str, unmeasured: &BTreeMap<usize, Unmeasured>) -> String {
    let count = text.lines().filter(|line| *line == "[[commitment]]").count();
    if unmeasured.len() >= count {
        return text.to_owned();
    }
    let mut out: Vec<String> = Vec::new();
    let (mut number, mut is_out) = (0_usize, false);
    for line in text.lines() {
        if line == "[[commitment]]" {
            let own = unmeasured.get(&number);
            is_out = own.is_some();
            number += 1;
            if let Some(own) = own {
                out.extend(pen.note("unmeasured", &[("why", own.why.clone())]));
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
