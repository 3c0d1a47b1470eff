//! A fact names its place: a box on a page, which holds the printed amount; a figure of the prose as many as it has lines.

use juesuan::geom::Rect;
use juesuan::page::Page;

use super::{PRINTED, facts, figures};
use crate::samples;

#[test]
fn boxes_lie_on_their_pages() {
    for (printed, fact) in facts() {
        let pages = printed.json["pages"].as_array().unwrap();
        let number = usize::try_from(fact["page"].as_u64().unwrap()).unwrap();
        assert!((1..=pages.len()).contains(&number), "{}: {fact}", printed.name);
        let page = &pages[number - 1];
        assert_eq!(page["number"], number);
        let [left, top, right, bottom] = [0, 1, 2, 3].map(|i| fact["bbox"][i].as_f64().unwrap());
        let (width, height) = (page["width"].as_f64().unwrap(), page["height"].as_f64().unwrap());
        assert!(0.0 <= left && left < right && right <= width, "{}: {fact}", printed.name);
        assert!(0.0 <= top && top < bottom && bottom <= height, "{}: {fact}", printed.name);
    }
}

#[test]
fn boxes_of_figures_lie_on_their_pages() {
    for (printed, figure) in figures() {
        let number = usize::try_from(figure["page"].as_u64().unwrap()).unwrap();
        let page = &printed.json["pages"][number - 1];
        let (width, height) = (page["width"].as_f64().unwrap(), page["height"].as_f64().unwrap());
        let boxes = figure["boxes"].as_array().unwrap();
        assert!(!boxes.is_empty(), "{}: {figure}", printed.name);
        for on_line in boxes {
            let [left, top, right, bottom] = [0, 1, 2, 3].map(|i| on_line[i].as_f64().unwrap());
            assert!(0.0 <= left && left < right && right <= width, "{}: {figure}", printed.name);
            assert!(0.0 <= top && top < bottom && bottom <= height, "{}: {figure}", printed.name);
        }
    }
}

#[test]
fn boxes_of_figures_hold_the_printed_numbers() {
    for (sample, printed) in samples::all().iter().zip(PRINTED.iter()) {
        for figure in &printed.figures {
            let number = figure["page"].as_u64().unwrap();
            let page = sample.stages.pages.iter().find(|p| u64::from(p.number) == number).unwrap();
            let lines = figure["raw"].as_str().unwrap().lines();
            // What goes on over the page has no boxes there.
            for (on_line, raw) in figure["boxes"].as_array().unwrap().iter().zip(lines) {
                let [x0, y0, x1, y1] = [0, 1, 2, 3].map(|i| on_line[i].as_f64().unwrap());
                let raw: String = raw.split_whitespace().collect();
                assert_eq!(text_inside(page, &Rect::new(x0, y0, x1, y1)), raw, "{}: {figure}", printed.name);
            }
        }
    }
}

#[test]
fn boxes_hold_the_printed_amounts() {
    for (sample, printed) in samples::all().iter().zip(PRINTED.iter()) {
        assert_eq!(sample.name, printed.name);
        for fact in &printed.facts {
            let number = fact["page"].as_u64().unwrap();
            let page = sample.stages.pages.iter().find(|p| u64::from(p.number) == number).unwrap();
            let [x0, y0, x1, y1] = [0, 1, 2, 3].map(|i| fact["bbox"][i].as_f64().unwrap());
            let raw: String = fact["raw"].as_str().unwrap().split_whitespace().collect();
            assert_eq!(text_inside(page, &Rect::new(x0, y0, x1, y1)), raw, "{}: {fact}", printed.name);
        }
    }
}

/// The characters whose middle lies in a rectangle of the page as seen, in the order of drawing.
fn text_inside(page: &Page, rect: &Rect) -> String {
    let inside = page.glyphs.iter().filter(|glyph| {
        let seen = page.upright.rect(&glyph.rect);
        rect.contains(seen.mid_x(), seen.mid_y())
    });
    inside.map(|glyph| glyph.ch).filter(|ch| !ch.is_whitespace()).collect()
}
