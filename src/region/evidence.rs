//! Tells which of several places of one name a document is of, by what else it says: the larger places on its forms, in its
//! path, on its cover and in its prose.

use super::leading::leading_region;
use crate::taxonomy::Models;
use crate::taxonomy::listed_places::ListedPlace;
use crate::text::plain::plain;

/// What a document says of its place.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Evidence<'a> {
    /// Its department.
    pub(crate) department: Option<&'a str>,
    /// Departments that its forms name.
    pub(crate) departments: &'a [&'a str],
    /// Path of the file, with those of the archives that it lies in.
    pub(crate) path: &'a str,
    /// Lines that may be its titles.
    pub(crate) titles: &'a [&'a str],
    /// Lines between the tables, page by page; the first page is the cover.
    pub(crate) pages: &'a [Vec<&'a str>],
}

/// Parts of a path: folders, archives and the file.
pub(super) fn parts_of_path(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split(['/', '\\', '!']).filter(|part| !part.is_empty())
}

/// Place that a printed name may be, in the list of a year.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    name: &'a str,
    place: &'static ListedPlace,
    year: Option<u16>,
}

/// Keeps of several places of one printed name those that the document means, with what says so. A source means those of
/// which it names the most larger places; where it names as many of all, it says nothing. Sources that contradict each
/// other leave all.
pub(super) fn narrow(
    models: &Models,
    evidence: &Evidence<'_>,
    name: &str,
    year: Option<u16>,
    places: Vec<&'static ListedPlace>,
) -> (Vec<&'static ListedPlace>, Option<&'static str>) {
    type Counts = fn(&Models, &Evidence<'_>, Candidate<'_>) -> usize;
    let sources: [(&'static str, Counts); 4] = [
        ("a department on the forms", named_by_forms),
        ("the path", named_by_path),
        ("the cover", named_by_cover),
        ("the prose", named_by_prose),
    ];
    let mut left = places.clone();
    let mut by = None;
    // Most names are those of one place, and the prose need not be looked at.
    for (source, count) in sources.into_iter().filter(|_| places.len() > 1) {
        let counted = |place: &&'static ListedPlace| count(models, evidence, Candidate { name, place, year });
        let most = places.iter().map(counted).max().unwrap_or(0);
        if places.iter().all(|place| counted(place) == most) {
            continue;
        }
        let before = left.len();
        left.retain(|place| counted(place) == most);
        if left.is_empty() {
            return (places, None);
        }
        if left.len() < before {
            by = Some(source);
        }
    }
    (left, by)
}

/// Counts 1 where a form names a department of the place with a larger place before it.
fn named_by_forms(models: &Models, evidence: &Evidence<'_>, candidate: Candidate<'_>) -> usize {
    let Candidate { name, place, year } = candidate;
    let is_named = |department: &&str| {
        let words = plain(department);
        leading_region(models, &words, year).is_some_and(|leading| {
            let is_held =
                !leading.larger.is_empty() && leading.larger.iter().all(|part| holds(place, part.name, year));
            leading.smallest.name == name && is_held
        })
    };
    usize::from(evidence.departments.iter().any(is_named))
}

/// Counts the larger places of which a folder, an archive or the file has the name.
fn named_by_path(models: &Models, evidence: &Evidence<'_>, candidate: Candidate<'_>) -> usize {
    let parts: Vec<String> = parts_of_path(evidence.path).map(plain).collect();
    let names = |part: &String, holder: &ListedPlace| {
        let begins = leading_region(models, part, candidate.year).is_some_and(|leading| {
            leading.larger.iter().chain([&leading.smallest]).any(|part| holder.is_called(part.name))
        });
        begins || models.regions.short(holder.name) == Some(part.as_str())
    };
    let holders = candidate.place.holders(candidate.year);
    let named = holders.filter(|holder| parts.iter().any(|part| names(part, holder))).count();
    named + usize::from(parts.iter().any(|part| names_in_one(models, part, candidate)))
}

/// Counts the larger places that stand alone on a line of the cover, and whether one stands right before the place.
fn named_by_cover(models: &Models, evidence: &Evidence<'_>, candidate: Candidate<'_>) -> usize {
    let Some(cover) = evidence.pages.first() else { return 0 };
    let lines: Vec<String> = cover.iter().map(|line| plain(line)).collect();
    let is_line = |holder: &ListedPlace| {
        lines.iter().any(|line| {
            leading_region(models, line, candidate.year)
                .is_some_and(|leading| leading.name == line && holder.is_called(leading.smallest.name))
        })
    };
    let alone = candidate.place.holders(candidate.year).filter(|holder| is_line(holder)).count();
    alone + usize::from(page_names(models, cover, candidate))
}

/// Counts 1 where the prose names the place right behind a larger one. A larger place alone is no evidence: people travel.
fn named_by_prose(models: &Models, evidence: &Evidence<'_>, candidate: Candidate<'_>) -> usize {
    usize::from(evidence.pages.iter().any(|page| page_names(models, page, candidate)))
}

/// Whether a page has the name of the place right behind that of a larger one, also over two lines.
fn page_names(models: &Models, page: &[&str], candidate: Candidate<'_>) -> bool {
    let text: String = page.iter().map(|line| plain(line)).collect();
    names_in_one(models, &text, candidate)
}

/// Whether a text has the name of a place right behind that of its prefecture, or of its province where it has none.
fn names_in_one(models: &Models, text: &str, candidate: Candidate<'_>) -> bool {
    let Candidate { name, place, year } = candidate;
    if !text.contains(name) {
        return false;
    }
    let Some(holder) = place.holders(year).last() else { return false };
    let short = models.regions.short(holder.name);
    [Some(holder.name), short].into_iter().flatten().any(|larger| text.contains(&format!("{larger}{name}")))
}

/// Whether a place lies in one of this name.
pub(super) fn holds(place: &ListedPlace, name: &str, year: Option<u16>) -> bool {
    place.holders(year).any(|holder| holder.is_called(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::listed_places::named;
    use crate::taxonomy::models;

    /// Codes of 新华区 that are left, and what says so.
    fn left(evidence: Evidence<'_>) -> (Vec<&'static str>, Option<&'static str>) {
        let year = Some(2023);
        let places = named("新华区").filter(|place| place.is_in(year)).collect();
        let (places, by) = narrow(models(), &evidence, "新华区", year, places);
        (places.iter().map(|place| place.code).collect(), by)
    }

    const ALL: [&str; 3] = ["130105", "130902", "410402"];

    #[test]
    fn nothing_said_leaves_all() {
        assert_eq!(left(Evidence::default()), (ALL.to_vec(), None));
        assert_eq!(left(Evidence { path: "北京市/决算.pdf", ..Evidence::default() }), (ALL.to_vec(), None));
    }

    #[test]
    fn the_forms_narrow() {
        let departments = ["新华区财政局", "平顶山市新华区财政局"];
        let of = |departments: &[&str]| left(Evidence { departments, ..Evidence::default() });
        assert_eq!(of(&departments), (vec!["410402"], Some("a department on the forms")));
        assert_eq!(of(&["平顶山市财政局"]).1, None);
        assert_eq!(of(&["平顶山市新华区财政局", "沧州市新华区财政局"]).0, ["130902", "410402"]);
    }

    #[test]
    fn the_path_narrows() {
        for path in [
            "2023/沧州市/新华区/决算.pdf",
            "河北/沧州/新华区/决算.pdf",
            "沧州市部门决算.zip!/a.pdf",
            "沧州新华区财政局.pdf",
            r"D:\河北省沧州市\a.pdf",
        ] {
            assert_eq!(left(Evidence { path, ..Evidence::default() }).0, ["130902"], "{path}");
        }
        // A province alone leaves two.
        assert_eq!(left(Evidence { path: "河北省/a.pdf", ..Evidence::default() }).0, ["130105", "130902"]);
        assert_eq!(left(Evidence { path: "沧州日报/a.pdf", ..Evidence::default() }).0, ALL);
    }

    #[test]
    fn the_cover_narrows_also_over_lines() {
        for cover in
            [vec!["沧州市", "新华区财政局", "2023年度部门决算"], vec!["河北省沧州市新华区财政局决算"]]
        {
            let pages = [cover];
            assert_eq!(left(Evidence { pages: &pages, ..Evidence::default() }).1, Some("the cover"));
        }
    }

    #[test]
    fn prose_narrows_by_both_names_in_one_and_not_by_a_city_alone() {
        let of = |line| {
            let pages = [vec!["2023年度部门决算"], vec![line]];
            left(Evidence { pages: &pages, ..Evidence::default() })
        };
        assert_eq!(of("地址：沧州市新华区某路1号"), (vec!["130902"], Some("the prose")));
        assert_eq!(of("赴沧州市调研").0, ALL);
    }

    #[test]
    fn sources_that_contradict_each_other_leave_all() {
        let pages = [vec!["平顶山市新华区财政局2023年度部门决算"]];
        let found = left(Evidence { path: "沧州/a.pdf", pages: &pages, ..Evidence::default() });
        assert_eq!(found, (ALL.to_vec(), None));
    }

    #[test]
    fn what_one_leaves_open_the_next_decides() {
        let pages = [vec!["石家庄市新华区财政局"]];
        let found = left(Evidence { path: "河北省/a.pdf", pages: &pages, ..Evidence::default() });
        assert_eq!(found, (vec!["130105"], Some("the cover")));
    }
}
