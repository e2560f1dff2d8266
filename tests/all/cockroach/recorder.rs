//! Recordings are made as they are replayed.

use std::fs;

use roachdump_testkit::fake::{Fake, Recorder};

use super::{faked, stock};
use crate::program::dump;

/// What a recorder before a server has noted answers the same dump as the server did.
#[test]
fn what_was_recorded_replays() {
    for database in ["startrek", "objects", "types"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let own = folder.path().join(database);
        fs::create_dir(&own).expect("a folder");
        let server = Fake::start(stock("v20.2.0-alpha.3"));
        let recorder = Recorder::start(server.port(), &own.join("answers.jsonl"));
        let port = format!("--port={}", recorder.port());
        let through = || dump([database, "--insecure", "--host=127.0.0.1", &port]).run().dump();
        let first = through();
        let size = || fs::metadata(own.join("answers.jsonl")).expect("the recording").len();
        let before = size();
        assert!(through() == first && size() == before, "{database}: recorded once");
        drop(recorder);
        server.finish();
        faked(Fake::start(folder.path()), |place| {
            assert!(place.dump(&[database]).dump().as_bytes() == first, "{database}");
        });
    }
}
