//! Packets that the network lost.
//!
//! Nothing here is taken from silence alone: a robot that is slow or busy is silent too. What is
//! counted was overtaken by a later packet, or had to be sent again to a peer that was there.

use super::link::unanswered_echoes;
use super::wifi;
use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Confidence, Severity, Side};
use crate::facts::outcome::StageOutcome;
use crate::facts::{
    CheckLoss, DataChunks, HttpReason, IceEvidence, LinkState, PingEvidence, PingMethod, SdpReason,
    Stage,
};
use crate::text::phrase::{Phrase, phrase};

/// Chunks of the robot's data out of order from which on it is no single one that was overtaken:
/// a local network hardly reorders.
const DISORDERED: u64 = 3;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    let signs = Signs::of(case);
    loss(case, &signs).into_iter().collect()
}

#[derive(Debug, Clone, Copy, Default)]
struct Signs {
    echoes: Option<(u32, u32)>,
    checks: CheckLoss,
    /// Chunks that SCTP sent again to a robot whose SCTP was there.
    chunks: u64,
    /// Flights of DTLS, and INITs, sent again before the answer came. A robot that takes its time
    /// has the same effect.
    repeated: u64,
    /// The robot's data that came late or twice. A way that mixes packets up has the same effect.
    disordered: u64,
    /// Whether SCTP may not have got across what was said.
    stalls: bool,
}

impl Signs {
    fn of(case: &Case<'_>) -> Self {
        let sctp = case.sctp().map(|sctp| sctp.evidence);
        let again = |sent: Option<u32>, answered: Option<u32>| match (sent, answered) {
            (Some(sent), Some(1..)) => u64::from(sent.saturating_sub(1)),
            _ => 0,
        };
        let cookies = sctp.map_or(0, |it| again(it.cookie_echo_sent, it.cookie_ack_received));
        let inits = sctp.map_or(0, |it| again(it.init_sent, it.init_ack_received));
        let flights = case.dtls().filter(|_| case.passed(Stage::Dtls));
        let flights = flights.and_then(|dtls| dtls.evidence.retransmits).unwrap_or_default();
        let validation = case.validation().map(|validation| validation.evidence);
        let data = case.flow().and_then(|flow| flow.evidence.data.as_ref());
        let data = data.or_else(|| validation?.data.as_ref()).or_else(|| sctp?.data.as_ref());
        let mut data = data.cloned().unwrap_or_default();
        let flow = case.flow().and_then(|flow| flow.evidence.check_loss);
        let flow = flow.or_else(|| validation?.check_loss);
        // What is sent after a connection has broken off is bound to be lost, and again and again.
        let broke_off =
            case.flow().is_some_and(|flow| flow.evidence.link == Some(LinkState::ConsentLost));
        if broke_off {
            data.resent = 0;
        }
        let dtls = || case.dtls().and_then(|dtls| dtls.evidence.check_loss);
        let checks = flow.or_else(|| sctp?.check_loss).or_else(dtls);
        Self {
            echoes: case.ping().and_then(|ping| echoes(ping.evidence, broke_off)),
            checks: checks.unwrap_or_default(),
            stalls: stalls(checks, Some(&data)),
            chunks: cookies.saturating_add(data.resent),
            repeated: u64::from(flights).saturating_add(inits),
            disordered: data.late.saturating_add(data.duplicates),
        }
    }

    /// One lost packet is nobody's fault. Echoes alone may as well have been refused: some devices
    /// answer only so many.
    fn confidence(&self) -> Option<Confidence> {
        let echoes = self.echoes.map_or(0, |(lost, _)| u64::from(lost));
        let of_connection = self.checks.lost.saturating_add(self.chunks);
        let doubtful = self.repeated.saturating_add(self.disordered);
        match (of_connection, of_connection.saturating_add(echoes), doubtful) {
            (2.., ..) => Some(Confidence::Likely),
            (_, 2.., _) | (_, 1, 1..) => Some(Confidence::Possible),
            _ if self.disordered >= DISORDERED => Some(Confidence::Possible),
            _ => None,
        }
    }

    /// Whether so much is lost that a handshake may not come through.
    fn is_heavy(&self) -> bool {
        let echoes = self.echoes.is_some_and(|(lost, sent)| lost >= 2 && lost >= sent / 4);
        let CheckLoss { answered, lost } = self.checks;
        echoes || (lost >= 3 && lost.saturating_mul(3) >= answered)
    }

    /// How likely it is that none of so many packets comes back, by what became of the checks, or
    /// of the echoes where more of these were lost.
    fn all_lost(&self, packets: u32) -> f64 {
        let CheckLoss { answered, lost } = self.checks;
        let of_checks = lost as f64 / (answered.saturating_add(lost).max(1)) as f64;
        let of_echoes = self.echoes.filter(|(lost, _)| *lost >= 2);
        let of_echoes = of_echoes.map_or(0.0, |(lost, sent)| f64::from(lost) / f64::from(sent));
        of_checks.max(of_echoes).powi(i32::try_from(packets).unwrap_or(i32::MAX))
    }

    fn lines(&self) -> impl Iterator<Item = Phrase> {
        let Self { echoes, checks: CheckLoss { answered, lost }, chunks, .. } = *self;
        let Self { repeated, disordered, .. } = *self;
        let echoes = echoes.filter(|(lost, _)| *lost > 0);
        let all = answered.saturating_add(lost);
        [
            (lost > 0).then(|| {
                phrase!(
                    "{lost} of {all} connectivity checks lost on the chosen pair",
                    "選定的配對上，{all} 個連通性檢查中遺失 {lost} 個"
                )
            }),
            echoes.map(of_echoes),
            (chunks > 0).then(|| {
                let chunks = Phrase::count(chunks, "chunk", "個 chunk");
                phrase!("SCTP sent {} again", "SCTP 重送了 {}", chunks)
            }),
            (repeated > 0).then(|| {
                phrase!(
                    "handshake packets resent before the answer came: {repeated}",
                    "握手封包在得到回應前重送：{repeated} 次"
                )
            }),
            (disordered > 0).then(|| {
                phrase!(
                    "chunks of the robot's data that arrived late or twice: {disordered}",
                    "機器人的資料中遲到或重複的 chunk：{disordered} 個"
                )
            }),
        ]
        .into_iter()
        .flatten()
    }
}

/// What may have become of a request that got no answer where packets are lost.
pub(super) fn swallowed() -> Phrase {
    phrase!(
        "packets are lost on the path, the request or its answer perhaps among them; or the service hangs",
        "路徑上有封包遺失，請求或它的回應可能也在其中；或是服務卡住"
    )
}

/// Echo requests that were lost beside the signalling: too few for a finding of their own, and enough
/// not to blame the robot for its silence. That none was answered is said as well of a path that
/// drops ICMP, so that nobody is to blame then.
pub(super) fn lost_echoes(case: &Case<'_>) -> Option<(Side, Phrase)> {
    let ping = case.ping()?.evidence;
    if ping.tcp_answered == Some(true) && ping.method != Some(PingMethod::Tcp) {
        return Some((Side::Unknown, unanswered_echoes(ping)?));
    }
    let (lost, sent) = echoes(ping, false)?;
    (lost > 0 && lost < sent).then(|| (Side::Network, of_echoes((lost, sent))))
}

fn of_echoes((lost, sent): (u32, u32)) -> Phrase {
    phrase!("{lost} of {sent} echo requests lost", "{sent} 個 ping 中遺失 {lost} 個")
}

/// Lost and sent, where any was answered at all; without the last ones where the connection broke
/// off meanwhile.
fn echoes(ping: &PingEvidence, broke_off: bool) -> Option<(u32, u32)> {
    let at_end = ping.lost_at_end.filter(|_| broke_off).unwrap_or_default();
    let counts = (ping.lost?.saturating_sub(at_end), ping.sent?.saturating_sub(at_end));
    (ping.method != Some(PingMethod::Tcp)).then_some(counts)
}

fn loss(case: &Case<'_>, signs: &Signs) -> Option<Finding> {
    if let Some(traffic) = case.ice().filter(|_| case.failed(Stage::Ice)) {
        return never_nominated(case, traffic.evidence, signs);
    }
    let confidence = signs.confidence()?;
    let found = Finding::new("G2-LINK-LOSS", confidence)
        .seen_all(wifi::weak_signal(case))
        .seen_all(signs.lines());
    let heavy = |stage: &Stage| signs.is_heavy() || *stage > Stage::Sctp && signs.stalls;
    Some(match broke_on_loss(case, signs).filter(heavy) {
        Some(stage) => too_much(found).at_stage(stage),
        None => found.at_stage(first_shown(case)),
    })
}

/// Whether so much is lost that SCTP, which repeats what is lost after 1, 3 and 7 s, may not have
/// got it across: one check in six, there and back, or one chunk.
pub(super) fn stalls(checks: Option<CheckLoss>, data: Option<&DataChunks>) -> bool {
    let much = |lost: u64, all: u64| lost >= 3 && lost.saturating_mul(6) >= all;
    checks.is_some_and(|checks| much(checks.lost, checks.answered.saturating_add(checks.lost)))
        || data.is_some_and(|data| much(data.resent, data.sent))
}

fn too_much(found: Finding) -> Finding {
    found.with_severity(Severity::Error).because(phrase!(
        "so much is lost that the handshake or the data cannot get through: move closer, or use a cable",
        "遺失太多，握手或資料無法完成：靠近一點，或改用網路線"
    ))
}

/// Needs checks of which some were answered, yet most were not, and no other word than answers,
/// from a robot that takes part: one that sends no checks has another trouble.
fn never_nominated(case: &Case<'_>, ice: &IceEvidence, signs: &Signs) -> Option<Finding> {
    let answering = ice.pairs.iter().flatten().filter(|pair| pair.responses > 0);
    let (mut sent, mut answered, mut refused, mut received) = (0_u64, 0_u64, 0_u64, 0_u64);
    for pair in answering {
        sent = sent.saturating_add(pair.requests_sent);
        answered = answered.saturating_add(pair.responses);
        received = received.saturating_add(pair.requests_received);
        refused = pair.errors.values().fold(refused, |sum, count| sum.saturating_add(*count));
    }
    let few = answered >= 3 && answered.saturating_mul(2) < sent;
    (few && received > 0 && refused == 0).then(|| {
        too_much(Finding::possible("G2-LINK-LOSS"))
            .at_stage(Stage::Ice)
            .seen(phrase!(
                "of {sent} checks to an address that answers, {answered} were answered",
                "對有回應的位址送出 {sent} 個檢查，只有 {answered} 個得到回應"
            ))
            .seen_all(signs.lines())
            .seen_all(wifi::weak_signal(case))
    })
}

/// The stage that failed, where packets went to and fro in it. Complete silence is no loss, unless
/// the measured loss would have swallowed every packet that was sent, one time in ten.
fn broke_on_loss(case: &Case<'_>, signs: &Signs) -> Option<Stage> {
    let hello = case.dtls().and_then(|dtls| dtls.evidence.client_hellos_received);
    let talks = |count: Option<u32>| count.is_some_and(|count| count > 0);
    let sctp_talks = || {
        let Some(sctp) = case.sctp() else { return false };
        let inits = sctp.evidence.init_sent.unwrap_or_default();
        talks(sctp.evidence.init_ack_received)
            || sctp.timings.association_ms.is_some()
            || (inits > 0 && signs.all_lost(inits) >= 0.1)
    };
    let failed = Stage::ALL.into_iter().filter(|stage| *stage >= Stage::Http);
    let failed = failed.into_iter().find(|stage| case.failed(*stage))?;
    let swallowed = |outcome: &StageOutcome| {
        outcome.duration_ms.is_some_and(|waited| signs.all_lost(sent_within(waited)) >= 0.1)
    };
    let nothing_came = || case.ran(failed).is_some_and(swallowed);
    let http = case.http().and_then(|http| http.evidence.reason);
    let sdp = case.sdp().filter(|sdp| sdp.evidence.reason == Some(SdpReason::NoAnswer));
    let no_answer = sdp.is_some_and(|sdp| sdp.evidence.closed == Some(false));
    match failed {
        Stage::Http => http == Some(HttpReason::NoResponse) && nothing_came(),
        Stage::Sdp => no_answer && nothing_came(),
        Stage::Dtls => talks(hello) || nothing_came(),
        Stage::Sctp => sctp_talks(),
        _ => true,
    }
    .then_some(failed)
}

/// How often a packet was sent within so many ms, where nothing answered it: after 0, 1, 3, 7 s, as
/// the flights of DTLS (RFC 6347, section 4.2.4.1) and the SYN of TCP (RFC 6298) are.
fn sent_within(waited_ms: f64) -> u32 {
    (waited_ms / 1e3 + 1.0).log2() as u32 + 1
}

/// Where it is told when it did no more than harm.
fn first_shown(case: &Case<'_>) -> Stage {
    let pinged =
        case.ping().and_then(|ping| echoes(ping.evidence, false)).is_some_and(|(lost, _)| lost > 0);
    match (pinged, case.ran(Stage::Flow)) {
        (true, _) => Stage::Ping,
        (_, Some(_)) => Stage::Flow,
        _ => Stage::Sctp,
    }
}
