//! The driver on this machine: its Python, its packages, what it would offer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::project::{
    DemandFacts, LockFacts, SourceLine, SubmoduleFacts, UncompiledFacts, WorkspaceFacts,
};

/// The WebRTC driver on this machine: what it is made of, and what it would offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DriverFacts {
    /// The Python interpreter that would run it.
    pub python: Option<PythonFacts>,
    /// Version of aiortc, the WebRTC library of every Python driver.
    pub aiortc: Option<String>,
    /// Version of aioice, its ICE half.
    pub aioice: Option<String>,
    /// Version of numpy.
    pub numpy: Option<String>,
    /// Version of av, which aiortc decodes media with.
    pub av: Option<String>,
    /// Version of unitree_webrtc_connect, the published driver.
    pub unitree_webrtc_connect: Option<String>,
    /// Hash names of the fingerprints that its offer would carry, in their order.
    pub offered_fingerprints: Option<Vec<String>>,
    /// Whether something reduces a newer aiortc to its sha-256 fingerprint.
    /// `None` where that was not looked for, or cannot be told.
    pub sha256_patch: Option<bool>,
    /// Whether all m-sections of its offer would share their ICE credentials.
    pub credentials_shared: Option<bool>,
    /// STUN or TURN servers configured in the project's sources; empty when there are none.
    pub ice_servers: Option<Vec<SourceLine>>,
    /// What the project demands of aiortc and its kin.
    pub pins: Option<Vec<PinFacts>>,
    /// Every copy of aiortc, aioice and unitree_webrtc_connect in the Pythons of this machine,
    /// those that the driver would use first.
    pub copies: Option<Vec<PackageCopy>>,
    /// Every Python of this machine that could be meant, the one that would run the driver first.
    pub pythons: Option<Vec<PythonPackages>>,
    /// What the project's lock files lock aiortc and its kin to.
    pub locks: Option<Vec<LockFacts>>,
    /// What demands aiortc and aioice besides the project itself: installed packages, and
    /// packages in lock files.
    pub demands: Option<Vec<DemandFacts>>,
    /// The git submodules of the project.
    pub submodules: Option<Vec<SubmoduleFacts>>,
    /// Files of the driver that do not compile; empty when all do.
    pub uncompiled: Option<Vec<UncompiledFacts>>,
    /// What colcon has built, beside its sources; `None` where the project is no workspace.
    pub workspace: Option<WorkspaceFacts>,
    /// The driver project that the current folder belongs to; the home folder is written `~`.
    pub project: Option<String>,
    /// Whether the current folder lies in a work tree of git.
    pub in_git: Option<bool>,
}

/// One installed copy of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackageCopy {
    /// The package's name, normalised.
    pub package: String,
    /// Its version.
    pub version: Option<String>,
    /// The folder that it lies in.
    pub location: String,
    /// Whether it is the one that the driver's Python would import.
    pub used: bool,
    /// Whether it lies on the driver's path at all; a copy of another Python does not.
    pub on_path: bool,
}

/// A Python interpreter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PythonFacts {
    /// Its path.
    pub executable: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// How it was found: `ros2-install`, `virtual-env`, `conda`, `project`, `path`, `pyenv`,
    /// `pipx`, `uv-tool`, `poetry`, `system`.
    pub found_by: Option<String>,
}

/// One requirement on a package (PEP 508).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PinFacts {
    /// The package's name, normalised.
    pub package: String,
    /// Its version specifiers as written; empty when there are none.
    pub specifiers: String,
    /// Where it stands.
    pub at: SourceLine,
    /// Whether it admits exactly one version (`==` or `===`, no wildcard).
    pub exact: Option<bool>,
    /// Whether the installed version satisfies it.
    pub satisfied: Option<bool>,
    /// Who asked for it, as pip-compile's or uv's comment `# via` says; left out where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Vec<String>>,
}

/// One Python of this machine, and what it has of the driver.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PythonPackages {
    /// Its path; the home folder is written `~`.
    pub executable: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// How it was found, in the words of `PythonFacts`.
    pub found_by: String,
    /// Whether it is the one that would run the driver.
    pub used: bool,
    /// Version of its aiortc.
    pub aiortc: Option<String>,
    /// Version of its aioice.
    pub aioice: Option<String>,
    /// Version of its unitree_webrtc_connect.
    pub unitree_webrtc_connect: Option<String>,
}
