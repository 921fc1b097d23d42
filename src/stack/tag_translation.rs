//! Two INITs that cross (RFC 9260, section 5.2.1), made digestible for `rtc-sctp`.
//!
//! Its `Endpoint` routes a packet by the verification tag, and an INIT, whose tag is 0, by its
//! initiate tag: only one that equals a tag of ours meets our association, any other founds a
//! second one. The robot always sends an INIT of its own, so its initiate tag is replaced by ours
//! on the way in, and our tag by the robot's on the way out.

use super::packet;

#[derive(Debug, Default)]
pub struct TagTranslation {
    ours: Option<u32>,
    peers: Option<u32>,
}

impl TagTranslation {
    pub fn outbound(&mut self, packet: &mut [u8]) {
        let Some(tag) = packet::verification_tag(packet) else { return };
        if let Some(ours) = packet::initiate_tag(packet) {
            self.ours = Some(ours);
            // `rtc-sctp` stamps a repeated INIT with the peer's tag; it has to be 0.
            if tag != 0 {
                restamp(packet, 4, 0);
            }
        } else if let (Some(ours), Some(peers)) = (self.ours, self.peers)
            && tag == ours
        {
            restamp(packet, 4, peers);
        }
    }

    pub fn inbound(&mut self, packet: &mut [u8]) {
        if let (Some(ours), Some(peers)) = (self.ours, packet::initiate_tag(packet)) {
            self.peers = Some(peers);
            restamp(packet, 16, ours);
        }
    }
}

fn restamp(packet: &mut [u8], at: usize, tag: u32) {
    packet[at..at + 4].copy_from_slice(&tag.to_be_bytes());
    packet::seal(packet);
}
