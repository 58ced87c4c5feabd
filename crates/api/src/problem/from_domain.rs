use std::time::Duration;

use domain::{
    Error,
    error::{BoxError, Conflict, Denied, FieldError, Unauthenticated},
    identity::Requirement,
};

use super::{FieldProblem, Problem, ProblemCode};
use crate::http::RequestContext;

/// The only place that maps what a use case says to a status.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error {
            Error::NotFound(_) => Self::new(ProblemCode::NotFound).detail(text),
            Error::Unauthenticated(reason) => unauthenticated(reason),
            Error::Denied(Denied::MissingPermission) => Self::new(ProblemCode::Forbidden),
            Error::Denied(Denied::SessionRequired) => {
                Self::new(ProblemCode::Forbidden).detail("only someone who has signed in may do this")
            }
            Error::Denied(Denied::StepUpRequired) => Self::new(ProblemCode::StepUpRequired),
            Error::Denied(Denied::Lacking(Requirement::Totp)) => Self::new(ProblemCode::TotpRequired),
            Error::Denied(Denied::Lacking(Requirement::Confidentiality)) => {
                Self::new(ProblemCode::ConfidentialityRequired)
            }
            Error::Denied(Denied::AboveOneself) => {
                Self::new(ProblemCode::Forbidden).detail("these are more rights than one's own")
            }
            Error::Denied(Denied::AccountOfDesk) => Self::new(ProblemCode::Forbidden)
                .detail("the account of a member of staff is the desk's: an administrator closes it"),
            Error::Denied(Denied::EmailUnverified) => Self::new(ProblemCode::EmailUnverified),
            Error::Conflict(conflict) => refused(conflict).detail(text),
            Error::Stale { current, changed } => {
                Self::new(ProblemCode::PreconditionFailed).current_version(current).changed(changed)
            }
            Error::TooBroad(detail) => {
                let field = FieldProblem::at_parameter("q", "too_many", detail);
                Self::new(ProblemCode::InvalidParameter).field(field)
            }
            Error::Invalid(fields) => invalid(fields),
            Error::Gone(_) => Self::new(ProblemCode::Gone).detail(text),
            Error::TooManyAttempts { retry_after } => {
                Problem::new(ProblemCode::TooManyAttempts).retry_after(retry_after)
            }
            Error::Unavailable { retry_after, cause } => unavailable(retry_after, &cause),
            Error::KeysUnavailable { retry_after, cause } => keys_unavailable(retry_after, &cause),
            Error::Internal(cause) => internal(&cause),
        }
    }
}

fn unauthenticated(reason: Unauthenticated) -> Problem {
    match reason {
        Unauthenticated::Missing => Problem::new(ProblemCode::Unauthenticated),
        Unauthenticated::Invalid => Problem::new(ProblemCode::Unauthenticated).bad_token(),
        Unauthenticated::Expired => Problem::new(ProblemCode::TokenExpired),
        Unauthenticated::SecondFactorMissing => Problem::new(ProblemCode::SecondFactorRequired),
        Unauthenticated::SecondFactorWrong => Problem::new(ProblemCode::InvalidCode),
        Unauthenticated::WrongCredentials => Problem::new(ProblemCode::InvalidCredentials),
        Unauthenticated::SessionEnded => {
            Problem::new(ProblemCode::Unauthenticated).bad_token().detail("the session has ended")
        }
    }
}

fn refused(conflict: Conflict) -> Problem {
    let with = |code, allowed| Problem::new(code).allowed_transitions(allowed);
    match conflict {
        Conflict::Transition { allowed, .. } | Conflict::RepairTransition { allowed, .. } => {
            with(ProblemCode::StateConflict, allowed)
        }
        Conflict::RepairNotReady { allowed, .. } => with(ProblemCode::RepairNotReady, allowed),
        Conflict::QuoteNotInForce { allowed } => with(ProblemCode::QuoteNotInForce, allowed),
        Conflict::RepairHeld { allowed } => with(ProblemCode::RepairHeld, allowed),
        Conflict::TicketClosed => with(ProblemCode::StateConflict, Vec::new()),
        Conflict::Unprintable { .. } => Problem::new(ProblemCode::CannotBePrinted),
        Conflict::DeviceInRepair => Problem::new(ProblemCode::DeviceInRepair),
        Conflict::ErasureRequested => Problem::new(ProblemCode::ErasureRequested),
        Conflict::NotClosed
        | Conflict::JobRunning
        | Conflict::AttachmentBound
        | Conflict::CannotTakePart
        | Conflict::TooManyParticipants
        | Conflict::TicketSolved
        | Conflict::TeamHasTickets
        | Conflict::TagNamed
        | Conflict::TooManyTokens
        | Conflict::Macro(_)
        | Conflict::Merge(_)
        | Conflict::Split(_)
        | Conflict::Link(_)
        | Conflict::SerialRegistered
        | Conflict::SerialOwned
        | Conflict::PurchaseRegistered
        | Conflict::DeviceEnded
        | Conflict::DeviceRefused
        | Conflict::NoPlaceForAddress
        | Conflict::TooManyProofs
        | Conflict::RepairOver
        | Conflict::RepairHasLeft
        | Conflict::ParcelIsHere
        | Conflict::NoWrongDevice
        | Conflict::NotOnBench
        | Conflict::RequestOver
        | Conflict::NoMaximumApproved
        | Conflict::DisclosureCorrected
        | Conflict::TooManyPhotos
        | Conflict::NotAtIntake
        | Conflict::ParcelSettled
        | Conflict::RepairClaimed
        | Conflict::TicketInRepair
        | Conflict::NoParcelNow
        | Conflict::ShipmentWaits
        | Conflict::ShipmentSettled
        | Conflict::TrackingDiffers
        | Conflict::TooManyTrackingEvents
        | Conflict::TooManyCorrections
        | Conflict::TotpOn
        | Conflict::TotpOff
        | Conflict::NoTotpBegun
        | Conflict::TotpRequired
        | Conflict::NotForCustomers
        | Conflict::OldNotice
        | Conflict::LastAdmin
        | Conflict::NotYetHere
        | Conflict::HasBeenHere => Problem::new(ProblemCode::StateConflict),
        Conflict::ProductInUse => Problem::new(ProblemCode::ProductInUse),
        Conflict::SkuTaken => Problem::new(ProblemCode::SkuTaken),
        Conflict::AlreadyAssigned { to } => Problem::new(ProblemCode::AlreadyAssigned).assignee(to.as_uuid()),
        Conflict::DraftChanged => Problem::new(ProblemCode::DraftChanged),
        Conflict::AlreadySent => Problem::new(ProblemCode::AlreadySent),
        Conflict::TooMuchWaiting => Problem::new(ProblemCode::TooManyUploads),
        Conflict::EmailTaken => Problem::new(ProblemCode::EmailTaken),
        Conflict::AlreadySetUp => Problem::new(ProblemCode::AlreadySetUp),
        Conflict::IdempotencyInProgress => Problem::new(ProblemCode::IdempotencyInProgress),
    }
}

fn invalid(fields: Vec<FieldError>) -> Problem {
    let key_reused = ProblemCode::IdempotencyKeyReused;
    if let [field] = fields.as_slice()
        && field.code == key_reused.name()
    {
        let field = FieldProblem::at_header("Idempotency-Key", field.code, field.detail.clone());
        return Problem::new(key_reused).field(field);
    }
    Problem::new(ProblemCode::ValidationFailed).fields(fields.into_iter().map(FieldProblem::from))
}

/// By contract the text of a cause is free of values; its own sources need not be (PostgreSQL
/// quotes the failing row), so only the outermost text is logged.
fn internal(cause: &BoxError) -> Problem {
    tracing::error!(request_id = RequestContext::current().request_id(), %cause, "internal error");
    Problem::new(ProblemCode::Internal)
}

fn unavailable(retry_after: Duration, cause: &BoxError) -> Problem {
    tracing::error!(request_id = RequestContext::current().request_id(), %cause, "store not available");
    Problem::new(ProblemCode::Unavailable).retry_after(retry_after)
}

fn keys_unavailable(retry_after: Duration, cause: &BoxError) -> Problem {
    tracing::error!(request_id = RequestContext::current().request_id(), %cause, "address keys not available");
    Problem::new(ProblemCode::KeysUnavailable).retry_after(retry_after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(error: Error) -> ProblemCode {
        Problem::from(error).code()
    }

    #[test]
    fn each_error_has_its_code() {
        assert_eq!(code(Error::NotFound("ticket")), ProblemCode::NotFound);
        assert_eq!(code(Error::Unauthenticated(Unauthenticated::Expired)), ProblemCode::TokenExpired);
        assert_eq!(code(Denied::EmailUnverified.into()), ProblemCode::EmailUnverified);
        assert_eq!(code(Conflict::TicketClosed.into()), ProblemCode::StateConflict);
        assert_eq!(code(Conflict::IdempotencyInProgress.into()), ProblemCode::IdempotencyInProgress);
        assert_eq!(code(Error::stale(3)), ProblemCode::PreconditionFailed);
        assert_eq!(code(Error::Gone("set-up link")), ProblemCode::Gone);
        assert_eq!(code(Error::TooBroad("a name")), ProblemCode::InvalidParameter);
        assert_eq!(code(Error::internal("broken")), ProblemCode::Internal);
    }

    #[test]
    fn a_refused_transition_says_where_else_to_go() {
        let conflict = Conflict::Transition { from: "closed", to: "open", allowed: vec!["solved"] };
        let problem = Problem::from(Error::from(conflict));
        assert_eq!(problem.0.allowed_transitions, Some(vec!["solved"]));
    }

    #[test]
    fn a_reused_key_is_its_own_problem_and_names_the_header() {
        let detail = "this Idempotency-Key was used for another request".to_owned();
        let field = FieldError { pointer: String::new(), code: "idempotency_key_reused", detail };
        let problem = Problem::from(Error::invalid(field));
        assert_eq!(problem.code(), ProblemCode::IdempotencyKeyReused);
        assert_eq!(problem.0.errors[0].header, Some("Idempotency-Key"));
    }
}
