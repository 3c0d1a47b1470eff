use super::*;
use crate::sheet::{CellDoubt, SheetKind};

fn read(page: &str) -> WebPage {
    html_to_sheets(page.as_bytes())
}

/// The cells of the only sheet with some: `R1C1 2×1 text`, spans of one left out.
fn cells(page: &str) -> Vec<String> {
    let page = read(page);
    let cell = |cell: &crate::sheet::SheetCell| {
        let spans = if (cell.rows, cell.columns) == (1, 1) {
            String::new()
        } else {
            format!(" {}×{}", cell.rows, cell.columns)
        };
        let doubt = cell.doubt.map_or(String::new(), |doubt| format!(" {doubt:?}"));
        format!("{}{spans} {}{doubt}", cell.name, cell.text.replace('\n', "/")).trim_end().to_owned()
    };
    page.sheets.iter().flat_map(|sheet| &sheet.cells).map(cell).collect()
}

fn lines(page: &str) -> Vec<String> {
    read(page).sheets.into_iter().flat_map(|sheet| sheet.lines).collect()
}

fn notes(page: &str) -> Vec<String> {
    let page = read(page);
    page.sheets
        .iter()
        .flat_map(|sheet| &sheet.notes)
        .chain(&page.notes)
        .map(|note| note.message.clone())
        .collect()
}

#[test]
fn tables_have_the_text_above_them_and_the_rest_is_a_sheet() {
    let page = read(
        "<h1>题</h1><p>一<b>二</b><br>三<table><caption>表</caption><tr><td>1</table>间<table><tr><td>2</table><div>末",
    );
    let seen: Vec<_> = page.sheets.iter().map(|s| (s.number, s.lines.join("|"), s.cells.len())).collect();
    let expected = [(1, "题|一二|三|表", 1), (2, "间", 1), (3, "末", 0)];
    assert_eq!(seen, expected.map(|(number, lines, cells)| (number, lines.to_owned(), cells)));
    assert!(page.sheets.iter().all(|sheet| sheet.kind == SheetKind::Table));
    assert!(page.notes.is_empty());
}

#[test]
fn tables_that_hold_others_and_hidden_ones_count_and_blank_ones_give_no_sheet() {
    let page = "<table><tr><td>左<td><table hidden><tr><td>9</table>右<table><tr><td>1</table></table><table><tr><td>&nbsp;</table>\
                <p>题</p><table><tr><td>2</table>";
    let seen: Vec<_> =
        read(page).sheets.iter().map(|s| (s.number, s.lines.join("|"), s.cells.len())).collect();
    assert_eq!(seen, [(3, "左|右".to_owned(), 1), (5, "题".to_owned(), 1)]);
    // One that is not displayed makes no layout of the table around it.
    assert_eq!(
        cells("<table><tr><td>1<td><div style=display:none><table><tr><td>9</table></div>2</table>"),
        ["R1C1 1", "R1C2 2"]
    );
}

#[test]
fn spans_are_laid_out_as_html_says() {
    let page = "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d<tr><td colspan=3>e</table>";
    assert_eq!(cells(page), ["R1C1 2×1 a", "R1C2 1×2 b", "R2C2 c", "R2C3 d", "R3C1 1×3 e"]);
    // To the end of the group, and no further.
    let page = "<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d<td>e</table>";
    assert_eq!(cells(page), ["R1C1 2×1 a", "R1C2 b", "R2C2 c", "R3C1 d", "R3C2 e"]);
    let page = "<table><tr><td rowspan=9>a<td>b<tr><td>c</table>";
    assert_eq!(cells(page), ["R1C1 2×1 a", "R1C2 b", "R2C2 c"]);
    // A title may span more columns than there are.
    let page = "<table><tr><td colspan=9999999999999999999999>a<tr><td>b<td>c</table>";
    assert_eq!(cells(page), ["R1C1 1×2 a", "R2C1 b", "R2C2 c"]);
}

#[test]
fn cells_that_overlap_are_both_in_doubt() {
    let page = "<table><tr><td>a<td rowspan=2>b<tr><td colspan=2>c</table>";
    assert_eq!(cells(page), ["R1C1 a", "R1C2 2×1 b Overlapped", "R2C1 1×2 c Overlapped"]);
    assert!(notes(page)[0].contains("do not cover"), "{:?}", notes(page));
}

#[test]
fn heads_stand_first_and_feet_last() {
    let page = "<table><tfoot><tr><td>3</tfoot><tbody><tr><td>2</tbody><thead><tr><td>1</thead><thead><tr><td>2b</thead></table>";
    assert_eq!(cells(page), ["R1C1 1", "R2C1 2", "R3C1 2b", "R4C1 3"]);
}

#[test]
fn rows_that_do_not_cover_the_columns_are_told() {
    let page = "<table><tr><td>甲<td>乙<td>丙<tr><td>丁<td>1.00</table>";
    assert!(notes(page)[0].ends_with("the first is row 2"), "{:?}", notes(page));
    assert!(notes("<table><tr><td>题<tr><td>丁<td>1.00</table>").is_empty(), "a title alone in its row");
}

#[test]
fn hidden_rows_cells_and_texts_are_not_read() {
    let page = "<style>.h,#i{display:none}</style><table><tr><td>a<td>1<tr class=h><td>b<td>91<tr style='visibility:collapse'><td>c\
                <td>92<tr><td>d<td>2<span id=i>93</span><i hidden>94</i><!--95--><b style='font-size:0'>96</b>\
                <u style='color:white'>97</u><script>98</script><template>99</template></table>";
    assert_eq!(cells(page), ["R1C1 a", "R1C2 1", "R2C1 d", "R2C2 2"]);
    let notes = notes(page);
    assert!(
        notes[0].starts_with("6 hidden elements with text are not seen and not read, 6 of them"),
        "{notes:?}"
    );
    assert!(notes[1].starts_with("2 hidden rows and 0 hidden columns"), "{notes:?}");
    let shown = "<p style='visibility:hidden'>9<b style='visibility:visible'>1</b></p>";
    assert_eq!(lines(shown), ["1"]);
}

#[test]
fn hidden_columns_are_taken_away_with_or_without_their_cells() {
    for (gone, style) in
        [("display:none", ""), ("visibility:collapse", ""), ("display:none", " style='display:none'")]
    {
        let page = format!(
            "<table><col><col style='{gone}'><col><tr><td colspan=3>题<tr><td>a<td{style}>9<td>1<tr><td>b<td{style}>9<td>2</table>"
        );
        assert_eq!(cells(&page), ["R1C1 1×2 题", "R2C1 a", "R2C2 1", "R3C1 b", "R3C2 2"], "{gone}{style}");
    }
    // Without a hidden column, a cell that is not displayed is in no column.
    assert_eq!(cells("<table><tr><td>a<td hidden>9<td>1</table>"), ["R1C1 a", "R1C2 1"]);
}

#[test]
fn spans_count_hidden_rows_where_the_rows_fit_only_so() {
    let gone = "<tr style=display:none><td>9";
    let counted = format!("<table><tr><td rowspan=3>a<td>1{gone}<tr><td>2<tr><td>b<td>3</table>");
    assert_eq!(cells(&counted), ["R1C1 2×1 a", "R1C2 1", "R2C2 2", "R3C1 b", "R3C2 3"]);
    let not_counted = format!("<table><tr><td rowspan=2>a<td>1{gone}<tr><td>2<tr><td>b<td>3</table>");
    assert_eq!(cells(&not_counted), cells(&counted));
}

#[test]
fn classes_that_hide_everywhere_hide_where_styles_are_in_other_files() {
    let page = "<p>1<span class='x d-none'>9</span>";
    assert_eq!(lines(page), ["19"]);
    assert_eq!(lines(&format!("<link rel=stylesheet href=a.css>{page}")), ["1"]);
    let shown = format!("<link rel=stylesheet href=a.css><style>.d-none{{display:inline}}</style>{page}");
    assert_eq!(lines(&shown), ["19"]);
}

#[test]
fn amounts_in_tables_that_hold_others_are_told() {
    let page = "<table><tr><td>合计<td>1,234.50<td><table><tr><td>注</table></table>";
    assert!(notes(page)[0].starts_with("1 amounts stand in a table"), "{:?}", notes(page));
}

#[test]
fn white_text_is_hidden_unless_its_ground_may_be_dark() {
    assert!(lines("<p style='color:#fff'>1").is_empty());
    assert!(lines("<div style='background:#eee'><font color=#eeeeee>1</font></div>").is_empty());
    assert_eq!(lines("<div style='background:#036'><font color=white>题</font></div>"), ["题"]);
    assert_eq!(lines("<div style='background:url(a.png)'><font color=white>题</font></div>"), ["题"]);
    let styled = "<link rel=stylesheet href=a.css><table><tr class=head><td style='color:#fff'>1</table>";
    assert_eq!(cells(styled), ["R1C1 1"]);
    assert!(notes(styled)[0].contains("white"), "{:?}", notes(styled));
}

#[test]
fn rows_by_which_word_rules_its_columns_are_no_rows() {
    let page = "<table><tr><td>a<td>1</td></tr><![if !supportMisalignedColumns]><tr height=0><td width=70></td><td></td><td></td></tr><![endif]></table>";
    assert_eq!(cells(page), ["R1C1 a", "R1C2 1"]);
    assert!(notes(page).is_empty());
}

#[test]
fn numbers_are_joined_and_marks_stay_out_of_them() {
    let page = "<table><tr><td><span>1</span>,<span>234.56</span><td>&nbsp;-&nbsp;1.00<td>12.50<sup>1</sup><td>10<sup>8</sup><td>m<sup>2</sup>\
                <td>教育<sup>①</sup></table>";
    assert_eq!(
        cells(page),
        ["R1C1 1,234.56", "R1C2 -1.00", "R1C3 12.50", "R1C4 10^8", "R1C5 m2", "R1C6 教育"]
    );
    assert_eq!(notes(page), ["2 raised or lowered marks beside text are left out"]);
}

#[test]
fn changes_are_doubted_in_cells_and_struck_text_is_no_line() {
    let page = "<table><tr><td><del>1</del><ins>2</ins><td><s>3</s><td style='text-decoration:line-through'>4<td>5</table><p>收入<s>6</s>7";
    assert_eq!(cells(page), ["R1C1 12 Tracked", "R1C2 3 Tracked", "R1C3 4 Tracked", "R1C4 5"]);
    assert_eq!(lines(page), ["收入7"]);
    assert_eq!(read(page).sheets[0].cells[0].doubt, Some(CellDoubt::Tracked));
}

#[test]
fn controls_show_their_values_and_pictures_are_told() {
    let page = "<table><tr><td><input value='1.00'><td><select><option>2<option selected>3</select><td><textarea>4</textarea>\
                <td><input type=hidden value=9><td><img src=a.png><td>5<img src=b.png></table>";
    assert_eq!(cells(page), ["R1C1 1.00", "R1C2 3", "R1C3 4", "R1C4", "R1C5", "R1C6 5"]);
    assert_eq!(notes(page), ["1 cells show a picture, which may hold an amount; the first is R1C5"]);
}

#[test]
fn numbers_that_excel_stores_beside_the_text_are_compared_with_it() {
    let page = "<table><tr><td x:num=\"1234.567\">1,234.57<td x:num=\"12\"><td x:num=\"0\"><td x:num=\"5\">5.00</table>";
    let notes = notes(page);
    assert!(notes[0].starts_with("1 cells show nothing and hold a number"), "{notes:?}");
    assert!(notes[1].ends_with("one shows 1,234.57 and holds 1234.567"), "{notes:?}");
}

#[test]
fn what_stands_beside_each_other_is_apart() {
    let page =
        "<style>.m{display:flex}</style><div class=m><span>部门：局</span><span>单位：万元</span></div>";
    assert_eq!(lines(page), ["部门：局    单位：万元"]);
    assert_eq!(
        lines("<span style='float:left'>甲</span>乙<pre>a  1\nb  2</pre>"),
        ["甲    乙", "a  1", "b  2"]
    );
}

#[test]
fn documents_that_a_page_names_are_told() {
    let page = read("<frameset><frame src=sheet001.htm><frame src=tabstrip.htm></frameset>");
    assert!(page.sheets.is_empty());
    assert_eq!(page.notes[0].severity, Severity::Unread);
    assert!(page.notes[0].message.ends_with("sheet001.htm, tabstrip.htm"), "{:?}", page.notes);
    assert!(notes("<div id=app></div><script>draw()</script>")[0].contains("scripts"));
    assert_eq!(notes(""), ["the page shows no text"]);
    assert!(notes("<p>见<iframe src=a.pdf></iframe>")[0].ends_with("a.pdf"));
}

#[test]
fn tables_and_pages_that_are_too_large_are_told() {
    let row = format!("<tr>{}", "<td>1".repeat(100));
    let page = format!("<p>题<table>{}</table>", row.repeat(2_001));
    let read = read(&page);
    assert_eq!((read.sheets[0].cells.len(), read.sheets[0].lines.as_slice()), (0, &["题".to_owned()][..]));
    assert!(read.sheets[0].notes[0].message.contains("more than 200000 cells"));
    let wide = format!("<table><tr>{}</table>", "<td colspan=1000>1".repeat(5));
    assert!(notes(&wide)[0].contains("4096 columns"), "{:?}", notes(&wide));
    assert_eq!(
        notes(&"<div>".repeat(3_000)),
        ["the page is not read: it is nested deeper than any page needs"]
    );
}
