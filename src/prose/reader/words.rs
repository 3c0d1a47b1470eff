//! Reads words: subjects, what is counted, and what the words around a number say of it.

use super::Reader;
use super::state::{Basis, Clause};
use super::topics::has_subjects;
use crate::prose::tokens::{Kind, Number, Token, Unit};
use crate::record::ChangeDirection;
use crate::taxonomy::figures::{AmountName, Meaning, Role};

/// So many characters that are not known make another thing of what stands beside them.
pub(super) const UNKNOWN: usize = 2;

/// So many tokens ahead are looked at: no clause of a real sentence is longer.
const MOST_AHEAD: usize = 64;

/// What a word calls a budget.
fn budget_name(meaning: &Meaning) -> Option<AmountName> {
    meaning.roles.iter().find_map(|role| match role {
        Role::InitialBudget => Some(AmountName::InitialBudget),
        Role::AnnualBudget => Some(AmountName::AnnualBudget),
        Role::Budget => Some(AmountName::Budget),
        _ => None,
    })
}

impl<'m> Reader<'m, '_> {
    /// Reads a word.
    pub(super) fn word(&mut self, at: usize, token: &Token<'m>, meaning: &Meaning) {
        if meaning.has(Role::Performance) {
            self.is_performance = true;
            self.clause.unknown += UNKNOWN;
            return;
        }
        let compares = meaning.has(Role::Than) || meaning.has(Role::LastYear);
        if compares && self.compare_with_budget(at, token) {
            return;
        }
        let next = self.number_ahead(at);
        let counts = next.is_some_and(|number| matches!(number.unit, Unit::Count(_)));
        if !meaning.counts.is_empty() && (counts || meaning.subjects.is_empty()) {
            self.clause.counts.push(meaning.counts.clone());
            self.clause.unknown = 0;
            if let Some(subject) = self.resolve(&meaning.subjects) {
                self.speak_of_subject(subject, false);
            }
            return;
        }
        if !meaning.subjects.is_empty() && !self.clause.share && !self.sentence.reason {
            if self.subject(at, token, meaning, next.is_some()) {
                return;
            }
            if meaning.roles.is_empty() {
                if !self.model.lexicon.is_neutral(self.symbols.between(token.from, token.to)) {
                    self.clause.unknown += token.to - token.from;
                }
                return;
            }
        }
        if !meaning.roles.is_empty() {
            self.role(at, token, meaning);
        }
    }

    /// Reads a word that may be a subject, and says whether it was dealt with.
    fn subject(&mut self, at: usize, token: &Token<'m>, meaning: &Meaning, has_number: bool) -> bool {
        let before =
            at.checked_sub(1).and_then(|b| self.tokens.get(b)).filter(|before| before.to == token.from);
        let behind_subject = before.is_some_and(has_subjects);
        let behind_topic =
            behind_subject || before.is_some_and(|b| matches!(b.kind, Kind::Line(_) | Kind::Economic(_)));
        if behind_topic && self.model.lexicon.is_neutral(self.symbols.between(token.from, token.to)) {
            return true;
        }
        let mut found = self.resolve(&meaning.subjects);
        let model = |index: Option<usize>| index.and_then(|index| self.model.subjects.get(index));
        if model(found).is_some_and(|subject| subject.weak) {
            match before.map(|before| (&before.kind, before.to - before.from)) {
                Some((Kind::Unknown, length))
                    if length >= UNKNOWN && !before.is_some_and(|before| self.is_organisation(before)) =>
                {
                    self.clause.unknown += token.to - token.from;
                    return true;
                }
                Some((Kind::Line(_) | Kind::Economic(_), _)) if meaning.roles.is_empty() => return true,
                _ if behind_subject && meaning.roles.is_empty() => return true,
                _ if behind_subject => found = None,
                _ => {}
            }
        }
        if model(found).is_some_and(|subject| subject.bare) {
            let is_said = matches!(self.symbols.chars.get(token.to), Some('：' | '为'))
                || self.ahead(at).is_some_and(|next| matches!(next.kind, Kind::Number(_)));
            found = found.filter(|_| is_said);
        }
        let Some(found) = found else { return false };
        if self.sentence.pending && self.ahead(at).is_some_and(|next| matches!(next.kind, Kind::Number(_))) {
            return true;
        }
        let is_aside = self.sentence.usage && !has_number;
        if is_aside || self.clause.unknown >= UNKNOWN && !self.clause_has_number(at) {
            self.clause.unknown += 1;
            return true;
        }
        let joined = self.is_joined(at);
        self.speak_of_subject(found, joined);
        self.clause.unknown = 0;
        self.clause.name = None;
        self.clause.begins = false;
        true
    }

    /// Takes note of what a word says of the number behind it.
    fn role(&mut self, at: usize, token: &Token<'m>, meaning: &Meaning) {
        let is_basis = meaning.has(Role::LastYear) || meaning.has(Role::AgainstBudget);
        let followed = matches!(self.tokens.get(at + 1), Some(Token { kind: Kind::Number(_), .. }));
        let (sentence, clause) = (&mut self.sentence, &mut self.clause);
        let change = |clause: &mut Clause, direction| clause.change = Some(direction);
        let last_year = self.year.map(|year| year.saturating_sub(1));
        let of_other_year =
            last_year.is_some_and(|last| self.symbols.years(token.from, token.to).any(|named| named != last));
        for role in &meaning.roles {
            match role {
                Role::LastYear | Role::AgainstBudget => {
                    sentence.basis = Some(match role {
                        Role::LastYear if of_other_year => Basis::OtherYear,
                        Role::LastYear => Basis::LastYear,
                        _ => Basis::Budget,
                    });
                    let word = self.symbols.between(token.from, token.to);
                    let endings = (0..word.len()).filter_map(|from| word.get(from..));
                    let endings: Vec<&Meaning> = endings
                        .filter_map(|end| {
                            let (length, meaning) = self.model.lexicon.longest(end)?;
                            (length == end.len()).then_some(meaning)
                        })
                        .collect();
                    sentence.pending = !endings.iter().any(|meaning| meaning.has(Role::Compared));
                    clause.change = None;
                    if *role == Role::AgainstBudget {
                        clause.name = endings.iter().find_map(|meaning| budget_name(meaning));
                    }
                }
                Role::Increase => change(clause, ChangeDirection::Increase),
                Role::Decrease => change(clause, ChangeDirection::Decrease),
                Role::Either => change(clause, ChangeDirection::None),
                Role::Became => clause.became = true,
                Role::Completion => {
                    (clause.completion, clause.share, clause.name) = (true, false, None);
                }
                Role::Share => clause.share = true,
                Role::Was => clause.was |= followed,
                Role::Reason => sentence.reason = true,
                Role::OfWhich if self.symbols.chars.get(token.to) == Some(&'：') => sentence.reason = false,
                Role::Use => sentence.usage = true,
                Role::Average => clause.average = true,
                Role::Difference => clause.difference = true,
                Role::InitialBudget => clause.name = Some(AmountName::InitialBudget),
                Role::AnnualBudget => clause.name = Some(AmountName::AnnualBudget),
                Role::Budget => clause.name = Some(AmountName::Budget),
                Role::Final => clause.name = Some(AmountName::Final),
                Role::Each => clause.each = true,
                Role::Noun => clause.named_anew = true,
                _ => {}
            }
            if matches!(role, Role::Increase | Role::Decrease | Role::Either | Role::Became) {
                sentence.pending = false;
            }
        }
        if !is_basis {
            self.years(token);
        }
    }

    /// Reads 比2021年“三公”经费年初预算数, where other words stand between, up to the word for the budget, and says whether that is
    /// what it says.
    fn compare_with_budget(&mut self, at: usize, token: &Token<'m>) -> bool {
        let rest = self.tokens.get(at + 1..).unwrap_or_default().iter().take(MOST_AHEAD);
        let is_up_to = |token: &&Token<'m>| match &token.kind {
            Kind::Mark(_) | Kind::Number(_) | Kind::Ordinal => false,
            Kind::Word(meaning) => ![Role::Increase, Role::Decrease, Role::Completion, Role::Compared]
                .iter()
                .any(|role| meaning.has(*role)),
            _ => true,
        };
        let named = rest.take_while(is_up_to).enumerate().find_map(|(index, token)| match &token.kind {
            Kind::Word(meaning) => budget_name(meaning).map(|name| (index, name)),
            _ => None,
        });
        let Some((index, name)) = named else { return false };
        // 比上年预算: last year's budget has no key. Which year's it is, a year says.
        let mut years = self.symbols.years(token.from, token.to).peekable();
        let says_last = matches!(&token.kind, Kind::Word(meaning) if meaning.has(Role::LastYear));
        let is_this = years.peek().is_some() && years.all(|named| self.year.is_none_or(|year| year == named));
        let (basis, name) = match says_last && !is_this {
            true => (Basis::OtherYear, None),
            false => (Basis::Budget, Some(name)),
        };
        (self.sentence.basis, self.sentence.pending) = (Some(basis), true);
        (self.clause.change, self.clause.name) = (None, name);
        self.skip = index + 1;
        true
    }

    /// Takes note of a year that is not the document's.
    fn years(&mut self, token: &Token<'m>) {
        let Some(year) = self.year else { return };
        for named in self.symbols.years(token.from, token.to) {
            match named.cmp(&year) {
                // The budget of the next year, up to where this one is named again.
                std::cmp::Ordering::Greater => self.is_next_year = true,
                std::cmp::Ordering::Equal => self.is_next_year = false,
                std::cmp::Ordering::Less => self.clause.other_year = true,
            }
        }
    }

    /// Whether the clause from a token on tells a change from the year before or from the budget: 较上年减少0.24万元.
    pub(super) fn tells_a_change(&self, from: usize) -> bool {
        let clause = self.tokens.get(from..).unwrap_or_default().iter().take(MOST_AHEAD);
        let mut clause = clause.take_while(|token| !matches!(token.kind, Kind::Mark(_)));
        let has = |token: &Token<'m>, roles: [Role; 2]| match &token.kind {
            Kind::Word(meaning) => roles.iter().any(|role| meaning.has(*role)),
            _ => false,
        };
        let compares = clause.next().is_some_and(|first| has(first, [Role::LastYear, Role::AgainstBudget]));
        compares
            && clause.any(|token| has(token, [Role::Increase, Role::Decrease]))
            && clause.any(|token| matches!(token.kind, Kind::Number(_)))
    }

    /// Whether words that are not known are the name of a department.
    pub(super) fn is_organisation(&self, token: &Token<'m>) -> bool {
        let name: String = self.symbols.between(token.from, token.to).iter().collect();
        self.model.organisations.iter().any(|end| name.ends_with(end.as_str()))
    }

    /// Whether the clause from a token on counts something: 年末公务用车保有3辆.
    pub(super) fn tells_a_count(&self, from: usize) -> bool {
        let clause = self.tokens.get(from..).unwrap_or_default().iter().take(MOST_AHEAD);
        let is_between = |token: &&Token<'m>| matches!(&token.kind, Kind::Word(word) if word.is_between());
        let mut clause =
            clause.take_while(|token| !matches!(token.kind, Kind::Mark(_))).skip_while(is_between);
        let first = clause.next();
        first.is_some_and(|first| matches!(&first.kind, Kind::Word(word) if !word.counts.is_empty()))
            && clause.any(
                |token| matches!(&token.kind, Kind::Number(number) if matches!(number.unit, Unit::Count(_))),
            )
    }

    /// The next token of the clause that is more than a word between others.
    pub(super) fn ahead(&self, at: usize) -> Option<&Token<'m>> {
        let rest = self.tokens.get(at + 1..).unwrap_or_default().iter().take(MOST_AHEAD);
        rest.take_while(|token| !matches!(token.kind, Kind::Mark(_)))
            .find(|token| !matches!(&token.kind, Kind::Word(meaning) if meaning.is_between()))
    }

    /// The number that stands next in the clause, before another subject or line.
    pub(super) fn number_ahead(&self, at: usize) -> Option<&Number> {
        for token in self.tokens.get(at + 1..).unwrap_or_default().iter().take(MOST_AHEAD) {
            match &token.kind {
                Kind::Mark('（') => {}
                Kind::Mark(_) | Kind::Ordinal | Kind::Line(_) | Kind::Economic(_) => return None,
                Kind::Word(meaning) if !meaning.subjects.is_empty() => {
                    if !self.model.lexicon.is_neutral(self.symbols.between(token.from, token.to)) {
                        return None;
                    }
                }
                Kind::Number(number) => return Some(number),
                Kind::Word(_) | Kind::Unknown => {}
            }
        }
        None
    }

    /// Whether the clause has a number behind a token.
    fn clause_has_number(&self, at: usize) -> bool {
        let rest = self.tokens.get(at + 1..).unwrap_or_default().iter().take(MOST_AHEAD);
        rest.take_while(|token| !matches!(token.kind, Kind::Mark(mark) if mark != '（'))
            .any(|token| matches!(token.kind, Kind::Number(_)))
    }
}
