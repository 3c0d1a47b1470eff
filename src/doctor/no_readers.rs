//! Looks for no reader of scans: stands in for `readers` in a build without the feature `ocr`.

use super::item::{Item, State};

pub(super) fn examine() -> Vec<Item> {
    vec![Item {
        name: "OCR",
        state: State::Optional,
        detail: crate::ocr::NOT_BUILT_IN.to_owned(),
        remedy: Some("build it with the feature `ocr`".to_owned()),
    }]
}
