//! Looks at what all pages depend on: the tree of pages, and the streams that hold other objects.

use std::collections::HashSet;
use std::sync::LazyLock;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use regex::bytes::Regex;

use super::fault::Fault;
use super::limits;
use super::table::{Table, header};
use super::whole::{Inflater, Wholeness, look as whole_look};

static OBJECT_STREAM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)/ObjStm").ok());
/// Bytes before the word within which the object begins.
const HEAD: usize = 1_024;
/// Entries of which a page has one.
const OF_PAGES: [&str; 3] = ["Contents", "MediaBox", "Resources"];
/// Depth of the tree, and most pages that are counted.
const MOST_DEPTH: usize = 256;
const MOST_NODES: usize = 100_000;

/// What is wrong with the document as a whole.
pub(super) fn look(pdf: &Pdf, table: &Table<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut add = |object: Option<u32>, what: &str| {
        let fault = Fault { object, what: what.to_owned(), bars: false };
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    };
    object_streams(pdf, table, &mut add);
    if table.is_damaged {
        add(None, "the table of objects is damaged");
    }
    pages(pdf, table, &mut add);
    faults
}

fn object_streams(pdf: &Pdf, table: &Table<'_>, add: &mut dyn FnMut(Option<u32>, &str)) {
    let bytes = pdf.data().as_ref();
    let Some(word) = OBJECT_STREAM.as_ref() else { return };
    let mut inflater = Inflater::default();
    for found in word.find_iter(bytes) {
        let Some((number, generation)) = object_around(bytes, found.start()) else { continue };
        let Ok(signed) = i32::try_from(generation) else { continue };
        let Some(stream) = pdf.xref().get::<Stream<'_>>(ObjectIdentifier::new(number, signed)) else {
            continue;
        };
        if stream.dict().get::<Name<'_>>("Type").as_deref() != Some(b"ObjStm") {
            continue;
        }
        if table.misplaces(ObjectIdentifier::new(number, signed)) {
            add(Some(number), "it is not where the table of objects says, and holds others");
        }
        if limits::filters(&stream).is_some() {
            add(Some(number), "its predictor is impossible, and it holds other objects");
        } else if let Wholeness::Damaged(_) | Wholeness::TooLarge = whole_look(&stream, &mut inflater) {
            add(Some(number), "its data are damaged, and it holds other objects");
        }
    }
}

/// The object in whose dictionary a byte stands.
pub(super) fn object_around(bytes: &[u8], at: usize) -> Option<(u32, u32)> {
    let from = at.saturating_sub(HEAD);
    let before = bytes.get(from..at)?;
    let word = from + before.windows(3).rposition(|three| three == b"obj")?;
    // Back over the generation and the number.
    let is_part = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_whitespace();
    let length = bytes.get(..word)?.iter().rev().take(24).take_while(|byte| is_part(byte)).count();
    let begin = (word - length..word)
        .find(|at| bytes.get(*at).is_some_and(u8::is_ascii_digit) && header(bytes, *at).is_some())?;
    header(bytes, begin)
}

fn pages(pdf: &Pdf, table: &Table<'_>, add: &mut dyn FnMut(Option<u32>, &str)) {
    let root = pdf.xref().root_id();
    let Some(catalog) = pdf.xref().get::<Dict<'_>>(root) else { return };
    let Some(tree) = catalog.get::<Dict<'_>>("Pages") else {
        return add(Some(root.obj_number), "the tree of pages cannot be read");
    };
    if tree.get::<Array<'_>>("Kids").is_none() {
        return add(
            catalog.get_ref("Pages").map(|pages| pages.obj_number),
            "the tree of pages cannot be read",
        );
    }
    let pages = catalog.get_ref("Pages").map(ObjectIdentifier::from);
    for object in [Some(root), pages].into_iter().flatten().filter(|object| table.misplaces(*object)) {
        add(Some(object.obj_number), "it is not where the table of objects says");
    }
    let mut walk = Tree { pdf, table, seen: HashSet::new(), pages: 0, add };
    walk.node(&tree, 0);
    let counted = walk.pages;
    let stated = tree.get::<u32>("Count").and_then(|count| usize::try_from(count).ok());
    if counted < MOST_NODES
        && (stated.is_some_and(|stated| stated != counted) || counted != pdf.pages().len())
    {
        let stated = stated.map_or_else(|| "?".to_owned(), |stated| stated.to_string());
        add(None, &format!("the file states {stated} pages, and {counted} are found"));
    }
}

struct Tree<'p, 't> {
    pdf: &'p Pdf,
    table: &'t Table<'t>,
    seen: HashSet<ObjectIdentifier>,
    pages: usize,
    add: &'t mut dyn FnMut(Option<u32>, &str),
}

impl<'p> Tree<'p, '_> {
    /// Counts the pages below a node; each node states how many these are.
    fn node(&mut self, node: &Dict<'p>, depth: usize) {
        let before = self.pages;
        self.kids(node, depth);
        let counted = self.pages - before;
        let stated = node.get::<u32>("Count").and_then(|count| usize::try_from(count).ok());
        if depth > 0 && self.pages < MOST_NODES && stated.is_some_and(|stated| stated != counted) {
            let object = node.obj_id().map(|id| id.obj_number);
            (self.add)(object, "it is a part of the tree of pages, and has others than it states");
        }
    }

    fn kids(&mut self, node: &Dict<'p>, depth: usize) {
        let Some(kids) = node.get::<Array<'_>>("Kids") else {
            return (self.add)(
                node.obj_id().map(|id| id.obj_number),
                "a part of the tree of pages cannot be read",
            );
        };
        for kid in kids.raw_iter() {
            if self.seen.len() > MOST_NODES || self.pages > MOST_NODES {
                return;
            }
            let (object, kid) = match kid {
                MaybeRef::Ref(reference) => {
                    let id = ObjectIdentifier::from(reference);
                    if !self.seen.insert(id) {
                        (self.add)(Some(id.obj_number), "it stands twice in the tree of pages");
                        continue;
                    }
                    if self.table.misplaces(id) {
                        (self.add)(
                            Some(id.obj_number),
                            "it is a page, and not where the table of objects says",
                        );
                    }
                    (Some(id.obj_number), self.pdf.xref().get::<Object<'_>>(id))
                }
                MaybeRef::NotRef(kid) => (None, Some(kid)),
            };
            let Some(kid) = kid.and_then(Object::into_dict) else {
                (self.add)(object, "a page is missing, or cannot be read");
                continue;
            };
            match kid.get::<Name<'_>>("Type").as_deref() {
                Some(b"Pages") if depth < MOST_DEPTH => self.node(&kid, depth + 1),
                kind => {
                    self.pages += 1;
                    // Some producers name no type.
                    let is_page = kind == Some(b"Page")
                        || (kind.is_none() && OF_PAGES.iter().any(|key| kid.contains_key(*key)));
                    if !is_page {
                        (self.add)(object, "it stands for a page, and is none");
                    }
                }
            }
        }
    }
}
