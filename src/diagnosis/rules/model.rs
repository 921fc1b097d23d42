//! Whether the robot is the model that it was spoken to as.

use crate::diagnosis::finding::Finding;
use crate::facts::{FlowEvidence, TopicEvidence};
use crate::robot::model::Model;
use crate::robot::state_form::StateForm;
use crate::text::phrase::{Phrase, phrase};

/// Battery and motors tell a dog from a humanoid by the maker's own definitions of the messages. Of
/// two humanoids the motors in use tell, which nobody measured: another one that fills as many looks
/// the same.
pub(super) fn conclude(evidence: &FlowEvidence) -> Option<Finding> {
    let (spoken_as, state) = (evidence.spoken_as?, evidence.state?);
    if !state.refutes(spoken_as) {
        return None;
    }
    let other_kind = state.is_humanoid() != Some(spoken_as.is_humanoid());
    let finding = match other_kind {
        true => Finding::likely("G2-DATA-MODEL"),
        false => Finding::possible("G2-DATA-MODEL"),
    };
    let meant = state.model().unwrap_or(Model::G1);
    let command = format!("go2doctor check --model {}", meant.name());
    Some(
        finding
            .because(why(spoken_as, state))
            .next_command(command)
            .seen(held(state))
            .seen_all(silent(spoken_as, evidence)),
    )
}

fn why(spoken_as: Model, state: StateForm) -> Phrase {
    let of = match state.model() {
        Some(model) => phrase!("a {}", "{}", model.title()),
        None => phrase!("a humanoid, G1 or R1,", "人形機器人（G1 或 R1）"),
    };
    phrase!(
        "its state has the form of {}; asked as a {}, it may leave out what it does not have",
        "它的狀態訊息是 {} 的格式；以 {} 的方式詢問時，它沒有的項目就不會回應",
        of,
        spoken_as.title()
    )
}

fn held(StateForm { battery, motors, motors_in_use }: StateForm) -> Phrase {
    let battery = match battery {
        true => phrase!("the battery", "電池"),
        false => phrase!("no battery", "沒有電池"),
    };
    phrase!(
        "rt/lf/lowstate holds {}, and {motors} motors of which {motors_in_use} are not all zero",
        "rt/lf/lowstate 的內容：{}；{motors} 個馬達，其中 {motors_in_use} 個不全為零",
        battery
    )
}

/// The topics of the other model that stayed silent meanwhile.
fn silent(spoken_as: Model, evidence: &FlowEvidence) -> impl Iterator<Item = Phrase> {
    let topics = evidence.topics.iter().flatten().filter(|topic| topic.messages == 0);
    topics.map(move |TopicEvidence { name, .. }| {
        phrase!(
            "no message on {name}, a topic of the {}",
            "{} 的主題 {name} 沒有訊息",
            spoken_as.title()
        )
    })
}
