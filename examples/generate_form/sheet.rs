//! One page-wide grid as spreadsheets print it: head, costs by year, indicators, in different columns.

use std::fmt::Write as _;

/// File name of the sheet.
pub const NAME: &str = "hoshimi-2021.pdf";

/// Left edge, top edge, width of a column and height of a row, in points.
const GRID: (f64, f64, f64, f64) = (40.0, 70.0, 21.0, 20.0);
const PAGE_HEIGHT: f64 = 842.0;
const SIZE: f64 = 8.0;

/// Row, column, rows, columns and text of a cell on the fine grid of 24 columns.
pub type Cell = (usize, usize, usize, usize, &'static str);

/// Cells in lines, each from a column of the fine grid of 24 columns.
pub fn lines(lines: &[(usize, &[(usize, &'static str)])]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (row, (from, items)) in lines.iter().enumerate() {
        let mut col = *from;
        for (cols, text) in *items {
            cells.push((row, col, 1, *cols, *text));
            col += cols;
        }
    }
    cells
}

fn cells() -> Vec<Cell> {
    let mut cells = lines(&[
        (0, &[(4, "事務事業名"), (10, "星空観察会開催事業"), (4, "担当課"), (6, "生涯学習課")]),
        (0, &[(4, "対象"), (20, "市民")]),
        (0, &[(24, "１　事業費（単位：千円）")]),
        (0, &[(8, "区分"), (4, "平成31年度決算"), (4, "令和２年度決算"), (4, "令和３年度決算"), (4, "令和４年度予算")]),
        (2, &[(6, "国庫支出金"), (4, "120"), (4, "130"), (4, "140"), (4, "150")]),
        (2, &[(6, "一般財源"), (4, "880"), (4, "900"), (4, "910"), (4, "950")]),
        // 130 + 900 = 1,030, not 1,040: planted.
        (2, &[(6, "事業費計（Ａ）"), (4, "1,000"), (4, "1,040"), (4, "1,050"), (4, "1,100")]),
        (0, &[(8, "人件費（Ｂ）"), (4, "500"), (4, "510"), (4, "520"), (4, "520")]),
        (0, &[(8, "総コスト（Ａ＋Ｂ）"), (4, "1,500"), (4, "1,550"), (4, "1,570"), (4, "1,620")]),
        (0, &[(24, "２　指標")]),
        (0, &[(7, "指標名"), (2, "単位"), (3, "区分"), (4, "令和元年度"), (4, "令和２年度"), (4, "令和３年度")]),
        (9, &[(3, "目標"), (4, "10"), (4, "10"), (4, "12")]),
        (9, &[(3, "実績"), (4, "9"), (4, "4"), (4, "12")]),
        // 4 ÷ 10 = 40.0 %, not 45.0 %: planted.
        (9, &[(3, "達成率"), (4, "90.0%"), (4, "45.0%"), (4, "100.0%")]),
        (9, &[(3, "目標"), (4, "400"), (8, "420")]),
        (9, &[(3, "実績"), (4, "371"), (4, "－"), (4, "")]),
    ]);
    cells.extend([
        (4, 0, 3, 2, "事業費"),
        (11, 0, 3, 7, "観察会開催回数"),
        (11, 7, 3, 2, "回"),
        (14, 0, 2, 7, "参加者数"),
        (14, 7, 2, 2, "人"),
    ]);
    cells
}

/// The sheet as PDF.
pub fn pdf() -> Vec<u8> {
    page("令和３年度　事務事業評価シート（星見市）", &cells())
}

/// A page with a title and a grid as PDF, its text in a font that is not embedded (90ms-RKSJ-H).
pub fn page(title: &str, cells: &[Cell]) -> Vec<u8> {
    assemble(&[content(title, "", cells)])
}

/// The same on several pages; the note stands at the right over the first grid.
#[allow(dead_code)]
pub fn pages(title: &str, note: &str, pages: &[Vec<Cell>]) -> Vec<u8> {
    let shown = pages.iter().enumerate();
    let shown = shown.map(|(i, cells)| if i == 0 { content(title, note, cells) } else { content("", "", cells) });
    assemble(&shown.collect::<Vec<_>>())
}

fn content(title: &str, note: &str, cells: &[Cell]) -> String {
    let mut content = String::from("0.6 w\n");
    let (left, top, width, height) = GRID;
    let mut text = |x: f64, y: f64, text: &str| {
        let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
        assert!(!lost, "{text} is not in Shift JIS");
        let hex: String = bytes.iter().map(|b| format!("{b:02X}")).collect();
        writeln!(content, "BT /F1 {SIZE} Tf {x:.2} {:.2} Td <{hex}> Tj ET", PAGE_HEIGHT - y).unwrap();
    };
    for (x, y, said) in [(left, top - 20.0, title), (left + 20.0 * width, top - 6.0, note)] {
        if !said.is_empty() {
            text(x, y, said);
        }
    }
    for (row, col, rows, _, said) in cells {
        let y = top + (*row as f64 + *rows as f64 / 2.0) * height + SIZE * 0.38;
        text(left + *col as f64 * width + 3.0, y, said);
    }
    for (row, col, rows, cols, _) in cells {
        let (x, y) = (left + *col as f64 * width, PAGE_HEIGHT - top - (row + rows) as f64 * height);
        writeln!(content, "{x:.2} {y:.2} {:.2} {:.2} re S", *cols as f64 * width, *rows as f64 * height).unwrap();
    }
    content
}

fn assemble(contents: &[String]) -> Vec<u8> {
    let page = |contents: usize| {
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {contents} 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
        )
    };
    let stream = |content: &str| format!("<</Length {}>>\nstream\n{content}endstream", content.len());
    // The first page stands before the font, the others behind it.
    let numbers: Vec<usize> = (0..contents.len()).map(|i| if i == 0 { 3 } else { 6 + 2 * i }).collect();
    let kids: Vec<String> = numbers.iter().map(|n| format!("{n} 0 R")).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), kids.len()),
        page(4),
        contents.first().map(|c| stream(c)).unwrap_or_default(),
        "<</Type/Font/Subtype/Type0/BaseFont/HeiseiKakuGo-W5/Encoding/90ms-RKSJ-H/DescendantFonts[6 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiKakuGo-W5/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)\
         /Supplement 2>>/DW 1000/W[231 389 500]/FontDescriptor 7 0 R>>"
            .to_owned(),
        "<</Type/FontDescriptor/FontName/HeiseiKakuGo-W5/Flags 4/FontBBox[-92 -250 1010 922]/ItalicAngle 0/Ascent 880\
         /Descent -120/CapHeight 718/StemV 99>>"
            .to_owned(),
    ];
    for (content, number) in contents.iter().zip(numbers).skip(1) {
        objects.extend([page(number + 1), stream(content)]);
    }
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(out.len());
        writeln!(out, "{} 0 obj\n{object}\nendobj", i + 1).unwrap();
    }
    let start = out.len();
    writeln!(out, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1).unwrap();
    places.iter().for_each(|at| writeln!(out, "{at:010} 00000 n ").unwrap());
    writeln!(out, "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", objects.len() + 1).unwrap();
    out.into_bytes()
}
