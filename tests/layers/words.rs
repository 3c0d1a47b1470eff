//! Words that only some modules may use, and files under `models/` that only some may compile in.

use super::tokens::{Source, outside_tests};

/// Words that only some modules may use, and what the rule is.
const RESERVED: &[(&[&str], &[&str], &str)] = &[
    (
        &["println", "print", "eprintln", "eprint"],
        &["cli"],
        "only cli/ prints: the library gives notes and errors back",
    ),
    (
        &["hayro", "hayro_interpret", "hayro_syntax", "hayro_cmap", "hayro_font"],
        &["pdf"],
        "only pdf/ knows the PDF library",
    ),
    (
        &["hayro_jpeg2000", "hayro_ccitt", "JpegDecoder", "PngDecoder"],
        &["raster"],
        "only raster/ decodes picture files",
    ),
    (&["tiny_skia"], &["draw", "ofd"], "only draw/ draws over pages, and ofd/ the pages that it reads"),
    (&["rten", "rten_tensor", "libloading"], &["ocr"], "only ocr/ knows the engines of text recognition"),
    (
        &["rawzip", "tar", "deflate64", "bzip2", "lzma_rust2", "sevenz_rust2", "ruzstd", "unrar"],
        &["source"],
        "only source/ knows formats of archives",
    ),
    (&["flate2"], &["source", "pdf"], "only source/ and pdf/ inflate: streams of a PDF, too, have checksums"),
    (&["fontdb"], &["source"], "only source/ looks for fonts"),
    (
        &["fs", "File", "stdin"],
        &["source", "batch", "panel", "cli"],
        "only source/ reads files (panel/ the results that batch/ wrote), and only cli/, batch/ and panel/ write them",
    ),
    (&["Command", "Child", "Stdio"], &["batch"], "only batch/ starts processes"),
    (&["parquet"], &["panel"], "only panel/ knows Parquet"),
    (&["walkdir"], &["source"], "only source/ walks folders"),
    (
        &["Page"],
        &[
            "page",
            "record",
            "raster",
            "pdf",
            "ofd",
            "document",
            "ocr",
            "judge",
            "table",
            "draw",
            "disclosure",
            "output",
            "panel",
            "cli",
        ],
        "documents without pages enter at table/: from spelling/ to check/ nothing asks for one",
    ),
    (&["rayon"], &["threads"], "only threads knows how work is shared out"),
    (&["tempfile"], &["source"], "only source/ makes files that are not whole yet, or not kept"),
    (
        &["Instant", "SystemTime"],
        &["pdf", "batch", "cli"],
        "same bytes in, same bytes out: nothing reads a clock but limits of time and progress for people",
    ),
];

/// Folders of which only some modules compile in files, and what the rule is.
const COMPILED_IN: (&str, &[&str], &str) =
    ("models/", &["taxonomy", "source"], "only taxonomy/ and source/ compile in what stands under models/");

/// Use of what belongs to another module.
pub(crate) struct Misuse {
    /// The file and what it uses: `src/form/mod.rs: fs`.
    pub(crate) what: String,
    /// The place and the rule.
    pub(crate) why: String,
}

/// Words of other modules, and files of other modules that are compiled in, outside of tests.
pub(crate) fn misuses(source: &Source) -> Vec<Misuse> {
    let Some(module) = source.module.as_deref() else { return Vec::new() };
    let tokens = outside_tests(source);
    let mut faults = Vec::new();
    let mut fault = |at: usize, word: &str, rule: &str| {
        let what = format!("{}: {word}", source.path);
        faults.push(Misuse { why: format!("{}: {word}: {rule}", source.at(at)), what });
    };
    for (words, _, rule) in RESERVED.iter().filter(|(_, modules, _)| !modules.contains(&module)) {
        for at in tokens.iter().copied().filter(|at| words.contains(&source.text(*at))) {
            fault(at, source.text(at), rule);
        }
    }
    let (folder, modules, rule) = COMPILED_IN;
    for at in tokens.iter().copied().filter(|_| !modules.contains(&module)) {
        if matches!(source.text(at), "include_str" | "include_bytes") {
            let file = (at..at + 6).map(|i| source.text(i)).find_map(|text| text.split_once(folder));
            if let Some((_, file)) = file {
                fault(at, &format!("{folder}{}", file.trim_end_matches('"')), rule);
            }
        }
    }
    faults
}

/// Float types and float literals outside of tests.
pub(crate) fn floats(source: &Source) -> Vec<String> {
    let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let mut faults = Vec::new();
    for at in outside_tests(source) {
        let text = source.text(at);
        let has_suffix =
            is_number(text) && !text.starts_with("0x") && (text.ends_with("f32") || text.ends_with("f64"));
        // `pair.1.0` is a field of a field.
        let is_literal = is_number(text)
            && source.text(at + 1) == "."
            && is_number(source.text(at + 2))
            && (at == 0 || source.text(at - 1) != ".");
        if matches!(text, "f32" | "f64") || has_suffix || is_literal {
            faults.push(format!("{}: a float: amounts and what decides about them are exact", source.at(at)));
        }
    }
    faults
}
