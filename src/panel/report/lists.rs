//! Draws the lists of a report: forms, failing checks, causes with remedies, and the documents most in need of eyes.

use maud::{Markup, html};

use super::bars;
use super::pieces::{shares, table};
use super::record::{CheckCounts, DocumentInNeed, Report};
use super::words::{Wording, cause, family, file_type, grouped, wording};
use crate::text::escape::in_line;

/// Failing checks that are seen without opening the others.
const CHECKS_SEEN: usize = 20;

/// Draws the verified share of each kind of form.
pub(super) fn forms(report: &Report) -> Markup {
    if report.forms.is_empty() {
        return none();
    }
    html! {
        p { (wording("how_verified")) }
        (table("by-form", &wording("by_form"), &html! {
            thead {
                tr {
                    th scope="col" class="words" { (wording("form")) }
                    th scope="col" class="words" { (wording("family")) }
                    @for name in [wording("documents_in_all"), wording("facts"), wording("shares")] {
                        th scope="col" { (name) }
                    }
                }
            }
            tbody {
                @for form in &report.forms {
                    tr {
                        th scope="row" {
                            @match &form.official {
                                Some(official) => { (official) " " span lang="en" { (form.form) } },
                                None => { (in_line(&form.form)) },
                            }
                        }
                        td class="family" { (family(form.family)) }
                        td { (grouped(form.documents)) }
                        td { (grouped(form.facts.facts)) }
                        td class="all" { (shares(&form.facts)) }
                    }
                }
            }
        }))
    }
}

/// Draws the failing checks with the number of documents.
pub(super) fn checks(report: &Report) -> Markup {
    if report.checks.is_empty() {
        return none();
    }
    let longest = report.checks.first().map_or(0, |check| check.documents);
    let (first, others) = report.checks.split_at(report.checks.len().min(CHECKS_SEEN));
    html! {
        p { (wording("what_fails")) }
        (checks_table("by-check", &wording("by_check"), first, longest))
        @if !others.is_empty() {
            details {
                summary { (wording("other_checks")) " " (grouped(others.len() as u64)) }
                (checks_table("by-other-check", &wording("other_checks"), others, longest))
            }
        }
    }
}

fn checks_table(id: &str, caption: &Wording, checks: &[CheckCounts], longest: u64) -> Markup {
    table(
        id,
        caption,
        &html! {
            thead {
                tr {
                    th scope="col" class="words" { (wording("identity")) }
                    th scope="col" class="words" { (wording("family")) }
                    th scope="col" { (wording("documents_in_all")) }
                    th scope="col" { (wording("times")) }
                }
            }
            tbody {
                @for check in checks {
                    tr {
                        th scope="row" class="sentence" {
                            @match (&check.zh, &check.en) {
                                (Some(zh), Some(en)) => { (zh) " " span lang="en" { (en) } },
                                _ => {},
                            }
                            " " span class="code" { (in_line(&check.check)) }
                        }
                        td class="family" { (family(check.family)) }
                        td class="all" { (grouped(check.documents)) (bars::number(check.documents, longest)) }
                        td { (grouped(check.times)) }
                    }
                }
            }
        },
    )
}

/// Row of a cause: its name, its number, and what to do about it, in Chinese and English.
struct CauseRow<'a> {
    name: Wording,
    count: u64,
    remedy_zh: &'a str,
    remedy_en: &'a str,
}

/// Draws why documents failed, what of others was not read, and what is no document, each with a remedy.
pub(super) fn causes(report: &Report) -> Markup {
    let failed = report.causes.iter().map(|of| CauseRow {
        name: named(&of.cause, cause(&of.cause).map(|known| known.zh.as_str())),
        count: of.documents,
        remedy_zh: cause(&of.cause).map_or("", |known| &known.remedy),
        remedy_en: &of.remedy,
    });
    let left = report.not_read.iter().map(|of| CauseRow {
        name: named(&of.kind, file_type(&of.kind).map(|known| known.zh.as_str())),
        count: of.files,
        remedy_zh: file_type(&of.kind).map_or("", |known| &known.remedy),
        remedy_en: &of.remedy,
    });
    html! {
        h3 { (wording("failed")) }
        (cause_table("by-cause", &wording("by_cause"), &wording("cause"), failed.collect()))
        h3 { (wording("incomplete")) }
        (hints(report))
        h3 { (wording("not_read")) }
        (cause_table("by-type", &wording("by_type"), &wording("type"), left.collect()))
    }
}

/// Names a word as the lists of a folder have it, with its translation before it.
fn named(word: &str, zh: Option<&str>) -> Wording {
    Wording { zh: zh.unwrap_or_default().to_owned(), en: in_line(word).into_owned() }
}

fn cause_table(id: &str, caption: &Wording, head: &Wording, rows: Vec<CauseRow>) -> Markup {
    if rows.is_empty() {
        return none();
    }
    let longest = rows.iter().map(|row| row.count).max().unwrap_or(0);
    table(
        id,
        caption,
        &html! {
            thead {
                tr {
                    th scope="col" class="words" { (head) }
                    th scope="col" { (wording("files")) }
                    th scope="col" class="words" { (wording("remedy")) }
                }
            }
            tbody {
                @for row in rows {
                    tr {
                        th scope="row" { (row.name) }
                        td class="all" { (grouped(row.count)) (bars::number(row.count, longest)) }
                        td class="words" { (row.remedy_zh) " " span lang="en" { (in_line(row.remedy_en)) } }
                    }
                }
            }
        },
    )
}

/// Draws what of documents that were read is missing, by what can be done about it.
fn hints(report: &Report) -> Markup {
    if report.hints.is_empty() {
        return none();
    }
    table(
        "by-hint",
        &wording("by_hint"),
        &html! {
            thead {
                tr {
                    th scope="col" class="words" { (wording("remedy")) }
                    th scope="col" { (wording("documents_in_all")) }
                    th scope="col" { (wording("notes")) }
                }
            }
            tbody {
                @for hint in &report.hints {
                    tr {
                        th scope="row" class="sentence" {
                            @match &hint.hint {
                                Some(hint) => { span lang="en" { (in_line(hint)) } },
                                None => { (wording("no_hint")) },
                            }
                        }
                        td { (grouped(hint.documents)) }
                        td { (grouped(hint.notes)) }
                    }
                }
            }
        },
    )
}

/// Lists the documents most in need of eyes, each with the command that shows the page to look at.
pub(super) fn in_need(report: &Report) -> Markup {
    if report.in_need.is_empty() {
        return none();
    }
    html! {
        p { (wording("ranking")) }
        p { (wording("where_to_run")) }
        ol class="need" {
            @for document in &report.in_need {
                li { (document_in_need(document)) }
            }
        }
    }
}

fn document_in_need(document: &DocumentInNeed) -> Markup {
    let place = document.place.as_deref().or(document.code.as_deref());
    let department = document.department.as_deref();
    html! {
        p class="source" { (in_line(&document.source)) }
        p {
            @match place {
                Some(place) => { (in_line(place)) },
                None => { (wording("place_unknown").zh) },
            }
            " · "
            @match department {
                Some(department) => { (in_line(department)) },
                None => { (wording("department_unknown").zh) },
            }
            " · "
            @match document.fiscal_year {
                Some(year) => { (year) },
                None => { (wording("year_unknown").zh) },
            }
            " · " (family(document.family))
        }
        p {
            (wording("unread_pages")) " " strong { (grouped(document.unread)) }
            " / " (grouped(document.pages)) "；"
            (wording("failing")) " " strong { (grouped(document.checks_failing)) } "；"
            (wording("suspect_facts")) " " strong { (grouped(document.facts.suspect)) }
            " / " (grouped(document.facts.facts))
        }
        @if let Some(page) = document.page {
            p { (wording("look_at_page")) " " strong { (page) } }
        }
        @if let Some(command) = &document.command {
            code { (command) }
        }
    }
}

fn none() -> Markup {
    html! { p { (wording("none")) } }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::counted::Counted;
    use super::super::counted::tests::{counted, document};
    use super::super::counts::Counts;
    use super::*;

    #[test]
    fn a_document_in_need_has_its_command_and_a_cause_its_remedy() {
        let mut counts = Counts::default();
        counts.add(counted(&document(1, "in/决算 1.pdf", &[("suspect", 4)])));
        counts.add(Counted::unusable("delete it and run again"));
        let report = counts.into_report();
        let list = in_need(&report).into_string();
        assert!(
            list.contains("juesuan show 'in/决算 1.pdf' --stage fact --page 4 --png page-4.png"),
            "{list}"
        );
        let causes = causes(&report).into_string();
        assert!(
            causes.contains("结果文件无法使用") && causes.contains("delete it and run again"),
            "{causes}"
        );
    }

    #[test]
    fn more_failing_checks_are_behind_a_summary() {
        let mut text = document(1, "a.pdf", &[]);
        let check = |at: usize| json!({ "check": format!("check {at}"), "verdict": "fails", "terms": [] });
        text["checks"] = (0..25).map(check).collect();
        let mut counts = Counts::default();
        counts.add(counted(&text));
        let drawn = checks(&counts.into_report()).into_string();
        let (first, others) = drawn.split_once("<details>").unwrap();
        assert_eq!((first.matches("<tr>").count(), others.matches("<tr>").count()), (21, 6));
    }
}
