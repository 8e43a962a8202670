//! A letter as the record and the folder of letters know it.

/// A letter that every recipient has got.
pub struct Settled {
    /// The name that its file was given.
    pub file_name: String,
    /// Its Message-ID.
    pub id: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}
