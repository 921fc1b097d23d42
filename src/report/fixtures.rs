//! Synthetic runs for tests: a healthy one, and what is made of it.

pub mod dds;
mod driver;
mod failures;
pub mod search;

use crate::facts::skip_reason::SkipReason;
use crate::robot::con_notify::Data2;
use crate::robot::firmware::{FirmwareRange, Signals};
use std::time::{Duration, SystemTime};

pub use driver::{DRIVER_LOGS, driver, with_driver};
pub use failures::failures;

use crate::facts::outcome::{
    Client, RobotFacts, RunEvent, RunOutcome, Signalling, Slot, StageOutcome, Status,
};
use crate::facts::*;
use crate::robot::model::Model;
use crate::robot::state_form::StateForm;

/// A run in which every stage passed.
pub fn healthy() -> RunOutcome {
    let facts = [
        StageFacts::Host { timings: HostTimings {}, evidence: Box::new(host()) },
        StageFacts::Ping { timings: PingTimings {}, evidence: ping() },
        StageFacts::Http { timings: http_timings(), evidence: http() },
        StageFacts::Sdp {
            timings: SdpTimings { con_notify_ms: Some(14.2), con_ing_ms: Some(41.0) },
            evidence: SdpEvidence {
                dialect: Some(HttpDialect::Http11),
                offer_fingerprints: Some(vec!["sha-256".into()]),
                answer: Some(answer()),
                ..Default::default()
            },
        },
        StageFacts::Ice { timings: ice_timings(), evidence: ice() },
        StageFacts::Dtls {
            timings: DtlsTimings { first_flight_in_ms: Some(101.0), handshake_ms: Some(114.1) },
            evidence: dtls(),
        },
        StageFacts::Sctp { timings: sctp_timings(), evidence: sctp() },
        StageFacts::Validation {
            timings: ValidationTimings { challenge_ms: Some(0.4), ok_ms: Some(2.3) },
            evidence: ValidationEvidence {
                answers_sent: Some(1),
                unreadable: Some(0),
                ..Default::default()
            },
        },
        StageFacts::Flow {
            timings: FlowTimings { first_message_ms: Some(212.0) },
            evidence: flow(),
        },
    ];
    let took = [8.4, 62.1, 18.2, 55.4, 22.3, 114.1, 4.6, 2.3, 2100.0];
    let mut started = 0.0;
    let stages = facts.into_iter().zip(took).map(|(facts, took)| {
        let outcome = StageOutcome {
            status: Status::Pass,
            started_ms: Some(started),
            duration_ms: Some(took),
            skip_reason: None,
            remark: None,
            facts,
        };
        started += took;
        outcome
    });
    let started_at = SystemTime::UNIX_EPOCH + Duration::from_millis(1_795_356_000_123);
    RunOutcome {
        duration_ms: 2317.2,
        robot: RobotFacts {
            host: "192.168.12.1".into(),
            address: Some([192, 168, 12, 1].into()),
            signalling: Some(Signalling::ConNotify),
            data2: Some(2),
            firmware_hint: Some(FirmwareRange::of(Signals::ConNotify(Data2::StaticKey))),
            ..RobotFacts::default()
        },
        offer: "go2doctor".into(),
        client: Some(Client::Go2doctor),
        slot: Slot::Released,
        ..RunOutcome::new("check", started_at, stages.collect())
    }
}

/// The stage's outcome, to be changed.
pub fn stage_mut(run: &mut RunOutcome, stage: Stage) -> &mut StageOutcome {
    run.stages.iter_mut().find(|outcome| outcome.stage() == stage).expect("every stage is there")
}

/// A run that failed with `facts`, after `took` milliseconds; what follows is skipped.
pub fn failed(facts: StageFacts, took: f64) -> RunOutcome {
    let (mut run, stage) = (healthy(), facts.stage());
    for outcome in &mut run.stages {
        if outcome.stage() == stage {
            outcome.status = Status::Fail;
            outcome.duration_ms = Some(took);
            outcome.facts = facts.clone();
        } else if outcome.stage() > stage && stage != Stage::Ping {
            *outcome = StageOutcome::skipped(outcome.stage(), SkipReason::Failed(stage));
        }
    }
    run.duration_ms = took + 200.0;
    run
}

/// The same run as a stage command sees it: nothing beyond `last`.
pub fn up_to(mut run: RunOutcome, command: &str, last: Stage) -> RunOutcome {
    run.command = command.into();
    run.last_stage = last;
    for outcome in &mut run.stages {
        if outcome.stage() > last {
            *outcome = StageOutcome::skipped(outcome.stage(), SkipReason::NotRequested);
        }
    }
    run
}

/// Nine INITs, and no answer.
pub fn sctp_silent(command: &str) -> RunOutcome {
    let at = [0.2, 1000.4, 3000.9, 7001.2, 11_002.0, 15_002.3, 19_003.1, 23_003.8, 27_004.2];
    let evidence = SctpEvidence {
        init_sent: Some(9),
        init_received: Some(0),
        init_ack_received: Some(0),
        cookie_echo_sent: Some(0),
        cookie_ack_received: Some(0),
        init_sent_at_ms: Some(at.into()),
        error_causes: Some(Vec::new()),
        stream_reset: Some(false),
        rtp_packets_received: Some(0),
        data: Some(DataChunks::default()),
        ..Default::default()
    };
    let mut run = failed(StageFacts::Sctp { timings: SctpTimings::default(), evidence }, 30_000.0);
    run.command = command.into();
    run
}

/// The events that a run would have emitted.
pub fn events(run: &RunOutcome) -> Vec<RunEvent> {
    run.events()
}

pub(super) fn host() -> HostEvidence {
    let route = RouteFacts {
        exists: Some(true),
        interface: Some("wlan0".into()),
        source: Some("192.168.12.222".into()),
        gateway: None,
        on_link: Some(true),
    };
    let driver = DriverFacts {
        aiortc: Some("1.9.0".into()),
        offered_fingerprints: Some(vec!["sha-256".into()]),
        ..Default::default()
    };
    HostEvidence {
        os: Some("linux".into()),
        route: Some(route),
        driver: Some(driver),
        ..Default::default()
    }
}

pub(super) fn ping() -> PingEvidence {
    PingEvidence {
        method: Some(PingMethod::IcmpDatagram),
        sent: Some(4),
        received: Some(4),
        rtt_min_ms: Some(2.8),
        rtt_avg_ms: Some(3.1),
        rtt_max_ms: Some(3.9),
        lost: Some(0),
        lost_at_end: Some(0),
        rtt_mdev_ms: Some(0.5),
        tcp_answered: None,
        neighbour: None,
        neighbours: None,
        error: None,
    }
}

pub(super) fn http_timings() -> HttpTimings {
    HttpTimings {
        resolve_ms: None,
        connect_ms: Some(1.9),
        first_byte_ms: Some(16.0),
        total_ms: Some(16.3),
    }
}

pub(super) fn http() -> HttpEvidence {
    HttpEvidence {
        url: Some("http://192.168.12.1:9991/con_notify".into()),
        method: Some("POST".into()),
        http_status: Some(200),
        dialect: Some(HttpDialect::Http11),
        data2: Some(2),
        ports: Some(vec![
            PortState { port: 9991, reason: PortReason::Open },
            PortState { port: 8081, reason: PortReason::ConnRefused },
        ]),
        body_bytes: Some(940),
        html: Some(false),
        ..HttpEvidence::default()
    }
}

pub(super) fn answer() -> AnswerEvidence {
    AnswerEvidence {
        setup: Some("active".into()),
        fingerprint_algorithms: Some(vec!["sha-256".into()]),
        candidates: Some(vec!["192.168.12.1:41234 host".into()]),
        sctp_port: Some(5000),
        lint: Some(Vec::new()),
    }
}

pub(super) fn ice_timings() -> IceTimings {
    IceTimings { gathering_ms: Some(0.8), first_response_ms: Some(3.0), nominated_ms: Some(22.3) }
}

pub(super) fn ice() -> IceEvidence {
    let pair = PairEvidence {
        local: "192.168.12.222:50412".into(),
        remote: "192.168.12.1:41234".into(),
        requests_sent: 4,
        responses: 4,
        requests_received: 3,
        rtt_ms: Some(2.9),
        nominated: true,
        ..Default::default()
    };
    IceEvidence {
        state: Some("connected".into()),
        local_candidates: Some(vec!["192.168.12.222:50412 host".into()]),
        remote_candidates: Some(vec!["192.168.12.1:41234 host".into()]),
        selected: Some("192.168.12.222:50412 -> 192.168.12.1:41234".into()),
        pairs: Some(vec![pair]),
        send_refusals: None,
    }
}

pub(super) fn dtls() -> DtlsEvidence {
    DtlsEvidence {
        role: Some("server".into()),
        version: Some("DTLS 1.2".into()),
        cipher: Some("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256".into()),
        srtp_profile: Some("SRTP_AES128_CM_HMAC_SHA1_80".into()),
        client_hellos_sent: Some(0),
        client_hellos_received: Some(2),
        client_hello: Some(ClientHelloEvidence {
            version: "DTLS 1.2".into(),
            has_cookie: true,
            cipher_suites: vec!["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256".into()],
            srtp_profiles: Some(vec!["SRTP_AES128_CM_SHA1_80".into()]),
        }),
        retransmits: Some(0),
        largest_flight_bytes: Some(760),
        checks: Some(CheckCounts { sent: 4, answered: 4, received: 3, refused: 0 }),
        alerts: Some(Vec::new()),
        peer_certificate: Some(CertificateEvidence {
            subject_cn: Some("KVS-WebRTC-Client".into()),
            sha256: "AB:CD".into(),
            key: Some("EC P-256".into()),
            signature: Some("ecdsa-with-SHA1".into()),
        }),
        fingerprint_match: Some(true),
        check_loss: Some(CheckLoss { answered: 1, lost: 0 }),
        client_certificate: None,
        client_fingerprint_match: None,
    }
}

pub(super) fn sctp_timings() -> SctpTimings {
    SctpTimings {
        init_to_init_ack_ms: Some(1.6),
        cookie_ms: Some(1.4),
        open_to_usable_ms: Some(1.5),
        association_ms: Some(3.1),
    }
}

pub(super) fn sctp() -> SctpEvidence {
    SctpEvidence {
        init_sent: Some(1),
        init_received: Some(1),
        init_ack_received: Some(1),
        cookie_echo_sent: Some(1),
        cookie_ack_received: Some(1),
        init_sent_at_ms: Some(vec![0.2]),
        abort: None,
        dcep_open_sent: Some(1),
        dcep_ack_received: Some(0),
        opened_by: Some(OpenedBy::Message),
        rtp_packets_received: Some(0),
        check_loss: Some(CheckLoss { answered: 2, lost: 0 }),
        error_causes: Some(Vec::new()),
        stream_reset: Some(false),
        peer_port: Some(5000),
        data: Some(DataChunks { sent: 1, received: 1, ..Default::default() }),
    }
}

pub(super) fn flow() -> FlowEvidence {
    let topic = |name: &str, messages, rate_hz| TopicEvidence {
        name: name.into(),
        messages,
        bytes: messages * 1800,
        rate_hz: Some(rate_hz),
        longest_gap_ms: Some(1000.0 / rate_hz),
    };
    FlowEvidence {
        media: None,
        window_s: Some(2.1),
        topics: Some(vec![
            topic("rt/lf/lowstate", 5, 2.0),
            topic("rt/utlidar/robot_pose", 38, 18.2),
        ]),
        spoken_as: Some(Model::Go2),
        state: Some(StateForm { battery: true, motors: 20, motors_in_use: 12 }),
        heartbeats_sent: Some(1),
        heartbeats: Some(1),
        request: Some(RequestEvidence {
            api_id: 1001,
            code: Some(0),
            answer_ms: Some(2.4),
            asked: Some(1),
        }),
        link: Some(LinkState::Up),
        ended: None,
        quiet_ms: Some(31.0),
        consent_age_ms: Some(260.0),
        data: Some(DataChunks { sent: 7, received: 47, ..Default::default() }),
        robot_errors: Some(Vec::new()),
        robot_error_sources: Some(Vec::new()),
        check_loss: Some(CheckLoss { answered: 7, lost: 0 }),
        send_refusals: None,
        wifi: None,
        link_quality: None,
        warnings: None,
    }
}

/// Puts a text of a hostile robot wherever a run keeps the robot's words.
pub fn hostile(run: &mut RunOutcome, text: &str) {
    run.robot.host = text.into();
    let words = |text: &str| Some(text.to_owned());
    for stage in &mut run.stages {
        match &mut stage.facts {
            StageFacts::Http { evidence, .. } => evidence.url = words(text),
            StageFacts::Ice { evidence, .. } => {
                evidence.remote_candidates = Some(vec![text.into()]);
                evidence.selected = words(text);
                for pair in evidence.pairs.iter_mut().flatten() {
                    pair.remote = text.into();
                }
            }
            StageFacts::Dtls { evidence, .. } => {
                if let Some(certificate) = &mut evidence.peer_certificate {
                    certificate.subject_cn = words(text);
                }
            }
            StageFacts::Validation { evidence, .. } => evidence.last_error = words(text),
            StageFacts::Flow { evidence, .. } => {
                for topic in evidence.topics.iter_mut().flatten() {
                    topic.name = text.into();
                }
            }
            _ => {}
        }
    }
}
