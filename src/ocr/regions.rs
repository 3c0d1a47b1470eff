//! Reads the ink of a page of text that its text does not account for: amounts that are curves or small pictures, tables that
//! were pasted as pictures. The text of the page stays as it is.

use image::{GrayImage, Luma};

use super::cache::CachedReaders;
use super::gray_page::{GrayPage, scan_to_gray_page};
use super::in_hand::{PageInHand, ReadPage, Second, read_numbers};
use super::orientation::gray_page_to_upright;
use super::pale::darken_clean_picture;
use super::segmented::gray_page_to_segmented;
use crate::error::Result;
use crate::geom::{Affine, Direction, Rect};
use crate::page::{Glyph, Page, Reading, Ruling, UnreadInk};
use crate::picture::Scan;
use crate::place::{Note, Severity};

/// Ink of which less than one character in so many was read stays unread.
const MOST_LOST: usize = 4;
/// Largest turn between what was read and the page, as the tangent of the angle.
const STRAIGHT: f64 = 0.01;
/// Edge of a line that its picture may be wider than its box, in points.
const EDGE: f64 = 0.4;

/// The ink of a page that is to be read.
pub(super) fn wanted(page: &Page) -> impl Iterator<Item = &UnreadInk> {
    page.unread_ink.iter().filter(|ink| ink.is_wanted)
}

/// Reads the unread ink of a page from its picture, and adds the characters to its text. What was read is unread no longer.
pub(super) fn read_regions(scan: Scan, page: &mut Page, readers: &mut CachedReaders<'_, '_>) -> Result<()> {
    let (Some(mut gray), Some(to_upright)) = (scan_to_gray_page(scan), page.upright.inverse()) else {
        return Ok(());
    };
    gray.gray = only_unread(&gray, page);
    darken_clean_picture(&mut gray.gray);
    let segmented = if page.upright == Affine::IDENTITY {
        gray_page_to_segmented((gray, None))
    } else {
        gray_page_to_upright(gray, readers)?
    };
    let mut read = read_numbers(segmented.into_crops(), Second::AtOnce, readers)?;
    read.read_words(readers)?;
    let map = read.upright.then(&to_upright);
    let [a, b, c, d, ..] = map.0;
    // Lines that run another way than the text of the page, or bend, are not read.
    if read.bend.is_none() && a > 0.0 && d > 0.0 && b.abs() <= STRAIGHT * a && c.abs() <= STRAIGHT * d {
        add(page, &map, &read);
    }
    Ok(())
}

/// The picture of a page without what is text: the unread ink, and the lines, which part it.
fn only_unread(page_picture: &GrayPage, page: &Page) -> GrayImage {
    let from = &page_picture.gray;
    let mut picture = GrayImage::from_pixel(from.width(), from.height(), Luma([u8::MAX]));
    let Some(back) = page_picture.to_page.inverse() else { return picture };
    let to_pixels = page.upright.then(&back);
    let edge =
        |rect: &Rect| Rect { x0: rect.x0 - EDGE, y0: rect.y0 - EDGE, x1: rect.x1 + EDGE, y1: rect.y1 + EDGE };
    let shown = page.rulings.iter().map(|ruling| edge(&ruling.rect));
    for rect in shown.chain(wanted(page).map(|ink| ink.rect)) {
        each_pixel(from, &to_pixels.rect(&rect), |x, y| picture.put_pixel(x, y, *from.get_pixel(x, y)));
    }
    let is_over = |glyph: &&Glyph| wanted(page).any(|ink| ink.rect.intersect(&glyph.rect).is_some());
    for glyph in page.glyphs.iter().filter(is_over) {
        each_pixel(from, &to_pixels.rect(&glyph.rect), |x, y| picture.put_pixel(x, y, Luma([u8::MAX])));
    }
    picture
}

/// Calls for each pixel of a rectangle that lies in the picture.
fn each_pixel(picture: &GrayImage, rect: &Rect, mut of: impl FnMut(u32, u32)) {
    // Saturates, and is cut to the picture.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = |value: f64, most: u32| (value.round().max(0.0) as u32).min(most);
    let (width, height) = picture.dimensions();
    for y in whole(rect.y0, height)..whole(rect.y1, height) {
        for x in whole(rect.x0, width)..whole(rect.x1, width) {
            of(x, y);
        }
    }
}

/// Adds what was read to a page; `map` leads from what was read to the page.
fn add(page: &mut Page, map: &Affine, read: &PageInHand) {
    let ReadPage { readings, glyphs } = read.finish(None);
    let inside = |ink: &UnreadInk, rect: &Rect| ink.rect.contains(rect.mid_x(), rect.mid_y());
    let before = u32::try_from(page.readings.len()).unwrap_or(u32::MAX);
    let glyphs: Vec<Glyph> = glyphs
        .into_iter()
        .map(|glyph| Glyph {
            rect: map.rect(&glyph.rect),
            size: glyph.size * map.0[3],
            direction: Direction::Right,
            reading: glyph.reading.map(|reading| reading.saturating_add(before)),
            ..glyph
        })
        .filter(|glyph| wanted(page).any(|ink| inside(ink, &glyph.rect)))
        .collect();
    page.readings.extend(readings.into_iter().map(|reading| Reading {
        rect: map.rect(&reading.rect),
        unread: reading.unread.iter().map(|rect| map.rect(rect)).collect(),
        ..reading
    }));
    let in_tables = |rect: &Rect| wanted(page).any(|ink| ink.is_table && inside(ink, rect));
    let lines = read.rulings.iter().map(|ruling| Ruling { rect: map.rect(&ruling.rect), ..*ruling });
    let lines: Vec<Ruling> = lines.filter(|ruling| in_tables(&ruling.rect)).collect();
    let count = page.unread_ink.len();
    page.unread_ink.retain(|ink| {
        let read = glyphs.iter().filter(|glyph| inside(ink, &glyph.rect)).count();
        !ink.is_wanted || read == 0 || read * MOST_LOST < ink.characters
    });
    let read = count - page.unread_ink.len();
    if read > 0 {
        let places = if read == 1 { "1 place shows".to_owned() } else { format!("{read} places show") };
        let message = format!("{places} characters that are no text: read by OCR");
        page.notes.push(Note::on_page(Severity::Info, page.number, message));
    }
    page.glyphs.extend(glyphs);
    page.rulings.extend(lines);
}
