//! Draws figures of the prose: every number where it is printed, with its key and value, and why it is suspect.

use super::overlay::{Colour, Overlay, Spot, common_reasons, shortened, status_colour};
use crate::geom::Rect;
use crate::page::Page;
use crate::place::Place;
use crate::record::Figure;
use crate::record::words::{Status, written};
use crate::taxonomy::figures::OTHER_KEY;

const BORDER: f64 = 0.9;
/// Longest reason beside a number, in characters; the output has it whole.
const LONGEST: usize = 30;
/// Longest name of a class or item without a code, in characters.
const LONGEST_ITEM: usize = 12;

/// Makes an overlay of the figures whose numbers are printed on the page, of all figures of the document.
pub fn figures_to_overlay(figures: &[Figure], page: &Page) -> Overlay {
    let rects_of = |figure: &Figure| -> Vec<Rect> {
        let rect = |[left, top, right, bottom]: &[f64; 4]| {
            let rect = Rect::new(*left, *top, *right, *bottom);
            page.upright_of(&Place::Box { page: figure.page, rect })
        };
        figure.boxes.iter().filter_map(rect).collect()
    };
    let here: Vec<(&Figure, Vec<Rect>)> = figures.iter().map(|figure| (figure, rects_of(figure))).collect();
    let here: Vec<(&Figure, Vec<Rect>)> = here.into_iter().filter(|(_, rects)| !rects.is_empty()).collect();
    let count = |status| here.iter().filter(|(figure, _)| figure.status == status).count();
    let caption = format!("{} figures of the prose, {} of them suspect", here.len(), count(Status::Suspect));
    let mut overlay = Overlay::new(caption);
    // Suspects are drawn last, over all others, and choose their places for labels first.
    let (suspect, others): (Vec<_>, Vec<_>) =
        here.iter().partition(|(figure, _)| figure.status == Status::Suspect);
    for (figure, rects) in others.iter().chain(&suspect) {
        rects.iter().for_each(|rect| overlay.area(*rect, colour(figure), BORDER, 24));
    }
    let common = common_reasons(suspect.iter().filter_map(|(figure, _)| figure.reason.as_deref()));
    for (figure, rects) in suspect.iter().chain(&others) {
        if let Some(rect) = rects.first() {
            overlay.label(name(figure, &common), *rect, colour(figure), Spot::Between);
        }
    }
    overlay.meaning(Colour::BLUE, "unchecked");
    overlay.meaning(Colour::GREEN, "verified");
    overlay.meaning(Colour::GREY, "other: without a key");
    overlay.meaning(Colour::RED, "suspect, and why");
    for (number, reason) in (1..).zip(&common) {
        overlay.meaning(Colour::RED, format!("?{number}: {reason}"));
    }
    overlay
}

fn colour(figure: &Figure) -> Colour {
    match figure.status {
        Status::Unchecked if figure.key == OTHER_KEY => Colour::GREY,
        status => status_colour(status),
    }
}

/// Writes the label of a figure, `item_final 2010306 = 176.99万元`: what it belongs to, its value with the unit, the direction
/// of a change, and behind a `?` why it is suspect.
fn name(figure: &Figure, common: &[&str]) -> String {
    let last = figure.item.as_deref().and_then(|item| item.rsplit('/').next());
    let of = figure.code.clone().or_else(|| last.map(|item| shortened(item, LONGEST_ITEM)));
    let of = of.map(|of| format!(" {of}")).unwrap_or_default();
    let direction = written(figure.direction).map(|word| format!(" {word}")).unwrap_or_default();
    let reason = figure.reason.as_deref().map(|reason| match common.iter().position(|c| *c == reason) {
        Some(index) => format!(" ?{}", index + 1),
        None => format!(" ? {}", shortened(reason, LONGEST)),
    });
    format!("{}{of} = {}{direction}{}", figure.key, figure.raw_with_unit(), reason.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Affine;
    use crate::page::Origin;

    fn figure(key: &str, reason: Option<&str>) -> Figure {
        let status = if reason.is_some() { "suspect" } else { "unchecked" };
        let record = serde_json::json!({
            "record": "figure", "document": "", "key": key, "item": "教育支出/普通教育", "code": null,
            "raw": "36.\n08", "unit": "万元", "amount_yuan": "360800", "direction": "decrease",
            "sentence": "", "page": 2, "boxes": [[70.0, 80.0, 90.0, 92.0], [20.0, 100.0, 30.0, 112.0]],
            "method": "text", "confidence": 1.0, "status": status, "reason": reason, "checks": [],
        });
        serde_json::from_value(record).unwrap()
    }

    fn page(number: u32) -> Page {
        Page {
            number,
            width: 595.0,
            height: 842.0,
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
        }
    }

    #[test]
    fn figures_are_named_with_what_they_belong_to_and_their_doubt() {
        let plain = figure("item_final_change", None);
        assert_eq!(name(&plain, &[]), "item_final_change 普通教育 = 36.08万元 decrease");
        let coded = Figure { code: Some("20502".to_owned()), item: None, direction: None, ..plain };
        assert_eq!(name(&coded, &[]), "item_final_change 20502 = 36.08万元");
        let doubted = figure("income", Some("no unit"));
        assert_eq!(name(&doubted, &[]), "income 普通教育 = 36.08万元 decrease ? no unit");
        assert_eq!(name(&doubted, &["no unit"]), "income 普通教育 = 36.08万元 decrease ?1");
    }

    #[test]
    fn a_number_on_two_lines_has_two_boxes_and_one_label() {
        let figures = [figure("income", None), figure("other", None)];
        let overlay = figures_to_overlay(&figures, &page(2));
        assert_eq!((overlay.shapes.len(), overlay.labels.len()), (4, 2));
        assert_eq!(overlay.shapes[0].rect, Rect::new(70.0, 80.0, 90.0, 92.0));
        assert_eq!([overlay.labels[0].colour, overlay.labels[1].colour], [Colour::BLUE, Colour::GREY]);
        assert!(figures_to_overlay(&figures, &page(1)).shapes.is_empty());
    }
}
