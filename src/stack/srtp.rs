//! SRTP and SRTCP (RFC 3711) by the keys of DTLS (RFC 5764): the contexts of `rtc-srtp`, and what is
//! let through to them.
//!
//! The library founds a state for each source that it is shown, before it knows whether the packet
//! is genuine; it takes a report that says of itself that it is not encrypted, whoever sent it; and
//! where it does not understand a header extension, it decrypts from the wrong byte on.

use std::collections::HashSet;
use std::sync::Arc;

use rtc_crypto::RTCCryptoProvider;
use rtc_rtp::Packet;
use rtc_rtp::header::Header;
use rtc_shared::error::Error as RtcError;
use rtc_shared::marshal::{Marshal, MarshalSize, Unmarshal};
use rtc_srtp::config::{Config, SessionKeys};
use rtc_srtp::context::Context;
use rtc_srtp::option::{srtcp_replay_protection, srtp_replay_protection};
use rtc_srtp::protection_profile::ProtectionProfile;

use super::demux;
pub use super::event::Media;
use super::event::StackError;

/// Sources that are listened to. A robot has two, and makes new ones when its camera starts again.
const MAX_SOURCES: usize = 64;
/// A packet that is so many behind the newest of its source is no longer taken.
const WINDOW: usize = 1024;
/// See [`WINDOW`].
const REPORT_WINDOW: usize = 64;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SrtpCounts {
    /// Packets that were opened, reports among them.
    pub opened: u64,
    /// Packets that came again, or too late to tell.
    pub repeated: u64,
    /// Packets that the keys did not open, and those that no sender makes.
    pub refused: u64,
}

pub struct SrtpLayer {
    keys: SessionKeys,
    profile: ProtectionProfile,
    provider: Arc<dyn RTCCryptoProvider>,
    inbound: Context,
    outbound: Context,
    /// Those that have shown that they have the keys.
    sources: HashSet<u32>,
    counts: SrtpCounts,
}

impl SrtpLayer {
    pub(super) fn new(
        config: Config,
        provider: Arc<dyn RTCCryptoProvider>,
    ) -> Result<Self, RtcError> {
        let (keys, profile) = (config.keys, config.profile);
        let (key, salt) = (&keys.local_master_key, &keys.local_master_salt);
        let outbound = Context::new(key, salt, profile, None, None, provider.crypto())?;
        Ok(Self {
            inbound: inbound(&keys, profile, &*provider)?,
            outbound,
            keys,
            profile,
            provider,
            sources: HashSet::new(),
            counts: SrtpCounts::default(),
        })
    }

    pub fn counts(&self) -> SrtpCounts {
        self.counts
    }

    pub(super) fn open(&mut self, datagram: &[u8]) -> Option<Media> {
        let opened = match demux::is_rtcp(datagram) {
            true => self.open_report(datagram),
            false => self.open_packet(datagram),
        };
        match opened {
            Ok(media) => {
                self.counts.opened += 1;
                return Some(media);
            }
            Err(Some(RtcError::SrtpSsrcDuplicated(..) | RtcError::SrtcpSsrcDuplicated(..))) => {
                self.counts.repeated += 1;
            }
            Err(_) => self.counts.refused += 1,
        }
        None
    }

    fn open_packet(&mut self, datagram: &[u8]) -> Result<Media, Option<RtcError>> {
        let header = digestible_header(datagram).ok_or(None)?;
        self.admit(header.ssrc, |blank| blank.decrypt_rtp_with_header(datagram, &header))?;
        let opened = self.inbound.decrypt_rtp_with_header(datagram, &header)?;
        Ok(Media::Rtp(Packet::unmarshal(&mut opened.freeze())?))
    }

    fn open_report(&mut self, datagram: &[u8]) -> Result<Media, Option<RtcError>> {
        let tag = self.profile.rtcp_auth_tag_len();
        let sender = report_sender(datagram, tag).ok_or(None)?;
        self.admit(sender, |blank| blank.decrypt_rtcp(datagram))?;
        Ok(Media::Rtcp(self.inbound.decrypt_rtcp(datagram)?.to_vec()))
    }

    /// Whether a source may have a state: one that has none yet is first opened in a context that is
    /// thrown away, so that who does not have the keys takes no place.
    fn admit<O>(
        &mut self,
        source: u32,
        open: impl FnOnce(&mut Context) -> Result<O, RtcError>,
    ) -> Result<(), Option<RtcError>> {
        if self.sources.contains(&source) {
            return Ok(());
        }
        if self.sources.len() == MAX_SOURCES {
            return Err(None);
        }
        open(&mut inbound(&self.keys, self.profile, &*self.provider)?)?;
        self.sources.insert(source);
        Ok(())
    }

    pub(super) fn seal(&mut self, media: &Media) -> Result<Vec<u8>, StackError> {
        let sealed = match media {
            Media::Rtp(packet) => packet.marshal().and_then(|it| self.outbound.encrypt_rtp(&it)),
            Media::Rtcp(report) => self.outbound.encrypt_rtcp(report),
        };
        sealed.map(|it| it.to_vec()).map_err(|error| StackError::Srtp(error.to_string()))
    }
}

/// What opens the peer's packets, before any came.
fn inbound(
    keys: &SessionKeys,
    profile: ProtectionProfile,
    provider: &dyn RTCCryptoProvider,
) -> Result<Context, RtcError> {
    Context::new(
        &keys.remote_master_key,
        &keys.remote_master_salt,
        profile,
        Some(srtp_replay_protection(WINDOW)),
        Some(srtcp_replay_protection(REPORT_WINDOW)),
        provider.crypto(),
    )
}

/// The header of a packet, where the library knows where it ends.
fn digestible_header(datagram: &[u8]) -> Option<Header> {
    let mut rest = datagram;
    let header = Header::unmarshal(&mut rest).ok()?;
    (header.marshal_size() == header_length(datagram)?).then_some(header)
}

/// By the fields of the header itself (RFC 3550, sections 5.1 and 5.3.1).
fn header_length(datagram: &[u8]) -> Option<usize> {
    let first = *datagram.first()?;
    let fixed = 12 + 4 * usize::from(first & 0x0f);
    if first & 0x10 == 0 {
        return Some(fixed);
    }
    let words = datagram.get(fixed + 2..fixed + 4)?;
    Some(fixed + 4 + 4 * usize::from(u16::from_be_bytes([words[0], words[1]])))
}

/// Who sent a report that says of itself that it is encrypted (RFC 3711, section 3.4). Behind the
/// index, in whose word it says so, stands a tag of that length.
fn report_sender(datagram: &[u8], tag: usize) -> Option<u32> {
    const INDEX: usize = 4;
    let flag_at = datagram.len().checked_sub(tag + INDEX).filter(|at| *at >= 8)?;
    let encrypted = datagram[flag_at] & 0x80 != 0;
    encrypted.then(|| u32::from_be_bytes([datagram[4], datagram[5], datagram[6], datagram[7]]))
}

#[cfg(test)]
mod tests;
