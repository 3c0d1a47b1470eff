//! Work on the documents of a folder by several threads, whose outcomes come back in the order of the folder: the same
//! bytes whatever the number of threads.

use std::any::Any;
use std::collections::VecDeque;
use std::fmt::Display;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};

/// Most threads: each holds a document.
const MOST_THREADS: usize = 8;

/// A task, and where its outcome goes.
type Task<T, R> = (T, SyncSender<Result<R>>);

/// Tells each task of `each` to `work` on one of several threads, and what came of it to `take`, on this one, in order.
/// No more documents than threads are under way at a time.
///
/// # Errors
/// What `each` and `take` give back, and [`Error::is_internal`], with the name of the task, where `work` panics.
pub(super) fn in_order<T: Send + Display, R: Send>(
    each: impl FnOnce(&mut dyn FnMut(T) -> Result<()>) -> Result<()>,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<()>,
) -> Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_THREADS);
    let (tasks, waiting): (Sender<Task<T, R>>, _) = channel();
    let waiting = Mutex::new(waiting);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                // Whoever waits for a task holds the lock meanwhile; with the last task the sender is gone.
                let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                while let Ok((task, outcome)) = next() {
                    if outcome.send(caught(task, &work)).is_err() {
                        break;
                    }
                }
            });
        }
        let mut under_way: VecDeque<Receiver<Result<R>>> = VecDeque::new();
        let mut take_oldest = |under_way: &mut VecDeque<Receiver<Result<R>>>| -> Result<()> {
            let Some(oldest) = under_way.pop_front() else { return Ok(()) };
            let gone = |_| Error::internal("collect", "a thread ended early".to_owned());
            take(oldest.recv().map_err(gone)??)
        };
        let told = each(&mut |task| {
            if under_way.len() >= threads {
                take_oldest(&mut under_way)?;
            }
            let (outcome, later) = sync_channel(1);
            under_way.push_back(later);
            let gone = |_| Error::internal("collect", "no thread is left".to_owned());
            tasks.send((task, outcome)).map_err(gone)
        });
        drop(tasks);
        told?;
        while !under_way.is_empty() {
            take_oldest(&mut under_way)?;
        }
        Ok(())
    })
}

/// Does the work; a panic becomes an error here, since a scope whose thread panics would panic, too.
fn caught<T: Display, R>(task: T, work: impl Fn(T) -> R) -> Result<R> {
    let name = task.to_string();
    catch_unwind(AssertUnwindSafe(|| work(task))).map_err(|cause| Error::internal(&name, said(&*cause)))
}

/// What a panic says.
fn said(cause: &(dyn Any + Send)) -> String {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("a panic without words").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_come_in_the_order_of_the_tasks() {
        let mut taken = Vec::new();
        let each = |tell: &mut dyn FnMut(u64) -> Result<()>| (0..50).try_for_each(tell);
        let slow_first = |task: u64| {
            std::thread::sleep(std::time::Duration::from_micros((task % 3) * 500));
            task * 2
        };
        in_order(each, slow_first, |outcome| {
            taken.push(outcome);
            Ok(())
        })
        .unwrap();
        assert!(taken.into_iter().eq((0..50).map(|task| task * 2)));
    }

    #[test]
    fn a_panic_is_an_error_that_names_its_task() {
        let mut taken = 0;
        let each = |tell: &mut dyn FnMut(u64) -> Result<()>| (0..50).try_for_each(tell);
        let work = |task| assert!(task != 5, "on purpose");
        let failed = in_order(each, work, |()| {
            taken += 1;
            Ok(())
        });
        let error = failed.unwrap_err();
        assert!(error.is_internal() && error.what().ends_with("on purpose"), "{error}");
        assert_eq!((error.name(), taken), ("5", 5));
    }

    #[test]
    fn an_error_ends_all() {
        let mut taken = 0;
        let each = |tell: &mut dyn FnMut(u64) -> Result<()>| (0..50).try_for_each(tell);
        let refused = in_order(
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
