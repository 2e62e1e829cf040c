//! What a form looks like, as data (`profiles/*.toml`).
