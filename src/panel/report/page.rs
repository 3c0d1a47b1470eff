//! Draws the page of a report: Chinese with English beside it, one file without scripts that loads nothing. What comes from
//! documents is escaped, by `maud` for HTML and here for what acts on a line.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::pieces::{shares, table};
use super::record::{FamilyCounts, Report};
use super::words::{Wording, family, grouped, wording};
use super::{bars, lists, places};

const STYLE: &str = include_str!("report.css");
/// Forbids whatever is not in the file itself, should a name of a document ever become more than text.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Makes the page.
pub(super) fn report_to_page(report: &Report) -> String {
    let title = wording("title");
    let sections: [(&str, Wording, Markup); 6] = [
        ("summary", wording("summary"), summary(report)),
        ("places", wording("places"), places::places(report)),
        ("forms", wording("forms"), lists::forms(report)),
        ("checks", wording("checks"), lists::checks(report)),
        ("causes", wording("causes"), lists::causes(report)),
        ("documents", wording("documents"), lists::in_need(report)),
    ];
    let page = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title.zh) " · " (title.en) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    p { (wording("made_by")) " " (report.program) }
                    nav aria-label=(wording("sections").zh) {
                        ul {
                            @for (id, heading, _) in &sections {
                                li { a href={ "#" (id) } { (heading) } }
                            }
                        }
                    }
                }
                main {
                    @for (id, heading, content) in &sections {
                        section aria-labelledby=(id) {
                            h2 id=(id) { (heading) }
                            (content)
                        }
                    }
                }
            }
        }
    };
    page.into_string() + "\n"
}

/// Shows all documents, and the facts of each family.
fn summary(report: &Report) -> Markup {
    let counts = &report.documents;
    html! {
        div class="whole" { (bars::documents(counts, counts.all())) }
        ul class="legend" {
            (legend("sure", &wording("sure"), counts.read.saturating_sub(counts.suspect)))
            (legend("suspect", &wording("with_suspects"), counts.suspect))
            (legend("failed", &wording("failed"), counts.failed))
            (legend("left", &wording("not_read"), counts.not_read))
        }
        @if report.faults > 0 {
            p { (wording("faults")) " " (grouped(report.faults)) }
        }
        (families(&report.families))
        p { (wording("apart")) }
    }
}

fn legend(class: &str, wording: &Wording, count: u64) -> Markup {
    html! {
        li { span class={ "key " (class) } {} (wording) " " strong { (grouped(count)) } }
    }
}

fn families(families: &[FamilyCounts]) -> Markup {
    // What failed is of no known family, and counted above.
    let known = families.iter().filter(|of| of.documents.read > 0 || of.facts.facts > 0);
    html! {
        (table("by-family", &wording("by_family"), &html! {
            thead {
                tr {
                    th scope="col" class="words" { (wording("family")) }
                    @for name in [wording("read"), wording("with_suspects"), wording("with_failing"), wording("incomplete"),
                        wording("facts"), wording("shares"), wording("evaluated"), wording("failing")] {
                        th scope="col" { (name) }
                    }
                }
            }
            tbody {
                @for counts in known {
                    tr {
                        th scope="row" { (family(counts.family)) }
                        @for number in [counts.documents.read, counts.documents.suspect, counts.documents.failing,
                            counts.documents.incomplete, counts.facts.facts] {
                            td { (grouped(number)) }
                        }
                        td class="all" { (shares(&counts.facts)) }
                        td { (grouped(counts.checks)) }
                        td { (grouped(counts.checks_failing)) }
                    }
                }
            }
        }))
        ul class="legend" {
            @for (class, name) in [("sure", wording("verified")), ("repaired", wording("repaired")),
                ("unchecked", wording("unchecked")), ("suspect", wording("suspect"))] {
                li { span class={ "key " (class) } {} (name) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::counted::tests::{counted, document};
    use super::super::counts::Counts;
    use super::*;

    fn page(documents: &[serde_json::Value]) -> String {
        let mut counts = Counts::default();
        documents.iter().for_each(|document| counts.add(counted(document)));
        report_to_page(&counts.into_report())
    }

    #[test]
    fn what_comes_from_documents_is_text() {
        let mut text = document(1, "<script>alert(1)</script>\u{202e}.pdf", &[("suspect", 1)]);
        text["department"] = json!("<img src=x onerror=alert(1)>");
        text["region"]["name"] = json!("\"><script>");
        text["region"]["code"] = json!(null);
        text["forms"][0]["kind"] = json!("</td><script>");
        text["notes"] = json!([{ "severity": "unread", "page": 1, "message": "m", "hint": "<b>" }]);
        let page = page(&[text]);
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;\\u{202e}.pdf"), "{page}");
        assert!(page.contains(POLICY.replace('\'', "&#39;").as_str()) || page.contains(POLICY));
    }

    #[test]
    fn a_run_of_nothing_has_a_page() {
        let page = page(&[]);
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"zh-CN\">"), "{page}");
        assert_eq!(page.matches("<h1").count(), 1);
        assert_eq!(page.matches("<h2").count(), 6);
    }

    #[test]
    fn shares_are_said_and_no_grade() {
        let facts = [("verified", 1), ("verified", 1), ("suspect", 1)];
        let page = page(&[document(1, "a.pdf", &facts)]);
        assert!(page.contains("66.7 % 已核实") && page.contains("33.3 % 存疑"), "{page}");
    }
}
