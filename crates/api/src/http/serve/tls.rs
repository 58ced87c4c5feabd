use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use domain::clock::Timestamp;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::certificate;

/// The first byte of every TLS connection: a record of the handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;
/// How long a client that does not speak TLS may take to read what it is told.
const FAREWELL: Duration = Duration::from_secs(1);

/// What is said to plain HTTP on the port for TLS.
const PLAIN: &str = concat!(
    "HTTP/1.1 400 Bad Request\r\n",
    "content-type: application/problem+json\r\n",
    "content-length: 120\r\n",
    "connection: close\r\n",
    "cache-control: no-store\r\n",
    "\r\n",
    r#"{"type":"about:blank","title":"Bad Request","status":400,"detail":"this port speaks TLS: use https://","code":"use_tls"}"#,
);

/// Certificate and key, read from files, and read again when told to.
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    current: RwLock<Current>,
}

struct Current {
    config: Arc<ServerConfig>,
    expires_at: Option<Timestamp>,
}

/// Why there is no TLS with these files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    /// The file with the certificate.
    #[error("the certificate's file cannot be read")]
    CertificateFile,
    /// It can be read and holds something else.
    #[error("the certificate's file holds no certificate in PEM (-----BEGIN CERTIFICATE-----)")]
    Certificate,
    /// The file with the key.
    #[error("the key's file cannot be read")]
    KeyFile,
    /// It can be read and holds something else.
    #[error("the key's file holds no private key in PEM (-----BEGIN PRIVATE KEY-----)")]
    Key,
    /// Both are good, but not for each other.
    #[error("the key does not belong to the certificate")]
    Mismatch,
    /// An algorithm or form that is not supported.
    #[error("certificate or key is of a kind that is not supported")]
    Unsupported,
}

impl Tls {
    /// Reads the files: the certificate with its chain, and its private key, both in PEM.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let current = RwLock::new(read(certificate, key)?);
        Ok(Self { certificate: certificate.to_owned(), key: key.to_owned(), current })
    }

    /// Reads the files again. Connections that are there go on; what cannot be used changes nothing.
    pub fn reload(&self) -> Result<(), TlsError> {
        let current = read(&self.certificate, &self.key)?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = current;
        Ok(())
    }

    /// When the certificate's time is over, as far as it can be read.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).expires_at
    }

    fn acceptor(&self) -> TlsAcceptor {
        let config = Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner).config);
        TlsAcceptor::from(config)
    }

    /// Agrees on TLS; `None` if the client does not.
    pub(super) async fn greet(&self, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        let mut first = [0];
        stream.peek(&mut first).await.ok().filter(|read| *read == 1)?;
        if first[0] == HANDSHAKE {
            return self.acceptor().accept(stream).await.ok();
        }
        if first[0].is_ascii_alphabetic() {
            let _ = timeout(FAREWELL, turn_away(stream)).await;
        }
        None
    }
}

/// What was sent is read: a connection that is closed on unread bytes takes the answer with it.
async fn turn_away(mut stream: TcpStream) -> std::io::Result<()> {
    let mut unread = [0; 4096];
    let _ = stream.read(&mut unread).await?;
    stream.write_all(PLAIN.as_bytes()).await?;
    stream.shutdown().await?;
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}

fn read(certificate: &Path, key: &Path) -> Result<Current, TlsError> {
    let certificate = std::fs::read(certificate).map_err(|_| TlsError::CertificateFile)?;
    let key = std::fs::read(key).map_err(|_| TlsError::KeyFile)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&certificate).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty()).ok_or(TlsError::Certificate)?;
    let key = PrivateKeyDer::from_pem_slice(&key).map_err(|_| TlsError::Key)?;
    let expires_at = certificate::expires_at(&chain[0]);
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| TlsError::Unsupported)?
        .with_no_client_auth()
        .with_single_cert(chain, key);
    let mut config = config.map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => TlsError::Mismatch,
        _ => TlsError::Unsupported,
    })?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Current { config: Arc::new(config), expires_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_plain_http_is_told_is_as_long_as_it_says() {
        let (head, body) = PLAIN.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}", body.len())), "{}", body.len());
        assert!(serde_json::from_str::<serde_json::Value>(body).is_ok());
    }
}
