use axum::extract::State;
use domain::{id::TicketId, ticket};
use uuid::Uuid;

use super::shape::Ticket;
use crate::{App, auth::Caller, extract::Path, problem::Problem, v1::answer::Answer};

/// Take a ticket
///
/// Assigns it to the caller if it is nobody's. Of several who take it at once, one gets it; the others are
/// told who. To take what one has changes nothing.
#[utoipa::path(
    post,
    path = "/tickets/{ticket_id}/claim",
    operation_id = "claimTicket",
    tag = "Tickets",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id.")),
    responses(
        (status = 200, description = "The ticket is the caller's.", body = Ticket,
            headers(("ETag" = String, description = "The version."))),
        (status = 409, description = "Someone else has it, or it is solved.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn claim_ticket(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<Ticket>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let claimed = ticket::claim(&mut *tx, &cx, TicketId::from_uuid(id)).await?;
    let shown = Ticket::show(&mut *tx, &cx, &claimed).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
