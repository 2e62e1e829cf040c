//! Parts of a page that are drawn by name: forms and pictures.

use hayro_interpret::hayro_syntax::object::{Dict, Name, Stream};
use hayro_interpret::hayro_syntax::page::Resources;
use hayro_interpret::kurbo::{Affine, Rect, Shape};

use super::{Plain, Unusual};

/// Deeper than this no plain page nests its parts.
const DEPTH: usize = 8;

impl<'a> Plain<'_, '_, 'a> {
    /// Draws the part of a name; one that there is not draws nothing.
    pub(super) fn part(&mut self, resources: &Resources<'a>, name: &[u8]) -> Result<(), Unusual> {
        let Some(stream) = resources.x_objects.get::<Stream<'a>>(name) else { return Ok(()) };
        let dict = stream.dict();
        // What is optional may not be shown.
        if dict.contains_key(b"OC") {
            return Err(Unusual);
        }
        let Some(kind) = dict.get::<Name<'a>>(b"Subtype") else { return Ok(()) };
        match kind.as_ref() {
            b"Image" => {
                self.picture(dict);
                Ok(())
            }
            b"Form" => self.form(&stream, resources),
            _ => Ok(()),
        }
    }

    /// A picture fills a square of one unit, from its top left corner.
    fn picture(&mut self, dict: &Dict<'a>) {
        let side = |short: &[u8], long: &[u8]| dict.get::<u32>(short).or_else(|| dict.get::<u32>(long));
        let (Some(width), Some(height)) = (side(b"W", b"Width"), side(b"H", b"Height")) else { return };
        if width > 0 && height > 0 {
            let pixel = Affine::new([1.0 / f64::from(width), 0.0, 0.0, -1.0 / f64::from(height), 0.0, 1.0]);
            self.to.image(width, height, self.state.ctm * pixel);
        }
    }

    /// A form is a page within the page, with resources of its own, or those of what draws it.
    fn form(&mut self, stream: &Stream<'a>, resources: &Resources<'a>) -> Result<(), Unusual> {
        if self.floors.len() > DEPTH {
            return Err(Unusual);
        }
        let dict = stream.dict();
        let content = stream.decoded_data().map_err(|_| Unusual)?;
        let own = dict.get::<Dict<'a>>(b"Resources").map(Resources::new);
        let matrix = dict.get::<[f64; 6]>(b"Matrix").map_or(Affine::IDENTITY, Affine::new);
        let Some([x0, y0, x1, y1]) = dict.get::<[f32; 4]>(b"BBox").map(|bbox| bbox.map(f64::from)) else {
            return Ok(());
        };
        self.path.truncate(0);
        self.save()?;
        self.state.ctm *= matrix;
        for paint in [&mut self.state.fill, &mut self.state.stroke] {
            paint.leave();
            // A group is painted as a whole.
            if dict.get::<Dict<'a>>(b"Group").is_some() {
                paint.alpha = 1.0;
            }
        }
        let clip = self.state.ctm * Rect::new(x0, y0, x1, y1).to_path(0.1);
        self.to.clip_to_path(clip.bounding_box());
        let fonts = std::mem::take(&mut self.fonts);
        self.save()?;
        self.floors.push(self.states.len());
        self.contents(&content, own.as_ref().unwrap_or(resources))?;
        let floor = self.floors.pop().unwrap_or_default();
        self.path.truncate(0);
        self.clip = false;
        while self.states.len() >= floor {
            self.restore();
        }
        self.fonts = fonts;
        self.to.unclip();
        self.restore();
        Ok(())
    }
}
