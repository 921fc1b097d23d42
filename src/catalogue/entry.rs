//! What stands in the catalogue about one finding.
//!
//! The form is strict: an unknown key is an error, and every text has both
//! languages, so that a half-written entry does not load.

use serde::{Deserialize, Serialize};

use crate::facts::Stage;
use crate::facts::finding::{Severity, Side, Standing};
use crate::text::format::json_name;
use crate::text::phrase::{Phrase, phrase};

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The stable code, `G2-SCTP-NOINITACK` for instance.
    pub code: String,
    /// Where it shows; `None` when that may be anywhere.
    pub stage: Option<Stage>,
    /// Severity and side hold unless a rule knows better.
    pub severity: Severity,
    pub side: Side,
    /// By what go2doctor finds it; empty for what it explains and cannot find.
    #[serde(default)]
    pub found: Vec<Found>,
    /// Why go2doctor cannot find it, where `found` is empty.
    pub undetected: Option<Phrase>,
    pub title: Phrase,
    /// What to make of it where there are two lines for it: a clause, as after a colon.
    pub brief: Phrase,
    /// What it means, in one to three sentences: the summary of a report.
    pub meaning: Phrase,
    /// What it means in cases that `meaning` does not fit.
    #[serde(default)]
    pub meanings: Vec<Meaning>,
    /// How it comes about, for whoever wants to know more.
    pub background: Option<Phrase>,
    #[serde(default)]
    pub causes: Vec<Cause>,
    #[serde(default)]
    pub remedies: Vec<Remedy>,
    /// What is often tried and does not help.
    #[serde(default)]
    pub futile: Vec<Phrase>,
    /// The one command to run next; the first that fits the platform counts.
    #[serde(default)]
    pub next: Vec<Next>,
    #[serde(default)]
    pub guide: Vec<Guide>,
    #[serde(default)]
    pub related: Vec<String>,
    /// What users call it, where its texts have other words: `explain` finds it by these too.
    #[serde(default)]
    pub also_called: Vec<String>,
    /// Codes of what follows from this one: where both are found, they are shown under it.
    #[serde(default)]
    pub explains: Vec<String>,
    #[serde(default)]
    pub links: Vec<String>,
}

impl Entry {
    /// Every name of a case in it, as often as it stands there.
    pub fn cases(&self) -> impl Iterator<Item = &str> {
        let causes = self.causes.iter().flat_map(|cause| &cause.of);
        let remedies = self.remedies.iter().flat_map(|remedy| &remedy.of);
        let next = self.next.iter().flat_map(|next| &next.of);
        let meanings = self.meanings.iter().flat_map(|meaning| &meaning.of);
        causes.chain(remedies).chain(next).chain(meanings).map(String::as_str)
    }
}

/// By what go2doctor finds a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Found {
    /// A run against the robot shows it: any stage but `host`.
    Live,
    /// The facts about this machine and the driver on it show it: stage `host`.
    Env,
    Logs,
    Discover,
    Dds,
}

impl Found {
    pub fn words(self) -> Phrase {
        match self {
            Found::Live => phrase!("a run against the robot (check)", "實際連線檢查（check）"),
            Found::Env => phrase!("the facts about this machine (env)", "這台電腦的資訊（env）"),
            Found::Logs => phrase!("a driver's log (logs)", "驅動程式的日誌（logs）"),
            Found::Discover => phrase!("a search for robots (discover)", "搜尋機器人（discover）"),
            Found::Dds => phrase!("a look at DDS (dds)", "查看 DDS（dds）"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// The cases of the finding that it is about, by the names that the rules give them.
    pub of: Vec<String>,
    pub text: Phrase,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// The cases of the finding that it is about, by the names that the rules give them; all where
    /// there are none.
    #[serde(default)]
    pub of: Vec<String>,
    /// Whether it helps only whoever runs or mends a driver: it is left out where our own client
    /// broke.
    #[serde(default)]
    pub for_driver: bool,
    pub text: Phrase,
    #[serde(default)]
    pub confirm: Vec<Check>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    #[serde(default)]
    pub for_driver: bool,
    pub text: Phrase,
    pub command: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// The cases of the finding that it is about, by the names that the rules give them; all where
    /// there are none.
    #[serde(default)]
    pub of: Vec<String>,
    #[serde(default)]
    pub for_driver: bool,
    #[serde(default)]
    pub platform: Platform,
    pub text: Phrase,
    #[serde(default)]
    pub commands: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Next {
    /// The cases of the finding that it is about, by the names that the rules give them; all where
    /// there are none.
    #[serde(default)]
    pub of: Vec<String>,
    #[serde(default)]
    pub platform: Platform,
    pub command: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    pub section: String,
    #[serde(default)]
    pub commands: Vec<String>,
    pub standing: Standing,
    /// What it confirmed, corrected or could not tell.
    pub note: Phrase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    #[default]
    Any,
    /// Linux, in WSL and in a container as well.
    Linux,
    Macos,
    /// Windows itself, in PowerShell.
    Windows,
    /// Linux in the Windows Subsystem for Linux.
    Wsl,
    /// Linux in a container: most have none of the usual tools.
    Container,
}

impl Platform {
    /// The one that this program was built for. Whether a Linux runs in WSL is
    /// not known at that time: a caller who knows says [`Platform::Wsl`].
    pub const fn of_this_build() -> Self {
        if cfg!(target_os = "macos") {
            Platform::Macos
        } else if cfg!(windows) {
            Platform::Windows
        } else {
            Platform::Linux
        }
    }

    /// Whether what is meant for `self` serves on `here`.
    pub fn serves(self, here: Platform) -> bool {
        let within = matches!(here, Platform::Wsl | Platform::Container);
        self == Platform::Any || self == here || (self == Platform::Linux && within)
    }

    /// The name in reports; `None` for [`Platform::Any`].
    pub fn name(self) -> Option<String> {
        (self != Platform::Any).then(|| json_name(self))
    }
}
