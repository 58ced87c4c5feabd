use std::path::PathBuf;

/// Where a keyholder is asked, and where it listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// At a socket of the machine.
    Socket(PathBuf),
    /// On another machine, in TLS with certificates on both sides.
    Tls {
        /// By this name, which its certificate has; or the address that it listens on.
        host: String,
        /// On this port.
        port: u16,
    },
}

/// The files of a side's certificates, all in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificates {
    /// Who has to have signed the other side's certificate.
    pub authority: PathBuf,
    /// The own certificate, with its chain.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl Location {
    /// A path, or `tls://host:port`; `None` if it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let Some(place) = text.strip_prefix("tls://") else {
            return (!text.is_empty() && !text.contains("://")).then(|| Self::Socket(text.into()));
        };
        let (host, port) = place.rsplit_once(':')?;
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let port = port.parse().ok().filter(|port| *port != 0)?;
        let is_host =
            !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
        is_host.then(|| Self::Tls { host: host.to_owned(), port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyholder_is_at_a_socket_or_behind_tls() {
        let tls = |host: &str, port| Some(Location::Tls { host: host.to_owned(), port });
        assert_eq!(Location::parse("/run/keys.sock"), Some(Location::Socket("/run/keys.sock".into())));
        assert_eq!(Location::parse("tls://keys.example.org:7410"), tls("keys.example.org", 7410));
        assert_eq!(Location::parse("tls://[::1]:7410"), tls("::1", 7410));
        for wrong in ["", "tls://", "tls://keys", "tls://keys:0", "tls://keys:x", "tls://a b:1", "tcp://a:1"]
        {
            assert_eq!(Location::parse(wrong), None, "{wrong}");
        }
    }
}
