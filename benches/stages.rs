//! How long each stage takes, and the whole, on the sample documents of the project.
//!
//! `cargo bench` runs them all, `cargo bench layout` one of them. Times are for comparing before and after on one
//! machine; how the program stands beside others is measured by `bench/compare.sh`.

#![allow(clippy::expect_used)] // Without its samples a benchmark has nothing to measure.

use divan::{Bencher, black_box};
use kanrihyo::emit::{json, wire};
use kanrihyo::ingest::pdf::Pdf;
use kanrihyo::ingest::{Limits, Opening, Page};
use kanrihyo::layout::{self, PageLayout};
use kanrihyo::profile::Profiles;
use kanrihyo::rubric::Rubrics;
use kanrihyo::sheet::Document;
use kanrihyo::{Options, finish, read, recognise};

/// A book of sheets with rules and a list, and a report of pages that are read by their labels.
const FILES: [&str; 2] = ["sheets/zuiun-2019.pdf", "forms/hoshimi-2021.pdf"];

fn main() {
    divan::main();
}

fn bytes(file: &str) -> Vec<u8> {
    std::fs::read(format!("{}/fixtures/{file}", env!("CARGO_MANIFEST_DIR"))).expect("the sample documents")
}

fn pages(file: &str) -> Vec<Page> {
    let pdf = Pdf::open(bytes(file), &Opening::default()).expect("a PDF");
    let mut reader = pdf.reader();
    (1..=pdf.page_count()).map(|n| reader.page(n).expect("a page")).collect()
}

fn layouts(file: &str) -> Vec<PageLayout> {
    pages(file).iter().map(|page| layout::page(page, &Limits::default()).expect("a page")).collect()
}

fn document(file: &str) -> Document {
    read(bytes(file), file, &Options::builtin()).expect("a document")
}

/// Bytes → glyphs and rules.
#[divan::bench(args = FILES)]
fn ingest(bencher: Bencher, file: &str) {
    bencher.with_inputs(|| bytes(file)).bench_values(|bytes| {
        let pdf = Pdf::open(bytes, &Opening::default()).expect("a PDF");
        let mut reader = pdf.reader();
        (1..=pdf.page_count()).map(|n| reader.page(n).map_or(0, |page| page.glyphs.len())).sum::<usize>()
    });
}

/// Glyphs and rules → cells and lines.
#[divan::bench(args = FILES)]
fn layout(bencher: Bencher, file: &str) {
    let (pages, limits) = (pages(file), Limits::default());
    bencher.bench_local(|| pages.iter().map(|page| layout::page(page, &limits)).collect::<Vec<_>>());
}

/// Cells and lines → sheets.
#[divan::bench(args = FILES)]
fn recognise(bencher: Bencher, file: &str) {
    let (layouts, profiles) = (layouts(file), Profiles::builtin());
    let bencher = bencher.with_inputs(|| layouts.clone());
    bencher.bench_local_values(|layouts| recognise::pdf(layouts, &profiles, None));
}

/// Sheets → scores and findings.
#[divan::bench(args = FILES)]
fn audit(bencher: Bencher, file: &str) {
    let (document, rubrics) = (document(file), Rubrics::builtin());
    bencher.with_inputs(|| document.clone()).bench_local_values(|mut document| {
        finish(&mut document, &rubrics);
        document
    });
}

/// A document → JSON, checked against its schema.
#[divan::bench(args = FILES)]
fn emit(bencher: Bencher, file: &str) {
    let document = wire::Document::from(document(file));
    bencher.bench_local(|| json::document(black_box(&document)).expect("a sound document"));
}

/// Bytes → JSON.
#[divan::bench(args = FILES)]
fn whole(bencher: Bencher, file: &str) {
    let options = Options::builtin();
    bencher.with_inputs(|| bytes(file)).bench_local_values(|bytes| {
        let document = read(bytes, file, &options).expect("a document");
        json::document(&wire::Document::from(document)).expect("a sound document")
    });
}
