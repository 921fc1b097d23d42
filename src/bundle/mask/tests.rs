use super::*;

/// Each kind in every form that its texts have, and the value that must be gone.
pub(super) const PLANTED: [(Kind, &str, &str); 19] = [
    (Kind::IcePassword, "a=ice-pwd:ZgbV1fpujFe0U7lcAuyWRe\r\n", "ZgbV1fpujFe0U7lcAuyWRe"),
    (Kind::IcePassword, r#"{"sdp":"a=ice-pwd:QQbV1fpujFe0U7lcAu\r\nx"}"#, "QQbV1fpujFe0U7lcAu"),
    (Kind::Key, r#"{"data1": "bIRTz+/0123456789abc=", "data2": 2}"#, "bIRTz+/0123456789abc="),
    (
        Kind::Key,
        "UNITREE_AES_128_KEY=00112233445566778899aabbccddee00",
        "00112233445566778899aabbccddee00",
    ),
    (
        Kind::Key,
        "the key 00112233445566778899AABBCCDDEEFF is wrong",
        "00112233445566778899AABBCCDDEEFF",
    ),
    (
        Kind::Key,
        "go2doctor check --aes-key 0f112233445566778899aabbccddeeff",
        "0f112233445566778899aabbccddeeff",
    ),
    (Kind::Token, r#"{"token": "eyJhbGciOi.abc-def"}"#, "eyJhbGciOi.abc-def"),
    (Kind::Token, "GITHUB_TOKEN=ghp_0123456789", "ghp_0123456789"),
    (Kind::Token, "Authorization: Bearer abcdef0123456789", "abcdef0123456789"),
    (Kind::Serial, "host B42D1000P6ABCDEF answered", "B42D1000P6ABCDEF"),
    (Kind::Serial, r#"{"sn":"E21D6000PBF9ELG0"}"#, "E21D6000PBF9ELG0"),
    (Kind::Mail, "user=jane.doe@example.org", "jane.doe@example.org"),
    (Kind::Mac, "lladdr 3c:22:fb:01:02:03 REACHABLE", "3c:22:fb:01:02:03"),
    (Kind::Mac, "3C-22-FB-0A-0B-0C", "3C-22-FB-0A-0B-0C"),
    (Kind::Ssid, r#"wlan0 ESSID:"The Does 5G" Mode"#, "The Does 5G"),
    (Kind::PublicAddress, "candidate 8.8.4.4 51000 typ srflx", "8.8.4.4"),
    (Kind::PublicAddress, "via 2a02:8388:1:2::5 dev", "2a02:8388:1:2::5"),
    (Kind::User, "/home/janedoe/ws/driver.py", "janedoe"),
    (Kind::User, r"C:\Users\JaneD\AppData", "JaneD"),
];

fn learnt(texts: &[&str]) -> Masks {
    let mut masks = Masks::default();
    texts.iter().for_each(|text| masks.learn(text));
    masks
}

#[test]
fn every_kind_is_found_by_its_form_and_is_gone() {
    for (kind, text, value) in PLANTED {
        let masks = learnt(&[text]);
        let (masked, counts) = masks.masked(text);
        assert!(!masked.contains(value), "{kind:?}: {masked}");
        assert!(counts.get(&kind).is_some_and(|count| *count > 0), "{kind:?}: {counts:?}");
        assert_eq!(masks.left_in(masked.as_bytes(), 0), [], "{masked}");
        assert!(!masks.left_in(text.as_bytes(), 0).is_empty(), "{text}");
    }
}

#[test]
fn what_one_file_tells_is_masked_in_all() {
    let all: Vec<&str> = PLANTED.iter().map(|(_, text, _)| *text).collect();
    let masks = learnt(&all);
    for (kind, _, value) in PLANTED {
        let elsewhere = format!("seen: {value}, and ({value})");
        let (masked, _) = masks.masked(&elsewhere);
        assert!(!masked.contains(value), "{kind:?}: {masked}");
    }
}

#[test]
fn what_tells_nobody_anything_stays() {
    let plain = [
        "192.168.12.1:9991 and 10.0.0.7, 127.0.0.1, 169.254.1.1, 100.64.0.1",
        "fe80::1 ::1 fd00::1 2001:db8::1 203.0.113.7",
        "aiortc 1.9.0.1, kernel 6.1.0-18, at 14:04:32",
        "34:05:DE:0E:04:26:5A:35:05:7B:C8:6B:38:4E:CE:0B:D2:89:76:E4:8E:DE:DB:CC:48:DE:EC:8C:EB:16:ED:F6",
        "/home/unitree/go2 /root/x /home/runner/work",
        "the AES key is missing; token: none",
        "INIT sent 3 times, G2-SCTP-NOINITACK at phase 4/4 SCTP",
        "00:00:00:00:00:00 ff:ff:ff:ff:ff:ff",
    ];
    for text in plain {
        let masks = learnt(&[text]);
        assert_eq!(masks.masked(text).0, text);
    }
}

#[test]
fn the_same_value_has_the_same_stand_in_and_addresses_stay_addresses() {
    let masks = learnt(&["8.8.4.4 and 9.9.9.9 and 8.8.4.4, 2a00::1"]);
    let (masked, counts) = masks.masked("8.8.4.4 9.9.9.9 8.8.4.4 2a00::1");
    let parts: Vec<&str> = masked.split(' ').collect();
    assert_eq!(parts[0], parts[2]);
    assert_ne!(parts[0], parts[1]);
    assert!(parts.iter().all(|part| part.parse::<std::net::IpAddr>().is_ok()), "{masked}");
    assert_eq!(counts.get(&Kind::PublicAddress), Some(&4));
}

#[test]
fn masking_twice_changes_nothing() {
    let all: String = PLANTED.iter().map(|(_, text, _)| format!("{text}\n")).collect();
    let masks = learnt(&[&all]);
    let (once, _) = masks.masked(&all);
    let again = learnt(&[&once]);
    assert_eq!(again.masked(&once).0, once);
}

#[test]
fn a_short_name_is_masked_where_a_path_tells_it_and_nowhere_else() {
    let masks = learnt(&["/home/jo/ws"]);
    assert_eq!(masks.masked("/home/jo/ws and join jo").0, "/home/USER-1/ws and join jo");
}
