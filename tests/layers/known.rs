//! What the rules find and lets stand: for good, with a reason, or until it is mended. A test fails for what is found and
//! not listed, and for what is listed and not found any more, so that these lists only shrink.

/// Circles of files, each with its reason.
pub(crate) const CIRCLES: &[(&[&str], &str)] = &[(
    &[
        "src/source/archive/compressed.rs",
        "src/source/archive/sevenz.rs",
        "src/source/archive/tar.rs",
        "src/source/archive/walk.rs",
        "src/source/archive/zip.rs",
    ],
    "archives nest: each format hands what it finds back to the walk, which opens it by its format",
)];

/// Functions that define a number or a code beside `text/`, each with its reason.
pub(crate) const DEFINITIONS: &[(&str, &str)] = &[
    ("src/office/doc/sprm.rs::sprms: a code", "lengths of operands in bytes, by the bits of their operators"),
    ("src/ofd/outline.rs::number: a number", "numbers of the data of paths, which nobody prints"),
    ("src/pdf/damage/keys.rs::end_of_numbers: a number", "numbers of the syntax of PDF, which nobody prints"),
    ("src/web/style.rs::is_far: a number", "a length of a style, which nobody prints"),
    ("src/pdf/damage/limits.rs::range_total: a number", "numbers of the syntax of PDF, which nobody prints"),
];

/// Files that use a word of another module, or compile in a file under `models/`, each with its reason.
pub(crate) const WORDS: &[(&str, &str)] = &[];
