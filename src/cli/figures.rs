//! Runs `juesuan figures`: reads the figures of prose that is no page of a document, a text or passages as JSON lines.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::args::Figures;
use super::exit::Exit;
use super::print::{complain_of_stdout, print_bytes, say};
use crate::prose::{About, text_to_figures};
use crate::record::Figure;
use crate::source::Source;
use crate::taxonomy::figures::{FigureModel, usual_figures};

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
    let source = Source::open(&options.input).map_err(|error| error.to_string());
    let read = source.and_then(|source| figures(&source, options));
    let (lines, exit) = match read {
        Ok(read) => read,
        Err(error) => {
            say!("{error}");
            return Exit::Unread;
        }
    };
    match print_bytes(lines.as_bytes()) {
        Ok(()) => exit,
        Err(cause) => complain_of_stdout(&cause),
    }
}

/// Reads a text, or each of its passages, and writes what was read as JSON lines. A line that is no passage is told, and the
/// others are read.
fn figures(source: &Source, options: &Figures) -> Result<(String, Exit), String> {
    let text = std::str::from_utf8(&source.bytes).map_err(|_| {
        let remedy = "a PDF is read by `juesuan extract`, a text of another encoding by `iconv` first";
        format!("{}: no text in UTF-8: {remedy}", source.name)
    })?;
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    let Some(model) = usual_figures() else { return Ok((String::new(), Exit::Good)) };
    if !options.jsonl {
        let about = About { document: &source.sha256, year: options.year, unit: options.unit.as_deref() };
        let lines =
            text_to_figures(model, text, about).iter().map(json_line).collect::<serde_json::Result<String>>();
        let lines = lines.map_err(|cause| format!("{}: {cause}", source.name))?;
        return Ok((lines, Exit::Good));
    }
    let (mut lines, mut exit) = (String::new(), Exit::Good);
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match passage_to_line(model, line, source, options) {
            Ok(read) => lines.push_str(&read),
            Err(fault) => {
                let remedy = "write {\"id\": …, \"text\": …} on it";
                say!("{}: line {number} is no passage: {fault}; {remedy}", source.name);
                exit = Exit::Unread;
            }
        }
    }
    Ok((lines, exit))
}

/// Reads the figures of one passage.
fn passage_to_line(
    model: &FigureModel,
    line: &str,
    source: &Source,
    options: &Figures,
) -> serde_json::Result<String> {
    let passage: Passage = serde_json::from_str(line)?;
    let unit = passage.unit.as_deref().or(options.unit.as_deref());
    let about = About { document: &source.sha256, year: passage.year.or(options.year), unit };
    let figures = text_to_figures(model, &passage.text, about);
    json_line(&FiguresOfPassage { id: passage.id, figures })
}

fn json_line(record: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string(record).map(|line| line + "\n")
}
