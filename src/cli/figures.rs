//! Runs `juesuan figures`: reads the figures of prose that is no page of a document, a text or passages as JSON lines.

use std::io::{BufWriter, Result as IoResult, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::args::Figures;
use super::exit::Exit;
use super::print::{Stdout, complain_of_stdout, say};
use crate::prose::{About, text_to_figures};
use crate::record::Figure;
use crate::source::Source;
use crate::taxonomy::figures::{FigureModel, usual_figures};
use crate::taxonomy::models;

/// Mark that some programs write before a text in UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A passage, as a line of JSON has it.
#[derive(Deserialize)]
struct Passage {
    id: Value,
    text: String,
    #[serde(default)]
    year: Option<u16>,
    #[serde(default)]
    unit: Option<String>,
}

/// What is read of a passage.
#[derive(Serialize)]
struct FiguresOfPassage {
    id: Value,
    figures: Vec<Figure>,
}

pub(super) fn run(options: &Figures) -> Exit {
    if let Some(fault) = options.unit.as_deref().and_then(fault_of_unit) {
        say!("--unit {fault}");
        return Exit::Usage;
    }
    let source = match Source::open(&options.input) {
        Ok(source) => source,
        Err(error) => {
            say!("{error}");
            return Exit::Unread;
        }
    };
    let Ok(text) = std::str::from_utf8(&source.bytes) else {
        say!(
            "{}: no text in UTF-8: `juesuan extract` reads PDFs, and `iconv` converts other encodings",
            source.name
        );
        return Exit::Unread;
    };
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    let Some(model) = usual_figures() else { return Exit::Good };
    let mut stdout = BufWriter::new(Stdout::default());
    let written = match options.jsonl {
        true => write_passages(&mut stdout, model, text, &source, options),
        false => write_figures(&mut stdout, model, text, &source, options).map(|()| Exit::Good),
    };
    match written.and_then(|exit| stdout.flush().map(|()| exit)) {
        Ok(exit) => exit,
        Err(cause) => complain_of_stdout(&cause),
    }
}

/// Says what is wrong with a unit, where it is no unit of money.
fn fault_of_unit(unit: &str) -> Option<String> {
    let known: Vec<&str> = models().wording.money.iter().map(|money| money.name.as_str()).collect();
    (!known.contains(&unit)).then(|| format!("{unit}: no unit of money; known are {}", known.join(", ")))
}

/// Reads a text that stands alone.
fn write_figures(
    to: &mut impl Write,
    model: &FigureModel,
    text: &str,
    source: &Source,
    options: &Figures,
) -> IoResult<()> {
    let about = About { document: &source.sha256, year: options.year, unit: options.unit.as_deref() };
    text_to_figures(model, text, about).iter().try_for_each(|figure| write_line(to, figure))
}

/// Reads the passages of all lines. A line that is none costs itself alone, and is told.
fn write_passages(
    to: &mut impl Write,
    model: &FigureModel,
    text: &str,
    source: &Source,
    options: &Figures,
) -> IoResult<Exit> {
    let mut exit = Exit::Good;
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match line_to_passage(line) {
            Ok(passage) => {
                let unit = passage.unit.as_deref().or(options.unit.as_deref());
                let about = About { document: &source.sha256, year: passage.year.or(options.year), unit };
                let figures = text_to_figures(model, &passage.text, about);
                write_line(to, &FiguresOfPassage { id: passage.id, figures })?;
            }
            Err(fault) => {
                say!("{}: line {number} is no passage: {fault}", source.name);
                exit = Exit::Unread;
            }
        }
    }
    Ok(exit)
}

fn line_to_passage(line: &str) -> Result<Passage, String> {
    let passage: Passage = serde_json::from_str(line).map_err(|cause| cause.to_string())?;
    match passage.unit.as_deref().and_then(fault_of_unit) {
        Some(fault) => Err(fault),
        None => Ok(passage),
    }
}

fn write_line(to: &mut impl Write, record: &impl Serialize) -> IoResult<()> {
    serde_json::to_writer(&mut *to, record)?;
    to.write_all(b"\n")
}
