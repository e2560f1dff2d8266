//! Replays every committed seed of the fuzz targets through the property its target checks.

mod checks;
#[path = "checks/driver.rs"]
mod driver;

#[test]
fn every_seed_holds() {
    driver::run(&[
        ("deframe", checks::deframe),
        ("backend", checks::backend),
        ("frontend", checks::frontend),
        ("row", checks::row),
        ("scram", checks::scram),
    ]);
}
