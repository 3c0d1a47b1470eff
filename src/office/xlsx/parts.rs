//! Finds the parts of a workbook by the relations between them (ECMA-376 part 2): no part has a name of its own.

use std::collections::HashMap;

use crate::error::{Error, Result};
use crate::office::xml::{Token, Xml, decode};
use crate::source::Package;

/// A tab of a workbook.
pub(super) struct Tab {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    /// Whether it is a sheet of cells, and no chart.
    pub(super) has_cells: bool,
    /// Name of its part.
    pub(super) part: Option<String>,
}

/// A workbook: where its parts are.
#[derive(Default)]
pub(super) struct Workbook {
    pub(super) tabs: Vec<Tab>,
    pub(super) strings: Option<String>,
    pub(super) styles: Option<String>,
    pub(super) is_to_calculate: bool,
}

/// A relation of a part: the last word of its type, and the part it leads to.
struct Relation {
    kind: String,
    target: String,
}

/// Finds the parts of the workbook.
pub(super) fn workbook(package: &Package) -> Result<Workbook> {
    let damaged = |what: &str| Error::damaged_package(package.name(), what);
    let top = relations(package, "")?;
    let part = top.into_values().find(|relation| relation.kind == "officeDocument");
    let part = part.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
    let bytes = package.part(&part)?.ok_or_else(|| damaged("it has no workbook"))?;
    let relations = relations(package, &part)?;
    let of_kind = |kind: &str| {
        let found = relations.values().find(|relation| relation.kind == kind);
        found.map(|relation| relation.target.clone())
    };
    let (strings, styles) = (of_kind("sharedStrings"), of_kind("styles"));
    let mut workbook = Workbook { strings, styles, ..Workbook::default() };
    let text = decode(&bytes);
    let mut xml = Xml::new(&text);
    while let Some(token) = xml.next().map_err(|what| damaged(&format!("{part}: {what}")))? {
        let Token::Open(element) = token else { continue };
        match element.name() {
            "sheet" => {
                let relation = element.attribute("id").and_then(|id| relations.get(&id));
                workbook.tabs.push(Tab {
                    name: element.attribute("name").unwrap_or_default(),
                    is_hidden: element
                        .attribute("state")
                        .is_some_and(|state| matches!(state.as_str(), "hidden" | "veryHidden")),
                    has_cells: relation.is_none_or(|relation| relation.kind == "worksheet"),
                    part: relation.map(|relation| relation.target.clone()),
                });
            }
            "calcPr" => {
                workbook.is_to_calculate = element.flag("fullCalcOnLoad").unwrap_or(false);
            }
            _ => {}
        }
    }
    if workbook.tabs.is_empty() {
        return Err(damaged("its workbook has no sheets"));
    }
    Ok(workbook)
}

/// The relations of a part, by their names; those of the package where the name is empty. External ones are left out.
fn relations(package: &Package, part: &str) -> Result<HashMap<String, Relation>> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let Some(bytes) = package.part(&format!("{folder}/_rels/{file}.rels"))? else {
        return Ok(HashMap::new());
    };
    let text = decode(&bytes);
    let mut xml = Xml::new(&text);
    let mut relations = HashMap::new();
    while let Ok(Some(token)) = xml.next() {
        let Token::Open(element) = token else { continue };
        if element.name() != "Relationship" || element.attribute("TargetMode").as_deref() == Some("External")
        {
            continue;
        }
        let (Some(id), Some(kind), Some(target)) =
            (element.attribute("Id"), element.attribute("Type"), element.attribute("Target"))
        else {
            continue;
        };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        let target = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
        relations.insert(id, Relation { kind, target });
    }
    Ok(relations)
}
