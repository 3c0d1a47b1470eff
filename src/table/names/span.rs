//! Looks once at all lines of a column that may be one name: every reading of the column asks the same of them.

use crate::table::cell_line::CellLine;

/// Largest distance of a name from its amounts, in em.
const OFF_EM: f64 = 0.5;

/// Where the amounts of a name of several lines stand: one table sets all of them alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alignment {
    Middle,
    Top,
    Bottom,
}

/// Lines that may be one name, and what is known of them whatever they are dealt to: every reading asks.
pub(super) struct Span {
    /// What speaks against their being one name.
    pub(super) joining: f64,
    /// What speaks against a name ending behind them.
    pub(super) ending: f64,
    /// Heights of their middle, of the first and of the last.
    middle: f64,
    ends: (f64, f64),
    /// Size of the first.
    size: f64,
    /// Heights between which amounts stand within them.
    within: (f64, f64),
    /// Number of rows of amounts that do.
    holds: usize,
}

impl Span {
    /// Looks at lines that are one name; `None` of none.
    pub(super) fn of(lines: &[&CellLine], joining: f64, ending: f64, anchors: &[f64]) -> Option<Self> {
        let (first, last) = (lines.first()?, lines.last()?);
        let ends = (first.rect.mid_y(), last.rect.mid_y());
        let within = (ends.0 - 0.4 * first.size, ends.1 + 0.4 * last.size);
        let holds = anchors.iter().filter(|at| within.0 <= **at && **at <= within.1).count();
        let middle = (ends.0 + ends.1) / 2.0;
        Some(Self { joining, ending, middle, ends, size: first.size, within, holds })
    }

    /// How far the lines are from amounts; `None` where that is too far.
    pub(super) fn off(&self, at: f64, alignment: Alignment) -> Option<f64> {
        let height = match alignment {
            Alignment::Middle => self.middle,
            Alignment::Top => self.ends.0,
            Alignment::Bottom => self.ends.1,
        };
        let off = (height - at).abs() / self.size.max(1.0);
        (off <= OFF_EM).then_some(3.0 * off)
    }

    /// Whether another row of amounts than their own stands within them.
    pub(super) fn holds_another(&self, own: Option<f64>) -> bool {
        let holds_own = own.is_some_and(|at| self.within.0 <= at && at <= self.within.1);
        self.holds > usize::from(holds_own)
    }
}
