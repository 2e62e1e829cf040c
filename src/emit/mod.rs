//! Wire types, schemas and writers; the only serialisation of results.
