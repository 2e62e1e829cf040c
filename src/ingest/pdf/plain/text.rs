//! Where text is set.

use hayro_interpret::hayro_cmap::WritingMode;
use hayro_interpret::kurbo::{Affine, Vec2};

use super::super::fonts::{FontId, FontTable, Setting};
use super::super::text::Placed;
use super::state::Mode;

/// Parts of an em in which fonts are measured.
const EM: f32 = 1000.0;

/// The state of text.
#[derive(Clone, Copy)]
pub(super) struct Text {
    pub(super) font: Option<FontId>,
    pub(super) size: f32,
    pub(super) char_space: f32,
    pub(super) word_space: f32,
    /// Horizontal scaling, per cent.
    pub(super) scaling: f32,
    pub(super) leading: f32,
    pub(super) rise: f32,
    pub(super) mode: Mode,
    matrix: Affine,
    line: Affine,
}

impl Default for Text {
    fn default() -> Self {
        Self {
            font: None,
            size: 1.0,
            char_space: 0.0,
            word_space: 0.0,
            scaling: 100.0,
            leading: 0.0,
            rise: 0.0,
            mode: Mode::default(),
            matrix: Affine::IDENTITY,
            line: Affine::IDENTITY,
        }
    }
}

impl Text {
    /// Begins a line.
    pub(super) fn set(&mut self, matrix: Affine) {
        (self.matrix, self.line) = (matrix, matrix);
    }

    /// Begins a line, so far from the one before.
    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.set(self.line * Affine::translate((x, y)));
    }

    /// Begins the next line.
    pub(super) fn feed(&mut self) {
        self.next_line(0.0, -self.leading as f64);
    }

    /// Goes back by thousandths of an em.
    pub(super) fn skip(&mut self, gap: f32, mode: WritingMode) {
        let scaling = if mode == WritingMode::Horizontal { self.scaling() } else { 1.0 };
        self.advance(-gap / EM * self.size * scaling, mode);
    }

    /// Sets a text, a glyph after another.
    pub(super) fn show(&mut self, bytes: &[u8], font: FontId, fonts: &mut FontTable<'_>, run: &mut Vec<Placed>) {
        let mode = fonts.mode(font);
        let em =
            Affine::new([self.size as f64 * self.scaling() as f64, 0.0, 0.0, self.size as f64, 0.0, self.rise as f64]);
        let mut rest = bytes;
        while let Some((code, length)) = fonts.next_code(font, rest) {
            rest = rest.get(length..).unwrap_or_default();
            let Some(Setting { reading, font, advance, shift, stretch }) = fonts.setting(font, code) else { continue };
            let mut transform = self.matrix * em * Affine::scale(1.0 / EM as f64);
            // Nearly all glyphs stand where they are set, as wide as they are.
            if *shift != Vec2::ZERO {
                transform *= Affine::translate(*shift);
            }
            if *stretch != 1.0 {
                transform *= Affine::scale_non_uniform(*stretch, 1.0);
            }
            run.push(Placed { code, font: *font, reading: reading.clone(), transform });
            let word_space = if code == 32 && length == 1 { self.word_space } else { 0.0 };
            let advanced = |advance: f64| advance as f32 / EM * self.size + self.char_space + word_space;
            let by = match mode {
                WritingMode::Horizontal => advanced(advance.x) * self.scaling(),
                WritingMode::Vertical => advanced(advance.y),
            };
            self.advance(by, mode);
        }
    }

    fn advance(&mut self, by: f32, mode: WritingMode) {
        let (x, y) = if mode == WritingMode::Horizontal { (by, 0.0) } else { (0.0, by) };
        self.matrix *= Affine::translate((x as f64, y as f64));
    }

    fn scaling(&self) -> f32 {
        self.scaling / 100.0
    }
}
