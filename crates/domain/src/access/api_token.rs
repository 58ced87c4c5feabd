use chrono::Duration;

use super::{ApiTokenSecret, TokenHash, require_fresh};
use crate::{
    Ctx,
    audit::{self, ActKind},
    clock::Timestamp,
    error::{Conflict, Error, Result, Rule},
    id::{AccountId, ApiTokenId},
    identity::PermissionSet,
    keys::Keys,
    page::PageRequest,
    store::Tx,
    text::{redacted_text, single_line},
};

redacted_text! {
    /// How its owner tells a token from others: 1 to 100 characters on one line.
    TokenName
}

impl TokenName {
    /// The most characters a name may have.
    pub const MAX: usize = 100;

    /// Parses a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}

/// How long a token works, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLifetime(u16);

impl TokenLifetime {
    /// The longest.
    pub const MAX: u16 = 366;

    /// Parses a number of days.
    pub fn parse(days: u16) -> Result<Self, Rule> {
        match days {
            1..=Self::MAX => Ok(Self(days)),
            _ => Err(Rule::new("out_of_range", format!("must be between 1 and {}", Self::MAX))),
        }
    }

    fn end(self, from: Timestamp) -> Timestamp {
        from + Duration::days(i64::from(self.0))
    }
}

impl Default for TokenLifetime {
    fn default() -> Self {
        Self(90)
    }
}

/// A program's key to an account. The secret itself is not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Stable id.
    pub id: ApiTokenId,
    /// In whose name the program acts.
    pub account: AccountId,
    /// How its owner tells it from others.
    pub name: TokenName,
    /// What it is looked up by.
    pub hash: TokenHash,
    /// What the program may do at most; never more than its owner may at the time.
    pub scopes: PermissionSet,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Timestamp>,
}

/// The most tokens an account has at once.
pub const MOST_TOKENS: u16 = 100;

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewApiToken {
    /// The id it will have.
    pub id: ApiTokenId,
    /// How its owner tells it from others.
    pub name: TokenName,
    /// What it may do.
    pub scopes: PermissionSet,
    /// How long it works.
    pub lifetime: TokenLifetime,
}

/// Makes a token for the actor, who has just proved who they are. The secret is returned here and
/// nowhere else.
pub async fn create_api_token(
    tx: &mut dyn Tx,
    cx: &Ctx,
    keys: &Keys,
    new: NewApiToken,
) -> Result<(ApiToken, ApiTokenSecret)> {
    require_fresh(tx, cx).await?;
    let principal = cx.actor().principal()?;
    if !new.scopes.is_subset_of(principal.permissions) {
        return Err(Error::internal("scopes were not checked"));
    }
    let all = tx.api_tokens().list(principal.account, &PageRequest::first(MOST_TOKENS)).await?;
    if all.items.len() >= usize::from(MOST_TOKENS) {
        return Err(Conflict::TooManyTokens.into());
    }
    let secret = ApiTokenSecret::new(cx);
    let token = ApiToken {
        id: new.id,
        account: principal.account,
        name: new.name,
        hash: secret.hash(keys),
        scopes: new.scopes,
        created_at: cx.now(),
        expires_at: new.lifetime.end(cx.now()),
        last_used_at: None,
    };
    tx.api_tokens().add(&token).await?;
    audit::record(tx, cx, ActKind::ApiTokenCreated.on(token.id)).await?;
    Ok((token, secret))
}

/// A token of the actor's own.
pub async fn find_api_token(tx: &mut dyn Tx, cx: &Ctx, id: ApiTokenId) -> Result<ApiToken> {
    let account = cx.actor().principal()?.account;
    let found = tx.api_tokens().find(id).await?;
    found.filter(|token| token.account == account).ok_or(Error::NotFound("API token"))
}

/// Removes a token of the actor's own; returns what it was looked up by.
pub async fn revoke_api_token(tx: &mut dyn Tx, cx: &Ctx, id: ApiTokenId) -> Result<TokenHash> {
    let token = find_api_token(tx, cx, id).await?;
    tx.api_tokens().remove(id).await?;
    audit::record(tx, cx, ActKind::ApiTokenRevoked.on(id)).await?;
    Ok(token.hash)
}
