//! The boxes of a line's characters, kept small: of a long document all lines are held while it is read.

use crate::geom::Rect;

/// Edges of characters are kept in so many parts of a point: any that are told apart lie farther apart.
const PER_POINT: f64 = 1e5;

/// Box of each character of a line, in order.
#[derive(Clone, Debug, Default)]
pub struct CharBoxes(Kept);

#[derive(Clone, Debug)]
enum Kept {
    /// All have the same top and bottom, as on most lines: the left and right edge of each, in parts of a point.
    Level { top: f64, bottom: f64, edges: Box<[(i32, i32)]> },
    /// Any.
    Free(Box<[Rect]>),
}

impl Default for Kept {
    fn default() -> Self {
        Self::Free(Box::default())
    }
}

impl CharBoxes {
    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Kept::Level { edges, .. } => edges.len(),
            Kept::Free(boxes) => boxes.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// That of a character.
    pub fn get(&self, index: usize) -> Option<Rect> {
        match &self.0 {
            Kept::Level { top, bottom, edges } => {
                let edge = |units: i32| f64::from(units) / PER_POINT;
                edges.get(index).map(|(left, right)| Rect { x0: edge(*left), y0: *top, x1: edge(*right), y1: *bottom })
            }
            Kept::Free(boxes) => boxes.get(index).copied(),
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Rect> + '_ {
        (0..self.len()).map(|index| self.get(index).unwrap_or_default())
    }
}

impl From<&[Rect]> for CharBoxes {
    fn from(boxes: &[Rect]) -> Self {
        let height = |b: &Rect| (b.y0.to_bits(), b.y1.to_bits());
        let is_near = |b: &Rect| b.x0.abs().max(b.x1.abs()) < f64::from(i32::MAX) / PER_POINT;
        let parts = |edge: f64| (edge * PER_POINT).round() as i32;
        Self(match boxes {
            [first, ..] if boxes.iter().all(|b| height(b) == height(first) && is_near(b)) => {
                let edges = boxes.iter().map(|b| (parts(b.x0), parts(b.x1))).collect();
                Kept::Level { top: first.y0, bottom: first.y1, edges }
            }
            _ => Kept::Free(boxes.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{CharBoxes, Kept};
    use crate::geom::Rect;

    #[test]
    fn boxes_come_out_as_they_went_in() {
        let level = [Rect::new(1.005, 2.0, 3.5, 4.0), Rect::new(92.585, 2.0, 595.275, 4.0)];
        let free = [level[0], Rect::new(3.25, 2.0, 5.0, 4.5)];
        let far = [Rect::new(1.0, 2.0, 3e9, 4.0)];
        for boxes in [&level[..], &free, &far, &[]] {
            let kept = CharBoxes::from(boxes);
            assert_eq!(kept.iter().collect::<Vec<_>>(), boxes);
            assert_eq!((kept.len(), kept.is_empty(), kept.get(2)), (boxes.len(), boxes.is_empty(), None));
        }
        assert!(matches!(CharBoxes::from(&level[..]).0, Kept::Level { .. }));
        let fine = CharBoxes::from(&[Rect::new(1.000_004, 2.0, 1.000_006, 4.0)][..]);
        assert_eq!(fine.get(0), Some(Rect::new(1.0, 2.0, 1.000_01, 4.0)), "no finer than is told");
    }
}
