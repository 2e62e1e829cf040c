//! (Document, Recomputed) → findings: one rule a file, and a registry.
