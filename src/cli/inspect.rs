//! `inspect`: what the reader saw, layer by layer.

use super::args::{Inspect, Layer};
use super::drawing::{Drawn, draw};
use super::input;
use super::picture::{fields_to_shapes, layer_to_picture};
use super::reader::Reader;
use super::status::{Status, Stop};
use super::terminal::{Terminal, plain, print};
use crate::batch::{isolate, write_atomic};
use crate::emit::svg::picture_to_svg;
use crate::emit::wire;
use crate::geom::Rect;
use crate::ingest::pdf::Pdf;
use crate::ingest::{Format, sniff, text};
use crate::layout::{self, Line, Trace};
use crate::read;
use crate::sheet::{Error, ErrorKind};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Shows one layer of an input: a line an item, place first.
pub fn run(arguments: &Inspect, reader: &Reader, terminal: Terminal) -> Result<Status, Stop> {
    let path = arguments.input.to_string_lossy();
    let bytes = input::bytes(&arguments.input, reader.limits())?;
    let name = input::name(&arguments.input);
    if let Some(file) = &arguments.svg {
        let svg = isolate(|| drawing(&bytes, &name, arguments, reader)).map_err(|e| e.with_path(path))?;
        if input::is_standard(file) {
            print(&svg)?
        } else {
            write_atomic(file, svg.as_bytes())?
        }
        return Ok(Status::Done);
    }
    let seen = isolate(|| match (arguments.layer, sniff(&bytes, &name)?) {
        (Layer::Cells | Layer::Rules | Layer::Words, Format::Pdf) if arguments.draw => {
            pages(bytes.clone(), arguments.page, reader, |trace| drawn(trace, terminal))
        }
        _ if arguments.draw => Ok(tables(&reader.read(bytes.clone(), &name)?.document, arguments.page, terminal)),
        (Layer::Fields, _) | (_, Format::DocumentJson) => {
            fields(&reader.read(bytes.clone(), &name)?.document, arguments.page)
        }
        (layer, Format::Pdf) => pages(bytes.clone(), arguments.page, reader, |trace| seen(trace, layer, terminal)),
        (Layer::Rules, _) => Ok(String::new()),
        (_, _) => runs(&bytes, arguments.page),
    });
    print(&seen.map_err(|error| error.with_path(path))?)?;
    Ok(Status::Done)
}

/// One page of a PDF as a picture.
fn drawing(bytes: &[u8], name: &str, arguments: &Inspect, reader: &Reader) -> Result<String, Error> {
    if sniff(bytes, name)? != Format::Pdf {
        return Err(Error::new(
            ErrorKind::Configuration,
            "図にできるのは PDF のページだけです",
            "only pages of a PDF can be drawn",
        ));
    }
    let page = arguments.page.unwrap_or(1);
    let document = match arguments.layer {
        Layer::Fields => serde_json::to_value(reader.read(bytes.to_vec(), name)?.document).unwrap_or_default(),
        _ => Value::Null,
    };
    pages(bytes.to_vec(), Some(page), reader, |trace| {
        let mut picture = layer_to_picture(trace, arguments.layer);
        picture.shapes.extend(fields_to_shapes(&document, page, &trace.layout.turn));
        picture_to_svg(&picture)
    })
}

/// What `show` makes of the pages that are wanted.
fn pages(
    bytes: Vec<u8>,
    wanted: Option<u32>,
    reader: &Reader,
    show: impl Fn(&Trace) -> String,
) -> Result<String, Error> {
    let options = reader.options();
    let pdf = Pdf::open(bytes, &options.opening)?;
    let mut pages = pdf.reader();
    if let Some(number) = wanted.filter(|number| *number > pdf.page_count()) {
        return Err(no_page(number, pdf.page_count()));
    }
    let mut see = |number: u32| {
        let (page, turn) = read::page(&mut pages, number, options)?;
        let mut trace = layout::trace(&page, &options.opening.limits)?;
        trace.layout.turn = turn.unwrap_or(trace.layout.turn);
        Ok(show(&trace))
    };
    if let Some(number) = wanted {
        return see(number);
    }
    // A page that cannot be read hides none of the others.
    Ok((1..=pdf.page_count())
        .map(|number| see(number).unwrap_or_else(|error: Error| format!("# {}\n", plain(&error.to_string()))))
        .collect())
}

fn no_page(number: u32, count: u32) -> Error {
    Error::new(
        ErrorKind::Configuration,
        format!("{number} ページはありません (全 {count} ページ)"),
        format!("there is no page {number}; the document has {count}"),
    )
}

/// Writing to a string cannot fail; this keeps that in one place.
macro_rules! put {
    ($text:expr, $($argument:tt)*) => { let _ = writeln!($text, $($argument)*); };
}

/// The grids of a page, and between them the lines that stand in none, as they follow each other on it.
fn drawn(trace: &Trace, terminal: Terminal) -> String {
    let page = &trace.layout;
    let mut parts: Vec<(f64, String)> =
        page.loose.iter().map(|l| (l.bbox.y0, format!("{}\n", plain(&l.text)))).collect();
    for (number, grid) in page.grids.iter().enumerate() {
        let (rows, columns) = (grid.ys.len().saturating_sub(1), grid.xs.len().saturating_sub(1));
        let cell = |cell: &layout::Cell| Drawn {
            span: [cell.row, cell.col, cell.rows, cell.cols],
            lines: cell.lines.iter().map(|line| line.text.clone()).collect(),
        };
        let cells: Vec<Drawn> = grid.cells.iter().map(cell).collect();
        let name = format!("## {} {number}: {rows} × {columns}\n", terminal.say("表", "grid"));
        parts.push((grid.bbox.y0, name + &draw(rows, columns, &cells)));
    }
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let head = format!("# {} {}\n", terminal.say("ページ", "page"), page.page);
    parts.into_iter().fold(head, |text, (_, part)| text + &part)
}

/// The indicators of a sheet: a row for each role, a column for each year.
fn draw_sheet(sheet: &wire::Sheet, terminal: Terminal) -> String {
    let figures = || sheet.indicators.iter().flat_map(|indicator| &indicator.observations);
    let years: Vec<i32> = figures().map(|figure| figure.fiscal_year).collect::<BTreeSet<_>>().into_iter().collect();
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    let head = |column: usize, text: &str| Drawn { span: [0, column, 1, 1], lines: lines(text) };
    let mut cells = vec![head(0, terminal.say("指標", "indicator")), head(1, "")];
    cells.extend(years.iter().enumerate().map(|(i, year)| head(i + 2, &year.to_string())));
    let mut row = 1;
    for indicator in &sheet.indicators {
        let from = row;
        let mut roles: Vec<wire::Role> = Vec::new();
        for figure in &indicator.observations {
            let new = roles.len();
            let at = roles.iter().position(|role| *role == figure.role).unwrap_or(new);
            if at == new {
                roles.push(figure.role);
                let role = figure.role.word(terminal.language);
                cells.push(Drawn { span: [from + at, 1, 1, 1], lines: lines(role) });
            }
            let column = years.iter().position(|year| *year == figure.fiscal_year).unwrap_or(0) + 2;
            cells.push(Drawn { span: [from + at, column, 1, 1], lines: lines(&figure.value.printed) });
        }
        row += roles.len().max(1);
        let unit = indicator.unit.as_ref().map(|unit| format!("({})", unit.printed));
        let label: Vec<String> = lines(&indicator.label.printed);
        let label = label.into_iter().chain(unit).collect();
        cells.push(Drawn { span: [from, 0, row - from, 1], lines: label });
    }
    draw(row, years.len() + 2, &cells)
}

/// The indicators and tables of a document, those of one page where one is wanted.
fn tables(document: &wire::Document, wanted: Option<u32>, terminal: Terminal) -> String {
    let mut text = String::new();
    for sheet in document.sheets.iter().filter(|sheet| wanted.is_none_or(|number| number == sheet.page)) {
        let name = sheet.project.name.as_ref().map(|name| plain(&name.printed)).unwrap_or_default();
        let head = format!("## {} {} (p.{}) {name}", terminal.say("シート", "sheet"), plain(&sheet.id), sheet.page);
        put!(text, "{}", head.trim_end());
        text.push_str(&draw_sheet(sheet, terminal));
    }
    let here = |(_, table): &(usize, &wire::Table)| wanted.is_none_or(|number| number == table.page);
    for (number, table) in document.tables.iter().enumerate().filter(here) {
        let caption = table.caption.as_ref().map(|caption| plain(&caption.printed)).unwrap_or_default();
        let head = format!("## {} {number} (p.{}) {caption}", terminal.say("表", "table"), table.page);
        put!(text, "{}", head.trim_end());
        text.push_str(&draw_table(table));
    }
    if text.is_empty() {
        put!(text, "{}", terminal.say("表はありません", "there is no table"));
    }
    text
}

fn draw_table(table: &wire::Table) -> String {
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    let head = table.header.iter().map(|row| {
        row.iter().map(|cell| cell.as_ref().map(|cell| lines(&cell.printed))).collect::<Vec<Option<Vec<String>>>>()
    });
    let body = table.rows.iter().map(|row| {
        let printed = |cell: &wire::Cell| match cell {
            wire::Cell::Quantity(figure) => lines(&figure.printed),
            wire::Cell::Field(field) => lines(&field.printed),
        };
        row.iter().map(|cell| cell.as_ref().map(printed)).collect()
    });
    let rows: Vec<Vec<Option<Vec<String>>>> = head.chain(body).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut cells = Vec::new();
    for (row, of) in rows.iter().enumerate() {
        for (column, lines) in of.iter().enumerate() {
            let merged = table.spans.iter().find(|span| span[..2] == [row, column]);
            if let Some(lines) = lines {
                cells.push(Drawn { span: merged.copied().unwrap_or([row, column, 1, 1]), lines: lines.clone() });
            }
        }
    }
    draw(rows.len(), columns, &cells)
}

fn seen(trace: &Trace, layer: Layer, terminal: Terminal) -> String {
    let page = &trace.layout;
    let mut text = String::new();
    put!(
        text,
        "# {} {}: {:.0} × {:.0} pt",
        terminal.say("ページ", "page"),
        page.page,
        page.turn.width,
        page.turn.height
    );
    // Places are those of the page as shown, like everywhere in the results.
    let shown = |rect: &Rect| corners(&page.turn.shown(rect));
    let line = |text: &mut String, line: &Line| {
        put!(text, "{}\t{:.1}pt\t{}", shown(&line.bbox), line.size, plain(&line.text));
    };
    match layer {
        Layer::Rules => trace.edges.iter().for_each(|edge| {
            put!(text, "{}", shown(edge));
        }),
        Layer::Words | Layer::Fields => {
            let cells = page.grids.iter().flat_map(|grid| &grid.cells);
            cells.flat_map(|cell| &cell.lines).chain(&page.loose).for_each(|l| line(&mut text, l));
        }
        Layer::Cells => {
            for (number, grid) in page.grids.iter().enumerate() {
                let (rows, columns) = (grid.ys.len().saturating_sub(1), grid.xs.len().saturating_sub(1));
                put!(text, "## {} {number}: {rows} × {columns} {}", terminal.say("表", "grid"), shown(&grid.bbox));
                for cell in &grid.cells {
                    let lines: Vec<_> = cell.lines.iter().map(|line| line.text.as_str()).collect();
                    let span = if cell.rows * cell.cols > 1 {
                        format!(" +{}×{}", cell.rows, cell.cols)
                    } else {
                        String::new()
                    };
                    put!(
                        text,
                        "r{} c{}{span}\t{}\t{}",
                        cell.row,
                        cell.col,
                        shown(&cell.bbox),
                        plain(&lines.join("\n"))
                    );
                }
            }
            put!(text, "## {}", terminal.say("表の外", "outside of grids"));
            page.loose.iter().for_each(|l| line(&mut text, l));
        }
    }
    text
}

fn corners(rect: &Rect) -> String {
    format!("[{:.1} {:.1} {:.1} {:.1}]", rect.x0, rect.y0, rect.x1, rect.y1)
}

/// The runs of a text dump.
fn runs(bytes: &[u8], wanted: Option<u32>) -> Result<String, Error> {
    let document = text::decode(bytes)?;
    let count = u32::try_from(document.pages.len()).unwrap_or(u32::MAX);
    if let Some(number) = wanted.filter(|number| *number > count) {
        return Err(no_page(number, count));
    }
    let mut text = String::new();
    for page in document.pages.iter().filter(|page| wanted.is_none_or(|number| number == page.number)) {
        put!(text, "# {}: {}–{}", page.number, page.start, page.end);
        for line in layout::text::lines(&document, page) {
            for run in &line.runs {
                put!(text, "{}–{}\t{}", run.start, run.end, plain(&run.text));
            }
        }
    }
    Ok(text)
}

/// Every field of a document: place, pointer, confidence, printed form, value.
fn fields(document: &wire::Document, wanted: Option<u32>) -> Result<String, Error> {
    let value =
        serde_json::to_value(document).map_err(|e| Error::new(ErrorKind::Internal, e.to_string(), e.to_string()))?;
    let mut text = String::new();
    for part in ["form", "sheets", "summary", "tables"] {
        if let Some(value) = value.get(part) {
            walk(&mut text, value, &format!("/{part}"), wanted);
        }
    }
    Ok(text)
}

fn walk(text: &mut String, value: &Value, pointer: &str, wanted: Option<u32>) {
    match value {
        Value::Object(map) => {
            if let (Some(Value::String(printed)), Some(Value::Array(places)), Some(confidence)) =
                (map.get("printed"), map.get("places"), map.get("confidence"))
            {
                let page = |place: &Value| place.get("page").and_then(Value::as_u64);
                if wanted.is_none_or(|number| places.iter().any(|place| page(place) == Some(number.into()))) {
                    let places: Vec<_> = places.iter().map(ToString::to_string).collect();
                    let meaning = map
                        .get("number")
                        .or_else(|| map.get("value").filter(|v| !v.is_null()))
                        .or_else(|| map.get("missing"));
                    let meaning = meaning.map(ToString::to_string).unwrap_or_default();
                    put!(
                        text,
                        "{}\t{pointer}\t{confidence}\t{}\t{}",
                        places.join(" "),
                        plain(printed),
                        plain(&meaning)
                    );
                }
                return;
            }
            map.iter().for_each(|(key, value)| walk(text, value, &format!("{pointer}/{key}"), wanted));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, value)| walk(text, value, &format!("{pointer}/{i}"), wanted));
        }
        _ => {}
    }
}
