//! XLSX → its visible text and tables: a sheet is a page, and a table.
//!
//! The archive's size is measured before it is unpacked for good, and cells are streamed, so that neither a bomb nor
//! a lone cell in the last row takes more memory than the limits allow.

mod shown;

use super::tabular::{Positions, Tabular, TextCell, TextTable, Writer};
use super::{Limit, Limits};
use crate::sheet::{Error, ErrorKind};
use calamine::{DataRef, Dimensions, Reader, SheetVisible, Xlsx};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

type Sheets<'a> = Xlsx<Cursor<&'a [u8]>>;

/// A cell's text and whether its position is known to be merged.
type Texts = BTreeMap<(usize, usize), String>;

/// Reads a workbook.
///
/// # Errors
/// `too-large` above the limits of size and cells, `encrypted` where a password is needed, `blank` where no cell
/// holds anything, `damaged` where it cannot be read, `not-a-document` where the archive is no workbook.
pub fn xlsx(bytes: &[u8], limits: &Limits) -> Result<Tabular, Error> {
    measure(bytes, limits)?;
    let mut book: Sheets = Xlsx::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    let sheets: Vec<(String, bool)> =
        book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible != SheetVisible::Visible)).collect();
    let (mut out, mut tables, mut notes, mut cells) = (Writer::default(), Vec::new(), Vec::new(), 0);
    let mut positions = Positions::new(limits);
    for (name, hidden) in sheets {
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let texts = match texts(&mut book, &name, &mut cells, limits) {
            Ok(texts) => texts,
            Err(Failed::Limit(error)) => return Err(error),
            Err(Failed::Unread(why)) => {
                notes.push(format!("the sheet \"{name}\" could not be read: {why}"));
                continue;
            }
        };
        if texts.is_empty() {
            continue;
        }
        if hidden {
            notes.push(format!("the sheet \"{name}\" is hidden; it was read"));
        }
        let table = sheet(&texts, &merged, hidden, tables.len() as u32 + 1, limits, &mut out);
        positions.check([(table.rows, table.columns)])?;
        positions.close(table.rows, table.columns);
        tables.push(table);
        out.end_page();
    }
    if tables.is_empty() {
        if let Some(note) = notes.first() {
            let ja = format!("シートを読めません（{note}）");
            return Err(Error::new(ErrorKind::Damaged, ja, note.clone()));
        }
        return Err(Error::new(ErrorKind::Blank, "どのセルにも値がありません", "no cell holds anything"));
    }
    Ok(Tabular { text: out.finish("utf-8", 1.0, notes), tables })
}

/// Refuses archives that unpack to too much, whatever they claim.
fn measure(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    // An archive that does not open is a broken workbook only where a part of one is named in it.
    let named = bytes.windows(3).any(|w| w == b"xl/");
    let unopened = |e| if named { damaged(&e) } else { no_workbook() };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unopened)?;
    let mut left = limits.most(Limit::UnpackedBytes);
    let mut book = false;
    for index in 0..archive.len() {
        let part = match archive.by_index(index) {
            Ok(part) => part,
            Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                return Err(Error::new(
                    ErrorKind::Encrypted,
                    "暗号化されています。パスワードを外して保存し直してください",
                    "it is encrypted; save it without a password",
                ));
            }
            Err(e) => return Err(damaged(&e)),
        };
        book |= part.name().is_ok_and(|n| n.starts_with("xl/workbook"));
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|e| damaged(&e))?;
        if size > left {
            return Err(limits.refusal(Limit::UnpackedBytes, None));
        }
        left -= size;
    }
    if book { Ok(()) } else { Err(no_workbook()) }
}

fn no_workbook() -> Error {
    Error::new(
        ErrorKind::NotADocument,
        "Excelブック（xlsx）ではありません（ZIPまたは別のOffice文書のようです）",
        "this is no workbook (xlsx); it seems to be a ZIP archive or another Office document",
    )
}

enum Failed {
    Limit(Error),
    Unread(String),
}

/// The texts of a sheet as they are shown, by row and column.
fn texts(book: &mut Sheets, name: &str, cells: &mut usize, limits: &Limits) -> Result<Texts, Failed> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|e| Failed::Unread(e.to_string()))?;
    let mut texts = Texts::new();
    loop {
        let next = reader.next_cell_with_style_id().map_err(|e| Failed::Unread(e.to_string()))?;
        let Some((cell, style)) = next else { return Ok(texts) };
        let format = reader.styles().get(style).and_then(|s| s.number_format.as_ref());
        let format = format.map_or("General", |f| f.format_code.as_str());
        let text = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
            DataRef::Bool(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
            DataRef::Int(number) => shown::number(&number.to_string(), format),
            DataRef::Float(number) => shown::number(&number.to_string(), format),
            DataRef::DateTime(date) if date.is_duration() => shown::number(&date.as_f64().to_string(), "General"),
            DataRef::DateTime(date) => shown::date(date.to_ymd_hms_milli(), format),
            DataRef::Error(error) => error.to_string(),
        };
        if text.trim().is_empty() {
            continue;
        }
        let (row, column) = (cell.get_position().0 as usize, cell.get_position().1 as usize);
        *cells += 1;
        for (limit, found) in [(Limit::Rows, row + 1), (Limit::Columns, column + 1), (Limit::Cells, *cells)] {
            limits.check(limit, found).map_err(Failed::Limit)?;
        }
        texts.insert((row, column), text);
    }
}

/// A sheet as a table from its first used row and column; its text is written cell by cell.
fn sheet(
    texts: &Texts,
    merged: &[Dimensions],
    hidden: bool,
    page: u32,
    limits: &Limits,
    out: &mut Writer,
) -> TextTable {
    let (most_rows, most_columns) = (limits.count(Limit::Rows), limits.count(Limit::Columns));
    let least = |f: fn(&(usize, usize)) -> usize| texts.keys().map(f).min().unwrap_or(0);
    let (top, left) = (least(|k| k.0), least(|k| k.1));
    let spans: BTreeMap<(usize, usize), (usize, usize)> = merged
        .iter()
        .map(|d| {
            let size = |a: u32, b: u32| (b.saturating_sub(a) as usize) + 1;
            let rows = size(d.start.0, d.end.0).min(most_rows);
            ((d.start.0 as usize, d.start.1 as usize), (rows, size(d.start.1, d.end.1).min(most_columns)))
        })
        .collect();
    let mut table = TextTable { page, ..TextTable::default() };
    let mut row_before = None;
    for ((row, col), text) in texts {
        if row_before.is_some() {
            out.push(if row_before == Some(row) { "\t" } else { "\n" });
        }
        row_before = Some(row);
        let mut lines = Vec::new();
        for line in text.lines() {
            if !lines.is_empty() && !out.is_fresh() {
                out.push("\n");
            }
            // A tab within a cell would part it.
            let line = line.replace('\t', " ");
            let blank = line.chars().take_while(|c| c.is_whitespace()).count();
            let start = out.at() + blank;
            out.push(line.trim_end());
            if out.at() > start {
                lines.push((start, out.at()));
            }
        }
        let (rows, cols) = spans.get(&(*row, *col)).copied().unwrap_or((1, 1));
        let (row, col) = (row - top, col - left);
        table.cells.push(TextCell { row, col, rows, cols, lines, head: false, hidden, unsure: false });
    }
    out.push("\n");
    table.rows = table.cells.iter().map(|c| c.row + 1).max().unwrap_or(0);
    table.columns = table.cells.iter().map(|c| c.col + c.cols).max().unwrap_or(0).min(most_columns);
    // Merged cells in which nothing stands part the columns all the same.
    let inside = |(row, col): (usize, usize)| {
        let (row, col) = (row.checked_sub(top)?, col.checked_sub(left)?);
        (row < table.rows && col < table.columns).then_some((row, col))
    };
    let blank = spans.iter().filter(|(at, _)| !texts.contains_key(at)).take(limits.count(Limit::Cells));
    let blank: Vec<TextCell> = blank
        .filter_map(|(at, (rows, cols))| {
            let (row, col) = inside(*at)?;
            let cols = (*cols).min(table.columns - col);
            Some(TextCell { row, col, rows: *rows, cols, lines: Vec::new(), head: false, hidden, unsure: false })
        })
        .collect();
    table.cells.extend(blank);
    table.cells.sort_by_key(|c| (c.row, c.col));
    for cell in &mut table.cells {
        cell.rows = cell.rows.min(table.rows - cell.row).max(1);
    }
    table
}

fn damaged(error: &dyn std::fmt::Display) -> Error {
    Error::new(
        ErrorKind::Damaged,
        format!("Excelブックとして読めません（{error}）。Excelで開いて保存し直してください"),
        format!("it cannot be read as a workbook ({error}); open it in a spreadsheet program and save it again"),
    )
}
