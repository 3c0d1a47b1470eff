//! Documents as other programs write them, made by hand: what is shown of them, and what is not.

use std::io::Write;

use super::*;
use crate::sheet::CellDoubt;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A zip of these parts.
fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content) in parts {
        let (mut entry, config) = writer.new_file(name).start().unwrap();
        let mut data = config.wrap(&mut entry);
        data.write_all(content.as_bytes()).unwrap();
        let (_, descriptor) = data.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

fn read_parts(parts: &[(&str, &str)]) -> Result<Vec<Sheet>> {
    docx_to_sheets(&Package::open("a.docx", &zip(parts))?)
}

/// Reads a document of this body.
fn read(body: &str) -> Vec<Sheet> {
    let spaces = format!(
        "xmlns:w='{WORD}' xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' \
         xmlns:v='urn:schemas-microsoft-com:vml' xmlns:o='urn:schemas-microsoft-com:office:office'"
    );
    let document = format!("<w:document {spaces}><w:body>{body}</w:body></w:document>");
    read_parts(&[(USUAL, &document)]).unwrap()
}

fn paragraph(inner: &str) -> String {
    format!("<w:p>{inner}</w:p>")
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>")
}

/// A table of one row of these paragraphs.
fn table(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|cell| format!("<w:tc><w:p>{cell}</w:p></w:tc>")).collect();
    format!("<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
}

fn texts(sheet: &Sheet) -> Vec<(&str, Option<CellDoubt>)> {
    sheet.cells.iter().map(|cell| (cell.text.as_str(), cell.doubt)).collect()
}

#[test]
fn text_is_as_it_is_shown() {
    let cells = [
        "<w:r><w:t>1,2</w:t></w:r><w:proofErr/><w:r><w:t>34.00</w:t></w:r>",
        "<w:r><w:t>甲</w:t><w:br/><w:t> 乙 </w:t><w:tab/><w:noBreakHyphen/><w:softHyphen/><w:t>3</w:t></w:r>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>9</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>8</w:t></w:r>",
        "<w:r><w:t>7.00</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r>\
         <w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>1</w:t></w:r>",
        "<w:sdt><w:sdtContent><w:hyperlink><w:smartTag><w:r><w:t>链</w:t></w:r></w:smartTag></w:hyperlink></w:sdtContent></w:sdt>",
        "<w:r><w:sym w:font='Wingdings' w:char='F033'/></w:r>",
    ];
    let made = read(&table(&cells));
    let expected = ["1,234.00", "甲\n乙\t-3", "8", "7.00¹", "链", "\u{F033}"];
    assert_eq!(texts(&made[0]), expected.map(|text| (text, None)));
    let notes: Vec<&str> =
        made.iter().flat_map(|sheet| &sheet.notes).map(|note| note.message.as_str()).collect();
    let said =
        ["hidden text is not read", "a symbol of the font Wingdings is not read", "footnotes are not read"];
    assert_eq!(notes, said);
}

#[test]
fn results_of_fields_are_shown_and_formulas_without_one_are_told() {
    let field = |instruction: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>\
             {result}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
        )
    };
    let separate = "<w:r><w:fldChar w:fldCharType='separate'/></w:r>";
    let inner = field("QUOTE 5", &format!("{separate}{}", run("5")));
    let cells = [
        field("=SUM(ABOVE) \\# 0.00", &format!("{separate}{}", run("3.00"))),
        field("=SUM(ABOVE) \\# 0.00", separate),
        format!("<w:fldSimple w:instr='=A1+B1'>{}</w:fldSimple>", run("4.00")),
        "<w:fldSimple w:instr='=A1+B1' w:dirty='true'><w:r><w:t>4.00</w:t></w:r></w:fldSimple>".to_owned(),
        field("REF ", &format!("{inner}{separate}{}", run("6"))),
    ];
    let made = read(&table(&cells.each_ref().map(String::as_str)));
    let lost = Some(CellDoubt::NotCalculated);
    let expected = [("3.00", None), ("=SUM(ABOVE)", lost), ("4.00", None), ("=A1+B1", lost), ("6", None)];
    assert_eq!(texts(&made[0]), expected);
    let open = read(&paragraph(&format!("<w:r><w:fldChar w:fldCharType='begin'/></w:r>{}", run("1"))));
    assert!(open[0].notes.iter().any(|note| note.message.starts_with("a field does not end")));
}

#[test]
fn changes_are_taken_as_made_and_numbers_that_they_touch_are_doubted() {
    let deleted = |text: &str| format!("<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>");
    let inserted = |text: &str| format!("<w:ins>{}</w:ins>", run(text));
    let cells = [
        format!("{}{}", deleted("1.00"), inserted("2.00")),
        format!("{}{}", deleted("旧"), inserted("新")),
        format!("<w:moveFrom>{}</w:moveFrom>", run("3.00")),
    ];
    let row = |marks: &str, text: &str| {
        format!("<w:tr><w:trPr>{marks}</w:trPr><w:tc><w:p>{}</w:p></w:tc></w:tr>", run(text))
    };
    let made = read(&table(&cells.each_ref().map(String::as_str)));
    let tracked = Some(CellDoubt::Tracked);
    assert_eq!(texts(&made[0]), [("2.00", tracked), ("新", None), ("", tracked)]);
    let rows = format!("{}{}{}", row("<w:del/>", "4"), row("<w:ins/>", "5"), row("<w:cantSplit/>", "6"));
    let made = read(&format!("<w:tbl>{rows}</w:tbl>"));
    assert_eq!(texts(&made[0]), [("5", tracked), ("6", None)]);
    assert_eq!(made[0].cells[1].name.to_string(), "R2C1", "rows that are deleted do not count");
    let cell = format!("<w:tc><w:tcPr><w:cellDel/></w:tcPr><w:p>{}</w:p></w:tc>", run("1"));
    assert_eq!(texts(&read(&format!("<w:tbl><w:tr>{cell}</w:tr></w:tbl>"))[0]), [("", tracked)]);
}

#[test]
fn hidden_rows_are_not_there_and_hidden_ends_of_paragraphs_join() {
    let hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>9.00</w:t></w:r>";
    let row = |marks: &str, inner: &str| {
        format!("<w:tr><w:trPr>{marks}</w:trPr><w:tc><w:p>{inner}</w:p></w:tc></w:tr>")
    };
    let rows =
        [row("<w:hidden/>", hidden), row("<w:hidden/>", &run("1.00")), row("", ""), row("", &run("2.00"))];
    let made = read(&format!("<w:tbl>{}</w:tbl>", rows.concat()));
    let names: Vec<String> =
        made[0].cells.iter().map(|cell| format!("{}={}", cell.name, cell.text)).collect();
    assert_eq!(names, ["R1C1=1.00", "R2C1=", "R3C1=2.00"]);
    let joined = "<w:p><w:pPr><w:rPr><w:specVanish/></w:rPr></w:pPr><w:r><w:t>一、</w:t></w:r></w:p>";
    assert_eq!(read(&format!("{joined}{}", paragraph(&run("收入"))))[0].lines, ["一、收入"]);
}

#[test]
fn text_boxes_stand_where_they_are_anchored_and_once() {
    let content = format!("<w:txbxContent>{}</w:txbxContent>", paragraph(&run("单位：元")));
    let twice = format!(
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{content}</w:drawing></mc:Choice>\
         <mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    );
    let made =
        read(&format!("{}{}", paragraph(&format!("{}{twice}", run("标题"))), table(&[&twice, &run("1")])));
    assert_eq!(made[0].lines, ["标题", "单位：元", "单位：元"]);
    assert_eq!(texts(&made[0]), [("", None), ("1", None)]);
    let picture = "<w:r><w:object><v:shape><v:imagedata/></v:shape><o:OLEObject ProgID='Excel.Sheet.12'/></w:object></w:r>";
    assert_eq!(read(&table(&[picture]))[0].notes.len(), 2);
}

#[test]
fn strict_documents_are_found_wherever_they_are() {
    let strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>\
             <Relationship Id='b' Type='{RELATIONS}/{kind}' Target='http://x/' TargetMode='External'/>\
             <Relationship Id='a' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/{kind}' Target='{target}'/>\
             </Relationships>"
        )
    };
    let styles = format!(
        "<s:styles xmlns:s='{strict}'><s:style s:type='paragraph' s:default='on' s:styleId='n'><s:rPr>\
         <s:vanish/></s:rPr></s:style></s:styles>"
    );
    let document = format!(
        "<x:document xmlns:x='{strict}'><x:body><x:p><x:r><x:t>乙</x:t></x:r></x:p>\
         <x:p><x:r><x:rPr><x:vanish x:val='off'/></x:rPr><x:t>甲</x:t></x:r></x:p></x:body></x:document>"
    );
    let parts = [
        ("_rels/.rels", &*relations("officeDocument", "/docs/%E5%86%B3%20main.xml")),
        ("docs/_rels/决 main.xml.rels", &*relations("styles", "../common/styles.xml")),
        ("common/styles.xml", &*styles),
        ("docs/决 main.xml", &*document),
    ];
    assert_eq!(read_parts(&parts).unwrap()[0].lines, ["甲"]);
    assert!(read_parts(&parts[..3]).unwrap_err().is_damaged());
    assert!(read_parts(&[(USUAL, "<a/>")]).unwrap_err().is_damaged());
}

#[test]
fn a_span_without_end_and_rows_that_do_not_add_up_are_told() {
    let wide =
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='999999999999'/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>";
    let made = read(wide);
    assert!(made[0].cells.is_empty() && made[0].notes[0].message.contains("columns"));
    let short = format!(
        "<w:tbl><w:tr><w:tc><w:p>{0}</w:p></w:tc><w:tc><w:p/></w:tc></w:tr><w:tr><w:tc><w:p>{0}</w:p></w:tc></w:tr></w:tbl>",
        run("1")
    );
    let made = read(&short);
    assert!(made[0].cells.is_empty() && made[0].notes[0].message.contains("do not add up"));
    assert_eq!((made[0].notes[0].severity, made[0].notes[0].page), (Severity::Unread, Some(1)));
}

#[test]
fn every_amount_of_a_disclosure_is_in_its_cell() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/office");
    let bytes = std::fs::read(folder.join("s04.merged.python.docx")).unwrap();
    let truth = std::fs::read(folder.join("s04.merged.python.docx.truth.json")).unwrap();
    let truth: serde_json::Value = serde_json::from_slice(&truth).unwrap();
    let sheets = docx_to_sheets(&Package::open("s04.docx", &bytes).unwrap()).unwrap();
    let facts =
        truth["blocks"].as_array().unwrap().iter().filter_map(|block| block["facts"].as_array()).flatten();
    let mut count = 0;
    for fact in facts {
        let sheet = sheets.iter().find(|sheet| u64::from(sheet.number) == fact["page"]).unwrap();
        let cell = sheet.cells.iter().find(|cell| cell.name.to_string() == fact["cell"]).unwrap();
        assert_eq!(cell.text, fact["raw"].as_str().unwrap(), "{} {}", fact["page"], fact["cell"]);
        count += 1;
    }
    assert!(count > 50, "{count} facts");
}
