//! A file's bytes in memory, read through the system's own door so that its refusals are named.

use std::fs::{File, Metadata};
use std::io::{Read, Seek};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::bounded;
use super::trouble::{Fault, Limit, Trouble, megabytes};
use crate::model::moment::Instant;
use crate::model::plain;

const TEXT_LIMIT: u64 = 2 << 30;
const WORKBOOK_LIMIT: u64 = 512 << 20;
/// How zips and compound files begin.
const WORKBOOKS: [&[u8]; 2] = [b"PK", &[0xD0, 0xCF, 0x11, 0xE0]];

/// The content and the time of a file.
pub(super) struct Loaded {
    pub(super) bytes: Vec<u8>,
    pub(super) modified: Instant,
}

/// Reads a file whole; one that changes meanwhile is refused.
pub(super) fn load(path: &Path) -> Result<Loaded, Fault> {
    if plain::is_other(path) {
        let kind = if path.is_dir() { "folder" } else { "pipe" };
        return Err(Fault::new(Trouble::NotATable, kind));
    }
    if !is_left_alone(path)? {
        return Err(Trouble::Changing.into());
    }
    let mut file = File::open(path)?;
    let before = file.metadata()?;
    let bytes = read_within_limits(&mut file, before.len())?;
    let after = std::fs::metadata(path)?;
    if before.modified().ok() != after.modified().ok()
        || u64::try_from(bytes.len()).ok() != Some(after.len())
    {
        return Err(Trouble::Changing.into());
    }
    if bytes.is_empty() {
        return Err(Trouble::Empty.into());
    }
    Ok(Loaded { bytes, modified: written(&after) })
}

/// Waits until a file that was written to a moment ago has been left alone for a second; false where somebody goes on writing.
fn is_left_alone(path: &Path) -> std::io::Result<bool> {
    let quiet = Duration::from_secs(1).min(patience());
    let age = || {
        let at = std::fs::metadata(path)?.modified()?;
        // One of the time to come was not written by this clock.
        std::io::Result::Ok(SystemTime::now().duration_since(at).unwrap_or(quiet))
    };
    if let Some(left) = quiet.checked_sub(age()?).filter(|left| !left.is_zero()) {
        std::thread::sleep(left);
    }
    Ok(age()? >= quiet)
}

fn read_within_limits(file: &mut File, size: u64) -> Result<Vec<u8>, Fault> {
    let too_large = || Fault::new(Trouble::Beyond(Limit::Size), megabytes(size));
    if size > TEXT_LIMIT {
        return Err(too_large());
    }
    let mut head = Vec::new();
    file.by_ref().take(4).read_to_end(&mut head)?;
    file.rewind()?;
    let is_workbook = WORKBOOKS.iter().any(|magic| head.starts_with(magic));
    let limit = if is_workbook { WORKBOOK_LIMIT } else { TEXT_LIMIT };
    if size > limit {
        return Err(too_large());
    }
    bounded::read(file, size, limit, Fault::from)
}

fn written(metadata: &Metadata) -> Instant {
    let Ok(modified) = metadata.modified() else { return Instant::default() };
    let signed =
        |duration: std::time::Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    let since = modified.duration_since(UNIX_EPOCH);
    Instant::of(since.map_or_else(|before| -signed(before.duration()), signed))
}

/// True when a file is no longer the one that was read: written to since, or gone.
pub fn has_changed(path: &Path, bytes: u64, modified: Instant) -> bool {
    std::fs::metadata(path).map_or(true, |now| now.len() != bytes || written(&now) != modified)
}

/// Size and time of a file as they are now: of one that is being written they change.
pub fn stamp(path: &Path) -> Option<(u64, SystemTime)> {
    let now = std::fs::metadata(path).ok()?;
    Some((now.len(), now.modified().ok()?))
}

/// True of a file that may not be whole yet: written to within the last minute, or as long as the blocks that disks and networks copy by.
pub fn may_grow(path: &Path) -> bool {
    const QUIET: Duration = Duration::from_mins(1);
    const BLOCK: u64 = 4_096;
    let age = |at: SystemTime| SystemTime::now().duration_since(at).ok();
    stamp(path)
        .is_none_or(|(bytes, at)| bytes % BLOCK == 0 || age(at).is_some_and(|age| age < QUIET))
}

/// Waits before a file that may be on its way is read again, in all about as long as people wait for a program's first word;
/// `ACORDO_FILE_PATIENCE` (seconds) stands in for it in rehearsals.
pub fn pauses() -> impl Iterator<Item = Duration> {
    const TENTHS: [u32; 4] = [1, 2, 3, 4];
    let patience = patience();
    let pauses = TENTHS.map(|tenths| patience.saturating_mul(tenths) / 10);
    pauses.into_iter().filter(|pause| !pause.is_zero())
}

fn patience() -> Duration {
    const PATIENCE: Duration = Duration::from_millis(2_500);
    let asked = std::env::var("ACORDO_FILE_PATIENCE").ok().and_then(|text| text.parse().ok());
    if cfg!(test) { Duration::ZERO } else { asked.map_or(PATIENCE, Duration::from_secs) }
}

/// Modification time of a path; 0 when the system does not tell.
pub(super) fn modified(path: &Path) -> Instant {
    std::fs::metadata(path).map_or(Instant::default(), |metadata| written(&metadata))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_written_to_after_it_was_read_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leads.csv");
        std::fs::write(&path, "a;b\n1;2\n").unwrap();
        let loaded = load(&path).unwrap();
        let bytes = loaded.bytes.len() as u64;
        assert!(!has_changed(&path, bytes, loaded.modified));
        File::options().append(true).open(&path).unwrap().write_all(b"3;4\n").unwrap();
        assert!(has_changed(&path, bytes, loaded.modified));
        std::fs::remove_file(&path).unwrap();
        assert!(has_changed(&path, bytes, loaded.modified));
    }
}
