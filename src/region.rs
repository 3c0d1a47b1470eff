//! Finds the region that a department belongs to, from its own name, the path of the file, or a title, and its code.
//!
//! # Steps
//! 1. a name begins with its places from the largest to the smallest (`leading`): 洛阳市孟津区政务服务和大数据管理局;
//! 2. the smallest is looked up in the list of the year of the accounts (`code`);
//! 3. where it is the name of several places, what else the document says tells which (`evidence`), or the code stays
//!    unknown.

mod code;
mod evidence;
mod leading;

use crate::place::Note;
use crate::record::Region;
use crate::record::words::{RegionLevel, RegionSource};
use crate::taxonomy::listed_places::ListedPlace;
use crate::taxonomy::{Models, models};
use crate::text::plain::plain;
use code::find_code;
#[cfg(feature = "panel")]
pub(crate) use code::{described, namesakes};
pub(crate) use evidence::Evidence;
use evidence::parts_of_path;
use leading::{leading_place, leading_region};

/// Longer lines are sentences.
const LONGEST_TITLE: usize = 40;

/// Finds the region of a department in a year: from its name, else from a folder or the file in its path (the last that
/// begins with one), else from a title. The name is as printed, from the largest place to the smallest (洛阳市孟津区); level
/// and code are those of the smallest. The note says why the code is not known, or what told it where the name did not.
pub(crate) fn find_region(evidence: &Evidence<'_>, year: Option<u16>) -> Option<(Region, Option<Note>)> {
    let models = models();
    let region = |text: &str, source: RegionSource| {
        let words = plain(text);
        let words = models.header_year.replace(&words, "");
        let leading = leading_region(models, &words, year)?;
        let found = find_code(models, &leading, year, evidence);
        let region = Region {
            name: leading.name.to_owned(),
            code: found.place.map(|place| place.code.to_owned()),
            level: found.place.map_or(leading.smallest.level, level),
            source,
        };
        Some((region, found.note))
    };
    evidence
        .department
        .and_then(|name| region(name, RegionSource::Department))
        .or_else(|| parts_of_path(evidence.path).rev().find_map(|part| region(part, RegionSource::Path)))
        .or_else(|| {
            title_places(models, evidence.titles).find_map(|title| region(title, RegionSource::Title))
        })
}

/// The level of a listed place.
pub(crate) fn level(place: &ListedPlace) -> RegionLevel {
    match (place.is_province(), place.is_prefecture()) {
        (true, _) => RegionLevel::Province,
        (_, true) => RegionLevel::Prefecture,
        _ => RegionLevel::County,
    }
}

/// Lists the lines that may name the place of a document: its titles (山东省2023年决算情况表), and a place alone beside one.
/// Sentences and lists of a first page name other places.
fn title_places<'a>(models: &'a Models, lines: &'a [&str]) -> impl Iterator<Item = &'a str> {
    let is_title = |line: &&str| {
        let words = plain(line);
        let short = words.chars().count() <= LONGEST_TITLE && !words.contains(['。', '，', '；']);
        short && models.families.iter().any(|family| family.is_named_in(&words))
    };
    lines.iter().enumerate().filter_map(move |(at, line)| {
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|i| lines.get(i));
        let is_place = || is_bare_place(models, &plain(line)) && beside.clone().any(is_title);
        (is_title(line) || is_place()).then_some(*line)
    })
}

/// Whether a name is that of a province, prefecture or county, and nothing else. A township may stand for its government.
pub(crate) fn is_bare_place(models: &Models, name: &str) -> bool {
    let place = leading_place(models, name);
    place.is_some_and(|place| place.name == name && place.smallest.level != RegionLevel::Township)
}

/// Whether a name begins with a province or a prefecture that is known by name.
pub(crate) fn begins_with_known_place(models: &Models, name: &str) -> bool {
    models.regions.begins_with_known(name)
}

/// Gives the places with which a name begins.
pub(crate) fn place_of(models: &Models, name: &str) -> Option<String> {
    leading_place(models, name).map(|place| place.name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(department: &str) -> Option<(String, RegionLevel)> {
        let evidence = Evidence { department: Some(department), ..Evidence::default() };
        find_region(&evidence, None).map(|(region, _)| (region.name, region.level))
    }

    #[test]
    fn names_begin_with_their_places() {
        for (department, name, level) in [
            ("汾阳市行政审批服务管理局", "汾阳市", RegionLevel::County),
            ("晋城市政务服务中心", "晋城市", RegionLevel::Prefecture),
            ("洛阳市孟津区政务服务和大数据管理局", "洛阳市孟津区", RegionLevel::County),
            ("中共上海市普陀区委社会工作部", "上海市普陀区", RegionLevel::County),
            ("江苏省政协办公厅", "江苏省", RegionLevel::Province),
            ("湄潭县自然资源局", "湄潭县", RegionLevel::County),
            ("四会市住房和城乡建设局", "四会市", RegionLevel::County),
            ("汾阳市市场监督管理局", "汾阳市", RegionLevel::County),
            ("晋城市城市管理局", "晋城市", RegionLevel::Prefecture),
            ("云南省西双版纳傣族自治州勐海县财政局", "云南省西双版纳傣族自治州勐海县", RegionLevel::County),
            ("上海市普陀区人民政府万里街道办事处", "上海市普陀区", RegionLevel::County),
            ("国家税务总局湄潭县税务局", "湄潭县", RegionLevel::County),
        ] {
            assert_eq!(place(department), Some((name.to_owned(), level)), "{department}");
        }
        assert_eq!(place("教育体育局"), None);
        for scope in ["全区地方一般公共预算", "自治区本级", "全市政府性基金", "各市县"]
        {
            assert_eq!(place(scope), None, "{scope}");
        }
    }

    #[test]
    fn the_level_is_that_of_the_list() {
        // 襄樊市 was a prefecture and is none that is known by name any more; 济源市 is a county.
        for (department, year, code, level) in [
            ("襄樊市财政局", 2009, "420600", RegionLevel::Prefecture),
            ("济源市财政局", 2023, "419001", RegionLevel::County),
            ("儋州市财政局", 2021, "460400", RegionLevel::Prefecture),
        ] {
            let evidence = Evidence { department: Some(department), ..Evidence::default() };
            let (region, note) = find_region(&evidence, Some(year)).unwrap();
            assert_eq!(
                (region.code.as_deref(), region.level, note),
                (Some(code), level, None),
                "{department}"
            );
        }
    }

    #[test]
    fn the_path_tells_where_the_name_does_not() {
        let path = "山西省/汾阳市/2023年决算.pdf";
        let of_path = Evidence { department: Some("财政局"), path, ..Evidence::default() };
        let (found, _) = find_region(&of_path, Some(2023)).unwrap();
        assert_eq!((found.name.as_str(), found.source), ("汾阳市", RegionSource::Path));
        assert_eq!(found.code.as_deref(), Some("141182"));
        let by_titles = |titles: &[&str]| {
            find_region(&Evidence { path: "a.pdf", titles, ..Evidence::default() }, Some(2023))
        };
        assert_eq!(by_titles(&["湄潭县2024年度部门决算"]).unwrap().0.source, RegionSource::Title);
        let of_titles = |titles: &[&str]| by_titles(titles).map(|(region, _)| region.name);
        assert_eq!(of_titles(&["2022年黑龙江省和省本级财政决算"]).as_deref(), Some("黑龙江省"));
        assert_eq!(of_titles(&["关于呼和浩特市2023年财政决算的报告"]).as_deref(), Some("呼和浩特市"));
        assert_eq!(of_titles(&["湄潭县", "2024年度部门决算"]).as_deref(), Some("湄潭县"));
        assert_eq!(of_titles(&["2018年全区一般公共预算收入", "银川市合伙制企业个人所得税拉动，当"]), None);
    }
}
