//! Sound and picture beside the channel: told in clear where they are wanted, and only there.

use std::time::Duration;

use go2doctor::stack::rtcp::{self, Report};
use go2doctor::stack::rtp_stats::RtpStats;
use go2doctor::stack::srtp::Media;
use go2doctor::stack::{EndpointConfig, Event, StackError};
use rtc_rtp::Packet;
use rtc_rtp::header::Header;

use crate::net::{DOCTOR, Net, ROBOT, Weather};

const PACKETS: u16 = 400;

fn with_media(config: &mut EndpointConfig) {
    config.media = true;
}

fn packet(number: u16) -> Media {
    let header = Header {
        version: 2,
        payload_type: 102,
        sequence_number: 65_000u16.wrapping_add(number),
        timestamp: 3000 * u32::from(number),
        ssrc: 7,
        ..Default::default()
    };
    Media::Rtp(Packet { header, payload: vec![0x5a; 100].into() })
}

/// Lets the robot send its packets, 10 ms apart; what the doctor was told of them.
fn sent(net: &mut Net<'_>) -> Vec<Packet> {
    for number in 0..PACKETS {
        let now = net.now();
        net.ends[ROBOT].send_media(now, &packet(number)).expect("keys");
        let since = Duration::from_millis(10);
        let until = net.elapsed() + since;
        net.run_until(until, |_| false);
        net.pass_time(until);
    }
    let until = net.elapsed() + Duration::from_secs(1);
    net.run_until(until, |_| false);
    let told = net.log.iter().filter_map(|(_, end, event)| match event {
        Event::Media(Media::Rtp(packet)) if *end == DOCTOR => Some(packet.clone()),
        _ => None,
    });
    told.collect()
}

#[test]
fn packets_are_told_in_clear_where_media_are_wanted() {
    let mut net = Net::between(1, Weather::fair(), with_media, with_media);
    net.run(Duration::from_secs(5)).expect("validation");
    let told = sent(&mut net);
    let expected: Vec<_> = (0..PACKETS).map(packet).collect();
    assert_eq!(told.into_iter().map(Media::Rtp).collect::<Vec<_>>(), expected);
    let counts = net.ends[DOCTOR].srtp().expect("keys").counts();
    assert_eq!((counts.opened, counts.refused), (u64::from(PACKETS), 0));
}

#[test]
fn what_is_not_wanted_is_counted_and_not_decrypted() {
    let mut net = Net::between(1, Weather::fair(), |_| {}, with_media);
    net.run(Duration::from_secs(5)).expect("validation");
    assert!(sent(&mut net).is_empty());
    assert_eq!(net.ends[DOCTOR].rtp_packets(), u64::from(PACKETS));
    assert!(net.ends[DOCTOR].srtp().is_none());
    let now = net.now();
    let refused = net.ends[DOCTOR].send_media(now, &packet(0));
    assert!(matches!(refused, Err(StackError::Srtp(_))));
}

#[test]
fn loss_repetition_and_order_are_what_the_network_did() {
    let weather = Weather {
        loss: 0.1,
        duplication: 0.05,
        jitter: Duration::from_millis(25),
        ..Weather::fair()
    };
    let mut net = Net::between(5, weather, with_media, with_media);
    net.run(Duration::from_secs(10)).expect("validation");
    let start = net.now();
    sent(&mut net);
    let mut stats = RtpStats::new(90_000);
    for (at, end, event) in &net.log {
        if let (DOCTOR, Event::Media(Media::Rtp(Packet { header, payload }))) = (*end, event) {
            let (number, stamp) = (header.sequence_number, header.timestamp);
            stats.take(start + *at, header.ssrc, number, stamp, payload.len());
        }
    }
    let counts = net.ends[DOCTOR].srtp().expect("keys").counts();
    assert!((5..40).contains(&counts.repeated), "{counts:?}");
    assert_eq!(counts.opened, stats.packets());
    assert!((20..60).contains(&stats.lost()), "{} lost", stats.lost());
    assert!(stats.reordered() > 20, "{} came late", stats.reordered());
    // The first or the last of all may be lost without a trace.
    assert!(stats.packets() + stats.lost() + 3 > u64::from(PACKETS));
}

#[test]
fn the_robot_reads_that_a_key_frame_is_wanted() {
    let mut net = Net::between(1, Weather::fair(), with_media, with_media);
    net.run(Duration::from_secs(5)).expect("validation");
    let now = net.now();
    let wanted = Media::Rtcp(rtcp::picture_loss(1, 7).expect("a report"));
    net.ends[DOCTOR].send_media(now, &wanted).expect("keys");
    let read = net.run_until(net.elapsed() + Duration::from_secs(1), |log| {
        log.iter().any(|(_, end, event)| match event {
            Event::Media(Media::Rtcp(compound)) if *end == ROBOT => {
                rtcp::reports(compound).any(|report| report == Report::KeyFrameWanted)
            }
            _ => false,
        })
    });
    assert!(read.is_some());
}
