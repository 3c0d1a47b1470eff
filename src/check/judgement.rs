//! Defines what the checks say of one amount.

use crate::record::words::Status;
use crate::record::{Fact, Figure};

/// The judgement of an amount, before it is written into its fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judgement {
    pub(super) status: Status,
    /// Reason why it is suspect.
    pub(super) reason: Option<String>,
    /// The names of the checks it takes part in, each once.
    pub(super) checks: Vec<&'static str>,
}

impl Judgement {
    pub(super) fn write(self, fact: &mut Fact) {
        (fact.status, fact.reason) = (self.status, self.reason);
        fact.checks = self.checks.into_iter().map(str::to_owned).collect();
    }

    pub(super) fn write_figure(self, figure: &mut Figure) {
        (figure.status, figure.reason) = (self.status, self.reason);
        figure.checks = self.checks.into_iter().map(str::to_owned).collect();
    }
}
