//! Who may sign in and what they may do: accounts, roles, sessions, single-use codes.

mod account;
mod actor;
mod browser_session;
mod change_email;
mod change_password;
mod code;
mod common_password;
mod invitation;
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
mod staff_change;

pub use account::{Account, AccountState, Password, PasswordHash};
pub use actor::{Actor, Credential, Principal, Requirement};
pub use browser_session::{CookieOutcome, continue_browser_session};
pub use change_email::{EmailChange, EmailChangeState, decide_email_change, order_email_change};
pub(crate) use change_email::{NewAddressee, new_addressee};
pub use change_password::{
    change_password, check_password_reset, order_password_reset, reset_password, wrong_password,
};
pub use code::{Code, CodePurpose};
pub(crate) use code::{consume_code, find_code};
pub use invitation::{
    CustomerInvitation, StaffInvitation, accept_invitation, check_invitation, invite_customer,
    invite_customer_again, invite_staff, withdraw_invitation,
};
pub use locale::{Language, TimeZone};
pub use own_sessions::{current_session, end_session, end_sessions, list_sessions};
pub use permission::{Permission, Role};
pub use permission_set::PermissionSet;
pub use profile::{ProfileChange, update_profile};
pub use register::{Registration, find_for_confirmation, register, resend_verification, verify_email};
pub use repo::{AccountFilter, AccountRepo, CodeRepo, EmailChangeRepo, SessionRepo, StaffRepo};
pub use session::{RefreshOutcome, Session, SessionKind, refresh_session, revoke_session};
pub use sign_in::{find_for_sign_in, start_session};
pub use staff::{NewStaff, create_first_admin, create_staff, find_account, first_admin_code};
pub use staff_change::{StaffChange, change_staff, correct_customer};
