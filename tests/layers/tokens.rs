//! Source files as tokens, without comments.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// One source file, as its tokens.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) lines: usize,
    /// The module right below the crate's root; `None` for `lib.rs` and `main.rs`, which compose all.
    pub(crate) module: Option<String>,
    /// How many modules the file itself stands below the root.
    pub(crate) depth: usize,
    pub(crate) tokens: Vec<Token>,
    /// Whether all of it is declared for tests only.
    pub(crate) is_test: bool,
}

/// A word (identifier or number), a string or character in its quotes, or one other character, with its line.
pub(crate) struct Token {
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let modules = modules_of(path);
        Self {
            path: path.to_owned(),
            lines: text.lines().count(),
            module: modules.first().cloned(),
            depth: modules.len(),
            tokens: tokens(text),
            is_test: false,
        }
    }

    /// The module that the file is, from the crate's root.
    pub(crate) fn modules(&self) -> Vec<String> {
        modules_of(&self.path)
    }

    /// The modules that the file declares for tests only.
    fn tests_declared(&self) -> impl Iterator<Item = Vec<String>> {
        let begins = |at: &usize| self.reads(*at, &["#", "[", "cfg", "(", "test", ")", "]", "mod"]);
        let declared = (0..self.tokens.len()).filter(begins).filter(|at| self.text(at + 9) == ";");
        declared.map(|at| [&self.modules()[..], &[self.text(at + 8).to_owned()]].concat())
    }

    pub(crate) fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    pub(crate) fn at(&self, token: usize) -> String {
        format!("{}:{}", self.path, self.tokens.get(token).map_or(0, |token| token.line))
    }

    /// Whether the tokens from `at` on are these.
    pub(crate) fn reads(&self, at: usize, wanted: &[&str]) -> bool {
        wanted.iter().enumerate().all(|(i, text)| self.text(at + i) == *text)
    }
}

/// All sources of the crate, read once.
pub(crate) fn sources() -> &'static [Source] {
    static ALL: LazyLock<Vec<Source>> = LazyLock::new(read_sources);
    &ALL
}

fn read_sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    files.sort();
    assert!(!files.is_empty(), "no source was found");
    let mut sources: Vec<Source> = files
        .into_iter()
        .map(|file| {
            let path = file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            Source::new(&path, &fs::read_to_string(&file).unwrap())
        })
        .collect();
    let tests: Vec<Vec<String>> = sources.iter().flat_map(Source::tests_declared).collect();
    for source in &mut sources {
        let modules = source.modules();
        source.is_test = tests.iter().any(|test| modules.starts_with(test));
    }
    sources
}

fn modules_of(path: &str) -> Vec<String> {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut modules: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if modules.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        modules.pop();
    }
    modules
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

/// The tokens that belong to no item under `#[cfg(test)]`, by their index.
pub(crate) fn outside_tests(source: &Source) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < source.tokens.len() && !source.is_test {
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

/// The tokens of Rust source without comments.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let char_at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let (end, is_token) = match char_at(at) {
            '/' if char_at(at + 1) == '/' => (end_of_line(&chars, at), false),
            '/' if char_at(at + 1) == '*' => (end_of_block(&chars, at), false),
            '"' => (end_of_string(&chars, at), true),
            // A character; else a lifetime, whose name is a word like any.
            '\'' if char_at(at + 1) == '\\' => {
                ((at + 3..chars.len()).find(|i| chars[*i] == '\'').map_or(at + 1, |i| i + 1), true)
            }
            '\'' if char_at(at + 2) == '\'' => (at + 3, true),
            c if is_word(c) => {
                let end = (at..chars.len()).find(|i| !is_word(chars[*i])).unwrap_or(chars.len());
                let word: String = chars[at..end].iter().collect();
                let is_raw = matches!(word.as_str(), "r" | "br" | "cr");
                (end_of_raw_string(&chars, end).filter(|_| is_raw).unwrap_or(end), true)
            }
            c => (at + 1, !c.is_whitespace()),
        };
        let text: String = chars[at..end.min(chars.len())].iter().collect();
        let lines = text.matches('\n').count();
        if is_token {
            tokens.push(Token { line, text });
        }
        line += lines;
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
