//! Where those who ask come in.

use std::{
    fs::{self, Permissions},
    io,
    net::IpAddr,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio_rustls::server::TlsStream;

use super::{
    location::{Certificates, Location},
    tls,
};
use crate::OpenError;

/// What is listened on.
pub(super) enum Door {
    /// A socket of the machine.
    Socket(UnixListener, PathBuf),
    /// A port, in TLS.
    Tls(TcpListener, Certificates),
}

/// Someone who has come in.
pub(super) enum Visitor {
    /// Who may open the socket.
    Local(UnixStream),
    /// Who has to show a certificate yet.
    Remote(TcpStream, IpAddr, Certificates),
}

impl Door {
    pub(super) async fn open(
        location: &Location,
        certificates: Option<Certificates>,
    ) -> Result<Self, OpenError> {
        match (location, certificates) {
            (Location::Socket(path), _) => {
                let cannot = |error: io::Error| {
                    OpenError(format!("the socket {} cannot be made: {}", path.display(), error.kind()))
                };
                Ok(Self::Socket(listen(path).map_err(cannot)?, path.clone()))
            }
            (Location::Tls { host, port }, Some(files)) => {
                tls::acceptor(&files)?;
                let cannot = |error: io::Error| {
                    OpenError(format!("cannot listen on {host}, port {port}: {}", error.kind()))
                };
                Ok(Self::Tls(TcpListener::bind((host.as_str(), *port)).await.map_err(cannot)?, files))
            }
            (Location::Tls { .. }, None) => Err(OpenError("the keyholder has no certificates".to_owned())),
        }
    }

    pub(super) async fn next(&self) -> io::Result<Visitor> {
        match self {
            Self::Socket(listener, _) => Ok(Visitor::Local(listener.accept().await?.0)),
            Self::Tls(listener, files) => {
                let (stream, peer) = listener.accept().await?;
                Ok(Visitor::Remote(stream, peer.ip(), files.clone()))
            }
        }
    }

    pub(super) fn close(self) {
        if let Self::Socket(_, path) = self {
            // Another that starts now replaces it all the same.
            let _ = fs::remove_file(path);
        }
    }
}

/// Agrees on TLS with who has a certificate. The files are read each time, so that new ones are taken.
pub(super) async fn greet(stream: TcpStream, files: &Certificates) -> io::Result<TlsStream<TcpStream>> {
    stream.set_nodelay(true)?;
    tls::acceptor(files).map_err(io::Error::other)?.accept(stream).await
}

/// For the socket's owner and group only. One that a killed keyholder has left is replaced; one that answers
/// is not.
fn listen(socket: &Path) -> io::Result<UnixListener> {
    if std::os::unix::net::UnixStream::connect(socket).is_ok() {
        return Err(io::ErrorKind::AddrInUse.into());
    }
    crate::files::if_there(fs::remove_file(socket))?;
    let listener = UnixListener::bind(socket)?;
    fs::set_permissions(socket, Permissions::from_mode(0o660))?;
    Ok(listener)
}
