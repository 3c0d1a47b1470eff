//! What can be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::exit;

/// Reads the final accounts of Chinese government departments (部门决算公开): every amount of the official forms, exact,
/// with its place on the page.
#[derive(Debug, Parser)]
#[command(name = "juesuan", version, after_help = exit::HELP)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read disclosures and write their facts
    Extract(Extract),
    /// Check whether the accounts add up: PDFs, or facts as JSON lines
    Check(Check),
    /// Explain a check, or list all
    Explain(Explain),
    /// Show what one stage makes of a file, as JSON, as a table to read, or drawn over the page
    Show(Show),
    /// Print the JSON Schemas of all output
    Schema,
    /// Say what is there and what is missing, and how to get it
    Doctor(Doctor),
}

#[derive(Debug, clap::Args)]
#[command(after_help = exit::HELP)]
pub(super) struct Extract {
    /// PDFs; `-` reads standard input
    #[arg(required = true)]
    pub(super) inputs: Vec<PathBuf>,
    /// Where to write: a file; a folder where it ends in `/` or there are several inputs; default stdout
    #[arg(short, long)]
    pub(super) output: Option<PathBuf>,
    /// Default: by the ending of --output, else jsonl
    #[arg(short, long, value_enum)]
    pub(super) format: Option<FormatName>,
    /// Say nothing of what was read; what could not be read is still told
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = exit::HELP)]
pub(super) struct Check {
    /// PDFs, or facts as JSON lines from any program; `-` reads standard input
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    /// One nested document a file, with the tables as printed
    Json,
    /// One record a line: facts, then checks
    Jsonl,
    /// One fact a line, with a header, UTF-8
    Csv,
}

#[derive(Debug, clap::Args)]
#[command(after_help = exit::HELP)]
pub(super) struct Show {
    /// A PDF; `-` reads standard input
    pub(super) file: PathBuf,
    /// Which stage to show
    #[arg(long, value_enum, default_value_t = StageName::Form)]
    pub(super) stage: StageName,
    /// Only this page, counted from 1
    #[arg(long)]
    pub(super) page: Option<u32>,
    /// A table for people instead of JSON (stages form and fact)
    #[arg(long)]
    pub(super) readable: bool,
    /// Draw the stage over the picture of the page instead: a file, `-` for stdout, or a folder, ending in `/`, for a
    /// file a page
    #[arg(long, value_name = "OUT", conflicts_with = "readable")]
    pub(super) png: Option<PathBuf>,
    /// Pixels in an inch of the picture
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u32).range(36..=1200), requires = "png")]
    pub(super) dpi: u32,
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
}
