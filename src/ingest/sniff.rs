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
    /// A workbook, or another archive that claims to be one.
    Xlsx,
    /// A document JSON of ours.
    DocumentJson,
}

/// How far into a file `%PDF-` may stand.
const HEADER_WITHIN: usize = 1024;

/// Tells what the bytes are; `name` is only used to notice a claim that the bytes do not keep.
///
/// # Errors
/// `not-a-document` for what is nothing we read, or a `.pdf` that is no PDF; `blank` for an empty
/// file that claims nothing.
pub fn sniff(bytes: &[u8], name: &str) -> Result<Format, Error> {
    let claims_pdf = name.to_ascii_lowercase().ends_with(".pdf");
    if pdf_header(bytes).is_some() {
        return Ok(Format::Pdf);
    }
    if claims_pdf {
        return Err(no_pdf(bytes));
    }
    if bytes.is_empty() {
        return Err(Error::new(
            ErrorKind::Blank,
            "空のファイルです。ファイルを確かめてください。",
            "The file is empty; check it.",
        ));
    }
    let head = head(bytes);
    if head.starts_with(b"PK\x03\x04") {
        return Ok(Format::Xlsx);
    }
    match binary(head) {
        Some((ja, en)) => Err(not_a_document(
            "PDF・テキスト・HTML・Excelブック（xlsx）",
            "a PDF, a text, HTML or a workbook (xlsx)",
            ja,
            en,
        )),
        None => Ok(text_format(head)),
    }
}

/// Where `%PDF-` stands, if it stands near the start.
pub(super) fn pdf_header(bytes: &[u8]) -> Option<usize> {
    find(head(bytes), b"%PDF-")
}

/// The refusal of something that should be a PDF and is none, saying what it seems to be.
pub(super) fn no_pdf(bytes: &[u8]) -> Error {
    let head = head(bytes);
    let (ja, en) = match (bytes.is_empty(), binary(head), text_format(head)) {
        (true, ..) => ("空のファイル", "an empty file"),
        (_, Some(known), _) => known,
        (.., Format::Html) => ("HTML（エラーページが保存された可能性があります）", "HTML (perhaps a saved error page)"),
        (.., Format::DocumentJson) => ("JSON", "JSON"),
        _ => ("テキスト", "text"),
    };
    not_a_document("PDF", "a PDF", ja, en)
}

fn head(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(HEADER_WITHIN)]
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
        (b"\x1F\x8B", "gzip圧縮ファイル", "a gzip archive"),
        (b"Rar!", "RAR圧縮ファイル", "a RAR archive"),
        (b"7z\xBC\xAF", "7z圧縮ファイル", "a 7z archive"),
        (b"%!PS", "PostScript", "PostScript"),
    ];
    // Control characters that no text has; zero bytes and escapes belong to encodings.
    let odd = head.iter().filter(|b| matches!(b, 0x01..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F)).count();
    let known = KNOWN.iter().find(|(magic, ..)| head.starts_with(magic)).map(|&(_, ja, en)| (ja, en));
    let utf16 = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") || head.contains(&0);
    known.or((odd * 20 > head.len() && !utf16).then_some(("テキストでないデータ", "data that is no text")))
}

fn text_format(head: &[u8]) -> Format {
    let lower = head.to_ascii_lowercase();
    if find(&lower, b"<!doctype html").is_some() || find(&lower, b"<html").is_some() {
        Format::Html
    } else if lower.trim_ascii_start().starts_with(b"{") && find(head, b"kanrihyo/document/").is_some() {
        Format::DocumentJson
    } else {
        Format::Text
    }
}

fn not_a_document(expected_ja: &str, expected_en: &str, ja: &str, en: &str) -> Error {
    Error::new(
        ErrorKind::NotADocument,
        format!("{expected_ja}が必要ですが、{ja}のようです。ファイルを確かめてください。"),
        format!("Expected {expected_en}, but this seems to be {en}; check the file."),
    )
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8], name: &str) -> (ErrorKind, String) {
        let error = sniff(bytes, name).unwrap_err();
        (error.kind(), error.en().to_owned())
    }

    #[test]
    fn the_bytes_decide() {
        assert_eq!(sniff(b"%PDF-1.7\n", "a.txt").unwrap(), Format::Pdf);
        assert_eq!(sniff(b"junk\n%PDF-1.4", "a.pdf").unwrap(), Format::Pdf);
        assert_eq!(sniff("目標".as_bytes(), "a.txt").unwrap(), Format::Text);
        assert_eq!(sniff(b"<!DOCTYPE html><p>", "a.txt").unwrap(), Format::Html);
        assert_eq!(sniff(br#"{"schema": "kanrihyo/document/v1"}"#, "a").unwrap(), Format::DocumentJson);
        assert_eq!(sniff(b"\xFF\xFEi\0", "a.txt").unwrap(), Format::Text);
    }

    #[test]
    fn a_name_that_lies_is_told_what_the_file_seems_to_be() {
        for (bytes, seems) in [
            (&b""[..], "an empty file"),
            (b"<html><body>404", "HTML"),
            (b"PK\x03\x04\x14\0", "Office"),
            (b"\x89PNG\r\n", "PNG"),
            (b"hello", "text"),
            (b"\x01\x02\x03\x04\x05", "no text"),
        ] {
            let (kind, said) = refused(bytes, "report.PDF");
            assert!(kind == ErrorKind::NotADocument && said.contains(seems), "{said}");
        }
    }

    #[test]
    fn without_a_claim_empty_is_blank_and_a_picture_is_no_document() {
        assert_eq!(refused(b"", "-").0, ErrorKind::Blank);
        assert_eq!(refused(b"\xFF\xD8\xFF\xE0", "a.txt").0, ErrorKind::NotADocument);
    }
}
