//! The bands that a form prints itself: letters, the intervals that earn them, and their points.
//!
//! Three shapes are known: `S:…目標に対し120％以上`, `【Ａ：16点～20点／Ｂ：…】`, and `【S→5点／A→4点／…】`.

use super::raw::Printed;
use crate::normalise;
use crate::sheet::{Band, Field};
use regex::Regex;
use rust_decimal::Decimal;
use std::ops::Range;
use std::sync::LazyLock;

/// A rate with its ends, on a folded text: `90%以上100%未満`, `120%以上`.
static FROM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([SABCDE]):[^:]{0,40}?(\d+(?:\.\d+)?)%(以上|超|を超え)(?:(\d+(?:\.\d+)?)%(未満|以下))?").ok()
});
/// A rate with an upper end only: `90%未満`.
static BELOW: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"([SABCDE]):[^:以超]{0,40}?(\d+(?:\.\d+)?)%(未満|以下)").ok());
/// Points from and to: `A:16点〜20点`.
static POINTS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"([SABCDE])[::](\d+)点?[〜~～\-](\d+)点").ok());
/// A letter's points: `S→5点`.
static WORTH: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"([SABCDE])(?:→|⇒|=|:)(\d+)点").ok());

/// A line of text from which any run of characters can be given with its place.
pub trait Source {
    /// Its text.
    fn text(&self) -> &str;
    /// Characters `range` of it, at their place.
    fn part(&self, range: Range<usize>) -> Option<Printed>;
}

/// Adds the bands that a line prints to those of the form; one that is printed again alike is given once.
pub fn read(line: &impl Source, bands: &mut Vec<Band>) {
    printed(line).into_iter().for_each(|band| add(band, bands));
}

/// The bands that a line prints.
pub fn printed(line: &impl Source) -> Vec<Band> {
    let mut bands = Vec::new();
    // Each of the shapes has a unit and a letter; most lines have none.
    if !line.text().contains(['点', '%', '％', '﹪']) {
        return bands;
    }
    let folded = normalise::fold_map(line.text());
    if !folded.text.contains(['S', 'A', 'B', 'C', 'D', 'E']) {
        return bands;
    }
    for found in found(&folded.text) {
        let source = |i: usize| folded.sources.get(i).copied();
        let Some(at) = folded.text.get(..found.letter.start).map(|t| t.chars().count()).and_then(source) else {
            continue;
        };
        let Some(printed) = line.part(at..at + 1) else { continue };
        let Some(letter) = normalise::grade(&printed.text) else { continue };
        let label = Field::text(letter, printed.text, printed.places, printed.confidence);
        bands.push(Band { label, ..found.band() });
    }
    bands
}

/// A new band, or the points of one that is there without them.
pub fn add(band: Band, bands: &mut Vec<Band>) {
    let same = |b: &&mut Band| b.scale == band.scale && b.label.value == band.label.value;
    if bands.iter().any(|b| {
        same_band(b, &band)
            || (band.low.is_none()
                && band.high.is_none()
                && b.scale == band.scale
                && b.label.value == band.label.value
                && b.points == band.points)
    }) {
        return;
    }
    let known = bands.iter_mut().find(same);
    match known {
        Some(known) if known.points.is_none() && band.low.is_none() && band.high.is_none() => {
            known.points = band.points
        }
        Some(known) if known.low.is_none() && known.high.is_none() && band.points.is_none() => {
            known.low = band.low;
            known.high = band.high;
            known.bounds = band.bounds;
            known.label = band.label;
        }
        _ => bands.push(band),
    }
}

fn same_band(a: &Band, b: &Band) -> bool {
    let alike = a.scale == b.scale
        && a.label.value == b.label.value
        && a.low == b.low
        && a.high == b.high
        && a.bounds == b.bounds;
    alike && (a.points == b.points || b.points.is_none())
}

/// A band found in a folded text.
struct Found {
    scale: &'static str,
    letter: Range<usize>,
    low: Option<Decimal>,
    high: Option<Decimal>,
    bounds: &'static str,
    points: Option<Decimal>,
}

impl Found {
    fn band(&self) -> Band {
        Band {
            scale: self.scale.to_owned(),
            label: Field::text("", "", Vec::new(), 0.0),
            low: self.low,
            high: self.high,
            bounds: self.bounds.to_owned(),
            points: self.points,
        }
    }
}

fn found(text: &str) -> Vec<Found> {
    let mut all = Vec::new();
    let number = |m: Option<regex::Match>| m.and_then(|m| m.as_str().parse::<Decimal>().ok());
    for c in FROM.iter().flat_map(|r| r.captures_iter(text)) {
        let Some(letter) = c.get(1).map(|m| m.range()) else { continue };
        let from = c.get(3).is_some_and(|m| m.as_str() == "以上");
        let to = c.get(5).is_some_and(|m| m.as_str() == "以下");
        let bounds = bounds(from, to);
        all.push(Found {
            scale: "achievement",
            letter,
            low: number(c.get(2)),
            high: number(c.get(4)),
            bounds,
            points: None,
        });
    }
    for c in BELOW.iter().flat_map(|r| r.captures_iter(text)) {
        let Some(letter) = c.get(1).map(|m| m.range()) else { continue };
        if all.iter().any(|f| f.letter == letter) {
            continue;
        }
        let bounds = bounds(true, c.get(3).is_some_and(|m| m.as_str() == "以下"));
        all.push(Found { scale: "achievement", letter, low: None, high: number(c.get(2)), bounds, points: None });
    }
    for c in POINTS.iter().flat_map(|r| r.captures_iter(text)) {
        let Some(letter) = c.get(1).map(|m| m.range()) else { continue };
        all.push(Found {
            scale: "overall",
            letter,
            low: number(c.get(2)),
            high: number(c.get(3)),
            bounds: "[]",
            points: None,
        });
    }
    for c in WORTH.iter().flat_map(|r| r.captures_iter(text)) {
        let (Some(letter), Some(whole)) = (c.get(1).map(|m| m.range()), c.get(0)) else { continue };
        // `A:16点〜20点` is a range of points, not what the letter is worth.
        if text.get(whole.end()..).is_some_and(|rest| rest.starts_with(['〜', '~', '～'])) {
            continue;
        }
        all.push(Found { scale: "achievement", letter, low: None, high: None, bounds: "[)", points: number(c.get(2)) });
    }
    all
}

/// Which ends belong to a band.
fn bounds(low: bool, high: bool) -> &'static str {
    match (low, high) {
        (true, true) => "[]",
        (true, false) => "[)",
        (false, true) => "(]",
        (false, false) => "()",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain(&'static str);

    impl Source for Plain {
        fn text(&self) -> &str {
            self.0
        }
        fn part(&self, range: Range<usize>) -> Option<Printed> {
            let text = self.0.chars().skip(range.start).take(range.len()).collect();
            Some(Printed { text, confidence: 0.97, ..Printed::default() })
        }
    }

    fn bands(lines: &[&'static str]) -> Vec<String> {
        let mut bands = Vec::new();
        for line in lines {
            read(&Plain(line), &mut bands);
        }
        let show = |d: Option<Decimal>| d.map(|d| d.to_string()).unwrap_or_default();
        bands
            .iter()
            .map(|b| {
                let letter = b.label.as_text().unwrap_or_default();
                format!("{} {letter} {}..{} {} {}", b.scale, show(b.low), show(b.high), b.bounds, show(b.points))
            })
            .collect()
    }

    #[test]
    fn the_printed_shapes_are_read() {
        let lines = [
            "S:「目標を大幅に上回った」＝目標に対し120％以上及び前年対比減少していない",
            "Ａ：「目標どおり」＝目標に対し100％以上120％未満",
            "C:「達しなかった」＝目標に対し90%未満",
            "◇達成状況　【S→5点／A→4点／C→2点／D→0点】",
            "【Ａ：16点～20点／Ｂ：11点～15点／Ｃ：　8点～10点】",
        ];
        assert_eq!(
            bands(&lines),
            [
                "achievement S 120.. [) 5",
                "achievement A 100..120 [) 4",
                "achievement C ..90 [) 2",
                "achievement D .. [) 0",
                "overall A 16..20 [] ",
                "overall B 11..15 [] ",
                "overall C 8..10 [] ",
            ]
        );
    }

    #[test]
    fn bands_that_differ_between_places_are_all_kept() {
        assert_eq!(bands(&["【S→5点】", "【S→5点】", "【S→4点】"]), ["achievement S .. [) 5", "achievement S .. [) 4"]);
    }
}
