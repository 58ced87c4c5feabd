use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use domain::mail::DeliveryError;
use lettre::transport::smtp::{
    Error,
    authentication::DEFAULT_MECHANISMS,
    client::{AsyncSmtpConnection, Tls},
    extension::ClientId,
};
use tokio::time::timeout;

use super::{Dispatch, smtp_server::SmtpServer};

/// How long connecting and sending may take, each.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a waiting connection may take to show that it is alive.
const PATIENCE_WITH_IDLE: Duration = Duration::from_secs(5);
/// How long a check may take.
const PATIENCE_WITH_CHECK: Duration = Duration::from_secs(10);
const MAX_IDLE: usize = 4;

/// Hands letters to a mail server, over connections that are kept for the next letter.
///
/// lettre's own pool is not used. It waits for answers without a limit, and when a limit is put
/// around it, it takes the interrupted connection back: the next letter then reads the answers that
/// were meant for the last one and may count as accepted when it is not. Here a connection is kept
/// only after it has brought a letter to its end.
pub(crate) struct Smtp {
    server: SmtpServer,
    hello: ClientId,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

impl Smtp {
    pub(super) fn new(server: SmtpServer) -> Self {
        Self { server, hello: ClientId::default(), idle: Mutex::default() }
    }

    pub(super) async fn send(&self, dispatch: &Dispatch) -> Result<(), DeliveryError> {
        // What goes wrong before there is a letter does not speak against the letter.
        let mut connection = match timeout(PATIENCE, self.connection()).await {
            Ok(Ok(connection)) => connection,
            failed => {
                report(dispatch, "connect", failed.ok().and_then(Result::err).as_ref());
                return Err(DeliveryError::Temporary);
            }
        };
        let message = dispatch.message.formatted();
        match timeout(PATIENCE, connection.send(dispatch.message.envelope(), &message)).await {
            Ok(Ok(_)) => {
                self.keep(connection);
                Ok(())
            }
            failed => {
                let error = failed.ok().and_then(Result::err);
                report(dispatch, "send", error.as_ref());
                Err(weigh(error.as_ref()))
            }
        }
    }

    /// Connects as for a letter, and says goodbye.
    pub(super) async fn check(&self) -> Result<(), &'static str> {
        match timeout(PATIENCE_WITH_CHECK, self.connect()).await {
            Ok(Ok(mut connection)) => {
                let _ = timeout(PATIENCE_WITH_IDLE, connection.quit()).await;
                Ok(())
            }
            failed => Err(kind(failed.ok().and_then(Result::err).as_ref())),
        }
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, Error> {
        while let Some(mut idle) = self.take_idle() {
            if timeout(PATIENCE_WITH_IDLE, idle.test_connected()).await == Ok(true) {
                return Ok(idle);
            }
        }
        self.connect().await
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let SmtpServer { host, port, tls, credentials } = &self.server;
        let wrapper = if let Tls::Wrapper(parameters) = tls { Some(parameters.clone()) } else { None };
        let address = (host.as_str(), *port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, None, &self.hello, wrapper, None).await?;
        match tls {
            Tls::Required(parameters) => connection.starttls(parameters.clone(), &self.hello).await?,
            Tls::Opportunistic(parameters) if connection.can_starttls() => {
                connection.starttls(parameters.clone(), &self.hello).await?;
            }
            Tls::Opportunistic(_) | Tls::None | Tls::Wrapper(_) => {}
        }
        if let Some(credentials) = credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE {
            idle.push(connection);
        }
    }
}

/// A 5yz answer is final (RFC 5321, 4.2.1); anything else, silence included, may be better later.
fn weigh(error: Option<&Error>) -> DeliveryError {
    if error.is_some_and(Error::is_permanent) { DeliveryError::Permanent } else { DeliveryError::Temporary }
}

/// Logs what happened without the server's words: they often name the recipient.
fn report(dispatch: &Dispatch, phase: &'static str, error: Option<&Error>) {
    let answer = error.and_then(Error::status).map_or(0, u16::from);
    let kind = kind(error);
    tracing::warn!(job = %dispatch.id, phase, kind, answer, "mail server has not taken the letter");
}

/// What kind of trouble it is; silence is none of lettre's errors.
fn kind(error: Option<&Error>) -> &'static str {
    match error {
        None => "timeout",
        Some(error) if error.status().is_some() => "refused",
        Some(error) if error.is_tls() => "tls",
        Some(error) if error.is_client() => "unsupported",
        Some(error) if error.is_response() => "garbled",
        Some(_) => "network",
    }
}

#[cfg(test)]
#[path = "smtp_tests.rs"]
mod tests;
