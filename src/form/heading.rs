//! Reads what stands around a form: department, year, number of the form, unit of money.

use std::sync::LazyLock;

use regex::Regex;

use super::labelled_name::value_to_department;
use super::statements::Statements;
use crate::record::words::Scope;
use crate::taxonomy::Models;
use crate::text::plain::plain;

/// `2020年度`, `2 0 2 1 年 度`, `2023 年`, in the plain form; `2024年9月` is a date.
static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(20[0-9]{2})年(?:[^0-9]|$)").ok());
/// … and where several stand in a line (2024年公开2023年度部门决算), that of the accounts.
static ACCOUNTING_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(20[0-9]{2})年度").ok());
/// `二〇二四年度`; `二〇二四年十月` is a date.
static CHINESE_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"二[〇零○O0]([〇零○一二三四五六七八九])([〇零○一二三四五六七八九])年(?:[^一二三四五六七八九十]|$)",
    )
    .ok()
});

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
        if models.wording.items.remarks.iter().any(|r| plain(line).starts_with(r.as_str())) {
            continue; // 注：… of the form above
        }
        let mut found = Heading::default();
        if !unfinished.is_empty() && !line.contains(['：', ':']) {
            found.fill_from(words_to_heading(models, &format!("{unfinished}{line}")));
        }
        // The whole line first: `部门： X` and `2 0 2 1 年 度` are set with gaps.
        let whole = words_to_heading(models, line);
        unfinished = if whole == Heading::default() && plain(line).contains('：') {
            line.to_owned()
        } else {
            String::new()
        };
        found.fill_from(whole);
        for part in line.split_whitespace() {
            found.fill_from(words_to_heading(models, part));
        }
        if models.wording.heading.placeholders.iter().any(|mark| plain(line).contains(mark.as_str())) {
            found.department = None;
        }
        found.fill_from(heading);
        // `（万元）`, alone on a line; below `单位：万` it is the rest of that.
        found.unit = found.unit.or_else(|| money_name(models, &plain(line)));
        found.unit = found.unit.or_else(|| units_in_title(models, &plain(line)).into_iter().next());
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
    for label in &wording.department {
        let Some((before, value)) = words.split_once(&format!("{label}：")) else { continue };
        // `预算单位：` is tried before `单位：`; a label begins the line or follows another heading.
        let may_follow = wording.before_department.iter().any(|end| before.ends_with(end.as_str()));
        if !before.is_empty() && !may_follow {
            continue;
        }
        heading.department = value_to_department(models, value).filter(|name| !are_units(models, name));
        break;
    }
    if models.form_number.is_match(&words) && words.chars().count() >= 2 && words.contains('表') {
        heading.form_no = Some(words.clone());
    } else {
        let found = models.form_number_in_line.iter().find_map(|pattern| pattern.captures(&words));
        heading.form_no = found.and_then(|f| f.name("number")).map(|number| number.as_str().to_owned());
    }
    heading.fiscal_year = line_to_year(part);
    heading
}

/// Reads the unit of money behind its label (`金额单位：元`).
fn labelled_unit(models: &Models, words: &str) -> Option<String> {
    labelled_units(models, words).into_iter().next()
}

/// Reads all units of money behind labels: a line may state two (`金额单位：元（万元）`).
fn labelled_units(models: &Models, words: &str) -> Vec<String> {
    let wording = &models.wording.heading;
    let behind = |label: &str| -> Vec<String> {
        // The first may be the agency's: `编制单位：X局单位：万元`.
        let rests = words.match_indices(label).filter_map(|(at, _)| words.get(at + label.len()..));
        let value = |rest| wording.label_ends.iter().find_map(|end| str::strip_prefix(rest, end.as_str()));
        rests.filter_map(value).flat_map(|value| leading_money(models, value)).collect()
    };
    without_copies(wording.unit.iter().flat_map(|label| behind(label)))
}

fn without_copies(units: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for unit in units {
        if !all.contains(&unit) {
            all.push(unit);
        }
    }
    all
}

/// Reads the units of money that a title states in a bracket at its end: 收入支出决算总表（万元）.
fn units_in_title(models: &Models, words: &str) -> Vec<String> {
    let bracket = words.strip_suffix('）').and_then(|open| open.rsplit_once('（'));
    match bracket {
        Some((title, units)) if models.looks_like_title.is_match(title) && are_units(models, units) => {
            leading_money(models, units)
        }
        _ => Vec::new(),
    }
}

/// Reads the units of money that a line above a form states: behind a label, at the end of a title, or alone (`（万元）`). A
/// single character is what is left of a word. Two are a contradiction.
pub(super) fn line_to_units(models: &Models, line: &str) -> Vec<String> {
    let words = plain(line);
    let mut units = labelled_units(models, &words);
    if units.is_empty() {
        units = units_in_title(models, &words);
    }
    if units.is_empty() {
        units.extend(money_name(models, &words).filter(|_| words.chars().count() > 1));
    }
    if units.is_empty() {
        let parts = line.split_whitespace();
        units = without_copies(parts.flat_map(|part| labelled_units(models, &plain(part))));
    }
    units
}

/// Reads the units of money that a line below a form states, also in a sentence (本表以“万元”为金额单位).
pub(super) fn stated_units(models: &Models, line: &str) -> Vec<String> {
    sentence_to_unit(models, line).map_or_else(|| line_to_units(models, line), |unit| vec![unit])
}

/// Reads the unit of money that a sentence states: 本表以“万元”为金额单位.
fn sentence_to_unit(models: &Models, line: &str) -> Option<String> {
    let words = plain(line);
    let unit = models.unit_statement.captures(&words)?.name("unit")?.as_str().to_owned();
    money_name(models, &unit)
}

/// Reads the units of money that a line before all forms states for them: its label and nothing else (`（金额单位：万元）`), or
/// a sentence on the forms (本套报表金额单位均为万元).
pub(super) fn units_of_all_forms(models: &Models, line: &str) -> Vec<String> {
    let words = plain(line);
    let wording = &models.wording.heading;
    if wording.all_forms.iter().any(|mark| words.contains(mark.as_str())) {
        return sentence_to_unit(models, line).into_iter().collect();
    }
    let bare = words.trim_matches(['（', '）']);
    let value = wording.unit.iter().find_map(|label| bare.strip_prefix(label.as_str()));
    let value =
        value.and_then(|rest| wording.label_ends.iter().find_map(|end| rest.strip_prefix(end.as_str())));
    value
        .filter(|value| are_units(models, value))
        .map(|value| leading_money(models, value))
        .unwrap_or_default()
}

/// Whether a line is part of a form's heading: a label of department or unit stands in it, a number of the form, or
/// nothing but a year.
pub(super) fn is_heading_line(models: &Models, line: &str) -> bool {
    let words = plain(line);
    let labels = models.wording.heading.unit.iter().chain(&models.wording.heading.department);
    let labelled = labels.into_iter().any(|label| words.contains(&format!("{label}：")));
    labelled || models.header_year.find(&words).is_some_and(|year| year.end() == words.len())
}

/// Reads the unit of money that a value begins with, alone or before a year, a remark or other units: `万元2022年度`,
/// `万元（不含…`, `元、角、分`. Not so 元阳县. Other units of money beside it follow: `元（万元）`.
fn leading_money(models: &Models, value: &str) -> Vec<String> {
    let ends = value.char_indices().map(|(at, _)| at).skip(1).chain([value.len()]);
    let followed = |rest: &str| {
        let begins = rest.starts_with(|c: char| !c.is_alphabetic());
        let labelled = || models.wording.heading.unit.iter().any(|label| rest.starts_with(label.as_str()));
        rest.is_empty() || begins || labelled() || are_units(models, rest)
    };
    let parts = ends.filter_map(|end| value.split_at_checked(end)).filter(|(_, rest)| followed(rest));
    // The longest: 万 is a unit of its own.
    let found = parts.filter_map(|(unit, rest)| Some((money_name(models, unit)?, rest))).last();
    let Some((unit, rest)) = found else { return Vec::new() };
    without_copies(std::iter::once(unit).chain(money_beside(models, rest)))
}

/// Reads the units of money among the units that a text begins with.
fn money_beside(models: &Models, text: &str) -> Vec<String> {
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(found) = models.units_and_rounding.find(rest).filter(|found| !found.is_empty()) {
        let part = found.as_str().trim_matches(['（', '）']);
        // 万 alone counts people, too.
        if part.chars().count() > 1 || models.wording.money.iter().any(|money| money.name == part) {
            units.extend(money_name(models, part));
        }
        if part.len() < found.len() && money_name(models, part).is_none() && are_units(models, part) {
            units.extend(money_beside(models, part));
        }
        rest = rest.get(found.end()..).unwrap_or_default();
    }
    units
}

/// Whether a value names nothing but units and how they are rounded: `万元、辆`, `元（列至角分）`, `张、人`.
pub(super) fn are_units(models: &Models, value: &str) -> bool {
    let mut rest = value.trim_matches(['（', '）', '，', '。']);
    while !rest.is_empty() {
        let known = models.units_and_rounding.find(rest);
        match known {
            Some(found) => rest = &rest[found.end()..],
            None => return false,
        }
    }
    true
}

/// Names a unit of money (`万元`, `人民币元`); `None` where the words are none.
pub(crate) fn money_name(models: &Models, words: &str) -> Option<String> {
    let words = words.trim_matches(['（', '）', '，', '。']);
    models.wording.money.iter().find(|m| m.words.iter().any(|w| w == words)).map(|m| m.name.clone())
}

/// Reads the year of a line, where it states one.
pub(crate) fn line_to_year(line: &str) -> Option<u16> {
    let words = plain(line);
    let captures = |pattern: &'static Option<Regex>| pattern.as_ref().and_then(|year| year.captures(&words));
    if let Some(found) = captures(&ACCOUNTING_YEAR).or_else(|| captures(&YEAR)) {
        return found.get(1)?.as_str().parse().ok();
    }
    let digits = CHINESE_YEAR.as_ref()?.captures(&words)?;
    let digit = |i: usize| {
        "〇一二三四五六七八九"
            .chars()
            .position(|c| digits.get(i).is_some_and(|d| normal_zero(d.as_str()) == c))
    };
    u16::try_from(2000 + 10 * digit(1)? + digit(2)?).ok()
}

/// Whether a line names the years of several accounts: 2024年度部门预算和2023年度部门决算.
pub(super) fn names_several_years(line: &str) -> bool {
    let words = plain(line);
    let mut years = ACCOUNTING_YEAR.iter().flat_map(|year| year.find_iter(&words)).map(|year| year.as_str());
    let first = years.next();
    years.any(|other| Some(other) != first)
}

fn normal_zero(digit: &str) -> char {
    match digit.chars().next() {
        Some('零' | '○') | None => '〇',
        Some(c) => c,
    }
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
    fn years_in_chinese_numerals() {
        assert_eq!(line_to_year("二〇二四年度部门决算"), Some(2024));
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
    fn of_several_years_that_of_the_accounts_counts() {
        assert_eq!(line_to_year("2024年公开2023年度部门决算"), Some(2023));
        assert!(names_several_years("2024年度部门预算和2023年度部门决算"));
        assert!(!names_several_years("2024年公开2023年度部门决算"));
    }

    #[test]
    fn an_empty_label_takes_nothing_foreign() {
        assert_eq!(heading(&["部门：", "金额单位：元"]).department, None);
    }
}
