use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The most words of a text that can be found: positions in PostgreSQL's index go no further.
pub const MAX_WORDS: usize = 16_000;
/// Where a word is cut off, here and in the index.
const LONGEST_WORD: usize = 64;

/// The words of a text as the index holds them: folded so that case, accents, umlauts and ligatures
/// do not matter (`Größe` is `grosse`, `Ｕｓｂ` is `usb`). The engines get these words and fold nothing
/// themselves, so both find the same.
pub fn words(text: &str) -> Vec<String> {
    let mut folding = Folding::default();
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        if folding.words.len() > MAX_WORDS {
            break;
        }
        folding.take(c);
    }
    folding.end_word();
    folding.words.truncate(MAX_WORDS);
    folding.words
}

#[derive(Default)]
struct Folding {
    words: Vec<String>,
    word: String,
    length: usize,
}

impl Folding {
    fn take(&mut self, c: char) {
        if stands_alone(c) && c.is_alphanumeric() {
            self.end_word();
            self.words.push(c.to_string());
        } else if c.is_alphanumeric() {
            c.to_lowercase().for_each(|c| self.append(c));
        } else if !is_ignored(c) {
            self.end_word();
        }
    }

    fn append(&mut self, c: char) {
        let (folded, single) = (spelled_out(c), c.to_string());
        for c in folded.unwrap_or(&single).chars().filter(|c| c.is_alphanumeric()) {
            if self.length < LONGEST_WORD {
                self.word.push(c);
                self.length += 1;
            }
        }
    }

    fn end_word(&mut self) {
        self.length = 0;
        if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }
}

/// Letters that Unicode does not take apart.
const fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

/// Scripts without spaces between words: each character is a word, and what is looked for is a phrase.
const fn stands_alone(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0E7F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3134F}')
}

/// Soft hyphens and joiners stand within words.
const fn is_ignored(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Words that stand one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words, at least one.
    pub words: Vec<String>,
    /// Whether the last one is only how the word begins.
    pub is_prefix: bool,
}

impl Phrase {
    /// The phrase that a text stands for; none if it holds no word.
    pub fn of(text: &str, is_prefix: bool) -> Option<Self> {
        let words = words(text);
        (!words.is_empty()).then_some(Self { words, is_prefix })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_accents_and_ligatures_do_not_matter() {
        for (text, folded) in [
            ("Größe ÜBER straße", "grosse uber strasse"),
            ("STRASSE ẞ", "strasse ss"),
            ("Ｕｓｂ ﬁne №5", "usb fine no5"),
            ("Łódź Søren Æon", "lodz soren aeon"),
            ("İstanbul ΣΑΣ", "istanbul σασ"),
            ("u\u{308}ber so\u{AD}ft", "uber soft"),
            ("usb-c/hub@4F21.x", "usb c hub 4f21 x"),
            ("ก๚ข", "ก ข"),
            ("充電器 x", "充 電 器 x"),
        ] {
            assert_eq!(words(text).join(" "), folded, "{text}");
        }
    }

    #[test]
    fn words_and_texts_are_bounded() {
        assert_eq!(words(&"a".repeat(1000))[0].len(), LONGEST_WORD);
        assert_eq!(words(&"a ".repeat(20_000)).len(), MAX_WORDS);
        assert_eq!(Phrase::of("!?", false), None);
    }

    proptest! {
        #[test]
        fn words_hold_nothing_that_an_engine_could_take_for_syntax(text in any::<String>()) {
            for word in words(&text) {
                prop_assert!(!word.is_empty() && word.chars().all(char::is_alphanumeric), "{word:?}");
                prop_assert!(word.len() < 2046);
            }
        }

        #[test]
        fn folding_what_is_folded_changes_nothing(text in any::<String>()) {
            let once = words(&text);
            prop_assert_eq!(words(&once.join(" ")), once);
        }
    }
}
