//! How results look and where they lead: `[brand]` and `[links]`.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use super::kind::{self, Kind};
use super::problem::Problem;
use super::reader::Table;
use crate::model::agreement::Agreement;
use crate::model::brand::{Bitmap, Brand, LEAST_CONTRAST, Logo, Paint};
use crate::model::links::{Address, Links};
use crate::model::plain;

/// Bytes of a logo: each letter and each workbook carries it.
const LARGEST_LOGO: u64 = 200_000;
/// Pixels of one of its sides.
const LONGEST_SIDE: u32 = 2_000;

/// Reads `[links]`.
pub fn links(top: &Table<'_>) -> Links {
    let Some(table) = top.table("links") else { return Links::default() };
    let address = || Kind::spelt("bad-value", "@link", Address::of);
    let links =
        Links { lead: table.read("lead", &address()), deal: table.read("deal", &address()) };
    table.close();
    links
}

/// Reads `[brand]`; the logo's file is looked at by [`with_logo`].
pub fn brand(top: &Table<'_>, folder: &Path) -> Brand {
    let Some(table) = top.table("brand") else { return Brand::default() };
    let named = table.read("logo", &kind::path());
    let line = table.get("logo").map_or(0, |value| value.at(()).line);
    let brand = Brand {
        name: table.read("name", &kind::text()),
        logo: named.map(|name| Logo { file: folder.join(name), line, picture: None }),
        colour: colour(&table),
    };
    table.close();
    brand
}

/// A colour on which white letters can be read; of another the contrast is told.
fn colour(table: &Table<'_>) -> Option<Paint> {
    let paint = table.read("colour", &Kind::spelt("bad-value", "@colour", Paint::of))?;
    let contrast = paint.contrast_with_white();
    if contrast < LEAST_CONTRAST {
        // Cut, not rounded: 4.499 is not what is asked.
        let found = format!("{} ({:.2}:1)", paint.hex(), (contrast * 100.0).floor() / 100.0);
        let at = table.get("colour").map(|value| value.at(()));
        at.iter().for_each(|at| at.refuse(table.file(), "low-contrast", &found, "@contrast"));
        return None;
    }
    Some(paint)
}

/// The agreement with the picture of its logo, or what is wrong with the file.
pub fn with_logo(mut agreement: Agreement) -> Result<Agreement, Vec<Problem>> {
    let Some(logo) = &mut agreement.report.brand.logo else { return Ok(agreement) };
    let Some(picture) = bitmap(&logo.file) else {
        let found = (&*logo.file.to_string_lossy(), "@logo");
        return Err(vec![Problem::at(logo.line, "brand.logo", "bad-logo", found)]);
    };
    logo.picture = Some(picture);
    Ok(agreement)
}

/// The picture of a file; nothing of a file that is none, is too large, or is no whole PNG.
fn bitmap(path: &Path) -> Option<Bitmap> {
    let about = std::fs::metadata(path).ok()?;
    let bytes = Some(()).filter(|()| about.len() <= LARGEST_LOGO).and(plain::read(path).ok())?;
    let mut reader = png::Decoder::new(Cursor::new(&bytes)).read_info().ok()?;
    let (width, height) = reader.info().size();
    if width.max(height) > LONGEST_SIDE {
        return None;
    }
    let mut pixels = vec![0; reader.output_buffer_size()?];
    reader.next_frame(&mut pixels).ok()?;
    Some(Bitmap { png: Arc::from(bytes), width, height })
}
