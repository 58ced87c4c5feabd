use chrono::Duration;

use super::{FORGOTTEN_AFTER, Left};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Signing in; the subject is the address.
    SignIn,
    /// Giving one's own password once more; the subject is the account.
    OwnPassword,
    /// Giving a code besides the right password; the subject is the account.
    SecondFactor,
    /// Registering; the subject is the address.
    Register,
    /// Asking for another link; the subject is the address.
    Resend,
    /// Asking for a new password; the subject is the address.
    PasswordReset,
    /// Asking to change to an address; the subject is the address.
    EmailChange,
    /// Sending oneself a test letter; the subject is the account.
    TestMail,
    /// Following a link; the subject is its token.
    Link,
}

/// How many attempts are free, and how the wait grows after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limit {
    free: i32,
    first: Duration,
    longest: Duration,
}

/// The limits of an act.
pub(super) struct Limits {
    /// Of a subject and a network together.
    pub(super) both: Limit,
    /// Of a subject, from everywhere: looser, for whoever is attacked must get in as well.
    pub(super) subject: Limit,
    /// Of a network, at everything: an office may share one.
    pub(super) network: Limit,
}

const fn limit(free: i32, first_seconds: i64, longest_seconds: i64) -> Limit {
    Limit { free, first: Duration::seconds(first_seconds), longest: Duration::seconds(longest_seconds) }
}

impl Limit {
    /// What is left after so many attempts.
    pub(super) fn left_after(self, attempts: i32) -> Left {
        let wait = self.wait_after(attempts);
        let wait = if wait > Duration::zero() { wait } else { FORGOTTEN_AFTER };
        Left { attempts: (self.free - attempts).max(0), wait }
    }

    /// How long to wait after so many attempts.
    pub(super) fn wait_after(self, attempts: i32) -> Duration {
        if attempts < self.free {
            return Duration::zero();
        }
        let doublings = u32::try_from(attempts - self.free).unwrap_or_default().min(20);
        (self.first * (1 << doublings)).min(self.longest)
    }
}

impl Act {
    /// Tells its counts from those of others.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::OwnPassword => "own_password",
            Self::SecondFactor => "second_factor",
            Self::Register => "register",
            Self::Resend => "resend",
            Self::PasswordReset => "password_reset",
            Self::EmailChange => "email_change",
            Self::TestMail => "test_mail",
            Self::Link => "link",
        }
    }

    /// How many attempts are free from one place.
    pub const fn free(self) -> i32 {
        self.limits().both.free
    }

    pub(super) const fn limits(self) -> Limits {
        match self {
            Self::SignIn | Self::OwnPassword => {
                Limits { both: limit(5, 2, 900), subject: limit(50, 1, 30), network: limit(100, 1, 300) }
            }
            // Only who knows the password comes so far: slow from everywhere.
            Self::SecondFactor => {
                Limits { both: limit(5, 2, 900), subject: limit(10, 30, 900), network: limit(100, 1, 300) }
            }
            // Each sends a letter to somebody.
            Self::Register | Self::Resend | Self::PasswordReset | Self::EmailChange => {
                Limits { both: limit(10, 60, 3600), subject: limit(20, 60, 3600), network: limit(50, 5, 300) }
            }
            Self::TestMail => {
                Limits { both: limit(1, 30, 30), subject: limit(1, 30, 30), network: limit(50, 1, 30) }
            }
            Self::Link => {
                Limits { both: limit(10, 2, 900), subject: limit(50, 1, 30), network: limit(100, 1, 300) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_longest() {
        let limit = Act::SignIn.limits().both;
        let waits = [0, 4, 5, 6, 7, 13, 14, i32::MAX].map(|count| limit.wait_after(count).num_seconds());
        assert_eq!(waits, [0, 0, 2, 4, 8, 512, 900, 900]);
    }
}
