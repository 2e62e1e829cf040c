//! Writes pages as PDF in the manners of different producers.

use crate::font::{self, Subset};
use crate::form::{Cell, Page, SIZE, ems};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream, StringFormat, dictionary};

/// How a file is made.
#[derive(Clone, Copy, PartialEq)]
pub enum Manner {
    /// Embedded TrueType subset, Identity-H, ToUnicode; stroked borders.
    Embedded,
    /// Embedded CFF subset, ToUnicode; borders are thin filled rectangles; a clip for each cell; labels drawn twice for bold.
    Spreadsheet,
    /// Mincho that is not embedded, 90ms-RKSJ-H; borders are rectangle outlines.
    ShiftJis,
    /// Gothic that is not embedded, UniJIS-UTF16-H; borders are rectangle outlines.
    Utf16,
}

enum Face {
    Subset(Subset),
    ShiftJis,
    Utf16,
}

fn op(name: &str, operands: Vec<Object>) -> Operation {
    Operation::new(name, operands)
}

fn num(x: f64) -> Object {
    Object::Real((x * 100.0).round() as f32 / 100.0)
}

impl Face {
    fn encode(&self, text: &str) -> Object {
        let bytes = match self {
            Face::Subset(s) => text.chars().flat_map(|c| s.glyphs[&c].0.to_be_bytes()).collect(),
            Face::ShiftJis => {
                let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
                assert!(!lost, "not in CP932: {text}");
                bytes.into_owned()
            }
            Face::Utf16 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        };
        Object::String(bytes, StringFormat::Hexadecimal)
    }

    fn width(&self, text: &str) -> f64 {
        match self {
            Face::Subset(s) => text.chars().map(|c| s.glyphs[&c].1 as f64 / 1000.0).sum(),
            _ => ems(text),
        }
    }
}

fn to_unicode(subset: &Subset) -> Stream {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let all: Vec<_> = subset.glyphs.iter().collect();
    for chunk in all.chunks(100) {
        map += &format!("{} beginbfchar\n", chunk.len());
        for (c, (glyph, _)) in chunk {
            let utf16: String = c.encode_utf16(&mut [0; 2]).iter().map(|u| format!("{u:04X}")).collect();
            map += &format!("<{glyph:04X}> <{utf16}>\n");
        }
        map += "endbfchar\n";
    }
    map += "endcmap\nend\nend\n";
    Stream::new(Dictionary::new(), map.into_bytes())
}

fn font_dictionary(pdf: &mut Document, manner: Manner, face: &Face) -> Dictionary {
    let (name, encoding, ordering) = match manner {
        Manner::Embedded => ("AAAAAA+BIZUDGothic", "Identity-H", "Identity"),
        Manner::Spreadsheet => ("BBBBBB+NotoSansCJKjp-Regular", "Identity-H", "Identity"),
        Manner::ShiftJis => ("HeiseiMin-W3", "90ms-RKSJ-H", "Japan1"),
        Manner::Utf16 => ("HeiseiKakuGo-W5", "UniJIS-UTF16-H", "Japan1"),
    };
    let mut descriptor = dictionary! {
        "Type" => "FontDescriptor", "FontName" => name, "Flags" => 4,
        "FontBBox" => vec![0.into(), (-120).into(), 1000.into(), 880.into()],
        "ItalicAngle" => 0, "Ascent" => 880, "Descent" => -120, "CapHeight" => 700, "StemV" => 80,
    };
    let mut descendant = dictionary! {
        "Type" => "Font", "BaseFont" => name, "DW" => 1000,
        "Subtype" => if manner == Manner::Embedded { "CIDFontType2" } else { "CIDFontType0" },
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal(ordering),
            "Supplement" => if ordering == "Japan1" { 2 } else { 0 },
        },
    };
    let mut font = dictionary! { "Type" => "Font", "Subtype" => "Type0", "BaseFont" => name, "Encoding" => encoding };
    match face {
        Face::Subset(subset) => {
            let mut program = Stream::new(Dictionary::new(), subset.program.clone());
            let key = if manner == Manner::Embedded {
                program.dict.set("Length1", subset.program.len() as i64);
                descendant.set("CIDToGIDMap", "Identity");
                "FontFile2"
            } else {
                program.dict.set("Subtype", "OpenType");
                "FontFile3"
            };
            descriptor.set(key, pdf.add_object(program));
            let mut widths: Vec<_> = subset.glyphs.values().collect();
            widths.sort_unstable();
            let w: Vec<Object> = widths
                .iter()
                .flat_map(|(g, a)| [Object::from(*g as i64), vec![Object::from(*a as i64)].into()])
                .collect();
            descendant.set("W", w);
            font.set("ToUnicode", pdf.add_object(to_unicode(subset)));
        }
        // Half-width Latin of Adobe-Japan1: proportional CIDs 1–230 and half-width ones 231–632.
        Face::ShiftJis => descendant.set("W", vec![231.into(), 632.into(), 500.into()]),
        Face::Utf16 => descendant.set("W", vec![1.into(), 632.into(), 500.into()]),
    }
    descendant.set("FontDescriptor", pdf.add_object(descriptor));
    font.set("DescendantFonts", vec![pdf.add_object(descendant).into()]);
    font
}

fn borders(cell: &Cell, manner: Manner, out: &mut Vec<Operation>) {
    let [x0, y0, x1, y1] = cell.bbox;
    let (low, high) = (SIZE[1] - y1, SIZE[1] - y0);
    let rect = |x: f64, y: f64, w: f64, h: f64| op("re", vec![num(x), num(y), num(w), num(h)]);
    if cell.shaded {
        out.extend([
            op("g", vec![num(0.87)]),
            rect(x0, low, x1 - x0, high - low),
            op("f", vec![]),
            op("g", vec![num(0.0)]),
        ]);
    }
    if !cell.border {
        return;
    }
    match manner {
        Manner::Embedded => {
            out.push(op("w", vec![num(0.6)]));
            for (ax, ay, bx, by) in [(x0, high, x1, high), (x0, low, x1, low), (x0, low, x0, high), (x1, low, x1, high)]
            {
                out.extend([op("m", vec![num(ax), num(ay)]), op("l", vec![num(bx), num(by)]), op("S", vec![])]);
            }
        }
        Manner::Spreadsheet => {
            let t = 0.72;
            out.extend([
                rect(x0, high - t, x1 - x0, t),
                rect(x0, low, x1 - x0, t),
                rect(x0, low, t, high - low),
                rect(x1 - t, low, t, high - low),
            ]);
            out.push(op("f", vec![]));
        }
        Manner::ShiftJis | Manner::Utf16 => {
            out.extend([op("w", vec![num(0.5)]), rect(x0, low, x1 - x0, high - low), op("S", vec![])]);
        }
    }
}

fn content(page: &Page, manner: Manner, face: &Face) -> Vec<u8> {
    let mut ops = Vec::new();
    page.cells.iter().for_each(|c| borders(c, manner, &mut ops));
    for cell in &page.cells {
        let [x0, y0, x1, y1] = cell.bbox;
        if manner == Manner::Spreadsheet {
            ops.push(op("q", vec![]));
            ops.push(op("re", vec![num(x0), num(SIZE[1] - y1), num(x1 - x0), num(y1 - y0)]));
            ops.extend([op("W", vec![]), op("n", vec![])]);
        }
        for (x, baseline, text) in &cell.lines {
            // Faces differ in width: a line that would leave its cell is condensed, as producers do.
            let room = x1 - x0 - 3.0;
            let width = face.width(text) * cell.size;
            let scale = if width > room { room / width } else { 1.0 };
            let x = if cell.centred { (x0 + x1) / 2.0 - width * scale / 2.0 } else { *x };
            ops.extend([op("BT", vec![]), op("Tf", vec!["F1".into(), num(cell.size)])]);
            ops.push(op("Tz", vec![num(scale * 100.0)]));
            if manner == Manner::Spreadsheet && cell.shaded {
                ops.extend([op("Tr", vec![2.into()]), op("w", vec![num(0.2)])]);
            }
            ops.push(op("Td", vec![num(x), num(SIZE[1] - baseline)]));
            ops.extend([op("Tj", vec![face.encode(text)]), op("ET", vec![])]);
            if manner == Manner::Spreadsheet && cell.shaded {
                ops.push(op("Tr", vec![0.into()]));
            }
        }
        if manner == Manner::Spreadsheet {
            ops.push(op("Q", vec![]));
        }
    }
    Content { operations: ops }.encode().expect("operations")
}

/// The pages as one PDF.
pub fn write(pages: &[Page], manner: Manner) -> Vec<u8> {
    let text: String = pages.iter().flat_map(|p| &p.cells).flat_map(|c| &c.lines).map(|l| l.2.as_str()).collect();
    let face = match manner {
        Manner::Embedded => Face::Subset(font::subset(font::TRUETYPE, &text)),
        Manner::Spreadsheet => Face::Subset(font::subset(font::CFF, &text)),
        Manner::ShiftJis => Face::ShiftJis,
        Manner::Utf16 => Face::Utf16,
    };
    let mut pdf = Document::with_version("1.7");
    let font = font_dictionary(&mut pdf, manner, &face);
    let font = pdf.add_object(font);
    let resources = pdf.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let parent = pdf.new_object_id();
    let kids: Vec<Object> = pages
        .iter()
        .map(|page| {
            let contents = pdf.add_object(Stream::new(Dictionary::new(), content(page, manner, &face)));
            pdf.add_object(dictionary! { "Type" => "Page", "Parent" => parent, "Contents" => contents }).into()
        })
        .collect();
    let tree = dictionary! {
        "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), num(SIZE[0]), num(SIZE[1])],
    };
    pdf.objects.insert(parent, tree.into());
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => parent });
    let info = pdf.add_object(dictionary! { "Producer" => Object::string_literal("kanrihyo fixture generator") });
    pdf.trailer.set("Root", catalog);
    pdf.trailer.set("Info", info);
    pdf.compress();
    let mut out = Vec::new();
    pdf.save_to(&mut out).expect("writing to memory");
    out
}
