//! Pictures in pages: measured before they are unpacked, and drawn no finer than a reader needs.

use super::super::intact::filters;
use super::super::packing::{self, Packing};
use super::jbig2;
use crate::ingest::{Limit, Limits};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hayro_interpret::hayro_syntax::object::{Dict, Object, Stream};
use hayro_interpret::kurbo::{Affine, Point, Rect};
use hayro_interpret::{ImageData, LumaData};

/// Pixels to a point that are kept.
const FINENESS: f64 = 2.0;
/// Pixels of the original that are averaged to one, along each side, at most.
const SAMPLES: usize = 4;
/// Greys that become one of the sixteen that are kept.
const GREY: u8 = 16;

/// Whether an image, and the mask of its transparency, can be unpacked within the limits. What it says of its own
/// size is not believed where the packed data has a size, too.
pub(super) fn fits(stream: &Stream<'_>, limits: &Limits) -> bool {
    let mask = |key: &[u8]| stream.dict().get::<Stream<'_>>(key);
    let masks = [mask(b"SMask"), mask(b"Mask")];
    is_small(stream, limits) && masks.iter().flatten().all(|mask| is_small(mask, limits))
}

fn is_small(stream: &Stream<'_>, limits: &Limits) -> bool {
    let dict = stream.dict();
    let side = |keys: [&[u8]; 2]| keys.into_iter().find_map(|key| dict.get::<u32>(key)).map_or(0, u64::from);
    let most = limits.most(Limit::ImagePixels);
    let allowed = |width: u64, height: u64| width.saturating_mul(height) <= most;
    if !allowed(side([b"Width", b"W"]), side([b"Height", b"H"])) {
        return false;
    }
    let data = stream.raw_data();
    let names = filters(stream);
    let packings: Vec<Packing> = names.iter().filter_map(|name| Packing::of(name.as_ref())).collect();
    // Four samples a pixel are the most that printing uses.
    let most = most.saturating_mul(4);
    if packing::over(&data, &packings, most, most, |_, _| false).is_some() {
        return false;
    }
    match names.last().map(AsRef::as_ref) {
        Some(b"DCTDecode" | b"DCT") => jpeg_size(&data).is_none_or(|(w, h)| allowed(w, h)),
        Some(b"JPXDecode") => jpx_size(&data).is_none_or(|(w, h)| allowed(w, h)),
        // What is packed again, or shares what stands elsewhere, does not tell beforehand what it becomes.
        Some(b"JBIG2Decode") => {
            names.len() == 1 && !has_shared(dict) && jbig2::pixels(&data).is_some_and(|pixels| allowed(pixels, 1))
        }
        _ => true,
    }
}

/// Whether a picture needs data that several share.
fn has_shared(dict: &Dict<'_>) -> bool {
    let keys = [&b"DecodeParms"[..], b"DP"];
    let is_shared = |parameters: Object<'_>| match parameters {
        Object::Dict(dict) => dict.contains_key(b"JBIG2Globals"),
        Object::Array(all) => all.iter::<Dict<'_>>().any(|dict| dict.contains_key(b"JBIG2Globals")),
        _ => false,
    };
    keys.into_iter().filter_map(|key| dict.get::<Object<'_>>(key)).any(is_shared)
}

/// Width and height in the head of a JPEG (the largest frame of it).
fn jpeg_size(data: &[u8]) -> Option<(u64, u64)> {
    let frames = data
        .windows(9)
        .filter(|w| matches!(w, [0xff, 0xc0..=0xcf, ..]) && !matches!(w.get(1), Some(0xc4 | 0xc8 | 0xcc)));
    frames.filter_map(|w| Some((pair(w, 7)?, pair(w, 5)?))).max_by_key(|(width, height)| width * height)
}

fn pair(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

/// Width and height in the head of a JPEG 2000 codestream.
fn jpx_size(data: &[u8]) -> Option<(u64, u64)> {
    let at = memchr::memmem::find(data, &[0xff, 0x4f, 0xff, 0x51])?;
    let side = |from: usize| Some(u64::from(u32::from_be_bytes(data.get(at + from..at + from + 4)?.try_into().ok()?)));
    Some((side(8)?, side(12)?))
}

/// Pixels as they are looked up: colour and opacity at a place of the original.
pub(super) struct Pixels<F: Fn(usize, usize) -> [u8; 4]> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) at: F,
}

/// The pixels of an image with its own transparency.
pub(super) fn raster(image: &ImageData, alpha: Option<&LumaData>) -> Pixels<impl Fn(usize, usize) -> [u8; 4]> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let at = move |x: usize, y: usize| {
        let i = y * width + x;
        let [r, g, b] = match image {
            ImageData::Rgb(rgb) => [0, 1, 2].map(|channel| rgb.data.get(i * 3 + channel).copied().unwrap_or(u8::MAX)),
            ImageData::Luma(luma) => [luma.data.get(i).copied().unwrap_or(u8::MAX); 3],
        };
        let opacity = alpha.map_or(u8::MAX, |mask| {
            let (w, h) = (mask.width as usize, mask.height as usize);
            let (x, y) = (x * w / width.max(1), y * h / height.max(1));
            mask.data.get(y * w + x).copied().unwrap_or(u8::MAX)
        });
        [r, g, b, opacity]
    };
    Pixels { width, height, at }
}

/// The pixels of a stencil through which one colour is seen.
pub(super) fn stencil(mask: &LumaData, [r, g, b, a]: [u8; 4]) -> Pixels<impl Fn(usize, usize) -> [u8; 4]> {
    let (width, height) = (mask.width as usize, mask.height as usize);
    let at = move |x: usize, y: usize| {
        let open = mask.data.get(y * width + x).is_some_and(|value| *value == u8::MAX);
        [r, g, b, if open { a } else { 0 }]
    };
    Pixels { width, height, at }
}

/// What of the pixels lies in `seen`, a box of the page, as a PNG in base 64; `transform` leads from pixels to the
/// page. `None` where nothing is left of it.
pub(super) fn png<F: Fn(usize, usize) -> [u8; 4]>(pixels: &Pixels<F>, transform: Affine, seen: Rect) -> Option<String> {
    let back = (transform.determinant().abs() > f64::EPSILON).then(|| transform.inverse())?;
    let [width, height] =
        [seen.width(), seen.height()].map(|side| whole((side * FINENESS).ceil().clamp(1.0, 10_000.0)));
    // How many pixels of the original lie under one of the picture.
    let dense = back.determinant().abs().sqrt() / FINENESS;
    let samples = whole(dense.ceil()).clamp(1, SAMPLES);
    let steps: Vec<f64> = (0..samples).map(|i| (i as f64 + 0.5) / samples as f64).collect();
    let mut rgba = Vec::with_capacity(width * height * 4);
    for y in 0..height {
        for x in 0..width {
            let (mut sum, mut opaque) = ([0_u32; 3], 0_u32);
            for (dx, dy) in steps.iter().flat_map(|dy| steps.iter().map(move |dx| (dx, dy))) {
                let place = Point::new(
                    seen.x0 + (x as f64 + dx) * seen.width() / width as f64,
                    seen.y0 + (y as f64 + dy) * seen.height() / height as f64,
                );
                let from = back * place;
                if from.x < 0.0 || from.y < 0.0 {
                    continue;
                }
                let (px, py) = (whole(from.x), whole(from.y));
                if px >= pixels.width || py >= pixels.height {
                    continue;
                }
                let [r, g, b, a] = (pixels.at)(px, py);
                for (sum, channel) in sum.iter_mut().zip([r, g, b]) {
                    *sum += u32::from(channel) * u32::from(a);
                }
                opaque += u32::from(a);
            }
            rgba.extend(sum.map(|sum| u8::try_from(sum / opaque.max(1)).unwrap_or(u8::MAX)));
            rgba.push(u8::try_from(opaque / (samples * samples) as u32).unwrap_or(u8::MAX));
        }
    }
    encoded(&rgba, width, height)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Casts of floats saturate.
fn whole(value: f64) -> usize {
    value as usize
}

/// A PNG as small as the pixels allow: greys in four bits, colours, or colours with their opacity.
fn encoded(rgba: &[u8], width: usize, height: usize) -> Option<String> {
    let all = || rgba.chunks_exact(4);
    let opaque = all().all(|pixel| pixel.last() == Some(&u8::MAX));
    let grey = all().all(|pixel| pixel.first() == pixel.get(1) && pixel.get(1) == pixel.get(2));
    let (colour, depth, data) = match (opaque, grey) {
        (true, true) => {
            let greys: Vec<u8> = all().filter_map(|pixel| pixel.first()).map(|grey| grey / GREY).collect();
            let rows = greys.chunks(width.max(1));
            let packed = |row: &[u8]| {
                row.chunks(2).map(|two| two.first().unwrap_or(&0) << 4 | two.get(1).unwrap_or(&0)).collect::<Vec<u8>>()
            };
            (png::ColorType::Grayscale, png::BitDepth::Four, rows.flat_map(packed).collect())
        }
        (true, false) => {
            let rgb = all().flat_map(|pixel| pixel.iter().take(3).copied()).collect();
            (png::ColorType::Rgb, png::BitDepth::Eight, rgb)
        }
        (false, _) => (png::ColorType::Rgba, png::BitDepth::Eight, rgba.to_vec()),
    };
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.write_header().ok()?.write_image_data(&data).ok()?;
    Some(STANDARD.encode(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_from_the_packed_data() {
        let jpeg =
            [&[0xff, 0xd8, 0xff, 0xc4, 0, 9, 8][..], &[0xff, 0xc2, 0, 17, 8, 0x12, 0x34, 0x01, 0x02, 3]].concat();
        assert_eq!(jpeg_size(&jpeg), Some((0x0102, 0x1234)));
        let jpx = [&[0, 0, 0xff, 0x4f, 0xff, 0x51, 0, 47, 0, 0][..], &[0, 1, 0, 0], &[0, 0, 2, 0]].concat();
        assert_eq!(jpx_size(&jpx), Some((65_536, 512)));
        assert_eq!((jpeg_size(b"no"), jpx_size(b"no")), (None, None));
    }

    #[test]
    fn an_image_is_turned_scaled_and_cut() {
        // Left half black, right half white, on a page where it is turned by a quarter and four times as large.
        let pixels = Pixels { width: 2, height: 1, at: |x, _| if x == 0 { [0, 0, 0, 255] } else { [255; 4] } };
        let turned = Affine::new([0.0, 4.0, -4.0, 0.0, 4.0, 0.0]);
        let decode = |text: String| {
            let bytes = STANDARD.decode(text).unwrap();
            let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
            let mut out = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut out).unwrap();
            (info.width, info.height, out)
        };
        let (width, height, out) = decode(png(&pixels, turned, Rect::new(0.0, 0.0, 4.0, 8.0)).unwrap());
        assert_eq!((width, height), (8, 16));
        assert!(out[..out.len() / 2].iter().all(|two| *two == 0) && out[out.len() / 2..].iter().all(|two| *two == 255));
        let (width, height, out) = decode(png(&pixels, turned, Rect::new(1.0, 5.0, 2.0, 6.0)).unwrap());
        assert_eq!((width, height, out.as_slice()), (2, 2, &[255, 255][..]));
        assert!(png(&pixels, Affine::new([0.0; 6]), Rect::new(0.0, 0.0, 4.0, 8.0)).is_none());
    }
}
