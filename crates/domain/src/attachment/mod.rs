//! Files that people send with their messages: taken in cleaned, kept in an object store, seen by
//! whoever sees the message, and gone when nobody needs them.

mod bind;
mod file_name;
mod intake;
mod model;
mod object;
mod repo;
mod upload;
mod view;

pub(crate) use bind::check_waiting;
pub use bind::{MAX_PER_MESSAGE, bind};
pub use file_name::FileName;
pub use intake::{Damaged, Intake, OCTET_STREAM, Taken};
pub use model::{Attachment, FileContent};
pub(crate) use object::remove_later;
pub use object::{
    ObjectInfo, ObjectName, ObjectReader, ObjectStore, ObjectWriter, remove_orphans, remove_waiting,
};
pub use repo::{AttachmentRepo, Waiting};
pub use upload::{Allowance, KEPT_WAITING, NewAttachment, check_allowance, discard, keep};
pub use view::{find, of_messages};
