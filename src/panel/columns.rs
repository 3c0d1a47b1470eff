//! Writes rows of cells to a Parquet file: a group of rows is kept by columns until it is full, so that memory stays
//! the same for any number of rows.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::cell::CellValue;
use super::fields::{ColumnType, Field, Table};

/// Number of rows after which a group is written …
const MOST_ROWS: usize = 65_536;
/// … or of bytes.
const MOST_BYTES: usize = 16 << 20;
/// Most digits of decimals that are whole numbers of 64 bits; larger ones are byte arrays.
const DIGITS_OF_64_BITS: u32 = 18;

type Result<T> = std::result::Result<T, ParquetError>;

/// Parquet file that is being written.
pub(super) struct ParquetFile<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<ColumnBuffer>,
    rows: usize,
}

/// Buffer with the values of one column in the rows of a group.
struct ColumnBuffer {
    values: Values,
    /// Definition levels: 1 where there is a value, 0 where there is none.
    there: Vec<i16>,
}

enum Values {
    /// Concatenated texts, and the end of each.
    Text(Vec<u8>, Vec<usize>),
    Long(Vec<i64>),
    Boolean(Vec<bool>),
    Double(Vec<f64>),
    /// Decimals as byte arrays of a length.
    Bytes(usize, Vec<FixedLenByteArray>),
}

impl<W: Write + Send> ParquetFile<W> {
    pub(super) fn new(to: W, table: &Table) -> Result<Self> {
        let fields =
            table.fields.iter().map(|field| Ok(Arc::new(parquet_type(field)?))).collect::<Result<_>>()?;
        let schema = Type::group_type_builder(&table.name).with_fields(fields).build()?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .build();
        let writer = SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties))?;
        Ok(Self { writer, columns: table.fields.iter().map(ColumnBuffer::new).collect(), rows: 0 })
    }

    /// Adds a row: one cell per column.
    pub(super) fn push(&mut self, row: &[CellValue]) -> Result<()> {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.push(cell)?;
        }
        self.rows += 1;
        if self.rows >= MOST_ROWS || self.columns.iter().map(ColumnBuffer::bytes).sum::<usize>() >= MOST_BYTES
        {
            self.write_group()?;
        }
        Ok(())
    }

    fn write_group(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            let mut place = group.next_column()?.ok_or_else(|| mismatch("a column too many"))?;
            column.write(place.untyped())?;
            place.close()?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }

    /// Writes what is left, and returns the writer.
    pub(super) fn end(mut self) -> Result<W> {
        if self.rows > 0 {
            self.write_group()?;
        }
        self.writer.into_inner()
    }
}

/// Makes the Parquet column of a field.
fn parquet_type(field: &Field) -> Result<Type> {
    let column =
        |physical| Type::primitive_type_builder(&field.name, physical).with_repetition(Repetition::OPTIONAL);
    match field.kind {
        ColumnType::Text => column(Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)).build(),
        ColumnType::Integer => column(Physical::INT64).build(),
        ColumnType::Boolean => column(Physical::BOOLEAN).build(),
        ColumnType::Number => column(Physical::DOUBLE).build(),
        ColumnType::Decimal { precision, scale } => {
            let (digits, behind) = (small(precision)?, small(scale)?);
            let decimal = if precision <= DIGITS_OF_64_BITS {
                column(Physical::INT64)
            } else {
                column(Physical::FIXED_LEN_BYTE_ARRAY).with_length(small(bytes_of_digits(precision))?)
            };
            let logical = LogicalType::decimal(behind, digits);
            decimal.with_logical_type(Some(logical)).with_precision(digits).with_scale(behind).build()
        }
    }
}

/// Number of bytes that a number of so many digits takes, with its sign.
fn bytes_of_digits(digits: u32) -> usize {
    let most = 10_u128.saturating_pow(digits);
    (1..16).find(|bytes| most < 1 << (8 * bytes - 1)).unwrap_or(16)
}

fn small(number: impl TryInto<i32>) -> Result<i32> {
    number.try_into().map_err(|_| mismatch("a size out of range"))
}

fn mismatch(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

impl ColumnBuffer {
    fn new(field: &Field) -> Self {
        let values = match field.kind {
            ColumnType::Text => Values::Text(Vec::new(), Vec::new()),
            ColumnType::Decimal { precision, .. } if precision > DIGITS_OF_64_BITS => {
                Values::Bytes(bytes_of_digits(precision), Vec::new())
            }
            ColumnType::Integer | ColumnType::Decimal { .. } => Values::Long(Vec::new()),
            ColumnType::Boolean => Values::Boolean(Vec::new()),
            ColumnType::Number => Values::Double(Vec::new()),
        };
        Self { values, there: Vec::new() }
    }

    fn push(&mut self, cell: &CellValue) -> Result<()> {
        match (&mut self.values, cell) {
            (_, CellValue::Null) => {}
            (Values::Text(texts, ends), CellValue::Text(text)) => {
                texts.extend_from_slice(text.as_bytes());
                ends.push(texts.len());
            }
            (Values::Long(values), CellValue::Integer(number)) => values.push(*number),
            (Values::Long(values), CellValue::Decimal(units)) => {
                values.push(i64::try_from(*units).map_err(|_| mismatch("a decimal out of range"))?);
            }
            (Values::Boolean(values), CellValue::Boolean(yes)) => values.push(*yes),
            (Values::Double(values), CellValue::Number(number)) => values.push(*number),
            (Values::Bytes(length, values), CellValue::Decimal(units)) => {
                let bytes = units.to_be_bytes();
                let low = bytes.get(bytes.len() - *length..).unwrap_or_default();
                values.push(FixedLenByteArray::from(low.to_vec()));
            }
            _ => return Err(mismatch("a cell of another type than its column")),
        }
        self.there.push(i16::from(*cell != CellValue::Null));
        Ok(())
    }

    /// Estimates the bytes of its values.
    fn bytes(&self) -> usize {
        match &self.values {
            Values::Text(texts, ends) => texts.len() + 8 * ends.len(),
            Values::Long(values) => 8 * values.len(),
            Values::Boolean(values) => values.len(),
            Values::Double(values) => 8 * values.len(),
            Values::Bytes(length, values) => (length + size_of::<FixedLenByteArray>()) * values.len(),
        }
    }

    /// Writes the values of a group, and begins the next one.
    fn write(&mut self, to: &mut ColumnWriter) -> Result<()> {
        let there = Some(self.there.as_slice());
        match (&mut self.values, to) {
            (Values::Text(texts, ends), ColumnWriter::ByteArrayColumnWriter(to)) => {
                // All values share the one buffer.
                let all = ByteArray::from(std::mem::take(texts));
                let mut begin = 0;
                let values: Vec<ByteArray> = ends
                    .drain(..)
                    .map(|end| {
                        let text = all.slice(begin, end - begin);
                        begin = end;
                        text
                    })
                    .collect();
                to.write_batch(&values, there, None)?;
            }
            (Values::Long(values), ColumnWriter::Int64ColumnWriter(to)) => {
                to.write_batch(values, there, None)?;
                values.clear();
            }
            (Values::Boolean(values), ColumnWriter::BoolColumnWriter(to)) => {
                to.write_batch(values, there, None)?;
                values.clear();
            }
            (Values::Double(values), ColumnWriter::DoubleColumnWriter(to)) => {
                to.write_batch(values, there, None)?;
                values.clear();
            }
            (Values::Bytes(_, values), ColumnWriter::FixedLenByteArrayColumnWriter(to)) => {
                to.write_batch(values, there, None)?;
                values.clear();
            }
            _ => return Err(mismatch("a column of another type than its values")),
        }
        self.there.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::fields::tables;

    #[test]
    fn decimals_take_no_more_bytes_than_they_must() {
        assert_eq!([18, 19, 28, 38].map(bytes_of_digits), [8, 9, 12, 16]);
    }

    #[test]
    fn equal_rows_make_equal_bytes() {
        let write = || {
            let table = &tables()[0];
            let mut file = ParquetFile::new(Vec::new(), table).unwrap();
            let row: Vec<CellValue> = table
                .fields
                .iter()
                .map(|field| match field.kind {
                    ColumnType::Text => CellValue::Text(field.en.clone()),
                    ColumnType::Integer => CellValue::Integer(-1),
                    ColumnType::Boolean => CellValue::Boolean(true),
                    ColumnType::Number => CellValue::Number(0.5),
                    ColumnType::Decimal { .. } => CellValue::Decimal(-12_345),
                })
                .collect();
            for _ in 0..3 {
                file.push(&row).unwrap();
                file.push(&vec![CellValue::Null; row.len()]).unwrap();
            }
            file.end().unwrap()
        };
        assert_eq!(write(), write());
        let mut file = ParquetFile::new(Vec::new(), &tables()[0]).unwrap();
        assert!(file.push(&[CellValue::Integer(1)]).is_err(), "a number in a column of text");
    }
}
