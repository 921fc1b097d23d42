//! The association and the channel.

pub(in crate::diagnosis::rules) mod ended;

use self::ended::{aborted, cause_words, reset};
use super::offer::fingerprint_line;
use crate::diagnosis::absence::Absent;
use crate::diagnosis::case::{Case, Seen, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Confidence, Severity, Side};
use crate::facts::outcome::{Client, StageOutcome, Status};
use crate::facts::{Direction, OfferFacts, SctpEvidence, SctpTimings, Stage, UnansweredRecords};
use crate::stack::packet::PORT;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

type Sctp<'a> = Seen<'a, SctpTimings, SctpEvidence>;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    case.sctp()
        .filter(|sctp| sctp.status == Status::Fail)
        .map(|sctp| failed(case, sctp))
        .into_iter()
        .collect()
}

fn failed(case: &Case<'_>, sctp: Sctp<'_>) -> Finding {
    let evidence = sctp.evidence;
    // A driver that gives up sends an ABORT of its own: that is how it ends, not why.
    let abort = evidence
        .abort
        .as_ref()
        .filter(|abort| case.source == Source::Live || abort.direction == Direction::In);
    if let Some(abort) = abort {
        return aborted(abort, case.source);
    }
    if evidence.stream_reset == Some(true) {
        return reset();
    }
    // A log without stamps has no times.
    if sctp.timings.association_ms.is_some() || positive(evidence.cookie_ack_received) {
        return unopened(case, evidence);
    }
    if positive(evidence.init_ack_received) {
        let errors = evidence.error_causes.iter().flatten().map(cause_words);
        return Finding::possible("G2-SCTP-COOKIE").seen_all(cookies(evidence)).seen_all(errors);
    }
    if let Some(port) = evidence.peer_port.filter(|port| *port != PORT) {
        return another_port(port, evidence);
    }
    unanswered(case, evidence)
}

/// The robot speaks from a port that no known one has, and does not hear what is sent to theirs.
fn another_port(port: u16, evidence: &SctpEvidence) -> Finding {
    Finding::likely("G2-SCTP-PORT")
        .with_severity(Severity::Error)
        .on_side(Side::Robot)
        .because(phrase!(
            "the robot's SCTP uses a port other than 5000 and does not receive what is sent there",
            "機器人的 SCTP 連接埠不是 5000，收不到送往 5000 的封包"
        ))
        .seen(phrase!(
            "its packets come from SCTP port {port}, not {PORT}",
            "它的封包來自 SCTP 連接埠 {port}，不是 {PORT}"
        ))
        .seen_all(inits(evidence))
}

fn inits(evidence: &SctpEvidence) -> Option<Phrase> {
    let sent = Phrase::times(evidence.init_sent?.into());
    Some(phrase!("INIT sent {}, no INIT-ACK", "送出 INIT {}，沒有 INIT-ACK", sent))
}

fn positive(count: Option<u32>) -> bool {
    count.is_some_and(|count| count > 0)
}

/// The association stands and the channel did not become usable: no SACK and no message, which any
/// robot sends that serves it, nor the ACK of a newer one. Where packets are lost since the
/// handshake it looks the same.
fn unopened(case: &Case<'_>, evidence: &SctpEvidence) -> Finding {
    // Whether a SACK came, or an ACK that it waits for, such a log does not tell.
    if !case.would_show(Absent::InitAck) {
        return undecided();
    }
    if case.client == Client::Stock && evidence.dcep_ack_received == Some(0) {
        return Finding::likely("G2-DC-NOACK").seen(phrase!(
            "the association is up, but no DCEP ACK came",
            "association 已建立，沒有收到 DCEP ACK"
        ));
    }
    let sent = evidence.dcep_open_sent.map(|sent| {
        phrase!(
            "OPEN sent {}: no ACK, no SACK, no message",
            "送出 OPEN {}：沒有 ACK、沒有 SACK、沒有訊息",
            Phrase::times(sent.into())
        )
    });
    Finding::possible("G2-DC-UNANSWERED").seen_all(sent)
}

fn cookies(evidence: &SctpEvidence) -> Option<Phrase> {
    let sent = Phrase::times(evidence.cookie_echo_sent?.into());
    Some(phrase!(
        "INIT-ACK received, COOKIE-ECHO sent {}",
        "收到 INIT-ACK，送出 COOKIE-ECHO {}",
        sent
    ))
}

/// Whether the robot showed any sign of a session after DTLS. A log without DEBUG lines cannot show
/// its absence, nor can a client that sees no packets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Session {
    Sctp,
    MediaOnly,
    None,
    Unknown,
}

impl Session {
    fn of(case: &Case<'_>, evidence: &SctpEvidence) -> Self {
        let blind = match case.source {
            Source::Live | Source::Capture => evidence.init_ack_received.is_none(),
            Source::Log => case.log.is_some_and(|log| log.debug == Some(false)),
        };
        match (evidence.init_received, evidence.rtp_packets_received) {
            (Some(1..), _) => Session::Sctp,
            (_, Some(1..)) => Session::MediaOnly,
            (Some(0), Some(0)) if !blind => Session::None,
            // A log names SCTP packets at DEBUG; of media it says nothing reliable.
            (Some(0), None) if !blind && case.source == Source::Log => Session::None,
            _ => Session::Unknown,
        }
    }
}

/// No INIT-ACK. Anything from the robot's session excludes the fingerprint:
/// SRTP and SCTP are both made only after it was found to fit.
fn unanswered(case: &Case<'_>, evidence: &SctpEvidence) -> Finding {
    let silence = Finding::possible("G2-SCTP-NOINITACK");
    let session = Session::of(case, evidence);
    let finding = match session {
        Session::Sctp => lost_on_the_way(silence),
        Session::MediaOnly => without_application(silence),
        Session::None | Session::Unknown => {
            let by_offer = wrong_fingerprint(case, session).or_else(|| lower_case(case, session));
            by_offer.unwrap_or_else(|| cause_unknown(case, silence, session))
        }
    };
    let rhythm = case.capture.and_then(|seen| seen.unanswered.as_ref()).map(by_rhythm);
    let inits = rhythm.or_else(|| inits(evidence));
    finding.seen_all(inits).seen_all(nothing_came(session)).seen_all(differs(case))
}

/// Needs the driver's certificate and its offer, both seen: the robot holds one against the other.
fn certificate_differs(case: &Case<'_>) -> bool {
    let dtls = case.dtls().map(|dtls| dtls.evidence.client_fingerprint_match);
    dtls.flatten() == Some(false)
}

fn differs(case: &Case<'_>) -> Option<Phrase> {
    certificate_differs(case).then(|| {
        phrase!(
            "the driver's certificate is not the one of the offer's last fingerprint",
            "驅動程式的憑證與 offer 最後一個指紋不符"
        )
    })
}

/// An INIT as a bystander sees it. Any other packet that nobody answers, sent again at that pace,
/// would look the same, and none is known.
fn by_rhythm(unanswered: &UnansweredRecords) -> Phrase {
    let UnansweredRecords { count, bytes, pause_s } = unanswered;
    phrase!(
        "after DTLS the driver sent the same record of {bytes} bytes {count} times, {pause_s:.1} s apart: INIT, by size and rhythm",
        "DTLS 之後，驅動程式把同一個 {bytes} 位元組的 record 送了 {count} 次，間隔 {pause_s:.1} 秒：由大小與節奏判斷是 INIT"
    )
}

/// A capture in which the offer is encrypted. The known cause is in the offer, and so is what rules
/// it out; loss of the robot's packets alone is excluded where its checks go on.
fn outsider(case: &Case<'_>, silence: Finding, session: Session) -> Finding {
    if session != Session::None {
        return silence.on_side(Side::Unknown).next_command("go2doctor sctp");
    }
    let proven = case.passed(Stage::Dtls);
    Finding { confidence: if proven { Confidence::Likely } else { Confidence::Possible }, ..silence }
        .on_side(Side::Unknown)
        .next_command("go2doctor sctp")
        .because(phrase!(
            "the known cause, a last fingerprint other than sha-256, is in the encrypted offer: see the driver's log",
            "已知的原因（最後一個指紋不是 sha-256）在加密的 offer 裡：請看驅動程式的日誌"
        ))
}

fn lost_on_the_way(silence: Finding) -> Finding {
    silence
        .on_side(Side::Network)
        .next_command("go2doctor sctp --wait-slot")
        .because(phrase!(
            "our packets have been lost on the way since the handshake, or an address changed",
            "握手後我方的封包在途中遺失，或位址改變"
        ))
        .seen(phrase!(
            "the robot sends its own INIT: it accepted our certificate",
            "機器人送來自己的 INIT：它接受了我方的憑證"
        ))
}

fn without_application(silence: Finding) -> Finding {
    silence
        .next_command("go2doctor sctp --wait-slot --offer {other_offer}")
        .because(phrase!(
            "the robot may not have accepted the offer's m=application: try the smallest offer",
            "機器人可能沒有採用 offer 的 m=application：試最小的 offer"
        ))
        .seen(phrase!(
            "media arrives but SCTP does not: the certificate was accepted",
            "有收到影音封包但沒有 SCTP：憑證已被接受"
        ))
}

fn nothing_came(session: Session) -> Option<Phrase> {
    (session == Session::None).then(|| {
        phrase!(
            "DTLS finished, but neither SCTP nor media came from the robot",
            "DTLS 已完成，但機器人沒有送來 SCTP 或影音封包"
        )
    })
}

/// Needs an offer whose last fingerprint is not sha-256.
fn wrong_fingerprint(case: &Case<'_>, session: Session) -> Option<Finding> {
    let Some(names) = case.fingerprints() else { return wrong_driver(case) };
    if names.last()? == "sha-256" || case.failed(Stage::Dtls) {
        return None;
    }
    let proof = case.counterpart.filter(|other| opened_with_sha256(other.offer, other.stages));
    let alone = proof.is_some_and(|other| differ_in_fingerprints_alone(case.offer, other.offer));
    let confidence = match session {
        // Without DTLS seen to finish, the fingerprints had no say yet.
        _ if !case.passed(Stage::Dtls) => Confidence::Possible,
        Session::None if alone && case.source == Source::Live => Confidence::Certain,
        Session::None if certificate_differs(case) => Confidence::Certain,
        Session::None => Confidence::Likely,
        _ => Confidence::Possible,
    };
    let compared = proof.map(|_| {
        phrase!(
            "the same robot opened the channel for an offer that ends with sha-256",
            "同一台機器人對以 sha-256 結尾的 offer 開啟了通道"
        )
    });
    Some(
        Finding::new("G2-ENV-AIORTC-FPS", confidence)
            .at_stage(Stage::Sctp)
            .seen(fingerprint_line(names))
            .seen_all(compared),
    )
}

/// Needs a driver's log without its offer, and the driver on this machine: the
/// log may be another's, so this is a guess worth a look and no more.
fn wrong_driver(case: &Case<'_>) -> Option<Finding> {
    let driver = case.machine()?.driver.as_ref()?;
    let names = driver.offered_fingerprints.as_deref()?;
    if case.source != Source::Log || names.last()? == "sha-256" {
        return None;
    }
    let names = printable(names.join(", "), 120);
    Some(Finding::possible("G2-ENV-AIORTC-FPS").at_stage(Stage::Sctp).seen(phrase!(
        "this log does not show the offer; the driver here would send {names}",
        "此日誌沒有 offer 內容；此處的驅動程式會送出 {names}"
    )))
}

fn opened_with_sha256(offer: &OfferFacts, stages: &[StageOutcome]) -> bool {
    let opened = |outcome: &StageOutcome| outcome.stage() == Stage::Sctp && outcome.status.passed();
    offer.effective_fingerprint() == Some("sha-256") && stages.iter().any(opened)
}

/// Whether two offers are alike in all else that this robot looks at, as far
/// as all of it is known.
fn differ_in_fingerprints_alone(ours: Option<&OfferFacts>, theirs: &OfferFacts) -> bool {
    let Some(ours) = ours.filter(|ours| ours.fingerprints.is_some()) else { return false };
    let known = |offer: &OfferFacts| {
        Some((
            offer.fingerprints_upper_case?,
            offer.credentials_shared?,
            offer.credentials_session_only?,
            offer.sections.clone()?,
            offer.setup.clone()?,
        ))
    };
    known(ours).is_some_and(|ours| known(theirs) == Some(ours))
}

/// Needs an offer whose fingerprint is not in upper-case hex.
fn lower_case(case: &Case<'_>, session: Session) -> Option<Finding> {
    let upper = case.offer?.fingerprints_upper_case?;
    if upper || case.failed(Stage::Dtls) {
        return None;
    }
    let confidence = match session {
        Session::None if case.passed(Stage::Dtls) => Confidence::Likely,
        _ => Confidence::Possible,
    };
    Some(Finding::new("G2-SDP-FPCASE", confidence).at_stage(Stage::Sctp).seen(phrase!(
        "a fingerprint of the offer is not in upper-case hex",
        "offer 的指紋不是大寫十六進位"
    )))
}

/// Of a log that shows the rung and no chunks.
fn undecided() -> Finding {
    Finding::possible("G2-DC-TIMEOUT").on_side(Side::Unknown).next_command("go2doctor check")
}

/// The offer is right, or was not seen: the cause stays open. A driver whose
/// offer is not in the log is first suspected of its fingerprints.
fn cause_unknown(case: &Case<'_>, silence: Finding, session: Session) -> Finding {
    match (case.source, case.effective_fingerprint()) {
        (_, Some("sha-256")) => silence
            .because(phrase!(
                "the cause is unknown: the robot made no SCTP session although the offer is right",
                "原因不明：offer 正確，但機器人沒有建立 SCTP 工作階段"
            ))
            .seen(phrase!(
                "the offer's last fingerprint is sha-256, so the known cause is ruled out",
                "offer 最後一個指紋是 sha-256，可排除已知的原因"
            )),
        (_, Some(_)) => silence,
        // Whether an INIT was sent at all, such a log does not tell.
        (Source::Log, None) if !case.would_show(Absent::InitAck) => undecided(),
        (Source::Log, None) => {
            let silence = silence.on_side(Side::Unknown).next_command("go2doctor check");
            match session {
                Session::Unknown => silence.seen(phrase!(
                    "this log does not show the offer; with DEBUG it would",
                    "此日誌沒有 offer 內容；以 DEBUG 執行才會有"
                )),
                _ => silence,
            }
        }
        (Source::Capture, None) => outsider(case, silence, session),
        (Source::Live, None) => silence,
    }
}
