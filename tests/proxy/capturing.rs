//! `--capture`: what passes the relay, as each side saw it.

use std::fs::File;

use pcap_parser::pcapng::Block;
use pcap_parser::traits::PcapNGPacketBlock;
use pcap_parser::{PcapBlockOwned, PcapError, create_reader};

use crate::stand::{Robot, go2doctor, stage, through};

const GO2DOCTOR: &str = env!("CARGO_BIN_EXE_go2doctor");

/// The packets of each interface, in bytes kept and bytes that there were.
fn packets(path: &std::path::Path) -> [Vec<(usize, u32)>; 3] {
    let mut found: [Vec<(usize, u32)>; 3] = Default::default();
    let mut reader = create_reader(1 << 20, File::open(path).unwrap()).unwrap();
    loop {
        match reader.next() {
            Ok((size, block)) => {
                if let PcapBlockOwned::NG(Block::EnhancedPacket(packet)) = block {
                    let kept = packet.packet_data().len();
                    found[packet.if_id as usize].push((kept, packet.origlen));
                }
                reader.consume(size);
            }
            Err(PcapError::Eof) => return found,
            Err(PcapError::Incomplete(_)) => reader.refill().unwrap(),
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn both_sides_are_written_and_the_capture_is_read_as_one_connection() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("driver.pcapng");
    let path = file.to_str().unwrap();
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let words = robot.arguments();
    let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    arguments.extend(["--capture", path]);
    let driver = [GO2DOCTOR, "check", "--signal-port={signal_port}", "--no-history", "-q"];
    let (_, proxied) = through(&arguments, &driver);
    assert_eq!(proxied["driver"]["exit_status"], 0, "{proxied:#}");

    let [robots, inside, drivers] = packets(&file);
    assert!(robots.len() > 20, "{}", robots.len());
    assert_eq!(robots, drivers, "each is seen on its way in and on its way out");
    assert_eq!(inside, [], "what is inside DTLS is not seen");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    let output = go2doctor().args(["report", path, "--format", "json"]).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["capture"]["attempts"], 1, "{report:#}");
    for passed in ["ice", "dtls"] {
        assert_eq!(stage(&report, passed)["status"], "pass", "{report:#}");
    }
    let pair = |report: &serde_json::Value| {
        let pairs = stage(report, "ice")["evidence"]["pairs"].as_array().unwrap();
        pairs.iter().map(|pair| pair["requests_sent"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(pair(&report), pair(&proxied), "nothing counts twice");
}

#[test]
fn where_nothing_could_be_captured_it_is_wrong_usage() {
    let cases: [(&[&str], &str); 3] = [
        (&["--keylog", "keys"], "the proxy has none of them"),
        (&["--capture", "x.pcapng", "--signalling-only"], "Add --relay"),
        (&["--capture", "x.pcapng", "--mend"], "Add --relay"),
    ];
    for (arguments, expected) in cases {
        let output =
            go2doctor().args(["proxy", "--robot", "sim"]).args(arguments).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(expected), "{arguments:?}: {stderr}");
        assert!(!std::path::Path::new("x.pcapng").exists());
    }
}
