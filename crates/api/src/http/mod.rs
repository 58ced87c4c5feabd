//! How requests come in and answers go out, whatever they are about: the layers around the router,
//! and the server beneath it.

mod access_log;
mod body;
mod conform;
mod context;
mod layers;
mod limits;
pub mod metrics;
mod observe;
mod panic;
mod proxies;
mod quota;
mod security_headers;
mod serve;
mod trace_parent;

pub use body::{read_body, unreadable_body};
pub use context::RequestContext;
pub(crate) use context::preferred_language;
pub use layers::wrap;
pub use limits::{BodyLimits, Limits};
pub use panic::install_panic_hook;
pub use proxies::TrustedProxies;
pub(crate) use quota::Quota;
pub(crate) use serve::Stopping;
pub use serve::{Timeouts, Tls, TlsError, serve, serve_with};
