//! Who may sign in and what they may do: accounts, roles, sessions, single-use codes.

mod account;
mod actor;
mod browser_session;
mod code;
mod locale;
mod own_sessions;
mod permission;
mod permission_set;
mod profile;
mod register;
mod repo;
mod session;
mod sign_in;
mod staff;

pub use account::{Account, AccountState, Password, PasswordHash};
pub use actor::{Actor, Credential, Principal};
pub use browser_session::{CookieOutcome, continue_browser_session};
pub use code::{Code, CodePurpose};
pub use locale::{Language, TimeZone};
pub use own_sessions::{current_session, end_session, end_sessions, list_sessions};
pub use permission::{Permission, Role};
pub use permission_set::PermissionSet;
pub use profile::{ProfileChange, update_profile};
pub use register::{Registration, register, resend_verification, verify_email};
pub use repo::{AccountFilter, AccountRepo, CodeRepo, SessionRepo};
pub use session::{RefreshOutcome, Session, SessionKind, refresh_session, revoke_session};
pub use sign_in::{find_for_sign_in, start_session};
pub use staff::{NewStaff, create_first_admin, create_staff, find_account, first_admin_code};
