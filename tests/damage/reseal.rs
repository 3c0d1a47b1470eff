//! Changes what a compressed stream holds and compresses it again to the same length, with the right checksum: another
//! document, in which nothing but that content is changed.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Bytes of a zlib header.
const HEADER: usize = 2;

/// Blocks of Deflate that hold nothing and end at a byte, of 5, 6 and 7 bytes: an empty stored block, behind none, one
/// or two blocks with fixed codes and an end alone (RFC 1951).
const EMPTY: [&[u8]; 3] = [&[0, 0, 0, 255, 255], &[2, 0, 0, 0, 255, 255], &[2, 8, 0, 0, 0, 255, 255]];

/// Compresses as zlib to exactly `length` bytes; `None` where that cannot be done.
pub(crate) fn compress_to(content: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).ok()?;
    let compressed = encoder.finish().ok()?;
    let filling = filling(length.checked_sub(compressed.len())?)?;
    Some([&compressed[..HEADER], &filling, &compressed[HEADER..]].concat())
}

/// Makes blocks that hold nothing and have `length` bytes together.
fn filling(length: usize) -> Option<Vec<u8>> {
    let (blocks, mut rest) = (length / EMPTY[0].len(), length % EMPTY[0].len());
    let mut filling = Vec::new();
    for _ in 0..blocks {
        let more = rest.min(EMPTY.len() - 1);
        filling.extend_from_slice(EMPTY[more]);
        rest -= more;
    }
    (rest == 0).then_some(filling)
}

#[test]
fn any_length_but_a_few_can_be_had() {
    use std::io::Read;

    let content = b"BT (1,234.50) Tj ET ".repeat(20);
    let least = (0..400).find(|length| compress_to(&content, *length).is_some()).unwrap();
    for more in (5..8).chain(10..200) {
        let compressed = compress_to(&content, least + more).unwrap();
        assert_eq!(compressed.len(), least + more);
        let mut inflated = Vec::new();
        flate2::read::ZlibDecoder::new(compressed.as_slice()).read_to_end(&mut inflated).unwrap();
        assert!(inflated == content, "{more} bytes more");
    }
    assert_eq!(compress_to(&content, least + 1), None);
}
