//! Draws PDFs for the tests: a few lines of text, ruled tables, a picture. As report software does it, the Chinese font
//! is named and not embedded (STSong-Light, UniGB-UCS2-H), so that no font is needed.

use std::fmt::Write;

/// A4 across, in points.
const WIDTH: f64 = 842.0;
const HEIGHT: f64 = 595.0;
/// Size of the type, in points.
const SIZE: f64 = 9.0;
/// Height of a row of a table, in points.
const ROW: f64 = 18.0;

/// One page; y grows downwards from the top.
#[derive(Default)]
pub(crate) struct Page {
    content: String,
    pictured: bool,
    turned: bool,
}

impl Page {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Draws a line of text with its top left at `x`, `y`.
    pub(crate) fn text(mut self, x: f64, y: f64, text: &str) -> Self {
        let codes = text.encode_utf16().fold(String::new(), |mut codes, unit| {
            write!(codes, "{unit:04X}").unwrap();
            codes
        });
        let baseline = HEIGHT - y - SIZE * 0.88;
        writeln!(self.content, "BT /F1 {SIZE} Tf {x} {baseline} Td <{codes}> Tj ET").unwrap();
        self
    }

    /// Draws a ruled table with a row for each list of words; columns are equally wide.
    pub(crate) fn table(self, y: f64, rows: &[&[&str]]) -> Self {
        self.table_without(y, rows, &[])
    }

    /// Draws such a table without some of its upright lines, counted from 0 on the left.
    pub(crate) fn table_without(mut self, y: f64, rows: &[&[&str]], missing: &[u32]) -> Self {
        let left = 40.0;
        let columns = rows.iter().map(|row| row.len()).max().unwrap_or(1);
        let columns = f64::from(u32::try_from(columns).unwrap());
        let width = (WIDTH - 2.0 * left) / columns;
        let bottom = y + ROW * f64::from(u32::try_from(rows.len()).unwrap());
        for row in 0..=u32::try_from(rows.len()).unwrap() {
            self = self.line(left, y + ROW * f64::from(row), WIDTH - left, y + ROW * f64::from(row));
        }
        let mut x = left;
        let mut number = 0;
        while x <= WIDTH - left + 0.1 {
            if !missing.contains(&number) {
                self = self.line(x, y, x, bottom);
            }
            x += width;
            number += 1;
        }
        for (row, words) in (0_u32..).zip(rows) {
            for (column, word) in (0_u32..).zip(*words) {
                if !word.is_empty() {
                    self = self.text(
                        left + width * f64::from(column) + 3.0,
                        y + ROW * f64::from(row) + 4.0,
                        word,
                    );
                }
            }
        }
        self
    }

    fn line(mut self, x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        writeln!(self.content, "0.5 w {x0} {} m {x1} {} l S", HEIGHT - y0, HEIGHT - y1).unwrap();
        self
    }

    /// Draws a picture over the whole page, as a scanner leaves it.
    pub(crate) fn picture(mut self) -> Self {
        writeln!(self.content, "q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im1 Do Q").unwrap();
        self.pictured = true;
        self
    }

    /// Turns the content of the page by a quarter: lines run from the bottom to the top.
    pub(crate) fn turned(mut self) -> Self {
        self.content = format!("q 0 1 -1 0 {HEIGHT} 0 cm\n{}Q\n", self.content);
        self.turned = true;
        self
    }
}

/// Writes a PDF with these pages.
pub(crate) fn pdf(pages: impl IntoIterator<Item = Page>) -> Vec<u8> {
    let pages: Vec<Page> = pages.into_iter().collect();
    // 1 catalog, 2 pages, 3 to 5 the font, 6 the picture, then a page and its content in turn.
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 7 + 2 * i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>"
            .to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000 \
         /W [1 95 500] /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>"
            .to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 \
         /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
            .to_owned(),
        stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "~"),
    ];
    for (index, page) in pages.iter().enumerate() {
        let picture = if page.pictured { "/XObject << /Im1 6 0 R >>" } else { "" };
        let (width, height) = if page.turned { (HEIGHT, WIDTH) } else { (WIDTH, HEIGHT) };
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> {picture} >> >>",
            8 + 2 * index
        ));
        objects.push(stream("", &page.content));
    }
    file(&objects)
}

fn stream(entries: &str, content: &str) -> String {
    format!("<< {entries} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// Writes objects, counted from 1, with their table and trailer.
fn file(objects: &[String]) -> Vec<u8> {
    let mut text = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", text.len()).unwrap();
        write!(text, "{number} 0 obj\n{object}\nendobj\n").unwrap();
    }
    let start = text.len();
    let count = objects.len() + 1;
    write!(text, "{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").unwrap();
    text.into_bytes()
}

/// The text of an object of such a PDF.
pub(crate) fn object(pdf: &[u8], number: usize) -> String {
    let text = std::str::from_utf8(pdf).unwrap();
    let (_, from) = text.split_once(&format!("\n{number} 0 obj\n")).unwrap();
    from.split_once("\nendobj").unwrap().0.to_owned()
}

/// Adds a revision to a PDF, with these objects in place of the old ones or beside them.
pub(crate) fn revise(pdf: &[u8], objects: &[(usize, String)]) -> Vec<u8> {
    let mut text = String::from_utf8(pdf.to_vec()).unwrap();
    let (_, before) = text.rsplit_once("startxref\n").unwrap();
    let before = before.lines().next().unwrap().to_owned();
    let mut table = "xref\n".to_owned();
    for (number, object) in objects {
        write!(table, "{number} 1\n{:010} 00000 n \n", text.len()).unwrap();
        write!(text, "{number} 0 obj\n{object}\nendobj\n").unwrap();
    }
    let start = text.len();
    let count = objects.iter().map(|(number, _)| number + 1).max().unwrap_or(0).max(20);
    write!(
        text,
        "{table}trailer\n<< /Size {count} /Root 1 0 R /Prev {before} >>\nstartxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    text.into_bytes()
}

/// Writes a final account whose amounts are annotations: `annotation` writes the entries of each but its rectangle.
pub(crate) fn annotated(catalog: &str, annotation: impl Fn(&str) -> String) -> Vec<u8> {
    let blank = final_account("单位：万元", ["", ""]);
    let width = (WIDTH - 80.0) / 8.0;
    let mut annotations = String::new();
    for (row, column, amount) in
        [(2.0, 2.0, "1,286.50"), (2.0, 3.0, "1,012.30"), (3.0, 2.0, "1,286.50"), (3.0, 3.0, "1,012.30")]
    {
        let (x, y) = (40.0 + width * column, HEIGHT - 110.0 - ROW * row);
        let rect = format!("[{} {} {} {}]", x + 1.0, y - ROW + 1.0, x + width - 1.0, y - 1.0);
        write!(annotations, "<< /Type /Annot /Rect {rect} {} >> ", annotation(amount)).unwrap();
    }
    let with = |number: usize, entry: &str| {
        let old = object(&blank, number);
        (number, format!("{} {entry} >>", old.strip_suffix(">>").unwrap()))
    };
    revise(&blank, &[with(1, catalog), with(7, &format!("/Annots [{annotations}]"))])
}

/// Attaches files to a PDF, as they are: each with its name.
pub(crate) fn attach(pdf: &[u8], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut names = String::new();
    let mut objects = Vec::new();
    for (number, (name, bytes)) in (20..).zip(files) {
        let name = name.encode_utf16().fold("FEFF".to_owned(), |mut codes, unit| {
            write!(codes, "{unit:04X}").unwrap();
            codes
        });
        let file = "/Type /Filespec /AFRelationship /Data";
        write!(names, "({number}) << {file} /F <{name}> /UF <{name}> /EF << /F {number} 0 R >> >> ").unwrap();
        let content = String::from_utf8(bytes.to_vec()).unwrap();
        objects.push((number, stream("/Type /EmbeddedFile", &content)));
    }
    let old = object(pdf, 1);
    let catalog =
        format!("{} /Names << /EmbeddedFiles << /Names [{names}] >> >> >>", old.strip_suffix(">>").unwrap());
    objects.insert(0, (1, catalog));
    revise(pdf, &objects)
}

/// Writes a final account with one form, 支出决算表, with the given amounts.
pub(crate) fn final_account(unit: &str, amounts: [&str; 2]) -> Vec<u8> {
    pdf([final_account_page(unit, amounts)])
}

/// Draws the page of that form.
pub(crate) fn final_account_page(unit: &str, amounts: [&str; 2]) -> Page {
    let [total, basic] = amounts;
    let rows: [&[&str]; 4] = [
        &[
            "科目编码",
            "科目名称",
            "本年支出合计",
            "基本支出",
            "项目支出",
            "上缴上级支出",
            "经营支出",
            "对附属单位补助支出",
        ],
        &["栏次", "", "1", "2", "3", "4", "5", "6"],
        &["", "合计", total, basic, "", "", "", ""],
        &["201", "一般公共服务支出", total, basic, "", "", "", ""],
    ];
    Page::new()
        .text(380.0, 60.0, "支出决算表")
        .text(740.0, 75.0, "公开03表")
        .text(40.0, 90.0, "部门：某某市档案馆")
        .text(390.0, 90.0, "2023年度")
        .text(740.0, 90.0, unit)
        .table(110.0, &rows)
}

/// Writes the accounts of a whole city: revenue of the city and of its own level, expenditure in short and by line, debt
/// by place; with a text on the cover, so that copies differ in their bytes.
pub(crate) fn government(cover: &str) -> Vec<u8> {
    let revenue = ["项目", "预算数", "决算数", "决算数为预算数的%"];
    let debt = ["地区", "一般债务限额", "一般债务余额", "专项债务限额", "专项债务余额"];
    let forms: [(&str, &[&[&str]]); 5] = [
        (
            "2023年全市一般公共预算收入决算表",
            &[
                &revenue,
                &["一、税收收入", "500", "600", "120.0%"],
                &["二、非税收入", "400", "400", "100.0%"],
                &["一般公共预算收入合计", "900", "1,000", "111.1%"],
            ],
        ),
        (
            "2023年市本级一般公共预算收入决算表",
            &[
                &revenue,
                &["一、税收收入", "50", "60", "120.0%"],
                &["二、非税收入", "40", "40", "100.0%"],
                &["一般公共预算收入合计", "90", "100", "111.1%"],
            ],
        ),
        (
            "2023年全市一般公共预算支出决算表",
            &[
                &["项目", "决算数"],
                &["一、一般公共服务支出", "700"],
                &["二、教育支出", "1,300"],
                &["本年支出合计", "2,000"],
            ],
        ),
        (
            "2023年全市一般公共预算支出决算明细表",
            &[
                &["项目", "决算数"],
                &["一、一般公共服务支出", "700"],
                &["（一）人大事务", "700"],
                &["二、教育支出", "1,300"],
                &["（一）普通教育", "1,300"],
                &["本年支出合计", "2,000"],
            ],
        ),
        (
            "2023年全市地方政府债务限额及余额决算情况表",
            &[
                &debt,
                &["全市", "90", "80", "70", "60"],
                &["甲县", "40", "35", "30", "25"],
                &["乙县", "50", "45", "40", "35"],
            ],
        ),
    ];
    let cover = Page::new().text(300.0, 200.0, "沁阳市2023年政府决算").text(300.0, 230.0, cover);
    let pages = forms.map(|(title, rows)| {
        Page::new().text(330.0, 60.0, title).text(740.0, 90.0, "单位：万元").table(110.0, rows)
    });
    pdf(std::iter::once(cover).chain(pages))
}

/// Writes a budget with one form, 收支预算总表.
pub(crate) fn budget() -> Vec<u8> {
    let rows: [&[&str]; 5] = [
        &["收入", "", "支出", ""],
        &["项目", "预算数", "项目", "预算数"],
        &["一、一般公共预算拨款收入", "120.00", "一、一般公共服务支出", "100.00"],
        &["二、其他收入", "", "二、住房保障支出", "20.00"],
        &["收入总计", "120.00", "支出总计", "120.00"],
    ];
    let cover = Page::new().text(200.0, 200.0, "某某市档案馆").text(200.0, 230.0, "2024年部门预算");
    let page = Page::new()
        .text(380.0, 60.0, "收支预算总表")
        .text(40.0, 90.0, "部门：某某市档案馆")
        .text(740.0, 90.0, "单位：万元")
        .table(110.0, &rows);
    pdf([cover, page])
}
