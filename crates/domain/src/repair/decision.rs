//! Decisions on quotes, and what proves one that the desk was told of and writes down for the customer.

use super::{Quote, Repair, needs};
use crate::{
    Ctx,
    clock::{CLOCKS_DIFFER, Timestamp},
    error::{Error, Result},
    id::{AccountId, MessageId},
    store::Tx,
    ticket::{self, named_enum},
};

named_enum! {
    /// How the desk was told.
    DecisionChannel {
        /// By telephone.
        Phone => "phone",
        /// By mail.
        Email => "email",
        /// By a letter.
        Letter => "letter",
        /// At the desk.
        InPerson => "in_person",
    }
}

named_enum! {
    /// Who told the desk. Never a name.
    DecisionSource {
        /// Whose device it is.
        Customer => "customer",
        /// Who may speak for the customer.
        AuthorisedPerson => "authorised_person",
    }
}

/// What proves a decision that the desk writes down for a customer. Which content was decided on is what the quote's hash
/// says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionProof {
    /// How it was told.
    pub channel: DecisionChannel,
    /// Who told it.
    pub said_by: DecisionSource,
    /// When it was told.
    pub said_at: Timestamp,
    /// The message of the repair's ticket that says it, if there is one. Staff only.
    pub message: Option<MessageId>,
}

/// What was decided on a quote is what its status says; this is by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Who decided, or wrote it down.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
    /// What proves it, if the desk wrote it down. Those of an earlier time have a note in the history instead.
    pub proof: Option<DecisionProof>,
}

impl DecisionProof {
    /// Said by then at the latest: whose clock is ahead means now.
    pub(super) fn until(self, now: Timestamp) -> Self {
        Self { said_at: self.said_at.min(now), ..self }
    }

    /// Nobody decides on what was not issued yet, nor will; and what is referred to is of the repair's ticket.
    pub(super) async fn check(&self, tx: &mut dyn Tx, cx: &Ctx, case: &Repair, quote: &Quote) -> Result<()> {
        if self.said_at < quote.issued_at || self.said_at > cx.now() + CLOCKS_DIFFER {
            let detail = "must be after the quote was issued, and not in the future";
            return Err(Error::invalid(needs::fault("decision_proof/said_at", "out_of_range", detail)));
        }
        let Some(message) = self.message else { return Ok(()) };
        let is_of_case = match ticket::find_message(tx, cx, message).await {
            Ok(message) => {
                let is_own_word = !message.by_staff && message.created_at >= quote.issued_at;
                is_own_word && Some(message.ticket) == case.ticket
            }
            Err(Error::NotFound(_) | Error::Denied(_)) => false,
            Err(error) => return Err(error),
        };
        if is_of_case {
            return Ok(());
        }
        let detail = "must be what the customer wrote in the repair's ticket after the quote was issued";
        Err(Error::invalid(needs::fault("decision_proof/message_id", "unknown_reference", detail)))
    }
}
