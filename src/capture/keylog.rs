//! What decrypts a session, as NSS logs it (`SSLKEYLOGFILE`): Wireshark reads it so.

use std::fmt::Write;

use crate::stack::observer::SessionSecrets;

/// The first words of a key log of ours.
pub const HEADER: &str =
    "# go2doctor: secrets of DTLS sessions. Whoever has them reads a capture.\n";

/// A session's line, its end included.
pub fn line(secrets: &SessionSecrets) -> String {
    let mut line = "CLIENT_RANDOM ".to_owned();
    add_hex(&mut line, &secrets.client_random);
    line.push(' ');
    add_hex(&mut line, secrets.master_secret.expose());
    line.push('\n');
    line
}

fn add_hex(line: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // A string takes everything.
        let _ = write!(line, "{byte:02x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::redact::Secret;

    #[test]
    fn a_line_is_as_nss_has_it() {
        let secrets =
            SessionSecrets { client_random: [0xaa; 32], master_secret: Secret::new([1; 48]) };
        let expected = format!("CLIENT_RANDOM {} {}\n", "aa".repeat(32), "01".repeat(48));
        assert_eq!(line(&secrets), expected);
        assert!(!format!("{secrets:?}").contains("1, 1"), "never shown by accident");
    }
}
