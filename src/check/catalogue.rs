//! Describes the identities to people: one by its name, and all of them as `CHECKS.md`.

use std::fmt::Write;

use crate::taxonomy::identities::{Identity, PROSE, Relation, checks};
use crate::taxonomy::models;

/// Lists the names of all checks, in the order of the files.
pub fn names() -> impl Iterator<Item = &'static str> {
    checks().iter().map(|check| check.name.as_str())
}

/// Describes a check in English and Chinese; `None` where there is no check of that name.
pub fn describe(name: &str) -> Option<String> {
    let check = checks().iter().find(|check| check.name == name)?;
    let mut text = format!("{}\n\n  {}\n  {}\n\n", check.name, check.en, check.zh);
    let _ = writeln!(text, "  kind:     {}", kind(check));
    let _ = writeln!(text, "  forms:    {}", forms(check));
    let _ = writeln!(text, "  source:   {}", check.source);
    let _ = writeln!(text, "  example:  {}", check.example_en);
    let _ = writeln!(text, "  例:       {}", check.example_zh);
    Some(text)
}

/// Describes all checks as Markdown: the text of `CHECKS.md`.
pub fn catalogue() -> String {
    let mut text = INTRODUCTION.to_owned();
    // A heading a form, in the order in which the files come to them; what lies between forms stands last.
    let mut headings: Vec<String> = Vec::new();
    for check in checks() {
        let title = heading(check);
        if !headings.contains(&title) {
            headings.push(title);
        }
    }
    let mut last = String::new();
    let of = |wanted: &'_ String| -> Vec<&'static Identity> {
        checks().iter().filter(|check| heading(check) == *wanted).collect()
    };
    for (title, check) in headings.iter().flat_map(|h| of(h).into_iter().map(move |check| (h, check))) {
        if *title != last {
            let _ = write!(text, "\n## {title}\n");
            last.clone_from(title);
        }
        let _ = write!(
            text,
            "\n### `{}`\n\n{}\n{}\n\n- kind: {}\n- source: {}\n- example: {} {}\n",
            check.name,
            check.en,
            check.zh,
            kind(check),
            check.source,
            check.example_en,
            check.example_zh
        );
    }
    text
}

const INTRODUCTION: &str = "\
# Checks

The accounting identities that `juesuan check` holds disclosures against, in English and Chinese. This file is made from
`models/<family>/checks/*.toml` (`JUESUAN_GOLDEN=renew cargo test --test all checks::` renews it); `juesuan explain CHECK`
prints one.

- **Rounding.** Every amount is printed rounded, so parts and whole may differ by the *envelope*: half a unit of the last
  decimal of each non-zero amount's own form, summed up; nothing where all are printed to the 分. Inside it a check
  *holds*, outside it *fails*. Only an equality without any difference *verifies* its amounts; an inequality verifies none.
- **Blanks.** A blank counts as zero where its column prints no zero at all; else the check is *not applicable*, as it is
  where a form or a line is missing.
- **Sums by code go by position.** The children of a line are the lines that follow it with longer codes, up to the next
  line of equal or shorter code, taken at the nearest depth that occurs.
- **Sets.** Forms of the department with its subordinates (汇总) and of itself (本级), of two departments, and forms by unit
  (分单位) are never added to each other.
- **Whole places.** In 政府决算 lines are joined by the printed codes, and where they have none by the lines above them.
  Lines under a line whose 其中 may be a selection, and lines of 支出 that may be withheld, may make less than the whole and
  not more. A blank part beside printed zeros counts as nothing where the sum then closes exactly; else the check is not
  applicable. A check whose parts may be a choice says nothing of a column in which most lines fail.
- **Percentages** are held against the amounts beside them, within half of their last digit (all of it, in a column that is
  cut off instead of rounded). They verify nothing; where one is off, it or an amount is wrong.
- **Prose.** An amount that 情况说明 restates has to equal the form's within half a unit of the coarser of the two. Prose and
  forms are typed apart: what both state exactly is verified, and where they differ both are suspect. Percentages and sums
  within the prose speak of its figures alone.
- **Suspects.** An amount is suspect where one change of it would close the failing checks around it and break none that
  holds. Where a blank explains them better, the check names the blank and no amount is accused.
";

fn heading(check: &Identity) -> String {
    match check.forms().as_slice() {
        [PROSE, ..] => "Prose (情况说明)".to_owned(),
        [only] => models().known_kind(only).map(|k| format!("{} (`{only}`)", k.official)).unwrap_or_default(),
        [first, ..] if models().is_of_whole_place(first) => {
            "Between forms of a whole place (政府决算表间)".to_owned()
        }
        _ => "Between forms (表间)".to_owned(),
    }
}

fn kind(check: &Identity) -> &'static str {
    match (check.relation, check.advice) {
        (Relation::Equality, _) => "equality (=)",
        (Relation::Withheld, _) => "equality (=), or more where lines are withheld (≥)",
        (Relation::Percent, _) => "percentage, within half of its last digit: it verifies nothing",
        (Relation::Change | Relation::Growth, _) => {
            "percentage of change, within half of its last digit: it verifies nothing"
        }
        (Relation::AtMost, false) => "inequality (≤)",
        (Relation::AtLeast, false) => "inequality (≥)",
        (Relation::AtMost, true) => "inequality (≤), reported without accusing an amount",
        (Relation::AtLeast, true) => "inequality (≥), reported without accusing an amount",
    }
}

fn forms(check: &Identity) -> String {
    let official = |kind: &str| match kind {
        PROSE => "情况说明".to_owned(),
        _ => models().known_kind(kind).map_or_else(|| kind.to_owned(), |k| k.official.clone()),
    };
    check.forms().into_iter().map(official).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_can_be_described() {
        for name in names() {
            assert!(describe(name).is_some_and(|text| text.contains(name)), "{name}");
        }
        assert_eq!(describe("no.such=check"), None);
    }
}
