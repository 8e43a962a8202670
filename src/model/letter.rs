//! A letter as the record and the folder of letters know it.

/// What makes two ways to write an address one mailbox: the address without a name, in small letters.
pub fn mailbox(written: &str) -> String {
    let bare = written.trim().strip_suffix('>').and_then(|open| open.rsplit_once('<'));
    bare.map_or(written, |(_, own)| own).trim().to_lowercase()
}

/// A letter that every recipient has got.
pub struct Settled {
    /// The name that its file was given.
    pub file_name: String,
    /// Its Message-ID.
    pub id: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}
