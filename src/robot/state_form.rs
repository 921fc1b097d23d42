//! What the form of a state message tells of the model that published it.
//!
//! The maker's messages for dogs (`unitree_go`, `LowState_`) have 20 motors and the battery; those
//! for humanoids (`unitree_hg`) have 35 and no battery, of which 29 are said to arrive here. That a
//! G1 fills 29 and an R1 20 of them, and leaves the others at zero, was read in the constants of
//! unitree_webrtc_connect 2.2.0; a G1 of 23 degrees of freedom lacks six. None was measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::Model;

/// The most motors that a dog's message holds.
const MOTORS_OF_A_DOG: u32 = 20;

/// What a message on `rt/lf/lowstate` holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StateForm {
    /// Whether the battery is in it.
    pub battery: bool,
    /// Motors in it.
    pub motors: u32,
    /// Motors of which it holds anything but zeros.
    pub motors_in_use: u32,
}

impl StateForm {
    pub fn of(message: &Value) -> Self {
        let motors = message["motor_state"].as_array().map_or(&[][..], Vec::as_slice);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            battery: message.get("bms_state").is_some(),
            motors: number(motors.len()),
            motors_in_use: number(motors.iter().filter(|motor| !is_zero(motor)).count()),
        }
    }

    /// `None` where battery and motors contradict each other, or tell nothing.
    pub fn is_humanoid(self) -> Option<bool> {
        match (self.battery, self.motors > MOTORS_OF_A_DOG) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            _ => None,
        }
    }

    /// The one model that is known to publish this, where there is one.
    pub fn model(self) -> Option<Model> {
        match (self.is_humanoid()?, self.motors_in_use) {
            (false, _) => Some(Model::Go2),
            (true, 23 | 29) => Some(Model::G1),
            (true, 20) => Some(Model::R1),
            (true, _) => None,
        }
    }

    /// Whether `model` is known to publish something else.
    pub fn refutes(self, model: Model) -> bool {
        let kind = self.is_humanoid().is_some_and(|humanoid| humanoid != model.is_humanoid());
        kind || self.model().is_some_and(|other| other != model)
    }
}

/// Whether nothing in it is anything but zero.
fn is_zero(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::Array(values) => values.iter().all(is_zero),
        Value::Object(fields) => fields.values().all(is_zero),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn form(battery: bool, motors: u32, motors_in_use: u32) -> StateForm {
        StateForm { battery, motors, motors_in_use }
    }

    #[test]
    fn a_form_is_known_by_battery_and_motors_and_a_contradiction_by_neither() {
        use Model::{G1, Go2, R1};
        let cases = [
            (form(true, 12, 12), Some(Go2), [false, true, true]),
            (form(true, 20, 12), Some(Go2), [false, true, true]),
            (form(true, 0, 0), Some(Go2), [false, true, true]),
            (form(false, 29, 29), Some(G1), [true, false, true]),
            (form(false, 35, 23), Some(G1), [true, false, true]),
            (form(false, 29, 20), Some(R1), [true, true, false]),
            // A humanoid that nobody told of.
            (form(false, 35, 31), None, [true, false, false]),
            (form(true, 35, 29), None, [false; 3]),
            (form(false, 20, 12), None, [false; 3]),
            (form(false, 0, 0), None, [false; 3]),
        ];
        for (form, model, refuted) in cases {
            assert_eq!(form.model(), model, "{form:?}");
            assert_eq!(Model::ALL.map(|model| form.refutes(model)), refuted, "{form:?}");
        }
    }

    #[test]
    fn motors_at_zero_are_not_in_use_whatever_else_the_message_is() {
        let motor = json!({"q": 0.0, "temperature": [31, 30], "lost": 0});
        let unused = json!({"q": 0.0, "temperature": [0, 0], "lost": 0});
        let of = |message| StateForm::of(&message);
        assert_eq!(of(json!({"motor_state": [motor, unused]})), form(false, 2, 1));
        assert_eq!(of(json!({"bms_state": {}, "motor_state": {}})), form(true, 0, 0));
        for message in [json!(null), json!([1]), json!("motor_state")] {
            assert_eq!(of(message), StateForm::default());
        }
    }
}
