//! Writes the Japanese character maps down as they are read; the engine has them in one packed piece with all others,
//! which takes longer to unpack than a page to read.

#![allow(clippy::print_stdout)]

#[path = "src/ingest/pdf/fonts/notdef.rs"]
mod notdef;

use hayro_cmap::{BfString, CMap, CMapName, Cid, WritingMode, load_embedded};
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

/// The predefined CMaps to Adobe-Japan1.
const JAPANESE: [&str; 20] = [
    "83pv-RKSJ-H",
    "90ms-RKSJ-H",
    "90ms-RKSJ-V",
    "90msp-RKSJ-H",
    "90msp-RKSJ-V",
    "90pv-RKSJ-H",
    "Add-RKSJ-H",
    "Add-RKSJ-V",
    "EUC-H",
    "EUC-V",
    "Ext-RKSJ-H",
    "Ext-RKSJ-V",
    "H",
    "V",
    "UniJIS-UCS2-H",
    "UniJIS-UCS2-V",
    "UniJIS-UCS2-HW-H",
    "UniJIS-UCS2-HW-V",
    "UniJIS-UTF16-H",
    "UniJIS-UTF16-V",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/ingest/pdf/fonts/notdef.rs");
    let out = env::var("OUT_DIR")?;
    let mut index = format!("static JAPANESE: [(&str, &[u8]); {}] = [\n", JAPANESE.len());
    for name in JAPANESE {
        fs::write(Path::new(&out).join(name), text(name).ok_or(name)?)?;
        writeln!(index, "    ({name:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))),")?;
    }
    fs::write(Path::new(&out).join("Adobe-Japan1"), characters().ok_or("Adobe-Japan1")?)?;
    index.push_str(
        "];\npub(super) static ADOBE_JAPAN1: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/Adobe-Japan1\"));\n",
    );
    fs::write(Path::new(&out).join("japanese.rs"), index)?;
    Ok(())
}

/// A CMap file of the engine, with all that the code space has.
fn completed(name: CMapName<'_>) -> Option<&'static [u8]> {
    let packed = load_embedded(name)?;
    Some(notdef::with_notdef(packed).map_or(packed, |bytes| &*bytes.leak()))
}

/// A CMap as text.
fn text(name: &str) -> Option<String> {
    let packed = completed(CMapName::from_bytes(name.as_bytes()))?;
    let map = CMap::parse(packed, completed)?;
    let base = notdef::base(packed);
    let below = base.and_then(|base| CMap::parse(completed(CMapName::from_bytes(base))?, completed));
    let supplement = map.metadata().character_collection.as_ref()?.supplement;
    let mut text = format!("/Registry (Adobe) def /Ordering (Japan1) def /Supplement {supplement} def\n");
    text += &format!("/CMapName /{name} def\n");
    if map.metadata().writing_mode == Some(WritingMode::Vertical) {
        text += "/WMode 1 def\n";
    }
    if let Some(base) = base {
        text += &format!("/{} usecmap\n", std::str::from_utf8(base).ok()?);
    }
    let (mut ranges, mut single, mut same) = (String::new(), String::new(), String::new());
    let space = base.map_or(Some(packed), |base| completed(CMapName::from_bytes(base)));
    for (bytes, low, high) in notdef::code_space(space?)? {
        let cid = |code: u32| {
            let cid = map.lookup_cid_code(code, bytes as u8)?;
            let known = below.as_ref().map_or(Some(0), |below| below.lookup_cid_code(code, bytes as u8));
            (known != Some(cid)).then_some((code, cid))
        };
        let code = |code: u32| format!("<{code:0width$X}>", width = 2 * bytes);
        // What comes next that may have no number.
        let mut next = Some(low);
        for Run { first, last, cid, rising } in runs(codes(bytes, low, high).into_iter().filter_map(cid)) {
            let entry = match rising {
                None => format!("{}{cid}\n", code(first)),
                Some(_) => format!("{}{}{cid}\n", code(first), code(last)),
            };
            match rising {
                None => single += &entry,
                Some(true) => ranges += &entry,
                Some(false) => same += &entry,
            }
            if let Some(next) = next.filter(|next| base.is_none() && *next < first) {
                same += &format!("{}{}0\n", code(next), code(first - 1));
            }
            next = last.checked_add(1);
        }
        if let Some(next) = next.filter(|next| base.is_none() && *next <= high) {
            same += &format!("{}{}0\n", code(next), code(high));
        }
    }
    for (kind, entries) in [("cidrange", ranges), ("cidchar", single), ("notdefrange", same)] {
        if !entries.is_empty() {
            text += &format!("begin{kind}\n{entries}end{kind}\n");
        }
    }
    Some(text)
}

/// The codes of a range, each byte of which lies between those of its ends.
fn codes(bytes: usize, low: u32, high: u32) -> Vec<u32> {
    (0..bytes).rev().fold(vec![0], |codes, at| {
        let byte = |code: u32| (code >> (8 * at)) & 0xFF;
        codes.iter().flat_map(|code| (byte(low)..=byte(high)).map(move |byte| code << 8 | byte)).collect()
    })
}

/// Neighbouring codes whose numbers rise by one, or are the same.
struct Run {
    first: u32,
    last: u32,
    cid: Cid,
    /// `None` for a single code.
    rising: Option<bool>,
}

fn runs(codes: impl Iterator<Item = (u32, Cid)>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (code, cid) in codes {
        if let Some(run) = runs.last_mut()
            && run.last + 1 == code
        {
            let rising = cid == run.cid + (code - run.first);
            if run.rising.map_or(rising || cid == run.cid, |up| if up { rising } else { cid == run.cid }) {
                (run.last, run.rising) = (code, run.rising.or(Some(rising)));
                continue;
            }
        }
        runs.push(Run { first: code, last: code, cid, rising: None });
    }
    runs
}

/// The characters of the numbers of Adobe-Japan1, a line each.
fn characters() -> Option<String> {
    let map = CMap::parse(load_embedded(CMapName::AdobeJapan1Ucs2)?, load_embedded)?;
    let of = |cid: Cid| match map.lookup_bf_string(cid) {
        None => String::new(),
        Some(BfString::Char(character)) => character.to_string(),
        Some(BfString::String(several)) => several,
    };
    let lines: Vec<String> = (0..=0xFFFF).map(of).collect();
    Some(lines.join("\n").trim_end_matches('\n').to_owned())
}
