//! Writes the progress of a run as lines of JSON, for schedulers: an object when reading begins, one for each document, and
//! one at the end.

use std::fmt::Write;
use std::time::Duration;

use serde_json::{Value, json};

use crate::batch::{Outcome, Report};
use crate::text::escape::acts;

/// Says how many documents are to be read, and of how many the folder has results.
pub(super) fn begin_line(of: usize, kept: u64) -> String {
    line(&json!({ "event": "begin", "of": of, "kept": kept }))
}

/// Says what came of a document: the `done`th of those to be read.
pub(super) fn document_line(done: u64, of: u64, outcome: &Outcome, took: Duration) -> String {
    let (name, cause) = match outcome {
        Outcome::Document(_) => ("read", None),
        Outcome::Error(failure) => ("failed", Some(failure.cause.as_str())),
        Outcome::NotRead(_) => ("not_read", None),
    };
    line(&json!({
        "event": "document",
        "done": done,
        "of": of,
        "source": outcome.sources().first(),
        "document": outcome.document(),
        "outcome": name,
        "cause": cause,
        "seconds": seconds(took),
    }))
}

/// Says what the folder has at the end, and what of it this run read.
pub(super) fn end_line(report: &Report) -> String {
    line(&json!({
        "event": "end",
        "interrupted": report.interrupted,
        "kept": report.kept,
        "failed_before": report.failed_before,
        "seconds": seconds(report.took),
        "now": report.now,
        "tally": report.tally,
    }))
}

/// Rounds to thousandths.
fn seconds(took: Duration) -> f64 {
    Duration::from_millis(u64::try_from(took.as_millis()).unwrap_or(u64::MAX)).as_secs_f64()
}

/// Writes a value on a line of its own. What acts on a terminal is escaped as JSON has it, so that the line stays JSON.
fn line(value: &Value) -> String {
    let mut text = String::new();
    for c in value.to_string().chars() {
        if acts(c) {
            // Writing to a string does not fail.
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let _ = write!(text, "\\u{unit:04x}");
            });
        } else {
            text.push(c);
        }
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::escape::in_lines;

    #[test]
    fn a_line_stays_json_whatever_a_name_holds() {
        let source = "决算\u{202e}\u{e0041}\n\u{7f}\"\u{1b}[2J.pdf";
        let text = line(&json!({ "source": source }));
        assert_eq!(text, in_lines(&text), "nothing is left to be escaped");
        assert_eq!(text.matches('\n').count(), 1);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["source"], source);
        assert_eq!(begin_line(3, 1), "{\"event\":\"begin\",\"of\":3,\"kept\":1}\n");
    }
}
