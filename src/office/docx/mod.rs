//! Reads Word documents as OOXML (ECMA-376, Transitional and Strict).
//!
//! What is read is what Word shows with all changes taken as made: inserted text and not deleted text, results of fields and
//! not their instructions, no hidden text. What cannot be told from the file is a note.
//!
//! - [`xml`] parses parts, [`styles`] and [`numbering`] know what is hidden and which paragraphs are of lists.
//! - [`story`] walks through text, [`runs`] reads its runs, [`table`] reads tables.

mod numbering;
mod runs;
mod story;
mod styles;
mod table;
mod xml;

use crate::error::{Error, Result};
use crate::place::Severity;
use crate::sheet::Sheet;
use crate::source::Package;

use super::flow::blocks::Block;
use super::flow::sheets;
use numbering::Numbering;
use story::{Context, Story};
use styles::Styles;
use xml::Element;

/// Where the document is when nothing says so.
const USUAL: &str = "word/document.xml";

/// A relationship of a part.
struct Relation {
    /// Last part of its type: `styles`, `header`.
    kind: String,
    target: String,
}

/// Reads a Word document: its tables, with the paragraphs above each.
///
/// # Errors
/// [`Error::is_damaged`] where the package or its document cannot be parsed, [`Error::is_too_large`] where a limit is passed.
pub(crate) fn docx_to_sheets(package: &Package) -> Result<Vec<Sheet>> {
    let file = package.name();
    let main = relations(package, "")?.into_iter().find(|relation| relation.kind == "officeDocument");
    let main = main.map_or_else(|| USUAL.to_owned(), |relation| relation.target);
    let damaged = |what: &str| Error::damaged_package(file, what);
    let root = part(package, &main)?.ok_or_else(|| damaged("there is no Word document in it"))?;
    let body = (&*root.name == "document").then(|| root.child("body")).flatten();
    let body = body.ok_or_else(|| damaged("its document has no body of text"))?;
    let relations = relations(package, &main)?;
    let of = |kind: &str| {
        let relation = relations.iter().find(|relation| relation.kind == kind);
        relation.map_or(Ok(None), |relation| part(package, &relation.target))
    };
    let styles = of("styles")?.as_ref().map(Styles::read).unwrap_or_default();
    let numbering = of("numbering")?.as_ref().map(|root| Numbering::read(root, &styles)).unwrap_or_default();
    let mut story = Story::new(&styles, numbering);
    let mut blocks = Vec::new();
    story.blocks(body, Context::default(), &mut blocks);
    story.finish(&mut blocks);
    blocks.extend(headers(package, &relations)?);
    Ok(sheets(blocks))
}

/// Says what stands in headers, which are not read: a unit may.
fn headers(package: &Package, relations: &[Relation]) -> Result<Vec<Block>> {
    let mut notes = Vec::new();
    for relation in relations.iter().filter(|relation| relation.kind == "header") {
        let Some(root) = part(package, &relation.target)? else { continue };
        let text = all_text(&root);
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().any(|c| c.is_alphabetic()) {
            let text: String = text.chars().take(60).collect();
            let message = format!("the header \"{text}\" is not read");
            if !notes.iter().any(|note| matches!(note, Block::Note(_, known) if *known == message)) {
                notes.push(Block::Note(Severity::Info, message));
            }
        }
    }
    Ok(notes)
}

fn all_text(element: &Element) -> String {
    if &*element.name == "t" {
        return element.text();
    }
    element.elements().map(all_text).collect()
}

/// Parses a part; `None` where there is none.
fn part(package: &Package, name: &str) -> Result<Option<Element>> {
    let bytes = package.part(name)?;
    bytes.map(|bytes| xml::parse(package.name(), name, &bytes)).transpose()
}

/// The relationships of a part, of the package where it has no name. Those to something outside are left out: nothing outside
/// is ever opened.
fn relations(package: &Package, of: &str) -> Result<Vec<Relation>> {
    let (folder, name) = of.rsplit_once('/').unwrap_or(("", of));
    let Some(root) = part(package, &format!("{folder}/_rels/{name}.rels"))? else { return Ok(Vec::new()) };
    let relation = |element: &Element| {
        if element.attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("External")) {
            return None;
        }
        let (_, kind) = element.attribute("Type")?.rsplit_once('/')?;
        let target = decoded(element.attribute("Target")?);
        let target = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
        Some(Relation { kind: kind.to_owned(), target })
    };
    Ok(root.elements().filter_map(relation).collect())
}

/// The name of a part that is written as an address: `%E5%86%B3` → 决.
fn decoded(target: &str) -> String {
    let mut bytes = Vec::with_capacity(target.len());
    let mut rest = target.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = after.get(if code.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    String::from_utf8(bytes).unwrap_or_else(|_| target.to_owned())
}

#[cfg(test)]
mod tests;
