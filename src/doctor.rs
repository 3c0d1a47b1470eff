//! Examines what the program needs or can use: what is there, what is missing, and how to get it.
//!
//! A stage that comes to need something adds an item to [`examine`].

mod item;
#[cfg_attr(not(feature = "ocr"), path = "doctor/no_readers.rs")]
mod readers;

use std::collections::BTreeSet;

use crate::source::{CJK_FONT_VARIABLE, CjkFont, FONT_REMEDY};
pub use item::{Item, State};

/// Looks for everything that the program needs or can use.
pub fn examine() -> Vec<Item> {
    let mut items = vec![program(), models(), chinese_font()];
    items.extend(readers::examine());
    items
}

fn program() -> Item {
    let (version, system) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    Item::ok("program", format!("juesuan {version}, built for {} {system}", std::env::consts::ARCH))
}

fn models() -> Item {
    let models = crate::taxonomy::models();
    // A kind that is printed in several layouts has a model for each.
    let kinds: BTreeSet<&str> = models.kinds.iter().map(|model| model.kind.as_str()).collect();
    let (kinds, titles) = (kinds.len(), models.titles.len());
    Item::ok("models", format!("{kinds} kinds of official forms and {titles} titles are compiled in"))
}

fn chinese_font() -> Item {
    const NAME: &str = "Chinese font";
    match CjkFont::find() {
        Ok(Some(font)) => Item::ok(NAME, font.to_string()),
        Ok(None) => Item {
            name: NAME,
            state: State::Optional,
            detail:
                "none found: `show --png` draws without it, and text whose font is not embedded stays blank; \
                     reading needs none"
                    .to_owned(),
            remedy: Some(FONT_REMEDY.to_owned()),
        },
        Err(error) => Item {
            name: NAME,
            state: State::Missing,
            detail: format!("{CJK_FONT_VARIABLE} names one that cannot be used: {error}"),
            remedy: Some(format!("correct {CJK_FONT_VARIABLE}, or unset it to search the system")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_comes_with_a_remedy() {
        let items = examine();
        assert!(
            items
                .iter()
                .any(|item| item.name == "program" && item.detail.contains(env!("CARGO_PKG_VERSION")))
        );
        assert!(items.iter().all(|item| (item.state == State::Ok) == item.remedy.is_none()), "{items:?}");
    }

    #[test]
    fn the_models_are_counted() {
        assert!(models().detail.contains(" kinds of official forms and "), "{}", models().detail);
    }
}
