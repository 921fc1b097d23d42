//! The examples at the end of each help text.

/// Of `go2doctor --help`.
pub const MAIN: &str = "\
Examples:
  go2doctor check                           the robot's own Wi-Fi, 192.168.12.1
  go2doctor check --robot 192.168.123.161   a robot elsewhere
  go2doctor check --robot sim               a simulated robot, healthy
  go2doctor sctp --timeout 60               one stage in full detail

Exit status: 0 healthy, 1 a stage failed, 2 wrong usage, 3 inconclusive,
70 a defect in go2doctor itself, 130 interrupted.";

/// Of `check`.
pub const CHECK: &str = "\
Examples:
  go2doctor check
  go2doctor check -v                                each stage beside its manual command
  go2doctor check --format json > report.json       for programs
  go2doctor check --export json=report.json         both
  go2doctor check --prove                           is it this machine's driver?
  go2doctor check --timeout 3                       give up on each stage after 3 s";

/// Of `ping`.
pub const PING: &str = "\
Examples:
  go2doctor ping
  go2doctor ping --robot go2.local";

/// Of `probe-http`.
pub const PROBE_HTTP: &str = "\
Examples:
  go2doctor probe-http
  go2doctor probe-http --aes-key HEX32     does the key fit? needs no slot
  go2doctor probe-http --timeout 1.5";

/// Of `sdp`.
pub const SDP: &str = "\
Examples:
  go2doctor sdp
  go2doctor sdp --offer data-only          without audio and video";

/// Of `ice`.
pub const ICE: &str = "\
Examples:
  go2doctor ice
  go2doctor ice --interface wlan0          only this interface's address";

/// Of `dtls`.
pub const DTLS: &str = "\
Examples:
  go2doctor dtls
  go2doctor dtls --format json";

/// Of `sctp`.
pub const SCTP: &str = "\
Examples:
  go2doctor sctp
  go2doctor sctp --timeout 30              wait 30 s for SCTP, the usual time for the rest";

/// Of `validate`.
pub const VALIDATE: &str = "\
Examples:
  go2doctor validate
  go2doctor validate --robot sim:validation-silent";

/// Of `flow`.
pub const FLOW: &str = "\
Examples:
  go2doctor flow
  go2doctor flow --window 60               watch the link for a minute";

/// Of `simulate`.
pub const SIMULATE: &str = "\
Examples:
  go2doctor simulate
  go2doctor simulate --list-faults
  go2doctor simulate --listen 127.0.0.1:0 --once --fault sctp-silent";

/// Of `completions`.
pub const COMPLETIONS: &str = "\
Examples:
  go2doctor completions bash > ~/.local/share/bash-completion/completions/go2doctor
  go2doctor completions zsh > ~/.zfunc/_go2doctor";

/// Of `man`.
pub const MAN: &str = "\
Examples:
  go2doctor man | man -l -";
