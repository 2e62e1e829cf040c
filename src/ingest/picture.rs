//! A page as a picture: what optical recognition reads.

/// Pixels of grey, row by row from the top; 0 is black.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width × height` of them.
    pub grey: Vec<u8>,
}

impl Picture {
    /// A white picture.
    pub fn white(width: usize, height: usize) -> Self {
        Self { width, height, grey: vec![u8::MAX; width * height] }
    }

    /// A row of it; empty where it has no such row.
    pub fn row(&self, y: usize) -> &[u8] {
        self.grey.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    /// The pixel at a place; white outside.
    pub fn at(&self, x: isize, y: isize) -> u8 {
        match (usize::try_from(x), usize::try_from(y)) {
            (Ok(x), Ok(y)) if x < self.width && y < self.height => {
                self.grey.get(y * self.width + x).copied().unwrap_or(u8::MAX)
            }
            _ => u8::MAX,
        }
    }

    /// The grey at a place between pixels (the middle of the first one is 0.5, 0.5), of the four around it.
    pub fn between(&self, x: f64, y: f64) -> f64 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right, below) = (x - left, y - top);
        let (left, top) = (left as isize, top as isize);
        let row = |y| f64::from(self.at(left, y)) * (1.0 - right) + f64::from(self.at(left + 1, y)) * right;
        row(top) * (1.0 - below) + row(top + 1) * below
    }

    /// Each pixel mixed with those around it, by this share of a pixel's width: 0 leaves all as it is, with 1 half of
    /// what a pixel shows comes from its neighbours, in each direction.
    #[must_use]
    pub fn softened(&self, by: f64) -> Self {
        // In 256ths; at the edges the picture goes on as it ends.
        let aside = (by.clamp(0.0, 1.0) * 64.0).round() as u32;
        let mixed = |before: u8, own: u8, after: u8| {
            ((u32::from(own) * (256 - 2 * aside) + (u32::from(before) + u32::from(after)) * aside + 128) / 256) as u8
        };
        let mut level = self.clone();
        for (y, row) in level.grey.chunks_mut(self.width.max(1)).enumerate() {
            let own = self.row(y);
            let at = |x: usize| own.get(x).copied().unwrap_or(u8::MAX);
            let last = own.len().saturating_sub(1);
            for (x, pixel) in row.iter_mut().enumerate() {
                *pixel = mixed(at(x.saturating_sub(1)), at(x), at((x + 1).min(last)));
            }
        }
        let mut soft = level.clone();
        let last = self.height.saturating_sub(1);
        for (y, row) in soft.grey.chunks_mut(self.width.max(1)).enumerate() {
            let rows = [level.row(y.saturating_sub(1)), level.row(y), level.row((y + 1).min(last))];
            let [before, own, after] = rows;
            for (((pixel, before), own), after) in row.iter_mut().zip(before).zip(own).zip(after) {
                *pixel = mixed(*before, *own, *after);
            }
        }
        soft
    }

    /// Turned clockwise by so many quarters.
    #[must_use]
    pub fn turned(&self, quarters: u8) -> Self {
        let (w, h) = (self.width, self.height);
        let (width, height) = if quarters % 2 == 1 { (h, w) } else { (w, h) };
        let mut turned = Self::white(width, height);
        for (y, row) in turned.grey.chunks_mut(width.max(1)).enumerate() {
            for (x, pixel) in row.iter_mut().enumerate() {
                let from = match quarters % 4 {
                    1 => (h - 1 - x) * w + y,
                    2 => (h - 1 - y) * w + (w - 1 - x),
                    3 => x * w + (w - 1 - y),
                    _ => y * w + x,
                };
                *pixel = self.grey.get(from).copied().unwrap_or(u8::MAX);
            }
        }
        turned
    }
}

#[cfg(test)]
mod tests {
    use super::Picture;

    #[test]
    fn quarters_turn_clockwise() {
        let picture = Picture { width: 3, height: 2, grey: vec![1, 2, 3, 4, 5, 6] };
        let once = picture.turned(1);
        assert_eq!((once.width, once.height, &once.grey[..]), (2, 3, &[4, 1, 5, 2, 6, 3][..]));
        assert_eq!(once.turned(1), picture.turned(2));
        assert_eq!(picture.turned(3).turned(1), picture);
    }

    #[test]
    fn places_between_pixels_are_between_their_greys() {
        let picture = Picture { width: 2, height: 1, grey: vec![0, 100] };
        assert!((picture.between(1.0, 0.5) - 50.0).abs() < 1e-9);
        assert!((picture.between(0.5, 0.5) - 0.0).abs() < 1e-9);
    }
}
