//! What the program says of itself.

/// What `--version` says behind the program's name.
pub(super) const LONG: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nprotocol: PostgreSQL 3.0\nTLS: ",
    env!("ROACHDUMP_TLS"),
    ", TLS 1.2 and 1.3\nbuild: ",
    env!("ROACHDUMP_BUILD"),
);

/// clap's text for `-V` or `--version`, which names the command it stands behind.
pub(super) fn shown(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let version = text.split_once(' ').map_or("", |(_, version)| version);
    format!("roachdump {version}")
}
