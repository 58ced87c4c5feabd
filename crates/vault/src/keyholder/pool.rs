//! The connections of one server to its keyholder. A keyholder that hangs delays a few requests for a bounded
//! time; the others are refused at once until it has answered one again.

use std::{
    io,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, UnixStream},
    sync::Semaphore,
    time::timeout,
};
use zeroize::Zeroizing;

use super::{
    location::{Certificates, Location},
    receive_bytes, send, tls,
};

/// How many requests are under way at once.
const SEATS: usize = 16;
/// How long it is not asked again after it did not answer.
const REST: Duration = Duration::from_secs(1);

/// How long the request that finds out whether it is back may take, and any whose failure says that it is away.
pub(super) const PROBE: Duration = Duration::from_secs(5);

/// The request that finds out whether the keyholder is back. If nobody waits for it any more, the next one does.
struct Probe<'p>(&'p Mutex<Option<Instant>>);

impl Drop for Probe<'_> {
    fn drop(&mut self) {
        *held(self.0) = Some(Instant::now());
    }
}

trait Channel: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Channel for T {}
type Connection = Box<dyn Channel>;

/// Who is asked, and the connections to it that wait for the next request.
pub(super) struct Pool {
    location: Location,
    certificates: Option<Certificates>,
    seats: Semaphore,
    idle: Mutex<Vec<Connection>>,
    /// While it is away: from when on one request may try again.
    away_until: Mutex<Option<Instant>>,
}

impl Pool {
    /// Connects to nobody yet.
    pub(super) fn new(location: Location, certificates: Option<Certificates>) -> Self {
        Self {
            location,
            certificates,
            seats: Semaphore::new(SEATS),
            idle: Mutex::default(),
            away_until: Mutex::default(),
        }
    }

    /// One request and its answer, within this time. Whether the keyholder is away is not for a request to decide
    /// that takes longer than a probe would.
    pub(super) async fn exchange(
        &self,
        request: &[u8],
        patience: Duration,
    ) -> io::Result<Zeroizing<Vec<u8>>> {
        let probe = self.refuse_while_away()?;
        let patience = if probe.is_some() { patience.min(PROBE) } else { patience };
        let began = Instant::now();
        let answered = timeout(patience, self.attempt(request)).await;
        let answered = answered.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        drop(probe);
        if answered.is_err() {
            // The others were made before it, too.
            held(&self.idle).clear();
        }
        if answered.is_ok() || patience <= PROBE {
            *held(&self.away_until) = answered.is_err().then(|| Instant::now() + REST);
        }
        measure(answered.is_ok(), began.elapsed());
        answered
    }

    /// While it is away, one request at a time finds out whether it is back.
    fn refuse_while_away(&self) -> io::Result<Option<Probe<'_>>> {
        let mut away_until = held(&self.away_until);
        match *away_until {
            Some(until) if Instant::now() < until => Err(io::ErrorKind::NotConnected.into()),
            Some(_) => {
                *away_until = Some(Instant::now() + PROBE);
                Ok(Some(Probe(&self.away_until)))
            }
            None => Ok(None),
        }
    }

    /// Over a connection that is there; over a new one if the keyholder was started anew since.
    async fn attempt(&self, request: &[u8]) -> io::Result<Zeroizing<Vec<u8>>> {
        let _seat = self.seats.acquire().await.map_err(|_| io::ErrorKind::NotConnected)?;
        let idle = held(&self.idle).pop();
        if let Some(connection) = idle {
            if let Ok(answer) = self.ask(connection, request).await {
                return Ok(answer);
            }
            // The others were made before it, too.
            held(&self.idle).clear();
        }
        let connection = self.connect().await?;
        self.ask(connection, request).await
    }

    async fn ask(&self, mut connection: Connection, request: &[u8]) -> io::Result<Zeroizing<Vec<u8>>> {
        send(&mut connection, request).await?;
        let answer = receive_bytes(&mut connection).await?;
        held(&self.idle).push(connection);
        Ok(answer)
    }

    async fn connect(&self) -> io::Result<Connection> {
        match (&self.location, &self.certificates) {
            (Location::Socket(path), _) => Ok(Box::new(UnixStream::connect(path).await?)),
            (Location::Tls { host, port }, Some(files)) => {
                let connector = tls::connector(files).map_err(io::Error::other)?;
                let stream = TcpStream::connect((host.as_str(), *port)).await?;
                stream.set_nodelay(true)?;
                Ok(Box::new(connector.connect(tls::name_of(host)?, stream).await?))
            }
            (Location::Tls { .. }, None) => Err(io::ErrorKind::InvalidInput.into()),
        }
    }
}

fn measure(is_answered: bool, took: Duration) {
    let outcome = if is_answered { "answered" } else { "unavailable" };
    metrics::histogram!("benchdesk_keyholder_seconds", "outcome" => outcome).record(took);
    metrics::gauge!("benchdesk_keyholder_up").set(if is_answered { 1.0 } else { 0.0 });
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use tokio::net::UnixListener;

    use super::*;
    use crate::keyholder::receive_bytes;

    const SHORT: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_mins(1);

    /// One that answers each request with itself.
    async fn echo(listener: UnixListener) {
        while let Ok((mut stream, _)) = listener.accept().await {
            while let Ok(request) = receive_bytes(&mut stream).await {
                send(&mut stream, &request).await.unwrap();
            }
        }
    }

    #[tokio::test]
    async fn one_that_hangs_is_waited_for_once_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        // It is connected to, and nobody answers.
        let hanging = UnixListener::bind(&socket).unwrap();
        let pool = Pool::new(Location::Socket(socket.clone()), None);
        let waited = pool.exchange(b"1", SHORT).await.unwrap_err();
        assert_eq!(waited.kind(), ErrorKind::TimedOut);
        let refused = pool.exchange(b"2", LONG).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::NotConnected, "at once");
        // Whoever finds out whether it is back, and gives up, leaves that to the next.
        *held(&pool.away_until) = Some(Instant::now());
        assert!(timeout(SHORT, pool.exchange(b"3", LONG)).await.is_err(), "nobody answers yet");
        let waited = pool.exchange(b"3", SHORT).await.unwrap_err();
        assert_eq!(waited.kind(), ErrorKind::TimedOut, "it asks");

        drop(hanging);
        std::fs::remove_file(&socket).unwrap();
        let answering = echo(UnixListener::bind(&socket).unwrap());
        let asking = async {
            while pool.exchange(b"3", LONG).await.is_err() {
                tokio::task::yield_now().await;
            }
            assert_eq!(&pool.exchange(b"4", LONG).await.unwrap()[..], b"4");
            assert_eq!(held(&pool.idle).len(), 1, "over the connection that is there");
        };
        tokio::select! {
            () = answering => {}
            () = asking => {}
        }
    }
}
