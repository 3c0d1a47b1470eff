//! Makes rows of notes, so that what was not read can be counted.

use super::document::WholeDocument;
use super::row::RecordRow;
use crate::place::Note;
use crate::record::words::written;

/// Makes a row of each note of a document, in their order.
pub(super) fn notes_to_rows<'a>(document: &WholeDocument<'a>) -> Vec<RecordRow<'a>> {
    let row = |note: &Note| {
        let mut row = RecordRow::default();
        row.add("document", document.document.clone());
        row.add("source", document.source.clone());
        row.add("department", document.department.clone());
        row.add("fiscal_year", document.fiscal_year.map(u64::from));
        row.add("page", note.page.map(u64::from));
        row.add("forms", note.page.map_or_else(Vec::new, |page| forms_on(document, page)));
        row.add("severity", written(note.severity));
        row.add("message", note.message.clone());
        row.add("hint", note.hint.clone());
        row
    };
    document.notes.iter().map(row).collect()
}

/// Lists the kinds of the official forms on a page, each once.
fn forms_on(document: &WholeDocument<'_>, page: u32) -> Vec<String> {
    let on_page = document.forms.iter().filter(|form| form.is_official() && form.pages.contains(&page));
    let mut kinds: Vec<String> = Vec::new();
    for form in on_page {
        if !kinds.contains(&form.kind) {
            kinds.push(form.kind.clone());
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::panel::document::parse;
    use crate::panel::row::Value;

    #[test]
    fn a_note_is_a_row_with_the_forms_on_its_page() {
        let hash = "a".repeat(64);
        let form = |kind: &str, page: u32| {
            json!({ "kind": kind, "instance": 1, "scope": null, "breakdown": null, "project": null,
                "pages": [page], "lines": [], "grids": [] })
        };
        let text = json!({ "document": hash, "source": "a", "sources": [], "family": "final_accounts",
            "department": "甲", "parent_department": null, "region": null, "fiscal_year": 2023, "unit": null,
            "pages": [], "forms": [form("income", 2), form("other", 2), form("income", 2), form("expenditure", 3)],
            "figures": [], "checks": [],
            "notes": [{ "severity": "unread", "page": 2, "message": "m", "hint": "h" },
                { "severity": "info", "page": null, "message": "n", "hint": null }],
            "program": { "name": "p", "version": "1", "models": [] } })
        .to_string();
        let document: WholeDocument = parse(text.as_bytes(), &hash).unwrap();
        let rows = notes_to_rows(&document);
        let texts = |name| -> Vec<Option<&str>> { rows.iter().map(|row| row.text(name)).collect() };
        assert_eq!(texts("severity"), [Some("unread"), Some("info")]);
        assert_eq!(texts("message"), [Some("m"), Some("n")]);
        assert_eq!(texts("hint"), [Some("h"), None]);
        assert_eq!(rows[0].get("forms"), Some(&Value::List(vec!["income".into()])));
        assert_eq!(rows[1].get("forms"), Some(&Value::List(vec![])));
        assert_eq!(rows[0].get("page"), Some(&Value::Integer(2)));
    }
}
