//! Opening the file: limits, passwords, and what can be said about a file that does not open.

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::Options;
use crate::sheet::{Error, ErrorKind};

/// Opens the file and says what had to be mended.
pub(super) fn open(bytes: Vec<u8>, options: &Options) -> Result<(Pdf, Vec<String>), Error> {
    if bytes.len() > options.max_bytes {
        return Err(too_large("ファイルのバイト数", "bytes in the file", bytes.len(), options.max_bytes));
    }
    let pdf = match &options.password {
        Some(password) => Pdf::new_with_password(bytes, password),
        None => Pdf::new(bytes),
    };
    let pdf = pdf.map_err(|error| refusal(error, options.password.is_some()))?;
    let pages = pdf.pages().len();
    if pages == 0 {
        return Err(damaged());
    }
    if pages > options.max_pages {
        return Err(too_large("ページ数", "pages", pages, options.max_pages));
    }
    Ok((pdf, Vec::new()))
}

fn refusal(error: LoadPdfError, password_given: bool) -> Error {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) if password_given => Error::new(
            ErrorKind::Encrypted,
            "パスワードが違います。正しいパスワードを --password で指定してください。",
            "The password is wrong; give the right one with --password.",
        ),
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Error::new(
            ErrorKind::Encrypted,
            "パスワードで保護されたPDFです。--password でパスワードを指定してください。",
            "The PDF is locked with a password; give it with --password.",
        ),
        LoadPdfError::Decryption(_) => Error::new(
            ErrorKind::Encrypted,
            "このPDFの暗号化方式は解読できません。暗号化を外して保存し直してください。",
            "The PDF is encrypted in a way that cannot be undone; save it again without encryption.",
        ),
        LoadPdfError::Invalid => damaged(),
    }
}

fn damaged() -> Error {
    Error::new(
        ErrorKind::Damaged,
        "PDFが壊れていて（途中で切れている可能性があります）、ページが1つも読めません。元のファイルを入手し直してください。",
        "The PDF is damaged (perhaps cut short): no page can be found; get the file again from its source.",
    )
}

/// The refusal of something that exceeds a limit.
pub(super) fn too_large(what_ja: &str, what_en: &str, found: usize, limit: usize) -> Error {
    Error::new(
        ErrorKind::TooLarge,
        format!("{what_ja}が上限を超えています（{found}、上限 {limit}）。分割してから読ませてください。"),
        format!("Too many {what_en}: {found}, the limit is {limit}; split the document."),
    )
}

/// A text string of the file: UTF-16 or UTF-8 with its mark, else Latin.
pub(super) fn text_string(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        rest => rest.iter().map(|&b| char::from(b)).collect(),
    };
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}
