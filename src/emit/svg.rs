//! Pictures of what the reader saw: boxes, lines, points and texts of a page as SVG.
//!
//! It knows shapes and not what they stand for, so that every layer can be drawn with it.

use std::fmt::Write;

use crate::geom::Rect;

/// A page to be drawn: shapes in drawing order, in points from its top left.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// What is drawn, first to last.
    pub shapes: Vec<Shape>,
}

/// Something drawn at a place.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Where.
    pub bbox: Rect,
    /// How.
    pub style: Style,
    /// What a viewer shows when one points at it; empty for nothing.
    pub title: String,
}

/// How a shape is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Style {
    /// A filled area, as for ink: rules, thin boxes.
    Ink,
    /// A dot at the middle of the box.
    Dot,
    /// An outlined area of the nth of a few colours, so that neighbours are told apart.
    Area(usize),
    /// A lightly filled area: shading.
    Shade,
    /// Characters, each at its own place.
    Text(Vec<(char, Rect)>),
    /// An outlined area that needs attention: low trust.
    Doubt,
    /// A few small words over the top left of the box: what it is.
    Caption(String),
}

/// Colours that people who see colours differently can tell apart.
const COLOURS: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"];

/// The page as an SVG document of its own.
pub fn picture_to_svg(picture: &Picture) -> String {
    let (width, height) = (number(picture.width), number(picture.height));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}pt\" height=\"{height}pt\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for shape in &picture.shapes {
        put_shape(&mut svg, shape);
    }
    svg.push_str("</svg>\n");
    svg
}

fn put_shape(svg: &mut String, shape: &Shape) {
    let b = &shape.bbox;
    if !b.is_sane() {
        return;
    }
    let (x, y, w, h) = (number(b.x0), number(b.y0), number(b.width()), number(b.height()));
    let place = format!("x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"");
    let title =
        if shape.title.is_empty() { String::new() } else { format!("<title>{}</title>", escaped(&shape.title)) };
    // Writing to a string cannot fail.
    let _ = match &shape.style {
        Style::Ink => writeln!(svg, "<rect {place} fill=\"#000\" stroke=\"#000\" stroke-width=\".2\">{title}</rect>"),
        Style::Dot => {
            let (x, y) = (number(b.center().x), number(b.center().y));
            writeln!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"1.2\" fill=\"#d55e00\">{title}</circle>")
        }
        Style::Area(n) => {
            let colour = COLOURS.get(n % COLOURS.len()).copied().unwrap_or("#000");
            writeln!(
                svg,
                "<rect {place} fill=\"{colour}\" fill-opacity=\".06\" stroke=\"{colour}\" stroke-width=\".8\">{title}</rect>"
            )
        }
        Style::Shade => writeln!(svg, "<rect {place} fill=\"#000\" fill-opacity=\".1\">{title}</rect>"),
        Style::Doubt => {
            writeln!(
                svg,
                "<rect {place} fill=\"none\" stroke=\"#c00\" stroke-width=\"1.2\" stroke-dasharray=\"2 1\">{title}</rect>"
            )
        }
        Style::Text(chars) => put_text(svg, chars, &title),
        Style::Caption(words) => {
            let words = escaped(words);
            let y = number(b.y0 - 0.5);
            writeln!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" font-size=\"3.6\" font-family=\"sans-serif\" fill=\"#a03000\">{title}{words}</text>"
            )
        }
    };
}

/// Upright characters; where each stands is given, so the viewer's font does not matter.
fn put_text(svg: &mut String, chars: &[(char, Rect)], title: &str) -> std::fmt::Result {
    let seen = || chars.iter().filter(|(c, b)| !c.is_whitespace() && b.is_sane());
    let list = |f: fn(&Rect) -> f64| seen().map(|(_, b)| number(f(b))).collect::<Vec<_>>().join(" ");
    let size = seen().map(|(_, b)| b.height()).fold(0.0, f64::max);
    let text: String = seen().map(|(c, _)| *c).collect();
    writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\" font-family=\"sans-serif\">{title}{}</text>",
        list(|b| b.x0),
        list(|b| b.y1 - 0.12 * b.height()),
        number(size),
        escaped(&text)
    )
}

/// Two places after the point are enough for a picture, and keep it the same everywhere.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Text as XML allows it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\r' => out.push(' '),
            // What XML forbids, and marks that would turn round what stands after them.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') || super::turns_text(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_well_formed_and_escaped() {
        let shape = |style| Shape { bbox: Rect::new(1.0, 2.0, 11.0, 12.5), style, title: "<&>".to_owned() };
        let styles = [
            Style::Ink,
            Style::Dot,
            Style::Area(7),
            Style::Shade,
            Style::Doubt,
            Style::Text(['<', '\u{1}', '\u{202e}'].map(|c| (c, Rect::new(0.0, 0.0, 5.0, 5.0))).to_vec()),
        ];
        let mut picture = Picture { width: 100.0, height: 50.0, shapes: styles.map(shape).to_vec() };
        picture.shapes.push(Shape {
            bbox: Rect { x0: f64::NAN, ..Rect::default() },
            style: Style::Ink,
            title: String::new(),
        });
        let svg = picture_to_svg(&picture);
        assert_eq!(svg.matches("&lt;&amp;&gt;").count(), 6);
        assert!(svg.contains("&lt;\u{fffd}\u{fffd}"));
        assert!(!svg.contains("NaN"));
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
    }
}
