//! Finds which places of a form by place make up which: 全省 = 省本级 + 市县合计, 市县合计 = Σ cities, a city = its own
//! level and its counties.
//!
//! A city is known by its own level, which stands right behind it (郑州市/市本级). How many of the places that follow are
//! its own is said by the sums where a place behind them stands alone (济源).

use std::collections::HashMap;

use super::ledger::{FormLedger, Ledger, LineLedger};
use super::parts::longest_that_closes;
use super::relations::FormParts;
use crate::taxonomy::identities::PartsOf;
use crate::taxonomy::lines::{PlaceWords, lines_of};
use crate::taxonomy::models;
use crate::text::plain::plain;

/// Separates a place from a name that is no place alone.
const WITHIN: char = '/';

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Whole,
    OwnLevel,
    Below,
    Unassigned,
    Place,
}

/// Adds the places that each place of a form sums up.
pub(super) fn add_places(ledger: &Ledger, form: &FormLedger, parts: &mut FormParts) {
    let words = lines_of(&form.kind).places();
    let mut places: Vec<&str> = Vec::new();
    // Districts of two cities may bear one name: the next of equal lines is the next place.
    let mut number: HashMap<(&str, u32), usize> = HashMap::new();
    // The lines of each column, by the number of their place.
    let mut columns: Vec<HashMap<usize, usize>> = Vec::new();
    let mut column_of: HashMap<(Option<&str>, &[String], &str), usize> = HashMap::new();
    for (index, line) in form.lines.iter().enumerate() {
        let Some(place) = line.place.as_deref() else { continue };
        let place = *number.entry((place, line.nth)).or_insert_with(|| {
            places.push(place);
            places.len() - 1
        });
        let column = *column_of.entry(column_key(line)).or_insert_with(|| {
            columns.push(HashMap::new());
            columns.len() - 1
        });
        if let Some(column) = columns.get_mut(column) {
            column.entry(place).or_insert(index);
        }
    }
    for (whole, made_of) in structure(ledger, form, words, &places, &columns) {
        for column in &columns {
            if let Some(line) = column.get(&whole) {
                let of = made_of.iter().filter_map(|place| column.get(place).copied()).collect();
                parts.insert(PartsOf::Places, *line, of);
            }
        }
    }
}

fn column_key(line: &LineLedger) -> (Option<&str>, &[String], &str) {
    (line.side.as_deref(), &line.path, line.item.as_deref().unwrap_or_default())
}

/// Lists the places that sum up others, with these.
fn structure(
    ledger: &Ledger,
    form: &FormLedger,
    words: &PlaceWords,
    places: &[&str],
    columns: &[HashMap<usize, usize>],
) -> Vec<(usize, Vec<usize>)> {
    let roles: Vec<Role> = places.iter().map(|place| role(words, place)).collect();
    let with_role = |wanted: Role| -> Vec<usize> {
        (0..places.len()).filter(|place| roles.get(*place) == Some(&wanted)).collect()
    };
    let mut sums = Vec::new();
    let mut alone: Vec<usize> = Vec::new();
    let mut place = 0;
    while place < places.len() {
        if roles.get(place) != Some(&Role::Place) {
            place += 1;
            continue;
        }
        alone.push(place);
        let is_within = |inner: usize| {
            let name = places.get(inner).and_then(|name| name.rsplit_once(WITHIN)).map(|(outer, _)| outer);
            name.is_some() && name == places.get(place).copied()
        };
        if !is_within(place + 1) {
            place += 1;
            continue;
        }
        // Up to the next city, or the next place that is none.
        let is_head = |inner: usize| {
            let next =
                places.get(inner + 1).and_then(|name| name.rsplit_once(WITHIN)).map(|(outer, _)| outer);
            next.is_some() && next == places.get(inner).copied()
        };
        let end = (place + 1..places.len())
            .find(|inner| roles.get(*inner) != Some(&Role::Place) || is_head(*inner))
            .unwrap_or(places.len());
        let following: Vec<usize> = (place + 1..end).collect();
        let own = most_closing(ledger, form, place, &following, columns);
        alone.extend(following.iter().skip(own).copied());
        sums.push((place, following.into_iter().take(own).collect()));
        place = end;
    }
    let below = with_role(Role::Below);
    for place in &below {
        sums.push((*place, alone.clone()));
    }
    let others = match below.first() {
        Some(first) => vec![*first],
        None => alone,
    };
    let outside = with_role(Role::OwnLevel).into_iter().chain(with_role(Role::Unassigned));
    let all: Vec<usize> = outside.chain(others).collect();
    for place in with_role(Role::Whole) {
        sums.push((place, all.clone()));
    }
    sums
}

/// How many of the places behind a city are its own: as many as most of its columns say.
fn most_closing(
    ledger: &Ledger,
    form: &FormLedger,
    city: usize,
    following: &[usize],
    columns: &[HashMap<usize, usize>],
) -> usize {
    let mut votes: HashMap<usize, usize> = HashMap::new();
    for column in columns {
        let Some(whole) = column.get(&city) else { continue };
        let lines: Vec<usize> = following.iter().filter_map(|place| column.get(place).copied()).collect();
        let (counted, _) = longest_that_closes(ledger, form, *whole, &lines);
        let last =
            counted.last().and_then(|line| following.iter().rposition(|p| column.get(p) == Some(line)));
        // Where all lines are counted, those that print nothing here are too.
        let number = if counted.len() == lines.len() { following.len() } else { last.map_or(0, |l| l + 1) };
        *votes.entry(number).or_default() += 1;
    }
    votes.into_iter().max_by_key(|(number, votes)| (*votes, *number)).map_or(following.len(), |(n, _)| n)
}

fn role(words: &PlaceWords, place: &str) -> Role {
    // The own level of the whole place is no place of it: 全市/市本级.
    let of_whole = place.rsplit_once(WITHIN).filter(|(outer, _)| role(words, outer) == Role::Whole);
    let name = plain(of_whole.map_or(place, |(_, inner)| inner));
    let is = |words: &[String]| words.contains(&name);
    let is_province = || models().regions.province.iter().any(|p| p.name == name);
    if is(&words.whole) || is_province() {
        Role::Whole
    } else if is(&words.own_level) {
        Role::OwnLevel
    } else if is(&words.below) || words.below_ends.iter().any(|end| name.ends_with(end.as_str())) {
        Role::Below
    } else if is(&words.unassigned) {
        Role::Unassigned
    } else {
        Role::Place
    }
}
