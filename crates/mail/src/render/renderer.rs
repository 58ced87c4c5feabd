use domain::{
    identity::Language,
    mail::{Letter, LetterContent, LetterFile, LetterTicket, TicketLetterEvent},
    shipment::TrackingNumber,
};
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value, context};
use url::Url;

use super::template::{SOURCES, Template};
use crate::{
    body::{Quote, escape, unix_lines},
    links::Links,
};

/// A rendered letter.
pub(crate) struct Page {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// Renders letters. The same template is rendered twice: within a layout that is plain text, and
/// within one that is HTML and escapes what is put into it.
pub(crate) struct Renderer {
    links: Links,
    text: Environment<'static>,
    html: Environment<'static>,
}

impl Renderer {
    pub(crate) fn new(links: Links) -> Self {
        Self {
            links,
            text: environment(include_str!("../templates/layout.txt.j2"), AutoEscape::None),
            html: environment(include_str!("../templates/layout.html.j2"), AutoEscape::Html),
        }
    }

    pub(crate) fn render(&self, letter: &Letter) -> Result<Page, Error> {
        let name = Template::of(&letter.content).file(letter.language);
        let link = self.link(&letter.content);
        let (quoted_text, quoted_html) =
            Quote::of(&letter.content).map(|quote| (quote.text, quote.html)).unzip();
        let text = self.context(letter, link.as_str().into(), quoted_text.map(Value::from));
        let link = Value::from_safe_string(escape(link.as_str()));
        let html = self.context(letter, link, quoted_html.map(Value::from_safe_string));

        let mut page = self.text.get_template(&name)?.render_captured(text)?;
        Ok(Page {
            subject: page.with_state_mut(|state| state.render_block("subject"))?,
            text: unix_lines(&page.into_output()),
            html: unix_lines(&self.html.get_template(&name)?.render(html)?),
        })
    }

    fn context(&self, letter: &Letter, link: Value, quote: Option<Value>) -> Value {
        let (ticket, author, files) = match &letter.content {
            LetterContent::Ticket { ticket, event } => {
                let files = ticket.files.iter().map(|file| file_value(file, letter.language)).collect();
                (Some(ticket_value(ticket)), author(event), files)
            }
            _ => (None, None, Vec::new()),
        };
        context! {
            language => letter.language.tag(),
            desk => self.links.host(),
            name => letter.name.as_str(),
            link,
            quote,
            ticket,
            author,
            files,
            email => next_address(&letter.content),
            device => device(&letter.content),
            repair => repair(&letter.content, letter.language),
            keeps_quotes => matches!(letter.content, LetterContent::AccountErased { keeps_quotes: true }),
        }
    }

    fn link(&self, content: &LetterContent) -> Url {
        match content {
            LetterContent::VerifyEmail { token } => self.links.verify_email(token),
            LetterContent::PasswordReset { token } => self.links.password_reset(token),
            LetterContent::AccountInvitation { token, .. } => self.links.accept_invitation(token),
            LetterContent::AddressRequest { token, .. } => self.links.give_address(token),
            LetterContent::PasswordChanged => self.links.forgot_password(),
            LetterContent::NewEmail { token } | LetterContent::OldEmail { token, .. } => {
                self.links.email_change(token)
            }
            LetterContent::AddressOpened { .. } => self.links.console(),
            LetterContent::AlreadyRegistered
            | LetterContent::Test
            | LetterContent::TwoStepOff
            | LetterContent::RecoveryCodesRenewed
            | LetterContent::AccountErased { .. }
            | LetterContent::Registration { .. }
            | LetterContent::EmailInUse
            | LetterContent::EmailChanged => self.links.portal(),
            LetterContent::Ticket { ticket, event } => match event {
                TicketLetterEvent::RequesterReplied { .. } | TicketLetterEvent::Assigned => {
                    self.links.console_ticket(ticket.id)
                }
                TicketLetterEvent::Copied { .. } => match Template::of(content) {
                    Template::Copied => self.links.portal_ticket(ticket.id),
                    _ => self.links.console_ticket(ticket.id),
                },
                TicketLetterEvent::Invited { .. } => self.links.invitation(ticket.id),
                TicketLetterEvent::Received
                | TicketLetterEvent::StaffReplied { .. }
                | TicketLetterEvent::Reminder
                | TicketLetterEvent::Solved
                | TicketLetterEvent::Repair { .. } => self.links.portal_ticket(ticket.id),
            },
        }
    }
}

fn ticket_value(ticket: &LetterTicket) -> Value {
    context! { number => ticket.number, subject => ticket.subject.as_str() }
}

fn device(content: &LetterContent) -> Option<Value> {
    match content {
        LetterContent::Registration { product, serial, .. } => {
            Some(context! { product => product.as_str(), serial => serial.as_str() })
        }
        _ => None,
    }
}

fn repair(content: &LetterContent, language: Language) -> Option<Value> {
    if let LetterContent::AddressRequest { rma_number, .. } | LetterContent::AddressOpened { rma_number } =
        content
    {
        return Some(context! { rma_number => rma_number.as_str() });
    }
    let LetterContent::Ticket { event: TicketLetterEvent::Repair { repair, .. }, .. } = content else {
        return None;
    };
    let (point, day) = match language {
        Language::De => (',', "%d.%m.%Y"),
        Language::En => ('.', "%Y-%m-%d"),
    };
    let (amount, valid_until) = repair.quote.unzip();
    Some(context! {
        state => repair.state.name(),
        rma_number => repair.rma_number.as_str(),
        product => repair.product.as_str(),
        amount => amount.map(|money| money.readable(point)),
        valid_until => valid_until.map(|at| at.format(day).to_string()),
        extension_months => repair.extension_months,
        disposable_from => repair.disposable_from.map(|at| at.format(day).to_string()),
        has_damaged_battery => repair.has_damaged_battery,
        parcel => repair.parcel.as_ref().map(|parcel| context! {
            carrier => parcel.carrier.as_str(),
            number => parcel.number.as_ref().map(TrackingNumber::as_str),
            page => parcel.page.as_deref(),
        }),
        awaits_address => repair.awaits_address,
        confirms_address => repair.confirms_address,
    })
}

fn file_value(file: &LetterFile, language: Language) -> Value {
    context! { name => file.name.as_str(), size => readable_size(file.size, language) }
}

/// A size as people say it, with one decimal where it matters.
fn readable_size(bytes: u64, language: Language) -> String {
    let (unit, divisor) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => ("kB", 1_000),
        _ => ("MB", 1_000_000),
    };
    let tenths = bytes.saturating_mul(10) / divisor;
    let point = if language == Language::De { ',' } else { '.' };
    match (tenths / 10, tenths % 10) {
        (whole @ 10.., _) | (whole, 0) => format!("{whole} {unit}"),
        (whole, tenth) => format!("{whole}{point}{tenth} {unit}"),
    }
}

fn next_address(content: &LetterContent) -> Option<&str> {
    match content {
        LetterContent::OldEmail { email, .. } => Some(email.as_str()),
        _ => None,
    }
}

fn author(event: &TicketLetterEvent) -> Option<&str> {
    match event {
        TicketLetterEvent::StaffReplied { author, .. }
        | TicketLetterEvent::RequesterReplied { author, .. }
        | TicketLetterEvent::Copied { author, .. }
        | TicketLetterEvent::Invited { inviter: author } => Some(author.as_str()),
        _ => None,
    }
}

/// A variable that is not there fails the rendering instead of leaving a hole in a letter.
fn environment(layout: &'static str, escape: AutoEscape) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_debug(false);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(move |_| escape.clone());
    environment.set_loader(move |name| {
        let letter = || SOURCES.iter().find(|(known, _)| *known == name).map(|(_, source)| *source);
        Ok(if name == "layout" { Some(layout) } else { letter() }.map(str::to_owned))
    });
    environment
}

#[cfg(test)]
#[path = "renderer_tests.rs"]
mod tests;
