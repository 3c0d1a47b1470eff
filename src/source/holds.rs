//! Decides by the bytes of a PDF whether it may hold files: it is opened to look for them only then.

use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

use regex::bytes::Regex;

use super::kind::{BLOCK, HEAD, Kind};

/// Words that a PDF with attached files has outside of what is packed: the stream of each is marked as one. The mark of
/// a PDF alone stands in each, so that only a second one says something.
static WORDS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u)/EmbeddedFile|/FileAttachment|/Collection|/EF[\s<\d]|%PDF-\d").ok());

/// Bytes of one block that are looked at again with the next: no word is longer.
const OVERLAP: usize = 32;

/// Whether these bytes may be a PDF that holds files, or several PDFs behind each other.
pub(crate) fn may_hold_files(bytes: &[u8]) -> bool {
    let mut marks = 0;
    is_pdf(bytes) && has_words(bytes, &mut marks)
}

/// Whether a file may be such a PDF. One that cannot be read is none: whoever reads it reports that.
pub(crate) fn file_may_hold_files(path: &Path) -> bool {
    let look = || -> std::io::Result<bool> {
        if !cfg!(feature = "archives") || !std::fs::metadata(path)?.is_file() {
            return Ok(false);
        }
        let mut file = std::fs::File::open(path)?;
        let mut block = Vec::with_capacity(BLOCK + OVERLAP);
        let (mut marks, mut is_first) = (0, true);
        loop {
            let kept = block.len();
            file.by_ref().take(BLOCK as u64).read_to_end(&mut block)?;
            if std::mem::take(&mut is_first) && !is_pdf(&block) {
                return Ok(false);
            }
            if has_words(&block, &mut marks) {
                return Ok(true);
            }
            if block.len() == kept {
                return Ok(false);
            }
            // A word that ends in what is kept was counted: its last bytes alone are none.
            let last_mark = last_mark_end(&block);
            let from = block.len().saturating_sub(OVERLAP).max(last_mark);
            block.drain(..from);
        }
    };
    look().unwrap_or(false)
}

fn is_pdf(bytes: &[u8]) -> bool {
    Kind::of(bytes.get(..HEAD).unwrap_or(bytes)) == Some(Kind::Pdf)
}

fn has_words(bytes: &[u8], marks: &mut u32) -> bool {
    let Some(words) = WORDS.as_ref() else { return true };
    words.find_iter(bytes).any(|found| {
        let is_mark = found.as_bytes().starts_with(b"%");
        *marks += u32::from(is_mark);
        !is_mark || *marks > 1
    })
}

/// End of the last mark of a PDF in a block.
fn last_mark_end(bytes: &[u8]) -> usize {
    let Some(words) = WORDS.as_ref() else { return 0 };
    words.find_iter(bytes).last().map_or(0, |found| found.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_hold_files_is_opened() {
        assert!(!may_hold_files(b"%PDF-1.7 /ModDate /Filter /EFF"));
        assert!(may_hold_files(b"%PDF-1.7 <</EF <</F 3 0 R>>>>"));
        assert!(may_hold_files(b"%PDF-1.7 <</Type/EmbeddedFile>>"));
        assert!(may_hold_files(b"%PDF-1.7 %%EOF\n%PDF-1.4"));
        assert!(!may_hold_files(b"PK\x03\x04/EmbeddedFile"), "no PDF");
    }

    #[test]
    fn words_are_found_wherever_blocks_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        for at in [BLOCK - 20, BLOCK - 7, BLOCK, 3 * BLOCK - 1] {
            let mut bytes = b"%PDF-1.7".to_vec();
            bytes.resize(at, b'x');
            std::fs::write(&path, &bytes).unwrap();
            assert!(!file_may_hold_files(&path));
            bytes.extend(b"/EmbeddedFiles");
            std::fs::write(&path, &bytes).unwrap();
            assert!(file_may_hold_files(&path), "{at}");
            bytes.truncate(at);
            bytes.extend(b"%PDF-1.4 xxx");
            std::fs::write(&path, &bytes).unwrap();
            assert!(file_may_hold_files(&path), "{at}");
        }
        std::fs::write(&path, b"%PDF-1.7                ").unwrap();
        assert!(!file_may_hold_files(&path), "a mark that is looked at twice is one");
    }
}
