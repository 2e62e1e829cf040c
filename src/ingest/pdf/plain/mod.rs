//! Draws what nearly all pages are made of: lines, areas and text in plain colours, pictures, and forms of all these.
//!
//! The engine draws everything, and takes its time: it asks a font ten times for each glyph, and looks for the font by
//! all of its bytes each time that it is named. What this draws, it draws as the engine does, to the last bit; at the
//! first thing that it does not know it gives the page up, and the engine draws all of it.

mod paint;
mod part;
mod path;
mod read;
mod state;
mod text;

use hayro_interpret::Context;
use hayro_interpret::hayro_syntax::object::{Dict, FromBytes, Name, String as PdfString};
use hayro_interpret::hayro_syntax::page::Resources;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use memchr::memmem;

use super::device::{Collector, Ink};
use super::fonts::FontId;
use super::open;
use super::text::Placed;
use paint::{Colours, Paint, Space};
use read::{Operands, Piece, Reader, Thing};
use state::{Mode, State};

/// Deeper than this no plain page saves its state.
const DEPTH: usize = 256;

/// Something that is left to the engine.
pub(super) struct Unusual;

/// Whether a page is worth a try: pictures within the content are left to the engine, and come late on many pages.
pub(super) fn seems_plain(content: &[u8]) -> bool {
    memmem::find(content, b"BI ").is_none()
}

/// Draws a page; `blank` gives the engine a page of its own, to be asked what a colour looks like.
///
/// # Errors
/// [`Unusual`], where the engine must: what was drawn until then counts for nothing.
pub(super) fn draw<'a>(
    content: &[u8],
    resources: &Resources<'a>,
    transform: Affine,
    bbox: Rect,
    blank: &dyn Fn() -> Context<'a>,
    to: &mut Collector<'_, 'a>,
) -> Result<(), Unusual> {
    let base = State::new(transform);
    let mut plain = Plain {
        to,
        colours: Colours::new(blank),
        states: vec![base],
        state: base,
        path: BezPath::new(),
        start: Point::ZERO,
        last: Point::ZERO,
        clip: false,
        clips: Vec::new(),
        bounds: vec![bbox],
        fonts: Vec::new(),
        floors: Vec::new(),
        run: Vec::new(),
    };
    plain.contents(content, resources)?;
    // What is drawn beside the content stands in no clip that it leaves open.
    plain.unclip_to(0);
    Ok(())
}

struct Plain<'p, 'f, 'a> {
    to: &'p mut Collector<'f, 'a>,
    colours: Colours<'p, 'a>,
    /// The states that were saved, and the one at hand.
    states: Vec<State>,
    state: State,
    path: BezPath,
    /// Where the part of the path at hand begins, and where its last line ends.
    start: Point,
    last: Point,
    /// Whether the path is to become a clip.
    clip: bool,
    /// The clips that are set; those that leave all there was are not handed on.
    clips: Vec<bool>,
    /// What the clips handed on leave of the page.
    bounds: Vec<Rect>,
    /// The fonts that were named.
    fonts: Vec<(Vec<u8>, FontId)>,
    /// How many states were saved when each of the forms at hand began.
    floors: Vec<usize>,
    run: Vec<Placed>,
}

impl<'a> Plain<'_, '_, 'a> {
    /// Draws what a page or a form holds.
    fn contents(&mut self, content: &[u8], resources: &Resources<'a>) -> Result<(), Unusual> {
        let (mut reader, mut operands) = (Reader::new(content), Operands::default());
        while let Some(operator) = reader.operator(&mut operands)? {
            self.draw(operator, &operands, resources)?;
        }
        Ok(())
    }

    fn draw(&mut self, operator: &[u8], operands: &Operands<'_>, resources: &Resources<'a>) -> Result<(), Unusual> {
        let Operands { lead, numbers, tail, .. } = operands;
        match (lead, numbers.as_slice(), tail) {
            (None, numbers, None) if matches!(operator, b"k" | b"K" | b"sc" | b"SC" | b"scn" | b"SCN") => {
                self.mix(operator, numbers, resources)
            }
            (None, numbers, None) => self.draw_numbers(operator, numbers),
            (Some(Thing::Text), [], None) | (None, [_, _], Some(Thing::Text)) => self.draw_text(operator, operands),
            (Some(Thing::List), [], None) if operator == b"TJ" => self.show(operands),
            (Some(Thing::Name(name)), &[size], None) if operator == b"Tf" => {
                self.state.text.font = Some(self.font(name, resources)?);
                self.state.text.size = size as f32;
                Ok(())
            }
            (Some(Thing::Name(name)), [], None) if operator == b"gs" => {
                resources.ext_g_states.get::<Dict<'a>>(name).map_or(Ok(()), |dict| self.set(&dict))
            }
            (Some(Thing::Name(name)), [], None) if operator == b"Do" => self.part(resources, name),
            (Some(Thing::Name(name)), [], None) if matches!(operator, b"cs" | b"CS") => {
                self.change_space(operator == b"cs", name, resources)
            }
            (Some(Thing::Name(_)), [], None) if operator == b"BMC" => {
                self.to.begin_mark(None);
                Ok(())
            }
            (Some(Thing::Name(_)), [], Some(Thing::Dict(dict))) if operator == b"BDC" => {
                let dict = Dict::from_bytes(dict).ok_or(Unusual)?;
                // What is optional may not be shown.
                if dict.contains_key(b"OC") {
                    return Err(Unusual);
                }
                self.to.begin_mark(actual_text(&dict));
                Ok(())
            }
            (Some(Thing::Name(_)), [], Some(Thing::Name(name))) if operator == b"BDC" => {
                let dict = resources.properties.get::<Dict<'a>>(name).ok_or(Unusual)?;
                if dict.get::<Name<'a>>(b"Type").is_some_and(|kind| kind.as_ref().starts_with(b"OC")) {
                    return Err(Unusual);
                }
                self.to.begin_mark(actual_text(&dict));
                Ok(())
            }
            // Dashes: lines are lines. What pictures are to look like: there are none.
            (Some(Thing::List), [_], None) if operator == b"d" => Ok(()),
            (Some(Thing::Name(_)), [], None) if operator == b"ri" => Ok(()),
            _ => Err(Unusual),
        }
    }

    /// What is told nothing but numbers.
    fn draw_numbers(&mut self, operator: &[u8], numbers: &[f64]) -> Result<(), Unusual> {
        let State { ctm, fill, stroke, width, text, .. } = &mut self.state;
        match (operator, numbers) {
            (b"q", &[]) => self.save()?,
            // A form that gives back more than it took.
            (b"Q", &[]) if self.floors.last().is_some_and(|floor| self.states.len() <= *floor) => return Err(Unusual),
            (b"Q", &[]) => self.restore(),
            (b"cm", &[a, b, c, d, e, f]) => *ctm *= Affine::new([a, b, c, d, e, f]),
            (b"w", &[points]) => *width = points as f32,
            // How lines end and meet.
            (b"J" | b"j" | b"M" | b"i", &[_]) => {}

            (b"G", &[gray]) => stroke.color(Space::Gray, [gray as f32; 3]),
            (b"RG", &[r, g, b]) => stroke.color(Space::Rgb, [r, g, b].map(|part| part as f32)),
            (b"g", &[gray]) => fill.color(Space::Gray, [gray as f32; 3]),
            (b"rg", &[r, g, b]) => fill.color(Space::Rgb, [r, g, b].map(|part| part as f32)),

            (b"m", &[x, y]) => self.move_to(Point::new(x, y)),
            (b"l", &[x, y]) => self.line_to(Point::new(x, y)),
            (b"c", &[a, b, c, d, e, f]) => {
                self.curve_to(Some(Point::new(a, b)), Point::new(c, d), Point::new(e, f));
            }
            (b"v", &[c, d, e, f]) => self.curve_to(None, Point::new(c, d), Point::new(e, f)),
            (b"y", &[a, b, e, f]) => self.curve_to(Some(Point::new(a, b)), Point::new(e, f), Point::new(e, f)),
            (b"h", &[]) => self.close(),
            (b"re", &[x, y, width, height]) => {
                self.path.extend(Rect::new(x, y, x + width, y + height).path_elements(0.1));
                (self.last, self.start) = (Point::new(x, y), Point::new(x, y));
            }
            (b"W" | b"W*", &[]) => self.clip = true,
            (b"n", &[]) => self.end(),
            (b"S", &[]) => self.paint(false, true),
            (b"s", &[]) => {
                self.close();
                self.paint(false, true);
            }
            (b"f" | b"F" | b"f*", &[]) => self.paint(true, false),
            (b"B" | b"B*", &[]) => self.paint(true, true),
            (b"b" | b"b*", &[]) => {
                self.close();
                self.paint(true, true);
            }

            (b"BT", &[]) => text.set(Affine::IDENTITY),
            (b"ET", &[]) => {}
            (b"Tm", &[a, b, c, d, e, f]) => text.set(Affine::new([a, b, c, d, e, f])),
            (b"Tc", &[points]) => text.char_space = points as f32,
            (b"Tw", &[points]) => text.word_space = points as f32,
            (b"Tz", &[per_cent]) => text.scaling = per_cent as f32,
            (b"TL", &[points]) => text.leading = points as f32,
            (b"Ts", &[points]) => text.rise = points as f32,
            (b"Tr", &[mode]) => text.mode = Mode::of(mode as i64).ok_or(Unusual)?,
            (b"Td", &[x, y]) => text.next_line(x, y),
            (b"TD", &[x, y]) => {
                text.leading = -y as f32;
                text.next_line(x, y);
            }
            (b"T*", &[]) => text.feed(),
            (b"EMC", &[]) => self.to.end_mark(),
            _ => return Err(Unusual),
        }
        Ok(())
    }

    /// What shows a text.
    fn draw_text(&mut self, operator: &[u8], operands: &Operands<'_>) -> Result<(), Unusual> {
        let text = &mut self.state.text;
        match (operator, operands.numbers.as_slice()) {
            (b"Tj", &[]) => {}
            (b"'", &[]) => text.feed(),
            (b"\"", &[word_space, char_space]) => {
                (text.word_space, text.char_space) = (word_space as f32, char_space as f32);
                text.feed();
            }
            _ => return Err(Unusual),
        }
        self.show(operands)
    }

    /// Takes another space of colours, and its first colour.
    fn change_space(&mut self, is_fill: bool, name: &[u8], resources: &Resources<'a>) -> Result<(), Unusual> {
        let space = self.colours.space(name);
        let rgb = self.colours.colour(resources, space, None).ok_or(Unusual)?;
        if is_fill { &mut self.state.fill } else { &mut self.state.stroke }.color(space, rgb);
        Ok(())
    }

    /// Takes a colour of the space at hand, or of four inks.
    fn mix(&mut self, operator: &[u8], numbers: &[f64], resources: &Resources<'a>) -> Result<(), Unusual> {
        let is_fill = operator.first().is_some_and(u8::is_ascii_lowercase);
        let paint = if is_fill { &mut self.state.fill } else { &mut self.state.stroke };
        let space = if matches!(operator, b"k" | b"K") { Space::Cmyk } else { paint.space };
        paint.color(space, self.colours.colour(resources, space, Some(numbers)).ok_or(Unusual)?);
        Ok(())
    }

    fn save(&mut self) -> Result<(), Unusual> {
        if self.states.len() > DEPTH {
            return Err(Unusual);
        }
        self.states.push(self.state);
        self.state.clips = self.clips.len();
        Ok(())
    }

    /// Goes back to the state that was saved last.
    fn restore(&mut self) {
        let Some(before) = self.states.pop() else { return };
        self.unclip_to(self.state.clips);
        self.state = before;
    }

    /// Takes clips off until so many are left.
    fn unclip_to(&mut self, count: usize) {
        while self.clips.len() > count {
            if self.clips.pop() == Some(true) {
                self.to.unclip();
                self.bounds.pop();
            }
        }
    }

    /// Takes up what a graphics state says.
    fn set(&mut self, dict: &Dict<'a>) -> Result<(), Unusual> {
        let number = |key: &[u8]| dict.get::<f32>(key);
        let is_masked = dict.contains_key(b"SMask") && dict.get::<Name<'_>>(b"SMask").is_none();
        if is_masked || [&b"TR"[..], b"TR2", b"Font"].into_iter().any(|key| dict.contains_key(key)) {
            return Err(Unusual);
        }
        self.state.width = number(b"LW").unwrap_or(self.state.width);
        self.state.stroke.alpha = number(b"CA").unwrap_or(self.state.stroke.alpha);
        self.state.fill.alpha = number(b"ca").unwrap_or(self.state.fill.alpha);
        Ok(())
    }

    /// The font of a name.
    fn font(&mut self, name: &[u8], resources: &Resources<'a>) -> Result<FontId, Unusual> {
        if let Some((_, font)) = self.fonts.iter().find(|(known, _)| known == name) {
            return Ok(*font);
        }
        let font = self.to.fonts().named(&resources.fonts, name).ok_or(Unusual)?;
        self.fonts.push((name.to_vec(), font));
        Ok(font)
    }

    /// Shows pieces of text as one run.
    fn show(&mut self, operands: &Operands<'_>) -> Result<(), Unusual> {
        let font = self.state.text.font.ok_or(Unusual)?;
        let fonts = self.to.fonts();
        let mode = fonts.mode(font);
        self.run.clear();
        for piece in &operands.pieces {
            match piece {
                Piece::Gap(gap) => self.state.text.skip(*gap as f32, mode),
                piece => self.state.text.show(operands.bytes(piece), font, fonts, &mut self.run),
            }
        }
        let State { ctm, fill, stroke, .. } = self.state;
        let inks: &[(Paint, Ink)] = match self.state.text.mode {
            Mode::Fill => &[(fill, Ink::Fill)],
            Mode::Stroke => &[(stroke, Ink::Stroke)],
            Mode::FillAndStroke => &[(fill, Ink::Fill), (stroke, Ink::Stroke)],
            Mode::Invisible => &[(fill, Ink::None)],
        };
        for (paint, ink) in inks {
            self.to.show(&self.run, mode, ctm, paint.lightness(), *ink);
        }
        Ok(())
    }
}

fn actual_text(dict: &Dict<'_>) -> Option<String> {
    open::text_string(&dict.get::<PdfString<'_>>(b"ActualText")?)
}
