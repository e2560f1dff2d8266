# Makes sure that what the tests and the demo need is on the machine. Sourced, not run.
#
# On Debian and Ubuntu as root, what is missing is installed; elsewhere the script stops and says what to do.

fail() { printf '%s: %s\n' "$0" "$1" >&2; shift; [ $# = 0 ] || printf '%s\n' "$@" >&2; exit 1; }

has() { command -v "$1" >/dev/null 2>&1; }

# The project's minimum Rust version, as Cargo.toml states it.
minimum_rust() { sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml; }

# Whether cargo and a rustc that is new enough are there.
has_rust() {
    local version
    has cargo && version=$(rustc --version 2>/dev/null) || return 1
    version=${version#rustc }
    printf '%s\n%s\n' "$(minimum_rust)" "${version%% *}" | sort --version-sort --check=quiet
}

has_server() { has initdb && has postgres || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

# The Debian packages that bring what is missing, one per line. Arguments: which of the groups
# below are needed.
missing_packages() {
    local group
    for group in "$@"; do
        case $group in
            rust) has cc || printf '%s\n' gcc libc6-dev; has_rust || printf '%s\n' rustc-web cargo-web ;;
            lints) { has_rust && cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1 || echo rust-web-all ;;
            postgresql) { has_server && has psql && has pg_dump; } || echo postgresql ;;
            time) [ -x /usr/bin/time ] || echo time ;;
            pip) python3 -m pip --version >/dev/null 2>&1 || printf '%s\n' python3 python3-pip ;;
        esac
    done
    [ -e /etc/ssl/certs/ca-certificates.crt ] || ! has apt-get || echo ca-certificates
}

# Brings what the named groups need, or fails with the command that would.
need() {
    local packages
    mapfile -t packages < <(missing_packages "$@")
    [ "${#packages[@]}" != 0 ] || return 0
    has apt-get || fail "missing: $*" \
        "Rust $(minimum_rust) or newer: https://rustup.rs (with the components rustfmt and clippy)" \
        "a C compiler, PostgreSQL's server and client programs, Python 3 with pip: from your system's packages"
    [ "$(id -u)" = 0 ] || fail "some programs are missing; install them, then run this again:" \
        "    sudo apt-get install -y --no-install-recommends ${packages[*]}"
    install_packages "${packages[@]}"
    mapfile -t packages < <(missing_packages "$@")
    [ "${#packages[@]}" = 0 ] || fail "installed, but not found or too old: ${packages[*]}" \
        "For Rust $(minimum_rust) or newer see https://rustup.rs"
}

install_packages() {
    echo "Installing $*"
    local no_cluster=/etc/postgresql-common/createcluster.d/roachdump-tests.conf
    # The programs are wanted, not a server that runs from then on.
    mkdir -p "${no_cluster%/*}"
    echo 'create_main_cluster = false' >"$no_cluster"
    local status=0
    {
        apt-get update -qq &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-remove --no-install-recommends "$@"
    } </dev/null || status=$?
    rm -f "$no_cluster"
    rmdir "${no_cluster%/*}" 2>/dev/null || true
    [ $status = 0 ] || fail "apt-get could not install $*" \
        "For Rust $(minimum_rust) or newer see https://rustup.rs, if that is what apt-get does not know."
}
