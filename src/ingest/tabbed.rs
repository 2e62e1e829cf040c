//! Texts in which tabs part the cells of tables: a line is a row.
//!
//! Programs that turn pages into text leave list markup inside cells (`<ul>`, `<li>`, `<br>`): it ends a line of the
//! cell and belongs to none.

use super::tabular::{Positions, Tabular, TextCell, TextTable};
use super::text::{TextDocument, TextPage};
use super::{Limit, Limits};
use crate::sheet::Error;

/// Tabs that a line must have to be a row, and rows that a table must have.
const LEAST: (usize, usize) = (2, 2);
/// Markup that is left in cells.
const MARKUP: [&str; 10] = ["ul", "ol", "li", "br", "small", "p", "b", "sup", "sub", "span"];

/// The tables of a text; none where it is no tab-separated text.
///
/// # Errors
/// `too-large` where there are more cells than are read.
pub fn tabbed(mut text: TextDocument, limits: &Limits) -> Result<Tabular, Error> {
    let chars: Vec<char> = text.text.chars().collect();
    let mut tables = Vec::new();
    let (mut cells, mut positions) = (0, Positions::new(limits));
    for page in &text.pages {
        let mut rows: Vec<(usize, usize)> = Vec::new();
        let mut widest = 0;
        for line in lines(&chars, page) {
            let tabs = chars.get(line.0..line.1).unwrap_or_default().iter().filter(|c| **c == '\t').count();
            let goes_on = !rows.is_empty() && tabs > 0;
            if tabs >= LEAST.0 || goes_on {
                rows.push(line);
                cells += tabs + 1;
                limits.check(Limit::Columns, tabs + 1)?;
                limits.check(Limit::Rows, rows.len())?;
                limits.check(Limit::Cells, cells)?;
                // Every row is filled up to the widest.
                widest = widest.max(tabs + 1);
                positions.check([(rows.len(), widest)])?;
            } else {
                tables.extend(table(&chars, page.number, &rows));
                positions.close(rows.len(), widest);
                rows.clear();
                widest = 0;
            }
        }
        tables.extend(table(&chars, page.number, &rows));
        positions.close(rows.len(), widest);
    }
    if let Some(last) = tables.last_mut() {
        doubt_the_last(last, &chars);
    }
    let cut = tables.last().and_then(|t| torn(t, &chars));
    text.repaired.extend(cut);
    Ok(Tabular { text, tables })
}

/// Doubts the cell with which a text ends that lacks its last line end: of what stood in it a part may be lost.
fn doubt_the_last(table: &mut TextTable, chars: &[char]) {
    let last = table.cells.iter_mut().filter(|c| c.lines.last().is_some_and(|l| l.1 == chars.len())).last();
    if let Some(cell) = last {
        cell.unsure = true;
    }
}

/// Where a table stops, if its last row, with which the text ends, lacks cells that all rows before it have.
fn torn(table: &TextTable, chars: &[char]) -> Option<String> {
    let mut ends = vec![0; table.rows];
    for cell in table.cells.iter().filter(|c| !c.lines.is_empty()) {
        if let Some(end) = ends.get_mut(cell.row) {
            *end = cell.col.saturating_add(1).max(*end);
        }
    }
    let end = |row: usize| ends.get(row).copied().unwrap_or(0);
    let last = table.rows.checked_sub(1)?;
    let reached = table.cells.iter().filter(|c| c.row == last).flat_map(|c| &c.lines).map(|l| l.1).max()?;
    let stops = chars.iter().skip(reached).all(|c| *c == '\t');
    let whole = (0..last).all(|row| end(row) == table.columns) && last > 1;
    (stops && whole && end(last) < table.columns).then(|| {
        format!(
            "a table is not closed: its last row, {}, has {} of {} cells, and the text stops there",
            table.rows,
            end(last),
            table.columns
        )
    })
}

fn lines(chars: &[char], page: &TextPage) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = page.start;
    for at in page.start..page.end.min(chars.len()) {
        if matches!(chars.get(at), Some('\n' | '\r' | '\u{C}')) {
            lines.push((start, at));
            start = at + 1;
        }
    }
    lines.push((start, page.end.min(chars.len())));
    // The line feed after a carriage return ends no line of its own.
    lines.retain(|l| l.0 < l.1 || !matches!(l.0.checked_sub(1).and_then(|b| chars.get(b)), Some('\r')));
    lines
}

fn table(chars: &[char], page: u32, rows: &[(usize, usize)]) -> Option<TextTable> {
    if rows.len() < LEAST.1 {
        return None;
    }
    let mut table = TextTable { page, rows: rows.len(), ..TextTable::default() };
    for (row, line) in rows.iter().enumerate() {
        let mut start = line.0;
        let mut col = 0;
        for at in line.0..=line.1 {
            if at == line.1 || chars.get(at) == Some(&'\t') {
                let lines = pieces(chars, start, at);
                table.cells.push(TextCell {
                    row,
                    col,
                    rows: 1,
                    cols: 1,
                    lines,
                    head: false,
                    hidden: false,
                    unsure: false,
                });
                col += 1;
                start = at + 1;
            }
        }
        table.columns = table.columns.max(col);
    }
    // Tabs at the ends of lines part nothing.
    let used = table.cells.iter().filter(|c| !c.lines.is_empty()).map(|c| c.col + 1).max()?;
    table.columns = used;
    table.cells.retain(|c| c.col < used);
    let mut there = vec![0; rows.len()];
    for cell in &table.cells {
        if let Some(count) = there.get_mut(cell.row) {
            *count += 1;
        }
    }
    for (row, there) in there.into_iter().enumerate() {
        let missing = there..used;
        table.cells.extend(missing.map(|col| TextCell { row, col, rows: 1, cols: 1, ..TextCell::default() }));
    }
    table.cells.sort_by_key(|c| (c.row, c.col));
    Some(table)
}

/// The lines of a cell: what stands between its markup, without blanks at the ends.
fn pieces(chars: &[char], start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    let mut from = start;
    let mut at = start;
    while at < end {
        match markup(chars, at, end) {
            Some(after) => {
                pieces.extend(trimmed(chars, from, at));
                from = after;
                at = after;
            }
            None => at += 1,
        }
    }
    pieces.extend(trimmed(chars, from, end));
    pieces
}

fn trimmed(chars: &[char], mut start: usize, mut end: usize) -> Option<(usize, usize)> {
    let blank = |at: usize| chars.get(at).is_none_or(|c| c.is_whitespace());
    while start < end && blank(start) {
        start += 1;
    }
    while start < end && blank(end - 1) {
        end -= 1;
    }
    (start < end).then_some((start, end))
}

/// One past the tag that begins at `at`, if one of the known ones does.
pub fn markup(chars: &[char], at: usize, end: usize) -> Option<usize> {
    if chars.get(at) != Some(&'<') {
        return None;
    }
    let name_at = if chars.get(at + 1) == Some(&'/') { at + 2 } else { at + 1 };
    let rest = chars.get(name_at..end)?;
    let name: String = rest.iter().take_while(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase();
    let close = rest.iter().take(200).position(|c| *c == '>')?;
    (MARKUP.contains(&name.as_str())).then_some(name_at + close + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::text::decode;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let read = tabbed(decode(text.as_bytes()).unwrap(), &Limits::default()).unwrap();
        let chars: Vec<char> = read.text.text.chars().collect();
        let cell = |c: &TextCell| {
            c.lines.iter().map(|l| chars[l.0..l.1].iter().collect::<String>()).collect::<Vec<_>>().join("|")
        };
        let row = |t: &TextTable, r: usize| t.cells.iter().filter(|c| c.row == r).map(cell).collect();
        read.tables.iter().flat_map(|t| (0..t.rows).map(|r| row(t, r)).collect::<Vec<Vec<String>>>()).collect()
    }

    #[test]
    fn rows_lists_and_short_rows() {
        let read = rows("前文\n番号\t項目\t方法\t\n1\t甲\t<ul style=\"x\"> ・あ<br>い </ul>\n2\t乙\r\n\n後文\ta");
        assert_eq!(
            read,
            [["番号", "項目", "方法"], ["1", "甲", "・あ|い"], ["2", "乙", ""]].map(|r| r.map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn a_table_that_stops_within_a_row_says_so() {
        let read = |text: &str| {
            let decoded = crate::ingest::text::decode(text.as_bytes()).unwrap();
            tabbed(decoded, &Limits::default()).unwrap().text.repaired
        };
        assert_eq!(
            read("番号\t名前\t数\n1\t甲\t2\n2\t乙"),
            ["a table is not closed: its last row, 3, has 2 of 3 cells, and the text stops there"]
        );
        assert!(read("番号\t名前\t数\n1\t甲\t2\n2\t乙\t3").is_empty());
        assert!(read("番号\t名前\t数\n1\t甲\t2\n2\t乙\n").is_empty());
    }

    #[test]
    fn one_line_with_tabs_is_no_table() {
        assert!(rows("a\tb\tc\nd").is_empty());
    }
}
