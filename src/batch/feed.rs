//! Queues members of archives on their way to the lanes, within a limit of bytes.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::cause::Cause;
use super::read::Job;

/// Bytes of members that are in flight: waiting for a lane, or kept until a worker has answered. A member is never
/// larger, and some dozen of the usual size keep every lane busy.
const IN_FLIGHT: u64 = 256_000_000;
/// Interval at which a waiting thread looks whether the run is to stop.
const LOOK: Duration = Duration::from_millis(50);

/// A member with its bytes, or why there are none.
pub(super) struct Fed {
    pub(super) job: Job,
    /// `None` for a file, which its worker opens.
    pub(super) bytes: Result<Option<Vec<u8>>, Cause>,
}

impl Fed {
    fn length(&self) -> u64 {
        let bytes = self.bytes.as_ref().ok().and_then(Option::as_ref);
        bytes.map_or(0, |bytes| bytes.len() as u64)
    }
}

/// Answer to a lane that asks for a member.
pub(super) enum Next {
    Member(Fed),
    /// There is none yet.
    Wait,
    /// There will be none any more.
    End,
}

/// Queue between the openers of archives and the lanes.
pub(super) struct Feed {
    most: u64,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    ready: VecDeque<Fed>,
    in_flight: u64,
    /// Number of openers that are still at work.
    feeding: usize,
}

impl Feed {
    pub(super) fn new(feeding: usize) -> Self {
        Self::with_most(feeding, IN_FLIGHT)
    }

    fn with_most(feeding: usize, most: u64) -> Self {
        let state = Mutex::new(State { feeding, ..State::default() });
        Self { most, state, changed: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'g>(&self, state: MutexGuard<'g, State>) -> MutexGuard<'g, State> {
        self.changed.wait_timeout(state, LOOK).unwrap_or_else(PoisonError::into_inner).0
    }

    /// Waits until so many bytes may be taken in. Says whether they are: the run may have to stop.
    pub(super) fn admit(&self, bytes: u64, stop: impl Fn() -> bool) -> bool {
        let mut state = self.state();
        while state.in_flight > 0 && state.in_flight + bytes > self.most {
            if stop() {
                return false;
            }
            state = self.wait(state);
        }
        state.in_flight += bytes;
        !stop()
    }

    /// Hands on a member whose bytes were admitted.
    pub(super) fn put(&self, fed: Fed) {
        self.state().ready.push_back(fed);
        self.changed.notify_all();
    }

    /// Takes a member for a lane.
    pub(super) fn take(&self) -> Next {
        let mut state = self.state();
        match state.ready.pop_front() {
            Some(fed) => Next::Member(fed),
            None if state.feeding == 0 => Next::End,
            None => Next::Wait,
        }
    }

    /// Waits until there may be a member.
    pub(super) fn wait_for_one(&self) {
        let state = self.state();
        if state.ready.is_empty() && state.feeding > 0 {
            drop(self.wait(state));
        }
    }

    /// Frees the bytes of a member that are needed no more.
    pub(super) fn release(&self, bytes: u64) {
        let mut state = self.state();
        state.in_flight = state.in_flight.saturating_sub(bytes);
        self.changed.notify_all();
    }

    /// Notes that an opener of archives has ended.
    pub(super) fn ended(&self) {
        let mut state = self.state();
        state.feeding = state.feeding.saturating_sub(1);
        self.changed.notify_all();
    }
}

impl Fed {
    /// Takes it apart; the length is what has to be released in the end.
    pub(super) fn into_parts(self) -> (Job, Result<Option<Vec<u8>>, Cause>, u64) {
        let length = self.length();
        (self.job, self.bytes, length)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn no_more_bytes_are_in_flight_than_may_be() {
        let feed = Feed::with_most(1, 100);
        assert!(feed.admit(250, || false), "one that is alone is always let in");
        let let_in = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                assert!(feed.admit(60, || false));
                let_in.store(true, Ordering::SeqCst);
            });
            std::thread::sleep(LOOK * 3);
            assert!(!let_in.load(Ordering::SeqCst), "it waits");
            feed.release(250);
        });
        assert!(let_in.load(Ordering::SeqCst));
        assert!(feed.admit(40, || false));
        assert!(!feed.admit(1, || true), "a stop ends the wait");
        assert!(matches!(feed.take(), Next::Wait));
        feed.ended();
        assert!(matches!(feed.take(), Next::End));
    }
}
