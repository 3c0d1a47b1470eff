//! Finds names of lines of the classification by function in running text: 类（类）款（款）项（项）, or one behind the other without
//! marks.

use super::symbols::{Symbols, YEAR};
use crate::taxonomy::classification::codes_of;
use crate::taxonomy::figures::FigureModel;
use crate::text::code::{depth, is_below};
use crate::text::number::is_digit;

/// Marks behind the names of 类, 款 and 项.
const MARKS: [&str; 3] = ["（类）", "（款）", "（项）"];
/// Longest name of a line.
const LONGEST: usize = 30;
/// What a name ends with where its mark stands before it: 教育（类）支出.
const END: &str = "支出";

/// Finds the line that begins at a place and whose names are marked, and says where it ends.
pub(super) fn marked_line_name(
    model: &FigureModel,
    symbols: &Symbols,
    at: usize,
) -> Option<(Vec<String>, usize)> {
    let [class, deeper @ ..] = MARKS;
    let (name, mut end) = name_before(symbols, at, class)?;
    let chars: Vec<char> = name.chars().collect();
    // The longest known name at its end is the 类: 其中：教育 (类), 2010年教育（类）.
    let known = (0..chars.len()).find(|from| is_class(model, chars.get(*from..).unwrap_or_default()));
    let class = match known {
        Some(from) => chars.iter().skip(from).collect(),
        None if chars.contains(&YEAR) => return None,
        None => without_code(&name).to_owned(),
    };
    let mut path = vec![class];
    for mark in deeper {
        let from = if symbols.begin_with(end, END) { end + END.chars().count() } else { end };
        let Some((name, to)) = name_before(symbols, from, mark) else { continue };
        path.push(without_code(&name).to_owned());
        end = to;
    }
    // 教育（类）支出决算 is the line's 决算; 教育（类）支出100万元 is the line.
    if symbols.begin_with(end, END) && !symbols.begin_with(end, "支出决算") {
        end += END.chars().count();
    }
    Some((path, end))
}

/// Finds the line whose 类 stands between two places, with the 款 and 项 behind it, and says where it ends.
pub(super) fn line_name(symbols: &Symbols, from: usize, to: usize) -> (Vec<String>, usize) {
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
    (path, end)
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

/// The name between a place and a mark, and where the mark ends; `None` where a sentence or a clause ends before.
fn name_before(symbols: &Symbols, at: usize, mark: &str) -> Option<(String, usize)> {
    let rest = symbols.from(at);
    for length in 0..rest.len().min(LONGEST) {
        if symbols.begin_with(at + length, mark) {
            let name: String = rest.get(..length)?.iter().collect();
            return (length > 1).then(|| (name, at + length + mark.chars().count()));
        }
        if matches!(rest.get(length), Some('，' | '。' | '；' | '：')) {
            return None;
        }
    }
    None
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
