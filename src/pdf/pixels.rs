//! Decodes the pixels of an image to brightness and opacity, whatever it is stored as.

use hayro_interpret::{Image, ImageData, Paint};

use crate::picture::luma;

/// Decodes an image for a use of its size and of its pixels, row by row: brightness and opacity of each. Says whether it could
/// be decoded.
pub(super) fn decode(
    image: &Image<'_, '_>,
    mut used: impl FnMut((u32, u32), &dyn Fn(usize) -> (u8, u8)),
) -> bool {
    let mut done = false;
    match image {
        Image::Raster(raster) => raster.with_rgba(
            |data, alpha| {
                done = true;
                let size = (data.width(), data.height());
                let alpha = alpha.filter(|mask| (mask.width, mask.height) == size);
                used(size, &|i| {
                    let bright = match &data {
                        ImageData::Luma(luma) => luma.data.get(i).copied().unwrap_or(u8::MAX),
                        ImageData::Rgb(rgb) => {
                            rgb.data.get(3 * i..3 * i + 3).map_or(u8::MAX, |p| luma(p[0], p[1], p[2]))
                        }
                    };
                    let alpha = alpha.as_ref().and_then(|mask| mask.data.get(i).copied());
                    (bright, alpha.unwrap_or(u8::MAX))
                });
            },
            None,
        ),
        Image::Stencil(stencil) => stencil.with_stencil(
            |mask, paint| {
                done = true;
                let bright = match paint {
                    Paint::Color(color) => {
                        let [r, g, b, _] = color.to_rgba().to_rgba8();
                        luma(r, g, b)
                    }
                    Paint::Pattern(_) => 0,
                };
                used((mask.width, mask.height), &|i| (bright, mask.data.get(i).copied().unwrap_or(0)));
            },
            None,
        ),
    }
    done
}
