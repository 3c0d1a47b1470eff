//! Runs `juesuan collect`: a folder of results to tables.

use std::path::Path;

use super::args::Collect;
use super::exit::Exit;
use super::print::{say, tell};
use super::run_table::run_table;
use crate::error::Result;
use crate::panel::{self, CollectOptions, Collected, CsvOptions, Fault, LostFile};
use crate::text::escape::in_line;

/// Number of faults that are reported one by one.
const MOST_REPORTED: u64 = 20;

pub(super) fn run(options: &Collect) -> Exit {
    let shown = options.people.shown();
    if shown.is_some() && !options.csv {
        say!("--unit and --round are for CSV: add --csv; amounts in Parquet are always exact");
        return Exit::Usage;
    }
    if options.raw_csv && !options.csv {
        say!("--raw-csv is for CSV: add --csv; texts in Parquet are always exact");
        return Exit::Usage;
    }
    let to = options.output.as_deref().unwrap_or(&options.results);
    let csv = options.csv.then_some(CsvOptions { shown, raw: options.raw_csv });
    let collect = if options.parts { panel::collect_parts } else { panel::collect };
    let how = CollectOptions { csv, dta: options.dta, prune: options.prune };
    report(to, options.quiet, |complain| collect(&options.results, to, how, complain).map(Some))
}

/// Brings the tables of a folder of results up to date.
pub(super) fn refresh(folder: &Path, quiet: bool) -> Exit {
    report(folder, quiet, |complain| panel::refresh(folder, complain))
}

/// Collects, and reports what came of it.
fn report(
    to: &Path,
    quiet: bool,
    collect: impl FnOnce(&mut dyn FnMut(&Fault)) -> Result<Option<Collected>>,
) -> Exit {
    let mut faults = 0;
    let collected = collect(&mut |Fault { place, message, remedy }| {
        faults += 1;
        if faults <= MOST_REPORTED {
            say!("{place}: {message}; {remedy}");
        } else if faults == MOST_REPORTED + 1 {
            // Lines of the lists have no row.
            say!(
                "more could not be used, and is not told here; results of it have a `cause` in the table of documents"
            );
        }
    });
    match collected {
        Ok(collected) => {
            if let Some(Collected { lost, is_pruned, .. }) = &collected {
                say_lost(lost, *is_pruned);
            }
            if let Some(collected) = &collected
                && !quiet
            {
                print_summary(collected, to);
            }
            if faults == 0 { Exit::Good } else { Exit::Unread }
        }
        Err(error) => {
            say!("{error}");
            Exit::Unread
        }
    }
}

fn print_summary(collected: &Collected, to: &Path) {
    let rows: Vec<String> = collected.rows.iter().map(|(table, rows)| format!("{rows} {table}")).collect();
    let to = to.to_string_lossy();
    tell(&format!("{}: tables of {}\n", in_line(&to), rows.join(", ")));
    tell(&run_table(&collected.report));
    if !collected.removed.is_empty() {
        let removed = collected.removed.join(", ");
        say!("took {removed} away, which told of an earlier state; --csv and --dta write them");
    }
}

/// Says which results are of files that are not there any more.
fn say_lost(lost: &[LostFile], is_pruned: bool) {
    let Some(LostFile { source, .. }) = lost.first() else { return };
    let replaced = lost.iter().filter(|lost| lost.is_replaced).count();
    let what = match (lost.len() - replaced, replaced) {
        (gone, 0) => format!("{gone} of files that are gone"),
        (0, replaced) => format!("{replaced} of files that were replaced under the same name"),
        (gone, replaced) => {
            format!(
                "{gone} of files that are gone, {replaced} of files that were replaced under the same name"
            )
        }
    };
    let outcome = if is_pruned { "are left out" } else { "are in the tables; --prune leaves them out" };
    say!("results {outcome}: {what}, as {} (looked up from the folder that this runs in)", in_line(source));
}
