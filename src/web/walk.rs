//! Walks through a page from its first element to its last, without recursion, and gathers tables and the text between them.

use std::collections::{HashMap, HashSet};

use scraper::{ElementRef, Html, Node};

use super::css::{Rules, Size};
use super::gather::Gatherer;
use super::look::{Look, Parting, is_raised, parting};
use super::parse::NodeId;
use super::style::{Display, Style};

/// A step through the tree.
enum Step<'t> {
    Open(ElementRef<'t>),
    Close(ElementRef<'t>),
    Text(&'t str),
}

/// What is known of a page before its text is read.
#[derive(Default)]
pub(super) struct Known {
    rules: Rules,
    /// Styles of elements that have one.
    styles: HashMap<NodeId, Style>,
    /// Tables that hold others that are displayed.
    layouts: HashSet<NodeId>,
    /// Whether the page has styles in other files.
    pub(super) has_other_sheets: bool,
}

/// An element that is open, as its children see it.
#[derive(Debug, Clone)]
pub(super) struct Around {
    /// How it is seen.
    pub(super) look: Look,
    /// How its children are laid out.
    pub(super) display: Option<Display>,
    /// The outermost element that hides it, where one does.
    pub(super) hidden_by: Option<NodeId>,
}

impl Known {
    /// Looks at a page: at its styles first, then at its tables.
    pub(super) fn of(page: &Html) -> Self {
        let mut known = Self::default();
        let mut size = Size::default();
        // Of each element that is open, its children so far.
        let mut children: Vec<usize> = Vec::new();
        walk(page, |step| {
            let element = match step {
                Step::Open(element) => element,
                Step::Close(_) => {
                    children.pop();
                    return;
                }
                Step::Text(_) => return,
            };
            if let Some(count) = children.last_mut() {
                *count += 1;
                size.width = size.width.max(*count);
            }
            children.push(0);
            size.depth = size.depth.max(children.len());
            match element.value().name() {
                "style" => known.rules.add(&element.text().collect::<String>()),
                "link" => {
                    let relation = element.attr("rel").unwrap_or_default().to_ascii_lowercase();
                    known.has_other_sheets |= relation.contains("stylesheet");
                }
                _ => {}
            }
        });
        let mut around = vec![Look::PLAIN];
        let mut tables: Vec<NodeId> = Vec::new();
        walk(page, |step| match step {
            Step::Open(element) => {
                let mut style = known.rules.style_of(&element, size);
                if known.has_other_sheets && style.display.is_none() && names_hiding(&element) {
                    style.display = Some(Display::None);
                }
                let look = around.last().copied().unwrap_or(Look::PLAIN).of(&element, &style);
                around.push(look);
                if style != Style::default() {
                    known.styles.insert(element.id(), style);
                }
                if element.value().name() == "table" {
                    if !look.is_gone && !look.is_machinery {
                        known.layouts.extend(tables.last());
                    }
                    tables.push(element.id());
                }
            }
            Step::Close(element) => {
                around.pop();
                if element.value().name() == "table" {
                    // What holds a table that holds one, holds that as well.
                    if let (Some(table), Some(outer)) = (tables.pop(), tables.last())
                        && known.layouts.contains(&table)
                    {
                        known.layouts.insert(*outer);
                    }
                }
            }
            Step::Text(_) => {}
        });
        known
    }

    /// Whether not all styles of the page could be looked at.
    pub(super) fn has_more_styles(&self) -> bool {
        self.rules.is_exhausted()
    }

    /// Whether a table holds others.
    pub(super) fn is_layout(&self, table: NodeId) -> bool {
        self.layouts.contains(&table)
    }
}

/// Gathers what a page shows.
pub(super) fn gather(page: &Html, known: &Known, gatherer: &mut Gatherer) {
    let plain = Style::default();
    let mut open: Vec<Around> = Vec::new();
    let mut skipped = 0usize;
    walk(page, |step| match step {
        Step::Open(_) if skipped > 0 => skipped += 1,
        Step::Close(_) if skipped > 1 => skipped -= 1,
        Step::Text(_) if skipped > 0 => {}
        Step::Open(element) => {
            let style = known.styles.get(&element.id()).unwrap_or(&plain);
            let name = element.value().name();
            let (outer, display, hidden_by) = match open.last() {
                Some(outer) => (outer.look, outer.display, outer.hidden_by),
                None => (Look::PLAIN, None, None),
            };
            let look = outer.of(&element, style);
            let is_unseen = look.is_unseen(known.has_other_sheets);
            let hidden_by = if is_unseen { hidden_by.or(Some(element.id())) } else { None };
            let around = Around { look, display: style.display, hidden_by };
            part(gatherer, name, style, display);
            if is_raised(name, style) {
                gatherer.begin_mark(element.id());
            }
            let reads_children = gatherer.open(&element, style, &around, known);
            open.push(around);
            if !reads_children {
                skipped = 1;
            }
        }
        Step::Close(element) => {
            skipped = 0;
            let style = known.styles.get(&element.id()).unwrap_or(&plain);
            open.pop();
            gatherer.close(&element);
            if is_raised(element.value().name(), style) {
                gatherer.end_mark(element.id());
            }
            part(gatherer, element.value().name(), style, open.last().and_then(|outer| outer.display));
        }
        Step::Text(text) => {
            if let Some(around) = open.last() {
                gatherer.text(text, around, known.has_other_sheets);
            }
        }
    });
}

/// Whether an element has a class by which the styles that everybody uses hide what has it.
fn names_hiding(element: &ElementRef<'_>) -> bool {
    let hides = ["hidden", "hide", "d-none", "sr-only", "visually-hidden", "layui-hide", "display-none"];
    element.value().classes().any(|class| hides.contains(&class))
}

fn part(gatherer: &mut Gatherer, name: &str, style: &Style, around: Option<Display>) {
    match parting(name, style, around) {
        Parting::Joined => {}
        Parting::Apart => gatherer.flow().gap(),
        Parting::Lines => gatherer.flow().end_line(),
    }
}

/// Goes through all elements and texts in their order.
fn walk<'t>(page: &'t Html, mut visit: impl FnMut(Step<'t>)) {
    let Some(root) = page.tree.root().children().find_map(ElementRef::wrap) else { return };
    let mut node = *root;
    loop {
        match node.value() {
            Node::Element(_) => {
                if let Some(element) = ElementRef::wrap(node) {
                    visit(Step::Open(element));
                }
            }
            Node::Text(text) => visit(Step::Text(text)),
            _ => {}
        }
        if let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        loop {
            if let Some(element) = ElementRef::wrap(node) {
                visit(Step::Close(element));
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) if ElementRef::wrap(parent).is_some() || parent.parent().is_some() => {
                    node = parent
                }
                _ => return,
            }
        }
    }
}
