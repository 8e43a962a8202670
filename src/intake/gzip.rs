//! Gzip of the text formats, inflated within limits (the only door to flate2).

use std::io::{Error, ErrorKind, Read};

use flate2::read::MultiGzDecoder;

use super::bounded;
use super::trouble::{Fault, Limit, Trouble, megabytes};

const INFLATED: u64 = 2 << 30;
const RATIO: u64 = 200;
/// Short repetitive exports shrink more than the ratio allows.
const RATIO_FROM: u64 = 4 << 20;
/// From so many bytes on a text may at no moment be larger by the ratio than what it was unpacked from: one that ends too large takes no room.
const RATIO_AT_ONCE: u64 = 64 << 20;

/// A text as it is unpacked.
struct Unpacked<'a> {
    packed: &'a [u8],
    decoder: MultiGzDecoder<&'a [u8]>,
    /// Bytes unpacked.
    length: u64,
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        let read = self.decoder.read(into)?;
        self.length += read as u64;
        let taken = self.packed.len().saturating_sub(self.decoder.get_ref().len()) as u64;
        if self.length > RATIO_AT_ONCE && self.length > taken.saturating_mul(RATIO) {
            return Err(Error::new(ErrorKind::FileTooLarge, megabytes(self.length)));
        }
        Ok(read)
    }
}

/// Unpacks a file, up to a limit: a small file may be made to unpack without end.
pub(super) fn inflate(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let by_ratio = packed.saturating_mul(RATIO).max(RATIO_FROM);
    let limit = by_ratio.min(INFLATED);
    // How long it will be nothing tells: room for its first part is taken at once, so that it is not moved again and again.
    let room = packed.max(limit.min(bounded::FIRST_ROOM));
    let decoder = MultiGzDecoder::new(bytes);
    let mut unpacked = Unpacked { packed: bytes, decoder, length: 0 };
    let mut text = bounded::read(&mut unpacked, room, limit, fault)?;
    text.shrink_to_fit();
    if text.len() as u64 <= limit {
        return Ok(text);
    }
    let beyond = if by_ratio < INFLATED { Limit::Ratio } else { Limit::Size };
    Err(Fault::new(Trouble::Beyond(beyond), megabytes(limit)))
}

fn fault(error: Error) -> Fault {
    match error.kind() {
        ErrorKind::FileTooLarge => Fault::new(Trouble::Beyond(Limit::Ratio), error),
        ErrorKind::UnexpectedEof => Fault::new(Trouble::Truncated, error),
        _ => Fault::new(Trouble::Torn, error),
    }
}
