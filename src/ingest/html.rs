//! HTML → its visible text and tables.
//!
//! The tokens of a standard tokeniser are walked once, without a tree: nesting cannot exhaust the stack. End tags that
//! HTML lets authors leave out (`</td>`, `</tr>`, `</li>`) are implied by what follows. Scripts, styles and the
//! head of the document are not shown and not read.

use super::tabular::{Positions, Tabular, TextCell, TextTable, Writer};
use super::{Limit, Limits, text};
use crate::sheet::{Error, ErrorKind};
use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use std::collections::BTreeMap;

/// Elements whose content is not shown.
/// Elements that end a head which nothing closes.
const BODY: [&[u8]; 10] = [b"div", b"p", b"h1", b"h2", b"h3", b"table", b"main", b"section", b"ul", b"header"];
const UNSEEN: [&[u8]; 6] = [b"head", b"script", b"style", b"template", b"noscript", b"title"];
/// Elements that begin and end a line.
const BLOCKS: [&[u8]; 26] = [
    b"p",
    b"div",
    b"ul",
    b"ol",
    b"li",
    b"dl",
    b"dt",
    b"dd",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"section",
    b"article",
    b"header",
    b"footer",
    b"main",
    b"nav",
    b"form",
    b"fieldset",
    b"blockquote",
    b"pre",
    b"hr",
    b"caption",
];

/// Reads an HTML document.
///
/// # Errors
/// `too-large` above the limits of size and cells, `blank` where nothing is shown, `not-a-document` where the
/// bytes are no text.
pub fn html(bytes: &[u8], limits: &Limits) -> Result<Tabular, Error> {
    let source = text::decode_within(bytes, limits)?;
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut page = Page::new(limits);
    for token in Tokenizer::new_with_emitter(source.text.as_str(), emitter) {
        let Ok(token) = token;
        page.token(token)?;
    }
    let mut repaired = source.repaired;
    while let Some(open) = page.open.last_mut() {
        // Of what stands in the last cell a part may be lost.
        if let Some(cell) = &mut open.cell {
            cell.unsure = true;
        }
        let (row, col) = open.row.unwrap_or((open.next_row, 0));
        repaired.push(format!(
            "a table is not closed: it is read as far as row {}, column {}, where the text stops",
            row + 1,
            col.max(1)
        ));
        page.close_table();
    }
    if page.out.at() == 0 || page.tables.is_empty() && page.is_blank() {
        return Err(Error::new(ErrorKind::Blank, "文字がありません", "there is no visible text in it"));
    }
    let mut tables = page.tables;
    tables.retain(|t| t.cells.iter().filter(|c| !c.lines.is_empty()).count() > 1);
    tables.sort_by_key(|t| t.cells.iter().filter_map(|c| c.lines.first()).map(|l| l.0).min());
    let mut text = page.out.finish(source.encoding, source.encoding_confidence, repaired);
    // What was lost may have been markup, which parts all that follows.
    if !source.damaged.is_empty() {
        text.damaged = text.pages.iter().map(|page| page.number).collect();
    }
    Ok(Tabular { text, tables })
}

/// What was read so far.
struct Page<'l> {
    limits: &'l Limits,
    out: Writer,
    open: Vec<Open>,
    tables: Vec<TextTable>,
    cells: usize,
    positions: Positions<'l>,
    /// The element that is not shown, and how often it is open.
    unseen: Option<(Vec<u8>, usize)>,
    shown: bool,
    blank_pending: bool,
}

/// A table that is not closed yet.
#[derive(Default)]
struct Open {
    table: TextTable,
    /// The row being filled: index, and the next free column.
    row: Option<(usize, usize)>,
    next_row: usize,
    columns: usize,
    /// Rows up to which a column is covered by a cell of an earlier row.
    covered: BTreeMap<usize, usize>,
    cell: Option<TextCell>,
    line: Option<usize>,
}

impl Open {
    /// Rows and columns so far.
    fn size(&self) -> (usize, usize) {
        (self.next_row, self.columns)
    }
}

impl<'l> Page<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            out: Writer::default(),
            open: Vec::new(),
            tables: Vec::new(),
            cells: 0,
            positions: Positions::new(limits),
            unseen: None,
            shown: false,
            blank_pending: false,
        }
    }

    fn is_blank(&self) -> bool {
        !self.shown
    }

    fn token(&mut self, token: Token) -> Result<(), Error> {
        match token {
            Token::StartTag(tag) => self.start(&tag)?,
            Token::EndTag(tag) => self.end(&tag.name),
            Token::String(text) => {
                if self.unseen.is_none() {
                    self.text(&String::from_utf8_lossy(&text.value));
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &StartTag<()>) -> Result<(), Error> {
        let name = tag.name.as_slice();
        if let Some((unseen, depth)) = &mut self.unseen {
            if unseen.as_slice() == name && !tag.self_closing {
                *depth += 1;
            }
            // A document without `</head>`: its body is shown all the same, and so is what cannot stand in a head.
            let body = name == b"body" || unseen.as_slice() == b"head" && BODY.contains(&name);
            if body {
                self.unseen = None;
            }
            if !body || name == b"body" {
                return Ok(());
            }
        }
        match name {
            _ if UNSEEN.contains(&name) => self.unseen = (!tag.self_closing).then(|| (name.to_vec(), 1)),
            b"br" => self.line_break(),
            b"table" => {
                self.line_break();
                self.open.push(Open::default());
                self.limits.check(Limit::Nesting, self.open.len())?;
            }
            b"tr" => self.start_row()?,
            b"td" | b"th" => self.start_cell(tag, name == b"th")?,
            b"thead" | b"tbody" | b"tfoot" => self.end_row(),
            _ if BLOCKS.contains(&name) => self.line_break(),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8]) {
        if let Some((unseen, depth)) = &mut self.unseen {
            if unseen.as_slice() == name {
                *depth = depth.saturating_sub(1);
                if *depth == 0 {
                    self.unseen = None;
                }
            }
            return;
        }
        match name {
            b"table" => self.close_table(),
            b"tr" | b"thead" | b"tbody" | b"tfoot" => self.end_row(),
            b"td" | b"th" => self.end_cell(),
            _ if BLOCKS.contains(&name) => self.line_break(),
            _ => {}
        }
    }

    /// White space in a row is one blank, and none at the ends of a line.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}') {
                self.blank_pending = true;
                continue;
            }
            if self.blank_pending && !self.out.is_fresh() {
                self.out.push(" ");
            }
            self.blank_pending = false;
            self.shown |= !c.is_whitespace();
            let at = self.out.at();
            if let Some(open) = self.open.last_mut()
                && open.cell.is_some()
            {
                open.line.get_or_insert(at);
            }
            self.out.push(c.encode_utf8(&mut [0; 4]));
        }
    }

    /// Ends the line of the text, and that of the cell.
    fn line_break(&mut self) {
        self.blank_pending = false;
        self.end_line();
        if !self.out.is_fresh() {
            self.out.push("\n");
        }
    }

    fn end_line(&mut self) {
        let at = self.out.at();
        if let Some(open) = self.open.last_mut()
            && let (Some(start), Some(cell)) = (open.line.take(), &mut open.cell)
        {
            cell.lines.push((start, at));
        }
    }

    fn start_row(&mut self) -> Result<(), Error> {
        self.end_row();
        self.line_break();
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        self.limits.check(Limit::Rows, open.next_row + 1)?;
        open.row = Some((open.next_row, 0));
        open.next_row += 1;
        self.positions.check(self.open.iter().map(Open::size))
    }

    fn end_row(&mut self) {
        self.end_cell();
        if let Some(open) = self.open.last_mut() {
            open.row = None;
        }
    }

    fn start_cell(&mut self, tag: &StartTag<()>, head: bool) -> Result<(), Error> {
        self.end_cell();
        if self.open.last().is_some_and(|o| o.row.is_none()) {
            self.start_row()?;
        }
        let Some(open) = self.open.last_mut() else {
            self.line_break();
            return Ok(());
        };
        let Some((row, from)) = open.row else { return Ok(()) };
        let is_free = |c: &usize| open.covered.get(c).is_none_or(|until| *until <= row);
        let free = (from..).find(is_free).unwrap_or(from);
        let span = |name: &[u8], most: usize| {
            let value = tag.attributes.get(name).and_then(|v| String::from_utf8_lossy(&v.value).trim().parse().ok());
            value.unwrap_or(1_usize).min(most)
        };
        // A row span of 0 reaches to the end of the table.
        let most = self.limits.count(Limit::Rows);
        let rows = Some(span(b"rowspan", most)).filter(|n| *n > 0).unwrap_or(most);
        // A cell ends where one from above reaches into its row.
        let cols =
            (free..).take_while(is_free).take(span(b"colspan", self.limits.count(Limit::Columns)).max(1)).count();
        self.cells += 1;
        self.limits.check(Limit::Columns, free + cols)?;
        self.limits.check(Limit::Cells, self.cells)?;
        for column in free..free + cols {
            open.covered.insert(column, row + rows);
        }
        open.row = Some((row, free + cols));
        open.columns = open.columns.max(free + cols);
        open.cell =
            Some(TextCell { row, col: free, rows, cols, lines: Vec::new(), head, hidden: false, unsure: false });
        self.positions.check(self.open.iter().map(Open::size))?;
        self.blank_pending = false;
        if free > 0 && self.out.last().is_some_and(|c| c != '\n') {
            self.out.push("\t");
        }
        Ok(())
    }

    fn end_cell(&mut self) {
        self.end_line();
        self.blank_pending = false;
        if let Some(open) = self.open.last_mut()
            && let Some(cell) = open.cell.take()
        {
            open.table.cells.push(cell);
        }
    }

    fn close_table(&mut self) {
        self.end_row();
        let Some(Open { mut table, next_row, .. }) = self.open.pop() else { return };
        table.page = 1;
        table.rows = next_row;
        for cell in &mut table.cells {
            cell.rows = cell.rows.min(next_row.saturating_sub(cell.row)).max(1);
        }
        table.columns = table.cells.iter().map(|c| c.col + c.cols).max().unwrap_or(0);
        self.positions.close(table.rows, table.columns);
        self.tables.push(table);
        self.line_break();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(source: &str) -> Vec<(usize, usize, usize, usize, String)> {
        let read = html(source.as_bytes(), &Limits::default()).unwrap();
        let chars: Vec<char> = read.text.text.chars().collect();
        let line = |l: &(usize, usize)| chars[l.0..l.1].iter().collect::<String>();
        let cells = read.tables.iter().flat_map(|t| &t.cells);
        cells.map(|c| (c.row, c.col, c.rows, c.cols, c.lines.iter().map(line).collect::<Vec<_>>().join("|"))).collect()
    }

    #[test]
    fn spans_entities_lists_and_left_out_end_tags() {
        let read = cells(
            "<title>x</title><table><tr><th rowspan=2>番号<th colspan=2>目&amp;標\n 値<tr><td>1<ul><li>あ<li>い</ul><td>２<br>３</table>",
        );
        let text = |r, c, rows, cols, t: &str| (r, c, rows, cols, t.to_owned());
        assert_eq!(
            read,
            [
                text(0, 0, 2, 1, "番号"),
                text(0, 1, 1, 2, "目&標 値"),
                text(1, 1, 1, 1, "1|あ|い"),
                text(1, 2, 1, 1, "２|３")
            ]
        );
    }

    #[test]
    fn a_table_within_a_cell_is_a_table_of_its_own() {
        let read = html(
            b"<table><tr><td>outer<table><tr><td>a<td>b</table><td>next</table><script>var x = '<td>'</script>",
            &Limits::default(),
        )
        .unwrap();
        assert_eq!(read.tables.len(), 2);
        assert!(!read.text.text.contains("var"));
        assert_eq!(read.tables[1].cells.len(), 2);
    }

    #[test]
    fn a_table_that_is_not_closed_says_where_it_stops() {
        let read = html(b"<table><tr><td>a<td>b<tr><td>c<td>d", &Limits::default()).unwrap();
        assert_eq!(read.tables.iter().map(|t| (t.rows, t.cells.len())).collect::<Vec<_>>(), [(2, 4)]);
        assert_eq!(
            read.text.repaired,
            ["a table is not closed: it is read as far as row 2, column 2, where the text stops"]
        );
        assert!(html(b"<table><tr><td>a<td>b</table>", &Limits::default()).unwrap().text.repaired.is_empty());
    }

    #[test]
    fn bombs_and_blanks_are_refused() {
        let kind = |s: &str| html(s.as_bytes(), &Limits::default()).unwrap_err().kind();
        assert_eq!(kind("<table><tr><td colspan=1999>a<td colspan=1999>b</table>"), ErrorKind::TooLarge);
        assert_eq!(kind("<html><head><title>x</title></head><body> <br> </body>"), ErrorKind::Blank);
    }
}
