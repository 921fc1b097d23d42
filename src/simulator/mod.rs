//! A Go2 in software: signalling, WebRTC peer and behaviour.

pub mod answer;
