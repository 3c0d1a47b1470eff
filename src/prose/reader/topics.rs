//! Decides which subject a word means by what was spoken of, and keeps what is spoken of.

use super::Reader;
use super::state::{Line, Topic};
use crate::prose::line_names::{LineName, path_to_code};
use crate::prose::tokens::{Kind, Token};
use crate::taxonomy::figures::{EconomicName, LineKey, Meaning, Role};
use crate::text::code::{depth, is_class};

/// So many of what was spoken of in a sentence are kept in mind.
const MOST_RECENT: usize = 8;

impl<'m> Reader<'m, '_> {
    /// How lately one of these was spoken of: 0 for the section, `None` where none was.
    pub(super) fn recency(&self, names: &[String]) -> Option<usize> {
        let in_section = names.iter().any(|name| self.section == Some(name.as_str())).then_some(0);
        let spoken = self.spoken.iter().rposition(|spoken| names.contains(spoken)).map(|at| at + 1);
        in_section.max(spoken)
    }

    /// Decides which of its subjects a word means.
    pub(super) fn resolve(&self, subjects: &[usize]) -> Option<usize> {
        let said_nothing = self.clause.begins
            || self.topics.is_empty()
                && self.spoken.is_empty()
                && self.said.is_empty()
                && self.clause.unknown == 0;
        let ranked = subjects.iter().filter_map(|index| {
            let subject = self.model.subjects.get(*index)?;
            // Of two of one lateness, what is said only there goes first.
            let rank = match &subject.under {
                Some(under) => 2 * self.recency(under)? + 3,
                None => self.recency(&subject.near).map_or(0, |lately| 2 * lately + 2),
            };
            (said_nothing || !subject.bare).then_some((*index, rank))
        });
        let first = |best: Option<(usize, usize)>, next: (usize, usize)| match best {
            Some((_, rank)) if rank >= next.1 => best,
            _ => Some(next),
        };
        ranked.fold(None, first).map(|(index, _)| index)
    }

    /// Speaks of a topic from now on, beside those before it where it is joined to them.
    pub(super) fn speak_of(&mut self, topic: Topic, name: &str, joined: bool) {
        if !joined {
            self.topics.clear();
        }
        self.spoken.retain(|spoken| spoken != name);
        self.spoken.push(name.to_owned());
        self.sentence.recent.push(topic.clone());
        if self.sentence.recent.len() > MOST_RECENT {
            self.sentence.recent.remove(0);
        }
        (self.sentence.of_budget, self.sentence.stated) = (false, false);
        self.topics.push(topic);
    }

    /// Speaks of a subject.
    pub(super) fn speak_of_subject(&mut self, index: usize, joined: bool) {
        if let Some(subject) = self.model.subjects.get(index) {
            self.speak_of(Topic::Subject(index), subject.topic(), joined);
        }
    }

    /// Whether a subject is joined to the one before it: A和B, A、B.
    pub(super) fn is_joined(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).and_then(|before| self.tokens.get(before));
        let joins = match before(1).map(|token| &token.kind) {
            Some(Kind::Word(meaning)) => meaning.has(Role::And),
            Some(Kind::Mark(mark)) => *mark == '、',
            _ => false,
        };
        joins && before(2).is_some_and(has_subjects) && !self.topics.is_empty()
    }

    /// Speaks of a line of the classification by function. One that is named by its 款 or 项 alone stands under the line before
    /// it.
    pub(super) fn speak_of_line(&mut self, named: &LineName) {
        let above = self.last_line.get(..named.level).unwrap_or_default();
        let path: Vec<String> = above.iter().chain(&named.names).cloned().collect();
        self.last_line.clone_from(&path);
        let mut known =
            self.model.class.iter().filter_map(|class| Some((self.recency(&class.under)?, class)));
        let key = known.next().map(|first| known.fold(first, later));
        let line = Line {
            code: named.code.clone().or_else(|| path_to_code(&path)),
            is_item: path.len() > 1 || named.level > 0 || named.code.as_deref().is_some_and(|c| !is_class(c)),
            path,
            key: key.map(|(_, class)| class.key.clone()),
            is_economic: false,
        };
        self.topics = vec![Topic::Line(line)];
        self.clause.unknown = 0;
        (self.sentence.of_budget, self.sentence.stated) = (false, false);
    }

    /// Speaks of a name of the economic classification where it is one here, and says whether it did.
    pub(super) fn speak_of_economic(&mut self, at: usize, meaning: &Meaning, name: &[char]) -> bool {
        let Some(EconomicName { code, is_only }) = &meaning.economic else { return false };
        let level = depth(code).unwrap_or(usize::MAX);
        let mut known = (self.model.economic.iter().filter(|economic| level <= economic.deepest))
            .filter_map(|economic| Some((self.recency(&economic.under)?, economic)));
        let latest = known.next().map(|first| known.fold(first, later));
        let models = meaning.subjects.iter().filter_map(|index| self.model.subjects.get(*index));
        let as_subject =
            models.map(|subject| self.recency(subject.under.as_ref().unwrap_or(&subject.near))).max();
        if as_subject.is_some_and(|subject| latest.is_none_or(|(lately, _)| Some(lately) <= subject)) {
            return false;
        }
        if self.number_ahead(at).is_none() || self.sentence.reason {
            self.clause.unknown += name.len();
            return true;
        }
        let line = Line {
            path: vec![name.iter().collect()],
            // One of two codes would be a guess.
            code: is_only.then(|| code.clone()),
            key: latest.map(|(_, economic)| economic.key.clone()),
            is_economic: true,
            is_item: false,
        };
        self.topics = vec![Topic::Line(line)];
        self.clause.unknown = 0;
        (self.sentence.of_budget, self.sentence.stated) = (false, false);
        true
    }
}

/// The later of two.
fn later<'k>(best: (usize, &'k LineKey), next: (usize, &'k LineKey)) -> (usize, &'k LineKey) {
    if next.0 > best.0 { next } else { best }
}

/// Whether a token is a word that may be a subject.
pub(super) fn has_subjects(token: &Token<'_>) -> bool {
    matches!(&token.kind, Kind::Word(meaning) | Kind::Economic(meaning) if !meaning.subjects.is_empty())
}
