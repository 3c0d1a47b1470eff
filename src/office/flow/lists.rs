//! Counts the paragraphs of lists and gives the labels that are shown in front of them: 一、 （二） 1.
//!
//! Items of accounts and titles of forms have such labels, which are not in the text of the paragraph.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::numerals::numeral;

/// Levels of a list.
pub(in crate::office) const LEVELS: usize = 9;

/// The lists of a document, with their counters.
#[derive(Debug, Default)]
pub(in crate::office) struct Lists {
    /// Levels of definitions, by the number of the definition.
    pub(in crate::office) definitions: FxHashMap<i64, FxHashMap<usize, Level>>,
    /// Lists by their numbers.
    pub(in crate::office) lists: FxHashMap<i64, List>,
    /// Counters of a definition: lists that share it go on counting.
    counters: FxHashMap<i64, [Option<u32>; LEVELS]>,
    /// Lists and levels whose own first number was used.
    started: BTreeSet<(i64, usize)>,
}

/// A level of a list.
#[derive(Debug, Clone, Default)]
pub(in crate::office) struct Level {
    pub(in crate::office) start: u32,
    /// Format of its numbers, as OOXML calls it.
    pub(in crate::office) format: String,
    /// The label, in which `%1` stands for the number of the first level.
    pub(in crate::office) text: String,
    /// Whether all numbers in the label are Arabic.
    pub(in crate::office) is_legal: bool,
    /// Whether nothing parts the label from the text.
    pub(in crate::office) is_close: bool,
    /// Whether it starts anew below each item of the levels above.
    pub(in crate::office) restarts: bool,
}

/// A list: a definition, and what is changed of it.
#[derive(Debug, Default)]
pub(in crate::office) struct List {
    pub(in crate::office) definition: i64,
    /// First numbers of levels.
    pub(in crate::office) starts: FxHashMap<usize, u32>,
    pub(in crate::office) levels: FxHashMap<usize, Level>,
}

impl Lists {
    /// Counts a paragraph and gives its label with what parts it from the text; none where it has none, or a mark alone.
    pub(in crate::office) fn label(&mut self, id: i64, at: usize) -> Option<String> {
        let at = at.min(LEVELS - 1);
        let list = self.lists.get(&id)?;
        let defined = self.definitions.get(&list.definition);
        let find = |level: usize| list.levels.get(&level).or_else(|| defined?.get(&level));
        let level = find(at)?;
        let mut counters = self.counters.get(&list.definition).copied().unwrap_or_default();
        let own = list.starts.get(&at).copied();
        let own = own.filter(|_| self.started.insert((id, at)));
        let counter = counters.get_mut(at)?;
        *counter =
            Some(own.unwrap_or_else(|| counter.map_or(level.start, |number| number.saturating_add(1))));
        for (below, counter) in counters.iter_mut().enumerate().skip(at + 1) {
            if find(below).is_none_or(|level| level.restarts) {
                *counter = None;
            }
        }
        let number = |index: usize| {
            let shown = find(index)?;
            let number = counters.get(index).copied().flatten().unwrap_or(shown.start);
            Some(numeral(number, if level.is_legal { "decimal" } else { &shown.format }))
        };
        let mut label = String::new();
        let mut chars = level.text.chars().peekable();
        while let Some(c) = chars.next() {
            match chars.peek().and_then(|digit| digit.to_digit(10)).filter(|_| c == '%') {
                Some(place @ 1..) => {
                    chars.next();
                    label.extend(usize::try_from(place - 1).ok().and_then(number));
                }
                _ => label.push(c),
            }
        }
        let parted = !level.is_close && label.ends_with(|c: char| c.is_ascii_graphic());
        label.push_str(if parted { " " } else { "" });
        let is_mark = level.format == "bullet" || label.trim().is_empty();
        let definition = list.definition;
        self.counters.insert(definition, counters);
        (!is_mark).then_some(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_count_over_levels_and_lists() {
        let level = |format: &str, text: &str, is_legal| Level {
            start: 1,
            format: format.to_owned(),
            text: text.to_owned(),
            is_legal,
            restarts: true,
            ..Level::default()
        };
        let mut lists = Lists::default();
        let levels =
            [(0, level("chineseCountingThousand", "%1、", false)), (1, level("decimal", "%1.%2", true))];
        lists.definitions.insert(7, levels.into_iter().collect());
        lists.lists.insert(1, List { definition: 7, ..List::default() });
        let starts = [(0, 5)].into_iter().collect();
        lists.lists.insert(2, List { definition: 7, starts, ..List::default() });
        let counted = [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1), (2, 0), (2, 0), (1, 0), (9, 0), (1, 5)];
        let labels = counted.map(|(list, level)| lists.label(list, level).unwrap_or_default());
        assert_eq!(labels, ["一、", "1.1 ", "1.2 ", "二、", "2.1 ", "五、", "六、", "七、", "", ""]);
    }
}
