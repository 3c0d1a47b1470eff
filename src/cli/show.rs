//! Runs `juesuan show`: shows what one stage makes of a file.

use serde_json::{Value, json};

use super::args::{Show, StageName};
use super::exit::Exit;
use super::print::{complain_of_stdout, print_json, print_lines, say};
use super::{cells, draw, readable};
use crate::disclosure::{self, Disclosure, Stages, read_stages_with};
use crate::fact::shown::{Shown, ShownUnit};
use crate::output::disclosure_to_document;
use crate::source::Source;

pub(super) fn run(options: &Show) -> Exit {
    let shown = options.people.shown();
    if shown.is_some() && !options.readable {
        say!("--unit and --round are for tables to read: add --readable");
        return Exit::Usage;
    }
    // Tables and forms go on over pages; what stands on a page is seen without the others, which take seconds each.
    let only_scan = options.page.filter(|_| matches!(options.stage, StageName::Page));
    let how = disclosure::Options { only_scan, ..disclosure::Options::alone() };
    let read = Source::open(&options.file).and_then(|source| Ok((read_stages_with(&source, &how)?, source)));
    let (stages, source) = match read {
        Ok(read) => read,
        Err(error) => {
            say!("{error}");
            return Exit::Unread;
        }
    };
    let pages = &stages.disclosure.pages;
    let (what, count) = if stages.sheets.is_empty() { ("page", pages.len()) } else { ("sheet", pages.len()) };
    if let Some(page) = options.page
        && !pages.iter().any(|info| info.number == page)
    {
        say!("{}: there is no {what} {page}; the document has {what}s 1 to {count}", options.file.display());
        return Exit::Usage;
    }
    if options.readable && matches!(options.stage, StageName::Page) {
        say!("--readable shows the stages table, form, fact and prose; the stage page is JSON only");
        return Exit::Usage;
    }
    if let Some(png) = &options.png {
        return draw::run(options, png, &source, &stages);
    }
    let usual = Shown { unit: ShownUnit::Wanyuan, round: None };
    let printed = match (options.readable, options.stage) {
        (true, StageName::Prose) => {
            print_lines(&readable::figures(&stages.disclosure.figures, options.page, shown))
        }
        (true, StageName::Table) => print_lines(&cells::tables_to_text(&stages.tables, options.page)),
        (true, _) => print_lines(&readable::forms(&stages.disclosure, options.page, shown.unwrap_or(usual))),
        (false, _) => print_json(&to_json(&stages, options)),
    };
    match printed {
        Ok(()) => Exit::of(&stages.disclosure),
        Err(cause) => complain_of_stdout(&cause),
    }
}

fn to_json(stages: &Stages, options: &Show) -> Value {
    let wanted = |page: u32| options.page.is_none_or(|only| only == page);
    match options.stage {
        StageName::Page if !stages.sheets.is_empty() => {
            json!(stages.sheets.iter().filter(|sheet| wanted(sheet.number)).collect::<Vec<_>>())
        }
        StageName::Page => json!(stages.pages.iter().filter(|p| wanted(p.number)).collect::<Vec<_>>()),
        StageName::Table => json!(stages.tables.iter().filter(|t| wanted(t.page)).collect::<Vec<_>>()),
        StageName::Form => forms_to_json(&stages.disclosure, options.page),
        StageName::Fact => {
            json!(stages.disclosure.facts.iter().filter(|f| wanted(f.page)).collect::<Vec<_>>())
        }
        StageName::Prose => {
            json!(stages.disclosure.figures.iter().filter(|f| wanted(f.page)).collect::<Vec<_>>())
        }
    }
}

/// Lists the forms that touch the page, with all their lines.
fn forms_to_json(disclosure: &Disclosure, page: Option<u32>) -> Value {
    let forms = disclosure_to_document(disclosure).forms;
    json!(forms.iter().filter(|f| page.is_none_or(|p| f.pages.contains(&p))).collect::<Vec<_>>())
}
