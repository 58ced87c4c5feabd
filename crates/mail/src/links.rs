use domain::id::TicketId;
use url::Url;

/// Addresses of pages that letters point to.
#[derive(Debug, Clone)]
pub(crate) struct Links {
    base: Url,
    host: String,
}

impl Links {
    /// Links below the public address; `None` if that is no web address.
    pub(crate) fn below(public_url: &Url) -> Option<Self> {
        if !matches!(public_url.scheme(), "http" | "https") {
            return None;
        }
        let host = public_url.host_str()?.to_owned();
        let mut base = public_url.clone();
        base.set_query(None);
        base.set_fragment(None);
        Some(Self { base, host })
    }

    /// The desk's host: names the desk in texts and makes ids of messages unique.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Confirms an e-mail address.
    pub(crate) fn verify_email(&self, token: &str) -> Url {
        self.page_with("verify-email", token)
    }

    /// Sets a new password.
    pub(crate) fn password_reset(&self, token: &str) -> Url {
        self.page_with("password-reset", token)
    }

    /// Asks for a new password.
    pub(crate) fn forgot_password(&self) -> Url {
        self.page("forgot-password")
    }

    /// Confirms or refuses a change of address.
    pub(crate) fn email_change(&self, token: &str) -> Url {
        self.page_with("email-change", token)
    }

    /// Lets an invited person choose a password.
    pub(crate) fn accept_invitation(&self, token: &str) -> Url {
        self.page_with("accept-invitation", token)
    }

    /// Asks for the address of a repair.
    pub(crate) fn give_address(&self, token: &str) -> Url {
        self.page_with("give-address", token)
    }

    /// Where customers sign in.
    pub(crate) fn portal(&self) -> Url {
        self.page("portal/")
    }

    /// A ticket as its requester sees it.
    pub(crate) fn portal_ticket(&self, ticket: TicketId) -> Url {
        self.page(&format!("portal/tickets/{ticket}"))
    }

    /// Where a customer accepts or declines an invitation to a ticket.
    pub(crate) fn invitation(&self, ticket: TicketId) -> Url {
        self.page(&format!("portal/tickets/{ticket}/invitation"))
    }

    /// Where the staff signs in.
    pub(crate) fn console(&self) -> Url {
        self.page("console/")
    }

    /// A ticket as the staff sees it.
    pub(crate) fn console_ticket(&self, ticket: TicketId) -> Url {
        self.page(&format!("console/tickets/{ticket}"))
    }

    /// The token is in the fragment, which browsers send to no server.
    fn page_with(&self, path: &str, token: &str) -> Url {
        let mut page = self.page(path);
        page.set_fragment(Some(&format!("token={token}")));
        page
    }

    fn page(&self, path: &str) -> Url {
        let mut page = self.base.clone();
        page.set_path(&format!("{}/{path}", self.base.path().trim_end_matches('/')));
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_below_the_public_address() {
        for (base, expected) in [
            ("https://desk.example", "https://desk.example/verify-email#token=t-_1"),
            ("https://desk.example/help/?a=b#c", "https://desk.example/help/verify-email#token=t-_1"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/verify-email#token=t-_1"),
        ] {
            let links = Links::below(&Url::parse(base).unwrap()).unwrap();
            assert_eq!(links.verify_email("t-_1").as_str(), expected);
        }
    }

    #[test]
    fn only_web_addresses_give_links() {
        for bad in ["mailto:a@b.example", "file:///desk", "ftp://desk.example"] {
            assert!(Links::below(&Url::parse(bad).unwrap()).is_none(), "{bad}");
        }
    }
}
