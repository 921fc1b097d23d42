//! The rows of `host`: each fact, and with -v what it was taken from.

use super::{Rows, driver, network, others, place, ros};
use crate::facts::{FactNote, HostEvidence};

pub(super) fn host(rows: &mut Rows, evidence: &HostEvidence) {
    let language = rows.language;
    let sources = Sources(evidence.sources.as_deref().unwrap_or_default());
    if let Some(route) = &evidence.route {
        rows.from(
            "way to the robot",
            "到機器人的路",
            Some(network::way(route, rows.language)),
            sources.of("route"),
        );
    }
    for each in evidence.interfaces.iter().flatten() {
        let leased = each.addresses.iter().any(|own| own.dynamic.is_some());
        let facts = [Some("interfaces"), leased.then_some("interfaces.dynamic")];
        let source = facts.into_iter().flatten().filter_map(|fact| sources.of(fact));
        let source = source.reduce(|one, other| format!("{one}; {other}"));
        rows.from("interface", "介面", Some(network::interface(each, language)), source);
    }
    network::multicast(rows, evidence, sources.of("multicast"));
    network::firewall(rows, evidence, sources.of("firewall"));
    place::place(rows, evidence, &sources);
    rows.from(
        "CONN_TYPE",
        "CONN_TYPE",
        evidence.conn_type.clone(),
        Some(language.pick("the environment", "環境變數").into()),
    );
    if let Some(facts) = &evidence.ros {
        ros::ros(rows, facts, &sources);
    }
    if let Some(facts) = &evidence.driver {
        driver::driver(rows, facts, &sources);
    }
    for each in evidence.others.iter().flatten() {
        let source = sources.of("others");
        rows.from("also here", "本機另有", Some(others::other(each, language)), source);
    }
    for note in evidence.unread.iter().flatten() {
        let text = Some(format!("{}: {}", short(&note.fact), note.note));
        // The clock stands in nobody's way to the robot.
        match note.fact.starts_with("clock.") {
            true => rows.minor("not known", "不明", text, None),
            false => rows.add("not known", "不明", text),
        }
    }
}

/// `aiortc` of `driver.aiortc`, `virtual_machine` of `place.virtual_machine`.
fn short(fact: &str) -> &str {
    ["driver.", "place."].iter().find_map(|room| fact.strip_prefix(room)).unwrap_or(fact)
}

/// What each fact was taken from.
pub(super) struct Sources<'a>(&'a [FactNote]);

impl Sources<'_> {
    pub(super) fn of(&self, fact: &str) -> Option<String> {
        self.0.iter().find(|note| note.fact == fact).map(|note| note.note.clone())
    }
}
