//! A document that LibreOffice saved in the binary format, with all that its text may hold.

use super::*;
use crate::sheet::CellDoubt;

fn bytes() -> Vec<u8> {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/office/text.libreoffice.doc");
    std::fs::read(path).unwrap()
}

#[test]
fn text_and_tables_are_as_they_are_shown() {
    let sheets = doc_to_sheets("a.doc", &bytes()).unwrap();
    let lines = [
        "一、标题一",
        "1.子项",
        "2.子项二",
        "二、标题二",
        "①圈",
        "（甲）甲乙",
        "可见尾",
        "段落样式隐藏但显",
        "新值2.22",
        "1页",
        "链接",
        "脚注",
        "上标100²",
        "盒前",
        "盒内单位：元",
    ];
    assert_eq!(sheets[0].lines, lines);
    let cells: Vec<String> = sheets[0]
        .cells
        .iter()
        .map(|cell| format!("{} {}x{} {}", cell.name, cell.rows, cell.columns, cell.text))
        .collect();
    for cell in [
        "R1C1 1x2 合并头",
        "R1C3 2x1 纵",
        "R3C1 1x1 1,234.50",
        "R4C3 1x1 折\n行",
        "R5C3 1x1 3.30",
        "R10C1 1x1 2",
    ] {
        assert!(cells.iter().any(|known| known == cell), "{cell} of {cells:?}");
    }
    let doubts: Vec<(String, CellDoubt)> =
        sheets[0].cells.iter().filter_map(|cell| Some((cell.text.clone(), cell.doubt?))).collect();
    let lost = ("=SUM(<B3:B3>)".to_owned(), CellDoubt::NotCalculated);
    let changed = ["6.00", "12.12", ""].map(|text| (text.to_owned(), CellDoubt::Tracked));
    assert_eq!(doubts, [&[lost][..], &changed[..]].concat());
    assert!(cells.iter().all(|cell| !cell.contains("66.66") && !cell.contains("5.006.00")));
    let inner: Vec<&str> = sheets[1].cells.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!((sheets[1].number, inner), (3, vec!["内甲", "11.00"]));
    assert_eq!(sheets[2].lines, ["外后", "邻", "末", "新页"]);
}

#[test]
fn old_versions_and_passwords_are_told() {
    let whole = bytes();
    let header = whole.windows(2).position(|start| start == [0xEC, 0xA5]).unwrap();
    let with = |at: usize, value: u8| {
        let mut bytes = whole.clone();
        bytes[header + at] = value;
        doc_to_sheets("a.doc", &bytes).unwrap_err()
    };
    assert!(with(3, 0).what().contains("Word 95"));
    assert!(with(11, whole[header + 11] | 1).is_locked());
    assert!(with(0, 0).is_damaged());
}
