//! Outgoing mail: what is ordered, what a letter says, and the port that delivers it.
//!
//! The order is a job: it holds ids. The letter is put together when it is sent, from what is
//! stored then, so no queue holds an address, a text or a secret.

mod compose;

pub use compose::{compose, waits_for_restoration};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    attachment::FileName,
    clock::Timestamp,
    contact::{EmailAddress, PersonName},
    device::{ProductName, Serial},
    id::{AccountId, CodeId, DeviceId, InvitationId, JobId, MessageId, RepairId, TicketId},
    identity::Language,
    money::Money,
    repair::{self, RmaNumber},
    shipment::{Carrier, TrackingNumber},
    ticket::{Message, RecipientReason, Status},
};

/// A mail to be sent, by ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum MailOrder {
    /// The link of a single-use code, to the account it belongs to.
    Code {
        /// Which code.
        code: CodeId,
    },
    /// Tells a person that their password has changed.
    PasswordChanged {
        /// Whose password.
        account: AccountId,
    },
    /// Tells someone that a code is no longer needed to sign in.
    TwoStepOff {
        /// Whose account.
        account: AccountId,
    },
    /// Tells someone that they have other recovery codes.
    RecoveryCodesRenewed {
        /// Whose account.
        account: AccountId,
    },
    /// Tells a person that their address has changed, at the new one.
    EmailChanged {
        /// Whose address.
        account: AccountId,
    },
    /// Tells an owner what the desk says of a registration.
    RegistrationDecided {
        /// Which device.
        device: DeviceId,
    },
    /// Tells the requester that the ticket has arrived.
    TicketReceived {
        /// Which ticket.
        ticket: TicketId,
    },
    /// Takes a message to one of its recipients.
    Message {
        /// Which message.
        message: MessageId,
        /// Whom to.
        to: AccountId,
    },
    /// Takes a reply of the staff to the requester.
    ReplyToRequester {
        /// Which reply.
        message: MessageId,
    },
    /// Tells the assignee that the requester has replied.
    ReplyToAssignee {
        /// Which reply.
        message: MessageId,
    },
    /// Tells someone that a ticket is now theirs.
    Assigned {
        /// Which ticket.
        ticket: TicketId,
        /// Whose it is now.
        to: AccountId,
    },
    /// Invites someone to take part in a ticket.
    Invitation {
        /// Which invitation.
        invitation: InvitationId,
    },
    /// Reminds the requester that an answer is awaited.
    Reminder {
        /// Which ticket.
        ticket: TicketId,
    },
    /// Tells a customer how far a repair is.
    Repair {
        /// Which repair.
        repair: RepairId,
        /// What it says.
        letter: repair::Letter,
    },
    /// Tells a second person that somebody has looked at an address without its being needed for a parcel.
    AddressOpened {
        /// Of which repair.
        repair: RepairId,
        /// Whom to.
        to: AccountId,
    },
    /// Tells the requester that the ticket counts as solved.
    Solved {
        /// Which ticket.
        ticket: TicketId,
    },
}

impl MailOrder {
    /// The link of a single-use code.
    pub const fn code(code: CodeId) -> Self {
        Self::Code { code }
    }
}

/// A mail, ready to be rendered in the recipient's language and sent.
#[derive(Clone)]
pub struct Letter {
    /// Makes the Message-ID: the same each time this letter is tried.
    pub id: JobId,
    /// Recipient's name.
    pub name: PersonName,
    /// Recipient's address.
    pub address: EmailAddress,
    /// Recipient's language.
    pub language: Language,
    /// What it says.
    pub content: LetterContent,
}

/// What a letter says.
#[derive(Clone)]
#[expect(clippy::large_enum_variant, reason = "one letter at a time is put together, and sent")]
pub enum LetterContent {
    /// Confirm your e-mail address: the token of the link.
    VerifyEmail {
        /// Secret part of the link.
        token: String,
    },
    /// Someone tried to register your address again.
    AlreadyRegistered,
    /// Mail works: an administrator has asked for this letter.
    Test,
    /// Set a new password: the token of the link.
    PasswordReset {
        /// Secret part of the link.
        token: String,
    },
    /// Your password has changed.
    PasswordChanged,
    /// Confirm your next address, to that address: the token of the link.
    NewEmail {
        /// Secret part of the link.
        token: String,
    },
    /// Approve or refuse your next address, to the present one: the token of the link.
    OldEmail {
        /// Secret part of the link.
        token: String,
        /// The next address.
        email: EmailAddress,
    },
    /// Someone wanted to change to your address.
    EmailInUse,
    /// Your address has changed.
    EmailChanged,
    /// You are invited: the token of the link.
    AccountInvitation {
        /// Secret part of the link.
        token: String,
        /// To the staff, or to follow one's requests.
        to_staff: bool,
    },
    /// The address of a repair is needed: the token of the link.
    AddressRequest {
        /// Secret part of the link.
        token: String,
        /// Of which repair.
        rma_number: RmaNumber,
    },
    /// A lead has looked at the address of a repair, with a reason, which stands in its accesses.
    AddressOpened {
        /// Of which repair.
        rma_number: RmaNumber,
    },
    /// Two-step sign-in has been switched off.
    TwoStepOff,
    /// Recovery codes have been replaced.
    RecoveryCodesRenewed,
    /// Your account is erased: the last letter.
    AccountErased {
        /// Whether quotes are kept by law.
        keeps_quotes: bool,
    },
    /// A registration has been confirmed or refused.
    Registration {
        /// What was registered.
        product: ProductName,
        /// Its serial number, as typed.
        serial: Serial,
        /// Confirmed, or refused.
        confirmed: bool,
    },
    /// About a ticket.
    Ticket {
        /// The ticket; all its mails form one thread.
        ticket: LetterTicket,
        /// What happened.
        event: TicketLetterEvent,
    },
}

/// What a letter shows of a ticket.
#[derive(Clone)]
pub struct LetterTicket {
    /// Names the thread.
    pub id: TicketId,
    /// What people say aloud.
    pub number: i64,
    /// The ticket's subject.
    pub subject: String,
    /// Where it stands now.
    pub status: Status,
    /// The files of the message that the letter takes: by name, since a letter carries none.
    pub files: Vec<LetterFile>,
}

/// What a letter says of a file.
#[derive(Clone)]
pub struct LetterFile {
    /// What it is called.
    pub name: FileName,
    /// How many bytes it has.
    pub size: u64,
}

/// What happened to the ticket that the letter is about.
#[derive(Clone)]
pub enum TicketLetterEvent {
    /// It has arrived.
    Received,
    /// The staff replied.
    StaffReplied {
        /// Shown under the reply.
        author: PersonName,
        /// The reply.
        message: Message,
    },
    /// The requester replied; the recipient is the assignee.
    RequesterReplied {
        /// The requester's name.
        author: PersonName,
        /// The reply.
        message: Message,
    },
    /// A message that the recipient neither answers nor has asked for.
    Copied {
        /// Who wrote it.
        author: PersonName,
        /// What was written.
        message: Message,
        /// Why the recipient gets it.
        reason: RecipientReason,
    },
    /// It is now the recipient's.
    Assigned,
    /// The recipient may take part in it.
    Invited {
        /// Who invites.
        inviter: PersonName,
    },
    /// An answer is awaited.
    Reminder,
    /// It counts as solved.
    Solved,
    /// One of its repairs has moved, or waits for the recipient.
    Repair {
        /// What is told.
        letter: repair::Letter,
        /// How far it is.
        repair: Box<LetterRepair>,
    },
}

/// What a letter shows of a repair. Never an address.
#[derive(Clone)]
pub struct LetterRepair {
    /// What stands on the parcel.
    pub rma_number: RmaNumber,
    /// The product.
    pub product: ProductName,
    /// Where it stands now.
    pub state: repair::State,
    /// What the desk wrote at the last move.
    pub reason: Option<repair::CaseText>,
    /// What the quote in force asks for, and until when.
    pub quote: Option<(Money, Timestamp)>,
    /// By how many months a repair prolongs the guarantee, where the law's pays for it.
    pub extension_months: Option<i32>,
    /// Before when a device that nobody claims does not go.
    pub disposable_from: Option<Timestamp>,
    /// Whether the battery must not be sent like a parcel.
    pub has_damaged_battery: bool,
    /// The parcel that brings it back, while it is on its way.
    pub parcel: Option<LetterParcel>,
    /// Whether an address is awaited.
    pub awaits_address: bool,
    /// Whether the one that is there is to be confirmed.
    pub confirms_address: bool,
}

/// What a letter shows of a parcel.
#[derive(Clone)]
pub struct LetterParcel {
    /// Who carries it.
    pub carrier: Carrier,
    /// What the carrier calls it.
    pub number: Option<TrackingNumber>,
    /// Where the carrier shows its way.
    pub page: Option<String>,
}

/// Delivers letters.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands the letter to the next mail server. Once it returns `Ok`, the server has taken
    /// responsibility for it.
    async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError>;
}

/// Why a letter was not delivered; holds no text that could name the recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// The server is away or asks to try later.
    #[error("the mail server cannot take the letter now")]
    Temporary,
    /// The server refuses it for good.
    #[error("the mail server refuses the letter")]
    Permanent,
}
