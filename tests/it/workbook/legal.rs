//! What Excel enforces when it opens a workbook, checked on the parts of the file: a breach of any of it asks the reader to repair.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::parts::{Area, attribute, rows_and_columns, tags, text_between};
use crate::run::Sample;

const LONGEST_FORMULA: usize = 8_192;
const LONGEST_TEXT: usize = 32_767;
const LAST_ROW: u32 = 1_048_576;
const LAST_COLUMN: u32 = 16_384;

/// The parts of a workbook by name.
pub fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        parts.insert(name, String::from_utf8(bytes).unwrap());
    }
    parts
}

/// Everything wrong with a workbook.
pub fn wrongs(bytes: &[u8]) -> Vec<String> {
    let parts = parts(bytes);
    let of = |folder: &'static str| {
        parts.iter().filter(move |(name, _)| name.starts_with(folder) && name.ends_with(".xml"))
    };
    let mut wrong = book(&parts["xl/workbook.xml"]);
    let texts = shared(&parts["xl/sharedStrings.xml"]);
    wrong.extend(
        texts
            .iter()
            .filter(|text| unescaped(text).encode_utf16().count() > LONGEST_TEXT)
            .map(|text| format!("long text {text:.40}")),
    );
    let counts = parts["xl/sharedStrings.xml"]
        .split_once("uniqueCount=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .unwrap()
        .0;
    wrong.extend(
        (counts != texts.len().to_string())
            .then(|| format!("{counts} shared texts announced, {} there", texts.len())),
    );
    let styles = parts["xl/styles.xml"]
        .split_once("<cellXfs")
        .unwrap()
        .1
        .split_once("</cellXfs>")
        .unwrap()
        .0
        .matches("<xf ")
        .count();
    for (name, sheet) in of("xl/worksheets/sheet") {
        wrong.extend(
            cells(sheet, texts.len(), styles).into_iter().map(|what| format!("{name}: {what}")),
        );
        wrong.extend(rules(sheet).into_iter().map(|what| format!("{name}: {what}")));
        wrong
            .extend(related(name, sheet, &parts).into_iter().map(|what| format!("{name}: {what}")));
    }
    wrong.extend(tables(&parts, &texts));
    for (name, chart) in of("xl/charts/chart") {
        wrong.extend(
            drawn(chart, &parts["xl/workbook.xml"])
                .into_iter()
                .map(|what| format!("{name}: {what}")),
        );
    }
    let declared = &parts["[Content_Types].xml"];
    let undeclared = parts.keys().filter(|name| {
        name.ends_with(".xml") && !name.contains("_rels") && *name != "[Content_Types].xml"
    });
    wrong.extend(
        undeclared
            .filter(|name| !declared.contains(&format!("PartName=\"/{name}\"")))
            .map(|name| format!("{name} is not declared")),
    );
    wrong
}

/// Sheet names and defined names.
fn book(workbook: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let names: Vec<String> = tags(workbook, "sheet")
        .iter()
        .map(|tag| unescaped(attribute(tag, "name").unwrap()))
        .collect();
    let mut seen = BTreeSet::new();
    for name in &names {
        let is_legal = !name.is_empty()
            && name.encode_utf16().count() <= 31
            && !name.contains(['[', ']', ':', '*', '?', '/', '\\'])
            && !name.starts_with('\'')
            && !name.ends_with('\'');
        wrong.extend(
            (!is_legal || !seen.insert(name.to_lowercase())).then(|| format!("sheet name {name}")),
        );
    }
    let mut known = BTreeSet::new();
    for tag in tags(workbook, "definedName") {
        let (name, scope) =
            (attribute(tag, "name").unwrap(), attribute(tag, "localSheetId").unwrap_or(""));
        let letters = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '\\');
        let is_cell = !rows_and_columns(name).is_empty() && !name.starts_with("_xlnm");
        let is_legal = name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '\\')
            && name.chars().all(letters)
            && !is_cell;
        wrong.extend(
            (!is_legal || !known.insert((name.to_lowercase(), scope)))
                .then(|| format!("defined name {name}")),
        );
    }
    let mut refers = workbook
        .split("<definedName ")
        .skip(1)
        .filter_map(|rest| text_between(rest, ">", "</definedName>"));
    wrong.extend(
        refers
            .find(|target| target.contains("#REF!") || target.is_empty())
            .map(|target| format!("defined as {target}")),
    );
    wrong
}

fn shared(part: &str) -> Vec<String> {
    let texts: Vec<String> = part
        .split("<si>")
        .skip(1)
        .map(|rest| rest.split("</si>").next().unwrap().to_owned())
        .collect();
    texts
        .iter()
        .map(|text| text.split_once('>').unwrap().1.rsplit_once("</t>").unwrap().0.to_owned())
        .collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// Cells stand in order, once each, with a text and a style that exist, and formulas of legal length with a result.
fn cells(sheet: &str, texts: usize, styles: usize) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut last = (0, 0);
    for rest in sheet.split("<c ").skip(1) {
        let (tag, body) = rest.split_once('>').unwrap();
        let body = if tag.ends_with('/') { "" } else { body.split("</c>").next().unwrap() };
        let Some(at) = attribute(tag, "r").and_then(|at| rows_and_columns(at).first().copied())
        else {
            wrong.push(format!("cell {tag}"));
            continue;
        };
        wrong.extend(
            (at <= last || at.0 > LAST_ROW || at.1 > LAST_COLUMN)
                .then(|| format!("cell {at:?} after {last:?}")),
        );
        last = at;
        let style = attribute(tag, "s").map_or(0, |style| style.parse::<usize>().unwrap());
        wrong.extend((style >= styles).then(|| format!("style {style} of {at:?}")));
        let value = text_between(body, "<v>", "</v>");
        if attribute(tag, "t") == Some("s") {
            let index = value.and_then(|value| value.parse::<usize>().ok());
            wrong.extend(
                index.is_none_or(|index| index >= texts).then(|| format!("text of {at:?}")),
            );
        }
        if let Some(formula) = text_between(body, "<f>", "</f>") {
            let is_legal = unescaped(formula).chars().count() <= LONGEST_FORMULA
                && !formula.contains("#REF!")
                && !formula.starts_with('=');
            wrong.extend(
                (!is_legal || value.is_none()).then(|| format!("formula of {at:?}: {formula:.60}")),
            );
        }
    }
    wrong
}

/// Merges, validations and conditional formats lie on the sheet and do not meet where they must not.
fn rules(sheet: &str) -> Vec<String> {
    let areas = |name: &str, key: &str| -> Vec<Area> {
        tags(sheet, name)
            .iter()
            .flat_map(|tag| attribute(tag, key).unwrap().split(' '))
            .map(Area::of)
            .collect()
    };
    let (merged, asked) = (areas("mergeCell", "ref"), areas("dataValidation", "sqref"));
    let mut wrong = Vec::new();
    for (kind, all) in [("merges", &merged), ("validations", &asked)] {
        for (place, one) in all.iter().enumerate() {
            wrong.extend(
                all.iter()
                    .skip(place + 1)
                    .filter(|other| one.meets(other))
                    .map(|other| format!("{kind} {one:?} and {other:?} meet")),
            );
        }
    }
    let formats = areas("conditionalFormatting", "sqref");
    wrong.extend(
        merged
            .iter()
            .chain(&asked)
            .chain(&formats)
            .filter(|area| !area.is_legal())
            .map(|area| format!("area {area:?}")),
    );
    let priorities: Vec<&str> =
        tags(sheet, "cfRule").iter().map(|tag| attribute(tag, "priority").unwrap()).collect();
    let unique: BTreeSet<&&str> = priorities.iter().collect();
    wrong.extend((unique.len() < priorities.len()).then(|| "two rules of one priority".to_owned()));
    // What older readers of the format do not know, and openpyxl warns of.
    wrong.extend(sheet.contains("<extLst").then(|| "an extension".to_owned()));
    wrong
}

/// Every relation a sheet or its drawing names leads to a part.
fn related(name: &str, sheet: &str, parts: &BTreeMap<String, String>) -> Vec<String> {
    let rels = format!("xl/worksheets/_rels/{}.rels", name.rsplit('/').next().unwrap());
    let known = parts.get(&rels).map(String::as_str).unwrap_or_default();
    let asked =
        sheet.split("r:id=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(id, _)| id);
    let mut wrong: Vec<String> = asked
        .filter(|id| !known.contains(&format!("Id=\"{id}\"")))
        .map(|id| format!("relation {id} leads nowhere"))
        .collect();
    for tag in
        tags(known, "Relationship").iter().filter(|tag| attribute(tag, "TargetMode").is_none())
    {
        let target = attribute(tag, "Target").unwrap().replace("../", "xl/");
        wrong.extend((!parts.contains_key(&target)).then(|| format!("no part {target}")));
    }
    wrong
}

/// Tables: names and ids unique in the book, heads as in the cells, at least a row, none over another.
fn tables(parts: &BTreeMap<String, String>, texts: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    let (mut names, mut ids) = (BTreeSet::new(), BTreeSet::new());
    let workbook = &parts["xl/workbook.xml"];
    let defined: BTreeSet<String> = tags(workbook, "definedName")
        .iter()
        .map(|tag| attribute(tag, "name").unwrap().to_lowercase())
        .collect();
    for (name, sheet) in parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")) {
        let rels =
            parts.get(&format!("xl/worksheets/_rels/{}.rels", name.rsplit('/').next().unwrap()));
        let own = rels.map(|rels| tags(rels, "Relationship")).unwrap_or_default();
        let targets = own
            .iter()
            .map(|tag| attribute(tag, "Target").unwrap())
            .filter(|target| target.contains("tables/"));
        let own: Vec<&String> =
            targets.map(|target| &parts[&target.replace("../", "xl/")]).collect();
        let announced = tags(sheet, "tablePart").len();
        wrong.extend(
            (announced != own.len())
                .then(|| format!("{name}: {announced} tables announced, {} there", own.len())),
        );
        let mut areas: Vec<Area> = Vec::new();
        for table in own {
            let head = &tags(table, "table")[0];
            let (title, id) =
                (attribute(head, "displayName").unwrap(), attribute(head, "id").unwrap());
            let is_plain = title.chars().all(|c| c.is_alphanumeric() || c == '_')
                && title.starts_with(char::is_alphabetic);
            let is_new = names.insert(title.to_lowercase())
                && ids.insert(id.to_owned())
                && !defined.contains(&title.to_lowercase());
            wrong.extend(
                (!is_plain || !is_new || !rows_and_columns(title).is_empty())
                    .then(|| format!("table name {title}")),
            );
            let area = Area::of(attribute(head, "ref").unwrap());
            wrong.extend(
                areas
                    .iter()
                    .filter(|other| other.meets(&area))
                    .map(|other| format!("{title} lies over {other:?}")),
            );
            wrong.extend(
                (!area.is_legal() || area.last.0 == area.first.0)
                    .then(|| format!("{title}: {area:?}")),
            );
            wrong.extend(
                heads(sheet, table, &area, texts)
                    .into_iter()
                    .map(|what| format!("{title}: {what}")),
            );
            areas.push(area);
        }
    }
    wrong
}

fn heads(sheet: &str, table: &str, area: &Area, texts: &[String]) -> Vec<String> {
    let columns: Vec<String> = tags(table, "tableColumn")
        .iter()
        .map(|tag| attribute(tag, "name").unwrap().to_owned())
        .collect();
    let mut wrong = Vec::new();
    let unique: BTreeSet<String> = columns.iter().map(|column| column.to_lowercase()).collect();
    let width = usize::try_from(area.last.1 - area.first.1 + 1).unwrap();
    wrong.extend(
        (unique.len() < columns.len() || columns.len() != width)
            .then(|| format!("columns {columns:?}")),
    );
    for (place, column) in (area.first.1..).zip(&columns) {
        let cell = super::parts::named(area.first.0, place);
        let shown = sheet
            .split_once(&format!("<c r=\"{cell}\""))
            .and_then(|(_, rest)| text_between(rest, "<v>", "</v>"));
        let shown =
            shown.and_then(|index| index.parse::<usize>().ok()).and_then(|index| texts.get(index));
        wrong.extend(
            (shown != Some(column))
                .then(|| format!("head {column} but the cell {cell} says {shown:?}")),
        );
    }
    wrong
}

/// Charts draw cells of sheets that exist.
fn drawn(chart: &str, workbook: &str) -> Vec<String> {
    let ranges = chart
        .split("<c:f>")
        .skip(1)
        .filter_map(|rest| rest.split_once("</c:f>"))
        .map(|(range, _)| unescaped(range));
    let sheets: Vec<String> = tags(workbook, "sheet")
        .iter()
        .map(|tag| unescaped(attribute(tag, "name").unwrap()))
        .collect();
    let is_known = |range: &String| {
        let (sheet, cells) = range.rsplit_once('!').unwrap_or_default();
        sheets.iter().any(|known| known == sheet.trim_matches('\''))
            && Area::of(&cells.replace('$', "")).is_legal()
    };
    ranges.filter(|range| !is_known(range)).map(|range| format!("range {range}")).collect()
}

#[test]
fn nothing_in_the_workbooks_asks_for_a_repair() {
    for sample in Sample::all().map(Sample::run) {
        let found = wrongs(&sample.report("acordo_2026-11-23.xlsx"));
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

/// Today on the deliveries, a decision on a trend: their markers are what the reader looks for.
#[test]
fn markers_of_charts_are_drawn() {
    for sample in Sample::all().map(Sample::run) {
        let parts = parts(&sample.report("acordo_2026-11-23.xlsx"));
        let charts =
            || parts.iter().filter(|(name, _)| name.starts_with("xl/charts/")).map(|(_, xml)| xml);
        let drawn = |symbol: &str| {
            charts()
                .filter(|xml| {
                    tags(xml, "c:symbol").iter().any(|tag| attribute(tag, "val") == Some(symbol))
                })
                .count()
        };
        assert!(
            drawn("circle") > 0 && drawn("diamond") > 0,
            "{} circles, {} diamonds",
            drawn("circle"),
            drawn("diamond")
        );
    }
}

/// A check that finds nothing must be able to find something.
#[test]
fn what_excel_refuses_is_found() {
    assert_eq!(book("<sheet name=\"a/b\"/><sheet name=\"Data\"/><sheet name=\"data\"/><definedName name=\"A1\">x</definedName>").len(), 3);
    let cell = |body: &str| format!("<c r=\"B2\" s=\"0\">{body}</c>");
    assert_eq!(cells(&cell("<f>1+1</f>"), 0, 1).len(), 1, "a formula without result");
    assert_eq!(
        cells(&cell(&format!("<f>{}</f><v>0</v>", "1+".repeat(5_000))), 0, 1).len(),
        1,
        "too long"
    );
    assert_eq!(cells(&cell("<f>1+1</f><v>2</v>"), 0, 1), [""; 0]);
    assert_eq!(rules("<mergeCell ref=\"A1:B2\"/><mergeCell ref=\"B2:C3\"/>").len(), 1);
    assert_eq!(rules("<dataValidation sqref=\"A1\"/><dataValidation sqref=\"B1\"/>"), [""; 0]);
    assert_eq!(rules("<extLst/>").len(), 1);
}
