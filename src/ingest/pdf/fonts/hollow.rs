//! A font without outlines and without widths, for text whose font is not embedded.
//!
//! The engine stretches a substitute font's glyphs to the widths that the PDF states, and puts
//! the stretch into the glyph's transform; advance times transform is then no longer the width.
//! A font whose own advances are zero is never stretched.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use hayro_interpret::font::{FontData, FontQuery};

/// The substitute for a font that is not embedded. Different queries get different bytes, so
/// that glyphs of different fonts can be told apart by their program.
pub(super) fn font(query: &FontQuery) -> FontData {
    let mut hasher = DefaultHasher::new();
    query.hash(&mut hasher);
    let mut bytes = build();
    bytes.extend_from_slice(&hasher.finish().to_be_bytes());
    Arc::new(bytes)
}

/// The smallest sfnt that has a glyph count and metrics: `head`, `hhea`, `hmtx`, `maxp`.
fn build() -> Vec<u8> {
    let mut head = vec![0u8; 54];
    head[..4].copy_from_slice(&[0, 1, 0, 0]);
    head[12..16].copy_from_slice(&0x5F0F_3CF5u32.to_be_bytes());
    head[18..20].copy_from_slice(&1000u16.to_be_bytes());
    let mut hhea = vec![0u8; 36];
    hhea[..4].copy_from_slice(&[0, 1, 0, 0]);
    hhea[4..6].copy_from_slice(&880i16.to_be_bytes());
    hhea[6..8].copy_from_slice(&(-120i16).to_be_bytes());
    hhea[34..36].copy_from_slice(&1u16.to_be_bytes());
    let hmtx = vec![0u8; 4];
    let maxp = vec![0x00, 0x00, 0x50, 0x00, 0x00, 0x01];

    let tables: [(&[u8; 4], Vec<u8>); 4] = [(b"head", head), (b"hhea", hhea), (b"hmtx", hmtx), (b"maxp", maxp)];
    let mut out = vec![0, 1, 0, 0, 0, tables.len() as u8, 0, 64, 0, 2, 0, 0];
    let mut offset = 12 + 16 * tables.len() as u32;
    for (tag, data) in &tables {
        out.extend_from_slice(*tag);
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&offset.to_be_bytes());
        out.extend_from_slice(&(data.len() as u32).to_be_bytes());
        offset += data.len().next_multiple_of(4) as u32;
    }
    for (_, data) in &tables {
        out.extend_from_slice(data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}
