use domain::{
    Error,
    id::JobId,
    mail::{DeliveryError, Letter, MailOrder, compose, waits_for_restoration},
    repair::{self, Letter as Reason},
};

use crate::{Worker, verdict::JobFailure};

impl Worker {
    /// Puts the letter together from what is stored now, and hands it to the mail server. After a
    /// crash it may do so twice; the receiver knows both by the same Message-ID.
    pub(crate) async fn send_mail(&self, id: JobId, order: &MailOrder) -> Result<(), JobFailure> {
        let Some(letter) = self.compose(id, order).await? else { return Ok(()) };
        let delivered = self.parts.mailer.deliver(&letter).await;
        let outcome = match delivered {
            Ok(()) => "sent",
            Err(DeliveryError::Temporary) => "delayed",
            Err(DeliveryError::Permanent) => "refused",
        };
        metrics::counter!("benchdesk_mail_total", "outcome" => outcome).increment(1);
        delivered.map_err(|error| match error {
            DeliveryError::Temporary => JobFailure::Retry("mail_server_busy"),
            DeliveryError::Permanent => JobFailure::Fail("mail_refused"),
        })?;
        self.note_handed_over(id, order).await
    }

    /// Some letters give notice, which stands from when the mail server has taken them.
    async fn note_handed_over(&self, id: JobId, order: &MailOrder) -> Result<(), JobFailure> {
        let MailOrder::Repair { repair, letter: Reason::Unclaimed | Reason::Reminder } = order else {
            return Ok(());
        };
        let mut tx = self.parts.store.begin().await?;
        repair::handed_over(tx.as_mut(), &self.cx(), *repair, id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Reads in a transaction of its own, so that none is open while the mail server is talked to.
    async fn compose(&self, id: JobId, order: &MailOrder) -> Result<Option<Letter>, JobFailure> {
        let mut tx = self.parts.store.read().await?;
        match compose(tx.as_mut(), &self.parts.keys, self.parts.carriers.as_ref(), id, order).await {
            Err(Error::NotFound(_)) if waits_for_restoration(tx.as_mut(), order).await? => {
                Err(JobFailure::Later("ticket_deleted"))
            }
            // What the letter was about has been removed meanwhile.
            Err(Error::NotFound(_)) => Ok(None),
            composed => Ok(composed?),
        }
    }
}
