//! `juesuan extract`: reads files one after the other; one bad file costs only itself.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::args::{Extract, FormatName};
use super::exit::Exit;
use super::readable::Summary;
use super::write::{is_folder, write_file};
use crate::disclosure::{Disclosure, read};
use crate::error::Error;
use crate::output::{Format, Writer};
use crate::place::Severity;
use crate::source::Source;

/// Where results go.
enum Target {
    Stdout,
    File(PathBuf),
    Folder(PathBuf),
}

pub(super) fn run(options: &Extract) -> Exit {
    let format = format(options);
    let target = target(options);
    let many = options.inputs.len() > 1;
    let mut summary = Summary::default();
    let mut worst = Exit::Good;
    let mut names = HashSet::new();
    let mut stdout = Writer::new(BufWriter::new(std::io::stdout().lock()), format, many);

    for input in &options.inputs {
        let disclosure = match Source::open(input).and_then(|source| read(&source)) {
            Ok(disclosure) => disclosure,
            Err(error) => {
                eprintln!("juesuan: {error}");
                summary.failed(&error);
                worst = worst.max(Exit::Unread);
                continue;
            }
        };
        let written = match &target {
            Target::Stdout => match stdout.write(&disclosure) {
                Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe => return worst,
                written => written.map_err(|cause| Error::io("stdout", cause)),
            },
            Target::File(path) => write_disclosure(path, format, &disclosure),
            Target::Folder(folder) => {
                let path = folder.join(name(input, &disclosure, format, &mut names));
                write_disclosure(&path, format, &disclosure)
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

fn format(options: &Extract) -> Format {
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

fn target(options: &Extract) -> Target {
    match &options.output {
        None => Target::Stdout,
        Some(path) if path.as_os_str() == "-" => Target::Stdout,
        Some(path) => {
            if options.inputs.len() > 1 || is_folder(path) {
                Target::Folder(path.clone())
            } else {
                Target::File(path.clone())
            }
        }
    }
}

/// How a document ends the program.
pub(super) fn outcome(disclosure: &Disclosure) -> Exit {
    if disclosure.is_incomplete() {
        Exit::Unread
    } else if disclosure.suspects() > 0 || disclosure.audit.failing() > 0 {
        Exit::Suspect
    } else {
        Exit::Good
    }
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

fn write_disclosure(path: &Path, format: Format, disclosure: &Disclosure) -> Result<(), Error> {
    write_file(path, |file| Writer::new(file, format, false).write(disclosure))
}
