//! Keeps the documents most in need of eyes, and says how each is looked at.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::counted::CountedDocument;
use super::record::DocumentInNeed;
use crate::text::escape::acts;

/// Number of documents that are kept.
const MOST: usize = 20;
/// What stands between an archive and its member in a source.
const IN_ARCHIVE: &str = "!/";

/// Rank of a document: by pages not read, then failing checks, then suspect facts, the most first; then by source.
type Rank = (Reverse<u64>, Reverse<u64>, Reverse<u64>, String, String);

/// Documents most in need of eyes.
#[derive(Debug, Default)]
pub(super) struct MostInNeed(BTreeMap<Rank, DocumentInNeed>);

impl MostInNeed {
    /// Adds a document, where something of it is to be looked at and fewer than twenty are before it.
    pub(super) fn add(&mut self, document: &CountedDocument) {
        let facts = document.facts();
        let failing = document.checks_failing();
        if document.unread == 0 && failing == 0 && facts.suspect == 0 {
            return;
        }
        let rank = (
            Reverse(document.unread),
            Reverse(failing),
            Reverse(facts.suspect),
            document.source.clone(),
            document.document.clone(),
        );
        if self.0.len() >= MOST && self.0.last_key_value().is_some_and(|(last, _)| *last < rank) {
            return;
        }
        let in_need = DocumentInNeed {
            document: document.document.clone(),
            source: document.source.clone(),
            family: document.family,
            code: document.place.code.clone(),
            place: document.place.name.clone(),
            department: document.department.clone(),
            fiscal_year: document.fiscal_year,
            pages: document.pages,
            unread: document.unread,
            checks_failing: failing,
            facts,
            page: document.page,
            command: document.page.and_then(|page| command(&document.source, page)),
        };
        self.0.insert(rank, in_need);
        if self.0.len() > MOST {
            self.0.pop_last();
        }
    }

    /// Lists them, those most in need first.
    pub(super) fn into_list(self) -> Vec<DocumentInNeed> {
        self.0.into_values().collect()
    }
}

/// Makes the command that draws a page with what was read of it.
fn command(source: &str, page: u32) -> Option<String> {
    // `show` opens files and no members.
    if source.contains(IN_ARCHIVE) {
        return None;
    }
    Some(format!("juesuan show {} --stage fact --page {page} --png page-{page}.png", shell_word(source)?))
}

/// Quotes a path for the shell; `None` where it has characters that no line shows.
fn shell_word(path: &str) -> Option<String> {
    if path.is_empty() || path.contains(acts) {
        return None;
    }
    let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    let is_plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | ',' | ':' | '@' | '%');
    if path.chars().all(is_plain) {
        return Some(path);
    }
    Some(format!("'{}'", path.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::super::counted::Counted;
    use super::super::counted::tests::{counted, document};
    use super::*;

    fn add(most: &mut MostInNeed, number: u8, suspects: usize) {
        let text = document(number, &format!("{number:02}.pdf"), &vec![("suspect", 3); suspects]);
        let Counted::Read(read) = counted(&text) else { panic!() };
        most.add(&read);
    }

    #[test]
    fn the_twenty_with_the_most_are_kept_whatever_the_order() {
        let (mut up, mut down) = (MostInNeed::default(), MostInNeed::default());
        for number in 0..30_u8 {
            add(&mut up, number, usize::from(number / 2));
            add(&mut down, 29 - number, usize::from((29 - number) / 2));
        }
        let list = up.into_list();
        assert_eq!(list, down.into_list());
        let sources: Vec<&str> = list.iter().map(|document| document.source.as_str()).collect();
        assert_eq!(sources.len(), 20);
        assert_eq!(sources[..3], ["28.pdf", "29.pdf", "26.pdf"]);
        assert_eq!(
            list[0].command.as_deref(),
            Some("juesuan show 28.pdf --stage fact --page 3 --png page-3.png")
        );
    }

    #[test]
    fn who_has_nothing_to_be_looked_at_is_not_listed() {
        let mut most = MostInNeed::default();
        add(&mut most, 1, 0);
        assert!(most.into_list().is_empty());
    }

    #[test]
    fn a_path_cannot_act_on_the_shell() {
        let word = |path| shell_word(path);
        assert_eq!(word("in/决算 2023.pdf").as_deref(), Some("'in/决算 2023.pdf'"));
        assert_eq!(word("in/决算.pdf").as_deref(), Some("in/决算.pdf"));
        assert_eq!(word("$(rm -rf ~).pdf").as_deref(), Some("'$(rm -rf ~).pdf'"));
        assert_eq!(word("it's;ls").as_deref(), Some(r"'it'\''s;ls'"));
        assert_eq!(word("-o.pdf").as_deref(), Some("./-o.pdf"));
        assert_eq!(word("a\u{202e}fdp.exe"), None);
        assert_eq!(word("a\nls"), None);
        assert_eq!(command("a.zip!/b.pdf", 1), None);
    }
}
