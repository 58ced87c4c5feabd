use std::{ops::Range, sync::Arc};

use axum::http::Method;
use chrono::Duration;
use domain::{
    Error, Result,
    attachment::{ObjectInfo, ObjectName, ObjectReader, ObjectStore, ObjectWriter},
    clock::Timestamp,
};
use serde_json::json;

use super::{content_path, objects, path};
use crate::support::{rows, time_passes};

kit::both_stores!(a_file_that_waits_too_long_goes, |app| {
    let ann = app.customer("ann").await;
    let (kept, _left) = (ann.uploads("1.txt", b"1").await, ann.uploads("2.txt", b"2").await);
    let new = json!({ "subject": "Fader", "body": "It jams.", "attachment_ids": [kept["id"]] });
    ann.post("/api/v1/tickets", &new).await.expect(201);
    time_passes(&app, Duration::hours(23)).await;
    assert_eq!((rows(&app, "attachment").await, objects(&app).await.len()), (2, 2));
    time_passes(&app, Duration::hours(3)).await;
    app.run_jobs().await;
    assert_eq!((rows(&app, "attachment").await, objects(&app).await.len()), (1, 1));
    let ann = app.sign_in(&ann.email).await;
    assert_eq!(ann.get(&content_path(&kept)).await.expect(200).body, b"1");
});

kit::both_stores!(a_waiting_file_can_be_deleted_and_a_sent_one_cannot, |app| {
    let ann = app.customer("ann").await;
    let (sent, waiting) = (ann.uploads("1.txt", b"1").await, ann.uploads("2.txt", b"2").await);
    let new = json!({ "subject": "Fader", "body": "It jams.", "attachment_ids": [sent["id"]] });
    ann.post("/api/v1/tickets", &new).await.expect(201);
    let delete = async |file| ann.client().send(Method::DELETE, &path(file), "").await;
    delete(&sent).await.expect_problem(409, "state_conflict");
    delete(&waiting).await.expect(204);
    delete(&waiting).await.expect_problem(404, "not_found");
    app.run_jobs().await;
    assert_eq!(objects(&app).await.len(), 1);
});

kit::both_stores!(only_so_much_may_wait, |app| {
    let ann = app.customer("ann").await;
    for _ in 0..50 {
        ann.uploads("1.txt", b"1").await;
    }
    ann.client().upload("1.txt", b"1").await.expect_problem(409, "too_many_uploads");
    assert_eq!((rows(&app, "attachment").await, objects(&app).await.len()), (50, 50));
    let eve = app.customer("eve").await;
    eve.uploads("1.txt", b"1").await;
});

kit::both_stores!(bytes_without_a_row_go_after_a_day, |app| {
    let ann = app.customer("ann").await;
    ann.uploads("1.txt", b"1").await;
    let orphan: ObjectName = "0123456789abcdef".repeat(2).parse().unwrap();
    let mut writer = app.objects.create(&orphan).await.unwrap();
    writer.write("left behind".into()).await.unwrap();
    writer.finish().await.unwrap();
    // The folder's times are the machine's own.
    let written = objects_with_times(app.objects.as_ref()).await[0].written_at;
    let remove =
        async |now| domain::attachment::remove_orphans(&*app.store, &*app.objects, now).await.unwrap();
    assert_eq!(remove(written + Duration::hours(23)).await, 0);
    assert_eq!(remove(written + Duration::hours(25)).await, 1);
    let left = objects(&app).await;
    assert!(left.len() == 1 && left[0] != orphan.as_str());
});

async fn objects_with_times(store: &dyn ObjectStore) -> Vec<ObjectInfo> {
    store.list(None, 10, Timestamp::UNIX_EPOCH).await.unwrap()
}

/// A store whose disk is full.
struct Full(Arc<dyn ObjectStore>);

fn full() -> Error {
    Error::Unavailable { retry_after: std::time::Duration::from_secs(5), cause: "object store: full".into() }
}

#[async_trait::async_trait]
impl ObjectStore for Full {
    async fn create(&self, name: &ObjectName) -> Result<Box<dyn ObjectWriter>> {
        Ok(Box::new(NeverDone(self.0.create(name).await?)))
    }
    async fn read(&self, name: &ObjectName, range: Range<u64>) -> Result<Box<dyn ObjectReader>> {
        self.0.read(name, range).await
    }
    async fn delete(&self, name: &ObjectName) -> Result<()> {
        self.0.delete(name).await
    }
    async fn list(
        &self,
        after: Option<&ObjectName>,
        limit: usize,
        before: Timestamp,
    ) -> Result<Vec<ObjectInfo>> {
        self.0.list(after, limit, before).await
    }
}

struct NeverDone(Box<dyn ObjectWriter>);

#[async_trait::async_trait]
impl ObjectWriter for NeverDone {
    async fn write(&mut self, bytes: bytes::Bytes) -> Result<()> {
        self.0.write(bytes).await
    }
    async fn finish(self: Box<Self>) -> Result<()> {
        Err(full())
    }
    async fn abort(self: Box<Self>) {}
}

kit::both_stores!(there_is_no_row_without_bytes, |app| {
    kit::errors::expect("store not available");
    let ann = app.customer("ann").await;
    let there = ann.on(app.router_with(&(Arc::new(Full(Arc::clone(&app.objects))) as Arc<dyn ObjectStore>)));
    there.upload("1.txt", b"1").await.expect_problem(503, "unavailable");
    assert_eq!((rows(&app, "attachment").await, objects(&app).await.len()), (0, 0));
});
