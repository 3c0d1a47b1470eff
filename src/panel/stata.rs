//! Writes data of Stata: release 118 (Stata 14 and later), in UTF-8, with labels of variables and of values.
//!
//! The file is a chain of sections, of which a map at the front says where each begins; it is filled in when all are written.
//! Long texts (strL) stand behind the rows, each once, and a row says which. Source: Stata's own description (`help dta`).
//! Written here, since the crate that writes it (dta 0.6) takes no labels of values from outside.

use std::collections::HashMap;
use std::io::{Error, Result, Seek, SeekFrom, Write};

use super::stata_parts::{
    FORMAT, LABEL, LONGEST_LABEL, NAME, StataType, StataValue, ValueLabels, Variable, label_list, named,
    notes,
};

/// Places that the map has.
const PLACES: usize = 14;
/// What stands for no value.
const NO_BYTE: i8 = 101;
const NO_LONG: i32 = 2_147_483_621;
const NO_DOUBLE: u64 = 0x7fe0_0000_0000_0000;

/// File of Stata that is being written.
pub(super) struct StataFile<W> {
    to: W,
    at: u64,
    map_at: u64,
    places: Vec<u64>,
    variables: Vec<Variable>,
    rows: u64,
    written: u64,
    texts: HashMap<String, (u32, u64)>,
    /// In the order in which they were met.
    in_order: Vec<(u32, u64, String)>,
}

impl<W: Write + Seek> StataFile<W> {
    /// Begins a file of so many rows.
    ///
    /// # Errors
    /// Where it cannot be written, or has more variables than such a file can.
    pub(super) fn begin(to: W, label: &str, variables: Vec<Variable>, rows: u64) -> Result<Self> {
        let count = u16::try_from(variables.len()).map_err(Error::other)?;
        let places = vec![0];
        let (texts, in_order) = (HashMap::new(), Vec::new());
        let mut file = Self { to, at: 0, map_at: 0, places, variables, rows, written: 0, texts, in_order };
        file.put(b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>")?;
        file.put(&count.to_le_bytes())?;
        file.put(b"</K><N>")?;
        file.put(&rows.to_le_bytes())?;
        file.put(b"</N><label>")?;
        let label: String = label.chars().take(LONGEST_LABEL).collect();
        file.put(&u16::try_from(label.len()).map_err(Error::other)?.to_le_bytes())?;
        file.put(label.as_bytes())?;
        // Without a time: equal data make equal bytes.
        file.put(b"</label><timestamp>\0</timestamp></header>")?;
        file.places.push(file.at);
        file.put(b"<map>")?;
        file.map_at = file.at;
        file.put(&[0; 8 * PLACES])?;
        file.put(b"</map>")?;
        file.describe(count)?;
        file.section()?;
        file.put(b"<data>")?;
        Ok(file)
    }

    /// Writes the sections that describe the variables.
    fn describe(&mut self, count: u16) -> Result<()> {
        let variables = std::mem::take(&mut self.variables);
        let each = |file: &mut Self, name: &str, bytes: &dyn Fn(&Variable) -> Vec<u8>| -> Result<()> {
            file.section()?;
            file.put(format!("<{name}>").as_bytes())?;
            variables.iter().try_for_each(|variable| file.put(&bytes(variable)))?;
            file.put(format!("</{name}>").as_bytes())
        };
        each(self, "variable_types", &|variable| variable.kind.code().to_le_bytes().to_vec())?;
        each(self, "varnames", &|variable| named(&variable.name, NAME))?;
        self.section()?;
        self.put(b"<sortlist>")?;
        self.put(&vec![0; 2 * (usize::from(count) + 1)])?;
        self.put(b"</sortlist>")?;
        each(self, "formats", &|variable| named(&variable.kind.format(), FORMAT))?;
        each(self, "value_label_names", &|variable| named(&variable.value_labels, NAME))?;
        each(self, "variable_labels", &|variable| named(&variable.label, LABEL))?;
        each(self, "characteristics", &|variable| notes(variable))?;
        self.variables = variables;
        Ok(())
    }

    /// Writes a row: a value for each variable.
    ///
    /// # Errors
    /// Where it cannot be written, or a value does not fit its variable.
    pub(super) fn push(&mut self, row: &[StataValue<'_>]) -> Result<()> {
        if row.len() != self.variables.len() {
            return Err(Error::other("a row of another length than that of the variables"));
        }
        let mut bytes = Vec::new();
        // A zero ends a text for those who read it.
        let clean: Vec<Option<String>> = row.iter().map(without_zeros).collect();
        for (at, (value, clean)) in row.iter().zip(&clean).enumerate() {
            let value = clean.as_deref().map_or(*value, StataValue::Text);
            let Some(kind) = self.variables.get(at).map(|variable| variable.kind) else { continue };
            match (kind, value) {
                (StataType::Byte, StataValue::Missing) => bytes.extend(NO_BYTE.to_le_bytes()),
                (StataType::Byte, StataValue::Whole(number)) => {
                    let byte = i8::try_from(number).ok().filter(|byte| *byte < NO_BYTE);
                    bytes.extend(byte.ok_or_else(too_large)?.to_le_bytes());
                }
                (StataType::Long, StataValue::Missing) => bytes.extend(NO_LONG.to_le_bytes()),
                (StataType::Long, StataValue::Whole(number)) if number < NO_LONG => {
                    bytes.extend(number.to_le_bytes());
                }
                (StataType::Double, StataValue::Missing) => bytes.extend(NO_DOUBLE.to_le_bytes()),
                (StataType::Double, StataValue::Number(number)) => bytes.extend(number.to_le_bytes()),
                (StataType::Double, StataValue::Whole(number)) => {
                    bytes.extend(f64::from(number).to_le_bytes())
                }
                (StataType::Fixed(width), StataValue::Missing) => {
                    bytes.resize(bytes.len() + usize::from(width), 0)
                }
                (StataType::Fixed(width), StataValue::Text(text)) if text.len() <= usize::from(width) => {
                    let end = bytes.len() + usize::from(width);
                    bytes.extend(text.as_bytes());
                    bytes.resize(end, 0);
                }
                (StataType::LongText, StataValue::Missing) => bytes.extend([0; 8]),
                (StataType::LongText, StataValue::Text(text)) => bytes.extend(self.refer(at, text)?),
                _ => return Err(too_large()),
            }
        }
        self.written += 1;
        self.put(&bytes)
    }

    /// Says where a long text stands: that of the variable and the row that had it first, which are counted from 1.
    fn refer(&mut self, at: usize, text: &str) -> Result<[u8; 8]> {
        if text.is_empty() {
            return Ok([0; 8]);
        }
        let (variable, row) = match self.texts.get(text) {
            Some(place) => *place,
            None => {
                let place = (u32::try_from(at + 1).map_err(Error::other)?, self.written + 1);
                self.texts.insert(text.to_owned(), place);
                self.in_order.push((place.0, place.1, text.to_owned()));
                place
            }
        };
        let mut bytes = [0; 8];
        let parts = (variable.to_le_bytes().into_iter().take(2)).chain(row.to_le_bytes().into_iter().take(6));
        bytes.iter_mut().zip(parts).for_each(|(to, byte)| *to = byte);
        Ok(bytes)
    }

    /// Writes what stands behind the rows, and fills in the map.
    ///
    /// # Errors
    /// Where it cannot be written, or there were more rows or fewer than were said.
    pub(super) fn end(mut self, labels: &[ValueLabels]) -> Result<W> {
        if self.written != self.rows {
            return Err(Error::other("another number of rows than was said"));
        }
        self.put(b"</data>")?;
        self.section()?;
        self.put(b"<strls>")?;
        for (variable, row, text) in std::mem::take(&mut self.in_order) {
            let mut bytes = b"GSO".to_vec();
            bytes.extend(variable.to_le_bytes());
            bytes.extend(row.to_le_bytes());
            // Text, with the zero behind it.
            bytes.push(130);
            bytes.extend(u32::try_from(text.len() + 1).map_err(Error::other)?.to_le_bytes());
            bytes.extend(text.as_bytes());
            bytes.push(0);
            self.put(&bytes)?;
        }
        self.put(b"</strls>")?;
        self.section()?;
        self.put(b"<value_labels>")?;
        for list in labels {
            self.put(&label_list(list)?)?;
        }
        self.put(b"</value_labels>")?;
        self.section()?;
        self.put(b"</stata_dta>")?;
        self.section()?;
        if self.places.len() != PLACES {
            return Err(Error::other("a section too many or too few"));
        }
        self.to.seek(SeekFrom::Start(self.map_at))?;
        for place in &self.places {
            self.to.write_all(&place.to_le_bytes())?;
        }
        self.to.seek(SeekFrom::End(0))?;
        Ok(self.to)
    }

    /// Notes that a section begins here.
    fn section(&mut self) -> Result<()> {
        self.places.push(self.at);
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.at += bytes.len() as u64;
        self.to.write_all(bytes)
    }
}

/// A text that has zeros in it, with spaces in their place.
fn without_zeros(value: &StataValue<'_>) -> Option<String> {
    match value {
        StataValue::Text(text) if text.contains('\0') => Some(text.replace('\0', " ")),
        _ => None,
    }
}

fn too_large() -> Error {
    Error::other("a value that does not fit its variable")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn variable(name: &str, kind: StataType) -> Variable {
        let (label, value_labels) = (format!("{name} 标签"), String::new());
        Variable { name: name.to_owned(), kind, label, value_labels, note: "n".to_owned() }
    }

    fn file(rows: u64, kinds: &[StataType]) -> StataFile<Cursor<Vec<u8>>> {
        let variables =
            kinds.iter().enumerate().map(|(at, kind)| variable(&format!("v{at}"), *kind)).collect();
        StataFile::begin(Cursor::new(Vec::new()), "test", variables, rows).unwrap()
    }

    #[test]
    fn the_map_says_where_each_section_begins() {
        let mut file = file(1, &[StataType::Byte, StataType::LongText]);
        file.push(&[StataValue::Whole(1), StataValue::Text("长")]).unwrap();
        let labels =
            [ValueLabels {
                name: "l".to_owned(), first: 0, labels: vec!["否".to_owned(), "是".to_owned()]
            }];
        let bytes = file.end(&labels).unwrap().into_inner();
        let map_at = bytes.windows(5).position(|part| part == b"<map>").unwrap();
        let place = |at: usize| {
            let from = map_at + 5 + 8 * at;
            usize::try_from(u64::from_le_bytes(bytes[from..from + 8].try_into().unwrap())).unwrap()
        };
        let names = [
            "stata_dta",
            "map",
            "variable_types",
            "varnames",
            "sortlist",
            "formats",
            "value_label_names",
            "variable_labels",
            "characteristics",
            "data",
            "strls",
            "value_labels",
            "/stata_dta",
        ];
        for (at, name) in names.iter().enumerate() {
            assert!(bytes[place(at)..].starts_with(format!("<{name}>").as_bytes()), "{name}");
        }
        assert_eq!(place(13), bytes.len());
    }

    #[test]
    fn equal_long_texts_stand_once_and_empty_ones_nowhere() {
        let mut file = file(3, &[StataType::LongText]);
        for text in ["", "a", "a"] {
            file.push(&[StataValue::Text(text)]).unwrap();
        }
        let bytes = file.end(&[]).unwrap().into_inner();
        assert_eq!(bytes.windows(3).filter(|part| part == b"GSO").count(), 1);
        let data = bytes.windows(6).position(|part| part == b"<data>").unwrap() + 6;
        let refer = |row: usize| &bytes[data + 8 * row..data + 8 * row + 8];
        assert_eq!((refer(0), refer(1)), (&[0; 8][..], &[1, 0, 2, 0, 0, 0, 0, 0][..]));
        assert_eq!(refer(1), refer(2));
    }

    #[test]
    fn what_does_not_fit_is_an_error_and_never_a_missing_value() {
        for (kind, value) in [
            (StataType::Byte, StataValue::Whole(101)),
            (StataType::Long, StataValue::Whole(NO_LONG)),
            (StataType::Fixed(2), StataValue::Text("长")),
            (StataType::Byte, StataValue::Text("1")),
        ] {
            assert!(file(1, &[kind]).push(&[value]).is_err(), "{kind:?}");
        }
        assert!(file(1, &[StataType::Byte]).push(&[]).is_err());
        assert!(file(1, &[StataType::Byte]).end(&[]).is_err());
        assert_eq!(named("部门", 5), "部\0\0".as_bytes());
    }
}
