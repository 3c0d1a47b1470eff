//! Defines the words of the prose that mean something, and finds the longest of them at a place.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::patterns::Part;

/// Room for the nodes and words of a family: it need not grow while they are added, which is half the time of loading.
const NODES: usize = 1 << 16;
const WORDS: usize = 1 << 15;

/// What a word around a number says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    /// 比上年: another year is what it is compared with.
    LastYear,
    /// 比年初预算: the budget is.
    AgainstBudget,
    /// 增加.
    Increase,
    /// 减少.
    Decrease,
    /// 增加（减少）: a form that was not filled in.
    Either,
    /// 减少到: the amount itself follows.
    Became,
    /// 由: the amount of before follows.
    Was,
    /// 占: a share follows.
    Share,
    /// 完成预算的.
    Completion,
    /// 年初预算.
    InitialBudget,
    /// 全年预算.
    AnnualBudget,
    /// 预算.
    Budget,
    /// 决算.
    Final,
    /// 原因: what follows says why.
    Reason,
    /// 主要用于: what follows says on what.
    Use,
    /// 平均.
    Average,
    /// 差额.
    Difference,
    /// 绩效: a sign of the section whose money has no key.
    Performance,
    /// 二是: a reason that goes on.
    MoreReasons,
    /// 其中.
    OfWhich,
    /// 和.
    And,
    /// 分别, 均.
    Each,
    /// 比, where what is compared with is named behind it.
    Than,
    /// 情况, 说明, 如下: a heading ends with it.
    HeadingEnd,
    /// 支出, 收入: what is spent or taken in is named anew.
    Noun,
    /// 相比: the comparison is told whole.
    Compared,
    /// It changes nothing.
    Neutral,
}

/// One thing that a word may mean.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Sense {
    Subject(usize),
    Count(usize),
    Role(Role),
    Class(String),
    Economic(EconomicName),
}

/// A name of the economic classification.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct EconomicName {
    /// Its code, the first of those that hold now.
    pub(crate) code: String,
    /// Whether no other code that holds now has the name.
    pub(crate) is_only: bool,
}

/// What a word may mean; the reader of the prose decides by what was spoken of.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Meaning {
    /// Subjects, as indices into `FigureModel::subjects`.
    pub(crate) subjects: Vec<usize>,
    /// What is counted, as indices into `FigureModel::counts`.
    pub(crate) counts: Vec<usize>,
    /// What it says of a number.
    pub(crate) roles: Vec<Role>,
    /// The code of a 类 of expenditure by function.
    pub(crate) class: Option<String>,
    /// The line by economic use.
    pub(crate) economic: Option<EconomicName>,
}

impl Meaning {
    /// Whether it says this of a number.
    pub(crate) fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether it is nothing but a word between others.
    pub(crate) fn is_between(&self) -> bool {
        let between =
            |role: &Role| matches!(role, Role::Neutral | Role::Noun | Role::Each | Role::And | Role::OfWhich);
        self.subjects.is_empty()
            && self.counts.is_empty()
            && !self.roles.is_empty()
            && self.roles.iter().all(between)
    }

    /// Adds a sense; of codes the first stays.
    fn with(&self, sense: &Sense) -> Self {
        let mut meaning = self.clone();
        match sense {
            Sense::Subject(index) if !meaning.subjects.contains(index) => meaning.subjects.push(*index),
            Sense::Count(index) if !meaning.counts.contains(index) => meaning.counts.push(*index),
            Sense::Role(role) if !meaning.has(*role) => meaning.roles.push(*role),
            Sense::Class(code) => meaning.class = meaning.class.or_else(|| Some(code.clone())),
            Sense::Economic(name) => meaning.economic = meaning.economic.or_else(|| Some(name.clone())),
            Sense::Subject(_) | Sense::Count(_) | Sense::Role(_) => {}
        }
        meaning
    }
}

/// A trie of words and their meanings. Words are many and meanings few, so that those that mean the same share theirs.
#[derive(Debug)]
pub(crate) struct Lexicon {
    next: FxHashMap<(u32, char), u32>,
    nodes: u32,
    /// The meaning of the word that ends at a node.
    ends: FxHashMap<u32, usize>,
    meanings: Vec<Meaning>,
    /// A meaning with one sense more.
    with: FxHashMap<(usize, Sense), usize>,
}

impl Default for Lexicon {
    /// Makes a lexicon without words; the first meaning is none.
    fn default() -> Self {
        Self {
            next: FxHashMap::with_capacity_and_hasher(NODES, FxBuildHasher),
            nodes: 0,
            ends: FxHashMap::with_capacity_and_hasher(WORDS, FxBuildHasher),
            meanings: vec![Meaning::default()],
            with: FxHashMap::default(),
        }
    }
}

impl Lexicon {
    /// Adds a sense to all words that a pattern stands for.
    pub(super) fn add(&mut self, pattern: &[Part], sense: &Sense) {
        for node in self.walk(pattern, vec![0]) {
            let before = self.ends.get(&node).copied().unwrap_or_default();
            let after = match self.with.get(&(before, sense.clone())) {
                Some(known) => *known,
                None => {
                    let meaning = self.meanings.get(before).map(|meaning| meaning.with(sense));
                    self.meanings.extend(meaning);
                    let new = self.meanings.len() - 1;
                    self.with.insert((before, sense.clone()), new);
                    new
                }
            };
            self.ends.insert(node, after);
        }
    }

    /// Adds a sense to a word.
    pub(super) fn add_word(&mut self, word: &str, sense: &Sense) {
        let pattern: Vec<Part> = word.chars().map(Part::Char).collect();
        self.add(&pattern, sense);
    }

    /// Finds the nodes at which the words of a pattern end, from nodes on where these begin; each once.
    fn walk(&mut self, pattern: &[Part], from: Vec<u32>) -> Vec<u32> {
        pattern.iter().fold(from, |nodes, part| match part {
            Part::Char(ch) => nodes.into_iter().map(|node| self.child(node, *ch)).collect(),
            Part::OneOf { choices, may_miss } => {
                let mut ends: Vec<u32> =
                    choices.iter().flat_map(|choice| self.walk(choice, nodes.clone())).collect();
                if *may_miss {
                    ends.extend(nodes);
                }
                ends.sort_unstable();
                ends.dedup();
                ends
            }
        })
    }

    fn child(&mut self, node: u32, ch: char) -> u32 {
        let nodes = &mut self.nodes;
        *self.next.entry((node, ch)).or_insert_with(|| {
            *nodes += 1;
            *nodes
        })
    }

    /// Finds the longest word that a text begins with: how many characters it has, and what it means.
    pub(crate) fn longest(&self, text: &[char]) -> Option<(usize, &Meaning)> {
        self.beginning(text).last()
    }

    /// Lists the words that a text begins with, the shortest first.
    pub(crate) fn beginning<'l>(&'l self, text: &[char]) -> impl Iterator<Item = (usize, &'l Meaning)> {
        let mut node = 0;
        let steps = text.iter().enumerate().map_while(move |(at, ch)| {
            node = *self.next.get(&(node, *ch))?;
            Some((at + 1, node))
        });
        steps.filter_map(|(length, node)| Some((length, self.meanings.get(*self.ends.get(&node)?)?)))
    }

    /// Whether a text is made of words that change nothing, and of nothing else.
    pub(crate) fn is_neutral(&self, text: &[char]) -> bool {
        text.is_empty()
            || self.beginning(text).any(|(length, meaning)| {
                let says_nothing = meaning.has(Role::Neutral) || meaning.has(Role::Final);
                says_nothing && text.get(length..).is_some_and(|rest| self.is_neutral(rest))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::super::patterns::parse;
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn the_longest_word_is_found() {
        let mut lexicon = Lexicon::default();
        lexicon.add_word("支出", &Sense::Role(Role::Neutral));
        lexicon.add(&parse("支出总(额|计)").unwrap(), &Sense::Subject(0));
        let (length, meaning) = lexicon.longest(&chars("支出总额为")).unwrap();
        assert_eq!((length, meaning.subjects.as_slice()), (4, [0].as_slice()));
        assert_eq!(lexicon.longest(&chars("支出总")).unwrap().0, 2);
        assert_eq!(lexicon.longest(&chars("收入")), None);
    }

    #[test]
    fn a_pattern_stands_for_all_its_words_and_a_word_may_mean_several_things() {
        let mut lexicon = Lexicon::default();
        lexicon.add(&parse("[本年[度]]支出").unwrap(), &Sense::Subject(1));
        lexicon.add(&parse("支出").unwrap(), &Sense::Role(Role::Noun));
        for word in ["支出", "本年支出", "本年度支出"] {
            let (length, meaning) = lexicon.longest(&chars(word)).unwrap();
            assert_eq!((length, meaning.subjects.as_slice()), (word.chars().count(), [1].as_slice()));
            assert_eq!(meaning.has(Role::Noun), word == "支出");
        }
        assert_eq!(lexicon.longest(&chars("本度支出")), None);
    }

    #[test]
    fn a_phrase_of_neutral_words_is_neutral() {
        let mut lexicon = Lexicon::default();
        for word in ["财政", "拨款", "支出"] {
            lexicon.add_word(word, &Sense::Role(Role::Neutral));
        }
        assert!(lexicon.is_neutral(&chars("财政拨款支出")) && !lexicon.is_neutral(&chars("财政拨付支出")));
    }
}
