//! Finds names of lines of the classification by function in running text: 类（类）款（款）项（项）, or one behind the other without
//! marks.

use super::symbols::{Symbols, YEAR};
use crate::taxonomy::classification::{codes_of, names_of};
use crate::taxonomy::figures::FigureModel;
use crate::text::code::{depth, is_below};
use crate::text::number::is_digit;
use crate::text::ordinal::bracket_length;

/// Levels of lines, as they stand in brackets behind their names.
const LEVELS: [char; 3] = ['类', '款', '项'];
/// Longest name of a line.
const LONGEST: usize = 30;
/// What a name ends with where its mark stands before it: 教育（类）支出.
const END: &str = "支出";

/// Line of the classification as it is named.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LineName {
    /// Level of the first name: 0 for a 类, 1 for a 款, 2 for a 项.
    pub(super) level: usize,
    /// Its names, each below the one before.
    pub(super) names: Vec<String>,
    /// Its code, where that is printed.
    pub(super) code: Option<String>,
}

/// Finds the line that begins at a place and whose names are marked (`教育支出（类）普通教育（款）`, `行政运行（项）`), and says where it
/// ends.
pub(super) fn marked_line_name(
    model: &FigureModel,
    symbols: &Symbols,
    at: usize,
) -> Option<(LineName, usize)> {
    let (level, name, mut end) = (0..LEVELS.len()).find_map(|level| {
        let (name, end) = name_before(symbols, at, level)?;
        Some((level, name, end))
    })?;
    let chars: Vec<char> = name.chars().collect();
    // The longest known name at its end is the 类: 其中：教育 (类), 2010年教育（类）.
    let known = (0..chars.len()).filter(|_| level == 0);
    let known = known.into_iter().find(|from| is_class(model, chars.get(*from..).unwrap_or_default()));
    let first = match known {
        Some(from) => chars.iter().skip(from).collect(),
        None if chars.contains(&YEAR) => return None,
        None => without_code(&name).to_owned(),
    };
    let mut names = vec![first];
    for below in level + 1..LEVELS.len() {
        let from = if symbols.begin_with(end, END) { end + END.chars().count() } else { end };
        let Some((name, to)) = name_before(symbols, from, below) else { continue };
        names.push(without_code(&name).to_owned());
        end = to;
    }
    // 教育（类）支出决算 is the line's 决算; 教育（类）支出100万元 is the line.
    if symbols.begin_with(end, END) && !symbols.begin_with(end, "支出决算") {
        end += END.chars().count();
    }
    Some((LineName { level, names, code: None }, end))
}

/// Finds the line that begins at a place with its code and the official name of that (`2010301行政运行`), and says where it ends.
pub(super) fn coded_line_name(symbols: &Symbols, at: usize) -> Option<(LineName, usize)> {
    let rest = symbols.from(at);
    let digits = rest.iter().take(LONGEST).take_while(|c| is_digit(**c)).count();
    let code: String = rest.get(..digits)?.iter().collect();
    let level = depth(&code)?;
    let name = names_of(&code).into_iter().find(|name| symbols.begin_with(at + digits, name))?;
    let end = at + digits + name.chars().count();
    Some((LineName { level, names: vec![name], code: Some(code) }, end))
}

/// Finds the line whose 类 stands between two places, with the 款 and 项 behind it, and says where it ends.
pub(super) fn line_name(symbols: &Symbols, from: usize, to: usize) -> (LineName, usize) {
    let class: String = symbols.between(from, to).iter().collect();
    let mut code = code_below(&class, "").unwrap_or_default();
    let (mut path, mut end) = (vec![class], to);
    for level in 1..=2 {
        let rest = symbols.from(end);
        let lengths = (2..=rest.len().min(LONGEST)).rev();
        let found = lengths.filter_map(|length| {
            let name: String = rest.get(..length)?.iter().collect();
            let below = code_below(&name, &code).filter(|found| depth(found) == Some(level))?;
            Some((name, below, length))
        });
        let Some((name, below, length)) = found.into_iter().next() else { break };
        path.push(name);
        code = below;
        end += length;
    }
    (LineName { level: 0, names: path, code: None }, end)
}

/// Finds the code of a path of names; `None` where it is not known, or not one alone.
pub(super) fn path_to_code(path: &[String]) -> Option<String> {
    let mut codes: Vec<String> = vec![String::new()];
    for (level, name) in path.iter().enumerate() {
        let ended = format!("{name}{END}");
        let short = name.strip_suffix(END);
        let names = [Some(name.as_str()), Some(ended.as_str()), short];
        let found = names.into_iter().flatten().flat_map(codes_of);
        let mut below: Vec<String> = found
            .filter(|code| depth(code) == Some(level) && code.starts_with('2'))
            .filter(|code| codes.iter().any(|above| above.is_empty() || is_below(code, above)))
            .map(str::to_owned)
            .collect();
        below.sort_unstable();
        below.dedup();
        codes = below;
    }
    match codes.as_slice() {
        [code] if !code.is_empty() => Some(code.clone()),
        _ => None,
    }
}

/// The name between a place and the mark of a level, and where the mark ends; `None` where a sentence or a clause ends before.
fn name_before(symbols: &Symbols, at: usize, level: usize) -> Option<(String, usize)> {
    let rest = symbols.from(at);
    for length in 0..rest.len().min(LONGEST) {
        if let Some(end) = mark_end(symbols, at + length, level) {
            let name: String = rest.get(..length)?.iter().collect();
            return (length > 1).then_some((name, end));
        }
        if matches!(rest.get(length), Some('，' | '。' | '；' | '：')) {
            return None;
        }
    }
    None
}

/// Where the mark of a level ends that begins at a place: （类）, with a code in it, too.
fn mark_end(symbols: &Symbols, at: usize, level: usize) -> Option<usize> {
    Some(at + bracket_length(symbols.from(at), *LEVELS.get(level)?)?)
}

fn is_class(model: &FigureModel, name: &[char]) -> bool {
    let ends = |text: &[char]| {
        model.lexicon.beginning(text).any(|(length, meaning)| length == text.len() && meaning.class.is_some())
    };
    let with_end: Vec<char> = name.iter().copied().chain(END.chars()).collect();
    name.len() > 1 && (ends(name) || ends(&with_end))
}

/// The first code of a name below another code.
fn code_below(name: &str, above: &str) -> Option<String> {
    codes_of(name).find(|code| above.is_empty() || is_below(code, above)).map(str::to_owned)
}

fn without_code(name: &str) -> &str {
    name.trim_start_matches(|c: char| is_digit(c) || c == '.' || c == '、')
}
