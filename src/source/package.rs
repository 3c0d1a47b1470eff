//! Opens zips that are one document (OOXML, OFD) and gives their parts by name, within limits.
//!
//! Such a zip is no archive of documents: its parts are asked for by the names that other parts give. A part is unpacked when
//! it is asked for, and its sum is verified.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use crate::error::{Error, Result};

/// Most members: a workbook of the ministry's software has some hundred, a book as OFD two for each page.
const MEMBERS: usize = 20_000;
/// Most unpacked bytes of a part: XML of a full sheet has some 10 MB.
const PART_BYTES: u64 = 256_000_000;
/// Most unpacked bytes of all parts that are asked for.
const ALL_BYTES: u64 = 1_000_000_000;
/// Largest ratio of unpacked to packed bytes: XML of blank cells with equal styles reaches 100 …
const RATIO: u64 = 250;
/// … from so many bytes on.
const RATIO_FROM: u64 = 16_000_000;

/// A zip that is one document.
#[derive(Debug)]
pub struct Package {
    /// Name of the file, for errors.
    name: String,
    zip: ZipSliceArchive<Arc<[u8]>>,
    /// Its members by their names; none where several have the same.
    members: BTreeMap<String, Option<Member>>,
    /// Unpacked bytes so far.
    unpacked: Cell<u64>,
}

#[derive(Debug, Clone, Copy)]
struct Member {
    at: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    packed: u64,
    is_encrypted: bool,
}

impl Package {
    /// Opens the directory of a zip. `name` is that of the file, for errors.
    ///
    /// # Errors
    /// [`Error::is_damaged`] where it is no zip or its directory is damaged, [`Error::is_too_large`] where it has too many
    /// members.
    pub fn open(name: &str, bytes: &[u8]) -> Result<Self> {
        let damaged = |what: &str| Error::damaged_package(name, what);
        let bytes: Arc<[u8]> = Arc::from(bytes);
        let zip = ZipArchive::from_slice(bytes)
            .map_err(|_| damaged("it has no directory at its end, as a download that was cut off"))?;
        let mut members = BTreeMap::new();
        let mut entries = zip.entries();
        let mut count = 0;
        while let Some(entry) = entries.next_entry().map_err(|error| damaged(&error.to_string()))? {
            count += 1;
            if count > MEMBERS {
                return Err(Error::too_large(name, "parts", count, MEMBERS));
            }
            if entry.is_dir() {
                continue;
            }
            let path = entry.file_path();
            let path: &[u8] = path.as_bytes();
            let member = Member {
                at: entry.wayfinder(),
                method: entry.compression_method(),
                packed: entry.compressed_size_hint(),
                is_encrypted: entry.flags().is_encrypted(),
            };
            let name = normal(&String::from_utf8_lossy(path));
            members.entry(name).and_modify(|found| *found = None).or_insert(Some(member));
        }
        Ok(Self { name: name.to_owned(), zip, members, unpacked: Cell::new(0) })
    }

    /// Name of the file, for errors.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names of all parts, with `/` between folders and none in front, in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(String::as_str)
    }

    /// Unpacks a part: a name as other parts give it, with or without a `/` in front, `.` and `..` resolved. Where no part
    /// is called so, one that differs in capitals is taken. `None` where there is none.
    ///
    /// # Errors
    /// [`Error::is_damaged`] where its bytes are damaged or several parts have the name, [`Error::is_locked`] where it is
    /// encrypted, [`Error::is_too_large`] where a limit is passed.
    pub fn part(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let name = normal(name);
        let same = |(known, _): &(&String, &Option<Member>)| known.eq_ignore_ascii_case(&name);
        let found =
            self.members.get(&name).or_else(|| self.members.iter().find(same).map(|(_, found)| found));
        let damaged = |what: &str| Error::damaged_package(&self.name, &format!("{name}: {what}"));
        let Some(member) = found else { return Ok(None) };
        let member = member.ok_or_else(|| damaged("several parts have this name"))?;
        if member.is_encrypted {
            return Err(Error::encryption(&self.name));
        }
        let entry = self.zip.get_entry(member.at).map_err(|error| damaged(&error.to_string()))?;
        let packed: Box<dyn Read + '_> = match member.method {
            CompressionMethod::STORE => Box::new(entry.data()),
            CompressionMethod::DEFLATE => Box::new(flate2::bufread::DeflateDecoder::new(entry.data())),
            other => return Err(damaged(&format!("packed in a way that is not read ({other:?})"))),
        };
        let left = ALL_BYTES.saturating_sub(self.unpacked.get());
        let most = member.packed.saturating_mul(RATIO).clamp(RATIO_FROM, PART_BYTES).min(left);
        let mut bytes = Vec::new();
        let mut unpacked = entry.verifying_reader(packed).take(most + 1);
        unpacked.read_to_end(&mut bytes).map_err(|error| damaged(&error.to_string()))?;
        self.unpacked.set(self.unpacked.get().saturating_add(bytes.len() as u64));
        if bytes.len() as u64 > most {
            let limit = usize::try_from(most).unwrap_or(usize::MAX);
            return Err(Error::too_large(&self.name, "unpacked bytes in a part", bytes.len(), limit));
        }
        Ok(Some(bytes))
    }
}

/// The name of a part as one writes it: folders with `/`, none in front, `.` and `..` resolved.
fn normal(name: &str) -> String {
    let mut folders: Vec<&str> = Vec::new();
    for folder in name.split(['/', '\\']) {
        match folder {
            "" | "." => {}
            ".." => {
                folders.pop();
            }
            _ => folders.push(folder),
        }
    }
    folders.join("/")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// A zip of stored or deflated members.
    fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = rawzip::ZipArchiveWriter::new(&mut bytes);
        for (name, content) in members {
            let (mut entry, config) =
                writer.new_file(name).compression_method(CompressionMethod::DEFLATE).start().unwrap();
            let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
            let mut data = config.wrap(encoder);
            data.write_all(content).unwrap();
            let (encoder, descriptor) = data.finish().unwrap();
            encoder.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn parts_are_found_by_the_names_that_others_give() {
        let bytes = zip(&[("xl/Workbook.xml", b"<a/>"), ("xl\\styles.xml", b"<b/>")]);
        let package = Package::open("a.xlsx", &bytes).unwrap();
        for name in ["xl/Workbook.xml", "/xl/workbook.xml", "xl/worksheets/../Workbook.xml"] {
            assert_eq!(package.part(name).unwrap().as_deref(), Some(&b"<a/>"[..]), "{name}");
        }
        assert_eq!(package.part("xl/styles.xml").unwrap().as_deref(), Some(&b"<b/>"[..]));
        assert!(package.part("xl/none.xml").unwrap().is_none());
        assert_eq!(package.names().count(), 2);
    }

    #[test]
    fn a_bomb_a_name_that_repeats_and_damage_are_errors() {
        let bomb = vec![b' '; 20_000_000];
        let bytes = zip(&[("a", &bomb), ("b", b"1"), ("b", b"2"), ("c", b"right")]);
        let package = Package::open("a.xlsx", &bytes).unwrap();
        assert!(package.part("a").unwrap_err().is_too_large());
        assert!(package.part("b").unwrap_err().is_damaged());
        assert_eq!(package.part("c").unwrap().as_deref(), Some(&b"right"[..]));
        assert!(Package::open("a.xlsx", &bytes[..bytes.len() / 2]).unwrap_err().is_damaged());
        assert!(Package::open("a.xlsx", b"").unwrap_err().is_damaged());
    }
}
