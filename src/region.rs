//! Finds the region that a department belongs to, from its own name, the path of the file, or a title.
//!
//! A name begins with its places from the largest to the smallest: 洛阳市孟津区政务服务和大数据管理局. 省 and 地级市 are known by
//! name (`models/classification/regions.toml`), so that 汾阳市 is known to be a county and 晋城市 a prefecture.

use crate::record::Region;
use crate::record::words::{RegionLevel, RegionSource};
use crate::taxonomy::{Models, models};
use crate::text::plain::plain;

/// A county's name has at most so many characters before its last word, a township's at most so many.
const LONGEST_COUNTY: usize = 8;
const LONGEST_TOWNSHIP: usize = 4;
/// Longer lines are sentences.
const LONGEST_TITLE: usize = 40;

/// Finds the region of a department: from its name, else from a folder or the file in its path (the last that begins
/// with one), else from a title. The name is as printed, from the largest place to the smallest (洛阳市孟津区); the level is
/// that of the smallest, and the code is not known.
pub fn find_region(department: Option<&str>, path: &str, titles: &[&str]) -> Option<Region> {
    let models = models();
    let region = |text: &str, source: RegionSource| {
        let words = plain(text);
        let (name, level) = leading_place(models, &models.header_year.replace(&words, ""))?;
        Some(Region { name, code: None, level, source })
    };
    department
        .and_then(|name| region(name, RegionSource::Department))
        .or_else(|| path.rsplit(['/', '\\', '!']).find_map(|part| region(part, RegionSource::Path)))
        .or_else(|| title_places(models, titles).find_map(|title| region(title, RegionSource::Title)))
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
    place.is_some_and(|(place, level)| place == name && level != RegionLevel::Township)
}

/// Whether a name begins with a province or a prefecture that is known by name.
pub(crate) fn begins_with_known_place(models: &Models, name: &str) -> bool {
    let provinces = &models.regions.province;
    let mut known = provinces.iter().flat_map(|p| p.prefectures.iter().chain([&p.name]));
    known.any(|place| name.starts_with(place.as_str()))
}

/// Gives the places with which a name begins.
pub(crate) fn place_of(models: &Models, name: &str) -> Option<String> {
    leading_place(models, name).map(|(place, _)| place)
}

/// Reads the places with which a text begins, and the level of the last.
fn leading_place(models: &Models, text: &str) -> Option<(String, RegionLevel)> {
    let regions = &models.regions;
    let start = regions.before.iter().find_map(|b| text.strip_prefix(b.as_str())).unwrap_or(text);
    let mut rest = start;
    let mut level = None;
    let province = regions.province.iter().find(|p| rest.starts_with(p.name.as_str()));
    if let Some(province) = province {
        rest = &rest[province.name.len()..];
        level = Some(RegionLevel::Province);
    }
    let mut prefectures = regions.province.iter().flat_map(|p| &p.prefectures);
    if let Some(prefecture) = prefectures.find(|p| rest.starts_with(p.as_str())) {
        rest = &rest[prefecture.len()..];
        level = Some(RegionLevel::Prefecture);
    }
    if let Some(length) = leading(rest, &regions.county_ends, LONGEST_COUNTY, &regions.no_counties) {
        rest = &rest[length..];
        level = Some(RegionLevel::County);
        if let Some(length) = leading(rest, &regions.township_ends, LONGEST_TOWNSHIP, &[]) {
            rest = &rest[length..];
            level = Some(RegionLevel::Township);
        }
    }
    Some((start[..start.len() - rest.len()].to_owned(), level?))
}

/// The length in bytes of the shortest name that a text begins with and that ends like one of `ends`; none of `but`.
fn leading(text: &str, ends: &[String], longest: usize, but: &[String]) -> Option<usize> {
    let stems = text.char_indices().map(|(at, _)| at).take(longest + 1).skip(1);
    stems
        .filter_map(|stem| {
            let end = ends.iter().find(|e| text[stem..].starts_with(e.as_str()))?;
            let name = &text[..stem + end.len()];
            let han = name.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
            // 汾阳市市场监督管理局: 市场 is no county, and no stem is a place by itself.
            (han && !but.iter().any(|b| name.ends_with(b.as_str()))).then_some(name.len())
        })
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(department: &str) -> Option<(String, RegionLevel)> {
        find_region(Some(department), "", &[]).map(|r| (r.name, r.level))
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
    fn the_path_tells_where_the_name_does_not() {
        let found = find_region(Some("财政局"), "山西省/汾阳市/2023年决算.pdf", &[]).unwrap();
        assert_eq!((found.name.as_str(), found.source), ("汾阳市", RegionSource::Path));
        let found = find_region(None, "a.pdf", &["湄潭县2024年度部门决算"]).unwrap();
        assert_eq!(found.source, RegionSource::Title);
        let of_titles = |titles: &[&str]| find_region(None, "a.pdf", titles).map(|region| region.name);
        assert_eq!(of_titles(&["2022年黑龙江省和省本级财政决算"]).as_deref(), Some("黑龙江省"));
        assert_eq!(of_titles(&["关于呼和浩特市2023年财政决算的报告"]).as_deref(), Some("呼和浩特市"));
        assert_eq!(of_titles(&["湄潭县", "2024年度部门决算"]).as_deref(), Some("湄潭县"));
        assert_eq!(of_titles(&["2018年全区一般公共预算收入", "银川市合伙制企业个人所得税拉动，当"]), None);
    }
}
