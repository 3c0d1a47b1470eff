//! What form controls show, and what other documents a page names.

use scraper::ElementRef;

/// What an `<input>` shows.
pub(super) fn shown_by_input(element: &ElementRef<'_>) -> Option<String> {
    let kind = element.attr("type").unwrap_or("text").to_ascii_lowercase();
    let shows_none = [
        "hidden", "password", "checkbox", "radio", "file", "image", "color", "range", "submit", "button",
        "reset",
    ];
    if shows_none.contains(&kind.as_str()) {
        return None;
    }
    element.attr("value").map(str::to_owned)
}

/// What a `<select>` shows: the option that is selected, else the first.
pub(super) fn shown_by_select(element: &ElementRef<'_>) -> Option<String> {
    let mut first = None;
    let mut selected = None;
    for option in element.descendent_elements().filter(|one| one.value().name() == "option") {
        if option.attr("selected").is_some() {
            selected = Some(option);
        }
        first = first.or(Some(option));
    }
    let is_list =
        element.attr("multiple").is_some() || element.attr("size").is_some_and(|size| size.trim() != "1");
    let option = selected.or(first.filter(|_| !is_list))?;
    Some(option.text().collect())
}

/// The document that an element puts into the page, or leads on to.
pub(super) fn reference(element: &ElementRef<'_>) -> Option<String> {
    let value = element.value();
    let address = match value.name() {
        "iframe" | "frame" | "embed" => element.attr("src")?.to_owned(),
        "object" => element.attr("data")?.to_owned(),
        "meta" if element.attr("http-equiv")?.eq_ignore_ascii_case("refresh") => {
            let content = element.attr("content")?;
            let at = content.to_ascii_lowercase().find("url")?;
            let rest = content.get(at + 3..)?.trim_start().strip_prefix('=')?;
            rest.trim().trim_matches(['"', '\'']).to_owned()
        }
        _ => return None,
    };
    let address = address.trim();
    let is_named =
        !address.is_empty() && !address.starts_with("javascript:") && !address.starts_with("about:");
    is_named.then(|| shortened(address))
}

/// An address of a length that a note can hold.
fn shortened(address: &str) -> String {
    let clean: String = address.chars().filter(|c| !c.is_control()).collect();
    if clean.chars().count() <= 120 {
        return clean;
    }
    format!("{}…", clean.chars().take(119).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::{Html, Selector};

    fn first<T>(page: &str, name: &str, read: impl Fn(&ElementRef<'_>) -> T) -> T {
        let page = Html::parse_document(page);
        let selector = Selector::parse(name).unwrap();
        read(&page.select(&selector).next().unwrap())
    }

    #[test]
    fn controls_show_their_values() {
        assert_eq!(first("<input value='1.00'>", "input", shown_by_input).as_deref(), Some("1.00"));
        assert_eq!(first("<input type=HIDDEN value='1.00'>", "input", shown_by_input), None);
        let select = "<select><option>甲<option selected>乙</select>";
        assert_eq!(first(select, "select", shown_by_select).as_deref(), Some("乙"));
        assert_eq!(first("<select><option>甲</select>", "select", shown_by_select).as_deref(), Some("甲"));
    }

    #[test]
    fn references_are_named() {
        let frame = "<iframe src='a/决算.pdf'></iframe>";
        assert_eq!(first(frame, "iframe", reference).as_deref(), Some("a/决算.pdf"));
        let refresh = "<meta http-equiv=Refresh content=\"0; URL='new.html'\">";
        assert_eq!(first(refresh, "meta", reference).as_deref(), Some("new.html"));
        assert_eq!(first("<iframe src='about:blank'></iframe>", "iframe", reference), None);
    }
}
