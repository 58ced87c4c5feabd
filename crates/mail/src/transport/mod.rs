//! The ways out: to a mail server, into a folder, onto a developer's terminal.

mod folder;
mod smtp;
mod smtp_server;
mod terminal;

use domain::{id::JobId, mail::DeliveryError};
use lettre::Message;

use crate::{SettingsError, render::Page};
use folder::Folder;
use smtp::Smtp;
use smtp_server::SmtpServer;

/// A letter on its way.
pub(crate) struct Dispatch {
    pub(crate) id: JobId,
    pub(crate) message: Message,
    pub(crate) page: Page,
}

/// How letters leave.
pub(crate) enum Transport {
    Terminal,
    Folder(Folder),
    Smtp(Box<Smtp>),
}

impl Transport {
    /// Reads `BENCHDESK_MAIL_URL`.
    pub(crate) fn from_url(url: &str) -> Result<Self, SettingsError> {
        match url.split_once(':') {
            Some(("log", "")) => Ok(Self::Terminal),
            Some(("log", _)) => Err(SettingsError::Log),
            Some(("file", directory)) => Folder::open(directory).map(Self::Folder),
            Some(("smtp" | "smtps", _)) => {
                SmtpServer::from_url(url).map(|server| Self::Smtp(Box::new(Smtp::new(server))))
            }
            _ => Err(SettingsError::Form),
        }
    }

    /// What is wrong is said by a code.
    pub(crate) async fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::Terminal => Ok(()),
            Self::Folder(folder) => folder.check(),
            Self::Smtp(smtp) => smtp.check().await,
        }
    }

    pub(crate) async fn send(&self, dispatch: Dispatch) -> Result<(), DeliveryError> {
        match self {
            Self::Terminal => terminal::print(&mut std::io::stderr().lock(), &dispatch),
            Self::Folder(folder) => folder.put(dispatch).await,
            Self::Smtp(smtp) => smtp.send(&dispatch).await,
        }
    }
}
