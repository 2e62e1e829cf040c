//! The graphics state of a plain page.

use hayro_interpret::kurbo::Affine;

use super::paint::Paint;
use super::text::Text;

/// What is saved and restored.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) ctm: Affine,
    pub(super) fill: Paint,
    pub(super) stroke: Paint,
    /// Width of lines.
    pub(super) width: f32,
    pub(super) text: Text,
    /// How many clips there were when the state began.
    pub(super) clips: usize,
}

impl State {
    pub(super) fn new(ctm: Affine) -> Self {
        Self { ctm, fill: Paint::default(), stroke: Paint::default(), width: 1.0, text: Text::default(), clips: 0 }
    }
}

/// How text is painted.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Mode {
    #[default]
    Fill,
    Stroke,
    FillAndStroke,
    Invisible,
}

impl Mode {
    /// `None` where the text becomes a clip.
    pub(super) fn of(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::Stroke),
            2 => Some(Self::FillAndStroke),
            3 => Some(Self::Invisible),
            4..=7 => None,
            _ => Some(Self::Fill),
        }
    }
}
