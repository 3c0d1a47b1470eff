//! Parts the lines of a document into sections of the prose by their headings.

use crate::taxonomy::figures::{FigureModel, SectionModel};
use crate::text::number::{has_digit, is_digit};
use crate::text::ordinal::without_ordinal;
use crate::text::plain::plain;

/// Longest heading, and how much longer than its words.
const LONGEST_HEADING: usize = 45;
const BESIDE_WORDS: usize = 22;
/// What parts a heading of a table of contents from the number of its page.
const LEADERS: [&str; 3] = ["..", "…", "···"];
/// Behind such a word stands a table, no prose.
const TABLE: char = '表';

/// What a line is between the sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind<'m> {
    /// It begins a section.
    Heading(&'m str),
    /// It stands in a table of contents.
    Contents,
    /// It is prose.
    Prose,
}

/// Says what a line is.
pub(super) fn line_kind<'m>(model: &'m FigureModel, line: &str) -> LineKind<'m> {
    let words = plain(line);
    let length = words.chars().count();
    if length == 0 || length > LONGEST_HEADING || words.contains('。') {
        return LineKind::Prose;
    }
    let Some((section, heading)) = longest_heading(model, &words) else { return LineKind::Prose };
    let without_page = words.trim_end_matches(is_digit);
    let ends_in_number = without_page.len() < words.len() && !has_amount(without_ordinal(without_page));
    if LEADERS.iter().any(|leader| words.contains(leader)) || ends_in_number {
        return LineKind::Contents;
    }
    let title = without_ordinal(&words);
    let stands_alone = length <= heading + BESIDE_WORDS && !title.ends_with(TABLE) && !has_amount(title);
    if stands_alone { LineKind::Heading(&section.id) } else { LineKind::Prose }
}

/// The section whose heading has the longest words in a line, and how many characters they have.
fn longest_heading<'m>(model: &'m FigureModel, words: &str) -> Option<(&'m SectionModel, usize)> {
    let known =
        model.sections.iter().flat_map(|section| section.headings.iter().map(move |words| (section, words)));
    let found = known.filter(|(_, heading)| words.contains(heading.as_str()));
    found.map(|(section, heading)| (section, heading.chars().count())).max_by_key(|(_, length)| *length)
}

/// Whether a heading holds a number that is not a year: it is a sentence.
fn has_amount(title: &str) -> bool {
    let without_years: String = title.split('年').map(|part| part.trim_end_matches(is_digit)).collect();
    has_digit(&without_years)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::figures::usual_figures;

    fn kind(line: &str) -> LineKind<'static> {
        line_kind(usual_figures().unwrap(), line)
    }

    #[test]
    fn headings_begin_sections() {
        assert_eq!(kind("一、收入支出决算总体情况说明"), LineKind::Heading("grand_total"));
        assert_eq!(kind("四、财政拨款收入支出决算总体情况说明"), LineKind::Heading("fiscal_grand_total"));
        assert_eq!(kind("（三）一般公共预算财政拨款支出决算具体情况"), LineKind::Heading("items"));
        assert_eq!(kind("2023年度“三公”经费支出决算情况说明"), LineKind::Heading("three_public"));
        assert_eq!(kind("第四部分 名词解释"), LineKind::Heading("none"));
    }

    #[test]
    fn contents_tables_and_sentences_do_not() {
        assert_eq!(kind("一、收入支出决算总体情况说明……15"), LineKind::Contents);
        assert_eq!(kind("二、收入决算情况说明16"), LineKind::Contents);
        assert_eq!(kind("财政拨款“三公”经费支出决算表"), LineKind::Prose);
        assert_eq!(kind("2023年三公经费支出5万元"), LineKind::Prose);
        // The rest of the number stands on the next line.
        assert_eq!(kind("2023年度“三公”经费支出预算为0.33万元，完成83"), LineKind::Prose);
        assert_eq!(kind("政府采购支出情况。"), LineKind::Prose);
    }
}
