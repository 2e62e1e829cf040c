//! How the publisher says sheets are scored, as dated data (`rubrics/*.toml`), applied to a sheet.
