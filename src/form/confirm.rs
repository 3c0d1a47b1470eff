//! Codes and names that were read off a scan: each line's are confirmed by what else is known, or its amounts are suspect.
//!
//! A wrong code or name moves an amount to another line, where no sum need notice. So a recognised label counts only
//! - where code and name agree with the classification and the code stands where it must (below its parent, behind the
//!   code before it), since 行政运行 is the name of many codes;
//! - or where two forms of the document read the same code with the same name;
//! - or, on forms of fixed lines, where the name is one of the form's own.
//!
//! A code that differs in one digit from the only one that its name and its place allow becomes that, and stays doubted
//! unless another form has it too.

mod code;

use std::collections::{HashMap, HashSet};

use super::labels::length_doubt;
use super::{Form, Line};
use crate::record::words::Breakdown;
use crate::spelling::known_to_read;
use crate::spelling::vocabulary::{Vocabulary, vocabulary};
use crate::taxonomy::{KindModel, Layout, Models};
use crate::text::code::{differs_in_one_digit, is_code};
use crate::text::number::is_digit;
use crate::text::plain::plain;
use code::Place;

const CODE_DOUBT: &str = "its code was recognised and is not confirmed by its name";
const CHANGED_DOUBT: &str = "its code was recognised with another digit and was changed to fit its name";
const NAME_DOUBT: &str = "its name was recognised and is not known";

/// Settles the labels of all lines that were recognised, and gives names and grids back what was read.
pub(super) fn confirm(models: &Models, forms: &mut [Form]) {
    let recognised = |form: &Form| form.lines.iter().any(|line| !line.readings.is_empty());
    if forms.iter().any(recognised) {
        let seen = Seen::of(forms);
        let settler = Settler { models, known: vocabulary(), seen };
        for (number, form) in forms.iter_mut().enumerate().filter(|(_, form)| form.is_official()) {
            settler.form(number, form);
        }
    }
    for form in forms {
        form.grids.iter_mut().for_each(known_to_read);
        for line in &mut form.lines {
            if let Some(read) = line.as_read.take() {
                line.item_raw = Some(read.trim().to_owned());
            }
        }
    }
}

/// What was read in which forms.
#[derive(Debug, Default)]
struct Seen {
    pairs: HashMap<(String, String), HashSet<usize>>,
    names: HashMap<String, HashSet<usize>>,
}

impl Seen {
    fn of(forms: &[Form]) -> Seen {
        let mut seen = Seen::default();
        for (number, form) in forms.iter().enumerate().filter(|(_, form)| form.is_official()) {
            for line in &form.lines {
                let Some(name) = line.item.as_deref().map(plain) else { continue };
                match &line.code {
                    Some(code) => seen.pairs.entry((code.clone(), name)).or_default().insert(number),
                    None => seen.names.entry(name).or_default().insert(number),
                };
            }
        }
        seen
    }

    /// Another form has the same code with the same name.
    fn has_pair_elsewhere(&self, code: &str, name: &str, form: usize) -> bool {
        let forms = self.pairs.get(&(code.to_owned(), name.to_owned()));
        forms.is_some_and(|forms| forms.iter().any(|other| *other != form))
    }

    fn has_name_elsewhere(&self, name: &str, form: usize) -> bool {
        self.names.get(name).is_some_and(|forms| forms.iter().any(|other| *other != form))
    }
}

struct Settler<'m> {
    models: &'m Models,
    known: &'static Vocabulary,
    seen: Seen,
}

/// What is to become of a line's labels.
#[derive(Debug, PartialEq)]
enum Outcome {
    Certain,
    /// The only code that name and place allow, and whether another form has it.
    Changed {
        code: String,
        confirmed: bool,
    },
    Doubtful,
}

impl Settler<'_> {
    fn form(&self, number: usize, form: &mut Form) {
        let Some(kind) = self.models.kind(&form.kind) else { return };
        let by_unit = form.breakdown == Some(Breakdown::ByUnit);
        match kind.layout {
            Layout::Coded | Layout::SideBySide if by_unit => self.units(number, &mut form.lines),
            Layout::Coded | Layout::SideBySide => self.codes(number, &mut form.lines),
            Layout::TwoSided | Layout::List => self.names(kind, &mut form.lines),
            Layout::OneLine | Layout::MeasureLines => {}
        }
    }

    /// Names of subordinate units: nobody knows them but the document.
    fn units(&self, number: usize, lines: &mut [Line]) {
        for line in recognised(lines) {
            let name = line.item.as_deref().map(plain).unwrap_or_default();
            let known = self.is_total(&name) || self.seen.has_name_elsewhere(&name, number);
            let pair = line.code.as_deref().is_some_and(|c| self.seen.has_pair_elsewhere(c, &name, number));
            if !known && !pair {
                doubt(line, NAME_DOUBT);
            }
        }
    }

    /// Lines that the form always has. The same misreading in two forms (一 lost at the head of a name) confirms nothing.
    fn names(&self, kind: &KindModel, lines: &mut [Line]) {
        for line in recognised(lines) {
            let name = line.item.as_deref().map(plain).unwrap_or_default();
            if !self.known.knows_line(self.models, kind, &name) {
                doubt(line, NAME_DOUBT);
            }
        }
    }

    fn codes(&self, number: usize, lines: &mut [Line]) {
        let mut place = Place::default();
        let mut group = 0;
        for at in 0..lines.len() {
            let below = lines.get(at + 1..).unwrap_or_default();
            let here = lines.get(at).map_or(group, |line| line.group);
            let next = below.iter().filter(|line| line.group == here).find_map(|line| self.agreeing(line));
            let next = next.map(str::to_owned);
            if here != group {
                place.begin_column();
                group = here;
            }
            let Some(line) = lines.get_mut(at) else { continue };
            let Some(code) = line.code.clone() else { continue };
            if line.readings.is_empty() {
                place.pass(&code, true);
                continue;
            }
            let name = self.official(line, &code);
            let read_doubt = length_doubt(&code);
            match self.outcome(number, &code, &name, &place, next.as_deref()) {
                Outcome::Certain => place.pass(&code, true),
                Outcome::Changed { code, confirmed } => {
                    place.pass(&code, true);
                    line.code = Some(code);
                    line.item = Some(name);
                    // The code that was read may have been doubted for its length alone.
                    if confirmed && line.doubt == read_doubt {
                        line.doubt = None;
                    } else if !confirmed {
                        doubt(line, CHANGED_DOUBT);
                    }
                }
                Outcome::Doubtful => {
                    place.pass(&code, false);
                    doubt(line, CODE_DOUBT);
                }
            }
        }
    }

    /// The name in its plain form; the line's becomes the official one of its code where it is near to that.
    fn official(&self, line: &mut Line, code: &str) -> String {
        let name = line.item.as_deref().map(plain).unwrap_or_default();
        let names = self.known.names_of(code);
        if self.known.names.knows(&name) || self.is_total(&name) {
            return name;
        }
        // Dirt behind the code comes before the name.
        let clean = name.trim_start_matches(|c: char| c.is_ascii() && !is_digit(c));
        let near = self.known.names.nearest(clean).filter(|_| !clean.is_empty());
        let Some(near) = near else { return name };
        if names.iter().any(|official| official == near) {
            line.item = Some(near.to_owned());
        }
        near.to_owned()
    }

    fn outcome(&self, number: usize, code: &str, name: &str, place: &Place, next: Option<&str>) -> Outcome {
        let agrees = self.known.names_of(code).iter().any(|official| official == name);
        let only = self.known.codes_of(name).nth(1).is_none();
        // A digit may be misread alike in all forms: code and name that are known, and not as a pair, are one.
        let contradicted = !agrees && !is_unknown(self.known, code, name);
        let elsewhere = !contradicted && self.seen.has_pair_elsewhere(code, name, number);
        let fits = is_code(code) && place.comes_after(code);
        if fits && (agrees && (only || place.is_below_parent(code)) || elsewhere) {
            return Outcome::Certain;
        }
        let before_next = |other: &str| next.is_none_or(|next| other < next);
        let mut possible = self.known.codes_of(name).filter(|other| {
            differs_in_one_digit(code, other)
                && place.comes_after(other)
                && before_next(other)
                && place.is_below_parent(other)
        });
        match (possible.next(), possible.next()) {
            (Some(other), None) if other != code => Outcome::Changed {
                code: other.to_owned(),
                confirmed: self.seen.has_pair_elsewhere(other, name, number),
            },
            _ => Outcome::Doubtful,
        }
    }

    /// The code of a line, where its name is one of that code.
    fn agreeing<'l>(&self, line: &'l Line) -> Option<&'l str> {
        let code = line.code.as_deref()?;
        let name = plain(line.item.as_deref()?);
        self.known.names_of(code).contains(&name).then_some(code)
    }

    fn is_total(&self, name: &str) -> bool {
        self.models.wording.items.totals.iter().any(|total| total == name)
    }
}

/// The classification does not know the code, or not the name: it is not complete.
fn is_unknown(known: &Vocabulary, code: &str, name: &str) -> bool {
    known.names_of(code).is_empty() || known.codes_of(name).next().is_none()
}

fn recognised(lines: &mut [Line]) -> impl Iterator<Item = &mut Line> {
    lines.iter_mut().filter(|line| !line.readings.is_empty())
}

fn doubt(line: &mut Line, why: &str) {
    line.doubt.get_or_insert_with(|| why.to_owned());
}

#[cfg(test)]
mod tests;
