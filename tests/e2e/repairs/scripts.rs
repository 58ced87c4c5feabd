//! Papers in other scripts than the built-in fonts have, by fonts of the operator's: in the right order, joined
//! and put above each other as readers expect.

use std::process::Command;

use axum::Router;
use kit::{Reply, TestApp};
use serde_json::{Value, json};

use super::{
    Shop, intake, moves,
    papers::{addressed, paper, stored, text_of},
    parcels::place,
};

const HEBREW: &str = "truetype/culmus/SimpleCLM-Medium.ttf";
const ARABIC: &str = "opentype/fonts-hosny-amiri/Amiri-Regular.ttf";
const DEVANAGARI: &str = "truetype/lohit-devanagari/Lohit-Devanagari.ttf";
const THAI: &str = "truetype/tlwg/Loma.ttf";
const CHINESE: &str = "truetype/wqy/wqy-microhei.ttc";

/// A server whose operator has fonts for all of these scripts.
fn with_fonts(app: &TestApp) -> Router {
    let read = |font: &str| {
        std::fs::read(format!("/usr/share/fonts/{font}")).expect("scripts/install has brought the fonts")
    };
    app.server_with_fonts([HEBREW, ARABIC, DEVANAGARI, THAI, CHINESE].map(read).into())
}

/// A word on a paper, and where it stands.
#[derive(Debug)]
struct Word {
    text: String,
    left: f32,
    right: f32,
}

fn words(paper: &Reply) -> Vec<Word> {
    let file = stored(paper);
    let read = Command::new("pdftotext").arg("-bbox").arg(file.path()).arg("-").output();
    let read = String::from_utf8(read.expect("scripts/install has brought poppler-utils").stdout).unwrap();
    let word = |line: &str| {
        let (place, text) = line.trim().strip_prefix("<word ")?.strip_suffix("</word>")?.split_once('>')?;
        let at = |name: &str| place.split(name).nth(1)?.split('"').nth(1)?.parse().ok();
        Some(Word { text: text.to_owned(), left: at("xMin")?, right: at("xMax")? })
    };
    read.lines().filter_map(word).collect()
}

#[track_caller]
fn word<'w>(words: &'w [Word], text: &str) -> &'w Word {
    // Poppler tells the letters of a word as they stand.
    let as_it_stands: String = text.chars().rev().collect();
    let mut found = words.iter().filter(|word| word.text == text || word.text == as_it_stands);
    found.next().expect("the word is on the paper")
}

/// The label of a parcel that goes there.
async fn label(app: &TestApp, shop: &Shop, address: &Value) -> Reply {
    let (_, parcel) = addressed(app, shop, address).await;
    let logistics = shop.logistics.through(&with_fonts(app));
    logistics.get(&format!("{}/label.pdf", place(&parcel))).await.expect(200)
}

kit::both_engines!(what_is_read_from_the_right_is_written_from_the_right, |app| {
    let shop = Shop::open(&app).await;
    let there = json!({
        "country": "IL", "recipient": "נועה כהן", "street_lines": ["רחוב הרצל 15 (Gate B)"],
        "postal_code": "9614303", "locality": "ירושלים", "override": true
    });
    let printed = label(&app, &shop, &there).await;
    let found = words(&printed);
    // From the right: the street's two words, its number, and what is in brackets, which open on their right.
    let from_the_right = ["רחוב", "הרצל", "15"].map(|text| word(&found, text).left);
    assert!(from_the_right.is_sorted_by(|before, after| before > after), "{found:?}");
    assert!(word(&found, "15").left > found.iter().find(|word| word.text.contains("Gate")).unwrap().left);
    let edge = word(&found, "נועה").right;
    assert!((word(&found, "רחוב").right - edge).abs() < 2.0, "all lines begin at the right: {found:?}");
    assert!((word(&found, "ISRAEL").right - edge).abs() < 2.0, "{found:?}");
    app.run_jobs().await;
});

kit::both_engines!(arabic_letters_are_joined, |app| {
    let shop = Shop::open(&app).await;
    let there = json!({
        "country": "SA", "recipient": "محمد", "street_lines": ["ببببب ب 7"], "postal_code": "11564",
        "locality": "الرياض", "override": true
    });
    let found = words(&label(&app, &shop, &there).await);
    let width = |text: &str| word(&found, text).right - word(&found, text).left;
    assert!(width("ببببب") < 3.5 * width("ب"), "alone a letter is wider than within a word: {found:?}");
    assert!(word(&found, "ببببب").left > word(&found, "7").left, "{found:?}");
    app.run_jobs().await;
});

kit::both_engines!(a_report_is_printed_in_every_script_that_there_is_a_font_for, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("received").await;
    let hebrew = "המקלדת מלוכלכת. Fader 3 תקוע לגמרי וצריך להחליף אותו לפני שהמכשיר חוזר אל הלקוח בדואר.";
    let condition = format!(
        "{hebrew} {hebrew}\nหน้าจอแตกร้าว\nकीबोर्ड की कुंजी टूटी हुई है\n渋谷のスタジオ。键盘损坏\nΠλήκτρο σπασμένο"
    );
    let mut found = intake();
    found["condition"] = json!(condition);
    moves(&shop.technician, &repair, "diagnosing", json!({ "intake": found })).await.expect(200);
    let refused = paper(&shop.ann, &repair, "intake-report").await.expect_problem(409, "cannot_be_printed");
    assert!(refused.json["detail"].as_str().unwrap().contains("Hebrew"), "{}", refused.json);
    let printed = paper(&shop.ann.through(&with_fonts(&app)), &repair, "intake-report").await.expect(200);
    let text = text_of(&printed);
    for part in ["המקלדת", "หน้าจอแตกร้าว", "कीबोर्ड", "渋谷のスタジオ。键盘损坏", "Πλήκτρο", "Dusty"]
    {
        assert_eq!(text.contains(part), part != "Dusty", "{part}: {text}");
    }
    let found = words(&printed);
    // Lines come from the left: the first to be told is read last.
    let read_first = word(&found, "מלוכלכת.").right;
    assert!(word(&found, "לגמרי").left < word(&found, "Fader").left, "{found:?}");
    let edge = found.iter().map(|word| word.right).fold(read_first, f32::max);
    let at_the_edge = found.iter().filter(|word| (word.right - edge).abs() < 2.0).count();
    assert!(at_the_edge >= 2, "every line of it begins at the right: {found:?}");
    app.run_jobs().await;
});
