//! Replays every committed seed of the fuzz targets through the property its target checks.

mod checks;

use std::fs;
use std::path::Path;

/// The property of a target.
type Check = fn(&[u8]);

#[test]
fn every_seed_holds() {
    let targets: [(&str, Check); 5] = [
        ("deframe", checks::deframe),
        ("backend", checks::backend),
        ("frontend", checks::frontend),
        ("row", checks::row),
        ("scram", checks::scram),
    ];
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds");
    for (target, check) in targets {
        let files: Vec<_> =
            fs::read_dir(seeds.join(target)).unwrap().map(|file| file.unwrap().path()).collect();
        assert!(!files.is_empty(), "{target} has no seeds");
        files.iter().for_each(|file| check(&fs::read(file).unwrap()));
    }
}
