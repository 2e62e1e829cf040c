//! What kind of document some bytes are.

use crate::sheet::{Error, ErrorKind};

/// What an input turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A PDF.
    Pdf,
    /// A text dump.
    Text,
    /// HTML.
    Html,
    /// A document JSON of ours.
    DocumentJson,
}

/// How far into a file `%PDF-` may stand.
const HEADER_WITHIN: usize = 1024;

/// Tells what the bytes are; `name` is only used to notice a claim that the bytes do not keep.
///
/// # Errors
/// `blank` for an empty file, `not-a-document` for what is nothing we read, or a `.pdf` that is no PDF.
pub fn sniff(bytes: &[u8], name: &str) -> Result<Format, Error> {
    if bytes.is_empty() {
        return Err(not_a_document(name, "空のファイル", "an empty file"));
    }
    let head = &bytes[..bytes.len().min(HEADER_WITHIN)];
    if find(head, b"%PDF-").is_some() {
        return Ok(Format::Pdf);
    }
    if let Some((ja, en)) = binary(head) {
        return Err(not_a_document(name, ja, en));
    }
    let text = text_format(head);
    if name.to_ascii_lowercase().ends_with(".pdf") {
        let (ja, en) = match text {
            Format::Html => ("HTML", "HTML"),
            Format::DocumentJson => ("JSON", "JSON"),
            _ => ("テキスト", "text"),
        };
        return Err(not_a_document(name, ja, en));
    }
    Ok(text)
}

/// Well-known kinds of file that are no document for us.
fn binary(head: &[u8]) -> Option<(&'static str, &'static str)> {
    const KNOWN: &[(&[u8], &str, &str)] = &[
        (b"PK\x03\x04", "ZIPまたはOffice文書（xlsx・docx など）", "a ZIP archive or an Office document (xlsx, docx …)"),
        (b"\xD0\xCF\x11\xE0", "旧形式のOffice文書（xls・doc など）", "an old Office document (xls, doc …)"),
        (b"\x89PNG", "PNG画像", "a PNG image"),
        (b"\xFF\xD8\xFF", "JPEG画像", "a JPEG image"),
        (b"GIF8", "GIF画像", "a GIF image"),
        (b"II*\0", "TIFF画像", "a TIFF image"),
        (b"MM\0*", "TIFF画像", "a TIFF image"),
        (b"BM", "BMP画像", "a BMP image"),
        (b"\x1F\x8B", "gzip圧縮ファイル", "a gzip archive"),
        (b"Rar!", "RAR圧縮ファイル", "a RAR archive"),
        (b"7z\xBC\xAF", "7z圧縮ファイル", "a 7z archive"),
        (b"%!PS", "PostScript", "PostScript"),
    ];
    KNOWN.iter().find(|(magic, ..)| head.starts_with(magic)).map(|&(_, ja, en)| (ja, en))
}

fn text_format(head: &[u8]) -> Format {
    let lower = head.to_ascii_lowercase();
    if find(&lower, b"<!doctype html").is_some() || find(&lower, b"<html").is_some() {
        Format::Html
    } else if find(head, b"kanrihyo/document/").is_some() {
        Format::DocumentJson
    } else {
        Format::Text
    }
}

fn not_a_document(name: &str, ja: &str, en: &str) -> Error {
    let claims = name.to_ascii_lowercase().ends_with(".pdf");
    let (expected_ja, expected_en) =
        if claims { ("PDF", "a PDF") } else { ("PDFまたはテキスト", "a PDF or text") };
    Error::new(
        ErrorKind::NotADocument,
        format!("{expected_ja}が必要ですが、{ja}のようです。ファイルを確かめてください。"),
        format!("Expected {expected_en}, but this seems to be {en}; check the file."),
    )
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}
