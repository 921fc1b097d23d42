//! Reports (RFC 3550, section 6; RFC 4585): the few that are read, and the one that asks for a key
//! frame.

use rtc_rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc_rtcp::receiver_report::ReceiverReport;
use rtc_rtcp::source_description::{
    SdesType, SourceDescription, SourceDescriptionChunk, SourceDescriptionItem,
};
use rtc_shared::error::Error as RtcError;
use rtc_shared::marshal::Marshal;

const SENDER_REPORT: u8 = 200;
const GOODBYE: u8 = 203;
const PAYLOAD_FEEDBACK: u8 = 206;
/// Formats of payload feedback (RFC 4585, section 6.3; RFC 5104, section 4.3.1).
const PICTURE_LOSS: u8 = 1;
/// See [`PICTURE_LOSS`].
const FULL_INTRA: u8 = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// A sender tells of itself.
    Sender {
        ssrc: u32,
    },
    /// A receiver asks for a key frame: a picture loss indication, or a full intra request.
    KeyFrameWanted,
    Goodbye,
    Other(u8),
}

/// The packets of a compound one; ends at the first that does not fit.
pub fn reports(compound: &[u8]) -> impl Iterator<Item = Report> {
    let mut rest = compound;
    std::iter::from_fn(move || {
        let header = rest.first_chunk::<4>()?;
        let length = 4 * (1 + usize::from(u16::from_be_bytes([header[2], header[3]])));
        let (packet, after) = rest.split_at_checked(length)?;
        rest = after;
        let (kind, format) = (packet[1], packet[0] & 0x1f);
        Some(match (kind, packet.get(4..8)) {
            (SENDER_REPORT, Some(ssrc)) => {
                Report::Sender { ssrc: u32::from_be_bytes([ssrc[0], ssrc[1], ssrc[2], ssrc[3]]) }
            }
            (PAYLOAD_FEEDBACK, _) if [PICTURE_LOSS, FULL_INTRA].contains(&format) => {
                Report::KeyFrameWanted
            }
            (GOODBYE, _) => Report::Goodbye,
            _ => Report::Other(kind),
        })
    })
}

/// Asks the sender of `media` for a key frame. It is a whole compound packet: not every peer takes
/// less (RFC 5506).
pub fn picture_loss(own: u32, media: u32) -> Result<Vec<u8>, RtcError> {
    let name = SourceDescriptionItem {
        sdes_type: SdesType::SdesCname,
        text: bytes::Bytes::from_static(b"go2doctor"),
    };
    let chunk = SourceDescriptionChunk { source: own, items: vec![name] };
    let packets = [
        ReceiverReport { ssrc: own, ..Default::default() }.marshal()?,
        SourceDescription { chunks: vec![chunk] }.marshal()?,
        PictureLossIndication { sender_ssrc: own, media_ssrc: media }.marshal()?,
    ];
    Ok(packets.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_for_a_key_frame_is_read_as_it_was_written() {
        let compound = picture_loss(1, 2).expect("it fits");
        let read: Vec<_> = reports(&compound).collect();
        assert_eq!(read, [Report::Other(201), Report::Other(202), Report::KeyFrameWanted]);
        assert_eq!(compound[compound.len() - 12..], [0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]);
    }

    #[test]
    fn what_does_not_fit_is_not_read() {
        let compound = picture_loss(1, 2).expect("it fits");
        for length in 0..compound.len() {
            let cut = reports(&compound[..length]).collect::<Vec<_>>();
            assert!(!cut.contains(&Report::KeyFrameWanted), "{length}");
        }
        assert_eq!(reports(&[0x80, 200, 0, 0]).collect::<Vec<_>>(), [Report::Other(200)]);
    }
}
