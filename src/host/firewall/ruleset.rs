//! Chains of rules, whoever wrote them, and the walk of one packet through them.
//!
//! A rule may be understood in part only. So the walk gathers every end that the packet may come
//! to: where there is one alone, it is known what becomes of the packet.

use std::collections::BTreeMap;

use super::packet::Fit;

/// Chains may lead to chains, as deep as this.
const MAX_DEPTH: usize = 16;

/// Steps of one walk: a ruleset that needs more is not judged.
const MAX_STEPS: usize = 20_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    Accept,
    Drop,
    /// Sends it through another chain, and goes on after that.
    Jump(String),
    /// Sends it through another chain for good.
    Goto(String),
    Return,
    Nothing,
    /// Something else: it may end in any way.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub fit: Fit,
    pub action: Action,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BaseChain {
    pub chain: String,
    /// What becomes of a packet that no rule ends.
    pub policy: Action,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ruleset {
    pub chains: BTreeMap<String, Vec<Rule>>,
    pub base_chains: Vec<BaseChain>,
}

/// The ends that a packet may come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Ends {
    accepted: bool,
    dropped: bool,
    falls_through: bool,
}

impl Ends {
    const ANY: Ends = Ends { accepted: true, dropped: true, falls_through: true };

    fn add(&mut self, other: Ends) {
        self.accepted |= other.accepted;
        self.dropped |= other.dropped;
        self.falls_through |= other.falls_through;
    }
}

/// One of two that drops is enough; it takes both to let a packet through.
pub(super) fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

impl Ruleset {
    /// Whether the packet is dropped: known where every way that it may take ends alike.
    pub(super) fn drops(&self) -> Option<bool> {
        self.base_chains.iter().map(|base| self.drops_at(base)).fold(Some(false), either)
    }

    pub(super) fn drops_at(&self, base: &BaseChain) -> Option<bool> {
        let mut ends = self.walk(&base.chain, 0, &mut 0);
        if ends.falls_through {
            match base.policy {
                Action::Accept => ends.accepted = true,
                Action::Drop => ends.dropped = true,
                _ => ends.add(Ends::ANY),
            }
        }
        match (ends.accepted, ends.dropped) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            _ => None,
        }
    }

    fn walk(&self, chain: &str, depth: usize, steps: &mut usize) -> Ends {
        let Some(rules) = self.chains.get(chain).filter(|_| depth < MAX_DEPTH) else {
            return Ends::ANY;
        };
        let mut ends = Ends::default();
        for rule in rules.iter().filter(|rule| rule.fit != Fit::No) {
            *steps += 1;
            if *steps > MAX_STEPS {
                return Ends::ANY;
            }
            let nowhere = Ends::default();
            let (there, goes_on) = match &rule.action {
                Action::Accept => (Ends { accepted: true, ..nowhere }, false),
                Action::Drop => (Ends { dropped: true, ..nowhere }, false),
                Action::Return => (Ends { falls_through: true, ..nowhere }, false),
                Action::Nothing => (nowhere, true),
                Action::Unknown => (Ends::ANY, true),
                Action::Jump(to) => {
                    let there = self.walk(to, depth + 1, steps);
                    (Ends { falls_through: false, ..there }, there.falls_through)
                }
                Action::Goto(to) => (self.walk(to, depth + 1, steps), false),
            };
            ends.add(there);
            if rule.fit == Fit::Yes && !goes_on {
                return ends;
            }
        }
        ends.falls_through = true;
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_tables_have_to_let_a_packet_through() {
        for (one, other, expected) in [
            (Some(true), None, Some(true)),
            (None, Some(true), Some(true)),
            (Some(false), Some(false), Some(false)),
            (Some(false), None, None),
            (None, None, None),
        ] {
            assert_eq!(either(one, other), expected, "{one:?} {other:?}");
        }
    }
    use Action::{Accept, Drop, Goto, Jump, Nothing, Return, Unknown};
    use Fit::{Maybe, No, Yes};

    fn drops(policy: Action, chains: &[(&str, &[(Fit, Action)])]) -> Option<bool> {
        let rule = |(fit, action): &(Fit, Action)| Rule { fit: *fit, action: action.clone() };
        let chains = chains.iter().map(|(name, rules)| {
            let rules = rules.iter().map(rule).collect();
            ((*name).to_owned(), rules)
        });
        let base = BaseChain { chain: "in".into(), policy };
        Ruleset { chains: chains.collect(), base_chains: vec![base] }.drops()
    }

    fn to(name: &str) -> Action {
        Jump(name.into())
    }

    #[test]
    fn the_first_rule_that_fits_ends_the_way_and_else_the_policy() {
        assert_eq!(drops(Drop, &[("in", &[])]), Some(true));
        assert_eq!(drops(Accept, &[("in", &[])]), Some(false));
        assert_eq!(drops(Drop, &[("in", &[(No, Drop), (Yes, Accept), (Yes, Drop)])]), Some(false));
        assert_eq!(drops(Accept, &[("in", &[(Yes, Nothing), (Yes, Drop)])]), Some(true));
    }

    #[test]
    fn what_may_fit_leaves_it_open_unless_both_ways_end_alike() {
        assert_eq!(drops(Drop, &[("in", &[(Maybe, Accept)])]), None);
        assert_eq!(drops(Drop, &[("in", &[(Maybe, Drop)])]), Some(true));
        assert_eq!(drops(Drop, &[("in", &[(Maybe, Accept), (Yes, Accept)])]), Some(false));
        assert_eq!(drops(Drop, &[("in", &[(Maybe, Unknown)])]), None);
        assert_eq!(drops(Nothing, &[("in", &[])]), None, "a policy that is not known");
    }

    #[test]
    fn a_chain_returns_to_where_it_was_called_from_and_goto_does_not() {
        let sub: (&str, &[(Fit, Action)]) = ("sub", &[(Yes, Return), (Yes, Drop)]);
        assert_eq!(drops(Drop, &[("in", &[(Yes, to("sub")), (Yes, Accept)]), sub]), Some(false));
        let goto = Goto("sub".into());
        assert_eq!(drops(Drop, &[("in", &[(Yes, goto), (Yes, Accept)]), sub]), Some(true));
        let deep: (&str, &[(Fit, Action)]) = ("sub", &[(Yes, Accept)]);
        assert_eq!(drops(Drop, &[("in", &[(Maybe, to("sub"))]), deep]), None);
        assert_eq!(drops(Drop, &[("in", &[(Yes, to("missing"))])]), None);
    }

    #[test]
    fn chains_in_a_circle_come_to_an_end() {
        let circle: &[(Fit, Action)] = &[(Yes, to("in")), (Yes, to("in")), (Yes, to("in"))];
        assert_eq!(drops(Drop, &[("in", circle)]), None);
    }

    #[test]
    fn one_table_that_drops_is_enough() {
        let chains = [("a".to_owned(), vec![]), ("b".to_owned(), vec![])].into();
        let base = |chain: &str, policy| BaseChain { chain: chain.into(), policy };
        let base_chains = vec![base("a", Accept), base("b", Drop)];
        assert_eq!(Ruleset { chains, base_chains }.drops(), Some(true));
        assert_eq!(Ruleset::default().drops(), Some(false), "no rules, no drop");
    }
}
