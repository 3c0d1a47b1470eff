//! Looks at the pictures of a scan: of a page of text they are not decoded, and need not be whole.

use std::collections::HashSet;

use hayro_syntax::Filter;
use hayro_syntax::object::{Dict, Name, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};

use super::fault::Fault;
use super::limits;
use super::whole::{Inflater, Wholeness, look};

/// Depth to which forms are followed.
const MOST_DEPTH: usize = 8;
/// Most pictures of a page that are looked at.
const MOST_PICTURES: usize = 10_000;
/// Mark at the end of a JPEG.
const JPEG_END: &[u8] = &[0xff, 0xd9];

/// The pictures of a page whose data are damaged.
pub(in crate::pdf) fn damaged_pictures(page: &Page<'_>) -> Vec<Fault> {
    let mut look = Look { seen: HashSet::new(), faults: Vec::new(), inflater: Inflater::default() };
    look.resources(page.resources(), 0);
    look.faults
}

struct Look {
    seen: HashSet<ObjectIdentifier>,
    faults: Vec<Fault>,
    inflater: Inflater,
}

impl Look {
    fn resources(&mut self, resources: &Resources<'_>, depth: usize) {
        for name in resources.x_objects.keys() {
            let Some(stream) = resources.get_x_object(&name) else { continue };
            if !self.seen.insert(stream.obj_id()) || self.seen.len() > MOST_PICTURES {
                continue;
            }
            let dict = stream.dict();
            match dict.get::<Name<'_>>("Subtype").as_deref() {
                Some(b"Image") => self.picture(&stream),
                Some(b"Form") if depth < MOST_DEPTH => {
                    if let Some(own) = dict.get::<Dict<'_>>("Resources") {
                        self.resources(&Resources::new(own), depth + 1);
                    }
                }
                _ => {}
            }
        }
    }

    fn picture(&mut self, stream: &Stream<'_>) {
        if limits::filters(stream).is_some() {
            return; // told where the page is walked
        }
        let what = match look(stream, &mut self.inflater) {
            Wholeness::Damaged(what) => what,
            _ if is_cut_jpeg(stream) => "its JPEG data have no end",
            _ => return,
        };
        let what = format!("it is a picture, and {what}");
        self.faults.push(Fault { object: Some(stream.obj_id().obj_number), what, bars: false });
    }
}

/// Whether a JPEG lacks its end.
fn is_cut_jpeg(stream: &Stream<'_>) -> bool {
    stream.filters().as_slice() == [Filter::DctDecode]
        && memchr::memmem::rfind(&stream.raw_data(), JPEG_END).is_none()
}

#[cfg(test)]
mod tests {
    use hayro_syntax::object::FromBytes;

    use super::*;

    #[test]
    fn a_jpeg_has_an_end() {
        let of = |end: &[u8]| {
            let head = b"<</Length 4 /Filter /DCTDecode>>stream\n\xff\xd8".as_slice();
            let bytes = [head, end, b"\nendstream"].concat();
            is_cut_jpeg(&Stream::from_bytes(&bytes).unwrap())
        };
        assert!(!of(b"\xff\xd9") && !of(b"\xff\xd9 more") && of(b"\xff\x00"));
    }
}
