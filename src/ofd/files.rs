//! Gives the parts of the package by the names that other parts write, and remembers fonts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::xml::{self, Element};
use crate::error::{Error, Result};
use crate::source::Package;

/// Most bytes of fonts that are remembered.
const MOST_FONT_BYTES: usize = 200_000_000;

/// The package, for all threads.
pub(super) struct Files {
    package: Mutex<Package>,
    fonts: Mutex<BTreeMap<String, Option<Arc<[u8]>>>>,
}

impl Files {
    pub(super) fn new(package: Package) -> Self {
        Self { package: Mutex::new(package), fonts: Mutex::new(BTreeMap::new()) }
    }

    /// Unpacks the first part that is there under one of these names; `None` where there is none.
    pub(super) fn bytes(&self, names: &[String]) -> Result<Option<Vec<u8>>> {
        let package = self.package.lock().unwrap_or_else(PoisonError::into_inner);
        for name in names {
            if let Some(bytes) = package.part(name)? {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }

    /// Reads the first part that is there under one of these names; the error says what is wrong with it.
    pub(super) fn xml(&self, names: &[String]) -> std::result::Result<Element, String> {
        self.xml_and_size(names).map(|(root, _)| root)
    }

    /// Reads such a part, and says how many bytes it has.
    pub(super) fn xml_and_size(&self, names: &[String]) -> std::result::Result<(Element, usize), String> {
        let name = names.first().map_or("", String::as_str);
        let bytes = self.bytes(names).map_err(|error| error.what())?;
        let bytes = bytes.ok_or_else(|| format!("{name} is missing"))?;
        let root = xml::parse(&bytes).map_err(|fault| format!("{name} is damaged: {fault}"))?;
        Ok((root, bytes.len()))
    }

    /// The bytes of a font; `None` where there are none.
    pub(super) fn font(&self, names: &[String]) -> Option<Arc<[u8]>> {
        let key = names.first()?;
        let mut fonts = self.fonts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = fonts.get(key) {
            return known.clone();
        }
        let held: usize = fonts.values().flatten().map(|font| font.len()).sum();
        let font = (held < MOST_FONT_BYTES).then(|| self.bytes(names).ok().flatten()).flatten();
        let font: Option<Arc<[u8]>> = font.map(Arc::from);
        fonts.insert(key.clone(), font.clone());
        font
    }

    /// Whether the package has a part of one of these names.
    pub(super) fn has(&self, name: &str) -> bool {
        let package = self.package.lock().unwrap_or_else(PoisonError::into_inner);
        package.names().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// An error about the document.
    pub(super) fn damaged(&self, what: &str) -> Error {
        let package = self.package.lock().unwrap_or_else(PoisonError::into_inner);
        Error::damaged_package(package.name(), what)
    }
}

/// The folder of a part.
pub(super) fn folder(part: &str) -> &str {
    part.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name that a part in a folder gives: from the root where it begins with a `/`.
pub(super) fn join(folder: &str, name: &str) -> String {
    let name = name.trim().replace('\\', "/");
    match name.strip_prefix('/') {
        Some(from_root) => from_root.to_owned(),
        None if folder.is_empty() => name,
        None => format!("{folder}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_their_folder_or_of_the_root() {
        assert_eq!(folder("Doc_0/Document.xml"), "Doc_0");
        assert_eq!(join("Doc_0", "Pages\\Page_0/Content.xml "), "Doc_0/Pages/Page_0/Content.xml");
        assert_eq!(
            (join("Doc_0", "/Doc_1/a.xml"), join("", "a")),
            ("Doc_1/a.xml".to_owned(), "a".to_owned())
        );
    }
}
