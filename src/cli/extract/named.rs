//! Writes results to standard output, to one file, or to a folder with one file per document, named after the input.
//!
//! Documents are read by a worker, one after the other; a single document uses all cores. What goes wrong in one costs a
//! page of it, or it alone.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::io::{BufWriter, ErrorKind, Result as IoResult, Write};
use std::path::Path;

use super::members::{InputVisitor, OpenInput};
use super::streams::Streams;
use super::target::Target;
use crate::batch::{Archives, DocumentBytes, Entry, Reader, Rendering, Stop};
use crate::cli::args::{Extract, FormatName};
use crate::cli::exit::Exit;
use crate::cli::notes::notes_to_lines;
use crate::cli::print::{Stdout, say, tell};
use crate::cli::readable::Summary;
use crate::cli::write::write_below;
use crate::error::{Error, Result};
use crate::output::Format;
use crate::place::Severity;
use crate::source::{AtomicFile, FileType, find_files};
use crate::text::escape::acts;

/// Bytes that each more thread may take where the user sets no limit: a scan of a large page, and what recognises it.
const MEMORY_OF_THREAD: u64 = 500_000_000;

pub(super) fn run(options: &Extract, target: &Target, streams: &mut Streams) -> Exit {
    let worker = match options.limits.worker() {
        Ok(worker) => worker,
        Err(error) => {
            say!("{error}");
            return Exit::Unread;
        }
    };
    let mut limits = options.limits.limits();
    if options.limits.in_process {
        limits.output = options.limits.max_output.unwrap_or(u64::MAX);
    }
    let archives = Archives { worker: &worker, limits, stop: &Stop::default() };
    let found = find_files(&options.inputs, options.output.as_deref());
    let look =
        |path: &std::path::PathBuf| OpenInput::look(path, found.named.contains(path), streams, &archives);
    let inputs: Vec<OpenInput> = found.files.iter().map(look).collect();
    let many = inputs.len() > 1 || inputs.iter().any(OpenInput::is_archive);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if many { 1 } else { cores };
    if options.limits.memory.is_none() {
        let others = threads.saturating_sub(1) as u64;
        limits.memory = limits.memory.saturating_add(MEMORY_OF_THREAD.saturating_mul(others));
    }
    let is_folder = matches!(target, Target::Folder(_));
    let mut run = NamedResults {
        options,
        target,
        reader: Reader::new(worker.clone(), limits)
            .on_threads(threads)
            .thorough(options.thorough)
            .prose(!options.no_prose),
        rendering: Rendering {
            format: format(options),
            many: many && !is_folder,
            goes_on: false,
            shown: options.people.shown(),
            raw_csv: options.raw_csv,
        },
        one: None,
        stdout: BufWriter::new(Stdout::default()),
        names: HashSet::new(),
        summary: Summary::default(),
        left: BTreeMap::new(),
        worst: Exit::Good,
        is_gone: false,
    };
    for error in &found.errors {
        say!("{error}");
        run.worst = Exit::Unread;
    }
    found.skipped.iter().for_each(|skipped| run.leave(skipped.kind));
    for input in inputs {
        input.read(&archives, &mut run);
        if run.is_gone {
            return run.worst;
        }
    }
    run.end()
}

/// Run through all inputs.
struct NamedResults<'a> {
    options: &'a Extract,
    target: &'a Target,
    reader: Reader,
    /// How the next result is written.
    rendering: Rendering,
    /// Single output file, begun with the first result.
    one: Option<AtomicFile>,
    stdout: BufWriter<Stdout>,
    /// Names of results in the folder.
    names: HashSet<String>,
    summary: Summary,
    left: BTreeMap<String, u64>,
    worst: Exit,
    /// Whether the reader of standard output went away.
    is_gone: bool,
}

impl InputVisitor for NamedResults<'_> {
    fn document(&mut self, name: &str, bytes: DocumentBytes<'_>) {
        let read = match self.reader.render(name, bytes, self.rendering) {
            Ok(read) => read,
            Err(cause) => return self.fail(name, &cause.to_string()),
        };
        match self.write(&read.entry, &read.bytes) {
            Err(_) if self.is_gone => {
                self.worst = self.worst.max(Exit::Unread);
                return;
            }
            Err(error) => {
                say!("{error}");
                self.worst = self.worst.max(Exit::Unread);
            }
            Ok(()) => {}
        }
        self.worst = self.worst.max(Exit::of_entry(&read.entry));
        let quiet = self.options.quiet;
        let reported = read.notes.iter().filter(|n| !quiet || n.severity == Severity::Unread);
        for line in notes_to_lines(reported) {
            say!("{name}: {line}");
        }
        self.summary.read(&read.entry);
    }

    fn fail(&mut self, name: &str, why: &str) {
        say!("{name}: {why}");
        self.summary.failed(name);
        self.worst = self.worst.max(Exit::Unread);
    }

    fn leave(&mut self, kind: FileType) {
        *self.left.entry(kind.to_string()).or_default() += 1;
    }

    fn is_gone(&self) -> bool {
        self.is_gone
    }
}

impl NamedResults<'_> {
    fn write(&mut self, entry: &Entry, bytes: &[u8]) -> Result<()> {
        match self.target {
            Target::Stdout => {
                self.rendering.goes_on = true;
                let written = self.stdout.write_all(bytes).and_then(|()| self.stdout.flush());
                self.is_gone = written.as_ref().is_err_and(|cause| cause.kind() == ErrorKind::BrokenPipe);
                written.map_err(|cause| Error::io("stdout", cause))
            }
            Target::File(path) => {
                self.rendering.goes_on = true;
                let written = self.write_to_one(path, bytes);
                written.map_err(|cause| Error::io(path.to_string_lossy(), cause))
            }
            Target::Folder(folder) => {
                let name = name(Path::new(&entry.source), entry, self.rendering.format, &mut self.names);
                write_below(folder, &name, |file| file.write_all(bytes))
            }
        }
    }

    fn write_to_one(&mut self, path: &Path, bytes: &[u8]) -> IoResult<()> {
        let file = match &mut self.one {
            Some(file) => file,
            none => none.insert(AtomicFile::begin(path)?),
        };
        file.write_all(bytes)
    }

    fn end(mut self) -> Exit {
        if let (Some(file), Target::File(path)) = (self.one.take(), self.target)
            && let Err(cause) = file.finish()
        {
            say!("{}", Error::io(path.to_string_lossy(), cause));
            self.worst = self.worst.max(Exit::Unread);
        }
        if !self.options.quiet {
            tell(&self.summary.to_string());
            let left: Vec<String> = self.left.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
            if !left.is_empty() {
                say!("no documents, and not read: {}", left.join(", "));
            }
        }
        self.worst
    }
}

/// Names a result in a folder: after the input, with the document's identity where two inputs have one name.
fn name(input: &Path, entry: &Entry, format: Format, taken: &mut HashSet<String>) -> String {
    let stem = match input.file_stem().map(|s| s.to_string_lossy().into_owned()) {
        // A name of a member of an archive may hold anything.
        Some(stem) if stem != "-" && !stem.is_empty() => stem.replace(acts, "_"),
        _ => "stdin".to_owned(),
    };
    let short = entry.document.get(..8).unwrap_or_default();
    let choices = [stem.clone(), format!("{stem}-{short}")]
        .into_iter()
        .chain((2..).map(|n: u32| format!("{stem}-{short}-{n}")));
    let free = choices
        .map(|c| format!("{c}.{}", format.extension()))
        .find(|c| !taken.contains(c))
        .unwrap_or_default();
    taken.insert(free.clone());
    free
}

pub(super) fn format(options: &Extract) -> Format {
    let by_name = |name: FormatName| match name {
        FormatName::Json => Format::Json,
        FormatName::Jsonl => Format::Jsonl,
        FormatName::Csv => Format::Csv,
    };
    let ending = options.output.as_deref().and_then(Path::extension).and_then(OsStr::to_str);
    options.format.map(by_name).unwrap_or(match ending {
        Some("json") => Format::Json,
        Some("csv") => Format::Csv,
        _ => Format::Jsonl,
    })
}
