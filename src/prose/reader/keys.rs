//! Gives the keys of figures: what is spoken of, and behind it what is said of that.

use super::Reader;
use super::state::{Basis, Topic};
use crate::prose::tokens::Unit;
use crate::record::ChangeDirection;
use crate::taxonomy::figures::{AmountName, OTHER_KEY};

/// What stands behind a key.
pub(super) const CHANGE: &str = "_change";
const DIFFERENCE: &str = "_budget_difference";
const COMPLETION: &str = "_completion";
const PERCENT: &str = "_percent";
/// What stands behind the key of a line.
const INITIAL_BUDGET: &str = "_initial_budget";
const ANNUAL_BUDGET: &str = "_annual_budget";
const FINAL: &str = "_final";

impl Reader<'_, '_> {
    /// Gives the key of a number that is said of a topic, and the direction of a change; `None` where it has none.
    pub(super) fn key(&mut self, topic: &Topic, unit: &Unit) -> (Option<String>, Option<ChangeDirection>) {
        let change = self.clause.change;
        let compared = match self.sentence.basis {
            Some(Basis::OtherYear) if change.is_some() => return (None, change),
            Some(Basis::Budget) => DIFFERENCE,
            // The change of a budget is not that of what was spent.
            _ if change.is_some() && self.sentence.of_budget => return (None, change),
            _ => CHANGE,
        };
        let whole = |reader: &mut Self| reader.amount_key(topic, None);
        let behind = |key: Option<String>, end: String| key.map(|key| key + &end);
        if *unit == Unit::Percent {
            return match change {
                Some(_) => (behind(whole(self), format!("{compared}{PERCENT}")), change),
                None if self.clause.completion => {
                    let key = match topic {
                        Topic::Line(line) if !line.is_economic => Some(self.model.item.clone()),
                        _ => whole(self),
                    };
                    (behind(key, format!("{COMPLETION}{PERCENT}")), None)
                }
                None if self.clause.share => (self.share_key(topic), None),
                None => (None, None),
            };
        }
        if self.sentence.pending && self.sentence.basis == Some(Basis::Budget) && self.clause.name.is_some() {
            return (self.amount_key(topic, self.clause.name), None);
        }
        if self.clause.was || self.sentence.pending {
            return (None, None);
        }
        match change {
            _ if self.clause.became => (whole(self), None),
            Some(_) => (behind(whole(self), compared.to_owned()), change),
            None if self.clause.completion => {
                let named = self.amount_key(topic, Some(AmountName::Budget));
                (named.or_else(|| self.amount_key(topic, Some(AmountName::InitialBudget))), None)
            }
            None if self.clause.share => (None, None),
            // A second amount of what has one, under another name, is of something else.
            None if self.clause.named_anew && self.clause.name.is_none() && self.sentence.stated => {
                (None, None)
            }
            None => (self.amount_key(topic, self.clause.name), None),
        }
    }

    /// Gives the key of an amount of a topic that is called so.
    fn amount_key(&mut self, topic: &Topic, name: Option<AmountName>) -> Option<String> {
        match topic {
            Topic::OfPair(key) => Some(key.clone()),
            Topic::Subject(index) => {
                let subject = self.model.subjects.get(*index).filter(|subject| subject.key != OTHER_KEY)?;
                let end = name.map_or(Some(subject.plain.as_str()), |name| subject.behind(name))?;
                Some(format!("{}{end}", subject.key))
            }
            Topic::Line(line) if line.is_economic => line.key.clone().filter(|_| name.is_none()),
            Topic::Line(line) => {
                let item = &self.model.item;
                let in_items = || self.model.item_sections.iter().any(|id| self.section == Some(id.as_str()));
                let key = match name {
                    Some(AmountName::InitialBudget) => format!("{item}{INITIAL_BUDGET}"),
                    Some(AmountName::AnnualBudget) => format!("{item}{ANNUAL_BUDGET}"),
                    Some(AmountName::Final) => format!("{item}{FINAL}"),
                    Some(AmountName::Budget) => return None,
                    None if line.is_item || in_items() => format!("{item}{FINAL}"),
                    None => return line.key.clone(),
                };
                if name.is_some() {
                    self.make_item();
                }
                Some(key)
            }
        }
    }

    /// From here on, amounts of the line that is spoken of are those of a line, and no part of the structure.
    fn make_item(&mut self) {
        for topic in &mut self.topics {
            if let Topic::Line(line) = topic {
                line.is_item = true;
            }
        }
    }

    /// Gives the key of a share.
    fn share_key(&mut self, topic: &Topic) -> Option<String> {
        if let Topic::Subject(index) = topic
            && let Some(subject) = self.model.subjects.get(*index)
            && let Some(percent) = &subject.percent
        {
            return Some(format!("{}{percent}", subject.key));
        }
        self.amount_key(topic, None).map(|key| key + PERCENT)
    }
}
