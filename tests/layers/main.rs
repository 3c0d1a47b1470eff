//! The order of the stages, kept by reading the source: imports point only to earlier stages, amounts are no floats,
//! only `cli/` prints, and each thing is known in one place. `ARCHITECTURE.md` says why.

// What cannot be read or parsed here is a failed test.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every module of the crate: the ground, then the data's order. Each may name only those before it.
const ORDER: [&str; 27] = [
    "geom",
    "text",
    "threads",
    "place",
    "error",
    "taxonomy",
    "source",
    "picture",
    "page",
    "record",
    "raster",
    "pdf",
    "document",
    "ocr",
    "table",
    "spelling",
    "region",
    "form",
    "fact",
    "check",
    "draw",
    "disclosure",
    "output",
    "batch",
    "panel",
    "doctor",
    "cli",
];

/// Longer files hide more than one subject.
const MOST_LINES: usize = 400;

/// Words that only some modules may use, and what the rule is.
const RESERVED: &[(&[&str], &[&str], &str)] = &[
    (
        &["println", "print", "eprintln", "eprint"],
        &["cli"],
        "only cli/ prints: the library gives notes and errors back",
    ),
    (
        &["hayro", "hayro_interpret", "hayro_syntax", "hayro_cmap", "hayro_font"],
        &["pdf"],
        "only pdf/ knows the PDF library",
    ),
    (
        &["hayro_jpeg2000", "hayro_ccitt", "JpegDecoder", "PngDecoder"],
        &["raster"],
        "only raster/ decodes picture files",
    ),
    (&["tiny_skia"], &["draw"], "only draw/ draws over pages"),
    (&["rten", "rten_tensor", "libloading"], &["ocr"], "only ocr/ knows the engines of text recognition"),
    (
        &["rawzip", "tar", "flate2", "deflate64", "bzip2", "lzma_rust2", "sevenz_rust2", "ruzstd", "unrar"],
        &["source"],
        "only source/ knows formats of archives",
    ),
    (&["fontdb"], &["source"], "only source/ looks for fonts"),
    (
        &["fs", "File", "stdin"],
        &["source", "batch", "panel", "cli"],
        "only source/ reads files (panel/ the results that batch/ wrote), and only cli/, batch/ and panel/ write them",
    ),
    (&["Command", "Child", "Stdio"], &["batch"], "only batch/ starts processes"),
    (&["parquet"], &["panel"], "only panel/ knows Parquet"),
    (&["walkdir"], &["source"], "only source/ walks folders"),
    (
        &["Instant", "SystemTime"],
        &["pdf", "batch", "cli"],
        "same bytes in, same bytes out: nothing reads a clock but limits of time and what people are told",
    ),
];

#[test]
fn every_module_has_its_place_in_the_order() {
    let modules: BTreeSet<String> = sources().into_iter().filter_map(|source| source.module).collect();
    let order: BTreeSet<String> = ORDER.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(modules, order, "modules in src/ (left) and in ORDER (right) differ");
}

#[test]
fn imports_point_to_earlier_stages() {
    assert_none(sources().iter().flat_map(imports_of_later_stages));
}

#[test]
fn amounts_are_no_floats() {
    assert_none(
        sources().iter().filter(|s| matches!(s.module.as_deref(), Some("fact" | "check"))).flat_map(floats),
    );
}

#[test]
fn each_thing_is_known_in_one_place() {
    assert_none(sources().iter().flat_map(reserved_words));
}

#[test]
fn files_are_short() {
    assert_none(sources().iter().filter(|s| s.lines > MOST_LINES).map(|source| {
        format!("{}: {} lines, more than {MOST_LINES}: split it by subject", source.path, source.lines)
    }));
}

/// The rules themselves: each finds what it forbids, and nothing in comments, strings or tests that may.
#[test]
fn the_rules_find_what_they_forbid() {
    let later = |path: &str, text: &str| imports_of_later_stages(&Source::new(path, text)).len();
    assert_eq!(later("src/table/mod.rs", "use crate::form::Form;"), 1);
    assert_eq!(
        later("src/table/mod.rs", "use crate::{geom::Rect, page::{Page, Glyph}, form, fact::Fact};"),
        2
    );
    assert_eq!(
        later("src/form/mod.rs", "use crate::table::Grid; use crate::form::models; use super::page;"),
        0
    );
    assert_eq!(later("src/geom.rs", "use super::page::Page;"), 1);
    assert_eq!(later("src/geom.rs", "#[cfg(test)] mod tests { use super::*; use super::super::page; }"), 1);
    assert_eq!(later("src/pdf/fold.rs", "mod tests { use super::super::collect; use crate::cli; }"), 1);
    assert_eq!(later("src/error.rs", "use crate::Note;"), 1);
    assert_eq!(later("src/page.rs", "//! [`Form`](crate::form::Form)\nconst A: &str = \"crate::form\";"), 0);

    let floats = |text: &str| floats(&Source::new("src/fact/mod.rs", text)).len();
    assert_eq!(floats("fn a(room: (f64, f64)) { let b = 1_f32; let c = 0.5; }"), 4);
    assert_eq!(floats("fn a(b: (i8, (i8, i8))) -> i8 { b.1.0 + \"0.5\".len() // f64\n }"), 0);
    assert_eq!(floats("#[cfg(test)]\nmod tests { fn a() -> f64 { 0.5 } }\nconst A: f64 = B;"), 1);

    let reserved = |path: &str, text: &str| reserved_words(&Source::new(path, text)).len();
    assert_eq!(reserved("src/form/mod.rs", "fn a<'a>(b: &'a str) { println!(\"{b}\"); }"), 1);
    assert_eq!(reserved("src/form/mod.rs", "#[cfg(test)] mod tests { fn a() { std::fs::read(\"a\"); } }"), 0);
    assert_eq!(reserved("src/cli/mod.rs", "fn a() { eprint!(\"print\"); }"), 0);
    assert_eq!(reserved("src/table/mod.rs", "/* println */ const A: char = '\"'; // std::fs"), 0);
}

/// One source file, as its tokens.
struct Source {
    path: String,
    lines: usize,
    /// The module right below the crate's root; `None` for `lib.rs` and `main.rs`, which compose all.
    module: Option<String>,
    /// How many modules the file itself stands below the root.
    depth: usize,
    tokens: Vec<Token>,
}

/// A word (identifier or number) or one other character, with its line.
struct Token {
    line: usize,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
        let mut modules: Vec<&str> = inside.split('/').collect();
        if matches!(modules.last(), Some(&("mod" | "lib" | "main"))) {
            modules.pop();
        }
        Self {
            path: path.to_owned(),
            lines: text.lines().count(),
            module: modules.first().map(|name| (*name).to_owned()),
            depth: modules.len(),
            tokens: tokens(text),
        }
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    fn at(&self, token: usize) -> String {
        format!("{}:{}", self.path, self.tokens.get(token).map_or(0, |token| token.line))
    }

    /// Whether the tokens from `at` on are these.
    fn reads(&self, at: usize, wanted: &[&str]) -> bool {
        wanted.iter().enumerate().all(|(i, text)| self.text(at + i) == *text)
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    files.sort();
    assert!(!files.is_empty(), "no source was found");
    files
        .into_iter()
        .map(|file| {
            let path = file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            Source::new(&path, &fs::read_to_string(&file).unwrap())
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn assert_none(faults: impl Iterator<Item = String>) {
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Paths from the crate's root (`crate::…`, or enough `super::`) that name a later module, or none.
fn imports_of_later_stages(source: &Source) -> Vec<String> {
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

/// Float types and float literals outside of tests.
fn floats(source: &Source) -> Vec<String> {
    let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let mut faults = Vec::new();
    for at in outside_tests(source) {
        let text = source.text(at);
        let has_suffix =
            is_number(text) && !text.starts_with("0x") && (text.ends_with("f32") || text.ends_with("f64"));
        // `pair.1.0` is a field of a field.
        let is_literal = is_number(text)
            && source.text(at + 1) == "."
            && is_number(source.text(at + 2))
            && (at == 0 || source.text(at - 1) != ".");
        if matches!(text, "f32" | "f64") || has_suffix || is_literal {
            faults.push(format!("{}: a float: amounts and what decides about them are exact", source.at(at)));
        }
    }
    faults
}

/// The tokens that belong to no item under `#[cfg(test)]`, by their index.
fn outside_tests(source: &Source) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < source.tokens.len() {
        match test_item(source, at) {
            Some(end) => at = end,
            None => {
                found.push(at);
                at += 1;
            }
        }
    }
    found
}

/// Where an item under `#[cfg(test)]` ends, if one begins at `at`.
fn test_item(source: &Source, at: usize) -> Option<usize> {
    if !source.reads(at, &["#", "[", "cfg", "(", "test", ")", "]"]) {
        return None;
    }
    let mut depth = 0;
    for i in at..source.tokens.len() {
        match source.text(i) {
            "{" => depth += 1,
            "}" if depth == 1 => return Some(i + 1),
            "}" => depth -= 1,
            ";" if depth == 0 => return Some(i + 1),
            _ => {}
        }
    }
    Some(source.tokens.len())
}

fn reserved_words(source: &Source) -> Vec<String> {
    let Some(module) = source.module.as_deref() else { return Vec::new() };
    let mut faults = Vec::new();
    for (words, modules, rule) in RESERVED {
        if modules.contains(&module) {
            continue;
        }
        let used = outside_tests(source).into_iter().filter(|at| words.contains(&source.text(*at)));
        faults.extend(used.map(|at| format!("{}: {}: {rule}", source.at(at), source.text(at))));
    }
    faults
}

/// The tokens of Rust source without comments, strings and characters.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let char_at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let end = match char_at(at) {
            '/' if char_at(at + 1) == '/' => end_of_line(&chars, at),
            '/' if char_at(at + 1) == '*' => end_of_block(&chars, at),
            '"' => end_of_string(&chars, at),
            // A character; else a lifetime, whose name is a word like any.
            '\'' if char_at(at + 1) == '\\' => {
                (at + 3..chars.len()).find(|i| chars[*i] == '\'').map_or(at + 1, |i| i + 1)
            }
            '\'' if char_at(at + 2) == '\'' => at + 3,
            c if is_word(c) => {
                let end = (at..chars.len()).find(|i| !is_word(chars[*i])).unwrap_or(chars.len());
                let word: String = chars[at..end].iter().collect();
                match end_of_raw_string(&chars, end).filter(|_| matches!(word.as_str(), "r" | "br" | "cr")) {
                    Some(end) => end,
                    None => {
                        tokens.push(Token { line, text: word });
                        end
                    }
                }
            }
            c => {
                if !c.is_whitespace() {
                    tokens.push(Token { line, text: c.to_string() });
                }
                at + 1
            }
        };
        line += chars[at..end.min(chars.len())].iter().filter(|c| **c == '\n').count();
        at = end;
    }
    tokens
}

fn end_of_line(chars: &[char], from: usize) -> usize {
    (from..chars.len()).find(|i| chars[*i] == '\n').unwrap_or(chars.len())
}

/// Block comments nest.
fn end_of_block(chars: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0, from);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn end_of_string(chars: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// The end of `#"…"#` or `"…"` behind an `r`; `None` where none begins at `from`.
fn end_of_raw_string(chars: &[char], from: usize) -> Option<usize> {
    let marks = chars[from..].iter().take_while(|c| **c == '#').count();
    if chars.get(from + marks) != Some(&'"') {
        return None;
    }
    let closes = |i: &usize| {
        chars[*i] == '"' && chars[i + 1..].iter().take(marks).filter(|c| **c == '#').count() == marks
    };
    let end = (from + marks + 1..chars.len()).find(closes);
    Some(end.map_or(chars.len(), |i| i + 1 + marks))
}
