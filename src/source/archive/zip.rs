//! Walks zip archives by their central directory, in its order. Raw names and members of equal name are kept.

use std::io::{BufReader, Error, Read};
use std::rc::Rc;

use lzma_rust2::{LzmaReader, XzReader};
use rawzip::extra_fields::ExtraFieldId;
use rawzip::{CompressionMethod, ErrorKind, ReaderAt, ZipArchive, ZipEntry, ZipFileHeaderRecord, ZipLocator};

use super::compressed::{XZ_MEMORY_KB, ZstdFrames};
use super::fault::ArchiveFault;
use super::limits::Meter;
use super::names::RawName;
use super::walk::{ArchiveLevel, ArchiveWalk};
use crate::source::file_type::FileType;
use crate::source::office_type;

/// Bit 11: the name is UTF-8.
const IS_UTF8: u16 = 1 << 11;
/// Info-ZIP's field with the name in UTF-8: version, sum of the other name, name.
const UNICODE_PATH: u16 = 0x7075;

/// Opens the central directory.
fn open<R: ReaderAt>(reader: R, length: u64, depth: u32) -> Result<ZipArchive<R>, ArchiveFault> {
    let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
    ZipLocator::new().locate_in_reader(reader, &mut buffer, length).map_err(|(_, error)| match error.kind() {
        ErrorKind::MissingEndOfCentralDirectory => ArchiveFault::truncated(
            depth,
            "the zip has no directory at its end: its members cannot be listed",
        ),
        _ => ArchiveFault::damaged(depth, error),
    })
}

fn buffer() -> Vec<u8> {
    vec![0; rawzip::MAX_CENTRAL_DIRECTORY_RECORD_SIZE]
}

/// Recognises a zip that is a document of an office program by the names of its members; an error where it has no
/// directory.
pub(super) fn office_type<R: ReaderAt>(reader: R, length: u64) -> Result<Option<FileType>, ArchiveFault> {
    Ok(office_type::of_zip(&open(reader, length, 0)?))
}

/// Walks all members.
pub(super) fn walk<R: ReaderAt>(
    walk: &mut ArchiveWalk<'_>,
    level: &ArchiveLevel,
    reader: R,
    length: u64,
) -> Result<(), ArchiveFault> {
    let zip = open(reader, length, level.depth)?;
    // Directories may name the same bytes many times, each below the ratio.
    let whole = Meter::new(level.depth, length);
    let mut buffer = buffer();
    let mut entries = zip.entries(&mut buffer);
    let (mut number, mut found) = (0, 0u64);
    loop {
        let entry = match entries.next_entry() {
            Ok(Some(entry)) => entry,
            Ok(None) => break,
            Err(error) => return Err(ArchiveFault::damaged(level.depth, format!("its directory: {error}"))),
        };
        found += 1;
        if entry.is_dir() {
            continue;
        }
        if let Some(place) = walk.begin(level, number, name(&entry))? {
            let read = member(walk, level, &place, &zip, &entry, &whole);
            walk.end(level, &place, read)?;
        }
        number += 1;
    }
    // An old end record counts modulo 65,536: it may say less than there is, never more.
    let said = zip.entries_hint();
    if found < said {
        let what = format!("its directory has {found} entries, its end says {said}");
        return Err(ArchiveFault::damaged(level.depth, what));
    }
    Ok(())
}

fn member<R: ReaderAt>(
    walk: &mut ArchiveWalk<'_>,
    level: &ArchiveLevel,
    place: &[u32],
    zip: &ZipArchive<R>,
    entry: &ZipFileHeaderRecord<'_>,
    whole: &Rc<Meter>,
) -> Result<(), ArchiveFault> {
    let depth = level.of_member();
    if entry.flags().is_encrypted() {
        return Err(ArchiveFault::encrypted(depth));
    }
    let found = zip.get_entry(entry.wayfinder()).map_err(|error| ArchiveFault::damaged(depth, error))?;
    let method = entry.compression_method();
    let meter = Meter::new(depth, entry.compressed_size_hint());
    let unpacked = unpack(&found, method, entry.uncompressed_size_hint());
    let Some(unpacked) = unpacked.map_err(|error| ArchiveFault::of_reading(depth, &error))? else {
        return Err(ArchiveFault::unsupported(depth, method));
    };
    let mut bytes = found.verifying_reader(unpacked);
    walk.member(level, place, entry.uncompressed_size_hint(), vec![meter, Rc::clone(whole)], &mut bytes)
}

/// Makes a reader of the unpacked bytes of a member; `None` where they are packed in an unknown way.
fn unpack<'z, R: ReaderAt>(
    entry: &ZipEntry<'z, R>,
    method: CompressionMethod,
    length: u64,
) -> Result<Option<Box<dyn Read + 'z>>, Error> {
    let mut packed = BufReader::new(entry.reader());
    Ok(Some(match method {
        CompressionMethod::STORE => Box::new(packed),
        CompressionMethod::DEFLATE => Box::new(flate2::bufread::DeflateDecoder::new(packed)),
        CompressionMethod::DEFLATE64 => Box::new(deflate64::Deflate64Decoder::with_buffer(packed)),
        CompressionMethod::BZIP2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
        CompressionMethod::ZSTD => Box::new(ZstdFrames::new(packed)),
        CompressionMethod::XZ => Box::new(XzReader::new_mem_limit(packed, true, XZ_MEMORY_KB)),
        CompressionMethod::LZMA => {
            // Version, length of the properties, properties: a byte and the size of the dictionary.
            let mut head = [0; 9];
            packed.read_exact(&mut head)?;
            let [.., properties, a, b, c, d] = head;
            let dictionary = u32::from_le_bytes([a, b, c, d]);
            if dictionary / 1024 > XZ_MEMORY_KB {
                return Err(Error::other("it needs too large a dictionary"));
            }
            Box::new(LzmaReader::new_with_props(packed, length, properties, dictionary, None)?)
        }
        _ => return Ok(None),
    }))
}

/// Finds the name of a member, as far as flags and extra fields state its encoding.
fn name(entry: &ZipFileHeaderRecord<'_>) -> RawName {
    let path = entry.file_path();
    let bytes: &[u8] = path.as_bytes();
    let unicode = entry.extra_fields().find_map(|(id, field)| {
        let [1, a, b, c, d, text @ ..] = field else { return None };
        let is_of_name = id == ExtraFieldId::new(UNICODE_PATH)
            && u32::from_le_bytes([*a, *b, *c, *d]) == rawzip::crc32(bytes);
        is_of_name.then(|| std::str::from_utf8(text).ok()).flatten()
    });
    let flagged = || std::str::from_utf8(bytes).ok().filter(|_| entry.flags().bits() & IS_UTF8 != 0);
    match unicode.or_else(flagged) {
        Some(text) => RawName::Text(text.to_owned()),
        None => RawName::Bytes(bytes.to_vec()),
    }
}
