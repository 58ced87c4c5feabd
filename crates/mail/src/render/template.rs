use domain::{
    identity::Language,
    mail::{LetterContent, TicketLetterEvent},
    repair,
    ticket::{MessageKind, RecipientReason},
};

/// One kind of letter. Each has a file of this name in every language's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    VerifyEmail,
    AlreadyRegistered,
    Test,
    PasswordReset,
    PasswordChanged,
    NewEmail,
    OldEmail,
    EmailInUse,
    EmailChanged,
    StaffInvitation,
    CustomerInvitation,
    AddressRequest,
    AddressOpened,
    TwoStepOff,
    RecoveryCodesRenewed,
    AccountErased,
    RegistrationConfirmed,
    RegistrationRefused,
    TicketReceived,
    StaffReplied,
    RequesterReplied,
    Copied,
    Followed,
    Noted,
    Mentioned,
    Assigned,
    Invited,
    Reminder,
    Solved,
    /// Each has a file in the folder of this name.
    Repair(repair::Letter),
}

impl Template {
    pub(crate) const fn of(content: &LetterContent) -> Self {
        match content {
            LetterContent::VerifyEmail { .. } => Self::VerifyEmail,
            LetterContent::AlreadyRegistered => Self::AlreadyRegistered,
            LetterContent::Test => Self::Test,
            LetterContent::PasswordReset { .. } => Self::PasswordReset,
            LetterContent::PasswordChanged => Self::PasswordChanged,
            LetterContent::NewEmail { .. } => Self::NewEmail,
            LetterContent::OldEmail { .. } => Self::OldEmail,
            LetterContent::EmailInUse => Self::EmailInUse,
            LetterContent::EmailChanged => Self::EmailChanged,
            LetterContent::AccountInvitation { to_staff: true, .. } => Self::StaffInvitation,
            LetterContent::AccountInvitation { to_staff: false, .. } => Self::CustomerInvitation,
            LetterContent::AddressRequest { .. } => Self::AddressRequest,
            LetterContent::AddressOpened { .. } => Self::AddressOpened,
            LetterContent::TwoStepOff => Self::TwoStepOff,
            LetterContent::RecoveryCodesRenewed => Self::RecoveryCodesRenewed,
            LetterContent::AccountErased { .. } => Self::AccountErased,
            LetterContent::Registration { confirmed: true, .. } => Self::RegistrationConfirmed,
            LetterContent::Registration { confirmed: false, .. } => Self::RegistrationRefused,
            LetterContent::Ticket { event, .. } => match event {
                TicketLetterEvent::Received => Self::TicketReceived,
                TicketLetterEvent::StaffReplied { .. } => Self::StaffReplied,
                TicketLetterEvent::RequesterReplied { .. } => Self::RequesterReplied,
                TicketLetterEvent::Copied { message, reason, .. } => match (reason, message.kind) {
                    (RecipientReason::Requester | RecipientReason::Cc, _) => Self::Copied,
                    (RecipientReason::Mentioned, _) => Self::Mentioned,
                    (_, MessageKind::Note) => Self::Noted,
                    (_, MessageKind::Reply) => Self::Followed,
                },
                TicketLetterEvent::Assigned => Self::Assigned,
                TicketLetterEvent::Invited { .. } => Self::Invited,
                TicketLetterEvent::Reminder => Self::Reminder,
                TicketLetterEvent::Solved => Self::Solved,
                TicketLetterEvent::Repair { letter, .. } => Self::Repair(*letter),
            },
        }
    }

    /// Its file in a language's folder.
    pub(crate) fn file(self, language: Language) -> String {
        match self {
            Self::Repair(letter) => format!("{}/repair/{}", language.tag(), letter.name()),
            other => format!("{}/{}", language.tag(), other.name()),
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::AlreadyRegistered => "already_registered",
            Self::Test => "test",
            Self::PasswordReset => "password_reset",
            Self::PasswordChanged => "password_changed",
            Self::NewEmail => "new_email",
            Self::OldEmail => "old_email",
            Self::EmailInUse => "email_in_use",
            Self::EmailChanged => "email_changed",
            Self::StaffInvitation => "staff_invitation",
            Self::CustomerInvitation => "customer_invitation",
            Self::AddressRequest => "address_request",
            Self::AddressOpened => "address_opened",
            Self::TwoStepOff => "two_step_off",
            Self::RecoveryCodesRenewed => "recovery_codes_renewed",
            Self::AccountErased => "account_erased",
            Self::RegistrationConfirmed => "registration_confirmed",
            Self::RegistrationRefused => "registration_refused",
            Self::TicketReceived => "ticket_received",
            Self::StaffReplied => "staff_replied",
            Self::RequesterReplied => "requester_replied",
            Self::Copied => "copied",
            Self::Followed => "followed",
            Self::Noted => "noted",
            Self::Mentioned => "mentioned",
            Self::Assigned => "assigned",
            Self::Invited => "invited",
            Self::Reminder => "reminder",
            Self::Solved => "solved",
            Self::Repair(_) => "repair",
        }
    }
}

macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        &[$(
            (concat!("en/", $name), include_str!(concat!("../templates/en/", $name, ".j2"))),
            (concat!("de/", $name), include_str!(concat!("../templates/de/", $name, ".j2"))),
        )*]
    };
}

/// Every file but the layouts. A letter that is missing in a language does not compile.
pub(super) const SOURCES: &[(&str, &str)] = sources![
    "letter",
    "verify_email",
    "already_registered",
    "test",
    "password_reset",
    "password_changed",
    "new_email",
    "old_email",
    "email_in_use",
    "email_changed",
    "staff_invitation",
    "customer_invitation",
    "address_request",
    "address_opened",
    "two_step_off",
    "recovery_codes_renewed",
    "account_erased",
    "registration_confirmed",
    "registration_refused",
    "ticket_received",
    "staff_replied",
    "requester_replied",
    "copied",
    "followed",
    "noted",
    "mentioned",
    "assigned",
    "invited",
    "reminder",
    "solved",
    "repair",
    "repair/requested",
    "repair/authorized",
    "repair/rejected",
    "repair/cancelled",
    "repair/expired",
    "repair/received",
    "repair/repairing",
    "repair/quoted",
    "repair/quote_withdrawn",
    "repair/awaiting_parts",
    "repair/ready_to_ship",
    "repair/outbound",
    "repair/undeliverable",
    "repair/unclaimed",
    "repair/delivered",
    "repair/closed",
    "repair/reminder",
];
