//! What the style of one element says of what is seen.

use super::colour::Colour;

/// How an element is laid out, as far as its text is read by that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Display {
    /// Not at all.
    None,
    /// In lines of its own.
    Block,
    /// In the line.
    Inline,
    /// Its children stand beside each other, apart.
    Beside,
    /// Its children stand below each other.
    Below,
}

/// What lies behind text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// A colour.
    Plain(Colour),
    /// A picture, or what is not understood.
    Unknown,
}

/// Style of an element: `None` where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// How it is laid out.
    pub(super) display: Option<Display>,
    /// `visibility`: whether it is seen.
    pub(super) is_visible: Option<bool>,
    /// `visibility: collapse`.
    pub(super) is_collapsed: bool,
    /// Whether its text has no size.
    pub(super) is_tiny: Option<bool>,
    /// Whether it is seen through, hidden for Word, or cannot hold text.
    pub(super) is_unseen: bool,
    /// Whether it is taken out of its place.
    pub(super) is_positioned: bool,
    /// Whether it lies beyond the edge of the page, if it is taken out of its place.
    pub(super) is_beyond: bool,
    /// Whether it stands at a side of what follows.
    pub(super) floats: bool,
    /// Whether its height is zero.
    pub(super) is_flat: bool,
    /// Whether its width is zero.
    pub(super) is_narrow: bool,
    /// Whether what does not fit is not seen.
    pub(super) clips: bool,
    /// Whether its text is struck out.
    pub(super) is_struck: bool,
    /// Whether it stands above or below the line, smaller.
    pub(super) is_raised: Option<bool>,
    /// Whether its spaces and breaks are kept.
    pub(super) is_pre: Option<bool>,
    /// Colour of its text.
    pub(super) colour: Option<Colour>,
    /// What lies behind it.
    pub(super) ground: Option<Ground>,
    is_column: bool,
    is_flex: bool,
}

impl Style {
    /// Whether a property says anything here.
    pub(super) fn knows(name: &str) -> bool {
        let mut probe = Self::default();
        probe.declare(name, "0")
    }

    /// Takes a declaration; `false` where it says nothing here.
    pub(super) fn declare(&mut self, name: &str, value: &str) -> bool {
        match name {
            "display" => self.set_display(value),
            "visibility" => {
                self.is_visible = Some(!matches!(value, "hidden" | "collapse"));
                self.is_collapsed = value == "collapse";
            }
            "mso-hide" => self.is_unseen |= value == "all" || value == "screen",
            "opacity" => self.is_unseen |= is_zero(value),
            "font-size" | "font" => self.set_size(name, value),
            "position" => self.is_positioned = matches!(value, "absolute" | "fixed"),
            "left" | "top" | "right" | "bottom" => self.is_beyond |= is_far(value),
            "text-indent" => self.is_unseen |= is_far(value),
            "clip" | "clip-path" => self.is_unseen |= is_clipped(value),
            "transform" => self.is_unseen |= value.contains("scale(0)"),
            "content-visibility" => self.is_unseen |= value == "hidden",
            "margin-left" | "margin-top" => self.is_unseen |= is_far(value),
            "float" => self.floats = matches!(value, "left" | "right"),
            "height" | "max-height" => self.is_flat = is_zero(value),
            "width" | "max-width" => self.is_narrow = is_zero(value),
            "overflow" | "overflow-y" | "overflow-x" => self.clips = matches!(value, "hidden" | "clip"),
            "text-decoration" | "text-decoration-line" => self.is_struck = value.contains("line-through"),
            "vertical-align" => {
                self.is_raised = Some(matches!(value, "super" | "sub"));
            }
            "white-space" => self.is_pre = Some(value.starts_with("pre") && value != "pre-line"),
            "color" => {
                self.is_unseen |= is_transparent(value);
                self.colour = Colour::of(value);
            }
            "background-color" | "background" => self.set_ground(value),
            "background-image" => {
                if value != "none" {
                    self.ground = Some(Ground::Unknown);
                }
            }
            "flex-direction" | "flex-flow" => {
                self.is_column = value.starts_with("column");
                self.set_flex();
            }
            _ => return false,
        }
        true
    }

    /// Whether the element is not laid out at all.
    pub(super) fn is_gone(&self) -> bool {
        self.display == Some(Display::None)
            || self.is_unseen
            || self.is_positioned && self.is_beyond
            || self.clips && (self.is_flat || self.is_narrow)
    }

    fn set_display(&mut self, value: &str) {
        self.is_flex = value.ends_with("flex");
        self.display = match value {
            "none" => Some(Display::None),
            "block" | "list-item" | "table" | "table-row" | "flow-root" => Some(Display::Block),
            "inline" | "inline-block" | "inline-table" => Some(Display::Inline),
            "grid" | "inline-grid" => Some(Display::Beside),
            "table-cell" => {
                self.floats = true;
                Some(Display::Inline)
            }
            _ => None,
        };
        self.set_flex();
    }

    fn set_flex(&mut self) {
        if self.is_flex {
            self.display = Some(if self.is_column { Display::Below } else { Display::Beside });
        }
    }

    fn set_size(&mut self, name: &str, value: &str) {
        // `font: bold 0/0 serif` has its size before the slash.
        let is_size = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        let size = if name == "font" { value.split(' ').find(is_size) } else { Some(value) };
        let Some(size) = size else { return };
        let size = size.split('/').next().unwrap_or_default();
        if is_size(&size) {
            // A pixel is no letter.
            self.is_tiny = Some(
                is_zero(size)
                    || matches!(size, "1px" | "1.0px" | ".1pt" | "0.1pt" | "0.5pt" | "1pt" | "1.0pt"),
            );
        } else if name == "font-size" && matches!(size, "small" | "medium" | "large" | "larger" | "initial") {
            self.is_tiny = Some(false);
        }
    }

    fn set_ground(&mut self, value: &str) {
        self.ground = match value {
            "none" | "transparent" | "inherit" | "initial" | "" | "0" => None,
            _ if value.contains("url(") || value.contains("gradient") => Some(Ground::Unknown),
            _ => match Colour::of(value).or_else(|| value.split(' ').find_map(Colour::of)) {
                Some(colour) => Some(Ground::Plain(colour)),
                None => Some(Ground::Unknown),
            },
        };
    }
}

/// `0`, `0px`, `.0pt`.
fn is_zero(length: &str) -> bool {
    let digits = length.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    !digits.is_empty() && digits.chars().all(|c| matches!(c, '0' | '.')) && digits.contains('0')
}

/// `rect(0, 0, 0, 0)`, `rect(1px, 1px, 1px, 1px)`, `inset(50%)`: nothing is left.
fn is_clipped(value: &str) -> bool {
    let Some((shape, rest)) = value.split_once('(') else { return false };
    let parts: Vec<&str> =
        rest.trim_end_matches(')').split([',', ' ']).filter(|part| !part.is_empty()).collect();
    match shape.trim() {
        "rect" => parts.len() == 4 && parts.iter().all(|part| is_zero(part) || *part == "1px"),
        "inset" => parts.first().is_some_and(|part| matches!(*part, "50%" | "100%")),
        "circle" => parts.first().is_some_and(|part| is_zero(part)),
        _ => false,
    }
}

/// `transparent`, `rgba(0, 0, 0, 0)`.
fn is_transparent(colour: &str) -> bool {
    let alpha =
        colour.strip_prefix("rgba(").and_then(|rest| rest.trim_end_matches(')').rsplit([',', '/']).next());
    colour == "transparent" || alpha.is_some_and(is_zero)
}

/// Whether a length leads beyond the edge of any page.
fn is_far(length: &str) -> bool {
    let Some(rest) = length.trim().strip_prefix('-') else { return false };
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    let (number, unit) = rest.split_at(digits);
    let is_long = number.len() > 3 || number.parse::<u32>().is_ok_and(|number| number >= 500);
    is_long && !unit.ends_with('%')
        || number.len() >= 2 && unit.ends_with("em") && number.parse::<u32>().is_ok_and(|n| n >= 90)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(declarations: &[(&str, &str)]) -> Style {
        let mut style = Style::default();
        for (name, value) in declarations {
            style.declare(name, value);
        }
        style
    }

    #[test]
    fn what_is_not_laid_out_is_gone() {
        for gone in [
            &[("display", "none")][..],
            &[("mso-hide", "all")],
            &[("opacity", "0")],
            &[("position", "absolute"), ("left", "-9999px")],
            &[("height", "0"), ("overflow", "hidden")],
            &[("text-indent", "-999em")],
            &[("position", "absolute"), ("clip", "rect(0, 0, 0, 0)")],
            &[("clip", "rect(1px,1px,1px,1px)")],
            &[("clip-path", "inset(50%)")],
            &[("color", "rgba(0,0,0,0.0)")],
            &[("transform", "scale(0)")],
        ] {
            assert!(style(gone).is_gone(), "{gone:?}");
        }
        for seen in [
            &[("display", "none"), ("display", "block")][..],
            &[("height", "0")],
            &[("text-indent", "-24px")],
            &[("left", "-9999px")],
            &[("opacity", "0.5")],
        ] {
            assert!(!style(seen).is_gone(), "{seen:?}");
        }
    }

    #[test]
    fn sizes_grounds_and_directions_are_read() {
        assert_eq!(style(&[("font-size", "0pt")]).is_tiny, Some(true));
        assert_eq!(style(&[("font", "bold 0/0 serif")]).is_tiny, Some(true));
        assert_eq!(style(&[("font-size", "10.5pt")]).is_tiny, Some(false));
        assert_eq!(style(&[("background", "#fff url(a.png)")]).ground, Some(Ground::Unknown));
        assert_eq!(style(&[("background", "white none")]).ground, Some(Ground::Plain(Colour::WHITE)));
        assert_eq!(style(&[("display", "flex")]).display, Some(Display::Beside));
        assert_eq!(style(&[("display", "flex"), ("flex-direction", "column")]).display, Some(Display::Below));
    }
}
