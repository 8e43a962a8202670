//! The tags of an XML part, one after the other.

use memchr::memmem::Finder;

use super::feed::{Feed, Stop};
use crate::intake::limits::ROWS;

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

/// A text without its five entities.
pub(super) fn plain(text: &str) -> String {
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}
