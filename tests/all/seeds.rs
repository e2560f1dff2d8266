//! Replays every committed seed of this package's fuzz targets through the property its target checks.

use std::fs;
use std::path::Path;

use super::checks;

#[test]
fn every_seed_holds() {
    type Check = fn(&[u8]);
    let targets: [(&str, Check); 2] = [("ddl", checks::ddl), ("literal", checks::literal)];
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for (target, check) in targets {
        let folder = fs::read_dir(seeds.join(target)).expect("every target has a folder of seeds");
        let files: Vec<_> = folder.map(|file| file.expect("the folder can be listed").path()).collect();
        assert!(!files.is_empty(), "{target} has no seeds");
        for file in files {
            let seed = fs::read(&file).expect("a seed can be read");
            check(&seed);
            // Every seed cut short is one too.
            (0..seed.len()).for_each(|end| check(&seed[..end]));
        }
    }
}
