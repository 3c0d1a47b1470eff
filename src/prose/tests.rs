//! Tests what sentences say: each row is a rule of the reader, or of the words that it knows.

use proptest::prelude::*;

use super::figures::{About, text_to_figures};
use crate::record::words::{Status, written};
use crate::taxonomy::figures::usual_figures;

/// Reads a text of the accounts of 2023: key, printed number, direction, and item of each figure.
fn read(text: &str) -> Vec<String> {
    let about = About { document: "", year: Some(2023), unit: Some("万元") };
    let figures = text_to_figures(usual_figures().unwrap(), text, about);
    let in_words = figures.iter().map(|figure| {
        let mut words = format!("{} {}", figure.key, figure.raw);
        for more in [figure.direction.and_then(written), figure.item.clone()].into_iter().flatten() {
            words = format!("{words} {more}");
        }
        words
    });
    in_words.collect()
}

#[track_caller]
fn says(text: &str, figures: &[&str]) {
    assert_eq!(read(text), figures, "{text}");
}

#[test]
fn totals_are_stated_together_or_apart() {
    says("2023年度收、支总计均为204.29万元。", &["grand_total 204.29"]);
    says(
        "收、支总计各是4125.49,4143.91万元。",
        &["grand_total_income 4125.49", "grand_total_expenditure 4143.91"],
    );
    says(
        "财政拨款收入总计10万元，支出总计9万元。",
        &["fiscal_grand_total_income 10", "fiscal_grand_total_expenditure 9"],
    );
}

#[test]
fn a_change_is_against_last_year_and_a_difference_against_the_budget() {
    says(
        "公务接待费支出5万元，比上年减少1.5万元，下降23.1%。",
        &[
            "three_public_reception_final 5",
            "three_public_reception_final_change 1.5 decrease",
            "three_public_reception_final_change_percent 23.1 decrease",
        ],
    );
    says(
        "公务接待费支出5万元，比年初预算减少1.5万元。",
        &["three_public_reception_final 5", "three_public_reception_final_budget_difference 1.5 decrease"],
    );
    says(
        "公务接待费决算数5万元，比2023年公务接待费年初预算6.5万元减少1.5万元。",
        &[
            "three_public_reception_final 5",
            "three_public_reception_budget 6.5",
            "three_public_reception_final_budget_difference 1.5 decrease",
        ],
    );
    says("公务接待费支出5万元，较2019年下降8%。", &["three_public_reception_final 5", "other 8 decrease"]);
}

#[test]
fn amounts_of_other_years_and_in_reasons_have_no_key() {
    says(
        "总收入10万元，比上年总收入8万元增加2万元。",
        &["grand_total_income 10", "other 8", "grand_total_income_change 2 increase"],
    );
    says("机关运行经费由6万元减少到5万元。", &["other 6", "operating_funds 5"]);
    says(
        "本年支出合计10万元，主要原因是补发工资2万元；政府采购支出总额3万元。",
        &["expenditure 10", "other 2", "procurement 3"],
    );
    says(
        "公务接待费支出5万元，主要原因是压减开支，较上年减少1万元。",
        &["three_public_reception_final 5", "three_public_reception_final_change 1 decrease"],
    );
    says("2024年度三公经费预算比2023年增加2万元。", &["other 2 increase"]);
}

#[test]
fn what_is_not_known_has_no_key_and_neither_has_what_is_said_of_it() {
    says("项目支出5万元，信息化建设项目支出3万元，占60%。", &["other 5", "other 3", "other 60"]);
    says("罚没收入8万元，增长5%。", &["other 8", "other 5 increase"]);
}

#[test]
fn parts_in_brackets_leave_the_whole_in_mind() {
    says(
        "公务用车购置及运行维护费7万元（其中：公务用车购置费2万元，公务用车运行维护费5万元），比上年增加1万元。",
        &[
            "three_public_vehicles_final 7",
            "three_public_vehicle_purchase_final 2",
            "three_public_vehicle_operation_final 5",
            "three_public_vehicles_final_change 1 increase",
        ],
    );
    says(
        "购置费1万元和公务用车运行维护费2万元，与上年相比，分别减少0.1万元和0.2万元。",
        &["other 1", "three_public_vehicle_operation_final 2", "other 0.1 decrease", "other 0.2 decrease"],
    );
}

#[test]
fn lines_are_named_with_their_classes_or_codes() {
    let item = "一般公共服务支出/人大事务/行政运行";
    says(
        "一般公共服务支出（类）人大事务（款）行政运行（项）。年初预算为6万元，支出决算为5万元，完成年初预算的83.3%。",
        &[
            &format!("item_initial_budget 6 {item}"),
            &format!("item_final 5 {item}"),
            &format!("item_completion_percent 83.3 {item}"),
        ],
    );
    says(
        "教育支出（类）年初预算9万元。\n（1）普通教育（款）小学教育（项）支出决算为4万元。",
        &["item_initial_budget 9 教育支出", "item_final 4 教育支出/普通教育/小学教育"],
    );
    let about = About { document: "", year: Some(2023), unit: None };
    let coded = text_to_figures(usual_figures().unwrap(), "2010301行政运行5万元。", about);
    assert_eq!(coded[0].code.as_deref(), Some("2010301"));
    assert_eq!((coded[0].key.as_str(), coded[0].item.as_deref()), ("item_final", Some("行政运行")));
}

#[test]
fn the_structure_is_told_by_classes() {
    says(
        "一般公共预算财政拨款支出10万元，主要用于以下方面：教育支出8万元，占80%；农林水支出2万元，占20%。",
        &[
            "general_public_budget_expenditure 10",
            "general_public_budget_expenditure_class 8 教育支出",
            "general_public_budget_expenditure_class_percent 80 教育支出",
            "general_public_budget_expenditure_class 2 农林水支出",
            "general_public_budget_expenditure_class_percent 20 农林水支出",
        ],
    );
    says(
        "公用经费9万元，主要包括办公费5万元、公务用车运行维护费4万元。",
        &["public 9", "economic_item 5 办公费", "economic_item 4 公务用车运行维护费"],
    );
}

#[test]
fn counts_are_of_what_is_spoken_of() {
    says(
        "公务接待费2万元，国内公务接待24批次、210人次，比上年减少3批次、20人次。",
        &[
            "three_public_reception_final 2",
            "reception_batches 24",
            "reception_persons 210",
            "reception_batches_change 3 decrease",
            "reception_persons_change 20 decrease",
        ],
    );
    says(
        "因公出国（境）费支出0万元，出国团组0个，0人次。",
        &["three_public_overseas_final 0", "overseas_groups 0", "overseas_persons 0"],
    );
    says(
        "共有车辆3辆，其中：机要通信用车1辆、执法执勤用车2辆；单价100万元（含）以上设备4台（套）。",
        &["vehicles 3", "vehicles_confidential 1", "vehicles_law_enforcement 2", "equipment_over_1m 4"],
    );
    let about = About { document: "", year: None, unit: None };
    let rough = &text_to_figures(usual_figures().unwrap(), "国内公务接待30余批次。", about)[0];
    assert_eq!((rough.raw.as_str(), rough.status), ("30", Status::Suspect));
    says("我院编制78人，实有在职人员69人，退休33人。", &[]);
}

#[test]
fn what_is_no_figure_is_left_out() {
    says("截至2023年12月31日，根据财行〔2015〕499号，80分以上的项目有4个。", &[]);
    says("建筑面积4.6万平方米，惠及2.1万人次。", &[]);
    says("收入总计1.2.3万元。", &[]);
}

#[test]
fn numbers_keep_their_sign_and_their_unit() {
    says(
        "收入总计10万元，比上年增加-1.2万元。",
        &["grand_total_income 10", "grand_total_income_change -1.2 increase"],
    );
    let about = About { document: "", year: None, unit: None };
    let read = |text: &str| text_to_figures(usual_figures().unwrap(), text, about);
    let yuan = |text: &str| read(text)[0].amount_yuan.map(|amount| amount.to_string());
    assert_eq!(yuan("住房保障支出年初预算43.59元。").as_deref(), Some("43.59"));
    assert_eq!(yuan("收入总计4，777，056．13元。").as_deref(), Some("4777056.13"));
    assert_eq!(yuan("收入总计4,777,0\n56.13元。").as_deref(), Some("4777056.13"));
    assert_eq!(yuan("收入总计1 214.68&nbsp;万元。").as_deref(), Some("12146800"));
    let without = &read("人员经费3万元，公用经费2。")[1];
    assert_eq!((without.status, without.unit.as_deref()), (Status::Suspect, Some("万元")));
}

#[test]
fn a_heading_ends_with_its_line() {
    says("二、收入决算情况说明\n本年收入5万元。", &["income 5"]);
    says("收入总计5万元，\n—5—\n支出总计4万元。", &["grand_total_income 5", "grand_total_expenditure 4"]);
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "[0-9０-９,，.（）()万元%一收支总计比上年类款项\\n 占均-]{0,200}") {
        read(&text);
    }
}
