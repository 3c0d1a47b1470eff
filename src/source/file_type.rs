//! Recognises the types of files that are neither PDFs nor pictures, by their bytes: those that are not read are named, so that
//! nothing is passed over in silence.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The types that are distinguished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileType {
    /// Excel since 2007.
    Xlsx,
    /// Word since 2007.
    Docx,
    /// PowerPoint since 2007.
    Pptx,
    /// Excel before 2007, or what WPS writes for it.
    Xls,
    /// Word before 2007, or what WPS writes for it.
    Doc,
    /// PowerPoint before 2007.
    Ppt,
    /// Another file in Microsoft's compound format.
    Ole,
    /// Rich text.
    Rtf,
    /// A document of OpenOffice or LibreOffice.
    OpenDocument,
    /// A web page.
    Html,
    /// A workbook as Excel's XML of 2003, mostly under the name of an xls.
    SpreadsheetXml,
    /// XML that is neither a web page nor a workbook.
    Xml,
    /// OFD (版式文档, GB/T 33190).
    Ofd,
    /// A RAR archive, which this build does not open.
    Rar,
    /// A picture of a kind that is not read (GIF, BMP, WebP).
    Picture,
    /// Plain text, in UTF-8, UTF-16 or GB18030.
    Text,
    /// AppleDouble: what macOS keeps beside a file (`._NAME`).
    AppleDouble,
    /// A link, a device or a pipe in an archive.
    Link,
    /// A pipe (FIFO).
    Pipe,
    /// A socket.
    Socket,
    /// A device.
    Device,
    /// No bytes at all.
    Empty,
    /// None of these.
    Unknown,
}

/// First bytes of some types.
const MARKS: [(&[u8], FileType); 6] = [
    (b"\x00\x05\x16\x07", FileType::AppleDouble),
    (b"Rar!\x1a\x07", FileType::Rar),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileType::Ole),
    (b"{\\rtf", FileType::Rtf),
    (b"GIF8", FileType::Picture),
    (b"BM", FileType::Picture),
];

/// Names of the streams that distinguish compound files; their directory has them in UTF-16.
const STREAMS: [(&str, FileType); 4] = [
    ("WordDocument", FileType::Doc),
    ("Workbook", FileType::Xls),
    // Excel 5 and 95; the name as a directory has it, since fonts are called Book Antiqua.
    ("Book\0\0\0\0\0\0\0\0", FileType::Xls),
    ("PowerPoint Document", FileType::Ppt),
];

/// Elements with which web pages begin, whole ones or parts that were saved as workbooks.
const HTML: [&[u8]; 7] = [b"<html", b"<!doctype html", b"<head", b"<body", b"<table", b"<meta", b"<div"];

/// Namespaces of Excel's XML of 2003.
const SPREADSHEET: [&[u8]; 2] = [b"urn:schemas-microsoft-com:office:spreadsheet", b"progid=\"Excel.Sheet\""];

/// Endings of the names of files that may hold accounts beside PDFs and pictures.
const OFFICE_ENDINGS: [&str; 14] =
    ["xlsx", "xlsm", "xls", "et", "ods", "docx", "docm", "doc", "wps", "odt", "rtf", "ofd", "html", "htm"];

impl FileType {
    /// Whether files of this type are documents that are read.
    pub(crate) fn is_read(self) -> bool {
        let is_office = matches!(
            self,
            Self::Xlsx | Self::Docx | Self::Xls | Self::Doc | Self::SpreadsheetXml | Self::Html | Self::Ofd
        );
        cfg!(feature = "office") && is_office
    }

    /// Whether the name of a file says that it may hold accounts, and is none of a PDF or a picture.
    pub(crate) fn is_office_name(name: &str) -> bool {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        OFFICE_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
    }

    /// The type of a file that begins with these bytes, as far as they alone decide it.
    pub(super) fn of(head: &[u8]) -> Self {
        if head.is_empty() {
            return Self::Empty;
        }
        // UTF-16: every other byte of what is looked for.
        if let Some(text) = head.strip_prefix(b"\xff\xfe").or(head.strip_prefix(b"\xfe\xff")) {
            let ascii: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
            return Self::of_markup(&ascii).unwrap_or(Self::Text);
        }
        let is_webp = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
        let marked = MARKS.iter().find(|(mark, _)| head.starts_with(mark)).map(|(_, found)| *found);
        let marked = marked.or(is_webp.then_some(Self::Picture));
        // A text may begin with the letters BM.
        if let Some(found) = marked.filter(|found| *found != Self::Picture || !is_text(head)) {
            return found;
        }
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        if let Some(found) = Self::of_markup(text) {
            return found;
        }
        if is_text(head) { Self::Text } else { Self::Unknown }
    }

    /// The type of a text that begins with an element; `None` where it does not.
    fn of_markup(text: &[u8]) -> Option<Self> {
        let begin = text.trim_ascii_start();
        let has = |word: &[u8]| begin.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
        if !begin.starts_with(b"<") {
            return None;
        }
        Some(if SPREADSHEET.iter().any(|word| has(word)) && has(b"<?xml") {
            Self::SpreadsheetXml
        } else if HTML.iter().any(|word| has(word)) {
            Self::Html
        } else if has(b"<?xml") {
            Self::Xml
        } else {
            Self::Text
        })
    }

    /// What a person can do about a file of this type.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Pptx | Self::Ppt | Self::OpenDocument | Self::Rtf => {
                "if it holds accounts, turn it into a PDF: see tools/office-to-pdf.sh"
            }
            // Only in a build without the feature `office`.
            Self::Xlsx
            | Self::Docx
            | Self::Xls
            | Self::Doc
            | Self::SpreadsheetXml
            | Self::Html
            | Self::Ofd => {
                "build with the feature `office`, or turn it into a PDF: see tools/office-to-pdf.sh"
            }
            Self::Rar => "build with `--features rar`, or pack it again as zip or 7z",
            Self::Picture => "if it is a scan, turn it into PNG, JPEG or TIFF",
            Self::Empty => "download it again",
            Self::Pipe => "name the pipe itself, if a document comes through it",
            Self::Socket | Self::Device => "nothing, unless a document should be there",
            Self::Ole | Self::Xml | Self::Text | Self::AppleDouble | Self::Link | Self::Unknown => {
                "look at it, if it may hold accounts"
            }
        }
    }
}

impl fmt::Display for FileType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = serde_json::to_value(self).ok();
        f.write_str(name.as_ref().and_then(|name| name.as_str()).unwrap_or("unknown"))
    }
}

/// Text has no control characters but white space; the head may end within a character.
fn is_text(head: &[u8]) -> bool {
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    if head.iter().any(control) {
        return false;
    }
    let utf8 = std::str::from_utf8(head).err().is_none_or(|error| error.error_len().is_none());
    utf8 || {
        // The last three bytes may be a character that the head cuts.
        let whole = head.get(..head.len().saturating_sub(3)).unwrap_or_default();
        (0..4).any(|more| {
            let part = head.get(..whole.len() + more).unwrap_or(head);
            encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(part).is_some()
        })
    }
}

/// Distinguishes the compound files of Word, Excel and PowerPoint while their bytes go by: the names of their streams stand
/// mostly near the end.
#[derive(Default)]
pub(super) struct Streams {
    found: Option<FileType>,
    tail: Vec<u8>,
}

impl Streams {
    pub(super) fn feed(&mut self, block: &[u8]) {
        if self.found.is_some() {
            return;
        }
        self.tail.extend_from_slice(block);
        let first = |(name, kind): &(&str, FileType)| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let at = self.tail.windows(name.len()).position(|part| part == name)?;
            Some((at, *kind))
        };
        self.found = STREAMS.iter().filter_map(first).min_by_key(|(at, _)| *at).map(|(_, kind)| kind);
        let longest = STREAMS.iter().map(|(name, _)| name.len() * 2).max().unwrap_or(0);
        self.tail.drain(..self.tail.len().saturating_sub(longest));
    }

    /// The type of the compound file whose bytes went by.
    pub(super) fn found(&self) -> FileType {
        self.found.unwrap_or(FileType::Ole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_decide_the_type() {
        let cases: [(&[u8], FileType); 12] = [
            (b"", FileType::Empty),
            (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><p>404", FileType::Html),
            (b"<?xml version=\"1.0\"?><a/>", FileType::Xml),
            (b"a,b\r\n1,2", FileType::Text),
            ("决算公开".as_bytes(), FileType::Text),
            (b"\xbe\xf6\xcb\xe3\xb9\xab\xbf\xaa", FileType::Text),
            (b"\x7fELF\x01\x00", FileType::Unknown),
            (b"Rar!\x1a\x07\x01\x00", FileType::Rar),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", FileType::Ole),
            (b"\x00\x05\x16\x07\x00", FileType::AppleDouble),
            (b"RIFF\x24\x00\x00\x00WEBPVP8 ", FileType::Picture),
            (b"RIFF\x24\x00\x00\x00WAVEfmt ", FileType::Unknown),
        ];
        for (head, expected) in cases {
            assert_eq!(FileType::of(head), expected, "{head:?}");
        }
        assert_eq!(FileType::OpenDocument.to_string(), "open_document");
    }

    #[test]
    fn a_stream_that_is_cut_between_blocks_is_still_found() {
        let name: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut streams = Streams::default();
        streams.feed(&[0; 100]);
        streams.feed(&name[..7]);
        assert_eq!(streams.found(), FileType::Ole);
        streams.feed(&name[7..]);
        assert_eq!(streams.found(), FileType::Xls);
    }
}
