//! Draws random numbers that can be drawn again: the seed is printed, and taken from `JUESUAN_SEED`.

/// The environment variable that holds a seed to repeat.
const SEED: &str = "JUESUAN_SEED";

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same on every machine.
pub(crate) struct Random(u64);

impl Random {
    /// Starts at a seed, whatever the environment says.
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// Starts at the seed of the environment, else at the given one.
    pub(crate) fn from_environment_or(seed: u64) -> Self {
        Self(from_environment().unwrap_or(seed))
    }

    /// Starts at the seed of the environment, else at one drawn by chance, and prints it: a failed test shows it.
    #[allow(clippy::print_stderr, reason = "a failed test shows how to repeat it")]
    pub(crate) fn printed(test: &str) -> Self {
        let seed = from_environment().unwrap_or_else(by_chance);
        eprintln!("{test}: {SEED}={seed} draws the same again");
        Self(seed)
    }

    /// Draws a number below the limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(limit).unwrap()).unwrap()
    }
}

/// Reads the seed of the environment.
pub(crate) fn from_environment() -> Option<u64> {
    let seed = std::env::var(SEED).ok()?;
    Some(seed.parse().unwrap_or_else(|_| panic!("{SEED} is no number: {seed}")))
}

fn by_chance() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

#[test]
fn a_seed_draws_the_same_again() {
    let draw = |seed| {
        let mut random = Random::from_seed(seed);
        [0; 8].map(|_: usize| random.below(1000))
    };
    assert_eq!(draw(7), draw(7));
    assert_ne!(draw(7), draw(8));
}
