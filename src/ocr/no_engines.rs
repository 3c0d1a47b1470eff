//! Has no engine: stands in for both in a build without the feature `ocr`.

/// The reader of numbers.
pub(super) mod number_net {
    use std::convert::Infallible;

    use image::GrayImage;

    use super::super::reader::{Expected, Read, TextReader};
    use crate::error::{Error, Result};

    pub(in super::super) struct NumberNetwork(Infallible);

    impl NumberNetwork {
        pub(in super::super) fn load() -> Result<Self> {
            Err(Error::recognition(super::super::reader::NUMBERS, super::super::NOT_BUILT_IN))
        }
    }

    pub(in super::super) struct NumberReader(Infallible);

    impl NumberReader {
        pub(in super::super) fn new(network: &NumberNetwork) -> Self {
            match network.0 {}
        }
    }

    impl TextReader for NumberReader {
        fn name(&self) -> &'static str {
            match self.0 {}
        }

        fn read(&mut self, _: &GrayImage, _: Expected) -> Result<Read> {
            match self.0 {}
        }
    }
}

/// The reader of words.
pub(super) mod word_net {
    use std::convert::Infallible;

    use image::GrayImage;

    use super::super::reader::{Expected, Read, TextReader};
    use crate::error::{Error, Result};

    pub(in super::super) struct WordNetwork(Infallible);

    impl WordNetwork {
        pub(in super::super) fn load() -> Result<Self> {
            Err(Error::recognition(super::super::reader::WORDS, super::super::NOT_BUILT_IN))
        }
    }

    pub(in super::super) struct WordReader(Infallible);

    impl WordReader {
        pub(in super::super) fn new(network: &WordNetwork) -> Self {
            match network.0 {}
        }
    }

    impl TextReader for WordReader {
        fn name(&self) -> &'static str {
            match self.0 {}
        }

        fn read(&mut self, _: &GrayImage, _: Expected) -> Result<Read> {
            match self.0 {}
        }
    }
}

/// The reader of text.
pub(super) mod ppocr {
    use std::convert::Infallible;
    use std::sync::Arc;

    use image::GrayImage;

    use super::super::reader::{Expected, Read, TextReader};
    use crate::error::{Error, Result};

    pub(in super::super) struct Recogniser(Infallible);

    impl Recogniser {
        pub(in super::super) fn load(_: Vec<u8>) -> Result<Self> {
            Err(Error::recognition("ppocr-v4", super::super::NOT_BUILT_IN))
        }
    }

    pub(in super::super) struct PpOcr(Infallible);

    impl PpOcr {
        pub(in super::super) fn new(shared: &Arc<Recogniser>) -> Self {
            match shared.0 {}
        }
    }

    impl TextReader for PpOcr {
        fn name(&self) -> &'static str {
            match self.0 {}
        }

        fn read(&mut self, _: &GrayImage, _: Expected) -> Result<Read> {
            match self.0 {}
        }
    }
}

/// The second reader.
pub(super) mod tesseract {
    use std::convert::Infallible;

    use image::GrayImage;

    use super::super::reader::{Expected, Read, TextReader};
    use crate::error::Result;

    pub(in super::super) struct Tesseract(Infallible);

    impl Tesseract {
        pub(in super::super) fn new() -> std::result::Result<Self, &'static str> {
            Err(super::super::NOT_BUILT_IN)
        }

        pub(in super::super) fn version() -> std::result::Result<String, &'static str> {
            Err(super::super::NOT_BUILT_IN)
        }
    }

    impl TextReader for Tesseract {
        fn name(&self) -> &'static str {
            match self.0 {}
        }

        fn read(&mut self, _: &GrayImage, _: Expected) -> Result<Read> {
            match self.0 {}
        }
    }
}
