//! What passed through a proxy, as programs read it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::driver::EndReport;
use super::stage::StageReport;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::verdict::{Verdict, failed_stage_of_run};
use crate::facts::finding::Confidence;
use crate::facts::outcome::RunOutcome;
use crate::facts::proxy::{Change, Mending, ProxyRun, Unmended};
use crate::facts::{CaptureFacts, Stage};
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// What passed between drivers and the robot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProxyReport {
    /// Where con_notify was answered; null where it was not.
    pub listen: Option<String>,
    /// Where the legacy /offer was answered; null where it was not.
    pub legacy_listen: Option<String>,
    /// What the packets of the last connection show; null where none was relayed.
    #[serde(default)]
    pub relayed: Option<CaptureFacts>,
    /// What was to be mended.
    pub mend: Vec<Mending>,
    /// data2 as drivers saw it.
    pub presented_data2: Option<u8>,
    /// What drivers requested, the first 32.
    pub requests: Vec<String>,
    /// Offers that came.
    pub offers: u64,
    /// What was changed in the last offer.
    pub changes: Vec<ChangeReport>,
    /// What would have been changed in it with `--mend`.
    pub would_change: Vec<ChangeReport>,
    /// What stands in its way and cannot be mended.
    pub unmended: Vec<Unmended>,
    /// The same driver before that, with nothing mended; left out unless `--prove` asked for both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_mending: Option<WithoutMending>,
}

/// What a driver came to with nothing mended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WithoutMending {
    /// The worst status of a stage, the driver's included.
    pub verdict: Verdict,
    /// The first stage that failed.
    pub failed_stage: Option<Stage>,
    /// The code of the first finding.
    pub finding: Option<String>,
    /// How sure it is.
    pub confidence: Option<Confidence>,
    /// What would have been changed in its offer.
    pub would_change: Vec<ChangeReport>,
    /// How the driver ended.
    pub ended: Option<EndReport>,
    /// Every stage.
    pub stages: Vec<StageReport>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeReport {
    /// The kind of mending.
    pub code: Mending,
    /// What it changes.
    pub what: String,
    /// As it came.
    pub before: String,
    /// As it went on.
    pub after: String,
}

impl ProxyReport {
    /// `without` is the same driver's run with nothing mended, and what was found of it.
    pub fn of(
        run: &ProxyRun,
        without: Option<(&RunOutcome, &Diagnosis)>,
        language: Language,
    ) -> Self {
        let changes = |all: &[Change]| changes(all, language);
        Self {
            listen: run.listen.map(|address| address.to_string()),
            legacy_listen: run.legacy_listen.map(|address| address.to_string()),
            relayed: run.relayed.clone(),
            mend: run.mended.clone(),
            presented_data2: run.presented,
            requests: run.requests.clone(),
            offers: run.offers,
            changes: changes(&run.changes),
            would_change: changes(&run.would_change),
            unmended: run.unmended.clone(),
            without_mending: without.map(|(run, found)| WithoutMending::of(run, found, language)),
        }
    }

    /// What it reports; without the options that the same place would need again.
    pub(super) fn run(&self) -> ProxyRun {
        let address = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
        let changes = |reported: &[ChangeReport]| {
            let change = |it: &ChangeReport| Change {
                kind: it.code,
                before: it.before.clone(),
                after: it.after.clone(),
            };
            reported.iter().map(change).collect()
        };
        ProxyRun {
            listen: address(&self.listen),
            legacy_listen: address(&self.legacy_listen),
            relayed: self.relayed.clone(),
            mended: self.mend.clone(),
            presented: self.presented_data2,
            requests: self.requests.clone(),
            offers: self.offers,
            changes: changes(&self.changes),
            would_change: changes(&self.would_change),
            unmended: self.unmended.clone(),
            place: Vec::new(),
        }
    }
}

impl WithoutMending {
    fn of(run: &RunOutcome, found: &Diagnosis, language: Language) -> Self {
        let first = found.findings().first();
        let would = run.proxy.as_ref().map(|proxy| proxy.would_change.as_slice());
        Self {
            verdict: Verdict::of_run(run),
            failed_stage: failed_stage_of_run(run),
            finding: first.map(|first| first.code().to_owned()),
            confidence: first.map(|first| first.confidence),
            would_change: changes(would.unwrap_or_default(), language),
            ended: run.driver.as_ref().map(|driver| EndReport::of(&driver.ended)),
            stages: run.stages.iter().map(|stage| StageReport::new(stage, language)).collect(),
        }
    }
}

fn changes(all: &[Change], language: Language) -> Vec<ChangeReport> {
    let told = |change: &Change| ChangeReport {
        code: change.kind,
        what: what(change.kind).get(language).to_owned(),
        before: change.before.clone(),
        after: change.after.clone(),
    };
    all.iter().map(told).collect()
}

/// What a kind of mending changes.
pub fn what(kind: Mending) -> Phrase {
    match kind {
        Mending::Fingerprints => phrase!("the fingerprints of the offer", "offer 的指紋"),
        Mending::Credentials => phrase!(
            "the ICE credentials of the offer, and the candidates that go with them",
            "offer 的 ICE 憑證資訊，以及隨之的 candidate"
        ),
        Mending::Key => phrase!("data2 as the driver sees it", "驅動程式看到的 data2"),
        Mending::Dialect => phrase!("the form of signalling", "信令的形式"),
        Mending::Envelope => phrase!("the form of the request", "請求的形式"),
    }
}

/// What stands in the way and stays.
pub fn unmended(what: Unmended) -> Phrase {
    match what {
        Unmended::NoSha256 => phrase!(
            "the offer has no sha-256 fingerprint, and none is made up",
            "offer 沒有 sha-256 指紋，也不會憑空產生"
        ),
        Unmended::NoBundle => phrase!(
            "the ICE credentials differ by section, and no BUNDLE group says which the driver keeps",
            "各區段的 ICE 憑證資訊不同，又沒有 BUNDLE 群組指出驅動程式保留哪一組"
        ),
        Unmended::AnswerBeginsElsewhere => phrase!(
            "the robot's answer begins its BUNDLE group with another section: the driver keeps \
             other credentials than those sent",
            "機器人的 answer 的 BUNDLE 群組由另一區段開始：驅動程式保留的不是送出的那一組憑證資訊"
        ),
        Unmended::InsistsOnActive => phrase!(
            "the driver insists on being the DTLS client (a=setup:active), and so does the robot",
            "驅動程式堅持當 DTLS 用戶端（a=setup:active），機器人也是"
        ),
    }
}
