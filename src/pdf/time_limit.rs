//! Limits the time in which a page is interpreted.
//!
//! Interpreting a page calls a device for everything that is drawn, so that the device can stop a hostile page: it unwinds
//! with [`TooSlow`], which is caught where the page is read. A page that hangs without drawing anything is left to the limits
//! of a whole document.

use std::panic::resume_unwind;
use std::time::{Duration, Instant};

/// Longest time for a page: the slowest real one takes a hundredth of a second.
pub(super) const LONGEST: Duration = Duration::from_secs(10);
/// Calls between two looks at the clock.
const CALLS: u32 = 64;

/// Payload with which a page that took too long unwinds.
pub(super) struct TooSlow;

/// When a page of another format than PDF was begun.
#[cfg(feature = "office")]
pub(crate) struct Clock(Instant);

#[cfg(feature = "office")]
impl Clock {
    /// Begins now.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Whether it takes longer than a page may.
    pub(crate) fn is_over(&self) -> bool {
        self.0.elapsed() > LONGEST
    }
}

/// The time limit of one page.
pub(super) struct TimeLimit {
    began: Instant,
    longest: Duration,
    calls: u32,
}

impl TimeLimit {
    pub(super) fn new() -> Self {
        Self { began: Instant::now(), longest: LONGEST, calls: 0 }
    }

    /// Unwinds where the page has taken too long. Nothing is printed: no panic hook is called.
    pub(super) fn check(&mut self) {
        self.calls = self.calls.wrapping_add(1);
        if self.calls.is_multiple_of(CALLS) && self.began.elapsed() > self.longest {
            resume_unwind(Box::new(TooSlow));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_takes_too_long_unwinds_and_says_so() {
        let mut time_limit = TimeLimit { longest: Duration::ZERO, ..TimeLimit::new() };
        let stopped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for _ in 0..=CALLS {
                time_limit.check();
            }
        }));
        assert!(stopped.is_err_and(|cause| cause.is::<TooSlow>()));
    }
}
