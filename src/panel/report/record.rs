//! Defines the record of a run: what `report.json` holds, and `report.html` shows.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::record::words::{Family, RegionLevel};

/// Counts over all documents of a folder: `report.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "ReportRecord", description = "Counts over all documents of a folder: `report.json`.")]
#[non_exhaustive]
pub struct Report {
    /// Always `report`.
    pub record: String,
    /// Name and version of the program that counted.
    pub program: String,
    /// Documents in all.
    pub documents: DocumentCounts,
    /// Number of lines and files of the folder that could not be used and are no document.
    pub faults: u64,
    /// Documents and facts by family; facts of several families are never added up.
    pub families: Vec<FamilyCounts>,
    /// Documents by place and year, province by province in the order of codes; what has no known province comes last.
    pub provinces: Vec<ProvinceCounts>,
    /// Facts by kind of form, family by family.
    pub forms: Vec<FormCounts>,
    /// Failing checks, those of the most documents first.
    pub checks: Vec<CheckCounts>,
    /// Causes for which documents gave no result, the commonest first.
    pub causes: Vec<CauseCounts>,
    /// Hints on what of documents could not be read, the commonest first.
    pub hints: Vec<HintCounts>,
    /// Files and members that are no documents, by their type, the commonest first.
    pub not_read: Vec<NotReadCounts>,
    /// Documents most in need of eyes, at most twenty: those with the most pages not read come first, then those with the
    /// most failing checks, then those with the most suspect facts, then by source.
    pub in_need: Vec<DocumentInNeed>,
}

/// Numbers of documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "DocumentCountsRecord")]
#[non_exhaustive]
pub struct DocumentCounts {
    /// Documents that have a result.
    pub read: u64,
    /// Of these, documents with a suspect fact.
    pub suspect: u64,
    /// Of those read, documents with a failing check.
    pub failing: u64,
    /// Of those read, documents of which a page or a form could not be read.
    pub incomplete: u64,
    /// Documents and paths without a result.
    pub failed: u64,
    /// Files and members that are no documents.
    pub not_read: u64,
}

/// Numbers of facts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "FactCountsRecord")]
#[non_exhaustive]
pub struct FactCounts {
    /// Facts in all.
    pub facts: u64,
    /// Facts that an identity proves.
    pub verified: u64,
    /// Facts that sums determine in place of a doubtful reading.
    pub repaired: u64,
    /// Facts that nothing speaks for or against.
    pub unchecked: u64,
    /// Facts in doubt.
    pub suspect: u64,
    /// Verified facts in per cent of all; null where there are none.
    pub verified_percent: Option<Percent>,
    /// Suspect facts in per cent of all; null where there are none.
    pub suspect_percent: Option<Percent>,
}

/// Share in tenths of a per cent, rounded half up; never 0 or 100 where it is not exactly that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u16);

/// Documents and facts of a family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "FamilyCountsRecord")]
#[non_exhaustive]
pub struct FamilyCounts {
    /// Family of the documents, `mixed` where they have forms of several; null where nothing tells.
    pub family: Option<Family>,
    /// Documents of the family.
    pub documents: DocumentCounts,
    /// Facts of its forms, also of those in documents of several families.
    pub facts: FactCounts,
    /// Evaluated checks of its documents that apply.
    pub checks: u64,
    /// Of these, those that fail.
    pub checks_failing: u64,
}

/// Documents of a province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "ProvinceCountsRecord")]
#[non_exhaustive]
pub struct ProvinceCounts {
    /// Its code of GB/T 2260; null where the province is unknown.
    pub code: Option<String>,
    /// Its name; null where it is unknown.
    pub name: Option<String>,
    /// Documents of all its places by family and year.
    pub years: Vec<YearCounts>,
    /// Its places, in the order of codes; those without a code come last.
    pub places: Vec<PlaceCounts>,
}

/// Documents of a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "PlaceCountsRecord")]
#[non_exhaustive]
pub struct PlaceCounts {
    /// Its code of GB/T 2260 as of the year of its documents; null where that is unknown.
    pub code: Option<String>,
    /// Its last name under that code, else the printed one; null where no place is known.
    pub name: Option<String>,
    /// How high it stands.
    pub level: Option<RegionLevel>,
    /// Its documents by family and year.
    pub years: Vec<YearCounts>,
}

/// Documents of one family and year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "YearCountsRecord")]
#[non_exhaustive]
pub struct YearCounts {
    /// Family of the documents; null where nothing tells, as of all that failed or was not read.
    pub family: Option<Family>,
    /// Year of the accounts (年度); null where it is unknown.
    pub fiscal_year: Option<u16>,
    /// Their numbers.
    pub documents: DocumentCounts,
}

/// Facts of a kind of form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "FormCountsRecord")]
#[non_exhaustive]
pub struct FormCounts {
    /// Family of the forms.
    pub family: Option<Family>,
    /// Kind of the forms.
    pub form: String,
    /// Its official name; null of a kind that this version does not know.
    pub official: Option<String>,
    /// Documents with a form of this kind.
    pub documents: u64,
    /// Forms of this kind.
    pub forms: u64,
    /// Their facts.
    pub facts: FactCounts,
}

/// Check that fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "CheckCountsRecord")]
#[non_exhaustive]
pub struct CheckCounts {
    /// Name of the identity.
    pub check: String,
    /// Family whose identity it is.
    pub family: Option<Family>,
    /// Documents in which it fails.
    pub documents: u64,
    /// How often it fails in them.
    pub times: u64,
    /// What it says, in English; null of an identity that this version does not know.
    pub en: Option<String>,
    /// The same in Chinese.
    pub zh: Option<String>,
}

/// Documents that failed for one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "CauseCountsRecord")]
#[non_exhaustive]
pub struct CauseCounts {
    /// The cause in one word, as `errors.jsonl` has it; `result` where the result itself cannot be used.
    pub cause: String,
    /// Documents and paths that failed for it.
    pub documents: u64,
    /// What a person can do about it; the first in order where there are several.
    pub remedy: String,
}

/// Documents of which something was not read, by what a person can do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "HintCountsRecord")]
#[non_exhaustive]
pub struct HintCounts {
    /// What a person can do about it; null where nothing is known, and for all hints beyond the first hundred.
    pub hint: Option<String>,
    /// Documents with such a note.
    pub documents: u64,
    /// Such notes.
    pub notes: u64,
}

/// Files of a type that is not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "NotReadCountsRecord")]
#[non_exhaustive]
pub struct NotReadCounts {
    /// The type, as `not_read.jsonl` has it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Files and members of this type.
    pub files: u64,
    /// What a person can do about it.
    pub remedy: String,
}

/// Document that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "DocumentInNeedRecord")]
#[non_exhaustive]
pub struct DocumentInNeed {
    /// SHA-256 of its bytes.
    pub document: String,
    /// First place it was found at.
    pub source: String,
    /// Its family.
    pub family: Option<Family>,
    /// Code of its place.
    pub code: Option<String>,
    /// Name of its place.
    pub place: Option<String>,
    /// Its department (部门).
    pub department: Option<String>,
    /// Its year (年度).
    pub fiscal_year: Option<u16>,
    /// Number of its pages.
    pub pages: u64,
    /// Pages that could not be read, or not whole, and notes on what of the document as a whole could not be read.
    pub unread: u64,
    /// Checks that fail.
    pub checks_failing: u64,
    /// Its facts.
    pub facts: FactCounts,
    /// First page to look at: one that could not be read, else one of a failing check, else one of a suspect fact.
    pub page: Option<u32>,
    /// Command that draws this page with what was read of it, for the folder in which `extract` was run; null without such a
    /// page, and where the document lies in an archive or its name cannot be typed.
    pub command: Option<String>,
}

impl Report {
    /// Makes one of provinces by name, each with counts by year, for tests.
    #[cfg(test)]
    pub(crate) fn of_provinces<'a>(
        provinces: impl IntoIterator<Item = (Option<&'a str>, Vec<(Option<u16>, DocumentCounts)>)>,
    ) -> Self {
        let year = |(fiscal_year, documents)| YearCounts { family: None, fiscal_year, documents };
        let province = |(name, years): (Option<&str>, Vec<_>)| ProvinceCounts {
            code: None,
            name: name.map(str::to_owned),
            years: years.into_iter().map(year).collect(),
            places: Vec::new(),
        };
        Self { provinces: provinces.into_iter().map(province).collect(), ..Self::default() }
    }
}

impl DocumentCounts {
    /// Files in all, read or not.
    pub fn all(&self) -> u64 {
        self.read + self.failed + self.not_read
    }

    /// Adds others.
    pub fn add(&mut self, others: &Self) {
        self.read += others.read;
        self.suspect += others.suspect;
        self.failing += others.failing;
        self.incomplete += others.incomplete;
        self.failed += others.failed;
        self.not_read += others.not_read;
    }
}

impl FactCounts {
    /// Adds others; the shares wait for [`Self::shared`].
    pub(super) fn add(&mut self, others: &Self) {
        self.facts += others.facts;
        self.verified += others.verified;
        self.repaired += others.repaired;
        self.unchecked += others.unchecked;
        self.suspect += others.suspect;
    }

    /// The same with its shares.
    pub(super) fn shared(self) -> Self {
        let of_all = |part| Percent::of(part, self.facts);
        Self { verified_percent: of_all(self.verified), suspect_percent: of_all(self.suspect), ..self }
    }
}

impl Percent {
    /// Reckons the share of a part; `None` of nothing.
    pub(super) fn of(part: u64, whole: u64) -> Option<Self> {
        if whole == 0 {
            return None;
        }
        let rounded = (u128::from(part) * 2000 + u128::from(whole)) / (u128::from(whole) * 2);
        let tenths = match part {
            0 => 0,
            _ if part >= whole => 1000,
            _ => rounded.clamp(1, 999),
        };
        u16::try_from(tenths).ok().map(Self)
    }

    /// Tenths of a per cent.
    pub fn tenths(self) -> u16 {
        self.0
    }
}

/// Writes it with one decimal: `97.1`.
impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(f64::from(self.0) / 10.0)
    }
}

impl JsonSchema for Percent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PercentRecord".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "minimum": 0, "maximum": 100 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_whole_only_where_all_is() {
        let share = |part, whole| Percent::of(part, whole).map(|share| share.to_string());
        assert_eq!(share(0, 0), None);
        assert_eq!(share(0, 3).as_deref(), Some("0.0"));
        assert_eq!(share(1, 3).as_deref(), Some("33.3"));
        assert_eq!(share(1, 2000).as_deref(), Some("0.1"));
        assert_eq!(share(1, 1_000_000).as_deref(), Some("0.1"));
        assert_eq!(share(999_999, 1_000_000).as_deref(), Some("99.9"));
        assert_eq!(share(u64::MAX, u64::MAX).as_deref(), Some("100.0"));
        assert_eq!(serde_json::to_string(&Percent(971)).unwrap(), "97.1");
    }
}
