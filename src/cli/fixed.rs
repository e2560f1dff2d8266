//! libpq's settings that have one effect here: a value that asks for it is taken, any other is refused with the
//! reason, and none is passed over in silence.
//!
//! Source: PostgreSQL documentation, "Database Connection Control Functions", Parameter Key Words, and
//! "Environment Variables".

use super::values::Refusal;

/// One such setting.
pub(super) struct Fixed {
    pub(super) key: &'static str,
    /// Its variable; empty if there is none.
    pub(super) variable: &'static str,
    /// The values that ask for what is done anyway.
    values: &'static [&'static str],
    why: &'static str,
    remedy: &'static str,
}

const fn fixed(
    key: &'static str,
    variable: &'static str,
    values: &'static [&'static str],
    (why, remedy): (&'static str, &'static str),
) -> Fixed {
    Fixed { key, variable, values, why, remedy }
}

const REVOCATION: (&str, &str) = (
    "lists of revoked certificates are not supported",
    "Leave it out if the server's certificate need not be held against such a list.",
);

const TLS_VERSIONS: (&str, &str) = (
    "TLS 1.2 and 1.3 are taken, as the server chooses, and no other",
    "Leave it out, or let the server choose: ssl_min_protocol_version there.",
);

/// All of them.
#[rustfmt::skip]
pub(super) const ALL: &[Fixed] = &[
    fixed("sslpassword", "", &[], ("encrypted private keys are not supported",
        "Decrypt the key once, with openssl pkey -in KEY -out PLAIN, keep it unreadable for others and name it with sslkey.")),
    fixed("sslcrl",    "PGSSLCRL",    &[], REVOCATION),
    fixed("sslcrldir", "PGSSLCRLDIR", &[], REVOCATION),
    fixed("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION", &["TLSv1", "TLSv1.1", "TLSv1.2"], TLS_VERSIONS),
    fixed("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION", &["TLSv1.3"], TLS_VERSIONS),
    fixed("sslcompression", "PGSSLCOMPRESSION", &["0"], ("compression by TLS is not supported",
        "Leave it out: it is not safe, and no server of today has it.")),
    fixed("sslsni", "PGSSLSNI", &["1"], ("the handshake always names the host",
        "Leave it out, or connect by hostaddr and an address as the host.")),
    fixed("sslcertmode", "PGSSLCERTMODE", &["allow"], ("a client certificate is sent if there is one and the server asks for it",
        "Leave it out; the server decides whether it must have one.")),
    fixed("gssencmode", "PGGSSENCMODE", &["disable", "prefer"], ("encryption by GSSAPI is not supported",
        "Leave it out, and encrypt by TLS: sslmode=verify-full.")),
    fixed("require_auth", "PGREQUIREAUTH", &[], ("ways to log in cannot be ruled out by name",
        "Leave it out; channel_binding=require takes nothing but SCRAM bound to its TLS session.")),
    fixed("requirepeer", "PGREQUIREPEER", &[], ("the user behind a Unix socket is not checked",
        "Leave it out if only the server's user can write to the socket's folder.")),
    fixed("load_balance_hosts", "PGLOADBALANCEHOSTS", &["disable"], ("hosts are tried in the order they are named",
        "Leave it out, and name the hosts in the order to try them.")),
    fixed("keepalives", "", &["1"], ("TCP's keepalive is always on",
        "Leave it out; --stall-timeout bounds the silence of a server.")),
];

/// The setting of this name.
pub(super) fn find(key: &str) -> Option<&'static Fixed> {
    ALL.iter().find(|row| row.key == key)
}

/// Takes a value that changes nothing, and refuses any other; nothing if the key is none of these.
pub(super) fn take(key: &str, value: &str) -> Option<Result<(), Refusal>> {
    let row = find(key)?;
    Some(if row.values.contains(&value) { Ok(()) } else { Err(row.refusal()) })
}

impl Fixed {
    /// Whether any value is taken.
    pub(super) fn known(&self) -> Result<(), Refusal> {
        if self.values.is_empty() { Err(self.refusal()) } else { Ok(()) }
    }

    fn refusal(&self) -> Refusal {
        let values = self.values.join(" or ");
        let remedy = match self.values {
            [] => self.remedy.to_owned(),
            _ => format!("{} Taken is {values}.", self.remedy),
        };
        Refusal::new(self.why, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        #[rustfmt::skip]
        let rows = [
            ("as it is",       "gssencmode",               "prefer",  true),
            ("asked for",      "gssencmode",               "require", false),
            ("always so",      "ssl_min_protocol_version", "TLSv1.2", true),
            ("not promised",   "ssl_min_protocol_version", "TLSv1.3", false),
            ("not at all",     "require_auth",             "scram-sha-256", false),
            ("by key alone",   "sslpassword",              "x",       false),
        ];
        for (name, key, value, want) in rows {
            assert_eq!(take(key, value).map(|taken| taken.is_ok()), Some(want), "{name}");
        }
        assert!(take("nonsense", "1").is_none());
    }
}
