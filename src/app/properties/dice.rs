//! Chance for made worlds: the same throws from the same seed.

/// Chances from 0 to 1 that only look random.
pub struct Dice(u64);

impl Dice {
    /// Dice whose throws follow from the seed.
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// From 0 to 1.
    pub fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From one number to another.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.roll()
    }

    /// Rare events with this mean.
    pub fn events(&mut self, mean: f64) -> usize {
        let (mut count, mut left) = (0, (-mean).exp());
        loop {
            left /= self.roll().max(1e-12);
            if left >= 1.0 {
                return count;
            }
            count += 1;
        }
    }
}
