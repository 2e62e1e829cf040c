//! A table as a Parquet file, written row group by row group.

use super::column::Cell;
use super::frame::{Frame, schema};
use super::table::Table;
use crate::sheet::{Error, ErrorKind};
use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use std::io::Write;

/// So many rows are held as columns before they are encoded.
const BATCH: usize = 2048;

/// So many rows are in a row group: what is encoded of it waits in memory until it is whole.
const GROUP: usize = 65_536;

/// Writes a table.
pub struct Writer<W: Write + Send> {
    frame: Frame,
    out: ArrowWriter<W>,
}

impl<W: Write + Send> Writer<W> {
    /// Without rows.
    ///
    /// # Errors
    /// `write`, where nothing can be written.
    pub fn new(table: Table, out: W) -> Result<Self, Error> {
        let settings = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_statistics_enabled(EnabledStatistics::Page)
            .set_max_row_group_row_count(Some(GROUP))
            .build();
        let out = ArrowWriter::try_new(out, schema(table), Some(settings)).map_err(unwritten)?;
        Ok(Self { frame: Frame::new(table), out })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// `internal`, where it is not of the table's columns; `write`, where it cannot be written.
    pub fn push(&mut self, row: &[Cell<'_>]) -> Result<(), Error> {
        self.frame.push(row)?;
        if self.frame.rows() == BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.out.write(&self.frame.take()?).map_err(unwritten)
    }

    /// Writes what is left, and the foot of the file.
    ///
    /// # Errors
    /// As [`Writer::push`].
    pub fn end(mut self) -> Result<W, Error> {
        self.flush()?;
        self.out.into_inner().map_err(unwritten)
    }
}

fn unwritten(error: ParquetError) -> Error {
    Error::new(
        ErrorKind::Write,
        format!("書き込めません: {error}。空き容量と書き込みの権限を確かめてください"),
        format!("cannot be written: {error}; check free space and permissions"),
    )
}
