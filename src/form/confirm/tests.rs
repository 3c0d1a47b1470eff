//! Recognised lines of small forms, and what becomes of them.

use super::*;
use crate::form::forms::sample;
use crate::geom::Rect;
use crate::table::samples::reading;
use crate::taxonomy::models;

const RECT: Rect = Rect { x0: 0.0, y0: 0.0, x1: 1.0, y1: 1.0 };

fn line(label: &str) -> Line {
    let (code, name) = label.split_once(' ').unwrap_or(("", label));
    Line {
        group: 0,
        side: None,
        code: (!code.is_empty()).then(|| code.to_owned()),
        item: Some(name.to_owned()),
        item_raw: Some(name.to_owned()),
        known: None,
        readings: vec![reading("")],
        line_no: None,
        path: Vec::new(),
        scope: None,
        part: None,
        doubt: None,
        amounts: Vec::new(),
        place: crate::place::Place::Box { page: 1, rect: RECT },
    }
}

fn form(kind: &str, labels: &[&str]) -> Form {
    Form { lines: labels.iter().map(|label| line(label)).collect(), ..sample(kind, "") }
}

/// The lines of the first form after confirming, with `?` before those in doubt.
fn confirmed(mut forms: Vec<Form>) -> Vec<String> {
    confirm(models(), &mut forms);
    let shown = |line: &Line| {
        let mark = if line.doubt.is_some() { "?" } else { "" };
        let code = line.code.as_deref().map(|code| format!("{code} ")).unwrap_or_default();
        format!("{mark}{code}{}", line.item.as_deref().unwrap_or_default())
    };
    forms[0].lines.iter().map(shown).collect()
}

const GENERAL: [&str; 4] =
    ["合计", "201 一般公共服务支出", "20103 政府办公厅（室）及相关机构事务", "2010301 行政运行"];

#[test]
fn codes_that_their_names_and_their_place_confirm_are_certain() {
    assert_eq!(confirmed(vec![form("income", &GENERAL)]), GENERAL);
    let misread = ["201 一般公共服务支出", "20103 政府办公斤（室）及相关机构事务", "2010301 行政运仃"];
    let names = confirmed(vec![form("income", &misread)]);
    assert_eq!(names[1], "20103 政府办公厅（室）及相关机构事务");
}

#[test]
fn a_label_is_confirmed_by_the_name_of_the_code_that_was_read() {
    let mut form = form(
        "income",
        &["201 一般公共服务支出", "20103 某某事务", "208 社会保障和就业支出", "210 卫生健康支出"],
    );
    for (line, read) in form.lines.iter_mut().zip(["201", "20103", "205", "210"]) {
        line.readings = vec![reading(read)];
    }
    form.lines[3].doubt = Some("for whatever reason".to_owned());
    let forms = Forms { forms: vec![form], ..Forms::default() };
    let codes: Vec<_> = confirmed_labels(&forms).filter_map(|line| line.code.as_deref()).collect();
    assert_eq!(codes, ["201"]);
}

#[test]
fn a_code_that_only_its_shared_name_confirms_is_doubted() {
    let lines = ["201 一般公共服务支出", "20103 政府办公厅（室）及相关机构事务", "2010401 行政运行"];
    assert_eq!(
        confirmed(vec![form("income", &lines)])[2],
        "?2010301 行政运行",
        "one digit from the one below 20103"
    );
    assert_eq!(confirmed(vec![form("income", &lines), form("expenditure", &GENERAL)])[2], "2010301 行政运行");
    assert_eq!(confirmed(vec![form("income", &["2010401 行政运行"])]), ["?2010401 行政运行"], "no parent");
    assert_eq!(
        confirmed(vec![form("income", &["2080505 行政运行"])]),
        ["?2080505 行政运行"],
        "another's name"
    );
}

#[test]
fn a_pair_that_no_model_knows_needs_a_second_form() {
    let lines = ["201 一般公共服务支出", "20197 某种事务"];
    assert_eq!(confirmed(vec![form("income", &lines)])[1], "?20197 某种事务");
    assert_eq!(confirmed(vec![form("income", &lines), form("expenditure", &lines)])[1], "20197 某种事务");
    let known = ["201 一般公共服务支出", "20104 政府办公厅（室）及相关机构事务"];
    let twice = confirmed(vec![form("income", &known), form("expenditure", &known)]);
    assert_eq!(twice[1], "?20103 政府办公厅（室）及相关机构事务", "one digit is misread alike in both");
    let backwards = ["208 社会保障和就业支出", "20197 某种事务"];
    assert_eq!(
        confirmed(vec![form("income", &backwards), form("expenditure", &lines)])[1],
        "?20197 某种事务"
    );
}

#[test]
fn economic_codes_are_confirmed_alike() {
    let lines = ["302 商品和服务支出", "30201 办公费", "3020 印刷费", "30205 水费"];
    assert_eq!(
        confirmed(vec![form("general_public_budget_basic_expenditure", &lines)]),
        ["302 商品和服务支出", "30201 办公费", "?30202 印刷费", "30205 水费"]
    );
}

#[test]
fn columns_of_lines_ascend_each_by_itself() {
    let mut beside = form(
        "general_public_budget_basic_expenditure",
        &["303 对个人和家庭的补助", "302 商品和服务支出", "30201 办公费"],
    );
    beside.lines[1].group = 1;
    beside.lines[2].group = 1;
    assert!(confirmed(vec![beside]).iter().all(|line| !line.starts_with('?')));
}

#[test]
fn fixed_lines_are_known_by_name() {
    let lines =
        ["一般公共预算财政拨款收入", "般公共服务支出", "教育支出", "年初结转和结余", "年□结转和结余", "总计"]
            .map(|name| format!(" {name}"));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let forms =
        vec![form("income_expenditure_summary", &lines), form("fiscal_appropriation_summary", &lines)];
    let doubted: Vec<String> = confirmed(forms).into_iter().filter(|line| line.starts_with('?')).collect();
    assert_eq!(doubted, ["?般公共服务支出", "?年□结转和结余"], "twice misread alike confirms nothing");
}

#[test]
fn units_need_to_come_twice() {
    let units = |labels: &[&str]| Form { breakdown: Some(Breakdown::ByUnit), ..form("income", labels) };
    assert_eq!(confirmed(vec![units(&["合计", "甲中心"])]), ["合计", "?甲中心"]);
    assert_eq!(confirmed(vec![units(&["甲中心"]), units(&["甲中心"])]), ["甲中心"]);
}

/// A form whose lines are text, each with an amount.
fn printed(labels: &[&str], amounts: &[&str]) -> Form {
    let mut printed = form("expenditure", labels);
    for (line, amount) in printed.lines.iter_mut().zip(amounts) {
        line.readings.clear();
        line.amounts.push(crate::form::AmountCell {
            measure: "total".to_owned(),
            unit: None,
            printed: vec![(*amount).to_owned()],
            fills: false,
            place: line.place,
            overrun: false,
            row_doubted: false,
            cut: false,
            doubt: None,
            is_text: false,
            readings: Vec::new(),
        });
    }
    printed
}

#[test]
fn text_is_doubted_where_code_and_name_contradict_and_never_changed() {
    let text = |labels: &[&str]| confirmed(vec![printed(labels, &["1.00"; 9])]);
    assert_eq!(text(&GENERAL), GENERAL);
    assert_eq!(text(&["2080505 行政运行"]), ["?2080505 行政运行"]);
    // One group of rows slid by one.
    assert_eq!(text(&["30201 印刷费", "30202 咨询费"]), ["?30201 印刷费", "?30202 咨询费"]);
    // Names and codes of a province, and other wordings, say nothing.
    let own = ["2019988 本省特色支出", "20103 政府办公厅及相关机构事务", "2010301 机关运转"];
    assert_eq!(text(&own), own);
}

#[test]
fn a_code_of_no_list_with_the_name_of_another_is_doubted() {
    let doubted = |labels: &[&str]| {
        let mut forms = vec![printed(labels, &["1.00"; 9])];
        confirm(models(), &mut forms);
        forms[0].lines.iter().map(|line| line.doubt.is_some()).collect::<Vec<bool>>()
    };
    assert_eq!(doubted(&["201 一般公共服务支出", "9590301 行政运行"]), [false, true]);
    // A 类 of a later year is printed with its lines.
    assert_eq!(doubted(&["298 新类支出", "2980101 行政运行"]), [false, false]);
    assert_eq!(doubted(&["2980101 新的项目"]), [false]);
}

#[test]
fn a_digit_that_every_code_contradicts_is_doubted_in_amounts() {
    let doubted = |labels: &[&str], amounts: &[&str]| -> Vec<bool> {
        let mut forms = vec![printed(labels, amounts)];
        confirm(models(), &mut forms);
        forms[0].lines.iter().map(|l| l.doubt.is_some() || l.amounts[0].doubt.is_some()).collect()
    };
    // The font says 8 and shows 3.
    let lies = ["合计", "201 一般公共服务支出", "20108 政府办公厅（室）及相关机构事务", "2010801 行政运行"];
    assert_eq!(doubted(&lies, &["888.00", "812.00", "412.00", "412.00"]), [true; 4]);
    // A misprinted code in a document whose other codes have an 8 that their names confirm.
    let misprint = ["合计", "20108 政府办公厅（室）及相关机构事务", "208 社会保障和就业支出"];
    assert_eq!(doubted(&misprint, &["888.00", "812.00", "80.00"]), [false, true, false]);
}
