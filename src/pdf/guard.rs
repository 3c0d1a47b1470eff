//! The time limit of a page.
//!
//! Interpreting a page calls the collector for everything that is drawn, so the collector is where a hostile page can
//! be stopped: it unwinds with [`TooSlow`], which is caught where the page is read. A page that hangs without drawing
//! anything is a matter of the limits of a whole document.

use std::panic::resume_unwind;
use std::time::{Duration, Instant};

/// The slowest real page takes a hundredth of a second.
pub(super) const LONGEST: Duration = Duration::from_secs(10);
/// The clock is looked at once in so many calls.
const CALLS: u32 = 64;

/// What a page that took too long unwinds with.
pub(super) struct TooSlow;

/// Counts calls and looks at the clock.
pub(super) struct Guard {
    began: Instant,
    longest: Duration,
    calls: u32,
}

impl Guard {
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
        let mut guard = Guard { longest: Duration::ZERO, ..Guard::new() };
        let stopped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for _ in 0..=CALLS {
                guard.check();
            }
        }));
        assert!(stopped.is_err_and(|cause| cause.is::<TooSlow>()));
    }
}
