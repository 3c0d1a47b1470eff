//! Describes where a check was evaluated.

use super::ledger::{FormLedger, LineLedger};
use super::select::Turn;
use crate::record::words::written;
use crate::taxonomy::identities::{Identity, LineSel};

/// Describes the place of a check in words that stand on the page.
pub(super) fn place(check: &Identity, form: &FormLedger, turn: &Turn) -> Option<String> {
    if check.constant.is_some() {
        return turn.measure.map(str::to_owned);
    }
    let label = |line: usize| {
        let line = form.lines.get(line)?;
        if form.of_whole_place {
            return Some(line_of_place(form, line));
        }
        line.code.clone().or_else(|| line.item.clone()).or_else(|| line.side.clone())
    };
    let line = turn.line.and_then(label);
    let code = turn.code.map(|code| if code.is_empty() { "合计".to_owned() } else { code.to_owned() });
    let whole = || match &check.whole.line {
        LineSel::Named(named) if !form.of_whole_place => named.words.first().cloned(),
        _ => turn.whole.and_then(label),
    };
    let at = line.or_else(|| turn.class.map(str::to_owned)).or(code).or_else(whole)?;
    Some(match turn.measure {
        Some(measure) => format!("{at}.{measure}"),
        None => at,
    })
}

/// Describes a line of a form of a whole place: the same words stand in several scopes, at several places and under
/// several headings.
fn line_of_place(form: &FormLedger, line: &LineLedger) -> String {
    let names = line.path.iter().chain(&line.item).map(String::as_str).collect::<Vec<_>>().join("/");
    let words =
        [form.scope.and_then(written), line.side.clone(), line.place.clone(), line.code.clone(), Some(names)];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
