use std::{
    error::Error,
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tower::{ServiceExt, service_fn};

use super::{
    Timeouts,
    paced::PacedWriter,
    refusal::{Answers, Explained, refuse_slow},
    shared::Shared,
    tls::Tls,
};

/// Everything one connection needs to be served.
pub(super) struct Connection {
    pub(super) protocol: Arc<Builder<TokioExecutor>>,
    pub(super) router: Router,
    pub(super) shutdown: CancellationToken,
    pub(super) timeouts: Timeouts,
}

/// Whether others can listen in on the way to this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Privacy {
    /// They can.
    Plain,
    /// TLS ends here.
    Encrypted,
}

/// Tells an answer that goes on without end when the server is asked to stop.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stopping(CancellationToken);

impl Stopping {
    /// Whether it has been asked.
    pub(crate) fn is_asked(&self) -> bool {
        self.0.is_cancelled()
    }

    /// Waits until it is.
    pub(crate) async fn asked(&self) {
        self.0.cancelled().await;
    }
}

impl Connection {
    /// Agrees on TLS first. Who does not speak it is told so, and served nothing.
    pub(super) async fn drive_encrypted(self, tls: &Tls, stream: TcpStream, peer: SocketAddr) {
        let greeting = timeout(self.timeouts.head, tls.greet(stream));
        let greeted = tokio::select! {
            greeted = greeting => greeted,
            () = self.shutdown.cancelled() => return,
        };
        if let Ok(Some(stream)) = greeted {
            self.drive(stream, peer, Privacy::Encrypted).await;
        }
    }

    /// Serves requests until either side ends the connection. Errors are the client's: it went
    /// away, or does not speak HTTP.
    pub(super) async fn drive<S>(self, stream: S, peer: SocketAddr, privacy: Privacy)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (spoken, answers) = (Arc::new(AtomicBool::new(false)), Answers::default());
        let service = {
            let (spoken, answers, router) = (Arc::clone(&spoken), answers.clone(), self.router);
            let stopping = Stopping(self.shutdown.clone());
            service_fn(move |mut request: Request<Incoming>| {
                spoken.store(true, Ordering::Relaxed);
                let answering = answers.begin();
                request.extensions_mut().insert(ConnectInfo(peer));
                request.extensions_mut().insert(privacy);
                request.extensions_mut().insert(stopping.clone());
                let answer = router.clone().oneshot(request.map(Body::new));
                async move { answer.await.map(|response| answering.until_the_end_of(response)) }
            })
        };
        let stream = Shared::new(PacedWriter::new(stream, self.timeouts.write));
        let io = TokioIo::new(Explained::new(stream.clone(), answers.clone()));
        let mut connection = pin!(self.protocol.serve_connection(io, TowerToHyperService::new(service)));
        // While it guesses the protocol, the library has no timer.
        let silence = async {
            sleep(self.timeouts.head).await;
            if spoken.load(Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
        };
        let is_slow = tokio::select! {
            ended = connection.as_mut() => ended.is_err_and(|error| is_timeout(error.as_ref())),
            () = silence => true,
            () = self.shutdown.cancelled() => {
                connection.as_mut().graceful_shutdown();
                let _ = timeout(self.timeouts.shutdown, connection).await;
                return;
            }
        };
        if is_slow && answers.is_asked() {
            refuse_slow(stream, answers).await;
        }
    }
}

fn is_timeout(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    error.downcast_ref().is_some_and(hyper::Error::is_timeout)
}
