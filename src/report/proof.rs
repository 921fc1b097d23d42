//! The proof of `check --prove` as programs read it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::stage::StageReport;
use crate::diagnosis::proof::conclude;
use crate::diagnosis::verdict::{Verdict, failed_stage};
use crate::facts::finding::Confidence;
use crate::facts::outcome::{NotRun, Proof, RunOutcome};
use crate::facts::{OfferFacts, Stage};
use crate::text::language::Language;

/// What the offer of this machine's driver came to, right after our own had passed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProofReport {
    /// The driver as it stands here.
    pub driver: Option<String>,
    /// The offer profile that imitates it.
    pub profile: Option<String>,
    /// Why nothing was run.
    pub not_run: Option<NotRun>,
    /// The run with that offer.
    pub offered: Option<ProofRun>,
    /// The run with the same offer and its sha-256 fingerprints alone, where the first failed at
    /// sctp.
    pub reduced: Option<ProofRun>,
    /// The code of what the comparison shows.
    pub finding: Option<String>,
    /// How sure it makes us.
    pub confidence: Option<Confidence>,
}

/// One run of a proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProofRun {
    /// The worst status of a stage.
    pub verdict: Verdict,
    /// The first stage that failed or crashed.
    pub failed_stage: Option<Stage>,
    /// What the offer said.
    pub offer: Option<OfferFacts>,
    /// Every stage.
    pub stages: Vec<StageReport>,
}

impl ProofReport {
    pub fn of(run: &RunOutcome, proof: &Proof, language: Language) -> Self {
        let shown = conclude(run);
        let part =
            |part: &Option<Box<RunOutcome>>| part.as_deref().map(|run| ProofRun::of(run, language));
        Self {
            driver: proof.driver.clone(),
            profile: proof.profile.clone(),
            not_run: proof.not_run,
            offered: part(&proof.offered),
            reduced: part(&proof.reduced),
            finding: shown.as_ref().map(|shown| shown.code().to_owned()),
            confidence: shown.map(|shown| shown.confidence),
        }
    }
}

impl ProofRun {
    /// The report of that run; `language` is that of the texts for people.
    fn of(run: &RunOutcome, language: Language) -> Self {
        Self {
            verdict: Verdict::of(&run.stages),
            failed_stage: failed_stage(&run.stages),
            offer: run.offer_facts.clone(),
            stages: run.stages.iter().map(|stage| StageReport::new(stage, language)).collect(),
        }
    }
}
