//! What any use case can answer. One enum for the whole system: the API maps it to problem
//! responses in one place, jobs and commands match on the same values.
//!
//! Texts in here never carry a submitted or stored value: they reach clients and logs.

use std::time::Duration;

use serde::Serialize;

use crate::{id::AccountId, identity::Requirement};

/// The result of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Any error's cause. Its text stays inside the server.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a use case did not do what it was asked. Nothing has changed when one is returned.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the actor may not know that there is.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// The actor is not known, or no longer.
    #[error("not signed in: {0:?}")]
    Unauthenticated(Unauthenticated),
    /// The actor is known and may not do this.
    #[error("not allowed: {0:?}")]
    Denied(Denied),
    /// The state of things says no.
    #[error("{0}")]
    Conflict(Conflict),
    /// Someone else changed it first; holds the current version.
    #[error("changed by someone else")]
    Stale {
        /// The version that is stored now, as the actor sees it.
        current: i64,
        /// Which members have changed since, as far as the actor sees them, where that is known.
        changed: Option<Vec<&'static str>>,
    },
    /// What is looked for stands for more than can be looked at; says how to ask instead.
    #[error("{0}")]
    TooBroad(&'static str),
    /// A value breaks a rule.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// It was there and is no longer: a used or expired code.
    #[error("{0} is no longer valid")]
    Gone(&'static str),
    /// Too many attempts of this kind: wait.
    #[error("too many attempts were made")]
    TooManyAttempts {
        /// For how long.
        retry_after: Duration,
    },
    /// Try again: the store is busy, a commit failed as a whole, or the disk is full.
    #[error("the store is not available")]
    Unavailable {
        /// When it makes sense to try again.
        retry_after: Duration,
        /// For the log.
        #[source]
        cause: BoxError,
    },
    /// Try again: whoever has the keys of addresses does not answer. All else goes on.
    #[error("the keys of addresses are not available")]
    KeysUnavailable {
        /// When it makes sense to try again.
        retry_after: Duration,
        /// For the log.
        #[source]
        cause: BoxError,
    },
    /// A defect or a broken store.
    #[error("internal error")]
    Internal(#[source] BoxError),
}

impl Error {
    /// Someone else changed it first; which members is not known.
    pub const fn stale(current: i64) -> Self {
        Self::Stale { current, changed: None }
    }

    /// One invalid field.
    pub fn invalid(field: FieldError) -> Self {
        Self::Invalid(vec![field])
    }

    /// Whether it may go well later, when the store or the keys are back.
    pub const fn is_away(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::KeysUnavailable { .. })
    }

    /// A defect, by its description (which must not hold a personal value).
    pub fn internal(description: impl Into<BoxError>) -> Self {
        Self::Internal(description.into())
    }
}

impl From<Conflict> for Error {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict)
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

/// Why the actor is not taken for who they say they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unauthenticated {
    /// No credentials were sent.
    Missing,
    /// The credentials are not ours, or are damaged.
    Invalid,
    /// The access token has expired.
    Expired,
    /// Unknown address, wrong password, or a disabled account: not told apart.
    WrongCredentials,
    /// The session has ended.
    SessionEnded,
    /// The password is right; a code is needed, too.
    SecondFactorMissing,
    /// The password is right; the code is not, or was used before.
    SecondFactorWrong,
}

/// Why a known actor may not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// The role does not include the permission.
    MissingPermission,
    /// The e-mail address has not been confirmed yet.
    EmailUnverified,
    /// Only someone who has signed in may do this; no API token may.
    SessionRequired,
    /// The sign-in is too old for a sensitive act.
    StepUpRequired,
    /// The role asks for something that has not been done yet.
    Lacking(Requirement),
    /// The rights at stake are more than the actor's own.
    AboveOneself,
    /// The account of a member of staff is the desk's: its owner does not have it erased.
    AccountOfDesk,
}

/// A rule about state that the request runs against.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// The ticket cannot go there from where it is.
    #[error("a ticket cannot go from {from} to {to}")]
    Transition {
        /// The state it is in, as the actor sees it.
        from: &'static str,
        /// The state that was asked for.
        to: &'static str,
        /// Where it can go from here, for this actor.
        allowed: Vec<&'static str>,
    },
    /// A closed ticket does not change; a customer's reply opens a follow-up.
    #[error("the ticket is closed")]
    TicketClosed,
    /// Only a closed ticket gets a follow-up.
    #[error("the ticket to follow up is not closed")]
    NotClosed,
    /// Someone else has the ticket.
    #[error("someone else has the ticket")]
    AlreadyAssigned {
        /// Who.
        to: AccountId,
    },
    /// The ticket is solved or closed: there is nothing to take.
    #[error("the ticket is solved")]
    TicketSolved,
    /// A team's tickets must go somewhere before it is dissolved.
    #[error("the team has tickets that are not closed")]
    TeamHasTickets,
    /// What is shared must name another label before this one is removed.
    #[error("a view or a macro that is shared names the label")]
    TagNamed,
    /// Too many files, or too many bytes, wait for a message.
    #[error("too many uploads wait for a message")]
    TooMuchWaiting,
    /// What is part of something goes with it, or by redaction.
    #[error("the attachment is part of a message, a device or a parcel")]
    AttachmentBound,
    /// The value is taken by another account.
    #[error("the e-mail address is in use")]
    EmailTaken,
    /// The first administrator exists already.
    #[error("the first administrator exists already")]
    AlreadySetUp,
    /// The person is the requester, or is no active customer or member of staff.
    #[error("this person cannot take part in the ticket")]
    CannotTakePart,
    /// Nobody else can take part, or be invited to.
    #[error("no more people can take part in the ticket")]
    TooManyParticipants,
    /// The account has as many API tokens as it can have.
    #[error("there are as many API tokens as there can be")]
    TooManyTokens,
    /// What keeps two tickets from being merged, a merge from being undone, or a ticket with others in it from
    /// being deleted.
    #[error("{0}")]
    Merge(&'static str),
    /// What keeps a macro from being carried out on a ticket.
    #[error("{0}")]
    Macro(&'static str),
    /// What keeps messages from being split off.
    #[error("{0}")]
    Split(&'static str),
    /// What keeps two tickets from being linked so.
    #[error("{0}")]
    Link(&'static str),
    /// A message that is out cannot be taken back.
    #[error("the message has been sent")]
    AlreadySent,
    /// The draft that is sent was changed, sent or thrown away elsewhere.
    #[error("the draft is another by now")]
    DraftChanged,
    /// Devices refer to the product.
    #[error("devices of this product are registered")]
    ProductInUse,
    /// Another product has the article number.
    #[error("another product has this article number")]
    SkuTaken,
    /// The owner has registered the serial number before.
    #[error("the owner has registered this serial number already")]
    SerialRegistered,
    /// Another registration of the serial number is the owner's.
    #[error("another registration of this serial number is the owner's: refuse that one first")]
    SerialOwned,
    /// The purchase was registered before.
    #[error("the purchase is registered already")]
    PurchaseRegistered,
    /// The device is nobody's any more.
    #[error("the device was handed over or given up")]
    DeviceEnded,
    /// The device has as many proofs of purchase as it can have.
    #[error("the device has as many proofs of purchase as it can have")]
    TooManyProofs,
    /// The desk has refused the registration.
    #[error("the registration was refused")]
    DeviceRefused,
    /// Two-step sign-in is on.
    #[error("two-step sign-in is on already")]
    TotpOn,
    /// Two-step sign-in is off.
    #[error("two-step sign-in is off")]
    TotpOff,
    /// There is nothing to confirm.
    #[error("two-step sign-in has not been begun")]
    NoTotpBegun,
    /// It cannot be switched off.
    #[error("the role requires two-step sign-in")]
    TotpRequired,
    /// Only staff promise confidentiality.
    #[error("customers have no notice to accept")]
    NotForCustomers,
    /// A newer text is in force.
    #[error("another version of the notice is in force")]
    OldNotice,
    /// Someone must be able to administer the desk.
    #[error("the last active administrator stays")]
    LastAdmin,
    /// An invitation is not accepted yet.
    #[error("the invitation has not been accepted yet")]
    NotYetHere,
    /// An invitation is accepted.
    #[error("the invitation has been accepted")]
    HasBeenHere,
    /// The repair cannot go there from where it is.
    #[error("a repair cannot go from {from} to {to}")]
    RepairTransition {
        /// The state it is in, as the actor sees it.
        from: &'static str,
        /// The state that was asked for.
        to: &'static str,
        /// Where it can go from here, for this actor.
        allowed: Vec<&'static str>,
    },
    /// What a transition of the repair needs is not there yet.
    #[error("the repair is not ready for that: {}", missing.join(", "))]
    RepairNotReady {
        /// What is not there.
        missing: Vec<&'static str>,
        /// Where it can go from here, for this actor.
        allowed: Vec<&'static str>,
    },
    /// Nothing is sent to an address from where the repair is.
    #[error("the repair has no place for an address now")]
    NoPlaceForAddress,
    /// The law keeps the repair from ending.
    #[error("the repair is held by law")]
    RepairHeld {
        /// Where it can go from here, for this actor.
        allowed: Vec<&'static str>,
    },
    /// A repair that is over does not change.
    #[error("the repair is over")]
    RepairOver,
    /// The device has left: it cannot be sent another way.
    #[error("the device has left")]
    RepairHasLeft,
    /// What is written down at the bench is of a device that is there.
    #[error("the device is not on the bench")]
    NotOnBench,
    /// What is in a parcel is declared before it is here.
    #[error("the parcel is here")]
    ParcelIsHere,
    /// The device that came is the one that was announced, or nobody can tell.
    #[error("no other device came than was announced")]
    NoWrongDevice,
    /// A device is in one open repair at a time.
    #[error("the device is in another repair that is open")]
    DeviceInRepair,
    /// Another version of the quote is in force, or none is.
    #[error("this version of the quote is not in force")]
    QuoteNotInForce {
        /// Where the repair can go from here, for this actor.
        allowed: Vec<&'static str>,
    },
    /// Something has as many photos as it can have.
    #[error("it has as many photos as it can have")]
    TooManyPhotos,
    /// What was found when a parcel was opened is written down then, not later.
    #[error("the device is not at its intake")]
    NotAtIntake,
    /// An entry of the register is corrected once: the next correction is of the correction.
    #[error("the entry was corrected already")]
    DisclosureCorrected,
    /// Only what was left open can come to less.
    #[error("no maximum was approved")]
    NoMaximumApproved,
    /// Notice is given of devices that nobody claims.
    #[error("the device is not unclaimed")]
    RepairClaimed,
    /// A parcel is matched or closed once.
    #[error("the parcel is settled")]
    ParcelSettled,
    /// No font that the desk has knows the letters of a paper.
    #[error("no font of the desk has these letters: {script}")]
    Unprintable {
        /// What the script is called.
        script: &'static str,
    },
    /// No parcel goes this way from where the repair is.
    #[error("no parcel goes this way now")]
    NoParcelNow,
    /// One parcel each way waits to leave at a time.
    #[error("another parcel waits to leave")]
    ShipmentWaits,
    /// A parcel that has left, or was called off, is what it was.
    #[error("the parcel has left or was called off")]
    ShipmentSettled,
    /// The carrier's id names another event.
    #[error("the carrier told something else under this event_id")]
    TrackingDiffers,
    /// A parcel has as many events as it can have.
    #[error("the parcel has as many tracking events as it can have")]
    TooManyTrackingEvents,
    /// The purchase of a device was corrected as often as its owner can.
    #[error("the purchase was corrected too often: ask the desk to correct it")]
    TooManyCorrections,
    /// The account is to be erased: that is asked for once, and what was stopped for it is not begun again.
    #[error("the account is to be erased")]
    ErasureRequested,
    /// What has begun to be erased, or is over, cannot be withdrawn.
    #[error("the request is carried out or over")]
    RequestOver,
    /// A ticket goes on as long as one of its repairs.
    #[error("the ticket has a repair that is open")]
    TicketInRepair,
    /// A request with the same key is still running.
    #[error("a request with this Idempotency-Key is still running")]
    IdempotencyInProgress,
    /// A worker has the job; it cannot be started a second time.
    #[error("the job is running")]
    JobRunning,
}

/// A field that breaks a rule. `detail` says what is expected, never what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// JSON Pointer in URI fragment form (RFC 6901, section 6): `#/email`; `?` and a name for a query
    /// parameter.
    pub pointer: String,
    /// Machine-readable reason.
    pub code: &'static str,
    /// For people.
    pub detail: String,
}

impl FieldError {
    /// An error at the top-level member `field`.
    pub fn at(field: &str, rule: Rule) -> Self {
        Self { pointer: format!("#/{field}"), code: rule.code, detail: rule.detail }
    }

    /// An error in the query parameter `name`.
    pub fn at_parameter(name: &'static str, rule: Rule) -> Self {
        Self { pointer: format!("?{name}"), code: rule.code, detail: rule.detail }
    }

    /// The query parameter that this is an error in, if it is in one.
    pub fn parameter(&self) -> Option<&str> {
        self.pointer.strip_prefix('?')
    }
}

/// A broken rule, before it is known which field it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Machine-readable reason.
    pub code: &'static str,
    /// For people.
    pub detail: String,
}

impl Rule {
    /// A rule by its code and what it expects.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// Collects the broken rules of several fields, so that a client learns of all at once.
#[derive(Debug, Default)]
pub struct Fields(Vec<FieldError>);

impl Fields {
    /// Takes a parsed value, or notes what is wrong with `field`.
    pub fn take<T>(&mut self, field: &str, parsed: Result<T, Rule>) -> Option<T> {
        parsed.map_err(|rule| self.0.push(FieldError::at(field, rule))).ok()
    }

    /// The same for a voluntary value.
    pub fn take_optional<T>(&mut self, field: &str, parsed: Option<Result<T, Rule>>) -> Option<T> {
        parsed.and_then(|parsed| self.take(field, parsed))
    }

    /// Fails with everything noted so far.
    pub fn check(&mut self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(std::mem::take(&mut self.0))) }
    }

    /// Unwraps what [`Self::take`] returned; `None` means that something was noted.
    pub fn require<T>(&mut self, value: Option<T>) -> Result<T> {
        if let Some(value) = value {
            return Ok(value);
        }
        self.check()?;
        Err(Error::internal("a field was refused without a reason"))
    }
}
