//! Draws documents by place and year: provinces always, and the places of each where they are opened.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::bars;
use super::pieces::table;
use super::record::{DocumentCounts, ProvinceCounts, Report, YearCounts};
use super::words::{Wording, family, grouped, wording};
use crate::record::words::Family;
use crate::text::escape::in_line;

/// Year with what is unknown last.
type Year = (bool, Option<u16>);

/// Row of a table: the documents of one family at one place.
struct Row<'a> {
    name: &'a str,
    code: Option<&'a str>,
    /// Id of the part that has the places in it.
    leads_to: Option<String>,
    family: Option<Family>,
    years: BTreeMap<Year, DocumentCounts>,
    all: DocumentCounts,
}

/// Words that stand in cells.
struct CellWords {
    suspect: String,
    failed: String,
    left: String,
}

/// Draws the section.
pub(super) fn places(report: &Report) -> Markup {
    let unknown = wording("place_unknown");
    let mut provinces = Vec::new();
    for province in &report.provinces {
        let name = province.name.as_deref().unwrap_or(&unknown.zh);
        add_rows(&mut provinces, name, province.code.as_deref(), Some(id(province)), &province.years);
    }
    html! {
        p { (wording("cells")) }
        (counts_table("by-province", &wording("by_province"), &provinces))
        h3 { (wording("within")) }
        @for province in &report.provinces {
            (places_of(province, &unknown))
        }
    }
}

fn id(province: &ProvinceCounts) -> String {
    format!("places-{}", province.code.as_deref().unwrap_or("unknown"))
}

fn places_of(province: &ProvinceCounts, unknown: &Wording) -> Markup {
    let mut rows = Vec::new();
    for place in &province.places {
        let name = place.name.as_deref().or(place.code.as_deref()).unwrap_or(&unknown.zh);
        add_rows(&mut rows, name, place.code.as_deref(), None, &place.years);
    }
    let id = id(province);
    let name = province.name.as_deref();
    let caption = Wording {
        zh: format!("{}{}", name.unwrap_or(&unknown.zh), wording("of_place").zh),
        en: wording("of_place").en,
    };
    html! {
        details id=(id) {
            summary {
                @match name {
                    Some(name) => { (name) },
                    None => { (unknown) },
                }
                " " span class="code" { (province.code.as_deref().unwrap_or_default()) }
                " " (wording("number_of_places")) " " (grouped(province.places.len() as u64))
            }
            (counts_table(&format!("{id}-table"), &caption, &rows))
        }
    }
}

/// Adds a row for each family; counts stand by family and year.
fn add_rows<'a>(
    rows: &mut Vec<Row<'a>>,
    name: &'a str,
    code: Option<&'a str>,
    leads_to: Option<String>,
    years: &[YearCounts],
) {
    for of_family in years.chunk_by(|a, b| a.family == b.family) {
        let Some(first) = of_family.first() else { continue };
        let mut row = Row {
            name,
            code,
            leads_to: leads_to.clone(),
            family: first.family,
            years: BTreeMap::new(),
            all: DocumentCounts::default(),
        };
        for year in of_family {
            row.years.insert((year.fiscal_year.is_none(), year.fiscal_year), year.documents);
            row.all.add(&year.documents);
        }
        rows.push(row);
    }
}

fn counts_table(id: &str, caption: &Wording, rows: &[Row]) -> Markup {
    let years: BTreeSet<Year> = rows.iter().flat_map(|row| row.years.keys().copied()).collect();
    let longest = rows.iter().map(|row| row.all.all()).max().unwrap_or(0);
    let words = CellWords {
        suspect: wording("suspect").zh,
        failed: wording("failed_in_cell").zh,
        left: wording("not_read_in_cell").zh,
    };
    table(
        id,
        caption,
        &html! {
            thead {
                tr {
                    th scope="col" class="words" { (wording("place")) }
                    th scope="col" class="words" { (wording("family")) }
                    @for (_, year) in &years {
                        th scope="col" {
                            @match year {
                                Some(year) => { (year) },
                                None => { (wording("year_unknown")) },
                            }
                        }
                    }
                    th scope="col" { (wording("all_years")) }
                }
            }
            tbody {
                @for row in rows {
                    tr {
                        th scope="row" {
                            @match &row.leads_to {
                                Some(id) => { a href={ "#" (id) } { (in_line(row.name)) } },
                                None => { (in_line(row.name)) },
                            }
                            " " span class="code" { (in_line(row.code.unwrap_or_default())) }
                        }
                        td class="family" { (family(row.family)) }
                        @for year in &years {
                            td { @if let Some(counts) = row.years.get(year) { (cell(counts, &words)) } }
                        }
                        td class="all" { (cell(&row.all, &words)) (bars::documents(&row.all, longest)) }
                    }
                }
            }
        },
    )
}

fn cell(counts: &DocumentCounts, words: &CellWords) -> Markup {
    html! {
        @if counts.read > 0 { (grouped(counts.read)) }
        @if counts.suspect > 0 { span class="part suspect" { (words.suspect) " " (grouped(counts.suspect)) } }
        @if counts.failed > 0 { span class="part failed" { (words.failed) " " (grouped(counts.failed)) } }
        @if counts.not_read > 0 { span class="part left" { (words.left) " " (grouped(counts.not_read)) } }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::counted::Counted;
    use super::super::counted::tests::{counted, document};
    use super::super::counts::Counts;
    use super::*;

    #[test]
    fn a_place_is_a_row_of_each_family_with_its_years() {
        let mut counts = Counts::default();
        let mut of_year = |number: u8, year: serde_json::Value, family: &str, facts: &[(&str, u32)]| {
            let mut text = document(number, "a.pdf", facts);
            text["fiscal_year"] = year;
            text["family"] = json!(family);
            counts.add(counted(&text));
        };
        of_year(1, json!(2023), "final_accounts", &[("suspect", 1)]);
        of_year(2, json!(2023), "final_accounts", &[]);
        of_year(3, json!(null), "final_accounts", &[]);
        of_year(4, json!(2022), "government_accounts", &[]);
        counts.add(Counted::unusable("delete it"));
        let drawn = places(&counts.into_report()).into_string();
        let provinces = drawn.split("<h3>").next().unwrap();
        assert_eq!(provinces.matches("<tr>").count(), 4, "{provinces}");
        assert!(provinces.contains("<td>2<span class=\"part suspect\">存疑 1</span></td>"), "{provinces}");
        let heads: Vec<&str> = provinces
            .split("<th scope=\"col\">")
            .skip(1)
            .filter_map(|head| head.split(['<', ' ']).next())
            .collect();
        assert_eq!(heads[..3], ["2022", "2023", "年度不详"], "the unknown year is last");
        assert!(drawn.contains("<details id=\"places-520000\">") && drawn.contains("湄潭县"), "{drawn}");
        assert!(drawn.contains("<details id=\"places-unknown\">"), "{drawn}");
    }
}
