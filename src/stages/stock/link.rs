//! One peer connection with one data channel, and what it told so far.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::LocalBoxFuture;
use rtc_ice::mdns::MulticastDnsMode;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{sleep_until, timeout, timeout_at};
use webrtc::data_channel::DataChannel;
use webrtc::error::Error;
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, RTCIceConnectionState,
    RTCPeerConnectionState, RTCSessionDescription, SettingEngineBuilder,
};
use webrtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use webrtc::runtime::default_runtime;

use crate::facts::remark::Remark;
use crate::facts::{CheckLoss, DataChunks, LinkEnd, Stage};
use crate::stack::sdp::SessionDescription;
use crate::stages::connection::Connection;
use crate::stages::conversation::Conversation;
use crate::text::redact::{Secret, printable};

use super::observer::{Change, Heard, MAX_CHANGES, MAX_MESSAGES, Observer, listen};
use super::received::{NotingRuntime, SharedReceived};

/// The robot serves no channel of another name.
const LABEL: &str = "data";
const GATHERING: Duration = Duration::from_secs(2);
/// How often an association that is not up is asked for its state.
const ASK_EVERY: Duration = Duration::from_millis(10);
pub(super) const CONNECTED: &str = "connected";
/// Errors of the crate are shown this long, in characters.
const MAX_ERROR: usize = 120;

pub(crate) struct StockLink {
    pub(super) peer: Box<dyn PeerConnection>,
    channel: Arc<dyn DataChannel>,
    changes: mpsc::Receiver<(Instant, Change)>,
    heard: mpsc::Receiver<(Instant, Heard)>,
    listener: JoinHandle<()>,
    outbox: Vec<String>,
    messages: Conversation,
    pub(super) seen: Seen,
    pub(super) received: SharedReceived,
}

#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) started: Option<Instant>,
    pub(super) ice: Option<RTCIceConnectionState>,
    pub(super) ice_connected: Option<Instant>,
    pub(super) connection: Option<RTCPeerConnectionState>,
    pub(super) connected: Option<Instant>,
    pub(super) associated: Option<Instant>,
    pub(super) open: Option<Instant>,
    pub(super) closed: Option<Instant>,
    pub(super) local_candidates: Vec<String>,
    pub(super) selected: Option<String>,
    pub(super) certificate: Option<Vec<u8>>,
}

pub(super) fn words(error: &Error) -> String {
    printable(error.to_string(), MAX_ERROR)
}

impl StockLink {
    /// A peer connection that wants what drivers want, audio, video and the channel `data`, and
    /// its offer, all candidates inside.
    pub(crate) async fn offer(addresses: &[IpAddr]) -> Result<(Self, Secret<String>), Remark> {
        let made = timeout(GATHERING, make(addresses)).await;
        made.map_err(|_| Remark::StockNotGathered)?
            .map_err(|error| Remark::StockMadeNoOffer(words(&error)))
    }

    fn note(&mut self, at: Instant, change: Change) {
        let seen = &mut self.seen;
        match change {
            Change::Gathered => {}
            Change::Ice(state) => {
                let works = matches!(
                    state,
                    RTCIceConnectionState::Connected | RTCIceConnectionState::Completed
                );
                if works {
                    seen.ice_connected.get_or_insert(at);
                }
                seen.ice = Some(state);
            }
            Change::Connection(state) => {
                if state == RTCPeerConnectionState::Connected {
                    seen.connected.get_or_insert(at);
                }
                seen.connection = Some(state);
            }
        }
    }

    fn take(&mut self, at: Instant, heard: Heard) {
        match heard {
            Heard::Open => drop(self.seen.open.get_or_insert(at)),
            Heard::Closed => drop(self.seen.closed.get_or_insert(at)),
            Heard::Message { text, data } => {
                if let Some(reply) = self.messages.take(at, text, &data) {
                    self.send_text(&reply);
                }
            }
        }
    }
}

async fn make(addresses: &[IpAddr]) -> Result<(StockLink, Secret<String>), Error> {
    let mut media = MediaEngine::default();
    media.register_default_codecs()?;
    // It would join the multicast group of mDNS by the default route, and fail where there is none.
    // The robot's candidates are addresses.
    let settings =
        SettingEngineBuilder::new().with_multicast_dns_mode(MulticastDnsMode::Disabled).build();
    let (tell_changes, mut changes) = mpsc::channel(MAX_CHANGES);
    let inner = default_runtime().ok_or(Error::Other("no runtime".into()))?;
    let received = SharedReceived::default();
    let runtime = NotingRuntime { inner, received: received.clone() };
    let sockets: Vec<_> = addresses.iter().map(|address| SocketAddr::new(*address, 0)).collect();
    let peer = PeerConnectionBuilder::new()
        .with_media_engine(media)
        .with_handler(Arc::new(Observer { changes: tell_changes }))
        .with_runtime(Arc::new(runtime))
        .with_udp_addrs(sockets)
        .with_setting_engine(settings)
        .build()
        .await?;
    for kind in ["audio", "video"] {
        let init = RTCRtpTransceiverInit {
            direction: RTCRtpTransceiverDirection::Recvonly,
            streams: Vec::new(),
            send_encodings: Vec::new(),
        };
        peer.add_transceiver_from_kind(kind.into(), Some(init)).await?;
    }
    let channel = peer.create_data_channel(LABEL, None).await?;
    let offer = peer.create_offer(None).await?;
    peer.set_local_description(offer).await?;
    while let Some((_, change)) = changes.recv().await {
        if change == Change::Gathered {
            break;
        }
    }
    let offer = peer.local_description().await.ok_or(Error::Other("no offer".into()))?;
    let (tell_heard, heard) = mpsc::channel(MAX_MESSAGES);
    let link = StockLink {
        peer: Box::new(peer),
        listener: tokio::spawn(listen(channel.clone(), tell_heard)),
        channel,
        changes,
        heard,
        outbox: Vec::new(),
        messages: Conversation::default(),
        seen: Seen { local_candidates: candidates(&offer.sdp), ..Seen::default() },
        received,
    };
    Ok((link, Secret::new(offer.sdp)))
}

fn candidates(offer: &str) -> Vec<String> {
    let offer = SessionDescription::parse(offer).unwrap_or_default();
    let mut all: Vec<_> = offer.candidates().iter().map(ToString::to_string).collect();
    // Each stands there once for RTP and once for RTCP.
    all.dedup();
    all
}

impl StockLink {
    /// Gives the connection the robot's answer: ICE begins.
    pub(super) async fn start(&mut self, answer: &str) -> Result<(), Remark> {
        self.seen.started = Some(Instant::now());
        let refused = |error: Error| Remark::StockRefusesAnswer(words(&error));
        let answer = RTCSessionDescription::answer(answer.to_owned()).map_err(refused)?;
        self.peer.set_remote_description(answer).await.map_err(refused)
    }

    async fn take_next(&mut self, until: Instant) -> bool {
        for message in std::mem::take(&mut self.outbox) {
            match timeout_at(until.into(), self.channel.send_text(&message)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::debug!(error = words(&error), "message not sent"),
                Err(_) => tracing::debug!("message not sent in time"),
            }
        }
        // Nothing announces the association: who wants to know has to ask.
        let asking = self.seen.connected.is_some() && self.seen.associated.is_none();
        let wake = if asking { until.min(Instant::now() + ASK_EVERY) } else { until };
        if asking && self.association().await.as_deref() == Some(CONNECTED) {
            self.seen.associated = Some(Instant::now());
        }
        tokio::select! {
            biased;
            Some((at, change)) = self.changes.recv() => self.note(at, change),
            Some((at, heard)) = self.heard.recv() => self.take(at, heard),
            () = sleep_until(wake.into()) => return wake < until,
        }
        true
    }
}

impl Connection for StockLink {
    fn step(&mut self, until: Instant) -> LocalBoxFuture<'_, bool> {
        Box::pin(self.take_next(until))
    }

    fn send_text(&mut self, message: &str) {
        self.outbox.push(message.to_owned());
    }

    fn is_closed(&self) -> bool {
        let ended = matches!(
            self.seen.connection,
            Some(RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed)
        );
        ended || self.seen.closed.is_some()
    }

    fn messages(&self) -> &Conversation {
        &self.messages
    }

    fn messages_mut(&mut self) -> &mut Conversation {
        &mut self.messages
    }

    fn up_since(&self, stage: Stage) -> Option<Instant> {
        match stage {
            // It starts its checks with the answer.
            Stage::Sdp => self.seen.started,
            Stage::Ice => self.seen.ice_connected,
            Stage::Dtls => self.seen.connected,
            Stage::Sctp => self.seen.open,
            Stage::Validation => self.messages.validated,
            _ => None,
        }
    }

    fn consent_lost(&self, _: Instant) -> bool {
        self.seen.ice == Some(RTCIceConnectionState::Disconnected)
    }

    fn consent_in_doubt(&self) -> bool {
        false
    }

    fn consented_since(&self, _: Instant) -> bool {
        true
    }

    // The crate tells that its connection ended, and not by whom or how.
    fn ended(&self) -> Option<LinkEnd> {
        None
    }

    fn own_limit(&self) -> Option<Remark> {
        None
    }

    fn check_loss(&self) -> Option<CheckLoss> {
        None
    }

    fn data_chunks(&self) -> Option<DataChunks> {
        None
    }
}

impl Drop for StockLink {
    fn drop(&mut self) {
        self.listener.abort();
    }
}
