use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{config::Settings, failure::Failure};

const PATIENCE: Duration = Duration::from_secs(4);

/// Asks the server of these settings for `/readyz`, without any other program.
pub(super) async fn ask(settings: &Settings) -> Result<(), Failure> {
    let address = match (settings.metrics_listen, &settings.tls) {
        (Some(address), _) => address,
        (None, None) => settings.listen,
        (None, Some(_)) => {
            return Err(Failure::new(
                "the server speaks TLS only: set BENCHDESK_METRICS_LISTEN to an address of this machine",
            ));
        }
    };
    let status = timeout(PATIENCE, status(reachable(address))).await;
    match status {
        Ok(Ok(line)) if line.starts_with("HTTP/1.1 200") => Ok(()),
        Ok(Ok(_)) => Err(Failure::new("the server is not ready")),
        Ok(Err(_)) | Err(_) => Err(Failure::new("the server does not answer")),
    }
}

/// What listens on every address is asked on this machine's own.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        std::net::IpAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
        std::net::IpAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, address.port())
}

async fn status(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
    let mut answer = Vec::new();
    stream.take(4096).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
