//! Why a file does not open.

use crate::sheet::{Error, ErrorKind};
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError};

/// Why a file does not open.
pub(super) fn refusal(error: LoadPdfError, password_given: bool) -> Error {
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

/// The refusal of a file in which no page can be found.
pub(super) fn damaged() -> Error {
    Error::new(
        ErrorKind::Damaged,
        "PDFが壊れていて（途中で切れている可能性があります）、ページが1つも読めません。元のファイルを入手し直してください。",
        "The PDF is damaged (perhaps cut short): no page can be found; get the file again from its source.",
    )
}
