use super::envelope::{Holds, holds};
use super::*;
use crate::facts::OfferFacts;
use crate::facts::proxy::Mending;
use crate::stack::sdp::SessionDescription;
use crate::test_support::corrupted;

const AIORTC_1_9: &str = include_str!("../../../tests/fixtures/offers/aiortc-1.9.0.sdp");
const AIORTC_1_14: &str = include_str!("../../../tests/fixtures/offers/aiortc-1.14.0.sdp");
const AIORTC_1_16: &str = include_str!("../../../tests/fixtures/offers/aiortc-1.16.0.sdp");
const PUBLISHED: &str =
    include_str!("../../../tests/fixtures/offers/unitree_webrtc_connect-2.2.0.sdp");

fn parsed(text: &str) -> SessionDescription {
    SessionDescription::parse(text).unwrap()
}

/// The offer with everything mended, and the kinds that it took.
fn mended(offer: &str) -> (String, Vec<Mending>) {
    let first = fingerprints::mend(offer);
    let second = credentials::mend(&first.text);
    let changes = [first.change, second.change];
    (second.text, changes.into_iter().flatten().map(|change| change.kind).collect())
}

#[test]
fn each_real_offer_is_mended_of_what_it_has_and_of_nothing_else() {
    use Mending::{Credentials, Fingerprints};
    for (name, offer, kinds) in [
        ("1.9", AIORTC_1_9, &[Credentials][..]),
        ("1.14", AIORTC_1_14, &[Fingerprints, Credentials]),
        ("1.16", AIORTC_1_16, &[Fingerprints]),
        ("2.2.0", PUBLISHED, &[]),
    ] {
        let (text, changed) = mended(offer);
        assert_eq!(changed, kinds, "{name}");
        assert_eq!(text == offer, kinds.is_empty(), "{name}");
        let facts = OfferFacts::of(&parsed(&text));
        assert_eq!(facts.fingerprints, Some(vec!["sha-256".to_owned()]), "{name}");
        assert_eq!(facts.fingerprints_upper_case, Some(true), "{name}");
        assert_eq!(facts.credentials_shared, Some(true), "{name}");
        assert!(!facts.candidates.unwrap().is_empty(), "{name}");
        let sections = |text| parsed(text).sections.into_iter().map(|it| (it.kind, it.mid));
        assert!(sections(&text).eq(sections(offer)), "{name}");
        assert_eq!(mended(&text).1, [], "what is mended needs no more, {name}");
    }
}

#[test]
fn the_first_sections_transport_is_the_one_that_goes_on() {
    let text = credentials::mend(AIORTC_1_14).text;
    let (before, after) = (parsed(AIORTC_1_14), parsed(&text));
    for section in &after.sections {
        assert_eq!(section.transport.ufrag, before.sections[0].transport.ufrag);
        assert_eq!(section.transport.pwd, before.sections[0].transport.pwd);
    }
    assert_eq!(
        after.candidates(),
        before.sections[0].transport.candidates.iter().collect::<Vec<_>>()
    );
}

#[test]
fn the_group_says_whose_transport_is_kept_and_without_one_nothing_is_done() {
    let other = AIORTC_1_9.replace("BUNDLE 0 1 2", "BUNDLE 2 0 1");
    let after = parsed(&credentials::mend(&other).text);
    assert_eq!(after.transport().ufrag, parsed(AIORTC_1_9).sections[2].transport.ufrag.as_deref());
    for group in ["a=x", "a=group:BUNDLE", "a=group:BUNDLE 7"] {
        let offer = AIORTC_1_9.replace("a=group:BUNDLE 0 1 2", group);
        let left = credentials::mend(&offer);
        assert_eq!(left, Mended::untouched(&offer, Some(Unmended::NoBundle)), "{group}");
    }
}

#[test]
fn lower_case_becomes_upper_case_and_line_ends_stay() {
    let print: String = ["ab"; 32].join(":");
    for end in ["\n", "\r\n"] {
        let offer = format!("v=0{end}m=application 9 X y{end}a=fingerprint:SHA-256 {print}{end}");
        let after = fingerprints::mend(&offer);
        assert_eq!(after.text, offer.replace(&print, &print.to_uppercase()));
        let change = after.change.unwrap();
        assert_eq!(
            (change.before.as_str(), change.after.as_str()),
            ("SHA-256 ab:ab:ab…", "SHA-256 AB:AB:AB…")
        );
    }
}

#[test]
fn no_fingerprint_is_made_up() {
    let only = "m=application 9 X y\na=fingerprint:sha-512 AB:CD\n";
    assert_eq!(fingerprints::mend(only), Mended::untouched(only, Some(Unmended::NoSha256)));
    let short = "m=application 9 X y\na=fingerprint:sha-512 AB\na=fingerprint:sha-256 AB\n";
    assert_eq!(fingerprints::mend(short), Mended::untouched(short, Some(Unmended::NoSha256)));
    let none = "m=application 9 X y\n";
    assert_eq!(fingerprints::mend(none), Mended::untouched(none, None));
}

#[test]
fn a_description_is_found_in_every_form_that_drivers_send() {
    let envelope = br#"{"id":"","sdp":"v=0","type":"offer","token":""}"#;
    assert_eq!(holds(envelope), Holds::Envelope("v=0".into()));
    assert_eq!(holds(b"v=0\r\n"), Holds::Other("v=0\r\n".into(), "SDP"));
    assert_eq!(holds(br#""v=0""#), Holds::Other("v=0".into(), "\"SDP\""));
    assert_eq!(holds(br#"{"sdp":"v=0"}"#), Holds::Other("v=0".into(), "{sdp}"));
    for nothing in
        [&b""[..], b"\xff", b"{}", b"[]", br#"{"sdp":7}"#, br#"{"sdp":"v=0","type":"answer"}"#]
    {
        assert_eq!(holds(nothing), Holds::Nothing);
    }
}

#[test]
fn corrupted_offers_never_panic() {
    let mut rng = fastrand::Rng::with_seed(3);
    for _ in 0..2000 {
        let bytes = corrupted(AIORTC_1_14.as_bytes(), &mut rng);
        let _ = (mended(&String::from_utf8_lossy(&bytes)), holds(&bytes));
    }
}
