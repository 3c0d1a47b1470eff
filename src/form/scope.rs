//! Reads headings over a set of forms: （一）汇总, （二）本级. A document that prints all forms twice says so there and not
//! in the titles (湖北 随县 2019).

use crate::record::words::Scope;
use crate::taxonomy::Models;
use crate::text::plain::plain;

/// A page of text has such a heading at its end, above forms on the next page, or holds little else.
const LAST_LINES: usize = 3;
const FEW_LINES: usize = 8;

/// Part of the document in which the next table stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Section {
    /// 第二部分: a new one ends the set; the same again is the running head of a page.
    part: Option<String>,
    /// The set that the last heading has named.
    pub(super) scope: Option<Scope>,
}

impl Section {
    /// Goes on over the lines above a table.
    pub(super) fn pass<'a>(&mut self, models: &Models, lines: impl IntoIterator<Item = &'a str>) {
        for line in lines {
            let words = plain(line);
            let part = models.part_heading.find(&words).map(|found| found.as_str().to_owned());
            if part.is_some() && part != self.part {
                *self = Self { part, scope: None };
            }
            self.scope = heading_to_scope(models, &words).or(self.scope);
        }
    }

    /// Goes on over text that no table follows on its page. A table of contents names both sets, and prose has lists of
    /// units (（一）本级): only a heading at the end counts, or on a page with little else.
    pub(super) fn pass_text(&mut self, models: &Models, lines: &[&str]) {
        let named = |line: &&&str| heading_to_scope(models, &plain(line)).is_some();
        let headings = lines.iter().filter(named).count();
        let counted = if lines.len() <= FEW_LINES { 0 } else { lines.len() - LAST_LINES };
        let last = lines.iter().skip(counted).filter(named).count();
        let counts = headings == 1 && last == 1;
        self.pass(models, lines.iter().copied().filter(|line| counts || !named(&line)));
    }
}

fn heading_to_scope(models: &Models, words: &str) -> Option<Scope> {
    let marks = &models.wording.heading;
    // Hardly any line has one of these.
    if !marks.consolidated.iter().chain(&marks.own).any(|mark| words.contains(mark.as_str())) {
        return None;
    }
    let found = models.scope_heading.captures(words)?;
    let mark = found.name("scope")?.as_str();
    let is = |words: &[String]| words.iter().any(|w| w == mark);
    match (is(&marks.consolidated), is(&marks.own)) {
        (true, false) => Some(Scope::Consolidated),
        (false, true) => Some(Scope::Own),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    fn after(lines: &[&str]) -> Option<Scope> {
        let mut section = Section::default();
        section.pass(models(), lines.iter().copied());
        section.scope
    }

    #[test]
    fn a_heading_names_the_set_up_to_the_next_part() {
        assert_eq!(after(&["（一）汇总", "收入支出决算总表"]), Some(Scope::Consolidated));
        assert_eq!(after(&["（一）汇总", "(二)本级"]), Some(Scope::Own));
        assert_eq!(after(&["二、2019年度部门决算公开表（本级）"]), Some(Scope::Own));
        assert_eq!(
            after(&["第二部分 部门决算表", "（一）汇总", "第二部分 部门决算表"]),
            Some(Scope::Consolidated)
        );
        assert_eq!(after(&["第二部分 部门决算表", "（一）汇总", "第三部分 情况说明"]), None);
    }

    #[test]
    fn units_names_and_covers_are_no_headings() {
        for line in ["（本级）", "1.本级", "（一）随县林业局本级", "一、汇总情况说明", "（一）汇总…………5"]
        {
            assert_eq!(after(&[line]), None, "{line}");
        }
    }

    #[test]
    fn contents_and_lists_of_units_count_not() {
        let text = |lines: &[&str]| {
            let mut section = Section::default();
            section.pass_text(models(), lines);
            section.scope
        };
        assert_eq!(text(&["目录", "（一）汇总", "（二）本级"]), None);
        assert_eq!(text(&["2019年度部门决算表", "（一）汇总"]), Some(Scope::Consolidated));
        let prose = ["纳入编制范围的单位：", "（一）本级", "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"];
        assert_eq!(text(&prose), None);
    }
}
