//! A straight page taken apart: its rulings, the pieces of its lines, and the crop of each piece for a reader.

use image::{GrayImage, Luma};

use super::ink::{Blot, PixelBox, ink_level, ink_to_blots};
use super::paper::Paper;
use super::pieces::{Piece, blots_to_pieces};
use super::ruled::{Ruled, ink_to_rulings, remove_rulings};
use crate::geom::{Affine, Rect};
use crate::page::Ruling;

/// Paper around the ink of a crop, in points: readers lose what touches the edge.
const MARGIN: f64 = 1.1;

/// A page without its rulings, and what stands on it.
pub(super) struct Sheet {
    gray: GrayImage,
    ruled: Ruled,
    blots: Vec<Blot>,
    /// For each pixel its blot plus 1.
    labels: Vec<u32>,
    /// For each blot its piece plus 1; 0 where it is in none.
    owners: Vec<u32>,
    pub(super) pieces: Vec<Piece>,
    /// The usual height of characters, in pixels.
    pub(super) usual: f64,
    /// From its pixels to points of the page as seen.
    pub(super) to_page: Affine,
    /// Points a pixel.
    pub(super) point: f64,
}

/// Takes a straight page apart.
pub(super) fn paper_to_sheet(paper: Paper) -> Sheet {
    let Paper { mut gray, to_page, point } = paper;
    let ink = ink_level(&gray);
    let ruled = ink_to_rulings(&gray, ink, point);
    remove_rulings(&mut gray, &ruled, ink);
    let (blots, labels) = ink_to_blots(&gray, ink);
    let (pieces, usual) = blots_to_pieces(&blots, &ruled, point);
    let mut owners = vec![0; blots.len()];
    for (number, piece) in (1_u32..).zip(&pieces) {
        for blot in &piece.blots {
            owners[*blot] = number;
        }
    }
    Sheet { gray, ruled, blots, labels, owners, pieces, usual, to_page, point }
}

impl Sheet {
    /// Width and height in points.
    pub(super) fn size(&self) -> (f64, f64) {
        (f64::from(self.gray.width()) * self.point, f64::from(self.gray.height()) * self.point)
    }

    /// From points of the straight page to points of the page as seen.
    pub(super) fn upright(&self) -> Affine {
        Affine([1.0 / self.point, 0.0, 0.0, 1.0 / self.point, 0.0, 0.0]).then(&self.to_page)
    }

    /// The rulings, in points of the straight page.
    pub(super) fn rulings(&self) -> Vec<Ruling> {
        let rect = |(x0, y0, x1, y1): (u32, u32, u32, u32)| {
            let [x0, y0, x1, y1] = [x0, y0, x1, y1].map(|v| f64::from(v) * self.point);
            Rect::new(x0, y0, x1, y1)
        };
        let across = self
            .ruled
            .horizontals
            .iter()
            .map(|r| Ruling { rect: rect((r.from, r.at, r.to, r.at + r.thick)), horizontal: true });
        let down = self
            .ruled
            .verticals
            .iter()
            .map(|r| Ruling { rect: rect((r.at, r.from, r.at + r.thick, r.to)), horizontal: false });
        across.chain(down).collect()
    }

    /// The ink of a piece.
    pub(super) fn blots(&self, piece: &Piece) -> Vec<Blot> {
        piece.blots.iter().filter_map(|index| self.blots.get(*index)).copied().collect()
    }

    /// A box of pixels in points of the straight page.
    pub(super) fn rect(&self, pixels: &PixelBox) -> Rect {
        let [x0, y0, x1, y1] =
            [pixels.x0, pixels.y0, pixels.x1, pixels.y1].map(|v| f64::from(v) * self.point);
        Rect::new(x0, y0, x1, y1)
    }

    /// Paper around the ink of a crop, in pixels.
    pub(super) fn margin(&self) -> u32 {
        // A length of few pixels.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let margin = (MARGIN / self.point).round().max(2.0) as u32;
        margin
    }

    /// The picture of a piece with paper around it, without the ink of its neighbours.
    pub(super) fn crop(&self, number: usize, piece: &Piece) -> GrayImage {
        let margin = self.margin();
        let own = u32::try_from(number + 1).unwrap_or(u32::MAX);
        let width = self.gray.width();
        GrayImage::from_fn(piece.rect.width() + 2 * margin, piece.rect.height() + 2 * margin, |x, y| {
            let white = Luma([255]);
            let Some(x) = (piece.rect.x0 + x).checked_sub(margin).filter(|x| *x < width) else {
                return white;
            };
            let Some(y) = (piece.rect.y0 + y).checked_sub(margin).filter(|y| *y < self.gray.height()) else {
                return white;
            };
            let blot = self.labels.get((y * width + x) as usize).copied().unwrap_or(0);
            let foreign = blot > 0 && self.owners.get(blot as usize - 1) != Some(&own);
            if foreign { white } else { *self.gray.get_pixel(x, y) }
        })
    }
}
