//! Commits faults on purpose, for tests of the supervisor: where the environment variable `JUESUAN_FAULTS` is set, a
//! worker fails at documents whose file name begins with `fault-` and the name of a fault.
//!
//! It is compiled with debug assertions only: an installed program has none of this.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use super::read::Job;
use crate::page::PageTurn;

/// Environment variable that asks for faults; tests alone set it.
const VARIABLE: &str = "JUESUAN_FAULTS";

/// Number of scanned pages that are simulated, and the time of each.
const SLOW_SCANS: usize = 4;
const SLOW_SCAN: Duration = Duration::from_secs(4);

/// Commits the fault that the document's name asks for.
pub(super) fn commit(job: &Job, scan_done: &dyn Fn()) {
    commit_for(job.sources.first().map_or("", String::as_str), scan_done);
}

/// Commits the fault that the document's name asks for on this page: `fault-hang-on-2-3.pdf`.
pub(super) fn commit_on_page(job: &Job, turn: PageTurn) {
    let Some(fault) = asked_for(job.sources.first().map_or("", String::as_str)) else { return };
    let Some((fault, pages)) = fault.split_once("-on-") else { return };
    let number = turn.begun.map(|begun| begun.number.to_string());
    if number.is_some_and(|number| pages.split('-').any(|asked| asked == number)) {
        commit_one(fault, &|| {});
    }
}

/// Commits the fault that the name of a document or an archive asks for.
pub(super) fn commit_for(name: &str, scan_done: &dyn Fn()) {
    let fault = asked_for(name).filter(|fault| !fault.contains("-on-"));
    commit_one(fault.as_deref().unwrap_or_default().split('-').next().unwrap_or_default(), scan_done);
}

fn asked_for(name: &str) -> Option<String> {
    std::env::var_os(VARIABLE)?;
    let stem = Path::new(name).file_stem()?.to_string_lossy().into_owned();
    stem.strip_prefix("fault-").map(str::to_owned)
}

fn commit_one(fault: &str, scan_done: &dyn Fn()) {
    match fault {
        "hang" => loop {
            std::thread::sleep(Duration::from_secs(1));
        },
        "abort" => std::process::abort(),
        "overflow" => {
            black_box(deeper(black_box(u64::MAX)));
        }
        "memory" => eat(),
        "exit" => std::process::exit(7),
        "panic" => std::panic::panic_any("on purpose"),
        // What a document takes, without a fault.
        "slow" => std::thread::sleep(Duration::from_millis(300)),
        "scans" => {
            for _ in 0..SLOW_SCANS {
                std::thread::sleep(SLOW_SCAN);
                scan_done();
            }
        }
        _ => {}
    }
}

fn deeper(depth: u64) -> u64 {
    let here = black_box([depth; 64]);
    if depth == 0 { 0 } else { deeper(depth - 1) + black_box(here[7]) }
}

fn eat() {
    let mut eaten: Vec<Vec<u8>> = Vec::new();
    loop {
        eaten.push(black_box(vec![1; 8_000_000]));
        std::thread::sleep(Duration::from_millis(1));
    }
}
