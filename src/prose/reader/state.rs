//! Defines what the reader of the prose keeps in mind: what is spoken of, and what a sentence and a clause have said so far.

use rust_decimal::Decimal;

use crate::record::ChangeDirection;
use crate::taxonomy::figures::AmountName;

/// What is spoken of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Topic {
    /// A subject, as an index into the model's.
    Subject(usize),
    /// A subject by the key of one of its two amounts.
    OfPair(String),
    /// A line of the classification.
    Line(Line),
}

/// Line of the classification.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) path: Vec<String>,
    pub(super) code: Option<String>,
    /// Key of its amount, where it is a part of what was spoken of before.
    pub(super) key: Option<String>,
    /// Whether it is of the classification by economic use.
    pub(super) is_economic: bool,
    /// Whether its amounts are those of a line, since a budget of it was told, or it is named by more than its 类.
    pub(super) is_item: bool,
}

/// What an amount is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    LastYear,
    Budget,
    /// Another year than the last: no key speaks of it.
    OtherYear,
}

/// What holds up to the end of a sentence.
#[derive(Debug, Clone, Default)]
pub(super) struct Sentence {
    pub(super) basis: Option<Basis>,
    /// 比上年 was said, and the amount of that year or the change comes next.
    pub(super) pending: bool,
    /// What is said is a reason.
    pub(super) reason: bool,
    /// What is said is on what money was spent.
    pub(super) usage: bool,
    /// The amount that was said last is a budget.
    pub(super) of_budget: bool,
    /// An amount was said of what is spoken of.
    pub(super) stated: bool,
    /// Units that were printed, with their worth in 元.
    pub(super) units: Vec<(&'static str, Decimal)>,
    /// What was spoken of, in its order.
    pub(super) recent: Vec<Topic>,
}

/// What holds up to the next mark.
#[derive(Debug, Clone, Default)]
pub(super) struct Clause {
    pub(super) change: Option<ChangeDirection>,
    pub(super) share: bool,
    pub(super) completion: bool,
    pub(super) name: Option<AmountName>,
    pub(super) became: bool,
    pub(super) was: bool,
    pub(super) average: bool,
    pub(super) difference: bool,
    /// Chinese characters since the last word that means something.
    pub(super) unknown: usize,
    /// What may be counted, of each word that was said of it.
    pub(super) counts: Vec<Vec<usize>>,
    pub(super) each: bool,
    /// Another year was named.
    pub(super) other_year: bool,
    /// 支出 or 收入 was named without a subject.
    pub(super) named_anew: bool,
    /// Whether nothing stands between it and the ordinal of its paragraph.
    pub(super) begins: bool,
}
