//! The states of the layers, which every stack names alike.

use super::{Seen, Session};
use crate::facts::{LinkState, Stage};
use crate::logs::event::{Event, Layer, State};
use crate::logs::signatures::ANYBODYS;

impl Session {
    /// A layer is in a state; false where the line does not say in which.
    pub(super) fn state_event(&mut self, seen: &Seen<'_>) -> bool {
        let Some((layer, state)) = seen.signature.layer.zip(seen.state()) else { return false };
        // Of a layer whose states the stack itself writes an application's callback says no more,
        // and says it later.
        let by_stack = !ANYBODYS.contains(&seen.signature.program);
        match self.told_by_stack.contains(&layer) {
            true if !by_stack => return false,
            false if by_stack => self.told_by_stack.push(layer),
            _ => {}
        }
        match layer {
            Layer::Signalling => self.signalling_state(state, seen),
            Layer::Ice => self.ice_state(state, seen),
            Layer::Dtls => self.dtls_state(state, seen),
            Layer::Sctp => self.sctp_state(state, seen),
            Layer::Channel => self.channel_state(state, seen),
            Layer::Peer => self.peer_state(state, seen),
        }
    }

    fn signalling_state(&mut self, state: State, seen: &Seen<'_>) -> bool {
        match state {
            State::Connected => self.dispatch(Event::AnswerApplied, seen),
            State::Closed => self.dispatch(Event::Closed, seen),
            _ => false,
        }
    }

    fn ice_state(&mut self, state: State, seen: &Seen<'_>) -> bool {
        match state {
            State::New => false,
            State::Connecting => self.dispatch(Event::IceChecking, seen),
            State::Connected => self.dispatch(Event::IceCompleted, seen),
            State::Disconnected => self.disconnected(seen),
            State::Failed if self.ladder.is_passed(Stage::Ice) => self.disconnected(seen),
            State::Failed => self.dispatch(Event::IceFailed, seen),
            State::Closed => self.dispatch(Event::Closed, seen),
        }
    }

    fn dtls_state(&mut self, state: State, seen: &Seen<'_>) -> bool {
        match state {
            State::New => return false,
            State::Connecting => {
                self.transport.connecting = true;
                self.ladder.began(Stage::Dtls, seen.at);
            }
            State::Connected => return self.dispatch(Event::DtlsComplete, seen),
            // A transport that was up fails with the connection.
            State::Failed | State::Disconnected if self.ladder.is_passed(Stage::Dtls) => {
                return self.disconnected(seen);
            }
            State::Failed | State::Disconnected => self.ladder.broken(Stage::Dtls, seen.at),
            State::Closed => return self.dispatch(Event::Closed, seen),
        }
        true
    }

    fn sctp_state(&mut self, state: State, seen: &Seen<'_>) -> bool {
        match state {
            State::New => return false,
            State::Failed | State::Disconnected if self.closed.is_some() => return false,
            State::Connecting => {
                self.ladder.passed(Stage::Dtls, seen.at);
                self.ladder.began(Stage::Sctp, seen.at);
            }
            State::Connected => return self.dispatch(Event::Established, seen),
            State::Failed if !self.ladder.is_passed(Stage::Sctp) => {
                self.ladder.broken(Stage::Sctp, seen.at);
            }
            // What is disconnected had been connected, as every stack uses the word.
            State::Failed | State::Disconnected => {
                self.transport.ended = true;
                self.ladder.passed(Stage::Sctp, seen.at);
                self.ladder.broken(Stage::Flow, seen.at);
            }
            State::Closed => return self.dispatch(Event::Closed, seen),
        }
        true
    }

    fn channel_state(&mut self, state: State, seen: &Seen<'_>) -> bool {
        match state {
            State::New => return false,
            State::Connecting => {}
            State::Connected => return self.dispatch(Event::ChannelOpen, seen),
            State::Failed | State::Disconnected => self.ladder.broken(self.in_use(), seen.at),
            State::Closed => return self.dispatch(Event::Closed, seen),
        }
        true
    }

    fn peer_state(&mut self, state: State, seen: &Seen<'_>) -> bool {
        match state {
            // Also what pion calls connected, by which ICE alone is known to be up.
            State::New => {
                self.transport.connecting = false;
                false
            }
            // ICE or DTLS is under way, and which of them it does not say.
            State::Connecting => {
                self.transport.connecting = true;
                true
            }
            State::Connected => self.dispatch(Event::DtlsComplete, seen),
            State::Disconnected => self.disconnected(seen),
            // After a silence it is the silence that goes on.
            State::Failed
                if self.ladder.is_passed(Stage::Dtls) || self.ladder.is_broken(Stage::Flow) =>
            {
                self.disconnected(seen)
            }
            State::Failed => self.dispatch(Event::PeerFailed, seen),
            State::Closed => self.dispatch(Event::Closed, seen),
        }
    }

    /// Where a connection that is up breaks: another program than the known drivers need not
    /// validate, so that what follows the channel is data.
    pub(super) fn in_use(&self) -> Stage {
        match self.ladder.frontier().max(Stage::Sctp) {
            Stage::Validation if self.written_by().is_none() => Stage::Flow,
            stage => stage,
        }
    }

    /// The program says that what was up is gone; who ended it, it does not say. What it closed
    /// itself it would not call lost.
    pub(super) fn connection_lost(&mut self, seen: &Seen<'_>) -> bool {
        // Without a line of the peer connection it may be any other of the program's.
        let shown = self.ladder.highest_passed().is_some() || self.closed.is_some();
        let frontier = self.ladder.frontier();
        let began = self.ladder.began_at(frontier).is_some();
        let stage = match frontier {
            _ if !shown && !self.transport.connecting => return false,
            Stage::Http | Stage::Sdp if began => return false,
            Stage::Ice | Stage::Dtls if began || self.transport.connecting => frontier,
            _ => Stage::Flow,
        };
        self.ladder.broken(stage, seen.at);
        true
    }

    /// A pair that was in use is silent. Where no line speaks of a handshake under way, the
    /// session ran: only what is in use goes silent.
    pub(super) fn disconnected(&mut self, seen: &Seen<'_>) -> bool {
        if self.closed.is_some() || self.transport.ended {
            return false;
        }
        let handshake = self.transport.shows_dtls();
        let tried = self.ladder.began_at(Stage::Ice).is_some() || handshake;
        let stage = match self.ladder.frontier() {
            Stage::Flow | Stage::Validation | Stage::Sctp => Stage::Flow,
            Stage::Dtls if !handshake => Stage::Flow,
            _ if !tried => Stage::Flow,
            below => below,
        };
        if stage == Stage::Flow && !self.ladder.is_passed(Stage::Dtls) {
            // That ICE was up is all that was said of it.
            self.ladder.anew(Stage::Dtls);
        }
        if stage == Stage::Flow {
            self.ladder.passed(Stage::Ice, seen.at);
            self.application.link = Some(LinkState::ConsentLost);
        }
        self.ladder.broken(stage, seen.at);
        true
    }
}
