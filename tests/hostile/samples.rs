//! The documents that are broken.

use crate::at_root;
use std::fmt::Write as _;
use std::io::Write as _;

/// A document and its file name.
pub struct Sample {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(at_root("fixtures").join(name)).unwrap()
}

/// PDFs of several writers: maps of characters and embedded fonts, one page and more, tables and streams of objects.
pub fn pdfs() -> Vec<Sample> {
    [
        "sheets/zuiun-2021-1-5.pdf",
        "sheets/zuiun-2021-2-6.pdf",
        "forms/hoshimi-2021.pdf",
        "forms/hoshimi-2023.pdf",
        "forms/hoshimi-card-2022.pdf",
    ]
    .map(|name| Sample { name, bytes: fixture(name) })
    .into()
}

/// Some pages of a dump whose pages are parted by `end`.
fn pages(text: &str, end: &str, wanted: &[usize]) -> Vec<u8> {
    let pages: Vec<&str> = text.split(end).collect();
    wanted.iter().map(|i| pages[*i]).collect::<Vec<_>>().join(end).into_bytes()
}

/// A list and a sheet in a dump that keeps the columns.
pub fn laid_out() -> Sample {
    let text = String::from_utf8(fixture("sheets/zuiun-2021.layout.txt")).unwrap();
    Sample { name: "two.layout.txt", bytes: pages(&text, "\u{c}", &[2, 5]) }
}

/// Sheets in the order of the content stream.
pub fn stream() -> Sample {
    let bytes = fixture("sheets/zuiun-2021.stream.cp932.txt");
    let text = encoding_rs::SHIFT_JIS.decode(&bytes).0.replace("\r\n", "\n");
    Sample { name: "three.stream.txt", bytes: pages(&text, "\n\n\n\n", &[2, 3, 5]) }
}

/// A table whose rows add up and whose rates come out: name, target, actual, rate; the sum last.
fn rows() -> Vec<[String; 4]> {
    let names = ["図書の貸出", "窓口の案内", "講座の開催", "相談の受付", "冊子の配布", "施設の見学", "企業の訪問"];
    let figures = [(1_200, 1_080), (50, 55), (240, 186), (36, 27), (8_000, 7_360), (120, 93), (64, 80)];
    let row = |name: &str, (target, actual): (u32, u32)| {
        // To a tenth, half up.
        let rate = (actual * 2_000 + target) / (target * 2);
        let count = |n: u32| if n > 999 { format!("{},{:03}", n / 1_000, n % 1_000) } else { n.to_string() };
        [name.to_owned(), count(target), count(actual), format!("{}.{}%", rate / 10, rate % 10)]
    };
    let sum = figures.iter().fold((0, 0), |sum, f| (sum.0 + f.0, sum.1 + f.1));
    let all = names.iter().zip(figures).map(|(name, f)| row(name, f));
    std::iter::once(["事業名", "令和3年度目標", "令和3年度実績", "達成率"].map(str::to_owned))
        .chain(all)
        .chain([row("合計", sum)])
        .collect()
}

/// The same table in the three forms that have tables.
pub fn tables() -> Vec<Sample> {
    let rows = rows();
    let tabbed: String =
        rows.iter().fold("令和3年度 事業の実績\n".to_owned(), |text, row| text + &row.join("\t") + "\n");
    let mut html =
        String::from("<html><head><meta charset=\"utf-8\"></head><body><h1>令和3年度 事業の実績</h1><table>\n");
    for row in &rows {
        let cells: String = row.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        writeln!(html, "<tr>{cells}</tr>").unwrap();
    }
    html.push_str("</table></body></html>\n");
    vec![
        Sample { name: "table.tabbed.txt", bytes: tabbed.into_bytes() },
        Sample { name: "table.html", bytes: html.into_bytes() },
        Sample { name: "table.xlsx", bytes: workbook(&rows) },
    ]
}

/// A workbook whose parts are not compressed, so that what breaks it reaches their text.
fn workbook(rows: &[[String; 4]]) -> Vec<u8> {
    let mut sheet = String::from(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    for (r, row) in rows.iter().enumerate() {
        write!(sheet, "<row r=\"{}\">", r + 1).unwrap();
        for (cell, column) in row.iter().zip('A'..) {
            write!(sheet, "<c r=\"{column}{}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>", r + 1).unwrap();
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<?xml version=\"1.0\"?><Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<?xml version=\"1.0\"?><Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relation}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{relation}\"><sheets><sheet name=\"実績\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<?xml version=\"1.0\"?><Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relation}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in parts {
        archive.start_file(name, plain).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
