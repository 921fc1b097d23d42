//! The two ports: requests in, one at a time to whoever carries them, replies out.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::admission::refusal;
use super::options::ProxyOptions;
use crate::facts::outcome::Signalling;
use crate::facts::proxy::Refusal;
use crate::net::http_server::{self, ConnectionAddresses, Reply, Request};

/// A request that stood in line for so long gets no answer any more.
const PATIENCE: Duration = Duration::from_secs(60);

/// As many requests stand in line; the next is closed.
pub(super) const IN_LINE: usize = 16;

/// What came through a door.
pub(super) enum Came {
    Request(Box<Asked>),
    Refused(SocketAddr, Refusal),
}

pub(super) struct Asked {
    pub by: Signalling,
    pub request: Request,
    pub client: SocketAddr,
    pub reply: oneshot::Sender<Reply>,
}

/// An open port; closed when dropped.
pub(super) struct Door {
    pub address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Door {
    pub(super) async fn open(
        address: SocketAddr,
        by: Signalling,
        options: &Arc<ProxyOptions>,
        line: mpsc::Sender<Came>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let options = Arc::clone(options);
        let handler = move |request, addresses| {
            answer(Arc::clone(&options), line.clone(), by, request, addresses)
        };
        Ok(Self { address, serving: tokio::spawn(http_server::serve(listener, handler)) })
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(
    options: Arc<ProxyOptions>,
    line: mpsc::Sender<Came>,
    by: Signalling,
    request: Request,
    addresses: ConnectionAddresses,
) -> Reply {
    let client = addresses.client;
    if let Some(why) = refusal(&options, &request, &addresses) {
        // Told if there is room: whoever floods us is told less often.
        let _ = line.try_send(Came::Refused(client, why));
        return Reply::forbidden("403 Forbidden");
    }
    let (reply, replied) = oneshot::channel();
    let asked = Box::new(Asked { by, request, client, reply });
    if line.try_send(Came::Request(asked)).is_err() {
        return Reply::Close;
    }
    let replied = tokio::time::timeout(PATIENCE, replied).await;
    replied.ok().and_then(Result::ok).unwrap_or(Reply::Close)
}
