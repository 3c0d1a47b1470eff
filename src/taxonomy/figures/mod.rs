//! Reads what the figures of the prose (情况说明) of a family's documents are called: `models/<family>/figures/*.toml`.
//!
//! Subjects are what amounts and percentages are said of, counts what is counted, and roles what the words around a number
//! say of it. All words become one lexicon (`lexicon`); which of its meanings a word has is decided where the prose is read.

mod lexicon;
mod load;
mod model;
mod patterns;

use std::sync::LazyLock;

use super::family::{Family, families};
pub(crate) use lexicon::{EconomicName, Meaning, Role};
pub(crate) use model::{AmountName, FigureModel, LineKey, OTHER_KEY, SectionModel};

/// They are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static FIGURES: LazyLock<Vec<FigureModel>> = LazyLock::new(|| {
    let folders = families().iter().map(|model| model.family);
    folders
        .filter_map(|family| load::load(family).expect("models/ is read by a test of every build"))
        .collect()
});

/// Gives what the figures of a family's prose are called, read on first use; `None` where its prose has no keys.
pub(crate) fn figures_of(family: Family) -> Option<&'static FigureModel> {
    // Nothing is made for documents of other families.
    load::has_files(family).then(|| FIGURES.iter().find(|model| model.family == family)).flatten()
}

/// Gives the first family whose prose has keys: for texts of which nothing else is known.
pub(crate) fn usual_figures() -> Option<&'static FigureModel> {
    FIGURES.first()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_prose_can_be_read() {
        let model = usual_figures().unwrap();
        assert_eq!(figures_of(model.family).map(|found| found.family), Some(model.family));
        let chars: Vec<char> = "公务用车购置及运行维护费支出".chars().collect();
        let (length, meaning) = model.lexicon.longest(&chars).unwrap();
        assert_eq!(length, chars.len());
        assert_eq!(model.subjects[meaning.subjects[0]].key, "three_public_vehicles");
    }

    #[test]
    fn a_name_has_the_code_that_it_has_now() {
        let model = usual_figures().unwrap();
        let named = |name: &str| {
            let chars: Vec<char> = name.chars().collect();
            model.lexicon.longest(&chars).unwrap().1.economic.clone().unwrap()
        };
        let social = named("其他社会保障缴费");
        assert_eq!((social.code.as_str(), social.is_only), ("30112", true));
        // 30902 and 31002.
        assert!(!named("办公设备购置").is_only);
    }

    #[test]
    fn what_a_word_stands_under_is_a_topic_or_a_section() {
        let model = usual_figures().unwrap();
        let is_known = |name: &String| {
            model.subjects.iter().any(|subject| subject.topic() == name)
                || model.sections.iter().any(|section| section.id == *name)
        };
        for subject in &model.subjects {
            let names = subject.under.iter().flatten().chain(&subject.near);
            names.for_each(|name| assert!(is_known(name), "{}: {name}", subject.key));
        }
        for count in &model.counts {
            count.under.iter().flatten().for_each(|name| assert!(is_known(name), "{}: {name}", count.key));
        }
    }
}
