//! By how much a scanned page leans, and the page put straight.

use super::ink::Ink;
use crate::ingest::Picture;

/// Pages lean by no more, in degrees.
const MOST: f64 = 5.0;
/// Steps of the first search and of the last, in degrees.
const COARSE: f64 = 0.25;
const FINE: f64 = 0.03;
/// So little is not worth a loss of sharpness.
const LEAST: f64 = 0.04;
/// At so many points of ink the search looks.
const POINTS: usize = 120_000;

/// Degrees by which the lines of a page fall to the right (clockwise); 0 for a straight one.
pub(super) fn skew(ink: &Ink) -> f64 {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for y in 0..ink.height {
        let row = ink.row(y);
        points.extend(row.iter().enumerate().filter(|(_, dark)| **dark).map(|(x, _)| (x as f64, y as f64)));
    }
    let every = (points.len() / POINTS).max(1);
    let points: Vec<(f64, f64)> = points.into_iter().step_by(every).collect();
    let sharpness = |degrees: f64| sharpness(&points, ink, degrees);
    let search = |around: f64, reach: f64, step: f64| {
        let steps = (reach / step).round() as i32;
        let angles = (-steps..=steps).map(|i| around + f64::from(i) * step);
        let rated = angles.map(|angle| (sharpness(angle), angle));
        rated.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.abs().total_cmp(&a.1.abs()))).map_or(0.0, |(_, angle)| angle)
    };
    let angle = search(search(0.0, MOST, COARSE), COARSE, FINE);
    if angle.abs() < LEAST || angle.abs() >= MOST { 0.0 } else { angle }
}

/// How unevenly the ink is spread over lines that fall by so many degrees.
fn sharpness(points: &[(f64, f64)], ink: &Ink, degrees: f64) -> f64 {
    let slope = degrees.to_radians().tan();
    let reach = (ink.width as f64 * slope.abs()).ceil() as usize + 2;
    let mut rows = vec![0_u32; ink.height + 2 * reach];
    for (x, y) in points {
        let row = (y - x * slope + reach as f64) as usize;
        if let Some(count) = rows.get_mut(row) {
            *count += 1;
        }
    }
    rows.windows(2).map(|two| two.iter().map(|c| f64::from(*c)).fold(0.0, |a, b| b - a).powi(2)).sum()
}

/// A picture turned back by so many degrees around its middle, as large as before.
pub(super) fn straightened(picture: &Picture, degrees: f64) -> Picture {
    if degrees == 0.0 {
        return picture.clone();
    }
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (middle_x, middle_y) = (picture.width as f64 / 2.0, picture.height as f64 / 2.0);
    let mut straight = Picture::white(picture.width, picture.height);
    for (y, row) in straight.grey.chunks_mut(picture.width.max(1)).enumerate() {
        let dy = y as f64 + 0.5 - middle_y;
        for (x, pixel) in row.iter_mut().enumerate() {
            let dx = x as f64 + 0.5 - middle_x;
            *pixel = picture.between(middle_x + dx * cos - dy * sin, middle_y + dx * sin + dy * cos).round() as u8;
        }
    }
    straight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaning_page_is_put_straight() {
        let mut page = Picture::white(600, 400);
        for y in (40..380).step_by(30) {
            for x in 40..560 {
                for dy in 0..3 {
                    page.grey[(y + dy) * 600 + x] = 0;
                }
            }
        }
        for degrees in [-2.0, -0.5, 0.0, 1.3] {
            let leaning = straightened(&page, -degrees);
            let found = skew(&Ink::of(&leaning, 100.0));
            assert!((found - degrees).abs() < 0.1, "{found} for {degrees}");
        }
    }
}
