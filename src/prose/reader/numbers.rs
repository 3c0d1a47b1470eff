//! Reads numbers: those that stand together, what each is said of, and what it is.

use rust_decimal::Decimal;

use super::Reader;
use super::keys::CHANGE;
use super::state::{Basis, Topic};
use super::words::UNKNOWN;
use crate::prose::said::Said;
use crate::prose::tokens::{Kind, Number, Token, Unit};
use crate::record::ChangeDirection;
use crate::taxonomy::figures::{AmountName, OTHER_KEY, Role};

impl<'m> Reader<'m, '_> {
    /// Reads the number at a place with those that are stated together with it (`A、B万元`), and says how many tokens these
    /// are.
    pub(super) fn numbers(&mut self, at: usize, first: &Number) -> usize {
        let (mut group, length) = self.group(at, first);
        let last = group.last().map(|number| number.unit.clone()).unwrap_or(Unit::None);
        for number in &mut group {
            if number.unit == Unit::None {
                number.unit = last.clone();
            }
        }
        let rough = group.iter().any(|number| number.is_rough).then_some("it is stated as about so much");
        match &last {
            // 完成预算的0, its per cent sign left out.
            Unit::None if self.clause.completion && group.len() == 1 => {
                group.iter_mut().for_each(|number| number.unit = Unit::Percent);
                self.say_group(&group, Some("no unit is printed behind it: it is taken to be a percentage"));
            }
            Unit::NoFigure => {}
            Unit::Both => {
                let doubt = "a per cent sign and a unit of money stand behind it".to_owned();
                self.say_other(first, Some(doubt));
            }
            Unit::Count(unit) => self.count(first, unit, rough),
            Unit::None => {
                if !self.may_lack_unit(at, at + length) {
                    return length;
                }
                let unit = self.sentence.units.last().copied().or(self.unit);
                let doubt = match unit {
                    Some((name, _)) => format!("no unit is printed behind it: it is taken to be in {name}"),
                    None => "no unit is printed behind it".to_owned(),
                };
                if let Some((name, yuan)) = unit {
                    group.iter_mut().for_each(|number| number.unit = Unit::Money(name, yuan));
                }
                self.say_group(&group, Some(&doubt));
            }
            Unit::Money(name, yuan) => {
                self.sentence.units.push((name, *yuan));
                self.say_group(&group, rough);
            }
            Unit::Percent => self.say_group(&group, rough),
        }
        length
    }

    /// The numbers that stand together from a place on, and how many tokens they are.
    fn group(&self, at: usize, first: &Number) -> (Vec<Number>, usize) {
        let mut group = vec![first.clone()];
        let mut end = at;
        while let (Some(between), Some(Token { kind: Kind::Number(next), .. })) =
            (self.tokens.get(end + 1), self.tokens.get(end + 2))
        {
            let last = group.last().map_or(&Unit::None, |number| &number.unit);
            let is_alike = std::mem::discriminant(last) == std::mem::discriminant(&next.unit);
            let has_unit = matches!(next.unit, Unit::Money(..) | Unit::Percent);
            let joins = match &between.kind {
                Kind::Mark('，') => *last == Unit::None && has_unit,
                Kind::Mark('、') => (*last == Unit::None || is_alike) && has_unit,
                Kind::Word(meaning) => {
                    meaning.has(Role::And) && (*last == Unit::None || is_alike) && has_unit
                }
                _ => false,
            };
            if !joins {
                break;
            }
            group.push(next.clone());
            end += 2;
        }
        (group, end - at + 1)
    }

    /// Whether a number without a unit is an amount all the same: it ends its clause, and something is spoken of.
    fn may_lack_unit(&self, at: usize, behind: usize) -> bool {
        let ends = match self.tokens.get(behind).map(|token| &token.kind) {
            None | Some(Kind::Mark('；' | '，' | '。' | '）')) => true,
            Some(Kind::Word(meaning)) => meaning.has(Role::Increase) || meaning.has(Role::Decrease),
            Some(_) => false,
        };
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before)).map(|token| &token.kind);
        let is_said = matches!(before, Some(Kind::Word(_) | Kind::Line(_) | Kind::Economic(_)));
        ends && is_said && (!self.topics.is_empty() || self.sentence.pending)
    }

    /// Says what is counted.
    fn count(&mut self, number: &Number, unit: &str, doubt: Option<&str>) {
        if self.sentence.reason || self.is_performance || self.is_next_year {
            return;
        }
        let topic = match (self.topics.as_slice(), self.spoken.last()) {
            ([], Some(spoken)) => Some(spoken.as_str()),
            (topics, _) => topics.iter().find_map(|topic| match topic {
                Topic::Subject(index) => self.model.subjects.get(*index).map(|subject| subject.key.as_str()),
                _ => None,
            }),
        };
        let is_under = |names: &[String]| {
            let here = [topic, self.section].into_iter().flatten();
            here.into_iter().any(|here| names.iter().any(|name| name == here))
        };
        let found = self.model.counts.iter().enumerate().find(|(index, count)| {
            count.units.iter().any(|known| known == unit)
                && count.under.as_ref().is_none_or(|under| is_under(under))
                && (count.needs_no_word || self.clause.counts.iter().flatten().any(|said| said == index))
        });
        let Some((_, count)) = found else {
            if !self.clause.counts.is_empty() {
                self.say_other(number, doubt.map(str::to_owned));
            }
            return;
        };
        let change = self.clause.change.filter(|_| self.sentence.basis != Some(Basis::Budget));
        let key = match (change, self.sentence.basis) {
            _ if self.clause.other_year => OTHER_KEY.to_owned(),
            (Some(_), Some(Basis::OtherYear)) => OTHER_KEY.to_owned(),
            (Some(_), _) => format!("{}{CHANGE}", count.key),
            (None, _) if self.clause.change.is_some() => OTHER_KEY.to_owned(),
            (None, _) => count.key.clone(),
        };
        let is_part = topic.is_some_and(|topic| count.part.iter().any(|part| part == topic));
        self.say(number, key, None, change, doubt.map(str::to_owned));
        if let Some(said) = self.said.last_mut() {
            said.is_part = is_part;
        }
        if let Some(next) = count.topic.as_deref().and_then(|topic| self.model.subject(topic)) {
            self.speak_of_subject(next, false);
        }
        self.clause.counts.clear();
    }

    /// Says what amounts or percentages of one kind are.
    fn say_group(&mut self, group: &[Number], doubt: Option<&str>) {
        let clause = &self.clause;
        let clause_is_unknown = clause.unknown >= UNKNOWN;
        let is_aside = self.sentence.reason
            || self.is_performance
            || self.is_next_year
            || clause_is_unknown
            || clause.average
            || clause.difference
            || clause.other_year;
        let direction = clause.change.filter(|change| *change != ChangeDirection::None);
        for (number, topic) in self.said_of(group) {
            let (key, mut way) = match &topic {
                Some(topic) if !is_aside => self.key(topic, &number.unit),
                _ => (None, direction),
            };
            // Both words are left in behind the amount of a change: its direction is the amount's.
            if way == Some(ChangeDirection::None) && number.unit == Unit::Percent {
                way = self.said.last().and_then(|said| said.direction).or(way);
            }
            let topic = topic.filter(|_| !is_aside);
            let key = key.unwrap_or_else(|| OTHER_KEY.to_owned());
            let contradicts = way.is_some() && number.value.is_sign_negative() && !number.value.is_zero();
            let doubt = doubt.or(contradicts.then_some("its sign and its word say which way it went"));
            self.say(&number, key, topic.as_ref(), way, doubt.map(str::to_owned));
        }
        // What was not understood is spoken of from here on, and not what was before it.
        if clause_is_unknown && !self.sentence.reason {
            self.topics.clear();
        }
        if group.iter().any(|number| matches!(number.unit, Unit::Money(..))) && self.clause.change.is_none() {
            let named = matches!(self.clause.name, Some(name) if name != AmountName::Final);
            self.sentence.of_budget = named && !self.sentence.pending;
            self.sentence.stated = true;
        }
        let is_percent = group.iter().all(|number| number.unit == Unit::Percent);
        let clause = &mut self.clause;
        clause.unknown = 0;
        clause.completion &= !is_percent;
        clause.share &= !is_percent;
        (clause.change, clause.name) = (None, None);
        (clause.was, clause.became, clause.average) = (false, false, false);
        self.sentence.pending = false;
    }

    /// Pairs numbers with what they are said of; `None` where that is not told.
    fn said_of(&self, group: &[Number]) -> Vec<(Number, Option<Topic>)> {
        let numbers = group.iter().cloned();
        if let [number] = group {
            return match self.topics.as_slice() {
                [topic] => vec![(number.clone(), Some(topic.clone()))],
                topics if self.clause.each && !topics.is_empty() => {
                    topics.iter().map(|topic| (number.clone(), Some(topic.clone()))).collect()
                }
                _ => vec![(number.clone(), None)],
            };
        }
        let recent = self.sentence.recent.len().checked_sub(group.len());
        let recent = recent.and_then(|from| self.sentence.recent.get(from..)).unwrap_or_default();
        let topics: Vec<Topic> = match self.topics.as_slice() {
            [Topic::Subject(index)] => {
                let pair = self.model.subjects.get(*index).map_or(&[][..], |subject| &subject.pair);
                let of_pair = pair.iter().map(|key| Topic::OfPair(key.clone())).collect::<Vec<_>>();
                if of_pair.len() == group.len() { of_pair } else { Vec::new() }
            }
            topics if topics.len() == group.len() => topics.to_vec(),
            _ => Vec::new(),
        };
        let topics = match topics.as_slice() {
            [] if self.clause.each => recent.to_vec(),
            _ => topics,
        };
        match topics.as_slice() {
            [] => numbers.map(|number| (number, None)).collect(),
            _ => numbers.zip(topics.into_iter().map(Some)).collect(),
        }
    }

    /// Says a figure that has no key.
    fn say_other(&mut self, number: &Number, doubt: Option<String>) {
        self.say(number, OTHER_KEY.to_owned(), None, None, doubt);
    }

    /// Says a figure.
    fn say(
        &mut self,
        number: &Number,
        key: String,
        topic: Option<&Topic>,
        direction: Option<ChangeDirection>,
        doubt: Option<String>,
    ) {
        let line = topic.and_then(|topic| match topic {
            Topic::Line(line) => Some(line),
            _ => None,
        });
        let (unit, yuan) = match &number.unit {
            Unit::Money(name, yuan) => (Some((*name).to_owned()), number.value.checked_mul(*yuan)),
            Unit::Percent => (Some("%".to_owned()), None),
            Unit::Count(unit) => (Some(unit.clone()), None),
            // Nothing is nothing in every unit.
            Unit::None if number.value.is_zero() => (None, Some(Decimal::ZERO)),
            Unit::None | Unit::NoFigure | Unit::Both => (None, None),
        };
        self.said.push(Said {
            key,
            item: line.map(|line| line.path.join("/")),
            code: line.and_then(|line| line.code.clone()),
            printed: self.symbols.printed(number.digits.0, number.digits.1),
            unit,
            yuan,
            direction,
            doubt,
            is_part: false,
        });
    }
}
