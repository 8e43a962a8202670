//! The door to files that must be plain ones: a pipe is waited for without end, a device has no end, a folder has no bytes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Opens a plain file, or one that is not there yet; whatever else has its name is refused as [`io::ErrorKind::Unsupported`].
pub fn open(options: &OpenOptions, path: &Path) -> io::Result<File> {
    refuse_other(path)?;
    options.open(path)
}

/// No file of ours, and none that an agreement names beside its exports, is larger, bytes.
const LARGEST: u64 = 256 << 20;

/// The bytes of a plain file; of one that is larger than any of ours none, [`io::ErrorKind::FileTooLarge`].
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = open(OpenOptions::new().read(true), path)?;
    if file.metadata()?.len() > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of a plain file; nothing where none can be read.
pub fn text(path: &Path) -> Option<String> {
    String::from_utf8(read(path).ok()?).ok()
}

/// Refuses what is there and is no plain file.
pub fn refuse_other(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(about) if !about.is_file() => {
            Err(io::Error::new(io::ErrorKind::Unsupported, "a folder, a pipe or a device"))
        }
        _ => Ok(()),
    }
}

/// True when something is there under this name that is no plain file.
pub fn is_other(path: &Path) -> bool {
    refuse_other(path).is_err()
}
