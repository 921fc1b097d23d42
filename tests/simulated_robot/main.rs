//! The simulated robot, met by a client over real sockets on loopback: what it
//! does when it is well, how long its slot stays taken, and the symptom of
//! each fault.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;
mod faults;
mod sections;

use std::time::{Duration, Instant, SystemTime};

use client::{Client, DEVICE_KEY, SILENCE, SignallingError, TIME_SCALE};
use client::{options, post, robot, slot_free};
use go2doctor::robot::con_ing::AnswerError;
use go2doctor::robot::message::Message;
use go2doctor::robot::message_builder as say;
use go2doctor::robot::notify_builder::Wrapping;
use go2doctor::robot::{legacy, topics};
use go2doctor::simulator::{Simulator, SimulatorOptions};
use go2doctor::stack::Event;

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
    let held = held.as_secs_f64() / TIME_SCALE;
    assert!((1.9..9.0).contains(&held), "{held} s on the robot's clock after close_notify");
    assert!(second.signal(&robot, &second.offer()).await.is_ok());
}

#[tokio::test]
async fn a_client_that_vanishes_after_the_answer_is_waited_for_10_s() {
    let robot = robot(&[]);
    let client = Client::new().await;
    client.signal(&robot, &client.offer()).await.unwrap();
    let held = slot_free(&robot).await.as_secs_f64() / TIME_SCALE;
    assert!((9.0..40.0).contains(&held), "{held} s on the robot's clock");
}

#[tokio::test]
async fn a_client_that_dies_without_close_notify_is_waited_for_45_s() {
    let robot = robot(&[]);
    drop(Client::validated(&robot).await);
    let held = slot_free(&robot).await.as_secs_f64() / TIME_SCALE;
    // The robot counts from the last datagram, which came some real milliseconds before the drop:
    // a second or two on its clock. The exact figure is held in virtual time, beside the slot.
    assert!((43.0..400.0).contains(&held), "{held} s on the robot's clock");
}

#[tokio::test]
async fn a_client_that_vanishes_between_ice_and_dtls_is_waited_for_45_s() {
    let robot = robot(&["dtls-silent"]);
    let mut client = Client::connecting(&robot).await;
    client.wait(|event| matches!(event, Event::PairSelected { .. }).then_some(())).await;
    // The robot sees the pair when the nomination arrives.
    client.find(Duration::from_millis(100), |_| None::<()>).await;
    drop(client);
    let held = slot_free(&robot).await.as_secs_f64() / TIME_SCALE;
    assert!((40.0..400.0).contains(&held), "{held} s on the robot's clock");
}

#[tokio::test]
async fn an_alert_of_its_own_frees_the_slot_at_once() {
    let unscaled = |fault: &str| SimulatorOptions::in_process(vec![fault.parse().unwrap()]);
    for fault in ["dtls-alert", "dtls-refused"] {
        let robot = Simulator::start(unscaled(fault)).unwrap();
        let mut client = Client::connecting(&robot).await;
        client.wait(|event| matches!(event, Event::Failed(_)).then_some(())).await;
        let held = slot_free(&robot).await;
        assert!(held < Duration::from_secs(1), "{fault}: {held:?}");
    }
    let robot = Simulator::start(unscaled("dtls-closed")).unwrap();
    let mut client = Client::connecting(&robot).await;
    client.wait(|event| matches!(event, Event::PeerClosed).then_some(())).await;
    let held = slot_free(&robot).await;
    assert!((1.5..4.0).contains(&held.as_secs_f64()), "close_notify: {held:?}");
}

#[tokio::test]
async fn an_offer_without_its_envelope_gets_no_word() {
    let robot = robot(&[]);
    let client = Client::new().await;
    let bare = client.signal_bare(&robot, &client.offer()).await;
    assert_eq!(bare, Err("closed".into()));
    assert!(robot.slot_is_free());
    assert!(client.signal(&robot, &client.offer()).await.is_ok());
}

#[tokio::test]
async fn stun_without_dtls_holds_the_slot_longer_than_any_timeout() {
    let robot = robot(&[]);
    let mut client = Client::connecting(&robot).await;
    client.driver.add_outgoing_gate(Box::new(|datagram| !(20..64).contains(&datagram[0])));
    let longest = Duration::from_secs_f64(2.0 * 45.0 * TIME_SCALE);
    let connected =
        client.find(longest, |event| matches!(event, Event::DtlsConnected).then_some(()));
    assert_eq!(connected.await, None);
    assert!(!robot.slot_is_free());
}

#[tokio::test]
async fn data_without_stun_holds_the_slot_too() {
    let robot = robot(&[]);
    let mut client = Client::validated(&robot).await;
    client.driver.add_outgoing_gate(Box::new(|datagram| datagram[0] >= 20));
    let start = Instant::now();
    while start.elapsed().as_secs_f64() < 2.0 * 46.1 * TIME_SCALE {
        client.tell(&say::heartbeat(SystemTime::now()));
        client.find(Duration::from_millis(50), |_| None::<()>).await;
        assert!(!robot.slot_is_free(), "after {:?}", start.elapsed());
    }
    drop(client);
    slot_free(&robot).await;
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

/// Fingerprint lines that the robot's peer does not take for those of our
/// certificate: the last line wins and is compared as upper-case text.
#[tokio::test]
async fn a_last_fingerprint_that_is_not_our_sha_256_ends_in_unanswered_inits() {
    type Change = fn(&str) -> String;
    let cases: [(Change, bool); 3] = [
        (|hex| format!("sha-256 {hex}\r\na=fingerprint:sha-512 00:11"), false),
        (|hex| format!("sha-256 {}", hex.to_ascii_lowercase()), false),
        (|hex| format!("sha-512 00:11\r\na=fingerprint:sha-256 {hex}"), true),
    ];
    for (change, opens) in cases {
        let robot = robot(&[]);
        let mut client = Client::new().await;
        let own = client.driver.endpoint.local().fingerprint;
        let offer = client.offer().replace(&format!("sha-256 {own}"), &change(&own));
        client.start(&client.signal(&robot, &offer).await.unwrap());
        client.wait(|event| matches!(event, Event::DtlsConnected).then_some(())).await;
        let up = |event: &Event| matches!(event, Event::AssociationUp).then_some(());
        assert_eq!(client.find(SILENCE, up).await.is_some(), opens);
        let counts = client.driver.endpoint.sctp().unwrap().counts();
        assert_eq!(counts.packets_received > 0, opens);
        client.close().await;
        slot_free(&robot).await;
    }
}
