//! Binary frames on the data channel: a JSON header, then the payload.
//!
//! Two layouts were observed, all numbers little-endian. Point clouds: 2 and 0 as 16-bit numbers,
//! the header's length as 32 bits at 4, the header at 12. All else: the header's length as 16 bits
//! at 0, the header at 4.

use super::message::{Message, MessageError};

#[derive(Debug, Clone, PartialEq)]
pub struct BinaryFrame<'a> {
    /// What the header says; its topic names the payload.
    pub message: Message,
    pub payload: &'a [u8],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BinaryError {
    #[error("the frame of {0} bytes is shorter than it says")]
    Truncated(usize),
    #[error("the frame's header: {0}")]
    Header(#[from] MessageError),
}

impl<'a> BinaryFrame<'a> {
    pub fn parse(bytes: &'a [u8]) -> Result<Self, BinaryError> {
        let (start, length) = header_range(bytes).ok_or(BinaryError::Truncated(bytes.len()))?;
        let (header, payload) = bytes
            .get(start..)
            .and_then(|rest| rest.split_at_checked(length))
            .ok_or(BinaryError::Truncated(bytes.len()))?;
        Ok(Self { message: Message::parse(header)?, payload })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    PointCloud,
    Plain,
}

/// Robot: a frame of a header, which is a message, and a payload. A plain frame has room for a
/// header of 65,535 bytes; `None` when it is longer.
pub fn frame(layout: Layout, header: &str, payload: &[u8]) -> Option<Vec<u8>> {
    let start = match layout {
        Layout::PointCloud => {
            let length = u32::try_from(header.len()).ok()?;
            [&[2, 0, 0, 0][..], &length.to_le_bytes(), &[0; 4]].concat()
        }
        Layout::Plain => {
            let length = u16::try_from(header.len()).ok()?;
            [length.to_le_bytes(), [0; 2]].concat()
        }
    };
    Some([&start, header.as_bytes(), payload].concat())
}

/// The header of a frame of which only the beginning may be there: as much as came of it.
pub fn header_of_beginning(bytes: &[u8]) -> Option<&[u8]> {
    let (start, length) = header_range(bytes)?;
    let came = bytes.get(start..)?;
    Some(&came[..length.min(came.len())])
}

fn header_range(bytes: &[u8]) -> Option<(usize, usize)> {
    let (first, rest) = bytes.split_first_chunk::<4>()?;
    if *first == [2, 0, 0, 0] {
        let length = u32::from_le_bytes(*rest.first_chunk()?);
        Some((12, usize::try_from(length).ok()?))
    } else {
        Some((4, usize::from(u16::from_le_bytes([first[0], first[1]]))))
    }
}

#[cfg(test)]
mod tests {
    use crate::test_support::corrupted;

    use super::*;

    const HEADER: &str = r#"{"type":"msg","topic":"rt/utlidar/voxel_map_compressed"}"#;

    fn point_cloud() -> Vec<u8> {
        frame(Layout::PointCloud, HEADER, b"points").expect("it fits")
    }

    fn plain() -> Vec<u8> {
        frame(Layout::Plain, HEADER, b"points").expect("it fits")
    }

    #[test]
    fn the_layouts_are_those_that_were_observed() {
        let length = HEADER.len() as u8;
        assert_eq!(point_cloud()[..12], [2, 0, 0, 0, length, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(plain()[..4], [length, 0, 0, 0]);
        assert_eq!(frame(Layout::Plain, &"x".repeat(65_536), b""), None);
    }

    #[test]
    fn both_layouts_are_read() {
        for bytes in [point_cloud(), plain()] {
            let frame = BinaryFrame::parse(&bytes).expect("a frame");
            assert_eq!(frame.payload, b"points");
            let Message::Publication { topic, .. } = frame.message else {
                panic!("not a publication")
            };
            assert_eq!(topic, "rt/utlidar/voxel_map_compressed");
        }
    }

    #[test]
    fn a_length_beyond_the_frame_is_refused() {
        let (cloud, plain) = (point_cloud(), plain());
        for bytes in [&cloud[..20], &cloud[..11], &plain[..20], &plain[..3], &[]] {
            assert_eq!(BinaryFrame::parse(bytes), Err(BinaryError::Truncated(bytes.len())));
        }
        let endless = [&[2, 0, 0, 0, 255, 255, 255, 255][..], &[0; 40]].concat();
        assert_eq!(BinaryFrame::parse(&endless), Err(BinaryError::Truncated(48)));
    }

    #[test]
    fn a_header_that_is_no_message_is_named_so() {
        let bytes = [&[2, 0, 9, 9][..], b"{}"].concat();
        assert_eq!(BinaryFrame::parse(&bytes), Err(MessageError::NotAMessage.into()));
    }

    #[test]
    fn corrupted_frames_never_panic() {
        let mut rng = fastrand::Rng::with_seed(23);
        for original in [point_cloud(), plain()] {
            for _ in 0..2000 {
                let _ = BinaryFrame::parse(&corrupted(&original, &mut rng));
            }
        }
    }
}
