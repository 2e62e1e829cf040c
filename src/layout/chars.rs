//! The boxes of a line's characters, kept small: of a long document all lines are held while it is read.

use crate::geom::Rect;

/// Box of each character of a line, in order.
#[derive(Clone, Debug, Default)]
pub struct CharBoxes(Kept);

#[derive(Clone, Debug)]
enum Kept {
    /// All have the same top and bottom, as on most lines: the left and right edge of each.
    Level { top: f64, bottom: f64, edges: Box<[(f64, f64)]> },
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
                edges.get(index).map(|(left, right)| Rect { x0: *left, y0: *top, x1: *right, y1: *bottom })
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
        // To the bit: what is written must not depend on how it was kept.
        let height = |b: &Rect| (b.y0.to_bits(), b.y1.to_bits());
        Self(match boxes {
            [first, rest @ ..] if rest.iter().all(|b| height(b) == height(first)) => {
                Kept::Level { top: first.y0, bottom: first.y1, edges: boxes.iter().map(|b| (b.x0, b.x1)).collect() }
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
        let level = [Rect::new(1.0, 2.0, 3.5, 4.0), Rect::new(3.25, 2.0, 5.0, 4.0)];
        let free = [level[0], Rect::new(3.25, 2.0, 5.0, 4.5)];
        for boxes in [&level[..], &free, &[]] {
            let kept = CharBoxes::from(boxes);
            assert_eq!(kept.iter().collect::<Vec<_>>(), boxes);
            assert_eq!((kept.len(), kept.is_empty(), kept.get(2)), (boxes.len(), boxes.is_empty(), None));
        }
        assert!(matches!(CharBoxes::from(&level[..]).0, Kept::Level { .. }));
    }
}
