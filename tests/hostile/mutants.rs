//! Broken files never stop the reader and never make it forge a figure.
//!
//! Copies of the sample documents are broken in many ways (`damage.rs`). Each is read, or partly read and marked
//! so, or refused with a reason, and every figure that is given as sure stands at that place in the whole file too.
//! Where the damage may leave a sound file that says something else (other digits in a text without a checksum),
//! nothing in the file can tell: those are held to "no panic" only, and counted.

use crate::damage::{self, Mutant};
use crate::watch::{self, Outcome};
use crate::{at_root, part_of};
use kanrihyo::sheet::{Document, Place, Region, SourceStatus};
use kanrihyo::{Options, read};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The most memory, in MiB, that reading broken files may take, all tests of this program together.
const MEMORY: u64 = 1024;
/// Copies of each document.
const COPIES: usize = 400;

fn copies() -> usize {
    part_of(COPIES)
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(at_root("fixtures").join(name)).unwrap()
}

/// A figure that is given as sure: whose it is, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Figure {
    place: Vec<String>,
    printed: String,
    year: i32,
    role: String,
}

fn figures(document: &Document, sure: bool, with_places: bool) -> BTreeSet<Figure> {
    let observations = document.sheets.iter().flat_map(|s| &s.indicators).flat_map(|i| &i.observations);
    let wanted = observations.filter(|o| !sure || o.value.confidence >= 0.9 && o.value.quantity.number.is_some());
    let figure = |o: &kanrihyo::sheet::Observation| Figure {
        place: if with_places { o.value.places.iter().map(place).collect() } else { Vec::new() },
        printed: o.value.quantity.printed.clone(),
        year: o.fiscal_year,
        role: format!("{:?}", o.role),
    };
    wanted.map(figure).collect()
}

/// A place to the point.
fn place(place: &Place) -> String {
    match place.region {
        Region::Box(r) => format!("{} {:.0} {:.0}", place.page, r.center().x, r.center().y),
        Region::Span(from, to) => format!("{} {from}-{to}", place.page),
    }
}

/// What became of the copies.
#[derive(Debug, Default)]
struct Tally {
    refused: usize,
    marked: usize,
    read: usize,
    other: usize,
    wrong: Vec<String>,
}

fn marked(document: &Document) -> bool {
    document.source.status == SourceStatus::Partial || !document.source.repaired.is_empty()
}

/// Reads the copies of a document and says what is wrong with how they are read.
fn sweep(name: &str, bytes: &[u8], mutants: Vec<Mutant>, with_places: bool) {
    let options = Options::builtin();
    let whole = read(bytes.to_vec(), name, &options).unwrap();
    let known = figures(&whole, false, with_places);
    assert!(known.len() > 10, "{name} has figures");
    assert!(!mutants.is_empty());
    let results: Vec<(String, bool, Outcome<Result<Document, _>>)> = mutants
        .into_par_iter()
        .map(|m| {
            let outcome = watch::over(&format!("{name} {}", m.name), || read(m.bytes, name, &options));
            (m.name, m.sound, outcome)
        })
        .collect();
    let mut tally = Tally::default();
    for (mutant, sound, result) in results {
        match result {
            Outcome::Panicked(text) => tally.wrong.push(format!("{mutant}: the reader panicked: {text}")),
            Outcome::TooSlow(time) => tally.wrong.push(format!("{mutant}: took {time:?}")),
            Outcome::Done(Err(error)) => {
                tally.refused += 1;
                if error.ja().is_empty() || error.en().is_empty() {
                    tally.wrong.push(format!("{mutant}: refused without a reason"));
                }
            }
            Outcome::Done(Ok(document)) => {
                let new: Vec<Figure> = figures(&document, true, with_places).difference(&known).cloned().collect();
                if marked(&document) {
                    tally.marked += 1;
                } else {
                    tally.read += 1;
                }
                if sound {
                    tally.other += usize::from(!new.is_empty());
                } else if let Some(first) = new.first() {
                    tally.wrong.push(format!("{mutant}: {} figure(s) that the file lacks: {first:?}", new.len()));
                }
            }
        }
    }
    eprintln!("{name}: {tally:#?}");
    if let Some(peak) = watch::peak_memory() {
        assert!(peak < MEMORY, "{peak} MiB");
    }
    assert!(tally.wrong.is_empty(), "{name}: {:#?}", tally.wrong);
}

/// Some pages of a dump whose pages are parted by `end`.
fn pages(text: &str, end: &str, wanted: &[usize]) -> String {
    let pages: Vec<&str> = text.split(end).collect();
    wanted.iter().map(|i| pages[*i]).collect::<Vec<_>>().join(end)
}

#[test]
fn broken_pdfs_give_no_figure_that_the_whole_one_lacks() {
    for name in ["sheets/zuiun-2021-1-5.pdf", "sheets/zuiun-2021-2-6.pdf", "forms/hoshimi-2021.pdf"] {
        let bytes = sample(name);
        sweep(name, &bytes, damage::of_pdf(&bytes, copies()), true);
    }
}

#[test]
fn broken_laid_out_dumps_give_no_figure_that_the_whole_one_lacks() {
    let text = String::from_utf8(sample("sheets/zuiun-2021.layout.txt")).unwrap();
    let bytes = pages(&text, "\u{c}", &[2, 5]).into_bytes();
    sweep("two.layout.txt", &bytes, damage::of_text(&bytes, copies()), false);
}

#[test]
fn broken_dumps_in_stream_order_give_no_figure_that_the_whole_one_lacks() {
    let bytes = sample("sheets/zuiun-2021.stream.cp932.txt");
    let text = encoding_rs::SHIFT_JIS.decode(&bytes).0.replace("\r\n", "\n");
    let bytes = pages(&text, "\n\n\n\n", &[2, 3, 5]).into_bytes();
    sweep("three.stream.txt", &bytes, damage::of_text(&bytes, copies() / 3), false);
}
