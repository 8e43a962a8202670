//! What the library does not tell of an `.xlsx` sheet: merged cells, hidden rows, and rows that no program reads.

use crate::intake::archive::{self, Part};
use crate::intake::shape::{self, Shape};
use crate::intake::trouble::{Fault, Trouble};

use super::feed::{Feed, Stop};
use super::formats::{self, Formats};
use super::tags::{Tag, Tags, plain};

/// A row or further rows behind the end of the cells: two versions of a sheet, one written over the other. No program reads them.
fn refuse_rows_behind(tag: &Tag) -> Result<(), Stop> {
    // An anchor of a drawing names its row in an element of the same name, without a number.
    let is_row = tag.name == "sheetData" || tag.name == "row" && tag.attribute("r").is_some();
    if is_row {
        return Err(Stop::Fault(Fault::new(Trouble::Torn, "</sheetData><row>")));
    }
    Ok(())
}

/// Takes from a tag of an `.xlsx` sheet what it says of merged cells.
fn merged(tag: &Tag, shape: &mut Shape) {
    if tag.name == "mergeCell" {
        tag.attribute("ref").into_iter().for_each(|reference| shape.merge_reference(reference));
    }
}

/// True for what an `.xlsx` sheet writes of a hidden row.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true")
}

/// What stands behind the cells of an `.xlsx` sheet, read to its end.
pub(super) fn tail(feed: &mut Feed, shape: &mut Shape) -> Result<(), Stop> {
    let mut tags = Tags::new(feed);
    while let Some(tag) = tags.next()? {
        refuse_rows_behind(&tag)?;
        merged(&tag, shape);
    }
    Ok(())
}

/// The whole of an `.xlsx` sheet, whatever wrote it.
fn of_xlsx(part: &mut Part, formats: &Formats) -> Result<Shape, Stop> {
    let mut feed = Feed::new(part);
    let (mut tags, mut shape) = (Tags::new(&mut feed), Shape::default());
    let (mut row, mut column, mut is_behind) = (0_u32, 0_u32, false);
    while let Some(tag) = tags.next()? {
        if is_behind {
            refuse_rows_behind(&tag)?;
        }
        is_behind |= tag.closes == "sheetData";
        if tag.name == "row" {
            let said = tag.attribute("r").and_then(|number| number.parse().ok());
            (row, column) = (said.unwrap_or(row.saturating_add(1)), 0);
            if tag.attribute("hidden").is_some_and(is_true) {
                shape.hide(row, row);
            }
        }
        if tag.name == "c" {
            let place = tag.attribute("r").and_then(shape::place);
            let place = place.unwrap_or((row.saturating_sub(1), column));
            column = place.1.saturating_add(1);
            let style = tag.attribute("s").and_then(|style| style.parse::<usize>().ok());
            let format = style.and_then(|style| formats.get(style)?.as_ref());
            format
                .into_iter()
                .for_each(|format| shape.dress((place.0 + 1, place.0 + 1), place.1, format));
        }
        merged(&tag, &mut shape);
    }
    Ok(shape)
}

/// A sheet of an `.xlsx` by its name, whatever the folder of its part; nothing is said where the workbook is put together in a way of its own.
pub(super) fn of_declined(bytes: &[u8], sheet: &str) -> Result<Shape, Fault> {
    let part = part_of(bytes, "workbook.xml", |part| {
        let mut feed = Feed::new(part);
        let mut tags = Tags::new(&mut feed);
        while let Some(tag) = tags.next()? {
            let is_own = || tag.attribute("name").is_some_and(|name| plain(name) == sheet);
            if tag.name == "sheet" && is_own() {
                return Ok(tag.attribute("id").map(plain));
            }
        }
        Ok(None)
    });
    let formats = formats::of_xlsx(bytes);
    let read = |part: &mut Part| of_xlsx(part, &formats);
    match part.and_then(|part| archive::with_part(bytes, part, read).ok()) {
        Some(Err(Stop::Fault(fault))) => Err(fault),
        Some(Ok(shape)) => Ok(shape),
        _ => Ok(Shape::default()),
    }
}

/// The part of a sheet: its relation as the list of sheets has it, then that relation's target.
pub(super) fn part_of(
    bytes: &[u8],
    list: &str,
    relation: impl FnOnce(&mut Part) -> Result<Option<String>, Stop>,
) -> Option<usize> {
    let names = archive::names(bytes).ok()?;
    let at = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
    let is_list = |name: &&String| {
        let folder = name.len().checked_sub(list.len()).and_then(|at| name.split_at_checked(at));
        folder.is_some_and(|(folder, own)| {
            own.eq_ignore_ascii_case(list) && (folder.is_empty() || folder.ends_with('/'))
        })
    };
    let whole = names.iter().find(is_list)?;
    let folder = whole.get(..whole.len() - list.len())?;
    let relation = archive::with_part(bytes, at(whole)?, relation).ok()?.ok()??;
    let relations = at(&format!("{folder}_rels/{list}.rels"))?;
    let target =
        archive::with_part(bytes, relations, |part| target(part, &relation).ok()?).ok()??;
    let below = target.trim_start_matches('/');
    at(below).or_else(|| at(&format!("{folder}{below}")))
}

fn target(part: &mut Part, relation: &str) -> Result<Option<String>, Stop> {
    let mut feed = Feed::new(part);
    let mut tags = Tags::new(&mut feed);
    while let Some(tag) = tags.next()? {
        if tag.attribute("Id") == Some(relation) {
            return Ok(tag.attribute("Target").map(plain));
        }
    }
    Ok(None)
}
