//! Confirms codes and names that were recognised on a scan, or doubts the lines that bear them. Of those that are text, it
//! doubts the ones that contradict each other (`printed`).
//!
//! A wrong code or name moves an amount to another line, and no sum need notice. So recognised labels count where one of
//! these holds:
//! - code and name agree with the classification, and the code stands where it must: below its parent, behind the code
//!   before it (行政运行 alone is the name of many codes);
//! - two forms of the document have the same code with the same name;
//! - on forms of fixed lines, the name is one of the form's own.
//!
//! A code is corrected where its name and its position allow one code only, and that differs in one digit. The line stays
//! in doubt unless another form has the corrected code, too.

mod code;
mod fragments;
mod printed;

use std::collections::{HashMap, HashSet};

use super::labels::length_doubt;
use super::{Form, Forms, Line};
use crate::record::words::Breakdown;
use crate::taxonomy::{KindModel, Models, models};
use crate::text::code::{differs_in_one_digit, is_code};
use crate::text::number::is_digit;
use crate::text::plain::plain;
use crate::vocabulary::{Vocabulary, vocabulary};
use code::Position;

const CODE_DOUBT: &str = "its code was recognised and is not confirmed by its name";
const CHANGED_DOUBT: &str = "its code was recognised with another digit and was changed to fit its name";
const NAME_DOUBT: &str = "its name was recognised and is not known";

/// Confirms or doubts the labels of all lines that were recognised, and doubts printed ones that contradict each other.
/// Returns whether there are any.
pub(super) fn confirm(models: &Models, forms: &mut [Form]) -> bool {
    let contradicted = printed::doubt(models, forms);
    let recognised = |form: &Form| form.lines.iter().any(|line| !line.readings.is_empty());
    if !forms.iter().any(recognised) {
        return contradicted;
    }
    let labels = LabelIndex::of(forms);
    let confirmer = Confirmer { models, known: vocabulary(), labels };
    for (number, form) in forms.iter_mut().enumerate().filter(|(_, form)| form.is_official()) {
        confirmer.form(number, form);
    }
    contradicted
}

/// Lists the recognised lines whose code, as it was read, is borne out by the name beside it and by the codes around it.
pub(crate) fn confirmed_labels(forms: &Forms) -> impl Iterator<Item = &Line> {
    let coded = |form: &&Form| {
        form.breakdown.is_none() && models().kind(&form.kind).is_some_and(KindModel::has_codes)
    };
    let is_confirmed = |line: &&Line| {
        let (Some(code), Some(item)) = (&line.code, &line.item) else { return false };
        let digits = |text: &str| text.chars().filter(|c| is_digit(*c)).collect::<String>();
        line.doubt.is_none()
            && line.readings.iter().any(|reading| digits(&reading.text) == *code)
            && vocabulary().names_of(code).contains(&plain(item))
    };
    forms.forms.iter().filter(coded).flat_map(|form| &form.lines).filter(is_confirmed)
}

/// Finds the forms, by their index, that have a label.
#[derive(Debug, Default)]
struct LabelIndex {
    pairs: HashMap<(String, String), HashSet<usize>>,
    names: HashMap<String, HashSet<usize>>,
}

impl LabelIndex {
    fn of(forms: &[Form]) -> LabelIndex {
        let mut index = LabelIndex::default();
        for (number, form) in forms.iter().enumerate().filter(|(_, form)| form.is_official()) {
            for line in &form.lines {
                let Some(name) = line.item.as_deref().map(plain) else { continue };
                match &line.code {
                    Some(code) => index.pairs.entry((code.clone(), name)).or_default().insert(number),
                    None => index.names.entry(name).or_default().insert(number),
                };
            }
        }
        index
    }

    /// Whether another form has the same code with the same name.
    fn has_pair_elsewhere(&self, code: &str, name: &str, form: usize) -> bool {
        let forms = self.pairs.get(&(code.to_owned(), name.to_owned()));
        forms.is_some_and(|forms| forms.iter().any(|other| *other != form))
    }

    fn has_name_elsewhere(&self, name: &str, form: usize) -> bool {
        self.names.get(name).is_some_and(|forms| forms.iter().any(|other| *other != form))
    }
}

struct Confirmer<'m> {
    models: &'m Models,
    known: &'static Vocabulary,
    labels: LabelIndex,
}

/// Says what becomes of the code of a line.
#[derive(Debug, PartialEq)]
enum Judgement {
    /// The code stays.
    Confirmed,
    /// The code is replaced by the only one that name and position allow.
    Corrected {
        code: String,
        /// Whether another form has it with the same name.
        confirmed: bool,
    },
    /// The code stays, and the line is in doubt.
    Doubted,
}

impl Confirmer<'_> {
    fn form(&self, number: usize, form: &mut Form) {
        let Some(kind) = self.models.kind(&form.kind) else { return };
        let by_unit = form.breakdown == Some(Breakdown::ByUnit);
        if kind.has_codes() && by_unit {
            self.units(number, &mut form.lines);
        } else if kind.has_codes() {
            self.codes(number, &mut form.lines);
        } else if kind.has_named_lines() {
            self.names(kind, &mut form.lines);
        }
    }

    /// Confirms names of subordinate units, which only the document itself knows.
    fn units(&self, number: usize, lines: &mut [Line]) {
        for line in recognised(lines) {
            let name = line.item.as_deref().map(plain).unwrap_or_default();
            let known = self.is_total(&name) || self.labels.has_name_elsewhere(&name, number);
            let pair = line.code.as_deref().is_some_and(|c| self.labels.has_pair_elsewhere(c, &name, number));
            if !known && !pair {
                doubt(line, NAME_DOUBT);
            }
        }
    }

    /// Confirms the lines that the form always has. The same misreading in two forms (一 lost at the head of a name)
    /// confirms nothing.
    fn names(&self, kind: &KindModel, lines: &mut [Line]) {
        for line in recognised(lines) {
            let name = line.item.as_deref().map(plain).unwrap_or_default();
            if !self.known.knows_line(self.models, kind, &name) {
                doubt(line, NAME_DOUBT);
            }
        }
    }

    /// Confirms codes with their names, from the first line to the last.
    fn codes(&self, number: usize, lines: &mut [Line]) {
        let mut position = Position::default();
        let mut group = 0;
        for at in 0..lines.len() {
            let below = lines.get(at + 1..).unwrap_or_default();
            let here = lines.get(at).map_or(group, |line| line.group);
            let next = below.iter().filter(|line| line.group == here).find_map(|line| self.agreeing(line));
            let next = next.map(str::to_owned);
            if here != group {
                position.begin_column();
                group = here;
            }
            let Some(line) = lines.get_mut(at) else { continue };
            let Some(code) = line.code.clone() else { continue };
            if line.readings.is_empty() {
                position.pass(&code, true);
                continue;
            }
            let name = self.official(line, &code);
            let read_doubt = length_doubt(&code);
            match self.judge(number, &code, &name, &position, next.as_deref()) {
                Judgement::Confirmed => position.pass(&code, true),
                Judgement::Corrected { code, confirmed } => {
                    position.pass(&code, true);
                    line.code = Some(code);
                    line.item = Some(name);
                    // The code that was read may have been doubted for its length alone.
                    if confirmed && line.doubt == read_doubt {
                        line.doubt = None;
                    } else if !confirmed {
                        doubt(line, CHANGED_DOUBT);
                    }
                }
                Judgement::Doubted => {
                    position.pass(&code, false);
                    doubt(line, CODE_DOUBT);
                }
            }
        }
    }

    /// Gives the name in its plain form, and the line the official name of its code where its own is near to that.
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

    /// `number` is the index of the form, `next` the next code that is confirmed by its name.
    fn judge(
        &self,
        number: usize,
        code: &str,
        name: &str,
        position: &Position,
        next: Option<&str>,
    ) -> Judgement {
        let agrees = self.known.names_of(code).iter().any(|official| official == name);
        let only = self.known.codes_of(name).nth(1).is_none();
        // A digit may be misread alike in all forms: code and name that are known, and not as a pair, are one.
        let contradicted = !agrees && !is_unknown(self.known, code, name);
        let elsewhere = !contradicted && self.labels.has_pair_elsewhere(code, name, number);
        let fits = is_code(code) && position.comes_after(code);
        if fits && (agrees && (only || position.is_below_parent(code)) || elsewhere) {
            return Judgement::Confirmed;
        }
        let before_next = |other: &str| next.is_none_or(|next| other < next);
        let mut possible = self.known.codes_of(name).filter(|other| {
            differs_in_one_digit(code, other)
                && position.comes_after(other)
                && before_next(other)
                && position.is_below_parent(other)
        });
        match (possible.next(), possible.next()) {
            (Some(other), None) if other != code => Judgement::Corrected {
                code: other.to_owned(),
                confirmed: self.labels.has_pair_elsewhere(other, name, number),
            },
            _ => Judgement::Doubted,
        }
    }

    /// Gives the code of a line, where the name of the line is one of that code.
    fn agreeing<'l>(&self, line: &'l Line) -> Option<&'l str> {
        let code = line.code.as_deref()?;
        let name = plain(line.item.as_deref()?);
        self.known.names_of(code).contains(&name).then_some(code)
    }

    fn is_total(&self, name: &str) -> bool {
        self.models.wording.items.totals.iter().any(|total| total == name)
    }
}

/// Whether the classification lacks the code or the name: it is not complete.
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
