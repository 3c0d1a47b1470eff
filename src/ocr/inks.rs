//! Finds the coloured inks on a scan: which pixels are coloured against the paper, and which hues are not those of print.

use crate::picture::luma;

/// A pixel is coloured where its channels differ by at least this much, against the paper. Paper and black print differ by
/// less, also behind JPEG.
const COLOURED: u8 = 36;
/// … and by this much where the print is coloured itself, whose edges JPEG gives other hues.
const COLOURED_BESIDE_COLOUR: u8 = 80;
/// Print is darker than this on white paper.
const DARK: u8 = 128;
/// Black print and its edges are darker than this on white paper.
const CROSSED: u8 = 190;
/// The circle of hues is parted into so many sectors.
pub(super) const SECTORS: usize = 12;
/// A hue is that of the print where one of so many dark pixels has it: JPEG washes colour out of thin strokes …
const OF_PRINT: usize = 3;
/// … and more so on coloured paper, whose channels differ by this much.
const OF_PRINT_ON_COLOUR: usize = 5;
const COLOURED_PAPER: u8 = 30;
/// Most inks that are looked at, the most frequent first.
const MOST_INKS: usize = 4;
/// Least ink, in square points: the smallest tick has more.
const LEAST_INK: f64 = 6.0;
/// Each so many-th pixel says what colour the paper is.
const SAMPLE: usize = 7;

/// A pixel of at least this share of that, in eighths, is weakly coloured: a thin stroke that JPEG washed out goes on there.
const WEAK: u8 = 5;
/// The class of a pixel that is neither coloured nor print.
const PAPER: u8 = 0;
/// The class of a pixel of black print; a coloured one has 1 and its sector, a weakly coloured one so much more.
const PRINT: u8 = 255;
const WEAKLY: u8 = 100;

/// The pixels of a page by their colour.
pub(super) struct Inks {
    classes: Vec<u8>,
    /// Each ink by the sectors of its hue.
    pub(super) found: Vec<[bool; SECTORS]>,
    /// Colour of the paper.
    pub(super) paper: [u8; 3],
}

impl Inks {
    /// Finds the coloured inks of a page that are not the colour of its print; a pixel is `point` points wide.
    pub(super) fn of(pixels: &[[u8; 3]], point: f64) -> Self {
        let paper =
            [0, 1, 2].map(|channel| median(pixels.iter().step_by(SAMPLE).map(|pixel| pixel[channel])));
        let balance = paper.map(channel_against);
        let seen = |[r, g, b]: &[u8; 3]| {
            [balance[0][usize::from(*r)], balance[1][usize::from(*g)], balance[2][usize::from(*b)]]
        };
        let share = if range(paper) < COLOURED_PAPER { OF_PRINT } else { OF_PRINT_ON_COLOUR };
        let of_print = hues_of_print(pixels.iter().step_by(SAMPLE).map(seen), share);
        let least = if of_print.contains(&true) { COLOURED_BESIDE_COLOUR } else { COLOURED };
        let mut all = [0_usize; SECTORS];
        let classes = pixels.iter().map(|pixel| {
            let seen = seen(pixel);
            let light = luma(seen[0], seen[1], seen[2]);
            match sector(seen, least) {
                Some(sector) => {
                    all[usize::from(sector)] += 1;
                    sector + 1
                }
                None if light < CROSSED => PRINT,
                None => sector(seen, least / 8 * WEAK).map_or(PAPER, |sector| sector + 1 + WEAKLY),
            }
        });
        let classes: Vec<u8> = classes.collect();
        let found = sectors_to_inks(all, of_print, LEAST_INK / (point * point));
        Self { classes, found, paper }
    }

    /// Whether a pixel has a hue of these sectors.
    pub(super) fn has(&self, at: usize, ink: &[bool; SECTORS]) -> bool {
        let class = self.classes.get(at).copied().unwrap_or(PAPER);
        usize::from(class).checked_sub(1).and_then(|sector| ink.get(sector)).copied().unwrap_or(false)
    }

    /// For each pixel whether it has a hue of these sectors, be it weakly.
    pub(super) fn bitmap(&self, ink: &[bool; SECTORS]) -> Vec<bool> {
        let mut has = [false; 256];
        for first in [1, 1 + usize::from(WEAKLY)] {
            has.iter_mut().skip(first).zip(ink).for_each(|(has, ink)| *has = *ink);
        }
        self.classes.iter().map(|class| has[usize::from(*class)]).collect()
    }

    /// Whether a pixel is weakly coloured.
    pub(super) fn is_weak(&self, at: usize) -> bool {
        self.classes.get(at).is_some_and(|class| (WEAKLY..PRINT).contains(class))
    }

    /// Whether a pixel is black print.
    pub(super) fn is_print(&self, at: usize) -> bool {
        self.classes.get(at) == Some(&PRINT)
    }
}

/// Whether an ink is red.
pub(super) fn is_red(ink: &[bool; SECTORS]) -> bool {
    ink.first() == Some(&true) || ink.last() == Some(&true)
}

/// The sectors around one.
fn around(sector: usize) -> [usize; 3] {
    [(sector + SECTORS - 1) % SECTORS, sector, (sector + 1) % SECTORS]
}

/// Number of pixels in a sector and those beside it.
fn count_around(counts: &[usize; SECTORS], sector: usize) -> usize {
    around(sector).iter().filter_map(|at| counts.get(*at)).sum()
}

/// The sectors of the hues that one of `share` dark pixels has or more.
fn hues_of_print(seen: impl Iterator<Item = [u8; 3]>, share: usize) -> [bool; SECTORS] {
    let (mut dark, mut all) = ([0; SECTORS], 0);
    for [r, g, b] in seen.filter(|[r, g, b]| luma(*r, *g, *b) < DARK) {
        all += 1;
        if let Some(sector) = sector([r, g, b], COLOURED) {
            dark[usize::from(sector)] += 1;
        }
    }
    let mut hues = [false; SECTORS];
    while let Some(most) = (0..SECTORS).max_by_key(|sector| dark[*sector]) {
        if dark[most] == 0 || count_around(&dark, most) * share <= all {
            break;
        }
        for at in around(most) {
            (hues[at], dark[at]) = (true, 0);
        }
    }
    hues
}

/// Parts the hues into inks, each of three neighbouring sectors; without those of the print.
fn sectors_to_inks(mut all: [usize; SECTORS], of_print: [bool; SECTORS], least: f64) -> Vec<[bool; SECTORS]> {
    for (count, _) in all.iter_mut().zip(of_print).filter(|(_, of_print)| *of_print) {
        *count = 0;
    }
    let mut inks = Vec::new();
    while inks.len() < MOST_INKS {
        let Some(most) = (0..SECTORS).max_by_key(|sector| (count_around(&all, *sector), all[*sector])) else {
            break;
        };
        // Pixels of a page: nothing is lost.
        #[allow(clippy::cast_precision_loss)]
        if (count_around(&all, most) as f64) < least {
            break;
        }
        let mut ink = [false; SECTORS];
        for at in around(most).into_iter().filter(|at| all[*at] > 0) {
            ink[at] = true;
        }
        around(most).iter().for_each(|at| all[*at] = 0);
        inks.push(ink);
    }
    inks
}

/// The values of a channel as they were on white paper.
fn channel_against(paper: u8) -> [u8; 256] {
    let paper = u32::from(paper.max(1));
    let mut values = [0; 256];
    for (value, against) in (0_u32..).zip(&mut values) {
        *against = u8::try_from(value * 255 / paper).unwrap_or(u8::MAX);
    }
    values
}

/// The sector of the hue of a colour; `None` where its channels differ by less than `coloured`.
fn sector([r, g, b]: [u8; 3], coloured: u8) -> Option<u8> {
    let range = range([r, g, b]);
    if range < coloured {
        return None;
    }
    let (most, range) = (r.max(g).max(b), i32::from(range));
    let (r, g, b) = (i32::from(r), i32::from(g), i32::from(b));
    let (from, rise) = match i32::from(most) {
        most if most == r => (0, g - b),
        most if most == g => (4, b - r),
        _ => (8, r - g),
    };
    let sector = (from + (2 * rise).div_euclid(range)).rem_euclid(12);
    u8::try_from(sector).ok()
}

/// How far the channels of a colour differ.
pub(super) fn range([r, g, b]: [u8; 3]) -> u8 {
    r.max(g).max(b) - r.min(g).min(b)
}

/// Median of the values; white where there are none.
pub(super) fn median(values: impl Iterator<Item = u8>) -> u8 {
    quantile(values, 50)
}

/// The value that so many of a hundred values do not exceed; white where there are none.
pub(super) fn quantile(values: impl Iterator<Item = u8>, hundredths: usize) -> u8 {
    let mut counts = [0_usize; 256];
    let mut all = 0;
    for value in values {
        counts[usize::from(value)] += 1;
        all += 1;
    }
    let mut seen = 0;
    let found = (0..=255_u8).find(|value| {
        seen += counts[usize::from(*value)];
        seen * 100 >= all * hundredths
    });
    found.filter(|_| all > 0).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many pixels of each colour.
    fn pixels(colours: &[([u8; 3], usize)]) -> Vec<[u8; 3]> {
        colours.iter().flat_map(|(colour, count)| std::iter::repeat_n(*colour, *count)).collect()
    }

    #[test]
    fn the_colour_of_a_pen_is_an_ink_and_that_of_paper_and_print_is_none() {
        let blue = [30, 60, 170];
        let inks = Inks::of(&pixels(&[([250, 250, 250], 9000), ([15, 15, 15], 900), (blue, 300)]), 1.0);
        assert_eq!(inks.found.len(), 1);
        assert!(inks.has(9901, &inks.found[0]) && !inks.has(9100, &inks.found[0]) && inks.is_print(9100));
        // Dark blue print on pink paper, and a green pen.
        let page = [([240, 190, 200], 9000), ([35, 40, 105], 900), ([20, 120, 60], 150)];
        let inks = Inks::of(&pixels(&page), 1.0);
        assert_eq!(inks.found.len(), 1);
        assert!(
            inks.has(9901, &inks.found[0]) && !inks.has(9100, &inks.found[0]) && !inks.has(0, &inks.found[0])
        );
    }

    #[test]
    fn hues_are_parted_all_around() {
        let sectors: Vec<Option<u8>> =
            [[200, 30, 40], [200, 90, 30], [30, 200, 40], [30, 60, 200], [90, 80, 100]]
                .map(|colour| sector(colour, COLOURED))
                .to_vec();
        assert_eq!(sectors, [Some(11), Some(0), Some(4), Some(7), None]);
    }
}
