use domain::mail::{DeliveryError, Letter};

use crate::{
    compose::Composer,
    render::{Renderer, Template},
    transport::Dispatch,
};

/// Turns letters into mails.
pub(crate) struct Scribe {
    renderer: Renderer,
    composer: Composer,
}

impl Scribe {
    pub(crate) fn new(renderer: Renderer, composer: Composer) -> Self {
        Self { renderer, composer }
    }

    /// Writes a letter out. What fails here fails each time.
    pub(crate) fn write(&self, letter: &Letter) -> Result<Dispatch, DeliveryError> {
        let template = Template::of(&letter.content).name();
        let page = self.renderer.render(letter).map_err(|error| {
            tracing::error!(job = %letter.id, template, kind = ?error.kind(), "letter cannot be rendered");
            DeliveryError::Permanent
        })?;
        let message = self.composer.compose(letter, &page).map_err(|_| {
            tracing::error!(job = %letter.id, template, "letter cannot be addressed");
            DeliveryError::Permanent
        })?;
        Ok(Dispatch { id: letter.id, message, page })
    }
}
