//! Sound documents of every kind, and how another text is written in the place of a field.

use crate::figures::list;
use crate::{at_root, samples};
use serde_json::Value;
use std::collections::BTreeSet;

/// From the bytes, a field, its pointer and another text; `None` where the field does not stand there.
type Write = fn(&[u8], &Value, &str, &str) -> Option<Vec<u8>>;

/// A sound document.
pub struct Sound {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Writes another text in the place of a field.
    pub write: Write,
    /// Words in the labels of what no relation holds.
    pub free: &'static [&'static str],
}

/// In a text: a place counts its characters, each line has its own.
fn in_text(bytes: &[u8], field: &Value, _: &str, new: &str) -> Option<Vec<u8>> {
    let lines = field["printed"].as_str()?.lines().zip(new.lines());
    let (place, (old, new)) = list(&field["places"]).zip(lines).find(|(_, (old, new))| old != new)?;
    let end = |i: usize| usize::try_from(place["span"][i].as_u64()?).ok();
    let (from, to) = (end(0)?, end(1)?);
    let chars: Vec<char> = std::str::from_utf8(bytes).ok()?.chars().collect();
    let is_there = chars.get(from..to)?.iter().copied().eq(old.chars());
    let whole = chars[..from].iter().copied().chain(new.chars()).chain(chars[to..].iter().copied());
    is_there.then(|| whole.collect::<String>().into_bytes())
}

/// In a table of markup: the pointer counts its cells.
fn in_markup(bytes: &[u8], field: &Value, pointer: &str, new: &str) -> Option<Vec<u8>> {
    let mut numbers = pointer.rsplit('/').map(|n| n.parse::<usize>().ok());
    let (column, row) = (numbers.next()??, numbers.next()??);
    let mut cells: Vec<String> = std::str::from_utf8(bytes).ok()?.split("<td>").map(str::to_owned).collect();
    let cell = cells.get_mut(1 + 4 * (row + 1) + column)?;
    *cell = format!("{new}{}", cell.strip_prefix(field["printed"].as_str()?)?);
    Some(cells.join("<td>").into_bytes())
}

/// In a PDF whose content is not compressed: the box says which text it is.
fn in_pdf(bytes: &[u8], field: &Value, _: &str, new: &str) -> Option<Vec<u8>> {
    let hex = |text: &str| text.bytes().map(|b| format!("{b:02X}")).collect::<String>();
    let old = format!("<{}> Tj", hex(field["printed"].as_str()?));
    let [place] = field["places"].as_array()?.as_slice() else { return None };
    let (page, side) = (place["page"].as_u64()?, |i: usize| place["box"][i].as_f64());
    let (left, top, bottom) = (side(0)?, side(1)?, side(3)?);
    let mut pages = 0;
    let mut found = false;
    let line = |line: &str| {
        pages += u64::from(line == "stream\n");
        let mut words = line.split(' ').skip(4).map(|w| w.parse::<f64>().ok());
        let at = words.next().flatten().zip(words.next().flatten());
        let here = at.is_some_and(|(x, y)| (x - left).abs() < 1.0 && (top..bottom).contains(&(842.0 - y)));
        if found || pages != page || !here || !line.contains(&old) {
            return line.to_owned();
        }
        found = true;
        line.replace(&old, &format!("<{}> Tj", hex(new)))
    };
    let out: String = std::str::from_utf8(bytes).ok()?.split_inclusive('\n').map(line).collect();
    found.then(|| out.into_bytes())
}

/// A form, words in the labels of what no relation holds in it, and what is put right.
type Form = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const FORMS: [Form; 4] = [
    ("hoshimi-2021.pdf", &["参加者数"], &[("<313330>", "<313430>"), ("34352E3025", "34302E3025")]),
    ("hoshimi-2022.pdf", &["職員数", "観察会", "参加者数"], &[]),
    ("hoshimi-2023.pdf", &["観察会", "参加者数"], &[]),
    ("hoshimi-card-2022.pdf", &["目標", "実績"], &[("<353330>", "<353230>")]),
];

/// Sheets without a planted mistake, each with the list; tables; forms, what is planted in them put right.
pub fn all() -> Vec<Sound> {
    let file = |name: &str| std::fs::read(at_root("fixtures").join(name)).unwrap();
    let truth: Value = serde_json::from_slice(&file("sheets/zuiun-2021.truth.json")).unwrap();
    let planted: BTreeSet<&str> =
        truth["meta"]["planted"].as_array().unwrap().iter().filter_map(|p| p["sheet"].as_str()).collect();
    let laid_out = String::from_utf8(file("sheets/zuiun-2021.layout.txt")).unwrap();
    let stream = encoding_rs::SHIFT_JIS.decode(&file("sheets/zuiun-2021.stream.cp932.txt")).0.replace("\r\n", "\n");
    let mut all = Vec::new();
    let numbers = truth["pages"].as_array().unwrap().iter().map(|p| p["id"].as_str().filter(|_| p["kind"] == "sheet"));
    for (page, number) in numbers.enumerate().filter_map(|(i, n)| Some((i, n?))).filter(|(_, n)| !planted.contains(n)) {
        for (kind, text, end) in [("layout", &laid_out, "\u{c}"), ("stream", &stream, "\n\n\n\n")] {
            let pages: Vec<&str> = text.split(end).collect();
            let bytes = [pages[0], pages[1], pages[page]].join(end).into_bytes();
            all.push(Sound { name: format!("{number}.{kind}.txt"), bytes, write: in_text, free: &[] });
        }
    }
    for table in samples::tables().into_iter().filter(|t| !t.name.ends_with("xlsx")) {
        let write = if table.name.ends_with("html") { in_markup } else { in_text };
        all.push(Sound { name: table.name.to_owned(), bytes: table.bytes, write, free: &[] });
    }
    let cells = "令和3年度 事業の実績\n項目\t令和3年度\t評価\n就職した人の割合\t191人／313人＝61.0%\tA\n相談の後に就職した人\t12人／48人＝25.0%\tB\n";
    all.push(Sound { name: "cells.txt".to_owned(), bytes: cells.into(), write: in_text, free: &[] });
    for (name, free, mended) in FORMS {
        let text = String::from_utf8(file(&format!("forms/{name}"))).unwrap();
        let text = mended.iter().fold(text, |text, (wrong, right)| text.replace(wrong, right));
        all.push(Sound { name: name.to_owned(), bytes: text.into_bytes(), write: in_pdf, free });
    }
    all
}
