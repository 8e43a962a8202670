//! A map by text that keeps no text: keys are 96-bit hashes, so wide that no two texts of any file meet.

use xxhash_rust::xxh3::xxh3_128_with_seed;

/// Slots of the smallest table.
const LEAST: usize = 16;

/// Values by text, for look-ups only: it cannot be walked, so its order reaches nobody.
///
/// One list of slots, at most two thirds full, in which a key stands at the place that its hash gives or in the first free one behind
/// it: for a million ids a third of the room of the standard library's map, and one look at memory for most look-ups.
#[derive(Clone, Debug, Default)]
pub struct KeyMap<V> {
    slots: Vec<Slot<V>>,
    filled: usize,
}

#[derive(Clone, Debug, Default)]
struct Slot<V> {
    key: Key,
    value: V,
}

/// Two parts of a hash; both are 0 in a free slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Key {
    place: u32,
    rest: (u32, u32),
}

impl Key {
    fn of(scope: u64, key: &[u8]) -> Self {
        let hash = xxh3_128_with_seed(key, scope);
        let part = |shift: u32| u32::try_from((hash >> shift) & u128::from(u32::MAX)).unwrap_or(0);
        Self { place: part(0), rest: (part(32), part(64) | 1) }
    }

    fn is_free(self) -> bool {
        self == Self::default()
    }
}

impl<V: Clone + Default> KeyMap<V> {
    /// An empty map with room for `keys`.
    pub fn with_room(keys: usize) -> Self {
        let mut map = Self { slots: Vec::new(), filled: 0 };
        map.widen(keys + keys / 2 + LEAST);
        map
    }

    /// The value of a text in a scope (a source, or 0 for all).
    pub fn get(&self, scope: u64, key: impl AsRef<[u8]>) -> Option<&V> {
        let at = self.find(Key::of(scope, key.as_ref()))?;
        self.slots.get(at).filter(|slot| !slot.key.is_free()).map(|slot| &slot.value)
    }

    /// The value of a text, put there by `make` when there is none yet.
    #[allow(clippy::indexing_slicing)] // a place that was just found
    pub fn get_or_put(
        &mut self,
        scope: u64,
        key: impl AsRef<[u8]>,
        make: impl FnOnce() -> V,
    ) -> &mut V {
        if (self.filled + 1) * 3 > self.slots.len() * 2 {
            self.widen((self.slots.len() * 2).max(LEAST));
        }
        let key = Key::of(scope, key.as_ref());
        let at = self.find(key).unwrap_or_default();
        let slot = &mut self.slots[at];
        if slot.key.is_free() {
            self.filled += 1;
            *slot = Slot { key, value: make() };
        }
        &mut slot.value
    }

    /// The place of a key, or the free one where it belongs.
    fn find(&self, key: Key) -> Option<usize> {
        let start = usize::try_from((u64::from(key.place) * self.slots.len() as u64) >> 32).ok()?;
        let (before, behind) = self.slots.split_at_checked(start)?;
        let is_it = |slot: &Slot<V>| slot.key == key || slot.key.is_free();
        let found = behind.iter().position(is_it).map(|at| start + at);
        found.or_else(|| before.iter().position(is_it))
    }

    fn widen(&mut self, slots: usize) {
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); slots]);
        for slot in old.into_iter().filter(|slot| !slot.key.is_free()) {
            if let Some(place) = self.find(slot.key).and_then(|at| self.slots.get_mut(at)) {
                *place = slot;
            }
        }
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
        assert_eq!(KeyMap::<u32>::default().get(0, "ana@x.com"), None);
    }

    #[test]
    fn every_key_is_found_however_many_come() {
        for room in [0, 10, 20_000] {
            let mut map = KeyMap::with_room(room);
            for number in 0..20_000_u32 {
                assert_eq!(*map.get_or_put(0, number.to_string(), || number), number);
            }
            for number in 0..20_000_u32 {
                assert_eq!(map.get(0, number.to_string()), Some(&number));
                assert_eq!(map.get(0, format!("x{number}")), None);
                assert_eq!(*map.get_or_put(0, number.to_string(), || u32::MAX), number);
            }
        }
    }
}
