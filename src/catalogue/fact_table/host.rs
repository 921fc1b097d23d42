use super::shown::Shown;
use super::{Table, dds, driver, network, place, ros};
use crate::facts::Stage::{Http, Ice, Ping};
use crate::facts::{FactNote, HostEvidence};
use crate::text::phrase::{Phrase, phrase};

pub(super) fn rows(table: &mut Table<'_>, evidence: &HostEvidence) {
    network::rows(table, evidence);
    place::rows(table, evidence);
    table
        .keep("os", &evidence.os)
        .exactly(phrase!("operating system", "作業系統"), &[Ping, Http, Ice])
        .blamed_by(&["G2-ENV-MACOS-LNP"]);
    table
        .add("conn_type", Phrase::same("CONN_TYPE"), &evidence.conn_type)
        .source(Some(phrase!("the environment", "環境變數")))
        .exactly(Phrase::same("CONN_TYPE"), &[])
        .blamed_by(&["G2-ENV-CONN-TYPE"]);
    table.tell("dds", Phrase::same("DDS"), evidence.dds.iter().map(dds::robot));
    let driver = evidence.dds.iter().filter_map(dds::driver);
    table.tell("dds.driver", Phrase::same("go2_driver_node"), driver);
    if let Some(facts) = &evidence.ros {
        ros::rows(table, facts);
    }
    if let Some(facts) = &evidence.driver {
        driver::rows(table, facts);
    }
    let others = evidence.others.iter().flatten().map(Shown::shown);
    table.tell("others", phrase!("also here", "這台電腦另有"), others);
    let unread = table.tell(
        "unread",
        phrase!("not known", "不明"),
        evidence.unread.iter().flatten().map(unread),
    );
    // The clock stands in nobody's way to the robot.
    for (line, note) in unread.lines.iter_mut().zip(evidence.unread.iter().flatten()) {
        line.minor = note.fact.starts_with("clock.");
    }
}

/// `aiortc` of `driver.aiortc`, `virtual_machine` of `place.virtual_machine`.
fn unread(note: &FactNote) -> Phrase {
    let short = ["driver.", "place."].iter().find_map(|room| note.fact.strip_prefix(room));
    phrase!("{}: {}", "{}：{}", short.unwrap_or(&note.fact), note.note)
}
