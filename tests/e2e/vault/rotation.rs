use domain::vault::{Fact, SealedAddress, Step};

use super::*;
use crate::support::time_passes;

/// A copy from a backup.
async fn copy(app: &TestApp, case: RepairId) -> SealedAddress {
    app.store.read().await.unwrap().addresses().sealed(case).await.unwrap().unwrap()
}

/// Whether whoever has the copy, and the keys that there are now, can read it.
async fn can_read(app: &TestApp, copy: &SealedAddress) -> bool {
    match app.vault.keys.unwrap(copy.place(), &copy.wrapped).await {
        Ok(key) => copy.open(&key).is_ok(),
        Err(_) => false,
    }
}

async fn rotate(app: &TestApp, steps: &[Step]) {
    for step in steps {
        app.worker.rotate(*step).await.unwrap();
    }
}

kit::both_engines!(old_copies_cannot_be_read_after_a_rotation_and_open_cases_can, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let (closed, open) = (case(&app, &admin, "received").await, case(&app, &admin, "received").await);
    gives(&app, closed, STREET).await;
    gives(&app, open, "Other Street 1").await;
    let copies = [copy(&app, closed).await, copy(&app, open).await];
    ends(&app, closed).await;
    app.run_jobs().await;
    assert!(can_read(&app, &copies[0]).await, "the key is there until the next rotation");

    time_passes(&app, Duration::hours(25)).await;
    assert_eq!(held(&app).await, [2]);
    for old in &copies {
        assert!(!can_read(&app, old).await);
    }
    assert_eq!(opens(&app, open).await.as_deref(), Some("Other Street 1"));
    let receipt = receipts(&app, closed).await.remove(0);
    assert_eq!((receipt.last_epoch.number(), receipt.destroyed_at), (1, Some(app.now())));
    let entries = app.vault.archive.entries(2).await.unwrap();
    assert_eq!(entries[0].fact, Fact::Destroyed { through: 1 });
    let shelf = app.vault.archive.shelf().await.unwrap().unwrap();
    assert!(shelf.find(open, copies[1].version).is_some());
    assert!(shelf.find(closed, copies[0].version).is_none());
});

kit::both_engines!(a_rotation_that_breaks_off_anywhere_goes_on, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let case = case(&app, &admin, "received").await;
    gives(&app, case, STREET).await;
    for (round, stop) in (1..).zip(1..=Step::ALL.len()) {
        app.pass(Duration::hours(25));
        rotate(&app, &Step::ALL[..stop]).await;
        assert_eq!(opens(&app, case).await.as_deref(), Some(STREET), "behind {:?}", Step::ALL[stop - 1]);
        // Whoever gives one now is not disturbed, and not forgotten.
        gives(&app, case, STREET).await;
        rotate(&app, &Step::ALL).await;
        assert_eq!(held(&app).await, [round + 1], "behind {:?}", Step::ALL[stop - 1]);
        assert_eq!(opens(&app, case).await.as_deref(), Some(STREET));
    }
    app.run_jobs().await;
});

kit::both_engines!(it_is_not_renewed_before_its_time, |app| {
    rotate(&app, &Step::ALL).await;
    app.pass(Duration::hours(23));
    rotate(&app, &Step::ALL).await;
    assert_eq!(held(&app).await, [1]);
    app.pass(Duration::hours(1));
    rotate(&app, &Step::ALL).await;
    rotate(&app, &Step::ALL).await;
    assert_eq!(held(&app).await, [2]);
});

kit::both_engines!(an_address_that_was_sealed_before_and_comes_after_is_not_lost, |app| {
    let admin = app.staff("admin", domain::identity::Role::Admin).await;
    let case = case(&app, &admin, "received").await;
    let (cx, plain) = (app.ctx(Actor::Time), AddressBytes::new(STREET.as_bytes().to_vec()).unwrap());
    let prepare = || vault::prepare(app.store.as_ref(), app.vault.keys.as_ref(), &cx, case, &plain);
    let (early, late) = (prepare().await.unwrap(), prepare().await.unwrap());
    app.pass(Duration::hours(24));
    rotate(&app, &Step::ALL[..3]).await;
    let mut tx = app.store.begin().await.unwrap();
    vault::store(tx.as_mut(), &cx, early, capture(), Swept::nothing()).await.unwrap();
    tx.commit().await.unwrap();
    // It came behind the wrapping: the old key stays.
    rotate(&app, &Step::ALL[3..]).await;
    assert_eq!(held(&app).await, [1, 2]);
    assert_eq!(opens(&app, case).await.as_deref(), Some(STREET));
    rotate(&app, &Step::ALL).await;
    assert_eq!((held(&app).await, opens(&app, case).await.as_deref()), (vec![2], Some(STREET)));

    purges(&app, case, PurgeRule::Withdrawn).await;
    let mut tx = app.store.begin().await.unwrap();
    let refused = vault::store(tx.as_mut(), &cx, late, capture(), Swept::nothing()).await;
    assert!(
        matches!(refused, Err(Error::Unavailable { .. })),
        "its key is gone: once more, and it goes well"
    );
    drop(tx);
    app.run_jobs().await;
});

kit::both_engines!(keys_of_another_desk_are_refused, |app| {
    use domain::vault::check_keys;
    let cx = app.ctx(Actor::Operator);
    check_keys(app.store.as_ref(), app.vault.keys.as_ref(), &cx).await.unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let other = kit::vault::open(elsewhere.path(), &app.keys, &app.random());
    let refused = check_keys(app.store.as_ref(), other.keys.as_ref(), &cx).await.unwrap_err();
    assert!(format!("{refused:?}").contains("there are no address keys"), "{refused:?}");
    other.keys.create(domain::vault::Epoch::FIRST).await.unwrap();
    let refused = check_keys(app.store.as_ref(), other.keys.as_ref(), &cx).await.unwrap_err();
    assert!(format!("{refused:?}").contains("not those that this database"), "{refused:?}");
});
