//! Decodes the names of members from the bytes that archives keep: as UTF-8 where that is stated or all bytes allow it, else
//! as GB18030 or Big5. All names of an archive decide together, since one short name says little.

use std::collections::{BTreeMap, BTreeSet};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030};

/// A name as the archive has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RawName {
    /// Bytes in an unknown encoding.
    Bytes(Vec<u8>),
    /// Text, whose encoding the archive states.
    Text(String),
    /// No name: the member is the content of a compressed file, and has the name of that file without its ending.
    Stem,
}

impl RawName {
    /// Its bytes as text, for its ending; `archive` gives the name of the archive. Bytes of no encoding here hide a full stop or a
    /// letter of one.
    pub(super) fn lossy(&self, archive: impl FnOnce() -> String) -> String {
        match self {
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Self::Text(text) => text.clone(),
            Self::Stem => stem(&archive()).to_owned(),
        }
    }
}

/// Decodes the names of the members of an archive, and makes each unique: a second equal name has `#2` behind it, and so on. `archive` is
/// the name of the archive itself.
pub(super) fn decode(names: &[RawName], archive: &str) -> Vec<String> {
    let encoding = encoding_of_all(names);
    let decoded: Vec<String> = names.iter().map(|name| clean(&text(name, encoding, archive))).collect();
    let original: BTreeSet<&str> = decoded.iter().map(String::as_str).collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut unique = Vec::with_capacity(decoded.len());
    for name in &decoded {
        let count = counts.entry(name).or_default();
        let free = loop {
            *count += 1;
            let candidate = if *count == 1 { name.clone() } else { format!("{name}#{count}") };
            // Another member may really be called so.
            let is_free = *count == 1 || !original.contains(candidate.as_str());
            if is_free && taken.insert(candidate.clone()) {
                break candidate;
            }
        };
        unique.push(free);
    }
    unique
}

fn text(name: &RawName, encoding: Option<&'static Encoding>, archive: &str) -> String {
    match name {
        RawName::Text(text) => text.clone(),
        RawName::Bytes(bytes) => match encoding {
            Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            None => String::from_utf8_lossy(bytes).into_owned(),
        },
        RawName::Stem => stem(archive).to_owned(),
    }
}

/// Decides the encoding of all names; `None` for UTF-8.
fn encoding_of_all(names: &[RawName]) -> Option<&'static Encoding> {
    let bytes = || {
        names.iter().filter_map(|name| match name {
            RawName::Bytes(bytes) => Some(bytes.as_slice()),
            _ => None,
        })
    };
    if bytes().all(|name| std::str::from_utf8(name).is_ok()) {
        return None;
    }
    // The number of names that an encoding cannot decode: a single broken one must not decide.
    let faults = |encoding: &'static Encoding| {
        let is_fault =
            |name: &&[u8]| encoding.decode_without_bom_handling_and_without_replacement(name).is_none();
        bytes().filter(is_fault).count()
    };
    match faults(GB18030).cmp(&faults(BIG5)) {
        std::cmp::Ordering::Less => Some(GB18030),
        std::cmp::Ordering::Greater => Some(BIG5),
        std::cmp::Ordering::Equal => Some(likelier(bytes())),
    }
}

/// GB18030, where nothing speaks for Big5: nearly all disclosures come from the mainland.
fn likelier<'a>(names: impl Iterator<Item = &'a [u8]>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for name in names {
        // A line each, so that no two names make one character.
        detector.feed(name, false);
        detector.feed(b"\n", false);
    }
    detector.feed(b"", true);
    if detector.guess(None, Utf8Detection::Deny) == BIG5 { BIG5 } else { GB18030 }
}

/// Cleans a name: `/` separates folders, and control characters are replaced.
fn clean(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| match c {
            '\\' => '/',
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .collect();
    name.trim_start_matches("./").to_owned()
}

/// `决算.pdf` of `folder/决算.pdf.gz`.
fn stem(archive: &str) -> &str {
    let name = archive.rsplit('/').next().unwrap_or(archive);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(encoding: &'static Encoding, names: &[&str]) -> Vec<RawName> {
        names.iter().map(|name| RawName::Bytes(encoding.encode(name).0.into_owned())).collect()
    }

    const MAINLAND: [&str; 4] = [
        "决算.pdf",
        "汾阳市/2023年度部门决算.pdf",
        "洛阳市孟津区交通运输局.pdf",
        "公开/人力资源和社会保障局.pdf",
    ];
    const TRADITIONAL: [&str; 4] =
        ["決算.pdf", "臺北市/2023年度部門決算.pdf", "財政局歲入歲出決算表.pdf", "公開/人力資源局.pdf"];

    #[test]
    fn all_names_together_decide_the_encoding() {
        for (encoding, expected) in [(GB18030, MAINLAND), (BIG5, TRADITIONAL), (encoding_rs::UTF_8, MAINLAND)]
        {
            assert_eq!(decode(&names(encoding, &expected), "a.zip"), expected, "{}", encoding.name());
        }
        // Each alone, too: the shortest have four bytes.
        for name in MAINLAND {
            assert_eq!(decode(&names(GB18030, &[name]), "a.zip"), [name]);
        }
        for name in &TRADITIONAL[1..] {
            assert_eq!(decode(&names(BIG5, &[name]), "a.zip"), [*name]);
        }
    }

    #[test]
    fn names_that_say_what_they_are_do_not_count() {
        let mut mixed = names(GB18030, &MAINLAND);
        mixed.push(RawName::Text("財政局.pdf".to_owned()));
        let mut expected: Vec<&str> = MAINLAND.to_vec();
        expected.push("財政局.pdf");
        assert_eq!(decode(&mixed, "a.zip"), expected);
    }

    #[test]
    fn names_are_unique_and_keep_to_one_line() {
        let text = |text: &str| RawName::Text(text.to_owned());
        let all = [text("a.pdf"), text("a.pdf#2"), text("a.pdf"), text("a.pdf"), text("b\\c\n.pdf")];
        assert_eq!(decode(&all, "a.zip"), ["a.pdf", "a.pdf#2", "a.pdf#3", "a.pdf#4", "b/c\u{fffd}.pdf"]);
        assert_eq!(decode(&[RawName::Stem], "in/决算.pdf.gz"), ["决算.pdf"]);
        assert_eq!(decode(&[RawName::Stem], "in/决算"), ["决算"]);
    }
}
