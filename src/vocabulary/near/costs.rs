//! Prices the confusion of one character with another, by `models/ocr/confusions.toml`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::taxonomy::files;
use crate::text::number::is_numeral;

/// Cost of one character changed, added or lost; all costs are parts of this.
pub(super) const WHOLE: u16 = 10;
/// Cost of what must not happen at all.
pub(super) const NEVER: u16 = u16::MAX / 4;

/// Costs of single changes, in tenths of a character.
#[derive(Debug)]
pub(super) struct Costs {
    same: HashMap<char, char>,
    confusions: HashMap<(char, char), u16>,
    /// Pairs of characters of opposite meaning.
    opposites: Vec<(char, char)>,
    /// The characters of all groups.
    alike: HashSet<char>,
    dust: HashSet<char>,
    dust_cost: u16,
    lost: HashSet<char>,
    lost_cost: u16,
}

/// Character with its own costs, looked up once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    pub(super) c: char,
    /// Whether no cheap change makes or loses it.
    pub(super) firm: bool,
    pub(super) number: bool,
    /// Cost where it was read, and the word has nothing there.
    pub(super) added: u16,
    /// Cost where the word has it, and nothing was read there.
    pub(super) missed: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    same: Vec<String>,
    confusion: Vec<Confusion>,
    opposites: Opposites,
    dust: Marks,
    lost: Marks,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confusion {
    cost: u16,
    groups: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opposites {
    groups: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Marks {
    cost: u16,
    characters: String,
}

/// The costs are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static COSTS: LazyLock<Costs> = LazyLock::new(|| {
    Costs::new(files::parse("ocr/confusions.toml").expect("it is read by a test of every build"))
});

/// Gives the costs, read on first use.
pub(super) fn costs() -> &'static Costs {
    &COSTS
}

impl Costs {
    fn new(file: Listed) -> Costs {
        let mut same = HashMap::new();
        for group in &file.same {
            if let Some(first) = group.chars().next() {
                same.extend(group.chars().map(|c| (c, first)));
            }
        }
        let fold = |c: char| same.get(&c).copied().unwrap_or(c);
        let mut confusions = HashMap::new();
        for Confusion { cost, groups } in &file.confusion {
            for group in groups {
                for a in group.chars().map(fold) {
                    for b in group.chars().map(fold).filter(|&b| b != a) {
                        let known = confusions.entry((a, b)).or_insert(*cost);
                        *known = (*known).min(*cost);
                    }
                }
            }
        }
        let pairs = |group: &String| -> Vec<(char, char)> {
            group.chars().flat_map(|a| group.chars().filter(move |b| *b != a).map(move |b| (a, b))).collect()
        };
        let opposites = file.opposites.groups.iter().flat_map(pairs).collect();
        let dust = file.dust.characters.chars().map(fold).collect();
        let lost = file.lost.characters.chars().map(fold).collect();
        let alike = confusions.keys().map(|&(one, _)| one).collect();
        Costs {
            confusions,
            opposites,
            alike,
            dust,
            dust_cost: file.dust.cost,
            lost,
            lost_cost: file.lost.cost,
            same,
        }
    }

    /// Looks up a character with all that it costs by itself.
    pub(super) fn letter(&self, c: char) -> Letter {
        Letter {
            c,
            firm: self.is_firm(c),
            number: is_numeral(c),
            added: self.added(c),
            missed: self.missed(c),
        }
    }

    /// Folds a text as it is compared: without white space, every mark in one width.
    pub(super) fn folded(&self, text: &str) -> Vec<char> {
        text.chars().filter(|c| !c.is_whitespace()).map(|c| self.same.get(&c).copied().unwrap_or(c)).collect()
    }

    /// Cost of `read` where the word has `word`. A number never stands for another number, and for a letter only where
    /// the two look alike.
    pub(super) fn changed(&self, read: Letter, word: Letter) -> u16 {
        if read.c == word.c {
            return 0;
        }
        let other = if read.number || word.number { NEVER } else { WHOLE };
        if read.firm || word.firm || (read.number && word.number) {
            return other;
        }
        self.confusions.get(&(read.c, word.c)).copied().unwrap_or(other)
    }

    /// Whether a word has a character where the reading has that of opposite meaning: 调入 for 调出.
    pub(super) fn turns(&self, read: &[Letter], word: &[Letter]) -> bool {
        let count = |text: &[Letter], c: char| text.iter().filter(|letter| letter.c == c).count();
        let more = |c: char| count(read, c) > count(word, c);
        let fewer = |c: char| count(read, c) < count(word, c);
        self.opposites.iter().any(|(a, b)| more(*a) && fewer(*b))
    }

    /// Cost of `read` where the word has nothing.
    fn added(&self, read: char) -> u16 {
        match read {
            c if is_numeral(c) => NEVER,
            c if self.dust.contains(&c) => self.dust_cost,
            _ => WHOLE,
        }
    }

    /// Cost of `word` where nothing was read.
    fn missed(&self, word: char) -> u16 {
        match word {
            c if self.lost.contains(&c) => self.lost_cost,
            c if is_numeral(c) => NEVER,
            _ => WHOLE,
        }
    }

    /// Whether no cheap change makes or loses this character: where one text has it and the other has not, that costs
    /// [`WHOLE`].
    fn is_firm(&self, c: char) -> bool {
        !self.alike.contains(&c) && !self.dust.contains(&c) && !self.lost.contains(&c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read() {
        let costs = costs();
        let cheapest = costs.confusions.values().copied().chain([costs.dust_cost, costs.lost_cost]).min();
        assert!(cheapest >= Some(2), "the outline of a word counts on it");
        assert_eq!(costs.folded("维修 (护)费"), "维修（护）费".chars().collect::<Vec<_>>());
    }

    #[test]
    fn no_word_has_the_opposite_of_what_was_read() {
        let costs = costs();
        let letters = |text: &str| -> Vec<Letter> { text.chars().map(|c| costs.letter(c)).collect() };
        let turns = |read: &str, word: &str| costs.turns(&letters(read), &letters(word));
        assert!(turns("预算调出资金", "预算调入资金") && turns("其他支入", "其他收入"));
        assert!(
            !turns("预算调人资金", "预算调入资金") && !turns("支出", "收入支出") && !turns("收支", "收支")
        );
    }

    #[test]
    fn alike_costs_less_than_unlike_and_numbers_stay() {
        let costs = costs();
        let changed = |read, word| costs.changed(costs.letter(read), costs.letter(word));
        assert_eq!(changed('支', '支'), 0);
        assert!(changed('末', '未') < WHOLE);
        assert_eq!(changed('收', '支'), WHOLE);
        assert_eq!(changed('一', '二'), NEVER);
        assert_eq!(changed('1', 'l'), NEVER);
        assert!(changed('-', '一') == NEVER && changed('—', '一') < WHOLE, "folded first");
        assert_eq!(costs.added('3'), NEVER);
        assert!(costs.added('·') < WHOLE && costs.missed('一') < WHOLE);
        assert_eq!(costs.missed('三'), NEVER);
    }
}
