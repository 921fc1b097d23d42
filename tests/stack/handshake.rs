//! One behaviour of the joined layers a test.

use std::time::Duration;

use go2doctor::stack::config::DtlsRole;
use go2doctor::stack::init_pace::InitPace;
use go2doctor::stack::packet;
use go2doctor::stack::{DtlsError, Event, OpenedBy, SctpError, StackError, Way};

use crate::net::{DOCTOR, Log, Net, ROBOT, Weather};

const DTLS: std::ops::RangeInclusive<u8> = 20..=63;

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn failed_at_doctor(log: &Log) -> bool {
    log.iter().any(|(_, end, event)| *end == DOCTOR && matches!(event, Event::Failed(_)))
}

#[test]
fn a_robot_that_never_acknowledges_the_open_is_validated() {
    let mut net = Net::new(1, Weather::fair());
    let validated = net.run(secs(5)).expect("validation");
    assert!(validated < millis(60), "took {validated:?} at 1 ms delay");
    assert_ne!(net.opened_by(), Some(OpenedBy::Ack));
    assert_eq!(net.ends[DOCTOR].dtls().map(|dtls| dtls.role()), Some(DtlsRole::Server));
    let sctp = net.ends[DOCTOR].sctp().expect("SCTP").counts();
    assert_eq!((sctp.open_sent, sctp.ack_received), (1, 0));
    assert!(sctp.init_received >= 1, "the robot sends an INIT of its own");
}

#[test]
fn an_ack_counts_before_the_message_that_came_with_it() {
    let mut net = Net::with(1, Weather::fair(), |robot| robot.acknowledges_open = true, |_, _| {});
    net.run(secs(5)).expect("validation");
    assert_eq!(net.opened_by(), Some(OpenedBy::Ack));
}

#[test]
fn the_pair_is_selected_after_two_round_trips() {
    let weather = Weather { delay: millis(25), ..Weather::fair() };
    let mut net = Net::new(1, weather);
    net.run(secs(5)).expect("validation");
    let selected = net.at(DOCTOR, |event| matches!(event, Event::PairSelected { .. }));
    assert_eq!(selected, Some(millis(100)));
}

#[test]
fn a_peer_that_stays_silent_in_dtls_is_no_failure_of_its_own() {
    let mut net = Net::new(1, Weather::fair())
        .gate(|from, datagram| from == DOCTOR || !DTLS.contains(&datagram[0]));
    assert_eq!(net.run(secs(12)), None);
    assert_eq!(net.failure(DOCTOR), None, "the deadline is the caller's");
    let dtls = net.ends[DOCTOR].dtls().expect("DTLS").counts();
    assert_eq!((dtls.client_hellos_received, dtls.first_flight_in), (0, None));
}

#[test]
fn two_lost_client_hellos_are_sent_again() {
    let mut hellos = 0;
    let mut net = Net::new(1, Weather::fair()).gate(move |from, datagram| {
        let hello = from == ROBOT && datagram[0] == 22 && datagram.get(13) == Some(&1);
        hellos += u32::from(hello);
        !hello || hellos > 2
    });
    let validated = net.run(secs(5)).expect("validation");
    assert!((millis(800)..millis(1300)).contains(&validated), "took {validated:?}");
    assert!(net.ends[ROBOT].dtls().expect("DTLS").counts().retransmits >= 2);
}

#[test]
fn each_lost_datagram_of_the_handshake_is_made_good() {
    // Drops the nth DTLS datagram of either side, for every n of a whole handshake.
    for end in [DOCTOR, ROBOT] {
        for lost in 0..8 {
            let mut seen = 0;
            let mut net = Net::new(1, Weather::fair()).gate(move |from, datagram| {
                let counts = from == end && DTLS.contains(&datagram[0]);
                seen += u32::from(counts);
                !counts || seen != lost + 1
            });
            let validated = net.run(secs(10));
            assert!(validated.is_some(), "datagram {lost} of end {end} lost");
        }
    }
}

#[test]
fn the_robots_own_init_alone_brings_the_association_up() {
    let mut ours_lost = false;
    let mut net = Net::new(1, Weather::fair()).gate(move |from, datagram| {
        let first_data = from == DOCTOR && datagram[0] == 23 && !ours_lost;
        ours_lost |= first_data;
        !first_data
    });
    let validated = net.run(secs(5)).expect("validation");
    assert!(validated < millis(900), "before our INIT is sent again: {validated:?}");
}

#[test]
fn a_wrong_fingerprint_is_told_and_the_connection_still_closed_in_good_order() {
    let mut net = Net::with(
        1,
        Weather::fair(),
        |_| {},
        |end, remote| {
            if end == DOCTOR {
                remote.fingerprint = "00:11".into();
            }
        },
    );
    net.run_until(secs(5), failed_at_doctor);
    assert!(matches!(
        net.failure(DOCTOR),
        Some(StackError::Dtls(DtlsError::FingerprintMismatch { .. }))
    ));
    let now = net.now();
    net.ends[DOCTOR].close(now);
    let closed = net.run_until(secs(6), |log| {
        log.iter().any(|(_, end, event)| *end == ROBOT && *event == Event::PeerClosed)
    });
    assert!(closed.is_some(), "the robot hears close_notify");
}

#[test]
fn an_abort_is_told_with_its_causes() {
    let (tell, told) = std::sync::mpsc::channel();
    let mut net = Net::with(
        1,
        Weather::fair(),
        |robot| {
            // The robot's own association hears and says nothing: the ABORT is all that happens.
            robot.sctp_gate = Some(Box::new(move |way, packet| {
                if let (Way::In, Some(tag)) = (way, packet::initiate_tag(packet)) {
                    let _ = tell.send(tag);
                }
                false
            }));
        },
        |_, _| {},
    );
    assert_eq!(net.run(millis(500)), None);
    let tag = told.try_recv().expect("the doctor's INIT");
    let now = net.now();
    net.ends[ROBOT].send_sctp_packet(now, &packet::abort_packet(tag, 12, b"banned"));
    net.run_until(secs(2), failed_at_doctor);
    match net.failure(DOCTOR) {
        Some(StackError::Sctp(SctpError::Aborted(abort))) => {
            assert_eq!(abort.causes, [(12, b"banned".to_vec())]);
        }
        other => panic!("expected an ABORT, got {other:?}"),
    }
}

#[test]
fn an_unanswered_init_is_sent_again_and_again() {
    let silent = |robot: &mut go2doctor::stack::EndpointConfig| {
        robot.sctp_gate = Some(Box::new(|_, _| false));
    };
    let mut net = Net::with(1, Weather::fair(), silent, |_, _| {});
    assert_eq!(net.run(secs(30)), None);
    assert_eq!(net.failure(DOCTOR), None);
    let sctp = net.ends[DOCTOR].sctp().expect("SCTP").counts();
    assert_eq!(sctp.init_sent.len(), 5, "at 0, 1, 3, 7 and 15 s");
    assert_eq!(sctp.init_ack_received, 0);
}

#[test]
fn an_imitated_client_sends_nine_inits_three_seconds_apart() {
    let doctor = |doctor: &mut go2doctor::stack::EndpointConfig| {
        doctor.init_pace = Some(InitPace { interval: secs(3), inits: 9 });
    };
    let silent = |robot: &mut go2doctor::stack::EndpointConfig| {
        robot.sctp_gate = Some(Box::new(|_, _| false));
    };
    let mut net = Net::between(1, Weather::fair(), doctor, silent);
    assert_eq!(net.run(secs(40)), None);
    let sent = &net.ends[DOCTOR].sctp().expect("SCTP").counts().init_sent;
    let pauses: Vec<_> = sent.windows(2).map(|two| two[1] - two[0]).collect();
    assert_eq!(pauses, [secs(3); 8]);
}

#[test]
fn an_imitated_client_opens_as_any_other() {
    let paced = |doctor: &mut go2doctor::stack::EndpointConfig| {
        doctor.init_pace = Some(InitPace { interval: secs(3), inits: 9 });
    };
    let mut net = Net::between(1, Weather::fair(), paced, |_| {});
    assert!(net.run(secs(5)).is_some());
    assert_eq!(net.ends[DOCTOR].sctp().expect("SCTP").counts().init_sent.len(), 1);
}

#[test]
fn close_sends_abort_and_close_notify() {
    let mut net = Net::new(1, Weather::fair());
    net.run(secs(5)).expect("validation");
    let now = net.now();
    net.ends[DOCTOR].close(now);
    let closed = net.run_until(secs(6), |log| {
        let closings = log.iter().filter(|(_, end, event)| {
            *end == ROBOT
                && matches!(
                    event,
                    Event::PeerClosed | Event::Failed(StackError::Sctp(SctpError::Aborted(_)))
                )
        });
        closings.count() == 2
    });
    assert!(closed.is_some(), "saw {:?}", net.log);
}

fn doctor_is_client(end: usize, remote: &mut go2doctor::stack::RemoteDescription) {
    if end == DOCTOR {
        remote.setup = go2doctor::stack::Setup::Passive;
    }
}

#[test]
fn a_robot_that_is_asked_as_a_server_refuses_and_two_patient_clients_wait_for_ever() {
    let mut net = Net::with(1, Weather::fair(), |_| {}, doctor_is_client);
    net.run_until(secs(5), failed_at_doctor);
    let alert = StackError::Dtls(DtlsError::PeerAlert(10));
    assert_eq!(net.failure(DOCTOR), Some(&alert), "unexpected_message");

    let patient = |robot: &mut go2doctor::stack::EndpointConfig| robot.dtls.refuses_hello = false;
    let mut net = Net::with(1, Weather::fair(), patient, doctor_is_client);
    assert_eq!(net.run(secs(10)), None);
    assert_eq!(net.failure(DOCTOR), None, "the deadline is the caller's");
    let dtls = net.ends[DOCTOR].dtls().expect("DTLS");
    assert_eq!(dtls.role(), DtlsRole::Client);
    assert!(dtls.counts().client_hellos_sent > 1 && dtls.counts().client_hellos_received > 1);
}

#[test]
fn a_hello_is_read_as_it_was_offered() {
    let cut = |robot: &mut go2doctor::stack::EndpointConfig| robot.dtls.fragment_at = Some(100);
    let mut net = Net::with(1, Weather::fair(), cut, |_, _| {});
    net.run(secs(5)).expect("validation");
    let counts = net.ends[DOCTOR].dtls().expect("DTLS").counts();
    let hello = counts.client_hello.as_ref().expect("a ClientHello");
    assert!(hello.has_cookie);
    assert_eq!(hello.version, 0xfefd);
    assert!(hello.cipher_suites.contains(&0xc02b));
    assert!(hello.srtp_profiles.as_ref().is_some_and(|profiles| profiles.contains(&1)));
    let largest = counts.largest_flight.expect("a flight");
    assert!((500..1200).contains(&largest), "{largest}");
}

#[test]
fn a_process_that_was_stopped_in_the_handshake_goes_on_with_it() {
    for pause in [3, 6, 12] {
        for end in [DOCTOR, ROBOT] {
            for at in 0..40 {
                let mut net = Net::new(1, Weather::fair()).stop(end, millis(at), secs(pause));
                let validated = net.run(secs(pause + 10));
                let what = format!("end {end} stopped after {at} ms for {pause} s");
                assert!(validated.is_some(), "{what}: {:?}", net.failure(end));
            }
        }
    }
}
