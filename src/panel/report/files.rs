//! Writes the two files of a report, and describes them for the data package.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::page::report_to_page;
use super::record::Report;
use crate::error::{Error, Result};
use crate::source::{AtomicFile, OutFolder, own_label};

/// File of a report, which is no table.
pub(in crate::panel) struct ReportResource {
    /// Name of the resource.
    pub(in crate::panel) name: &'static str,
    /// Name of the file.
    pub(in crate::panel) path: &'static str,
    pub(in crate::panel) format: &'static str,
    pub(in crate::panel) media: &'static str,
    pub(in crate::panel) en: &'static str,
    pub(in crate::panel) zh: &'static str,
}

const RESOURCES: [ReportResource; 2] = [
    ReportResource {
        name: "run-counts",
        path: "report.json",
        format: "json",
        media: "application/json",
        en: "Counts over all documents: by place and year, family, form, failing check, cause",
        zh: "全部文件的统计：按地区和年度、类别、表的种类、不成立的勾稽关系和原因",
    },
    ReportResource {
        name: "run-picture",
        path: "report.html",
        format: "html",
        media: "text/html",
        en: "The same counts as a page to look at",
        zh: "同样的统计，供浏览的网页",
    },
];

/// Lists the files of a report.
pub(in crate::panel) fn resources() -> &'static [ReportResource] {
    &RESOURCES
}

/// Files of a report that are begun and wait for their content.
pub(in crate::panel) struct ReportFiles(Vec<(PathBuf, AtomicFile)>);

impl ReportFiles {
    /// Begins both in a folder.
    pub(in crate::panel) fn begin(folder: &OutFolder) -> Result<Self> {
        let begin = |resource: &ReportResource| {
            let path = folder.path().join(resource.path);
            match folder.begin(Path::new(resource.path), &own_label()) {
                Ok(file) => Ok((path, file)),
                Err(cause) => Err(error(&path, cause)),
            }
        };
        RESOURCES.iter().map(begin).collect::<Result<_>>().map(Self)
    }

    /// Writes both, and gives them their names.
    pub(in crate::panel) fn write(self, report: &Report) -> Result<()> {
        let json =
            serde_json::to_string_pretty(report).map(|text| text + "\n").map_err(std::io::Error::other);
        let contents = [json, Ok(report_to_page(report))];
        for ((path, mut file), content) in self.0.into_iter().zip(contents) {
            let written = content.and_then(|text| file.write_all(text.as_bytes()));
            written.and_then(|()| file.finish()).map_err(|cause| error(&path, cause))?;
        }
        Ok(())
    }
}

fn error(path: &Path, cause: std::io::Error) -> Error {
    Error::io(path.to_string_lossy(), cause)
}
