//! Does work on several threads: a local pool of rayon per call, with stacks of a known size. The global pool is never
//! used, since it belongs to whoever links this library.

use std::any::Any;
use std::collections::VecDeque;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::{Error, Result};

/// Stack of a reading thread, in bytes: real pages nest content a few levels deep; hostile ones do not get the
/// caller's stack.
const STACK: usize = 16 * 1024 * 1024;

/// Does work for each number below `count` on so many threads, and returns the results in order.
///
/// Each thread makes a state of its own, once, and takes the next number when it is done with one: pages differ much in
/// the time they take. A panic of the work goes on here. Where one thread is asked for, or the system gives no more,
/// this one does the work.
//
// Not `par_iter().map_init()`, which makes a state for each part that it splits the numbers into, and each state loads
// the fonts again: a report of 57 pages on two threads takes 463 ms of CPU so, against 429 (medians of 15 runs in turn;
// 437 with threads of our own and no pool). And not for scans: a thread of a pool that waits for another pool, as that of
// the recogniser, begins another part meanwhile, on the same stack.
pub(crate) fn map_init<S, T: Send>(
    count: usize,
    threads: usize,
    init: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> T + Sync,
) -> Vec<T> {
    if count == 0 {
        return Vec::new();
    }
    let next = AtomicUsize::new(0);
    let do_some = || {
        let mut state = init();
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        numbers.take_while(|at| *at < count).map(|at| (at, work(&mut state, at))).collect::<Vec<_>>()
    };
    let mut done = match pool(threads.min(count)) {
        Some(pool) => pool.broadcast(|_| do_some()).into_iter().flatten().collect(),
        None => do_some(),
    };
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

/// Gives each task of `each` to `work` on one of several threads, and its result to `take` on this one, in the order of
/// the tasks. No more tasks than threads are under way at a time, so that memory is bounded.
///
/// # Errors
/// What `each` and `take` give back, and [`Error::is_internal`], with the name of the task, where `work` panics.
pub(crate) fn in_order<T: Send + Display, R: Send>(
    threads: usize,
    each: impl FnOnce(&mut dyn FnMut(T) -> Result<()>) -> Result<()>,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<()>,
) -> Result<()> {
    let work = &work;
    let Some(pool) = pool(threads) else { return each(&mut |task| take(caught(task, work)?)) };
    pool.in_place_scope(|scope| {
        let mut under_way: VecDeque<Receiver<Result<R>>> = VecDeque::new();
        let mut take_oldest = |under_way: &mut VecDeque<Receiver<Result<R>>>| -> Result<()> {
            let Some(oldest) = under_way.pop_front() else { return Ok(()) };
            let gone = |_| Error::internal("threads", "a task ended without an outcome".to_owned());
            take(oldest.recv().map_err(gone)??)
        };
        each(&mut |task| {
            if under_way.len() >= threads {
                take_oldest(&mut under_way)?;
            }
            let (outcome, later) = sync_channel(1);
            under_way.push_back(later);
            // Where nobody waits for it any more, an error has ended the whole.
            scope.spawn(move |_| drop(outcome.send(caught(task, work))));
            Ok(())
        })?;
        while !under_way.is_empty() {
            take_oldest(&mut under_way)?;
        }
        Ok(())
    })
}

/// Does work on a thread with a stack of its own: a fault there ends this work only.
///
/// # Errors
/// What the work gives back; [`Error::is_internal`] where it panics, and [`Error::is_io`] where there is no thread.
pub(crate) fn apart<T: Send>(name: &str, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new()
            .name("juesuan-read".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .map_err(|cause| Error::io(name, cause))?;
        worker.join().unwrap_or_else(|panic| Err(Error::internal(name, message_of(&*panic))))
    })
}

/// Makes a pool of so many threads; `None` where this thread alone is to work, or the system gives no more.
fn pool(threads: usize) -> Option<ThreadPool> {
    if threads <= 1 {
        return None;
    }
    let builder = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK);
    builder.thread_name(|number| format!("juesuan-{number}")).build().ok()
}

/// Does the work; a panic becomes an error.
fn caught<T: Display, R>(task: T, work: impl Fn(T) -> R) -> Result<R> {
    let name = task.to_string();
    catch_unwind(AssertUnwindSafe(|| work(task))).map_err(|panic| Error::internal(&name, message_of(&*panic)))
}

/// Gives the message of a panic.
fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panic").to_owned()
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
        let done = map_init(20, 3, || states.fetch_add(1, Ordering::Relaxed), slow_first);
        assert!(done.iter().map(|(at, _)| *at).eq(0..20));
        assert!((1..=3).contains(&states.into_inner()));
        assert!(done.iter().skip(1).any(|(_, state)| *state != done[0].1), "others go on meanwhile");
        assert!(map_init(0, 4, || (), |(), at| at).is_empty());
    }

    #[test]
    fn one_thread_is_this_one() {
        let here = std::thread::current().id();
        for threads in [0, 1] {
            let done = map_init(3, threads, || (), |(), _| std::thread::current().id());
            assert_eq!(done, [here; 3]);
        }
        assert!(map_init(3, 2, || (), |(), _| std::thread::current().id()).iter().all(|id| *id != here));
    }

    #[test]
    fn a_panic_of_one_thread_is_a_panic_here() {
        let fail = |(): &mut (), at: usize| assert!(at != 7, "page 7");
        assert!(std::panic::catch_unwind(|| map_init(10, 4, || (), fail)).is_err());
    }

    #[test]
    fn outcomes_come_in_the_order_of_the_tasks() {
        for threads in [1, 4] {
            let mut taken = Vec::new();
            let each = |give: &mut dyn FnMut(u64) -> Result<()>| (0..50).try_for_each(give);
            let slow_first = |task: u64| {
                std::thread::sleep(Duration::from_micros((task % 3) * 500));
                task * 2
            };
            in_order(threads, each, slow_first, |outcome| {
                taken.push(outcome);
                Ok(())
            })
            .unwrap();
            assert!(taken.into_iter().eq((0..50).map(|task| task * 2)));
        }
    }

    #[test]
    fn a_panic_is_an_error_that_names_its_task() {
        for threads in [1, 4] {
            let mut taken = 0;
            let each = |give: &mut dyn FnMut(u64) -> Result<()>| (0..50).try_for_each(give);
            let work = |task| assert!(task != 5, "on purpose");
            let failed = in_order(threads, each, work, |()| {
                taken += 1;
                Ok(())
            });
            let error = failed.unwrap_err();
            assert!(error.is_internal() && error.what().ends_with("on purpose"), "{error}");
            assert_eq!((error.name(), taken), ("5", 5));
        }
        let failed: Result<()> = apart("a.pdf", || panic!("on purpose"));
        assert_eq!(failed.unwrap_err().name(), "a.pdf");
    }

    #[test]
    fn an_error_ends_all() {
        let mut taken = 0;
        let each = |give: &mut dyn FnMut(u64) -> Result<()>| (0..50).try_for_each(give);
        let refused = in_order(
            4,
            each,
            |task| task,
            |task| {
                taken += 1;
                if task == 5 { Err(Error::empty("a")) } else { Ok(()) }
            },
        );
        assert!(refused.is_err() && taken == 6);
    }
}
