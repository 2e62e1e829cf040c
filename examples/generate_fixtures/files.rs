//! Which files there are.

use crate::city::{self, Document};
use crate::form::{self, Page};
use crate::pdf::{self, Manner};
use crate::{dump, truth};

const INDEX_HEAD: &str = "path\tset\tproducer\tfonts\tvariation\ttruth\tpages\texpected\tboxes\tnote\n";

/// All files with their contents, by name.
pub fn all() -> Vec<(String, Vec<u8>)> {
    let (whole, neighbour) = (city::whole(), city::neighbour());
    let mut out = Vec::new();
    let mut index = String::from(INDEX_HEAD);
    let mut add = |name: &str, set: &str, fonts: &str, truth: &str, pages: usize, boxes: &str, bytes: Vec<u8>| {
        let variation = match name {
            n if n.ends_with(".layout.txt") => "layout utf8 LF",
            n if n.ends_with(".cp932.txt") => "stream cp932 CRLF",
            _ => "base",
        };
        index +=
            &format!("{name}\t{set}\tfixture generator\t{fonts}\t{variation}\t{truth}\t{pages}\treadable\t{boxes}\t\n");
        out.push((name.to_string(), bytes));
    };
    let pages = form::pages(&whole);
    let truth = "zuiun-2021.truth.json";
    add(
        "zuiun-2021.pdf",
        "whole",
        "TrueType, embedded subset",
        truth,
        pages.len(),
        "shown",
        pdf::write(&pages, Manner::Embedded),
    );
    add("zuiun-2021.layout.txt", "text", "-", truth, pages.len(), "no", dump::laid_out(&pages).into_bytes());
    let stream = dump::stream(&whole, &pages).replace('\n', "\r\n");
    let (cp932, _, lost) = encoding_rs::SHIFT_JIS.encode(&stream);
    assert!(!lost, "the stream dump holds a character that CP932 lacks");
    add("zuiun-2021.stream.cp932.txt", "text", "-", truth, pages.len(), "no", cp932.into_owned());
    let five = form::pages(&neighbour);
    add(
        "zuiun-2019.pdf",
        "whole",
        "HeiseiMin-W3, 90ms-RKSJ-H, not embedded",
        "zuiun-2019.truth.json",
        five.len(),
        "shown",
        pdf::write(&five, Manner::ShiftJis),
    );
    let single = |id: &str| -> Vec<Page> { form::pages(&whole).into_iter().filter(|p| p.id == id).collect() };
    let singles = [
        ("1-5", Manner::Spreadsheet, "CFF, embedded subset"),
        ("2-6", Manner::Utf16, "HeiseiKakuGo-W5, UniJIS-UTF16-H, not embedded"),
    ];
    for (id, manner, fonts) in singles {
        add(
            &format!("zuiun-2021-{id}.pdf"),
            "single",
            fonts,
            &format!("zuiun-2021-{id}.truth.json"),
            1,
            "shown",
            pdf::write(&single(id), manner),
        );
    }
    let truths: [(&str, &Document, Vec<Page>); 4] = [
        ("zuiun-2021.truth.json", &whole, pages),
        ("zuiun-2019.truth.json", &neighbour, five),
        ("zuiun-2021-1-5.truth.json", &whole, single("1-5")),
        ("zuiun-2021-2-6.truth.json", &whole, single("2-6")),
    ];
    out.extend(truths.iter().map(|(name, document, pages)| (name.to_string(), truth::write(document, pages))));
    out.push(("INDEX.tsv".into(), index.into_bytes()));
    out
}
