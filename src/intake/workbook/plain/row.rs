//! One row of a worksheet as nearly every program writes it, taken apart without a parser for all of XML.

use std::borrow::Cow;
use std::sync::Arc;

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};

use crate::intake::workbook::cells::Taken;
use crate::intake::workbook::feed::Stop;
use crate::model::column::TextColumn;

/// Letters of the last column that a sheet can have, and digits of its last row.
const MOST_LETTERS: usize = 3;
const MOST_DIGITS: usize = 7;

/// How a number with a style is shown, as the library that reads all other workbooks tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Number,
    Moment,
    Duration,
}

/// What a sheet's cells refer to.
pub(super) struct Context {
    /// The list of strings.
    pub(super) strings: TextColumn,
    /// By number of the style.
    pub(super) styles: Vec<Shown>,
    /// The number format of each style; nothing for those that come with every program.
    pub(super) formats: Vec<Option<Arc<str>>>,
    /// Days are counted from 1904.
    pub(super) late: bool,
}

/// Where the next cell stands when it does not say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Position {
    pub(super) row: u32,
    column: u32,
}

impl Position {
    /// Goes to the first cell of the next row.
    pub(super) fn end_row(&mut self) {
        *self = Self { row: self.row.saturating_add(1), column: 0 };
    }
}

/// What is left of a piece of XML.
pub(super) struct Scanner<'a> {
    pub(super) rest: &'a str,
}

impl<'a> Scanner<'a> {
    /// Passes a text that must stand here.
    fn expect(&mut self, text: &str) -> Result<(), Stop> {
        if self.eat(text) { Ok(()) } else { Err(Stop::Declined) }
    }

    /// Passes a text if it stands here.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    pub(super) fn skip_blanks(&mut self) {
        if self.rest.as_bytes().first().is_some_and(u8::is_ascii_whitespace) {
            self.rest = self.rest.trim_ascii_start();
        }
    }

    /// What stands before a sign, which is passed.
    fn until(&mut self, sign: u8) -> Result<&'a str, Stop> {
        let at = memchr::memchr(sign, self.rest.as_bytes()).ok_or(Stop::Declined)?;
        let before = self.rest.get(..at).ok_or(Stop::Declined)?;
        self.rest = self.rest.get(at + 1..).ok_or(Stop::Declined)?;
        Ok(before)
    }

    /// The attributes of a tag whose name was passed, and whether the tag is closed at once.
    pub(super) fn attributes(
        &mut self,
        mut each: impl FnMut(&'a str, &'a str),
    ) -> Result<bool, Stop> {
        loop {
            let before = self.rest.len();
            self.skip_blanks();
            match self.rest.as_bytes().first() {
                Some(b'>') => return self.expect(">").map(|()| false),
                Some(b'/') => return self.expect("/>").map(|()| true),
                // Another element, whose name only begins alike.
                _ if self.rest.len() == before => return Err(Stop::Declined),
                _ => {}
            }
            let name = self.until(b'=')?;
            self.expect("\"")?;
            let value = self.until(b'"')?;
            if name.bytes().any(|byte| {
                byte.is_ascii_whitespace() || matches!(byte, b'<' | b'>' | b'"' | b'\'')
            }) {
                return Err(Stop::Declined);
            }
            each(name, value);
        }
    }

    /// A text up to the next tag, its entities undone; what is written in other ways is left to others.
    fn text(&mut self) -> Result<Cow<'a, str>, Stop> {
        let at = memchr::memchr(b'<', self.rest.as_bytes()).ok_or(Stop::Declined)?;
        let (text, rest) = self.rest.split_at_checked(at).ok_or(Stop::Declined)?;
        self.rest = rest;
        if memchr::memchr3(b'&', b'\r', b'_', text.as_bytes()).is_none() {
            return Ok(Cow::Borrowed(text));
        }
        if text.contains('\r') || is_escaped(text) {
            return Err(Stop::Declined);
        }
        if text.contains('&') { unescaped(text).map(Cow::Owned) } else { Ok(Cow::Borrowed(text)) }
    }

    /// The content of `<t …>` or `<t/>`, the blanks around it gone unless they are to be kept.
    pub(super) fn run(&mut self) -> Result<Cow<'a, str>, Stop> {
        self.expect("<t")?;
        let mut is_kept = false;
        if self.attributes(|name, value| is_kept |= name == "xml:space" && value == "preserve")? {
            return Ok(Cow::Borrowed(""));
        }
        let text = self.text()?;
        self.expect("</t>")?;
        let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n');
        Ok(match text {
            text if is_kept => text,
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(is_blank)),
            Cow::Owned(text) => Cow::Owned(text.trim_matches(is_blank).to_owned()),
        })
    }

    /// The next cell of a row, or its end; `at` moves on.
    pub(super) fn cell<'c>(
        &mut self,
        context: &'c Context,
        at: &mut Position,
    ) -> Result<Option<Taken<'c>>, Stop> {
        self.skip_blanks();
        if self.eat("</row>") {
            return Ok(None);
        }
        self.expect("<c")?;
        let (mut place, mut style, mut kind) = (None, None, None);
        let is_closed = self.attributes(|name, value| match name {
            "r" => place = Some(value),
            "s" => style = Some(value),
            "t" => kind = Some(value),
            _ => {}
        })?;
        let (row, column) = place.map_or(Ok((at.row, at.column)), reference)?;
        at.column = column.saturating_add(1);
        let (place, value) = ((row, column), DataRef::Empty);
        let mut taken = Taken { place, value, has_formula: false, format: None };
        if !is_closed {
            self.content(context, style, kind, &mut taken)?;
        }
        Ok(Some(taken))
    }

    fn content<'c>(
        &mut self,
        context: &'c Context,
        style: Option<&str>,
        kind: Option<&str>,
        taken: &mut Taken<'c>,
    ) -> Result<(), Stop> {
        self.skip_blanks();
        if self.eat("<f>") {
            self.text()?;
            self.expect("</f>")?;
            taken.has_formula = true;
            self.skip_blanks();
        }
        if self.eat("<v>") {
            let text = self.text()?;
            self.expect("</v>")?;
            taken.value = value(context, text, style, kind)?;
        } else if self.eat("<v/>") || self.eat("<v />") {
            // No value.
        } else if self.eat("<is>") {
            let text = self.run()?;
            self.expect("</is>")?;
            taken.value = DataRef::String(text.into_owned());
        }
        if matches!(taken.value, DataRef::Float(_)) {
            taken.format = style.and_then(|style| format_of(context, style));
        }
        self.skip_blanks();
        self.expect("</c>")
    }
}

fn value<'c>(
    context: &'c Context,
    text: Cow<str>,
    style: Option<&str>,
    kind: Option<&str>,
) -> Result<DataRef<'c>, Stop> {
    Ok(match kind {
        Some("n" | "s" | "str" | "b") | None if text.is_empty() => DataRef::Empty,
        Some("s") => {
            let at = number(&text, 9)?;
            if at >= context.strings.len() {
                return Err(Stop::Declined);
            }
            DataRef::SharedString(context.strings.get(at).unwrap_or_default())
        }
        Some("str") => DataRef::String(text.into_owned()),
        Some("b") if text == "0" || text == "1" => DataRef::Bool(text == "1"),
        Some("d") => DataRef::DateTimeIso(text.into_owned()),
        Some("e") => DataRef::Error(text.parse().map_err(|_| Stop::Declined)?),
        Some("n") | None => {
            let is_plain = text.bytes().all(|byte| {
                byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E')
            });
            let number: f64 = text
                .parse()
                .ok()
                .filter(|_| is_plain && !text.starts_with('+'))
                .ok_or(Stop::Declined)?;
            shown(
                number,
                style.map_or(Ok(Shown::Number), |style| style_of(context, style))?,
                context.late,
            )
        }
        _ => return Err(Stop::Declined),
    })
}

fn style_of(context: &Context, style: &str) -> Result<Shown, Stop> {
    Ok(context.styles.get(number(style, 5)?).copied().unwrap_or(Shown::Number))
}

fn format_of<'c>(context: &'c Context, style: &str) -> Option<&'c Arc<str>> {
    context.formats.get(number(style, 5).ok()?)?.as_ref()
}

fn shown(number: f64, shown: Shown, late: bool) -> DataRef<'static> {
    let kind = match shown {
        Shown::Number => return DataRef::Float(number),
        Shown::Moment => ExcelDateTimeType::DateTime,
        Shown::Duration => ExcelDateTimeType::TimeDelta,
    };
    DataRef::DateTime(ExcelDateTime::new(number, kind, late))
}

/// `B12` as row and column from 0.
fn reference(text: &str) -> Result<(u32, u32), Stop> {
    let digits = text.find(|c: char| c.is_ascii_digit()).ok_or(Stop::Declined)?;
    let (letters, digits) = text.split_at_checked(digits).ok_or(Stop::Declined)?;
    if letters.is_empty()
        || letters.len() > MOST_LETTERS
        || !letters.bytes().all(|byte| byte.is_ascii_uppercase())
    {
        return Err(Stop::Declined);
    }
    let column =
        letters.bytes().fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
    Ok((row_number(digits)?, column - 1))
}

/// A row's number as written, from 0.
pub(super) fn row_number(text: &str) -> Result<u32, Stop> {
    let row = u32::try_from(number(text, MOST_DIGITS)?).map_err(|_| Stop::Declined)?;
    row.checked_sub(1).ok_or(Stop::Declined)
}

fn number(text: &str, most_digits: usize) -> Result<usize, Stop> {
    let is_plain = !text.is_empty()
        && text.len() <= most_digits
        && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain).ok_or(Stop::Declined)
}

/// A sign that XML cannot hold, written as `_x000D_`.
fn is_escaped(text: &str) -> bool {
    text.match_indices("_x").any(|(at, _)| {
        let code = text.as_bytes().get(at + 2..at + 7);
        code.is_some_and(|code| {
            code.ends_with(b"_") && code.iter().take(4).all(u8::is_ascii_hexdigit)
        })
    })
}

fn unescaped(text: &str) -> Result<String, Stop> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (entity, after) = after.split_once(';').ok_or(Stop::Declined)?;
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => return Err(Stop::Declined),
        });
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}
