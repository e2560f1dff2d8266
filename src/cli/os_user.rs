//! The operating system's name of who runs the program: libpq's default user.

use super::settings::variable;

/// The name of the effective user: from `/etc/passwd`, or else `USER` (a directory service may know more
/// users than the file does).
pub(super) fn os_user(env: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let id = rustix::process::geteuid().as_raw();
    let text = std::fs::read("/etc/passwd").unwrap_or_default();
    name_of(id, &String::from_utf8_lossy(&text)).or_else(|| variable(env, "USER"))
}

/// The name of user `id` in the text of a `passwd` file (`name:password:id:…`).
fn name_of(id: u32, passwd: &str) -> Option<String> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        (fields.nth(1)?.parse() == Ok(id)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let passwd = "root:x:0:0::/root:/bin/sh\n+::::::\n\nshort:x\n:x:7::\nano:x:7:7\nother:x:7:7\n";
        for (id, want) in [(0, Some("root")), (7, Some("ano")), (8, None)] {
            assert_eq!(name_of(id, passwd).as_deref(), want, "{id}");
        }
    }
}
