//! Keys and words of the design whose effect is not built: known, refused, never ignored. Building one deletes its line.

/// Path of a key (without ids and numbers) and the words of it that are meant; without words the key itself is.
const NOT_YET: &[(&str, &[&str])] = &[("mail.deliver.keyring", &[])];

/// True when the key at this path has no effect yet, whatever stands there.
pub fn is_key(place: &str) -> bool {
    NOT_YET.iter().any(|(path, words)| *path == place && words.is_empty())
}

/// Words of the key at this path that have no effect yet.
pub fn words(place: &str) -> &'static [&'static str] {
    NOT_YET.iter().find(|(path, _)| *path == place).map_or(&[], |(_, words)| words)
}

/// Keys of the table at `place` (empty for the top) that have no effect yet: known when guessing what was meant.
pub fn keys_in(place: &str) -> impl Iterator<Item = &'static str> {
    let prefix = if place.is_empty() { String::new() } else { format!("{place}.") };
    let inside = move |path: &'static str| path.strip_prefix(prefix.as_str()).filter(|key| !key.contains('.'));
    NOT_YET.iter().filter(|(_, words)| words.is_empty()).filter_map(move |(path, _)| inside(path))
}
