//! Reads what stands around a form: department, year, number of the form, unit of money.

use super::labelled_name::value_to_department;
use super::statements::Statements;
use super::unit_words::{are_units, labelled_unit, money_name, units_in_title};
use crate::record::words::Scope;
use crate::taxonomy::Models;
use crate::text::plain::plain;

/// Heading of a form: what the lines around it say of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Heading {
    pub(crate) department: Option<String>,
    pub(crate) fiscal_year: Option<u16>,
    pub(crate) form_no: Option<String>,
    /// The unit of money, by its name in `models/wording.toml`.
    pub(crate) unit: Option<String>,
    /// The set of forms that a heading above has named.
    pub(crate) scope: Option<Scope>,
    /// All that the lines around the form state of its unit and its year.
    pub(crate) statements: Statements,
}

impl Heading {
    /// Takes what another line says and this does not.
    pub(crate) fn fill_from(&mut self, other: Self) {
        self.department = self.department.take().or(other.department);
        self.fiscal_year = self.fiscal_year.or(other.fiscal_year);
        self.form_no = self.form_no.take().or(other.form_no);
        self.unit = self.unit.take().or(other.unit);
        self.scope = self.scope.or(other.scope);
    }
}

/// Reads the lines above a form, from the top down; what stands nearest to the form counts. A value may follow its
/// label on the next line (`单位：万` / `元`).
pub(crate) fn lines_to_heading<'a>(models: &Models, lines: impl IntoIterator<Item = &'a str>) -> Heading {
    let mut heading = Heading::default();
    let mut unfinished = String::new();
    for line in lines {
        let words = plain(line);
        if models.wording.items.remarks.iter().any(|r| words.starts_with(r.as_str())) {
            continue; // 注：… of the form above
        }
        let mut found = Heading::default();
        if !unfinished.is_empty() && !line.contains(['：', ':']) {
            found.fill_from(words_to_heading(models, &format!("{unfinished}{line}")));
        }
        // The whole line first: `部门： X` and `2 0 2 1 年 度` are set with gaps.
        let whole = words_to_heading(models, line);
        unfinished = if whole == Heading::default() && words.contains('：') {
            line.to_owned()
        } else {
            String::new()
        };
        found.fill_from(whole);
        // One part is the whole.
        for part in line.split_whitespace().filter(|part| part.len() < line.trim().len()) {
            found.fill_from(words_to_heading(models, part));
        }
        if models.wording.heading.placeholders.iter().any(|mark| words.contains(mark.as_str())) {
            found.department = None;
        }
        found.fill_from(heading);
        // `（万元）`, alone on a line; below `单位：万` it is the rest of that.
        found.unit = found.unit.or_else(|| money_name(models, &words));
        found.unit = found.unit.or_else(|| units_in_title(models, &words).into_iter().next());
        heading = found;
    }
    heading
}

fn words_to_heading(models: &Models, part: &str) -> Heading {
    let words = plain(part);
    let mut heading = Heading::default();
    let wording = &models.wording.heading;
    // `…2022年度金额单位：元` may run together: labels are looked for anywhere, the longest first.
    heading.unit = labelled_unit(models, &words);
    let labels = if words.contains('：') { wording.department.as_slice() } else { &[] };
    for label in labels {
        let Some((before, value)) = words.split_once(&format!("{label}：")) else { continue };
        // `预算单位：` is tried before `单位：`; a label begins the line or follows another heading.
        let may_follow = wording.before_department.iter().any(|end| before.ends_with(end.as_str()));
        if !before.is_empty() && !may_follow {
            continue;
        }
        heading.department = value_to_department(models, value).filter(|name| !are_units(models, name));
        break;
    }
    heading.form_no = form_number(models, &words);
    heading.fiscal_year = models.years.line_to_year(part);
    heading
}

/// Reads the number of a form, which names it as one: 公开01表.
fn form_number(models: &Models, words: &str) -> Option<String> {
    if !words.contains(&models.wording.titles.end) {
        return None;
    }
    if words.chars().count() >= 2 && models.form_number.is_match(words) {
        return Some(words.to_owned());
    }
    let found = models.form_number_in_line.iter().find_map(|pattern| pattern.captures(words));
    found.and_then(|found| found.name("number")).map(|number| number.as_str().to_owned())
}

/// Whether a line is part of a form's heading: a label of department or unit stands in it, a number of the form, or
/// nothing but a year.
pub(super) fn is_heading_line(models: &Models, line: &str) -> bool {
    let words = plain(line);
    let labels = models.wording.heading.unit.iter().chain(&models.wording.heading.department);
    let labelled = labels.into_iter().any(|label| words.contains(&format!("{label}：")));
    labelled || models.header_year.find(&words).is_some_and(|year| year.end() == words.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    fn heading(lines: &[&str]) -> Heading {
        lines_to_heading(models(), lines.iter().copied())
    }

    #[test]
    fn unit_department_and_year_on_one_line_or_three() {
        for lines in [
            vec!["公开02表", "部门：汾阳市行政审批服务管理局 2023年度 金额单位：元"],
            vec!["公开 02 表", "部门名称：汾阳市行政审批服务管理局", "2 0 2 3 年 度", "单位:元"],
            vec!["公开02表", "部门： 汾阳市行政审批服务管理局", "2023年度", "金额单位： 元"],
        ] {
            let found = heading(&lines);
            assert_eq!(found.department.as_deref(), Some("汾阳市行政审批服务管理局"), "{lines:?}");
            assert_eq!((found.fiscal_year, found.unit.as_deref()), (Some(2023), Some("元")), "{lines:?}");
            assert_eq!(found.form_no.as_deref(), Some("公开02表"), "{lines:?}");
        }
    }

    #[test]
    fn danwei_may_be_the_agency() {
        // 河北 2021.
        let found = heading(&["单位：沧州市第五中学 金额单位：万元"]);
        assert_eq!(
            (found.department.as_deref(), found.unit.as_deref()),
            (Some("沧州市第五中学"), Some("万元"))
        );
        assert_eq!(
            heading(&["编制单位：湄潭县自然资源局", "单位：万元"]).department.as_deref(),
            Some("湄潭县自然资源局")
        );
    }

    #[test]
    fn a_unit_may_be_cut_by_a_line_break() {
        // 江苏高院 2019.
        assert_eq!(heading(&["单位：万", "元"]).unit.as_deref(), Some("万元"));
    }

    #[test]
    fn a_unit_may_stand_alone() {
        // 江西 德安 2021.
        assert_eq!(heading(&["收入决算表", "（万元）"]).unit.as_deref(), Some("万元"));
    }

    #[test]
    fn what_stands_nearest_counts_and_dates_are_no_years() {
        let lines =
            ["注：本套报表（单位：万元）", "公开日期：2024年9月10日", "部门：甲局 2023年度", "单位：元"];
        let found = heading(&lines);
        assert_eq!((found.unit.as_deref(), found.fiscal_year), (Some("元"), Some(2023)));
        assert_eq!(heading(&["单位：万元", "单位：元"]).unit.as_deref(), Some("元"));
    }

    #[test]
    fn units_with_a_remark_or_other_units_are_no_departments() {
        for (value, unit) in [
            ("元（列至角分）", "元"),
            ("元(列至角分)", "元"),
            ("万元、辆", "万元"),
            ("万元，%", "万元"),
            ("元、角、分", "元"),
            ("万元(四舍五入)", "万元"),
            ("万元（保留两位小数）", "万元"),
            ("万元 人", "万元"),
            ("万元/辆", "万元"),
            ("人民币万元", "万元"),
            ("人民币：万元", "万元"),
        ] {
            let found = heading(&["部门：云川县示例局", &format!("单位：{value}")]);
            assert_eq!(found.unit.as_deref(), Some(unit), "{value}");
            assert_eq!(found.department.as_deref(), Some("云川县示例局"), "{value}");
        }
        assert_eq!(heading(&["单位：张、人"]), Heading::default());
        // Names that begin with a unit.
        for name in ["元阳县人民代表大会常务委员会", "万年县财政局", "千阳县教育局"]
        {
            let found = heading(&[&format!("单位：{name}")]);
            assert_eq!((found.department.as_deref(), found.unit), (Some(name), None), "{name}");
        }
    }

    #[test]
    fn an_empty_label_takes_nothing_foreign() {
        assert_eq!(heading(&["部门：", "金额单位：元"]).department, None);
    }
}
