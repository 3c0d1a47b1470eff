//! Tests whole packages, made here.

use std::io::Write;

use super::*;
use crate::geom::Direction;
use crate::page::{Doubt, Glyph, Origin};

/// A zip of stored parts.
fn zip(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content) in parts {
        let file = writer.new_file(name).compression_method(rawzip::CompressionMethod::STORE);
        let (mut entry, config) = file.start().unwrap();
        let mut data = config.wrap(&mut entry);
        data.write_all(content).unwrap();
        let (_, descriptor) = data.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

/// A document of one page, of 100 × 100 mm, with these objects, resources and annotations.
fn of_objects(objects: &str, resources: &str, more: &[(&str, Vec<u8>)]) -> OfdDocument {
    let part = |text: String| text.into_bytes();
    let mut parts = vec![
        ("OFD.xml", part("<OFD><DocBody><DocRoot>D/Document.xml</DocRoot></DocBody></OFD>".into())),
        (
            "D/Document.xml",
            part(
                "<o:Document xmlns:o='u'><o:CommonData><o:PageArea><o:PhysicalBox>0 0 100 100</o:PhysicalBox></o:PageArea>\
                 <o:PublicRes>Res.xml</o:PublicRes><o:TemplatePage ID='9' BaseLoc='T.xml'/></o:CommonData><o:Pages>\
                 <o:Page ID='1' BaseLoc='P.xml'/></o:Pages><o:Annotations>A.xml</o:Annotations></o:Document>"
                    .into(),
            ),
        ),
        ("D/Res.xml", part(format!("<Res>{resources}</Res>"))),
        ("D/P.xml", part(format!("<Page><Content><Layer>{objects}</Layer></Content></Page>"))),
    ];
    for (name, content) in more {
        parts.retain(|(known, _)| known != name);
        parts.push((name, content.clone()));
    }
    open(&Source::from_bytes("a.ofd", zip(&parts))).unwrap()
}

fn page_of(objects: &str) -> Page {
    of_objects(objects, "", &[]).pages().swap_remove(0)
}

fn text(page: &Page) -> String {
    page.glyphs.iter().map(|glyph| glyph.ch).collect()
}

/// A text of 5 mm at a place, whose characters are 3 mm apart.
fn written(text: &str, (x, y): (f64, f64), more: &str) -> String {
    format!(
        "<TextObject Boundary='{x} {y} 60 8' Size='5' {more}><TextCode X='0' Y='5' DeltaX='g 60 3'>{text}</TextCode></TextObject>"
    )
}

fn says(page: &Page, what: &str) -> bool {
    page.notes.iter().any(|note| note.message.contains(what))
}

#[test]
fn characters_have_boxes_in_points() {
    let page = page_of(&written("1.5", (10.0, 20.0), ""));
    assert_eq!((text(&page).as_str(), page.origin), ("1.5", Origin::Text));
    assert!((page.width - 283.46).abs() < 0.01);
    let Glyph { rect, size, direction, .. } = page.glyphs[1];
    let near = |a: f64, b: f64| (a - b).abs() < 0.01;
    assert!(near(rect.x0, 36.85) && near(rect.x1, 36.85 + 8.504) && near(size, 14.17), "{rect:?}");
    assert!(near(rect.y1 - rect.y0, size) && near(rect.y1, (25.0 + 0.12 * 5.0) * values::POINTS));
    assert_eq!(direction, Direction::Right);
}

#[test]
fn what_nobody_sees_is_not_read() {
    let seen = written("12.50", (10.0, 10.0), "");
    let white =
        written("99", (10.0, 20.0), "").replace("<TextCode", "<FillColor Value='255 255 255'/><TextCode");
    let hidden = [
        white,
        written("99", (10.0, 30.0), "Visible='false'"),
        written("99", (10.0, 40.0), "Alpha='0'"),
        written("99", (10.0, 50.0), "Fill='false'"),
        written("99999999", (200.0, 10.0), ""),
        written("99", (10.0, 60.0), "") + "<PathObject Boundary='5 58 60 12' Fill='true' Stroke='false'><FillColor \
         Value='255 255 255'/><AbbreviatedData>M 0 0 L 60 0 L 60 12 L 0 12 C</AbbreviatedData></PathObject>",
        written("99", (10.0, 80.0), "").replace(
            "<TextCode",
            "<Clips><Clip><Area><Path Boundary='40 0 5 5'><AbbreviatedData>M 0 0 L 5 0 L 5 5 L 0 5 C</AbbreviatedData>\
             </Path></Area></Clip></Clips><TextCode",
        ),
    ];
    for hidden in &hidden {
        assert_eq!(text(&page_of(&format!("{seen}{hidden}"))), "12.50", "{hidden}");
    }
    let page = page_of(&(seen + &hidden.concat()));
    assert_eq!(text(&page), "12.50");
    for told in ["8 digits lie outside", "2 characters are clipped away", "99"] {
        assert!(says(&page, told), "{told}: {:?}", page.notes);
    }
}

#[test]
fn blocks_units_and_templates_are_drawn_where_they_stand() {
    let unit = |inner: &str| {
        format!(
            "<CompositeGraphicUnits><CompositeGraphicUnit ID='5'><Content>{inner}</Content>\
         </CompositeGraphicUnit></CompositeGraphicUnits>"
        )
    };
    let objects = format!(
        "<PageBlock><PageBlock>{}</PageBlock></PageBlock><CompositeObject Boundary='20 50 40 40' CTM='2 0 0 2 0 0' \
         ResourceID='5'/>",
        written("1", (10.0, 10.0), "")
    );
    let template =
        format!("<Page><Content><Layer>{}</Layer></Content></Page>", written("3", (10.0, 30.0), ""));
    let page = format!("<Page><Template TemplateID='9'/><Content><Layer>{objects}</Layer></Content></Page>");
    let more = [("D/T.xml", template.into_bytes()), ("D/P.xml", page.into_bytes())];
    let page = of_objects("", &unit(&written("2", (1.0, 1.0), "")), &more).pages().swap_remove(0);
    assert_eq!(text(&page), "312");
    assert!((page.glyphs[2].size - 10.0 * values::POINTS).abs() < 0.01);
    assert!((page.glyphs[2].rect.x0 - 22.0 * values::POINTS).abs() < 0.01);
    // A unit that holds itself ends.
    let circle = unit("<CompositeObject ResourceID='5'/><CompositeObject ResourceID='5'/>");
    let page = of_objects("<CompositeObject ResourceID='5'/>", &circle, &[]).pages().swap_remove(0);
    assert!(says(&page, "too many"), "{:?}", page.notes);
}

#[test]
fn lines_are_rulings_and_boxes_are_fills() {
    let page = page_of(
        "<PathObject Boundary='10 10 50 0'><AbbreviatedData>M 0 0 L 50 0</AbbreviatedData></PathObject>\
         <PathObject Boundary='10 20 0.2 30' Fill='true' Stroke='false'><FillColor Value='0 0 0'/><AbbreviatedData>\
         M 0 0 L 0.2 0 L 0.2 30 L 0 30 C</AbbreviatedData></PathObject>\
         <PathObject Boundary='10 60 20 20' Fill='true' Stroke='false'><FillColor Value='240 240 240'/><AbbreviatedData>\
         M 0 0 L 20 0 L 20 20 L 0 20 C</AbbreviatedData></PathObject>\
         <PathObject Boundary='0 90 9 0' Stroke='false'><AbbreviatedData>M 0 0 L 9 0</AbbreviatedData></PathObject>",
    );
    let across: Vec<bool> = page.rulings.iter().map(|ruling| ruling.horizontal).collect();
    assert_eq!((across, page.fills.len()), (vec![true, false], 1));
}

#[test]
fn turned_text_is_read_upright_and_leads_back() {
    let page = page_of(&written("1286", (0.0, 0.0), "CTM='0 -1 1 0 20 90'").replace("60 8", "90 90"));
    assert_eq!(text(&page), "1286");
    assert!(page.glyphs.windows(2).all(|two| two[0].rect.x0 < two[1].rect.x0), "{:?}", page.glyphs);
    let seen = page.upright.rect(&page.glyphs[0].rect);
    assert!(seen.y1 > 85.0 * values::POINTS && page.glyphs[0].direction == Direction::Right, "{seen:?}");
}

#[test]
fn annotations_are_drawn_and_watermarks_told() {
    let annotation = |kind: &str, what: &str, more: &str| {
        let text = written(what, (0.0, 0.0), "");
        format!("<Annot Type='{kind}' {more}><Appearance Boundary='10 30 50 10'>{text}</Appearance></Annot>")
    };
    let page = format!(
        "<PageAnnot>{}{}{}</PageAnnot>",
        annotation("Stamp", "7", ""),
        annotation("Stamp", "8", "Visible='false'"),
        annotation("Watermark", "内部", "")
    );
    let list = "<Annotations><Page PageID='1'><FileLoc>A1.xml</FileLoc></Page></Annotations>";
    let more = [("D/A.xml", list.into()), ("D/A1.xml", page.into_bytes())];
    let page = of_objects(&written("1", (10.0, 10.0), ""), "", &more).pages().swap_remove(0);
    assert_eq!(text(&page), "17");
    assert!(says(&page, "watermarks are not read: 内部"));
}

#[test]
fn a_page_that_is_a_picture_is_a_scan_in_its_own_pixels() {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(200, 100).write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let media = "<MultiMedias><MultiMedia ID='3' Type='Image'><MediaFile>a.jpg</MediaFile></MultiMedia></MultiMedias>";
    let object = "<ImageObject Boundary='0 0 100 100' CTM='100 0 0 100 0 0' ResourceID='3'/>";
    let hidden = written("12", (10.0, 10.0), "Alpha='0'");
    let document = of_objects(&(object.to_owned() + &hidden), media, &[("D/a.jpg", jpeg.into_inner())]);
    let page = document.pages().swap_remove(0);
    assert_eq!((page.origin, page.layer.len(), page.glyphs.len()), (Origin::Scan, 2, 0));
    let scan = document.scan(1, None).unwrap();
    assert_eq!((scan.width, scan.height), (200, 100));
    let (x, y) = scan.to_page.point(200.0, 100.0);
    assert!((x - page.width).abs() < 1e-6 && (y - page.height).abs() < 1e-6);
    let picture = document.picture(1, 72, None).unwrap();
    assert!(picture.pixel(140, 140).is_some_and(|[r, ..]| r < 10));
    // Where other print is on it, it is drawn.
    let page = "<PathObject Boundary='0 0 9 9'><AbbreviatedData>M 0 0 L 9 0</AbbreviatedData></PathObject>";
    let lost = of_objects(&(object.to_owned() + page), media, &[]);
    assert!(lost.scan(1, None).is_err_and(|error| error.is_damaged()));
    assert!(document.scan(2, None).is_err_and(|error| error.is_no_such_page()));
}

#[test]
fn what_is_missing_costs_its_page_only() {
    let body =
        |n: u32| format!("<DocBody><DocRoot>D{n}.xml</DocRoot><Signatures>S.xml</Signatures></DocBody>");
    let pages =
        "<Document><Pages><Page ID='1' BaseLoc='P.xml'/><Page ID='2' BaseLoc='none.xml'/></Pages></Document>";
    let page = format!(
        "<Page><Area><PhysicalBox>0 0 50 60</PhysicalBox></Area><Content><Layer>{}</Layer></Content></Page>",
        written("5", (1.0, 1.0), "")
    );
    let bytes = zip(&[
        ("OFD.xml", format!("<OFD>{}{}{}</OFD>", body(1), body(2), body(3)).into_bytes()),
        ("D1.xml", pages.into()),
        ("D3.xml", pages.into()),
        ("P.xml", page.into_bytes()),
    ]);
    let document = open(&Source::from_bytes("a.ofd", bytes)).unwrap();
    let read: Vec<String> = document.pages().iter().map(text).collect();
    assert_eq!(
        (read, document.page_count()),
        (vec!["5".into(), String::new(), "5".into(), String::new()], 4)
    );
    assert!(document.pages()[3].notes.iter().any(|n| n.severity == Severity::Unread && n.page == Some(4)));
    let notes: Vec<Severity> = document.notes().iter().map(|note| note.severity).collect();
    assert_eq!(
        notes,
        [Severity::Info, Severity::Unread],
        "signatures once, and the document that is missing"
    );
}

#[test]
fn what_is_no_ofd_is_an_error() {
    let opened = |parts: &[(&str, Vec<u8>)]| open(&Source::from_bytes("a.ofd", zip(parts)));
    assert!(opened(&[("a", Vec::new())]).is_err_and(|error| error.is_damaged()));
    assert!(opened(&[("OFD.xml", b"<OFD>".to_vec())]).is_err_and(|error| error.is_damaged()));
    assert!(opened(&[("OFD.xml", b"<OFD/>".to_vec())]).is_err_and(|error| error.is_damaged()));
    let locked = [("OFD.xml", b"<OFD/>".to_vec()), ("Encryptions.xml", b"<a/>".to_vec())];
    assert!(opened(&locked).is_err_and(|error| error.is_locked()));
}

#[test]
fn print_outside_of_its_boundary_or_of_a_font_that_lies_is_doubted() {
    let page = page_of(&written("123", (10.0, 10.0), "").replace("60 8", "3 8"));
    let doubts: Vec<bool> = page.glyphs.iter().map(|glyph| glyph.doubt == Some(Doubt::Covered)).collect();
    assert_eq!(doubts, [false, false, true]);
    let (bytes, index) = crate::pdf::latin_font();
    let face = fonts::Face::new(std::sync::Arc::clone(&bytes), index).unwrap();
    let glyph = |ch: char| face.glyph(ch).or_else(|| face.glyph_of_code(ch)).unwrap();
    let fonts = "<Fonts><Font ID='2' FontName='F'><FontFile>f.cff</FontFile></Font></Fonts>";
    let shown = |as_one: char| {
        let glyphs = format!("{} {} {}", glyph(as_one), glyph('2'), glyph('3'));
        let transform = format!(
            "<CGTransform CodePosition='0' CodeCount='3' GlyphCount='3'><Glyphs>{glyphs}</Glyphs></CGTransform><TextCode"
        );
        let text = written("123", (10.0, 10.0), "Font='2'").replace("<TextCode", &transform);
        of_objects(&text, fonts, &[("D/f.cff", (*bytes).as_ref().to_vec())]).pages().swap_remove(0)
    };
    let right = shown('1');
    assert!(
        right.glyphs.iter().all(|glyph| glyph.doubt.is_none()) && !right.fonts.is_empty(),
        "{:?}",
        right.fonts
    );
    let lying = shown('7');
    assert!(
        lying.has_lying_text() && lying.glyphs.iter().all(|glyph| glyph.doubt.is_some()),
        "{:?}",
        lying.fonts
    );
}
