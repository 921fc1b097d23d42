use super::*;
use crate::host::fake::FakeMachine;
use crate::host::project::packages::copies;
use crate::text::language::Language;

const THREE: &str = "import x\n\nX509_DIGEST_ALGORITHMS = {\n    \"sha-256\": hashes.SHA256(),\n    \
                     \"sha-384\": hashes.SHA384(),\n    \"sha-512\": hashes.SHA512(),\n}\n";

const ONE_IN_PLACE: &str = "import x\n\nX509_DIGEST_ALGORITHMS = {\n    \"sha-256\": \
                            hashes.SHA256(),\n    # \"sha-384\": hashes.SHA384(),\n}\n";

const PUBLISHED: &str = "import aioice\naioice.Connection = Connection\nimport aiortc\n    \
                         aiortc.rtcdtlstransport.X509_DIGEST_ALGORITHMS = X\n";

/// A folder of packages with this aiortc, and the published driver if it has a source.
fn machine(aiortc: &str, transport: &str, published: Option<&str>) -> FakeMachine {
    let machine = FakeMachine::new()
        .package("/s", "aiortc", aiortc, "")
        .file("/s/aiortc/rtcdtlstransport.py", transport);
    match published {
        Some(source) => machine.package("/s", "unitree_webrtc_connect", "2.2.0", source),
        None => machine,
    }
}

fn project(text: &str) -> Option<Sources> {
    let mut sources = Sources { complete: true, ..Sources::default() };
    sources.take("node.py", text);
    Some(sources)
}

/// What it would offer, and nothing else of the driver.
fn offered(machine: &FakeMachine, sources: Option<&Sources>) -> DriverFacts {
    let copies = copies(machine, &["/s".into()]);
    let aiortc = copies.iter().find(|copy| copy.package == "aiortc");
    let version = aiortc.and_then(|copy| copy.version.clone());
    let mut facts = DriverFacts { aiortc: version, ..DriverFacts::default() };
    would_offer(machine, &copies, None, sources, &mut facts, &mut Notes::default());
    DriverFacts { aiortc: None, ..facts }
}

fn names(offer: &DriverFacts) -> Option<Vec<&str>> {
    Some(offer.offered_fingerprints.as_ref()?.iter().map(String::as_str).collect())
}

const ALL: [&str; 3] = ["sha-256", "sha-384", "sha-512"];

#[test]
fn an_old_aiortc_offers_one_fingerprint_and_needs_no_patch() {
    let offer = offered(&machine("1.9.0", "algorithm=\"sha-256\"", None), None);
    assert_eq!(names(&offer), Some(vec!["sha-256"]));
    assert_eq!((offer.sha256_patch, offer.credentials_shared), (None, None));
}

#[test]
fn a_project_on_a_newer_aiortc_without_a_patch_offers_three() {
    let sources = project("import aiortc\n");
    let offer = offered(&machine("1.14.0", THREE, None), sources.as_ref());
    assert_eq!(names(&offer), Some(ALL.to_vec()));
    assert_eq!((offer.sha256_patch, offer.credentials_shared), (Some(false), Some(false)));
    let newer = offered(&machine("1.16.0", THREE, None), sources.as_ref());
    assert_eq!((newer.sha256_patch, newer.credentials_shared), (Some(false), Some(true)));
}

#[test]
fn a_patch_counts_in_aiortc_in_the_project_and_in_the_published_driver() {
    let plain = project("import aiortc\n");
    let own = project(&format!("import aiortc\n{PUBLISHED}"));
    let uses = project("from unitree_webrtc_connect import UnitreeWebRTCConnection\n");
    let cases = [
        (machine("1.14.0", ONE_IN_PLACE, None), plain),
        (machine("1.14.0", THREE, None), own),
        (machine("1.14.0", THREE, Some(PUBLISHED)), uses),
        (machine("1.14.0", THREE, Some(PUBLISHED)), None),
    ];
    for (machine, sources) in cases {
        let offer = offered(&machine, sources.as_ref());
        assert_eq!(names(&offer), Some(vec!["sha-256"]), "{sources:?}");
        assert_eq!(offer.sha256_patch, Some(true), "{sources:?}");
    }
}

#[test]
fn a_patch_that_the_project_does_not_import_is_not_in_force() {
    let machine = machine("1.14.0", THREE, Some(PUBLISHED));
    let mut sources = project("from aiortc import RTCPeerConnection\n").expect("sources");
    let offer = offered(&machine, Some(&sources));
    assert_eq!((offer.sha256_patch, offer.credentials_shared), (Some(false), Some(false)));
    sources.complete = false;
    let offer = offered(&machine, Some(&sources));
    assert_eq!(offer, DriverFacts::default(), "the import may stand in a file that was not read");
}

#[test]
fn where_no_drivers_source_was_seen_nothing_is_claimed() {
    let machine = machine("1.14.0", THREE, None);
    for sources in [None, project("print('hello')\n"), project("import unitree_webrtc_connect")] {
        assert_eq!(offered(&machine, sources.as_ref()), DriverFacts::default(), "{sources:?}");
    }
    let cut_short = Sources { complete: false, ..project("import aiortc").expect("sources") };
    assert_eq!(offered(&machine, Some(&cut_short)), DriverFacts::default());
}

#[test]
fn a_published_driver_without_the_patch_is_told() {
    let offer = offered(&machine("1.14.0", THREE, Some("import aioice\n")), None);
    assert_eq!((offer.sha256_patch, offer.credentials_shared), (Some(false), Some(false)));
}

#[test]
fn an_aioice_of_the_projects_own_leaves_the_credentials_unknown() {
    let machine = machine("1.9.0", "algorithm=\"sha-256\"", None);
    let copies = copies(&machine, &["/s".into()]);
    let project_found =
        ProjectFiles { own_aioice: Some("/p/aioice".into()), ..ProjectFiles::default() };
    let sources = project("import aiortc\n");
    let mut notes = Notes::default();
    let mut facts = DriverFacts { aiortc: Some("1.9.0".into()), ..DriverFacts::default() };
    let found = Some(&project_found);
    would_offer(&machine, &copies, found, sources.as_ref(), &mut facts, &mut notes);
    assert_eq!(facts.credentials_shared, None);
    assert!(notes.unread.iter().any(|note| note.note.get(Language::English).contains("/p/aioice")));
}

#[test]
fn a_hostile_module_tells_nothing() {
    for transport in ["", "\nX509_DIGEST_ALGORITHMS = {", "\nX509_DIGEST_ALGORITHMS = {\u{1b}:1}"] {
        let offer = offered(&machine("1.14.0", transport, None), project("import aiortc").as_ref());
        assert_eq!(offer.offered_fingerprints, None, "{transport:?}");
    }
}
