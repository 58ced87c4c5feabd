mod forget;
mod request;
mod stored;

pub(crate) use forget::Forgets;
pub(crate) use request::PrivacyRequests;
pub(crate) use stored::Erasures;
