//! Finds PDFs that stand behind each other in one file. Each has its own mark at the beginning, and a table of objects whose
//! offsets count from there: revisions of one PDF have offsets that count from the beginning of the file.

use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::Regex;

static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)%PDF-\d\.\d").ok());
static OBJECT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)\d\s+\d+\s+obj\b").ok());
static TABLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)startxref\s+(\d{1,12})").ok());
static TABLE_BEGINS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u)^\s*(xref\b|\d+\s+\d+\s+obj\b)").ok());

const END: &[u8] = b"%%EOF";
/// Bytes in which the beginning of a table is looked for.
const BEGIN_WITHIN: usize = 64;

/// What a file holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// One PDF.
    One,
    /// PDFs behind each other, each whole.
    Parts(Vec<Range<usize>>),
    /// More than one PDF, as it seems, and not each is whole.
    Unclear,
}

/// Looks for PDFs behind each other.
pub(super) fn joined(bytes: &[u8]) -> Joined {
    let Some(mark) = MARK.as_ref() else { return Joined::One };
    let mut starts: Vec<usize> = mark.find_iter(bytes).map(|found| found.start()).collect();
    if starts.len() < 2 {
        return Joined::One;
    }
    let last = starts.last().copied();
    let mut begin = 0;
    let mut is_first = true;
    starts.retain(|start| {
        let before = bytes.get(begin..*start).unwrap_or_default();
        let from = bytes.get(*start..).unwrap_or_default();
        let is_part = std::mem::take(&mut is_first)
            || (ends_whole(before) && !is_revision(bytes, from))
            // After one that is cut off, too: a download that began again.
            || (Some(*start) == last && is_whole(from));
        if is_part {
            begin = *start;
        }
        is_part
    });
    if starts.len() < 2 {
        return Joined::One;
    }
    let ends = starts.iter().copied().skip(1).chain([bytes.len()]);
    let parts: Vec<Range<usize>> = starts.iter().zip(ends).map(|(start, end)| *start..end).collect();
    let whole = |part: &Range<usize>| bytes.get(part.clone()).is_some_and(is_whole);
    if parts.iter().all(whole) { Joined::Parts(parts) } else { Joined::Unclear }
}

/// Whether the end of a PDF stands there, and no object behind it: the next mark is not inside of something.
fn ends_whole(before: &[u8]) -> bool {
    let Some(end) = before.windows(END.len()).rposition(|five| five == END) else { return false };
    let junk = before.get(end..).unwrap_or_default();
    OBJECT.as_ref().is_some_and(|object| !object.is_match(junk))
}

/// Whether the last table of objects stands where it should, counted from the first of these bytes.
fn is_whole(part: &[u8]) -> bool {
    last_table(part).is_some_and(|offset| begins_table(part, offset))
}

/// Whether the last table of objects is one of the whole file.
fn is_revision(all: &[u8], part: &[u8]) -> bool {
    last_table(part).is_some_and(|offset| begins_table(all, offset) && !begins_table(part, offset))
}

fn last_table(part: &[u8]) -> Option<usize> {
    let found = TABLE.as_ref()?.captures_iter(part).last()?;
    std::str::from_utf8(found.get(1)?.as_bytes()).ok()?.parse().ok()
}

fn begins_table(bytes: &[u8], offset: usize) -> bool {
    let at = bytes.get(offset..).unwrap_or_default();
    let at = at.get(..BEGIN_WITHIN).unwrap_or(at);
    TABLE_BEGINS.as_ref().is_some_and(|begin| begin.is_match(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF whose table begins where it says.
    fn pdf(content: &str) -> Vec<u8> {
        let body = format!("%PDF-1.4\n1 0 obj\n<<{content}>>\nendobj\n");
        format!("{body}xref\n0 1\ntrailer\n<<>>\nstartxref\n{}\n%%EOF\n", body.len()).into_bytes()
    }

    fn parts(bytes: &[u8]) -> Option<Vec<Range<usize>>> {
        match joined(bytes) {
            Joined::Parts(parts) => Some(parts),
            _ => None,
        }
    }

    #[test]
    fn whole_pdfs_behind_each_other_are_parts_whatever_stands_between() {
        let (a, b) = (pdf("/A 1"), pdf("/B 22"));
        assert_eq!(joined(&a), Joined::One);
        let two = [a.clone(), b.clone()].concat();
        assert_eq!(parts(&two), Some(vec![0..a.len(), a.len()..two.len()]));
        let junk = b"\r\n\0\0--boundary\r\nContent-Type: application/pdf\r\n\r\n".to_vec();
        let three = [junk.clone(), a.clone(), junk.clone(), b.clone(), b.clone()].concat();
        assert_eq!(parts(&three).unwrap().len(), 3);
        assert_eq!(parts(&three).unwrap()[0].start, junk.len());
    }

    #[test]
    fn revisions_and_pdfs_inside_of_a_pdf_are_one() {
        let a = pdf("/A 1");
        let mut revised = a.clone();
        let table = revised.len();
        revised.extend(format!("xref\n0 0\ntrailer\n<</Prev 9>>\nstartxref\n{table}\n%%EOF\n").bytes());
        assert_eq!(joined(&revised), Joined::One, "no mark of its own");
        let mut marked = [a.clone(), b"%PDF-1.5\n".to_vec()].concat();
        let table = marked.len();
        marked.extend(format!("xref\n0 0\ntrailer\n<</Prev 9>>\nstartxref\n{table}\n%%EOF\n").bytes());
        assert_eq!(joined(&marked), Joined::One, "its offsets are those of the file");
        // Attached as it is, by a revision.
        let inner = String::from_utf8(pdf("/Inner 1")).unwrap();
        let mut holding = a.clone();
        holding.extend(format!("2 0 obj\n<<>>\nstream\n{inner}\nendstream\nendobj\n").bytes());
        holding.extend(format!("3 0 obj\n<<>>\nstream\n{inner}\nendstream\nendobj\n").bytes());
        let table = holding.len();
        holding.extend(format!("xref\n0 0\ntrailer\n<</Prev 9>>\nstartxref\n{table}\n%%EOF\n").bytes());
        assert_eq!(joined(&holding), Joined::One);
    }

    #[test]
    fn what_is_not_whole_is_unclear() {
        let (a, b) = (pdf("/A 1"), pdf("/B 22"));
        let cut = [a.as_slice(), &b[..b.len() - 20]].concat();
        assert_eq!(joined(&cut), Joined::Unclear);
        let begun_again = [&a[..a.len() - 30], b.as_slice()].concat();
        assert_eq!(joined(&begun_again), Joined::Unclear);
    }
}
