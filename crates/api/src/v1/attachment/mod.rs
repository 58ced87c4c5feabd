//! Files that are sent with messages.

mod content;
mod disposition;
mod range;
mod resource;
mod shape;
mod upload;

pub(crate) use shape::Attachment;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload::create_attachment))
        .routes(routes!(resource::get_attachment, resource::delete_attachment))
        .routes(routes!(content::get_attachment_content))
}
