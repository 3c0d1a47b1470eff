//! How an element is seen: what its own style says, and what it has from those around it.

use scraper::ElementRef;

use super::colour::Colour;
use super::style::{Display, Ground, Style};

/// Elements of which no browser shows the text.
const NEVER: [&str; 22] = [
    "head", "title", "script", "style", "template", "noscript", "noframes", "noembed", "iframe", "object",
    "audio", "video", "canvas", "datalist", "meter", "progress", "rp", "rt", "frameset", "param", "xml",
    "desc",
];

/// Elements that stand in lines of their own.
const BLOCKS: [&str; 47] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
    "xmp",
    "marquee",
];
/// Parts of tables, whose texts stand apart.
const PARTS: [&str; 7] = ["thead", "tbody", "tfoot", "tr", "td", "th", "colgroup"];

/// How an element, and the text in it, is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// Whether it is not laid out.
    pub(super) is_gone: bool,
    /// Whether its text is no text of the page: a script, or what only old browsers show.
    pub(super) is_machinery: bool,
    /// Whether it is laid out and not seen.
    pub(super) is_invisible: bool,
    /// Whether its text is struck out.
    pub(super) is_struck: bool,
    /// Whether it was inserted, and nobody has accepted that.
    pub(super) is_inserted: bool,
    /// Whether its spaces and breaks are kept.
    pub(super) is_pre: bool,
    is_tiny: bool,
    colour: Colour,
    /// `None` where nothing says what lies behind it.
    ground: Option<Ground>,
}

impl Look {
    /// Of a page that says nothing.
    pub(super) const PLAIN: Self = Self {
        is_gone: false,
        is_machinery: false,
        is_invisible: false,
        is_struck: false,
        is_inserted: false,
        is_pre: false,
        is_tiny: false,
        colour: Colour::BLACK,
        ground: None,
    };

    /// Of an element inside of one.
    pub(super) fn of(self, element: &ElementRef<'_>, style: &Style) -> Self {
        let name = element.value().name();
        let mut look = self;
        look.is_machinery |= NEVER.contains(&name);
        let is_hidden = element.attr("hidden").is_some() && style.display.is_none();
        look.is_gone |= style.is_gone() || is_hidden || name == "dialog" && element.attr("open").is_none();
        look.is_invisible = style.is_visible.map_or(look.is_invisible, |is_visible| !is_visible);
        look.is_tiny = style.is_tiny.unwrap_or(look.is_tiny);
        look.is_struck |= style.is_struck || matches!(name, "del" | "s" | "strike");
        look.is_inserted |= name == "ins";
        look.is_pre = style
            .is_pre
            .unwrap_or(look.is_pre || matches!(name, "pre" | "textarea" | "xmp" | "listing" | "plaintext"));
        let of_font = || element.attr("color").filter(|_| name == "font").and_then(Colour::of);
        let of_body = || element.attr("text").filter(|_| name == "body").and_then(Colour::of);
        look.colour = style.colour.or_else(of_font).or_else(of_body).unwrap_or(look.colour);
        let attribute = |name: &str| element.attr(name).filter(|value| !value.trim().is_empty());
        let picture = attribute("background").map(|_| Ground::Unknown);
        let plain =
            || attribute("bgcolor").map(|value| Colour::of(value).map_or(Ground::Unknown, Ground::Plain));
        look.ground = style.ground.or(picture).or_else(plain).or(look.ground);
        look
    }

    /// Whether its text is not seen. `has_other_sheets` says that the page has styles that are not known: what lies behind
    /// white text may then be dark.
    pub(super) fn is_unseen(&self, has_other_sheets: bool) -> bool {
        let vanishes = match self.ground {
            Some(Ground::Plain(ground)) => self.colour.vanishes_on(ground),
            Some(Ground::Unknown) => false,
            None => !has_other_sheets && self.colour.vanishes_on(Colour::WHITE),
        };
        self.is_gone || self.is_machinery || self.is_invisible || self.is_tiny || vanishes
    }

    /// Whether its text is white, and what lies behind it is not known.
    pub(super) fn may_be_unseen(&self) -> bool {
        self.ground != Some(Ground::Plain(Colour::BLACK))
            && !matches!(self.ground, Some(Ground::Plain(_)))
            && self.colour.vanishes_on(Colour::WHITE)
    }
}

/// How an element parts the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parting {
    /// Not at all.
    Joined,
    /// It stands apart in the same line.
    Apart,
    /// It has lines of its own.
    Lines,
}

/// How an element parts the text around it, inside of one that lays its children out so.
pub(super) fn parting(name: &str, style: &Style, around: Option<Display>) -> Parting {
    match around {
        Some(Display::Beside) => return Parting::Apart,
        Some(Display::Below) => return Parting::Lines,
        _ => {}
    }
    if PARTS.contains(&name) {
        return Parting::Lines;
    }
    if style.floats {
        return Parting::Apart;
    }
    let is_block_by_name = BLOCKS.contains(&name);
    match style.display {
        // Items of a menu in one line, halves of a line: what would have lines of its own stands apart at least.
        Some(Display::Inline) if is_block_by_name => Parting::Apart,
        Some(Display::Inline) => Parting::Joined,
        None if !is_block_by_name => Parting::Joined,
        _ => Parting::Lines,
    }
}

/// Whether an element stands above or below the line, as marks of footnotes do.
pub(super) fn is_raised(name: &str, style: &Style) -> bool {
    match style.is_raised {
        Some(is_raised) if style.display != Some(Display::Block) && !PARTS.contains(&name) => is_raised,
        _ => matches!(name, "sup" | "sub"),
    }
}
