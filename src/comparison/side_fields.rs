//! Facts of the offer, the client, the robot and the machine: what differs from the beginning.

use serde_json::{Value, json};

use super::field::Read::By;
use super::field::{Compared, Field, Of};
use super::subject::Subject;
use crate::facts::Stage;
use crate::facts::Stage::{Dtls, Flow, Http, Ice, Ping, Sctp, Sdp, Validation};
use crate::facts::{DriverFacts, HostEvidence, InterfaceFacts, LogDriver, OfferFacts, PlaceFacts};

/// Every rung that talks to the robot.
const ALL: &[Stage] = &[Ping, Http, Sdp, Ice, Dtls, Sctp, Validation, Flow];

const fn field(
    name: &'static str,
    of: Of,
    label: (&'static str, &'static str),
    read: fn(&Subject) -> Option<Value>,
    acts_on: &'static [Stage],
    codes: &'static [&'static str],
) -> Field {
    Field { name, of, label, read: By(read), compared: Compared::Exactly, acts_on, codes }
}

/// The facts, those that decide most often first.
pub const SIDE_FIELDS: &[Field] = &[
    field(
        "offer.fingerprints",
        Of::Offer,
        ("offered fingerprints", "offer 的 fingerprint"),
        |side| offer(side, |offer| json!(offer.fingerprints)),
        &[Dtls, Sctp],
        &["G2-ENV-AIORTC-FPS"],
    ),
    field(
        "offer.credentials_shared",
        Of::Offer,
        ("ICE credentials shared by all sections", "各 m 區段共用 ICE 認證資訊"),
        |side| offer(side, |offer| json!(offer.credentials_shared)),
        &[Ice],
        &["G2-ENV-PATCH-MISSING", "G2-ICE-CREDS"],
    ),
    field(
        "offer.credentials_session_only",
        Of::Offer,
        ("ICE credentials at session level alone", "ICE 認證資訊只在 session 層級"),
        |side| offer(side, |offer| json!(offer.credentials_session_only)),
        &[Sdp, Ice],
        &["G2-SDP-CREDS-SESSION"],
    ),
    field(
        "offer.fingerprints_upper_case",
        Of::Offer,
        ("fingerprints in upper case", "fingerprint 為大寫"),
        |side| offer(side, |offer| json!(offer.fingerprints_upper_case)),
        &[Dtls, Sctp],
        &["G2-SDP-FPCASE"],
    ),
    field(
        "offer.sections",
        Of::Offer,
        ("offered sections", "offer 的 m 區段"),
        |side| offer(side, |offer| json!(offer.sections)),
        &[Sdp, Ice, Sctp],
        &["G2-SDP-NOAPP", "G2-SDP-MLINE"],
    ),
    field(
        "offer.setup",
        Of::Offer,
        ("offered DTLS role", "offer 的 DTLS 角色"),
        |side| offer(side, |offer| json!(offer.setup)),
        &[Dtls],
        &["G2-SDP-SETUP"],
    ),
    field(
        "host.wsl",
        Of::Host,
        ("WSL", "WSL"),
        |side| Some(json!(wsl(side.host.as_ref()?)?)),
        &[Ping, Http, Ice, Flow],
        &["G2-ENV-WSL-NAT"],
    ),
    field(
        "host.container",
        Of::Host,
        ("container", "容器"),
        |side| host(side, |host| json!(host.container)),
        &[Ping, Http, Ice, Flow],
        &["G2-ENV-DOCKER-BRIDGE"],
    ),
    field(
        "host.place.container_network",
        Of::Host,
        ("container's network", "容器的網路"),
        |side| place(side, |place| json!(place.container_network)),
        &[Ping, Http, Ice, Flow],
        &["G2-ENV-DOCKER-BRIDGE"],
    ),
    field(
        "host.place.virtual_machine",
        Of::Host,
        ("virtual machine", "虛擬機器"),
        |side| place(side, |place| json!(place.virtual_machine)),
        &[Ping, Http, Ice, Flow],
        &["G2-ENV-VM-NAT"],
    ),
    field(
        "host.findings",
        Of::Host,
        ("found of the machine", "這台機器的診斷結果"),
        found_of_host,
        ALL,
        &[],
    ),
    field(
        "host.route.on_link",
        Of::Host,
        ("robot in an attached network", "機器人在直接相連的網段"),
        |side| host(side, |host| json!(host.route.as_ref().and_then(|it| it.on_link))),
        &[Ping, Http, Ice, Flow],
        &["G2-LINK-SUBNET", "G2-LINK-UNREACH"],
    ),
    field(
        "host.route.exists",
        Of::Host,
        ("a route to the robot", "通往機器人的路由"),
        |side| host(side, |host| json!(host.route.as_ref().and_then(|it| it.exists))),
        &[Ping, Http, Ice],
        &["G2-LINK-SUBNET", "G2-LINK-UNREACH"],
    ),
    field(
        "host.interface.mtu",
        Of::Host,
        ("MTU towards the robot", "通往機器人的 MTU"),
        |side| used(side, |used| json!(used.mtu)),
        &[Dtls, Sctp, Flow],
        &["G2-LINK-MTU"],
    ),
    field(
        "host.interface.wireless",
        Of::Host,
        ("by radio", "經由無線網路"),
        |side| used(side, |used| json!(used.wireless)),
        &[Ping, Http, Ice, Flow],
        &["G2-LINK-LOSS", "G2-LINK-JITTER"],
    ),
    field(
        "host.os",
        Of::Host,
        ("operating system", "作業系統"),
        |side| host(side, |host| json!(host.os)),
        &[Ping, Http, Ice],
        &["G2-ENV-MACOS-LNP"],
    ),
    field(
        "host.conn_type",
        Of::Host,
        ("CONN_TYPE", "CONN_TYPE"),
        |side| host(side, |host| json!(host.conn_type)),
        &[],
        &["G2-ENV-CONN-TYPE"],
    ),
    field(
        "robot.signalling",
        Of::Robot,
        ("signalling", "信令方式"),
        |side| Some(json!(side.robot.signalling)),
        &[Http, Sdp],
        &["G2-HTTP-LEGACY-ONLY"],
    ),
    field(
        "robot.data2",
        Of::Robot,
        ("data2", "data2"),
        |side| Some(json!(side.robot.data2)),
        &[Sdp],
        &["G2-SIG-AES-REQUIRED", "G2-SIG-AES-REJECTED", "G2-SIG-DATA2-2"],
    ),
    field(
        "robot.address",
        Of::Robot,
        ("robot's address", "機器人位址"),
        |side| Some(json!(side.robot.address)),
        ALL,
        &[],
    ),
    field(
        "client.name",
        Of::Client,
        ("client", "用戶端"),
        |side| client_of(side).map(Value::from),
        ALL,
        &[],
    ),
    field(
        "client.aiortc",
        Of::Client,
        ("aiortc", "aiortc"),
        |side| driver(side, |driver| json!(driver.aiortc)),
        &[Sdp, Ice, Dtls, Sctp],
        &["G2-ENV-AIORTC-FPS"],
    ),
    field(
        "client.aioice",
        Of::Client,
        ("aioice", "aioice"),
        |side| driver(side, |driver| json!(driver.aioice)),
        &[Ice],
        &[],
    ),
    field(
        "client.unitree_webrtc_connect",
        Of::Client,
        ("unitree_webrtc_connect", "unitree_webrtc_connect"),
        |side| driver(side, |driver| json!(driver.unitree_webrtc_connect)),
        ALL,
        &[],
    ),
    field(
        "client.python",
        Of::Client,
        ("Python", "Python"),
        |side| {
            driver(side, |driver| json!(driver.python.as_ref().and_then(|it| it.version.as_ref())))
        },
        &[],
        &[],
    ),
    field(
        "client.numpy",
        Of::Client,
        ("numpy", "numpy"),
        |side| driver(side, |driver| json!(driver.numpy)),
        &[],
        &[],
    ),
    field(
        "host.driver.aiortc",
        Of::Host,
        ("installed aiortc", "已安裝的 aiortc"),
        |side| host(side, |host| json!(host.driver.as_ref().and_then(|it| it.aiortc.as_ref()))),
        &[],
        &[],
    ),
    field(
        "host.driver.unitree_webrtc_connect",
        Of::Host,
        ("installed unitree_webrtc_connect", "已安裝的 unitree_webrtc_connect"),
        |side| {
            host(side, |host| {
                json!(host.driver.as_ref().and_then(|it| it.unitree_webrtc_connect.as_ref()))
            })
        },
        &[],
        &[],
    ),
    field(
        "host.driver.offered_fingerprints",
        Of::Host,
        ("fingerprints of the installed driver's offer", "已安裝的驅動程式 offer 的 fingerprint"),
        |side| {
            host(side, |host| {
                json!(host.driver.as_ref().and_then(|it| it.offered_fingerprints.as_ref()))
            })
        },
        &[],
        &[],
    ),
];

fn offer(side: &Subject, fact: impl Fn(&OfferFacts) -> Value) -> Option<Value> {
    side.offer.as_ref().map(fact)
}

/// Of the driver that made the connection, not of one that is only installed.
fn driver(side: &Subject, fact: impl Fn(&DriverFacts) -> Value) -> Option<Value> {
    side.driver.as_ref().map(fact)
}

fn host(side: &Subject, fact: impl Fn(&HostEvidence) -> Value) -> Option<Value> {
    side.host.as_ref().map(fact)
}

/// Of where it runs.
fn place(side: &Subject, fact: impl Fn(&PlaceFacts) -> Value) -> Option<Value> {
    side.host.as_ref()?.place.as_ref().map(fact)
}

/// The codes found of a machine that was looked at: they tell of facts that have no row here. What
/// is found of a driver that is only installed stands in its own rows.
fn found_of_host(side: &Subject) -> Option<Value> {
    side.ran(Stage::Host)?;
    side.host.as_ref()?;
    let found = side.findings.iter().filter(|found| found.stage == Stage::Host);
    let of_driver = ["G2-ENV-AIORTC-FPS", "G2-ENV-PATCH-MISSING", "G2-ENV-PINS"];
    let codes = found.map(|found| found.code.as_str()).filter(|code| !of_driver.contains(code));
    let mut codes: Vec<_> = codes.collect();
    codes.sort_unstable();
    Some(json!(codes))
}

/// Of the interface that leads to the robot.
fn used(side: &Subject, fact: impl Fn(&InterfaceFacts) -> Value) -> Option<Value> {
    side.host.as_ref()?.interface_used().map(fact)
}

/// `WSL2 nat`, `none`; `None` where it was not looked for or could not be read.
fn wsl(host: &HostEvidence) -> Option<String> {
    let Some(wsl) = &host.wsl else {
        let unread = host.unread.iter().flatten().any(|note| note.fact == "wsl");
        return host.os.as_ref().filter(|_| !unread).map(|_| "none".into());
    };
    let version = wsl.version.map(|version| format!("WSL{version}"));
    let words = [Some(version.unwrap_or_else(|| "WSL".into())), wsl.networking.clone()];
    Some(words.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// Who spoke to the robot.
pub fn client_of(side: &Subject) -> Option<&'static str> {
    let driver = side.written_by.map(|driver| match driver {
        LogDriver::UnitreeWebrtcConnect => "unitree_webrtc_connect",
        LogDriver::Go2Ros2Sdk => "go2_ros2_sdk",
        LogDriver::Go2Ros2SdkFork => "go2_ros2_sdk (fork)",
    });
    driver.or_else(|| side.client.map(|client| client.name()))
}
