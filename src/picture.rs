//! Defines pictures of pages: pixels and nothing else, so that OCR and drawing need not know which format they come from.

use std::io;

use crate::geom::Affine;

/// The picture of a page from which its text is recognised.
///
/// Where a scanner stored the page as an image, these are its own pixels, not resampled; else the page is drawn.
#[derive(Debug, Clone)]
pub struct Scan {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The pixels, row by row from the top left.
    pub pixels: Pixels,
    /// Map from pixels (their top left corners) to points of the page as it is seen, with turns and flips.
    pub to_page: Affine,
}

/// Pixels of 8 bits per channel.
#[derive(Debug, Clone)]
pub enum Pixels {
    /// One byte each: 0 is black.
    Gray(Vec<u8>),
    /// Red, green and blue.
    Rgb(Vec<u8>),
}

impl Pixels {
    /// Converts RGB to gray where red, green and blue are equal everywhere.
    pub(crate) fn gray_where_gray(self) -> Self {
        match self {
            Self::Rgb(rgb) if is_gray(&rgb) => {
                Self::Gray(rgb.as_chunks::<3>().0.iter().map(|p| p[0]).collect())
            }
            other => other,
        }
    }
}

/// Whether red, green and blue are equal in all pixels. Looks at many of them at a time.
fn is_gray(rgb: &[u8]) -> bool {
    let differ = |[r, g, b]: &[u8; 3]| (r ^ g) | (r ^ b);
    rgb.as_chunks::<3>().0.chunks(64).all(|block| block.iter().fold(0, |any, pixel| any | differ(pixel)) == 0)
}

/// Paints a value over another; an `alpha` of 255 is opaque.
pub(crate) fn over(under: u8, value: u8, alpha: u8) -> u8 {
    let (under, value, alpha) = (u32::from(under), u32::from(value), u32::from(alpha));
    u8::try_from((under * (255 - alpha) + value * alpha + 127) / 255).unwrap_or(u8::MAX)
}

/// Brightness of a colour (luma of ITU-R BT.601).
pub(crate) fn luma(r: u8, g: u8, b: u8) -> u8 {
    let sum = 299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b);
    u8::try_from((sum + 500) / 1000).unwrap_or(u8::MAX)
}

/// The pixels of one page as it is seen, 8 bits each of red, green and blue, on white paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Pixels per inch: a point of the page is `dpi / 72` of them.
    pub dpi: u32,
    /// `3 × width × height` bytes, row by row from the top left.
    pub rgb: Vec<u8>,
}

impl Picture {
    /// Red, green and blue of a pixel; `None` outside.
    pub fn pixel(&self, x: u32, y: u32) -> Option<[u8; 3]> {
        if x >= self.width || y >= self.height {
            return None;
        }
        let at = 3 * (y as usize * self.width as usize + x as usize);
        self.rgb.get(at..at + 3).and_then(|three| three.try_into().ok())
    }

    /// The picture as a PNG file that knows its resolution. The same picture gives the same bytes.
    ///
    /// # Errors
    /// Where `rgb` does not have as many bytes as the pixels need.
    pub fn to_png(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        // Pages are mostly white: the fast coder is within a fifth of the best one's size.
        encoder.set_compression(png::Compression::Fast);
        let per_metre = self.dpi_in_metres();
        encoder.set_pixel_dims(Some(png::PixelDimensions {
            xppu: per_metre,
            yppu: per_metre,
            unit: png::Unit::Meter,
        }));
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgb)?;
        writer.finish()?;
        Ok(bytes)
    }

    /// Resolution in pixels per metre, as PNG states it: 10,000 metres are 393,701 inches.
    fn dpi_in_metres(&self) -> u32 {
        u32::try_from((u64::from(self.dpi) * 393_701 + 5_000) / 10_000).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_pixels() -> Picture {
        Picture { width: 2, height: 1, dpi: 150, rgb: vec![255, 0, 0, 1, 2, 3] }
    }

    #[test]
    fn pixels_are_found_and_nothing_beside_them() {
        assert_eq!(two_pixels().pixel(1, 0), Some([1, 2, 3]));
        assert_eq!((two_pixels().pixel(2, 0), two_pixels().pixel(0, 1)), (None, None));
    }

    #[test]
    fn a_png_gives_the_pixels_and_the_resolution_back() {
        let bytes = two_pixels().to_png().unwrap();
        let mut reader = png::Decoder::new(io::Cursor::new(&bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(pixels, two_pixels().rgb);
        // 150 pixels in an inch are 5,906 in a metre.
        assert_eq!(reader.info().pixel_dims.map(|d| (d.xppu, d.yppu)), Some((5_906, 5_906)));
    }

    #[test]
    fn equal_channels_are_gray() {
        let gray = |rgb: &[u8]| Pixels::Rgb(rgb.to_vec()).gray_where_gray();
        assert!(matches!(gray(&[1, 1, 1, 9, 9, 9]), Pixels::Gray(g) if g == [1, 9]));
        assert!(matches!(gray(&[1, 1, 2]), Pixels::Rgb(_)));
        assert_eq!((over(255, 0, 255), over(255, 0, 0), over(200, 100, 128)), (0, 255, 150));
        assert_eq!((luma(255, 255, 255), luma(0, 0, 0)), (255, 0));
    }

    #[test]
    fn a_picture_that_lacks_pixels_is_no_png() {
        assert!(Picture { height: 2, ..two_pixels() }.to_png().is_err());
    }
}
