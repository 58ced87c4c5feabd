//! Papers of repairs: read again from the files, as people and scanners do.

use std::{path::Path, process::Command};

use axum::http::Method;
use kit::{Person, Reply, TestApp};
use serde_json::{Value, json};

use super::{
    Shop, moves,
    parcels::{parcels, place},
    path, sends,
};

/// What a paper says, line by line.
pub(super) fn text_of(paper: &Reply) -> String {
    let file = stored(paper);
    let read =
        Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(file.path()).arg("-").output();
    let read = read.expect("scripts/install has brought poppler-utils");
    assert!(read.status.success(), "a PDF file can be read");
    String::from_utf8(read.stdout).unwrap()
}

/// What the code on a paper says.
fn code_on(paper: &Reply) -> String {
    let (file, folder) = (stored(paper), tempfile::tempdir().unwrap());
    let picture = folder.path().join("page");
    let mut draw = Command::new("pdftoppm");
    draw.args(["-gray", "-r", "200", "-f", "1", "-l", "1", "-singlefile"]).arg(file.path()).arg(&picture);
    assert!(draw.status().unwrap().success());
    let (width, height, grey) = pixels(&picture.with_extension("pgm"));
    let read = |x: usize, y: usize| grey[y * width + x];
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, read);
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1, "one code");
    codes[0].decode().unwrap().1
}

pub(super) fn stored(paper: &Reply) -> tempfile::NamedTempFile {
    assert_eq!(paper.header("content-type").as_deref(), Some("application/pdf"));
    assert_eq!(paper.header("cache-control").as_deref(), Some("private, no-store"));
    assert_eq!(paper.header("etag"), None);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &paper.body).unwrap();
    file
}

/// A picture in the format PGM.
fn pixels(file: &Path) -> (usize, usize, Vec<u8>) {
    let bytes = std::fs::read(file).unwrap();
    let mut parts = bytes.splitn(5, u8::is_ascii_whitespace);
    let mut part = || parts.next().unwrap();
    assert_eq!(part(), b"P5");
    let mut number = || std::str::from_utf8(part()).unwrap().parse::<usize>().unwrap();
    let (width, height, most) = (number(), number(), number());
    assert_eq!(most, 255);
    (width, height, part().to_vec())
}

pub(super) async fn paper(person: &Person, repair: &Value, kind: &str) -> Reply {
    person.get(&format!("{}/documents/{kind}.pdf", path(repair))).await
}

/// A repair to be sent to this address, and the parcel that waits for its label.
pub(super) async fn addressed(app: &TestApp, shop: &Shop, address: &Value) -> (Value, Value) {
    let repair = shop.repair_in("ready_to_ship").await;
    let parcel = json!({ "return_method": "parcel" });
    sends(&shop.ann, Method::PATCH, &path(&repair), &parcel).await.expect(200);
    sends(&shop.ann, Method::PUT, &format!("{}/address", path(&repair)), address).await.expect(200);
    let new = json!({ "direction": "outbound", "parcel": { "carrier": "DHL", "service": "Express" } });
    let list = format!("{}/shipments", path(&repair));
    let parcel = shop.logistics.post(&list, &new).await.expect(201).json;
    app.run_jobs().await;
    (repair, parcel)
}

fn somewhere() -> Value {
    json!({
        "country": "DE", "recipient": "Zoë Groß-Čapková", "street_lines": ["Zwölfapfelstraße 17", "c/o Müller"],
        "postal_code": "10115", "locality": "Berlin", "delivery_note": "Hund heißt Bello"
    })
}

kit::both_engines!(slip_and_bench_label_bear_the_number_and_no_person, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("repairing").await;
    let number = repair["rma_number"].as_str().unwrap();
    let slip = paper(&shop.ann, &repair, "packing-slip").await.expect(200);
    let text = text_of(&slip);
    for part in ["Packing slip", number, "Keys 61", "K61-004711"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert_eq!(code_on(&slip), number);
    let bench = paper(&shop.technician, &repair, "bench-label").await.expect(200);
    assert_eq!(code_on(&bench), number);
    assert!(text_of(&bench).contains("November"));
    let report = paper(&shop.ann, &repair, "intake-report").await.expect(200);
    let text = text_of(&report);
    for part in ["Dusty.", "Power supply", "declared", "as registered"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    for printed in [&slip, &bench, &report] {
        let text = text_of(printed).to_lowercase();
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        assert!(words.all(|word| !["ann", "tom", "lou", "bo"].contains(&word)), "nobody is named");
    }
    let german = shop.ann.get(&format!("{}/documents/packing-slip.pdf?lang=de", path(&repair))).await;
    assert!(text_of(&german.expect(200)).contains("Begleitschein"));
    paper(&shop.ann, &repair, "bench-label").await.expect_problem(403, "forbidden");
    paper(&shop.cem, &repair, "packing-slip").await.expect_problem(404, "not_found");
    paper(&shop.ann, &repair, "quote").await.expect_problem(404, "not_found");
    let wrong = format!("{}/documents/packing-slip.pdf?lang=fr", path(&repair));
    shop.ann.get(&wrong).await.expect_problem(400, "invalid_parameter");
    app.run_jobs().await;
});

kit::both_engines!(a_paper_names_the_unit_that_it_goes_with, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("diagnosing").await;
    let exchanged =
        json!({ "outcome": "exchanged", "reason": "The board broke.", "replacement_serial": "K61-000815" });
    moves(&shop.lead, &repair, "ready_to_ship", exchanged).await.expect(200);
    let slip = text_of(&paper(&shop.ann, &repair, "packing-slip").await.expect(200));
    assert!(slip.contains("K61-000815") && !slip.contains("K61-004711"), "{slip}");
    let report = text_of(&paper(&shop.ann, &repair, "intake-report").await.expect(200));
    assert!(report.contains("K61-004711") && !report.contains("K61-000815"), "{report}");
    app.run_jobs().await;
});

kit::both_engines!(a_quote_on_paper_says_all_that_is_agreed_to, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("diagnosing").await;
    let line = |kind: &str, text: &str, quantity: i64, unit: i64, covered: i64| {
        json!({
            "kind": kind, "text": text, "quantity_milli": quantity, "unit_minor": unit, "tax_rate": 1900,
            "covered_minor": covered,
        })
    };
    let mut lines = vec![
        line("part", "Ποτενσιόμετρο (реостат)", 2000, 1250, 1000),
        line("labour", "Replace fader 3", 1500, 6000, 0),
    ];
    lines.extend((0..60).map(|number| line("fee", &format!("Item {number}"), 1000, 100, 0)));
    let quote = json!({
        "currency": "EUR", "lines": lines, "maximum": true, "days_needed": 5, "decline_fee_minor": 1900,
        "valid_until": app.now() + chrono::Duration::days(14),
    });
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": quote })).await.expect(200);
    let quotes = shop.ann.get(&format!("{}/quotes", path(&repair))).await.expect(200).json;
    let hash = quotes["items"][0]["content_hash"].as_str().unwrap().to_owned();
    let german = shop.ann.get(&format!("{}/documents/quote.pdf?lang=de", path(&repair))).await.expect(200);
    let text = text_of(&german);
    // 25 + 90 + 60 net, 19 % of it, less 10 that are covered.
    let expected = [
        "Kostenvoranschlag",
        "Ποτενσιόμετρο (реостат)",
        "1,5",
        "60,00",
        "19 %",
        "175,00 EUR",
        "33,25 EUR",
        "-10,00 EUR",
        "Sie zahlen höchstens",
        "198,25 EUR",
        "06.12.2026",
        "5 Tage",
        "Wenn Sie ablehnen, zahlen Sie 19,00 EUR.",
        "Item 59",
        "2/2",
        &hash,
    ];
    for part in expected {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert_eq!(code_on(&german), repair["rma_number"].as_str().unwrap());
    app.run_jobs().await;
});

kit::both_engines!(what_is_sent_in_advance_has_a_label_and_its_carrier_is_on_record, |app| {
    let shop = Shop::open(&app).await;
    let mut request = shop.request();
    request["return_method"] = json!("parcel");
    let repair = shop.ann.post("/api/v1/repairs", &request).await.expect(201).json;
    moves(&shop.lead, &repair, "authorized", json!({ "coverage": "goodwill", "reason": "We pay." }))
        .await
        .expect(200);
    let list = format!("{}/shipments", path(&repair));
    let new = json!({ "direction": "outbound", "parcel": { "carrier": "DHL", "service": "Box" } });
    shop.logistics.post(&list, &new).await.expect_problem(409, "state_conflict");
    sends(&shop.agent, Method::PATCH, &path(&repair), &json!({ "prepaid": true })).await.expect(200);
    sends(&shop.ann, Method::PUT, &format!("{}/address", path(&repair)), &somewhere()).await.expect(200);
    let parcel = shop.logistics.post(&list, &new).await.expect(201).json;
    let printed = shop.logistics.get(&format!("{}/label.pdf", place(&parcel))).await.expect(200);
    assert!(text_of(&printed).contains("Zwölfapfelstraße 17"));
    let mine = "/api/v1/me/disclosures";
    let told = shop.ann.get(mine).await.expect(200).json["items"].clone();
    assert_eq!((told.as_array().unwrap().len(), &told[0]["recipient"]), (1, &json!("DHL")));
    // The box is there, the device comes: what leaves with the device later is another parcel.
    moves(&shop.ann, &repair, "inbound", json!({})).await.expect(200);
    let sent = parcels(&shop.logistics, &list).await;
    let ahead = sent.iter().find(|one| one["id"] == parcel["id"]).unwrap();
    assert!(ahead["left_at"].is_string(), "{ahead}");
    for (to, who, body) in shop.way(&repair, "ready_to_ship").into_iter().skip(2) {
        moves(who, &repair, to, body).await.expect(200);
    }
    moves(&shop.logistics, &repair, "outbound", json!({ "serial": "k61004711" })).await.expect(200);
    let sent = parcels(&shop.logistics, &list).await;
    let outbound = sent.iter().filter(|one| one["direction"] == "outbound").count();
    assert_eq!(outbound, 2);
    app.run_jobs().await;
});

kit::both_engines!(a_label_bears_the_address_and_is_on_record, |app| {
    let shop = Shop::open(&app).await;
    let (repair, parcel) = addressed(&app, &shop, &somewhere()).await;
    let label = format!("{}/label.pdf", place(&parcel));
    for person in [&shop.ann, &shop.agent, &shop.technician, &shop.officer] {
        person.get(&label).await.expect_problem(403, "forbidden");
    }
    let printed = shop.logistics.get(&label).await.expect(200);
    let text = text_of(&printed);
    for part in ["Zoë Groß-Čapková", "Zwölfapfelstraße 17", "10115 BERLIN", "GERMANY", "DHL · Express"]
    {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("Bello"), "the note is for who brings it, by another way");
    assert_eq!(code_on(&printed), repair["rma_number"].as_str().unwrap());
    shop.logistics.get(&format!("{label}?lang=de")).await.expect(200);
    let readings = shop.ann.get(&format!("{}/address/accesses", path(&repair))).await.expect(200).json;
    let for_label = readings["items"].as_array().unwrap().iter().filter(|one| one["purpose"] == "label");
    assert_eq!(for_label.count(), 2);
    let told = shop.ann.get("/api/v1/me/disclosures").await.expect(200).json["items"].clone();
    assert_eq!(told.as_array().unwrap().len(), 1, "one parcel, one carrier");
    let out = json!({ "serial": "k61004711" });
    moves(&shop.logistics, &repair, "outbound", out).await.expect(200);
    let told = shop.ann.get("/api/v1/me/disclosures").await.expect(200).json["items"].clone();
    assert_eq!((told.as_array().unwrap().len(), &told[0]["recipient"]), (1, &json!("DHL")));
    let sent = parcels(&shop.ann, &format!("{}/shipments", path(&repair))).await;
    assert_eq!(sent.last().unwrap()["id"], parcel["id"]);
    // It was another carrier: both may have the address.
    for carrier in ["UPS", "UPS"] {
        sends(&shop.logistics, Method::PATCH, &place(&parcel), &json!({ "carrier": carrier }))
            .await
            .expect(200);
    }
    let told = shop.ann.get("/api/v1/me/disclosures").await.expect(200).json["items"].clone();
    let mut recipients: Vec<_> =
        told.as_array().unwrap().iter().map(|one| one["recipient"].as_str().unwrap()).collect();
    recipients.sort_unstable();
    assert_eq!(recipients, ["DHL", "UPS"]);
    shop.logistics.get(&label).await.expect(200);
    moves(&shop.logistics, &repair, "undeliverable", json!({})).await.expect(200);
    // The next address is for the next parcel.
    shop.logistics.get(&label).await.expect_problem(409, "state_conflict");
    moves(&shop.logistics, &repair, "delivered", json!({})).await.expect(200);
    shop.logistics.get(&label).await.expect_problem(409, "state_conflict");
    app.run_jobs().await;
});

/// How many labels the server has counted that nobody got.
async fn refused_labels(app: &TestApp) -> f64 {
    let metrics = app.visitor().get("/metrics").await.expect(200);
    let text = String::from_utf8(metrics.body).unwrap();
    let mut counted = text.lines().filter(|line| line.starts_with("benchdesk_address_reveals_total{"));
    let of_labels = |line: &&str| line.contains("\"label\"") && line.contains("\"refused\"");
    counted.find(of_labels).map_or(0.0, |line| line.rsplit(' ').next().unwrap().parse().unwrap())
}

kit::both_engines!(a_letter_that_no_font_has_is_an_error_and_no_box, |app| {
    let shop = Shop::open(&app).await;
    let abroad = json!({
        "country": "JP", "recipient": "山田太郎", "street_lines": ["中央区銀座1-2-3"], "postal_code": "104-0061",
        "administrative_area": "東京都", "override": true
    });
    let (repair, parcel) = addressed(&app, &shop, &abroad).await;
    let before = refused_labels(&app).await;
    let refused = shop.logistics.get(&format!("{}/label.pdf", place(&parcel))).await;
    let problem = refused.expect_problem(409, "cannot_be_printed").json;
    assert!(problem["detail"].as_str().unwrap().contains("Chinese"));
    assert!(!problem.to_string().contains('山'), "the letter itself is not told");
    // Nobody has seen it, and no carrier gets it.
    assert!(refused_labels(&app).await > before);
    let readings = shop.ann.get(&format!("{}/address/accesses", path(&repair))).await.expect(200).json;
    let tried = readings["items"].as_array().unwrap().iter().find(|one| one["purpose"] == "label").unwrap();
    assert_eq!(tried["failed"], true);
    assert_eq!(shop.ann.get("/api/v1/me/disclosures").await.expect(200).json["items"], json!([]));
    app.run_jobs().await;
});
