//! A simulated Go2 whose WebRTC peer is the crate `webrtc` as it comes.
//!
//! Signalling and conversation are those of our own simulated robot; only
//! what lies between, ICE to data channel, is the stranger's.

use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use async_trait::async_trait;
use go2doctor::net::http_server::{self as http, Reply, Request};
use go2doctor::robot::notify_builder::Wrapping;
use go2doctor::simulator::app::App;
use go2doctor::simulator::fault_setting::Faults;
use go2doctor::simulator::publisher::OutgoingMessage;
use go2doctor::simulator::signalling::Signalling;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use webrtc::data_channel::{DataChannel, DataChannelEvent};
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler,
    RTCIceGatheringState, RTCSessionDescription,
};
use webrtc::runtime::{Sender, channel, default_runtime};

type Failure = Box<dyn Error + Send + Sync>;

const SEED: u64 = 1;

/// A running robot; ends when dropped.
pub(crate) struct StockRobot {
    signal_port: u16,
    /// Threads of its own: the test's thread waits for another process meanwhile.
    _runtime: Runtime,
}

impl StockRobot {
    /// Starts a robot with data2 = 1 on a loopback port of the system's choice.
    pub(crate) fn start() -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let signal_port = listener.local_addr().unwrap().port();
        let mut random = fastrand::Rng::with_seed(SEED);
        let robot = Arc::new(Robot {
            signalling: Signalling::new(&Wrapping::Plain, &Faults::default(), &mut random).unwrap(),
            peer: Mutex::default(),
        });
        runtime.spawn(http::serve(listener, move |request, _ends| {
            let robot = Arc::clone(&robot);
            async move { robot.reply(request).await }
        }));
        Self { signal_port, _runtime: runtime }
    }

    /// The signalling port.
    pub(crate) fn signal_port(&self) -> u16 {
        self.signal_port
    }
}

struct Robot {
    signalling: Signalling,
    /// Held, so that the connection does not end; the next client replaces it.
    peer: Mutex<Option<Box<dyn PeerConnection>>>,
}

impl Robot {
    async fn reply(&self, request: Request) -> Reply {
        if request.path == "/con_notify" {
            return Reply::ok(self.signalling.con_notify());
        }
        match self.answer(&request.body).await {
            Ok(body) => Reply::ok(body),
            Err(failure) => {
                eprintln!("the stock robot cannot answer: {failure}");
                Reply::Close
            }
        }
    }

    /// Opens an offer and seals the answer, all candidates inside.
    async fn answer(&self, body: &[u8]) -> Result<String, Failure> {
        let (offer, travel) = self.signalling.open_con_ing(body)?;
        let mut media = MediaEngine::default();
        media.register_default_codecs()?;
        let (gathered, mut gathering) = channel(1);
        let peer = PeerConnectionBuilder::new()
            .with_media_engine(media)
            .with_handler(Arc::new(Events { gathered }))
            .with_runtime(default_runtime().ok_or("webrtc was built without a runtime")?)
            .with_udp_addrs(vec!["127.0.0.1:0"])
            .build()
            .await?;
        peer.set_remote_description(RTCSessionDescription::offer(offer)?).await?;
        let answer = peer.create_answer(None).await?;
        peer.set_local_description(answer).await?;
        gathering.recv().await;
        let answer = peer.local_description().await.ok_or("no local description")?;
        *self.peer.lock().unwrap() = Some(Box::new(peer));
        Ok(travel.body(Some(&answer.sdp)))
    }
}

struct Events {
    gathered: Sender<()>,
}

#[async_trait]
impl PeerConnectionEventHandler for Events {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            let _ = self.gathered.try_send(());
        }
    }

    async fn on_data_channel(&self, channel: Arc<dyn DataChannel>) {
        tokio::spawn(async move {
            // It ends with an error when the client goes, as every client does.
            let _ = converse(channel.as_ref()).await;
        });
    }
}

/// The robot's application on this channel, until it closes.
async fn converse(channel: &dyn DataChannel) -> Result<(), Failure> {
    let mut app = App::new(SEED, &Faults::default());
    loop {
        // Only a robot that is asked for binary frames sends any.
        while let Some(OutgoingMessage::Text(message)) = app.poll_message() {
            channel.send_text(&message).await?;
        }
        let event = match app.poll_timeout() {
            Some(due) => {
                match timeout(due.saturating_duration_since(Instant::now()), channel.poll()).await {
                    Ok(event) => event,
                    Err(_) => {
                        app.handle_timeout(Instant::now());
                        continue;
                    }
                }
            }
            None => channel.poll().await,
        };
        match event {
            Some(DataChannelEvent::OnOpen) => {
                let id = u16::try_from(channel.id())?;
                app.channel_opened(Instant::now(), id, &channel.label().await?);
            }
            Some(DataChannelEvent::OnMessage(message)) => {
                app.handle_message(Instant::now(), message.is_string, &message.data);
            }
            Some(DataChannelEvent::OnClose) | None => return Ok(()),
            Some(_) => {}
        }
    }
}

/// The same, for a test that runs this program a second time: until its input ends.
#[test]
#[ignore = "the robot of another test, in its network namespace"]
fn in_a_process_of_its_own() {
    let robot = StockRobot::start();
    // libtest has begun a line.
    println!("\n{{\"event\":\"ready\",\"signal_port\":{}}}", robot.signal_port());
    let ended = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
    assert_eq!(ended.unwrap(), 0);
}
