//! Why an input could not be read, or results not be written.

use std::fmt;

/// An error about the run: the file, the configuration or the disk, never about what a document says.
#[derive(Clone, Debug)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    kind: ErrorKind,
    message_ja: String,
    message_en: String,
    path: Option<String>,
    page: Option<u32>,
}

/// What sort of error it is; the names are part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum ErrorKind {
    Encrypted,
    NoTextLayer,
    NotADocument,
    Blank,
    Damaged,
    TooLarge,
    TooSlow,
    UnmappedGlyphs,
    /// The process that read it was killed or ran out of memory.
    Crashed,
    /// The input could not be opened.
    Unreadable,
    /// A profile, rubric or option is wrong.
    Configuration,
    /// A line that asks something of a worker is wrong.
    Request,
    /// A result could not be written.
    Write,
    /// Our own fault; please report.
    Internal,
}

impl ErrorKind {
    const ALL: [Self; 14] = [
        Self::Encrypted,
        Self::NoTextLayer,
        Self::NotADocument,
        Self::Blank,
        Self::Damaged,
        Self::TooLarge,
        Self::TooSlow,
        Self::UnmappedGlyphs,
        Self::Crashed,
        Self::Unreadable,
        Self::Configuration,
        Self::Request,
        Self::Write,
        Self::Internal,
    ];

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Encrypted => "encrypted",
            Self::NoTextLayer => "no-text-layer",
            Self::NotADocument => "not-a-document",
            Self::Blank => "blank",
            Self::Damaged => "damaged",
            Self::TooLarge => "too-large",
            Self::TooSlow => "too-slow",
            Self::UnmappedGlyphs => "unmapped-glyphs",
            Self::Crashed => "crashed",
            Self::Unreadable => "unreadable",
            Self::Configuration => "configuration",
            Self::Request => "request",
            Self::Write => "write",
            Self::Internal => "internal",
        }
    }
}

impl Error {
    /// An error with its sentence in Japanese and English: what was found, what was expected, what to do.
    pub fn new(kind: ErrorKind, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message_ja: ja.into(), message_en: en.into(), path: None, page: None }))
    }

    /// Names the file.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    /// Names the page.
    #[must_use]
    pub fn with_page(mut self, page: u32) -> Self {
        self.0.page = Some(page);
        self
    }

    /// What sort of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The file, where it is known.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The page, where it is known.
    pub fn page(&self) -> Option<u32> {
        self.0.page
    }

    /// The sentence in Japanese.
    pub fn ja(&self) -> &str {
        &self.0.message_ja
    }

    /// The sentence in English.
    pub fn en(&self) -> &str {
        &self.0.message_en
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.0.kind.name())?;
        if let Some(path) = &self.0.path {
            write!(f, "{path}: ")?;
        }
        if let Some(page) = self.0.page {
            write!(f, "page {page}: ")?;
        }
        f.write_str(&self.0.message_en)
    }
}

impl std::error::Error for Error {}
