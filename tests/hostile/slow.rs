//! Inputs that are long in one way: reading one four times as long takes about four times as long, not sixteen.
//!
//! What is measured is the time that the thread itself ran, so that other work on the machine does not count, and only
//! ever as a ratio.

use crate::limits::{pdf, refuses};
use crate::samples;
use crate::watch::{self, Outcome};
use kanrihyo::ingest::Limit;
use kanrihyo::sheet::ErrorKind;
use kanrihyo::{Options, read};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// An input of a kind, so long.
type Kind = (&'static str, fn(usize) -> Vec<u8>, usize);

/// So many times as long an input may take so many times as long.
const LONGER: usize = 4;
const MOST: f64 = 9.0;
/// Best of so many tries.
const TRIES: usize = 3;

const KINDS: [Kind; 10] = [
    ("copies of a character at one place", |n| pdf(&[&text_of(n, |_| (20.0, 700.0))], &[]), 2_500),
    ("a character in a column", |n| pdf(&[&text_of(n, |i| (20.0, 20.0 + 0.1 * i as f64))], &[]), 2_500),
    ("pages of a dump", |n| [&samples::laid_out().bytes[..], b"\x0c"].concat().repeat(n), 6),
    (
        "tables between lines",
        |n| {
            (0..n).map(|i| format!("表{i}\n項目\t目標\t実績\n甲\t{i}\t8\n乙\t20\t9\n")).collect::<String>().into_bytes()
        },
        120,
    ),
    (
        "rows in columns of blanks",
        |n| (0..n).map(|i| format!("事業{i}     100      80\n")).collect::<String>().into_bytes(),
        400,
    ),
    ("rows between tabs", |n| (0..n).map(|i| format!("事業{i}\t100\t80\n")).collect::<String>().into_bytes(), 400),
    (
        "two columns and a line of tabs",
        |n| {
            // Every row becomes as wide as the widest.
            let rows: String = (0..40).map(|i| format!("事業{i}\t{i}\n")).collect();
            format!("項目\t目標\t実績\n{rows}{}\n", "1\t".repeat(n)).into_bytes()
        },
        375,
    ),
    ("pages of one line", |n| (0..n).map(|i| format!("実績 {i}人\u{c}")).collect::<String>().into_bytes(), 1_000),
    (
        "lines without blanks",
        |n| (0..n).map(|i| format!("令和3年度実績{i}人\n")).collect::<String>().into_bytes(),
        2_000,
    ),
    (
        "cells of HTML",
        |n| {
            let rows = (0..n).fold(String::new(), |mut rows, i| {
                write!(rows, "<tr><td>事業{i}<td>100<td>80</tr>").unwrap();
                rows
            });
            format!("<html><body><table>{rows}").into_bytes()
        },
        300,
    ),
];

/// So many times a character, each at its place.
fn text_of(count: usize, place: impl Fn(usize) -> (f64, f64)) -> Vec<u8> {
    let mut content = b"BT /F 5 Tf ".to_vec();
    for i in 0..count {
        let (x, y) = place(i);
        content.extend(format!("1 0 0 1 {x} {y} Tm (1) Tj ").bytes());
    }
    content.extend(b"ET");
    content
}

/// So many times something that is drawn, all within a few points, with a line of text.
fn heap_of(count: usize, draw: impl Fn(f64, f64) -> String) -> Vec<u8> {
    let mut content = text_of(1, |_| (20.0, 700.0));
    content.push(b'\n');
    for i in 0..count {
        let near = |step: usize| 100.0 + (i * step % 4_001) as f64 / 1_000.0;
        content.extend(format!("{}\n", draw(near(1_409), near(2_711))).bytes());
    }
    content
}

/// What draws something at a place.
type Draw = fn(f64, f64) -> String;

const HEAPS: [(&str, Draw); 6] = [
    ("filled squares", |x, y| format!("{x} {y} 6 6 re f")),
    ("drawn squares", |x, y| format!("{x} {y} 6 6 re S")),
    ("areas", |x, y| format!("0.6 g {x} {y} 300 200 re f")),
    ("shapes", |x, y| format!("{x} {y} m {x} 130 120 {y} 120 130 c h S")),
    ("short lines", |x, y| format!("{x} 100 m {x} 107 l S 100 {y} m 107 {y} l S")),
    ("long lines", |x, y| format!("{x} 100 m {x} 700 l S 100 {y} m 500 {y} l S")),
];

/// What touches each other is compared; a page on which too much does is refused, before anything is.
#[test]
fn what_lies_on_each_other_does_not_stop_the_reader() {
    for (name, draw) in HEAPS {
        for count in [5_000, 40_000] {
            let bytes = pdf(&[&heap_of(count, draw)], &[]);
            let read = || read(bytes, "file", &Options::builtin()).map_err(|error| error.kind());
            match watch::over(&format!("{count} {name}"), read) {
                Outcome::Done(Ok(_) | Err(ErrorKind::TooLarge)) => {}
                Outcome::Done(Err(kind)) => panic!("{count} {name}: {kind:?}"),
                Outcome::Panicked(what) => panic!("{count} {name}: {what}"),
                Outcome::TooSlow(time) => panic!("{count} {name}: {time:?}"),
            }
        }
    }
    let white_on_areas = |i: usize| format!("0.9 g {0} 5 4 4 re f 1 g BT /F 4 Tf {0} 600 Td (1) Tj ET", i % 590);
    let mut content = [text_of(1, |_| (20.0, 700.0)), b"\n".to_vec()].concat();
    content.extend((0..3_000).flat_map(|i| (white_on_areas(i) + "\n").into_bytes()));
    refuses(Limit::PagePairs, &pdf(&[&content], &[]), 1_000_000, Limit::PagePairs.default_value());
    let peak = watch::peak_memory().unwrap_or(0);
    assert!(peak < 2_000, "{peak} MiB");
}

/// How long this thread has run.
fn run_time(start: Instant) -> Duration {
    let of_system = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = of_system.and_then(|s| s.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn time(bytes: &[u8], options: &Options) -> f64 {
    let once = || {
        let start = Instant::now();
        let (before, _read) = (run_time(start), read(bytes.to_vec(), "file", options));
        (run_time(start) - before).as_secs_f64()
    };
    (0..TRIES).map(|_| once()).fold(f64::INFINITY, f64::min)
}

#[test]
fn what_is_longer_takes_longer_in_proportion() {
    let options = Options::builtin();
    let mut wrong = Vec::new();
    for (name, of, length) in KINDS {
        let (short, long) = (time(&of(length), &options), time(&of(length * LONGER), &options));
        eprintln!("{name}: {short:.3} s, {LONGER} times as long {long:.3} s: {:.1}", long / short);
        if long / short > MOST {
            wrong.push(format!("{name}: {:.1} times as long for {LONGER} times as much", long / short));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
