//! Darkens pale print: worn ribbons, thermal paper, pale copies, small pictures whose strokes are thinner than a pixel. A
//! linear stretch of the contrast brings the darkest part of its strokes to the brightness that print usually has; readers
//! were trained on that, and the bounds of the threshold are made for it.
//!
//! How dark a stroke is tells its core: the pixels that none of their neighbours is darker than. What lies beside the core
//! is blurred, and of it pale print has no more than other print.

use image::GrayImage;

use super::ink::ink_level;

/// A page whose cores are not darker than this is pale. Those of office scanners, copies and coloured paper are below 60;
/// those of worn ribbons from 115 to 180. Small print at 150 dpi is from 80 on: darker, its lines would touch.
const PALE: u8 = 110;
/// What the cores become …
const DARK: f32 = 45.0;
/// … and what is as bright as this becomes white: noise of paper and JPEG.
const WHITE: f32 = 245.0;
/// Share of the cores that are darker than the level which counts: rulings are often paler than print, and have many.
const SHARE: u32 = 4;
/// Core of thin strokes in a screenshot: they share their pixels with paper.
const THIN: u8 = 110;
/// Pixels from here on are no print, and those that are darker than this are not clean paper.
const PAPER: u8 = 200;
const NOISE: u8 = 253;
/// Clean print has fewer than so many times as many pixels that are neither, at its edges; that of scanners has four and more.
const EDGES: usize = 2;
/// A page with fewer cores has hardly any print.
const FEWEST: u32 = 100;

/// Stretches the contrast of a page where its print is pale. Says whether it did.
pub(super) fn darken_pale_print(gray: &mut GrayImage) -> bool {
    match core_level(gray, ink_level(gray)) {
        Some(core) if core > PALE => stretch(gray, core),
        _ => return false,
    }
    true
}

/// Stretches the contrast of a picture within a page, where it is clean: a program drew it, so that nothing pale on it is
/// dirt, and its thin print may be pale beside black lines. Says whether it did.
pub(super) fn darken_clean_picture(gray: &mut GrayImage) -> bool {
    let count = |of: &dyn Fn(u8) -> bool| gray.as_raw().iter().filter(|value| of(**value)).count();
    let (dark, beside) = (count(&|value| value < PAPER), count(&|value| (PAPER..NOISE).contains(&value)));
    let is_clean = beside <= EDGES * dark;
    if is_clean {
        stretch(gray, THIN);
    }
    is_clean
}

/// Brings the cores of strokes from this level to that of print.
fn stretch(gray: &mut GrayImage, core: u8) {
    // The line through (core, DARK) and (WHITE, 255).
    let slope = (255.0 - DARK) / (WHITE - f32::from(core));
    let stretched = |value: u8| -> u8 {
        let level = 255.0 - (WHITE - f32::from(value)) * slope;
        // Cut to the range.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let level = level.clamp(0.0, 255.0) as u8;
        level
    };
    let mut levels = [0; 256];
    for (level, value) in levels.iter_mut().zip(0..=255_u8) {
        *level = stretched(value);
    }
    for value in gray.iter_mut() {
        *value = levels[usize::from(*value)];
    }
}

/// The brightness that a share of the cores is darker than; `None` where there are few. Pixels below `ink` are ink.
fn core_level(gray: &GrayImage, ink: u8) -> Option<u8> {
    let width = gray.width() as usize;
    let rows: Vec<&[u8]> = gray.as_raw().chunks_exact(width.max(1)).collect();
    let mut counts = [0_u32; 256];
    for around in rows.windows(3) {
        let [above, row, below] = around else { continue };
        for x in 1..width.saturating_sub(1) {
            let value = row[x];
            if value >= ink {
                continue;
            }
            let near = |row: &[u8]| row[x - 1..=x + 1].iter().all(|other| *other >= value);
            if near(row) && near(above) && near(below) {
                counts[usize::from(value)] += 1;
            }
        }
    }
    let all: u32 = counts.iter().sum();
    let mut seen = 0;
    let level = (0..=255_u8).find(|level| {
        seen += counts[usize::from(*level)];
        seen * SHARE >= all
    });
    level.filter(|_| all >= FEWEST)
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    /// Strokes of three pixels: their edges are paler than their cores.
    fn strokes(core: u8, edge: u8) -> GrayImage {
        GrayImage::from_fn(120, 60, |x, _| {
            Luma([match x % 12 {
                5 => core,
                4 | 6 => edge,
                _ => 250,
            }])
        })
    }

    #[test]
    fn pale_strokes_become_dark_and_their_paper_white() {
        let mut gray = strokes(140, 190);
        assert!(darken_pale_print(&mut gray));
        let row: Vec<u8> = (3..7).map(|x| gray.get_pixel(x, 9).0[0]).collect();
        assert_eq!((row[0], row[2]), (255, 45));
        assert!(row[1] < 150, "{row:?}");
    }

    #[test]
    fn print_as_it_usually_is_stays() {
        let mut gray = strokes(50, 150);
        let before = gray.clone();
        assert!(!darken_pale_print(&mut gray));
        assert_eq!(gray, before);
    }

    #[test]
    fn dark_print_between_pale_rulings_stays() {
        let mut gray = strokes(50, 150);
        for x in (0..120).filter(|x| x % 12 > 2) {
            gray.put_pixel(x, 30, Luma([140]));
        }
        assert!(!darken_pale_print(&mut gray));
        assert!(!darken_pale_print(&mut GrayImage::from_pixel(9, 9, Luma([255]))), "a blank page");
    }

    #[test]
    fn thin_print_of_a_screenshot_becomes_dark_and_that_of_a_noisy_scan_stays() {
        let mut screen = GrayImage::from_fn(120, 60, |x, _| Luma([if x % 12 == 5 { 130 } else { 255 }]));
        assert!(darken_clean_picture(&mut screen));
        assert!(screen.get_pixel(5, 9).0[0] < 90);
        assert!(!darken_clean_picture(&mut strokes(130, 190)), "its paper is 250");
    }
}
