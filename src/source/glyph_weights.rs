//! The weights of the reader of glyphs, compiled in: 98 KB. Where they come from stands in `models/glyphs/README.md`.

/// The weights as `tools/train/glyphs.py` writes them: numbers of four bytes, the lowest first, layer by layer.
pub(crate) fn glyph_weights() -> &'static [u8] {
    include_bytes!("../../models/glyphs/net.bin")
}

#[cfg(test)]
mod tests {
    use super::super::sha256_of;
    use super::*;

    #[test]
    fn the_weights_are_those_that_the_readme_describes() {
        let readme = include_str!("../../models/glyphs/README.md");
        assert!(readme.contains(&sha256_of(glyph_weights())), "README.md has another SHA-256");
    }
}
