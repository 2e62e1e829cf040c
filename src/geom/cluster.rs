//! Nearly equal coordinates taken as one.

use std::cmp::Ordering;

/// Sorted groups of nearly equal values, each standing for one coordinate.
///
/// Neighbours no further apart than the tolerance fall into one group; a group never spans
/// more than twice the tolerance, so that a dense series of values does not collapse.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    groups: Vec<Group>,
}

#[derive(Clone, Copy, Debug)]
struct Group {
    first: f64,
    last: f64,
    mean: f64,
}

impl Clusters {
    /// Groups weighted values; values that are not finite are left out.
    pub fn new(values: impl IntoIterator<Item = (f64, f64)>, tolerance: f64) -> Self {
        let mut sorted: Vec<(f64, f64)> = values.into_iter().filter(|(v, w)| v.is_finite() && w.is_finite()).collect();
        sorted.sort_unstable_by(by_value);
        let mut groups = Vec::new();
        let mut rest = sorted.as_slice();
        while let Some((group, after)) = first_group(rest, tolerance, |v| v.0) {
            groups.extend(Group::of(group.iter().copied()));
            rest = after;
        }
        Self { groups }
    }

    /// Number of groups.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The coordinate that each group stands for, ascending.
    pub fn positions(&self) -> Vec<f64> {
        self.groups.iter().map(|g| g.mean).collect()
    }

    /// The group whose range comes nearest to `value`.
    pub fn nearest(&self, value: f64) -> Option<usize> {
        let after = self.groups.partition_point(|g| g.last < value);
        let distance = |i: usize| self.groups.get(i).map_or(f64::INFINITY, |g| g.distance(value));
        if after > 0 && distance(after - 1) < distance(after) {
            Some(after - 1)
        } else {
            (after < self.groups.len()).then_some(after)
        }
    }

    /// The coordinate of the group that holds `value` up to `slack`; else `value` itself.
    pub fn snap(&self, value: f64, slack: f64) -> f64 {
        match self.nearest(value).and_then(|i| self.groups.get(i)) {
            Some(g) if g.distance(value) <= slack => g.mean,
            _ => value,
        }
    }
}

/// Puts things of nearly equal coordinates on one coordinate, as [`Clusters`] groups them, and sorts them by it.
///
/// `weighed` gives the coordinate of a thing and its weight, both finite.
pub fn align<T>(
    things: &mut [T],
    tolerance: f64,
    weighed: impl Fn(&T) -> (f64, f64),
    mut put: impl FnMut(&mut T, f64),
) {
    things.sort_by(|a, b| by_value(&weighed(a), &weighed(b)));
    let mut rest = things;
    while let Some((group, _)) = first_group(rest, tolerance, |t| weighed(t).0) {
        let (group, after) = rest.split_at_mut(group.len());
        if let Some(common) = Group::of(group.iter().map(&weighed)) {
            group.iter_mut().for_each(|thing| put(thing, common.mean));
        }
        rest = after;
    }
}

fn by_value(a: &(f64, f64), b: &(f64, f64)) -> Ordering {
    a.0.total_cmp(&b.0).then_with(|| a.1.total_cmp(&b.1))
}

/// The first group of things sorted by coordinate, and what follows it; `None` where there is nothing.
fn first_group<T>(sorted: &[T], tolerance: f64, at: impl Fn(&T) -> f64) -> Option<(&[T], &[T])> {
    let first = at(sorted.first()?);
    let (mut last, mut len) = (first, 0);
    for value in sorted.iter().map(&at) {
        if value - last > tolerance {
            break;
        }
        // A chain too long for one group begins with what is near its first value.
        if value - first > 2.0 * tolerance {
            len = sorted.partition_point(|t| at(t) - first <= tolerance);
            break;
        }
        (last, len) = (value, len + 1);
    }
    sorted.split_at_checked(len.max(1))
}

impl Group {
    /// The group of sorted values with their weights.
    fn of(sorted: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Self> {
        let first = sorted.clone().next()?.0;
        let (mut last, mut weight, mut sum) = (first, 0.0, 0.0);
        for (v, w) in sorted {
            (last, weight, sum) = (v, weight + w, sum + v * w);
        }
        let mean = if weight > 0.0 { sum / weight } else { (first + last) / 2.0 };
        Some(Self { first, last, mean: mean.max(first).min(last) })
    }

    fn distance(&self, value: f64) -> f64 {
        (self.first - value).max(value - self.last).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions(values: &[f64], tolerance: f64) -> Vec<f64> {
        Clusters::new(values.iter().map(|&v| (v, 1.0)), tolerance).positions()
    }

    #[test]
    fn near_values_are_one() {
        assert_eq!(positions(&[10.0, 10.4, 50.0, 49.8], 1.0), vec![10.2, 49.9]);
    }

    #[test]
    fn a_dense_series_does_not_collapse() {
        let series: Vec<f64> = (0..100).map(|i| f64::from(i) * 0.5).collect();
        assert!(positions(&series, 1.0).len() > 10);
    }

    #[test]
    fn values_that_are_not_finite_are_left_out() {
        assert_eq!(positions(&[f64::NAN, 3.0, f64::INFINITY], 1.0), vec![3.0]);
    }

    #[test]
    fn nearest_finds_its_own_group() {
        let c = Clusters::new([(1.0, 1.0), (5.0, 1.0), (9.0, 1.0)], 1.0);
        assert_eq!(c.nearest(5.2), Some(1));
        assert_eq!(c.nearest(-4.0), Some(0));
        assert_eq!(c.nearest(99.0), Some(2));
        assert_eq!(c.snap(5.2, 0.5), 5.0);
        assert_eq!(c.snap(6.0, 0.5), 6.0);
    }
}
