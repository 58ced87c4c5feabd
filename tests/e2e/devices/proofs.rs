use axum::http::Method;
use chrono::Duration;
use kit::{Person, Reply};
use serde_json::{Value, json};

use super::{accepts, gives_up, history, offers, path, people, product, proofs, registers};
use crate::{
    attachments::{content_path, objects, photo},
    support::{comparable, rows, time_passes},
};

async fn adds(person: &Person, device: &Value, file: &Value) -> Reply {
    let place = format!("{}/proofs/{}", path(device), file["id"].as_str().unwrap());
    person.client().send(Method::PUT, &place, "").await
}

async fn removes(person: &Person, device: &Value, file: &Value) -> Reply {
    let place = format!("{}/proofs/{}", path(device), file["id"].as_str().unwrap());
    person.client().send(Method::DELETE, &place, "").await
}

kit::both_stores!(a_proof_is_read_by_its_holder_and_staff_only, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let device = registers(&ann, &product(&admin).await, "K61-004711").await;
    let upload = ann.uploads("receipt.jpg", &photo()).await;
    assert_eq!((&upload["message_id"], &upload["device_id"]), (&Value::Null, &Value::Null));
    let proof = adds(&ann, &device, &upload).await.expect(200).json;
    assert_eq!(proof["device_id"], device["id"]);
    assert_eq!(adds(&ann, &device, &upload).await.expect(200).json, proof, "again changes nothing");
    assert_eq!(proofs(&ann, &device).await, ["receipt.jpg"]);
    assert_eq!(proofs(&bo, &device).await, ["receipt.jpg"]);
    for person in [&ann, &bo] {
        let bytes = person.get(&content_path(&proof)).await.expect(200).body;
        assert!(!String::from_utf8_lossy(&bytes).contains("GPS"), "a picture has lost its place");
    }
    let absent = json!({ "id": "01936f3e-0000-7000-8000-000000000000" });
    for place in [content_path, crate::attachments::path] {
        let (there, nowhere) = (cem.get(&place(&proof)).await, cem.get(&place(&absent)).await);
        assert_eq!(comparable(&there), comparable(&nowhere));
        there.expect_problem(404, "not_found");
    }
    cem.get(&format!("{}/proofs", path(&device))).await.expect_problem(404, "not_found");
    removes(&cem, &device, &proof).await.expect_problem(404, "not_found");
    assert_eq!(history(&ann, &device).await, ["registered", "proof_added"]);
});

kit::both_engines!(a_proof_is_ones_own_upload_and_part_of_nothing_else, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let (device, other) =
        (registers(&ann, &keys, "K61-004711").await, registers(&ann, &keys, "K61-004712").await);
    let of_cem = cem.uploads("of-cem.txt", b"1").await;
    adds(&ann, &device, &of_cem).await.expect_problem(404, "not_found");
    adds(&bo, &device, &of_cem).await.expect_problem(404, "not_found");
    let proof = ann.proves(&device, "1.txt", b"1").await;
    adds(&ann, &other, &proof).await.expect_problem(404, "not_found");
    let new = json!({ "subject": "Fader", "body": "Jams.", "attachment_ids": [proof["id"]] });
    ann.post("/api/v1/tickets", &new).await.expect_problem(422, "validation_failed").at("#/attachment_ids/0");
    let delete = ann.client().send(Method::DELETE, &crate::attachments::path(&proof), "").await;
    delete.expect_problem(409, "state_conflict");
    for number in 2..=5 {
        bo.proves(&device, &format!("{number}.txt"), b"by letter").await;
    }
    let sixth = ann.uploads("6.txt", b"6").await;
    adds(&ann, &device, &sixth).await.expect_problem(409, "state_conflict");
    assert_eq!(proofs(&ann, &device).await, ["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"]);
    time_passes(&app, Duration::days(3)).await;
    let ann = app.sign_in(&ann.email).await;
    assert_eq!(proofs(&ann, &device).await.len(), 5, "what is part of a device does not wait");
    assert_eq!(rows(&app, "attachment").await, 5);
});

kit::both_stores!(a_proof_that_is_removed_is_destroyed, |app| {
    let (ann, _, bo, admin) = people(&app).await;
    let device = registers(&ann, &product(&admin).await, "K61-004711").await;
    let (first, second) =
        (ann.proves(&device, "1.txt", b"1").await, ann.proves(&device, "2.txt", b"2").await);
    removes(&ann, &device, &first).await.expect(204);
    removes(&ann, &device, &first).await.expect_problem(404, "not_found");
    app.run_jobs().await;
    assert_eq!((proofs(&bo, &device).await, objects(&app).await.len()), (vec!["2.txt".to_owned()], 1));
    gives_up(&ann, &device).await;
    app.run_jobs().await;
    assert_eq!((rows(&app, "attachment").await, objects(&app).await.len()), (0, 0));
    for person in [&ann, &bo] {
        person.get(&content_path(&second)).await.expect_problem(404, "not_found");
    }
});

kit::both_engines!(a_later_holder_sees_no_proof, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let device = registers(&ann, &keys, "K61-004711").await;
    let proof = ann.proves(&device, "1.txt", b"1").await;
    let code = offers(&ann, &device).await;
    let taken = registers(&cem, &keys, "K61-004711").await;
    accepts(&cem, &taken, &code).await.expect(200);
    app.run_jobs().await;
    assert!(proofs(&cem, &taken).await.is_empty() && objects(&app).await.is_empty());
    for person in [&ann, &cem, &bo] {
        person.get(&content_path(&proof)).await.expect_problem(404, "not_found");
    }
    let late = bo.uploads("late.txt", b"2").await;
    adds(&bo, &device, &late).await.expect_problem(409, "state_conflict");
    assert!(history(&bo, &device).await.contains(&"proof_removed".to_owned()));
});

kit::both_engines!(of_many_proofs_at_once_five_are_taken, |app| {
    let (ann, _, _, admin) = people(&app).await;
    let device = registers(&ann, &product(&admin).await, "K61-004711").await;
    let mut uploads = Vec::new();
    for _ in 0..8 {
        uploads.push(ann.uploads("1.txt", b"1").await);
    }
    let replies = futures_util::future::join_all(uploads.iter().map(|file| adds(&ann, &device, file))).await;
    let taken = replies.iter().filter(|reply| reply.status == 200).count();
    let refused = replies.iter().filter(|reply| reply.status == 409).count();
    assert_eq!((taken, refused, proofs(&ann, &device).await.len()), (5, 3, 5));
});

kit::both_engines!(a_proof_goes_when_coverage_is_decided, |app| {
    let (ann, _, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let (device, other) =
        (registers(&ann, &keys, "K61-004711").await, registers(&ann, &keys, "K61-004712").await);
    let proof = ann.proves(&device, "1.txt", b"1").await;
    ann.proves(&other, "2.txt", b"2").await;
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    let asked = json!({
        "ticket_id": ticket["id"], "device_id": device["id"], "symptom": "It jams.", "battery": "none",
        "return_method": "pick_up",
    });
    let repair = ann.post("/api/v1/repairs", &asked).await.expect(201).json;
    assert_eq!(proofs(&bo, &device).await, ["1.txt"], "it is needed to decide");
    let decided = json!({ "to": "authorized", "coverage": "legal_guarantee", "reason": "Bought in March." });
    let place = format!("/api/v1/repairs/{}/transitions", repair["id"].as_str().unwrap());
    bo.with("if-match", "*").post(&place, &decided).await.expect(200);
    app.run_jobs().await;
    bo.get(&content_path(&proof)).await.expect_problem(404, "not_found");
    assert!(proofs(&ann, &device).await.is_empty() && objects(&app).await.len() == 1);
    assert_eq!(proofs(&ann, &other).await, ["2.txt"], "of another device nothing was decided");
});
