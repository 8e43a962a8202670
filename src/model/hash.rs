//! SHA-256, the one hash by which files, letters, statements and short codes are told apart.

use std::io::{self, Write};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes as 64 lower-case hex digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes), 64)
}

/// The first `digits` hex digits of the SHA-256 of several parts one after the other.
///
/// Eight digits name a letter or a lead in a masked report, twelve a row without an id: too few to prove
/// anything, enough that two of a company's do not share them.
pub fn short_sha256<'a>(parts: impl IntoIterator<Item = &'a [u8]>, digits: usize) -> String {
    let mut hash = Sha256::new();
    parts.into_iter().for_each(|part| hash.update(part));
    hex(&hash.finalize(), digits)
}

/// The HMAC-SHA256 of several parts one after the other as 64 lower-case hex digits: who knows the secret knows that they are ours.
pub fn signature<'a>(secret: &[u8], parts: impl IntoIterator<Item = &'a [u8]>) -> Option<String> {
    let mut signed = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    parts.into_iter().for_each(|part| signed.update(part));
    Some(hex(&signed.finalize().into_bytes(), 64))
}

/// A writer that hashes what goes through it.
pub struct Hashed<'a> {
    to: &'a mut (dyn Write + Send),
    hash: Sha256,
}

impl<'a> Hashed<'a> {
    /// Nothing has gone through it yet.
    pub fn new(to: &'a mut (dyn Write + Send)) -> Self {
        Self { to, hash: Sha256::new() }
    }

    /// The SHA-256 of everything that went through it, as [`sha256`] gives it.
    pub fn sha256(self) -> String {
        hex(&self.hash.finalize(), 64)
    }
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.to.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn hex(hash: &[u8], digits: usize) -> String {
    let halves = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(u32::from(half), 16)).take(digits).collect()
}

/// A short stable code in the place of a text.
pub fn code(text: &str) -> String {
    format!("L-{}", short_sha256([text.as_bytes()], 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_s_own_example() {
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), hash);
        assert_eq!(short_sha256([b"a".as_slice(), b"bc"], 8), "ba7816bf");
        let mut kept = Vec::new();
        let mut hashed = Hashed::new(&mut kept);
        hashed.write_all(b"a").and_then(|()| hashed.write_all(b"bc")).unwrap();
        assert_eq!(hashed.sha256(), hash);
        assert_eq!(kept, b"abc");
    }

    /// RFC 4231, test case 2.
    #[test]
    fn a_signature_is_the_standard_s_own() {
        let signed = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let parts = [b"what do ya want ".as_slice(), b"for nothing?"];
        assert_eq!(signature(b"Jefe", parts).unwrap(), signed);
    }
}
