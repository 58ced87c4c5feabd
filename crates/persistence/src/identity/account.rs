use async_trait::async_trait;
use domain::{
    Error, Result,
    clock::Timestamp,
    contact::{City, Country, EmailAddress, PersonName, Phone, Postcode, VoluntaryContact},
    error::Conflict,
    id::AccountId,
    identity::{Account, AccountFilter, AccountRepo, AccountState, Language, PasswordHash, Role, TimeZone},
    page::{Count, Page, PageRequest},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, SimpleExpr},
};

use crate::{
    conn::Conn,
    count,
    dialect::{delete_some, hold_if_writing},
    entity::{
        account::{ActiveModel, Column, Entity, Model},
        code, repair_case, ticket,
    },
    error::{OrStoreError, inconsistent, is_taken, store_error},
    search::write,
    update::update,
};

pub(crate) struct Accounts<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl AccountRepo for Accounts<'_> {
    async fn add(&mut self, account: &Account) -> Result<i64> {
        let row = Entity::insert(to_row(account))
            .exec_with_returning(self.db)
            .await
            .map_err(|error| taken_or_store_error(&error))?;
        write::account_changed(self.db, account.id).await?;
        Ok(row.number)
    }

    async fn find(&mut self, id: AccountId) -> Result<Option<Account>> {
        let row = Entity::find_by_id(id.as_uuid()).one(self.db).await.or_store_error()?;
        row.map(to_account).transpose()
    }

    async fn find_many(&mut self, ids: &[AccountId]) -> Result<Vec<Account>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids = ids.iter().map(|id| id.as_uuid());
        let rows = Entity::find().filter(Column::Id.is_in(ids)).all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_account).collect()
    }

    async fn find_by_email_key(&mut self, key: &str) -> Result<Option<Account>> {
        let select = Entity::find().filter(Column::EmailKey.eq(key));
        let row = hold_if_writing(select, self.db).one(self.db).await.or_store_error()?;
        row.map(to_account).transpose()
    }

    async fn update(&mut self, account: &Account, expected: i64) -> Result<()> {
        let done = update(to_row(account))
            .filter(Column::Id.eq(account.id.as_uuid()))
            .filter(Column::Version.eq(expected))
            .exec(self.db)
            .await
            .map_err(|error| taken_or_store_error(&error))?;
        if done.rows_affected == 1 {
            return write::account_changed(self.db, account.id).await;
        }
        let current = self.find(account.id).await?.ok_or(Error::NotFound("account"))?.version;
        Err(Error::stale(current))
    }

    async fn list(&mut self, filter: &AccountFilter, page: PageRequest<i64>) -> Result<Page<Account, i64>> {
        let mut select = listed(filter);
        if let Some(after) = page.after {
            select = select.filter(Column::Number.gt(after));
        }
        let select = select.order_by_asc(Column::Number).limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let accounts = rows.into_iter().map(to_account).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(accounts, page.limit, |account| account.number))
    }

    async fn count(&mut self, filter: &AccountFilter, bound: u64) -> Result<Count> {
        count::up_to(self.db, bound, listed(filter)).await
    }

    async fn any_staff(&mut self) -> Result<bool> {
        let select = Entity::find().filter(Column::IsStaff.eq(true)).limit(1);
        Ok(select.one(self.db).await.or_store_error()?.is_some())
    }

    async fn remove_unverified(&mut self, before: Timestamp, now: Timestamp, limit: u64) -> Result<u64> {
        let reachable = code::Entity::find()
            .select_only()
            .column(code::Column::AccountId)
            .filter(code::Column::AccountId.is_not_null())
            .filter(code::Column::UsedAt.is_null())
            .filter(code::Column::ExpiresAt.gt(now));
        let due = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::State.eq(AccountState::Unverified.name()))
            .filter(Column::CreatedAt.lt(before))
            .filter(Column::Id.not_in_subquery(reachable.into_query()))
            .filter(asks_for_nothing());
        delete_some(self.db, due, Column::Id, limit).await
    }
}

/// Staff may have opened tickets for someone who has not come yet: such an account stays.
pub(super) fn asks_for_nothing() -> SimpleExpr {
    let requested = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::Id)
        .filter(Expr::col((ticket::Entity, ticket::Column::RequesterId)).equals((Entity, Column::Id)));
    // A repair outlives its ticket.
    let repaired = repair_case::Entity::find().select_only().column(repair_case::Column::Id).filter(
        Expr::col((repair_case::Entity, repair_case::Column::RequesterId)).equals((Entity, Column::Id)),
    );
    Expr::exists(requested.into_query()).or(Expr::exists(repaired.into_query())).not()
}

fn listed(filter: &AccountFilter) -> Select<Entity> {
    let AccountFilter { staff, role } = filter;
    Entity::find()
        .filter(Column::IsStaff.eq(*staff))
        .filter(Column::Id.ne(AccountId::NOBODY.as_uuid()))
        .apply_if(*role, |select, role| select.filter(Column::Role.eq(role.name())))
}

fn taken_or_store_error(error: &DbErr) -> Error {
    if is_taken(error, "account", "email_key") { Conflict::EmailTaken.into() } else { store_error(error) }
}

fn to_row(account: &Account) -> ActiveModel {
    let Account {
        id,
        number: _,
        role,
        state,
        name,
        email,
        contact: VoluntaryContact { phone, postcode, city, country },
        language,
        time_zone,
        password,
        version,
        created_at,
        updated_at,
    } = account;
    ActiveModel {
        id: Set(id.as_uuid()),
        number: NotSet,
        role: Set(role.name().to_owned()),
        is_staff: Set(role.is_staff()),
        state: Set(state.name().to_owned()),
        name: Set(name.as_str().to_owned()),
        email: Set(email.as_str().to_owned()),
        email_key: Set(email.key()),
        phone: Set(phone.as_ref().map(|phone| phone.as_str().to_owned())),
        postcode: Set(postcode.as_ref().map(|postcode| postcode.as_str().to_owned())),
        city: Set(city.as_ref().map(|city| city.as_str().to_owned())),
        country: Set(country.as_ref().map(|country| country.as_str().to_owned())),
        language: Set(language.tag().to_owned()),
        time_zone: Set(time_zone.as_str().to_owned()),
        password_hash: Set(password.as_str().to_owned()),
        version: Set(*version),
        created_at: Set(*created_at),
        updated_at: Set(*updated_at),
        search_id: NotSet,
    }
}

fn to_account(row: Model) -> Result<Account> {
    let Model {
        id,
        number,
        role,
        is_staff: _,
        state,
        name,
        email,
        email_key: _,
        phone,
        postcode,
        city,
        country,
        language,
        time_zone,
        password_hash,
        version,
        created_at,
        updated_at,
        search_id: _,
    } = row;
    Ok(Account {
        id: AccountId::from_uuid(id),
        number,
        role: Role::from_name(&role).ok_or_else(|| inconsistent("account", "role", id))?,
        state: AccountState::from_name(&state).ok_or_else(|| inconsistent("account", "state", id))?,
        name: PersonName::from_stored(name),
        email: EmailAddress::from_stored(email),
        contact: VoluntaryContact {
            phone: phone.map(Phone::from_stored),
            postcode: postcode.map(Postcode::from_stored),
            city: city.map(City::from_stored),
            country: country.map(Country::from_stored),
        },
        language: Language::parse(&language).map_err(|_| inconsistent("account", "language", id))?,
        time_zone: TimeZone::from_stored(time_zone),
        password: PasswordHash::from_stored(password_hash),
        version,
        created_at,
        updated_at,
    })
}
