//! What networks, servers, disks, readers and users do to a dump under way.
