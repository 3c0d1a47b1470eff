//! Tells what the words over one column mean.

use crate::form::by_words::worded::{Meaning, Worded};
use crate::record::words::Scope;
use crate::region::is_bare_place;
use crate::taxonomy::item_name::item_name;
use crate::taxonomy::{ColumnWords, Headings, KindModel, Models};

/// Names of years, from the form's own backwards, and of the next.
const YEARS: [&str; 3] = ["本年", "上年", "前年"];
const NEXT_YEAR: &str = "下年";

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
        let is_place = |path: &&Vec<String>| path.last().is_some_and(|word| is_bare_place(models, word));
        let places = headings.iter().filter(is_place).count();
        let has_places = kind.lines_are_places && places > 1 && 2 * places >= headings.len();
        Self { models, words, kind, title, year, has_scopes, has_places }
    }

    /// Tells what a column holds.
    pub(super) fn worded(&self, path: &[String]) -> Worded {
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
                self.meaning(&path).map_or(Worded::Unknown, |m| Worded::Amount(Box::new(m)))
            }
        }
    }

    /// Whether a heading says that amounts are of the accounts of the form's year.
    pub(super) fn says_accounts(&self, headings: &[Vec<String>]) -> bool {
        let is_named = |word: &str| self.kind.family.model().is_some_and(|family| family.is_named_in(word));
        headings.iter().flatten().map(|word| self.with_relative_year(word)).any(|word| {
            is_named(&word)
                && self.measure(&word).is_none_or(|m| m == "final" || m == "balance")
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

    fn measure(&self, word: &str) -> Option<&str> {
        self.words.measure(&self.kind.kind, word)
    }

    /// A column that is a place: the lines are items.
    fn place_column(&self, path: &[String]) -> Option<Meaning> {
        let place = path.iter().rev().find(|word| self.measure(word).is_none())?;
        Some(Meaning { measure: "final".to_owned(), place: Some(item_name(place)), ..Meaning::default() })
    }

    /// A column of a kind whose items are few and known: 一般债务, 专项债务, 合计.
    fn named_item(&self, path: &[String]) -> Option<Meaning> {
        let measure = path.iter().rev().find_map(|word| self.measure(word))?.to_owned();
        let named = |text: &str| {
            let mut found = self.kind.items.iter().filter(|item| item.pattern.is_match(text));
            match (found.next(), found.next()) {
                (Some(only), None) => Some(only.name.clone()),
                _ => None,
            }
        };
        let whole = self.words.sums.last().cloned();
        let item = path.iter().rev().find_map(|word| named(word)).or_else(|| named(&self.title)).or(whole);
        Some(Meaning { measure, item, ..Meaning::default() })
    }

    /// A column whose heading is the item, with the headings above it.
    fn item_column(&self, path: &[String]) -> Option<Meaning> {
        let measures: Vec<Option<&str>> = path.iter().map(|word| self.measure(word)).collect();
        let measure = measures.iter().rev().flatten().next().copied().unwrap_or("final").to_owned();
        let named = path.iter().zip(&measures).filter(|(_, measure)| measure.is_none());
        let ends = |word: &String| without_end(word, &["决算数", "决算"]);
        let mut names: Vec<String> = named.map(|(word, _)| item_name(&ends(word))).collect();
        names.retain(|name| !name.is_empty());
        names.dedup();
        let item = names.pop().or_else(|| self.words.sums.last().cloned());
        Some(Meaning { measure, item, path: names, ..Meaning::default() })
    }

    /// A column of a measure, a scope, a side, a fund or a part of the place. Where no line closes the header, one heading may
    /// stand in several rows: 调整 over 预算数.
    fn usual(&self, path: &[String]) -> Option<Meaning> {
        let joined = path.concat();
        match path {
            [_, _, ..] if self.measure(&joined).is_some() => self.usual_words(&[joined]),
            _ => self.usual_words(path),
        }
    }

    fn usual_words(&self, path: &[String]) -> Option<Meaning> {
        let mut meaning = Meaning::default();
        let (mut rest, mut known, mut measure) = (Vec::new(), false, None);
        for word in path {
            let scope = self.scope(word);
            let side = self.side(word);
            let found = self.measure(word).map(str::to_owned);
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
        meaning.measure = measure.unwrap_or_else(|| "final".to_owned());
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

/// Settles what only all columns tell: sides by position, and of which budget a percentage is.
pub(super) fn settle(kind: &KindModel, groups: &[usize], columns: &mut [Worded]) {
    let measures = |wanted: &str, group: usize, columns: &[Worded]| {
        let mut of_group = columns.iter().zip(groups).filter(|(_, g)| **g == group).map(|(c, _)| c);
        of_group.any(|c| c.meaning().is_some_and(|m| m.measure == wanted))
    };
    let sides = groups.iter().max().is_some_and(|last| *last == 1);
    for at in 0..columns.len() {
        let group = groups.get(at).copied().unwrap_or_default();
        let (adjusted, budget) =
            (measures("adjusted_budget", group, columns), measures("budget", group, columns));
        let Some(Worded::Amount(meaning)) = columns.get_mut(at) else { continue };
        if sides && let Some(side) = kind.sides_from_left.get(group) {
            meaning.side = Some(side.clone());
        }
        let of_budget = ["final_percent_of_budget", "final_percent_of_adjusted"];
        if of_budget.contains(&meaning.measure.as_str()) {
            match (adjusted, budget) {
                (true, _) => of_budget[1].clone_into(&mut meaning.measure),
                (false, true) => of_budget[0].clone_into(&mut meaning.measure),
                _ => {}
            }
        }
    }
}
