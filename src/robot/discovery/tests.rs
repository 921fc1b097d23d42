use super::*;
use crate::test_support::corrupted;
use crate::text::redact::MASK;

const SERIAL: &str = "B42D0000TESTTEST";

#[test]
fn questions_are_those_of_the_driver() {
    assert_eq!(question(None), br#"{"name":"unitree_dapengche"}"#);
    let serial = SERIAL.parse().unwrap();
    let named = question(Some(&serial));
    assert_eq!(named, br#"{"name":"unitree_dapengche","sn":"B42D0000TESTTEST"}"#);
    assert_eq!(Question::read(&question(None)), Some(Question { serial: None }));
    assert_eq!(Question::read(&named), Some(Question { serial: Some(serial) }));
}

#[test]
fn what_is_no_question_to_a_robot_is_none() {
    let cases: [&[u8]; 6] = [
        b"",
        br#"{"name":"unitree"}"#,
        br#"{"name":7}"#,
        br#"["unitree_dapengche"]"#,
        br#"{"name":"unitree_dapengche","sn":"a b"}"#,
        br#"{"sn":"B42D0000TESTTEST","ip":"192.168.12.1"}"#,
    ];
    for case in cases {
        assert_eq!(Question::read(case), None, "{}", case.escape_ascii());
    }
    let empty = br#"{"name":"unitree_dapengche","sn":""}"#;
    assert_eq!(Question::read(empty), Some(Question { serial: None }));
}

#[test]
fn replies_are_read_with_whatever_else_is_in_them() {
    let plain = Reply { serial: SERIAL.parse().unwrap(), address: Ipv4Addr::new(192, 168, 12, 1) };
    let forms: [&[u8]; 4] = [
        br#"{"sn":"B42D0000TESTTEST","ip":"192.168.12.1"}"#,
        br#"{ "ip": "192.168.12.1", "sn": "b42d0000testtest", "key": "" }"#,
        b"{\"sn\":\"B42D0000TESTTEST\",\"ip\":\"192.168.12.1\"}\0",
        br#"{"sn":"B42D0000TESTTEST","x":[[{"y":[null,1e9]}]],"ip":"192.168.12.1"}"#,
    ];
    for form in forms {
        assert_eq!(Reply::read(form).as_ref(), Ok(&plain), "{}", form.escape_ascii());
    }
    assert_eq!(Reply::read(&plain.datagram()), Ok(plain));
}

#[test]
fn what_is_no_reply_is_refused_with_the_reason() {
    use BadReply::*;
    let long = format!(r#"{{"sn":"{SERIAL}","ip":"1.2.3.4","x":"{}"}}"#, "x".repeat(MAX_DATAGRAM));
    let many = format!(r#"{{"sn":"{}1","ip":"1.2.3.4"}}"#, "A".repeat(32));
    let cases: [(&str, BadReply); 13] = [
        ("", Form),
        ("null", Form),
        ("{}", Form),
        (r#"{"sn":"B42D0000TESTTEST"}"#, Form),
        (r#"{"sn":["B42D0000TESTTEST"],"ip":"1.2.3.4"}"#, Form),
        (r#"{"sn":"B42D0000TESTTEST","sn":"B42D0000TESTTEST","ip":"1.2.3.4"}"#, Form),
        (&long, TooLong),
        (&many, Serial),
        (r#"{"sn":"\u001b[2J12345678","ip":"1.2.3.4"}"#, Serial),
        (r#"{"sn":"short1","ip":"1.2.3.4"}"#, Serial),
        (r#"{"sn":"B42D0000TESTTEST","ip":"robot"}"#, Address),
        (r#"{"sn":"B42D0000TESTTEST","ip":"0.0.0.0"}"#, Address),
        (r#"{"sn":"B42D0000TESTTEST","ip":"231.1.1.1"}"#, Address),
    ];
    for (text, reason) in cases {
        assert_eq!(Reply::read(text.as_bytes()), Err(reason), "{text}");
    }
}

#[test]
fn depth_is_no_danger() {
    let deep = |open: &str, depth: usize| open.repeat(depth);
    let beside =
        format!(r#"{{"x":{}{},"sn":"{SERIAL}","ip":"1.2.3.4"}}"#, deep("[", 400), deep("]", 400));
    assert!(Reply::read(beside.as_bytes()).is_ok());
    for open in ["[", "{\"sn\":", "{\"x\":[", "[{\"name\":"] {
        let text = deep(open, MAX_DATAGRAM / open.len());
        assert_eq!(Reply::read(text.as_bytes()), Err(BadReply::Form), "{open}");
        assert_eq!(Question::read(text.as_bytes()), None, "{open}");
    }
}

#[test]
fn a_damaged_datagram_is_refused_or_sound_and_never_a_panic() {
    let mut rng = fastrand::Rng::with_seed(10_131);
    let reply = br#"{"sn":"B42D0000TESTTEST","ip":"192.168.12.1"}"#;
    let serial = SERIAL.parse().unwrap();
    let mut read = 0;
    for _ in 0..20_000 {
        if let Ok(reply) = Reply::read(&corrupted(reply, &mut rng)) {
            assert!(LENGTHS.contains(&reply.serial.expose().len()));
            assert_eq!(Reply::read(&reply.datagram()), Ok(reply));
            read += 1;
        }
        let damaged = corrupted(&question(Some(&serial)), &mut rng);
        if let Some(Question { serial: Some(serial) }) = Question::read(&damaged) {
            assert!(serial.expose().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
    }
    assert!(read > 0, "some damage is to the serial number alone");
}

#[test]
fn hardly_a_host_is_taken_for_a_robot() {
    assert_eq!(Serial::of_host(SERIAL), SERIAL.parse().ok());
    for host in [
        "",
        "go2",
        "B42D0000TESTTES",
        "B42D0000TESTTESTS",
        "b42d0000testtest",
        "B42D0000TEST.LAN",
        "B42D0000TEST-LAN",
        "RASPBERRYPI00001",
        "1234567890123456",
        "192.168.123.1611",
    ] {
        assert_eq!(Serial::of_host(host), None, "{host}");
    }
}

#[test]
fn a_serial_number_shows_nothing_of_itself() {
    let serial: Serial = SERIAL.parse().unwrap();
    assert_eq!(format!("{serial:?}"), MASK);
    assert_eq!(serde_json::to_value(&serial).unwrap(), MASK);
    assert_eq!(serial.expose(), SERIAL);
    for bad in ["", "go2", "ABCDEFGH", "1234567", "B42D-0000-1234", "B42D0000.local"] {
        assert_eq!(bad.parse::<Serial>(), Err(NoSerial), "{bad}");
    }
}
