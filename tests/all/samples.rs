//! Reads the disclosures of `samples/`, once for all tests.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use juesuan::{Source, Stages};

/// Their names without `.pdf`: department, year, and what made the PDF.
pub(crate) const SAMPLES: [&str; 6] = [
    "qinyang-2020-word",
    "xinhua-2023-rotated",
    "fenyang-2023-encrypted",
    "mengjin-2024-browser",
    "jincheng-2022-report",
    "zheao-2024-performance",
];

/// Sample with the results of each stage.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) stages: Stages,
}

static ALL: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let read = |name| {
        let source = Source::open(&path(name)).unwrap();
        Sample { name, stages: juesuan::read_stages(&source).unwrap() }
    };
    SAMPLES.into_iter().map(read).collect()
});

/// All samples in their order.
pub(crate) fn all() -> &'static [Sample] {
    &ALL
}

/// Path of a sample, below the root of the project.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name).with_extension("pdf")
}
