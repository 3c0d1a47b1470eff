//! Reads the fields of forms (AcroForm): the value of a field, and how it is set. A field on a page is a widget, whose
//! entries may stand in a field above it.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, Stream, String as PdfString};

use super::placed_text::{Align, Lines, Setting};
use super::text_string;
use crate::place::{Note, Severity};

/// Levels of fields above a widget that are looked at; real forms have three.
const MAX_DEPTH: usize = 32;
/// Flags of fields.
const MULTILINE: u32 = 1 << 12;
const PASSWORD: u32 = 1 << 13;
const COMBO: u32 = 1 << 17;
const FILE: u32 = 1 << 20;
const COMB: u32 = 1 << 24;
/// Most characters of a value: nobody prints more in a field.
const MOST_CHARS: usize = 20_000;

/// The form of a document, as far as it concerns all fields.
pub(super) struct FormDefaults<'a> {
    form: Option<Dict<'a>>,
    /// Whether viewers draw all fields anew.
    pub(super) draws_anew: bool,
    /// Whether its pages are made when it is opened, and those in the file are none of it.
    is_made_anew: bool,
}

impl<'a> FormDefaults<'a> {
    pub(super) fn of(pdf: &'a Pdf) -> Self {
        let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
        let is_set =
            |of: Option<&Dict<'_>>, key: &str| of.and_then(|of| of.get::<bool>(key)).unwrap_or_default();
        let is_made_anew = is_set(catalog.as_ref(), "NeedsRendering");
        let form = catalog.and_then(|catalog| catalog.get::<Dict<'_>>("AcroForm"));
        let draws_anew = is_set(form.as_ref(), "NeedAppearances");
        Self { form, draws_anew, is_made_anew }
    }

    /// Says that the form is made by a program of its own (XFA), where its pages only stand in for it.
    pub(super) fn notes(&self) -> Vec<Note> {
        let Some(form) = self.form.as_ref().filter(|form| form.contains_key("XFA")) else {
            return Vec::new();
        };
        let has_fields =
            form.get::<Array<'_>>("Fields").is_some_and(|fields| fields.raw_iter().next().is_some());
        if has_fields && !self.is_made_anew {
            return Vec::new();
        }
        let message = "the file is an XFA form, which its pages only stand in for: what it shows is not read";
        vec![
            Note::on_document(Severity::Unread, message).hint("open it in Acrobat and print it to a new PDF"),
        ]
    }
}

/// A widget that shows text, with the fields above it.
pub(super) struct Field<'a> {
    chain: Vec<Dict<'a>>,
    is_choice: bool,
    flags: u32,
}

impl<'a> Field<'a> {
    /// The field of a widget; `None` where it shows no text of its own: buttons, signatures, passwords.
    pub(super) fn of(widget: &Dict<'a>) -> Option<Self> {
        let mut chain = vec![widget.clone()];
        while chain.len() < MAX_DEPTH
            && let Some(above) = chain.last().and_then(|field| field.get::<Dict<'_>>("Parent"))
        {
            chain.push(above);
        }
        let kind = chain.iter().find_map(|field| field.get::<Name<'_>>("FT"))?;
        let is_choice = match kind.as_ref() {
            b"Tx" => false,
            b"Ch" => true,
            _ => return None,
        };
        let flags = chain.iter().find_map(|field| field.get::<u32>("Ff")).unwrap_or_default();
        (is_choice || flags & (PASSWORD | FILE) == 0).then_some(Self { chain, is_choice, flags })
    }

    /// The text that a viewer shows for its value; empty where it has none.
    pub(super) fn text(&self) -> String {
        let value = self.entry::<Object<'_>>("V");
        let text = match value {
            Some(Object::Array(values)) if self.is_choice => {
                let shown = values.iter::<PdfString<'_>>().map(|value| self.shown(value.as_bytes()));
                shown.collect::<Vec<_>>().join("\n")
            }
            Some(value) => match bytes(value) {
                Some(bytes) if self.is_choice => self.shown(&bytes),
                Some(bytes) => text_string::text(&bytes),
                None => String::new(),
            },
            None => self
                .entry::<Object<'_>>("RV")
                .and_then(bytes)
                .map(|rich| without_tags(&rich))
                .unwrap_or_default(),
        };
        text.chars().take(MOST_CHARS).collect()
    }

    /// The text of a choice: what is stored may be another.
    fn shown(&self, stored: &[u8]) -> String {
        let options = self.entry::<Array<'_>>("Opt");
        let stored = text_string::text(stored);
        let shown = options.iter().flat_map(Array::raw_iter).find_map(|option| {
            let MaybeRef::NotRef(Object::Array(pair)) = option else { return None };
            let mut pair = pair.iter::<PdfString<'_>>();
            let (value, shown) = (pair.next()?, pair.next()?);
            (text_string::text(value.as_bytes()) == stored).then(|| text_string::text(shown.as_bytes()))
        });
        shown.unwrap_or(stored)
    }

    /// How its text is set.
    pub(super) fn setting(&self, defaults: &FormDefaults<'_>) -> Setting {
        let form = defaults.form.as_ref();
        let appearance = self.entry::<PdfString<'_>>("DA").or_else(|| form?.get::<PdfString<'_>>("DA"));
        let (size, is_white) = size_and_white(appearance.as_ref().map_or(&[], PdfString::as_bytes));
        let align = self.entry::<i32>("Q").or_else(|| form?.get::<i32>("Q"));
        let boxes = self.entry::<i32>("MaxLen").and_then(|most| usize::try_from(most).ok());
        let is_list = self.is_choice && self.flags & COMBO == 0;
        let lines = match boxes {
            _ if is_list || (!self.is_choice && self.flags & MULTILINE != 0) => Lines::Many,
            Some(most) if most > 0 && !self.is_choice && self.flags & COMB != 0 => Lines::Boxes(most),
            _ => Lines::One,
        };
        // White print is seen on a ground of its own.
        let has_ground = self.chain.first().and_then(|widget| widget.get::<Dict<'_>>("MK"));
        let has_ground = has_ground.is_some_and(|looks| looks.contains_key("BG"));
        Setting { size, align: align_of(align), lines, is_white: is_white && !has_ground }
    }

    /// Degrees by which its text is turned against the page.
    pub(super) fn turn(&self) -> i32 {
        let looks = self.chain.first().and_then(|widget| widget.get::<Dict<'_>>("MK"));
        looks.and_then(|looks| looks.get::<i32>("R")).unwrap_or_default()
    }

    fn entry<T>(&self, key: &str) -> Option<T>
    where
        T: TryFrom<Object<'a>>,
    {
        self.chain
            .iter()
            .find_map(|field| field.get::<Object<'a>>(key))
            .and_then(|found| T::try_from(found).ok())
    }
}

/// How the text of a note is set, whose own entries say so.
pub(super) fn setting_of_note(note: &Dict<'_>) -> Setting {
    let appearance = note.get::<PdfString<'_>>("DA");
    let (size, is_white) = size_and_white(appearance.as_ref().map_or(&[], PdfString::as_bytes));
    let align = align_of(note.get::<i32>("Q"));
    let has_ground = note.contains_key("C");
    Setting { size, align, lines: Lines::Many, is_white: is_white && !has_ground }
}

fn align_of(align: Option<i32>) -> Align {
    match align {
        Some(1) => Align::Middle,
        Some(2) => Align::Right,
        _ => Align::Left,
    }
}

/// Size of the type, and whether it is white, as the default appearance says: `/Helv 9 Tf 1 g`.
fn size_and_white(appearance: &[u8]) -> (Option<f64>, bool) {
    let text = String::from_utf8_lossy(appearance);
    let words: Vec<&str> = text.split_whitespace().collect();
    let number = |at: usize, back: usize| {
        let word = at.checked_sub(back).and_then(|at| words.get(at));
        word.and_then(|word| word.parse::<f64>().ok())
    };
    let (mut size, mut is_white) = (None, false);
    for (at, word) in words.iter().enumerate() {
        let all = |count: usize, wanted: f64| {
            (1..=count).all(|back| number(at, back).is_some_and(|found| (found - wanted).abs() < 0.02))
        };
        match *word {
            "Tf" => size = number(at, 1).filter(|size| size.is_finite() && *size > 0.0),
            "g" => is_white = all(1, 1.0),
            "rg" => is_white = all(3, 1.0),
            "k" => is_white = all(4, 0.0),
            _ => {}
        }
    }
    (size, is_white)
}

/// Bytes of a value, which may be a string, a stream or a name.
fn bytes(value: Object<'_>) -> Option<Vec<u8>> {
    match value {
        Object::String(text) => Some(text.as_bytes().to_vec()),
        Object::Name(name) => Some(name.as_ref().to_vec()),
        Object::Stream(stream) => decoded(&stream),
        _ => None,
    }
}

fn decoded(stream: &Stream<'_>) -> Option<Vec<u8>> {
    stream.decoded_data().ok().map(std::borrow::Cow::into_owned)
}

/// Text of rich text without its tags.
fn without_tags(rich: &[u8]) -> String {
    let rich = match std::str::from_utf8(rich) {
        Ok(text) if text_string::unicode(rich).is_none() => text.to_owned(),
        _ => text_string::text(rich),
    };
    let mut text = String::new();
    let mut rest = rich.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        if (tag.starts_with("/p") || tag.starts_with("br")) && !text.is_empty() {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#160;", " "), ("&nbsp;", " "), ("&amp;", "&")];
    let plain = entities.iter().fold(text, |text, (entity, ch)| text.replace(entity, ch));
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_appearance_gives_size_and_colour() {
        assert_eq!(size_and_white(b"/Helv 9 Tf .1 .1 .1 rg"), (Some(9.0), false));
        assert_eq!(size_and_white(b"0 g /F1 0 Tf"), (None, false));
        assert_eq!(size_and_white(b"/F1 10.5 Tf 1 1 1 rg"), (Some(10.5), true));
        assert_eq!(size_and_white(b"/F1 10 Tf 0 0 0 0 k"), (Some(10.0), true));
        assert_eq!(size_and_white(b"0 0 0 1 k /F1 10 Tf"), (Some(10.0), false));
        assert_eq!(size_and_white(b"Tf g"), (None, false));
    }

    #[test]
    fn rich_text_is_read_without_its_tags() {
        let rich = "<?xml version=\"1.0\"?><body><p>1,286.50</p><p>a &amp; b</p></body>";
        assert_eq!(without_tags(rich.as_bytes()), "1,286.50\na & b");
        assert_eq!(without_tags(b"<p"), "");
    }
}
