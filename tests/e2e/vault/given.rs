use domain::vault::{LONGEST, record_access};

use super::*;
use crate::support::rows;

kit::both_engines!(an_address_is_opened_as_it_was_given, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let (one, other) = (case(&app, &admin, "received").await, case(&app, &admin, "received").await);
    assert_eq!(opens(&app, one).await, None);
    gives(&app, one, STREET).await;
    gives(&app, other, "").await;
    assert_eq!(opens(&app, one).await.as_deref(), Some(STREET));
    assert_eq!(opens(&app, other).await.as_deref(), Some(""));
    let longest = "x".repeat(LONGEST);
    gives(&app, other, &longest).await;
    assert_eq!(opens(&app, other).await, Some(longest));
    app.run_jobs().await;
});

kit::both_engines!(a_new_address_ends_the_old_one, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let case = case(&app, &admin, "received").await;
    let first = gives(&app, case, "old").await;
    let second = gives(&app, case, "new").await;
    assert!(second.version > first.version);
    assert_eq!(opens(&app, case).await.as_deref(), Some("new"));
    let receipts = receipts(&app, case).await;
    assert_eq!(receipts.len(), 1);
    assert_eq!((receipts[0].rule, receipts[0].address_version), (PurgeRule::Replaced, first.version));
    app.run_jobs().await;
});

kit::both_engines!(of_two_that_change_an_address_one_learns_of_the_other, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let case = case(&app, &admin, "received").await;
    gives(&app, case, "old").await;
    let (cx, plain) = (app.ctx(Actor::Time), AddressBytes::new(b"late".to_vec()).unwrap());
    let late = vault::prepare(app.store.as_ref(), app.vault.keys.as_ref(), &cx, case, &plain).await.unwrap();
    let newer = gives(&app, case, "new").await;
    let mut tx = app.store.begin().await.unwrap();
    let refused = vault::store(tx.as_mut(), &cx, late, capture(), Swept::nothing()).await;
    assert!(matches!(refused, Err(Error::Stale { current, .. }) if current == newer.version));
    drop(tx);
    assert_eq!(opens(&app, case).await.as_deref(), Some("new"));
    app.run_jobs().await;
});

kit::both_engines!(the_database_takes_no_address_where_there_may_be_none, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    for state in ["requested", "authorized", "closed", "expired", "cancelled", "rejected"] {
        let case = case(&app, &admin, "received").await;
        moves(&app, case, state).await.unwrap();
        assert!(tries_to_give(&app, case, STREET).await.is_err(), "{state}");
    }
    for state in ["received", "ready_to_ship", "undeliverable", "unclaimed", "delivered"] {
        let case = case(&app, &admin, state).await;
        gives(&app, case, STREET).await;
        for end in ["closed", "cancelled", "requested"] {
            assert!(moves(&app, case, end).await.is_err(), "{state} to {end}");
        }
        purges(&app, case, PurgeRule::Closed).await;
        moves(&app, case, "closed").await.unwrap();
    }
    app.run_jobs().await;
    assert_eq!((rows(&app, "repair_address").await, rows(&app, "address_key").await), (0, 0));
});

kit::both_engines!(nothing_stored_holds_a_word_of_it, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let case = case(&app, &admin, "received").await;
    gives(&app, case, STREET).await;
    let mut tx = app.store.read().await.unwrap();
    let sealed = tx.addresses().sealed(case).await.unwrap().unwrap();
    let holds = |part: &[u8]| sealed.body.windows(part.len()).any(|window| window == part);
    assert!(!holds(b"Kupferdreher") && !holds(b"Markt"));
    assert!(!format!("{sealed:?}").contains("Markt"));
    drop(tx);
    app.run_jobs().await;
});

kit::both_engines!(who_looks_at_an_address_is_on_record, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let case = case(&app, &admin, "received").await;
    let cx = app.ctx(Actor::Time);
    let mut tx = app.store.begin().await.unwrap();
    record_access(tx.as_mut(), &cx, case, vault::Purpose::Sweep, None).await.unwrap();
    let reason = Some("the label was torn".to_owned());
    record_access(tx.as_mut(), &cx, case, vault::Purpose::BreakGlass, reason.clone()).await.unwrap();
    tx.commit().await.unwrap();
    let first = domain::page::PageRequest::first(10);
    let seen = vault::accesses(app.store.read().await.unwrap().as_mut(), case, &first).await.unwrap().items;
    let purposes: Vec<_> = seen.iter().map(|access| access.purpose).collect();
    assert_eq!(purposes, [vault::Purpose::BreakGlass, vault::Purpose::Sweep]);
    assert_eq!((seen[0].reason.clone(), seen[0].account), (reason, None));
});

kit::both_engines!(an_address_from_which_a_parcel_came_back_says_so, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let case = case(&app, &admin, "undeliverable").await;
    gives(&app, case, STREET).await;
    let mut tx = app.store.begin().await.unwrap();
    vault::mark_bounced(tx.as_mut(), case).await.unwrap();
    tx.commit().await.unwrap();
    let known = vault::record(app.store.read().await.unwrap().as_mut(), case).await.unwrap().unwrap();
    assert_eq!(known.quality, Quality::Bounced);
    app.run_jobs().await;
});
