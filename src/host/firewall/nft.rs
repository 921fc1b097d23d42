//! The kernel's own rules, as `nft -j list ruleset` writes them.

use serde_json::Value;

use super::iptables;
use super::nft_match::{self, Sets, word};
use super::packet::{Fit, Packet};
use super::ruleset::{Action, BaseChain, Rule, Ruleset, either};

/// Statements that write or count something and leave the packet alone.
const HARMLESS: [&str; 8] =
    ["counter", "log", "mangle", "notrack", "ct helper", "ct timeout", "meter", "comment"];

#[derive(Debug)]
pub(super) struct Listing {
    objects: Vec<Value>,
}

type Table = (String, String);

impl Listing {
    pub(super) fn read(said: &str) -> Option<Self> {
        let said: Value = serde_json::from_str(said).ok()?;
        let objects = said.get("nftables")?.as_array()?.clone();
        objects.iter().any(|each| each.get("metainfo").is_some()).then_some(Self { objects })
    }

    pub(super) fn has_rules(&self) -> bool {
        self.of("rule").next().is_some()
            || self.base_chains().any(|base| word(base, "policy") == "drop")
    }

    pub(super) fn has_table(&self, name: &str) -> bool {
        self.of("table").any(|table| word(table, "name") == name)
    }

    /// Whether a rule was written by iptables in a way that only iptables can tell in full.
    pub(super) fn needs_iptables(&self) -> bool {
        let opaque = |rule: &Value| {
            let statements = rule.get("expr").and_then(Value::as_array);
            statements.into_iter().flatten().any(|each| each.get("xt").is_some())
        };
        self.of("rule").any(|rule| word(rule, "family") == "ip" && opaque(rule))
    }

    /// What becomes at the end of a chain of what comes in from outside: `drop` where it is that in
    /// any table.
    pub(super) fn inbound_default(&self) -> Option<String> {
        let inbound = || self.base_chains().filter(|base| word(base, "hook") == "input");
        inbound().next()?;
        let closed = inbound().any(|base| word(base, "policy") == "drop");
        Some(if closed { "drop" } else { "accept" }.into())
    }

    /// Whether such a packet is dropped; tables that `left_out` says are judged by others.
    pub(super) fn drops(
        &self,
        packet: &Packet,
        left_out: impl Fn(&str, &str) -> bool,
    ) -> Option<bool> {
        let tables = self.tables().into_iter().filter(|(family, name)| !left_out(family, name));
        tables.map(|table| self.ruleset(&table, packet).drops()).fold(Some(false), either)
    }

    fn tables(&self) -> Vec<Table> {
        let of = |table: &Value| (word(table, "family").to_owned(), word(table, "name").to_owned());
        let tables = self.of("table").map(of);
        tables.filter(|(family, _)| matches!(family.as_str(), "ip" | "inet")).collect()
    }

    fn ruleset(&self, (family, table): &Table, packet: &Packet) -> Ruleset {
        let inside = |each: &&Value| word(each, "family") == family && word(each, "table") == table;
        let mut ruleset = Ruleset::default();
        for chain in self.of("chain").filter(inside) {
            let name = word(chain, "name").to_owned();
            if is_base_chain(chain, packet) {
                let policy = match word(chain, "policy") {
                    "drop" => Action::Drop,
                    _ => Action::Accept,
                };
                ruleset.base_chains.push(BaseChain { chain: name.clone(), policy });
            }
            ruleset.chains.insert(name, Vec::new());
        }
        let elements = |set| (word(set, "name"), set.get("elem").unwrap_or(&Value::Null));
        let sets: Sets<'_> = self.of("set").filter(inside).map(elements).collect();
        for rule in self.of("rule").filter(inside) {
            let statements = rule.get("expr").and_then(Value::as_array);
            let statements = statements.map(Vec::as_slice).unwrap_or_default();
            if let Some(chain) = ruleset.chains.get_mut(word(rule, "chain")) {
                chain.extend(rules(statements, packet, &sets));
            }
        }
        ruleset
    }

    fn base_chains(&self) -> impl Iterator<Item = &Value> {
        self.of("chain").filter(|chain| {
            word(chain, "type") == "filter" && matches!(word(chain, "family"), "ip" | "inet")
        })
    }

    fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.objects.iter().filter_map(move |each| each.get(kind))
    }
}

/// Whether a packet begins in that chain. Chains of other types only translate addresses.
fn is_base_chain(chain: &Value, packet: &Packet) -> bool {
    let hooks = if packet.inbound { ["prerouting", "input"] } else { ["output", "postrouting"] };
    word(chain, "type") == "filter" && hooks.contains(&word(chain, "hook"))
}

/// One rule as written is several where it maps values to verdicts.
fn rules(statements: &[Value], packet: &Packet, sets: &Sets<'_>) -> Vec<Rule> {
    let mut fit = Fit::Yes;
    for statement in statements {
        let Some((name, what)) = statement.as_object().and_then(|each| each.iter().next()) else {
            return vec![Rule { fit: fit.and(Fit::Maybe), action: Action::Unknown }];
        };
        let action = match name.as_str() {
            "match" => {
                fit = fit.and(nft_match::fits(what, packet, sets));
                continue;
            }
            // So many packets and no more.
            "limit" | "quota" | "connlimit" => {
                fit = fit.and(Fit::Maybe);
                continue;
            }
            "xt" if word(what, "type") == "match" => {
                fit = fit.and(Fit::Maybe);
                continue;
            }
            "xt" if iptables::HARMLESS.contains(&word(what, "name")) => continue,
            "xt" if word(what, "name") == "REJECT" => Action::Drop,
            name if HARMLESS.contains(&name) => continue,
            "vmap" => return mapped(fit, what, packet, sets),
            _ => verdict(statement),
        };
        return vec![Rule { fit, action }];
    }
    vec![Rule { fit, action: Action::Nothing }]
}

fn verdict(statement: &Value) -> Action {
    let target = |what: &Value| word(what, "target").to_owned();
    let named = statement.as_object().and_then(|each| each.iter().next());
    match named.map(|(name, what)| (name.as_str(), what)) {
        Some(("accept", _)) => Action::Accept,
        Some(("drop" | "reject", _)) => Action::Drop,
        Some(("return", _)) => Action::Return,
        Some(("continue", _)) => Action::Nothing,
        Some(("jump", what)) => Action::Jump(target(what)),
        Some(("goto", what)) => Action::Goto(target(what)),
        _ => Action::Unknown,
    }
}

/// `ct state vmap { established : accept, invalid : drop }`: a rule each.
fn mapped(fit: Fit, what: &Value, packet: &Packet, sets: &Sets<'_>) -> Vec<Rule> {
    let pairs = what.get("data").and_then(|data| data.get("set")).and_then(Value::as_array);
    let (Some(key), Some(pairs)) = (what.get("key"), pairs) else {
        return vec![Rule { fit: fit.and(Fit::Maybe), action: Action::Unknown }];
    };
    let rule = |pair: &Value| {
        let (value, action) = match pair.as_array().map(Vec::as_slice) {
            Some([value, action]) => (value, verdict(action)),
            _ => return Rule { fit: Fit::Maybe, action: Action::Unknown },
        };
        Rule { fit: fit.and(nft_match::is(key, value, packet, sets)), action }
    };
    pairs.iter().map(rule).collect()
}

#[cfg(test)]
mod tests;
