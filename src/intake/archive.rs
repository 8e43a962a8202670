//! The look inside a zipped workbook before any parser sees it (the only door to zip).

use std::collections::BTreeMap;
use std::io::{Cursor, ErrorKind, Read, Write};

use memchr::{memchr, memmem};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::trouble::{Fault, Limit, Trouble};

const ENTRIES: usize = 1_000;
const INFLATED: u64 = 1 << 30;
const RATIO: u64 = 200;
const RATIO_FROM: u64 = 1 << 20;
const HEAD: usize = 4096;
const COUNT: &[u8] = b"uniqueCount";
const MEDIA: [&str; 8] = [".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".bmp", ".tiff"];

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn open(bytes: &[u8]) -> Result<Archive<'_>, Fault> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| match error {
        // The directory stands at the end: a file cut short has none.
        ZipError::InvalidArchive(_) | ZipError::Io(_) => Fault::new(Trouble::Truncated, error),
        _ => Fault::new(Trouble::Corrupt, error),
    })
}

/// The paths of all parts of a ZIP, slashes forward; refused above the most parts a workbook has.
pub(super) fn names(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    let archive = open(bytes)?;
    if archive.len() > ENTRIES {
        return Err(Fault::new(Trouble::Beyond(Limit::Parts), archive.len()));
    }
    Ok(archive
        .file_names_raw()
        .map(|name| String::from_utf8_lossy(name).replace('\\', "/"))
        .collect())
}

/// Inflates every part once but those that are passed over, keeping nothing: what a part declares of itself proves nothing.
pub(super) fn check(bytes: &[u8], is_passed: &dyn Fn(&str) -> bool) -> Result<(), Fault> {
    let mut archive = open(bytes)?;
    if archive.has_duplicate_names() {
        return Err(Fault::new(Trouble::Corrupt, "duplicate parts"));
    }
    let mut total = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| part_fault(&error))?;
        let name = String::from_utf8_lossy(part.name_raw()).replace('\\', "/").to_ascii_lowercase();
        if is_passed(&name) {
            continue;
        }
        let packed = part.compressed_size().max(1);
        let (size, head) = inflate(&mut part, INFLATED.saturating_sub(total))
            .map_err(|fault| named(fault, &name))?;
        total += size;
        if total > INFLATED {
            return Err(Fault::new(Trouble::Beyond(Limit::Size), name));
        }
        let picture = MEDIA.iter().any(|end| name.ends_with(end));
        if !picture && size > RATIO_FROM && size / packed > RATIO {
            return Err(Fault::new(Trouble::Beyond(Limit::Ratio), name));
        }
        check_declared_count(&name, &head, size)?;
    }
    Ok(())
}

fn named(mut fault: Fault, name: &str) -> Fault {
    fault.found = format!("{name}: {}", fault.found);
    fault
}

fn part_fault(error: &ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(words) if *words == ZipError::PASSWORD_REQUIRED => {
            Trouble::Encrypted.into()
        }
        _ => Fault::new(Trouble::Corrupt, error),
    }
}

/// Size of a part as it really inflates (at most one byte over the limit) and its first bytes.
fn inflate(part: &mut impl Read, limit: u64) -> Result<(u64, Vec<u8>), Fault> {
    let mut head = Vec::with_capacity(HEAD);
    let mut part = part.take(limit.saturating_add(1));
    part.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(inflate_fault)?;
    let mut watch = Watch { has_zero: head.contains(&0) };
    let rest = std::io::copy(&mut part, &mut watch).map_err(inflate_fault)?;
    // XML holds no zero byte but in two bytes a sign, which show at once.
    let is_wide = head.iter().take(4).any(|byte| matches!(byte, 0 | 0xFE | 0xFF));
    let marked = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
    let is_xml = marked.trim_ascii_start().first() == Some(&b'<');
    if watch.has_zero && !is_wide && is_xml {
        return Err(Fault::new(Trouble::Torn, "\\0"));
    }
    Ok((rest + head.len() as u64, head))
}

/// Keeps nothing of what is written to it but whether there was a zero byte.
struct Watch {
    has_zero: bool,
}

impl Write for Watch {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.has_zero |= memchr(0, bytes).is_some();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn inflate_fault(error: std::io::Error) -> Fault {
    match error.kind() {
        ErrorKind::UnexpectedEof => Fault::new(Trouble::Truncated, error),
        // The directory at the end tells of other parts than stand there.
        _ => Fault::new(Trouble::Torn, error),
    }
}

/// A part while it is inflated, within the limits of every part.
pub(super) struct Part<'z> {
    reader: &'z mut dyn Read,
    name: String,
    packed: u64,
    size: u64,
}

impl Part<'_> {
    /// Adds up to `most` bytes; none at the end.
    pub(super) fn read_more(&mut self, most: usize, into: &mut Vec<u8>) -> Result<(), Fault> {
        let read = (&mut *self.reader)
            .take(most as u64)
            .read_to_end(into)
            .map_err(|error| named(inflate_fault(error), &self.name))?;
        self.size += read as u64;
        match () {
            () if self.size > INFLATED => Err(Fault::new(Trouble::Beyond(Limit::Size), &self.name)),
            () if self.size > RATIO_FROM && self.size / self.packed > RATIO => {
                Err(Fault::new(Trouble::Beyond(Limit::Ratio), &self.name))
            }
            () => Ok(()),
        }
    }
}

/// Opens one part of a ZIP by its number and hands it to `then`.
pub(super) fn with_part<T>(
    bytes: &[u8],
    index: usize,
    then: impl FnOnce(&mut Part) -> T,
) -> Result<T, Fault> {
    let mut archive = open(bytes)?;
    let mut reader = archive.by_index(index).map_err(|error| part_fault(&error))?;
    let name = String::from_utf8_lossy(reader.name_raw()).into_owned();
    let packed = reader.compressed_size().max(1);
    Ok(then(&mut Part { reader: &mut reader, name, packed, size: 0 }))
}

/// The ZIP once more, without its pictures, and with the text that `instead` gives in the place of
/// a part, by its number and name; nothing where it cannot be read.
pub(super) fn copy(
    bytes: &[u8],
    instead: &dyn Fn(usize, &str) -> Option<String>,
) -> Option<Vec<u8>> {
    let mut archive = open(bytes).ok()?;
    let mut copy = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).ok()?;
        let name = String::from_utf8_lossy(part.name_raw()).replace('\\', "/");
        if let Some(text) = instead(index, &name) {
            copy.start_file(
                name,
                SimpleFileOptions::default().compression_method(CompressionMethod::Stored),
            )
            .ok()?;
            copy.write_all(text.as_bytes()).ok()?;
        } else if !MEDIA.iter().any(|end| name.ends_with(end)) {
            copy.raw_copy_file(part).ok()?;
        }
    }
    copy.finish().ok().map(Cursor::into_inner)
}

/// A ZIP with other bytes in the place of the parts that `instead` knows by their name; nothing where it cannot be read.
pub fn rewritten(bytes: &[u8], instead: &BTreeMap<String, Vec<u8>>) -> Option<Vec<u8>> {
    let mut archive = open(bytes).ok()?;
    let mut copy = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).ok()?;
        let name = String::from_utf8_lossy(part.name_raw()).into_owned();
        match instead.get(&name) {
            Some(other) => {
                copy.start_file(name, SimpleFileOptions::default()).ok()?;
                copy.write_all(other).ok()?;
            }
            None => copy.raw_copy_file(part).ok()?,
        }
    }
    copy.finish().ok().map(Cursor::into_inner)
}

/// The parts of a ZIP that hold words, by their name; nothing where it cannot be read.
pub fn texts(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    check(bytes, &|_| false).ok()?;
    let mut archive = open(bytes).ok()?;
    let mut found = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).ok()?;
        let name = String::from_utf8_lossy(part.name_raw()).into_owned();
        if name.to_ascii_lowercase().ends_with("xml") {
            let mut text = String::new();
            part.read_to_string(&mut text).ok()?;
            found.insert(name, text);
        }
    }
    Some(found)
}

/// A parser makes room for as many strings as the part claims to have; each takes four bytes at least.
fn check_declared_count(name: &str, head: &[u8], size: u64) -> Result<(), Fault> {
    if !name.ends_with("sharedstrings.xml") {
        return Ok(());
    }
    let opens = memmem::find(head, b"sst").and_then(|at| memchr(b'>', head.get(at..)?));
    if opens.is_none() {
        return Err(Fault::new(Trouble::Corrupt, name));
    }
    for at in memmem::find_iter(head, COUNT) {
        let after = head.iter().skip(at + COUNT.len()).skip_while(|byte| !byte.is_ascii_digit());
        let digits: String =
            after.take_while(|byte| byte.is_ascii_digit()).map(|byte| char::from(*byte)).collect();
        if !digits.is_empty() && digits.parse().map_or(true, |count: u64| count > size / 4) {
            return Err(Fault::new(Trouble::Corrupt, format!("uniqueCount={digits}")));
        }
    }
    Ok(())
}
