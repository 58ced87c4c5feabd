//! The ledger, read by who answers for privacy: it names nobody, and its hashes can be made anew.

use ring::digest;

use super::*;

kit::both_engines!(the_ledger_is_read_and_its_hashes_are_made_anew, |app| {
    let desk = Desk::open(&app).await;
    let others = [app.customer("cem").await, app.customer("dora").await];
    let people = [&desk.ann, &desk.theo, &others[0], &others[1]];
    for person in people {
        asks(person, "finish").await.expect(201);
    }
    app.run_jobs().await;
    app.mailbox.take();
    for nobody in [&desk.agent, &desk.lead] {
        nobody.get("/api/v1/privacy/ledger").await.expect_problem(403, "forbidden");
    }
    // By pages of one, to its end.
    let lines = desk.officer.reads_all("/api/v1/privacy/ledger", 1).await;
    assert_eq!(
        lines,
        desk.officer.get("/api/v1/privacy/ledger").await.expect(200).json["items"].as_array().unwrap()[..]
    );
    assert_eq!((&lines[0]["kind"], &lines[0]["seq"]), (&json!("begun"), &json!(1)));
    let erased =
        lines.iter().filter(|line| line["kind"] == "erased").map(|line| line["account_id"].as_str().unwrap());
    let mut erased: Vec<_> = erased.collect();
    erased.sort_unstable();
    let mut ids = people.map(|person| person.id.as_str());
    ids.sort_unstable();
    assert_eq!(erased, ids, "each once, although their erasures end at once");
    let mut previous = String::new();
    for line in &lines {
        let text = line["hashed_text"].as_str().unwrap();
        let hash = digest::digest(&digest::SHA256, text.as_bytes());
        let digits: Vec<_> = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let made = digits.concat();
        assert_eq!(line["hash"], made);
        let hashed: Value = serde_json::from_str(text).unwrap();
        assert_eq!(
            (&hashed[0], &hashed[1], &hashed[3]),
            (&line["seq"], &line["created_at"], &json!(previous))
        );
        previous = made;
    }
    let text = json!(lines).to_string().to_lowercase();
    assert!(!text.contains("ann@") && !text.contains("theo@"), "it names nobody");
});
