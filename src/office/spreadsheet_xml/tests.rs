use super::*;

const HEAD: &str = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
                    xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\">\
                    <Styles><Style ss:ID=\"Default\"><Alignment/></Style><Style ss:ID=\"a\"><NumberFormat ss:Format=\"Standard\"/></Style>\
                    <Style ss:ID=\"b\" ss:Parent=\"a\"><Font/></Style><Style ss:ID=\"c\"><NumberFormat ss:Format=\"0.00%\"/></Style>\
                    <Style ss:ID=\"d\"><NumberFormat/></Style></Styles>";

fn read(sheets: &str) -> (Vec<Sheet>, Vec<Note>) {
    spreadsheet_xml_to_sheets(format!("{HEAD}{sheets}</Workbook>").as_bytes())
}

fn sheet(table: &str) -> Sheet {
    read(&format!("<Worksheet ss:Name=\"表\"><Table>{table}</Table></Worksheet>")).0.remove(0)
}

fn cells(sheet: &Sheet) -> Vec<String> {
    let cell = |cell: &crate::sheet::SheetCell| {
        format!("{} {},{} {}×{} {}", cell.name, cell.row, cell.column, cell.rows, cell.columns, cell.text)
    };
    sheet.cells.iter().map(cell).collect()
}

fn texts(sheet: &Sheet) -> Vec<&str> {
    sheet.cells.iter().map(|cell| cell.text.as_str()).collect()
}

#[test]
fn cells_stand_where_indices_and_merged_cells_put_them() {
    let made = sheet(
        "<Row ss:Index=\"2\"><Cell ss:Index=\"2\" ss:MergeAcross=\"1\" ss:MergeDown=\"1\"><Data ss:Type=\"String\">甲</Data></Cell>\
         <Cell><Data ss:Type=\"Number\">1</Data></Cell></Row><Row><Cell ss:Index=\"4\"><Data ss:Type=\"Number\">2</Data></Cell></Row>\
         <Row ss:Index=\"6\"><Cell><Data ss:Type=\"Boolean\">1</Data></Cell></Row>",
    );
    assert_eq!(cells(&made), ["B2 1,1 2×2 甲", "D2 1,3 1×1 1", "D3 2,3 1×1 2", "A6 5,0 1×1 TRUE"]);
    assert!(made.notes.is_empty(), "{:?}", made.notes);
}

#[test]
fn hidden_rows_columns_and_sheets_are_not_read() {
    let row = "<Row><Cell><Data ss:Type=\"Number\">1</Data></Cell><Cell><Data ss:Type=\"Number\">2</Data></Cell>\
               <Cell><Data ss:Type=\"Number\">3</Data></Cell><Cell><Data ss:Type=\"Number\">4</Data></Cell></Row>";
    let hidden = row.replace("<Row>", "<Row ss:Hidden=\"1\" ss:Height=\"13.5\">");
    let flat = row.replace("<Row>", "<Row ss:Height=\"0\">");
    let made = sheet(&format!("<Column ss:Index=\"2\" ss:Span=\"1\" ss:Hidden=\"1\"/>{hidden}{row}{flat}"));
    assert_eq!(cells(&made), ["A2 0,0 1×1 1", "D2 0,1 1×1 4"]);
    assert!(made.notes[0].message.starts_with("10 cells"), "{:?}", made.notes);
    for state in ["SheetHidden", "SheetVeryHidden"] {
        let (sheets, _) = read(&format!(
            "<Worksheet ss:Name=\"a\"><Table>{row}</Table><x:WorksheetOptions><x:Visible>{state}</x:Visible></x:WorksheetOptions></Worksheet>\
             <Worksheet ss:Name=\"b\"><Table>{row}</Table></Worksheet>"
        ));
        assert_eq!(sheets.iter().map(|s| (s.number, s.cells.len())).collect::<Vec<_>>(), [(1, 0), (2, 4)]);
    }
}

#[test]
fn numbers_are_as_the_style_of_cell_row_or_column_shows_them() {
    let number = |style: &str| format!("<Cell{style}><Data ss:Type=\"Number\">1234.5</Data></Cell>");
    let made = sheet(&format!(
        "<Column ss:StyleID=\"a\"/><Row>{}{}{}</Row><Row ss:StyleID=\"b\">{}{}</Row>",
        number(""),
        number(" ss:StyleID=\"c\""),
        number(""),
        number(""),
        number(" ss:StyleID=\"d\""),
    ));
    assert_eq!(texts(&made), ["1,234.50", "123450.00%", "1234.5", "1,234.50", "1234.5"]);
    let noise = "<Row><Cell ss:StyleID=\"a\"><Data ss:Type=\"Number\">0.30000000000000004</Data></Cell>\
                 <Cell ss:StyleID=\"a\"><Data ss:Type=\"Number\">12.345</Data></Cell></Row>";
    let made = sheet(noise);
    assert_eq!(texts(&made), ["0.30", "12.35"]);
    assert!(made.notes[0].message.contains("B1 shows 12.35 and holds 12.345"), "{:?}", made.notes);
}

#[test]
fn formulas_without_a_value_are_doubted() {
    let made = sheet(
        "<Row><Cell ss:Formula=\"=SUM(R[1]C:R[2]C)\"/><Cell ss:Formula=\"=RC[-1]\"><Data ss:Type=\"Number\">5</Data></Cell>\
         <Cell ss:Formula=\"=R1C1\"><Data ss:Type=\"Number\"></Data></Cell></Row>",
    );
    assert_eq!(texts(&made), ["=SUM(R[1]C:R[2]C)", "5", "=R1C1"]);
    assert_eq!(made.cells[0].doubt, Some(CellDoubt::NotCalculated));
    assert!(
        made.notes[0].message.starts_with("the file has no value for 2 formulas: A1, C1"),
        "{:?}",
        made.notes
    );
}

#[test]
fn zeros_that_cannot_be_the_sum_of_their_cells_are_doubted() {
    let number = |text: &str| format!("<Cell><Data ss:Type=\"Number\">{text}</Data></Cell>");
    let zero =
        |formula: &str| format!("<Cell ss:Formula=\"{formula}\"><Data ss:Type=\"Number\">0</Data></Cell>");
    let made = sheet(&format!(
        "<Row>{}{}{}{}</Row>",
        number("1.5"),
        zero("=SUM(RC[-1])"),
        zero("=R1C1-R1C1"),
        zero("=IF(RC1,0,1)")
    ));
    assert_eq!(texts(&made), ["1.5", "=SUM(A1)", "0", "0"]);
}

#[test]
fn rich_text_is_joined_and_comments_are_not_read() {
    let made = sheet(
        "<Row><Cell><ss:Data ss:Type=\"String\" xmlns=\"http://www.w3.org/TR/REC-html40\"><B>1,</B><Font>234</Font>.5</ss:Data>\
         <Comment><ss:Data>99</ss:Data></Comment></Cell><Cell><ss:Data ss:Type=\"String\">12.50<Sup>1</Sup></ss:Data></Cell>\
         <Cell><Data ss:Type=\"DateTime\">2023-12-31T00:00:00.000</Data></Cell><Cell><Data ss:Type=\"Error\">#REF!</Data></Cell></Row>",
    );
    assert_eq!(texts(&made), ["1,234.5", "12.50^1", "2023-12-31", "#REF!"]);
}

#[test]
fn zeros_that_the_sheet_does_not_display_are_blank() {
    let zeros = "<Row><Cell><Data ss:Type=\"Number\">0</Data></Cell><Cell><Data ss:Type=\"Number\">0.5</Data></Cell></Row>";
    let options = "<WorksheetOptions><DoNotDisplayZeros/></WorksheetOptions>";
    let (sheets, _) = read(&format!("<Worksheet ss:Name=\"a\"><Table>{zeros}</Table>{options}</Worksheet>"));
    assert_eq!(texts(&sheets[0]), ["0.5"]);
}

#[test]
fn cells_on_merged_ones_put_their_row_in_doubt() {
    let made = sheet(
        "<Row><Cell ss:MergeDown=\"1\"><Data ss:Type=\"String\">甲</Data></Cell><Cell><Data ss:Type=\"Number\">1</Data></Cell></Row>\
         <Row><Cell><Data ss:Type=\"Number\">2</Data></Cell><Cell><Data ss:Type=\"Number\">3</Data></Cell></Row>",
    );
    let doubted: Vec<_> = made.cells.iter().map(|cell| (cell.name.to_string(), cell.doubt)).collect();
    let overlapped = Some(CellDoubt::Overlapped);
    assert_eq!(doubted, [("A1".to_owned(), None), ("B1".to_owned(), None), ("B2".to_owned(), overlapped)]);
    assert!(made.notes[0].message.contains("the first at A2"), "{:?}", made.notes);
}

#[test]
fn encodings_are_declared_and_broken_files_are_told() {
    let text = "<?xml version=\"1.0\" encoding=\"gb2312\"?><Workbook><Worksheet ss:Name=\"表\"><Table><Row><Cell><Data>决算</Data></Cell></Row></Table></Worksheet></Workbook>";
    let (sheets, notes) = spreadsheet_xml_to_sheets(&encoding_rs::GBK.encode(text).0);
    assert_eq!((texts(&sheets[0]), notes.len()), (vec!["决算"], 0));
    let (sheets, notes) = spreadsheet_xml_to_sheets(text.replace("决算", "&a;").as_bytes());
    assert!(sheets[0].notes[0].message.contains("read in part"), "{:?}", sheets[0].notes);
    assert_eq!(notes.len(), 1);
    assert!(spreadsheet_xml_to_sheets(b"").1[0].message.contains("no sheets"));
}
