//! The driver's project: what it locks, what it lacks, and what was built of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A line of a project's file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceLine {
    /// The file, relative to the project.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// The text of the line, shortened, control characters escaped.
    pub text: String,
}

/// One package in a lock file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LockFacts {
    /// The package's name, normalised.
    pub package: String,
    /// The version that it is locked to.
    pub version: String,
    /// Where that stands.
    pub at: SourceLine,
    /// Whether that very version is installed.
    pub installed: Option<bool>,
    /// Whether it is what the project demands; `None` where it demands nothing that can be judged.
    pub demanded: Option<bool>,
}

/// A demand that is not the project's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DemandFacts {
    /// The package that is demanded, normalised.
    pub package: String,
    /// The package that demands it, normalised.
    pub by: String,
    /// That one's version.
    pub by_version: Option<String>,
    /// The version specifiers; empty when any version will do.
    pub specifiers: String,
    /// The metadata or lock file that says so; the home folder is written `~`.
    pub file: String,
    /// Whether the installed version satisfies it.
    pub satisfied: Option<bool>,
}

/// A git submodule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SubmoduleFacts {
    /// Its folder, relative to the project.
    pub folder: String,
    /// Where it is declared.
    pub at: SourceLine,
    /// `checked-out`, `missing`, `empty`, or `no-git` for files that git did not put there.
    pub state: String,
    /// Whether the driver needs it: its name speaks of aioice, aiortc or WebRTC.
    pub of_driver: bool,
}

/// A file of the driver that Python refuses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UncompiledFacts {
    /// The file, relative to the project.
    pub file: String,
    /// The line, from 1.
    pub line: Option<u64>,
    /// Python's name for it: `TabError`, `IndentationError`, `SyntaxError`.
    pub error: String,
    /// Python's message.
    pub message: String,
    /// The version of Python that judged, `3.10` for instance.
    pub judge: String,
}

/// A colcon workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorkspaceFacts {
    /// Sources of the driver that differ from their installed copies and are newer; relative to
    /// the project.
    pub stale: Option<Vec<String>>,
    /// Installed packages that are no longer in `src`.
    pub orphans: Option<Vec<String>>,
    /// Packages whose last build failed.
    pub failed: Option<Vec<String>>,
    /// Whether the installed driver is linked to its sources (`--symlink-install`).
    pub linked: Option<bool>,
}
