//! The two ports: requests in, queued for the one handler, replies out.

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

/// A request that was queued for so long gets no answer any more.
const PATIENCE: Duration = Duration::from_secs(60);

/// The connection of a request that finds as many queued is closed.
pub(super) const MAX_QUEUED: usize = 16;

/// What a listener passes on.
pub(super) enum Arrival {
    Request(Box<PendingRequest>),
    Refused(SocketAddr, Refusal),
}

pub(super) struct PendingRequest {
    pub by: Signalling,
    pub request: Request,
    pub client: SocketAddr,
    pub reply: oneshot::Sender<Reply>,
}

/// An open port; it closes when it is dropped.
pub(super) struct Listener {
    pub address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Listener {
    pub(super) async fn open(
        address: SocketAddr,
        by: Signalling,
        options: &Arc<ProxyOptions>,
        queue: mpsc::Sender<Arrival>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let options = Arc::clone(options);
        let handler = move |request, addresses| {
            answer(Arc::clone(&options), queue.clone(), by, request, addresses)
        };
        Ok(Self { address, serving: tokio::spawn(http_server::serve(listener, handler)) })
    }

    /// Ready when the port can be opened again.
    pub(super) async fn close(mut self) {
        self.serving.abort();
        let _ = (&mut self.serving).await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(
    options: Arc<ProxyOptions>,
    queue: mpsc::Sender<Arrival>,
    by: Signalling,
    request: Request,
    addresses: ConnectionAddresses,
) -> Reply {
    let client = addresses.client;
    if let Some(why) = refusal(&options, &request, &addresses) {
        // Told if there is room: whoever floods us is told less often.
        let _ = queue.try_send(Arrival::Refused(client, why));
        return Reply::forbidden("403 Forbidden");
    }
    let (reply, replied) = oneshot::channel();
    let asked = Box::new(PendingRequest { by, request, client, reply });
    if queue.try_send(Arrival::Request(asked)).is_err() {
        return Reply::Close;
    }
    let replied = tokio::time::timeout(PATIENCE, replied).await;
    replied.ok().and_then(Result::ok).unwrap_or(Reply::Close)
}
