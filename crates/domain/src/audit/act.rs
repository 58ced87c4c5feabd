use crate::{
    id::{AccountId, ApiTokenId, JobId, ProductId, RepairId, SessionId, TicketId},
    identity::{Actor, Credential, Role},
};

/// What was done, and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What was done.
    pub kind: ActKind,
    /// To what.
    pub target: Option<Target>,
}

macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident $name:literal),* $(,)?) => {
        /// What was done. The list only grows: stored entries must stay readable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ActKind {
            $($(#[$doc])* $act,)*
        }

        impl ActKind {
            /// Every act.
            pub const ALL: &[Self] = &[$(Self::$act,)*];

            /// The stored and published name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$act => $name,)* }
            }
        }
    };
}

acts! {
    /// A member of staff was added: by the set-up link or on the command line.
    StaffCreated "staff_created",
    /// A person made a key for a program.
    ApiTokenCreated "api_token_created",
    /// A person took a program's key away.
    ApiTokenRevoked "api_token_revoked",
    /// A person changed their password.
    PasswordChanged "password_changed",
    /// A link from a letter set a password.
    PasswordReset "password_reset",
    /// An address was changed, confirmed at both.
    EmailChanged "email_changed",
    /// A person signed out everywhere.
    SessionsEnded "sessions_ended",
    /// A person switched two-step sign-in on.
    TotpSwitchedOn "totp_switched_on",
    /// A person switched two-step sign-in off.
    TotpSwitchedOff "totp_switched_off",
    /// Staff switched somebody's two-step sign-in off.
    TotpReset "totp_reset",
    /// A recovery code was used.
    RecoveryCodeUsed "recovery_code_used",
    /// A person got other recovery codes.
    RecoveryCodesRenewed "recovery_codes_renewed",
    /// It was decided what a role must do.
    RoleRequirementChanged "role_requirement_changed",
    /// A member of staff accepted the confidentiality notice.
    ConfidentialityAccepted "confidentiality_accepted",
    /// Someone was invited to the staff.
    StaffInvited "staff_invited",
    /// An invited person came.
    InvitationAccepted "invitation_accepted",
    /// An invitation was taken back.
    InvitationWithdrawn "invitation_withdrawn",
    /// A member of staff got another name.
    StaffRenamed "staff_renamed",
    /// A member of staff got another role.
    StaffRoleChanged "staff_role_changed",
    /// A member of staff can no longer sign in.
    StaffDisabled "staff_disabled",
    /// A member of staff can sign in again.
    StaffEnabled "staff_enabled",
    /// Staff made an account for a customer.
    CustomerInvited "customer_invited",
    /// Staff corrected a customer's contact data.
    CustomerCorrected "customer_corrected",
    /// Staff had a job tried again.
    JobRetried "job_retried",
    /// A label was renamed on all tickets.
    TagRenamed "tag_renamed",
    /// A label was taken off all tickets.
    TagRemoved "tag_removed",
    /// A product was added.
    ProductAdded "product_added",
    /// A product was changed.
    ProductChanged "product_changed",
    /// A product was removed.
    ProductRemoved "product_removed",
    /// A repair case was kept from ending, by law.
    RepairHeld "repair_held",
    /// A repair case may end again.
    RepairReleased "repair_released",
    /// A photo of a device, taken when it came, was destroyed.
    RepairPhotoRemoved "repair_photo_removed",
    /// The terms of repairs were changed.
    RepairTermsChanged "repair_terms_changed",
    /// A repair's address was opened out of turn, for a reason that is on record with the access.
    AddressOpened "address_opened",
    /// A repair's address ended although nobody could read it any more.
    AddressLost "address_lost",
    /// A person asked for their account to be erased.
    ErasureRequested "erasure_requested",
    /// A person took that back.
    ErasureWithdrawn "erasure_withdrawn",
    /// An account was erased.
    AccountErased "account_erased",
    /// A repair was ended by a lead although nobody could look for copies of its address.
    AddressNotLookedFor "address_not_looked_for",
}

impl ActKind {
    /// The act by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|act| act.name() == name)
    }

    /// Done to this.
    pub fn on(self, target: impl Into<Target>) -> Act {
        Act { kind: self, target: Some(target.into()) }
    }

    /// Done to nothing in particular.
    pub const fn alone(self) -> Act {
        Act { kind: self, target: None }
    }
}

/// What an act was done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What kind of thing.
    pub kind: TargetKind,
    /// Its id, or the name of a role.
    pub id: String,
}

macro_rules! targets {
    ($($(#[$doc:meta])* $kind:ident $name:literal $from:ty),* $(,)?) => {
        /// Kinds of things that acts are done to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum TargetKind {
            $($(#[$doc])* $kind,)*
        }

        impl TargetKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The stored and published name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }
        }

        $(impl From<$from> for Target {
            fn from(id: $from) -> Self {
                Self { kind: TargetKind::$kind, id: id.to_string() }
            }
        })*
    };
}

targets! {
    /// A customer or a member of staff.
    Account "account" AccountId,
    /// A program's key.
    ApiToken "api_token" ApiTokenId,
    /// A role, by its name.
    Role "role" Role,
    /// A signed-in client.
    Session "session" SessionId,
    /// A ticket.
    Ticket "ticket" TicketId,
    /// A job.
    Job "job" JobId,
    /// A product.
    Product "product" ProductId,
    /// A repair case.
    Repair "repair" RepairId,
}

impl TargetKind {
    /// The kind by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// With what an actor had come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CredentialKind {
    /// A person who had signed in.
    Session,
    /// A program with an API token.
    ApiToken,
    /// A link or code, or nothing.
    None,
    /// The command line on the machine.
    Operator,
    /// The schedule.
    Time,
}

impl CredentialKind {
    const ALL: [Self; 5] = [Self::Session, Self::ApiToken, Self::None, Self::Operator, Self::Time];

    /// With what this actor has come in.
    pub const fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Anonymous => Self::None,
            Actor::Person(principal) => match principal.credential {
                Credential::Session(_) => Self::Session,
                Credential::ApiToken(_) => Self::ApiToken,
            },
            Actor::Time => Self::Time,
            Actor::Operator => Self::Operator,
        }
    }

    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::ApiToken => "api_token",
            Self::None => "none",
            Self::Operator => "operator",
            Self::Time => "time",
        }
    }

    /// The kind by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found_again() {
        for (at, act) in ActKind::ALL.iter().enumerate() {
            assert_eq!(ActKind::from_name(act.name()), Some(*act));
            assert!(ActKind::ALL[..at].iter().all(|other| other.name() != act.name()), "{}", act.name());
        }
        assert!(TargetKind::ALL.iter().all(|kind| TargetKind::from_name(kind.name()) == Some(*kind)));
    }
}
