//! Files that people send with their messages, or to prove a purchase: taken in cleaned, kept in an
//! object store, seen by whoever sees what they are part of, and gone when nobody needs them.

mod bind;
mod file_name;
mod intake;
mod model;
mod object;
mod repo;
mod sweep;
mod upload;
mod view;

pub use bind::{MAX_PER_MESSAGE, MAX_PHOTOS, bind};
pub(crate) use bind::{check_waiting, take_photo, take_waiting};
pub use file_name::FileName;
pub use intake::{Intake, OCTET_STREAM, Refused, Taken};
pub use model::{Attachment, FileContent, PartOf};
pub use object::{
    ObjectInfo, ObjectName, ObjectReader, ObjectStore, ObjectWriter, remove_orphans, remove_waiting,
};
pub(crate) use object::{destroy, remove_later};
pub use repo::{AttachmentRepo, Waiting};
pub(crate) use sweep::{clean_name, sweep_name};
pub use upload::{Allowance, KEPT_WAITING, NewAttachment, check_allowance, discard, keep};
pub use view::{find, of_messages};
