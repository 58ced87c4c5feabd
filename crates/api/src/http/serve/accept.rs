use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::sleep,
};
use tokio_util::sync::CancellationToken;

/// How long to wait when the system has no room for another connection.
const BREATHER: Duration = Duration::from_millis(100);

/// The next connection, once there is room for one; `None` when the server is to stop.
pub(super) async fn next_connection(
    listener: &TcpListener,
    free: &Arc<Semaphore>,
    shutdown: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let accepted = async {
        let permit = Arc::clone(free).acquire_owned().await.ok()?;
        let (stream, peer) = accept(listener).await;
        Some((stream, peer, permit))
    };
    tokio::select! {
        biased;
        () = shutdown.cancelled() => None,
        connection = accepted => connection,
    }
}

/// Never gives up: running out of file descriptors passes, and one client's early end concerns
/// nobody else.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are written whole; a failure here costs only time.
                let _ = stream.set_nodelay(true);
                return (stream, peer);
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "no connection could be accepted");
                sleep(BREATHER).await;
            }
        }
    }
}

fn is_the_clients(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}
