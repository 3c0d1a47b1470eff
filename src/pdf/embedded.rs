//! Finds the files that a PDF holds: attached to the document, to its pages, or to a note on a page. In a portfolio they are
//! all that it is about.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::object::{Array, Dict, MaybeRef, Object, ObjectIdentifier, Stream, String as PdfString};
use hayro_syntax::{Filter, Pdf};

use super::joined::{Joined, joined};
use super::text_string;
use crate::place::{Note, Severity};
use crate::source::archive::{HeldFile, HeldName, Packing, Unfolded};
use crate::source::may_hold_files;

/// Depth to which the tree of names is followed; real ones have two levels.
const MAX_DEPTH: usize = 32;
/// Most files of one PDF, and most nodes of its tree of names.
const MOST_FILES: usize = 100_000;
/// Places of the stream in a file specification, the best first.
const STREAMS: [&str; 5] = ["UF", "F", "Unix", "DOS", "Mac"];
/// Bytes of a stream that is packed in a way which the library alone knows. Unpacked they may be a thousand times more.
const ODD_BYTES: usize = 512 * 1024;
/// Number of files that a note names.
const NAMED: usize = 5;
/// Name of a file without one.
const NAMELESS: &str = "unnamed";

/// Opens a PDF for the files that it holds; `None` where it holds none, or cannot be opened.
pub(crate) fn unfold(bytes: &[u8]) -> Option<Unfolded> {
    match joined(bytes) {
        Joined::Parts(parts) => {
            let files = parts.into_iter().zip(1_u32..).filter_map(|(part, number)| {
                let bytes = bytes.get(part)?.to_vec();
                let name = HeldName::Text(format!("{number}.pdf"));
                Some(HeldFile { name, bytes, packing: Packing::Stored })
            });
            return Some(Unfolded { is_document: false, files: files.collect() });
        }
        Joined::One | Joined::Unclear => {}
    }
    // What fails here fails again where the document is read, and is reported there.
    let files = catch_unwind(AssertUnwindSafe(|| {
        let pdf = Pdf::new(bytes.to_vec()).ok()?;
        Some(files(&pdf).into_iter().map(|(name, stream)| held(name, &stream)).collect::<Vec<_>>())
    }));
    let files = files.ok().flatten()?;
    (!files.is_empty()).then_some(Unfolded { is_document: true, files })
}

/// Says of a PDF that it holds others, which are not read with it.
pub(super) fn notes(pdf: &Pdf) -> Vec<Note> {
    let bytes = pdf.data().as_ref();
    let mut notes = Vec::new();
    match joined(bytes) {
        Joined::One => {}
        Joined::Parts(parts) => {
            let message =
                format!("{} PDFs stand behind each other in the file: one of them is read", parts.len());
            let note = Note::on_document(Severity::Unread, message);
            notes.push(note.hint("`juesuan extract` reads each; or part the file"));
        }
        Joined::Unclear => {
            let message = "several PDFs seem to stand behind each other in the file, and not all are whole: one of them is read";
            notes.push(Note::on_document(Severity::Unread, message).hint("look at it; download it again"));
        }
    }
    let names = names(pdf);
    if names.is_empty() {
        return notes;
    }
    let more = names.len().saturating_sub(NAMED);
    let mut named = names.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
    if more > 0 {
        named.push_str(&format!(" and {more} more"));
    }
    notes.push(if !cfg!(feature = "archives") {
        let message = format!("files are attached to it, which this build does not open: {named}");
        Note::on_document(Severity::Unread, message)
            .hint("build with the feature `archives`, or save them first")
    } else if may_hold_files(bytes) {
        let message = format!("files are attached to it, each a member of its own: {named}");
        Note::on_document(Severity::Info, message)
    } else {
        // Whoever lists what is in files asks for these words first.
        let message = format!("files are attached to it in an unusual way and were not opened: {named}");
        Note::on_document(Severity::Unread, message).hint("save them from a viewer, and read them")
    });
    notes
}

/// Names of the files that a PDF holds.
pub(super) fn names(pdf: &Pdf) -> Vec<String> {
    let files = catch_unwind(AssertUnwindSafe(|| files(pdf))).unwrap_or_default();
    let text = |name| match name {
        HeldName::Text(text) => text,
        HeldName::Bytes(bytes) => match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => encoding_rs::GB18030.decode_without_bom_handling(error.as_bytes()).0.into_owned(),
        },
    };
    files.into_iter().map(|(name, _)| text(name)).collect()
}

fn held(name: HeldName, stream: &Stream<'_>) -> HeldFile {
    let has_predictor = stream.dict().contains_key("DecodeParms") || stream.dict().contains_key("DP");
    let filters: Vec<Filter> =
        stream.filters().into_iter().filter(|filter| *filter != Filter::Crypt).collect();
    let raw = stream.raw_data();
    let (bytes, packing) = match filters.as_slice() {
        [] => (raw.into_owned(), Packing::Stored),
        [Filter::FlateDecode] if !has_predictor => (raw.into_owned(), Packing::Zlib),
        odd if raw.len() <= ODD_BYTES => match stream.decoded_data() {
            Ok(bytes) => (bytes.into_owned(), Packing::Stored),
            Err(_) => (Vec::new(), Packing::Other(format!("{odd:?}"))),
        },
        odd => (Vec::new(), Packing::Other(format!("{odd:?}"))),
    };
    HeldFile { name, bytes, packing }
}

/// The files in their order, each stream once: the same one is often named in many places.
fn files(pdf: &Pdf) -> Vec<(HeldName, Stream<'_>)> {
    let mut found = Files { pdf, seen: HashSet::new(), nodes: HashSet::new(), files: Vec::new() };
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    if let Some(tree) = catalog.as_ref().and_then(|root| root.get::<Dict<'_>>("Names")?.get("EmbeddedFiles"))
    {
        found.names(&tree, 0);
    }
    for page in pdf.pages().iter() {
        for note in found.dicts(page.raw(), "Annots") {
            if let Some(file) = note.get::<Dict<'_>>("FS") {
                found.file(&file, None);
            }
            found.associated(&note);
        }
        found.associated(page.raw());
    }
    if let Some(catalog) = catalog {
        found.associated(&catalog);
    }
    found.files
}

struct Files<'a> {
    pdf: &'a Pdf,
    /// Streams that were found.
    seen: HashSet<ObjectIdentifier>,
    /// Nodes of the tree that were walked.
    nodes: HashSet<ObjectIdentifier>,
    files: Vec<(HeldName, Stream<'a>)>,
}

impl<'a> Files<'a> {
    /// Takes the files of a node of the tree of names, and those below.
    fn names(&mut self, node: &Dict<'a>, depth: usize) {
        let is_new = node.obj_id().is_none_or(|id| self.nodes.insert(id));
        if !is_new || depth > MAX_DEPTH || self.nodes.len() > MOST_FILES {
            return;
        }
        if let Some(pairs) = node.get::<Array<'_>>("Names") {
            let mut key = None;
            for item in pairs.raw_iter() {
                match self.resolve(item) {
                    Some(Object::String(text)) => key = Some(text),
                    Some(Object::Dict(file)) => self.file(&file, key.take()),
                    _ => {}
                }
            }
        }
        for kid in self.dicts(node, "Kids") {
            self.names(&kid, depth + 1);
        }
    }

    /// Takes the files that something names as belonging to it.
    fn associated(&mut self, owner: &Dict<'a>) {
        for file in self.dicts(owner, "AF") {
            self.file(&file, None);
        }
    }

    /// Takes a file specification where its file is in this PDF.
    fn file(&mut self, file: &Dict<'a>, key: Option<PdfString<'a>>) {
        let Some(streams) = file.get::<Dict<'_>>("EF") else { return };
        let Some(stream) = STREAMS.iter().find_map(|place| streams.get::<Stream<'_>>(place)) else { return };
        if self.files.len() >= MOST_FILES || !self.seen.insert(stream.obj_id()) {
            return;
        }
        let stated = STREAMS.iter().filter_map(|place| file.get::<PdfString<'_>>(place));
        let name = stated.chain(key).find(|name| !name.as_bytes().is_empty());
        let name = name.map(|name| match text_string::unicode(name.as_bytes()) {
            Some(text) => HeldName::Text(text),
            None => HeldName::Bytes(name.as_bytes().to_vec()),
        });
        self.files.push((name.unwrap_or_else(|| HeldName::Text(NAMELESS.to_owned())), stream));
    }

    /// Dictionaries of an array; what is none is passed over.
    fn dicts(&self, owner: &Dict<'a>, key: &str) -> Vec<Dict<'a>> {
        let array = owner.get::<Array<'_>>(key);
        let items = array.iter().flat_map(Array::raw_iter);
        items.filter_map(|item| self.resolve(item)?.into_dict()).collect()
    }

    fn resolve(&self, item: MaybeRef<Object<'a>>) -> Option<Object<'a>> {
        match item {
            MaybeRef::Ref(reference) => self.pdf.xref().get(reference.into()),
            MaybeRef::NotRef(object) => Some(object),
        }
    }
}
