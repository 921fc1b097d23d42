//! `ping`, run by hand and pasted beside the driver's lines.

use super::*;
use crate::diagnosis::verdict::failed_stage;
use crate::logs::read;
use Confidence::Possible;
use Side::Network;

const ANSWERED: &str = "\
PING 192.168.8.7 (192.168.8.7) 56(84) bytes of data.
64 bytes from 192.168.8.7: icmp_seq=1 ttl=64 time=2.31 ms
64 bytes from 192.168.8.7: icmp_seq=2 ttl=64 time=1.98 ms
";

const UNREACHABLE: &str = "\
PING 192.168.8.7 (192.168.8.7) 56(84) bytes of data.
From 192.168.8.50 icmp_seq=1 Destination Host Unreachable
From 192.168.8.50 icmp_seq=2 Destination Host Unreachable
2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 1023ms
";

/// Windows counts a word of its own as a reply.
const WINDOWS: &str = "\
Pinging 192.168.8.7 with 32 bytes of data:
Reply from 192.168.8.50: Destination host unreachable.
Reply from 192.168.8.50: Destination host unreachable.
    Packets: Sent = 2, Received = 2, Lost = 0 (0% loss),
";

const WINDOWS_TAIWAN: &str = "\
Ping 192.168.8.7 (使用 32 位元組的資料):
要求等候逾時。
要求等候逾時。
    封包: 已傳送 = 2，已收到 = 0, 已遺失 = 2 (100% 遺失)，
";

const WINDOWS_CHINA: &str = "\
正在 Ping 192.168.8.7 具有 32 字节的数据:
请求超时。
请求超时。
    数据包: 已发送 = 2，已接收 = 0，丢失 = 2 (100% 丢失)，
";

const MACOS: &str = "\
PING 192.168.8.7 (192.168.8.7): 56 data bytes
Request timeout for icmp_seq 0
Request timeout for icmp_seq 1
3 packets transmitted, 0 packets received, 100.0% packet loss
";

const INTERNET: &str = "\
PING 8.8.8.8 (8.8.8.8) 56(84) bytes of data.
From 192.168.8.50 icmp_seq=1 Destination Net Unreachable
From 192.168.8.50 icmp_seq=2 Destination Net Unreachable
2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 1023ms
";

fn failed(log: &str) -> Option<Stage> {
    failed_stage(&read(log.as_bytes()).expect("it can be read").outcomes)
}

#[test]
fn echo_requests_that_nobody_answers_break_ping_in_every_systems_words() {
    for log in [UNREACHABLE, WINDOWS, WINDOWS_TAIWAN, WINDOWS_CHINA, MACOS] {
        assert_eq!(failed(log), Some(Stage::Ping), "{log}");
        assert_eq!(findings(log)[0].0, ("G2-LINK-UNREACH", Network, Possible), "{log}");
        assert!(evidence(log).contains("2 echo requests unanswered") || log == MACOS, "{log}");
    }
}

#[test]
fn a_robot_that_answered_and_answers_no_more_is_not_one_that_never_did() {
    let later = &UNREACHABLE[UNREACHABLE.find("From").expect("a line")..];
    let log =
        [ANSWERED, later].concat().replace("2 packets transmitted, 0", "4 packets transmitted, 2");
    assert_eq!(failed(&log), Some(Stage::Ping));
    assert_eq!(findings(&log)[0].0, ("G2-LINK-UNREACH", Network, Possible));
    assert!(evidence(&log).contains("2 of 4 echo requests answered, the last ones not"));
}

#[test]
fn what_is_pinged_last_counts_and_the_internet_does_not() {
    for log in [
        ANSWERED.to_owned(),
        [UNREACHABLE, ANSWERED].concat(),
        [ANSWERED, INTERNET].concat(),
        INTERNET.to_owned(),
        UNREACHABLE.lines().take(2).fold(String::new(), |all, line| all + line + "\n"),
    ] {
        assert_eq!(failed(&log), None, "{log}");
        assert!(findings(&log).iter().all(|found| found.1 != Severity::Error), "{log}");
    }
}

#[test]
fn a_driver_that_connected_all_the_same_is_judged_by_what_it_did() {
    let log = [UNREACHABLE, CLIENT, KEY, CHECKING].concat();
    assert_ne!(failed(&log), Some(Stage::Ping));
    // The driver's address is the robot's, whatever was pinged.
    let reading = read([ANSWERED, CLIENT].concat().as_bytes()).expect("it can be read");
    assert_eq!((reading.attempts, reading.robot.host.as_str()), (1, "192.168.12.1"));
}
