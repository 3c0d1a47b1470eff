//! Reads the name of a department behind its label, without what software and people print around it: codes, other labels,
//! dates, the mark of a seal.

use crate::taxonomy::Models;
use crate::text::plain::without_dirt;

/// Reads the name that stands behind a label, in its plain form; `None` where none does, or where an unknown label is in it.
pub(super) fn value_to_department(models: &Models, value: &str) -> Option<String> {
    let wording = &models.wording.heading;
    let labels = wording.unit.iter().chain(&wording.department).chain(&wording.other_labels);
    let name = models.years.before_date(cut_at_labels(labels, value));
    if name.contains('：') {
        return None;
    }
    let name = without_code(models, without_seal(models, without_dirt(name)));
    let name = without_dirt(without_seal(models, name));
    let is_one = name.chars().any(char::is_alphabetic) && !wording.no_names.iter().any(|none| none == name);
    is_one.then(|| name.to_owned())
}

fn cut_at_labels<'w, 'l>(labels: impl Iterator<Item = &'l String>, value: &'w str) -> &'w str {
    let at = labels.filter_map(|label| value.find(&format!("{label}："))).min();
    at.and_then(|at| value.get(..at)).unwrap_or(value)
}

/// Removes （公章） from the end of a name.
fn without_seal<'w>(models: &Models, name: &'w str) -> &'w str {
    let seals = &models.wording.heading.seals;
    seals.iter().find_map(|seal| name.strip_suffix(seal.as_str())).unwrap_or(name)
}

/// Removes the budget code of a unit (062, （062001）) from a name; 120急救中心 is one.
fn without_code<'w>(models: &Models, name: &'w str) -> &'w str {
    let named = models.department_codes.iter().find_map(|pattern| {
        let found = pattern.captures(name)?;
        let code = found.name("code")?.as_str();
        let is_name = models.wording.heading.numbers_in_names.iter().any(|number| number == code);
        found.name("name").filter(|_| !is_name).map(|name| name.as_str())
    });
    named.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;
    use crate::text::plain::plain;

    #[test]
    fn what_stands_around_a_name_is_no_part_of_it() {
        for printed in [
            "云川县档案馆（公章）",
            "云川县档案馆（盖章）",
            "云川县档案馆(签章)",
            "062云川县档案馆",
            "062001云川县档案馆",
            "[062001]云川县档案馆",
            "062001-云川县档案馆",
            "云川县档案馆（062001）",
            "云川县档案馆 预算代码：101001",
            "云川县档案馆 单位负责人：",
            "云川县档案馆 填表人：",
            "云川县档案馆 2024年8月20日",
            "云川县档案馆 2024-08-20",
            "云川县档案馆 2023年度",
            "云川县档案馆 金额单位：元",
        ] {
            assert_eq!(
                value_to_department(models(), &plain(printed)).as_deref(),
                Some("云川县档案馆"),
                "{printed}"
            );
        }
    }

    #[test]
    fn names_with_numbers_and_brackets_are_whole() {
        for name in [
            "云川县120急救中心",
            "120急救中心",
            "12345政务服务热线中心",
            "云川县第13中学",
            "云川县档案馆（本级）",
            "略阳县财政局",
            "云川县档案馆（云川县地方志办公室）",
        ] {
            assert_eq!(value_to_department(models(), name).as_deref(), Some(name));
        }
    }

    #[test]
    fn what_says_nothing_is_no_name() {
        for printed in ["（略）", "略", "____", "", "062001", "无", "云川县档案馆未知标签：甲"]
        {
            assert_eq!(value_to_department(models(), &plain(printed)), None, "{printed}");
        }
    }
}
