use domain::{
    id::{MacroId, MessageId},
    ticket,
};

use crate::{Worker, verdict::JobFailure};

impl Worker {
    /// Lets a held reply go out. One that was taken back is not there; one that is out stays so.
    pub(crate) async fn release_message(
        &self,
        message: MessageId,
        by_macro: Option<MacroId>,
    ) -> Result<(), JobFailure> {
        let cx = self.cx().by_macro(by_macro);
        let mut tx = self.parts.store.begin().await?;
        ticket::release(tx.as_mut(), &cx, message).await?;
        tx.commit().await?;
        Ok(())
    }
}
