//! What is known of a page before its text is read: its styles, and the tables that hold others. It is walked through without
//! recursion.

use std::collections::{HashMap, HashSet};

use scraper::{ElementRef, Html, Node};

use super::css::{Rules, Size};
use super::look::Look;
use super::parse::NodeId;
use super::style::{Display, Style};

/// A step through the tree.
pub(super) enum Step<'t> {
    Open(ElementRef<'t>),
    Close(ElementRef<'t>),
    Text(&'t str),
}

/// What is known of a page before its text is read.
#[derive(Default)]
pub(super) struct Known {
    rules: Rules,
    /// Styles of elements that have one.
    pub(super) styles: HashMap<NodeId, Style>,
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

/// Whether an element has a class by which the styles that everybody uses hide what has it.
fn names_hiding(element: &ElementRef<'_>) -> bool {
    let hides = ["hidden", "hide", "d-none", "sr-only", "visually-hidden", "layui-hide", "display-none"];
    element.value().classes().any(|class| hides.contains(&class))
}

/// Goes through all elements and texts in their order.
pub(super) fn walk<'t>(page: &'t Html, mut visit: impl FnMut(Step<'t>)) {
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
