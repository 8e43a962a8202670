//! Keys of the design that this build of the program leaves out: known, refused, never ignored.

/// Paths of the keys (without ids and numbers).
const LEFT_OUT: &[&str] = if cfg!(feature = "keyring") { &[] } else { &["mail.deliver.keyring"] };

/// True when the key at this path has no effect in this build, whatever stands there.
pub fn is_key(place: &str) -> bool {
    LEFT_OUT.contains(&place)
}
