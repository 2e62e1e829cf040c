//! Makes small PDFs, and reads them.

// Each test takes what it needs.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use kanrihyo::ingest::pdf::Pdf;
use kanrihyo::ingest::{Opening, Page};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};

/// A PDF in the making.
pub struct Make {
    pub doc: Document,
    pages: ObjectId,
    kids: Vec<Object>,
    fonts: Dictionary,
    pub resources: Dictionary,
}

impl Make {
    pub fn new() -> Self {
        let mut doc = Document::with_version("1.7");
        let pages = doc.new_object_id();
        Self { doc, pages, kids: Vec::new(), fonts: Dictionary::new(), resources: Dictionary::new() }
    }

    /// Adds a font under a name of the page's resources.
    pub fn font(&mut self, name: &str, font: Dictionary) -> &mut Self {
        let id = self.doc.add_object(font);
        self.fonts.set(name, id);
        self
    }

    /// Adds an inline font dictionary.
    pub fn inline_font(&mut self, name: &str, font: Dictionary) -> &mut Self {
        self.fonts.set(name, font);
        self
    }

    /// A Type 0 font that is not embedded: encoding, ordering, further keys of the CIDFont.
    pub fn cid_font(&mut self, name: &str, encoding: &str, descendant: Dictionary) -> &mut Self {
        let mut cid = dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "HeiseiKakuGo-W5",
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Japan1"),
                "Supplement" => 2,
            },
            "FontDescriptor" => dictionary! { "Type" => "FontDescriptor", "FontName" => "HeiseiKakuGo-W5", "Flags" => 4 },
        };
        for (key, value) in descendant {
            cid.set(key, value);
        }
        let cid = self.doc.add_object(cid);
        self.font(
            name,
            dictionary! {
                "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "HeiseiKakuGo-W5",
                "Encoding" => encoding, "DescendantFonts" => vec![cid.into()],
            },
        )
    }

    /// An embedded Identity-H font without ToUnicode, from a font program.
    pub fn identity_font(&mut self, name: &str, program: Vec<u8>, to_unicode: Option<&str>) -> &mut Self {
        let file = self.stream(Dictionary::new(), program);
        let descriptor = self.doc.add_object(dictionary! {
            "Type" => "FontDescriptor", "FontName" => "ABCDEF+Test", "Flags" => 4, "FontFile2" => file,
        });
        let cid = self.doc.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "ABCDEF+Test", "CIDToGIDMap" => "Identity",
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"),
                "Supplement" => 0,
            },
            "FontDescriptor" => descriptor, "DW" => 1000,
        });
        let mut font = dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "ABCDEF+Test", "Encoding" => "Identity-H",
            "DescendantFonts" => vec![cid.into()],
        };
        if let Some(map) = to_unicode {
            font.set("ToUnicode", self.stream(Dictionary::new(), bf_chars(map).into_bytes()));
        }
        self.font(name, font)
    }

    pub fn stream(&mut self, dict: Dictionary, content: Vec<u8>) -> ObjectId {
        self.doc.add_object(Stream::new(dict, content))
    }

    /// Adds a page of 200 × 100 points with further keys.
    pub fn page_with(&mut self, content: impl AsRef<[u8]>, extra: Dictionary) -> &mut Self {
        let contents = self.stream(Dictionary::new(), content.as_ref().to_vec());
        let mut resources = self.resources.clone();
        resources.set("Font", self.fonts.clone());
        let mut page = dictionary! {
            "Type" => "Page", "Parent" => self.pages, "MediaBox" => numbers(&[0.0, 0.0, 200.0, 100.0]),
            "Contents" => contents, "Resources" => resources,
        };
        for (key, value) in extra {
            page.set(key, value);
        }
        let id = self.doc.add_object(page);
        self.kids.push(id.into());
        self
    }

    pub fn page(&mut self, content: impl AsRef<[u8]>) -> &mut Self {
        self.page_with(content, Dictionary::new())
    }

    /// Writes the document.
    pub fn bytes(&mut self) -> Vec<u8> {
        let count = self.kids.len() as i64;
        let node = dictionary! { "Type" => "Pages", "Kids" => self.kids.clone(), "Count" => count };
        self.doc.set_object(self.pages, node);
        let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => self.pages };
        if let Ok(properties) = self.doc.trailer.get(b"OCProperties") {
            catalog.set("OCProperties", properties.clone());
        }
        let catalog = self.doc.add_object(catalog);
        self.doc.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        self.doc.save_to(&mut bytes).unwrap();
        bytes
    }

    /// The first page, read.
    pub fn read(&mut self) -> Page {
        open(self.bytes()).page(1).unwrap()
    }
}

pub fn open(bytes: Vec<u8>) -> Pdf {
    Pdf::open(bytes, &Opening::default()).unwrap()
}

pub fn numbers(values: &[f32]) -> Object {
    Object::Array(values.iter().map(|&v| Object::Real(v)).collect())
}

/// A ToUnicode map: pairs of a code (hex) and UTF-16 (hex), separated by blanks.
fn bf_chars(pairs: &str) -> String {
    let words: Vec<&str> = pairs.split_whitespace().collect();
    let lines: String = words.chunks(2).map(|p| format!("<{}> <{}>\n", p[0], p[1])).collect();
    format!(
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange \
         {} beginbfchar\n{lines}endbfchar endcmap end",
        words.len() / 2
    )
}

/// Text shown at 20, 50 in a font of 10 points.
pub fn show(font: &str, codes: &[u8]) -> Vec<u8> {
    format!("BT /{font} 10 Tf 20 50 Td <{}> Tj ET", hex(codes)).into_bytes()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02X}")).collect()
}

pub fn hex_string(bytes: &[u8]) -> Object {
    Object::String(bytes.to_vec(), StringFormat::Hexadecimal)
}

/// The text of a page, in painting order.
pub fn text(page: &Page) -> String {
    page.glyphs.iter().map(|g| g.text.to_string()).collect()
}

/// A font program of the fixtures (TrueType outlines, with a Unicode character map).
pub fn program() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fonts/BIZUDGothic-fixture.ttf");
    std::fs::read(path).expect("a font of the fixtures")
}

/// The same without its character map.
pub fn program_without_cmap() -> Vec<u8> {
    let mut bytes = program();
    let at = bytes.windows(4).position(|w| w == b"cmap").expect("a character map");
    bytes[at..at + 4].copy_from_slice(b"cmaq");
    bytes
}

/// Glyph numbers of a text in [`program`], two bytes each.
pub fn glyph_numbers(text: &str) -> Vec<u8> {
    use skrifa::MetadataProvider;
    let program = program();
    let font = skrifa::FontRef::new(&program).unwrap();
    let glyph = |c| font.charmap().map(c).unwrap_or_else(|| panic!("the fixture font lacks {c}")).to_u32() as u16;
    text.chars().flat_map(|c| glyph(c).to_be_bytes()).collect()
}
