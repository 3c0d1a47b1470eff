//! The order of the modules: each may name only those before it.

use super::tokens::Source;

/// Every module of the crate: the ground, then the data's order. Each may name only those before it.
pub(crate) const ORDER: [&str; 36] = [
    "geom",
    "bend",
    "text",
    "place",
    "sheet",
    "error",
    "threads",
    "taxonomy",
    "vocabulary",
    "source",
    "picture",
    "page",
    "record",
    "raster",
    "glyph_reader",
    "pdf",
    "ofd",
    "office",
    "web",
    "document",
    "ocr",
    "judge",
    "table",
    "spelling",
    "region",
    "form",
    "fact",
    "prose",
    "check",
    "draw",
    "disclosure",
    "output",
    "batch",
    "panel",
    "doctor",
    "cli",
];

/// Paths from the crate's root (`crate::…`, or enough `super::`) that name a later module, or none.
pub(crate) fn imports_of_later_stages(source: &Source) -> Vec<String> {
    let Some(own) = source.module.as_deref() else { return Vec::new() };
    let place = |name: &str| ORDER.iter().position(|known| *known == name);
    let mut faults = Vec::new();
    for (at, name) in names_from_root(source) {
        let fault = match (place(&name), place(own)) {
            (Some(theirs), Some(ours)) if theirs <= ours => continue,
            (Some(_), _) => format!("{own} must not know {name}, which comes later"),
            (None, _) => format!("crate::{name} hides the module that it comes from: name that"),
        };
        faults.push(format!("{}: {fault}", source.at(at)));
    }
    faults
}

/// What follows `crate::`, or `super::` where that leads to the root, with all names of a group in braces.
fn names_from_root(source: &Source) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    let mut braces: Vec<bool> = Vec::new(); // for each open one, whether it is a module's
    for at in 0..source.tokens.len() {
        match source.text(at) {
            "{" => braces.push(at >= 2 && source.text(at - 2) == "mod"),
            "}" => {
                braces.pop();
            }
            "crate" if source.reads(at + 1, &[":", ":"]) => names.extend(names_at(source, at + 3)),
            "super" if !(at >= 3 && source.reads(at - 3, &["super", ":", ":"])) => {
                let ups = (0..).take_while(|up| source.reads(at + 3 * up, &["super", ":", ":"])).count();
                if ups >= source.depth + braces.iter().filter(|module| **module).count() {
                    names.extend(names_at(source, at + 3 * ups));
                }
            }
            _ => {}
        }
    }
    names
}

/// The first name of a path, or of each path in a group.
fn names_at(source: &Source, at: usize) -> Vec<(usize, String)> {
    if source.text(at) != "{" {
        return vec![(at, source.text(at).to_owned())];
    }
    let mut names = Vec::new();
    let mut depth = 0;
    for i in at..source.tokens.len() {
        match source.text(i) {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        let begins = matches!(source.text(i), "{" | ",") && depth == 1;
        if begins && !matches!(source.text(i + 1), "}" | "") {
            names.push((i + 1, source.text(i + 1).to_owned()));
        }
    }
    names
}
