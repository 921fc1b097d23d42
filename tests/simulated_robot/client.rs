//! A client on real sockets, and the robot that it meets.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use go2doctor::robot::con_ing::{Answer, AnswerError, ConIngRequest, Envelope};
use go2doctor::robot::con_notify::{ConNotify, NotifyError, OpenError};
use go2doctor::robot::device_key::DeviceKey;
use go2doctor::robot::message::{Message, VALIDATION_OK};
use go2doctor::robot::message_builder as say;
use go2doctor::robot::offer::{OfferValues, TransportValues, profile};
use go2doctor::robot::session_key::SessionKey;
use go2doctor::robot::validation;
use go2doctor::simulator::{Simulator, SimulatorOptions, TimeScale};
use go2doctor::stack::driver::{Driver, Sockets, Step};
use go2doctor::stack::sdp::SessionDescription;
use go2doctor::stack::{Endpoint, EndpointConfig, Event, RemoteDescription, Setup};
use go2doctor::text::redact::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Far more than anything here needs on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// How long a silence is listened to: longer than anything that is going to
/// come would take.
pub(crate) const SILENCE: Duration = Duration::from_secs(1);
/// How long an HTTP answer is waited for.
const HTTP_PATIENCE: Duration = Duration::from_secs(3);
/// Pauses and hold times of the robot are shortened to this part.
pub(crate) const TIME_SCALE: f64 = 0.02;
pub(crate) const DEVICE_KEY: &str = "000102030405060708090a0b0c0d0e0f";

pub(crate) fn options(faults: &[&str]) -> SimulatorOptions {
    let faults = faults.iter().map(|fault| fault.parse().unwrap()).collect();
    SimulatorOptions {
        time_scale: TimeScale::new(TIME_SCALE).unwrap(),
        ..SimulatorOptions::in_process(faults)
    }
}

pub(crate) fn robot(faults: &[&str]) -> Simulator {
    Simulator::start(options(faults)).unwrap()
}

/// One exchange over HTTP; the body of a 200, or what came instead.
pub(crate) async fn post(
    robot: &Simulator,
    port: u16,
    path: &str,
    body: &str,
) -> Result<Vec<u8>, String> {
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
        let answer = String::from_utf8_lossy(&answer).replace("\r\n", "\n");
        match answer.split_once("\n\n") {
            Some((head, body)) if head.starts_with("HTTP/1.1 200 ") => Ok(body.into()),
            Some((head, _)) => Err(head.lines().next().unwrap().to_owned()),
            None if answer.is_empty() => Err("closed".to_owned()),
            None => Err("no HTTP".to_owned()),
        }
    };
    tokio::time::timeout(HTTP_PATIENCE, exchange).await.unwrap_or(Err("silence".to_owned()))
}

/// A client in front of the robot: its stack on a socket of its own.
pub(crate) struct Client {
    pub driver: Driver,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SignallingError {
    Http(String),
    Notify(NotifyError),
    Blob(OpenError),
    Answer(AnswerError),
}

impl Client {
    pub(crate) async fn new() -> Self {
        let sockets = Sockets::bind(&["127.0.0.1".parse().unwrap()]).await.unwrap();
        let config = EndpointConfig::offerer(sockets.local_addrs());
        let endpoint = Endpoint::new(Instant::now(), config).unwrap();
        Self { driver: Driver::new(sockets, endpoint) }
    }

    pub(crate) fn offer(&self) -> String {
        let local = self.driver.endpoint.local();
        let pwd = Secret::new(local.pwd);
        let values = OfferValues {
            transports: &[TransportValues {
                ufrag: &local.ufrag,
                pwd: Secret::new(pwd.expose().as_str()),
                address: "127.0.0.1:9".parse().unwrap(),
                candidates: &local.candidates,
            }],
            fingerprints: &[("sha-256", &local.fingerprint)],
            session_id: 1,
        };
        profile("go2doctor").unwrap().render(&values).unwrap()
    }

    /// con_notify and con_ing; the robot's answer.
    pub(crate) async fn signal(
        &self,
        robot: &Simulator,
        offer: &str,
    ) -> Result<String, SignallingError> {
        let device_key: DeviceKey = DEVICE_KEY.parse().unwrap();
        let port = robot.signal_port();
        let notify = post(robot, port, "/con_notify", "").await.map_err(SignallingError::Http)?;
        let notify = ConNotify::parse(&notify).map_err(SignallingError::Notify)?;
        let notify = notify.open(Some(&device_key)).map_err(SignallingError::Blob)?;
        let key = SessionKey::from_entropy([5; 16]);
        let envelope = Envelope::offer(offer, robot.address());
        let body =
            ConIngRequest::seal(&envelope.to_json(), &key, &notify.public_key).unwrap().to_body();
        let answer = post(robot, port, &notify.path, &body).await.map_err(SignallingError::Http)?;
        Ok(Answer::open(&answer, &key).map_err(SignallingError::Answer)?.sdp)
    }

    /// The offer as it is, sealed without an envelope.
    pub(crate) async fn signal_bare(
        &self,
        robot: &Simulator,
        offer: &str,
    ) -> Result<Vec<u8>, String> {
        let port = robot.signal_port();
        let notify = ConNotify::parse(&post(robot, port, "/con_notify", "").await?).unwrap();
        let notify = notify.open(None).unwrap();
        let key = SessionKey::from_entropy([5; 16]);
        let envelope = Envelope::offer("", robot.address());
        let mut request =
            ConIngRequest::seal(&envelope.to_json(), &key, &notify.public_key).unwrap();
        request.data1 = key.seal(offer);
        post(robot, port, &notify.path, &request.to_body()).await
    }

    pub(crate) fn start(&mut self, answer: &str) {
        let answer = SessionDescription::parse(answer).unwrap();
        let transport = answer.transport();
        let remote = RemoteDescription {
            ufrag: transport.ufrag.unwrap().into(),
            pwd: transport.pwd.unwrap().expose().clone(),
            fingerprint: transport.fingerprint.unwrap().into(),
            candidates: answer.candidates().iter().map(|c| c.line.clone()).collect(),
            address: None,
            setup: Setup::Active,
        };
        self.driver.start(Instant::now(), remote).unwrap();
    }

    /// A client that got its answer and started.
    pub(crate) async fn connecting(robot: &Simulator) -> Self {
        let mut client = Self::new().await;
        let answer = client.signal(robot, &client.offer()).await.unwrap();
        client.start(&answer);
        client
    }

    /// The first event that is wanted, within this time.
    pub(crate) async fn find<T>(
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

    pub(crate) async fn wait<T>(&mut self, wanted: impl FnMut(&Event) -> Option<T>) -> T {
        self.find(PATIENCE, wanted).await.expect("it came in time")
    }

    pub(crate) async fn message<T>(&mut self, mut wanted: impl FnMut(Message) -> Option<T>) -> T {
        self.wait(|event| match event {
            Event::Message { text: true, data } => wanted(Message::parse(data).unwrap()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn validated(robot: &Simulator) -> Self {
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

    pub(crate) fn tell(&mut self, message: &str) {
        self.driver.endpoint.send(Instant::now(), true, message.as_bytes()).unwrap();
    }

    pub(crate) async fn close(mut self) {
        self.driver.endpoint.close(Instant::now());
        self.driver.flush().await;
    }
}

/// Waits until the robot's slot is free; how long it took.
pub(crate) async fn slot_free(robot: &Simulator) -> Duration {
    let start = Instant::now();
    while !robot.slot_is_free() {
        assert!(start.elapsed() < PATIENCE, "the slot stays taken");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    start.elapsed()
}
