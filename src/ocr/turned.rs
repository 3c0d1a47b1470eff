//! Pages that lie on their side or upside down: which way is up is told by what can be read.

use image::imageops;

use super::paper::Paper;
use super::pieces::Piece;
use super::reader::{Expected, Reader};
use super::sheet::{Sheet, paper_to_sheet};
use super::straight::straighten;
use crate::error::Result;
use crate::geom::Affine;

/// So many pieces are read to tell.
const PROBES: usize = 8;
/// Text that is read so surely does not stand on its head.
const SURE: f32 = 0.93;
/// A piece so many times as wide as high is a line that runs along the rows …
const LINE: f64 = 3.0;
/// … and where lines have this share of the ink, text surely does.
const IN_LINES: f64 = 0.4;

/// A quarter turn that brings the page upright, clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

/// The page upright, straight and taken apart.
///
/// Characters that lie on their side are read as surely as others, one by one: that lines run along the rows is told by
/// their shape. A reader is fairly sure of much that stands on its head, so that each way is compared with its reverse.
pub(super) fn paper_to_upright_sheet(paper: Paper, reader: &mut dyn Reader) -> Result<Sheet> {
    let as_it_lies = sheet_of(&paper, Turn::None);
    let in_lines = share_in_lines(&as_it_lies);
    let turned = (in_lines < IN_LINES).then(|| sheet_of(&paper, Turn::Quarter));
    let (sheet, reverse) = match turned {
        Some(turned) if share_in_lines(&turned) > in_lines => (turned, Turn::ThreeQuarters),
        _ => (as_it_lies, Turn::Half),
    };
    let Some(sure) = sureness(&sheet, false, reader)? else { return Ok(sheet) };
    if sure < SURE && sureness(&sheet, true, reader)?.is_some_and(|reversed| reversed > sure) {
        return Ok(sheet_of(&paper, reverse));
    }
    Ok(sheet)
}

/// Which share of the ink stands in pieces that are lines.
fn share_in_lines(sheet: &Sheet) -> f64 {
    let count = |of: &dyn Fn(&&Piece) -> bool| -> usize {
        sheet.pieces.iter().filter(of).map(|piece| piece.blots.len()).sum()
    };
    let is_line = |piece: &&Piece| f64::from(piece.rect.width()) >= LINE * f64::from(piece.rect.height());
    // Blots of a page: some thousands.
    #[allow(clippy::cast_precision_loss)]
    let share = count(&is_line) as f64 / count(&|_| true).max(1) as f64;
    share
}

fn sheet_of(paper: &Paper, turn: Turn) -> Sheet {
    paper_to_sheet(straighten(turned(paper, turn)))
}

/// How surely the largest pieces are read, from 0 to 1, as they stand or turned on their heads; `None` where there are
/// none.
fn sureness(sheet: &Sheet, reversed: bool, reader: &mut dyn Reader) -> Result<Option<f32>> {
    let mut order: Vec<usize> = (0..sheet.pieces.len()).collect();
    // Chinese tells more than digits (0.00 reads upside down as well): pieces with much ink in many blots.
    order.sort_by_key(|i| std::cmp::Reverse(sheet.pieces[*i].blots.len()));
    let (mut sum, mut count) = (0.0, 0.0);
    for index in order.into_iter().take(PROBES) {
        let crop = sheet.crop(index, &sheet.pieces[index]);
        let crop = if reversed { imageops::rotate180(&crop) } else { crop };
        let read = reader.read(&crop, Expected::Text)?;
        sum += read.chars.iter().map(|c| c.confidence).sum::<f32>();
        // Characters of a piece: few. Whoever reads nothing in much ink is not sure of it.
        #[allow(clippy::cast_precision_loss)]
        let read = read.chars.len().max(1) as f32;
        count += read;
    }
    Ok((count > 0.0).then(|| sum / count))
}

fn turned(paper: &Paper, turn: Turn) -> Paper {
    let (width, height) = (f64::from(paper.gray.width()), f64::from(paper.gray.height()));
    // From the turned page back to the paper.
    let (gray, back) = match turn {
        Turn::None => (paper.gray.clone(), Affine::IDENTITY),
        Turn::Quarter => (imageops::rotate90(&paper.gray), Affine([0.0, -1.0, 1.0, 0.0, 0.0, height])),
        Turn::Half => (imageops::rotate180(&paper.gray), Affine([-1.0, 0.0, 0.0, -1.0, width, height])),
        Turn::ThreeQuarters => (imageops::rotate270(&paper.gray), Affine([0.0, 1.0, -1.0, 0.0, width, 0.0])),
    };
    Paper { gray, to_page: back.then(&paper.to_page), point: paper.point }
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma};

    use super::*;

    #[test]
    fn every_turn_leads_back_to_the_paper() {
        let mut gray = GrayImage::from_pixel(30, 20, Luma([255]));
        gray.put_pixel(25, 4, Luma([0]));
        let paper = Paper { gray, to_page: Affine::IDENTITY, point: 1.0 };
        for turn in [Turn::None, Turn::Quarter, Turn::Half, Turn::ThreeQuarters] {
            let turned = turned(&paper, turn);
            let dark = turned.gray.enumerate_pixels().find(|(_, _, p)| p.0[0] == 0);
            let (x, y, _) = dark.unwrap();
            let (x, y) = turned.to_page.point(f64::from(x) + 0.5, f64::from(y) + 0.5);
            assert!((x - 25.5).abs() < 1e-9 && (y - 4.5).abs() < 1e-9, "{turn:?}: {x} {y}");
        }
    }
}
