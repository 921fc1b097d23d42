//! The simulated robot, met by a client over real sockets on loopback: what
//! it does when it is well, and the symptom of each fault.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use go2doctor::redact::Secret;
use go2doctor::robot::con_ing::{Answer, AnswerError, ConIngRequest, Envelope};
use go2doctor::robot::con_notify::ConNotify;
use go2doctor::robot::device_key::DeviceKey;
use go2doctor::robot::message::{Message, VALIDATION_OK};
use go2doctor::robot::message_builder as say;
use go2doctor::robot::notify_builder::Wrapping;
use go2doctor::robot::offer::{Credentials, OfferValues, profile};
use go2doctor::robot::session_key::SessionKey;
use go2doctor::robot::{legacy, topics, validation};
use go2doctor::simulator::fault::{FAULTS, Fault};
use go2doctor::simulator::{Simulator, SimulatorOptions};
use go2doctor::stack::driver::{Driver, Sockets, Step};
use go2doctor::stack::sdp::SessionDescription;
use go2doctor::stack::{
    DtlsError, Endpoint, EndpointConfig, Event, RemoteDescription, SctpError, Setup, StackError,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Far more than anything here needs on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a silence is listened to.
const SILENCE: Duration = Duration::from_millis(400);
/// Pauses and hold times of the robot are shortened to this part.
const TIME_SCALE: f64 = 0.02;
const DEVICE_KEY: &str = "000102030405060708090a0b0c0d0e0f";

fn options(faults: &[&str]) -> SimulatorOptions {
    let faults = faults.iter().map(|fault| fault.parse().unwrap()).collect();
    SimulatorOptions { time_scale: TIME_SCALE, ..SimulatorOptions::in_process(faults) }
}

fn robot(faults: &[&str]) -> Simulator {
    Simulator::start(options(faults)).unwrap()
}

/// One exchange over HTTP; the body of a 200, or what came instead.
async fn post(robot: &Simulator, port: u16, path: &str, body: &str) -> Result<Vec<u8>, String> {
    let address = SocketAddr::new(robot.address(), port);
    let exchange = async {
        let mut stream =
            TcpStream::connect(address).await.map_err(|e| format!("{:?}", e.kind()))?;
        let length = body.len();
        let head =
            format!("POST {path} HTTP/1.1\r\nHost: robot\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8(answer).unwrap();
        match answer.split_once("\n\n") {
            Some((head, body)) if head.starts_with("HTTP/1.1 200 ") => Ok(body.into()),
            Some((head, _)) => Err(head.lines().next().unwrap().to_owned()),
            None => Err("closed".to_owned()),
        }
    };
    tokio::time::timeout(SILENCE, exchange).await.unwrap_or(Err("silence".to_owned()))
}

/// A client in front of the robot: its stack on a socket of its own.
struct Client {
    driver: Driver,
}

#[derive(Debug, Clone, PartialEq)]
enum SignallingError {
    Http(String),
    Answer(AnswerError),
}

impl Client {
    async fn new() -> Self {
        let sockets = Sockets::bind(&["127.0.0.1".parse().unwrap()]).await.unwrap();
        let config = EndpointConfig::offerer(sockets.local_addrs());
        let endpoint = Endpoint::new(Instant::now(), config).unwrap();
        Self { driver: Driver::new(sockets, endpoint) }
    }

    fn offer(&self) -> String {
        let local = self.driver.endpoint.local();
        let pwd = Secret::new(local.pwd);
        let values = OfferValues {
            credentials: &[Credentials { ufrag: &local.ufrag, pwd: &pwd }],
            fingerprints: &[("sha-256", &local.fingerprint)],
            address: "127.0.0.1:9".parse().unwrap(),
            candidates: &local.candidates,
            session_id: 1,
        };
        profile("go2doctor").unwrap().render(&values).unwrap()
    }

    /// con_notify and con_ing; the robot's answer.
    async fn signal(&self, robot: &Simulator, offer: &str) -> Result<String, SignallingError> {
        let device_key: DeviceKey = DEVICE_KEY.parse().unwrap();
        let port = robot.signal_port();
        let notify = post(robot, port, "/con_notify", "").await.map_err(SignallingError::Http)?;
        let notify = ConNotify::parse(&notify).unwrap().open(Some(&device_key)).unwrap();
        let key = SessionKey::from_entropy([5; 16]);
        let envelope = Envelope::offer(offer, robot.address());
        let body = ConIngRequest::seal(&envelope, &key, &notify.public_key).unwrap().to_body();
        let answer = post(robot, port, &notify.path, &body).await.map_err(SignallingError::Http)?;
        Ok(Answer::open(&answer, &key).map_err(SignallingError::Answer)?.sdp)
    }

    fn start(&mut self, answer: &str) {
        let answer = SessionDescription::parse(answer).unwrap();
        let transport = answer.transport();
        let remote = RemoteDescription {
            ufrag: transport.ufrag.unwrap().into(),
            pwd: transport.pwd.unwrap().expose().clone(),
            fingerprint: transport.fingerprint.unwrap().into(),
            candidates: answer.candidates().iter().map(|c| c.line.clone()).collect(),
            setup: Setup::Active,
        };
        self.driver.endpoint.start(Instant::now(), remote).unwrap();
    }

    /// A client that got its answer and started.
    async fn connecting(robot: &Simulator) -> Self {
        let mut client = Self::new().await;
        let answer = client.signal(robot, &client.offer()).await.unwrap();
        client.start(&answer);
        client
    }

    /// The first event that is wanted, within this time.
    async fn find<T>(
        &mut self,
        time: Duration,
        mut wanted: impl FnMut(&Event) -> Option<T>,
    ) -> Option<T> {
        let until = Instant::now() + time;
        while let Step::Event(_, event) = self.driver.next(Some(until)).await {
            if let Some(found) = wanted(&event) {
                return Some(found);
            }
        }
        None
    }

    async fn wait<T>(&mut self, wanted: impl FnMut(&Event) -> Option<T>) -> T {
        self.find(PATIENCE, wanted).await.expect("it came in time")
    }

    async fn message<T>(&mut self, mut wanted: impl FnMut(Message) -> Option<T>) -> T {
        self.wait(|event| match event {
            Event::Message { text: true, data } => wanted(Message::parse(data).unwrap()),
            _ => None,
        })
        .await
    }

    async fn validated(robot: &Simulator) -> Self {
        let mut client = Self::connecting(robot).await;
        let challenge = client
            .message(|message| match message {
                Message::Validation { data } => Some(data),
                _ => None,
            })
            .await;
        client.tell(&say::validation_answer(&validation::answer(&challenge)));
        client
            .message(|message| {
                matches!(message, Message::Validation { data } if data == VALIDATION_OK)
                    .then_some(())
            })
            .await;
        client
    }

    fn tell(&mut self, message: &str) {
        self.driver.endpoint.send(Instant::now(), true, message.as_bytes()).unwrap();
    }

    async fn close(mut self) {
        self.driver.endpoint.close(Instant::now());
        self.driver.flush().await;
    }
}

/// Waits until the robot's slot is free; how long it took.
async fn slot_free(robot: &Simulator) -> Duration {
    let start = Instant::now();
    while !robot.slot_is_free() {
        assert!(start.elapsed() < PATIENCE, "the slot stays taken");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    start.elapsed()
}

#[tokio::test]
async fn a_client_validates_reads_topics_and_is_answered_in_every_wrapping() {
    let keyed = Wrapping::DeviceKey(DEVICE_KEY.parse().unwrap());
    for wrapping in [Wrapping::Plain, Wrapping::StaticKey, keyed] {
        let robot = Simulator::start(SimulatorOptions { wrapping, ..options(&[]) }).unwrap();
        let mut client = Client::validated(&robot).await;
        client.tell(&say::subscribe(topics::LOW_STATE.name));
        let api_id = topics::MOTION_SWITCHER_CHECK_MODE;
        client.tell(&say::request(topics::MOTION_SWITCHER_REQUEST, 77, api_id, ""));
        let data = client
            .message(|message| match message {
                Message::Response { identity, code: Some(0), data, .. }
                    if identity.id == Some(77) =>
                {
                    Some(data)
                }
                _ => None,
            })
            .await;
        assert_eq!(data, r#"{"form":"0","name":"mcf"}"#);
        client
            .message(|message| match message {
                Message::Publication { topic, data } if topic == topics::LOW_STATE.name => {
                    data["motor_state"].is_array().then_some(())
                }
                _ => None,
            })
            .await;
        client.close().await;
        slot_free(&robot).await;
    }
}

#[tokio::test]
async fn the_legacy_port_takes_the_same_client() {
    let legacy_listen = Some("127.0.0.1:0".parse().unwrap());
    let robot = Simulator::start(SimulatorOptions { legacy_listen, ..options(&[]) }).unwrap();
    let mut client = Client::new().await;
    let body = legacy::request_body(&client.offer(), robot.address());
    let answer = post(&robot, robot.legacy_port(), legacy::PATH, &body).await.unwrap();
    client.start(&legacy::read_answer(&answer).unwrap().sdp);
    client.wait(|event| matches!(event, Event::ChannelUsable(_)).then_some(())).await;
    client.close().await;
}

#[tokio::test]
async fn without_a_legacy_port_connections_to_it_are_refused() {
    let robot = robot(&[]);
    let refused = post(&robot, robot.legacy_port(), legacy::PATH, "{}").await;
    assert_eq!(refused, Err("ConnectionRefused".into()));
}

#[tokio::test]
async fn a_second_client_is_rejected_until_the_first_has_closed() {
    let robot = robot(&[]);
    let first = Client::validated(&robot).await;
    let second = Client::new().await;
    let rejected = second.signal(&robot, &second.offer()).await;
    assert_eq!(rejected, Err(SignallingError::Answer(AnswerError::Busy)));
    first.close().await;
    let held = slot_free(&robot).await;
    assert!(held < Duration::from_secs(1), "close_notify frees it at once, not after {held:?}");
    assert!(second.signal(&robot, &second.offer()).await.is_ok());
}

#[tokio::test]
async fn a_client_that_vanishes_after_the_answer_is_waited_for_10_s() {
    let robot = robot(&[]);
    let client = Client::new().await;
    client.signal(&robot, &client.offer()).await.unwrap();
    let held = slot_free(&robot).await.as_secs_f64() / TIME_SCALE;
    assert!((8.0..30.0).contains(&held), "{held} s on the robot's clock");
}

#[tokio::test]
async fn a_client_that_dies_without_close_notify_is_waited_for_45_s() {
    let robot = robot(&[]);
    drop(Client::validated(&robot).await);
    let held = slot_free(&robot).await.as_secs_f64() / TIME_SCALE;
    assert!((40.0..70.0).contains(&held), "{held} s on the robot's clock");
}

#[tokio::test]
async fn stun_without_dtls_holds_the_slot_longer_than_any_timeout() {
    let robot = robot(&[]);
    let mut client = Client::connecting(&robot).await;
    client.driver.set_outgoing_gate(Box::new(|datagram| !(20..64).contains(&datagram[0])));
    let longest = Duration::from_secs_f64(2.0 * 45.0 * TIME_SCALE);
    let connected =
        client.find(longest, |event| matches!(event, Event::DtlsConnected).then_some(()));
    assert_eq!(connected.await, None);
    assert!(!robot.slot_is_free());
}

#[tokio::test]
async fn an_offer_that_makes_no_sense_is_closed_upon_and_takes_no_slot() {
    let robot = robot(&[]);
    let client = Client::new().await;
    for offer in ["", "v=0\r\n", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"] {
        let closed = client.signal(&robot, offer).await;
        assert_eq!(closed, Err(SignallingError::Http("closed".into())), "{offer:?}");
        assert!(robot.slot_is_free());
    }
}

/// What a client sees of a fault: how far it comes and what stops it.
async fn symptom(fault: Fault, robot: &Simulator) -> Symptom {
    let mut client = Client::new().await;
    let answer = match client.signal(robot, &client.offer()).await {
        Ok(answer) => answer,
        Err(error) => return Symptom::Signalling(error),
    };
    if !answer.contains("m=application") {
        return Symptom::NoApplication;
    }
    client.start(&answer);
    let mut seen = Vec::new();
    let found = client
        .find(if fault == Fault::LinkDead { PATIENCE } else { SILENCE }, |event| {
            seen.push(event.clone());
            match event {
                Event::Failed(error) => Some(Symptom::Failed(error.clone())),
                Event::Message { .. } => Some(Symptom::Speaks),
                _ => None,
            }
        })
        .await;
    let has = |wanted: fn(&Event) -> bool| seen.iter().any(wanted);
    let symptom = found.unwrap_or(if has(|e| matches!(e, Event::ChannelUsable(_))) {
        Symptom::NoChallenge
    } else if has(|e| matches!(e, Event::AssociationUp)) {
        Symptom::NoChannel
    } else if has(|e| matches!(e, Event::DtlsConnected)) {
        Symptom::NoAssociation
    } else if has(|e| matches!(e, Event::PairSelected { .. })) {
        Symptom::NoDtls
    } else {
        Symptom::NoPair
    });
    let sctp = client.driver.endpoint.sctp();
    if symptom == Symptom::NoAssociation {
        let counts = sctp.unwrap().counts();
        assert_eq!((counts.packets_received, client.driver.endpoint.rtp_packets()), (0, 0));
    }
    if symptom == Symptom::NoPair {
        let pairs = client.driver.endpoint.ice().ledger().pairs();
        assert!(pairs.values().all(|counts| counts.requests_received == 0));
        assert!(pairs.values().any(|counts| counts.requests_sent > 0));
    }
    symptom
}

#[derive(Debug, Clone, PartialEq)]
enum Symptom {
    Signalling(SignallingError),
    NoApplication,
    NoPair,
    NoDtls,
    NoAssociation,
    NoChannel,
    NoChallenge,
    Speaks,
    Failed(StackError),
}

#[tokio::test]
async fn every_fault_shows_its_symptom_and_nothing_earlier() {
    for spec in FAULTS {
        let robot = robot(&[spec.name]);
        if spec.fault == Fault::ConNotifyGarbage {
            let body = post(&robot, robot.signal_port(), "/con_notify", "").await.unwrap();
            assert!(ConNotify::parse(&body).is_err());
            continue;
        }
        let symptom = symptom(spec.fault, &robot).await;
        let http = |what: &str| Symptom::Signalling(SignallingError::Http(what.into()));
        let as_expected = match spec.fault {
            Fault::PortRefused => symptom == http("ConnectionRefused"),
            Fault::ConNotifySilent => symptom == http("silence"),
            Fault::ConNotify404 => symptom == http("HTTP/1.1 404 Not Found"),
            Fault::ConNotifyGarbage => unreachable!("met above"),
            Fault::ConIngClosed => symptom == http("closed"),
            Fault::Busy => {
                symptom == Symptom::Signalling(SignallingError::Answer(AnswerError::Busy))
            }
            Fault::AnswerNoData => symptom == Symptom::NoApplication,
            Fault::IceBlackHole => symptom == Symptom::NoPair,
            Fault::DtlsSilent => symptom == Symptom::NoDtls,
            Fault::WrongFingerprint => matches!(
                symptom,
                Symptom::Failed(StackError::Dtls(DtlsError::FingerprintMismatch { .. }))
            ),
            Fault::DtlsAlert => {
                symptom == Symptom::Failed(StackError::Dtls(DtlsError::PeerAlert(70)))
            }
            Fault::SctpSilent => symptom == Symptom::NoAssociation,
            Fault::SctpAbort => {
                matches!(symptom, Symptom::Failed(StackError::Sctp(SctpError::Aborted(_))))
            }
            Fault::OpenUnanswered => symptom == Symptom::NoChannel,
            Fault::ValidationSilent => symptom == Symptom::NoChallenge,
            Fault::NoData | Fault::LinkDead => symptom == Symptom::Speaks,
        };
        assert!(as_expected, "{}: {symptom:?}", spec.name);
    }
}

#[tokio::test]
async fn a_dead_link_answers_no_more_stun() {
    let robot = robot(&["link-dead:0.3"]);
    let mut client = Client::validated(&robot).await;
    let responses = |client: &Client| -> u64 {
        client.driver.endpoint.ice().ledger().pairs().values().map(|counts| counts.responses).sum()
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
