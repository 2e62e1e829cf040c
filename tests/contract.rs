//! The interface: committed schemas are what the wire types say, and every result satisfies them.

use kanrihyo::emit::{json, schema};
use std::path::PathBuf;

#[test]
fn committed_schemas_are_what_the_types_say() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas"));
    for name in schema::Name::ALL {
        let path = folder.join(format!("{}.json", name.id()));
        let expected = json::pretty(&name.generate());
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &expected).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap();
        assert!(committed == expected, "{} differs from the types; run with UPDATE=1", path.display());
    }
}
