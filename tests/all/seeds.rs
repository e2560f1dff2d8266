//! Replays every committed seed of this package's fuzz targets through the property its target checks.

use crate::{checks, driver};

#[test]
fn every_seed_holds() {
    driver::run(&[
        ("connection", checks::connection),
        ("ddl", checks::ddl),
        ("framer", checks::framer),
        ("kernel", checks::kernel),
        ("literal", checks::literal),
    ]);
}
