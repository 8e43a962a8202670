//! The tags of an XML part, one after the other, for what the library does not tell of a sheet: merged cells and hidden rows.

use memchr::memmem::Finder;

use super::formats::{self, Formats};
use super::plain::{Feed, Stop};
use crate::intake::archive::{self, Part};
use crate::intake::limits::ROWS;
use crate::intake::shape::{self, Shape};
use crate::intake::trouble::{Fault, Trouble};

/// The tags of a part, read to its end.
pub(super) struct Tags<'f, 'p, 'z> {
    feed: &'f mut Feed<'p, 'z>,
    end: Finder<'static>,
    tag: String,
    before: String,
}

/// A tag with its attributes.
pub(super) struct Tag<'t> {
    /// Its name without prefix; `/` before that of a closing tag.
    pub(super) name: &'t str,
    /// The name without prefix of an element that it closes.
    pub(super) closes: &'t str,
    attributes: &'t str,
    /// The text between the tag before it and this one, as far as it has no `>`.
    pub(super) before: &'t str,
}

impl<'f, 'p, 'z> Tags<'f, 'p, 'z> {
    pub(super) fn new(feed: &'f mut Feed<'p, 'z>) -> Self {
        Self { feed, end: Finder::new(">"), tag: String::new(), before: String::new() }
    }

    /// The next tag; nothing at the end of the part.
    pub(super) fn next(&mut self) -> Result<Option<Tag<'_>>, Stop> {
        self.tag.clear();
        self.before.clear();
        loop {
            let piece = match self.feed.through(&self.end) {
                Ok(piece) => piece,
                Err(Stop::Declined) => return Ok(None),
                Err(stop) => return Err(stop),
            };
            // A text before the tag; one that holds a `>` itself begins none.
            let from = if self.tag.is_empty() { piece.rfind('<') } else { Some(0) };
            if self.tag.is_empty() {
                self.before.push_str(from.and_then(|from| piece.get(..from)).unwrap_or_default());
            }
            self.tag.push_str(from.and_then(|from| piece.get(from..)).unwrap_or_default());
            if !self.tag.is_empty() && !is_within_quotes(&self.tag) {
                return Ok(Some(Tag { before: &self.before, ..Tag::of(&self.tag) }));
            }
        }
    }
}

fn is_within_quotes(tag: &str) -> bool {
    let mut open = None;
    for byte in tag.bytes().filter(|byte| matches!(byte, b'"' | b'\'')) {
        match open {
            None => open = Some(byte),
            Some(quote) if quote == byte => open = None,
            Some(_) => {}
        }
    }
    open.is_some()
}

impl<'t> Tag<'t> {
    fn of(tag: &'t str) -> Self {
        let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
        let end = inner.find(|c: char| c.is_whitespace()).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at_checked(end).unwrap_or((inner, ""));
        let is_closing = name.starts_with('/');
        let bare = name.rsplit(':').next().unwrap_or(name).trim_start_matches('/');
        let (name, closes) = if is_closing { ("/", bare) } else { (bare, "") };
        Self { name, closes, attributes, before: "" }
    }

    /// An attribute's value, its entities left as they are; the name is given without prefix.
    pub(super) fn attribute(&self, wanted: &str) -> Option<&'t str> {
        let mut rest = self.attributes;
        loop {
            let (name, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, after) = after.get(1..)?.split_once(quote)?;
            if name.trim().rsplit(':').next() == Some(wanted) {
                return Some(value);
            }
            rest = after;
        }
    }

    /// A number of times, 1 where nothing is said, never more than a sheet has rows.
    pub(super) fn times(&self, wanted: &str) -> u32 {
        let said = self.attribute(wanted).and_then(|value| value.parse::<u32>().ok());
        said.unwrap_or(1).clamp(1, ROWS)
    }
}

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

/// A text without its five entities.
pub(super) fn plain(text: &str) -> String {
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}
