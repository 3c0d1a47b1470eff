//! Runs `juesuan show --png`: draws what a stage made of a page over its picture.

use std::io::Write;
use std::path::Path;

use super::args::Show;
use super::exit::Exit;
use super::print::{complain_of_stdout, print_bytes, say};
use super::write::{is_folder, write_below, write_file};
use crate::disclosure::Stages;
use crate::document::{self, OpenDocument};
use crate::error::Error;
use crate::place::{Note, Severity};
use crate::source::{AtomicFile, CjkFont, FONT_REMEDY, Source};
use crate::threads::apart;

pub(super) fn run(options: &Show, png: &Path, source: &Source, stages: &Stages) -> Exit {
    if !stages.sheets.is_empty() {
        return complain(&Error::without_pages(&source.name));
    }
    let count = stages.pages.len();
    let pages: Vec<usize> = match options.page {
        Some(page) => vec![page as usize],
        None if is_folder(png) || count == 1 => (1..=count).collect(),
        None => {
            let which = format!("name one with --page N (1 to {count})");
            let name = options.file.display();
            say!("{name}: a PNG shows one page: {which}, or a folder with --png FOLDER/");
            return Exit::Usage;
        }
    };
    let opened = CjkFont::find().and_then(|font| Ok((font, apart(&source.name, || document::open(source))?)));
    let (font, document) = match opened {
        Ok(opened) => opened,
        Err(error) => return complain(&error),
    };
    let mut worst = Exit::of(&stages.disclosure);
    for page in pages {
        if let Some(note) = blank_text(&document, page, font.as_ref()) {
            say!("{}: {note}", source.name);
        }
        let place = (u32::try_from(page).unwrap_or(u32::MAX), options.dpi);
        let drawn = apart(&source.name, || {
            stages.to_png(&document, place, options.stage.of_library(), font.as_ref())
        });
        let bytes = match drawn {
            Ok(bytes) => bytes,
            Err(error) => {
                worst = worst.max(complain(&error));
                continue;
            }
        };
        if png.as_os_str() == "-" {
            if let Err(cause) = print_bytes(&bytes) {
                return complain_of_stdout(&cause);
            }
        } else {
            let write = |file: &mut AtomicFile| file.write_all(&bytes);
            let written = match is_folder(png) {
                true => write_below(png, &format!("page-{page:03}.png"), write),
                false => write_file(png, write),
            };
            if let Err(error) = written {
                worst = worst.max(complain(&error));
            }
        }
    }
    worst
}

fn complain(error: &Error) -> Exit {
    say!("{error}");
    Exit::Unread
}

/// Makes a note where text is missing from the picture of a page.
fn blank_text(document: &OpenDocument, page: usize, font: Option<&CjkFont>) -> Option<Note> {
    let number = u32::try_from(page).ok()?;
    (font.is_none() && document.needs_cjk_font(number)).then(|| {
        let message =
            "its Chinese text is in fonts that are not embedded and may be missing from the picture";
        Note::on_page(Severity::Warning, number, message).hint(FONT_REMEDY)
    })
}
