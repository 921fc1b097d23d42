//! Each fault, seen from a client.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use go2doctor::robot::con_ing::AnswerError;
use go2doctor::robot::con_notify::{NotifyError, OpenError};
use go2doctor::simulator::Simulator;
use go2doctor::simulator::fault::Fault;
use go2doctor::simulator::fault_table::{FAULTS, FaultSpec};
use go2doctor::stack::stun_counts::PairCounts;
use go2doctor::stack::{DtlsError, Event, SctpError, StackError};

use crate::client::{Client, SILENCE, SignallingError, robot, slot_free};

/// Robots at one time. With more the handshakes would take as long as a silence is listened to.
const TOGETHER: usize = 16;

/// What a client sees of a fault: how far it comes and what stops it.
async fn symptom(robot: &Simulator) -> Symptom {
    let mut client = Client::new().await;
    let answer = match client.signal(robot, &client.offer()).await {
        Ok(answer) => answer,
        Err(error) => return Symptom::Signalling(error),
    };
    if !answer.contains("m=application") {
        return Symptom::NoApplication;
    }
    if !answer.contains("a=fingerprint:sha-256") {
        return Symptom::NoFingerprint;
    }
    client.start(&answer);
    // The handshakes have all the time they need; only what should stay away
    // is given up on after a silence.
    let mut seen = Vec::new();
    let mut found = None;
    while found.is_none()
        && let Some(event) = client.find(SILENCE, progress).await
    {
        found = match &event {
            Event::Failed(error) => Some(Symptom::Failed(error.clone())),
            Event::Message { .. } => Some(Symptom::Speaks),
            _ => None,
        };
        seen.push(event);
    }
    let has = |wanted: fn(&Event) -> bool| seen.iter().any(wanted);
    let packets = client.driver.endpoint.sctp().map_or(0, |sctp| sctp.counts().packets_received);
    let (sctp, media) = (packets > 0, client.driver.endpoint.rtp_packets() > 0);
    found.unwrap_or(if has(|e| matches!(e, Event::ChannelUsable(_))) {
        Symptom::NoChallenge
    } else if has(|e| matches!(e, Event::AssociationUp)) {
        Symptom::NoChannel
    } else if has(|e| matches!(e, Event::DtlsConnected)) {
        Symptom::NoAssociation { sctp, media }
    } else if has(|e| matches!(e, Event::PairSelected { .. })) {
        Symptom::NoDtls
    } else {
        let pairs = client.driver.endpoint.ice().counts().pairs();
        let any = |count: fn(&PairCounts) -> u64| pairs.values().any(|counts| count(counts) > 0);
        Symptom::NoPair {
            asked: any(|counts| counts.requests_sent),
            heard: any(|counts| counts.requests_received),
        }
    })
}

/// Media may come for ever, and are no progress.
fn progress(event: &Event) -> Option<Event> {
    (!matches!(event, Event::Rtp { .. })).then(|| event.clone())
}

#[derive(Debug, Clone, PartialEq)]
enum Symptom {
    Signalling(SignallingError),
    NoApplication,
    NoFingerprint,
    /// Whether checks went out, and whether the robot's own came.
    NoPair {
        asked: bool,
        heard: bool,
    },
    NoDtls,
    /// Whether packets of SCTP's or of media came all the same.
    NoAssociation {
        sctp: bool,
        media: bool,
    },
    NoChannel,
    NoChallenge,
    Speaks,
    Failed(StackError),
}

/// Whether it is what the fault should show; `None` for a fault that a check
/// alone tells apart.
fn is_symptom_of(spec: &FaultSpec, symptom: &Symptom) -> Option<bool> {
    let signalling = |error: SignallingError| *symptom == Symptom::Signalling(error);
    let no_association = |sctp, media| *symptom == Symptom::NoAssociation { sctp, media };
    let http = |what: &str| signalling(SignallingError::Http(what.into()));
    let shows = match spec.fault {
        Fault::PortRefused | Fault::PortsRefused | Fault::Booting | Fault::Legacy => {
            http("ConnectionRefused")
        }
        Fault::PortDropping | Fault::ConNotifySilent | Fault::ConIngSilent => http("silence"),
        Fault::ConNotifyClosed | Fault::ConIngClosed | Fault::Http10Only => http("closed"),
        Fault::ConNotify404 => http("HTTP/1.1 404 Not Found"),
        Fault::ConNotifyStatus | Fault::ConIngStatus => {
            let code = spec.code.unwrap_or_default();
            matches!(symptom, Symptom::Signalling(SignallingError::Http(line))
                if line.starts_with(&format!("HTTP/1.1 {code} ")))
        }
        Fault::ConNotifyNotHttp => http("no HTTP"),
        Fault::ConNotifyEmpty
        | Fault::ConNotifyTooLarge
        | Fault::ConNotifyGarbage
        | Fault::OtherDevice => {
            // This client reads however much comes: so many letters are base64 of nothing.
            signalling(SignallingError::Notify(NotifyError::NotBase64))
        }
        Fault::ConNotifyBadJson | Fault::ConNotifyNoData1 => {
            signalling(SignallingError::Notify(NotifyError::NotJson))
        }
        Fault::ConNotifyUnknownData2 => {
            signalling(SignallingError::Notify(NotifyError::UnknownData2("9".into())))
        }
        // The client has a key, of another robot.
        Fault::DeviceKey => signalling(SignallingError::Blob(OpenError::KeyRejected)),
        Fault::BlobUndecipherable => signalling(SignallingError::Blob(OpenError::Undecipherable)),
        Fault::RsaKeyTruncated => signalling(SignallingError::Blob(OpenError::RsaKeyBad)),
        Fault::PathLetters => signalling(SignallingError::Blob(OpenError::PathBad)),
        Fault::ConIngPlainText | Fault::ConIngUndecipherable => {
            signalling(SignallingError::Answer(AnswerError::Undecipherable))
        }
        Fault::ConIngNotJson => signalling(SignallingError::Answer(AnswerError::NotJson)),
        Fault::ConIngEmpty => signalling(SignallingError::Answer(AnswerError::Empty)),
        // This client reads what comes, whatever its head says.
        Fault::ConNotifyCutShort
        | Fault::ConNotifyBadChunks
        | Fault::ConIngCutShort
        | Fault::ConIngBadChunks
        | Fault::ConIngTooLarge => return None,
        // This client is not made for them.
        Fault::HostileBodyEndless
        | Fault::HostileBodyDripping
        | Fault::HostileHeaders
        | Fault::HostileBomb
        | Fault::HostileRedirect
        | Fault::HostileLengths
        | Fault::HostileEscapesNotify
        | Fault::HostileCandidates
        | Fault::HostileEscapesAnswer
        | Fault::HostileCandidatesElsewhere
        | Fault::HostileFlood
        | Fault::HostileStunErrors
        | Fault::HostileCertificate
        | Fault::HostileDtlsFlood
        | Fault::HostileForwardTsn
        | Fault::HostileAbort
        | Fault::HostileEscapesAbort
        | Fault::HostileParameters
        | Fault::HostileZeroWindow
        | Fault::HostileSacks
        | Fault::HostileHeartbeats
        | Fault::HostileMessage
        | Fault::HostileTopics
        | Fault::HostileEscapesTopics => return None,
        Fault::Busy => signalling(SignallingError::Answer(AnswerError::Busy)),
        Fault::AnswerNoData => *symptom == Symptom::NoApplication,
        Fault::AnswerNoFingerprint | Fault::AnswerOtherHash => *symptom == Symptom::NoFingerprint,
        Fault::AnswerReordered
        | Fault::AnswerSetupActpass
        | Fault::AnswerSctpPort
        | Fault::AnswerTwoFingerprints
        | Fault::AnswerLowerCase => *symptom == Symptom::Speaks,
        // This client is DTLS server whatever the answer says.
        Fault::AnswerSetupPassive => *symptom == Symptom::Speaks,
        Fault::IceBlackHole
        | Fault::IcePortClosed
        | Fault::IceOtherSubnet
        | Fault::IceAnswersElsewhere
        | Fault::IceNeverNominated => *symptom == Symptom::NoPair { asked: true, heard: false },
        Fault::IceWrongPassword | Fault::IceRefused | Fault::IceRoleConflict => {
            *symptom == Symptom::NoPair { asked: true, heard: true }
        }
        Fault::IceIpv6Only | Fault::IceMdnsOnlySilent | Fault::IceNoCandidatesSilent => {
            *symptom == Symptom::NoPair { asked: false, heard: false }
        }
        Fault::DtlsSilent
        | Fault::DtlsHelloOnce
        | Fault::DtlsLargeLost
        | Fault::DtlsClosed
        | Fault::IceAnswersOnly
        | Fault::IceForeignChecks => *symptom == Symptom::NoDtls,
        Fault::WrongFingerprint => matches!(
            symptom,
            Symptom::Failed(StackError::Dtls(DtlsError::FingerprintMismatch { .. }))
        ),
        Fault::DtlsAlert | Fault::DtlsRefused => matches!(
            symptom,
            Symptom::Failed(StackError::Dtls(DtlsError::PeerAlert(alert)))
                if Some(u16::from(*alert)) == spec.code
        ),
        Fault::DtlsVersion | Fault::DtlsCiphers | Fault::DtlsSrtp | Fault::DtlsVerifySha1 => {
            matches!(symptom, Symptom::Failed(StackError::Dtls(DtlsError::Local(_))))
        }
        Fault::IceRoleConflictOnce
        | Fault::IceMdnsOnly
        | Fault::IceNoCandidates
        | Fault::IceDeadCandidates
        | Fault::DtlsNoSrtp
        | Fault::DtlsCertificateRsa
        | Fault::DtlsCertificateRsaSha1
        | Fault::DtlsCertificateEcdsaSha1
        | Fault::DtlsFragments => *symptom == Symptom::Speaks,
        Fault::SctpSilent => no_association(false, false),
        Fault::SctpRtpOnly => no_association(false, true),
        Fault::SctpInitUnanswered | Fault::SctpPort | Fault::CookieUnanswered => {
            no_association(true, false)
        }
        Fault::SctpAbort => {
            let Symptom::Failed(StackError::Sctp(SctpError::Aborted(abort))) = symptom else {
                return Some(false);
            };
            abort.causes.first().map(|(cause, _)| *cause) == spec.code
        }
        Fault::OpenUnanswered => *symptom == Symptom::NoChannel,
        Fault::StreamReset => *symptom == Symptom::Failed(StackError::Sctp(SctpError::StreamReset)),
        Fault::ValidationSilent => *symptom == Symptom::NoChallenge,
        // They have sent something by the time that they differ from a healthy robot.
        Fault::SctpLateError
        | Fault::ChallengeMalformed
        | Fault::ChallengeLong
        | Fault::ValidationNeededTwice
        | Fault::ValidationRefused
        | Fault::ValidationUnconfirmed
        | Fault::AbortAtValidation
        | Fault::NoData
        | Fault::DataSlow
        | Fault::DataBursty
        | Fault::TopicMissing
        | Fault::BinaryFrames
        | Fault::RequestUnanswered
        | Fault::Request3203
        | Fault::HeartbeatUnechoed
        | Fault::ErrorReports
        | Fault::LinkDead
        | Fault::ConsentLost
        | Fault::Takeover
        | Fault::AbortInFlow
        | Fault::VideoSilent
        | Fault::VideoNoKeyframe
        | Fault::VideoNoPps
        | Fault::VideoLoss
        | Fault::AudioSilent
        | Fault::LidarOff
        | Fault::LidarAbsent
        | Fault::CloudsMissing
        | Fault::CloudsBroken
        | Fault::ModeReleased
        | Fault::BatteryLow
        | Fault::SportSilent
        | Fault::Sport3203
        | Fault::SportIgnored
        | Fault::Kvs2022
        | Fault::Kvs2026
        | Fault::Libwebrtc => *symptom == Symptom::Speaks,
    };
    Some(shows)
}

#[tokio::test]
async fn every_fault_shows_its_symptom_and_nothing_earlier() {
    let checks = FAULTS.iter().filter(|spec| !spec.is_hostile()).map(|spec| async {
        let symptom = symptom(&robot(&[&spec.name])).await;
        assert_ne!(is_symptom_of(spec, &symptom), Some(false), "{}: {symptom:?}", spec.name);
    });
    stream::iter(checks).buffer_unordered(TOGETHER).collect::<()>().await;
}

#[tokio::test]
async fn a_dead_link_answers_no_more_stun() {
    let robot = robot(&["link-dead"]);
    let mut client = Client::validated(&robot).await;
    let responses = |client: &Client| -> u64 {
        client.driver.endpoint.ice().counts().pairs().values().map(|counts| counts.responses).sum()
    };
    client.find(Duration::from_millis(600), |_| None::<()>).await;
    let before = responses(&client);
    client.find(Duration::from_millis(1200), |_| None::<()>).await;
    assert_eq!(responses(&client), before);
    assert!(before > 0);
}

#[tokio::test]
async fn a_slow_robot_is_slow_and_well() {
    let robot = robot(&["dtls-silent:0.3", "validation-silent:0.2"]);
    let start = Instant::now();
    Client::validated(&robot).await.close().await;
    assert!(start.elapsed() >= Duration::from_millis(500));
    slot_free(&robot).await;
}
