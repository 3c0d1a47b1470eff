//! Decompresses files that hold one thing: a tar, of which the members are walked, or a single file.

use std::io::{BufRead, BufReader, Error, Read, Result as IoResult};
use std::rc::Rc;

use lzma_rust2::XzReader;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::fault::ArchiveFault;
use super::format::ArchiveFormat;
use super::limits::{CountedInput, LimitedReader, Meter};
use super::names::RawName;
use super::tar;
use super::walk::{ArchiveLevel, ArchiveWalk};
use crate::source::kind::HEAD;

/// Memory for the dictionary of xz: four times what its highest preset takes, in KiB.
pub(super) const XZ_MEMORY_KB: u32 = 256 * 1024;
/// Memory for the window of Zstandard: what its own program takes without being asked, in bytes.
const ZSTD_WINDOW: u64 = 128 * 1024 * 1024;

/// Walks the members of a compressed tar, or the single file.
pub(super) fn walk(
    walk: &mut ArchiveWalk<'_>,
    level: &ArchiveLevel,
    format: ArchiveFormat,
    bytes: &mut dyn Read,
) -> Result<(), ArchiveFault> {
    let meter = Meter::new(level.depth, 0);
    let packed = BufReader::new(CountedInput { inner: bytes, meter: Rc::clone(&meter) });
    let shared = Rc::clone(&walk.shared);
    let inner = unpack(format, packed);
    let mut bytes =
        LimitedReader { inner, shared: Rc::clone(&shared), meters: vec![meter], most: None, out: 0 };
    let mut head = Vec::new();
    if let Err(error) = bytes.by_ref().take(HEAD as u64).read_to_end(&mut head) {
        return Err(shared.fault(level.depth, &error));
    }
    let is_tar = ArchiveFormat::of(&head) == Some(ArchiveFormat::Tar);
    let mut all = head.as_slice().chain(&mut bytes);
    if is_tar {
        tar::walk(walk, level, &mut all)?;
    } else if let Some(place) = walk.begin(level, 0, RawName::Stem)? {
        let read = walk.member(level, &place, 0, Vec::new(), &mut all);
        walk.end(level, &place, read)?;
    }
    // The rest is read, so that the checksum of the whole is verified.
    let left = std::io::copy(&mut all, &mut std::io::sink());
    left.map(|_| ()).map_err(|error| shared.fault(level.depth, &error))
}

fn unpack<'r>(format: ArchiveFormat, packed: impl BufRead + 'r) -> Box<dyn Read + 'r> {
    match format {
        ArchiveFormat::Zstd => Box::new(ZstdFrames::new(packed)),
        ArchiveFormat::Xz => Box::new(XzReader::new_mem_limit(packed, true, XZ_MEMORY_KB)),
        ArchiveFormat::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
        _ => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
    }
}

/// Reads the frames of Zstandard one after the other, as one stream.
pub(super) struct ZstdFrames<R: BufRead> {
    waiting: Option<R>,
    frame: Option<StreamingDecoder<R, FrameDecoder>>,
}

impl<R: BufRead> ZstdFrames<R> {
    pub(super) fn new(packed: R) -> Self {
        Self { waiting: Some(packed), frame: None }
    }
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(frame) = &mut self.frame {
                let count = frame.read(buffer)?;
                if count > 0 {
                    return Ok(count);
                }
            }
            self.waiting = self.frame.take().map(StreamingDecoder::into_inner).or(self.waiting.take());
            let Some(mut packed) = self.waiting.take() else { return Ok(0) };
            if packed.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let frame = StreamingDecoder::new_with_max_window_size(packed, ZSTD_WINDOW);
            self.frame = Some(frame.map_err(Error::other)?);
        }
    }
}
