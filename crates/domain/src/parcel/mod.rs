//! Parcels that came without a number: what is in them and where they lie, until someone knows whose they are. The
//! desk never guesses: a person says which repair it is, and the state machine of repairs takes it from there.

mod model;
mod photo;
mod repo;
mod settle;

pub use model::{NewParcel, Parcel, ParcelState, Place, find, record};
pub(crate) use photo::remove_of_repairs;
pub use photo::{add_photo, photos, remove_older, remove_photo};
pub use repo::{ParcelFilter, ParcelRepo};
pub use settle::{close, match_to};

/// How long a parcel is on record after it was settled.
pub const KEPT_FOR: chrono::Duration = chrono::Duration::days(365);
/// How long one is on record that nobody ever settled.
pub const KEPT_UNSETTLED: chrono::Duration = chrono::Duration::days(36 * 365 / 12);
