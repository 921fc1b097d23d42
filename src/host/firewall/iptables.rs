//! The rules of iptables, as `iptables -S` writes them and ufw keeps them in its files.

use super::packet::{Fit, Packet, in_network, in_range};
use super::ruleset::{Action, BaseChain, Rule, Ruleset};

/// Targets that write something and let the packet go on.
pub(super) const HARMLESS: [&str; 8] =
    ["LOG", "NFLOG", "MARK", "CONNMARK", "CT", "TCPMSS", "AUDIT", "TRACE"];

/// Reads rules for one packet. Lines that are none are passed over.
pub(super) fn read(said: &str, packet: &Packet) -> Ruleset {
    let mut ruleset = Ruleset::default();
    let base = if packet.inbound { "INPUT" } else { "OUTPUT" };
    let lines: Vec<Vec<String>> = said.lines().map(words).collect();
    for line in &lines {
        match line.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["-P", chain, policy] => {
                ruleset.chains.entry(chain.into()).or_default();
                if chain == base {
                    let policy = if policy == "ACCEPT" { Action::Accept } else { Action::Drop };
                    ruleset.base_chains.push(BaseChain { chain: chain.into(), policy });
                }
            }
            ["-N", chain] => {
                ruleset.chains.entry(chain.into()).or_default();
            }
            // A file of iptables-save: `:ufw-user-input - [0:0]`.
            [chain, _, _] if chain.starts_with(':') => {
                ruleset.chains.entry(chain[1..].into()).or_default();
            }
            _ => {}
        }
    }
    let known: Vec<String> = ruleset.chains.keys().cloned().collect();
    for line in &lines {
        if let [first, chain, rest @ ..] = &line[..]
            && first == "-A"
            && let Some(rules) = ruleset.chains.get_mut(chain)
        {
            rules.push(rule(rest, packet, &known));
        }
    }
    ruleset
}

pub(super) fn inbound_default(said: &str) -> Option<String> {
    let policy = said.lines().find_map(|line| line.trim().strip_prefix("-P INPUT "))?;
    Some(policy.to_lowercase()).filter(|policy| matches!(policy.as_str(), "accept" | "drop"))
}

pub(super) fn has_rules(said: &str) -> bool {
    said.lines().any(|line| line.starts_with("-A ") || line.ends_with(" DROP"))
}

fn rule(words: &[String], packet: &Packet, chains: &[String]) -> Rule {
    let mut fit = Fit::Yes;
    let mut negate = false;
    let mut words = words.iter().map(String::as_str).peekable();
    while let Some(word) = words.next() {
        if word == "!" {
            negate = true;
            continue;
        }
        let mut values = Vec::new();
        while let Some(value) = words.next_if(|next| !next.starts_with('-') && *next != "!") {
            values.push(value);
        }
        let value = values.first().copied().unwrap_or_default();
        match word {
            "-j" => return Rule { fit, action: action(value, chains) },
            "-g" => return Rule { fit, action: Action::Goto(value.into()) },
            "-m" | "--comment" => {}
            _ => fit = fit.and(condition(word, value, packet).negated(negate)),
        }
        negate = false;
    }
    Rule { fit, action: Action::Nothing }
}

fn action(target: &str, chains: &[String]) -> Action {
    match target {
        "ACCEPT" => Action::Accept,
        "DROP" | "REJECT" => Action::Drop,
        "RETURN" => Action::Return,
        target if HARMLESS.contains(&target) => Action::Nothing,
        target if chains.iter().any(|chain| chain == target) => Action::Jump(target.into()),
        _ => Action::Unknown,
    }
}

fn condition(option: &str, value: &str, packet: &Packet) -> Fit {
    let any_of = |fits: &dyn Fn(&str) -> Fit| value.split(',').map(fits).fold(Fit::No, Fit::or);
    match option {
        "-s" => in_network(packet.source, value),
        "-d" => in_network(packet.destination, value),
        "-i" => packet.comes_in_by(value),
        "-o" => packet.leaves_by(value),
        "-p" => matches!(value, "udp" | "17" | "all" | "0").into(),
        "--sport" | "--sports" => any_of(&|each| is_port(packet.source_port, each)),
        "--dport" | "--dports" => any_of(&|each| is_port(packet.destination_port, each)),
        "--ports" => Fit::Maybe,
        "--ctstate" | "--state" => any_of(&|each| each.eq_ignore_ascii_case(packet.state()).into()),
        "--dst-type" if packet.inbound => any_of(&|each| (each == "LOCAL").into()),
        "--pkt-type" if packet.inbound => (value == "unicast").into(),
        _ => Fit::Maybe,
    }
}

/// `53`, or `1025:65535`.
fn is_port(port: Option<u16>, written: &str) -> Fit {
    let (low, high) = written.split_once(':').unwrap_or((written, written));
    let end = |text: &str, open: u16| match text {
        "" => Some(open),
        _ => text.parse().ok(),
    };
    in_range(port, end(low, 0), end(high, u16::MAX))
}

/// The words of a line; one in quotes may hold blanks.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            // iptables quotes with the one, ufw with the other.
            '"' | '\'' if quote.is_none_or(|open| open == letter) => {
                quote = if quote.is_none() { Some(letter) } else { None };
                word.get_or_insert_default();
            }
            '\\' if quote.is_some() => word.get_or_insert_default().extend(letters.next()),
            blank if blank.is_whitespace() && quote.is_none() => words.extend(word.take()),
            letter => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    /// Recorded from iptables 1.8.9: rules of our own, then ufw's, then ufw's with rules for a
    /// robot, for SSH, for a network and for the port.
    const OWN: &str = include_str!("../../../tests/fixtures/host-tools/iptables-S.txt");
    const UFW: &str = include_str!("../../../tests/fixtures/host-tools/iptables-S-ufw.txt");
    const ALLOWED: &str =
        include_str!("../../../tests/fixtures/host-tools/iptables-S-ufw-allowed.txt");

    fn reply() -> Packet {
        let (robot, own) = (Ipv4Addr::new(192, 168, 12, 1), Ipv4Addr::new(192, 168, 12, 222));
        Packet::unasked(Some(robot), Some(own), Some("eth0"))
    }

    fn check(robot: [u8; 4]) -> Packet {
        Packet::towards(robot.into(), Some(Ipv4Addr::new(192, 168, 12, 222)), Some("eth0"))
    }

    #[test]
    fn recorded_rules_tell_what_becomes_of_a_robots_packets() {
        assert_eq!(read(UFW, &reply()).drops(), Some(true));
        assert_eq!(read(UFW, &check([192, 168, 12, 1])).drops(), Some(false));
        assert_eq!(read(ALLOWED, &reply()).drops(), Some(false));
        let stranger = Packet { source: Some([10, 0, 0, 7].into()), ..reply() };
        assert_eq!(read(ALLOWED, &stranger).drops(), Some(false), "10134 is open to all");
        let elsewhere = Packet { destination_port: Some(50_000), ..stranger };
        assert_eq!(read(ALLOWED, &elsewhere).drops(), Some(true));
        assert_eq!(read(OWN, &reply()).drops(), Some(true));
        assert_eq!(read(OWN, &check([192, 168, 123, 161])).drops(), Some(false));
        // The ports of a check are not known before, and 53 is let through.
        assert_eq!(read(OWN, &check([192, 168, 12, 1])).drops(), None);
        assert_eq!(inbound_default(OWN).as_deref(), Some("drop"));
        assert!(has_rules(OWN) && has_rules(UFW));
        assert!(!has_rules("-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n"));
    }

    #[test]
    fn each_condition_counts_and_what_is_not_understood_leaves_it_open() {
        for (rule, expected) in [
            ("-j ACCEPT", Some(false)),
            ("-s 192.168.12.0/24 -j ACCEPT", Some(false)),
            ("! -s 192.168.12.0/24 -j ACCEPT", Some(true)),
            ("-s 192.168.12.1/32 ! -i lo -p udp -j ACCEPT", Some(false)),
            ("-p tcp -j ACCEPT", Some(true)),
            ("-p udp -m udp --dport 10134 -j ACCEPT", Some(false)),
            ("-p udp -m multiport --dports 53,10000:11000 -j ACCEPT", Some(false)),
            ("-p udp -m udp --dport 1024: -j ACCEPT", Some(false)),
            ("-p udp -m udp --sport 10131 -j ACCEPT", None),
            ("-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", Some(true)),
            ("-m state --state NEW -j ACCEPT", Some(false)),
            ("-m addrtype --dst-type LOCAL -j ACCEPT", Some(false)),
            ("-m addrtype --dst-type BROADCAST -j ACCEPT", Some(true)),
            ("-m limit --limit 3/min -j ACCEPT", None),
            ("-m set --match-set robots src -j ACCEPT", None),
            ("-m comment --comment \"let -j DROP in\" -j ACCEPT", Some(false)),
            ("-j LOG --log-prefix \"[UFW BLOCK] \"", Some(true)),
            ("-j NFQUEUE --queue-num 1", None),
            ("-j other", Some(false)),
            ("-g other", Some(false)),
            ("-p udp", Some(true)),
        ] {
            let said = format!("-P INPUT DROP\n-N other\n-A INPUT {rule}\n-A other -j ACCEPT\n");
            assert_eq!(read(&said, &reply()).drops(), expected, "{rule}");
        }
    }

    #[test]
    fn nonsense_is_no_rule() {
        for said in ["", "\u{0}", "-A", "-A INPUT -j DROP", "iptables: Permission denied\n"] {
            assert_eq!(read(said, &reply()), Ruleset::default(), "{said:?}");
        }
        assert_eq!(words("a \"b \\\" c\" d\"e\" \"\""), ["a", "b \" c", "de", ""]);
    }
}
