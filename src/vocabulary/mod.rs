//! Collects the words that forms are known to print, for what was recognised on scans: titles, headers, labels, names
//! of lines, and the classification with its codes (`models/classification/*.tsv`, `models/spelling.toml`).
//!
//! It is read on first use, thus never for a document without scans.

pub(crate) mod near;

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::taxonomy::classification::{self, codes_and_names};
use crate::taxonomy::{KindModel, Models, files, lines, models};
use crate::text::code::may_begin_code;
use crate::text::number::is_digit;
use crate::text::plain::plain;
use near::PreparedVocabulary;

/// Fewest characters of a part of a word that say whose part it is.
const LEAST_PART: usize = 3;

/// Vocabulary of all that is known by its wording.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    /// Texts of cells: words of headers, names of lines, sections.
    pub(crate) cells: WordList,
    /// Names of the classification alone.
    pub(crate) names: WordList,
    pub(crate) titles: WordList,
    /// `部门`, `单位` … before a colon.
    pub(crate) labels: WordList,
    pub(crate) money: WordList,
    /// All cells and titles, a line each, to look for parts in.
    all: String,
    /// Names of lines in accounts of whole places, which other forms do not have.
    pub(crate) whole: WordList,
    pub(crate) ordinals: Ordinals,
    pub(crate) misread: Misread,
    pub(crate) code_dirt: Vec<char>,
}

/// List of words, to be looked up exactly or by similarity.
#[derive(Debug)]
pub(crate) struct WordList {
    known: HashSet<String>,
    near: PreparedVocabulary<'static>,
}

impl WordList {
    /// The list lives as long as the program: it is made once.
    fn new(words: impl Iterator<Item = String>) -> WordList {
        let known: BTreeSet<String> = words.map(|word| plain(&word)).filter(|w| !w.is_empty()).collect();
        let kept: &'static [String] = known.iter().cloned().collect::<Vec<_>>().leak();
        WordList {
            near: PreparedVocabulary::new(kept.iter().map(String::as_str)),
            known: known.into_iter().collect(),
        }
    }

    /// Whether this is one of the words, whatever its white space and widths.
    pub(crate) fn knows(&self, text: &str) -> bool {
        self.known.contains(&plain(text))
    }

    /// Finds the word that a reading stands for, where only one can.
    pub(crate) fn nearest(&self, text: &str) -> Option<&'static str> {
        self.near.nearest(text).map(|near| near.word)
    }

    /// Finds the word that a reading stands for, here or in another list, where it is nearer to that. What was read surely
    /// differs from it in no whole character: 失业保险金支出 stands beside 失业保险基金支出.
    pub(crate) fn nearest_or(&self, other: &WordList, text: &str, is_sure: bool) -> Option<&'static str> {
        let (own, other) = (self.near.nearest(text), other.near.nearest(text));
        let nearest = own.into_iter().chain(other).min_by_key(|near| near.cost)?;
        (!is_sure || nearest.is_alike()).then_some(nearest.word)
    }
}

/// What readers make of words that are never so printed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Misread {
    /// Words as they are read, each with what it is.
    words: Vec<[String; 2]>,
    /// Characters behind which, or before which, such a word may be printed: 征收人员.
    behind: String,
    before: String,
    /// Words that are whole cells and are set wide.
    wide: Vec<WideWord>,
    /// Specks before and behind a name, and strokes behind it.
    specks: String,
    strokes: String,
    /// Characters that begin no name, each with the word that it is a part of: 般.
    lost_first: Vec<[String; 2]>,
}

/// Word whose characters fall into parts where they are set wide: 合 计 is read as △口计.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct WideWord {
    word: String,
    /// For each character, what its parts are read as.
    parts: Vec<String>,
}

/// Most characters that are read of one that falls into parts.
const MOST_PARTS: usize = 3;

impl WideWord {
    /// Whether a text is nothing but the parts of its characters, in their order.
    fn is(&self, text: &str) -> bool {
        let mut rest = text;
        for parts in &self.parts {
            let after = rest.trim_start_matches(|c| parts.contains(c));
            let read = rest[..rest.len() - after.len()].chars().count();
            if !(1..=MOST_PARTS).contains(&read) {
                return false;
            }
            rest = after;
        }
        rest.is_empty()
    }
}

impl Misread {
    /// Sets right what was read.
    pub(crate) fn mended(&self, read: &str) -> String {
        self.words.iter().fold(read.to_owned(), |text, [misread, meant]| {
            let mut mended = String::new();
            let mut rest = text.as_str();
            while let Some((before, after)) = rest.split_once(misread.as_str()) {
                let may_be_printed = before.ends_with(|c| self.behind.contains(c))
                    || after.starts_with(|c| self.before.contains(c));
                mended.push_str(before);
                mended.push_str(if may_be_printed { misread } else { meant });
                rest = after;
            }
            mended + rest
        })
    }

    /// The word that a whole cell is, where its characters were read in parts.
    pub(crate) fn wide(&self, read: &str) -> Option<&str> {
        let text = plain(read);
        self.wide.iter().find(|wide| wide.is(&text)).map(|wide| wide.word.as_str())
    }

    /// A name without the specks and strokes at its ends.
    pub(crate) fn without_dirt<'t>(&self, name: &'t str) -> &'t str {
        let is_speck = |c: char| c.is_whitespace() || self.specks.contains(c);
        name.trim_start_matches(is_speck).trim_end_matches(|c| is_speck(c) || self.strokes.contains(c))
    }

    /// A name with the character that it lost at its beginning.
    pub(crate) fn with_first(&self, name: &str) -> String {
        let lost =
            self.lost_first.iter().find_map(|[read, whole]| Some((whole, name.strip_prefix(read.as_str())?)));
        lost.map_or_else(|| name.to_owned(), |(whole, rest)| format!("{whole}{rest}"))
    }
}

/// Characters that readers write for ordinals.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ordinals {
    /// Characters that stand for 一.
    pub(crate) one: String,
    /// Characters that stand for 、.
    pub(crate) marks: String,
    /// Characters that make one word with the numeral before them: 一般, 三公.
    pub(crate) joined: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpellingFile {
    ordinals: Ordinals,
    misread: Misread,
    codes: Codes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Codes {
    dirt: String,
}

/// The words are part of the program: that they can be read is a property of the build, held by a test.
#[allow(clippy::expect_used)]
static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| load(models()).expect("models/ is read by a test of every build"));

/// Gives the vocabulary, read on first use.
pub(crate) fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}

impl Vocabulary {
    /// Lists the official names of a code; none where the code is not in the classification that is known.
    pub(crate) fn names_of(&self, code: &str) -> Vec<String> {
        classification::names_of(code)
    }

    /// Lists the codes under which a name stands.
    pub(crate) fn codes_of(&self, name: &str) -> impl Iterator<Item = &'static str> {
        classification::codes_of(name)
    }

    /// Whether a text is, character by character, what forms print in a cell or a line: a name, a word of a header or a title,
    /// also behind a code, an ordinal or `其中：`; a label, alone or with its unit (`单位：万元`).
    pub(crate) fn knows_exactly(&self, models: &Models, text: &str) -> bool {
        let text = plain(text);
        if let Some((_, value)) = text.split_once('：').filter(|(label, _)| self.labels.knows(label)) {
            return value.is_empty() || self.money.knows(value);
        }
        let of_which = &models.wording.items.of_which;
        let name = of_which.iter().find_map(|mark| text.strip_prefix(plain(mark).as_str())).unwrap_or(&text);
        let behind_code = name.trim_start_matches(is_digit);
        let code = name.len() - behind_code.len();
        let name = if may_begin_code(code) { behind_code } else { near::without_ordinal(name) };
        self.cells.knows(name) || self.titles.knows(name)
    }

    /// Whether a text with digits is what forms print: a name behind its code or number, a year, the number of a form.
    pub(crate) fn knows_with_digits(&self, models: &Models, text: &str) -> bool {
        let rest: String = plain(text).chars().filter(|c| !is_digit(*c)).collect();
        models.wording.heading.with_digits.contains(&rest) || self.knows_exactly(models, text)
    }

    /// Whether a text begins with a label: `部门：…`.
    pub(crate) fn begins_with_label(&self, text: &str) -> bool {
        plain(text).split_once('：').is_some_and(|(label, _)| self.labels.knows(label))
    }

    /// Whether a text is a part of what forms print in a cell or a title, as cells wrap it, also behind an ordinal: three
    /// characters at least.
    pub(crate) fn knows_part(&self, text: &str) -> bool {
        let text = plain(text);
        let part = near::without_ordinal(&text);
        part.chars().count() >= LEAST_PART && self.all.contains(part)
    }

    /// Whether a text is so short a part that it says of no word that it is one, or a unit of money by itself: `出`, `万元`.
    /// It must be read the more surely.
    pub(crate) fn knows_short(&self, text: &str) -> bool {
        let text = plain(text);
        let is_short = (1..LEAST_PART).contains(&text.chars().count()) && self.all.contains(&text);
        is_short || self.money.knows(&text)
    }

    /// Whether a form of this kind prints a line of this name, without its ordinal.
    pub(crate) fn knows_line(&self, models: &Models, kind: &KindModel, name: &str) -> bool {
        kind.knows_line(models, name)
            || models.wording.items.totals.iter().any(|total| total == name)
            || kind.lines.iter().any(|line| line == name)
    }
}

fn load(models: &Models) -> Result<Vocabulary, String> {
    let spelling: SpellingFile = files::parse("spelling.toml")?;
    let titles: Vec<String> = models.titles.iter().map(|title| title.words.clone()).collect();
    let header = &models.wording.header;
    let heading = &models.wording.heading;
    let mut cells: Vec<String> = Vec::new();
    cells.extend(models.kinds.iter().filter(|kind| !kind.is_by_words()).flat_map(words_of_kind));
    cells.extend(header.sums.iter().chain(&header.column_numbers).cloned());
    cells.extend(models.wording.items.totals.iter().cloned());
    cells.extend(models.class_codes.keys().cloned());
    cells.extend(lines::words().cloned());
    cells.extend(codes_and_names().map(|(_, name)| name.to_owned()));
    let (cells, titles) = (WordList::new(cells.into_iter()), WordList::new(titles.into_iter()));
    let mut all: Vec<&str> = cells.known.iter().chain(&titles.known).map(String::as_str).collect();
    all.sort_unstable();
    Ok(Vocabulary {
        all: all.join("\n"),
        cells,
        names: WordList::new(codes_and_names().map(|(_, name)| name.to_owned())),
        titles,
        labels: WordList::new(heading.department.iter().chain(&heading.unit).cloned()),
        money: WordList::new(models.wording.money.iter().flat_map(|money| money.words.iter().cloned())),
        whole: WordList::new(models.families.iter().flat_map(|f| &f.columns).flat_map(|c| c.names.clone())),
        ordinals: spelling.ordinals,
        misread: spelling.misread,
        code_dirt: spelling.codes.dirt.chars().collect(),
    })
}

fn words_of_kind(kind: &KindModel) -> Vec<String> {
    let lines = kind.measure_lines.iter().flat_map(|line| &line.words);
    kind.vocabulary
        .iter()
        .chain(&kind.line_names)
        .chain(&kind.lines)
        .chain(&kind.sections)
        .chain(lines)
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_can_be_read() {
        let known = load(models()).unwrap();
        assert_eq!(known.names_of("2010301"), ["行政运行"]);
        assert!(known.codes_of("行政运行").count() > 20);
        assert_eq!(known.codes_of("差旅费").collect::<Vec<_>>(), ["30211"]);
        assert!(known.names_of("2999999").is_empty());
    }

    #[test]
    fn what_forms_print_is_known_behind_codes_and_ordinals_and_nothing_near_it() {
        let known = |text: &str| vocabulary().knows_exactly(models(), text);
        for text in [
            "行政运行",
            "2010301行政运行",
            "二、教育支出",
            "（一）支出合计",
            "单位：万元",
            "收入支出决算总表",
            "其中：行政运行",
            "部门：",
        ] {
            assert!(known(text), "{text}");
        }
        for text in ["行政远行", "、教育支出", "单位：教育局", "部门：万县", "政运行", "", "2023"]
        {
            assert!(!known(text), "{text}");
        }
    }

    #[test]
    fn years_and_numbers_of_forms_are_known() {
        let known = |text: &str| vocabulary().knows_with_digits(models(), text);
        assert!(known("2023年度") && known("公开03表") && known("2010301行政运行") && known("1．货物"));
        assert!(!known("2023年度报告") && !known("1,234.50") && !known("2023"));
    }

    #[test]
    fn parts_of_words_are_known() {
        let known = |text: &str| vocabulary().knows_part(text);
        assert!(
            known("一般公共预算财政拨")
                && known("基本养老保险缴费")
                && !known("一般公用预算")
                && known("二十六、抗疫特别国债安排的")
                && !known("二十六、抗疫特别国侦安排的")
                && !known("支出")
        );
        let short = |text: &str| vocabulary().knows_short(text);
        assert!(
            short("出") && short("拨款") && short("万元") && !short("□") && !short("") && !short("支出决")
        );
    }

    #[test]
    fn lines_are_known_where_their_form_prints_them() {
        let known = vocabulary();
        let of = |kind: &str, name: &str| known.knows_line(models(), models().kind(kind).unwrap(), name);
        assert!(of("disclosure_statistics", "机要通信用车"));
        assert!(of("income_expenditure_summary", "教育支出"));
        assert!(of("expenditure", "合计"));
        assert!(!of("income_expenditure_summary", "般公共服务支出"));
        assert!(!of("income_expenditure_summary", "机要通信用车"));
    }
}
