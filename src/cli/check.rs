//! Runs `juesuan check`, which checks whether the accounts of each file add up, and `juesuan explain`, which describes
//! checks.

use std::path::Path;

use super::account::account;
use super::args::{Check, Explain};
use super::exit::Exit;
use super::notes::notes_to_lines;
use super::print::{complain_of_stdout, print_lines, say};
use crate::check::{describe, judge_with_figures, names};
use crate::disclosure::{self, read_with};
use crate::error::Error;
use crate::place::Severity;
use crate::record::foreign::text_to_facts;
use crate::record::words::Status;
use crate::source::Source;

pub(super) fn run(options: &Check) -> Exit {
    let mut worst = Exit::Good;
    for input in &options.inputs {
        let (text, exit) = match check(input, options) {
            Ok(done) => done,
            Err(error) => {
                say!("{error}");
                worst = worst.max(Exit::Unread);
                continue;
            }
        };
        worst = worst.max(exit);
        if let Err(cause) = print_lines(&text) {
            return worst.max(complain_of_stdout(&cause));
        }
    }
    worst
}

/// Checks one file: a PDF, or facts as JSON lines.
fn check(input: &Path, options: &Check) -> Result<(String, Exit), Error> {
    let source = Source::open(input)?;
    if source.bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{') {
        return check_facts(&source, options);
    }
    let alone = options.inputs.len() == 1;
    let how = if alone { disclosure::Options::alone() } else { disclosure::Options::default() };
    let disclosure = read_with(&source, &how)?;
    for line in notes_to_lines(disclosure.notes.iter().filter(|n| n.severity == Severity::Unread)) {
        say!("{}: {line}", disclosure.source);
    }
    Ok((
        account(&disclosure.source, &disclosure.facts, &disclosure.figures, &disclosure.audit, options.all),
        Exit::of(&disclosure),
    ))
}

fn check_facts(source: &Source, options: &Check) -> Result<(String, Exit), Error> {
    let text = std::str::from_utf8(&source.bytes).map_err(|_| Error::facts(&source.name, "no UTF-8 text"))?;
    let documents = text_to_facts(text)
        .map_err(|(line, fault)| Error::facts(&source.name, format!("line {line}: {fault}")))?;
    let mut printed = String::new();
    let mut worst = Exit::Good;
    for mut document in documents {
        let audit = judge_with_figures(&mut document.facts, &mut document.figures);
        let name = if document.document.is_empty() { &source.name } else { &document.document };
        printed.push_str(&account(name, &document.facts, &document.figures, &audit, options.all));
        let is_clean = audit.failing() == 0 && document.facts.iter().all(|f| f.status != Status::Suspect);
        worst = worst.max(if is_clean { Exit::Good } else { Exit::Suspect });
    }
    Ok((printed, worst))
}

pub(super) fn explain(options: &Explain) -> Exit {
    let text = match &options.check {
        None => names().map(|name| format!("{name}\n")).collect(),
        Some(name) => match describe(name) {
            Some(text) => text,
            None => {
                say!("there is no check {name}; 'juesuan explain' lists all");
                let near: Vec<&str> = names().filter(|known| known.contains(name.as_str())).collect();
                if !near.is_empty() {
                    say!("did you mean {}?", near.join(", "));
                }
                return Exit::Usage;
            }
        },
    };
    match print_lines(&text) {
        Ok(()) => Exit::Good,
        Err(cause) => complain_of_stdout(&cause),
    }
}
