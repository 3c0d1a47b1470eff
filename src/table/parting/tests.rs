//! Sheets of two forms, of two pages, and of one form that looks like two.

use super::*;
use crate::geom::{Affine, Direction};
use crate::page::Origin;

/// A sheet of 800 × 500 points; texts are set in 10 points, so wide is a character.
struct Drawn(Page);

impl Drawn {
    fn new() -> Self {
        Self(Page {
            number: 1,
            width: 800.0,
            height: 500.0,
            origin: Origin::Text,
            upright: Affine::IDENTITY,
            glyphs: Vec::new(),
            rulings: Vec::new(),
            fills: Vec::new(),
            readings: Vec::new(),
            fonts: Vec::new(),
            bend: None,
            unread_ink: Vec::new(),
            layer: Vec::new(),
            notes: Vec::new(),
        })
    }

    fn text(mut self, text: &str, x: f64, y: f64) -> Self {
        for (ch, i) in text.chars().zip(0_u32..) {
            let x = x + 10.0 * f64::from(i);
            let rect = Rect::new(x, y, x + 10.0, y + 10.0);
            let direction = Direction::Right;
            self.0.glyphs.push(Glyph {
                ch,
                rect,
                size: 10.0,
                direction,
                cut: false,
                doubt: None,
                reading: None,
            });
        }
        self
    }

    /// A table of two columns and two rows, each with a text.
    fn table(mut self, x0: f64, x1: f64, y: f64) -> Self {
        let middle = (x0 + x1) / 2.0;
        for row in 0..3 {
            let y = y + 20.0 * f64::from(row);
            self.0.rulings.push(Ruling { rect: Rect::new(x0, y, x1, y), horizontal: true });
        }
        for x in [x0, middle, x1] {
            self.0.rulings.push(Ruling { rect: Rect::new(x, y, x, y + 40.0), horizontal: false });
        }
        self.rows(x0, middle, y)
    }

    fn rows(self, x0: f64, x1: f64, y: f64) -> Self {
        let rows = self.text("行政运行", x0 + 10.0, y + 5.0).text("1.00", x1 + 10.0, y + 5.0);
        rows.text("其他", x0 + 10.0, y + 25.0).text("2.00", x1 + 10.0, y + 25.0)
    }

    fn borders(&self) -> Vec<f64> {
        page_to_borders(&self.0).iter().map(|border| border.x).collect()
    }
}

#[test]
fn two_titles_and_what_stands_below_them_are_parted() {
    let apart = Drawn::new().text("收入决算表", 135.0, 50.0).text("支出决算表", 565.0, 50.0);
    let apart = apart.table(20.0, 300.0, 100.0).table(450.0, 730.0, 100.0);
    // The number of the page, and a heading over both.
    let apart = apart.text("—3—", 390.0, 480.0).text("2023年度部门决算公开表（本级）", 300.0, 20.0);
    assert_eq!(apart.borders(), [400.0], "the middle of the sheet, where that is free");
    let parts = part(&apart.0, &page_to_borders(&apart.0));
    let text = |page: &Page| page.glyphs.iter().map(|glyph| glyph.ch).collect::<String>();
    assert!(text(&parts[0]).starts_with("收入决算表") && text(&parts[0]).ends_with("（本级）"));
    assert!(text(&parts[1]).starts_with("支出决算表") && text(&parts[1]).ends_with("（本级）"));
    assert_eq!(parts.iter().map(|part| part.rulings.len()).collect::<Vec<_>>(), [6, 6]);
}

#[test]
fn two_forms_without_a_gap_are_parted_at_the_line_that_they_share() {
    let touching = Drawn::new().text("收入决算表", 185.0, 50.0).text("支出决算表", 555.0, 50.0);
    let touching = touching.table(20.0, 400.0, 100.0).table(400.0, 760.0, 100.0);
    assert_eq!(touching.borders(), [400.0]);
}

#[test]
fn one_form_of_two_sides_is_not_parted() {
    // Two frames below one title; no lines at all, with the title at the left.
    let frames = Drawn::new().text("收入支出决算总表", 100.0, 50.0).text("公开01表", 600.0, 50.0);
    assert!(frames.table(20.0, 300.0, 100.0).table(450.0, 730.0, 100.0).borders().is_empty());
    let bare = Drawn::new().text("收入支出决算总表", 20.0, 50.0).text("单位：万元", 700.0, 50.0);
    assert!(bare.rows(20.0, 200.0, 100.0).rows(450.0, 700.0, 100.0).borders().is_empty());
    // A row runs from side to side.
    let crossed = Drawn::new().text("收入决算表", 135.0, 50.0).text("支出决算表", 565.0, 50.0);
    let crossed = crossed.rows(20.0, 200.0, 100.0).rows(450.0, 700.0, 100.0);
    let words = "注：本表反映部门本年度取得的各项收入情况和各项支出情况，以收付实现制为基础编制，不含结转和结余，单位为万元，四舍五入。";
    assert!(crossed.text(words, 20.0, 200.0).borders().is_empty());
}

#[test]
fn two_pages_are_known_by_their_numbers_and_by_the_other_sheets() {
    let pages = |left: &str, right: &str| {
        let sheet = Drawn::new().text("收入决算表", 100.0, 50.0).table(20.0, 300.0, 100.0);
        sheet.table(420.0, 700.0, 50.0).text(left, 180.0, 480.0).text(right, 580.0, 480.0)
    };
    assert_eq!(pages("—4—", "—5—").borders(), [400.0]);
    assert!(pages("—4—", "—9—").borders().is_empty());
    let two = || pages("—4—", "—5—").0;
    let bare = Drawn::new().rows(20.0, 200.0, 100.0).rows(450.0, 700.0, 100.0).0;
    let found = |sheets: &[Page]| borders(&sheets.iter().collect::<Vec<_>>()).last().map(Vec::len);
    assert_eq!(found(&[two(), two(), bare.clone()]), Some(1));
    assert_eq!(found(&[two(), bare]), Some(0), "one sheet is not enough");
}
