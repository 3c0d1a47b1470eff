//! Reads tokens in their order: what is spoken of, what is said of it, and the numbers that say it.
//!
//! A number belongs to the subject that was named last before it, unless other words stand between them. What it is (an
//! amount, a change, a share, a budget) is told by the words of its clause; what it is compared with, by its sentence. A
//! number in a reason, of another year, or of something that is not known has no key: a wrong one is worse than none.

mod keys;
mod numbers;
mod state;
mod topics;
mod words;

use rust_decimal::Decimal;

use super::line_names::LineName;
use super::said::Said;
use super::symbols::Symbols;
use super::tokens::{Kind, Token, tokens};
use crate::taxonomy::figures::{FigureModel, Role};
use state::{Clause, Sentence, Topic};

/// Most brackets in each other.
const DEEPEST: usize = 8;
/// Section whose money has no keys.
const PERFORMANCE: &str = "performance";

/// What is known of a text before it is read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context<'c> {
    /// Year of the accounts.
    pub(super) year: Option<u16>,
    /// Section that the text stands in.
    pub(super) section: Option<&'c str>,
    /// Unit of the document, with its worth in 元.
    pub(super) unit: Option<(&'static str, Decimal)>,
}

/// Reads the figures of a text.
pub(super) fn text_to_said(model: &FigureModel, text: &str, context: Context<'_>) -> Vec<Said> {
    let symbols = Symbols::of(model, text);
    let tokens = tokens(model, &symbols);
    let mut reader = Reader {
        model,
        symbols: &symbols,
        tokens: &tokens,
        year: context.year,
        section: context.section,
        unit: context.unit,
        spoken: Vec::new(),
        topics: Vec::new(),
        opened: Vec::new(),
        too_deep: 0,
        sentence: Sentence::default(),
        clause: Clause::default(),
        last_line: Vec::new(),
        skip: 0,
        is_performance: context.section == Some(PERFORMANCE),
        is_next_year: false,
        said: Vec::new(),
    };
    reader.read();
    reader.said
}

struct Reader<'m, 't> {
    model: &'m FigureModel,
    symbols: &'t Symbols,
    tokens: &'t [Token<'m>],
    year: Option<u16>,
    section: Option<&'t str>,
    unit: Option<(&'static str, Decimal)>,
    /// What was spoken of, the latest last.
    spoken: Vec<String>,
    /// What is spoken of now: several where they are joined.
    topics: Vec<Topic>,
    /// What was said before each bracket that is open.
    opened: Vec<(Vec<Topic>, Clause, Sentence)>,
    /// How many more are open.
    too_deep: usize,
    sentence: Sentence,
    clause: Clause,
    /// Names of the line of the classification that was spoken of last.
    last_line: Vec<String>,
    /// So many tokens are dealt with already.
    skip: usize,
    /// Whether what is said is of the section on performance.
    is_performance: bool,
    /// Whether what is said is of the next year.
    is_next_year: bool,
    said: Vec<Said>,
}

impl<'m> Reader<'m, '_> {
    fn read(&mut self) {
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            let mut length = 1;
            if self.begins_behind_heading(at, token) {
                self.end_sentence();
            }
            match &token.kind {
                Kind::Ordinal => {
                    // 原因：（1）…；（2）…: the second reason begins no paragraph.
                    let goes_on = self.sentence.reason && !self.symbols.begins_line(token.from);
                    self.end_sentence();
                    self.sentence.reason = goes_on;
                    self.is_next_year = false;
                    self.clause.begins = true;
                }
                Kind::Mark(mark) => self.mark(at, *mark),
                Kind::Unknown if self.is_organisation(token) => {}
                Kind::Unknown => {
                    let chars = self.symbols.between(token.from, token.to).iter();
                    self.clause.unknown += chars.filter(|c| ('\u{4e00}'..='\u{9fff}').contains(*c)).count();
                }
                Kind::Line(name) => self.line(at, token, name),
                Kind::Economic(meaning) => {
                    if !self.speak_of_economic(at, meaning, self.symbols.between(token.from, token.to)) {
                        self.word(at, token, meaning);
                    }
                }
                Kind::Word(meaning) => self.word(at, token, meaning),
                Kind::Number(number) => length = self.numbers(at, number),
            }
            at += length + std::mem::take(&mut self.skip);
        }
    }

    /// Whether a token begins a line behind one that ends like a heading: the heading ends there.
    fn begins_behind_heading(&self, at: usize, token: &Token<'m>) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let ends = before.is_some_and(|before| match &before.kind {
            Kind::Word(meaning) => before.to == token.from && meaning.has(Role::HeadingEnd),
            _ => false,
        });
        ends && self.symbols.begins_line(token.from)
    }

    /// Reads the name of a line: it is spoken of where it is named whole, or where a number or a mark stands behind it.
    fn line(&mut self, at: usize, token: &Token<'m>, name: &LineName) {
        if self.clause.share || self.sentence.reason {
            return;
        }
        let ends = matches!(self.symbols.chars.get(token.to), Some('：' | '，' | '。' | '（'));
        let is_item = name.names.len() > 1 || name.level > 0;
        if is_item || ends || self.number_ahead(at).is_some() {
            self.speak_of_line(name);
        }
    }

    fn mark(&mut self, at: usize, mark: char) {
        match mark {
            '。' => self.end_sentence(),
            '；' => {
                let goes_on = match self.tokens.get(at + 1).map(|next| (&next.kind, next.from)) {
                    Some((Kind::Word(meaning), _)) => meaning.has(Role::MoreReasons),
                    Some((Kind::Ordinal, _)) => true,
                    _ => false,
                };
                self.end_clause();
                self.sentence.reason &= goes_on && !self.tells_a_change(at + 1);
                (self.sentence.usage, self.sentence.basis) = (false, None);
            }
            '，' => {
                let each = self.clause.each;
                self.sentence.reason &= !self.tells_a_change(at + 1) && !self.tells_a_count(at + 1);
                self.end_clause();
                self.clause.each = each;
            }
            // 减少14批次、131人: what is said of the first holds for the second.
            '、' if matches!(self.tokens.get(at + 1), Some(Token { kind: Kind::Number(_), .. })) => {}
            '（' => {
                match self.opened.len() < DEEPEST {
                    true => {
                        let before = (self.topics.clone(), self.clause.clone(), self.sentence.clone());
                        self.opened.push(before);
                    }
                    false => self.too_deep += 1,
                }
                self.end_clause();
            }
            '）' if self.too_deep > 0 => self.too_deep -= 1,
            '）' => {
                if let Some((topics, clause, sentence)) = self.opened.pop() {
                    if !topics.is_empty() {
                        self.topics = topics;
                    }
                    self.clause = clause;
                    let (units, recent) =
                        (std::mem::take(&mut self.sentence.units), std::mem::take(&mut self.sentence.recent));
                    self.sentence = Sentence { units, recent, ..sentence };
                }
            }
            _ => self.end_clause(),
        }
    }

    fn end_clause(&mut self) {
        self.clause = Clause::default();
        self.sentence.pending = false;
    }

    fn end_sentence(&mut self) {
        self.end_clause();
        let recent = std::mem::take(&mut self.sentence.recent);
        self.sentence = Sentence { recent, ..Sentence::default() };
        self.opened.clear();
        self.too_deep = 0;
    }
}
