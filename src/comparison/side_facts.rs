//! What is known of the offer, the machine, the robot and the client: what differs from the
//! beginning.

use super::outcome::Of;
use super::side_fact::SideFact;
use super::subject::Subject;
use crate::catalogue::fact_table::{
    Compared, How, TALKING, of_client, of_host, of_offer, of_robot,
};
use crate::facts::{LogDriver, Stage};
use crate::text::phrase::phrase;

/// The facts of a side, those that decide most often first. Those of the installed driver come
/// last: it need not be the one that made the connection.
pub(super) fn side_facts(side: &Subject) -> Vec<SideFact> {
    let offer = side.offer.clone().unwrap_or_default();
    let driver = side.driver.clone().unwrap_or_default();
    let host = side.host.as_ref().map(of_host).unwrap_or_default();
    let (installed, machine): (Vec<_>, Vec<_>) = SideFact::all(host, Of::Host, "host")
        .into_iter()
        .partition(|fact| fact.field.starts_with("host.driver."));
    let mut facts = SideFact::all(of_offer(&offer), Of::Offer, "offer");
    facts.extend(machine);
    facts.push(found_of_host(side));
    facts.extend(SideFact::all(of_robot(&side.robot), Of::Robot, "robot"));
    facts.extend(SideFact::all(of_client(client_of(side), &driver), Of::Client, "client"));
    facts.extend(installed);
    facts
}

/// The codes found of a machine that was looked at: they tell of facts that are not compared by
/// themselves. What is found of a driver that is only installed stands in its own rows.
fn found_of_host(side: &Subject) -> SideFact {
    let looked_at = side.host.is_some() && side.ran(Stage::Host).is_some();
    let found = side.findings.iter().filter(|found| found.stage == Stage::Host);
    let of_driver = ["G2-ENV-AIORTC-FPS", "G2-ENV-PATCH-MISSING", "G2-ENV-PINS"];
    let codes = found.map(|found| found.code.as_str()).filter(|code| !of_driver.contains(code));
    let mut codes: Vec<_> = codes.collect();
    codes.sort_unstable();
    let label = phrase!("found on this machine", "這台電腦的診斷結果");
    SideFact {
        field: "host.findings".into(),
        of: Of::Host,
        stage: None,
        value: looked_at.then_some(codes).into(),
        compared: Compared { label, how: How::Exactly, acts_on: TALKING, codes: &[] },
    }
}

pub fn client_of(side: &Subject) -> Option<&'static str> {
    let driver = side.written_by.map(|driver| match driver {
        LogDriver::UnitreeWebrtcConnect => "unitree_webrtc_connect",
        LogDriver::Go2Ros2Sdk => "go2_ros2_sdk",
        LogDriver::Go2Ros2SdkFork => "go2_ros2_sdk (fork)",
    });
    driver.or_else(|| side.client.map(|client| client.name()))
}
