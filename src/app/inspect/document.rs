//! The inspection as JSON (`schema: 1`): one object a file, `error` where it could not be read.

use serde_json::{Map, Value, json};

use crate::issue::Issue;
use crate::mapping::preview::Preview;

use super::Seen;
use super::words::{kind_word, said, shown, shown_in, shown_of};
use crate::app::look::Look;

/// The whole document.
pub fn document(seen: &[Seen], full: bool) -> String {
    let files: Vec<Value> = seen.iter().map(|one| file(one, full)).collect();
    format!("{:#}", json!({ "schema": 1, "files": files }))
}

fn file((path, look): &Seen, full: bool) -> Value {
    let path = path.to_string_lossy();
    match look {
        Ok(look) => read(&path, look, full),
        Err(error) => {
            json!({ "path": path, "error": { "code": error.trouble.code().word(), "found": error.found } })
        }
    }
}

fn read(path: &str, look: &Look, full: bool) -> Value {
    let table = &look.table;
    let (preview, refused) = match &look.preview {
        Some(Ok(preview)) => (Some(preview), None),
        Some(Err(issues)) => (None, Some(issues)),
        None => (None, None),
    };
    json!({
        "path": path,
        "error": null,
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "other_sheets": table.other_sheets,
        "alike_sheets": table.alike_sheets,
        "hidden_sheets": table.hidden_sheets,
        "header_row": table.header_row,
        "rows": table.rows.len(),
        "left_out": table.left_out.iter().map(|(row, why, first)| json!({ "row": row, "reason": why.word(), "first": shown(first, None, full) })).collect::<Vec<_>>(),
        "preset": look.source.as_ref().and_then(|source| source.preset.clone()),
        "table": look.source.as_ref().map(|source| source.table.word()),
        "columns": columns(look, preview, full),
        "words": preview.map(|preview| words(preview, full)),
        "first_rows": preview.map(|preview| rows(preview, full)),
        "doubts": preview.map(|preview| preview.issues.iter().map(issue).collect::<Vec<_>>()).unwrap_or_default(),
        "refused": refused.map(|issues| issues.iter().map(issue).collect::<Vec<_>>()),
    })
}

fn columns(look: &Look, preview: Option<&Preview>, full: bool) -> Vec<Value> {
    let columns = look.table.headers.iter().zip(&look.profiles).enumerate();
    columns
        .map(|(at, (header, profile))| {
            let fields = look.fields.get(at).cloned().unwrap_or_default();
            let (kind, style) = said(look, preview, &fields, profile);
            json!({
                "header": shown(header, None, full),
                "fields": fields,
                "kind": kind.map(kind_word),
                "style": style,
                "empty": if profile.rows == 0 { 0.0 } else { (profile.rows - profile.filled) as f64 / profile.rows as f64 },
                "errors": profile.errors,
                "first": profile.first.iter().map(|text| shown_of(&fields, text, kind, full)).collect::<Vec<_>>(),
            })
        })
        .collect()
}

fn words(preview: &Preview, full: bool) -> Value {
    let of = |list: &Vec<crate::mapping::preview::Word>| {
        list.iter()
            .take(50)
            .map(|word| json!({ "word": shown(&word.text, None, full), "rows": word.count, "means": word.means }))
            .collect::<Vec<_>>()
    };
    let has_meaning = |field: &str| {
        crate::mapping::fields::canonical_words(field).is_some() || field.ends_with("reason")
    };
    Value::Object(
        preview
            .words
            .iter()
            .filter(|(field, _)| has_meaning(field))
            .map(|(field, list)| (field.clone(), Value::from(of(list))))
            .collect(),
    )
}

fn rows(preview: &Preview, full: bool) -> Vec<Value> {
    let row = |(number, values): &(u32, Vec<(String, String)>)| {
        let mut object = Map::new();
        object.insert("row".to_owned(), Value::from(*number));
        for (field, value) in values {
            object.insert(field.clone(), Value::from(shown_in(field, value, full)));
        }
        Value::Object(object)
    };
    preview.rows.iter().map(row).collect()
}

fn issue(issue: &Issue) -> Value {
    let mut object = Map::new();
    object.insert("code".to_owned(), Value::from(issue.code.word()));
    for (name, value) in &issue.values {
        object.insert((*name).to_owned(), Value::from(shown(value, None, false)));
    }
    Value::Object(object)
}
