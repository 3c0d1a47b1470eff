//! Tests readings against the words that they stand for, or do not.

use super::*;

const WORDS: [&str; 22] = [
    "收入",
    "支出",
    "年初结转和结余",
    "年末结转和结余",
    "年初财政拨款结转和结余",
    "年末财政拨款结转和结余",
    "一般公共预算财政拨款",
    "政府性基金预算财政拨款",
    "国有资本经营预算财政拨款",
    "机关事业单位基本养老保险缴费支出",
    "机关事业单位职业年金缴费支出",
    "行政单位医疗",
    "事业单位医疗",
    "政府办公厅（室）及相关机构事务",
    "八、社会保障和就业支出",
    "九、卫生健康支出",
    "十一、城乡社区支出",
    "一、一般公共服务支出",
    "维修（护）费",
    "财政拨款“三公”经费支出决算表",
    "公务用车购置及运行维护费",
    "单位价值50万元以上通用设备",
];

/// Looks up one reading in a vocabulary of its own.
fn nearest<'v>(read: &str, words: impl Iterator<Item = &'v str>) -> Option<Near<'v>> {
    PreparedVocabulary::new(words).nearest(read)
}

fn read(text: &str) -> Option<&'static str> {
    nearest(text, WORDS.into_iter()).map(|near| near.word)
}

#[test]
fn a_word_is_itself_whatever_its_width_and_gaps() {
    assert_eq!(nearest("收入", WORDS.into_iter()), Some(Near { word: "收入", cost: 0 }));
    assert_eq!(nearest("维 修(护)费", WORDS.into_iter()), Some(Near { word: "维修（护）费", cost: 0 }));
}

#[test]
fn characters_that_look_alike_and_specks_are_forgiven() {
    assert_eq!(read("收人"), Some("收入"));
    assert_eq!(read("年未结转和结余"), Some("年末结转和结余"));
    assert_eq!(read("政府性基金预算财政拔款"), Some("政府性基金预算财政拨款"));
    assert_eq!(read("机关事业单位基本养老保验缴费支出."), Some("机关事业单位基本养老保险缴费支出"));
    assert_eq!(read("政府办公厅（室及相关机构事务"), Some("政府办公厅（室）及相关机构事务"));
    assert_eq!(read("财政拨款三公经费支出决算表"), Some("财政拨款“三公”经费支出决算表"));
    assert_eq!(read("般公共预算财政拨款"), Some("一般公共预算财政拨款"), "the thin 一 is lost");
    assert_eq!(read("—般公共预算财政拨款"), Some("一般公共预算财政拨款"));
}

#[test]
fn a_fifth_of_the_length_is_the_most() {
    assert_eq!(
        read("公务用车构置及运仃维护费"),
        Some("公务用车购置及运行维护费"),
        "one like, one unlike, of twelve"
    );
    assert_eq!(read("公务用车购置及运仃雄护费"), Some("公务用车购置及运行维护费"), "two of twelve");
    assert_eq!(read("公务用东购罟及运仃雄护费"), None, "one like and three unlike");
    assert_eq!(read("支入"), None, "half of a short word");
    assert_eq!(read("设备"), None, "no part of a word");
}

#[test]
fn words_that_differ_in_one_letter_need_that_letter() {
    assert_eq!(read("年□结转和结余"), None, "初 or 末");
    assert_eq!(read("年初结转结余"), Some("年初结转和结余"), "初 was read");
    assert_eq!(read("年初绪转与结余"), None, "as far from 年初 as two letters, and 年末 is nearer to it");
    assert_eq!(read("□政单位医疗"), Some("行政单位医疗"));
    assert_eq!(read("□□单位医疗"), None);
    assert_eq!(read("机关事业单位缴费支出"), None);
    assert_eq!(read("预算财政拨款"), None);
}

#[test]
fn ordinals_agree_or_were_not_read() {
    assert_eq!(read("八，社会保障和就业支出"), Some("八、社会保障和就业支出"));
    assert_eq!(read("八社会保障和就业支出"), Some("八、社会保障和就业支出"), "the mark was lost");
    assert_eq!(read("社会保障和就业支出"), Some("八、社会保障和就业支出"), "the ordinal was not read");
    assert_eq!(read("九、社会保障和就业支出"), None, "another number");
    assert_eq!(read("九社会保障和就业支出"), None);
    assert_eq!(read("十二、城乡社区支出"), None);
    assert_eq!(read("十、城乡社区支出"), None, "half of the number");
    assert_eq!(read("一般公共服务支出"), Some("一、一般公共服务支出"));
    assert_eq!(read("三、年初结转和结余"), None, "a number that no word has");
}

#[test]
fn digits_are_never_changed() {
    assert_eq!(read("单位价值50万元以上通用设各"), Some("单位价值50万元以上通用设备"));
    assert_eq!(read("单位价值60万元以上通用设备"), None);
    assert_eq!(read("单位价值5万元以上通用设备"), None);
    assert_eq!(read("单位价值500万元以上通用设备"), None);
    assert_eq!(read("单位价值5O万元以上通用设备"), None, "a letter is no digit");
    assert_eq!(read("财政拨款“二公”经费支出决算表"), None);
}

#[test]
fn numbers_and_dirt_are_no_words() {
    for text in ["", "199.52", "2080505", "——", "·", "（）"] {
        assert_eq!(read(text), None);
    }
}

#[test]
fn a_word_that_comes_twice_is_no_rival_of_itself() {
    let words = ["行政运行", "行政运行", "事业运行"];
    assert_eq!(nearest("行政运行．", words.into_iter()).map(|near| near.word), Some("行政运行"));
}

/// A page has some hundred names, and the classification some thousand: only a few pairs may be compared in full.
#[test]
fn most_words_are_passed_over_by_their_letters() {
    let text = crate::taxonomy::files::text("classification/functional.tsv").unwrap();
    let names: HashSet<&str> = text.lines().filter_map(|line| line.split('\t').nth(1)).collect();
    let words = PreparedVocabulary::new(names.iter().copied());
    let (mut compared, mut tried, mut found) = (0, 0, 0);
    for word in words.words.iter().step_by(20) {
        let outline = Outline::of(&word.name);
        compared += words.outlines.iter().filter(|other| other.may_be(&outline, other.most)).count();
        tried += 1;
        found +=
            usize::from(words.nearest(&format!("{}.", word.text)).is_some_and(|near| near.word == word.text));
    }
    assert!(compared < tried * 8, "{compared} comparisons for {tried} readings");
    assert!(found * 10 > tried * 8, "{found} of {tried} with a speck behind them");
}
