//! What decrypts a session, as NSS logs it (`SSLKEYLOGFILE`): Wireshark reads it so.

use crate::stack::observer::SessionSecrets;
use crate::text::format::hex;

/// The first words of a key log of ours.
pub const HEADER: &str =
    "# go2doctor: secrets of DTLS sessions. Whoever has them reads a capture.\n";

/// A session's line, its end included.
pub fn line(secrets: &SessionSecrets) -> String {
    let (random, master) = (&secrets.client_random, secrets.master_secret.expose());
    format!("CLIENT_RANDOM {} {}\n", hex(random), hex(master))
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
