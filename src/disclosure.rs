//! Composes the stages from bytes to facts, and defines the result.

mod drawn;
mod forms_of_pages;
mod number_boxes;
mod options;
mod proved;
mod region_of;
mod unread_ink;

use std::collections::BTreeSet;

use crate::check::{self, Audit};
use crate::document::{self, OpenDocument};
use crate::error::Result;
use crate::fact;
use crate::form::{self, Form, Forms};
use crate::judge::{NoDisclosure, judge};
use crate::ocr::pool::Readers;
use crate::ocr::{self, Proves, ScanOptions};
use crate::page::{Origin, Page, PageOptions, PageTurn};
use crate::place::{Note, Severity};
use crate::prose;
use crate::record::words::{DocumentOutcome, Family, Status};
use crate::record::{Fact, Figure, Region};
use crate::sheet::Sheet;
use crate::source::{FileType, Source};
use crate::table::PageTables;
use crate::taxonomy::figures::figures_of;
use crate::threads::apart;
pub use drawn::{StageName, page_to_png};
use forms_of_pages::{pages_to_forms, sheets_to_forms};
pub use options::Options;
pub(crate) use options::{ScanDone, Turned};
use region_of::tables_to_region;

#[doc(hidden)]
pub use proved::pages_to_proved;

/// Description of a page, kept for the output.
#[derive(Debug, Clone)]
pub struct PageInfo {
    /// Counted from 1.
    pub number: u32,
    /// Width and height as seen, in points; `None` where the document has no pages, and this is a sheet or a table.
    pub size: Option<(f64, f64)>,
    /// Text or picture.
    pub origin: Origin,
    /// Whether it asks for a reader, be it only since its text is known to be wrong.
    pub asks_for_reader: bool,
    /// Notes on what could not be read of it.
    pub notes: Vec<Note>,
}

/// Disclosure as it was read.
///
/// [`Disclosure::document`] gives all of it as the output contract has it: forms, department, year, pages.
#[derive(Debug)]
#[non_exhaustive]
pub struct Disclosure {
    /// SHA-256 of the bytes: the identity of the document.
    pub sha256: String,
    /// Place at which it was found.
    pub source: String,
    /// Whether it is a disclosure.
    pub outcome: DocumentOutcome,
    /// Its pages.
    #[doc(hidden)]
    pub pages: Vec<PageInfo>,
    /// Its forms, with department, year and family of the document.
    #[doc(hidden)]
    pub forms: Forms,
    /// Region of its department.
    #[doc(hidden)]
    pub region: Option<Region>,
    /// Its amounts, in the order of forms, lines and columns: each with its form, its line and what the checks say of
    /// it.
    pub facts: Vec<Fact>,
    /// Figures of its prose, in the order of the pages.
    pub figures: Vec<Figure>,
    /// Result of the accounting identities on them.
    #[doc(hidden)]
    pub audit: Audit,
    /// Notes on what could not be read or is odd, of pages and forms.
    pub notes: Vec<Note>,
}

impl Disclosure {
    /// Whether something of the document could not be read.
    pub fn is_incomplete(&self) -> bool {
        self.notes.iter().any(|n| n.severity == Severity::Unread)
    }

    /// Lists the facts of one of its forms.
    #[doc(hidden)]
    pub fn facts_of<'a>(&'a self, form: &'a Form) -> impl Iterator<Item = &'a Fact> {
        // Forms of equal number are told apart by their scope; of one without, the columns have it.
        self.facts.iter().filter(|fact| {
            let same = fact.form == form.kind && fact.instance == form.instance;
            same && (fact.scope == form.scope || form.scope.is_none()) && fact.title == form.title
        })
    }

    /// Counts the suspect amounts.
    pub fn suspects(&self) -> usize {
        self.facts.iter().filter(|f| f.status == Status::Suspect).count()
    }
}

/// Results of each stage, to look at.
#[derive(Debug)]
pub struct Stages {
    /// Glyphs and rulings; none where the document has no pages.
    pub pages: Vec<Page>,
    /// Cells and paragraphs, where it has none.
    pub sheets: Vec<Sheet>,
    /// Tables as printed, with the known words beside what was recognised.
    pub tables: Vec<PageTables>,
    /// The disclosure with its forms and facts.
    pub disclosure: Disclosure,
}

/// Reads a document.
///
/// # Errors
/// Where nothing at all can be given back: see the predicates of [`Error`](crate::Error). A page that cannot be read is a note.
pub fn read(source: &Source) -> Result<Disclosure> {
    read_with(source, &Options::default())
}

/// Reads a document as the options say.
///
/// # Errors
/// As [`read`].
pub fn read_with(source: &Source, options: &Options) -> Result<Disclosure> {
    apart(&source.name, || stages(source, options, Kept::Disclosure)).map(|stages| stages.disclosure)
}

/// Reads a document and keeps what each stage made.
///
/// # Errors
/// As [`read`].
pub fn read_stages(source: &Source) -> Result<Stages> {
    read_stages_with(source, &Options::default())
}

/// Reads a document as the options say, and keeps what each stage made.
///
/// # Errors
/// As [`read`].
pub fn read_stages_with(source: &Source, options: &Options) -> Result<Stages> {
    apart(&source.name, || stages(source, options, Kept::Stages))
}

/// What is kept of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// What each stage made, to look at.
    Stages,
    /// The disclosure alone: of a long book, pages and tables take more memory than all that follows.
    Disclosure,
}

fn stages(source: &Source, options: &Options, kept: Kept) -> Result<Stages> {
    let document = document::open(source)?;
    let turned = options.turned.as_deref().map(|turned| turned as &(dyn Fn(PageTurn) + Sync));
    let how = PageOptions { threads: options.threads, left_out: &options.left_out, turned };
    let mut pages = document.pages_as(&how);
    let judged = match options.thorough || options.only_scan.is_some() {
        true => None,
        false => judge(&document, &pages, Readers::usual, &how),
    };
    let done = options.scan_done.as_deref().map(|done| done as &(dyn Fn() + Sync));
    let proves = |pages: &[Page]| pages_to_proved(source, pages);
    let proves = options.only_scan.is_none().then_some(&proves as Proves<'_>);
    let how = ScanOptions { pages: how, done, only: options.only_scan, proves };
    match (&judged, done) {
        (None, _) => {
            ocr::read_scans(&document, &mut pages, Readers::usual, how);
        }
        // What is left is done with.
        (Some(judged), Some(done)) => (0..judged.left).for_each(|_| done()),
        (Some(_), None) => {}
    }
    let (mut tables, forms) = match document.sheets() {
        Some(sheets) => sheets_to_forms(sheets),
        None => pages_to_forms(&pages),
    };
    let is_one = forms.family.is_some() || forms.forms.iter().any(Form::is_official);
    if is_one && judged.as_ref().is_some_and(|judged| judged.left > 0) {
        return stages(source, &options.clone().thorough(true), kept);
    }
    let (region, note_on_region) = tables_to_region(source, &tables, &forms).unzip();
    let figures = if options.prose { prose_to_figures(source, &tables, &forms) } else { Vec::new() };
    let mut figures = number_boxes::on_glyphs(figures, &pages);
    let mut notes = notes(&document, &pages, &tables, &forms, judged.as_ref());
    notes.extend(note_on_region.flatten());
    let sheets = document.sheets().unwrap_or_default();
    let infos = pages.iter().map(page_info).chain(sheets.iter().map(sheet_info)).collect();
    let unaudited = pages.iter().filter(|page| page.has_unaudited_numbers()).map(|page| page.number);
    let unaudited: BTreeSet<u32> = unaudited.collect();
    let damaged_pages = document.damaged_pages();
    let doubts: Vec<String> = [
        form::doubted_year(&tables),
        form::doubted_unit(&tables),
        document.is_cut_off().then(|| "the file is cut off".to_owned()),
        document.is_damaged().then(|| "the file is damaged".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let sheets = if kept == Kept::Stages { sheets.to_vec() } else { Vec::new() };
    drop(document);
    if kept == Kept::Disclosure {
        (pages, tables) = (Vec::new(), Vec::new());
    }
    let mut drafts = fact::forms_to_facts(&forms, source, region.as_ref());
    fact::distrust_copies(&mut drafts, &unaudited);
    doubts.iter().for_each(|reason| fact::doubt_all(&mut drafts, reason));
    fact::doubt_pages(&mut drafts, &damaged_pages, "data of its page are damaged");
    let audit = check::judge_drafts_and_figures(&mut drafts, &mut figures, forms.fiscal_year);
    let disclosure = Disclosure {
        outcome: DocumentOutcome::of(is_one, &notes),
        sha256: source.sha256.clone(),
        source: source.name.clone(),
        pages: infos,
        notes,
        region,
        forms,
        facts: drafts.into_iter().filter(|draft| draft.is_reported).map(|draft| draft.fact).collect(),
        figures,
        audit,
    };
    Ok(Stages { pages, sheets, tables, disclosure })
}

/// Reads the figures of the prose, where the prose of such documents has keys.
fn prose_to_figures(source: &Source, tables: &[PageTables], forms: &Forms) -> Vec<Figure> {
    let model = forms.family.and_then(figures_of);
    let unit = forms.only_unit();
    let about = prose::About { document: &source.sha256, year: forms.fiscal_year, unit };
    model.map_or_else(Vec::new, |model| prose::pages_to_figures(model, tables, about))
}

fn page_info(page: &Page) -> PageInfo {
    PageInfo {
        number: page.number,
        size: Some(page.size_as_seen()),
        origin: page.origin,
        asks_for_reader: page.origin == Origin::Scan || page.has_lying_text(),
        notes: page.notes.clone(),
    }
}

fn sheet_info(sheet: &Sheet) -> PageInfo {
    PageInfo {
        number: sheet.number,
        size: None,
        origin: Origin::Cell,
        asks_for_reader: false,
        notes: sheet.notes.clone(),
    }
}

fn notes(
    document: &OpenDocument,
    pages: &[Page],
    tables: &[PageTables],
    forms: &Forms,
    judged: Option<&NoDisclosure>,
) -> Vec<Note> {
    let mut notes = document.notes();
    if document.is_cut_off() {
        let message = "the file is cut off: pages and forms may be missing, and every amount is suspect";
        notes.push(Note::on_document(Severity::Unread, message).hint("download it again"));
    }
    notes.extend(pages.iter().flat_map(|p| p.notes.iter().cloned()));
    notes.extend(document.sheets().unwrap_or_default().iter().flat_map(|sheet| sheet.notes.iter().cloned()));
    let mut of_forms = unread_ink::notes_on_unread_ink(pages, tables, forms);
    of_forms.extend(tables.iter().flat_map(|t| t.notes.iter().cloned()));
    of_forms.extend(forms.notes.iter().cloned());
    if judged.is_some_and(|judged| judged.is_foreign) {
        // What is foreign has no amounts of accounts that could be missed.
        of_forms.iter_mut().for_each(|note| note.severity = Severity::Info);
    }
    notes.extend(of_forms);
    notes.extend(notes_on_families(pages, forms, judged));
    if !forms.forms.iter().any(Form::is_official) {
        notes.extend(note_on_attached(&document.attached()));
    }
    notes
}

/// Says of a document without forms which of the files in it may have them and are not read.
fn note_on_attached(attached: &[String]) -> Option<Note> {
    let office: Vec<&str> =
        attached.iter().map(String::as_str).filter(|name| FileType::is_office_name(name)).collect();
    let message = format!("what is attached may hold the accounts and is not read: {}", office.join(", "));
    let note = Note::on_document(Severity::Unread, message).hint("if it holds accounts, print it to a PDF");
    (!office.is_empty()).then_some(note)
}

/// Says of which families the document is, where it is not of final accounts alone.
fn notes_on_families(pages: &[Page], forms: &Forms, judged: Option<&NoDisclosure>) -> Vec<Note> {
    let models = || forms.family.and_then(Family::model).into_iter();
    let mut unread: Vec<Family> = forms.forms.iter().filter_map(|form| form.family).collect();
    unread.extend(forms.family);
    unread.sort_unstable();
    unread.dedup();
    unread.retain(|family| !family.makes_facts());
    let has_official = forms.forms.iter().any(Form::is_official);
    let is_named = models().any(|model| !model.facts);
    let mut notes: Vec<Note> = unread
        .iter()
        .filter_map(|family| family.model())
        .filter(|model| {
            model.whole || forms.family.is_some_and(|family| family.model().is_none_or(|m| !m.facts))
        })
        .map(|model| match (model.whole, has_official) {
            (true, _) => {
                let message = format!("{} ({}): kept as grids, not read yet", model.en, model.zh);
                Note::on_document(Severity::Unread, message)
            }
            (false, false) => {
                let message =
                    format!("{} ({}), no final accounts: no facts are reported", model.en, model.zh);
                Note::on_document(Severity::Info, message)
            }
            (false, true) => {
                let message =
                    format!("{} ({}) beside the final accounts: its forms are not read", model.en, model.zh);
                Note::on_document(Severity::Info, message)
            }
        })
        .collect();
    if !has_official && !is_named {
        notes.push(unread_ink::note_on_no_form(pages, forms, judged));
    }
    notes
}
