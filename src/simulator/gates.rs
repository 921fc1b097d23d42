//! What the simulated robot sends in place of a DTLS handshake.

use crate::stack::record;

/// A plaintext fatal alert (RFC 5246, section 7.2) in a DTLS 1.2 record of
/// epoch 0.
pub fn fatal_alert(description: u8) -> [u8; 15] {
    [record::ALERT, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, record::Alert::FATAL, description]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alert_is_one_whole_record() {
        let alerts: Vec<_> = record::records(&fatal_alert(70))
            .filter_map(|record| record.plain_alert())
            .map(|alert| (alert.level, record::alert_name(alert.description)))
            .collect();
        assert_eq!(alerts, [(2, "protocol_version")]);
    }
}
