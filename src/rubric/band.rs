//! Where a figure lies: intervals, and how they read in Japanese.

use super::exact::Exact;
use super::model::Step;
use super::scale::{Band, Ends, Exception, Scale, Test};
use num_rational::BigRational;

/// An interval of a band or step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interval<'a> {
    low: Option<&'a Exact>,
    high: Option<&'a Exact>,
    ends: Ends,
}

impl<'a> Interval<'a> {
    /// The interval of a band; `None` where words, or other figures alone, earn it.
    pub(super) fn of(band: &'a Band) -> Option<Self> {
        let is_sized = band.low.is_some() || band.high.is_some() || band.at.is_some();
        if band.when.is_some() || !is_sized {
            return None;
        }
        match &band.at {
            Some(at) => Some(Self { low: Some(at), high: Some(at), ends: Ends::Closed }),
            None => Some(Self { low: band.low.as_ref(), high: band.high.as_ref(), ends: ends(band.bounds) }),
        }
    }

    /// The interval of a further test.
    pub(super) fn of_test(test: &'a Test) -> Self {
        Self { low: test.low.as_ref(), high: test.high.as_ref(), ends: ends(test.bounds) }
    }

    /// The interval of an adjustment step.
    pub(super) fn of_step(step: &'a Step) -> Self {
        Self { low: step.low.as_ref(), high: step.high.as_ref(), ends: ends(step.bounds) }
    }

    /// Whether the figure lies in it.
    pub(super) fn contains(&self, x: &BigRational) -> bool {
        let low = self.low.is_none_or(|l| if self.low_belongs() { *x >= l.0 } else { *x > l.0 });
        let high = self.high.is_none_or(|h| if self.high_belongs() { *x <= h.0 } else { *x < h.0 });
        low && high
    }

    /// Whether any figure of the closed interval from `from` to `to` lies in it.
    pub(super) fn meets(&self, from: &BigRational, to: &BigRational) -> bool {
        let low = self.low.is_none_or(|l| if self.low_belongs() { *to >= l.0 } else { *to > l.0 });
        let high = self.high.is_none_or(|h| if self.high_belongs() { *from <= h.0 } else { *from < h.0 });
        low && high
    }

    /// Whether no figure lies in it.
    pub(super) fn is_empty(&self) -> bool {
        matches!((self.low, self.high), (Some(l), Some(h)) if l > h || (l == h && !(self.low_belongs() && self.high_belongs())))
    }

    /// Whether all of it lies above a figure.
    pub(super) fn lies_above(&self, x: &BigRational) -> bool {
        self.low.is_some_and(|l| if self.low_belongs() { l.0 > *x } else { l.0 >= *x })
    }

    /// Whether every figure of the other lies in it.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let low = match (self.low, other.low) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(a), Some(b)) => a < b || (a == b && (self.low_belongs() || !other.low_belongs())),
        };
        let high = match (self.high, other.high) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(a), Some(b)) => a > b || (a == b && (self.high_belongs() || !other.high_belongs())),
        };
        low && high
    }

    /// `90%以上100%未満`, `16点以上20点以下`.
    pub(super) fn describe(&self, unit: &str) -> String {
        if let (Some(low), Some(high)) = (self.low, self.high)
            && low == high
        {
            return format!("{low}{unit}");
        }
        let low = self.low.map(|l| format!("{l}{unit}{}", if self.low_belongs() { "以上" } else { "超" }));
        let high = self.high.map(|h| format!("{h}{unit}{}", if self.high_belongs() { "以下" } else { "未満" }));
        match (low, high) {
            (None, None) => "すべて".to_owned(),
            (low, high) => low.unwrap_or_default() + &high.unwrap_or_default(),
        }
    }

    fn low_belongs(&self) -> bool {
        matches!(self.ends, Ends::Closed | Ends::ClosedOpen)
    }

    fn high_belongs(&self) -> bool {
        matches!(self.ends, Ends::Closed | Ends::OpenClosed)
    }
}

/// An interval without printed ends is read as 以上・未満.
fn ends(printed: Option<Ends>) -> Ends {
    printed.unwrap_or(Ends::ClosedOpen)
}

/// The first band that holds the figure.
pub(super) fn find<'a>(bands: &'a [Band], x: &BigRational) -> Option<&'a Band> {
    bands.iter().find(|band| Interval::of(band).is_some_and(|i| i.contains(x)))
}

/// Every band that a figure between `from` and `to` could earn, in printed order.
pub(super) fn between<'a>(
    bands: &'a [Band],
    from: &'a BigRational,
    to: &'a BigRational,
) -> impl Iterator<Item = &'a Band> + 'a {
    let (from, to) = if from <= to { (from, to) } else { (to, from) };
    bands.iter().filter(move |band| Interval::of(band).is_some_and(|i| i.meets(from, to)))
}

/// The bands that hold for a target: an exception's, else the scale's own.
pub(super) fn bands_for<'a>(scale: &'a Scale, target: &BigRational, unit: Option<&str>) -> &'a [Band] {
    let fits = |e: &&Exception| {
        e.target.as_ref().is_some_and(|t| t.0 == *target) && (e.unit.is_none() || e.unit.as_deref() == unit)
    };
    scale.exceptions.iter().find(fits).map_or(&scale.bands, |e| &e.bands)
}
