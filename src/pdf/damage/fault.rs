//! Defines what is said of one thing that is damaged.

/// One thing that is damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pdf) struct Fault {
    /// Number of the object.
    pub(in crate::pdf) object: Option<u32>,
    /// What is wrong with it.
    pub(in crate::pdf) what: String,
    /// Whether the library must not be given the page.
    pub(in crate::pdf) bars: bool,
}
