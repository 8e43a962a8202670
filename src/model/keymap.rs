//! A map by text that keeps no text: keys are 128-bit hashes, so wide that no two texts of any file meet.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::xxh3_128_with_seed;

/// Values by text, for look-ups only: it cannot be walked, so its order reaches nobody.
#[derive(Clone, Debug, Default)]
pub struct KeyMap<V> {
    values: HashMap<u128, V, BuildHasherDefault<Passing>>,
}

impl<V> KeyMap<V> {
    /// An empty map with room for `keys`.
    pub fn with_room(keys: usize) -> Self {
        Self { values: HashMap::with_capacity_and_hasher(keys, BuildHasherDefault::default()) }
    }

    /// The value of a text in a scope (a source, or 0 for all).
    pub fn get(&self, scope: u64, key: &str) -> Option<&V> {
        self.values.get(&xxh3_128_with_seed(key.as_bytes(), scope))
    }

    /// The value of a text, put there by `make` when there is none yet.
    pub fn get_or_put(&mut self, scope: u64, key: &str, make: impl FnOnce() -> V) -> &mut V {
        self.values.entry(xxh3_128_with_seed(key.as_bytes(), scope)).or_insert_with(make)
    }
}

/// Passes on what is a hash already.
#[derive(Clone, Debug, Default)]
pub struct Passing {
    hash: u64,
}

impl Hasher for Passing {
    fn finish(&self) -> u64 {
        self.hash
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
            self.hash ^= u64::from_le_bytes(word);
        }
    }

    fn write_u128(&mut self, key: u128) {
        let bytes = key.to_le_bytes();
        self.hash = bytes.first_chunk().map_or(0, |low| u64::from_le_bytes(*low));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_keep_equal_texts_apart() {
        let mut map = KeyMap::with_room(2);
        *map.get_or_put(1, "ana@x.com", || 1) += 10;
        assert_eq!(map.get(1, "ana@x.com"), Some(&11));
        assert_eq!(map.get(2, "ana@x.com"), None);
    }
}
