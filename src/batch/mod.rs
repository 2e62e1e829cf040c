//! Many inputs: discovery, threads, isolation, manifest, resume, progress.
