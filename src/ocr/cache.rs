//! Caches what was read: crops that are equal pixel by pixel are read once. Such are the same number in two columns of a
//! page that a program drew, and the crops that decided the orientation.

use std::collections::HashMap;

use image::GrayImage;

use super::reader::{Expected, Read, TextReader};
use crate::error::Result;

/// A reader with a cache that lasts for one page.
pub(super) struct CachedReader<'a> {
    reader: &'a mut dyn TextReader,
    cache: HashMap<(Expected, u32, Vec<u8>), Read>,
}

impl<'a> CachedReader<'a> {
    pub(super) fn new(reader: &'a mut dyn TextReader) -> Self {
        Self { reader, cache: HashMap::new() }
    }
}

impl TextReader for CachedReader<'_> {
    fn name(&self) -> &'static str {
        self.reader.name()
    }

    fn read(&mut self, crop: &GrayImage, expected: Expected) -> Result<Read> {
        let key = (expected, crop.width(), crop.as_raw().clone());
        if let Some(read) = self.cache.get(&key) {
            return Ok(read.clone());
        }
        let read = self.reader.read(crop, expected)?;
        self.cache.insert(key, read.clone());
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    struct Counting(usize);

    impl TextReader for Counting {
        fn name(&self) -> &'static str {
            "counting"
        }

        fn read(&mut self, _: &GrayImage, _: Expected) -> Result<Read> {
            self.0 += 1;
            Ok(Read::default())
        }
    }

    #[test]
    fn equal_crops_are_read_once_and_others_each() {
        let mut counting = Counting(0);
        let mut reader = CachedReader::new(&mut counting);
        let crops = [GrayImage::new(4, 2), GrayImage::new(4, 2), GrayImage::new(2, 4)];
        for crop in &crops {
            reader.read(crop, Expected::Text).unwrap();
        }
        reader.read(&crops[0], Expected::Number).unwrap();
        reader.read(&GrayImage::from_pixel(4, 2, Luma([9])), Expected::Text).unwrap();
        assert_eq!(counting.0, 4);
    }
}
