use std::{convert::Infallible, net::SocketAddr, sync::Once};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{header, request::Parts},
};
use domain::throttle::Network;

use crate::App;

/// The network that a request comes from, for counting attempts. None where there is no telling: a
/// local address that is not said to be a proxy may be one all the same, and everybody's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientNetwork(pub(crate) Option<Network>);

impl FromRequestParts<App> for ClientNetwork {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(parts, app))
    }
}

impl ClientNetwork {
    /// The network that this request comes from.
    pub(crate) fn of(parts: &Parts, app: &App) -> Self {
        let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
            return Self(None);
        };
        let client = app.settings().trusted_proxies.client(peer.ip(), &parts.headers);
        let is_peer = client == peer.ip().to_canonical();
        if is_peer && client.is_loopback() && names_a_client(parts) {
            warn_of_proxy();
        }
        Self((!client.is_loopback()).then(|| Network::of(client)))
    }
}

fn names_a_client(parts: &Parts) -> bool {
    parts.headers.contains_key(header::FORWARDED) || parts.headers.contains_key("x-forwarded-for")
}

/// Once: it is a mistake in the settings, not in a request.
fn warn_of_proxy() {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        tracing::warn!(
            "a proxy seems to stand in front: name it in BENCHDESK_TRUSTED_PROXIES, or attempts to sign in \
             are not counted by where they come from"
        );
    });
}
