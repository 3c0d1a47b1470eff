//! Walks what a page needs of a file, object by object, and says what of it is damaged.

use std::collections::HashSet;

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};
use hayro_syntax::xref::XRef;
use rustc_hash::{FxHashMap, FxHashSet};

use super::fault::Fault;
use super::refuse::Refused;
use super::table::Table;
use super::whole::{self, Inflater, Wholeness};
use super::{content, keys, limits};

/// Depth to which objects are followed; real files nest ten levels.
const MOST_DEPTH: usize = 64;
/// Most parts of the contents of a page.
const MOST_PARTS: usize = 10_000;
/// Categories of resources.
const CATEGORIES: [&str; 7] =
    ["Font", "XObject", "ExtGState", "Pattern", "ColorSpace", "Shading", "Properties"];
/// A walk through the pages of a file.
pub(super) struct Walk<'a, 't> {
    xref: &'a XRef,
    table: &'t Table<'t>,
    /// Streams that the library was not given as they are.
    refused: &'t [Refused],
    /// Those of them that a page needs.
    met: HashSet<u32>,
    faults: Vec<Fault>,
    /// Faults of the objects that were walked, and of what they need.
    done: FxHashMap<ObjectIdentifier, Vec<usize>>,
    under_way: FxHashSet<ObjectIdentifier>,
    /// Faults of the object that is walked.
    found: Vec<usize>,
    /// The object that is walked.
    object: Option<u32>,
    depth: usize,
    inflater: Inflater,
}

impl<'a, 't> Walk<'a, 't> {
    pub(super) fn new(xref: &'a XRef, table: &'t Table<'t>, refused: &'t [Refused]) -> Self {
        Self {
            xref,
            table,
            refused,
            met: HashSet::new(),
            faults: Vec::new(),
            done: FxHashMap::default(),
            under_way: FxHashSet::default(),
            found: Vec::new(),
            object: None,
            depth: 0,
            inflater: Inflater::default(),
        }
    }

    /// What is damaged of a page.
    pub(super) fn page(&mut self, page: &Page<'a>) -> Vec<Fault> {
        self.found.clear();
        let raw = page.raw();
        self.object = raw.obj_id().map(|id| id.obj_number);
        self.keys(raw);
        let resources = page.resources();
        let mut is_proven = true;
        self.entry(raw, "Contents", "its contents", &mut |walk, object| match object {
            Object::Stream(stream) => is_proven &= walk.stream(&stream) == Wholeness::Proven,
            Object::Array(parts) => is_proven &= walk.parts(&parts),
            _ => walk.fault("its contents are none"),
        });
        if let Some(own) = raw.get::<Dict<'_>>("Resources") {
            self.categories(&own);
        } else if raw.contains_key("Resources") {
            self.fault("its resources cannot be read");
        }
        self.resources(resources);
        if self.found.iter().all(|found| !self.faults.get(*found).is_some_and(|fault| fault.bars)) {
            let shown = page.page_stream().unwrap_or_default();
            if let Some(what) = content::missing(shown, &[resources]) {
                self.fault(what);
            }
            if !is_proven && let Some(what) = content::operators(shown) {
                self.fault(what);
            }
        }
        self.annotations(page);
        let mut found = std::mem::take(&mut self.found);
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|found| self.faults.get(found).cloned()).collect()
    }

    /// Whether an object was met on the way.
    pub(super) fn has_met(&self, object: u32) -> bool {
        self.met.contains(&object)
    }

    /// The parts of contents; says whether all are proven to be whole.
    fn parts(&mut self, parts: &Array<'a>) -> bool {
        let mut is_proven = true;
        let mut seen = HashSet::new();
        for (count, part) in parts.raw_iter().enumerate() {
            if count >= MOST_PARTS {
                self.bar("its contents have too many parts");
                break;
            }
            if part.as_obj_ref().is_some_and(|part| !seen.insert(part)) {
                continue;
            }
            self.follow(part, "a part of its contents", &mut |walk, object| match object {
                Object::Stream(stream) => is_proven &= walk.stream(&stream) == Wholeness::Proven,
                _ => walk.fault("a part of the contents is none"),
            });
        }
        is_proven
    }

    pub(super) fn fault(&mut self, what: impl Into<String>) {
        self.note(what.into(), false);
    }

    /// A fault with which the library must not be bothered.
    pub(super) fn bar(&mut self, what: impl Into<String>) {
        self.note(what.into(), true);
    }

    fn note(&mut self, what: String, bars: bool) {
        self.found.push(self.faults.len());
        self.faults.push(Fault { object: self.object, what, bars });
    }

    /// Follows an entry of a dictionary, where it has one.
    pub(super) fn entry(
        &mut self,
        dict: &Dict<'a>,
        key: &str,
        what: &str,
        then: &mut dyn FnMut(&mut Self, Object<'a>),
    ) {
        match dict.get_raw::<Object<'_>>(key) {
            Some(item) => self.follow(item, what, then),
            None if dict.contains_key(key) => self.fault(format!("{what} cannot be read")),
            None => {}
        }
    }

    pub(super) fn follow(
        &mut self,
        item: MaybeRef<Object<'a>>,
        what: &str,
        then: &mut dyn FnMut(&mut Self, Object<'a>),
    ) {
        if self.depth >= MOST_DEPTH {
            return;
        }
        let reference = match item {
            MaybeRef::Ref(reference) => reference,
            MaybeRef::NotRef(Object::Null(_)) => return,
            MaybeRef::NotRef(object) => {
                self.depth += 1;
                then(self, object);
                self.depth -= 1;
                return;
            }
        };
        let id = ObjectIdentifier::from(reference);
        if let Some(done) = self.done.get(&id) {
            self.found.extend(done);
            return;
        }
        if !self.under_way.insert(id) {
            return;
        }
        let outer = std::mem::take(&mut self.found);
        let outer_object = self.object.replace(id.obj_number);
        self.depth += 1;
        if let Some(refused) = self.refused.iter().find(|refused| refused.object == id.obj_number) {
            self.met.insert(id.obj_number);
            self.fault(refused.what.clone());
        }
        if self.table.misplaces(id) {
            self.fault("it is not where the table of objects says");
        }
        match self.xref.get::<Object<'_>>(id) {
            Some(Object::Null(_)) => {}
            Some(object) => then(self, object),
            None => self.fault(format!("it is missing, or cannot be read: {what}")),
        }
        self.depth -= 1;
        self.object = outer_object;
        self.under_way.remove(&id);
        let found = std::mem::replace(&mut self.found, outer);
        self.found.extend(&found);
        self.done.insert(id, found);
    }

    /// Looks at the data of a stream.
    pub(super) fn stream(&mut self, stream: &Stream<'a>) -> Wholeness {
        self.keys(stream.dict());
        for at in 0..stream.filters().len() {
            if let Some(parms) = whole::parms_of(stream, at) {
                self.keys(&parms);
            }
        }
        if let Some(what) = limits::filters(stream) {
            self.bar(what.clone());
            return Wholeness::TooLarge;
        }
        let wholeness = whole::look(stream, &mut self.inflater);
        match wholeness {
            Wholeness::Damaged(what) => self.fault(what),
            Wholeness::TooLarge => self.bar("its data grow beyond all measure"),
            Wholeness::Proven | Wholeness::Unproven => {}
        }
        wholeness
    }

    /// Looks for keys and entries that are damaged.
    pub(super) fn keys(&mut self, dict: &Dict<'a>) {
        if let Some(what) = keys::damaged(dict) {
            self.fault(what);
        }
    }

    /// Whether the categories of resources are what they should be.
    fn categories(&mut self, resources: &Dict<'a>) {
        self.keys(resources);
        for category in CATEGORIES {
            if resources.contains_key(category)
                && resources.get::<Dict<'_>>(category).is_none()
                && !matches!(resources.get::<Object<'_>>(category), Some(Object::Null(_)))
            {
                self.fault(format!("its resources of {category} cannot be read"));
            }
        }
    }

    pub(super) fn resources(&mut self, resources: &Resources<'a>) {
        let each =
            |walk: &mut Self, all: &Dict<'a>, what: &str, then: &mut dyn FnMut(&mut Self, Object<'a>)| {
                for name in all.keys() {
                    walk.entry(all, name.as_str(), what, then);
                }
            };
        each(self, &resources.fonts, "the font", &mut |walk, font| match font {
            Object::Dict(font) => walk.font(&font),
            _ => walk.fault("it is no font"),
        });
        each(self, &resources.x_objects, "the object", &mut |walk, object| match object {
            Object::Stream(stream) => walk.x_object(&stream, resources),
            _ => walk.fault("it is nothing that can be drawn"),
        });
        each(self, &resources.ext_g_states, "the state", &mut Self::paint);
        each(self, &resources.patterns, "the pattern", &mut Self::paint);
        each(self, &resources.color_spaces, "the colour", &mut Self::paint);
        each(self, &resources.shadings, "the shading", &mut Self::paint);
    }

    fn x_object(&mut self, stream: &Stream<'a>, outer: &Resources<'a>) {
        match stream.dict().get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Form") => self.form(stream, outer),
            Some(b"Image") => {
                self.keys(stream.dict());
                self.picture(stream);
            }
            Some(b"PS") => {}
            _ => self.fault("nobody knows what it draws"),
        }
    }

    /// Contents of a form, or of a pattern or a glyph, which may use the resources around it.
    fn form(&mut self, stream: &Stream<'a>, outer: &Resources<'a>) {
        let wholeness = self.stream(stream);
        let own = stream.dict().get::<Dict<'_>>("Resources");
        if let Some(own) = &own {
            self.categories(own);
        } else if stream.dict().contains_key("Resources") {
            self.fault("its resources cannot be read");
        }
        let own = own.map(Resources::new);
        if let Some(own) = &own {
            self.resources(own);
        }
        if wholeness == Wholeness::TooLarge {
            return;
        }
        if let Ok(shown) = stream.decoded_data() {
            let all: Vec<&Resources<'_>> = own.iter().chain([outer]).collect();
            if let Some(what) = content::missing(&shown, &all) {
                self.fault(what);
            }
            if wholeness != Wholeness::Proven
                && let Some(what) = content::operators(&shown)
            {
                self.fault(what);
            }
        }
        self.paint_of(stream.dict(), &["Group"]);
    }

    /// Only what must not be decoded: whether a picture is whole is asked where it is looked at.
    fn picture(&mut self, stream: &Stream<'a>) {
        if let Some(what) = limits::filters(stream).or_else(|| limits::picture(stream)) {
            self.bar(what);
        }
        for key in ["SMask", "Mask"] {
            self.entry(stream.dict(), key, "the mask of a picture", &mut |walk, mask| {
                if let Object::Stream(mask) = mask {
                    walk.picture(&mask);
                }
            });
        }
        self.paint_of(stream.dict(), &["ColorSpace"]);
    }

    /// States, colours, patterns and shadings: what in them is a function, a font or a form.
    fn paint(&mut self, object: Object<'a>) {
        match object {
            Object::Array(items) => {
                for item in items.raw_iter().take(MOST_PARTS) {
                    self.follow(item, "a part of a colour", &mut Self::paint);
                }
            }
            Object::Dict(dict) if dict.contains_key("FunctionType") => {
                if let Some(what) = limits::function(&Object::Dict(dict)) {
                    self.bar(what);
                }
            }
            Object::Dict(dict) => {
                if dict.contains_key("BaseFont") || dict.contains_key("CharProcs") {
                    self.font(&dict);
                } else {
                    let keys = [
                        "Font",
                        "SMask",
                        "G",
                        "TR",
                        "TR2",
                        "BG",
                        "UCR",
                        "Shading",
                        "Function",
                        "ColorSpace",
                        "CS",
                    ];
                    self.paint_of(&dict, &keys);
                }
            }
            Object::Stream(stream) => self.paint_stream(&stream),
            _ => {}
        }
    }

    fn paint_stream(&mut self, stream: &Stream<'a>) {
        let dict = stream.dict();
        if let Some(what) = limits::filters(stream) {
            self.bar(what);
        } else if dict.contains_key("FunctionType") {
            if let Some(what) = limits::function(&Object::Stream(stream.clone())) {
                self.bar(what);
            }
        } else if dict.contains_key("PaintType")
            || dict.get::<Name<'_>>("Subtype").as_deref() == Some(b"Form")
        {
            self.form(stream, &Resources::new(Dict::empty()));
        } else {
            self.paint_of(dict, &["Function", "ColorSpace"]);
        }
    }

    fn paint_of(&mut self, dict: &Dict<'a>, keys: &[&str]) {
        for key in keys {
            self.entry(dict, key, "a part of a colour", &mut Self::paint);
        }
    }
}
