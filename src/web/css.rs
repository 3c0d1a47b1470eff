//! Reads styles as far as they say what is seen: those of an element itself, and rules of `<style>` in the page. What other
//! files say is not known.

use std::cell::Cell;
use std::collections::HashMap;

use scraper::{ElementRef, Selector};

use super::style::Style;

/// Most rules that are kept.
const MOST_RULES: usize = 2_000;
/// Most steps through the tree that are made to find which rules are for which elements. Real pages need a hundredth.
const MOST_STEPS: usize = 400_000_000;

/// Rules of a page that say something of what is seen.
#[derive(Debug, Default)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    /// Indices of rules by what their last part names: `.class`, `#id`, `tag`; else by nothing.
    by_key: HashMap<String, Vec<usize>>,
    /// Steps that were made.
    steps: Cell<usize>,
}

#[derive(Debug)]
struct Rule {
    selector: Selector,
    /// Elements around one that may be looked at.
    combinators: usize,
    /// Whether elements beside one are looked at.
    looks_aside: bool,
    /// Classes, ids and tags of the selector, in the weights of CSS.
    weight: (usize, usize, usize),
    declarations: Vec<Declaration>,
}

/// How large a tree is: the most elements around one, and the most beside one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Size {
    /// Elements around one.
    pub(super) depth: usize,
    /// Elements beside one.
    pub(super) width: usize,
}

/// `name: value`, in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Declaration {
    name: String,
    value: String,
    is_important: bool,
}

impl Rules {
    /// Adds the rules of one `<style>`.
    pub(super) fn add(&mut self, sheet: &str) {
        let sheet = without_comments(sheet);
        let mut rest = sheet.as_str();
        while let Some(open) = rest.find('{') {
            let head = rest.get(..open).unwrap_or_default();
            // A rule without a block (`@charset "…";`) ends before the next one.
            let head = head.rsplit(';').next().unwrap_or_default().trim();
            let inner = rest.get(open + 1..).unwrap_or_default();
            let is_group = head.starts_with('@');
            if is_group && is_for_all_screens(head) {
                // Its rules hold as if they stood outside; the bracket that closes it does no harm.
                rest = inner;
                continue;
            }
            let length = if is_group { balanced(inner) } else { inner.find('}').unwrap_or(inner.len()) };
            if !is_group {
                self.rule(head.trim_start_matches('}').trim(), inner.get(..length).unwrap_or_default());
            }
            rest = inner.get(length + 1..).unwrap_or_default();
        }
    }

    fn rule(&mut self, selectors: &str, body: &str) {
        let declarations = declarations(body);
        if !declarations.iter().any(|one| Style::knows(&one.name)) {
            return;
        }
        for text in selectors.split(',').map(str::trim) {
            // `:hover` and `::before` say nothing of the page at rest; what asks for the number of a child is understood.
            let states =
                ["::", ":before", ":after", ":hover", ":active", ":focus", ":visited", ":checked", ":target"];
            if self.rules.len() >= MOST_RULES || states.iter().any(|state| text.contains(state)) {
                continue;
            }
            let Ok(selector) = Selector::parse(text) else { continue };
            let last = text.rsplit([' ', '>', '+', '~']).next().unwrap_or_default();
            self.by_key.entry(key_of(last)).or_default().push(self.rules.len());
            self.rules.push(Rule {
                selector,
                combinators: text.split([' ', '>', '+', '~']).filter(|part| !part.is_empty()).count(),
                looks_aside: text.contains([':', '+', '~']),
                weight: weight_of(text),
                declarations: declarations.clone(),
            });
        }
    }

    /// Counts the steps that a rule may need; `false` where there were too many.
    fn may_step(&self, rule: &Rule, size: Size) -> bool {
        let around = if rule.combinators > 1 { size.depth.saturating_mul(rule.combinators - 1) } else { 0 };
        let aside = if rule.looks_aside { size.width } else { 1 };
        self.steps.set(self.steps.get().saturating_add(around.saturating_add(1).saturating_mul(aside)));
        !self.is_exhausted()
    }

    /// Whether rules were left out, since there are too many for the page.
    pub(super) fn is_exhausted(&self) -> bool {
        self.rules.len() >= MOST_RULES || self.steps.get() > MOST_STEPS
    }

    /// The style of an element: of rules and of itself.
    pub(super) fn style_of(&self, element: &ElementRef<'_>, size: Size) -> Style {
        let mut style = Style::default();
        let own = element.attr("style").map(declarations).unwrap_or_default();
        let mut found: Vec<usize> = Vec::new();
        if !self.rules.is_empty() {
            let value = element.value();
            let keys = value.classes().map(|class| format!(".{class}"));
            let keys = keys.chain(value.id().map(|id| format!("#{id}")));
            for key in keys.chain([value.name().to_owned(), String::new()]) {
                let listed = self.by_key.get(&key).into_iter().flatten().copied();
                let is_for = |rule: &Rule| self.may_step(rule, size) && rule.selector.matches(element);
                found.extend(listed.filter(|index| self.rules.get(*index).is_some_and(is_for)));
            }
            found.sort_unstable_by_key(|index| (self.rules.get(*index).map(|rule| rule.weight), *index));
        }
        for important in [false, true] {
            let of_rules = found.iter().filter_map(|index| self.rules.get(*index));
            let of_rules = of_rules.flat_map(|rule| &rule.declarations);
            for one in of_rules.chain(&own).filter(|one| one.is_important == important) {
                style.declare(&one.name, &one.value);
            }
        }
        style
    }
}

/// Declarations between brackets or of an attribute.
fn declarations(text: &str) -> Vec<Declaration> {
    let mut found = Vec::new();
    let (mut from, mut depth, mut quote) = (0, 0usize, None);
    for (at, c) in text.char_indices().chain([(text.len(), ';')]) {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            _ if at == text.len() => found.extend(text.get(from..).and_then(declaration)),
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, ';') if depth == 0 => {
                found.extend(text.get(from..at).and_then(declaration));
                from = at + 1;
            }
            _ => {}
        }
    }
    found
}

fn declaration(text: &str) -> Option<Declaration> {
    let (name, value) = text.split_once(':')?;
    let value = value.trim().to_ascii_lowercase();
    let (plain, is_important) = match value.rsplit_once('!') {
        Some((plain, word)) if word.trim() == "important" => (plain.trim().to_owned(), true),
        _ => (value, false),
    };
    Some(Declaration { name: name.trim().to_ascii_lowercase(), value: plain, is_important })
}

/// Takes comments away, and the marks that hide a sheet from browsers of long ago.
fn without_comments(sheet: &str) -> String {
    let mut text = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text.replace("<!--", " ").replace("-->", " ")
}

/// Whether a group of rules holds on every screen.
fn is_for_all_screens(head: &str) -> bool {
    let Some(media) = head.strip_prefix("@media") else { return head.starts_with("@layer") };
    !media.contains('(')
        && media.split(',').any(|one| matches!(one.trim(), "all" | "screen" | "only screen" | ""))
}

/// Bytes up to the bracket that closes what is open.
fn balanced(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// What the last part of a selector names: a class, else an id, else a tag, else nothing.
fn key_of(last: &str) -> String {
    if last.contains([':', '[', '\\', ')', '*']) {
        return String::new();
    }
    let part = |mark: char| {
        let (_, after) = last.split_once(mark)?;
        let end = after.find(['.', '#']).unwrap_or(after.len());
        Some(format!("{mark}{}", after.get(..end)?))
    };
    part('#').or_else(|| part('.')).unwrap_or_else(|| last.to_ascii_lowercase())
}

fn weight_of(selector: &str) -> (usize, usize, usize) {
    let ids = selector.matches('#').count();
    let classes = selector.matches(['.', '[', ':']).count();
    let is_tag = |part: &&str| part.starts_with(|c: char| c.is_ascii_alphabetic());
    (ids, classes, selector.split([' ', '>', '+', '~']).filter(is_tag).count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    fn is_gone(sheet: &str, body: &str) -> bool {
        let page = Html::parse_document(body);
        let mut rules = Rules::default();
        rules.add(sheet);
        let selector = Selector::parse("[data-x]").unwrap();
        rules.style_of(&page.select(&selector).next().unwrap(), Size { depth: 5, width: 5 }).is_gone()
    }

    #[test]
    fn rules_of_classes_ids_and_tags_hide() {
        for sheet in [
            ".h{display:none}",
            "<!-- p.h { color: red; DISPLAY : None ; } -->",
            "@charset \"utf-8\"; #i, #j{display:none!important}",
            "/* .h{} */ div > p{display:none}",
            "@media screen{ .h{display:none} }",
            ".a{color:red}.b .h,.h.k{display:none}",
            "p[data-x]{display:none}",
        ] {
            assert!(is_gone(sheet, "<div class=b><p id=i class='h k' data-x=1>x</div>"), "{sheet}");
        }
    }

    #[test]
    fn rules_for_other_states_media_and_parts_do_not() {
        for sheet in [
            ".h:hover{display:none}",
            "@media print{.h{display:none}} .z{color:red}",
            "@media (max-width:600px){.h{display:none}}",
            ".h::before{display:none}",
            ".g{display:none}",
            ".h{display:none} .h{display:block}",
            "p{display:none} .h{display:block} p{display:none}",
            "",
        ] {
            assert!(!is_gone(sheet, "<div class=b><p id=i class='h k' data-x=1>x</div>"), "{sheet}");
        }
        assert!(!is_gone(".h{display:none}", "<p class=h style='display:block' data-x=1>x"));
        assert!(is_gone("", "<p style=\"background:url('a;b');display:none\" data-x=1>x"));
    }
}
