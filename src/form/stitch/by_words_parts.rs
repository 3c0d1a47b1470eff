//! Follows the parts of a whole government's book: their headings say whose figures the forms in them hold, where the titles
//! do not.

use crate::form::Form;
use crate::form::by_words::scopes::scope_of_part;
use crate::form::by_words::words_of;
use crate::form::title::line_to_title;
use crate::record::words::Scope;
use crate::taxonomy::item_name::without_ordinal;
use crate::taxonomy::{ColumnWords, Models};
use crate::text::number::{is_chinese_numeral, is_opening};
use crate::text::plain::plain;

/// A page that parts a book has at most so many lines of words.
const DIVIDER_LINES: usize = 6;

/// The part of the book that the next forms stand in.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    /// The scope that it names.
    pub(super) scope: Option<Scope>,
    /// How its heading is numbered.
    numbered: Option<Numbered>,
}

/// How a heading is numbered; the next that is numbered alike ends its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbered {
    /// 第二部分
    Part,
    /// 二、
    Chinese,
    /// （二）
    Bracketed,
    /// 2.
    Digits,
    /// No heading: the title of the book.
    Book,
}

impl Part {
    /// Whether the title of the book alone says the scope.
    pub(super) fn is_of_book(&self) -> bool {
        self.numbered == Some(Numbered::Book)
    }

    /// Goes on over lines outside of tables; a page without any may part the book (`is_page`).
    pub(super) fn pass_lines(&mut self, models: &Models, lines: &[String], is_page: bool) {
        let lines: Vec<String> =
            lines.iter().map(|line| plain(line)).filter(|line| has_words(line)).collect();
        let headings = || lines.iter().enumerate().filter(|(_, line)| models.part_heading.is_match(line));
        // Contents name all parts.
        match (headings().count(), headings().next()) {
            (1, Some((at, heading))) => {
                let below = lines.get(at + 1).filter(|line| part_title(models, line).is_some());
                let said = families(models).find_map(|words| scope_of_part(words, heading));
                self.scope = said.or_else(|| below.and_then(|line| part_title(models, line)));
                self.numbered = Some(Numbered::Part);
                return;
            }
            (0, _) => {}
            _ => return,
        }
        if is_page && lines.len() > DIVIDER_LINES {
            return;
        }
        for line in &lines {
            let own = numbered(line);
            // The title of a form says it of that form alone.
            if line_to_title(models, line).is_some_and(|title| title.kind.is_some()) {
                continue;
            }
            match part_title(models, line) {
                Some(_) if own.is_none() && (!is_page || self.numbered.is_some()) => {}
                Some(scope) => {
                    self.scope = Some(scope);
                    self.numbered = own.or(Some(Numbered::Book));
                }
                None if own.is_some() && own == self.numbered => *self = Self::default(),
                None => {}
            }
        }
    }
}

/// Reads the scope that a heading of a part names.
fn part_title(models: &Models, line: &str) -> Option<Scope> {
    let mut words = families(models).filter(|words| words.places.part_title.is_match(line));
    words.find_map(|words| scope_of_part(words, line))
}

fn families(models: &Models) -> impl Iterator<Item = &ColumnWords> {
    models.families.iter().filter_map(|family| family.columns.as_ref())
}

fn has_words(line: &str) -> bool {
    line.chars().any(|c| !c.is_ascii() && c.is_alphabetic())
}

fn numbered(line: &str) -> Option<Numbered> {
    let ordinal = line.strip_suffix(without_ordinal(line)).filter(|ordinal| !ordinal.is_empty())?;
    Some(match ordinal.chars().next()? {
        first if is_opening(first) => Numbered::Bracketed,
        first if is_chinese_numeral(first) => Numbered::Chinese,
        _ => Numbered::Digits,
    })
}

/// Doubts the scopes that are assumed where another form of the same name has the same: one of them is another's.
pub(super) fn doubt_assumed_scopes(models: &Models, forms: &mut [Form]) {
    let name = |form: &Form| {
        let words = models.kind(&form.kind).and_then(|kind| words_of(kind.family))?;
        let title = plain(form.title.as_deref()?);
        let found = words.places.form_in_title.find(&title)?;
        Some((form.kind.clone(), form.scope, found.as_str().to_owned()))
    };
    let names: Vec<_> = forms.iter().map(name).collect();
    for (form, own) in forms.iter_mut().zip(&names).filter(|(form, own)| form.scope_assumed && own.is_some())
    {
        if names.iter().filter(|other| *other == own).count() > 1 {
            let title = form.title.as_deref().unwrap_or_default();
            form.doubts
                .push(format!("{title} says no scope, and another form of its name has the usual one"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    fn scopes(pages: &[&[&str]]) -> Vec<Option<Scope>> {
        let mut part = Part::default();
        let pass = |page: &&[&str]| {
            let lines: Vec<String> = page.iter().map(|line| (*line).to_owned()).collect();
            part.pass_lines(models(), &lines, true);
            part.scope
        };
        pages.iter().map(pass).collect()
    }

    #[test]
    fn headings_of_parts_say_whose_figures_follow() {
        let (whole, own) = (Some(Scope::Whole), Some(Scope::OwnLevel));
        let pages: &[&[&str]] = &[
            &["第一部分 全市财政决算报表", "第二部分 市本级财政决算报表"],
            &["第二部分 市本级财政决算报表"],
            &["第三部分 政府性基金"],
        ];
        assert_eq!(scopes(pages), [None, own, None]);
        let pages: &[&[&str]] =
            &[&["一、全市决算表"], &["（一）一般公共预算"], &["二、市本级决算表"], &["三、其他说明"]];
        assert_eq!(scopes(pages), [whole, whole, own, None]);
        assert_eq!(scopes(&[&["江城市本级2022年财政决算", "江城市财政局"]]), [own]);
        assert_eq!(scopes(&[&["2022年黑龙江省和省本级财政决算"]]), [None]);
        // 山东 2023.
        assert_eq!(scopes(&[&["第一部分", "（一）全省一般公共预算决算报表及说明"]]), [whole]);
    }
}
