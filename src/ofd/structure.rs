//! Finds what a package holds: its documents, and of each the pages, templates, resources and annotations.

use std::collections::BTreeMap;

use super::files::{Files, folder, join};
use super::resources::Resources;
use super::values::rect;
use super::xml::Element;
use crate::error::{Error, Result};
use crate::place::{Note, Severity};

/// Most documents of a package, and most pages of all of them.
const MOST_DOCUMENTS: usize = 1_000;
const MOST_PAGES: usize = 5_000;
/// Most templates and parts of resources of a document.
const MOST_PARTS: usize = 1_000;
/// Most bytes of parts that are kept while pages are read: templates, resources and lists of annotations.
const MOST_HELD: usize = 100_000_000;

/// One document of a package.
#[derive(Default)]
pub(super) struct Body {
    pub(super) shared: Resources,
    pub(super) templates: BTreeMap<String, Template>,
    /// Width and height of pages that do not state their own, in millimetres.
    pub(super) size: Option<(f64, f64)>,
    /// Where annotations of pages stand, by the numbers of the pages.
    pub(super) annotations: BTreeMap<String, Vec<Vec<String>>>,
}

/// A page that others show as well.
pub(super) struct Template {
    pub(super) is_above: bool,
    /// What it shows, or why that cannot be read.
    pub(super) content: std::result::Result<Element, String>,
    /// Folder in which it stands.
    pub(super) folder: String,
}

/// A page of the package.
pub(super) struct Entry {
    /// Index of its document.
    pub(super) body: usize,
    pub(super) id: String,
    /// Where it may be.
    pub(super) files: Vec<String>,
}

/// What a package holds.
pub(super) struct Structure {
    pub(super) bodies: Vec<Body>,
    pub(super) pages: Vec<Entry>,
    pub(super) notes: Vec<Note>,
    pub(super) attached: Vec<String>,
    /// Bytes of the parts that are kept.
    held: usize,
}

/// Finds what a package holds.
pub(super) fn find(files: &Files, name: &str) -> Result<Structure> {
    // Encrypted packages list what they encrypt, and the rest is no XML any more.
    if files.has("Encryptions.xml") {
        return Err(Error::encryption(name));
    }
    let root = files.bytes(&["OFD.xml".to_owned()])?;
    let root = root.ok_or_else(|| files.damaged("it has no OFD.xml"))?;
    let root = super::xml::parse(&root).map_err(|fault| files.damaged(&format!("OFD.xml: {fault}")))?;
    let mut found =
        Structure { bodies: Vec::new(), pages: Vec::new(), notes: Vec::new(), attached: Vec::new(), held: 0 };
    for body in root.all("DocBody").take(MOST_DOCUMENTS) {
        found.add_body(body, files);
    }
    if found.pages.len() > MOST_PAGES {
        return Err(Error::too_large(name, "pages", found.pages.len(), MOST_PAGES));
    }
    if found.pages.is_empty() {
        let what = found.notes.iter().find(|note| note.severity == Severity::Unread);
        return Err(match what {
            Some(note) => files.damaged(&note.message),
            None => Error::no_pages(name),
        });
    }
    Ok(found)
}

impl Structure {
    fn add_body(&mut self, body: &Element, files: &Files) {
        if body.text_of("Signatures").is_some() {
            let message = "the document is signed or sealed: that is not verified, and seals are not drawn";
            self.say(Severity::Info, message);
        }
        let Some(root) = self.root_of(body, files) else {
            self.say(Severity::Unread, "a document of the package has no root: it is not read");
            return;
        };
        let document = match files.xml(std::slice::from_ref(&root)) {
            Ok(document) => document,
            Err(fault) => {
                self.say(Severity::Unread, &format!("a document of the package is not read: {fault}"));
                return;
            }
        };
        let own = folder(&root);
        let mut found = Body::default();
        if let Some(common) = document.child("CommonData") {
            found.size = common.child("PageArea").and_then(size);
            let parts = common.children.iter().filter(|part| part.is("PublicRes") || part.is("DocumentRes"));
            for part in parts.take(MOST_PARTS) {
                self.add_resources(&mut found.shared, &part.text, own, files);
            }
            for template in common.all("TemplatePage").take(MOST_PARTS) {
                let (Some(id), Some(at)) = (template.attribute("ID"), template.attribute("BaseLoc")) else {
                    continue;
                };
                let names = [join(own, at), join("", at)];
                let template = Template {
                    is_above: template.attribute("ZOrder") == Some("Foreground"),
                    content: self.kept(&names, files),
                    folder: folder(&join(own, at)).to_owned(),
                };
                found.templates.insert(id.to_owned(), template);
            }
        }
        if let Some(at) = document.text_of("Annotations") {
            self.add_annotations(&mut found, &join(own, at), files);
        }
        if let Some(at) = document.text_of("Attachments") {
            self.add_attachments(&join(own, at), files);
        }
        let pages = document.child("Pages").into_iter().flat_map(|pages| pages.all("Page"));
        for page in pages.take(MOST_PAGES + 1) {
            let files = page.attribute("BaseLoc").map(|at| vec![join(own, at), join("", at)]);
            let id = page.attribute("ID").unwrap_or_default().to_owned();
            self.pages.push(Entry { body: self.bodies.len(), id, files: files.unwrap_or_default() });
        }
        self.bodies.push(found);
    }

    /// The part in which a document begins: of its current version, where it has several.
    fn root_of(&mut self, body: &Element, files: &Files) -> Option<String> {
        let root = body.text_of("DocRoot").map(|root| join("", root));
        let versions: Vec<&Element> =
            body.child("Versions").into_iter().flat_map(|versions| versions.all("Version")).collect();
        if versions.is_empty() {
            return root;
        }
        let current = versions.iter().find(|version| version.flag("Current", false));
        let at = current.and_then(|version| version.attribute("BaseLoc")).map(|at| join("", at));
        let of_version = at.and_then(|at| {
            let version = files.xml(std::slice::from_ref(&at)).ok()?;
            let root = version.text_of("DocRoot")?;
            // From the root, or from the folder of the version.
            let names = [join("", root), join(folder(&at), root)];
            names.into_iter().find(|name| files.xml(std::slice::from_ref(name)).is_ok())
        });
        let message = format!("the document has {} versions; the current one is read", versions.len());
        self.say(if versions.len() > 1 { Severity::Warning } else { Severity::Info }, &message);
        of_version.or(root)
    }

    /// Adds the resources of a part.
    fn add_resources(&mut self, resources: &mut Resources, at: &str, own: &str, files: &Files) {
        let at = at.trim();
        if at.is_empty() {
            return;
        }
        let name = join(own, at);
        match self.kept(&[name.clone(), join("", at)], files) {
            Ok(root) => resources.add(root, &name),
            Err(fault) => self.say(Severity::Warning, &format!("fonts and pictures may be missing: {fault}")),
        }
    }

    fn add_annotations(&mut self, body: &mut Body, at: &str, files: &Files) {
        let root = match self.kept(&[at.to_owned()], files) {
            Ok(root) => root,
            Err(fault) => {
                self.say(Severity::Warning, &format!("annotations are not read: {fault}"));
                return;
            }
        };
        for page in root.all("Page") {
            let (Some(id), Some(loc)) = (page.attribute("PageID"), page.text_of("FileLoc")) else { continue };
            let names = vec![join(folder(at), loc), join("", loc)];
            body.annotations.entry(id.to_owned()).or_default().push(names);
        }
    }

    fn add_attachments(&mut self, at: &str, files: &Files) {
        let Ok(root) = files.xml(&[at.to_owned()]) else {
            self.say(Severity::Warning, "the list of attachments cannot be read");
            return;
        };
        let names =
            root.all("Attachment").filter_map(|file| file.attribute("Name").or(file.text_of("FileLoc")));
        self.attached.extend(names.map(str::to_owned));
    }

    /// Reads a part that is kept while pages are read.
    fn kept(&mut self, names: &[String], files: &Files) -> std::result::Result<Element, String> {
        let (root, size) = files.xml_and_size(names)?;
        self.held = self.held.saturating_add(size);
        if self.held > MOST_HELD {
            return Err(format!("more than {MOST_HELD} bytes of templates and resources"));
        }
        Ok(root)
    }

    /// Notes something about the whole package, once.
    fn say(&mut self, severity: Severity, message: &str) {
        let note = Note::on_document(severity, message);
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// Width and height that an area states, in millimetres.
pub(super) fn size(area: &Element) -> Option<(f64, f64)> {
    let physical = rect(area.text_of("PhysicalBox")?)?;
    let (width, height) = (physical.width(), physical.height());
    (width > 0.0 && height > 0.0).then_some((width, height))
}
