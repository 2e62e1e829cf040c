//! Rows as columns in memory, as Arrow has them.

use super::column::{Cell, Column, Kind, PRECISION, SCALE};
use super::table::Table;
use crate::sheet::{Error, ErrorKind};
use arrow_array::builder::{
    BooleanBuilder, Decimal128Builder, Float64Builder, Int32Builder, Int64Builder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::sync::Arc;

/// The columns of a table as Arrow describes them; what each means stands under `description`.
pub fn schema(table: Table) -> SchemaRef {
    let field = |column: &&'static Column| {
        let about = HashMap::from([
            ("description".to_owned(), column.about[1].to_owned()),
            ("description_ja".to_owned(), column.about[0].to_owned()),
        ]);
        Field::new(column.name, data_type(column.kind), !column.required).with_metadata(about)
    };
    Arc::new(Schema::new(table.columns().iter().map(field).collect::<Vec<_>>()))
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text | Kind::Json => DataType::Utf8,
        Kind::Integer => DataType::Int32,
        Kind::Long => DataType::Int64,
        Kind::Decimal => DataType::Decimal128(PRECISION as u8, SCALE as i8),
        Kind::Real => DataType::Float64,
        Kind::Flag => DataType::Boolean,
    }
}

/// Rows of a table that become columns.
pub struct Frame {
    schema: SchemaRef,
    columns: Vec<Builder>,
    rows: usize,
}

enum Builder {
    Text(StringBuilder),
    Integer(Int32Builder),
    Long(Int64Builder),
    Decimal(Decimal128Builder),
    Real(Float64Builder),
    Flag(BooleanBuilder),
}

impl Frame {
    /// Without rows.
    pub fn new(table: Table) -> Self {
        let columns = table.columns().iter().map(|column| Builder::new(column.kind)).collect();
        Self { schema: schema(table), columns, rows: 0 }
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row.
    ///
    /// # Errors
    /// `internal`, where a cell is not of its column's kind.
    pub fn push(&mut self, row: &[Cell<'_>]) -> Result<(), Error> {
        if row.len() != self.columns.len() {
            return Err(unlike());
        }
        self.columns.iter_mut().zip(row).try_for_each(|(column, cell)| column.push(cell).ok_or_else(unlike))?;
        self.rows += 1;
        Ok(())
    }

    /// The rows so far, which it has no more.
    ///
    /// # Errors
    /// `internal`, where a cell is null that must not be.
    pub fn take(&mut self) -> Result<RecordBatch, Error> {
        self.rows = 0;
        let columns = self.columns.iter_mut().map(Builder::finish).collect();
        RecordBatch::try_new(self.schema.clone(), columns).map_err(broken)
    }
}

impl Builder {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text | Kind::Json => Self::Text(StringBuilder::new()),
            Kind::Integer => Self::Integer(Int32Builder::new()),
            Kind::Long => Self::Long(Int64Builder::new()),
            Kind::Decimal => Self::Decimal(Decimal128Builder::new().with_data_type(data_type(kind))),
            Kind::Real => Self::Real(Float64Builder::new()),
            Kind::Flag => Self::Flag(BooleanBuilder::new()),
        }
    }

    /// Nothing where the cell is of another kind.
    fn push(&mut self, cell: &Cell<'_>) -> Option<()> {
        match (self, cell) {
            (Self::Text(column), Cell::Null) => column.append_null(),
            (Self::Integer(column), Cell::Null) => column.append_null(),
            (Self::Long(column), Cell::Null) => column.append_null(),
            (Self::Decimal(column), Cell::Null) => column.append_null(),
            (Self::Real(column), Cell::Null) => column.append_null(),
            (Self::Flag(column), Cell::Null) => column.append_null(),
            (Self::Text(column), Cell::Text(text)) => column.append_value(text),
            (Self::Integer(column), Cell::Integer(number)) => column.append_value(i32::try_from(*number).ok()?),
            (Self::Long(column), Cell::Integer(number)) => column.append_value(*number),
            (Self::Decimal(column), Cell::Decimal(number)) => column.append_value(scaled(*number)?),
            (Self::Real(column), Cell::Real(number)) => column.append_value(*number),
            (Self::Flag(column), Cell::Flag(flag)) => column.append_value(*flag),
            _ => return None,
        }
        Some(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) => Arc::new(column.finish()),
            Self::Integer(column) => Arc::new(column.finish()),
            Self::Long(column) => Arc::new(column.finish()),
            Self::Decimal(column) => Arc::new(column.finish()),
            Self::Real(column) => Arc::new(column.finish()),
            Self::Flag(column) => Arc::new(column.finish()),
        }
    }
}

/// A decimal in millionths; nothing where it has finer digits.
fn scaled(number: Decimal) -> Option<i128> {
    let number = number.normalize();
    let finer = SCALE.checked_sub(number.scale())?;
    number.mantissa().checked_mul(10_i128.pow(finer))
}

fn unlike() -> Error {
    Error::new(
        ErrorKind::Internal,
        "表の行が列の定義に合いません",
        "a row of the warehouse is not of the columns of its table",
    )
}

pub(super) fn broken(error: impl std::fmt::Display) -> Error {
    Error::new(
        ErrorKind::Internal,
        format!("表を組み立てられません: {error}"),
        format!("a table of the warehouse cannot be built: {error}"),
    )
}
