//! Limits what an archive may take: readers stop where a limit is passed.

use std::cell::{Cell, RefCell};
use std::io::{Error, Read, Result};
use std::rc::Rc;

use super::fault::ArchiveFault;

/// Bytes of a member that is read. The largest disclosures with scans have some 100 MB; more than the bytes in flight
/// could never be handed on.
pub(crate) const MEMBER_BYTES: u64 = 256_000_000;
/// Bytes of nested archives that are held in memory at once, all levels together: half of what the process may take.
const HELD_BYTES: u64 = 1_000_000_000;
/// Largest ratio of unpacked to packed bytes. Blank scans reach 100, text 20; deflate cannot pass
/// 1,032, so that a higher limit would stop no bomb in a zip.
const RATIO: u64 = 250;
/// Bytes from which on the ratio counts: small files may be packed very well, and cost nothing.
const RATIO_FROM: u64 = 16_000_000;
/// Archives in archives: province, city, county and department are four.
const DEPTH: u32 = 5;
/// Members of an archive, nested ones together: a province publishes some ten thousand documents a year. Each costs
/// some hundred bytes of memory.
const MEMBERS: u64 = 100_000;
/// Bytes that an archive is unpacked to, nested ones together: what disks and patience bear.
const TOTAL_BYTES: u64 = 100_000_000_000;
/// Largest ratio of all that an archive is unpacked to, nested ones together, to the bytes of its file. A few faulty
/// members stay under it; thousands of nested bombs, each given up early, do not.
const TOTAL_RATIO: u64 = 1_000;
/// Bytes from which on that ratio counts: a few seconds.
const TOTAL_RATIO_FROM: u64 = 1_000_000_000;
/// Bytes after which progress is reported again: a fraction of a second.
const PROGRESS_BYTES: u64 = 16_000_000;

/// Limits of one archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchiveLimits {
    /// Bytes of a member that is read.
    pub member_bytes: u64,
    /// Bytes of nested archives that are held in memory at once.
    pub held_bytes: u64,
    /// Largest ratio of unpacked to packed bytes.
    pub ratio: u64,
    /// Bytes from which on the ratio counts.
    pub ratio_from: u64,
    /// Archives in archives, the outermost counted.
    pub depth: u32,
    /// Members, those of nested archives counted.
    pub members: u64,
    /// Bytes that all is unpacked to.
    pub total_bytes: u64,
}

impl Default for ArchiveLimits {
    fn default() -> Self {
        Self {
            member_bytes: MEMBER_BYTES,
            held_bytes: HELD_BYTES,
            ratio: RATIO,
            ratio_from: RATIO_FROM,
            depth: DEPTH,
            members: MEMBERS,
            total_bytes: TOTAL_BYTES,
        }
    }
}

const BOMB: &str = "if it is no bomb, unpack it with another program, and read the folder";

/// State that all readers of one archive share.
pub(super) struct Shared<'a> {
    pub(super) limits: ArchiveLimits,
    total: Cell<u64>,
    /// Bytes that all may be unpacked to, for the length of the file.
    most_total: Cell<u64>,
    since_progress: Cell<u64>,
    progress: &'a dyn Fn(),
    /// The limit that was passed: libraries in between may lose what an error said.
    passed: RefCell<Option<ArchiveFault>>,
}

impl<'a> Shared<'a> {
    pub(super) fn new(limits: ArchiveLimits, progress: &'a dyn Fn()) -> Self {
        Self {
            limits,
            total: Cell::new(0),
            most_total: Cell::new(u64::MAX),
            since_progress: Cell::new(0),
            progress,
            passed: RefCell::new(None),
        }
    }

    /// Takes the length of the outermost archive, which decides what it may be unpacked to.
    pub(super) fn set_length(&self, length: u64) {
        self.most_total.set(length.saturating_mul(TOTAL_RATIO).max(TOTAL_RATIO_FROM));
    }

    fn pass(&self, fault: ArchiveFault) -> Error {
        self.passed.replace(Some(fault));
        Error::other("a limit is passed")
    }

    /// Why reading failed: the limit that was passed, else what the error says.
    pub(super) fn fault(&self, depth: u32, error: &Error) -> ArchiveFault {
        self.passed.take().unwrap_or_else(|| ArchiveFault::of_reading(depth, error))
    }

    /// Reports now and then that reading goes on.
    pub(super) fn progress(&self, bytes: u64) {
        let since = self.since_progress.get().saturating_add(bytes);
        self.since_progress.set(if since >= PROGRESS_BYTES { 0 } else { since });
        if since >= PROGRESS_BYTES {
            (self.progress)();
        }
    }
}

/// Counts the packed bytes of one thing, and its unpacked ones.
pub(super) struct Meter {
    packed: Cell<u64>,
    out: Cell<u64>,
    /// Depth of the archive that is given up where the ratio is passed.
    depth: u32,
}

impl Meter {
    pub(super) fn new(depth: u32, packed: u64) -> Rc<Self> {
        Rc::new(Self { packed: Cell::new(packed), out: Cell::new(0), depth })
    }

    fn passes(&self, bytes: u64, limits: &ArchiveLimits) -> Option<ArchiveFault> {
        self.out.set(self.out.get() + bytes);
        let most = self.packed.get().max(1).saturating_mul(limits.ratio);
        (self.out.get() > limits.ratio_from && self.out.get() > most).then(|| {
            let message = format!("unpacked it is more than {} times larger: a bomb", limits.ratio);
            ArchiveFault::new(self.depth, "bomb", message, BOMB)
        })
    }
}

/// A reader that counts the packed bytes.
pub(super) struct CountedInput<R> {
    pub(super) inner: R,
    pub(super) meter: Rc<Meter>,
}

impl<R: Read> Read for CountedInput<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = self.inner.read(buffer)?;
        self.meter.packed.set(self.meter.packed.get() + count as u64);
        Ok(count)
    }
}

/// A reader that stops where a limit is passed.
pub(super) struct LimitedReader<'a, R> {
    pub(super) inner: R,
    pub(super) shared: Rc<Shared<'a>>,
    /// Ratios to keep. The bytes count for the total of the archive where there is at least one.
    pub(super) meters: Vec<Rc<Meter>>,
    /// Most bytes of this thing, and the depth of the archive that is given up where it has more.
    pub(super) most: Option<(u64, u32)>,
    pub(super) out: u64,
}

impl<R: Read> Read for LimitedReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = self.inner.read(buffer)?;
        let bytes = count as u64;
        self.out += bytes;
        self.shared.progress(bytes);
        let limits = &self.shared.limits;
        if let Some(fault) = self.meters.iter().find_map(|meter| meter.passes(bytes, limits)) {
            return Err(self.shared.pass(fault));
        }
        if !self.meters.is_empty() {
            self.shared.total.set(self.shared.total.get() + bytes);
            if self.shared.total.get() > limits.total_bytes {
                let message = format!("unpacked the archive has more than {} bytes", limits.total_bytes);
                return Err(self.shared.pass(ArchiveFault::new(1, "too_large", message, BOMB)));
            }
            if self.shared.total.get() > self.shared.most_total.get() {
                let message =
                    format!("unpacked the whole archive is more than {TOTAL_RATIO} times larger: a bomb");
                return Err(self.shared.pass(ArchiveFault::new(1, "bomb", message, BOMB)));
            }
        }
        if let Some((most, depth)) = self.most
            && self.out > most
        {
            return Err(self.shared.pass(too_large(depth, most)));
        }
        Ok(count)
    }
}

pub(super) fn too_large(depth: u32, most: u64) -> ArchiveFault {
    let message = format!("unpacked it has more than {most} bytes");
    ArchiveFault::new(depth, "too_large", message, "split it, or unpack the archive and read the folder")
}

pub(super) fn too_deep(depth: u32, most: u32) -> ArchiveFault {
    let message = format!("an archive in more than {} others", most.saturating_sub(1));
    ArchiveFault::new(depth, "too_deep", message, "unpack the outer archives first")
}

pub(super) fn too_many(most: u64) -> ArchiveFault {
    ArchiveFault::new(
        1,
        "too_many",
        format!("the archive has more than {most} members"),
        "split it, or unpack it and read the folder",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(limits: ArchiveLimits, packed: u64, most: Option<(u64, u32)>) -> Option<String> {
        let shared = Rc::new(Shared::new(limits, &|| {}));
        let mut limited = LimitedReader {
            inner: std::io::repeat(0).take(1000),
            shared: Rc::clone(&shared),
            meters: vec![Meter::new(2, packed)],
            most,
            out: 0,
        };
        let error = std::io::copy(&mut limited, &mut std::io::sink()).err()?;
        Some(shared.fault(9, &error).cause)
    }

    #[test]
    fn each_limit_stops_reading_with_its_cause() {
        let limits = ArchiveLimits { ratio: 10, ratio_from: 100, ..ArchiveLimits::default() };
        assert_eq!(read(limits, 100, None), None);
        assert_eq!(read(limits, 99, None).as_deref(), Some("bomb"));
        assert_eq!(
            read(ArchiveLimits { ratio_from: 1000, ..limits }, 1, None),
            None,
            "small things may be packed well"
        );
        assert_eq!(read(limits, 100, Some((999, 3))).as_deref(), Some("too_large"));
        assert_eq!(
            read(ArchiveLimits { total_bytes: 999, ..limits }, 100, None).as_deref(),
            Some("too_large")
        );
    }

    #[test]
    fn a_small_archive_is_never_unpacked_to_much() {
        let limits = ArchiveLimits { ratio: u64::MAX, ..ArchiveLimits::default() };
        let shared = Rc::new(Shared::new(limits, &|| {}));
        shared.set_length(500);
        let mut limited = LimitedReader {
            inner: std::io::repeat(0).take(2 * TOTAL_RATIO_FROM),
            shared: Rc::clone(&shared),
            meters: vec![Meter::new(2, 1)],
            most: None,
            out: 0,
        };
        let error = std::io::copy(&mut limited, &mut std::io::sink()).unwrap_err();
        let fault = shared.fault(9, &error);
        assert_eq!((fault.cause.as_str(), fault.depth), ("bomb", 1));
    }

    #[test]
    fn progress_is_reported_while_reading() {
        let beats = Cell::new(0);
        let report = || beats.set(beats.get() + 1);
        let shared = Rc::new(Shared::new(ArchiveLimits::default(), &report));
        let inner = std::io::repeat(0).take(3 * PROGRESS_BYTES);
        let mut limited = LimitedReader { inner, shared, meters: Vec::new(), most: None, out: 0 };
        std::io::copy(&mut limited, &mut std::io::sink()).unwrap();
        assert!((2..=3).contains(&beats.get()));
    }
}
