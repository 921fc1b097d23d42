//! What a report tells to do fits the machine and what was done already.

use super::super::next_step::{against, blanks};
use super::*;
use crate::catalogue::catalogue;
use crate::catalogue::entry::Platform;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::facts::invocation::{Invocation, Ran};
use crate::facts::outcome::Client;
use crate::facts::{HostEvidence, WslFacts};
use crate::report::finding::FindingReport;
use crate::report::fixtures::{failures, healthy, sctp_silent};
use crate::text::language::Language;

fn named(name: &str) -> RunOutcome {
    failures().into_iter().find(|(of, _)| of == name).expect("it is there").1
}

fn after(command: &str, options: &[&str]) -> Invocation {
    Invocation { ran: Some(Ran::of(command, options)), ..Default::default() }
}

fn next(run: &RunOutcome, invocation: &Invocation) -> String {
    let diagnosis = Diagnosis::of(&case(run), invocation);
    diagnosis.next().expect("a failure ends in a command").into()
}

#[test]
fn nobody_is_told_to_do_what_they_have_just_done() {
    let (busy, mute) = (named("sdp Busy"), named("http ClosedWithoutAnswer"));
    let (silent, no_data) = (sctp_silent("sctp"), named("flow no data"));
    let refused = named("http ConnRefused");
    let mut hanging = named("http NoResponse");
    for outcome in &mut hanging.stages {
        if let crate::facts::StageFacts::Http { timings, .. } = &mut outcome.facts {
            timings.connect_ms = Some(2.0);
        }
    }
    let offering = |offer: &str| Invocation { offer: Some(offer.into()), ..after("sctp", &[]) };
    let cases = [
        (&busy, after("sdp", &[]), "go2doctor check --wait-slot --robot 192.168.12.1"),
        (&busy, after("check", &["--wait-slot"]), "go2doctor check --wait 90 --robot 192.168.12.1"),
        (
            &busy,
            after("check", &["--retry-busy"]),
            "go2doctor check --wait-slot --robot 192.168.12.1",
        ),
        (&refused, after("check", &[]), "go2doctor check --wait 90 --robot 192.168.12.1"),
        (&refused, after("check", &["--wait 90"]), "go2doctor discover"),
        (
            &hanging,
            after("probe-http", &[]),
            "go2doctor probe-http --timeout 15 --robot 192.168.12.1",
        ),
        (
            &hanging,
            after("probe-http", &["--timeout 20"]),
            "go2doctor check --wait 90 --robot 192.168.12.1",
        ),
        (
            &hanging,
            after("check", &["--timeout 20"]),
            "go2doctor check --wait 90 --robot 192.168.12.1",
        ),
        (
            &silent,
            offering("aiortc-1.14"),
            "go2doctor sctp --wait-slot --offer go2doctor --robot 192.168.12.1",
        ),
        (&silent, offering("data-only"), "go2doctor check --wait 90 --robot 192.168.12.1"),
        (
            &silent,
            after("sctp", &[]),
            "go2doctor sctp --wait-slot --offer data-only --robot 192.168.12.1",
        ),
        (&no_data, after("flow", &[]), "go2doctor flow --window 30 --robot 192.168.12.1"),
        (
            &no_data,
            after("flow", &["--window 30"]),
            "go2doctor flow -v --window 60 --robot 192.168.12.1",
        ),
        (
            &no_data,
            after("flow", &["-v", "--window 90"]),
            "go2doctor check --wait 90 --robot 192.168.12.1",
        ),
        (
            &no_data,
            after("check", &["-v", "--window 90", "--wait 90"]),
            "go2doctor explain G2-DATA-SILENT",
        ),
        (&mute, after("probe-http", &[]), "go2doctor check --wait 90 --robot 192.168.12.1"),
    ];
    for (run, invocation, expected) in cases {
        let machine = HostEvidence { os: Some("linux".into()), ..Default::default() };
        let case = Case { host: Some(&machine), ..case(run) };
        let diagnosis = Diagnosis::of(&case, &invocation);
        assert_eq!(diagnosis.next(), Some(expected), "{invocation:?}");
    }
}

#[test]
fn a_command_that_waits_for_a_restart_says_so_and_one_for_a_robot_that_starts_does_not() {
    let offering = Invocation { offer: Some("data-only".into()), ..after("sctp", &[]) };
    let silent = sctp_silent("sctp");
    let before = |run, invocation| Diagnosis::of(&case(run), &invocation).before_next();
    let told = before(&silent, offering).expect("nobody restarts a robot unasked");
    assert!(told.get(Language::English).contains("off and on"));
    assert_eq!(before(&silent, after("sctp", &[])), None);
    assert_eq!(before(&named("http ConnRefused"), after("check", &[])), None);
}

#[test]
fn no_next_command_of_the_catalogue_is_named_right_after_itself() {
    let run = healthy();
    let mut tried = 0;
    for entry in catalogue().entries() {
        for command in entry.next.iter().map(|next| &next.command) {
            let Some(own) = command.strip_prefix("go2doctor ") else { continue };
            let mut words = own.split(' ').peekable();
            let name = words.next().expect("a command has a name").to_owned();
            let (mut ran, mut invocation) = (Vec::new(), Invocation::default());
            while let Some(option) = words.next() {
                let value = words.next_if(|word| !word.starts_with('-'));
                match (option, value) {
                    ("--offer", Some(_)) => invocation.offer = Some("data-only".into()),
                    ("--client", Some(_)) => invocation.client = None,
                    ("--robot", Some(value)) => invocation.robot = Some(value.into()),
                    ("--model", Some(value)) => invocation.model = value.parse().ok(),
                    (option, Some(value)) => ran.push(format!("{option} {value}")),
                    (option, None) => ran.push(option.into()),
                }
            }
            let options: Vec<_> = ran.iter().map(String::as_str).collect();
            invocation.ran = Some(Ran::of(&name, &options));
            let case = case(&run);
            let blanks = blanks(&case, &invocation);
            for platform in [Platform::Linux, Platform::Macos, Platform::Windows] {
                let first = Finding::possible(&entry.code);
                let next = against(&first, &blanks, platform);
                let again = blanks.fill(command);
                assert_ne!(next, again, "{}", entry.code);
            }
            tried += 1;
        }
    }
    assert!(tried > 30, "only {tried} commands of ours are named");
}

#[test]
fn our_own_stack_is_named_only_where_another_was_used() {
    let run = named("sctp open");
    let case = Case { client: Client::Stock, ..case(&run) };
    let stock = Invocation { client: Some(Client::Stock), ..after("sctp", &[]) };
    let ours = "go2doctor sctp --client go2doctor --robot 192.168.12.1";
    assert_eq!(Diagnosis::of(&case, &stock).next(), Some(ours));
    let again = "go2doctor sctp --wait-slot --robot 192.168.12.1";
    assert_eq!(next(&run, &after("sctp", &[])), again);
}

#[test]
fn remedies_are_those_of_the_machine_in_question() {
    let run = named("http NetUnreachable");
    let mut run = run;
    for outcome in &mut run.stages {
        if let crate::facts::StageFacts::Ping { evidence, .. } = &mut outcome.facts {
            evidence.received = Some(0);
        }
    }
    let linux = || HostEvidence { os: Some("linux".into()), ..Default::default() };
    let wsl = Some(WslFacts {
        version: Some(2),
        networking: Some("mirrored".into()),
        ..Default::default()
    });
    let cases = [
        (linux(), "sudo ip addr add 192.168.123.51/24 dev eth0"),
        (HostEvidence { wsl, ..linux() }, "sudo ip addr add 192.168.123.51/24 dev eth0"),
        (
            HostEvidence { container: Some("docker".into()), ..linux() },
            "sudo ip addr add 192.168.123.51/24 dev eth0",
        ),
        (
            HostEvidence { os: Some("macos".into()), ..Default::default() },
            "sudo ifconfig en5 alias 192.168.123.51 255.255.255.0",
        ),
        (
            HostEvidence { os: Some("windows".into()), ..Default::default() },
            "New-NetIPAddress -InterfaceAlias Ethernet -IPAddress 192.168.123.51 -PrefixLength 24",
        ),
    ];
    for (machine, expected) in cases {
        let case = Case { host: Some(&machine), ..case(&run) };
        let diagnosis = Diagnosis::of(&case, &Invocation::default());
        assert_eq!(diagnosis.findings()[0].code(), "G2-LINK-SUBNET");
        let remedies: Vec<_> = diagnosis.remedies().collect();
        let commands: Vec<_> =
            remedies.iter().flat_map(|remedy| diagnosis.blanks().commands(remedy)).collect();
        assert_eq!(commands, [expected], "{machine:?}");
        let all = &FindingReport::all(&diagnosis, Language::English)[0].remedies;
        assert!(all.len() > remedies.len(), "a report is read on other machines as well");
    }
}

#[test]
fn windows_beneath_wsl_and_the_machine_around_a_container_have_their_own_advice() {
    let linux = Platform::Linux;
    assert!(linux.serves(Platform::Wsl) && linux.serves(Platform::Container));
    assert!(!Platform::Wsl.serves(linux) && !Platform::Container.serves(linux));
    assert!(!Platform::Container.serves(Platform::Wsl));
    let first = Finding::likely("G2-LINK-WRONG-SSID");
    let run = healthy();
    let blanks = blanks(&case(&run), &after("check", &["--wait 90"]));
    let next = |platform| against(&first, &blanks, platform);
    assert_eq!(next(Platform::Wsl), "netsh.exe wlan show networks");
    assert_eq!(next(Platform::Linux), "nmcli device wifi list");
    assert_eq!(next(Platform::Macos), "networksetup -listallhardwareports");
}

#[test]
fn a_remedy_that_was_just_tried_keeps_its_words_and_loses_its_command() {
    let run = named("sdp Busy");
    let commands = |invocation: &Invocation| -> Vec<String> {
        let found = FindingReport::all(&Diagnosis::of(&case(&run), invocation), Language::English);
        assert!(!found[0].remedies.is_empty());
        found[0].remedies.iter().flat_map(|remedy| remedy.commands.clone()).collect()
    };
    assert_eq!(commands(&after("sdp", &[])), ["go2doctor sdp --retry-busy --robot 192.168.12.1"]);
    assert_eq!(commands(&after("sdp", &["--retry-busy"])), [""; 0]);
}
