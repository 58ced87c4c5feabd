use domain::vault::Fact;

use super::*;
use crate::support::{rows, time_passes, waiting_jobs};

kit::both_engines!(what_has_ended_is_gone_and_in_the_ledger, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let case = case(&app, &admin, "received").await;
    let given = gives(&app, case, STREET).await;
    ends(&app, case).await;
    assert_eq!(opens(&app, case).await, None);
    assert_eq!((rows(&app, "repair_address").await, rows(&app, "address_key").await), (0, 0));
    app.run_jobs().await;
    let receipts = receipts(&app, case).await;
    assert_eq!(receipts.len(), 1);
    assert_eq!((receipts[0].ledger_seq, receipts[0].destroyed_at), (Some(2), None), "its key is there still");
    let entries = app.vault.archive.entries(1).await.unwrap();
    let Fact::Purged { repair, address_version, rule, .. } = &entries[0].fact else {
        unreachable!("{entries:?}")
    };
    assert_eq!((*repair, *address_version, rule.as_str()), (case.as_uuid(), given.version, "closed"));
});

kit::both_engines!(ending_twice_ends_once, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let case = case(&app, &admin, "received").await;
    purges(&app, case, PurgeRule::Closed).await;
    assert_eq!(waiting_jobs(&app).await, 0, "there was nothing to end");
    gives(&app, case, STREET).await;
    purges(&app, case, PurgeRule::Withdrawn).await;
    purges(&app, case, PurgeRule::Closed).await;
    app.run_jobs().await;
    assert_eq!(receipts(&app, case).await.len(), 1);
    assert_eq!(app.vault.archive.entries(0).await.unwrap().len(), 2);
});

kit::both_engines!(what_is_taken_back_is_there_again, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let case = case(&app, &admin, "received").await;
    gives(&app, case, STREET).await;
    let cx = app.ctx(Actor::Time);
    let look = domain::address::look_for_copies(app.store.as_ref(), app.vault.keys.as_ref(), &cx, case);
    let look = look.await.unwrap();
    let mut tx = app.store.begin().await.unwrap();
    kit::vault::ends(tx.as_mut(), &cx, case, look, PurgeRule::Closed).await.unwrap();
    drop(tx);
    assert_eq!(opens(&app, case).await.as_deref(), Some(STREET));
    assert_eq!(receipts(&app, case).await, []);
});

kit::both_engines!(no_address_is_kept_for_longer_than_its_ceiling, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let [plain, held, claimed] = [
        case(&app, &admin, "received").await,
        case(&app, &admin, "received").await,
        case(&app, &admin, "outbound").await,
    ];
    for case in [plain, held, claimed] {
        gives(&app, case, STREET).await;
    }
    let hold = "UPDATE repair_case SET legal_hold_until = $2 WHERE id = $1";
    let until = app.now() + Duration::days(190);
    execute(&app, hold, vec![held.as_uuid().into(), until.into()]).await.unwrap();
    let claim = "UPDATE repair_case SET claim_opened_at = updated_at WHERE id = $1";
    execute(&app, claim, vec![claimed.as_uuid().into()]).await.unwrap();

    time_passes(&app, Duration::days(179)).await;
    assert_eq!(rows(&app, "repair_address").await, 3);
    time_passes(&app, Duration::days(2)).await;
    assert_eq!(opens(&app, plain).await, None);
    assert_eq!(receipts(&app, plain).await[0].rule, PurgeRule::Ceiling);
    assert!(opens(&app, held).await.is_some() && opens(&app, claimed).await.is_some());
    time_passes(&app, Duration::days(10)).await;
    assert_eq!(opens(&app, held).await, None);
    assert!(opens(&app, claimed).await.is_some());
});
