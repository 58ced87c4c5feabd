//! What people have written into a case: copies of its address in it end with the address.

use async_trait::async_trait;

use super::{Accessory, AccessoryName, CaseText, LineText, PartNumber, Repair, ReturnedAccessory};
use crate::{
    attachment::FileName,
    disclosure::{Purpose, Recipient},
    error::Result,
    id::RepairId,
    postal::{MARK, Sweep},
    shipment::TrackingNumber,
    store::Tx,
};

/// How texts are kept in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextForm {
    /// As they are, with so many characters at most.
    Plain(usize),
    /// As a list of accessories.
    Accessories,
    /// As a list of what goes back.
    Returned,
    /// As the names of files.
    FileName,
}

/// A column of texts beside the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextColumn {
    /// The table, which has a `repair_id`.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// How they are kept.
    pub form: TextForm,
}

const fn plain(table: &'static str, column: &'static str, longest: usize) -> TextColumn {
    TextColumn { table, column, form: TextForm::Plain(longest) }
}

/// Every column of texts beside the case. Its own are in `sweep_own`.
pub const TEXTS: &[TextColumn] = &[
    plain("repair_history", "reason", CaseText::MAX),
    plain("repair_history", "note", CaseText::MAX),
    plain("repair_intake", "condition", CaseText::MAX),
    plain("repair_intake", "confirmed_reason", CaseText::MAX),
    TextColumn { table: "repair_intake", column: "accessories", form: TextForm::Accessories },
    TextColumn { table: "repair_intake", column: "returned", form: TextForm::Returned },
    plain("repair_notice", "proof", CaseText::MAX),
    plain("unidentified_parcel", "contents", CaseText::MAX),
    plain("unidentified_parcel", "reason", CaseText::MAX),
    plain("repair_shipment", "tracking_number", TrackingNumber::MAX),
    plain("repair_quote_line", "text", LineText::MAX),
    plain("repair_work", "text", CaseText::MAX),
    plain("repair_work", "part_number", PartNumber::MAX),
    plain("repair_diagnosis", "findings", CaseText::MAX),
    plain("repair_diagnosis", "summary", CaseText::MAX),
    plain("address_access", "reason", 500),
    plain("disclosure", "recipient", Recipient::MAX),
    plain("disclosure", "purpose", Purpose::MAX),
    TextColumn { table: "attachment", column: "file_name", form: TextForm::FileName },
];

/// A text of a case, and in which of the columns it is.
#[derive(Clone, PartialEq, Eq)]
pub struct PlacedText {
    /// In which.
    pub column: &'static TextColumn,
    /// What it says.
    pub text: String,
}

impl std::fmt::Debug for PlacedText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlacedText").field("column", &self.column).finish_non_exhaustive()
    }
}

impl PlacedText {
    /// The text without the address; `None` if it is not in it.
    fn clean(&self, sweep: &Sweep) -> Option<String> {
        match self.column.form {
            TextForm::Plain(longest) => clean_text(sweep, &self.text, longest),
            TextForm::FileName => {
                sweep.clean(&self.text).map(|name| FileName::clean(&name).as_str().to_owned())
            }
            TextForm::Accessories => {
                let mut list = Accessory::from_stored(&self.text)?;
                let mut found = false;
                for one in &mut list {
                    found |= clean_name(sweep, &mut one.name);
                }
                found.then(|| Accessory::to_stored(&list))
            }
            TextForm::Returned => {
                let mut list = ReturnedAccessory::from_stored(&self.text)?;
                let mut found = false;
                for one in &mut list {
                    found |= clean_name(sweep, &mut one.name);
                    let difference = one.difference.as_ref();
                    if let Some(text) =
                        difference.and_then(|text| clean_text(sweep, text.as_str(), CaseText::MAX))
                    {
                        one.difference = Some(CaseText::from_stored(text));
                        found = true;
                    }
                }
                found.then(|| ReturnedAccessory::to_stored(&list))
            }
        }
    }
}

/// Texts of cases in the store.
#[async_trait]
pub trait RepairTextRepo: Send {
    /// Every text beside the case.
    async fn of(&mut self, repair: RepairId) -> Result<Vec<PlacedText>>;
    /// Puts another in the place of a text, wherever in its column it is.
    async fn replace(&mut self, repair: RepairId, old: &PlacedText, new: &str) -> Result<()>;
}

/// Takes copies of an address out of a case that the caller holds, and writes back.
pub(crate) async fn sweep_texts(tx: &mut dyn Tx, case: &mut Repair, sweep: &Sweep) -> Result<()> {
    sweep_own(case, sweep);
    let texts = tx.repair_texts().of(case.id).await?;
    for text in texts {
        if let Some(cleaned) = text.clean(sweep) {
            tx.repair_texts().replace(case.id, &text, &cleaned).await?;
        }
    }
    Ok(())
}

fn sweep_own(case: &mut Repair, sweep: &Sweep) {
    let Repair { symptom, no_serial_reason, coverage_reason, accessories, hold, legal_hold, .. } = case;
    for one in accessories {
        clean_name(sweep, &mut one.name);
    }
    let reasons = [hold, legal_hold].into_iter().flatten().map(|hold| &mut hold.reason);
    let texts = [symptom, no_serial_reason, coverage_reason].into_iter().flatten();
    for text in texts.chain(reasons) {
        if let Some(cleaned) = clean_text(sweep, text.as_str(), CaseText::MAX) {
            *text = CaseText::from_stored(cleaned);
        }
    }
}

/// Takes copies out of the name of a kind of accessory; whether there were any.
fn clean_name(sweep: &Sweep, name: &mut AccessoryName) -> bool {
    let cleaned = clean_text(sweep, name.as_str(), AccessoryName::MAX);
    cleaned.map(|cleaned| *name = AccessoryName::from_stored(cleaned)).is_some()
}

/// Where there is no room for what stands in its place, nothing else stays.
fn clean_text(sweep: &Sweep, text: &str, longest: usize) -> Option<String> {
    let cleaned = sweep.clean(text)?;
    let fits = cleaned.chars().count() <= longest;
    Some(if fits { cleaned } else { MARK.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::{Category, personal_columns};

    /// The case's own, which are not beside it.
    const OWN: &[&str] = &[
        "symptom",
        "no_serial_reason",
        "coverage_reason",
        "accessories",
        "hold_reason",
        "legal_hold_reason",
    ];

    #[test]
    fn every_text_of_a_case_is_swept() {
        let written = personal_columns().filter(|column| {
            matches!(column.category, Category::Content)
                && (column.table.starts_with("repair_")
                    || ["address_access", "disclosure"].contains(&column.table))
        });
        for column in written {
            let is_own = column.table == "repair_case" && OWN.contains(&column.column);
            let is_beside =
                TEXTS.iter().any(|text| text.table == column.table && text.column == column.column);
            assert!(is_own || is_beside, "{}.{} is not swept", column.table, column.column);
        }
    }

    #[test]
    fn what_goes_back_is_swept() {
        let sweep = Sweep::of_phrases(&["Zwölfapfelstraße 17".to_owned()]);
        let column = TEXTS.iter().find(|text| text.form == TextForm::Returned).unwrap();
        let placed = |text: &str| PlacedText { column, text: text.to_owned() };
        let cleaned = placed(r#"[["cable",1,"sent to Zwölfapfelstr. 17"],["box",1,null]]"#).clean(&sweep);
        assert_eq!(cleaned.as_deref(), Some(r#"[["cable",1,"sent to [address removed]"],["box",1,null]]"#));
        assert_eq!(placed(r#"[["cable",1,null]]"#).clean(&sweep), None);
    }

    #[test]
    fn names_of_accessories_are_swept_and_their_numbers_are_not() {
        let sweep = Sweep::of_phrases(&["Zwölfapfelstraße 17".to_owned()]);
        let column = TEXTS.iter().find(|text| text.form == TextForm::Accessories).unwrap();
        let placed = |text: &str| PlacedText { column, text: text.to_owned() };
        let cleaned = placed(r#"[["box, Zwölfapfelstr. 17",1,2],["Zwölfapfelstraße",17,1]]"#).clean(&sweep);
        assert_eq!(cleaned.as_deref(), Some(r#"[["box, [address removed]",1,2],["Zwölfapfelstraße",17,1]]"#));
        assert_eq!(placed(r#"[["cable",1,1]]"#).clean(&sweep), None);
    }
}
