//! Bands hold exactly what they say: random scales, and figures at, below and above every cut point.

#![allow(clippy::unwrap_used, clippy::panic)]

use kanrihyo::normalise::{Context, quantity};
use kanrihyo::rubric::{Certainty, Reason, Rubric};
use proptest::prelude::*;

/// Ends of a band as they are written, and whether low and high belong to it.
const ENDS: [(&str, bool, bool); 4] =
    [("[]", true, true), ("[)", true, false), ("(]", false, true), ("()", false, false)];

#[derive(Clone, Debug)]
struct Band {
    /// In tenths of a percent.
    low: Option<i64>,
    high: Option<i64>,
    ends: usize,
}

impl Band {
    fn holds(&self, tenths: i64) -> bool {
        let (_, low, high) = ENDS[self.ends];
        self.low.is_none_or(|l| tenths > l || (low && tenths == l))
            && self.high.is_none_or(|h| tenths < h || (high && tenths == h))
    }
}

fn band() -> impl Strategy<Value = Band> {
    let cut = proptest::option::of(0..1500i64);
    (cut.clone(), cut, 0..4usize).prop_filter_map("lets a figure in", |(low, high, ends)| {
        let sound = match (low, high) {
            (Some(l), Some(h)) => l < h,
            (None, None) => false,
            _ => true,
        };
        sound.then_some(Band { low, high, ends })
    })
}

fn tenths(n: i64) -> String {
    format!("\"{}.{}\"", n / 10, n % 10)
}

fn rubric(bands: &[Band], overlap: &str) -> Result<Rubric, String> {
    let one = |(i, band): (usize, &Band)| {
        let end = |name: &str, cut: Option<i64>| cut.map(|c| format!("{name} = {}, ", tenths(c))).unwrap_or_default();
        format!(
            "{{ grade = \"g{i}\", {}{}bounds = \"{}\" }}",
            end("low", band.low),
            end("high", band.high),
            ENDS[band.ends].0
        )
    };
    let bands: Vec<String> = bands.iter().enumerate().map(one).collect();
    // A rounding finer than the figures keeps other roundings from being readings.
    let text = format!(
        "id = \"x\"\n[title]\nja = \"x\"\nen = \"x\"\n[years]\n[source]\ntitle = \"x\"\n[achievement]\nmeasure = \"ratio\"\n\
         overlap = \"{overlap}\"\nrounding = {{ mode = \"half-up\", places = 6 }}\nbands = [ {} ]",
        bands.join(", ")
    );
    Rubric::parse("x.toml", &text).map_err(|e| e.iter().map(ToString::to_string).collect())
}

/// The letters for that many tenths of a percent: an actual of so much of a target of 1000.
fn letters(rubric: &Rubric, n: i64) -> (Vec<String>, Certainty) {
    let read = |text: &str| quantity(text, &Context::default());
    let outcome = rubric.grade_of(&read("1000人"), &read(&format!("{n}人")), None);
    (outcome.grades, outcome.certainty)
}

/// Every cut point with its neighbours, and some others.
fn figures(bands: &[Band]) -> impl Iterator<Item = i64> {
    let cuts = bands.iter().flat_map(|b| [b.low, b.high]).flatten();
    cuts.flat_map(|c| [c - 1, c, c + 1]).filter(|n| *n > 0).chain([1, 500, 999, 1000, 1001, 1600])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_first_band_that_holds_gives_the_letter(bands in prop::collection::vec(band(), 1..5)) {
        let Ok(rubric) = rubric(&bands, "first") else { return Ok(()) };
        for n in figures(&bands) {
            let expected: Vec<String> =
                bands.iter().position(|b| b.holds(n)).map(|i| format!("g{i}")).into_iter().collect();
            let (found, certainty) = letters(&rubric, n);
            prop_assert_eq!(&found, &expected, "{} tenths in {:?}", n, bands);
            if expected.is_empty() {
                prop_assert_eq!(certainty, Certainty::Unverifiable(Reason::OutsideBands));
            }
        }
    }

    #[test]
    fn where_the_rules_do_not_order_bands_each_that_holds_stays(bands in prop::collection::vec(band(), 1..5)) {
        let rubric = rubric(&bands, "all").unwrap();
        for n in figures(&bands) {
            let expected: Vec<String> =
                (0..bands.len()).filter(|i| bands[*i].holds(n)).map(|i| format!("g{i}")).collect();
            prop_assert_eq!(letters(&rubric, n).0, expected, "{} tenths in {:?}", n, bands);
        }
    }

    #[test]
    fn a_band_is_refused_only_where_an_earlier_one_takes_all_of_it(bands in prop::collection::vec(band(), 2..5)) {
        // Finer than any cut point: every difference between two bands shows at a quarter of a tenth.
        let reached = |i: usize| {
            let free = |n: i64| bands[i].holds(n) && !bands.iter().take(i).any(|b| b.holds(n));
            (-1..1602).any(free)
        };
        if rubric(&bands, "first").is_err() {
            let hidden = |i: usize| (0..i).any(|j| (-1..1602).all(|n| !bands[i].holds(n) || bands[j].holds(n)));
            prop_assert!((1..bands.len()).any(hidden));
        } else if bands.len() == 2 && bands[1].high.zip(bands[1].low).is_none_or(|(h, l)| h - l > 1) {
            prop_assert!(reached(1));
        }
    }
}
