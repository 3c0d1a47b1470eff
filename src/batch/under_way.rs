//! Follows which pages a worker has under way, to say which one ended it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::page::{PageAt, PageTurn};

/// Part of the time of a document from which on its slowest page is to blame where the time is over.
const MOST_OF_TIME: u32 = 4;

/// Pages that a worker has under way, written by the thread that listens to it.
#[derive(Clone, Default)]
pub(super) struct UnderWay(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    began: BTreeMap<PageAt, Instant>,
    /// Time that pages took, those under way not counted.
    took: BTreeMap<PageAt, Duration>,
}

/// Says which page ended a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blamed {
    /// None, as far as is known: the document is at fault.
    Document,
    /// This one.
    One(PageAt),
    /// One of several that were under way at the same time.
    Several,
}

impl UnderWay {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what was, since another document begins.
    pub(super) fn clear(&self) {
        *self.state() = State::default();
    }

    /// Takes what the worker says of its pages.
    pub(super) fn turn(&self, PageTurn { left, begun }: PageTurn) {
        let mut state = self.state();
        let ended = match (left, begun) {
            (None, None) => std::mem::take(&mut state.began),
            _ => left.and_then(|at| state.began.remove_entry(&at)).into_iter().collect(),
        };
        for (at, began) in ended {
            *state.took.entry(at).or_default() += began.elapsed();
        }
        if let Some(at) = begun {
            state.began.insert(at, Instant::now());
        }
    }

    /// Finds a page that takes longer than this.
    pub(super) fn longer_than(&self, limit: Duration) -> Option<PageAt> {
        let state = self.state();
        let (at, began) = state.began.iter().min_by_key(|(_, began)| **began)?;
        (began.elapsed() >= limit).then_some(*at)
    }

    /// Finds the page to blame for the end of the worker.
    pub(super) fn blamed(&self) -> Blamed {
        let state = self.state();
        let mut under_way = state.began.keys();
        match (under_way.next(), under_way.next()) {
            (Some(at), None) => Blamed::One(*at),
            (Some(_), Some(_)) => Blamed::Several,
            (None, _) => Blamed::Document,
        }
    }

    /// Finds the page to blame where the time of a document is over.
    pub(super) fn slowest(&self, limit: Duration) -> Blamed {
        let mut state = self.state();
        for (at, began) in std::mem::take(&mut state.began) {
            *state.took.entry(at).or_default() += began.elapsed();
        }
        let slowest = state.took.iter().max_by_key(|(_, took)| **took);
        let slowest = slowest.filter(|(_, took)| **took >= limit / MOST_OF_TIME);
        slowest.map_or(Blamed::Document, |(at, _)| Blamed::One(*at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::PageStep;

    #[test]
    fn the_page_that_is_under_way_is_to_blame() {
        let at = |number| Some(PageAt { number, step: PageStep::Content });
        let pages = UnderWay::default();
        assert_eq!(pages.blamed(), Blamed::Document);
        pages.turn(PageTurn { left: None, begun: at(1) });
        pages.turn(PageTurn { left: at(1), begun: at(2) });
        assert_eq!(Some(pages.blamed()), at(2).map(Blamed::One));
        pages.turn(PageTurn { left: None, begun: at(7) });
        assert_eq!(pages.blamed(), Blamed::Several);
        assert_eq!(pages.longer_than(Duration::ZERO), at(2));
        assert_eq!(pages.longer_than(Duration::from_secs(60)), None);
        std::thread::sleep(Duration::from_millis(5));
        pages.turn(PageTurn { left: at(7), begun: at(8) });
        assert_eq!(Some(pages.slowest(Duration::from_millis(4))), at(2).map(Blamed::One));
        assert_eq!(pages.slowest(Duration::from_secs(60)), Blamed::Document);
        pages.turn(PageTurn::default());
        assert_eq!(pages.blamed(), Blamed::Document);
        pages.clear();
    }
}
