//! The simulated robot's body: lies, stands, sits, waves. Pure: time is an argument.

use std::time::Duration;

use crate::facts::Action;
use crate::robot::body::JOINTS;

/// How long it takes from one posture to another.
const CHANGES_WITHIN: Duration = Duration::from_millis(1500);
/// How long it waves.
const WAVES_FOR: Duration = Duration::from_secs(3);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Posture {
    #[default]
    Lying,
    Standing,
    Sitting,
}

impl Posture {
    /// `body_height`, m. Users report 0.313 lying and 0.326 standing; sitting is made up.
    fn height(self) -> f64 {
        match self {
            Posture::Lying => 0.313,
            Posture::Standing => 0.326,
            Posture::Sitting => 0.301,
        }
    }

    /// Hip, thigh and calf, rad: of a front leg, then of a hind leg.
    fn legs(self) -> [[f64; 3]; 2] {
        match self {
            Posture::Lying => [[0.0, 1.25, -2.75]; 2],
            Posture::Standing => [[0.0, 0.7, -1.4]; 2],
            Posture::Sitting => [[0.0, 0.5, -1.2], [0.0, 1.6, -2.7]],
        }
    }

    /// `mode` of rt/lf/sportmodestate, as the maker's SDK numbers them: lying down, joints locked,
    /// sitting.
    fn mode(self) -> i64 {
        match self {
            Posture::Lying => 5,
            Posture::Standing => 6,
            Posture::Sitting => 10,
        }
    }
}

/// Times count from the opening of the channel.
#[derive(Debug, Clone, Copy, Default)]
pub struct Body {
    before: Posture,
    posture: Posture,
    changes_since: Option<Duration>,
    waves_since: Option<Duration>,
}

impl Body {
    /// Takes a request of the motion controller; whether it moves by it.
    pub fn ask(&mut self, api_id: i64, elapsed: Duration) -> bool {
        let is = |action: Action| action.api().is_some_and(|(_, id)| i64::from(id) == api_id);
        let posture = match () {
            () if is(Action::Stand) => Posture::Standing,
            () if is(Action::Sit) => Posture::Sitting,
            () if is(Action::Hello) => {
                self.waves_since = Some(elapsed);
                return true;
            }
            () => return false,
        };
        if posture != self.posture {
            (self.before, self.posture) = (self.posture, posture);
            self.changes_since = Some(elapsed);
        }
        true
    }

    /// 0 in the posture before, 1 in the present one.
    fn progress(&self, elapsed: Duration) -> f64 {
        let since = self.changes_since.map(|since| elapsed.saturating_sub(since));
        since.map_or(1.0, |since| (since.as_secs_f64() / CHANGES_WITHIN.as_secs_f64()).min(1.0))
    }

    pub fn height(&self, elapsed: Duration) -> f64 {
        let (from, to) = (self.before.height(), self.posture.height());
        from + (to - from) * self.progress(elapsed)
    }

    pub fn mode(&self) -> i64 {
        self.posture.mode()
    }

    /// Front right, front left, rear right, rear left; rad.
    pub fn joints(&self, elapsed: Duration) -> [f64; JOINTS] {
        let (from, to) = (self.before.legs(), self.posture.legs());
        let progress = self.progress(elapsed);
        let mut joints = [0.0; JOINTS];
        for (at, joint) in joints.iter_mut().enumerate() {
            let (leg, part) = (at / 6, at % 3);
            *joint = from[leg][part] + (to[leg][part] - from[leg][part]) * progress;
        }
        let waves = self.waves_since.map(|since| elapsed.saturating_sub(since));
        if let Some(waves) = waves.filter(|waves| *waves < WAVES_FOR) {
            joints[1] -= 0.8 + 0.3 * (6.0 * waves.as_secs_f64()).sin();
        }
        joints
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn it_stands_up_in_its_time_and_only_when_asked_to() {
        let mut body = Body::default();
        assert!(!body.ask(1008, SECOND), "it never walks");
        assert_eq!(body.height(SECOND * 9), 0.313);
        assert!(body.ask(1004, SECOND * 10));
        let heights = [10, 11, 12].map(|at| (body.height(SECOND * at) * 1e3).round());
        assert_eq!(heights, [313.0, 322.0, 326.0]);
        assert!(body.ask(1004, SECOND * 20));
        assert_eq!(body.height(SECOND * 20), 0.326, "it stands already");
    }

    #[test]
    fn a_wave_ends_where_it_began() {
        let mut body = Body::default();
        let still = body.joints(Duration::ZERO);
        assert!(body.ask(1016, SECOND));
        assert!((body.joints(SECOND * 2)[1] - still[1]).abs() > 0.3);
        assert_eq!(body.joints(SECOND * 5), still);
        assert_eq!(body.height(SECOND * 2), 0.313);
    }
}
