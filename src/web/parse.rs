//! Parses a page as browsers do (HTML Living Standard §13.2, by `html5ever`), within limits: a page may ask for a tree that
//! grows with the square of its length.

use std::cell::Cell;

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::Tracer;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use scraper::{Html, HtmlTreeSink};

/// Most elements that may be open at once. Browsers nest 512.
const MOST_OPEN: usize = 1_024;
/// Most nodes of a tree.
const MOST_NODES: usize = 2_500_000;
/// Most attributes of a tag: each is compared with all before it.
const MOST_ATTRIBUTES: usize = 4_000;
/// Tokens between two looks at the size of the tree.
const STEP: u32 = 128;

/// Name of a node in the tree.
pub(super) type NodeId = <HtmlTreeSink as TreeSink>::Handle;

/// Parses a page.
///
/// # Errors
/// Why it is not read: it asks for more than any page does.
pub(super) fn parse(text: &str) -> Result<Html, &'static str> {
    if has_crowded_tag(text) {
        return Err("a tag has more attributes than any page needs");
    }
    let builder = TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), TreeBuilderOpts::default());
    let sink = Bounded { builder, tokens: Cell::new(0), fault: Cell::new(None) };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    // Scripts are not run: what follows one is read at once.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {
        if tokenizer.sink.fault.get().is_some() {
            break;
        }
    }
    if tokenizer.sink.fault.get().is_none() {
        tokenizer.end();
    }
    match tokenizer.sink.fault.get() {
        Some(fault) => Err(fault),
        None => Ok(tokenizer.sink.builder.sink.finish()),
    }
}

/// A builder of trees that takes nothing more once its tree is too large.
struct Bounded {
    builder: TreeBuilder<NodeId, HtmlTreeSink>,
    tokens: Cell<u32>,
    fault: Cell<Option<&'static str>>,
}

impl Bounded {
    fn look(&self) {
        let open = Open(Cell::new(0));
        self.builder.trace_handles(&open);
        let nodes = self.builder.sink.0.borrow().tree.nodes().len();
        if open.0.get() > MOST_OPEN {
            self.fault.set(Some("it is nested deeper than any page needs"));
        } else if nodes > MOST_NODES {
            self.fault.set(Some("it holds more elements than any page needs"));
        }
    }
}

impl TokenSink for Bounded {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<NodeId> {
        self.tokens.set(self.tokens.get().wrapping_add(1));
        if self.tokens.get().is_multiple_of(STEP) {
            self.look();
        }
        if self.fault.get().is_some() {
            return TokenSinkResult::Continue;
        }
        self.builder.process_token(token, line_number)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Counts elements that are open.
struct Open(Cell<usize>);

impl Tracer for Open {
    type Handle = NodeId;

    fn trace_handle(&self, _: &NodeId) {
        self.0.set(self.0.get() + 1);
    }
}

/// Whether the last table of a page has no end tag, nor has the page: a page that was cut off.
pub(super) fn ends_in_table(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |at: usize, tag: &str| {
        let found = bytes.get(at..at + tag.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(tag.as_bytes()))
    };
    let last = memchr::memrchr_iter(b'<', bytes).find_map(|at| match at {
        _ if ["</table", "</body", "</html"].iter().any(|tag| begins(at, tag)) => Some(false),
        _ if begins(at, "<table") => Some(true),
        _ => None,
    });
    last.unwrap_or(false)
}

/// Whether a tag seems to have more attributes than are allowed. The text of scripts and styles is passed over.
fn has_crowded_tag(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let start = at + open + 1;
        let rest = bytes.get(start..).unwrap_or_default();
        if !rest.first().is_some_and(|c| c.is_ascii_alphabetic() || *c == b'/') {
            at = start;
            continue;
        }
        let (length, count) = tag(rest);
        if count > MOST_ATTRIBUTES {
            return true;
        }
        at = start + length;
        for raw in ["script", "style"] {
            if rest.get(..raw.len()).is_some_and(|name| name.eq_ignore_ascii_case(raw.as_bytes())) {
                at += end_of(bytes.get(at..).unwrap_or_default(), raw);
            }
        }
    }
    false
}

/// Length of a tag and a bound of the number of its attributes.
fn tag(bytes: &[u8]) -> (usize, usize) {
    let (mut quote, mut count, mut was_apart, mut last) = (None, 0usize, false, b'<');
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == *byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return (at, count),
            // Elsewhere a quote is a part of a name or a value.
            (None, b'"' | b'\'') if last == b'=' => quote = Some(*byte),
            (None, _) => {}
        }
        let is_apart = byte.is_ascii_whitespace() || *byte == b'/';
        if quote.is_none() && (is_apart && !was_apart || matches!(byte, b'"' | b'\'')) {
            count += 1;
        }
        was_apart = is_apart;
        if !byte.is_ascii_whitespace() {
            last = *byte;
        }
    }
    (bytes.len(), count)
}

/// Bytes up to the end tag of a raw element.
fn end_of(bytes: &[u8], name: &str) -> usize {
    let is_end = |at: usize| {
        let tag = bytes.get(at + 1..).and_then(|rest| rest.strip_prefix(b"/"));
        tag.and_then(|tag| tag.get(..name.len())).is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
    };
    memchr::memchr_iter(b'<', bytes).find(|at| is_end(*at)).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_ask_for_too_much_are_refused() {
        assert!(parse(&"<div>".repeat(100_000)).is_err());
        assert!(parse(&"<table><tr><td>".repeat(40_000)).is_err());
        let fonts: String = (0..900).map(|n| format!("<font id={n}>")).collect();
        assert!(parse(&format!("{fonts}{}", "<p>x".repeat(20_000))).is_err());
        let attributes: String = (0..50_000).map(|n| format!(" a{n}")).collect();
        assert!(parse(&format!("<p{attributes}>x")).is_err());
        assert!(parse(&format!("<script>if(i<n{attributes}</script><p>x")).is_ok());
    }

    #[test]
    fn a_page_that_ends_in_a_table_may_be_cut_off() {
        assert!(ends_in_table("<TABLE><tr><td>1<td>2</td><td st"));
        for whole in ["<table><tr><td>1</table><p>2", "<table><tr><td>1</html>", "<p>1", ""] {
            assert!(!ends_in_table(whole), "{whole}");
        }
    }

    #[test]
    fn what_follows_a_script_is_read() {
        let page = parse("<p>a<script>document.write('<p>')</script>b").unwrap();
        assert!(page.html().contains("</script>b</p>"), "{}", page.html());
    }
}
