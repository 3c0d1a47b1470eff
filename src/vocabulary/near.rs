//! Finds the word that a recognised text must stand for, where only one can, by a weighted edit distance.
//!
//! A recogniser takes 未 for 末, loses a 、 and finds dots in specks. A known word is taken for such a reading only where
//! - they differ by a fifth of the word's length at most, and never by more than [`MOST`] (changes between characters
//!   that look alike, and specks, count less: `costs`);
//! - the second-best word is clearly further away, and no other word is nearer to the best than the reading is: 年初结转和结余
//!   and 年末结转和结余 differ by one letter, so one doubtful letter there decides nothing;
//! - no character of it means the opposite of one that was read: 调出 is not 调入;
//! - the numbers in it agree: an ordinal is the same, or was not read at all ([`ordinal`]); digits are never changed.

mod costs;
mod ordinal;

use std::collections::HashSet;

use costs::{Letter, NEVER, WHOLE, costs};
use ordinal::{behind, numbered};

/// The most that a reading may differ from its word, in tenths of a character.
const MOST: u16 = 25;
/// How much further away the second-best word must be.
const CLEAR: u16 = 6;
/// An ordinal, or the mark behind it, that was not read.
const UNREAD: u16 = 3;

/// A text in its plain form without the ordinal before its name; the whole of it where it has none.
pub(crate) fn without_ordinal(text: &str) -> &str {
    let chars: Vec<char> = text.chars().collect();
    let before = chars.len() - numbered(&chars).name.len();
    text.char_indices().nth(before).map_or(text, |(at, _)| &text[at..])
}

/// Word that a reading stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Near<'v> {
    /// The word as the vocabulary has it.
    pub(crate) word: &'v str,
    /// How far the reading is from it, in tenths of a character; 0 where they differ in white space or width alone.
    pub(crate) cost: u16,
}

impl Near<'_> {
    /// Whether the reading differs in no whole character: in look-alikes, specks and thin marks alone.
    pub(crate) fn is_alike(&self) -> bool {
        self.cost < WHOLE
    }
}

/// A vocabulary, prepared for many readings.
#[derive(Debug)]
pub(crate) struct PreparedVocabulary<'v> {
    words: Vec<Word<'v>>,
    /// The outline of each word's name, apart, so that most words are passed over without a look at them.
    outlines: Vec<Outline>,
}

#[derive(Debug)]
struct Word<'v> {
    text: &'v str,
    ordinal: Vec<char>,
    name: Vec<Letter>,
}

impl<'v> PreparedVocabulary<'v> {
    /// Prepares the words; one that comes twice (行政运行 stands under many codes) counts once.
    pub(crate) fn new(words: impl Iterator<Item = &'v str>) -> PreparedVocabulary<'v> {
        let mut seen = HashSet::new();
        let words: Vec<Word> = words
            .filter(|text| seen.insert(*text))
            .map(Word::new)
            .filter(|word| !word.name.is_empty())
            .collect();
        PreparedVocabulary { outlines: words.iter().map(|word| Outline::of(&word.name)).collect(), words }
    }

    /// Finds the word that `read` stands for, where only one can.
    pub(crate) fn nearest(&self, read: &str) -> Option<Near<'v>> {
        let reading = MisreadWord::new(read);
        if !reading.whole.iter().any(|c| c.is_alphabetic()) {
            return None; // an amount, a code, dirt
        }
        if let Some(word) = self.words.iter().find(|word| word.text == read) {
            return Some(Near { word: word.text, cost: 0 });
        }
        let mut best: Option<(u16, &Word<'v>)> = None;
        for (word, outline) in self.words.iter().zip(&self.outlines) {
            let most = best.map_or(outline.most, |(cost, _)| outline.most.min(cost));
            if outline.may_be(&reading.outline, most)
                && let Some(cost) = reading.cost(word, most)
            {
                best = Some((cost, word));
            }
        }
        let (cost, best) = best?;
        let clear = !self.has_rival(&reading, best, cost)
            && !self.has_nearer(best, cost)
            && !costs().turns(&reading.letters, &best.name);
        clear.then_some(Near { word: best.text, cost })
    }

    /// Whether another word is not clearly further from the reading than `best`.
    fn has_rival(&self, reading: &MisreadWord, best: &Word<'_>, cost: u16) -> bool {
        let most = cost + CLEAR - 1;
        self.words.iter().zip(&self.outlines).any(|(word, outline)| {
            outline.may_be(&reading.outline, most)
                && !std::ptr::eq(word, best)
                && reading.cost(word, most).is_some()
        })
    }

    /// Whether another word is nearer to `best` than `cost`.
    fn has_nearer(&self, best: &Word<'_>, cost: u16) -> bool {
        let Some(most) = cost.checked_sub(1) else { return false };
        let of_best = Outline::of(&best.name);
        self.words.iter().zip(&self.outlines).any(|(word, outline)| {
            outline.may_be(&of_best, most)
                && !std::ptr::eq(word, best)
                && word.ordinal == best.ordinal
                && distance(&word.name, &best.name, most, Numbers::AreLetters).is_some()
        })
    }
}

/// The most that a reading of a word of this length may differ from it: a fifth of the length.
fn most(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(MOST).saturating_mul(WHOLE / 5).min(MOST)
}

impl<'v> Word<'v> {
    fn new(text: &'v str) -> Word<'v> {
        let costs = costs();
        let parts = numbered(&costs.folded(text));
        Word { text, ordinal: parts.ordinal, name: parts.name.iter().map(|&c| costs.letter(c)).collect() }
    }
}

struct MisreadWord {
    whole: Vec<char>,
    letters: Vec<Letter>,
    outline: Outline,
    /// The ordinal that it begins with, and how long its name is behind it.
    ordinal: Vec<char>,
    name: usize,
}

impl MisreadWord {
    fn new(read: &str) -> MisreadWord {
        let costs = costs();
        let whole = costs.folded(read);
        let letters: Vec<Letter> = whole.iter().map(|&c| costs.letter(c)).collect();
        let parts = numbered(&whole);
        MisreadWord {
            outline: Outline::of(&letters),
            letters,
            ordinal: parts.ordinal,
            name: parts.name.len(),
            whole,
        }
    }

    /// Cost of `word`, where its ordinal agrees or was not read.
    fn cost(&self, word: &Word<'_>, most: u16) -> Option<u16> {
        // The last `length` letters of the reading against the name, `more` being spent on the ordinal.
        let of = |length: usize, more: u16| {
            let read = &self.letters[self.letters.len() - length..];
            distance(read, &word.name, most.checked_sub(more)?, Numbers::Stay).map(|cost| cost + more)
        };
        if !self.ordinal.is_empty() {
            return if self.ordinal == word.ordinal { of(self.name, 0) } else { None };
        }
        if word.ordinal.is_empty() {
            return of(self.letters.len(), 0);
        }
        let unread = of(self.letters.len(), UNREAD);
        let lost = behind(&self.whole, &word.ordinal).and_then(|name| of(name.len(), UNREAD));
        unread.into_iter().chain(lost).min()
    }
}

/// Outline of a text, to be compared in a few instructions: which letters it has, and how many.
#[derive(Debug, Clone, Copy)]
struct Outline {
    /// A bit for each letter; some letters share one.
    all: u128,
    /// The bits of the letters that no cheap change makes or loses, without numbers.
    firm: u128,
    count: u16,
    /// See [`most`].
    most: u16,
}

impl Outline {
    fn of(text: &[Letter]) -> Outline {
        let bit = |letter: &Letter| 1u128 << ((u32::from(letter.c).wrapping_mul(0x9E37_79B1)) >> 25);
        Outline {
            all: text.iter().map(bit).fold(0, |all, one| all | one),
            firm: text.iter().filter(|l| l.firm && !l.number).map(bit).fold(0, |all, one| all | one),
            count: u16::try_from(text.len()).unwrap_or(u16::MAX),
            most: most(text.len()),
        }
    }

    /// Whether this may be the word that was read, where a change of `most` is allowed. Each firm letter that one has
    /// and the other lacks is a whole change, each character more or less costs something, and an ordinal may stand in
    /// front.
    fn may_be(&self, read: &Outline, most: u16) -> bool {
        const ORDINAL: u16 = 5;
        let whole = most / WHOLE;
        at_most(self.firm & !read.all, whole)
            && at_most(read.firm & !self.all, whole)
            && self.count <= read.count.saturating_add(most / 2)
            && read.count <= self.count.saturating_add(most / 2 + ORDINAL)
    }
}

/// Whether no more than so many bits are set: a handful of instructions where the processor is not known to count bits.
fn at_most(mut bits: u128, count: u16) -> bool {
    for _ in 0..count {
        bits &= bits.wrapping_sub(1);
    }
    bits == 0
}

#[derive(Clone, Copy, PartialEq)]
enum Numbers {
    /// No number may change: a reading is compared with a word.
    Stay,
    /// A number is a letter like others: two words are compared.
    AreLetters,
}

/// Cost of the cheapest way from what was read to the word (a Levenshtein distance with costs of its own for each
/// change), where it is `most` at the most.
fn distance(read: &[Letter], word: &[Letter], most: u16, numbers: Numbers) -> Option<u16> {
    let costs = costs();
    let allowed = |cost: u16| if cost == NEVER && numbers == Numbers::AreLetters { WHOLE } else { cost };
    let mut row: Vec<u16> = Vec::with_capacity(word.len() + 1);
    let mut before = 0;
    row.push(before);
    for w in word {
        before = sum(before, allowed(w.missed));
        row.push(before);
    }
    for &r in read {
        let added = allowed(r.added);
        let mut diagonal = row[0];
        let mut left = sum(diagonal, added);
        row[0] = left;
        let mut least = left;
        for (&w, above) in word.iter().zip(&mut row[1..]) {
            let changed = sum(diagonal, allowed(costs.changed(r, w)));
            diagonal = *above;
            left = changed.min(sum(diagonal, added)).min(sum(left, allowed(w.missed)));
            *above = left;
            least = least.min(left);
        }
        if least > most {
            return None;
        }
    }
    row.last().copied().filter(|&cost| cost <= most)
}

/// Adds two costs; what must not happen stays so.
fn sum(a: u16, b: u16) -> u16 {
    (a + b).min(NEVER)
}

#[cfg(test)]
mod tests;
