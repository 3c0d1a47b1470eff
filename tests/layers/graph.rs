//! Which file uses which, and the circles of files in that graph.
//!
//! A path is followed through modules and through names that a file brings in (`use`, `pub use`) to the file that defines
//! what it names. So a child that takes `super::Note` uses the file of `Note`, and uses its parent only where that
//! defines `Note` itself. What a file only hands on (`pub use`) it does not use. Tests do not count.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::{Source, outside_tests};

/// A path from the crate's root.
type Path = Vec<String>;

/// The files that each file uses, with a line that does.
pub(crate) type Uses<'s> = BTreeMap<&'s str, BTreeMap<&'s str, usize>>;

/// How many names are followed from one to the next; a path that goes on longer leads round.
const MOST_STEPS: usize = 16;

/// The files of the crate by their modules.
pub(crate) struct Graph<'s> {
    files: BTreeMap<Path, File<'s>>,
}

struct File<'s> {
    source: &'s Source,
    /// The tokens outside of tests.
    tokens: Vec<usize>,
    /// What `use` brings in.
    imports: Vec<Import>,
}

/// One name that a `use` brings in.
struct Import {
    /// The name in this file; `*` for all names of a module.
    name: String,
    path: Path,
    is_public: bool,
}

impl<'s> Graph<'s> {
    pub(crate) fn new(sources: &'s [Source]) -> Self {
        let files = sources
            .iter()
            .filter(|source| !source.is_test && source.path != "src/main.rs")
            .map(|source| {
                let module = source.modules();
                let mut file = File { source, tokens: outside_tests(source), imports: Vec::new() };
                file.imports = file.imports_of(&module);
                (module, file)
            })
            .collect();
        Self { files }
    }

    /// The files that each file uses.
    pub(crate) fn uses(&self) -> Uses<'s> {
        let mut uses = Uses::new();
        for (module, file) in &self.files {
            let used = uses.entry(file.source.path.as_str()).or_default();
            for (line, path) in self.paths_of(module, file) {
                if let Some(target) = self.defining(&path, MOST_STEPS).filter(|t| *t != file.source.path) {
                    used.entry(target).or_insert(line);
                }
            }
        }
        uses
    }

    /// All paths that the file uses: what it brings in and names, and what it names in full.
    fn paths_of(&self, module: &Path, file: &File<'_>) -> Vec<(usize, Path)> {
        let mut paths = Vec::new();
        let declarations = file.declarations();
        for at in file.tokens.iter().copied().filter(|at| !declarations.contains(at)) {
            let text = file.source.text(at);
            let is_later = at >= 2 && file.source.reads(at - 2, &[":", ":"]);
            let is_field = at >= 1 && file.source.text(at - 1) == ".";
            if is_later || is_field || !text.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                continue;
            }
            let line = file.source.tokens[at].line;
            let written = file.source.path_at(at);
            if matches!(text, "crate" | "super" | "self") {
                if written.len() > 1 {
                    paths.extend(absolute(module, &written).map(|path| (line, path)));
                }
            } else if let Some(import) = file.imports.iter().find(|import| import.name == text) {
                paths.push((line, [&import.path[..], &written[1..]].concat()));
            } else if written.len() > 1 && self.files.contains_key(&child(module, text)) {
                paths.push((line, [&module[..], &written[..]].concat()));
            }
        }
        // Names of traits that are brought in for their methods, and globs, are written nowhere else.
        let private = file.imports.iter().filter(|import| !import.is_public);
        paths.extend(private.map(|import| (1, import.path.clone())));
        paths
    }

    /// The file that defines what a path names; `None` for a module itself and for what is not of this crate.
    fn defining(&self, path: &[String], steps: usize) -> Option<&'s str> {
        let depth = (0..=path.len()).rev().find(|depth| self.files.contains_key(&path[..*depth]))?;
        let (module, rest) = path.split_at(depth);
        let file = &self.files[module];
        let name = rest.first()?;
        if name == "*" {
            return Some(&file.source.path);
        }
        if steps == 0 {
            return None;
        }
        if file.defines(name) {
            return Some(&file.source.path);
        }
        if let Some(import) = file.imports.iter().find(|import| import.name == *name) {
            return self.defining(&[&import.path[..], &rest[1..]].concat(), steps - 1);
        }
        let globs = file.imports.iter().filter(|import| import.name == "*");
        globs
            .filter_map(|glob| self.files.get(&glob.path[..glob.path.len() - 1]))
            .find(|file| file.defines(name))
            .map(|file| file.source.path.as_str())
    }
}

impl File<'_> {
    /// Whether an item of this name is written in the file.
    fn defines(&self, name: &str) -> bool {
        const ITEMS: [&str; 9] =
            ["fn", "struct", "enum", "trait", "type", "const", "static", "union", "macro_rules"];
        let follows = |at: usize, word: &str| at >= 1 && self.source.text(at - 1) == word;
        self.tokens.iter().any(|at| {
            self.source.text(*at) == name
                && (ITEMS.iter().any(|item| follows(*at, item)) || follows(*at, "!") || follows(*at, "mut"))
        })
    }

    /// The tokens of all `use` and `mod` declarations.
    fn declarations(&self) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for at in self.tokens.iter().copied().filter(|at| self.source.text(*at) == "use") {
            found.extend((at..).take_while(|i| !matches!(self.source.text(*i), ";" | "")));
        }
        found
    }

    fn imports_of(&self, module: &Path) -> Vec<Import> {
        let mut imports = Vec::new();
        for at in self.tokens.iter().copied().filter(|at| self.source.text(*at) == "use") {
            let is_public = at >= 1 && matches!(self.source.text(at - 1), "pub" | ")");
            let mut leaves = Vec::new();
            self.source.use_tree(at + 1, &[], &mut leaves);
            for (name, written) in leaves {
                imports.extend(absolute(module, &written).map(|path| Import { name, path, is_public }));
            }
        }
        imports
    }
}

impl Source {
    /// The path that is written from a token on.
    fn path_at(&self, at: usize) -> Path {
        let mut path = vec![self.text(at).to_owned()];
        let mut end = at + 1;
        while self.reads(end, &[":", ":"])
            && self.text(end + 2).starts_with(|c: char| c.is_alphabetic() || c == '_')
        {
            path.push(self.text(end + 2).to_owned());
            end += 3;
        }
        path
    }

    /// The leaves of a tree of `use` with the names that they get; gives back where the tree ends.
    fn use_tree(&self, from: usize, above: &[String], leaves: &mut Vec<(String, Path)>) -> usize {
        let mut path = above.to_vec();
        let mut at = from;
        loop {
            match self.text(at) {
                ":" => at += 1,
                "{" => {
                    at += 1;
                    while !matches!(self.text(at), "}" | "") {
                        at = self.use_tree(at, &path, leaves);
                        at += usize::from(self.text(at) == ",");
                    }
                    return at + 1;
                }
                "as" => {
                    leaves.push((self.text(at + 1).to_owned(), path));
                    return at + 2;
                }
                "," | "}" | ";" | "" => {
                    // `self` in a group is the module above.
                    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
                        path.pop();
                    }
                    leaves.extend(path.last().cloned().map(|name| (name, path)));
                    return at;
                }
                name => {
                    path.push(name.to_owned());
                    at += 1;
                }
            }
        }
    }
}

/// A path as it is written in a module, from the crate's root; `None` where it leads out of the crate.
fn absolute(module: &Path, written: &[String]) -> Option<Path> {
    let mut path = module.clone();
    let mut rest = written;
    match written.first()?.as_str() {
        "crate" => {
            path.clear();
            rest = &written[1..];
        }
        "self" => rest = &written[1..],
        "super" => {
            while rest.first().is_some_and(|name| name == "super") {
                path.pop();
                rest = &rest[1..];
            }
        }
        _ => {}
    }
    path.extend(rest.iter().cloned());
    Some(path)
}

fn child(module: &Path, name: &str) -> Path {
    [&module[..], &[name.to_owned()]].concat()
}

/// The circles: files that use each other, directly or through others (strongly connected components, Tarjan 1972).
pub(crate) fn circles(uses: &Uses<'_>) -> Vec<BTreeSet<String>> {
    let reached = |from: &str| {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut next: Vec<&str> = vec![from];
        while let Some(file) = next.pop() {
            for used in uses.get(file).into_iter().flat_map(BTreeMap::keys).copied() {
                if seen.insert(used) {
                    next.push(used);
                }
            }
        }
        seen
    };
    let all: BTreeMap<&str, BTreeSet<&str>> = uses.keys().map(|file| (*file, reached(file))).collect();
    let mut circles: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    for (file, after) in all.iter().filter(|(file, after)| after.contains(*file)) {
        let others = after.iter().filter(|other| all.get(**other).is_some_and(|back| back.contains(file)));
        circles.insert(others.map(|other| (*other).to_owned()).collect());
    }
    circles.into_iter().collect()
}
