//! Reads what a title, or the part of the book that it stands in, says of the scope of a form.

use crate::form::title::title_to_whole_place;
use crate::record::words::Scope;
use crate::taxonomy::{ColumnWords, KindModel, Models};
use crate::text::plain::plain;

/// What a title says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// It names a scope, or says that the columns do.
    Scope(Option<Scope>),
    Nothing,
}

/// Finds the scope of a form: its title says it, else the part of the book, else the place that its title names, else
/// the kind. `None` where the columns say it.
pub(in crate::form) fn scope_of_form(
    models: &Models,
    words: &ColumnWords,
    kind: &KindModel,
    title: &str,
    part: Option<Scope>,
) -> Option<Scope> {
    let title = plain(title);
    match said(words, &title) {
        Said::Scope(scope) => scope,
        Said::Nothing => part
            .or_else(|| title_to_whole_place(models, &title).map(|_| Scope::Whole))
            .or_else(|| kind.usual_scope.as_deref().and_then(Scope::of_word)),
    }
}

/// Finds the scope that the heading of a part of the book names.
pub(in crate::form) fn scope_of_part(words: &ColumnWords, heading: &str) -> Option<Scope> {
    match said(words, &plain(heading)) {
        Said::Scope(scope) => scope,
        Said::Nothing => None,
    }
}

fn said(words: &ColumnWords, title: &str) -> Said {
    let found = words.titles.iter().find(|scope| scope.pattern.is_match(title));
    found.map_or(Said::Nothing, |found| Said::Scope(found.scope.as_deref().and_then(Scope::of_word)))
}
