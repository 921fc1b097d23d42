//! Why a simulated robot does not start, or cannot go on.

use std::io;
use std::net::SocketAddr;

use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

use crate::robot::private_key::KeyError;

#[derive(Debug, thiserror::Error)]
#[error("{}", self.phrase().get(Language::English))]
pub enum SimulatorError {
    /// The address is taken, or not ours to take.
    Listen(#[source] io::Error, SocketAddr),
    Key(#[from] KeyError),
    /// No thread, no runtime, no signal handler.
    Run(#[source] io::Error),
    Output(#[source] io::Error),
}

impl SimulatorError {
    pub fn phrase(&self) -> Phrase {
        match self {
            SimulatorError::Listen(error, address) => phrase!(
                "the simulated robot cannot listen on {address}: {error}",
                "模擬機器人無法在 {address} 監聽：{error}"
            ),
            // A defect of ours, in the words of whoever mends it.
            SimulatorError::Key(error) => Phrase::same(error.to_string()),
            SimulatorError::Run(error) => {
                phrase!("the simulated robot cannot run: {error}", "模擬機器人無法執行：{error}")
            }
            SimulatorError::Output(error) => phrase!(
                "the simulated robot cannot write what it sees: {error}",
                "模擬機器人無法輸出紀錄：{error}"
            ),
        }
    }
}
