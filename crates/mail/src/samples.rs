//! Letters for tests: one of each kind.

use domain::{
    clock::ManualClock,
    contact::{EmailAddress, PersonName},
    device::{ProductName, Serial},
    id::{AccountId, JobId, MessageId, TicketId},
    identity::Language,
    mail::{Letter, LetterContent, LetterParcel, LetterRepair, LetterTicket, TicketLetterEvent},
    money::{Currency, Money},
    repair::{CaseText, RmaNumber},
    shipment::{Carrier, TrackingNumber},
    ticket::{Body, BodyFormat, Message, MessageKind, RecipientReason, Status},
};
use std::sync::Arc;
use url::Url;
use uuid::Uuid;

use crate::{MailSettings, compose::Composer, links::Links, render::Renderer, scribe::Scribe};

pub(crate) fn settings(url: &str) -> MailSettings {
    MailSettings {
        url: url.to_owned(),
        from: "Example Desk <help@desk.example>".to_owned(),
        public_url: public_url(),
    }
}

pub(crate) fn public_url() -> Url {
    Url::parse("https://desk.example/").unwrap()
}

pub(crate) fn links() -> Links {
    Links::below(&public_url()).unwrap()
}

pub(crate) fn scribe() -> Scribe {
    let composer = Composer::new("help@desk.example", links().host(), clock()).unwrap();
    Scribe::new(Renderer::new(links()), composer)
}

/// Stands still at 2026-03-01 12:00:00 UTC.
pub(crate) fn clock() -> Arc<ManualClock> {
    let noon = chrono::DateTime::from_timestamp(1_772_366_400, 0).unwrap();
    Arc::new(ManualClock::at(noon))
}

pub(crate) fn ticket_id() -> TicketId {
    TicketId::from_uuid(Uuid::from_u128(0x71))
}

pub(crate) fn letter(content: LetterContent) -> Letter {
    Letter {
        id: JobId::from_uuid(Uuid::from_u128(0x10b)),
        name: PersonName::from_stored("Kim Möller".to_owned()),
        address: EmailAddress::from_stored("kim@customer.example".to_owned()),
        language: Language::En,
        content,
    }
}

pub(crate) fn about_ticket(subject: &str, event: TicketLetterEvent) -> Letter {
    let subject = subject.to_owned();
    let files = Vec::new();
    let ticket = LetterTicket { id: ticket_id(), number: 42, subject, status: Status::Open, files };
    letter(LetterContent::Ticket { ticket, event })
}

pub(crate) fn message(format: BodyFormat, body: &str) -> Message {
    Message {
        id: MessageId::from_uuid(Uuid::from_u128(1)),
        ticket: ticket_id(),
        origin: None,
        kind: MessageKind::Reply,
        author: AccountId::from_uuid(Uuid::from_u128(2)),
        by_staff: true,
        format,
        body: Body::from_stored(body.to_owned()),
        created_at: chrono::DateTime::UNIX_EPOCH,
        held: None,
        ticket_version: 1,
        requester_version: 1,
        redacted_at: None,
    }
}

pub(crate) fn staff_replied(format: BodyFormat, body: &str) -> Letter {
    let author = PersonName::from_stored("Robin <Agent>".to_owned());
    let event = TicketLetterEvent::StaffReplied { author, message: message(format, body) };
    about_ticket("Knob & socket are loose", event)
}

fn registration(confirmed: bool) -> Letter {
    let product = ProductName::from_stored("Keys 61 <black>".to_owned());
    let serial = Serial::from_stored("K61-004711".to_owned());
    letter(LetterContent::Registration { product, serial, confirmed })
}

/// A letter about a repair in this state.
fn repair(letter: domain::repair::Letter, state: domain::repair::State) -> Letter {
    let currency = Currency::parse("EUR").unwrap();
    let told = LetterRepair {
        rma_number: RmaNumber::from_stored("R26-7QK4M-C".to_owned()),
        product: ProductName::from_stored("Keys 61 <black>".to_owned()),
        state,
        reason: Some(CaseText::from_stored("The rail is bent.".to_owned())),
        quote: Some((Money { amount_minor: 12_005, currency }, chrono::DateTime::UNIX_EPOCH)),
        extension_months: (state == domain::repair::State::Authorized).then_some(12),
        disposable_from: (state == domain::repair::State::Unclaimed).then_some(chrono::DateTime::UNIX_EPOCH),
        has_damaged_battery: state == domain::repair::State::Requested,
        parcel: (letter == domain::repair::Letter::Outbound).then(|| LetterParcel {
            carrier: Carrier::parse("DHL <Express>").unwrap(),
            number: Some(TrackingNumber::parse("00340434161094000001").unwrap()),
            page: Some("https://track.example/?a=1&piece=00340434161094000001".to_owned()),
        }),
        awaits_address: state == domain::repair::State::ReadyToShip,
        confirms_address: state == domain::repair::State::Requested,
    };
    about_ticket("Knob & socket are loose", TicketLetterEvent::Repair { letter, repair: Box::new(told) })
}

/// One of each letter about repairs, and each reminder.
fn repairs() -> impl Iterator<Item = Letter> {
    use domain::repair::{Letter as About, State};
    let steps = About::ALL.iter().map(|about| repair(*about, State::Requested));
    let reminders =
        [State::Authorized, State::Inbound, State::AwaitingApproval, State::Outbound, State::Unclaimed];
    let reminders = reminders.map(|state| repair(About::Reminder, state));
    let address =
        [repair(About::ReadyToShip, State::ReadyToShip), repair(About::Unclaimed, State::Unclaimed)];
    steps.chain(reminders).chain(address).collect::<Vec<_>>().into_iter()
}

fn copied(subject: &str, kind: MessageKind, reason: RecipientReason) -> Letter {
    let author = PersonName::from_stored("Alex".to_owned());
    let message = Message { kind, ..message(BodyFormat::Text, "The rail is bent.") };
    about_ticket(subject, TicketLetterEvent::Copied { author, message, reason })
}

/// One letter of each kind in each language.
pub(crate) fn every_letter() -> Vec<Letter> {
    let author = PersonName::from_stored("Alex".to_owned());
    let reply = message(BodyFormat::Text, "It still\nrattles.");
    let subject = "Knob & socket are loose";
    let kinds = [
        letter(LetterContent::VerifyEmail { token: "t0k-_n".to_owned() }),
        letter(LetterContent::AlreadyRegistered),
        letter(LetterContent::Test),
        letter(LetterContent::PasswordReset { token: "t0k-_n".to_owned() }),
        letter(LetterContent::PasswordChanged),
        letter(LetterContent::NewEmail { token: "t0k-_n".to_owned() }),
        letter(LetterContent::OldEmail {
            token: "t0k-_n".to_owned(),
            email: EmailAddress::from_stored("kim@next.example".to_owned()),
        }),
        letter(LetterContent::EmailInUse),
        letter(LetterContent::EmailChanged),
        letter(LetterContent::AddressRequest {
            token: "t0k-_n".to_owned(),
            rma_number: RmaNumber::from_stored("R26-7QK4M-X".to_owned()),
        }),
        letter(LetterContent::AddressOpened { rma_number: RmaNumber::from_stored("R26-7QK4M-X".to_owned()) }),
        letter(LetterContent::AccountInvitation { token: "t0k-_n".to_owned(), to_staff: true }),
        letter(LetterContent::AccountInvitation { token: "t0k-_n".to_owned(), to_staff: false }),
        letter(LetterContent::TwoStepOff),
        letter(LetterContent::RecoveryCodesRenewed),
        letter(LetterContent::AccountErased { keeps_quotes: false }),
        letter(LetterContent::AccountErased { keeps_quotes: true }),
        registration(true),
        registration(false),
        about_ticket(subject, TicketLetterEvent::Received),
        staff_replied(BodyFormat::Html, "<p>Please <b>turn</b> it.</p>"),
        about_ticket(subject, TicketLetterEvent::RequesterReplied { author: author.clone(), message: reply }),
        copied(subject, MessageKind::Reply, RecipientReason::Cc),
        copied(subject, MessageKind::Reply, RecipientReason::Follower),
        copied(subject, MessageKind::Note, RecipientReason::Follower),
        copied(subject, MessageKind::Note, RecipientReason::Mentioned),
        about_ticket(subject, TicketLetterEvent::Assigned),
        about_ticket(subject, TicketLetterEvent::Invited { inviter: author.clone() }),
        about_ticket(subject, TicketLetterEvent::Reminder),
        about_ticket(subject, TicketLetterEvent::Solved),
    ];
    let in_every_language = |kind: Letter| Language::ALL.map(|language| Letter { language, ..kind.clone() });
    kinds.into_iter().chain(repairs()).flat_map(in_every_language).collect()
}
