//! The weights that are compiled in: what they are and where they come from stands in the README beside each.

/// The weights of the reader of glyphs as `tools/train/glyphs.py` writes them: numbers of four bytes, the lowest first,
/// layer by layer.
pub(crate) fn glyph_weights() -> &'static [u8] {
    include_bytes!("../../models/glyphs/net.bin")
}

/// The weights of the reader of numbers as `tools/train/number_reader.py` writes them: ONNX.
pub(crate) fn number_weights() -> &'static [u8] {
    include_bytes!("../../models/ocr/numbers.onnx")
}

/// The weights of the reader of words as `tools/train/word_reader.py` writes them: ONNX.
pub(crate) fn word_weights() -> &'static [u8] {
    include_bytes!("../../models/ocr/words.onnx")
}

#[cfg(test)]
mod tests {
    use super::super::sha256_of;
    use super::*;

    #[test]
    fn the_weights_are_those_that_the_readmes_describe() {
        let readme = include_str!("../../models/glyphs/README.md");
        assert!(readme.contains(&sha256_of(glyph_weights())), "README.md has another SHA-256");
        let readme = include_str!("../../models/ocr/README.md");
        assert!(readme.contains(&sha256_of(number_weights())), "README.md has another SHA-256");
        assert!(readme.contains(&sha256_of(word_weights())), "README.md has another SHA-256");
    }
}
