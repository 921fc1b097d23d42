//! A simulated Go2 whose WebRTC peer is the crate `webrtc` as it comes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use md5::{Digest, Md5};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use webrtc::data_channel::{DataChannel, DataChannelEvent};
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler,
    RTCIceGatheringState, RTCSessionDescription,
};
use webrtc::runtime::{Sender, channel, default_runtime};

use crate::stock_signalling::{Failure, Signalling};

const CHALLENGE: &str = "3e1f0a5b7c9d2468";
const LOWSTATE: &str = "rt/lf/lowstate";
const ROBOT_POSE: &str = "rt/utlidar/robot_pose";

/// `robot_pose` comes 18 times a second, `lowstate` with every ninth of it.
const POSE_PERIOD: Duration = Duration::from_micros(1_000_000 / 18);
const POSES_PER_LOWSTATE: u64 = 9;

/// The connection that is held, so that it does not end.
type Slot = Arc<Mutex<Option<Box<dyn PeerConnection>>>>;

/// A running robot; ends when dropped.
pub struct StockRobot {
    signal_port: u16,
    /// Threads of its own: the test's thread waits for another process meanwhile.
    _runtime: Runtime,
}

impl StockRobot {
    /// Starts the robot on a loopback port of the system's choice.
    pub fn start() -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let signal_port = listener.local_addr().unwrap().port();
        runtime.spawn(serve(listener, Signalling::new().unwrap()));
        Self { signal_port, _runtime: runtime }
    }

    /// The signalling port.
    pub fn signal_port(&self) -> u16 {
        self.signal_port
    }
}

async fn serve(listener: TcpListener, signalling: Signalling) {
    let slot = Slot::default();
    while let Ok((stream, _client)) = listener.accept().await {
        let served = signalling.serve(stream, |offer| answer(offer, Arc::clone(&slot))).await;
        if let Err(failure) = served {
            eprintln!("stock robot: {failure}");
        }
    }
}

/// Takes the offer and returns the answer, with all candidates inside.
async fn answer(offer: String, slot: Slot) -> Result<String, Failure> {
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
    *slot.lock().unwrap() = Some(Box::new(peer));
    Ok(answer.sdp)
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

/// The robot's side of the conversation on the channel.
async fn converse(channel: &dyn DataChannel) -> Result<(), Failure> {
    let mut topics = Vec::new();
    let mut ticks = tokio::time::interval(POSE_PERIOD);
    let mut count = 0;
    loop {
        tokio::select! {
            _ = ticks.tick() => {
                for topic in &topics {
                    if topic == ROBOT_POSE || count % POSES_PER_LOWSTATE == 0 {
                        say(channel, &json!({"type": "msg", "topic": topic, "data": {}})).await?;
                    }
                }
                count += 1;
            }
            event = channel.poll() => match event {
                Some(DataChannelEvent::OnOpen) => {
                    say(channel, &json!({"type": "validation", "data": CHALLENGE})).await?;
                }
                Some(DataChannelEvent::OnMessage(message)) => {
                    let message = serde_json::from_slice(&message.data)?;
                    hear(channel, message, &mut topics).await?;
                }
                Some(DataChannelEvent::OnClose) | None => return Ok(()),
                Some(_) => {}
            },
        }
    }
}

async fn hear(
    channel: &dyn DataChannel,
    message: Value,
    topics: &mut Vec<String>,
) -> Result<(), Failure> {
    let topic = message["topic"].as_str().unwrap_or_default();
    match message["type"].as_str() {
        Some("validation") => {
            let digest = Md5::digest(format!("UnitreeGo2_{CHALLENGE}"));
            let reply = if message["data"] == BASE64_STANDARD.encode(digest) {
                json!({"type": "validation", "data": "Validation Ok."})
            } else {
                json!({"type": "err", "info": "Validation Needed."})
            };
            say(channel, &reply).await
        }
        Some("heartbeat") => say(channel, &message).await,
        Some("subscribe") if [LOWSTATE, ROBOT_POSE].contains(&topic) => {
            topics.push(topic.to_owned());
            Ok(())
        }
        Some("req") => {
            let header = json!({
                "identity": message["data"]["header"]["identity"],
                "status": {"code": 0},
            });
            let topic = topic.replace("/request", "/response");
            let data = json!({"header": header, "data": "{}"});
            say(channel, &json!({"type": "res", "topic": topic, "data": data})).await
        }
        _ => Ok(()),
    }
}

async fn say(channel: &dyn DataChannel, message: &Value) -> Result<(), Failure> {
    Ok(channel.send_text(&message.to_string()).await?)
}
