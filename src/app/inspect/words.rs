//! The inspection in words, laid out for a terminal of 100 columns.

use std::path::Path;

use crate::config;
use crate::intake::IntakeError;
use crate::issue::{Code, Issue};
use crate::mapping::fields::{self, FieldKind};
use crate::mapping::preview::{Preview, Profile};
use crate::mapping::{personal, telling};
use crate::model::account::Reason;
use crate::model::agreement::PersonalData;
use crate::model::table::RawColumn;
use crate::texts::format::{self, wrapped};
use crate::texts::{Texts, person};

use crate::app::look::{self, Look};

/// Widths of header, field, kind and share empty; the values have the rest of the line.
const WIDTHS: [usize; 4] = [28, 17, 19, 7];
const WIDTH: usize = 100;

/// Columns that are listed.
const MOST_COLUMNS: usize = 150;

/// Unknown words of a field that are said.
const MOST_WORDS: usize = 12;

/// Why a file could not be read.
pub fn refusal(texts: &Texts, path: &Path, error: &IntakeError) -> String {
    let (source, file) = (look::stem(path), look::file_name(path));
    let said = sentence(
        texts,
        &Issue::serious(
            error.trouble.code(),
            vec![("source", source.clone()), ("file", file), ("found", error.found.clone())],
        ),
    );
    // Nobody has named a source yet.
    said.strip_prefix(&format!("{source}: ")).map_or_else(|| said.clone(), str::to_owned)
}

/// The sentence of an issue, its count written out.
pub fn sentence(texts: &Texts, issue: &Issue) -> String {
    let written = |name: &str, value: &str| match (name, value.parse::<u64>()) {
        ("n" | "of", Ok(n)) => format::whole(texts.language, n),
        ("sum", _) => {
            let sum = value.parse::<f64>();
            sum.map_or_else(|_| value.to_owned(), |sum| format::number(texts.language, sum, 2))
        }
        ("found", _) => texts.file_kind(value),
        _ => shown(value, None, false),
    };
    texts.issue(issue, written)
}

/// What `inspect` says of one file: format, recognised tool, each column, then doubts and with
/// `full` rows.
pub fn words(texts: &Texts, path: &Path, look: &Look, full: bool) -> String {
    let mut lines = vec![
        look::file_name(path),
        format!("  {}", facts(texts, look)),
        format!("  {}", recognised(texts, path, look)),
        String::new(),
    ];
    lines.extend(columns(texts, look, full));
    for (title, body) in
        [("inspect.doubts", doubts(texts, look)), ("inspect.rows", rows(look, full))]
    {
        if !body.is_empty() {
            lines.extend([String::new(), format!("  {}", texts.word(title))]);
            lines.extend(body.iter().map(|line| format!("  - {}", wrapped(line, 4, WIDTH))));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

/// `CSV, UTF-8, ponto e vírgula, cabeçalho na linha 1, 24 linhas, 14 colunas`.
fn facts(texts: &Texts, look: &Look) -> String {
    let table = &look.table;
    let mut facts = vec![table.format.to_owned()];
    facts.extend(table.encoding.map(str::to_owned));
    facts.extend(table.delimiter.map(|delimiter| delimiter_word(texts, delimiter)));
    facts.extend(
        table.sheet.as_ref().map(|sheet| texts.phrase("inspect.sheet", &[("sheet", sheet)])),
    );
    let header = Some(table.header_row).filter(|row| *row > 0);
    facts
        .extend(header.map(|row| texts.phrase("inspect.header-row", &[("row", &row.to_string())])));
    facts.push(texts.count("inspect.row-count", table.rows.len() as u64, &[]));
    facts.push(texts.count("inspect.column-count", table.headers.len() as u64, &[]));
    facts.join(", ")
}

fn delimiter_word(texts: &Texts, delimiter: char) -> String {
    let name = match delimiter {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        _ => "bar",
    };
    texts.word(&format!("inspect.{name}")).to_owned()
}

fn recognised(texts: &Texts, path: &Path, look: &Look) -> String {
    let Some(source) = &look.source else {
        let is_agreement = config::has_workbook_name(path) && config::language_of(path).is_some();
        let key = if is_agreement { "inspect.agreement" } else { "inspect.not-recognised" };
        return texts.word(key).to_owned();
    };
    match &source.preset {
        Some(preset) => {
            texts.phrase("inspect.by-preset", &[("preset", preset), ("table", source.table.word())])
        }
        None => texts.phrase("inspect.by-words", &[("table", source.table.word())]),
    }
}

fn columns(texts: &Texts, look: &Look, full: bool) -> Vec<String> {
    let preview = preview(look);
    let titles = ["header", "field", "kind", "empty", "first"]
        .map(|name| texts.word(&format!("inspect.{name}")).to_owned());
    let body =
        look.table.headers.iter().zip(&look.profiles).enumerate().map(|(at, (header, profile))| {
            let fields = look.fields.get(at).cloned().unwrap_or_default();
            let (kind, style) = said(look, preview, &fields, profile);
            let first: Vec<String> =
                profile.first.iter().map(|text| shown_of(&fields, text, kind, full)).collect();
            [
                shown(header, None, full),
                fields.join(", "),
                kind.map_or_else(
                    || texts.word("inspect.kind-none").to_owned(),
                    |kind| kind_and_style(texts, kind, &style),
                ),
                format::share(texts.language, empty_share(profile), 0),
                first.join(" · "),
            ]
        });
    let more = look.table.headers.len().saturating_sub(MOST_COLUMNS) as u64;
    let rest = (more > 0).then(|| format!("  … {}", texts.count("inspect.more", more, &[])));
    std::iter::once(titles)
        .chain(body.take(MOST_COLUMNS))
        .map(|cells| line(&cells))
        .chain(rest)
        .collect()
}

fn kind_and_style(texts: &Texts, kind: FieldKind, style: &str) -> String {
    let word = texts.word(&format!("inspect.kind-{}", kind_word(kind))).to_owned();
    if style.is_empty() || !matches!(kind, FieldKind::Date | FieldKind::Number) {
        word
    } else {
        format!("{word} {style}")
    }
}

fn line(cells: &[String; 5]) -> String {
    let mut out = String::from("  ");
    for (cell, width) in cells.iter().zip(WIDTHS) {
        out.push_str(&padded(cell, width - 2));
        out.push_str("  ");
    }
    let room = WIDTH.saturating_sub(2 + WIDTHS.iter().sum::<usize>());
    out.push_str(
        cells
            .last()
            .map_or("", String::as_str)
            .replace(['\n', '\r', '\t'], " ")
            .chars()
            .take(room)
            .collect::<String>()
            .as_str(),
    );
    out.trim_end().to_owned()
}

fn padded(cell: &str, width: usize) -> String {
    let length = cell.chars().count();
    if length > width {
        return cell.chars().take(width.saturating_sub(1)).chain(['…']).collect();
    }
    format!("{cell}{}", " ".repeat(width - length))
}

/// How a column is read: as its field is, or as it looks where no field has it.
pub fn said(
    look: &Look,
    preview: Option<&Preview>,
    names: &[String],
    profile: &Profile,
) -> (Option<FieldKind>, String) {
    let account =
        names.first().and_then(|name| preview?.columns.iter().find(|column| column.field == *name));
    match (account, &look.source) {
        (Some(account), Some(source)) => {
            (Some(fields::kind(source.table, &account.field)), account.style.clone())
        }
        _ => (profile.kind, profile.style.clone()),
    }
}

/// The word of a kind, as the document has it.
pub fn kind_word(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Emails => "email",
        FieldKind::Phones => "phone",
        FieldKind::Word => "word",
        FieldKind::Date => "date",
        FieldKind::Number => "number",
        FieldKind::Duration => "duration",
    }
}

fn preview(look: &Look) -> Option<&Preview> {
    look.preview.as_ref().and_then(|preview| preview.as_ref().ok())
}

/// What a person should look at: what a run would say of the file, and what only a look at the whole of it shows.
fn doubts(texts: &Texts, look: &Look) -> Vec<String> {
    let table = &look.table;
    let mut doubts = Vec::new();
    let (wide, others): (Vec<_>, Vec<_>) =
        table.left_out.iter().partition(|(_, why, _)| *why == Reason::LongRow);
    for (key, rows) in [("inspect.too-wide", wide), ("inspect.left-out", others)] {
        if let Some((first, _, _)) = rows.first() {
            doubts.push(texts.count(key, rows.len() as u64, &[("row", &first.to_string())]));
        }
    }
    doubts.extend(errors(texts, look));
    doubts.extend(
        look.uncached()
            .into_iter()
            .map(|(column, count)| texts.count("inspect.uncached", count, &[("column", column)])),
    );
    if look.has_data_for_headers() {
        doubts.push(texts.word("inspect.header-data").to_owned());
    }
    let repeated: Vec<String> = table
        .headers
        .iter()
        .filter(|header| is_repeated(header, &table.headers))
        .map(|header| shown(header, None, false))
        .collect();
    if !repeated.is_empty() {
        doubts.push(texts.phrase("inspect.repeated", &[("headers", &repeated.join(", "))]));
    }
    if look.source.is_none() && !table.other_sheets.is_empty() {
        doubts.push(texts.phrase("inspect.sheets", &[("others", &table.other_sheets.join(", "))]));
    }
    if !table.hidden_sheets.is_empty() {
        let (n, names) = (table.hidden_sheets.len() as u64, table.hidden_sheets.join(", "));
        doubts.push(texts.count("inspect.hidden-sheets", n, &[("names", &names)]));
    }
    let issues = match &look.preview {
        Some(Ok(preview)) => preview.issues.as_slice(),
        Some(Err(issues)) => issues.as_slice(),
        None => &[],
    };
    doubts.extend(
        issues
            .iter()
            .filter(|issue| issue.code != Code::UnknownWord)
            .map(|issue| sentence(texts, issue)),
    );
    doubts.extend(preview(look).map(|preview| unknown_words(texts, preview)).unwrap_or_default());
    doubts.extend(look.open.iter().map(|open| {
        let fields = open.fields.join(", ");
        let header = shown(&open.header, None, false);
        texts.phrase("inspect.open", &[("header", &header), ("fields", &fields)])
    }));
    doubts.extend(unread(texts, look));
    doubts
}

/// `Nome (2)` beside `Nome`.
fn is_repeated(header: &str, headers: &[String]) -> bool {
    let Some((name, number)) = header.strip_suffix(')').and_then(|open| open.rsplit_once(" ("))
    else {
        return false;
    };
    number.bytes().all(|b| b.is_ascii_digit()) && headers.iter().any(|other| other == name)
}

/// The unknown words of each field in one sentence.
fn unknown_words(texts: &Texts, preview: &Preview) -> Vec<String> {
    let unknown = preview
        .words
        .iter()
        .filter(|(field, _)| fields::canonical_words(field).is_some())
        .filter_map(|(field, words)| {
            let issues = || {
                preview.issues.iter().filter(|issue| {
                    issue.code == Code::UnknownWord
                        && issue.values.contains(&("field", field.clone()))
                })
            };
            let is_unknown = |word: &str| {
                issues().any(|issue| issue.values.contains(&("word", word.to_owned())))
            };
            let list: Vec<String> = words
                .iter()
                .filter(|word| is_unknown(&word.text))
                .map(|word| format!("{} ({})", self::shown(&word.text, None, false), word.count))
                .collect();
            let more = list.len().saturating_sub(MOST_WORDS);
            let mut shown: Vec<String> = list.into_iter().take(MOST_WORDS).collect();
            shown.extend((more > 0).then(|| texts.count("inspect.more", more as u64, &[])));
            (!shown.is_empty()).then(|| {
                texts.phrase(
                    "inspect.unknown-words",
                    &[("field", field), ("words", &shown.join(", "))],
                )
            })
        });
    unknown.collect()
}

/// Doubts about columns that no field reads, dates of either order and ids rounded by a
/// spreadsheet: the run does not meet them, but whoever maps the column will.
fn unread(texts: &Texts, look: &Look) -> Vec<String> {
    let columns = look.table.headers.iter().zip(&look.profiles).enumerate();
    let free = columns
        .filter(|(at, _)| look.fields.get(*at).is_none_or(Vec::is_empty))
        .map(|(_, column)| column);
    let say = |(header, profile): (&String, &Profile)| {
        let header = &shown(header, None, false);
        let dates = profile.is_ambiguous.then(|| {
            texts.phrase("inspect.either-date", &[("header", header), ("style", &profile.style)])
        });
        let ids = (profile.rounded > 0)
            .then(|| texts.count("inspect.rounded", profile.rounded, &[("header", header)]));
        dates.into_iter().chain(ids)
    };
    free.flat_map(say).collect()
}

/// The first rows as a run would read them.
fn rows(look: &Look, full: bool) -> Vec<String> {
    let Some(preview) = preview(look) else { return Vec::new() };
    let row = |(number, values): &(u32, Vec<(String, String)>)| {
        let value = |(field, value): &(String, String)| {
            format!("{} {}", field.replace('=', "→ "), shown_in(field, value, full))
        };
        format!("{number}: {}", values.iter().map(value).collect::<Vec<_>>().join(" · "))
    };
    preview.rows.iter().map(row).collect()
}

/// A value with addresses, phones and documents masked unless all is asked for, whatever column it stands in.
pub fn shown(text: &str, kind: Option<FieldKind>, full: bool) -> String {
    match kind {
        _ if full => text.to_owned(),
        Some(FieldKind::Phones) if !text.contains('@') => personal::masked_digits(text),
        _ => personal::masked(text),
    }
}

/// The same by the field that a value was read into: of a name the first word and an initial, of a company two letters, of ids that tell
/// whom they mean a code.
pub fn shown_in(field: &str, value: &str, full: bool) -> String {
    match field {
        _ if full => value.to_owned(),
        "name" => person::contact(PersonalData::Masked, value),
        "company" => person::company(PersonalData::Masked, value),
        "id" | "lead" if !personal::is_personal(value) => telling::code(value).into_owned(),
        "phone" => shown(value, Some(FieldKind::Phones), full),
        _ => shown(value, None, full),
    }
}

/// The same for a cell of a column that was read into some fields.
pub fn shown_of(fields: &[String], text: &str, kind: Option<FieldKind>, full: bool) -> String {
    let of_people = |field: &&String| matches!(field.as_str(), "name" | "company");
    match fields.iter().find(of_people) {
        Some(field) => shown_in(field, text, full),
        None => shown(text, kind, full),
    }
}

/// Columns that nothing reads and that hold errors of formulas; of the others the doubts of a run tell.
fn errors(texts: &Texts, look: &Look) -> Vec<String> {
    let is_told = |at: usize| {
        preview(look).is_some() && look.fields.get(at).is_some_and(|fields| !fields.is_empty())
    };
    let columns = look.table.headers.iter().zip(&look.profiles).enumerate();
    let failed = columns.filter(|(at, (_, own))| {
        own.errors > 0
            && !(is_told(*at) && matches!(look.table.columns.get(*at), Some(RawColumn::Cells(_))))
    });
    let told = |(_, (header, own)): (usize, (&String, &Profile))| {
        let column = shown(header, None, false);
        let values = [("column", &*column), ("value", &*own.error)];
        texts.count("inspect.errors", own.errors, &values)
    };
    failed.map(told).collect()
}

/// How many of a column's cells are empty, as a whole percentage.
fn empty_share(profile: &Profile) -> f64 {
    (profile.rows - profile.filled) as f64 / profile.rows.max(1) as f64
}
