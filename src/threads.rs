//! Pages read by several threads, with what comes out in the order of the pages whatever the threads do.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The stack of a thread that reads: real pages nest content a few levels deep; hostile ones do not get the caller's
/// stack.
pub(crate) const STACK: usize = 16 * 1024 * 1024;

/// Does a work for each of so many numbers, counted from 0, on so many threads, this one among them.
///
/// Each thread makes a state of its own, and takes the next number when it is done with one: pages differ much in what
/// they take. Where the system gives no more threads, fewer do the work. A panic of the work goes on here.
pub(crate) fn spread<S, T: Send>(
    count: usize,
    threads: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let do_some = || {
        let mut state = state();
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return done;
            }
            done.push((at, work(&mut state, at)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let start = |_| {
            let thread = std::thread::Builder::new().name("juesuan-page".to_owned()).stack_size(STACK);
            thread.spawn_scoped(scope, do_some).ok()
        };
        let others: Vec<_> = (1..threads.min(count)).map_while(start).collect();
        let mut done = do_some();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_comes_out_is_in_order_and_each_thread_has_a_state() {
        let states = AtomicUsize::new(0);
        let slow_first = |state: &mut usize, at: usize| {
            std::thread::sleep(Duration::from_millis(if at == 0 { 300 } else { 2 }));
            (at, *state)
        };
        let done = spread(20, 3, || states.fetch_add(1, Ordering::Relaxed), slow_first);
        assert!(done.iter().map(|(at, _)| *at).eq(0..20));
        assert!((1..=3).contains(&states.into_inner()));
        assert!(done.iter().skip(1).any(|(_, state)| *state != done[0].1), "others go on meanwhile");
        assert!(spread(0, 4, || (), |(), at| at).is_empty());
    }

    #[test]
    fn a_panic_of_one_thread_is_a_panic_here() {
        let fail = |(): &mut (), at: usize| assert!(at != 7, "page 7");
        assert!(std::panic::catch_unwind(|| spread(10, 4, || (), fail)).is_err());
    }
}
