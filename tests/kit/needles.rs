//! Words that must lie nowhere, in every form in which they could.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// What is looked for, in every form in which it could lie somewhere.
pub struct Needles {
    all: Vec<(String, Vec<u8>)>,
    /// Which of them begin with these two bytes.
    by_beginning: Vec<Vec<usize>>,
}

impl Needles {
    /// These words.
    pub fn of(words: &[String]) -> Self {
        let mut all = Vec::new();
        for word in words {
            for text in [word.clone(), word.to_uppercase(), word.to_lowercase()] {
                let utf16: Vec<u16> = text.encode_utf16().collect();
                let hex: Vec<String> = text.bytes().map(|byte| format!("{byte:02x}")).collect();
                let hex = hex.concat();
                all.push((
                    format!("UTF-16 of {word}"),
                    utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
                ));
                all.push((
                    format!("UTF-16BE of {word}"),
                    utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
                ));
                all.push((format!("hex of {word}"), hex.to_uppercase().into_bytes()));
                all.push((format!("hex of {word}"), hex.into_bytes()));
                all.push((format!("JSON of {word}"), escaped(&text).into_bytes()));
                for shift in 0..3 {
                    all.push((format!("base64 of {word}"), base64(&text, shift)));
                }
                all.push((word.clone(), text.into_bytes()));
            }
        }
        all.retain(|(_, bytes)| bytes.len() >= 8);
        let mut by_beginning = vec![Vec::new(); 1 << 16];
        for (at, (_, bytes)) in all.iter().enumerate() {
            by_beginning[beginning(bytes)].push(at);
        }
        Self { all, by_beginning }
    }

    /// Which of them these bytes hold.
    pub fn found_in(&self, bytes: &[u8]) -> Vec<String> {
        let mut found = BTreeSet::new();
        for (at, two) in bytes.windows(2).enumerate() {
            for needle in &self.by_beginning[beginning(two)] {
                let (name, needle) = &self.all[*needle];
                if bytes[at..].starts_with(needle) {
                    found.insert(name.clone());
                }
            }
        }
        found.into_iter().collect()
    }

    /// Which of these files hold which of them.
    pub fn found_in_files(&self, files: &[(String, Vec<u8>)]) -> Vec<String> {
        let of_file = |(name, bytes): &(String, Vec<u8>)| {
            let found = self.found_in(bytes).into_iter();
            found.map(|needle| format!("{needle} in {name}")).collect::<Vec<_>>()
        };
        files.iter().flat_map(of_file).collect()
    }
}

fn beginning(bytes: &[u8]) -> usize {
    (usize::from(bytes[0]) << 8) | usize::from(bytes[1])
}

fn escaped(text: &str) -> String {
    let unit = |c: char| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", c as u32) };
    text.chars().map(unit).collect()
}

/// The middle of its base64, wherever the text stands in what is encoded.
fn base64(text: &str, shift: usize) -> Vec<u8> {
    let encoded = STANDARD.encode([&b"xxx"[..shift], text.as_bytes(), &b"xxx"[..]].concat());
    let whole = encoded.len() - 8;
    encoded.as_bytes()[4..whole].to_vec()
}
