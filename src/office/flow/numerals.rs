//! Writes the numbers of lists in the formats of WordprocessingML (ECMA-376 `ST_NumberFormat`).

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const LEGAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";
const ROMAN: [(u32, &str); 13] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

/// A number in a format; in Arabic digits where the format is unknown or does not reach so far.
pub(in crate::office) fn numeral(number: u32, format: &str) -> String {
    let written = match format {
        "none" | "bullet" => Some(String::new()),
        "decimalZero" => Some(format!("{number:02}")),
        "decimalFullWidth" | "decimalFullWidth2" => {
            Some(digit_by_digit(number, |digit| shifted('０', digit)))
        }
        "chineseCounting" | "taiwaneseCounting" if number >= 100 => Some(by_digits(number)),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => Some(by_digits(number)),
        "chineseCounting" | "taiwaneseCounting" => counted(number, &DIGITS, ['十', '百', '千'], Ones::InTens),
        "chineseCountingThousand" | "taiwaneseCountingThousand" => {
            counted(number, &DIGITS, ['十', '百', '千'], Ones::InTens).map(|text| text.replace('〇', "零"))
        }
        "japaneseCounting" | "koreanCounting" => counted(number, &DIGITS, ['十', '百', '千'], Ones::Never),
        "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => {
            counted(number, &LEGAL, ['拾', '佰', '仟'], Ones::Always)
        }
        "ideographTraditional" => of(STEMS, number),
        "ideographZodiac" => of(BRANCHES, number),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed('①', number, 20),
        "decimalEnclosedParen" => enclosed('⑴', number, 20),
        "decimalEnclosedFullstop" => enclosed('⒈', number, 20),
        "ideographEnclosedCircle" => enclosed('㊀', number, 10),
        "upperLetter" => letters(number, 'A'),
        "lowerLetter" => letters(number, 'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).map(|text| text.to_lowercase()),
        _ => None,
    };
    written.unwrap_or_else(|| number.to_string())
}

/// When a one is written in front of ten, hundred and thousand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ones {
    /// 百, 十.
    Never,
    /// 一百, but 十 for ten to nineteen.
    InTens,
    /// 壹佰, 壹拾.
    Always,
}

/// Numbers below ten thousand as one says them: 十一, 一百〇一.
fn counted(number: u32, digits: &[char; 10], units: [char; 3], ones: Ones) -> Option<String> {
    if number == 0 || number > 9999 {
        return (number == 0).then(|| digits[0].to_string());
    }
    let mut text = String::new();
    let mut gap = false;
    for (place, unit) in [(1000, Some(units[2])), (100, Some(units[1])), (10, Some(units[0])), (1, None)] {
        let digit = number / place % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) && ones != Ones::Never {
            text.push(digits[0]);
        }
        let silent = unit.is_some() && (ones == Ones::Never || ones == Ones::InTens && number < 20);
        if digit != 1 || !silent {
            text.push(*digits.get(digit as usize)?);
        }
        text.extend(unit);
    }
    Some(text)
}

fn by_digits(number: u32) -> String {
    digit_by_digit(number, |digit| DIGITS.get(digit as usize).copied())
}

fn digit_by_digit(number: u32, write: impl Fn(u32) -> Option<char>) -> String {
    number.to_string().chars().filter_map(|c| c.to_digit(10)).filter_map(write).collect()
}

fn shifted(first: char, by: u32) -> Option<char> {
    char::from_u32(u32::from(first).checked_add(by)?)
}

fn enclosed(first: char, number: u32, most: u32) -> Option<String> {
    (1..=most).contains(&number).then(|| shifted(first, number - 1).map(String::from))?
}

fn of(row: &str, number: u32) -> Option<String> {
    row.chars().nth(usize::try_from(number).ok()?.checked_sub(1)?).map(String::from)
}

/// A to Z, then AA, BB …
fn letters(number: u32, first: char) -> Option<String> {
    let index = number.checked_sub(1)?;
    let times = usize::try_from(index / 26).ok()? + 1;
    (times <= 30).then(|| shifted(first, index % 26).map(|letter| letter.to_string().repeat(times)))?
}

fn roman(number: u32) -> Option<String> {
    if number == 0 || number > 3999 {
        return None;
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, sign) in ROMAN {
        while rest >= value {
            rest -= value;
            text.push_str(sign);
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn numbers_are_written_as_word_processors_write_them() {
        let counted = [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (99, "九十九"),
            (101, "一百零一"),
            (110, "一百一十"),
        ];
        for (number, text) in counted {
            assert_eq!(numeral(number, "chineseCountingThousand"), text);
        }
        assert_eq!(
            (numeral(110, "japaneseCounting"), numeral(101, "chineseCounting")),
            ("百十".into(), "一〇一".into())
        );
        let others = [
            (3, "decimal", "3"),
            (3, "decimalZero", "03"),
            (12, "ideographTraditional", "12"),
            (2, "ideographTraditional", "乙"),
            (11, "chineseLegalSimplified", "壹拾壹"),
            (20, "decimalEnclosedCircle", "⑳"),
            (21, "decimalEnclosedCircle", "21"),
            (28, "upperLetter", "BB"),
            (14, "lowerRoman", "xiv"),
            (5, "none", ""),
            (4, "thaiNumbers", "4"),
            (12, "decimalFullWidth", "１２"),
            (u32::MAX, "lowerLetter", "4294967295"),
            (0, "upperRoman", "0"),
        ];
        for (number, format, text) in others {
            assert_eq!(numeral(number, format), text, "{format}");
        }
    }
}
