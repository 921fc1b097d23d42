//! The states of a connection as programs of all kinds word them, and what only looks like one.

use super::*;

/// The highest rung that passed and the one that broke, of a log of this line alone.
fn told(line: &str) -> (Option<Stage>, Option<Stage>) {
    let reading = read_bytes(format!("{line}\n").as_bytes());
    (reading.reached(), reading.broken())
}

#[test]
fn of_a_change_the_new_state_counts_however_it_is_written() {
    for line in [
        "ICE connection state: checking -> failed",
        "ICE connection state changed from checking to failed",
        "ICE state: CHECKING => FAILED",
        "peer 7: iceConnectionState: new → checking → failed",
        "the status of iceConnectionState becomes failed",
        "onIceConnectionState: RTCIceConnectionState.RTCIceConnectionStateFailed",
        "self.pc.iceConnectionState = \"failed\"",
        "webrtc_ice_state=failed",
        "ICE connection timed out after 30 s",
        "ICE negotiation failed",
    ] {
        assert_eq!(told(line).1, Some(Stage::Ice), "{line}");
    }
    for line in [
        "iceConnectionState: checking → completed",
        "ICE connection: checking → connected",
        "ICE connection state is connected to the robot",
    ] {
        assert_eq!(told(line), (Some(Stage::Ice), None), "{line}");
    }
    for line in [
        "DTLS state: connecting -> failed",
        "DTLS handshake still fails with \"x\"",
        "DTLS handshake timeout",
    ] {
        assert_eq!(told(line).1, Some(Stage::Dtls), "{line}");
    }
    for line in [
        "[pc1] connectionstatechange: connecting -> connected",
        "PeerConnectionState.CONNECTED: Peer connection state changed to PeerConnectionState.CONNECTED",
        "pc connection state changed to connected",
    ] {
        assert_eq!(told(line), (Some(Stage::Dtls), None), "{line}");
    }
    for line in ["Data channel state: connecting -> open", "dataChannel.readyState: open"] {
        assert_eq!(told(line), (Some(Stage::Sctp), None), "{line}");
    }
    for line in [
        "TimeoutError: timed out waiting for data channel",
        "Datachannel: never opens → timeout (5–60s)",
        "Data channel timed out",
    ] {
        assert_eq!(told(line).1, Some(Stage::Sctp), "{line}");
    }
}

/// A word that ends in the letters of ICE, and a connection to something else.
#[test]
fn the_states_of_other_things_are_none_of_a_connection() {
    for line in [
        "service status: failed",
        "Device state: connected -> disconnected",
        "camera DEVICE STATUS: FAILED",
        "CAN DEVICE failed to open",
        "voice connection: closed",
        "[ntp] clock state: failed",
        // A timer of KVS' SDK, not its end.
        "dtlsTransmissionTimerCallback(): DTLS handshake timeout event",
    ] {
        assert_eq!(told(line), (None, None), "{line}");
    }
}

/// A program's own word that its robot is gone: news only of a connection that was there.
#[test]
fn who_reconnects_had_lost_what_was_there() {
    let gone = "status updated reconnecting=True robot_connected=False streams_active=False";
    assert_eq!(told(gone), (None, None));
    let validated = "🕒 Data Channel Verification: ✅ OK            (18:33:20)";
    let reading = read_bytes(format!("{validated}\n{gone}\n").as_bytes());
    assert_eq!(reading.broken(), Some(Stage::Flow));
    let elsewhere = "mqtt bridge reconnecting=True streams_active=False";
    let reading = read_bytes(format!("{validated}\n{elsewhere}\n").as_bytes());
    assert_eq!(reading.broken(), None);
}

/// Where the robot is, in a program's own words.
#[test]
fn the_robots_address_is_read_where_a_line_says_that_it_is_the_robots() {
    for line in [
        "export ROBOT_IP=192.168.8.181",
        "ROBOT_IP=\"192.168.8.181\" ros2 launch go2_robot_sdk robot.launch.py",
        "dimos --robot-ip 192.168.8.181 run unitree-go2",
        "  \"robot_ip\": \"192.168.8.181\",",
        "conn = UnitreeWebRTCConnection(WebRTCConnectionMethod.LocalSTA, ip=\"192.168.8.181\")",
        "TimeoutError: WebRTC connection to 192.168.8.181 timed out after 30s. Common causes:",
        "Could not connect to robot at 192.168.8.181.",
        "連線到機器人 192.168.8.181",
        "机器人 IP：192.168.8.181",
    ] {
        let reading = read_bytes(format!("{line}\n").as_bytes());
        assert_eq!(reading.robot.host, "192.168.8.181", "{line}");
    }
    for line in ["ROBOT_IP=192.168.8.181,192.168.8.182", "my own ip 192.168.8.2"] {
        let reading = read_bytes(format!("{line}\n").as_bytes());
        assert_eq!(reading.robot.host, "", "{line}");
    }
}
