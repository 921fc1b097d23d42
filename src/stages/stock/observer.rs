//! What the peer connection tells an application, turned into two streams.

use std::time::Instant;

use async_trait::async_trait;
use tokio::sync::mpsc;
use webrtc::data_channel::{DataChannel, DataChannelEvent};
use webrtc::peer_connection::{
    PeerConnectionEventHandler, RTCIceConnectionState, RTCIceGatheringState, RTCPeerConnectionState,
};

/// States changes kept at most: a connection makes about ten.
pub(super) const MAX_CHANGES: usize = 64;
/// Messages kept at most; a robot that sends more has to wait.
pub(super) const MAX_MESSAGES: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Gathered,
    Ice(RTCIceConnectionState),
    Connection(RTCPeerConnectionState),
}

/// The callbacks. They never wait: the connection itself would wait with them.
pub(super) struct Observer {
    pub(super) changes: mpsc::Sender<(Instant, Change)>,
}

impl Observer {
    fn tell(&self, change: Change) {
        // Full only if the connection flaps faster than a stage looks.
        let _ = self.changes.try_send((Instant::now(), change));
    }
}

#[async_trait]
impl PeerConnectionEventHandler for Observer {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            self.tell(Change::Gathered);
        }
    }

    async fn on_ice_connection_state_change(&self, state: RTCIceConnectionState) {
        self.tell(Change::Ice(state));
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.tell(Change::Connection(state));
    }
}

#[derive(Debug, Clone)]
pub(super) enum Heard {
    Open,
    Closed,
    Message { text: bool, data: Vec<u8> },
}

/// Reads the channel until it closes or nobody listens.
pub(super) async fn listen(
    channel: impl AsRef<dyn DataChannel>,
    out: mpsc::Sender<(Instant, Heard)>,
) {
    loop {
        let heard = match channel.as_ref().poll().await {
            Some(DataChannelEvent::OnOpen) => Heard::Open,
            Some(DataChannelEvent::OnMessage(message)) => {
                Heard::Message { text: message.is_string, data: message.data.to_vec() }
            }
            Some(DataChannelEvent::OnClose) | None => Heard::Closed,
            Some(_) => continue,
        };
        let last = matches!(heard, Heard::Closed);
        if out.send((Instant::now(), heard)).await.is_err() || last {
            return;
        }
    }
}
