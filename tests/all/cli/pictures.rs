//! Tests `juesuan show --png`: what a stage made of a page is drawn where it stands on the page.

use std::io::Cursor;

use super::*;

/// Pixels of a PNG: red, green and blue.
struct Image {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl Image {
    fn read(bytes: &[u8]) -> Self {
        let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut rgb).unwrap();
        assert_eq!(frame.color_type, png::ColorType::Rgb);
        Self { width: frame.width as usize, height: frame.height as usize, rgb }
    }

    fn pixel(&self, x: usize, y: usize) -> [i32; 3] {
        let at = 3 * (y * self.width + x);
        [0, 1, 2].map(|part| i32::from(self.rgb[at + part]))
    }

    /// Whether a pixel inside a box of points is as dark as print.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn has_ink(&self, bbox: &[f64; 4]) -> bool {
        let [x0, y0, x1, y1] = bbox.map(|side| (side * SCALE) as usize);
        let dark = |x, y| self.pixel(x, y).into_iter().all(|part| part < 150);
        (y0..y1).any(|y| (x0..x1).any(|x| dark(x, y)))
    }

    /// Counts the borders of a box of points that have a colour in their middle.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn borders(&self, bbox: &[f64; 4], is_colour: fn([i32; 3]) -> bool) -> usize {
        let [x0, y0, x1, y1] = *bbox;
        let (x, y) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
        let middles = [(x0, y), (x1, y), (x, y0), (x, y1)];
        middles
            .iter()
            .filter(|(x, y)| is_colour(self.pixel((x * SCALE) as usize, (y * SCALE) as usize)))
            .count()
    }
}

/// Pixels of a point, at 150 dpi.
const SCALE: f64 = 150.0 / 72.0;

fn is_blue([r, g, b]: [i32; 3]) -> bool {
    b > r + 60 && b > g + 30
}

fn is_green([r, g, b]: [i32; 3]) -> bool {
    g > r + 30 && g > b + 10
}

fn is_red([r, g, b]: [i32; 3]) -> bool {
    r > g + 60 && r > b + 60
}

/// Software that embeds no font; two of its amounts are suspect, since they do not add up.
fn report() -> String {
    samples::path("jincheng-2022-report").to_str().unwrap().to_owned()
}

/// Runs `show FILE --stage STAGE --page N` as JSON and as a picture.
fn show(file: &str, stage: &str, page: &str, code: i32) -> (Value, Image) {
    let arguments = ["show", file, "--stage", stage, "--page", page];
    let json = serde_json::from_str(&stdout(&juesuan(arguments).code(code))).unwrap();
    let drawn = juesuan([&arguments[..], &["--png", "-"]].concat()).code(code);
    (json, Image::read(&drawn.get_output().stdout))
}

fn bbox(value: &Value) -> [f64; 4] {
    let side = |index: usize| value[index].as_f64().unwrap();
    [side(0), side(1), side(2), side(3)]
}

/// Each fact has print inside its box and a coloured border about it. A label may lie over one border.
fn assert_boxes(facts: &Value, image: &Image) {
    for fact in facts.as_array().unwrap() {
        let is_colour = match fact["status"].as_str().unwrap() {
            "verified" => is_green,
            "suspect" => is_red,
            _ => is_blue,
        };
        let bbox = bbox(&fact["bbox"]);
        assert!(image.has_ink(&bbox), "nothing is printed in {fact}");
        assert!(image.borders(&bbox, is_colour) >= 3, "no border about {fact}");
    }
}

#[test]
fn every_fact_has_its_box() {
    let (facts, image) = show(&report(), "fact", "6", SUSPECT);
    assert_eq!(facts.as_array().unwrap().len(), 32);
    assert_eq!(image.width, 1240);
    assert!(image.height > 1754, "the legend stands below the page");
    assert_boxes(&facts, &image);
}

#[test]
fn boxes_stand_right_on_a_rotated_page() {
    let rotated = samples::path("xinhua-2023-rotated");
    // Two of its performance tables have no headings and are not read.
    let (facts, image) = show(rotated.to_str().unwrap(), "fact", "6", UNREAD);
    assert!(facts.as_array().unwrap().len() > 100 && image.width > image.height);
    assert_boxes(&facts, &image);
}

#[test]
fn boxes_stand_right_where_the_content_is_turned() {
    let turned = drawn::final_account_page("单位：万元", ["12.50", "10.00"]).turned();
    let folder = Folder::new().with("turned.pdf", drawn::pdf([turned]));
    let file = folder.path().join("turned.pdf");
    let (facts, image) = show(file.to_str().unwrap(), "fact", "1", SUSPECT);
    assert_eq!(facts.as_array().unwrap().len(), 4);
    assert!(
        facts[0]["bbox"][3].as_f64().unwrap() - facts[0]["bbox"][1].as_f64().unwrap() > 15.0,
        "it runs up"
    );
    assert_boxes(&facts, &image);
}

#[test]
fn suspects_are_red() {
    let folder = Folder::new().with("a.pdf", drawn::final_account("", ["12.50", "10.00"]));
    let file = folder.path().join("a.pdf");
    let (facts, image) = show(file.to_str().unwrap(), "fact", "1", SUSPECT);
    assert!(facts.as_array().unwrap().iter().all(|fact| fact["status"] == "suspect"));
    assert_boxes(&facts, &image);
}

#[test]
fn tables_and_forms_frame_their_cells_and_lines() {
    let (tables, image) = show(&report(), "table", "6", SUSPECT);
    let cell = &tables[0]["grids"][0]["cells"][0];
    assert_eq!(cell["columns"], 2, "项目 spans two columns");
    let side = |name: &str| cell["rect"][name].as_f64().unwrap();
    let is_orange = |[r, _, b]: [i32; 3]| r > b + 60;
    assert!(image.borders(&[side("x0"), side("y0"), side("x1"), side("y1")], is_orange) >= 3);

    let (_, image) = show(&report(), "form", "6", SUSPECT);
    let (facts, _) = show(&report(), "fact", "6", SUSPECT);
    assert!(image.borders(&bbox(&facts[0]["bbox"]), is_green) >= 3);
    let (_, image) = show(&report(), "page", "6", SUSPECT);
    assert!(image.borders(&bbox(&facts[0]["bbox"]), is_blue) >= 3, "a word is framed");
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    let folder = Folder::new();
    for name in ["a.png", "b.png"] {
        let sample = std::fs::canonicalize(report()).unwrap();
        let sample = sample.to_str().unwrap();
        juesuan_in(folder.path(), ["show", sample, "--page", "7", "--png", name]).code(SUSPECT);
    }
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert!(bytes("a.png") == bytes("b.png"));
}

#[test]
fn a_png_shows_one_page_and_a_folder_all() {
    let page = || drawn::final_account_page("单位：万元", ["12.50", "10.00"]);
    let folder =
        Folder::new().with("two.pdf", drawn::pdf([page(), page()])).with("one.pdf", drawn::pdf([page()]));
    let assert = juesuan_in(folder.path(), ["show", "two.pdf", "--png", "out.png"]).code(USAGE);
    assert!(stderr(&assert).contains("--page N (1 to 2)"), "{}", stderr(&assert));
    juesuan_in(folder.path(), ["show", "one.pdf", "--png", "out.png"]).code(SUSPECT);
    juesuan_in(folder.path(), ["show", "two.pdf", "--png", "all/"]).code(SUSPECT);
    let files = folder.files();
    assert_eq!(files, ["all/page-001.png", "all/page-002.png", "one.pdf", "out.png", "two.pdf"]);
}

#[test]
fn wrong_options_are_refused() {
    let sample = report();
    for options in
        [["--png", "a.png", "--readable"].as_slice(), &["--dpi", "200"], &["--png", "a", "--dpi", "9"]]
    {
        juesuan([&["show", &sample, "--page", "6"], options].concat()).code(USAGE);
    }
    let assert = juesuan(["show", &sample, "--page", "6", "--png", "-", "--dpi", "1200"]).code(UNREAD);
    assert!(assert.get_output().stdout.is_empty());
    assert!(stderr(&assert).contains("page 6 at 1200 dpi") && stderr(&assert).contains("fewer dpi"));
}

/// The sample embeds no Chinese font: its title is drawn only where the program gets one.
#[test]
fn text_in_fonts_that_are_not_embedded_needs_a_font() {
    let draw = |font: Option<&str>| {
        let mut command = cargo_bin_cmd!("juesuan");
        match font {
            Some(font) => command.env("JUESUAN_CJK_FONT", font),
            None => command.env_remove("JUESUAN_CJK_FONT"),
        };
        let file = report();
        command.args(["show", &file, "--stage", "fact", "--page", "6", "--png", "-"]).assert()
    };
    // 支出决算表, over the table.
    let title = [260.0, 62.0, 340.0, 84.0];
    let with = draw(None).code(SUSPECT);
    assert!(stderr(&with).is_empty(), "{} (see `juesuan doctor`)", stderr(&with));
    assert!(Image::read(&with.get_output().stdout).has_ink(&title));
    let without = draw(Some("none")).code(SUSPECT);
    assert!(stderr(&without).contains("may be missing"), "{}", stderr(&without));
    assert!(!Image::read(&without.get_output().stdout).has_ink(&title));
    let wrong = draw(Some("/no/such/font.ttf")).code(UNREAD);
    assert!(stderr(&wrong).contains("/no/such/font.ttf"));
}
