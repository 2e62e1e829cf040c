//! Nearly equal coordinates taken as one.

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
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let chains = sorted.chunk_by(|a, b| b.0 - a.0 <= tolerance);
        let mut groups = Vec::new();
        for chain in chains {
            let mut rest = chain;
            while let Some((first, last)) = ends(rest) {
                let take = if last - first <= 2.0 * tolerance {
                    rest.len()
                } else {
                    rest.partition_point(|v| v.0 - first <= tolerance).max(1)
                };
                let (group, after) = rest.split_at(take.min(rest.len()));
                groups.extend(Group::of(group));
                rest = after;
            }
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

impl Group {
    fn of(sorted: &[(f64, f64)]) -> Option<Self> {
        let (first, last) = ends(sorted)?;
        let weight: f64 = sorted.iter().map(|v| v.1).sum();
        let mean =
            if weight > 0.0 { sorted.iter().map(|v| v.0 * v.1).sum::<f64>() / weight } else { (first + last) / 2.0 };
        Some(Self { first, last, mean: mean.clamp(first, last) })
    }

    fn distance(&self, value: f64) -> f64 {
        (self.first - value).max(value - self.last).max(0.0)
    }
}

fn ends(sorted: &[(f64, f64)]) -> Option<(f64, f64)> {
    Some((sorted.first()?.0, sorted.last()?.0))
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
