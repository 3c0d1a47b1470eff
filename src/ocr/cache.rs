//! Caches what was read: crops that are equal pixel by pixel are read once in a document. Such are the same number in two
//! columns of a page that a program drew, and the crops that decided the orientation.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use image::GrayImage;
use sha2::{Digest, Sha256};

use super::pool::Engines;
use super::reader::{Expected, Read, Role};
use crate::error::Result;

/// Most crops that are kept: what was read of them is some megabytes.
const MOST: usize = 20_000;

/// What was read of the crops of one document. The same crop reads the same on any thread, so that it does not matter
/// which of them came first.
#[derive(Default)]
pub(super) struct ReadCache(Mutex<HashMap<Key, Read>>);

#[derive(PartialEq, Eq, Hash)]
struct Key {
    role: Role,
    expected: Expected,
    /// SHA-256 of its width and its pixels.
    crop: [u8; 32],
}

/// What was read, and the name of the reader.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct NamedRead {
    pub(super) reader: &'static str,
    pub(super) read: Read,
}

/// The readers of one thread, with the cache of the document.
pub(super) struct CachedReaders<'a, 'r> {
    engines: &'a mut Engines<'r>,
    cache: &'a ReadCache,
}

impl<'a, 'r> CachedReaders<'a, 'r> {
    pub(super) fn new(engines: &'a mut Engines<'r>, cache: &'a ReadCache) -> Self {
        Self { engines, cache }
    }

    /// Has a crop read by the reader of a role; `None` where the role is empty.
    pub(super) fn read(
        &mut self,
        role: Role,
        crop: &GrayImage,
        expected: Expected,
    ) -> Result<Option<NamedRead>> {
        let Some(engine) = self.engines.reader(role) else { return Ok(None) };
        let reader = engine.name();
        let key = Key { role, expected, crop: digest(crop) };
        if let Some(read) = self.cache.lock().get(&key) {
            return Ok(Some(NamedRead { reader, read: read.clone() }));
        }
        let read = engine.read(crop, expected)?;
        let mut known = self.cache.lock();
        if known.len() < MOST {
            known.insert(key, read.clone());
        }
        Ok(Some(NamedRead { reader, read }))
    }
}

impl ReadCache {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Read>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn digest(crop: &GrayImage) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(crop.width().to_le_bytes());
    hash.update(crop.as_raw());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use image::Luma;

    use super::super::pool::Readers;
    use super::super::reader::TextReader;
    use super::*;

    struct Counting(Arc<AtomicUsize>);

    impl TextReader for Counting {
        fn name(&self) -> &'static str {
            "counting"
        }

        fn read(&mut self, _: &GrayImage, _: Expected) -> Result<Read> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Ok(Read::default())
        }
    }

    #[test]
    fn equal_crops_are_read_once_and_others_each() {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let make = move || Ok(Box::new(Counting(Arc::clone(&counted))) as Box<dyn TextReader>);
        let readers = Readers::none("").with(Role::Text, "counting".to_owned(), make);
        let cache = ReadCache::default();
        let crops = [GrayImage::new(4, 2), GrayImage::new(4, 2), GrayImage::new(2, 4)];
        for crop in &crops {
            let mut engines = readers.check_out().unwrap();
            let mut reader = CachedReaders::new(&mut engines, &cache);
            let read = reader.read(Role::Text, crop, Expected::Text).unwrap().unwrap();
            assert_eq!(read.reader, "counting");
        }
        let mut engines = readers.check_out().unwrap();
        let mut reader = CachedReaders::new(&mut engines, &cache);
        reader.read(Role::Text, &crops[0], Expected::Number).unwrap();
        reader.read(Role::Text, &GrayImage::from_pixel(4, 2, Luma([9])), Expected::Text).unwrap();
        assert!(reader.read(Role::Second, &crops[0], Expected::Number).unwrap().is_none());
        assert_eq!(count.load(Ordering::Relaxed), 4);
    }
}
