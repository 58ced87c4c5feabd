use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repair_decision")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub repair_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    pub to_state: String,
    pub computed: String,
    pub reasons: String,
    pub coverage: Option<String>,
    pub decided_by: Option<Uuid>,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
