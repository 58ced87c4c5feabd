use super::{
    Letter, LetterContent, LetterFile, LetterParcel, LetterRepair, LetterTicket, MailOrder, TicketLetterEvent,
};
use crate::{
    access,
    device::{self, DeviceStatus},
    error::{Error, Result},
    id::{AccountId, DeviceId, InvitationId, JobId, MessageId, RepairId, TicketId},
    identity::{Account, AccountState, Code, CodePurpose, NewAddressee, Permission, new_addressee},
    keys::Keys,
    money::Money,
    repair,
    shipment::{CarrierPort, Direction, NewShipment},
    store::Tx,
    ticket::{INVITATIONS_A_DAY, Message, MessageKind, Recipient, RecipientReason, Ticket},
    vault,
};

/// Puts a letter together from what is stored now. `None`: there is nobody to send it to, or no
/// reason any more.
pub async fn compose(
    tx: &mut dyn Tx,
    keys: &Keys,
    carriers: &dyn CarrierPort,
    id: JobId,
    order: &MailOrder,
) -> Result<Option<Letter>> {
    let addressed = match order {
        MailOrder::Code { code } => {
            let Some(code) = tx.codes().find(*code).await? else { return Ok(None) };
            let content = match code.purpose {
                CodePurpose::VerifyEmail => LetterContent::VerifyEmail { token: code.token(keys) },
                CodePurpose::AlreadyRegistered => LetterContent::AlreadyRegistered,
                CodePurpose::PasswordReset => LetterContent::PasswordReset { token: code.token(keys) },
                CodePurpose::OldEmail => return to_old_address(tx, keys, id, &code).await,
                CodePurpose::NewEmail => return to_new_address(tx, keys, id, &code).await,
                CodePurpose::Invitation => {
                    let Some(content) = account_invitation(tx, &code, keys).await? else { return Ok(None) };
                    content
                }
                CodePurpose::AddressLink => {
                    let Some(content) = address_request(tx, &code, keys).await? else { return Ok(None) };
                    content
                }
                CodePurpose::FirstAdmin => return Ok(None),
            };
            code.account.map(|account| (account, content))
        }
        MailOrder::PasswordChanged { account } => Some((*account, LetterContent::PasswordChanged)),
        MailOrder::EmailChanged { account } => Some((*account, LetterContent::EmailChanged)),
        MailOrder::TwoStepOff { account } => Some((*account, LetterContent::TwoStepOff)),
        MailOrder::RecoveryCodesRenewed { account } => Some((*account, LetterContent::RecoveryCodesRenewed)),
        MailOrder::RegistrationDecided { device } => registration(tx, *device).await?,
        MailOrder::TicketReceived { ticket } => {
            to_requester(tx, *ticket, TicketLetterEvent::Received).await?
        }
        MailOrder::Reminder { ticket } => to_requester(tx, *ticket, TicketLetterEvent::Reminder).await?,
        MailOrder::Repair { repair, letter } => about_repair(tx, carriers, *repair, *letter).await?,
        MailOrder::AddressOpened { repair, to } => {
            let case = tx.repairs().find_visible(repair::Viewer::Staff, *repair).await?;
            case.map(|case| (*to, LetterContent::AddressOpened { rma_number: case.rma_number }))
        }
        MailOrder::Solved { ticket } => to_requester(tx, *ticket, TicketLetterEvent::Solved).await?,
        MailOrder::Invitation { invitation } => invitation_letter(tx, *invitation).await?,
        MailOrder::Assigned { ticket, to } => {
            let ticket = find_ticket(tx, *ticket).await?;
            Some((*to, about(&ticket, TicketLetterEvent::Assigned)))
        }
        MailOrder::Message { message, to } => copy(tx, *message, *to).await?,
        MailOrder::ReplyToRequester { message } => {
            let (id, (message, ticket, author)) = (*message, find_reply(tx, *message).await?);
            let event = TicketLetterEvent::StaffReplied { author: author.name, message };
            Some((ticket.requester, with_files(tx, id, about(&ticket, event)).await?))
        }
        MailOrder::ReplyToAssignee { message } => {
            let (id, (message, ticket, author)) = (*message, find_reply(tx, *message).await?);
            let event = TicketLetterEvent::RequesterReplied { author: author.name, message };
            let content = with_files(tx, id, about(&ticket, event)).await?;
            ticket.assignee.map(|assignee| (assignee, content))
        }
    };
    let Some((recipient, content)) = addressed else { return Ok(None) };
    let Some(account) = reachable(tx, recipient).await? else { return Ok(None) };
    let is_of_a_ticket = matches!(content, LetterContent::Ticket { .. });
    // Whom every ticket is closed to, since something that the role requires is not done, reads none here.
    if is_of_a_ticket && account.role.is_staff() && access::lacking(tx, &account).await?.is_some() {
        return Ok(None);
    }
    Ok(Some(letter(id, account, content)))
}

fn letter(id: JobId, account: Account, content: LetterContent) -> Letter {
    Letter { id, name: account.name, address: account.email, language: account.language, content }
}

/// Asks the person at the next address; who has that address already is told instead.
async fn to_new_address(tx: &mut dyn Tx, keys: &Keys, id: JobId, code: &Code) -> Result<Option<Letter>> {
    Ok(match new_addressee(tx, code).await? {
        Some(NewAddressee::Free(change, account)) => {
            let asked = Account { email: change.email, ..account };
            Some(letter(id, asked, LetterContent::NewEmail { token: code.token(keys) }))
        }
        Some(NewAddressee::Taken(owner)) => {
            reachable(tx, owner.id).await?.map(|owner| letter(id, owner, LetterContent::EmailInUse))
        }
        None => None,
    })
}

/// Asks the person at the present address.
async fn to_old_address(tx: &mut dyn Tx, keys: &Keys, id: JobId, code: &Code) -> Result<Option<Letter>> {
    let Some(account) = code.account else { return Ok(None) };
    let change = tx.email_changes().find(account).await?;
    let Some(change) = change.filter(|change| change.old_code == code.id) else { return Ok(None) };
    let content = LetterContent::OldEmail { token: code.token(keys), email: change.email };
    Ok(reachable(tx, account).await?.map(|account| letter(id, account, content)))
}

/// `None`: it is undecided again, or nobody's.
async fn registration(tx: &mut dyn Tx, id: DeviceId) -> Result<Option<(AccountId, LetterContent)>> {
    let Some(device) = tx.devices().find_visible(device::Viewer::Staff, id).await? else { return Ok(None) };
    let confirmed = match device.status {
        DeviceStatus::ToBeConfirmed => return Ok(None),
        DeviceStatus::Confirmed => true,
        DeviceStatus::Refused => false,
    };
    let product = tx.products().find(device.product).await?.ok_or(Error::NotFound("product"))?;
    let content = LetterContent::Registration { product: product.name, serial: device.serial, confirmed };
    Ok(device.owner.map(|owner| (owner, content)))
}

/// `None`: the invitation has been accepted meanwhile.
async fn account_invitation(tx: &mut dyn Tx, code: &Code, keys: &Keys) -> Result<Option<LetterContent>> {
    let Some(account) = code.account else { return Ok(None) };
    let invited = tx.accounts().find(account).await?;
    let invited = invited.filter(|account| account.state == AccountState::Unverified);
    Ok(invited.map(|account| LetterContent::AccountInvitation {
        token: code.token(keys),
        to_staff: account.role.is_staff(),
    }))
}

/// `None`: the link works no longer.
async fn address_request(tx: &mut dyn Tx, code: &Code, keys: &Keys) -> Result<Option<LetterContent>> {
    let Some(link) = tx.address_links().find(code.id).await? else { return Ok(None) };
    let case = tx.repairs().find_visible(repair::Viewer::Staff, link.repair).await?;
    let Some(case) = case.filter(|_| code.used_at.is_none()) else { return Ok(None) };
    let token = code.token(keys);
    Ok(Some(LetterContent::AddressRequest { token, rma_number: case.rma_number }))
}

async fn to_requester(
    tx: &mut dyn Tx,
    ticket: TicketId,
    event: TicketLetterEvent,
) -> Result<Option<(AccountId, LetterContent)>> {
    let ticket = find_ticket(tx, ticket).await?;
    Ok(Some((ticket.requester, about(&ticket, event))))
}

fn about(ticket: &Ticket, event: TicketLetterEvent) -> LetterContent {
    let ticket = LetterTicket {
        id: ticket.id,
        number: ticket.number,
        subject: ticket.subject.as_str().to_owned(),
        status: ticket.status,
        files: Vec::new(),
    };
    LetterContent::Ticket { ticket, event }
}

/// Whether the letter is about a ticket that is deleted and may be brought back: it waits until then.
pub async fn waits_for_restoration(tx: &mut dyn Tx, order: &MailOrder) -> Result<bool> {
    let ticket = match order {
        MailOrder::TicketReceived { ticket }
        | MailOrder::Reminder { ticket }
        | MailOrder::Solved { ticket }
        | MailOrder::Assigned { ticket, .. } => Some(*ticket),
        MailOrder::Message { message, .. }
        | MailOrder::ReplyToRequester { message }
        | MailOrder::ReplyToAssignee { message } => {
            tx.messages().find(*message).await?.map(|message| message.ticket)
        }
        _ => None,
    };
    match ticket {
        Some(ticket) => Ok(tx.deletions().find(ticket).await?.is_some()),
        None => Ok(false),
    }
}

/// `None`: the case has been kept long enough, a reminder came too late, or the ticket is gone.
async fn about_repair(
    tx: &mut dyn Tx,
    carriers: &dyn CarrierPort,
    id: RepairId,
    letter: repair::Letter,
) -> Result<Option<(AccountId, LetterContent)>> {
    let Some(case) = tx.repairs().find_visible(repair::Viewer::Staff, id).await? else { return Ok(None) };
    let (Some(ticket), Some(requester)) = (case.ticket, case.requester) else { return Ok(None) };
    if letter == repair::Letter::Reminder && repair::next_step(&case).is_none() && case.reminders == 0 {
        return Ok(None);
    }
    let ticket = find_ticket(tx, ticket).await?;
    let product = tx.products().find_many(&[case.product]).await?.pop();
    let product = product.ok_or(Error::NotFound("product"))?;
    let records = tx.repair_records().last_move(id).await?;
    let quote = tx.repair_records().quotes(id).await?.pop();
    let quote = quote.filter(|quote| quote.status == repair::QuoteStatus::Issued).map(|quote| {
        let content = quote.content;
        (Money { amount_minor: content.sums().to_pay(), currency: content.currency }, content.valid_until)
    });
    let is_guaranteed = case.coverage == Some(repair::Coverage::LegalGuarantee);
    let extension_months =
        if is_guaranteed { Some(tx.repair_terms().get().await?.extension_months) } else { None };
    let address = vault::record(tx, id).await?;
    let parcel = if case.state == repair::State::Outbound { parcel(tx, carriers, id).await? } else { None };
    let told = LetterRepair {
        rma_number: case.rma_number.clone(),
        product: product.name,
        state: case.state,
        reason: records.and_then(|entry| entry.reason),
        quote,
        extension_months,
        disposable_from: case.disposable_from(),
        has_damaged_battery: case.battery == repair::Battery::Damaged,
        parcel,
        awaits_address: case.awaiting_address_since.is_some(),
        confirms_address: address.is_some_and(|record| repair::is_to_be_confirmed(&case, &record)),
    };
    let event = TicketLetterEvent::Repair { letter, repair: Box::new(told) };
    Ok(Some((requester, about(&ticket, event))))
}

/// The one that left last, if somebody carries it.
async fn parcel(
    tx: &mut dyn Tx,
    carriers: &dyn CarrierPort,
    repair: RepairId,
) -> Result<Option<LetterParcel>> {
    let parcels = tx.shipments().of(repair).await?;
    let left = parcels.into_iter().rfind(|one| one.direction == Direction::Outbound && one.has_left());
    let told = left.map(|parcel| parcel.told);
    Ok(told.and_then(|NewShipment { carrier, tracking_number: number, .. }| {
        let carrier = carrier?;
        let page = number.as_ref().and_then(|number| carriers.tracking_url(&carrier, number));
        Some(LetterParcel { carrier, number, page })
    }))
}

async fn find_ticket(tx: &mut dyn Tx, id: TicketId) -> Result<Ticket> {
    tx.tickets().find(id).await?.ok_or(Error::NotFound("ticket"))
}

async fn find_reply(tx: &mut dyn Tx, id: MessageId) -> Result<(Message, Ticket, Account)> {
    let message = tx.messages().find(id).await?.ok_or(Error::NotFound("message"))?;
    let ticket = find_ticket(tx, message.ticket).await?;
    let author = tx.accounts().find(message.author).await?.ok_or(Error::NotFound("author"))?;
    Ok((message, ticket, author))
}

/// A message for one of its recipients, if they may still see it.
async fn copy(tx: &mut dyn Tx, id: MessageId, to: AccountId) -> Result<Option<(AccountId, LetterContent)>> {
    let (message, ticket, author) = find_reply(tx, id).await?;
    let recipients = tx.recipients().list(&[id]).await?;
    let Some((_, Recipient { reason, .. })) = recipients.into_iter().find(|(_, one)| one.account == to)
    else {
        return Ok(None);
    };
    let author = author.name;
    let event = match reason {
        RecipientReason::Requester if ticket.requester == to => {
            TicketLetterEvent::StaffReplied { author, message }
        }
        RecipientReason::Assignee if message.kind == MessageKind::Reply => {
            TicketLetterEvent::RequesterReplied { author, message }
        }
        _ => TicketLetterEvent::Copied { author, message, reason },
    };
    let may_see = match reason {
        RecipientReason::Requester => ticket.requester == to,
        RecipientReason::Cc => tx.participants().find(ticket.id, to).await?.is_some(),
        RecipientReason::Mentioned | RecipientReason::Assignee | RecipientReason::Follower => {
            let account = tx.accounts().find(to).await?;
            account.is_some_and(|account| account.role.may(Permission::TicketRead))
        }
    };
    let content = with_files(tx, id, about(&ticket, event)).await?;
    Ok(may_see.then_some((to, content)))
}

/// A letter about a message, with the files that came with it, as far as they are still there.
async fn with_files(tx: &mut dyn Tx, message: MessageId, letter: LetterContent) -> Result<LetterContent> {
    let LetterContent::Ticket { mut ticket, event } = letter else { return Ok(letter) };
    let files = tx.attachments().of_messages(&[message]).await?;
    let contents = files.into_iter().filter_map(|file| file.content);
    ticket.files =
        contents.map(|content| LetterFile { name: content.file_name, size: content.size }).collect();
    Ok(LetterContent::Ticket { ticket, event })
}

/// One letter for all invitations to the same ticket, and a few a day for all tickets: nobody is
/// pestered by invitations.
async fn invitation_letter(tx: &mut dyn Tx, id: InvitationId) -> Result<Option<(AccountId, LetterContent)>> {
    let Some(invitation) = tx.invitations().find(id).await? else { return Ok(None) };
    let Some(invited) = invitation.account else { return Ok(None) };
    let since = invitation.created_at - chrono::Duration::days(1);
    let (to_any, to_same) = tx.invitations().count_earlier(&invitation, since).await?;
    let takes_part = tx.participants().find(invitation.ticket, invited).await?.is_some();
    if to_same > 0 || to_any >= INVITATIONS_A_DAY || takes_part {
        return Ok(None);
    }
    let host = tx.accounts().find(invitation.invited_by).await?.ok_or(Error::NotFound("inviter"))?;
    let ticket = find_ticket(tx, invitation.ticket).await?;
    Ok(Some((invited, about(&ticket, TicketLetterEvent::Invited { inviter: host.name }))))
}

/// Disabled accounts get no mail.
async fn reachable(tx: &mut dyn Tx, id: AccountId) -> Result<Option<Account>> {
    let account = tx.accounts().find(id).await?;
    Ok(account.filter(|account| account.state != AccountState::Disabled))
}
