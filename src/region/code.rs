//! Finds the code of GB/T 2260 of a place by its name, in the list of the year of the accounts: exactly one, or none with
//! those that it may be.

use super::evidence::{Evidence, holds, narrow};
use super::leading::LeadingPlace;
#[cfg(feature = "panel")]
use super::leading::leading_region;
use crate::place::{Note, Severity};
use crate::record::words::RegionLevel;
use crate::taxonomy::Models;
use crate::taxonomy::listed_places::{ListedPlace, named};
#[cfg(feature = "panel")]
use crate::taxonomy::models;

/// Remedy where a name is that of several places.
const REMEDY: &str = "name its city in a folder of the path";

/// Code of a place, or why it is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Found {
    /// The one place that is meant.
    pub(super) place: Option<&'static ListedPlace>,
    /// What there is to say of it.
    pub(super) note: Option<Note>,
}

/// Finds the code of the smallest of the places that a text begins with. Zones and townships have none.
pub(super) fn find_code(
    models: &Models,
    leading: &LeadingPlace<'_>,
    year: Option<u16>,
    evidence: &Evidence<'_>,
) -> Found {
    let has_none = [RegionLevel::Functional, RegionLevel::Township].contains(&leading.smallest.level);
    if has_none {
        return Found::default();
    }
    let name = leading.smallest.name;
    let (of_year, listed) = of_year_or_next(leading, year);
    if listed.is_empty() {
        return Found { place: None, note: note_on_others(leading, year) };
    }
    let (left, by) = narrow(models, evidence, name, of_year, listed);
    let [place] = left[..] else {
        return Found { place: None, note: Some(note_on_several(name, of_year, &left)) };
    };
    let note = match by {
        Some(by) => Some(format!("{name} is {}: {by} says so", described(place, of_year))),
        None if of_year != year => year.zip(of_year).map(|(year, next)| {
            format!("{name} is not in the list of {year}: its code, {}, is that of {next}", place.code)
        }),
        None => None,
    };
    Found { place: Some(place), note: note.map(|message| Note::on_document(Severity::Info, message)) }
}

/// Lists the places that the printed name of a region (洛阳市孟津区) may be, with the year of the list that has them: that of
/// the accounts, else the next.
#[cfg(feature = "panel")]
pub(crate) fn namesakes(name: &str, year: Option<u16>) -> (Option<u16>, Vec<&'static ListedPlace>) {
    let Some(leading) = leading_region(models(), name, year) else { return (year, Vec::new()) };
    of_year_or_next(&leading, year)
}

/// Accounts are published in the year behind theirs: under the name of then, where the place was renamed.
fn of_year_or_next(
    leading: &LeadingPlace<'_>,
    year: Option<u16>,
) -> (Option<u16>, Vec<&'static ListedPlace>) {
    let next = year.and_then(|year| year.checked_add(1));
    match candidates(leading, year) {
        listed if listed.is_empty() && next.is_some() => (next, candidates(leading, next)),
        listed => (year, listed),
    }
}

/// Lists the places of this name in the list of a year that lie in the larger ones that are printed, one for each code.
fn candidates(leading: &LeadingPlace<'_>, year: Option<u16>) -> Vec<&'static ListedPlace> {
    let fits = |place: &&ListedPlace| {
        place.is_in(year) && leading.larger.iter().all(|part| holds(place, part.name, year))
    };
    let mut places: Vec<&ListedPlace> = named(leading.smallest.name).filter(fits).collect();
    places.dedup_by_key(|place| place.code);
    places
}

fn note_on_several(name: &str, year: Option<u16>, places: &[&ListedPlace]) -> Note {
    let places: Vec<String> = places.iter().map(|place| described(place, year)).collect();
    let when = year.map(|year| format!(" in {year}")).unwrap_or_default();
    let places = places.join(", ");
    let message = format!("{name} is the name of several places{when}: {places}; its code is not known");
    Note::on_document(Severity::Warning, message).hint(REMEDY)
}

/// Says which places bear a name in other years or lie elsewhere. Of a name that is in no list there is nothing to say.
fn note_on_others(leading: &LeadingPlace<'_>, year: Option<u16>) -> Option<Note> {
    let with_years = |place: &ListedPlace| {
        let last = place.last.map(|last| last.to_string()).unwrap_or_default();
        format!("{}, {}–{last}", described(place, None), place.first)
    };
    let others: Vec<String> = named(leading.smallest.name).map(with_years).collect();
    let list = year.map(|year| format!("the list of {year}")).unwrap_or_else(|| "any list".to_owned());
    let (printed, others) = (leading.name, others.join("; "));
    let message = format!("{printed} is not in {list}: its code is not known; places of this name: {others}");
    (!others.is_empty()).then(|| Note::on_document(Severity::Warning, message))
}

/// Gives the code of a place with the places that hold it: 410402 (河南省平顶山市).
pub(crate) fn described(place: &ListedPlace, year: Option<u16>) -> String {
    let year = year.unwrap_or(place.first);
    let holders: Vec<&str> = place.holders(Some(year)).map(|holder| holder.name).collect();
    match holders[..] {
        [] => place.code.to_owned(),
        _ => format!("{} ({})", place.code, holders.concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::leading::leading_region;
    use super::*;
    use crate::taxonomy::listed_places::all;
    use crate::taxonomy::models;

    fn found(text: &str, year: Option<u16>, evidence: Evidence<'_>) -> (Option<&'static str>, String) {
        let leading = leading_region(models(), text, year).expect(text);
        let found = find_code(models(), &leading, year, &evidence);
        let message = found.note.map(|note| note.to_string()).unwrap_or_default();
        (found.place.map(|place| place.code), message)
    }

    fn code(text: &str, year: u16) -> Option<&'static str> {
        found(text, Some(year), Evidence::default()).0
    }

    #[test]
    fn one_place_of_the_name_is_it() {
        assert_eq!(code("汾阳市行政审批服务管理局", 2023), Some("141182"));
        assert_eq!(code("沁阳市政务服务和大数据管理局", 2020), Some("410882"));
        assert_eq!(code("平顶山市新华区政务服务和大数据管理局", 2023), Some("410402"));
        assert_eq!(code("洛阳市孟津区政务服务和大数据管理局", 2024), Some("410308"));
        assert_eq!(code("晋城市政务服务中心", 2022), Some("140500"));
        assert_eq!(code("江苏省政协办公厅", 2017), Some("320000"));
        assert_eq!(code("上海市普陀区财政局", 2025), Some("310107"));
        assert_eq!(code("河南省济源市财政局", 2024), Some("419001"));
        assert_eq!(code("恩施州恩施市财政局", 2024), Some("422801"));
    }

    #[test]
    fn a_name_of_several_places_is_none_of_them() {
        let (code, message) = found("新华区财政局", Some(2023), Evidence::default());
        assert_eq!(code, None);
        assert_eq!(
            message,
            "新华区 is the name of several places in 2023: 130105 (河北省石家庄市), 130902 (河北省沧州市), \
             410402 (河南省平顶山市); its code is not known; name its city in a folder of the path"
        );
        let by_path = Evidence { path: "平顶山/a.pdf", ..Evidence::default() };
        let (code, message) = found("新华区财政局", Some(2023), by_path);
        assert_eq!(code, Some("410402"));
        assert_eq!(message, "新华区 is 410402 (河南省平顶山市): the path says so");
    }

    #[test]
    fn the_name_of_the_year_of_publication_is_known() {
        let (code, message) = found("孟津区财政局", Some(2020), Evidence::default());
        assert_eq!(code, Some("410308"));
        assert_eq!(message, "孟津区 is not in the list of 2020: its code, 410308, is that of 2021");
        assert_eq!(found("孟津县财政局", Some(2020), Evidence::default()), (Some("410322"), String::new()));
    }

    #[test]
    fn an_old_name_and_a_place_that_lies_elsewhere_have_none() {
        let (code, message) = found("孟津县财政局", Some(2023), Evidence::default());
        assert_eq!(code, None);
        assert_eq!(
            message,
            "孟津县 is not in the list of 2023: its code is not known; places of this name: 410322 (河南省洛阳市), 2008–2020"
        );
        assert!(found("太原市汾阳市财政局", Some(2023), Evidence::default()).1.contains("141182"));
        assert_eq!(found("云川县财政局", Some(2023), Evidence::default()), (None, String::new()));
    }

    #[test]
    fn zones_and_townships_have_no_code() {
        for text in ["汾阳市经济开发区管委会", "汾阳市贾家庄镇", "雄安新区财政局"] {
            assert_eq!(found(text, Some(2023), Evidence::default()), (None, String::new()), "{text}");
        }
    }

    #[test]
    fn without_a_year_a_code_is_known_that_the_name_always_had() {
        assert_eq!(found("汾阳市财政局", None, Evidence::default()).0, Some("141182"));
        assert_eq!(found("孟津区财政局", None, Evidence::default()).0, Some("410308"));
        // 公主岭市 was 220381, and is 220184.
        assert_eq!(found("公主岭市财政局", None, Evidence::default()).0, None);
    }

    #[test]
    fn every_place_is_itself_with_its_larger_places_in_every_year() {
        let mut resolved = 0;
        // 台湾, 香港 and 澳门 publish no such accounts, and have no counties here.
        for place in all().iter().filter(|place| place.code < "7") {
            for year in place.first..=place.last.unwrap_or(2026) {
                let holders: Vec<&str> = place.holders(Some(year)).map(|holder| holder.name).collect();
                let whole = format!("{}{}", holders.concat(), place.name);
                let beside = format!("{}{}", holders.last().unwrap_or(&""), place.name);
                for text in [whole, beside] {
                    assert_eq!(code(&format!("{text}财政局"), year), Some(place.code), "{text} {year}");
                    resolved += 1;
                }
            }
        }
        assert!(resolved > 100_000, "{resolved}");
    }

    #[test]
    fn every_ambiguous_name_is_refused() {
        for year in 2008..=2026 {
            let mut refused = 0;
            for place in all().iter().filter(|place| place.is_in(Some(year)) && place.is_county()) {
                let same = named(place.name).filter(|other| other.is_in(Some(year))).count();
                let is_known = code(place.name, year).is_some();
                assert_eq!(is_known, same == 1, "{} {year}", place.name);
                refused += usize::from(!is_known);
            }
            assert!((60..80).contains(&refused), "{year}: {refused}");
        }
    }
}
