//! The tests that need more than one stage, or the program as it is run: one module per subject, linked into one
//! program, which reads each sample once. `tests/README.md` says what each module holds.
//!
//! Tests share this process and run side by side. So none changes the environment or the folder of the process: what a
//! test needs of these it gives to the program that it starts.

// What cannot be built, read or parsed here is a failed test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod checks;
mod cli;
mod contract;
mod contradictions;
mod damaged;
mod digit_errors;
mod fields;
mod golden;
mod governments;
mod hidden;
mod images;
mod ink;
mod layouts;
mod left_out;
mod lying;
mod missing_lines;
mod office;
mod panel;
mod printed;
mod readers;
mod samples;
mod scans;
mod schema;
mod seed;
mod sheets;
mod threads;
mod truths;
