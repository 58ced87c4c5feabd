//! Tickets: the six-state machine, replies and notes, history, and what each side sees of them.

mod advance;
mod change;
mod claim;
mod deletion;
mod draft;
mod duplicate;
mod event;
mod invitation;
mod link;
mod member_versions;
mod merge;
mod message;
mod model;
mod open;
mod participant;
mod people;
mod person_erased;
mod photos;
mod post;
mod queue;
mod recipient;
mod redact;
mod repo;
mod snooze;
mod split;
mod state;
mod sweep;
mod tag;
mod tag_rename;
mod take_out;
mod undo;
mod view;

pub use advance::{Patience, advance, move_from_team};
pub use change::{TicketChange, change, may_be_assigned};
pub use claim::{assign_to_me, claim, take_next};
pub use deletion::{DeletedTicket, DeletionRepo, RESTORABLE_FOR, delete, deleted, erase_deleted, restore};
pub use draft::{
    DRAFT_LIFETIME, Draft, DraftBody, DraftContent, DraftRepo, DraftRow, MOST_MISSED, ShownDraft, draft,
    drafts, put_draft, remove_draft,
};
pub use duplicate::RecentTicket;
pub(crate) use event::record_about;
pub use event::{Cause, Event, EventKind};
pub use invitation::{INVITATION_LIFETIME, INVITATIONS_A_DAY, Invitation, invite};
pub use link::{Link, LinkRepo, MAX_LINKS, Relation, link, links, unlink};
pub use member_versions::MemberVersions;
pub use merge::{Merge, MergePreview, MergeRepo, NewMerge, merge, merges, preview_merge, undo_merge};
pub use message::{Body, BodyFormat, Hold, Message, MessageKind};
pub(crate) use model::named_enum;
pub use model::{MAX_PARTICIPANTS, Priority, Subject, Tag, Tags, Ticket, TicketType};
pub use open::{NewTicket, NewTicketDevice, Opened, open};
pub use participant::{Participant, ParticipantRole, add_participant, participants, remove_participant};
pub use people::{Asker, PeopledMessage, PeopledTicket, Someone, Surroundings};
pub(crate) use person_erased::{empty_message, end_without_person};
pub(crate) use photos::post_photos;
pub use post::{NewMessage, post};
pub use queue::{OfTeam, QueueRepo, Standing};
pub use recipient::{Recipient, RecipientReason};
pub use redact::{Redaction, redact};
pub use repo::{
    EventRepo, InvitationRepo, MessageRepo, Part, ParticipantRepo, Position, RecipientRepo, SortKey,
    TeamFilter, TicketFilter, TicketOrder, TicketRepo, TicketRow,
};
pub use snooze::{LONGEST_SNOOZE, Snooze, cancel_snooze, snooze, wake_due};
pub use split::{NewSplit, SplitScope, split};
pub use state::{Mover, Status, TRANSITIONS, Transition};
pub use sweep::{SweptTicket, look_for, sweep};
pub use tag::{TagCount, TagRepo, tags};
pub use tag_rename::{
    RENAMES_KEPT_FOR, TagRename, TagRenameRepo, find_tag_removal, find_tag_rename, remove_tag, rename_some,
    rename_tag,
};
pub use undo::{release, undo};
pub use view::{Viewer, find, find_message, find_peopled};
