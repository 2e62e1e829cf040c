//! Rows of the tables as Arrow streams, for programs that take them on through memory.

use super::frame::{Frame, broken, schema};
use super::table::Table;
use super::tell::tell;
use crate::emit::wire::{Document, Finding};
use crate::sheet::Error;
use arrow_array::RecordBatch;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{Field, Schema, SchemaRef};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A table and rows of it, as an Arrow IPC stream.
pub type Stream = (Table, Vec<u8>);

/// The tables without rows: their columns.
///
/// # Errors
/// `internal`; not to be expected.
pub fn streams() -> Result<Vec<Stream>, Error> {
    Table::ALL.into_iter().map(|table| Ok((table, stream(bare(&schema(table)), None)?))).collect()
}

/// The rows of a document itself, without those that compare it with other editions; tables without rows are left out.
///
/// # Errors
/// `internal`; not to be expected.
pub fn of_document(document: &Document) -> Result<Vec<Stream>, Error> {
    let mut frames: BTreeMap<Table, Frame> = BTreeMap::new();
    tell(document, [], &mut |table, row| frames.entry(table).or_insert_with(|| Frame::new(table)).push(row))?;
    frames.into_iter().map(|(table, mut frame)| filled(table, &mut frame)).collect()
}

/// The rows that compare documents with other editions: each document with its findings of that sort. Of a document
/// its heading and its own findings are needed, after which these are counted.
///
/// # Errors
/// `internal`; not to be expected.
pub fn between<'a>(compared: impl IntoIterator<Item = (&'a Document, Vec<&'a Finding>)>) -> Result<Vec<Stream>, Error> {
    let mut frame = Frame::new(Table::Finding);
    for (document, findings) in compared {
        let mut own = document.findings.len();
        tell(document, findings, &mut |table, row| {
            if table != Table::Finding {
                return Ok(());
            }
            match own.checked_sub(1) {
                Some(left) => own = left,
                None => frame.push(row)?,
            }
            Ok(())
        })?;
    }
    if frame.rows() == 0 {
        return Ok(Vec::new());
    }
    Ok(vec![filled(Table::Finding, &mut frame)?])
}

fn filled(table: Table, frame: &mut Frame) -> Result<Stream, Error> {
    let batch = frame.take()?;
    Ok((table, stream(bare(&batch.schema()), Some(&batch))?))
}

fn stream(schema: SchemaRef, batch: Option<&RecordBatch>) -> Result<Vec<u8>, Error> {
    let mut writer = StreamWriter::try_new(Vec::new(), &schema).map_err(broken)?;
    if let Some(batch) = batch {
        let batch = RecordBatch::try_new(schema, batch.columns().to_vec()).map_err(broken)?;
        writer.write(&batch).map_err(broken)?;
    }
    writer.into_inner().map_err(broken)
}

/// Columns without what they mean, which would be said again with the rows of each document.
fn bare(schema: &Schema) -> SchemaRef {
    let field = |field: &Arc<Field>| field.as_ref().clone().with_metadata(HashMap::<String, String>::new());
    Arc::new(Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>()))
}
