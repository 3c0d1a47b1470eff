//! Makes figures of the output of what was read.

use std::ops::Range;

use rust_decimal::Decimal;

use super::pages::{Section, is_page_number, pages_to_sections};
use super::reader::{Context, text_to_said};
use super::said::{Said, prefer_wholes, sentence_around};
use crate::record::words::{Method, RecordType, Status};
use crate::record::{Amount, Figure, bbox, hundredth};
use crate::source::Source;
use crate::table::PageTables;
use crate::taxonomy::figures::{FigureModel, OTHER_KEY, usual_figures};
use crate::taxonomy::models;
use crate::text::number::{is_separator, parse_number};

/// Section in which no figures stand: duties, staff, definitions.
const NO_FIGURES: &str = "none";

/// Entities of web pages that are white space.
const BLANK_ENTITIES: [&str; 5] = ["&nbsp;", "&ensp;", "&emsp;", "&thinsp;", "&#160;"];
/// Most bytes of a tag of a web page.
const LONGEST_TAG: usize = 200;

/// What is known of a document whose prose is read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct About<'d> {
    /// SHA-256 of its bytes.
    pub(crate) document: &'d str,
    /// Year of the accounts.
    pub(crate) year: Option<u16>,
    /// Unit of its forms, where all have one.
    pub(crate) unit: Option<&'d str>,
}

/// Reads the figures of the prose between the tables of pages.
pub(crate) fn pages_to_figures(model: &FigureModel, pages: &[PageTables], about: About<'_>) -> Vec<Figure> {
    let sections = pages_to_sections(model, pages);
    let mut all: Vec<Said> = Vec::new();
    let mut of_section: Vec<usize> = Vec::new();
    for (index, section) in sections.iter().enumerate().filter(|(_, section)| section.id != Some(NO_FIGURES))
    {
        let context = Context { year: about.year, section: section.id, unit: unit(about.unit) };
        let said = text_to_said(model, &section.text, context);
        of_section.extend(std::iter::repeat_n(index, said.len()));
        all.extend(said);
    }
    prefer_wholes(&mut all, OTHER_KEY);
    let printed =
        all.into_iter().zip(of_section).filter_map(|(said, section)| Some((said, sections.get(section)?)));
    printed.map(|(said, section)| said_to_figure(said, section, about)).collect()
}

/// Reads the figures of prose that stands alone, as a web page has it: 情况说明 of the accounts of a year, with a unit of money (元,
/// 千元, 万元, 亿元) for amounts that print none, which are suspect. Their `document` is the SHA-256 of the text.
pub fn read_prose(text: &str, year: Option<u16>, unit: Option<&str>) -> Vec<Figure> {
    let Some(model) = usual_figures() else { return Vec::new() };
    let source = Source::from_bytes("-", text.as_bytes().to_vec());
    text_to_figures(model, text, About { document: &source.sha256, year, unit })
}

/// Reads the figures of a text that stands alone.
pub(crate) fn text_to_figures(model: &FigureModel, text: &str, about: About<'_>) -> Vec<Figure> {
    let text = blank_out(text);
    let context = Context { year: about.year, section: None, unit: unit(about.unit) };
    let mut said = text_to_said(model, &text, context);
    prefer_wholes(&mut said, OTHER_KEY);
    said.into_iter().map(|said| text_figure(said, &text, about)).collect()
}

/// Puts blanks in the place of what is no text, so that all else stays where it is: numbers of pages, which may stand between
/// the digits of an amount, and what is left of a web page.
fn blank_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_number = false;
    for line in text.split_inclusive('\n') {
        if is_page_number(line) && !in_number {
            out.extend(line.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            continue;
        }
        blank_out_markup(line, &mut out);
        let words = line.trim_end();
        if !words.is_empty() {
            in_number = words.ends_with(is_separator);
        }
    }
    if out.len() == text.len() { out } else { text.to_owned() }
}

/// Copies a line with blanks in the place of tags and of entities that are white space.
fn blank_out_markup(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let length = markup_length(from);
        match length {
            0 => out.push_str(from.get(..1).unwrap_or_default()),
            length => out.extend(std::iter::repeat_n(' ', length)),
        }
        rest = from.get(length.max(1)..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// Bytes of the tag, or of the entity for a blank, that a text begins with; 0 where it is none.
fn markup_length(text: &str) -> usize {
    if let Some(entity) = BLANK_ENTITIES.iter().find(|entity| text.starts_with(**entity)) {
        return entity.len();
    }
    let inside = text.strip_prefix('<').unwrap_or_default();
    let is_tag = inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let end = inside.bytes().take(LONGEST_TAG).take_while(u8::is_ascii).position(|byte| byte == b'>');
    end.filter(|_| is_tag).map_or(0, |end| end + 2)
}

/// The unit of money of this name, with its worth in 元.
fn unit(name: Option<&str>) -> Option<(&'static str, Decimal)> {
    let money = models().wording.money.iter().find(|money| Some(money.name.as_str()) == name)?;
    Some((&money.name, parse_number(&money.yuan)?))
}

fn text_figure(said: Said, text: &str, about: About<'_>) -> Figure {
    let sentence = sentence_around(text, &said.printed);
    let raw = text.get(said.printed.clone()).unwrap_or_default().to_owned();
    figure(said, about, raw, sentence)
}

/// Makes a figure of what was read on pages: where it stands, and how it was read.
fn said_to_figure(said: Said, section: &Section<'_>, about: About<'_>) -> Figure {
    let printed: Range<usize> = said.printed.clone();
    let places = section.places(&printed);
    let mut figure = text_figure(said, &section.text, about);
    if let Some(first) = places.first() {
        figure.page = first.page.page;
    }
    let on_first = places.iter().filter(|place| place.page.page == figure.page);
    figure.boxes = on_first.map(|place| bbox(place.seen())).collect();
    let readings = || places.iter().flat_map(|place| &place.line.readings);
    if readings().next().is_some() {
        figure.method = Method::Ocr;
        figure.confidence = hundredth(readings().map(|reading| reading.confidence).fold(1.0, f64::min));
        doubt(&mut figure, "only one reader saw it");
    }
    if let Some(why) = places.iter().find_map(|place| place.line.doubt) {
        doubt(&mut figure, &why.reason());
    }
    figure
}

fn figure(said: Said, about: About<'_>, raw: String, sentence: String) -> Figure {
    let status = if said.doubt.is_some() { Status::Suspect } else { Status::Unchecked };
    Figure {
        record: RecordType::Figure,
        document: about.document.to_owned(),
        key: said.key,
        item: said.item,
        code: said.code,
        raw,
        unit: said.unit,
        amount_yuan: said.yuan.map(Amount::from),
        direction: said.direction,
        sentence,
        page: 1,
        boxes: Vec::new(),
        method: Method::Text,
        confidence: 1.0,
        status,
        reason: said.doubt,
        checks: Vec::new(),
    }
}

/// Marks a figure as suspect, unless it has a reason already.
fn doubt(figure: &mut Figure, why: &str) {
    figure.status = Status::Suspect;
    figure.reason.get_or_insert_with(|| why.to_owned());
}
