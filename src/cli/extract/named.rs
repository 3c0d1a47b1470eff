//! Writes results to standard output, to one file, or to a folder with one file per document, named after the input.
//!
//! Documents are read in this process, one after the other; a single document uses all cores. A bad file costs only
//! itself, but nothing limits what it takes.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::io::{BufWriter, ErrorKind, Result as IoResult};
use std::path::Path;

use super::members::{self, InputVisitor};
use super::target::Target;
use crate::cli::args::{Extract, FormatName};
use crate::cli::exit::Exit;
use crate::cli::notes::notes_to_lines;
use crate::cli::print::{Stdout, say, tell};
use crate::cli::readable::Summary;
use crate::cli::write::write_below;
use crate::disclosure::{self, Disclosure, read_with};
use crate::error::{Error, Result};
use crate::fact::shown::Shown;
use crate::output::{Format, Writer};
use crate::place::Severity;
use crate::source::{AtomicFile, FileType, Source, find_files};
use crate::text::escape::acts;

pub(super) fn run(options: &Extract, target: &Target) -> Exit {
    let format = format(options);
    let shown = options.people.shown();
    let found = find_files(&options.inputs, options.output.as_deref());
    let inputs: Vec<members::OpenInput> =
        found.files.iter().map(|path| members::OpenInput::look(path, found.named.contains(path))).collect();
    let many = inputs.len() > 1 || inputs.iter().any(members::OpenInput::is_archive);
    let mut run = NamedResults {
        options,
        format,
        shown,
        how: if many { disclosure::Options::default() } else { disclosure::Options::alone() },
        target,
        one: None,
        stdout: Writer::new(BufWriter::new(Stdout::default()), format, many)
            .showing(shown)
            .raw_csv(options.raw_csv),
        many,
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
        input.read(&mut run);
        if run.is_gone {
            return run.worst;
        }
    }
    run.end()
}

/// Run through all inputs.
struct NamedResults<'a> {
    options: &'a Extract,
    format: Format,
    /// Amounts for people beside the exact ones.
    shown: Option<Shown>,
    how: disclosure::Options,
    target: &'a Target,
    /// Single output file, begun with the first result.
    one: Option<Writer<AtomicFile>>,
    stdout: Writer<BufWriter<Stdout>>,
    many: bool,
    /// Names of results in the folder.
    names: HashSet<String>,
    summary: Summary,
    left: BTreeMap<String, u64>,
    worst: Exit,
    /// Whether the reader of standard output went away.
    is_gone: bool,
}

impl InputVisitor for NamedResults<'_> {
    fn document(&mut self, source: Result<Source>) {
        let disclosure = match source.and_then(|source| read_with(&source, &self.how)) {
            Ok(disclosure) => disclosure,
            Err(error) => return self.fail(error.name(), &format!("{}; {}", error.what(), error.remedy())),
        };
        match self.write(&disclosure) {
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
        self.worst = self.worst.max(Exit::of(&disclosure));
        let quiet = self.options.quiet;
        let reported = disclosure.notes.iter().filter(|n| !quiet || n.severity == Severity::Unread);
        for line in notes_to_lines(reported) {
            say!("{}: {line}", disclosure.source);
        }
        self.summary.read(&disclosure);
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
    fn write(&mut self, disclosure: &Disclosure) -> Result<()> {
        match self.target {
            Target::Stdout => {
                let written = self.stdout.write(disclosure);
                self.is_gone = written.as_ref().is_err_and(|cause| cause.kind() == ErrorKind::BrokenPipe);
                written.map_err(|cause| Error::io("stdout", cause))
            }
            Target::File(path) => {
                let written = self.write_to_one(path, disclosure);
                written.map_err(|cause| Error::io(path.to_string_lossy(), cause))
            }
            Target::Folder(folder) => {
                let name = name(Path::new(&disclosure.source), disclosure, self.format, &mut self.names);
                let (format, shown, raw) = (self.format, self.shown, self.options.raw_csv);
                write_below(folder, &name, |file| {
                    Writer::new(file, format, false).showing(shown).raw_csv(raw).write(disclosure)
                })
            }
        }
    }

    fn write_to_one(&mut self, path: &Path, disclosure: &Disclosure) -> IoResult<()> {
        let writer = match &mut self.one {
            Some(writer) => writer,
            none => {
                let writer = Writer::new(AtomicFile::begin(path)?, self.format, self.many);
                none.insert(writer.showing(self.shown).raw_csv(self.options.raw_csv))
            }
        };
        writer.write(disclosure)
    }

    fn end(mut self) -> Exit {
        if let (Some(writer), Target::File(path)) = (self.one.take(), self.target)
            && let Err(cause) = writer.into_inner().finish()
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
fn name(input: &Path, disclosure: &Disclosure, format: Format, taken: &mut HashSet<String>) -> String {
    let stem = match input.file_stem().map(|s| s.to_string_lossy().into_owned()) {
        // A name of a member of an archive may hold anything.
        Some(stem) if stem != "-" && !stem.is_empty() => stem.replace(acts, "_"),
        _ => "stdin".to_owned(),
    };
    let short = disclosure.sha256.get(..8).unwrap_or_default();
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
