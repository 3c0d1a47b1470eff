//! Reads the definitions of lists (`PlfLst`, `PlfLfo`, [MS-DOC] 2.9.191, 2.9.192).

use rustc_hash::FxHashMap;

use super::super::flow::lists::{LEVELS, Level, List, Lists};
use super::bytes::{index_at, slice, u8_at, u16_at, u32_at};
use super::file::{Part, WordFile};

/// Formats of numbers by their codes (`MSONFC`), as OOXML calls them.
const FORMATS: [&str; 40] = [
    "decimal",
    "upperRoman",
    "lowerRoman",
    "upperLetter",
    "lowerLetter",
    "ordinal",
    "cardinalText",
    "ordinalText",
    "hex",
    "chicago",
    "ideographDigital",
    "japaneseCounting",
    "aiueo",
    "iroha",
    "decimalFullWidth",
    "decimal",
    "japaneseLegal",
    "japaneseDigitalTenThousand",
    "decimalEnclosedCircle",
    "decimalFullWidth2",
    "aiueoFullWidth",
    "irohaFullWidth",
    "decimalZero",
    "bullet",
    "ganada",
    "chosung",
    "decimalEnclosedFullstop",
    "decimalEnclosedParen",
    "decimalEnclosedCircleChinese",
    "ideographEnclosedCircle",
    "ideographTraditional",
    "ideographZodiac",
    "ideographZodiacTraditional",
    "taiwaneseCounting",
    "ideographLegalTraditional",
    "taiwaneseCountingThousand",
    "taiwaneseDigital",
    "chineseCounting",
    "chineseLegalSimplified",
    "chineseCountingThousand",
];

/// Reads the lists of a document; those that paragraphs name are counted from 1.
pub(super) fn lists(file: &WordFile) -> Lists {
    let mut read = Lists::default();
    let part = file.part(Part::ListDefinitions);
    let count = u16_at(part, 0).map_or(0, usize::from);
    let after = file.after(Part::ListDefinitions);
    let mut at = 0;
    for index in 0..count {
        let Some(definition) = slice(part, 2 + index * 28, 28) else { break };
        let is_simple = u8_at(definition, 26).is_some_and(|flags| flags & 1 == 1);
        let mut levels = FxHashMap::default();
        for level in 0..if is_simple { 1 } else { LEVELS } {
            let Some((read, length)) = after.get(at..).and_then(level_of) else { return read };
            levels.insert(level, read);
            at += length;
        }
        let id = u32_at(definition, 0).map_or(0, i64::from);
        read.definitions.insert(id, levels);
    }
    let part = file.part(Part::Lists);
    let count = index_at(part, 0).unwrap_or(0);
    let mut at = 4_usize.saturating_add(count.saturating_mul(16));
    for index in 0..count {
        let Some(list) = slice(part, 4 + index * 16, 16) else { break };
        let mut made = List { definition: u32_at(list, 0).map_or(0, i64::from), ..List::default() };
        at = at.saturating_add(4);
        for _ in 0..u8_at(list, 12).unwrap_or(0) {
            let Some((start, flags)) = u32_at(part, at).zip(u32_at(part, at.saturating_add(4))) else {
                break;
            };
            at += 8;
            let level = (flags & 0xF) as usize;
            if flags & 0x20 != 0 {
                let Some((read, length)) = part.get(at..).and_then(level_of) else { break };
                made.levels.insert(level, read);
                at += length;
            } else if flags & 0x10 != 0 {
                made.starts.insert(level, start);
            }
        }
        read.lists.insert(i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1), made);
    }
    read
}

/// Reads a level (`LVL`), and how many bytes it takes.
fn level_of(bytes: &[u8]) -> Option<(Level, usize)> {
    let flags = u8_at(bytes, 5)?;
    let text = 28 + usize::from(u8_at(bytes, 24)?) + usize::from(u8_at(bytes, 25)?);
    let count = usize::from(u16_at(bytes, text)?);
    let units: Vec<u16> =
        slice(bytes, text + 2, count * 2)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect();
    // A character below nine stands for the number of that level.
    let mut label = String::new();
    for c in String::from_utf16_lossy(&units).chars() {
        match u32::from(c) {
            level @ 0..9 => label.push_str(&format!("%{}", level + 1)),
            _ => label.push(c),
        }
    }
    let level = Level {
        start: u32_at(bytes, 0)?,
        format: (*FORMATS.get(usize::from(u8_at(bytes, 4)?)).unwrap_or(&"decimal")).to_owned(),
        text: label,
        is_legal: flags & 4 != 0,
        is_close: u8_at(bytes, 15)? == 2,
        restarts: flags & 8 == 0,
    };
    Some((level, text + 2 + count * 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_say_their_format_and_label() {
        let mut bytes = vec![0; 28];
        (bytes[0], bytes[4], bytes[15]) = (1, 39, 2);
        bytes.extend([2, 0, 0, 0, 0x01, 0x30]);
        let (level, length) = level_of(&bytes).unwrap();
        assert_eq!(
            (level.format.as_str(), level.text.as_str(), level.is_close),
            ("chineseCountingThousand", "%1、", true)
        );
        assert_eq!(length, 34);
        assert!(level_of(&bytes[..33]).is_none());
    }
}
