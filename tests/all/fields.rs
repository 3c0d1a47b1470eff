//! Tests form fields and notes on a page: what a viewer shows of them is read, also where the file has no appearance of it.

use juesuan::record::words::Status;
use juesuan::{Disclosure, Source};

use crate::cli::drawn;

const FORM: &str = "/AcroForm << /Fields [] /NeedAppearances true /DA (/Helv 0 Tf 0 g) >>";
const OLD_FORM: &str = "/AcroForm << /Fields [] /DA (/Helv 9 Tf 0 g) >>";

fn read(pdf: Vec<u8>) -> Disclosure {
    juesuan::read(&Source::from_bytes("a.pdf", pdf)).unwrap()
}

/// Amounts as printed, with a mark behind what is suspect.
fn amounts(disclosure: &Disclosure) -> Vec<String> {
    let amount = |fact: &juesuan::record::Fact| {
        let mark = if fact.status == Status::Suspect { "?" } else { "" };
        format!("{}{mark}", fact.raw)
    };
    disclosure.facts.iter().map(amount).collect()
}

const RIGHT: [&str; 4] = ["1,286.50", "1,012.30", "1,286.50", "1,012.30"];

/// An appearance that shows a text, as a stream cannot stand in an annotation: a revision adds it.
fn with_appearance(
    catalog: &str,
    more: &str,
    value: impl Fn(&str) -> String,
    shown: impl Fn(&str) -> String,
) -> Vec<u8> {
    let number = |amount: &str| if amount == "1,286.50" { 30 } else { 31 };
    let field = |amount: &str| {
        let (value, number) = (value(amount), number(amount));
        format!("/Subtype /Widget /FT /Tx {more} /V ({value}) /AP << /N {number} 0 R >>")
    };
    let pdf = drawn::annotated(catalog, field);
    let appearance = |amount: &str| {
        let content = format!("/Tx BMC BT /Helv 9 Tf 3 4 Td ({}) Tj ET EMC", shown(amount));
        let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
        let object = format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 93 16] /Resources << /Font << /Helv {font} >> >> \
             /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        );
        (number(amount), object)
    };
    drawn::revise(&pdf, &[appearance("1,286.50"), appearance("1,012.30")])
}

/// Writes a field that holds an amount.
type FieldOf<'a> = dyn Fn(&str) -> String + 'a;

#[test]
fn values_without_an_appearance_are_read_as_viewers_show_them() {
    let codes = |text: &str| text.encode_utf16().map(|unit| format!("{unit:04X}")).collect::<String>();
    let fields: [(&str, &FieldOf); 8] = [
        ("a line", &|amount| format!("/FT /Tx /V ({amount})")),
        ("at the right, in UTF-16", &|amount| {
            format!("/FT /Tx /Q 2 /DA (/F 9 Tf 0 g) /V <FEFF{}>", codes(amount))
        }),
        ("of a field above", &|amount| format!("/Parent << /Parent << /FT /Tx /Q 1 >> /V ({amount}) >>")),
        ("in boxes", &|amount| format!("/FT /Tx /Ff 16777216 /MaxLen 12 /Q 2 /V ({amount})")),
        ("lines of text", &|amount| format!("/FT /Tx /Ff 4096 /V ({amount})")),
        ("a choice", &|amount| format!("/FT /Ch /Ff 131072 /Opt [[(a) (1.00)] [(b) ({amount})]] /V (b)")),
        ("rich text", &|amount| format!("/FT /Tx /RV (<body><p>{amount}</p></body>)")),
        ("not for print", &|amount| format!("/F 0 /FT /Tx /V ({amount})")),
    ];
    for (name, field) in fields {
        let disclosure = read(drawn::annotated(FORM, |amount| format!("/Subtype /Widget {}", field(amount))));
        assert_eq!(amounts(&disclosure), RIGHT, "{name}");
        assert!(!disclosure.is_incomplete(), "{name}");
    }
    let note = |amount: &str| format!("/Subtype /FreeText /DA (/Helv 9 Tf 0 g) /Q 2 /Contents ({amount})");
    assert_eq!(amounts(&read(drawn::annotated("", note))), RIGHT);
}

#[test]
fn what_no_viewer_shows_is_not_read() {
    let hidden: [&dyn Fn(&str) -> String; 5] = [
        &|amount| format!("/Subtype /Widget /FT /Tx /F 2 /V ({amount})"),
        &|amount| format!("/Subtype /Widget /FT /Tx /F 32 /V ({amount})"),
        &|amount| format!("/Subtype /Widget /FT /Tx /DA (/Helv 9 Tf 1 g) /V ({amount})"),
        &|amount| format!("/Subtype /Widget /FT /Tx /Ff 8192 /V ({amount})"),
        &|amount| format!("/Subtype /Text /Contents ({amount})"),
    ];
    for (number, field) in hidden.into_iter().enumerate() {
        let disclosure = read(drawn::annotated(FORM, field));
        assert!(disclosure.facts.is_empty(), "{number}: {:?}", amounts(&disclosure));
        let is_told = disclosure.notes.iter().any(|note| note.message.contains("4 amounts of form fields"));
        assert_eq!(is_told, number < 3, "{number}");
    }
}

#[test]
fn an_appearance_is_held_against_the_value() {
    let same = |amount: &str| amount.to_owned();
    let doubted = RIGHT.map(|amount| format!("{amount}?"));
    // As printed, whatever the format.
    assert_eq!(amounts(&read(with_appearance(OLD_FORM, "", same, same))), RIGHT);
    let plain = |amount: &str| amount.replace(',', "") + "0";
    assert_eq!(amounts(&read(with_appearance(FORM, "", plain, same))), RIGHT);
    // Another amount.
    for form in [FORM, OLD_FORM] {
        let disclosure = read(with_appearance(form, "", |amount| format!("9{amount}"), same));
        assert_eq!(amounts(&disclosure), doubted);
        assert!(disclosure.facts[0].reason.as_deref().unwrap().contains("stored value"));
    }
    // Blank: viewers that draw anew show the value, others do not.
    assert_eq!(amounts(&read(with_appearance(FORM, "", same, |_| String::new()))), RIGHT);
    assert_eq!(amounts(&read(with_appearance(OLD_FORM, "", same, |_| String::new()))), doubted);
}

#[test]
fn an_appearance_that_is_hidden_is_not_read() {
    let same = |amount: &str| amount.to_owned();
    let layers = "/OCProperties << /OCGs [40 0 R] /D << /OFF [40 0 R] >> >>";
    for more in ["/F 2", "/F 32", "/OC 40 0 R"] {
        let disclosure = read(with_appearance(layers, more, same, same));
        assert!(disclosure.facts.is_empty(), "{more}: {:?}", amounts(&disclosure));
    }
}

#[test]
fn a_filled_shape_over_amounts_puts_them_in_doubt() {
    let pdf = drawn::final_account("单位：万元", ["100.00", "80.00"]);
    let page = drawn::object(&pdf, 7);
    let shape = "/Annots [<< /Type /Annot /Subtype /Square /IC [1 1 1] /Rect [232 430 320 448] >>]";
    let covered = drawn::revise(&pdf, &[(7, format!("{} {shape} >>", page.strip_suffix(">>").unwrap()))]);
    assert!(amounts(&read(covered)).contains(&"100.00?".to_owned()));
}

#[test]
fn a_form_of_another_program_is_told() {
    let disclosure =
        read(drawn::annotated("/AcroForm << /Fields [] /XFA (x) >>", |_| "/Subtype /Link".to_owned()));
    assert!(disclosure.is_incomplete());
    assert!(disclosure.notes.iter().any(|note| note.message.contains("XFA")));
}
