//! What the rules find and lets stand: for good, with a reason, or until it is mended. A test fails for what is found and
//! not listed, and for what is listed and not found any more, so that these lists only shrink.

/// Circles of files, each with its reason.
pub(crate) const CIRCLES: &[(&[&str], &str)] = &[
    (
        &[
            "src/source/archive/pressed.rs",
            "src/source/archive/sevenz.rs",
            "src/source/archive/tar.rs",
            "src/source/archive/walk.rs",
            "src/source/archive/zip.rs",
        ],
        "archives nest: each format hands what it finds back to the walk, which opens it by its format",
    ),
    (
        &[
            "src/batch/folder.rs",
            "src/batch/lanes.rs",
            "src/batch/mod.rs",
            "src/batch/opener.rs",
            "src/batch/process.rs",
            "src/batch/survey.rs",
        ],
        TO_BREAK,
    ),
    (&["src/check/blame.rs", "src/check/mod.rs"], TO_BREAK),
    (
        &["src/cli/check.rs", "src/cli/doctor.rs", "src/cli/draw.rs", "src/cli/mod.rs", "src/cli/show.rs"],
        TO_BREAK,
    ),
    (&["src/cli/extract/members.rs", "src/cli/extract/mod.rs", "src/cli/extract/named.rs"], TO_BREAK),
    (
        &[
            "src/form/body.rs",
            "src/form/columns.rs",
            "src/form/confirm.rs",
            "src/form/continuation.rs",
            "src/form/decide.rs",
            "src/form/document.rs",
            "src/form/header.rs",
            "src/form/mod.rs",
            "src/form/opening.rs",
            "src/form/stitch.rs",
            "src/form/title.rs",
        ],
        TO_BREAK,
    ),
    (&["src/output/build.rs", "src/output/mod.rs"], TO_BREAK),
    (&["src/record/check.rs", "src/record/figure.rs", "src/record/mod.rs"], TO_BREAK),
    (&["src/table/aligned.rs", "src/table/mod.rs"], TO_BREAK),
    (&["src/taxonomy/mod.rs", "src/taxonomy/shapes.rs"], TO_BREAK),
];
/// What both files need moves to a file of its own.
const TO_BREAK: &str = "to be broken";

/// Functions that define a number or a code beside `text/`, each with its reason.
pub(crate) const DEFINITIONS: &[(&str, &str)] = &[
    ("src/check/ledger.rs::decimals: a number", TO_ASK),
    ("src/fact/amount.rs::is_begun: a number", TO_ASK),
    ("src/fact/amount.rs::read_amount: a number", TO_ASK),
    ("src/fact/hierarchy.rs::lines_to_standings: a code", TO_ASK),
    ("src/form/columns.rs::is_amount_like: a number", TO_ASK),
    ("src/form/confirm/code.rs::-: a code", TO_ASK),
    ("src/form/header.rs::column_number: a number", TO_ASK),
    ("src/form/header.rs::whole_number: a number", TO_ASK),
    ("src/form/heading.rs::leading_money: a number", TO_ASK),
    ("src/form/labels.rs::-: a code", TO_ASK),
    ("src/form/labels.rs::holds_amount: a number", TO_ASK),
    ("src/ocr/evidence.rs::contradiction: a number", TO_ASK),
    ("src/ocr/evidence.rs::contradicts_digits: a number", TO_ASK),
    ("src/ocr/grammar.rs::settle_number: a number", TO_ASK),
    ("src/ocr/pitch.rs::number_to_measure: a number", TO_ASK),
    ("src/spelling/near/costs.rs::is_number: a number", TO_ASK),
    ("src/spelling/near/ordinal.rs::numbered: a number", TO_ASK),
    ("src/table/deal.rs::is_code: a code", TO_ASK),
    ("src/table/deal.rs::is_code: a number", TO_ASK),
    ("src/table/deal.rs::is_number_part: a number", TO_ASK),
    ("src/table/gutters.rs::is_code: a code", TO_ASK),
    ("src/table/gutters.rs::is_code: a number", TO_ASK),
    ("src/table/rows.rs::is_amount: a number", TO_ASK),
    ("src/table/rows.rs::is_number: a number", TO_ASK),
    ("src/table/rows.rs::part_amounts: a number", TO_ASK),
    ("src/table/rows.rs::runs_on: a number", TO_ASK),
    ("src/taxonomy/item_name.rs::without_ordinal: a number", TO_ASK),
];
const TO_ASK: &str = "to ask text/";

/// Files that use a word of another module, or compile in a file under `models/`, each with its reason.
pub(crate) const WORDS: &[(&str, &str)] = &[
    (
        "src/cli/extract/members.rs: tempfile",
        "standard input that is an archive is kept in a file: to move to source/",
    ),
    ("src/cli/extract/results.rs: tempfile", "to move to source/"),
    ("src/fact/candidates.rs: models/ocr/digits.toml", "to move to taxonomy/"),
    ("src/ocr/grammar.rs: models/ocr/marks.toml", "to move to taxonomy/"),
    ("src/panel/fields.rs: models/panel/fields.toml", "to move to taxonomy/"),
    ("src/spelling/vocabulary.rs: models/checks/lines.toml", "to move to taxonomy/"),
];
