//! Knows the names of the lines of a kind, and restores damaged ones.

use super::kind::KindModel;
use super::models::Models;
use crate::text::plain::without_numerals;

/// Most characters that a clipped name lacks, and fewest that it has.
const LONGEST_CUT: usize = 2;
const SHORTEST_NAME: usize = 4;

impl KindModel {
    /// Whether a line of the form is named like this, without its ordinal.
    pub(crate) fn knows_line(&self, models: &Models, name: &str) -> bool {
        self.has_class_lines()
            && (models.class_codes.contains_key(name) || self.line_names.iter().any(|n| n == name))
    }

    /// Lists the names of the lines of the form, without their ordinals; none where these are not always the same.
    pub(crate) fn known_lines<'m>(&'m self, models: &'m Models) -> impl Iterator<Item = &'m String> {
        models.class_codes.keys().chain(&self.line_names).filter(|_| self.has_class_lines())
    }

    /// Counts the words of its header that a text is made of; 0 where it holds other words.
    pub(crate) fn counts_header_words(&self, text: &str) -> usize {
        // For each place in the text, how many words lead there.
        let mut counts: Vec<Option<usize>> = vec![None; text.len() + 1];
        if let Some(first) = counts.first_mut() {
            *first = Some(0);
        }
        for at in 0..text.len() {
            let (Some(count), Some(rest)) = (counts.get(at).copied().flatten(), text.get(at..)) else {
                continue;
            };
            for word in
                self.vocabulary.iter().filter(|word| !word.is_empty() && rest.starts_with(word.as_str()))
            {
                if let Some(end) = counts.get_mut(at + word.len()) {
                    *end = Some(end.map_or(count + 1, |other| other.min(count + 1)));
                }
            }
        }
        counts.last().copied().flatten().unwrap_or(0)
    }

    /// `八社会保障和就业支出` → `社会保障和就业支出`: an ordinal without its 、 before the whole name of a line.
    pub(crate) fn drop_unmarked_ordinal(&self, models: &Models, item: &mut Option<String>) {
        let Some(name) = item.as_deref() else { return };
        let rest = without_numerals(name);
        if rest.len() < name.len() && !self.knows_line(models, name) && self.knows_line(models, rest) {
            *item = Some(rest.to_owned());
        }
    }

    /// Restores a name that its cell clipped: the only name of a line that begins like this and is at most two
    /// characters longer, or one where nothing else says that it was clipped.
    pub(crate) fn whole_line_name(&self, models: &Models, begun: &str, clipped: bool) -> Option<String> {
        let longest = if clipped { LONGEST_CUT } else { 1 };
        let length = begun.chars().count();
        let names = models.class_codes.keys().chain(&self.line_names);
        let mut fitting: Vec<&String> = names
            .filter(|n| n.starts_with(begun) && (1..=longest).contains(&(n.chars().count() - length)))
            .collect();
        fitting.sort();
        fitting.dedup();
        match fitting.as_slice() {
            [only] if self.has_class_lines() && length >= SHORTEST_NAME => Some((*only).clone()),
            _ => None,
        }
    }
}
