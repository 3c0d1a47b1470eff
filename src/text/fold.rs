//! Folds characters that fonts and producers write in several ways into the one form that later stages know.
//!
//! Kangxi radicals and CJK compatibility ideographs (Chromium's and some fonts' ToUnicode), full-width digits and
//! letters, the many spaces and the upright brackets of vertical writing are folded. Punctuation keeps its width:
//! `（` and `(` are two characters on the page, and one where wording is compared ([`plain`](super::plain)).

use unicode_normalization::UnicodeNormalization;

/// CJK Radicals Supplement (U+2E80–2EFF) has almost no compatibility mappings in Unicode; these are the radicals
/// that have a whole character of the same shape, after Unicode's `EquivalentUnifiedIdeograph` data.
const RADICALS: &[(char, char)] = &[
    ('⺁', '厂'),
    ('⺇', '几'),
    ('⺌', '小'),
    ('⺎', '兀'),
    ('⺏', '尣'),
    ('⺐', '尢'),
    ('⺒', '巳'),
    ('⺓', '幺'),
    ('⺛', '旡'),
    ('⺝', '月'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺢', '水'),
    ('⺩', '王'),
    ('⺫', '目'),
    ('⺬', '示'),
    ('⺯', '糸'),
    ('⺰', '纟'),
    ('⺱', '罓'),
    ('⺶', '羊'),
    ('⺻', '聿'),
    ('⺼', '肉'),
    ('⻁', '虎'),
    ('⻃', '覀'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
    ('⻳', '龟'),
];

/// Returns the character that `⻬`, `⽀`, `３`, `Ａ`, `︵` or an em space stands for; any other stays as it is.
pub(crate) fn fold(ch: char) -> char {
    match ch {
        ' '..='~' | '\u{4e00}'..='\u{9fff}' => ch,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2028}' | '\u{2029}' | '\u{85}' | '\0'..='\u{1f}' => ' ',
        '\u{2e80}'..='\u{2eff}' => RADICALS.iter().find(|(from, _)| *from == ch).map_or(ch, |(_, to)| *to),
        // Upright brackets of vertical writing become their horizontal full-width form.
        '︵' => '（',
        '︶' => '）',
        // Kangxi radicals, compatibility ideographs, full-width digits and letters.
        '\u{2f00}'..='\u{2fdf}'
        | '\u{f900}'..='\u{faff}'
        | '\u{2f800}'..='\u{2fa1f}'
        | '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ' => std::iter::once(ch).nfkc().next().unwrap_or(ch),
        _ => ch,
    }
}

/// Whether the character leaves no mark and takes no part in text: zero-width marks, soft hyphens, variation selectors.
pub(crate) fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_widths_and_spaces_are_folded() {
        let folded: String = "⾏⺠⽀出３．Ａ\u{3000}︵".chars().map(fold).collect();
        assert_eq!(folded, "行民支出3．A （");
    }

    #[test]
    fn punctuation_keeps_its_width() {
        assert_eq!("（，：)".chars().map(fold).collect::<String>(), "（，：)");
    }

    #[test]
    fn line_separators_become_spaces() {
        assert_eq!(fold('\u{2028}'), ' ');
    }
}
