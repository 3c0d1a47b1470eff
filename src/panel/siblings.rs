//! Tells which of several places of one name a document is of, where the document itself does not: by those beside it, in its
//! folder or archive, or in a folder around that.
//!
//! # Rule
//! A folder tells where all its documents with a known code are of one prefecture, or of one province, and exactly one of the
//! places of the name lies there. Three documents at least must say so; of that very place one is enough, in the folder of the
//! document itself or in its archive. The nearest folder that tells is heard, unless a folder on the way holds a document that
//! may lie in other provinces alone. What is not in a folder of its own (the root, a drive, the folder of the run) is told
//! nothing, and neither is a document that lies in several folders of which two tell different places.

use std::collections::{BTreeMap, BTreeSet};

use crate::place::{Note, Severity};
use crate::record::Document;
use crate::record::words::RegionSource;
use crate::region::{described, level, namesakes};
use crate::taxonomy::listed_places::ListedPlace;

/// Documents that must say the same before a place is known by its neighbours alone.
const LEAST: u64 = 3;
/// Digits of a code that are those of its province, and of its prefecture.
const PROVINCE: usize = 2;
const PREFECTURE: usize = 4;

/// Codes of the documents in each folder, and in the folders within.
#[derive(Debug, Default)]
pub(super) struct Siblings(BTreeMap<String, Folder>);

/// What the documents of a folder have in common.
#[derive(Debug, Default)]
struct Folder {
    documents: u64,
    province: Common,
    prefecture: Common,
    /// Their codes, while they are of one province.
    codes: BTreeSet<String>,
    /// Provinces in which all documents without a code may lie; `None` where there are none.
    possible: Option<BTreeSet<String>>,
}

/// Value that all have in common.
#[derive(Debug, Default, PartialEq, Eq)]
enum Common {
    #[default]
    None,
    One(String),
    Several,
}

impl Common {
    fn add(&mut self, value: &str) {
        match self {
            Self::None => *self = Self::One(value.to_owned()),
            Self::One(known) if known == value => {}
            Self::One(_) | Self::Several => *self = Self::Several,
        }
    }

    /// The one of the places whose code begins with the value; `None` where there are several or none.
    fn only(&self, places: &[&'static ListedPlace]) -> Option<&'static ListedPlace> {
        let Self::One(head) = self else { return None };
        let mut found = places.iter().filter(|place| place.code.starts_with(head.as_str()));
        found.next().filter(|_| found.next().is_none()).copied()
    }
}

impl Folder {
    fn add(&mut self, code: &str) {
        self.documents += 1;
        self.province.add(province(code));
        self.prefecture.add(code.get(..PREFECTURE).unwrap_or(code));
        if self.province == Common::Several {
            self.codes.clear();
        } else if !self.codes.contains(code) {
            self.codes.insert(code.to_owned());
        }
    }

    /// Adds a document that may be of any of these places.
    fn add_open(&mut self, places: &[&'static ListedPlace]) {
        let provinces: BTreeSet<String> =
            places.iter().map(|place| province(place.code).to_owned()).collect();
        self.possible = Some(match self.possible.take() {
            Some(known) => known.intersection(&provinces).cloned().collect(),
            None => provinces,
        });
    }

    /// Whether the documents without a code may be of the province of a place.
    fn allows(&self, place: &ListedPlace) -> bool {
        self.possible.as_ref().is_none_or(|possible| possible.contains(province(place.code)))
    }

    /// Tells which of the places of one name is meant; `is_near` folders need no more than one document of it.
    fn tell(&self, places: &[&'static ListedPlace], is_near: bool) -> Option<&'static ListedPlace> {
        let of_prefecture = self.prefecture.only(places);
        let itself = of_prefecture.filter(|place| is_near && self.codes.contains(place.code));
        let by_all = || of_prefecture.or_else(|| self.province.only(places));
        itself.or_else(|| (self.documents >= LEAST).then(by_all).flatten())
    }
}

/// Digits of the province of a code.
fn province(code: &str) -> &str {
    code.get(..PROVINCE).unwrap_or(code)
}

impl Siblings {
    /// Adds the code of a document that lies at these places.
    pub(super) fn add(&mut self, code: &str, sources: &[String]) {
        self.each_folder(sources, |folder| folder.add(code));
    }

    /// Adds a document that is of one of several places.
    pub(super) fn add_open<F, G, C, T>(&mut self, document: &Document<F, G, C, T>) {
        let (_, places) = candidates(document);
        self.each_folder(&document.sources, |folder| folder.add_open(&places));
    }

    /// Lets each folder that a document lies in, or around it, know of it once.
    fn each_folder(&mut self, sources: &[String], tell: impl Fn(&mut Folder)) {
        let folders: BTreeSet<&str> = sources.iter().flat_map(|source| folders(source)).collect();
        for folder in folders {
            match self.0.get_mut(folder) {
                Some(known) => tell(known),
                None => tell(self.0.entry(folder.to_owned()).or_default()),
            }
        }
    }

    /// Whether a document is of one of several places, so that its neighbours may tell which.
    pub(super) fn are_asked<F, G, C, T>(document: &Document<F, G, C, T>) -> bool {
        candidates(document).1.len() > 1
    }

    /// Gives a document the code that its neighbours tell, with a note; says whether they did.
    pub(super) fn tell<F, G, C, T>(&self, document: &mut Document<F, G, C, T>) -> bool {
        let (year, places) = candidates(document);
        let told = document.sources.iter().filter_map(|source| self.told_at(source, &places));
        let mut told: BTreeMap<&str, _> =
            told.map(|(folder, place)| (place.code, (folder.to_owned(), place))).collect();
        let (Some((_, (folder, place))), true) = (told.pop_first(), told.is_empty()) else { return false };
        let Some(region) = document.region.as_mut() else { return false };
        let which = described(place, year);
        let message = format!("{} is {which}: documents beside it, in {folder}, say so", region.name);
        region.code = Some(place.code.to_owned());
        region.level = level(place);
        region.source = RegionSource::Path;
        document.notes.push(Note::on_document(Severity::Info, message));
        true
    }

    /// The place that the folders around a file tell, with the one that does.
    fn told_at<'s>(
        &self,
        source: &'s str,
        places: &[&'static ListedPlace],
    ) -> Option<(&'s str, &'static ListedPlace)> {
        let several = Some(places).filter(|places| places.len() > 1)?;
        let is_near = |at: usize, folder: &str| {
            let is_archive = source.get(folder.len()..).is_some_and(|rest| rest.starts_with('!'));
            at == 0 || is_archive || folder.contains('!')
        };
        let around = folders(source).enumerate();
        let around: Vec<(usize, &str, &Folder)> =
            around.filter_map(|(at, folder)| Some((at, folder, self.0.get(folder)?))).collect();
        let told = around.iter().find_map(|(at, folder, documents)| {
            Some((*at, *folder, documents.tell(several, is_near(*at, folder))?))
        });
        let (until, folder, place) = told?;
        let is_allowed = around.iter().all(|(at, _, documents)| *at > until || documents.allows(place));
        is_allowed.then_some((folder, place))
    }
}

/// Lists the places that a document may be of, where its code is not known: those that its own note names, which leaves out
/// what the document itself rules out.
fn candidates<F, G, C, T>(document: &Document<F, G, C, T>) -> (Option<u16>, Vec<&'static ListedPlace>) {
    let Some(region) = document.region.as_ref().filter(|region| region.code.is_none()) else {
        return (None, Vec::new());
    };
    let (year, mut places) = namesakes(&region.name, document.fiscal_year);
    places.retain(|place| document.notes.iter().any(|note| note.message.contains(place.code)));
    (year, places)
}

/// Lists the folders and archives that a path leads through, the nearest first, without the root, a drive and the folder of the
/// run.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.char_indices().rev().filter(|(_, c)| ['/', '\\', '!'].contains(c)).map(|(at, _)| at);
    let folders = ends.map(|end| path.get(..end).unwrap_or_default());
    // Of `a.zip!/b` the archive is one folder.
    folders.filter(|folder| !folder.is_empty() && !folder.ends_with([':', '.', '!', '/', '\\']))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::panel::document::{Brief, parse};

    type Codes<'a> = &'a [(&'a str, &'a str)];

    /// What the neighbours say of 新华区, of which there are three in 2023, two of them in 河北, at these places.
    fn told(codes: Codes<'_>, sources: &[&str]) -> Option<String> {
        let mut siblings = Siblings::default();
        for (source, code) in codes {
            siblings.add(code, &[(*source).to_owned()]);
        }
        let asked = text("新华区", None, sources);
        let mut document = read(&asked);
        assert!(Siblings::are_asked(&document));
        let told = siblings.tell(&mut document);
        assert_eq!(told, document.notes.len() == 2);
        document.region.unwrap().code
    }

    fn text(name: &str, code: Option<&str>, sources: &[&str]) -> String {
        json!({ "document": "a", "source": "a", "sources": sources, "family": "final_accounts",
            "department": null, "parent_department": null, "fiscal_year": 2023, "unit": null,
            "region": { "name": name, "code": code, "level": "county", "source": "department" },
            "pages": [], "forms": [], "figures": [], "checks": [],
            "notes": [{ "severity": "warning", "page": null, "message": "130105, 130902, 410402" }],
            "program": { "name": "p", "version": "1", "models": [] } })
        .to_string()
    }

    fn read(text: &str) -> Brief<'_> {
        parse(text.as_bytes(), "a").unwrap()
    }

    #[test]
    fn three_of_one_prefecture_tell() {
        let two: Codes<'_> = &[("x/a.pdf", "410403"), ("x/b.pdf", "410404")];
        assert_eq!(told(two, &["x/n.pdf"]), None);
        let three = [two, &[("x/c.pdf", "410400")]].concat();
        assert_eq!(told(&three, &["x/n.pdf"]).as_deref(), Some("410402"));
        // One elsewhere, and the folder tells nothing.
        let elsewhere = [&three[..], &[("x/d.pdf", "130102")]].concat();
        assert_eq!(told(&elsewhere, &["x/n.pdf"]), None);
        assert_eq!(told(&three, &["y/n.pdf"]), None);
        // The folder around both tells the same.
        let within = three.iter().map(|(path, code)| (format!("w/{path}"), *code)).collect::<Vec<_>>();
        let within: Vec<(&str, &str)> = within.iter().map(|(path, code)| (path.as_str(), *code)).collect();
        assert_eq!(told(&within, &["w/y/n.pdf"]).as_deref(), Some("410402"));
        // What has no folder is told nothing.
        let bare: Codes<'_> = &[("a.pdf", "410403"), ("b.pdf", "410404"), ("c.pdf", "410400")];
        assert_eq!(told(bare, &["n.pdf"]), None);
    }

    #[test]
    fn three_of_one_province_tell_where_it_has_one_such_place() {
        let in_province = |heads: [&'static str; 3]| {
            ["x/a.pdf", "x/b.pdf", "x/c.pdf"].into_iter().zip(heads).collect::<Vec<_>>()
        };
        let henan = in_province(["410102", "410203", "410304"]);
        assert_eq!(told(&henan, &["x/n.pdf"]).as_deref(), Some("410402"));
        // 河北 has two.
        assert_eq!(told(&in_province(["130102", "130203", "130304"]), &["x/n.pdf"]), None);
    }

    #[test]
    fn one_document_of_the_very_place_is_enough() {
        assert_eq!(told(&[("x/a.pdf", "410402")], &["x/n.pdf"]).as_deref(), Some("410402"));
        let two: Codes<'_> = &[("x/a.pdf", "410402"), ("x/b.pdf", "130902")];
        assert_eq!(told(two, &["x/n.pdf"]), None);
        // Not in a folder around.
        assert_eq!(told(&[("x/y/a.pdf", "410402")], &["x/z/n.pdf"]), None);
    }

    #[test]
    fn the_nearest_folder_that_tells_is_heard_and_archives_are_folders() {
        let codes: Codes<'_> = &[("x/a.zip!/2022/a.pdf", "410402"), ("x/b.zip!/2022/a.pdf", "130902")];
        assert_eq!(told(codes, &["x/a.zip!/2023/n.pdf"]).as_deref(), Some("410402"));
        assert_eq!(told(codes, &["x/b.zip!/n.pdf"]).as_deref(), Some("130902"));
        assert_eq!(told(codes, &["x/n.pdf"]), None);
        // Of two places of one document that disagree neither is heard.
        assert_eq!(told(codes, &["x/a.zip!/n.pdf", "x/b.zip!/n.pdf"]), None);
        assert_eq!(told(codes, &["x/a.zip!/n.pdf", "x/n.pdf"]).as_deref(), Some("410402"));
    }

    #[test]
    fn a_document_of_another_province_on_the_way_contradicts() {
        let mut siblings = Siblings::default();
        for code in ["410102", "410203", "410304"] {
            siblings.add(code, &[format!("w/henan/{code}.pdf")]);
        }
        let asked = text("新华区", None, &["w/hebei/n.pdf"]);
        siblings.add_open(&read(&asked));
        assert!(siblings.tell(&mut read(&asked)));
        // 桥西区 is in 石家庄 and 张家口.
        let other =
            text("桥西区", None, &["w/hebei/o.pdf"]).replace("130105, 130902, 410402", "130104, 130703");
        siblings.add_open(&read(&other));
        assert!(!siblings.tell(&mut read(&asked)));
    }

    #[test]
    fn places_that_the_document_rules_out_are_none() {
        let siblings = Siblings::default();
        let asked = text("新华区", None, &["n.pdf"]).replace("130105, ", "");
        assert_eq!(candidates(&read(&asked)).1.len(), 2);
        assert!(!siblings.tell(&mut read(&asked)));
        assert!(!Siblings::are_asked(&read(&text("新华区", Some("410402"), &["n.pdf"]))));
    }

    #[test]
    fn folders_are_given_from_the_nearest() {
        assert_eq!(folders("a/b.zip!/c.pdf").collect::<Vec<_>>(), ["a/b.zip", "a"]);
        for bare in ["c.pdf", "/c.pdf", "./c.pdf", r"D:\c.pdf", "../c.pdf"] {
            assert_eq!(folders(bare).count(), 0, "{bare}");
        }
    }
}
