//! Tickets: the six-state machine, replies and notes, history, and what each side sees of them.

mod advance;
mod change;
mod event;
mod message;
mod model;
mod open;
mod post;
mod repo;
mod state;
mod view;

pub use advance::{Patience, advance};
pub use change::{TicketChange, change};
pub use event::{Cause, Event, EventKind};
pub use message::{Body, BodyFormat, Message, MessageKind};
pub use model::{Priority, Subject, Tag, Tags, Ticket, TicketType};
pub use open::{NewTicket, open};
pub use post::{NewMessage, post};
pub use repo::{EventRepo, MessageRepo, Position, SortKey, TicketFilter, TicketOrder, TicketRepo, TicketRow};
pub use state::{Mover, Status, TRANSITIONS, Transition};
pub use view::{Viewer, find};
