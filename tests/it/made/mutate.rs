//! Files spoiled at random, each in one of the ways in which exports come to be spoiled.

use std::io::{Cursor, Read};

use super::text::gzipped;
use super::zipped;
use crate::support::dice::Dice;

/// A spoiled copy of a file.
pub fn mutated(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let is_zip = file.starts_with(b"PK");
    let is_packed = file.starts_with(&[0x1F, 0x8B]);
    let is_text = std::str::from_utf8(file).is_ok();
    match dice.below(10) {
        0 => cut(file, dice),
        1..=8 if is_zip => repacked(file, dice),
        1..=8 if is_packed => gzipped(&text(&inflated(file), dice)),
        1..=8 if is_text => text(file, dice),
        1..=5 => overwritten(file, dice),
        6 | 7 => moved(file, dice),
        _ => flipped(file, dice),
    }
}

fn flipped(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut file = file.to_vec();
    for _ in 0..=dice.below(8) {
        let at = dice.below(file.len().max(1));
        let mask = 1 << dice.below(8);
        file.get_mut(at).into_iter().for_each(|byte| *byte ^= mask);
    }
    file
}

fn cut(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    file[..dice.below(file.len().max(1))].to_vec()
}

/// A number in the bytes becomes one of those that parsers fear.
fn overwritten(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut file = file.to_vec();
    for _ in 0..=dice.below(3) {
        let width = dice.pick(&[1, 2, 4, 8]);
        let value = dice.pick(&[
            0,
            1,
            0x7F,
            0x80,
            0xFF,
            0xFFFF,
            0x7FFF_FFFF,
            0x8000_0000,
            0xFFFF_FFFE,
            u64::MAX,
        ]);
        let at = dice.below(file.len().max(1));
        file.iter_mut()
            .skip(at)
            .zip(value.to_le_bytes())
            .take(width)
            .for_each(|(byte, new)| *byte = new);
    }
    file
}

/// A run of bytes is repeated, or stands where another stood.
fn moved(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let start = dice.below(file.len().max(1));
    let end = (start + 1 + dice.below(200)).min(file.len());
    let at = dice.below(file.len().max(1));
    let skipped = if dice.chance(500) { end - start } else { 0 };
    [&file[..at], &file[start..end], &file[(at + skipped).min(file.len())..]].concat()
}

fn inflated(file: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(file).read_to_end(&mut text).unwrap();
    text
}

/// Lines and delimiters of a text, or the tags of a page.
fn text(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    if file.starts_with(b"<") && dice.chance(700) {
        return tags(file, dice);
    }
    match dice.below(6) {
        0 | 1 => lines(file, dice),
        2 | 3 => delimiters(file, dice),
        4 => quotes(file, dice),
        _ => moved(file, dice),
    }
}

fn lines(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
    for _ in 0..=dice.below(3) {
        let (from, to) = (dice.below(lines.len()), dice.below(lines.len()));
        match dice.below(3) {
            0 => lines.insert(to, lines[from]),
            1 => lines.swap(from, to),
            _ => drop(lines.remove(from)),
        }
        if lines.is_empty() {
            break;
        }
    }
    lines.concat()
}

fn delimiters(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let (share, new) = (dice.pick(&[5, 50, 500]), dice.pick(b";,\t|\r\0"));
    file.iter()
        .map(|byte| {
            if matches!(byte, b';' | b',' | b'\t' | b'|') && dice.chance(share) {
                new
            } else {
                *byte
            }
        })
        .collect()
}

fn quotes(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut file = file.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(file.len() + 1);
        file.insert(at, dice.pick(b"\"\\\n="));
    }
    file
}

/// Tags are doubled, dropped or made to span, numbers made wild.
fn tags(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'>').collect();
    let wild: [&[u8]; 6] = [
        b"<td colspan=99999 rowspan=99999>",
        b"<table><tr>",
        b"</table>",
        b"<!--",
        b"<script>",
        b"&#x110000;&amp",
    ];
    for _ in 0..=dice.below(4) {
        let (from, to) = (dice.below(parts.len()), dice.below(parts.len()));
        match dice.below(3) {
            0 => parts.insert(to, parts[from]),
            1 => parts.insert(to, dice.pick(&wild)),
            _ => drop(parts.remove(from)),
        }
        if parts.is_empty() {
            break;
        }
    }
    parts.concat()
}

/// A zip with one of its parts spoiled, gone, twice there or under another's name.
fn repacked(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut parts = unpacked(file);
    let at = dice.below(parts.len());
    match dice.below(10) {
        0 => drop(parts.remove(at)),
        1 => parts[at].0 = format!("{}x", parts[at].0),
        2 => {
            let other = dice.below(parts.len());
            parts[at].1 = parts[other].1.clone();
        }
        3 => parts[at].1 = flipped(&parts[at].1, dice),
        4 => parts[at].1 = cut(&parts[at].1, dice),
        5 if !parts[at].0.ends_with("xml") => parts[at].1 = overwritten(&parts[at].1, dice),
        5 => parts[at].1 = moved(&parts[at].1, dice),
        _ if parts[at].0.ends_with(".bin") => parts[at].1 = overwritten(&parts[at].1, dice),
        _ => parts[at].1 = xml(&parts[at].1, dice),
    }
    zipped(&parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect::<Vec<_>>())
}

/// The parts of a zip.
pub fn unpacked(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let count = zip.len();
    let one = |at: usize| {
        let mut part = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (String::from_utf8_lossy(part.name_raw()).into_owned(), bytes)
    };
    (0..count).map(one).collect()
}

/// A number of an XML part becomes a wild one, an element is doubled or dropped.
fn xml(part: &[u8], dice: &mut Dice) -> Vec<u8> {
    let numbers: Vec<usize> = part
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| !pair[0].is_ascii_digit() && pair[1].is_ascii_digit())
        .map(|(at, _)| at + 1)
        .collect();
    if numbers.is_empty() || dice.chance(400) {
        return tags(part, dice);
    }
    let wild = [
        "0",
        "-1",
        "1048576",
        "1048577",
        "4294967295",
        "18446744073709551616",
        "1e308",
        "9e999",
        "NaN",
        "",
        "16385",
    ];
    let mut part = part.to_vec();
    for _ in 0..=dice.below(2) {
        let at = dice.pick(&numbers).min(part.len());
        let end = at + part[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        part.splice(at..end, dice.pick(&wild).bytes());
    }
    part
}
