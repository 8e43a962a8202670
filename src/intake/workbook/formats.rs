//! The number formats of a workbook's own, which the library keeps to itself: what stands in them beside a number is part of what
//! people see in its cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::feed::{Feed, Stop};
use super::tags::{Tags, plain};
use crate::intake::archive::{self, Part};

/// The number format of each style; nothing for those that come with every program, which show a number as its reader's own
/// settings say.
pub(super) type Formats = Vec<Option<Arc<str>>>;

/// The format of an amount whose cell says its currency by itself, as `.ods` files do.
pub(super) fn of_code(code: &str) -> Arc<str> {
    format!("[${}]", plain(code)).into()
}

/// The formats of an `.xlsx`; none where its styles cannot be read.
pub(super) fn of_xlsx(bytes: &[u8]) -> Formats {
    part(bytes, "styles.xml", |part| styles(part).ok()).unwrap_or_default()
}

/// Reads the part of styles.
pub(super) fn part<T>(
    bytes: &[u8],
    name: &str,
    read: impl FnOnce(&mut Part) -> Option<T>,
) -> Option<T> {
    let names = archive::names(bytes).ok()?;
    let at = names.iter().position(|own| own.to_ascii_lowercase().ends_with(name))?;
    archive::with_part(bytes, at, read).ok()?
}

fn styles(part: &mut Part) -> Result<Formats, Stop> {
    let mut feed = Feed::new(part);
    let mut tags = Tags::new(&mut feed);
    let (mut codes, mut formats) = (BTreeMap::<String, Arc<str>>::new(), Formats::new());
    let (mut is_inside, mut is_past) = (false, false);
    while let Some(tag) = tags.next()? {
        match tag.name {
            "cellXfs" => is_inside = true,
            // Formats below these are numbered by others.
            "cellStyleXfs" | "cellStyles" | "dxfs" => {
                (is_inside, is_past) = (false, tag.name == "dxfs");
            }
            "numFmt" if !is_past => {
                let (id, code) = (tag.attribute("numFmtId"), tag.attribute("formatCode"));
                codes.extend(id.zip(code).map(|(id, code)| (id.to_owned(), written(code))));
            }
            "xf" if is_inside => {
                formats.push(tag.attribute("numFmtId").and_then(|id| codes.get(id)).cloned());
            }
            _ => {}
        }
    }
    Ok(formats)
}

/// A format code without entities; some programs write every sign beyond ASCII by its number.
fn written(code: &str) -> Arc<str> {
    let mut out = String::new();
    let mut rest = code;
    while let Some((before, after)) = rest.split_once("&#") {
        out.push_str(before);
        let sign = after.split_once(';').and_then(|(number, after)| {
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            Some((char::from_u32(number)?, after))
        });
        let (sign, after) = sign.unwrap_or(('#', after));
        out.push(sign);
        rest = after;
    }
    out.push_str(rest);
    plain(&out).into()
}
