//! What a measurement is worth after its process stood still.

use super::StageFacts;

impl StageFacts {
    /// Without the counts of what is lost, late or sent again: while this process stood still, that
    /// was its own doing and not the network's.
    pub fn after_a_pause(mut self) -> Self {
        match &mut self {
            Self::Ping { evidence, .. } => {
                (evidence.lost, evidence.lost_at_end) = (None, None);
                (evidence.rtt_avg_ms, evidence.rtt_max_ms, evidence.rtt_mdev_ms) =
                    (None, None, None);
            }
            Self::Dtls { evidence, .. } => {
                (evidence.retransmits, evidence.check_loss) = (None, None);
            }
            Self::Sctp { evidence, .. } => (evidence.data, evidence.check_loss) = (None, None),
            Self::Validation { evidence, .. } => {
                (evidence.data, evidence.check_loss) = (None, None);
            }
            Self::Flow { evidence, .. } => {
                (evidence.data, evidence.check_loss) = (None, None);
                let topics = evidence.topics.iter_mut().flatten();
                topics.for_each(|topic| topic.longest_gap_ms = None);
            }
            Self::Host { .. } | Self::Http { .. } | Self::Sdp { .. } | Self::Ice { .. } => {}
        }
        self
    }
}
