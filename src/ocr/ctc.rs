//! Decodes the output of a recogniser into strings: connectionist temporal classification (CTC; Graves and others, 2006).
//!
//! At each time step, a few pixels wide, the recogniser says how likely each character stands there, or none (the blank).
//! Equal neighbours without a blank between them are one character. The likelihood of a string is the sum over all paths that
//! spell it. A prefix beam search finds the likely strings, the forward algorithm ([`likelihood`]) weighs them, and the most
//! likely path (Viterbi) places their characters.

use std::collections::BTreeMap;

use super::reader::{Read, ReadChar};

/// Likelihoods of the characters at one time step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Step {
    /// Likelihood that nothing begins or goes on here.
    pub blank: f32,
    /// The likely characters, the most likely first.
    pub chars: Vec<(char, f32)>,
}

/// Position of the steps in the crop, in its pixels from its left edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepGrid {
    /// Left edge of the first step.
    pub from: f32,
    /// Width of a step.
    pub step: f32,
}

/// Number of prefixes that the search keeps.
const BEAM: usize = 8;

/// Characters that are less likely than this extend no prefix.
const LEAST_CHAR: f32 = 1e-3;

/// Likelihood of a character that a step does not list.
const UNLISTED: f64 = 1e-6;

/// Most alternatives of a string, and the least likelihood of one.
const ALTERNATIVES: usize = 5;
const LEAST_ALTERNATIVE: f32 = 1e-3;

impl Step {
    fn of(&self, ch: char) -> f64 {
        let listed = self.chars.iter().find(|(c, _)| *c == ch);
        listed.map_or(UNLISTED, |(_, p)| f64::from(*p))
    }
}

/// Finds the most likely string, the positions of its characters, and other strings that it may be.
pub fn steps_to_read(steps: &[Step], spread: StepGrid) -> Read {
    let mut strings: Vec<(Vec<char>, f32)> =
        likely_strings(steps).into_iter().map(|chars| (likelihood(steps, &chars), chars)).map(swap).collect();
    strings.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut strings = strings.into_iter();
    let Some((best, confidence)) = strings.next() else { return Read::default() };
    let alternatives = strings
        .filter(|(_, likelihood)| *likelihood >= LEAST_ALTERNATIVE)
        .take(ALTERNATIVES)
        .map(|(chars, likelihood)| (chars.into_iter().collect(), likelihood))
        .collect();
    Read { chars: positions(steps, &best, spread), confidence, alternatives }
}

#[expect(clippy::cast_possible_truncation, reason = "a likelihood needs few digits")]
fn swap((likelihood, chars): (f64, Vec<char>)) -> (Vec<char>, f32) {
    (chars, likelihood as f32)
}

/// Finds likely strings by prefix beam search, in no order.
fn likely_strings(steps: &[Step]) -> Vec<Vec<char>> {
    let mut prefixes = Prefixes::default();
    // Likelihood of a prefix, of its paths that end with a blank and of those that do not.
    let mut beam: Vec<(usize, (f64, f64))> = vec![(Prefixes::EMPTY, (1.0, 0.0))];
    for step in steps {
        let mut next: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for &(prefix, (blank, char)) in &beam {
            let last = prefixes.last(prefix);
            let stay = next.entry(prefix).or_default();
            stay.0 += (blank + char) * f64::from(step.blank);
            stay.1 += last.map_or(0.0, |last| char * step.of(last));
            for &(ch, likely) in step.chars.iter().take_while(|(_, likely)| *likely >= LEAST_CHAR) {
                // The last character again is a second one only behind a blank.
                let before = if last == Some(ch) { blank } else { blank + char };
                if before > 0.0 {
                    next.entry(prefixes.longer(prefix, ch)).or_default().1 += before * f64::from(likely);
                }
            }
        }
        beam = next.into_iter().collect();
        let sum = |(blank, char): (f64, f64)| blank + char;
        beam.sort_by(|a, b| sum(b.1).total_cmp(&sum(a.1)).then(a.0.cmp(&b.0)));
        beam.truncate(BEAM);
        // Long lines would run out of exponents.
        let most = beam.first().map_or(1.0, |first| sum(first.1)).max(f64::MIN_POSITIVE);
        for (_, (blank, char)) in &mut beam {
            (*blank, *char) = (*blank / most, *char / most);
        }
    }
    beam.into_iter().map(|(prefix, _)| prefixes.spell(prefix)).collect()
}

/// A trie of prefixes: each is a shorter one and one more character.
#[derive(Default)]
struct Prefixes {
    /// Counted from 1: the shorter prefix, and the character.
    all: Vec<(usize, char)>,
    known: BTreeMap<(usize, char), usize>,
}

impl Prefixes {
    const EMPTY: usize = 0;

    fn last(&self, prefix: usize) -> Option<char> {
        prefix.checked_sub(1).and_then(|at| self.all.get(at)).map(|(_, ch)| *ch)
    }

    fn longer(&mut self, prefix: usize, ch: char) -> usize {
        *self.known.entry((prefix, ch)).or_insert_with(|| {
            self.all.push((prefix, ch));
            self.all.len()
        })
    }

    fn spell(&self, mut prefix: usize) -> Vec<char> {
        let mut chars = Vec::new();
        while let Some((shorter, ch)) = prefix.checked_sub(1).and_then(|at| self.all.get(at)) {
            chars.push(*ch);
            prefix = *shorter;
        }
        chars.reverse();
        chars
    }
}

/// Likelihood of a string, summed over all paths that spell it (forward algorithm).
pub fn likelihood(steps: &[Step], chars: &[char]) -> f64 {
    let mut scale = 0.0_f64;
    // States: a blank, a character, a blank, … a blank; `paths` sums those that end in each.
    let mut paths = vec![0.0; 2 * chars.len() + 1];
    if let Some(first) = paths.first_mut() {
        *first = 1.0;
    }
    let mut before = paths.clone();
    for (at, step) in steps.iter().enumerate() {
        std::mem::swap(&mut paths, &mut before);
        let get = |state: Option<usize>| state.and_then(|s| before.get(s)).copied().unwrap_or(0.0);
        for (state, path) in paths.iter_mut().enumerate() {
            let stay = if at == 0 && state == 0 { 1.0 } else { get(Some(state)) };
            let from = stay
                + get(state.checked_sub(1))
                + if skips(chars, state) { get(state.checked_sub(2)) } else { 0.0 };
            *path = from * emission(step, chars, state);
        }
        let most = paths.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        paths.iter_mut().for_each(|path| *path /= most);
        scale += most.ln();
    }
    paths.iter().rev().take(2).sum::<f64>() * scale.exp()
}

/// Whether a character may follow the one before without a blank between: where they differ.
fn skips(chars: &[char], state: usize) -> bool {
    state % 2 == 1 && state >= 3 && chars.get(state / 2) != chars.get(state / 2 - 1)
}

/// Likelihood of a state at a step.
fn emission(step: &Step, chars: &[char], state: usize) -> f64 {
    match chars.get(state / 2) {
        Some(ch) if state % 2 == 1 => step.of(*ch),
        _ => f64::from(step.blank),
    }
}

/// Places each character of a string by the most likely path that spells it.
fn positions(steps: &[Step], chars: &[char], spread: StepGrid) -> Vec<ReadChar> {
    let mut found: Vec<(f32, f32, f32)> = vec![(0.0, 0.0, 0.0); chars.len()]; // weight, weighted place, most likely
    for (at, state) in best_path(steps, chars).into_iter().enumerate().filter(|(_, state)| state % 2 == 1) {
        let (Some(entry), Some(step), Some(ch)) =
            (found.get_mut(state / 2), steps.get(at), chars.get(state / 2))
        else {
            continue;
        };
        #[expect(clippy::cast_possible_truncation, reason = "a likelihood came as f32")]
        let likely = step.of(*ch) as f32;
        #[expect(clippy::cast_precision_loss, reason = "a line has some hundred steps")]
        let middle = spread.from + (at as f32 + 0.5) * spread.step;
        *entry = (entry.0 + likely, entry.1 + likely * middle, entry.2.max(likely));
    }
    let char_at = |(&ch, &(weight, sum, confidence)): (&char, &(f32, f32, f32))| ReadChar {
        ch,
        x: if weight > 0.0 { sum / weight } else { spread.from },
        confidence,
    };
    chars.iter().zip(&found).map(char_at).collect()
}

/// State of each step on the most likely path that spells a string (Viterbi).
fn best_path(steps: &[Step], chars: &[char]) -> Vec<usize> {
    let count = 2 * chars.len() + 1;
    let mut best = vec![f64::NEG_INFINITY; count];
    let mut came_from: Vec<Vec<usize>> = Vec::with_capacity(steps.len());
    for (at, step) in steps.iter().enumerate() {
        let reach = |state: usize| best.get(state).copied().unwrap_or(f64::NEG_INFINITY);
        let mut next = Vec::with_capacity(count);
        let mut from = Vec::with_capacity(count);
        for state in 0..count {
            let mut source = (if at == 0 && state <= 1 { 0.0 } else { reach(state) }, state);
            if at > 0 {
                let back = [(state >= 1, 1), (skips(chars, state), 2)];
                for earlier in back.into_iter().filter(|(may, _)| *may).map(|(_, by)| state - by) {
                    if reach(earlier) > source.0 {
                        source = (reach(earlier), earlier);
                    }
                }
            }
            next.push(source.0 + emission(step, chars, state).max(f64::MIN_POSITIVE).ln());
            from.push(source.1);
        }
        best = next;
        came_from.push(from);
    }
    let last = |state: usize| best.get(state).copied().unwrap_or(f64::NEG_INFINITY);
    let mut state = if count >= 2 && last(count - 2) > last(count - 1) { count - 2 } else { count - 1 };
    let mut path: Vec<usize> = Vec::with_capacity(steps.len());
    for from in came_from.iter().rev() {
        path.push(state);
        state = from.get(state).copied().unwrap_or(0);
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One step for each letter: `_` is a blank, and what is left to 1 is the blank's or, at a blank, nobody's.
    fn steps(spelt: &str, likely: f32) -> Vec<Step> {
        let step = |c: char| match c {
            '_' => Step { blank: likely, chars: vec![] },
            c => Step { blank: 1.0 - likely, chars: vec![(c, likely)] },
        };
        spelt.chars().map(step).collect()
    }

    const UNIT: StepGrid = StepGrid { from: 0.0, step: 1.0 };

    #[test]
    fn equal_neighbours_are_one_character_unless_a_blank_parts_them() {
        let read = |spelt: &str| steps_to_read(&steps(spelt, 0.9), UNIT).text();
        assert_eq!(read("_11_1__2"), "112");
        assert_eq!(read("111"), "1");
        assert_eq!((read("___"), read("")), (String::new(), String::new()));
    }

    #[test]
    fn the_likelihood_sums_all_paths() {
        let steps = steps("11", 0.9);
        assert!((likelihood(&steps, &['1']) - (0.81 + 2.0 * 0.09)).abs() < 1e-6);
        assert!((likelihood(&steps, &[]) - 0.01).abs() < 1e-6);
        assert!(likelihood(&steps, &['1', '1']) < 1e-6, "no room for a blank between");
        assert!((likelihood(&steps_of_three(), &['1', '1']) - 0.9 * 0.2 * 0.9).abs() < 1e-6);
    }

    fn steps_of_three() -> Vec<Step> {
        let one = |likely: f32| Step { blank: 1.0 - likely, chars: vec![('1', likely)] };
        vec![one(0.9), one(0.8), one(0.9)]
    }

    #[test]
    fn a_doubled_digit_is_an_alternative_where_a_blank_may_lie_between() {
        let read = steps_to_read(&steps_of_three(), UNIT);
        assert_eq!((read.text().as_str(), read.alternatives[0].0.as_str()), ("1", "11"));
        assert!(read.alternatives[0].1 > 0.16 && read.confidence > 0.8, "{read:?}");
        assert!(read.alternatives.len() <= ALTERNATIVES);
    }

    #[test]
    fn a_weak_second_choice_at_many_steps_outweighs_one_strong_step() {
        // Greedy would take the blank at both steps; together the paths through 3 are likelier.
        let step = Step { blank: 0.55, chars: vec![('3', 0.45)] };
        let read = steps_to_read(&[step.clone(), step], UNIT);
        assert_eq!(read.text(), "3");
        assert!((read.confidence - 0.6975).abs() < 1e-4, "{read:?}");
    }

    #[test]
    fn characters_stand_in_the_middle_of_their_steps() {
        let read = steps_to_read(&steps("_33__8_", 0.9), StepGrid { from: -2.0, step: 4.0 });
        assert_eq!(read.text(), "38");
        assert!((read.chars[0].x - 6.0).abs() < 1e-3 && (read.chars[1].x - 20.0).abs() < 1e-3, "{read:?}");
        assert!(read.chars.iter().all(|c| (c.confidence - 0.9).abs() < 1e-6));
    }

    #[test]
    fn long_lines_keep_their_likelihood() {
        let line = steps(&"1_".repeat(200), 0.5);
        let read = steps_to_read(&line, UNIT);
        assert!(read.chars.len() <= 400 && read.confidence >= 0.0, "{}", read.chars.len());
    }
}
