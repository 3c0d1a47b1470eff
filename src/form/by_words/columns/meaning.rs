//! Tells what the words over one column mean.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::form::by_words::worded::{Meaning, Worded};
use crate::record::words::Scope;
use crate::region::is_bare_place;
use crate::taxonomy::item_name::item_name;
use crate::taxonomy::{ColumnWords, Headings, KindModel, MeasureWords, Models};

/// Names of years, from the form's own backwards, and of the next.
const YEARS: [&str; 3] = ["本年", "上年", "前年"];
const NEXT_YEAR: &str = "下年";
/// What is of the form's own year; words of another year say something else.
const OWN_YEARS: [&str; 5] = ["final", "budget", "adjusted_budget", "limit", "balance"];

/// Reads the words over the columns of one table.
pub(super) struct Reader<'a> {
    models: &'a Models,
    words: &'a ColumnWords,
    kind: &'a KindModel,
    title: String,
    year: Option<u16>,
    /// Some column has a scope of its own.
    has_scopes: bool,
    /// Most columns are places.
    has_places: bool,
    /// What headings measure, where that was asked for: each is asked many times.
    measures: RefCell<HashMap<String, Option<&'a MeasureWords>>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        models: &'a Models,
        words: &'a ColumnWords,
        kind: &'a KindModel,
        title: String,
        year: Option<u16>,
        headings: &[Vec<String>],
    ) -> Self {
        let scoped = |word: &String| words.scopes.iter().any(|s| !s.beside && s.pattern.is_match(word));
        let has_scopes = !kind.lines_are_places && headings.iter().flatten().any(scoped);
        let is_place = |path: &&Vec<String>| path.iter().any(|word| is_bare_place(models, word));
        let places = headings.iter().filter(is_place).count();
        let has_places = kind.lines_are_places && places > 1 && 2 * places >= headings.len();
        let measures = RefCell::default();
        Self { models, words, kind, title, year, has_scopes, has_places, measures }
    }

    /// Tells what a column holds.
    pub(super) fn worded(&self, path: &[String]) -> Worded {
        // 决算数（万元）: the lowest unit is that of the column.
        let unit_of = |word: &String| {
            let found = self.words.heading_unit.captures(word)?;
            found.name("unit").map(|unit| unit.as_str().to_owned())
        };
        let unit = path.iter().rev().find_map(unit_of);
        let bare = |word: &String| self.words.heading_unit.replace(word, "").into_owned();
        let path: Vec<String> = path.iter().map(bare).filter(|word| !word.is_empty()).collect();
        let path = path.as_slice();
        // 收入 may stand over 项目 and over 决算数: the lowest word tells.
        let is = |list: &[String]| path.last().is_some_and(|word| list.contains(word));
        match path {
            [] => Worded::Nothing,
            // 类, 款 and 项 stand below 科目编码.
            _ if path.iter().any(|word| self.words.code.contains(word)) => Worded::Code,
            _ if is(&self.words.line) || is(&self.words.remark) => Worded::Other,
            _ if is(&self.words.item) => Worded::Item,
            // 市县 over amounts is a scope where lines are no places.
            _ if self.kind.lines_are_places && is(&self.words.place) => Worded::Item,
            _ => {
                let path: Vec<String> = path.iter().map(|word| self.with_relative_year(word)).collect();
                let meaning = self.meaning(&path).map(|m| Meaning { unit: m.unit.or(unit), ..m });
                meaning.map_or(Worded::Unknown, |m| Worded::Amount(Box::new(m)))
            }
        }
    }

    /// Whether a heading says that amounts are of the accounts of the form's year.
    pub(super) fn says_accounts(&self, headings: &[Vec<String>]) -> bool {
        let is_named = |word: &str| self.kind.family.model().is_some_and(|family| family.is_named_in(word));
        headings.iter().flatten().map(|word| self.with_relative_year(word)).any(|word| {
            is_named(&word)
                && self.measure(&word).is_none_or(|m| m.name == "final" || m.name == "balance")
                && !YEARS[1..].iter().any(|year| word.contains(year))
        })
    }

    fn meaning(&self, path: &[String]) -> Option<Meaning> {
        let mut meaning = match self.kind.headings {
            _ if self.has_places => self.place_column(path)?,
            Headings::Items if !self.kind.items.is_empty() => self.named_item(path)?,
            Headings::Items => self.item_column(path)?,
            _ => self.usual(path)?,
        };
        if meaning.measure.contains("percent") {
            meaning.unit = Some("%".to_owned());
        }
        Some(meaning)
    }

    /// Finds what a heading measures; nothing where it is of another year and says no more.
    fn measure(&self, word: &str) -> Option<&'a MeasureWords> {
        if let Some(known) = self.measures.borrow().get(word) {
            return *known;
        }
        let found = self.words.measure(&self.kind.kind, word);
        let found = found.filter(|m| !OWN_YEARS.contains(&m.name.as_str()) || !is_of_other_year(word));
        self.measures.borrow_mut().insert(word.to_owned(), found);
        found
    }

    /// Finds what the lowest heading of a path that says it measures. A year over or below it belongs to it: 余额 below 2022年.
    /// `None` where no heading measures anything; `Some(None)` where none can be told.
    fn measure_of(&self, path: &[String]) -> Option<Option<&MeasureWords>> {
        let at = path.iter().rposition(|word| self.measure(word).is_some());
        let is_other = |at: &usize| path.get(*at).is_some_and(|word| is_bare_year(word));
        let other = (0..path.len()).filter(|i| Some(*i) != at).find(is_other);
        let word = |at: usize| path.get(at).map(String::as_str).unwrap_or_default();
        match (at, other) {
            (None, None) => None,
            (None, Some(_)) => Some(None),
            (Some(at), None) => Some(self.measure(word(at))),
            (Some(at), Some(year)) => Some(self.measure(&format!("{}{}", word(year), word(at)))),
        }
    }

    /// A column that is a place: the lines are items.
    fn place_column(&self, path: &[String]) -> Option<Meaning> {
        let place = path.iter().rev().find(|word| self.measure(word).is_none() && !is_bare_year(word))?;
        let meaning = self.measured(path)?;
        let is_none = self.words.no_items.is_match(place);
        (!is_none).then(|| Meaning { place: Some(item_name(place)), ..meaning })
    }

    /// What a path measures, else the amounts of the accounts; `None` where its words are not understood.
    fn measured(&self, path: &[String]) -> Option<Meaning> {
        match self.measure_of(path) {
            None => Some(Meaning { measure: "final".to_owned(), ..Meaning::default() }),
            Some(found) => found.map(meaning_of),
        }
    }

    /// A column of a kind whose items are few and known: 一般债务, 专项债务, 合计.
    fn named_item(&self, path: &[String]) -> Option<Meaning> {
        let meaning = meaning_of(self.measure_of(path)??);
        let named = |text: &str| {
            let mut found = self.kind.items.iter().filter(|item| item.pattern.is_match(text));
            match (found.next(), found.next()) {
                (Some(only), None) => Some(only.name.clone()),
                _ => None,
            }
        };
        let whole = self.words.sums.last().cloned();
        let item = path.iter().rev().find_map(|word| named(word)).or_else(|| named(&self.title)).or(whole);
        Some(Meaning { item, ..meaning })
    }

    /// A column whose heading is the item, with the headings above it.
    fn item_column(&self, path: &[String]) -> Option<Meaning> {
        let meaning = self.measured(path)?;
        let named = path.iter().filter(|word| self.measure(word).is_none() && !is_bare_year(word));
        let ends = |word: &String| without_end(word, &["决算数", "决算"]);
        let mut names: Vec<String> = named.map(|word| item_name(&ends(word))).collect();
        if names.iter().any(|name| self.words.no_items.is_match(name)) {
            return None;
        }
        names.retain(|name| !name.is_empty());
        names.dedup();
        let item = names.pop().or_else(|| self.words.sums.last().cloned());
        Some(Meaning { item, path: names, ..meaning })
    }

    /// A column of a measure, a scope, a side, a fund or a part of the place. Where no line closes the header, one heading may
    /// stand in several rows: 调整 over 预算数.
    fn usual(&self, path: &[String]) -> Option<Meaning> {
        let joined = path.concat();
        // 2022年 may stand below 决算数.
        let turned: String = path.iter().rev().map(String::as_str).collect();
        let is_year = path.last().is_some_and(|word| is_year(word));
        match path {
            [_, _, ..] if self.measure(&joined).is_some() => self.usual_words(&[joined]),
            [_, _] if is_year && self.measure(&turned).is_some() => self.usual_words(&[turned]),
            _ => self.usual_words(path),
        }
    }

    fn usual_words(&self, path: &[String]) -> Option<Meaning> {
        let mut meaning = Meaning::default();
        let (mut rest, mut known, mut measure) = (Vec::new(), false, None);
        for word in path {
            let scope = self.scope(word);
            let side = self.side(word);
            let found = self.measure(word);
            known |= scope.is_some() || side.is_some() || found.is_some();
            match () {
                // The lowest heading says it: 占预算% below 决算数.
                () if found.is_some() => measure = found,
                () if scope.is_some() => meaning.scope = scope,
                () if side.is_some() => meaning.side = side,
                () if self.words.item.contains(word) => {}
                () if self.words.neutral.contains(word) => known = true,
                () => rest.push(item_name(word)),
            }
        }
        let is_sum = |word: &String| self.words.sums.contains(word);
        let is_part =
            |word: &String| self.words.places.column.is_match(word) || is_bare_place(self.models, word);
        if self.kind.headings == Headings::Paths {
            let fits = |word: &String| self.kind.headed_by.as_ref().is_none_or(|p| p.is_match(word));
            if !rest.iter().all(fits) {
                return None;
            }
            known |= !rest.is_empty();
            meaning.path = rest;
        } else {
            known |= rest.iter().any(|word| is_sum(word) || is_part(word));
            rest.retain(|word| !is_sum(word));
            if let [only] = rest.as_slice()
                && is_part(only)
            {
                meaning.place = rest.pop();
            }
            if !rest.is_empty() {
                return None;
            }
        }
        if self.kind.headings == Headings::Paths
            && let Some(first) = self.kind.items.iter().find(|item| item.pattern.is_match(&self.title))
            && meaning.path.is_empty()
        {
            meaning.path.push(first.name.clone());
        }
        meaning.side = meaning.side.or_else(|| self.side_of_title());
        let measured = measure.map(meaning_of).unwrap_or_default();
        meaning.measure = measure.map_or_else(|| "final".to_owned(), |m| m.name.clone());
        (meaning.exact, meaning.doubt) = (measured.exact, measured.doubt);
        known.then_some(meaning)
    }

    fn scope(&self, word: &str) -> Option<Scope> {
        let mut scopes = self.words.scopes.iter().filter(|s| !s.beside || self.has_scopes);
        let found = scopes.find(|s| s.pattern.is_match(word)).filter(|_| self.has_scopes)?;
        found.scope.as_deref().and_then(Scope::of_word)
    }

    /// The side that a heading names; where sides stand by position, no heading does.
    fn side(&self, word: &str) -> Option<String> {
        let named = |words: &Vec<String>| words.iter().any(|w| word.contains(w.as_str()));
        if !self.kind.sides_from_left.is_empty() {
            return None;
        }
        self.kind.sides.iter().find(|(_, words)| named(words)).map(|(side, _)| side.clone())
    }

    fn side_of_title(&self) -> Option<String> {
        self.side(&self.title)
    }

    /// Says years as those of the form: 2020年决算数 → 上年决算数.
    fn with_relative_year(&self, word: &str) -> String {
        let Some(own) = self.year else { return word.to_owned() };
        let name = |found: &regex_lite::Captures<'_>| {
            let printed = found.get(0).map(|m| m.as_str()).unwrap_or_default();
            let Some(year) = year_of(printed) else { return printed.to_owned() };
            let back = usize::try_from(i32::from(own) - i32::from(year));
            match back.map(|back| YEARS.get(back)) {
                Ok(Some(name)) => (*name).to_owned(),
                Err(_) if year == own + 1 => NEXT_YEAR.to_owned(),
                _ => printed.to_owned(),
            }
        };
        self.words.year.replace_all(word, name).into_owned()
    }
}

fn meaning_of(found: &MeasureWords) -> Meaning {
    Meaning {
        measure: found.name.clone(),
        exact: found.exact,
        doubt: found.doubt.as_ref().map(|doubt| format!("the words over its column: {doubt}")),
        ..Meaning::default()
    }
}

fn is_of_other_year(word: &str) -> bool {
    YEARS[1..].iter().chain([&NEXT_YEAR]).any(|year| word.contains(year))
}

/// Whether a heading is a year and nothing else.
fn is_year(word: &str) -> bool {
    let ends = ["末", "底", "度", ""];
    let mut years = YEARS.iter().chain([&NEXT_YEAR]);
    years.any(|year| word.strip_prefix(year).is_some_and(|rest| ends.contains(&rest)))
}

/// … and not the form's own.
fn is_bare_year(word: &str) -> bool {
    is_year(word) && is_of_other_year(word)
}

fn year_of(printed: &str) -> Option<u16> {
    printed.get(..4)?.parse().ok()
}

/// Takes the latest year of the headings as the form's own, where nothing else says it.
pub(super) fn latest_year(words: &ColumnWords, headings: &[Vec<String>]) -> Option<u16> {
    let found = headings.iter().flatten().flat_map(|word| words.year.find_iter(word));
    found.filter_map(|year| year_of(year.as_str())).max()
}

fn without_end(word: &str, ends: &[&str]) -> String {
    let shorter = ends.iter().find_map(|end| word.strip_suffix(end).filter(|rest| !rest.is_empty()));
    shorter.unwrap_or(word).to_owned()
}

/// Settles what only all columns tell: sides by position, of which budget a percentage is, and what is in doubt.
pub(super) fn settle(words: &ColumnWords, kind: &KindModel, groups: &[usize], columns: &mut [Worded]) {
    let measures = |wanted: &str, group: usize, columns: &[Worded]| {
        let mut of_group = columns.iter().zip(groups).filter(|(_, g)| **g == group).map(|(c, _)| c);
        of_group.any(|c| c.meaning().is_some_and(|m| m.measure == wanted))
    };
    let of_budget = ["final_percent_of_budget", "final_percent_of_adjusted"];
    let sides = groups.iter().max().is_some_and(|last| *last == 1);
    let before = columns.to_vec();
    for (column, group) in columns.iter_mut().zip(groups) {
        let has = |wanted: &str| measures(wanted, *group, &before);
        let Worded::Amount(meaning) = column else { continue };
        if sides && let Some(side) = kind.sides_from_left.get(*group) {
            meaning.side = Some(side.clone());
        }
        // Where both stand side by side, their words tell them apart.
        let are_both = of_budget.iter().all(|measure| has(measure));
        if of_budget.contains(&meaning.measure.as_str()) && !are_both && !meaning.exact {
            match (has("adjusted_budget"), has("budget")) {
                (true, _) => of_budget[1].clone_into(&mut meaning.measure),
                (false, true) => of_budget[0].clone_into(&mut meaning.measure),
                _ => {}
            }
        }
        let doubted = |m: &&MeasureWords| meaning_of(m).doubt == meaning.doubt && meaning.doubt.is_some();
        let mut beside = words.measures.iter().filter(doubted).filter_map(|m| m.unless_beside.as_deref());
        if beside.any(has) && !has("budget") {
            meaning.doubt = None;
        }
    }
}

/// Doubts columns with amounts that say the same: one of them is something else.
pub(super) fn doubt_equal(groups: &[usize], has_amounts: &[bool], columns: &mut [Worded]) {
    let said = columns.iter().map(|column| column.meaning().map(Meaning::said));
    let all: Vec<_> = groups.iter().zip(has_amounts).zip(said).collect();
    for (column, own) in columns.iter_mut().zip(&all) {
        let equal = all.iter().filter(|other| *other == own).count();
        if let (Worded::Amount(meaning), ((_, true), _)) = (column, own)
            && equal > 1
        {
            meaning.doubt = Some(format!("the words over {equal} columns say the same"));
        }
    }
}
