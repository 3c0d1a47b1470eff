//! Writes notes for people: what is said of many pages alike is said once.

use crate::place::Note;

/// Writes one line per message, in the order in which they first come: `pages 1 to 3, 5: …`.
pub(super) fn notes_to_lines<'a>(notes: impl IntoIterator<Item = &'a Note>) -> Vec<String> {
    let mut merged: Vec<(&Note, Vec<u32>)> = Vec::new();
    for note in notes {
        let alike = |other: &Note| {
            let same =
                other.severity == note.severity && other.message == note.message && other.hint == note.hint;
            same && other.page.is_some() && note.page.is_some()
        };
        match merged.iter_mut().find(|(other, _)| alike(other)) {
            Some((_, pages)) => pages.extend(note.page),
            None => merged.push((note, note.page.into_iter().collect())),
        }
    }
    merged.into_iter().map(|(note, pages)| line(note, pages)).collect()
}

fn line(note: &Note, mut pages: Vec<u32>) -> String {
    pages.sort_unstable();
    pages.dedup();
    if pages.len() < 2 {
        return note.to_string();
    }
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(page) => *last = page,
            _ => ranges.push((page, page)),
        }
    }
    let range = |(first, last): (u32, u32)| match last - first {
        0 => format!("{first}"),
        1 => format!("{first}, {last}"),
        _ => format!("{first} to {last}"),
    };
    let ranges: Vec<String> = ranges.into_iter().map(range).collect();
    let of_all = Note { page: None, ..note.clone() };
    format!("pages {}: {of_all}", ranges.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Severity;

    #[test]
    fn what_is_said_of_many_pages_is_said_once() {
        let on = |page: u32, message: &str| Note::on_page(Severity::Info, page, message);
        let scan = |page: u32| on(page, "the page is a picture");
        let odd = Note::on_page(Severity::Unread, 4, "the page is a picture").hint("look at it");
        let notes = [
            scan(1),
            scan(3),
            odd,
            scan(2),
            scan(6),
            on(7, "else"),
            scan(7),
            Note::on_document(Severity::Info, "no form"),
        ];
        assert_eq!(
            notes_to_lines(&notes),
            [
                "pages 1 to 3, 6, 7: the page is a picture",
                "page 4: the page is a picture; look at it",
                "page 7: else",
                "no form"
            ]
        );
    }
}
