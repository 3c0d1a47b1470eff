//! From the picture of a page to what stands on it: rulings, glyphs and their readings. After this stage nothing asks
//! whether a page was scanned.

pub mod ctc;
pub mod pool;
pub mod ppocr;
pub mod reader;
pub mod tesseract;
