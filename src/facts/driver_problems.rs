//! What in the driver's facts deserves a warning: one definition for the stage's status and for
//! the rules.

use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};

use super::driver::{DriverFacts, PackageCopy, PinFacts, PythonPackages};
use super::project::{DemandFacts, LockFacts, SubmoduleFacts, WorkspaceFacts};

/// Versions of aiortc that need av below 13, and of that av.
const OLD: [(&str, &[&str]); 2] = [
    ("aiortc", &["1.5.0", "1.6.0", "1.7.0", "1.8.0", "1.9.0"]),
    ("av", &["9.0.0", "10.0.0", "11.0.0", "12.0.0", "12.3.0"]),
];

/// Later ones, to the newest known, and one that is still to come.
const NEW: [(&str, &[&str]); 2] = [
    ("aiortc", &["1.10.0", "1.11.0", "1.12.0", "1.13.0", "1.14.0", "1.15.0", "1.16.0", "99.0.0"]),
    ("av", &["13.0.0", "13.1.0", "14.0.0", "14.4.0", "15.0.0", "16.0.0", "17.0.0", "99.0.0"]),
];

/// The first minor version of Python 3 without ready-made packages of av below 13.
const WITHOUT_WHEELS: u32 = 13;

impl DriverFacts {
    /// Whether the robot would refuse the driver's offer: it compares the last fingerprint with
    /// its SHA-256, and takes the last credentials.
    pub fn is_refused(&self) -> bool {
        self.has_wrong_fingerprint() || self.credentials_shared == Some(false)
    }

    /// Whether the last fingerprint of its offer is one that the robot cannot compare.
    pub fn has_wrong_fingerprint(&self) -> bool {
        let last = self.offered_fingerprints.as_ref().and_then(|offered| offered.last());
        last.is_some_and(|last| last != "sha-256")
    }

    /// A copy on the driver's path that is of another version than the one in use.
    pub fn shadowed_copy(&self) -> Option<&PackageCopy> {
        let on_path = || self.copies.iter().flatten().filter(|copy| copy.on_path);
        on_path().find(|copy| {
            let used = on_path().find(|other| other.used && other.package == copy.package);
            used.is_some_and(|used| used.version != copy.version)
        })
    }

    /// Whether any aiortc would do, because the driver reduces it to sha-256 by itself.
    fn takes_any_aiortc(&self) -> bool {
        self.sha256_patch == Some(true)
    }

    /// The project's demands that let another aiortc in, or that what is installed does not meet.
    /// A lock file that agrees with what is installed holds an open demand.
    pub fn open_pins(&self) -> Vec<&PinFacts> {
        if self.takes_any_aiortc() {
            return Vec::new();
        }
        let mut locked = self.locks_of_aiortc().peekable();
        let held = locked.peek().is_some() && locked.all(|it| self.is_held(&it.at.file));
        let open =
            |pin: &&PinFacts| pin.satisfied == Some(false) || (pin.exact == Some(false) && !held);
        self.pins.iter().flatten().filter(|pin| pin.package == "aiortc").filter(open).collect()
    }

    /// Lock files that name another aiortc than the one installed, or than the one demanded.
    pub fn differing_locks(&self) -> Vec<&LockFacts> {
        if self.takes_any_aiortc() {
            return Vec::new();
        }
        let differs = |it: &&LockFacts| {
            let doubtful = it.installed == Some(false) || it.demanded == Some(false);
            doubtful && !self.is_held(&it.at.file)
        };
        self.locks_of_aiortc().filter(differs).collect()
    }

    /// Whether a lock file names the aiortc that is installed and demanded: beside others, where
    /// it has versions for other Pythons too.
    fn is_held(&self, file: &str) -> bool {
        let mut of_file = self.locks_of_aiortc().filter(|it| it.at.file == file);
        of_file.any(|it| it.installed == Some(true) && it.demanded != Some(false))
    }

    fn locks_of_aiortc(&self) -> impl Iterator<Item = &LockFacts> {
        self.locks.iter().flatten().filter(|locked| locked.package == "aiortc")
    }

    pub fn unmet_demands(&self) -> Vec<&DemandFacts> {
        let unmet = |it: &&DemandFacts| it.satisfied == Some(false);
        match self.takes_any_aiortc() {
            true => Vec::new(),
            false => self.demands_of_aiortc().filter(unmet).collect(),
        }
    }

    pub fn demands_of_aiortc(&self) -> impl Iterator<Item = &DemandFacts> {
        self.demands.iter().flatten().filter(|demand| demand.package == "aiortc")
    }

    /// Whether the driver's Python has no ready-made packages of what aiortc 1.9.0 needs.
    pub fn is_without_wheels(&self) -> bool {
        let version = self.python.as_ref().and_then(|python| python.version.as_deref());
        let minor = version.and_then(|it| it.strip_prefix("3.")?.split('.').next()?.parse().ok());
        minor.is_some_and(|minor: u32| minor >= WITHOUT_WHEELS)
    }

    /// Demands, and locked packages as `package version`, that this Python can only build from
    /// source, where what they demand is not installed yet.
    pub fn without_wheels(&self) -> (Vec<&PinFacts>, Vec<&LockFacts>) {
        let installed = |package: &str| match package {
            "av" => self.av.as_deref(),
            _ => self.aiortc.as_deref(),
        };
        let is_there = |package: &str| {
            installed(package).is_some_and(|version| is_old(package, &format!("=={version}")))
        };
        if !self.is_without_wheels() {
            return (Vec::new(), Vec::new());
        }
        let pins = self.pins.iter().flatten();
        let pins = pins.filter(|it| is_old(&it.package, &it.specifiers) && !is_there(&it.package));
        let locks = self.locks.iter().flatten();
        let locks = locks.filter(|it| {
            is_old(&it.package, &format!("=={}", it.version)) && !is_there(&it.package)
        });
        (pins.collect(), locks.collect())
    }

    /// The Python that would run the installed node, and the active environment with another
    /// aiortc, which it does not look into.
    pub fn other_environment(&self) -> Option<(&PythonPackages, &PythonPackages)> {
        let mut pythons = self.pythons.iter().flatten();
        let used = pythons.clone().find(|it| it.used && it.found_by == "ros2-install")?;
        let active = pythons.find(|it| ["virtual-env", "conda"].contains(&it.found_by.as_str()))?;
        (active.aiortc.is_some() && active.aiortc != used.aiortc).then_some((used, active))
    }

    /// Submodules that the driver needs and that were not checked out.
    pub fn missing_submodules(&self) -> Vec<&SubmoduleFacts> {
        let missing = |it: &&SubmoduleFacts| {
            it.of_driver && ["missing", "empty"].contains(&it.state.as_str())
        };
        self.submodules.iter().flatten().filter(missing).collect()
    }

    pub fn has_problems(&self) -> bool {
        let (pins, locks) = self.without_wheels();
        let lists = [
            self.open_pins().len(),
            self.differing_locks().len(),
            self.unmet_demands().len(),
            pins.len(),
            locks.len(),
            self.missing_submodules().len(),
            self.uncompiled.as_ref().map_or(0, Vec::len),
        ];
        lists.iter().any(|number| *number > 0)
            || self.is_refused()
            || self.shadowed_copy().is_some()
            || self.other_environment().is_some()
            || self.workspace.as_ref().is_some_and(WorkspaceFacts::is_stale)
    }
}

impl WorkspaceFacts {
    /// Whether what runs is not what stands in `src`.
    pub fn is_stale(&self) -> bool {
        let some = |names: &Option<Vec<String>>| names.as_ref().is_some_and(|it| !it.is_empty());
        some(&self.stale) || some(&self.failed)
    }
}

/// Whether specifiers admit only versions from before av 13.
fn is_old(package: &str, specifiers: &str) -> bool {
    let Ok(specifiers) = VersionSpecifiers::from_str(specifiers) else { return false };
    let admits = |table: [(&str, &[&str]); 2]| {
        let versions = table.into_iter().find(|(name, _)| *name == package);
        let mut versions = versions.into_iter().flat_map(|(_, versions)| versions);
        versions.any(|it| Version::from_str(it).is_ok_and(|it| specifiers.contains(&it)))
    };
    admits(OLD) && !admits(NEW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_demand_without_a_newer_version_is_old() {
        for specifiers in ["==1.9.0", "<1.10", "~=1.9.0", ">=1.6,<1.10", "==1.9.*"] {
            assert!(is_old("aiortc", specifiers), "{specifiers}");
        }
        for specifiers in ["", ">=1.9", "==1.14.0", "~=1.9", "<2", "nonsense", ">=2"] {
            assert!(!is_old("aiortc", specifiers), "{specifiers}");
        }
        assert!(is_old("av", "<13") && is_old("av", "==12.3.0") && is_old("av", "<13,>=9"));
        assert!(!is_old("av", "<14") && !is_old("av", ">=14") && !is_old("numpy", "==1.9.0"));
    }
}
