use domain::{Result, attachment};

use crate::{Worker, verdict::JobFailure};

impl Worker {
    /// Removes the bytes of a file that nobody needs any longer.
    pub(crate) async fn remove_object(&self, object: &str) -> Result<(), JobFailure> {
        let name = object.parse().map_err(|()| JobFailure::Fail("unreadable_payload"))?;
        Ok(self.parts.objects.delete(&name).await?)
    }

    /// Removes bytes that belong to no file.
    pub(crate) async fn remove_orphans(&self) -> Result<(), JobFailure> {
        let (store, objects) = (self.parts.store.as_ref(), self.parts.objects.as_ref());
        let removed = attachment::remove_orphans(store, objects, self.parts.clock.now()).await?;
        if removed > 0 {
            tracing::warn!(removed, "objects without a row were removed");
        }
        Ok(())
    }
}
