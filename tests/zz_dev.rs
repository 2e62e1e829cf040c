//! dev
use kanrihyo::ingest::GlyphText;
use kanrihyo::ingest::pdf::{Options, Pdf};
use std::fmt::Write as _;
#[test]
fn dump() {
    let Ok(list) = std::env::var("DEV_FILES") else { return };
    let out = std::env::var("DEV_OUT").unwrap();
    for f in list.split(':') {
        let name = std::path::Path::new(f).file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = std::fs::read(f).unwrap();
        let options = Options { password: f.contains("userpw").then(|| "himitsu".to_owned()), ..Options::default() };
        let mut s = String::new();
        match Pdf::open(bytes, &options) {
            Err(e) => {
                writeln!(s, "E\t{e}").unwrap();
            }
            Ok(pdf) => {
                writeln!(s, "D\t{}\t{:?}\t{:?}", pdf.page_count(), pdf.producer(), pdf.repaired()).unwrap();
                let mut r = pdf.reader();
                for n in 1..=pdf.page_count() {
                    match r.page(n) {
                        Err(e) => {
                            writeln!(s, "E\t{n}\t{e}").unwrap();
                        }
                        Ok(p) => {
                            writeln!(
                                s,
                                "P\t{n}\t{}\t{}\t{}\t{}\t{}\t{}\t{:?}",
                                p.width,
                                p.height,
                                p.rules.len(),
                                p.fills.len(),
                                p.images.len(),
                                p.unreadable,
                                p.repaired
                            )
                            .unwrap();
                            for g in &p.glyphs {
                                let t = match &g.text {
                                    GlyphText::Char(c) => c.to_string(),
                                    GlyphText::Text(t) => t.to_string(),
                                };
                                let b = g.bbox;
                                writeln!(
                                    s,
                                    "G\t{n}\t{}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:?}\t{:?}\t{:x}\t{}",
                                    t.replace(['\t', '\n', '\r'], " "),
                                    b.x0,
                                    b.y0,
                                    b.x1,
                                    b.y1,
                                    g.size,
                                    g.decoding,
                                    g.writing,
                                    g.code,
                                    g.font
                                )
                                .unwrap();
                            }
                            for r in &p.rules {
                                let b = r.bbox;
                                writeln!(
                                    s,
                                    "R\t{n}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{}\t{:?}",
                                    b.x0, b.y0, b.x1, b.y1, r.horizontal, r.source
                                )
                                .unwrap();
                            }
                            for r in &p.fills {
                                let b = r.bbox;
                                writeln!(
                                    s,
                                    "F\t{n}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{}",
                                    b.x0, b.y0, b.x1, b.y1, r.lightness
                                )
                                .unwrap();
                            }
                            for b in &p.images {
                                writeln!(s, "I\t{n}\t{:.2}\t{:.2}\t{:.2}\t{:.2}", b.x0, b.y0, b.x1, b.y1).unwrap();
                            }
                        }
                    }
                }
            }
        }
        std::fs::write(format!("{out}/{name}.tsv"), s).unwrap();
    }
}
