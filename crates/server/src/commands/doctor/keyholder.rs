use std::sync::Arc;

use domain::{keys::Keys, random::SystemSource};

use super::finding::Finding;
use crate::{config::Settings, failure::chain, safekeeping};

const THING: &str = "keyholder";
const WHY: &str = "addresses are answered with 503, and what has ended stays readable in backups";

/// Whether the keyholder answers this desk, if there is one; a desk without a secret is known to nobody yet.
pub(super) async fn examine(settings: &Settings, keys: Option<&Keys>) -> Option<Finding> {
    settings.keyholder.as_ref()?;
    let vault = match safekeeping::open(settings, keys?, Arc::new(SystemSource::new())) {
        Ok(vault) => vault,
        Err(failure) => return Some(Finding::failed(THING, &failure, WHY)),
    };
    Some(match vault.keys.keys().await {
        Ok(held) => Finding::ok(THING, format!("answers, and has {} key(s)", held.len())),
        Err(error) => Finding::problem(
            THING,
            format!("does not answer: {}", chain(&error)),
            WHY,
            "start `benchdesk keyholder`, and look at keyholder, its certificates and the way there",
        ),
    })
}
