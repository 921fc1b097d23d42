//! What is odd or wrong in the robot's answer to our offer.
//!
//! A lint is a fact, not a verdict: only the heaviest end the stage, because nothing can come of
//! such an answer.

use std::net::IpAddr;

use super::sdp::SessionDescription;
use super::sdp_section::Section;

/// What an answer with a lint is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Everything: it is worth knowing, no more.
    Noted,
    /// A connection of ours; other clients may refuse it or be led astray.
    Disturbing,
    /// Nothing that we can do: a client of more abilities may connect.
    OurLimit,
    /// Nothing: no data channel can come of it.
    Fatal,
}

/// Declares every lint once: variant, code in reports, weight.
macro_rules! lints {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal $weight:ident;)+) => {
        /// One finding in an answer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Lint {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Lint {
            pub const ALL: &[Lint] = &[$(Lint::$variant,)+];

            pub fn code(self) -> &'static str {
                match self {
                    $(Lint::$variant => $code,)+
                }
            }

            /// What an answer with it is good for.
            pub fn weight(self) -> Weight {
                match self {
                    $(Lint::$variant => Weight::$weight,)+
                }
            }
        }
    };
}

lints! {
    /// There is no `m=application`.
    ApplicationMissing = "application-missing" Fatal;
    /// `m=application` has port 0: refused (RFC 3264, section 6).
    ApplicationRefused = "application-refused" Fatal;
    /// No `a=fingerprint` holds for the data channel.
    FingerprintMissing = "fingerprint-missing" Fatal;
    /// There are fingerprints, and none is SHA-256, the one hash that we compare.
    FingerprintNotSha256 = "fingerprint-not-sha256" OurLimit;
    /// More than one fingerprint in a section; the robot writes one.
    FingerprintSeveral = "fingerprint-several" Noted;
    /// No ICE user fragment, or no password.
    CredentialsMissing = "ice-credentials-missing" Fatal;
    /// No `a=setup`: clients then take the peer for active, as this robot is.
    SetupMissing = "setup-missing" Noted;
    /// `a=setup:passive`: the peer wants us to be DTLS client; this robot never does.
    SetupPassive = "setup-passive" Noted;
    /// `a=setup` is neither `active` nor `passive`, which an answer must choose between.
    SetupUnexpected = "setup-unexpected" Disturbing;
    /// No `a=candidate`: the robot can still be learnt from its own checks.
    CandidatesMissing = "candidates-missing" Noted;
    /// Nothing but multicast DNS names: same as none, for us.
    CandidatesMdnsOnly = "candidates-mdns-only" Noted;
    /// No candidate lies in the network where HTTP reached the robot.
    CandidatesOtherSubnet = "candidates-other-subnet" Noted;
    /// Neither `a=sctp-port` nor a legacy form.
    SctpPortMissing = "sctp-port-missing" Noted;
    /// The SCTP port is not 5000.
    SctpPortUnusual = "sctp-port-unusual" Disturbing;
    /// As many m-sections as offered, in another order: clients that hold to RFC 3264 refuse it.
    SectionsReordered = "sections-reordered" Disturbing;
    /// Another number of m-sections than offered.
    SectionsCount = "sections-count" Disturbing;
}

/// The SCTP port of every WebRTC stack known, this robot's included.
const SCTP_PORT: u16 = 5000;

/// Compares an answer with the offer it answers. `http_address` is where the robot was reached by
/// HTTP, when known as an address.
pub fn lint(
    offer: &SessionDescription,
    answer: &SessionDescription,
    http_address: Option<IpAddr>,
) -> Vec<Lint> {
    let mut found = Vec::new();
    found.extend(lint_application(answer.application()));
    found.extend(lint_fingerprints(answer));
    let transport = answer.transport();
    if transport.ufrag.is_none_or(str::is_empty)
        || transport.pwd.is_none_or(|pwd| pwd.expose().is_empty())
    {
        found.push(Lint::CredentialsMissing);
    }
    match transport.setup {
        Some("active") => {}
        Some("passive") => found.push(Lint::SetupPassive),
        Some(_) => found.push(Lint::SetupUnexpected),
        None => found.push(Lint::SetupMissing),
    }
    found.extend(lint_candidates(answer, http_address));
    found.extend(lint_order(offer, answer));
    found
}

fn lint_application(application: Option<&Section>) -> Vec<Lint> {
    match application {
        None => vec![Lint::ApplicationMissing],
        Some(section) if section.port == Some(0) => vec![Lint::ApplicationRefused],
        Some(section) => match section.sctp_port {
            None => vec![Lint::SctpPortMissing],
            Some(SCTP_PORT) => vec![],
            Some(_) => vec![Lint::SctpPortUnusual],
        },
    }
}

fn lint_fingerprints(answer: &SessionDescription) -> Vec<Lint> {
    let mut found = Vec::new();
    if answer.fingerprints().is_empty() {
        found.push(Lint::FingerprintMissing);
    } else if answer.transport().fingerprint.is_none() {
        found.push(Lint::FingerprintNotSha256);
    }
    if answer.fingerprints().len() > 1 {
        found.push(Lint::FingerprintSeveral);
    }
    found
}

fn lint_candidates(answer: &SessionDescription, http_address: Option<IpAddr>) -> Option<Lint> {
    let candidates = answer.candidates();
    if candidates.is_empty() {
        return Some(Lint::CandidatesMissing);
    }
    if candidates.iter().all(|candidate| candidate.is_mdns()) {
        return Some(Lint::CandidatesMdnsOnly);
    }
    let http = http_address?.to_canonical();
    let mut comparable = candidates
        .iter()
        .filter_map(|candidate| candidate.ip)
        .map(|ip| ip.to_canonical())
        .filter(|ip| ip.is_ipv4() == http.is_ipv4())
        .peekable();
    comparable.peek()?;
    (!comparable.any(|ip| same_network(ip, http))).then_some(Lint::CandidatesOtherSubnet)
}

/// A guess without knowing the netmask: /24, the mask of the robot's own network and of nearly
/// every home, or /64.
fn same_network(a: IpAddr, b: IpAddr) -> bool {
    match (a, b) {
        (IpAddr::V4(a), IpAddr::V4(b)) => a.octets()[..3] == b.octets()[..3],
        (IpAddr::V6(a), IpAddr::V6(b)) => a.segments()[..4] == b.segments()[..4],
        _ => false,
    }
}

fn lint_order(offer: &SessionDescription, answer: &SessionDescription) -> Option<Lint> {
    if offer.sections.len() != answer.sections.len() {
        return Some(Lint::SectionsCount);
    }
    let moved = |(ours, theirs): (&Section, &Section)| {
        let mids_differ = ours.mid.is_some() && theirs.mid.is_some() && ours.mid != theirs.mid;
        ours.kind != theirs.kind || mids_differ
    };
    offer.sections.iter().zip(&answer.sections).any(moved).then_some(Lint::SectionsReordered)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = include_str!("../../tests/fixtures/robot-answer.sdp");
    const ROBOT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 168, 12, 1));
    const OFFER: &str = "m=audio 9 X 111\na=mid:0\nm=video 9 X 102\na=mid:1\n\
                         m=application 9 X webrtc-datachannel\na=mid:2\n";

    fn parse(text: &str) -> SessionDescription {
        SessionDescription::parse(text).expect("within the bounds")
    }

    fn lint_of(answer: &str) -> Vec<Lint> {
        lint(&parse(OFFER), &parse(answer), Some(ROBOT))
    }

    /// The robot's answer without the lines that begin so.
    fn without(prefixes: &[&str]) -> String {
        let kept = |line: &&str| !prefixes.iter().any(|prefix| line.starts_with(prefix));
        ANSWER.lines().filter(kept).map(|line| format!("{line}\n")).collect()
    }

    #[test]
    fn the_robots_own_answer_is_clean() {
        assert_eq!(lint_of(ANSWER), []);
    }

    #[test]
    fn each_defect_has_its_code() {
        let fingerprint = "a=fingerprint:sha-256";
        let cases = [
            (ANSWER.replace("m=application 9", "m=application 0"), Lint::ApplicationRefused),
            (without(&[fingerprint]), Lint::FingerprintMissing),
            (ANSWER.replace(fingerprint, "a=fingerprint:sha-1"), Lint::FingerprintNotSha256),
            (
                ANSWER.replace("a=setup", "a=fingerprint:sha-384 AB\na=setup"),
                Lint::FingerprintSeveral,
            ),
            (without(&["a=ice-pwd"]), Lint::CredentialsMissing),
            (without(&["a=ice-ufrag"]), Lint::CredentialsMissing),
            (without(&["a=setup"]), Lint::SetupMissing),
            (ANSWER.replace("setup:active", "setup:passive"), Lint::SetupPassive),
            (ANSWER.replace("setup:active", "setup:actpass"), Lint::SetupUnexpected),
            (without(&["a=candidate"]), Lint::CandidatesMissing),
            (ANSWER.replace("192.168.12.1", "a-b-c.local"), Lint::CandidatesMdnsOnly),
            (ANSWER.replace("192.168.12.1", "192.168.123.161"), Lint::CandidatesOtherSubnet),
            (ANSWER.replace("192.168.12.1", "127.0.0.1"), Lint::CandidatesOtherSubnet),
            (without(&["a=sctp-port"]), Lint::SctpPortMissing),
            (ANSWER.replace("sctp-port:5000", "sctp-port:6000"), Lint::SctpPortUnusual),
            (ANSWER.replace("mid:1", "mid:7"), Lint::SectionsReordered),
        ];
        for (answer, expected) in cases {
            assert_eq!(lint_of(&answer), [expected]);
        }
    }

    #[test]
    fn an_answer_without_the_data_channel_is_fatal() {
        let answer: String = ANSWER.split("m=application").take(1).collect();
        assert_eq!(lint_of(&answer), [Lint::ApplicationMissing, Lint::SectionsCount]);
        let garbage = lint_of("<html>not found</html>");
        assert!(garbage.iter().any(|lint| lint.weight() == Weight::Fatal));
    }

    #[test]
    fn missing_candidates_are_not_fatal() {
        for lint in [Lint::CandidatesMissing, Lint::CandidatesMdnsOnly] {
            assert_eq!(lint.weight(), Weight::Noted);
        }
    }

    #[test]
    fn networks_are_compared_only_within_a_family() {
        let (offer, answer) = (parse(OFFER), parse(ANSWER));
        let codes = |http: &str| lint(&offer, &answer, http.parse().ok());
        assert_eq!(codes("fd00::1"), []);
        assert_eq!(codes("192.168.12.77"), []);
        assert_eq!(codes("::ffff:192.168.12.77"), []);
        assert_eq!(codes("127.0.0.1"), [Lint::CandidatesOtherSubnet]);
        assert_eq!(codes("not an address"), []);
        for (candidate, expected) in
            [("127.0.0.2", vec![]), ("127.77.0.1", vec![Lint::CandidatesOtherSubnet])]
        {
            let loopback = parse(&ANSWER.replace("192.168.12.1", candidate));
            assert_eq!(lint(&offer, &loopback, "127.0.0.1".parse().ok()), expected);
        }
    }

    #[test]
    fn codes_are_kebab_case_and_distinct() {
        let mut codes: Vec<_> = Lint::ALL.iter().map(|lint| lint.code()).collect();
        for code in &codes {
            assert!(code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
        }
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Lint::ALL.len());
    }
}
