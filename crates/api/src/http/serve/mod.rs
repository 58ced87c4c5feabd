//! The server beneath the router. `axum::serve` sets no timer at all, so a client could hold a
//! connection for ever by sending nothing, or a head without an end.

mod accept;
mod certificate;
mod connection;
mod paced;
mod refusal;
mod shared;
mod tls;

pub use tls::{Tls, TlsError};

use std::{io, sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use accept::next_connection;
use connection::Connection;
pub(crate) use connection::{Privacy, Stopping};

const MAX_CONNECTIONS: usize = 10_000;
const MAX_HEADER_FIELDS: usize = 100;
const HEAD_BUFFER: usize = 64 * 1024;
const HEADER_LIST: u32 = 64 * 1024;
const MAX_STREAMS: u32 = 100;
const PING_EVERY: Duration = Duration::from_secs(20);

/// How long a connection may keep the server waiting.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For the head of a request: of the first one, and of the next on a kept connection.
    pub head: Duration,
    /// For a client that reads nothing of its answer.
    pub write: Duration,
    /// For answers under way when the server is asked to stop.
    pub shutdown: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let write = Duration::from_secs(30);
        Self { head: Duration::from_secs(10), write, shutdown: Duration::from_secs(10) }
    }
}

/// Serves HTTP/1.1 and HTTP/2 until `shutdown`, then lets running requests finish. Handlers find the
/// client's address in `ConnectInfo<SocketAddr>`. With `tls`, nothing else is spoken.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<Arc<Tls>>,
    shutdown: CancellationToken,
) -> io::Result<()> {
    serve_with(listener, router, tls, shutdown, Timeouts::default()).await
}

/// The same with other timeouts.
pub async fn serve_with(
    listener: TcpListener,
    router: Router,
    tls: Option<Arc<Tls>>,
    shutdown: CancellationToken,
    timeouts: Timeouts,
) -> io::Result<()> {
    listener.local_addr()?;
    let protocol = Arc::new(protocol(timeouts));
    let free = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let connections = TaskTracker::new();
    while let Some((stream, peer, permit)) = next_connection(&listener, &free, &shutdown).await {
        let connection = Connection {
            protocol: Arc::clone(&protocol),
            router: router.clone(),
            shutdown: shutdown.clone(),
            timeouts,
        };
        let tls = tls.clone();
        connections.spawn(async move {
            match tls {
                None => connection.drive(stream, peer, Privacy::Plain).await,
                Some(tls) => connection.drive_encrypted(&tls, stream, peer).await,
            }
            drop(permit);
        });
    }
    drop(listener);
    connections.close();
    connections.wait().await;
    Ok(())
}

fn protocol(timeouts: Timeouts) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(timeouts.head)
        .max_headers(MAX_HEADER_FIELDS)
        .max_buf_size(HEAD_BUFFER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(HEADER_LIST)
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(timeouts.head);
    builder
}

#[cfg(test)]
mod tests;
