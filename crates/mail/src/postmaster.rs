use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    clock::Clock,
    mail::{DeliveryError, Letter, Mailer},
};

use crate::{
    MailSettings, SettingsError,
    compose::Composer,
    links::Links,
    render::{Renderer, Template},
    scribe::Scribe,
    transport::{Dispatch, Transport},
};

/// Renders letters and sends them the way the settings say.
pub struct Postmaster {
    scribe: Arc<Scribe>,
    transport: Transport,
}

impl Postmaster {
    /// Reads the settings. Nothing is sent and no connection is made; the directory of `file:` is
    /// created if it is missing.
    pub fn new(settings: &MailSettings, clock: Arc<dyn Clock>) -> Result<Self, SettingsError> {
        let links = Links::below(&settings.public_url).ok_or(SettingsError::PublicUrl)?;
        let composer = Composer::new(&settings.from, links.host(), clock)?;
        let transport = Transport::from_url(&settings.url)?;
        Ok(Self { scribe: Arc::new(Scribe::new(Renderer::new(links), composer)), transport })
    }

    /// Tries the way out as far as it goes without a letter: a mail server is connected to, encryption
    /// agreed on, and the password tried.
    pub async fn check(&self) -> Result<(), &'static str> {
        self.transport.check().await
    }

    /// On a thread of its own: HTML that someone nested ten thousand deep takes seconds to clean.
    async fn write(&self, letter: &Letter) -> Result<Dispatch, DeliveryError> {
        let (scribe, draft) = (Arc::clone(&self.scribe), letter.clone());
        match tokio::task::spawn_blocking(move || scribe.write(&draft)).await {
            Ok(written) => written,
            Err(failure) if failure.is_panic() => {
                tracing::error!(job = %letter.id, "writing the letter panicked");
                Err(DeliveryError::Permanent)
            }
            Err(_) => Err(DeliveryError::Temporary),
        }
    }
}

#[async_trait]
impl Mailer for Postmaster {
    async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError> {
        let dispatch = self.write(letter).await?;
        self.transport.send(dispatch).await?;
        let template = Template::of(&letter.content).name();
        tracing::info!(job = %letter.id, template, language = letter.language.tag(), "letter delivered");
        Ok(())
    }
}

#[cfg(test)]
#[path = "postmaster_tests.rs"]
mod tests;
