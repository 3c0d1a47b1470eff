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
