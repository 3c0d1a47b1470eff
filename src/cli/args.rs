//! What can be typed.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};

use super::batch_args::Batch;
use super::exit::{self, exit_help};
use super::people::People;
use super::units::{parse_bytes, parse_duration};
use crate::batch::{self, Limits};
use crate::disclosure;
use crate::error::{Error, Result};

/// Reads the final accounts of Chinese government departments (部门决算公开): every amount of the official forms, exact,
/// with its place on the page.
#[derive(Debug, Parser)]
#[command(name = "juesuan", version, after_help = exit::HELP)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Task,
}

#[derive(Debug, Subcommand)]
pub(super) enum Task {
    /// Read disclosures and write their facts
    Extract(Extract),
    /// Turn a folder of results into tables and a picture of the run: Parquet, CSV, report.html
    Collect(Collect),
    /// Check whether the accounts add up: documents, or facts as JSON lines
    Check(Check),
    /// Explain a check, or list all
    Explain(Explain),
    /// Show what one stage makes of a file, as JSON, as a table to read, or drawn over the page
    Show(Show),
    /// Read the figures of prose: of a text, or of passages as JSON lines
    Figures(Figures),
    /// Print the JSON Schemas of all output
    Schema,
    /// Say what is there and what is missing, and how to get it
    Doctor(Doctor),
    /// Read documents for a supervisor; not for people
    #[command(hide = true)]
    Worker(Worker),
    /// Open an archive for a supervisor; not for people
    #[command(hide = true)]
    OpenArchive(OpenArchive),
}

#[derive(Debug, clap::Args)]
#[command(after_help = concat!("\
Where results go:
  nothing, or -o -    standard output, one document after the other
  -o FILE             one file: its name ends in .jsonl, .json or .csv, or it is one already, or there
                      is one document
  -o OUT/             a folder of results that resumes: documents/ab/<sha256>.json, index.jsonl,
                      errors.jsonl (source, cause, remedy), not_read.jsonl (source, type), run.json.
                      Run it again, and what is missing is read.
                      At the end it is collected: facts.parquet … (see `juesuan collect --help`)
  -o OUT/ --format …  a file a document, named after the input

Each document is read in a worker process, within limits. A page that hangs, crashes the worker or takes
too much is left out, with a note; what else does so costs its document alone.\n\n",
exit_help!()))]
pub(super) struct Extract {
    /// PDFs, pictures, workbooks, Word files, web pages, OFD, archives (zip, tar, 7z, gz, zst, xz, bz2, nested), and folders with
    /// all of these below; `-` reads one from standard input, for a folder of results also a list of paths, one a line
    #[arg(required = true)]
    pub(super) inputs: Vec<PathBuf>,
    /// Where to write: a file, or a folder where it ends in `/`, is one, or the inputs may hold several documents (there
    /// are several, one is a folder or an archive) and no file is named; default stdout
    #[arg(short, long)]
    pub(super) output: Option<PathBuf>,
    /// Default: by the ending of --output, else jsonl. With a folder: files named after the inputs instead of a folder
    /// of results
    #[arg(short, long, value_enum)]
    pub(super) format: Option<FormatName>,
    /// Say nothing of what was read; what could not be read is still told
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Read scanned pages also of what is no disclosure: else a document is judged by its text and a look at a few of its
    /// pages, and what cannot be one (`outcome` `no_disclosure`) is left at that. Results of such are read again
    #[arg(long)]
    pub(super) thorough: bool,
    /// Leave out the figures of the prose (情况说明). In a folder of results, what was read without them is read again where
    /// they are wanted
    #[arg(long)]
    pub(super) no_prose: bool,
    /// Write data of Stata (.dta, release 118) too
    #[arg(long)]
    pub(super) dta: bool,
    /// For CSV: leave texts as they were read, also those that a spreadsheet would run (they begin with `=`, `+`, `-`,
    /// `@` or a tab); else an apostrophe comes before these
    #[arg(long)]
    pub(super) raw_csv: bool,
    #[command(flatten)]
    pub(super) people: People,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
    #[command(flatten)]
    pub(super) batch: Batch,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
What is written, beside the results or to -o FOLDER:
  facts.parquet, figures.parquet, checks.parquet, performance.parquet, documents.parquet, notes.parquet
                      amounts as DECIMAL, exact; what does not fit is null, with a note
  panel_county_year.parquet
                      departments added up: a row for each place and year, a column for each 类 and 三公 line;
                      units_left_out.parquet has the units that are in their department's amounts
  facts.csv …         the same with --csv, as UTF-8 with a byte order mark
  facts.dta …         the same with --dta, for Stata 14 and later, with labels
  report.html         a picture of the run: places and years, verified shares, failing checks, causes, and
                      the twenty documents most in need of eyes; report.json has the same numbers
  datapackage.json    what each column says, in English and Chinese
  codebook.md         the same to read, with the number of missing values
  views.sql           views and macros for DuckDB, each of one family: departments, governments

Exit codes:
  0  everything was collected
  2  a result or a line could not be used, the last run did not end, or a table could not be written
  3  wrong usage")]
pub(super) struct Collect {
    /// A folder of results, as `juesuan extract -o OUT/` makes it
    #[arg(value_name = "OUT")]
    pub(super) results: PathBuf,
    /// The folder to write to; default: that of the results
    #[arg(short, long, value_name = "FOLDER")]
    pub(super) output: Option<PathBuf>,
    /// OUT has parts, OUT/results/part-*.jsonl.gz, as the Python package writes them (juesuan.chunks)
    #[arg(long)]
    pub(super) parts: bool,
    /// Write CSV too
    #[arg(long)]
    pub(super) csv: bool,
    /// Write data of Stata (.dta, release 118) too
    #[arg(long)]
    pub(super) dta: bool,
    /// For CSV: leave texts as they were read, also those that a spreadsheet would run (they begin with `=`, `+`, `-`,
    /// `@` or a tab); else an apostrophe comes before these
    #[arg(long)]
    pub(super) raw_csv: bool,
    /// Leave out results of files that are gone, or were replaced under the same name
    #[arg(long)]
    pub(super) prune: bool,
    /// Say nothing of what was collected; what could not be used is still told
    #[arg(short, long)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) people: People,
}

#[derive(Debug, clap::Args)]
#[command(after_help = exit::HELP)]
pub(super) struct Check {
    /// Documents, or facts as JSON lines from any program; `-` reads standard input
    #[arg(required = true)]
    pub(super) inputs: Vec<PathBuf>,
    /// List also the checks that hold or do not apply
    #[arg(long)]
    pub(super) all: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// The name of a check, as facts and checks state it; all names where it is left out
    pub(super) check: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
With --jsonl each line of the input is {\"id\", \"text\", \"year\"?, \"unit\"?}, and each line of the output
{\"id\", \"figures\": […]}; else a line of the output is one figure.
A line that is no passage is told, and the others are read.

Exit codes:
  0  the text was read
  2  it could not be read, or a line is no passage
  3  wrong usage")]
pub(super) struct Figures {
    /// A text in UTF-8: the prose of a disclosure (情况说明), as a web page has it; `-` reads standard input
    #[arg(default_value = "-")]
    pub(super) input: PathBuf,
    /// The input is passages, a JSON object on each line
    #[arg(long)]
    pub(super) jsonl: bool,
    /// The year of the accounts: amounts of other years have no key
    #[arg(long)]
    pub(super) year: Option<u16>,
    /// The unit of amounts without one; they are suspect
    #[arg(long, value_name = "元|千元|万元|亿元")]
    pub(super) unit: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    /// One nested document a file, with the tables as printed
    Json,
    /// One record a line: facts, then figures of the prose, then checks
    Jsonl,
    /// One fact a line, with a header, UTF-8
    Csv,
}

#[derive(Debug, clap::Args)]
#[command(after_help = exit::HELP)]
pub(super) struct Show {
    /// A document; `-` reads standard input
    pub(super) file: PathBuf,
    /// Which stage to show
    #[arg(long, value_enum, default_value_t = StageName::Form)]
    pub(super) stage: StageName,
    /// Only this page, sheet or table, counted from 1
    #[arg(long)]
    pub(super) page: Option<u32>,
    /// A table for people instead of JSON (stages table, form, fact and prose)
    #[arg(long)]
    pub(super) readable: bool,
    /// Draw the stage over the picture of the page instead: a file, `-` for stdout, or a folder, ending in `/`, for a
    /// file a page
    #[arg(long, value_name = "OUT", conflicts_with = "readable")]
    pub(super) png: Option<PathBuf>,
    /// Pixels in an inch of the picture
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u32).range(36..=1200), requires = "png")]
    pub(super) dpi: u32,
    #[command(flatten)]
    pub(super) people: People,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit codes:
  0  all that is needed is there
  2  something that is needed is missing
  3  wrong usage")]
pub(super) struct Doctor {
    /// As JSON: a list of name, state (ok, missing, optional), detail and remedy
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StageName {
    /// Glyphs and rulings of the upright page
    Page,
    /// Tables as printed and the lines between them
    Table,
    /// Forms with their lines
    Form,
    /// Exact amounts
    Fact,
    /// Figures of the prose (情况说明)
    Prose,
}

impl StageName {
    /// Its name in the library.
    pub(super) fn of_library(self) -> disclosure::StageName {
        match self {
            Self::Page => disclosure::StageName::Page,
            Self::Table => disclosure::StageName::Table,
            Self::Form => disclosure::StageName::Form,
            Self::Fact => disclosure::StageName::Fact,
            Self::Prose => disclosure::StageName::Prose,
        }
    }
}

/// Limits of what a document may take.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits of each document")]
pub(super) struct LimitArgs {
    /// Longest time for a page, for what is no scan of a document, and for opening an archive (and a second more for each
    /// MB of it): seconds, or 90s, 5m; default 120 s. Half of it more for each scanned page is the longest for the whole
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(super) timeout: Option<Duration>,
    /// Most memory that a document may really use: bytes, or 500MB, 2GB; default 2 GB, and where there is but one document
    /// half a GB more for each core
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    pub(super) memory: Option<u64>,
    /// Largest result of a document; default 256 MB
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    pub(super) max_output: Option<u64>,
    /// Read in this process: no limits on time and memory, and what crashes the reader ends the run
    #[arg(long, conflicts_with_all = ["timeout", "memory"])]
    pub(super) in_process: bool,
    /// What reads, where it is not this program.
    #[arg(skip)]
    pub(super) program: Option<batch::Worker>,
}

impl LimitArgs {
    /// What reads the documents: processes of this program, or this one.
    pub(super) fn worker(&self) -> Result<batch::Worker> {
        if self.in_process {
            return Ok(batch::Worker::InProcess);
        }
        if let Some(worker) = &self.program {
            return Ok(worker.clone());
        }
        let program = std::env::current_exe().map_err(|cause| Error::io("juesuan", cause))?;
        Ok(batch::Worker::program(program))
    }

    /// The limits that were asked for.
    pub(super) fn limits(&self) -> Limits {
        let usual = Limits::default();
        Limits {
            timeout: self.timeout.unwrap_or(usual.timeout),
            memory: self.memory.unwrap_or(usual.memory),
            output: self.max_output.unwrap_or(usual.output),
        }
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Worker {
    /// Bytes that a document may use
    #[arg(long)]
    pub(super) memory: u64,
    /// Bytes of a result
    #[arg(long)]
    pub(super) max_output: u64,
}

#[derive(Debug, clap::Args)]
pub(super) struct OpenArchive {
    /// Bytes of memory that it may use
    #[arg(long)]
    pub(super) memory: u64,
}
