//! Reads the code of a number format (ECMA-376 part 1, §18.8.31) into what is shown for which numbers.

use std::str::FromStr;

use rust_decimal::Decimal;

/// Most characters of a code that is read: Excel allows 255.
const LONGEST: usize = 512;
/// Words for a number without a format, as programs of several languages write them.
const GENERAL: [&str; 3] = ["General", "G/通用格式", "Standard"];

/// A format: its sections, and the numbers each is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberFormat {
    sections: Vec<(Option<Condition>, Section)>,
}

/// What a section is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Section {
    /// Digits in places.
    Number {
        /// What is shown, from the left.
        tokens: Vec<Token>,
        /// Whether a negative number gets its minus, since the section is not for negative ones alone.
        keeps_sign: bool,
    },
    /// A date, a fraction or an exponent, with its code.
    Other(String),
    /// All digits, as without a format.
    Text,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Characters that are shown as they are.
    Literal(String),
    /// Place of a digit: `0`, `#` or `?`.
    Place(char),
    /// The point.
    Point,
    /// A comma: between thousands, or a thousand less.
    Comma,
    /// A sign of percent, which shows hundredths.
    Percent,
}

impl Token {
    /// Whether a digit stands there.
    pub(super) fn is_place(&self) -> bool {
        matches!(self, Self::Place(_))
    }
}

/// Condition of a section: `[>=10000]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Condition {
    less: bool,
    equal: bool,
    greater: bool,
    than: Decimal,
}

impl Condition {
    fn of(text: &str) -> Option<Self> {
        let number = text.trim_start_matches(['<', '>', '=']);
        let sign = text.get(..text.len() - number.len()).filter(|sign| !sign.is_empty())?;
        let than = Decimal::from_str(number.trim()).ok()?;
        let has = |ch| sign.contains(ch);
        Some(match sign {
            "<>" => Self { less: true, equal: false, greater: true, than },
            _ => Self { less: has('<'), equal: has('='), greater: has('>'), than },
        })
    }

    fn holds(self, number: Decimal) -> bool {
        match number.cmp(&self.than) {
            std::cmp::Ordering::Less => self.less,
            std::cmp::Ordering::Equal => self.equal,
            std::cmp::Ordering::Greater => self.greater,
        }
    }
}

impl NumberFormat {
    /// Reads a code.
    pub(super) fn of(code: &str) -> Self {
        let code: String = code.chars().take(LONGEST).collect();
        if code.trim().is_empty() {
            return Self { sections: Vec::new() };
        }
        let codes = split_sections(&code);
        let is_of_negatives = |at: usize, found: Option<Condition>| match found {
            Some(condition) => !condition.greater && condition.than <= Decimal::ZERO,
            None => at == 1 && codes.first().is_none_or(|first| condition_in(first).is_none()),
        };
        let section = |(at, code): (usize, &String)| {
            let condition = condition_in(code);
            (condition, section(code, !is_of_negatives(at, condition)))
        };
        Self { sections: codes.iter().take(3).enumerate().map(section).collect() }
    }

    /// The section that shows a number; `None` where all its digits are shown.
    pub(super) fn section(&self, number: Decimal) -> Option<&Section> {
        if self.sections.iter().any(|(condition, _)| condition.is_some()) {
            let holds = |(at, (condition, _)): &(usize, &(Option<Condition>, Section))| match condition {
                Some(condition) => condition.holds(number),
                None => *at + 1 == self.sections.len() || (*at == 1 && number.is_sign_negative()),
            };
            return self.sections.iter().enumerate().find(holds).map(|(_, (_, section))| section);
        }
        let at = match self.sections.len() {
            0 => return None,
            1 => 0,
            _ if number.is_zero() => self.sections.len().min(3) - 1 - usize::from(self.sections.len() == 2),
            _ => usize::from(number.is_sign_negative()),
        };
        self.sections.get(at).map(|(_, section)| section)
    }

    /// Whether a number is shown as a date or the like.
    pub(super) fn is_date(&self, number: Decimal) -> bool {
        matches!(self.section(number), Some(Section::Other(_)))
    }
}

/// Splits a code at its semicolons, those in quotes and brackets left.
fn split_sections(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let (mut quoted, mut in_bracket) = (false, false);
    let mut chars = code.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '"' => quoted = !quoted,
            '[' if !quoted => in_bracket = true,
            ']' if !quoted => in_bracket = false,
            ';' if !quoted && !in_bracket => {
                sections.push(String::new());
                continue;
            }
            _ => {}
        }
        let Some(last) = sections.last_mut() else { break };
        last.push(ch);
        if matches!(ch, '\\' | '!' | '_' | '*')
            && !quoted
            && !in_bracket
            && let Some(next) = chars.next()
        {
            last.push(next);
        }
    }
    sections
}

/// The condition of a section, where it has one.
fn condition_in(code: &str) -> Option<Condition> {
    code.split('[').skip(1).find_map(|part| Condition::of(part.split(']').next()?))
}

fn section(code: &str, keeps_sign: bool) -> Section {
    let mut tokens = Vec::new();
    let bare = strip_brackets(code);
    let general = GENERAL.iter().find(|word| starts_with(bare, word));
    let mut chars = general.map_or(code, |word| bare.get(word.len()..).unwrap_or_default()).chars();
    let is_general = general.is_some();
    let literal = |text: &str, tokens: &mut Vec<Token>| match tokens.last_mut() {
        Some(Token::Literal(before)) => before.push_str(text),
        _ => tokens.push(Token::Literal(text.to_owned())),
    };
    while let Some(ch) = chars.next() {
        match ch {
            '"' => {
                let text: String = chars.by_ref().take_while(|ch| *ch != '"').collect();
                literal(&text, &mut tokens);
            }
            '\\' | '!' => {
                if let Some(next) = chars.next() {
                    literal(next.encode_utf8(&mut [0; 4]), &mut tokens);
                }
            }
            // The width of a character, and a character that fills the cell.
            '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|ch| *ch != ']').collect();
                // `[$¥-804]`: a currency and where it is used.
                if let Some(currency) = inside.strip_prefix('$') {
                    literal(currency.split('-').next().unwrap_or_default(), &mut tokens);
                } else if matches!(inside.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss")
                {
                    return Section::Other(code.to_owned());
                }
            }
            '0' | '#' | '?' => tokens.push(Token::Place(ch)),
            '.' if tokens.contains(&Token::Point) => literal(".", &mut tokens),
            '.' => tokens.push(Token::Point),
            ',' => tokens.push(Token::Comma),
            '%' => tokens.push(Token::Percent),
            '@' => return Section::Text,
            'E' | 'e' | '/' | 'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'a' | 'A' | 'g'
            | 'b' => {
                return if is_general { Section::Text } else { Section::Other(code.to_owned()) };
            }
            _ => literal(ch.encode_utf8(&mut [0; 4]), &mut tokens),
        }
    }
    if is_general {
        return Section::Text;
    }
    Section::Number { tokens, keeps_sign }
}

fn starts_with(code: &str, word: &str) -> bool {
    code.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// A code without the brackets in front: colours, conditions, languages.
fn strip_brackets(code: &str) -> &str {
    let mut rest = code.trim_start();
    while rest.starts_with('[') {
        let Some((_, behind)) = rest.split_once(']') else { break };
        rest = behind;
    }
    rest
}

/// Code of a format that files name by number alone (ECMA-376 part 1, §18.8.30, and BIFF); empty for General, and for dates of
/// which every language has its own.
pub(super) fn builtin_code(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 | 6 => "\"¥\"#,##0;\"¥\"\\-#,##0",
        7 | 8 => "\"¥\"#,##0.00;\"¥\"\\-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 | 32 => "h:mm",
        21 | 33 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        34 | 55 => "h\"时\"mm\"分\"",
        35 | 56 => "h\"时\"mm\"分\"ss\"秒\"",
        37 | 38 => "#,##0;-#,##0",
        39 | 40 => "#,##0.00;-#,##0.00",
        41 => "_ * #,##0_ ;_ * \\-#,##0_ ;_ * \"-\"_ ;_ @_ ",
        42 => "_ \"¥\"* #,##0_ ;_ \"¥\"* \\-#,##0_ ;_ \"¥\"* \"-\"_ ;_ @_ ",
        43 => "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
        44 => "_ \"¥\"* #,##0.00_ ;_ \"¥\"* \\-#,##0.00_ ;_ \"¥\"* \"-\"??_ ;_ @_ ",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_parted_outside_of_quotes_and_escapes() {
        assert_eq!(split_sections(r#"0";"0;\;0;[$;-1]0"#), [r#"0";"0"#, r"\;0", "[$;-1]0"]);
    }

    #[test]
    fn conditions_say_which_section_shows_a_number() {
        let format = NumberFormat::of("[<1]0.0;[>=100]0;0.00");
        let at = |number: i64| format.section(Decimal::from(number));
        assert_ne!(at(0), at(100));
        assert_ne!(at(0), at(50));
        assert_ne!(at(50), at(100));
    }
}
