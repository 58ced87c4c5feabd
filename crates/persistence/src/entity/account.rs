use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: i64,
    pub role: String,
    pub is_staff: bool,
    pub state: String,
    pub name: String,
    pub email: String,
    pub email_key: String,
    pub phone: Option<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub language: String,
    pub time_zone: String,
    pub password_hash: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    /// Its place in the search index, once it is there.
    pub search_id: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
