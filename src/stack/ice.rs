//! ICE (RFC 8445): the agent of `rtc-ice`, kept honest by a [`StunCounts`] of our own.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rtc_crypto::RTCCryptoProvider;
use rtc_ice::agent::agent_config::AgentConfig;
use rtc_ice::agent::{Agent, Event as AgentEvent};
use rtc_ice::candidate::candidate_host::CandidateHostConfig;
use rtc_ice::candidate::{CandidateConfig, unmarshal_candidate};
use rtc_ice::mdns::MulticastDnsMode;
use rtc_ice::network_type::NetworkType;
use rtc_shared::{TransportContext, TransportMessage, TransportProtocol};
use sansio::Protocol;

use super::check_targets::{self, Pace};
use super::config::{EndpointConfig, ForeignChecks, IceRole, RemoteDescription};
use super::event::{IceError, Pair, Transmit, Way};
use super::stun_counts::StunCounts;
use super::stun_header::is_request;
use super::stun_reply;
use crate::text::redact::Secret;

/// A hostile answer may list any number of candidates.
const MAX_REMOTE_CANDIDATES: usize = 32;

pub struct IceLayer {
    agent: Agent,
    role: IceRole,
    check_interval: Duration,
    consent_interval: Duration,
    foreign_checks: ForeignChecks,
    pace: Pace,
    counts: StunCounts,
    last_round: Option<Instant>,
    started: Option<Instant>,
    /// Whether the first valid pair's nomination was drawn forward.
    nominated: bool,
    selected: Option<(Pair, Instant)>,
    next_consent: Option<Instant>,
    out: VecDeque<Transmit>,
}

impl IceLayer {
    pub(super) fn new(
        now: Instant,
        config: &EndpointConfig,
        provider: Arc<dyn RTCCryptoProvider>,
    ) -> Result<Self, IceError> {
        let agent_config = AgentConfig {
            is_controlling: config.ice_role == IceRole::Controlling,
            network_types: vec![NetworkType::Udp4, NetworkType::Udp6],
            multicast_dns_mode: MulticastDnsMode::Disabled,
            check_interval: config.check_interval,
            // The ticks of consent are ours (`next_consent`); the agent sends on each of them.
            keepalive_interval: Some(config.consent_interval / 2),
            // The deadline is the caller's: the agent never gives up by itself.
            disconnected_timeout: Some(Duration::ZERO),
            failed_timeout: Some(Duration::ZERO),
            max_binding_requests: Some(u16::MAX),
            prflx_acceptance_min_wait: Some(Duration::ZERO),
            ..AgentConfig::default()
        };
        let mut agent = Agent::new(now, Arc::new(agent_config), provider).map_err(agent_error)?;
        for local in &config.locals {
            let candidate = CandidateHostConfig {
                base_config: CandidateConfig {
                    network: "udp".into(),
                    address: local.ip().to_string(),
                    port: local.port(),
                    component: 1,
                    ..CandidateConfig::default()
                },
                ..CandidateHostConfig::default()
            };
            let candidate = candidate.new_candidate_host().map_err(agent_error)?;
            agent.add_local_candidate(candidate).map_err(agent_error)?;
        }
        Ok(Self {
            agent,
            role: config.ice_role,
            check_interval: config.check_interval,
            consent_interval: config.consent_interval,
            foreign_checks: config.foreign_checks,
            pace: Pace::default(),
            counts: StunCounts::default(),
            last_round: None,
            started: None,
            nominated: false,
            selected: None,
            next_consent: None,
            out: VecDeque::new(),
        })
    }

    pub(super) fn credentials(&self) -> (String, String) {
        let local = self.agent.get_local_credentials();
        (local.ufrag.clone(), local.pwd.clone())
    }

    pub(super) fn local_candidates(&self) -> Vec<String> {
        self.agent.get_local_candidates().iter().map(|candidate| candidate.marshal()).collect()
    }

    pub(super) fn start(
        &mut self,
        now: Instant,
        remote: &RemoteDescription,
    ) -> Result<(), IceError> {
        self.pace = Pace::towards(remote.address);
        let locals = self.local_addresses();
        for line in remote.candidates.iter().take(MAX_REMOTE_CANDIDATES) {
            // A candidate we cannot use (mDNS, TCP, malformed) is no failure: the peer may still
            // reach us, and is then learnt as peer-reflexive.
            if let Ok(candidate) = unmarshal_candidate(line)
                && let Ok(ip) = candidate.address().parse::<IpAddr>()
                && check_targets::may_be_named(SocketAddr::new(ip, candidate.port()), &locals)
            {
                let _ = self.agent.add_remote_candidate(candidate);
            }
        }
        let controlling = self.role == IceRole::Controlling;
        let (ufrag, pwd) = (remote.ufrag.clone(), remote.pwd.clone());
        self.agent.start_connectivity_checks(now, controlling, ufrag, pwd).map_err(agent_error)?;
        self.started = Some(now);
        // The first round of checks goes out at once; nothing can be selected by it.
        self.run_agent(now);
        self.collect(now);
        Ok(())
    }

    pub(super) fn handle(&mut self, now: Instant, pair: Pair, datagram: &[u8]) -> Option<Pair> {
        let answered = self.counts.record(now, Way::In, pair, datagram);
        // A message that the agent refuses (wrong integrity, unknown transaction) was counted.
        let taken = self.agent.handle_read(TransportMessage {
            now,
            transport: context(pair),
            message: BytesMut::from(datagram),
        });
        if taken.is_err() && is_request(datagram) {
            self.counts.refused(pair);
            self.answer_foreign_check(pair, datagram);
        }
        let nominates = answered && !self.nominated && self.role == IceRole::Controlling;
        if nominates {
            // The agent would nominate in its next round of checks. The pair is valid now: the
            // round is drawn forward, which saves up to one check interval.
            self.nominated = true;
            let due = self.last_round.map_or(now, |last| (last + self.check_interval).max(now));
            let _ = self.agent.handle_timeout(due);
            self.last_round = Some(due);
        }
        self.collect(now)
    }

    fn answer_foreign_check(&mut self, (local, peer): Pair, request: &[u8]) {
        let own = &self.agent.get_local_credentials().pwd;
        let payload = match self.foreign_checks {
            ForeignChecks::Ignored => None,
            ForeignChecks::Refused(code) => stun_reply::error(request, code),
            ForeignChecks::Answered if !stun_reply::is_signed(request, own) => None,
            ForeignChecks::Answered => {
                stun_reply::success(request, peer, &Secret::new(own.clone()))
            }
        };
        self.out.extend(payload.map(|payload| Transmit { local, peer, payload }));
    }

    /// The next round of checks, at `now` or later.
    pub(super) fn tick_from(&self, now: Instant) -> Instant {
        let Some(started) = self.started else { return now };
        let elapsed = now.saturating_duration_since(started).as_nanos();
        let ticks = elapsed.div_ceil(self.check_interval.as_nanos().max(1));
        started + self.check_interval * u32::try_from(ticks).unwrap_or(u32::MAX)
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) -> Option<Pair> {
        match self.next_consent {
            Some(at) if at <= now => {
                self.next_consent = Some(now + self.consent_interval);
                self.run_agent(now);
            }
            Some(_) => {}
            None if self.agent.poll_timeout().is_some_and(|at| at <= now) => self.run_agent(now),
            None => {}
        }
        self.collect(now)
    }

    fn run_agent(&mut self, now: Instant) {
        let _ = self.agent.handle_timeout(now);
        self.last_round = Some(now);
    }

    fn collect(&mut self, now: Instant) -> Option<Pair> {
        let mut newly_selected = None;
        while let Some(event) = self.agent.poll_event() {
            if let AgentEvent::SelectedCandidatePairChange(local, remote) = event.event {
                let pair = (local.base_addr(), remote.addr());
                if self.selected.is_none() {
                    newly_selected = Some(pair);
                    self.next_consent = Some(now + self.consent_interval);
                }
                let since = self.selected.map_or(now, |(_, since)| since);
                self.selected = Some((pair, since));
            }
        }
        while let Some(message) = self.agent.poll_write() {
            let pair = (message.transport.local_addr, message.transport.peer_addr);
            if is_request(&message.message) && !self.may_check(now, pair) {
                continue;
            }
            self.counts.record(now, Way::Out, pair, &message.message);
            let payload = message.message.to_vec();
            self.out.push_back(Transmit { local: pair.0, peer: pair.1, payload });
        }
        newly_selected
    }

    /// A pair that has answered a check is past all doubt.
    fn may_check(&mut self, now: Instant, pair: Pair) -> bool {
        let answered = self.counts.pairs().get(&pair).is_some_and(|counts| counts.responses > 0);
        answered || self.pace.admits(now, pair.1)
    }

    pub(super) fn poll_timeout(&mut self) -> Option<Instant> {
        self.started?;
        self.next_consent.or_else(|| self.agent.poll_timeout())
    }

    pub(super) fn poll_transmit(&mut self) -> Option<Transmit> {
        self.out.pop_front()
    }

    /// Whether a datagram that is not STUN comes from an address that answered checks.
    pub(super) fn accepts(&mut self, now: Instant, pair: Pair) -> bool {
        self.agent.is_valid_non_stun_traffic(now, context(pair))
    }

    pub fn counts(&self) -> &StunCounts {
        &self.counts
    }

    pub fn started(&self) -> Option<Instant> {
        self.started
    }

    pub fn selected(&self) -> Option<(Pair, Instant)> {
        self.selected
    }

    /// The agent's state, in words of RFC 8445 and the W3C: `new`, `checking`, `connected`.
    pub fn state(&self) -> &'static str {
        match (self.started, self.selected) {
            (None, _) => "new",
            (Some(_), None) => "checking",
            (Some(_), Some(_)) => "connected",
        }
    }

    pub fn local_addresses(&self) -> Vec<SocketAddr> {
        self.agent.get_local_candidates().iter().map(|candidate| candidate.addr()).collect()
    }
}

fn context((local_addr, peer_addr): Pair) -> TransportContext {
    TransportContext {
        local_addr,
        peer_addr,
        transport_protocol: TransportProtocol::UDP,
        ecn: None,
    }
}

fn agent_error(error: impl std::fmt::Display) -> IceError {
    IceError::Agent(error.to_string())
}
