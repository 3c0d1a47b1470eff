//! Draws an outline into a small picture, by the exact area that it covers of each pixel.

use super::outline::{InkBox, Outline};

/// Columns of the picture.
pub(super) const WIDTH: usize = 16;
/// Rows of the picture.
pub(super) const HEIGHT: usize = 20;

/// The ink box fills the picture, stretched in one direction at most so many times more than in the other.
const MOST_STRETCH: f32 = 2.0;
/// Columns that are added up: one more on the right takes what lies on its edge.
const SUMS: usize = WIDTH + 2;

/// Covered share of each pixel, from the top.
pub(super) type Picture = [[f32; WIDTH]; HEIGHT];

/// Draws the outline.
pub(super) fn draw(outline: &Outline, ink: &InkBox) -> Picture {
    let (wide, high) = (f32::from(16_u8), f32::from(20_u8));
    let (mut sx, mut sy) = (wide / ink.width(), high / ink.height());
    sx = sx.min(MOST_STRETCH * sy);
    sy = sy.min(MOST_STRETCH * sx);
    let left = (wide - sx * ink.width()) / 2.0;
    let top = (high - sy * ink.height()) / 2.0;
    let mut sums = [[0.0; SUMS]; HEIGHT];
    for piece in outline.pieces() {
        let [from, to] = piece.map(|(x, y)| ((x - ink.left) * sx + left, (ink.top - y) * sy + top));
        add_piece(&mut sums, from, to);
    }
    sums.map(|row| {
        let mut covered = 0.0_f32;
        let mut pixels = [0.0; WIDTH];
        for (pixel, change) in pixels.iter_mut().zip(row) {
            covered += change;
            *pixel = covered.abs().min(1.0);
        }
        pixels
    })
}

/// Adds a straight piece of the outline: in each row that it crosses it changes how much of the pixels to the right of
/// it is covered, by the height that it passes.
#[allow(clippy::cast_precision_loss)]
fn add_piece(sums: &mut [[f32; SUMS]; HEIGHT], from: (f32, f32), to: (f32, f32)) {
    let (sign, (x0, y0), (x1, y1)) = if from.1 <= to.1 { (1.0, from, to) } else { (-1.0, to, from) };
    let slope = if y1 > y0 { (x1 - x0) / (y1 - y0) } else { return };
    // Saturates, and is cut to the picture.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let (first, last) = (y0.max(0.0) as usize, y1.max(0.0) as usize);
    for (row, sums) in sums.iter_mut().enumerate().take(last.saturating_add(1)).skip(first) {
        let (above, below) = (y0.max(row as f32), y1.min(row as f32 + 1.0));
        if above < below {
            let x_at = |y: f32| x0 + slope * (y - y0);
            add_in_row(sums, x_at(above), x_at(below), sign * (below - above));
        }
    }
}

/// Adds the part of a piece that lies in one row and passes a height: each pixel under it gets its share, less what
/// lies left of the piece, which is the next one's.
#[allow(clippy::cast_precision_loss)]
fn add_in_row(sums: &mut [f32; SUMS], a: f32, b: f32, height: f32) {
    let edge = f32::from(16_u8);
    let (left, right) = (a.min(b).clamp(0.0, edge), a.max(b).clamp(0.0, edge));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 16
    let (first, last) = (left as usize, right as usize);
    for column in first..=last {
        let (from, to) = (left.max(column as f32), right.min(column as f32 + 1.0));
        if from > to || (from >= to && right > left) || from >= column as f32 + 1.0 {
            continue;
        }
        let share = if right > left { height * (to - from) / (right - left) } else { height };
        let before = f32::midpoint(from, to) - column as f32;
        sums[column] += share * (1.0 - before);
        sums[column + 1] += share * before;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(points: &[(f32, f32)]) -> Outline {
        let mut outline = Outline::default();
        for (at, (x, y)) in points.iter().enumerate() {
            if at == 0 { outline.move_to(*x, *y) } else { outline.line_to(*x, *y) }
        }
        outline
    }

    fn picture(points: &[(f32, f32)]) -> Picture {
        let outline = outline(points);
        draw(&outline, &outline.ink_box().unwrap())
    }

    #[test]
    fn a_box_fills_the_picture_and_a_triangle_half_of_it() {
        let full = picture(&[(0.0, 0.0), (160.0, 0.0), (160.0, 200.0), (0.0, 200.0)]);
        assert!(full.iter().flatten().all(|pixel| (pixel - 1.0).abs() < 1e-4));
        let half = picture(&[(0.0, 0.0), (160.0, 0.0), (0.0, 200.0)]);
        assert!((half.iter().flatten().sum::<f32>() - 160.0).abs() < 1e-2);
        // Its long side goes through the middle: the pixels under it are covered in part.
        assert!((half[0][0] - 0.4).abs() < 0.01 && half[0][1] < 1e-4 && half[19][14] > 0.99, "{half:?}");
    }

    #[test]
    fn a_bar_is_not_stretched_over_the_whole_height() {
        let bar = picture(&[(0.0, 0.0), (400.0, 0.0), (400.0, 50.0), (0.0, 50.0)]);
        let rows: Vec<f32> = bar.iter().map(|row| row[8]).collect();
        assert!(rows[0] < 1e-4 && rows[9] > 0.99 && rows[10] > 0.99 && rows[19] < 1e-4, "{rows:?}");
        assert!((rows.iter().sum::<f32>() - 4.0).abs() < 1e-3);
    }
}
