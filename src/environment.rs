//! The environment variables that stand in for options.

/// Stand in for `--robot`, the first that is set counts.
pub const ROBOT_VARIABLES: [&str; 3] = ["GO2DOCTOR_ROBOT", "ROBOT_IP", "UNITREE_ROBOT_IP"];

/// Stands in for `--signal-port`.
pub const SIGNAL_PORT_VARIABLES: [&str; 1] = ["GO2DOCTOR_SIGNAL_PORT"];

/// Stands in for `--legacy-port`.
pub const LEGACY_PORT_VARIABLES: [&str; 1] = ["GO2DOCTOR_LEGACY_PORT"];

/// Stand in for `--aes-key`, the first that is set counts. Drivers read the same ones.
pub const DEVICE_KEY_VARIABLES: [&str; 3] = ["UNITREE_AES_128_KEY", "ROBOT_AES_KEY", "GO2_AES_KEY"];

/// Stands in for `--model`.
pub const MODEL_VARIABLES: [&str; 1] = ["GO2DOCTOR_MODEL"];

/// Stands in for `--lang`.
pub const LANGUAGE_VARIABLE: &str = "GO2DOCTOR_LANG";

/// The locale of texts (POSIX), the first that is set counts.
pub const LOCALE_VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// Who is logged in.
pub const USER_VARIABLES: [&str; 4] = ["USER", "LOGNAME", "USERNAME", "SUDO_USER"];

/// What bears on a connection and on a driver, for whoever reads a bug report; masked where it is
/// secret.
pub const BUNDLED_VARIABLES: [&str; 19] = [
    "GO2DOCTOR_ROBOT",
    "ROBOT_IP",
    "UNITREE_ROBOT_IP",
    "GO2DOCTOR_SIGNAL_PORT",
    "GO2DOCTOR_LEGACY_PORT",
    "GO2DOCTOR_MODEL",
    "CONN_TYPE",
    "ROS_DISTRO",
    "ROS_DOMAIN_ID",
    "RMW_IMPLEMENTATION",
    "CYCLONEDDS_URI",
    "AMENT_PREFIX_PATH",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "PATH",
    "LC_ALL",
    "LANG",
    "WSL_DISTRO_NAME",
    "CI",
];

/// The file to whose end GitHub's runner has a step write its summary, in Markdown.
pub const JOB_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

pub const LOG_VARIABLE: &str = "GO2DOCTOR_LOG";

/// How a variable is looked up; a test passes a table.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

pub fn of_process(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// The first of `names` that is set and not empty, with its value.
pub fn first(lookup: Lookup<'_>, names: &[&'static str]) -> Option<(&'static str, String)> {
    names.iter().find_map(|name| Some((*name, set(lookup, name)?)))
}

/// The value of a variable; an empty one counts as absent.
pub fn set(lookup: Lookup<'_>, name: &str) -> Option<String> {
    lookup(name).filter(|value| !value.is_empty())
}
