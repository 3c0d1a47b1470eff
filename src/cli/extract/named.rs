//! Results on standard output, in one file, or in a folder with a file a document named after the input: read in this
//! process, one after the other; a document that is alone on all cores. One bad file costs only itself, but nothing limits what it takes.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::BufWriter;
use std::path::Path;

use super::{Target, outcome};
use crate::cli::args::{Extract, FormatName};
use crate::cli::exit::Exit;
use crate::cli::readable::Summary;
use crate::cli::write::write_file;
use crate::disclosure::{self, Disclosure, read_with};
use crate::error::Error;
use crate::fact::shown::Shown;
use crate::output::{Format, Writer};
use crate::place::Severity;
use crate::source::{Source, find_files};

pub(super) fn run(options: &Extract, target: &Target) -> Exit {
    let format = format(options);
    let shown = options.people.shown();
    let found = find_files(&options.inputs, options.output.as_deref());
    let many = found.files.len() > 1;
    let mut summary = Summary::default();
    let mut worst = Exit::Good;
    for error in &found.errors {
        eprintln!("juesuan: {error}");
        worst = Exit::Unread;
    }
    let how = if many { disclosure::Options::default() } else { disclosure::Options::alone() };
    let mut names = HashSet::new();
    let mut stdout = Writer::new(BufWriter::new(std::io::stdout().lock()), format, many).showing(shown);

    for input in &found.files {
        let disclosure = match Source::open(input).and_then(|source| read_with(&source, &how)) {
            Ok(disclosure) => disclosure,
            Err(error) => {
                eprintln!("juesuan: {error}");
                summary.failed(&error);
                worst = worst.max(Exit::Unread);
                continue;
            }
        };
        let written = match target {
            Target::Stdout => match stdout.write(&disclosure) {
                Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe => return worst,
                written => written.map_err(|cause| Error::io("stdout", cause)),
            },
            Target::File(path) => write_disclosure(path, format, shown, &disclosure),
            Target::Folder(folder) => {
                let path = folder.join(name(input, &disclosure, format, &mut names));
                write_disclosure(&path, format, shown, &disclosure)
            }
        };
        if let Err(error) = written {
            eprintln!("juesuan: {error}");
            worst = worst.max(Exit::Unread);
        }
        worst = worst.max(outcome(&disclosure));
        for note in disclosure.notes.iter().filter(|n| !options.quiet || n.severity == Severity::Unread) {
            eprintln!("juesuan: {}: {note}", disclosure.source);
        }
        summary.read(&disclosure);
    }
    if !options.quiet {
        eprint!("{summary}");
    }
    worst
}

/// The name of a result in a folder: the input's, and the document's identity where two inputs have one name.
fn name(input: &Path, disclosure: &Disclosure, format: Format, taken: &mut HashSet<String>) -> String {
    let stem = match input.file_stem().map(|s| s.to_string_lossy().into_owned()) {
        Some(stem) if stem != "-" && !stem.is_empty() => stem,
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

fn write_disclosure(
    path: &Path,
    format: Format,
    shown: Option<Shown>,
    disclosure: &Disclosure,
) -> Result<(), Error> {
    write_file(path, |file| Writer::new(file, format, false).showing(shown).write(disclosure))
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
