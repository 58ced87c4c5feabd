//! Diagnoses: one of a case.

use domain::{
    Result,
    id::{AccountId, RepairId},
    repair::{CaseText, Diagnosis, Fault, FaultCause, NewDiagnosis},
};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::{
    conn::Conn,
    entity::repair_diagnosis::{ActiveModel, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(super) async fn put(db: &Conn, repair: RepairId, diagnosis: &Diagnosis) -> Result<()> {
    let Diagnosis { found: NewDiagnosis { fault, cause, findings, summary }, by, at } = diagnosis;
    let row = ActiveModel {
        repair_id: Set(repair.as_uuid()),
        fault: Set(fault.name().to_owned()),
        cause: Set(cause.map(|cause| cause.name().to_owned())),
        findings: Set(findings.as_str().to_owned()),
        summary: Set(summary.as_ref().map(|summary| summary.as_str().to_owned())),
        done_by: Set(by.map(AccountId::as_uuid)),
        at: Set(*at),
    };
    Entity::delete_by_id(repair.as_uuid()).exec(db).await.or_store_error()?;
    Entity::insert(row).exec_without_returning(db).await.or_store_error()?;
    Ok(())
}

pub(super) async fn find(db: &Conn, repair: RepairId) -> Result<Option<Diagnosis>> {
    let row = Entity::find_by_id(repair.as_uuid()).one(db).await.or_store_error()?;
    row.map(to_diagnosis).transpose()
}

fn to_diagnosis(row: Model) -> Result<Diagnosis> {
    let Model { repair_id, fault, cause, findings, summary, done_by, at } = row;
    let odd = |column| inconsistent("repair_diagnosis", column, repair_id);
    let cause = cause.map(|cause| FaultCause::from_name(&cause).ok_or_else(|| odd("cause"))).transpose()?;
    let found = NewDiagnosis {
        fault: Fault::from_name(&fault).ok_or_else(|| odd("fault"))?,
        cause,
        findings: CaseText::from_stored(findings),
        summary: summary.map(CaseText::from_stored),
    };
    Ok(Diagnosis { found, by: done_by.map(AccountId::from_uuid), at })
}
